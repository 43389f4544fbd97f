//! A judgement that stands says what judging again would.

use std::time::Duration;

use jiff::SignedDuration;
use jiff::civil::time;
use jiff::tz::TimeZone;
use proptest::prelude::*;

use super::*;
use crate::duty::{
    Action, Better, Clean, Comparison, Condition, Desk, Down, FeedPlan, Formula, Id, Indicator, Kind, LeftOut, Level, Measure,
    Note, Op, Order, Outcome, Past, Period, Plan, Poll, Reading, Remarks, Roster, Rule, Snapshot, Span, Subject, Text, Topic,
    Trouble, Window,
};

/// What may happen.
#[derive(Clone, Debug)]
enum Step {
    /// A feed says this of each figure.
    Says(usize, Vec<Said>),
    NotModified(usize),
    Fails(usize),
    Tick,
    Interrupted,
    Rejoined,
    Acknowledged,
    Shelved,
    OutOfService,
    InService,
}

/// What a feed says of a figure.
#[derive(Clone, Copy, Debug)]
enum Said {
    Nothing,
    NotKnown,
    Is(u8),
}

fn id(text: &str) -> Id {
    Id::new(text).unwrap()
}

fn rule(level: Level, measure: Measure, limit: f64, hold: u32, keep: u32) -> Rule {
    let when = Condition::new(Comparison { measure, op: Op::GreaterOrEqual, limit }, Vec::new());
    Rule { level, when, hold: Span::from_seconds(hold), clear: None, keep: Span::from_seconds(keep) }
}

fn indicator(name: &str, kind: Kind, rules: Vec<Rule>) -> Indicator {
    Indicator {
        id: id(name),
        topic: Topic::Traffic,
        name: Text::same(name),
        kind,
        unit: Text::default(),
        better: Better::Lower,
        target: Some(3.0),
        rules: rules.into(),
        guidance: Text::default(),
        formula: None,
        feeds: Vec::new(),
        clock: None,
        configured: true,
    }
}

/// Every measure, with and without delays, over two feeds that may both deliver most of it.
fn plan() -> Plan {
    let (warning, critical) = (Level::Warning, Level::Critical);
    let count = Kind::Count(Window::Day);
    let hour = Measure::Increase(Span::from_seconds(3600));
    let feed = |name: &str| FeedPlan::new(name.into(), Span::from_seconds(600));
    let indicators = vec![
        indicator("a.count", count, vec![rule(warning, hour, 2.0, 0, 0), rule(critical, Measure::Value, 5.0, 300, 300)]),
        indicator("a.shift", count, vec![rule(warning, Measure::Shift, 3.0, 0, 600)]),
        indicator("a.share", Kind::Gauge, vec![rule(critical, Measure::Share(id("a.whole")), 60.0, 0, 0)]),
        Indicator { feeds: vec!["one".into(), "two".into()], ..indicator("a.whole", Kind::Gauge, Vec::new()) },
        indicator("a.target", Kind::Rate, vec![rule(warning, Measure::Target, 1.0, 0, 0)]),
        indicator("a.age", Kind::Gauge, vec![rule(warning, Measure::Age, 400.0, 0, 0)]),
        Indicator {
            formula: Some(Formula::Negative(Box::new(Formula::Figure(id("a.target"))))),
            ..indicator("a.derived", Kind::Gauge, vec![rule(warning, Measure::Value, -2.0, 120, 0)])
        },
    ];
    let holidays = Period {
        name: Text::same("holidays"),
        from: crate::duty::Day::Once("2026-03-06".parse().unwrap()),
        to: crate::duty::Day::Once("2026-03-06".parse().unwrap()),
        every: None,
        rules: [(id("a.target"), vec![rule(critical, Measure::Target, 0.0, 0, 0)].into())].into(),
        suppress: vec![id("a.count")],
    };
    Plan {
        region: Clean::default(),
        zone: TimeZone::UTC,
        roster: Roster::new(vec![time(8, 0, 0, 0), time(20, 0, 0, 0)]).unwrap(),
        territories: Vec::new(),
        indicators,
        periods: vec![holidays],
        feeds: vec![feed("one"), feed("two")],
        clocks: Vec::new(),
        acknowledgement: Some(Span::from_seconds(1800)),
    }
}

fn poll(outcome: Outcome, at: Timestamp) -> Poll {
    Poll { at, status: None, took: Duration::ZERO, outcome, expires: None }
}

fn snapshot(figures: &[Said], as_of: Timestamp) -> Outcome {
    let ids = plan().indicators.into_iter().filter(|indicator| indicator.formula.is_none()).map(|indicator| indicator.id);
    let sent = ids.zip(figures).filter_map(|(id, said)| match said {
        Said::Nothing => None,
        Said::NotKnown => Some(Reading::of(id, None)),
        Said::Is(n) => Some(Reading::of(id, Some(f64::from(*n)))),
    });
    let (left_out, remarks) = (LeftOut::default(), Remarks::default());
    Outcome::Snapshot(Snapshot { as_of, sequence: None, readings: sent.collect(), left_out, remarks })
}

fn act(room: &mut Room, action: &Action, now: Timestamp) {
    let raised: Vec<(Subject, u64)> = room.alarms().map(|(subject, desk)| (subject, desk.shown().number)).collect();
    for (subject, number) in raised {
        // What makes no sense now is refused.
        let _ = room.order(Order::Alarm { subject, number, action: action.clone() }, now);
    }
}

fn take(room: &mut Room, step: &Step, now: Timestamp) {
    let reason = || Note::new("why").unwrap();
    match step {
        Step::Says(feed, figures) => room.receive(*feed, poll(snapshot(figures, now), now), now),
        Step::NotModified(feed) => room.receive(*feed, poll(Outcome::NotModified, now), now),
        Step::Fails(feed) => room.receive(*feed, poll(Outcome::Trouble(Trouble::Down(Down::Unavailable(503))), now), now),
        Step::Tick => room.tick(now),
        Step::Interrupted => room.interrupt(now, now),
        Step::Rejoined => room.rejoin(Past::default(), now),
        Step::Acknowledged => act(room, &Action::Acknowledge(None), now),
        Step::Shelved => act(room, &Action::Shelve { until: None, reason: reason() }, now),
        Step::OutOfService => act(room, &Action::TakeOutOfService { reason: reason() }, now),
        Step::InService => act(room, &Action::ReturnToService, now),
    }
}

fn steps() -> impl Strategy<Value = Vec<(i64, Step)>> {
    let figure = prop_oneof![6 => (0..8_u8).prop_map(Said::Is), 1 => Just(Said::NotKnown), 1 => Just(Said::Nothing)];
    let step = prop_oneof![
        8 => (0..2_usize, prop::collection::vec(figure, 6)).prop_map(|(feed, figures)| Step::Says(feed, figures)),
        2 => (0..2_usize).prop_map(Step::NotModified),
        1 => (0..2_usize).prop_map(Step::Fails),
        6 => Just(Step::Tick),
        1 => Just(Step::Interrupted),
        1 => Just(Step::Rejoined),
        1 => Just(Step::Acknowledged),
        1 => Just(Step::Shelved),
        1 => Just(Step::OutOfService),
        1 => Just(Step::InService),
    ];
    let pause = prop_oneof![8 => 0..400_i64, 1 => 0..9_000_i64, 1 => 30_000..60_000_i64];
    prop::collection::vec((pause, step), 1..60)
}

/// Calls, is put aside, or is on its way to be.
fn is_seen(desk: &Desk) -> bool {
    !desk.shown().is_plain() || !desk.proposed().is_plain() || desk.is_pending()
}

/// What is calm is passed by, and what is not is never taken for it.
#[test]
fn only_what_is_not_calm_is_looked_at() {
    let now: Timestamp = "2026-03-05T18:00:00Z".parse().unwrap();
    let mut room = Room::new(plan(), now);
    let all = room.tracks().len();
    assert_eq!(room.tracks.restless().count(), all, "nothing is known");
    let says = |target| [1, 1, 1, 3, target, 1].map(Said::Is).to_vec();
    for feed in [0, 1] {
        take(&mut room, &Step::Says(feed, says(3)), now);
    }
    let restless = |room: &Room| room.tracks.restless().map(|track| track.indicator.id.to_string()).collect::<Vec<_>>();
    assert_eq!(restless(&room), [""; 0]);
    let now = now + SignedDuration::from_secs(60);
    take(&mut room, &Step::Says(0, says(4)), now);
    room.settle();
    room.tick(now);
    assert_eq!(restless(&room), ["a.target"]);
}

proptest! {
    #[test]
    fn what_stands_says_what_judging_again_would(steps in steps()) {
        let mut now: Timestamp = "2026-03-05T18:00:00Z".parse().unwrap();
        let (mut room, mut again) = (Room::new(plan(), now), Room::new(plan(), now));
        for (pause, step) in steps {
            now += SignedDuration::from_secs(pause);
            again.tracks.judge_again();
            take(&mut room, &step, now);
            take(&mut again, &step, now);
            let (proposal, wanted) = (room.propose(), again.propose());
            prop_assert_eq!(&proposal, &wanted, "{:?}", step);
            room.show(&proposal, true);
            again.show(&wanted, true);
            prop_assert_eq!(room.undecided(), again.undecided(), "{:?}", step);
            let connected = || room.tracks().iter().filter(|track| track.is_connected());
            let states = connected().map(|track| (track.state(), &track.indicator.id));
            prop_assert!(room.states(Topic::Traffic).map(|(state, track)| (state, &track.indicator.id)).eq(states), "{step:?}");
            prop_assert_eq!(room.gaps().count(), connected().filter(|track| track.gap().is_some()).count(), "{:?}", step);
            let seen = room.alarms().filter(|(_, desk)| is_seen(desk));
            prop_assert!(room.alarms_where(is_seen).map(|(subject, _)| subject).eq(seen.map(|(subject, _)| subject)), "{step:?}");
        }
    }
}
