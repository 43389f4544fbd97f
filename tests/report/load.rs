//! The alarm load against plain computations of its own: second by second, by trying everything.

use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp};
use proptest::prelude::*;
use zhiban::duty::handover::{Facts, Handover};
use zhiban::duty::{
    Acknowledgement, Alarm, AlarmChange, AlarmEvent, Body, Cause, Clearance, Effect, Entry, Id, Level, Occurrence, Record, Shelf,
    Subject,
};

const START: i64 = 1_772_700_000;

fn second(second: i64) -> Timestamp {
    Timestamp::from_second(START + second).unwrap()
}

fn subject(n: usize) -> Subject {
    Subject::Indicator(Id::new(&format!("traffic.n{n}")).unwrap())
}

/// What happens to alarm number `.1` at second `.0`.
type Script = Vec<(i64, usize, AlarmEvent)>;

/// The alarms of a script, stepped by the state machine itself.
struct Story {
    entries: Vec<Entry>,
    records: Vec<Record>,
    /// (second, alarm, whether it was told, the state after).
    steps: Vec<(i64, usize, bool, AlarmEvent, Alarm)>,
}

fn story(mut script: Script, alarms: usize) -> Story {
    script.sort_by_key(|(at, ..)| *at);
    let mut records = vec![Record::default(); alarms];
    let (mut entries, mut steps) = (Vec::new(), Vec::new());
    for (at, n, event) in script {
        let record = &mut records[n];
        let before = record.alarm.active;
        let (alarm, effect) = record.alarm.step(event);
        if !matches!(effect, Effect::Record | Effect::Annunciate) {
            continue;
        }
        record.alarm = alarm;
        let change = match event {
            AlarmEvent::Raise(level) if before < Some(level) => AlarmChange::Raised,
            AlarmEvent::Raise(_) => AlarmChange::Changed,
            AlarmEvent::Clear(clearance) => AlarmChange::Cleared(clearance),
            AlarmEvent::Acknowledge => AlarmChange::Acknowledged,
            AlarmEvent::Shelve(_) => AlarmChange::Shelved,
            _ => AlarmChange::Unshelved,
        };
        if change == AlarmChange::Raised {
            let since = record.occurrence.as_ref().filter(|_| before.is_some()).map_or(second(at), |o| o.since);
            let level = alarm.active.unwrap();
            record.occurrence = Some(Occurrence { since, at: second(at), level, cause: Cause::Late, measure: None, value: None });
        }
        if change == AlarmChange::Acknowledged {
            record.acknowledgement = Some(Acknowledgement { at: second(at), by: None, measure: None, note: None });
        }
        let annunciates = effect == Effect::Annunciate;
        let body = Body::Alarm {
            subject: subject(n),
            event: change,
            record: Box::new(record.clone()),
            annunciates,
            sounds: annunciates,
        };
        entries.push(Entry { at: second(at), body });
        steps.push((at, n, annunciates, event, alarm));
    }
    Story { entries, records, steps }
}

fn handover(story: &Story, lasts: i64) -> Handover {
    let now = story.records.iter().cloned().enumerate().map(|(n, record)| (subject(n), record)).collect();
    let facts = Facts { entries: story.entries.clone(), alarms_now: now, ..Facts::default() };
    Handover::of(&facts, second(0), second(lasts), &TimeZone::UTC)
}

const RAISE: AlarmEvent = AlarmEvent::Raise(Level::Warning);
const CLEAR: AlarmEvent = AlarmEvent::Clear(Clearance::Returned);

/// Raises of so many different alarms at these seconds.
fn raises(at: &[i64]) -> Story {
    story(at.iter().enumerate().map(|(n, at)| (*at, n, RAISE)).collect(), at.len())
}

#[test]
fn ten_minutes_are_half_open_and_a_flood_is_more_than_ten() {
    for (at, busiest, floods) in [
        (vec![], None, 0),
        (vec![5], Some((5, 1)), 0),
        (vec![0, 599], Some((0, 2)), 0),
        (vec![0, 600], Some((0, 1)), 0),
        (vec![0, 300, 600, 899], Some((300, 3)), 0),
        ((0..10).collect(), Some((0, 10)), 0),
        ((0..11).collect(), Some((0, 11)), 1),
        // Across a boundary of the clock's ten minutes.
        ((595..606).collect(), Some((595, 11)), 1),
        // Twenty-two at once are one flood: they are ten minutes; as two groups of eleven ten minutes apart they are two.
        ((0..22).collect(), Some((0, 22)), 1),
        ((0..11).chain(600..611).collect(), Some((0, 11)), 2),
        ((0..11).chain(599..610).collect(), Some((0, 12)), 1),
    ] {
        let load = handover(&raises(&at), 3600).load;
        assert_eq!(load.busiest.map(|busiest| (busiest.from.as_second() - START, busiest.alarms)), busiest, "{at:?}");
        assert_eq!(load.floods, floods, "{at:?}");
        assert_eq!(load.annunciated, at.len());
        #[expect(clippy::cast_precision_loss, reason = "few alarms")]
        let mean = at.len() as f64 / 6.0;
        assert!((load.per_ten_minutes.unwrap() - mean).abs() < 1e-9);
    }
}

#[test]
fn three_raises_within_a_minute_chatter() {
    for (at, most) in [
        (vec![0, 20, 40], Some(3)),
        (vec![0, 20, 59], Some(3)),
        (vec![0, 20, 60], None),
        (vec![0, 1], None),
        (vec![0, 50, 100, 104, 108], Some(4)),
    ] {
        let script = at.iter().flat_map(|at| [(*at, 0, RAISE), (*at, 0, CLEAR)]).collect();
        let load = handover(&story(script, 1), 3600).load;
        assert_eq!(load.chattering.first().map(|line| line.in_a_minute), most, "{at:?}");
    }
    let worse = vec![(0, 0, RAISE), (1, 0, AlarmEvent::Raise(Level::Critical)), (2, 0, CLEAR), (3, 0, RAISE)];
    assert!(handover(&story(worse, 1), 3600).load.chattering.is_empty(), "growing worse is no new beginning");
}

#[test]
fn what_holds_for_more_than_a_day_stands_unless_it_is_put_aside() {
    let day = 86_400;
    let standing = |script: Script| handover(&story(script, 1), 2 * day).load.standing.len();
    assert_eq!(standing(vec![(day - 1, 0, RAISE)]), 1);
    assert_eq!(standing(vec![(day, 0, RAISE)]), 0, "24 hours are not more than 24 hours");
    assert_eq!(standing(vec![(0, 0, RAISE), (9, 0, CLEAR)]), 0);
    assert_eq!(standing(vec![(0, 0, RAISE), (9, 0, AlarmEvent::Shelve(Shelf::Once))]), 0);
}

#[test]
fn the_wait_counts_from_the_first_annunciation_that_nobody_acknowledged() {
    let ack = AlarmEvent::Acknowledge;
    let critical = AlarmEvent::Raise(Level::Critical);
    for (script, median) in [
        (vec![(0, 0, RAISE)], None),
        (vec![(0, 0, RAISE), (90, 0, ack)], Some(90)),
        (vec![(0, 0, RAISE), (60, 0, CLEAR), (90, 0, ack)], Some(90)),
        (vec![(0, 0, RAISE), (60, 0, CLEAR), (70, 0, RAISE), (90, 0, ack)], Some(90)),
        (vec![(0, 0, RAISE), (60, 0, ack), (100, 0, critical), (110, 0, ack)], Some(35)),
        (vec![(0, 0, RAISE), (0, 1, RAISE), (0, 2, RAISE), (1, 0, ack), (5, 1, ack), (99, 2, ack)], Some(5)),
    ] {
        let load = handover(&story(script.clone(), 3), 3600).load;
        assert_eq!(load.median_to_acknowledge, median.map(SignedDuration::from_secs), "{script:?}");
    }
}

#[test]
fn an_alarm_from_before_the_span_counts_as_it_stood() {
    let before = story(vec![(-500, 0, RAISE)], 1);
    let later = story(vec![(-500, 0, RAISE), (100, 0, AlarmEvent::Acknowledge), (1800, 0, CLEAR)], 1);
    let facts =
        Facts { entries: later.entries.clone(), alarms_then: vec![(subject(0), before.records[0].clone())], ..Facts::default() };
    let handover = Handover::of(&facts, second(0), second(3600), &TimeZone::UTC);
    assert_eq!(handover.load.median_to_acknowledge, Some(SignedDuration::from_secs(600)));
    assert_eq!(handover.load.active_on_average, Some(0.5));
    assert_eq!((handover.load.annunciated, handover.raised.len()), (0, 0), "it was raised before");
}

const LASTS: i64 = 7200;
const ALARMS: usize = 4;

fn scripts() -> impl Strategy<Value = Script> {
    let event = prop_oneof![
        4 => Just(RAISE),
        2 => Just(AlarmEvent::Raise(Level::Critical)),
        4 => Just(CLEAR),
        2 => Just(AlarmEvent::Acknowledge),
        1 => Just(AlarmEvent::Shelve(Shelf::Timed)),
        1 => Just(AlarmEvent::Unshelve),
    ];
    // Crowded in places, so that there are floods and chatter.
    let at = prop_oneof![0..LASTS, 3000..3300_i64, 3000..3030_i64];
    prop::collection::vec((at, 0..ALARMS, event), 0..160)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]
    #[test]
    #[expect(clippy::cast_precision_loss, reason = "few alarms")]
    fn agrees_with_the_definitions(script in scripts()) {
        let story = story(script, ALARMS);
        let load = handover(&story, LASTS).load;
        let told: Vec<i64> = story.steps.iter().filter(|step| step.2).map(|step| step.0).collect();
        prop_assert_eq!(load.annunciated, told.len());
        // The busiest of all ten minutes that begin at any second.
        let within = |from: i64, lasts: i64, times: &[i64]| times.iter().filter(|at| (from..from + lasts).contains(at)).count();
        let most = (-600..LASTS).map(|from| within(from, 600, &told)).max().unwrap();
        prop_assert_eq!(load.busiest.map_or(0, |busiest| busiest.alarms), most);
        if let Some(busiest) = load.busiest {
            prop_assert_eq!(within(busiest.from.as_second() - START, 600, &told), most);
        }
        // The most floods that fit beside each other, each beginning with an alarm, by dynamic programming over the seconds.
        let mut best = vec![0; usize::try_from(LASTS).unwrap() + 601];
        for end in 600..best.len() {
            let from = i64::try_from(end).unwrap() - 600;
            let flood = usize::from(told.contains(&from) && within(from, 600, &told) > 10);
            best[end] = best[end - 1].max(best[end - 600] + flood);
        }
        prop_assert_eq!(load.floods, *best.last().unwrap());
        // How many alarms hold in each second, summed up.
        let mut states = [Alarm::default(); ALARMS];
        let mut steps = story.steps.iter().peekable();
        let (mut held, mut begins, mut waits) = (0_usize, vec![Vec::new(); ALARMS], Vec::new());
        let mut since = [None; ALARMS];
        for now in 0..LASTS {
            while let Some((_, n, _, event, after)) = steps.next_if(|step| step.0 == now) {
                if states[*n].active.is_none() && after.active.is_some() {
                    begins[*n].push(now);
                }
                let seen = |alarm: &Alarm| !alarm.is_unacknowledged();
                if *event == AlarmEvent::Acknowledge {
                    waits.push(now - since[*n].unwrap());
                }
                since[*n] = if seen(after) { None } else { since[*n].or(Some(now)) };
                states[*n] = *after;
            }
            held += states.iter().filter(|alarm| alarm.active.is_some() && !alarm.is_suppressed()).count();
        }
        prop_assert!((load.active_on_average.unwrap() - held as f64 / LASTS as f64).abs() < 1e-9);
        for (n, begins) in begins.iter().enumerate() {
            let most = (0..LASTS).map(|from| within(from, 60, begins)).max().unwrap();
            let line = load.chattering.iter().find(|line| line.item.subject == subject(n));
            prop_assert_eq!(line.map(|line| line.in_a_minute), (most >= 3).then_some(most));
        }
        waits.sort_unstable();
        let median = match (waits.len(), waits.len() / 2) {
            (0, _) => None,
            (len, half) if len % 2 == 1 => Some(waits[half] as f64),
            (_, half) => Some((waits[half - 1] + waits[half]) as f64 / 2.0),
        };
        prop_assert_eq!(load.median_to_acknowledge.map(|median| median.as_secs_f64()), median);
        let top: Vec<usize> = load.top.iter().map(|line| line.times).collect();
        let mut want: Vec<usize> = (0..ALARMS).map(|n| story.steps.iter().filter(|s| s.2 && s.1 == n).count()).collect();
        want.retain(|times| *times > 0);
        want.sort_unstable_by(|a, b| b.cmp(a));
        prop_assert_eq!(top, want);
    }
}
