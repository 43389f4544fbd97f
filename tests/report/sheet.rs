//! What the handover sheet draws from entries at and beyond the edges of its span.

use jiff::civil::Date;
use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp};
use zhiban::duty::handover::{Course, Facts, Handover, Standing, StepState};
use zhiban::duty::{
    Body, Clean, ClockChange, ClockRecord, DutyChange, Entry, FeedState, Id, Kind, Language, Reading, SeatChange, Step,
    StoredReading, Text,
};
use zhiban::report::Format;

use super::evening::{at, evening};
use super::written;

fn shanghai() -> TimeZone {
    TimeZone::get("Asia/Shanghai").unwrap()
}

/// The sheet of the night from these entries alone.
fn night(entries: Vec<(&str, Body)>) -> Handover {
    night_with(Facts::default(), entries)
}

fn night_with(facts: Facts, entries: Vec<(&str, Body)>) -> Handover {
    let entries = entries.into_iter().map(|(time, body)| Entry { at: at(time), body }).collect();
    Handover::of(&Facts { entries, ..facts }, at("05T17:30"), at("06T08:30"), &shanghai())
}

fn signed(officer: &str, shift: &str) -> Body {
    Body::Duty(DutyChange::HandedOver { officer: officer.into(), shift: at(shift) })
}

fn accepted(officer: &str, lead: &str) -> Body {
    Body::Duty(DutyChange::TookOver { officer: officer.into(), lead: Some(lead.into()) })
}

fn feed(name: &str, state: FeedState) -> Body {
    Body::Feed { feed: name.into(), state, as_of: None }
}

#[test]
fn a_signature_counts_for_the_shift_it_names_whenever_it_was_given() {
    let before = [("05T17:28", signed("赵", "05T08:30")), ("05T17:29", accepted("张", "李"))];
    for (sign, accept) in [("06T08:20", "06T08:25"), ("06T08:28", "06T08:33"), ("06T08:40", "06T08:41")] {
        let mut entries = before.to_vec();
        entries.extend([(sign, signed("张", "05T17:30")), (accept, accepted("陈", "周"))]);
        // The next shift's own handover is not this one's.
        entries.extend([("06T17:28", signed("陈", "06T08:30")), ("06T17:31", accepted("孙", "吴"))]);
        let handover = night(entries);
        assert_eq!(handover.signatures.handed_over, Some(("张".into(), at(sign))));
        assert_eq!(handover.signatures.took_over, Some(("陈".into(), at(accept))));
        assert_eq!(handover.signatures.lead, Some("李".into()), "{sign}: the lead who answered for the night");
        assert_eq!(handover.at_start.officer, Some("张".into()));
        assert_eq!(handover.turns.len(), 2, "{sign}");
    }
    assert_eq!(night(before.to_vec()).signatures.handed_over, None);
}

#[test]
fn a_feed_that_was_lost_before_the_span_is_lost_from_its_start() {
    let facts = Facts { feeds: vec!["a".into(), "b".into(), "c".into(), "d".into()], ..Facts::default() };
    let handover = night_with(
        facts,
        vec![
            ("05T10:00", feed("d", FeedState::Live)),
            ("05T16:00", feed("b", FeedState::Down)),
            ("05T16:30", feed("b", FeedState::Live)),
            ("05T17:00", feed("a", FeedState::Stale)),
            ("05T17:10", feed("a", FeedState::Down)),
            ("05T18:00", feed("a", FeedState::Live)),
            ("06T08:00", feed("a", FeedState::Refused)),
            ("06T08:10", feed("a", FeedState::Waiting)),
            ("06T09:00", feed("a", FeedState::Live)),
        ],
    );
    let outages: Vec<_> = handover.feeds.iter().map(|o| (o.states.clone(), o.from, o.to, o.lasted.as_mins())).collect();
    let wanted = vec![
        (vec![FeedState::Stale, FeedState::Down], at("05T17:00"), Some(at("05T18:00")), 30),
        (vec![FeedState::Refused], at("06T08:00"), None, 30),
    ];
    assert_eq!(outages, wanted);
    assert_eq!(handover.unheard, [Clean::new("c")], "silence is no calm");
    assert!(!handover.is_quiet());
}

#[test]
fn no_seat_is_told_from_what_seats_say_before_within_and_after() {
    let started = |off_since: Option<&str>| Body::Seat(SeatChange::Started { version: "1".into(), off_since: off_since.map(at) });
    let stopped = || Body::Seat(SeatChange::Stopped);
    let stood = |before: &str| Body::Seat(SeatChange::Interrupted { before: at(before) });
    for (entries, wanted) in [
        (vec![], vec![]),
        (vec![("05T17:00", started(None))], vec![]),
        (vec![("05T18:00", started(None))], vec![("05T17:30", "05T18:00", false)]),
        (vec![("05T20:00", stopped()), ("05T20:05", started(Some("05T20:00")))], vec![("05T20:00", "05T20:05", false)]),
        (vec![("06T06:00", stopped())], vec![("06T06:00", "06T08:30", false)]),
        (vec![("06T09:00", started(Some("06T02:00")))], vec![("06T02:00", "06T08:30", false)]),
        (vec![("06T03:00", stood("06T02:00"))], vec![("06T02:00", "06T03:00", true)]),
        (vec![("06T02:00", stood("06T03:00"))], vec![]),
        (
            vec![("05T21:00", started(Some("05T20:00"))), ("05T21:30", stood("05T20:50")), ("05T23:00", stood("05T22:00"))],
            vec![("05T20:00", "05T21:30", false), ("05T22:00", "05T23:00", true)],
        ),
    ] {
        let unwatched: Vec<_> =
            night(entries.clone()).unwatched.into_iter().map(|gap| (gap.from, gap.to, gap.stood_still)).collect();
        let wanted: Vec<_> = wanted.into_iter().map(|(from, to, still)| (at(from), at(to), still)).collect();
        assert_eq!(unwatched, wanted, "{entries:?}");
    }
}

fn clock(started: &str, steps: &[(&str, Option<&str>)]) -> ClockRecord {
    let step = |(due, reported): &(&str, Option<&str>)| Step {
        name: Text::same("step"),
        due: at(due),
        reported: reported.map(|time| (at(time), None)),
    };
    ClockRecord {
        number: 7,
        profile: "p".into(),
        indicator: Id::new("traffic.deaths").unwrap(),
        started: at(started),
        as_of: at(started),
        events: 2.0,
        steps: steps.iter().map(step).collect(),
    }
}

#[test]
fn steps_stand_as_they_stood_at_the_end_of_the_span() {
    let mins = SignedDuration::from_mins;
    let steps = [
        ("05T18:30", Some("05T18:30")),
        ("05T19:00", Some("05T19:01")),
        ("06T08:00", None),
        ("06T08:20", Some("06T08:40")),
        ("06T08:30", None),
        ("06T09:00", None),
    ];
    let facts = Facts { clocks: vec![clock("05T18:00", &steps)], ..Facts::default() };
    let handover = night_with(facts, vec![]);
    let states: Vec<StepState> = handover.clocks[0].steps.iter().map(|step| step.state.clone()).collect();
    let wanted = [
        StepState::InTime { at: at("05T18:30"), by: None },
        StepState::Late { at: at("05T19:01"), by: None, over: mins(1) },
        StepState::Overdue { over: mins(30) },
        StepState::Overdue { over: mins(10) },
        StepState::Due { left: mins(0) },
        StepState::Due { left: mins(30) },
    ];
    assert_eq!(states, wanted);
    assert!(handover.clocks[0].is_running());
}

#[test]
fn a_nil_return_that_an_event_belied_says_so() {
    let start = |time: &str| Body::Clock { event: ClockChange::Started, record: Box::new(clock(time, &[])), by: None };
    let nil = Body::Duty(DutyChange::NilReturn { day: Date::constant(2026, 3, 5), officer: "张".into() });
    let handover = night(vec![("05T17:40", nil.clone()), ("05T23:59", start("05T23:59")), ("06T00:00", start("06T00:00"))]);
    assert_eq!(handover.nil_returns[0].events.to_string(), "2", "the event of 23:59, and not that of midnight");
    let page = written(Format::Markdown, &handover, Language::Zh, &shanghai());
    assert!(page.contains("该日有新事件 2 起"), "{page}");
    assert_eq!(night(vec![("05T17:40", nil)]).nil_returns[0].events.to_string(), "0");
}

#[test]
fn what_needs_eyes_comes_first_and_what_is_put_aside_is_handed_over() {
    let (handover, _) = evening();
    let standing: Vec<Standing> = handover.open.iter().map(|line| line.standing).collect();
    assert!(standing.is_sorted());
    let shelved = handover.open.iter().find(|line| line.standing == Standing::Shelved).unwrap();
    assert_eq!(shelved.suppression.as_ref().unwrap().until, Some(at("06T09:30")));
    assert_eq!(handover.flapping.len(), 1);
}

#[test]
fn growth_adds_up_across_midnight_and_corrections_stay_apart() {
    let (_, zone) = evening();
    let indicator = |kind| {
        let config = "catalogue = \"none\"\ntimezone = \"Asia/Shanghai\"\n[[indicator]]\nid = \"fraud.reported\"\ntopic = \"fraud\"\nname = \"n\"\n";
        let kind = match kind {
            Kind::Gauge => "kind = \"gauge\"\n",
            _ => "kind = \"count\"\nwindow = \"day\"\n",
        };
        let parsed = zhiban::config::Config::parse(&format!("{config}{kind}"), "c", std::path::Path::new(""));
        parsed.unwrap_or_else(|problems| panic!("{problems}")).plan.indicators.remove(0)
    };
    let stored = |(time, value, corrections): &(&str, Option<f64>, f64)| StoredReading {
        feed: "a".into(),
        as_of: at(time),
        reading: Reading { corrections: *corrections, ..Reading::of(Id::new("fraud.reported").unwrap(), *value) },
    };
    let course = |kind: Kind, readings: &[(&str, Option<f64>, f64)]| {
        let readings: Vec<StoredReading> = readings.iter().map(stored).collect();
        Course::between(&indicator(kind), &readings, at("05T17:30"), at("06T08:30"), &zone)
    };
    let day = Kind::Count(zhiban::duty::Window::Day);
    let readings = [
        ("05T12:00", Some(9.0), 0.0),
        ("05T17:00", Some(4.0), -1.0),
        ("05T20:00", Some(6.0), -2.0),
        ("06T01:00", Some(2.0), 1.0),
        ("06T08:30", Some(50.0), 0.0),
    ];
    let over_midnight = course(day, &readings);
    // 4 + 1 → 6 + 2 are three more, and 2 − 1 is one; corrected by −1 before midnight and by +1 after it.
    assert_eq!((over_midnight.then, over_midnight.now), (Some(4.0), Some(2.0)));
    assert_eq!((over_midnight.growth, over_midnight.corrections), (Some(4.0), 0.0));
    assert_eq!(over_midnight.as_of, Some(at("06T01:00")), "the span does not hold its end");
    let level = course(Kind::Gauge, &[("05T17:30", Some(31.0), 0.0), ("06T02:00", Some(29.5), 0.0)]);
    assert_eq!((level.then, level.growth), (Some(31.0), Some(-1.5)));
    let unknown = course(Kind::Gauge, &[("05T16:00", Some(31.0), 0.0), ("06T02:00", None, 0.0)]);
    assert_eq!((unknown.now, unknown.growth), (None, None));
    let young = course(day, &[("05T20:00", Some(3.0), 0.0), ("05T21:00", Some(5.0), 0.0)]);
    assert_eq!((young.then, young.growth), (Some(3.0), Some(2.0)), "from the first reading where there is none before");
    let none: Option<Timestamp> = course(day, &[]).as_of;
    assert_eq!(none, None);
}
