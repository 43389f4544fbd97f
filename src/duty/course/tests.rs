use proptest::prelude::*;

use super::*;
use crate::duty::{Alarm, AlarmChange, Cause, Clearance, Ended, FeedState, Occurrence, Record, SeatChange};

fn t(second: i64) -> Timestamp {
    Timestamp::from_second(second).unwrap()
}

fn id() -> Id {
    Id::new("traffic.deaths").unwrap()
}

fn sample(second: i64, value: Option<f64>) -> Sample {
    Sample::at(t(second), value, value.map(|value| value + 100.0), 0.0)
}

fn feed(second: i64, state: FeedState) -> Entry {
    Entry { at: t(second), body: Body::Feed { feed: "county".into(), state, as_of: None } }
}

fn seat(second: i64, change: SeatChange) -> Entry {
    Entry { at: t(second), body: Body::Seat(change) }
}

fn facts(samples: Vec<Sample>, entries: Vec<Entry>) -> CourseFacts {
    CourseFacts { series: vec![("county".into(), samples)], entries, known_until: None }
}

fn course(facts: &CourseFacts, from: i64, to: i64, columns: usize) -> Course {
    Course::of(id(), facts, (t(from), t(to)), columns, &None)
}

fn levels(course: &Course) -> Vec<Option<(f64, f64)>> {
    course.buckets.iter().map(|bucket| bucket.figures.map(|figures| (figures.low, figures.high))).collect()
}

fn gaps(course: &Course) -> Vec<(i64, i64, GapCause)> {
    course.gaps.iter().map(|gap| (gap.from.as_second(), gap.to.as_second(), gap.cause)).collect()
}

#[test]
fn a_level_holds_until_it_changes() {
    let facts = facts(vec![sample(-50, Some(3.0)), sample(25, Some(5.0)), sample(27, Some(4.0))], vec![]);
    let course = course(&facts, 0, 50, 5);
    let level = |level| Some((level, level));
    assert_eq!(levels(&course), [level(3.0), level(3.0), Some((3.0, 5.0)), level(4.0), level(4.0)]);
    let third = course.buckets[2].figures.unwrap();
    assert_eq!((third.first, third.last), (3.0, 4.0));
    assert_eq!((course.buckets[1].last_year, course.buckets[2].last_year), (Some(103.0), Some(104.0)));
    assert_eq!(course.buckets.iter().map(|bucket| bucket.from.as_second()).collect::<Vec<_>>(), [0, 10, 20, 30, 40]);
    assert_eq!(course.gaps, []);
}

#[test]
fn nothing_is_known_before_the_first_reading() {
    let course = course(&facts(vec![sample(25, Some(5.0))], vec![]), 0, 40, 4);
    assert_eq!(levels(&course), [None, None, Some((5.0, 5.0)), Some((5.0, 5.0))]);
}

/// What is not known, a feed that is lost and a seat that is off interrupt the course, and the level goes on after them.
#[test]
fn a_gap_is_a_gap() {
    use GapCause::{Feed, NotKnown, Off};
    let known = vec![sample(-50, Some(3.0))];
    let nulls = vec![sample(-50, Some(3.0)), sample(20, None), sample(40, Some(4.0))];
    let started = |second, off: Option<i64>| seat(second, SeatChange::Started { version: "1".into(), off_since: off.map(t) });
    let cases = [
        (nulls.clone(), vec![], vec![(20, 40, NotKnown)], "33..4"),
        (
            known.clone(),
            vec![feed(10, FeedState::Stale), feed(20, FeedState::Down), feed(40, FeedState::Live)],
            vec![(10, 40, Feed)],
            "3...3",
        ),
        (known.clone(), vec![feed(-10, FeedState::Refused), feed(10, FeedState::Live)], vec![(0, 10, Feed)], ".3333"),
        (known.clone(), vec![feed(-10, FeedState::Live), feed(40, FeedState::Down)], vec![(40, 50, Feed)], "3333."),
        (known.clone(), vec![started(40, Some(20))], vec![(20, 40, Off)], "33..3"),
        (known.clone(), vec![seat(-5, SeatChange::Stopped), started(30, Some(-6))], vec![(0, 30, Off)], "...33"),
        (known.clone(), vec![started(70, Some(30))], vec![(30, 50, Off)], "333.."),
        (known, vec![seat(30, SeatChange::Interrupted { before: t(10) })], vec![(10, 30, Off)], "3..33"),
        (
            nulls,
            vec![feed(10, FeedState::Down), started(32, Some(25)), feed(35, FeedState::Live)],
            vec![(10, 25, Feed), (25, 32, Off), (32, 35, Feed), (35, 40, NotKnown)],
            "3...4",
        ),
    ];
    for (samples, entries, wanted, levels) in cases {
        let course = course(&facts(samples, entries.clone()), 0, 50, 5);
        assert_eq!(gaps(&course), wanted, "{entries:?}");
        let drawn: String = course.buckets.iter().map(|b| b.figures.map_or(".".to_owned(), |f| f.last.to_string())).collect();
        assert_eq!(drawn, levels, "{entries:?}");
    }
}

/// The feed that it comes from counts: another that was lost is no gap.
#[test]
fn the_feed_that_delivers_it_counts() {
    let entries = vec![feed(10, FeedState::Down)];
    let series = vec![("county".into(), vec![sample(-50, Some(3.0))]), ("city".into(), vec![sample(20, Some(4.0))])];
    let course = course(&CourseFacts { series, entries, known_until: None }, 0, 50, 5);
    assert_eq!(gaps(&course), [(10, 20, GapCause::Feed)]);
}

#[test]
fn nothing_is_claimed_beyond_what_was_recorded() {
    let facts = CourseFacts { known_until: Some(t(30)), ..facts(vec![sample(-50, Some(3.0))], vec![]) };
    let course = course(&facts, 0, 50, 5);
    assert_eq!(gaps(&course), [(30, 50, GapCause::Off)]);
    assert_eq!(levels(&course)[2..], [Some((3.0, 3.0)), None, None]);
}

/// A change of the corrections is marked where it happened; the restart of a window is none.
#[test]
fn corrections_are_marked_and_restarts_are_not() {
    let at = |text: &str| -> Timestamp { text.parse().unwrap() };
    let sample = |text: &str, value, corrections| Sample::at(at(text), Some(value), None, corrections);
    let samples = vec![
        sample("2026-01-30T10:00:00+08:00", 9.0, 0.0),
        sample("2026-01-31T10:00:00+08:00", 8.0, -1.0),
        sample("2026-02-01T00:00:00+08:00", 0.0, 0.0),
        sample("2026-02-02T10:00:00+08:00", 1.0, 0.0),
        sample("2026-02-03T10:00:00+08:00", 2.0, 1.0),
    ];
    let (from, to) = (at("2026-01-30T00:00:00+08:00"), at("2026-02-04T00:00:00+08:00"));
    let windows = Some((Window::Month, TimeZone::get("Asia/Shanghai").unwrap()));
    let corrected = |samples: Vec<Sample>| {
        let course = Course::of(id(), &facts(samples, vec![]), (from, to), 5, &windows);
        course.buckets.iter().map(|bucket| bucket.corrected).collect::<Vec<_>>()
    };
    assert_eq!(corrected(samples.clone()), [false, true, false, false, true]);
    // As buckets: one that holds the restart says nothing of it.
    let over = samples[1].then(&samples[2]);
    assert!(over.corrected);
    assert_eq!(corrected(vec![samples[0], over, samples[3].then(&samples[4])]), [false, true, false, true, false]);
}

#[test]
fn alarms_are_marked_when_they_came_and_went() {
    let entry = |second, event, indicator: &str, number| {
        let cause = Cause::Late;
        let occurrence = Occurrence { since: t(1), at: t(1), level: Level::Critical, cause, measure: None, value: None };
        let ended = matches!(event, AlarmChange::Cleared(_)).then_some(Ended { at: t(second), clearance: Clearance::Returned });
        let alarm = Alarm::default();
        let record = Box::new(Record { alarm, number, occurrence: Some(occurrence), ended, ..Record::default() });
        let subject = Subject::Indicator(Id::new(indicator).unwrap());
        Entry { at: t(second), body: Body::Alarm { subject, event, record, annunciates: true, sounds: true } }
    };
    let entries = vec![
        entry(-5, AlarmChange::Raised, "traffic.deaths", 1),
        entry(10, AlarmChange::Cleared(Clearance::Returned), "traffic.deaths", 2),
        entry(20, AlarmChange::Raised, "traffic.other", 3),
        entry(30, AlarmChange::Raised, "traffic.deaths", 4),
        entry(31, AlarmChange::Acknowledged, "traffic.deaths", 4),
        entry(50, AlarmChange::Raised, "traffic.deaths", 5),
    ];
    let marks = course(&facts(vec![], entries), 0, 50, 5).marks;
    let mark = |second, raised, number| AlarmMark { at: t(second), level: Level::Critical, raised, number };
    assert_eq!(marks, [mark(10, false, 2), mark(30, true, 4)]);
}

#[test]
fn an_empty_span_has_no_buckets() {
    assert_eq!(course(&facts(vec![sample(0, Some(1.0))], vec![]), 10, 10, 5).buckets, []);
    assert_eq!(course(&facts(vec![sample(0, Some(1.0))], vec![]), 10, 5, 5).buckets, []);
}

prop_compose! {
    fn any_facts()(
        values in prop::collection::vec((0..1000_i64, prop::option::weighted(0.8, -5..5_i32), 0..3_i32), 0..40),
        states in prop::collection::vec((0..1000_i64, 0..3_usize), 0..8),
        off in prop::collection::vec((0..1000_i64, 1..200_i64), 0..4),
    ) -> CourseFacts {
        let mut samples: Vec<Sample> = values
            .iter()
            .map(|(at, value, corrections)| Sample::at(t(*at), value.map(f64::from), None, f64::from(*corrections)))
            .collect();
        samples.sort_by_key(|sample| sample.first_at);
        samples.dedup_by_key(|sample| sample.first_at);
        let states = states.into_iter().map(|(at, n)| feed(at, [FeedState::Live, FeedState::Down, FeedState::Stale][n]));
        let off = off.into_iter().map(|(at, long)| seat(at, SeatChange::Started { version: "1".into(), off_since: Some(t(at - long)) }));
        let mut entries: Vec<Entry> = states.chain(off).collect();
        entries.sort_by_key(|entry| entry.at);
        facts(samples, entries)
    }
}

/// Samples within each `step` as one.
fn rolled(samples: &[Sample], step: i64) -> Vec<Sample> {
    let mut rolled: Vec<Sample> = Vec::new();
    for sample in samples {
        match rolled.last_mut() {
            Some(last) if last.first_at.as_second().div_euclid(step) == sample.first_at.as_second().div_euclid(step) => {
                *last = last.then(sample);
            }
            _ => rolled.push(*sample),
        }
    }
    rolled
}

proptest! {
    #[test]
    fn what_is_drawn_is_within_its_bounds_and_never_in_a_gap(
        facts in any_facts(), from in -50..500_i64, long in 1..800_i64, columns in 1..60_usize, step in 1..100_i64,
    ) {
        for samples in [facts.series[0].1.clone(), rolled(&facts.series[0].1, step)] {
            let facts = CourseFacts { series: vec![("county".into(), samples)], ..facts.clone() };
            let course = course(&facts, from, from + long, columns);
            prop_assert_eq!(course.buckets.first().unwrap().from, t(from));
            prop_assert_eq!(course.buckets.last().unwrap().to, t(from + long));
            prop_assert!(course.buckets.windows(2).all(|pair| pair[0].to == pair[1].from));
            prop_assert!(course.gaps.windows(2).all(|pair| pair[0].to <= pair[1].from));
            for bucket in &course.buckets {
                if let Some(Figures { first, last, low, high }) = bucket.figures {
                    prop_assert!(low <= first && first <= high && low <= last && last <= high);
                }
                // Gaps of different causes may follow one another.
                let known = course.gaps.iter().fold(bucket.from, |at, gap| if gap.from <= at { at.max(gap.to) } else { at });
                prop_assert!(known < bucket.to || bucket.figures.is_none(), "{:?} in {:?}", bucket, course.gaps);
                prop_assert!(bucket.figures.is_some() || bucket.last_year.is_none());
            }
        }
    }

    /// Buckets of readings say what the readings would.
    #[test]
    fn the_bounds_of_samples_as_one_are_those_of_each(values in prop::collection::vec(prop::option::of(-9..9_i32), 1..20)) {
        let samples: Vec<Sample> = values.iter().zip(0..).map(|(value, n)| sample(n, value.map(f64::from))).collect();
        let one = rolled(&samples, 1000)[0];
        let known: Vec<f64> = values.iter().flatten().map(|value| f64::from(*value)).collect();
        prop_assert_eq!(one.low, known.iter().copied().reduce(f64::min));
        prop_assert_eq!(one.high, known.iter().copied().reduce(f64::max));
        prop_assert_eq!((one.first, one.last), (samples[0].first, samples.last().unwrap().last));
        prop_assert_eq!(one.has_gap, known.len() < values.len());
    }
}
