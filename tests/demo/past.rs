//! The county's past: what its journal begins with.

use std::collections::{BTreeMap, HashSet};

use jiff::{SignedDuration, Timestamp};
use zhiban::demo::{Chronicle, County, Scenario};
use zhiban::duty::{Body, DutyChange, Entry, FeedState, History, Level, Proposal, StoredReading};
use zhiban::journal::{Place, Store};

use crate::county::{FEEDS, known, local, snapshot, zone};
use crate::scenarios::{Look, settings};

const START: &str = "2026-11-24T08:05:00";
const SCENARIOS: [Scenario; 6] =
    [Scenario::Story, Scenario::Calm, Scenario::Critical, Scenario::FeedLost, Scenario::Flood, Scenario::Handover];

struct Past {
    recent: Proposal,
    older: Vec<Vec<StoredReading>>,
}

fn past(scenario: Scenario, seed: u64) -> Past {
    let county = County::of(scenario, seed, local(START), zone());
    let chronicle = Chronicle::new(county, settings(scenario).plan);
    Past { recent: chronicle.recent(), older: chronicle.older().collect() }
}

impl Past {
    /// Every reading, the oldest first.
    fn readings(&self) -> Vec<&StoredReading> {
        self.older.iter().rev().flatten().chain(&self.recent.readings).collect()
    }

    fn feeds(&self) -> impl Iterator<Item = (&Entry, &str, FeedState)> {
        self.recent.entries.iter().filter_map(|entry| match &entry.body {
            Body::Feed { feed, state, .. } => Some((entry, feed.as_str(), *state)),
            _ => None,
        })
    }
}

fn ago(days: i64) -> Timestamp {
    local(START).checked_sub(SignedDuration::from_hours(days * 24)).unwrap()
}

#[test]
fn it_is_bounded_in_order_and_three_years_long() {
    for scenario in SCENARIOS {
        let past = past(scenario, 1);
        let readings = past.readings();
        assert!((20_000..80_000).contains(&readings.len()), "{} readings, {scenario:?}", readings.len());
        assert!(past.older.iter().all(|part| (1..2000).contains(&part.len())), "a part that is too large, {scenario:?}");
        assert!(readings.is_sorted_by_key(|stored| stored.as_of), "{scenario:?}");
        assert!(readings[0].as_of < ago(3 * 365 - 2) && readings[0].as_of > ago(3 * 365), "{scenario:?}");
        assert!(readings.iter().all(|stored| stored.as_of < local(START)), "{scenario:?}");
        let rows: HashSet<_> = readings.iter().map(|s| (s.reading.id.as_str(), s.as_of)).collect();
        assert_eq!(rows.len(), readings.len(), "two of one figure and time, {scenario:?}");
        let entries = &past.recent.entries;
        assert!((40..400).contains(&entries.len()), "{} entries, {scenario:?}", entries.len());
        assert!(entries.is_sorted_by_key(|entry| entry.at), "{scenario:?}");
        assert!(entries.iter().all(|entry| entry.at <= local(START)), "{scenario:?}");
    }
}

#[test]
fn it_says_what_the_county_says() {
    let known = known();
    for scenario in [Scenario::Story, Scenario::Handover] {
        let past = past(scenario, 1);
        let mut last: BTreeMap<&str, &StoredReading> = BTreeMap::new();
        let readings = past.readings();
        let mut compared = 0;
        let times: Vec<Timestamp> = readings.iter().map(|stored| stored.as_of).collect();
        for (n, stored) in readings.iter().enumerate() {
            last.insert(stored.reading.id.as_str(), stored);
            // At the end of what was written at one time, now and then.
            if times.get(n + 1) == Some(&stored.as_of) || n % 40 != 0 {
                continue;
            }
            let county = County::of(scenario, 1, local(START), zone());
            for feed in FEEDS.into_iter().filter(|feed| !county.refuses(feed, stored.as_of)) {
                for said in snapshot(&county, feed, stored.as_of, &known).readings {
                    let kept = last[said.id.as_str()];
                    assert_eq!((kept.feed.as_str(), &kept.reading), (feed, &said), "{}, {scenario:?}", stored.as_of);
                    compared += 1;
                }
            }
        }
        assert!(compared > 500, "{compared} were compared, {scenario:?}");
    }
}

#[test]
fn it_has_gaps_corrections_and_those_on_duty() {
    for seed in [1, 2, u64::MAX] {
        let past = past(Scenario::Story, seed);
        let readings = past.readings();
        let corrected: HashSet<&str> =
            readings.iter().filter(|s| s.reading.corrections < 0.0).map(|s| s.reading.id.as_str()).collect();
        for id in ["petitions.received", "fraud.reported"] {
            assert!(corrected.contains(id), "{id} was never corrected, seed {seed}");
        }
        assert!(readings.iter().any(|s| s.reading.id.as_str() == "traffic.helmet_rate" && s.reading.value.is_none()));
        for (feed, from, hours) in [("emergency", ago(400), 72), ("police", ago(5), 4)] {
            let to = from.checked_add(SignedDuration::from_hours(hours)).unwrap();
            let in_gap = |s: &&&StoredReading| s.feed.as_str() == feed && (from..to).contains(&s.as_of);
            assert_eq!(readings.iter().filter(in_gap).count(), 0, "{feed} answered, seed {seed}");
            let has = |state| {
                past.feeds().any(|(entry, of, is)| {
                    let away = entry.at.duration_since(if state == FeedState::Down { from } else { to });
                    of == feed && is == state && away.abs() <= SignedDuration::from_mins(31)
                })
            };
            assert!(has(FeedState::Down) && has(FeedState::Live), "{feed}, seed {seed}");
        }
        let kinds: HashSet<&str> = past.recent.entries.iter().map(|entry| entry.body.kind()).collect();
        assert!(["alarm", "duty", "feed", "note", "seat"].iter().all(|kind| kinds.contains(kind)), "{kinds:?}, seed {seed}");
        let took_over = |entry: &&Entry| matches!(entry.body, Body::Duty(DutyChange::TookOver { .. }));
        assert!(past.recent.entries.iter().filter(took_over).count() >= 13, "seed {seed}");
    }
}

#[tokio::test]
async fn a_journal_takes_it_whole() {
    let past = past(Scenario::Handover, 1);
    let (mut store, _) = Store::open(&Place::Memory, local(START)).await.unwrap();
    store.commit(&past.recent, local(START)).await.unwrap();
    for readings in past.older.clone() {
        store.commit(&Proposal { readings, ..Proposal::default() }, local(START)).await.unwrap();
    }
    let held = store.past(Timestamp::MIN, Timestamp::MIN).await.unwrap();
    assert_eq!(held.readings.len(), past.readings().len());
    assert_eq!(store.entries(Timestamp::MIN, Timestamp::MAX).await.unwrap(), past.recent.entries);
}

/// What stood at the end of the past goes on, and hides nothing of the story.
#[test]
fn the_story_still_begins_calm_and_crosses_a_threshold_within_the_minute() {
    for seed in [1, 42] {
        for start in ["2026-03-05T08:00:00", "2026-10-01T03:00:00", "2026-11-24T18:12:00"] {
            let mut look = Look::begin(Scenario::Story, seed, start);
            let entries = look.app.room.log().lines().count();
            look.until(0);
            let before = look.active();
            let place = format!("{before:?}, seed {seed}, {start}");
            assert!(before.iter().all(|(subject, _)| !subject.contains("overdue") && !subject.contains("helmet")), "{place}");
            let is_few = look.app.room.unacknowledged() <= 3 && look.app.room.log().lines().count() <= entries + 10;
            assert!(is_few, "something odd at the start: {place}");
            look.until(45);
            let after = look.active();
            assert!(after.contains(&("indicator:petitions.overdue".to_owned(), Level::Critical)), "{after:?}, {place}");
            assert!(after.contains(&("indicator:traffic.helmet_rate".to_owned(), Level::Warning)), "{after:?}, {place}");
        }
    }
}
