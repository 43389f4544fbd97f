//! The first minute, as a visitor's duty room lives through it.

use std::time::Duration;

use jiff::{Timestamp, ToSpan};
use zhiban::demo::County;
use zhiban::duty::{Outcome, Poll, Room, State};
use zhiban::feed::Known;

use crate::county::{FEEDS, SEEDS, config, known, local, snapshot, zone};

/// Moments to begin at: every season, night and day, New Year and a leap day.
const STARTS: [&str; 8] = [
    "2026-01-01T00:00:00",
    "2026-03-05T08:00:00",
    "2026-06-08T10:30:00",
    "2026-07-20T16:41:03",
    "2026-10-01T03:00:00",
    "2026-11-24T18:12:00",
    "2026-12-31T23:59:30",
    "2028-02-29T12:00:00",
];

/// The indicators that are out of bounds, with their states.
fn out_of_bounds(room: &Room) -> Vec<(&str, State)> {
    let states = room.tracks().iter().map(|track| (track.indicator.id.as_str(), track.state()));
    states.filter(|(_, state)| *state != State::Normal).collect()
}

/// Polls every feed at a moment of the story.
pub(crate) fn poll(room: &mut Room, county: &County, at: Timestamp, known: &Known) {
    for (n, feed) in FEEDS.into_iter().enumerate() {
        let outcome = Outcome::Snapshot(snapshot(county, feed, at, known));
        room.receive(n, Poll { at, status: Some(200), took: Duration::ZERO, outcome, expires: None }, at);
        room.settle();
    }
}

#[test]
fn begins_calm_and_crosses_a_threshold_within_the_minute() {
    let known = known();
    for seed in SEEDS {
        for start in STARTS {
            let begin = local(start);
            let county = County::new(seed, begin, zone());
            let mut room = Room::new(config().plan, begin);
            for second in (0..=60).step_by(5) {
                poll(&mut room, &county, begin.checked_add(second.seconds()).unwrap(), &known);
                let wrong = out_of_bounds(&room);
                let place = format!("{wrong:?}, seed {seed}, {start}, second {second}");
                match second {
                    0..10 => {
                        let warnings = wrong.iter().filter(|(_, state)| *state == State::Warning).count();
                        assert!(warnings == wrong.len() && warnings <= 2, "{place}");
                    }
                    10..15 => {}
                    15..30 => assert!(wrong.contains(&("petitions.overdue", State::Warning)), "{place}"),
                    30..40 => assert!(wrong.contains(&("petitions.overdue", State::Critical)), "{place}"),
                    _ => {
                        assert!(wrong.contains(&("petitions.overdue", State::Critical)), "{place}");
                        assert!(wrong.contains(&("traffic.helmet_rate", State::Warning)), "{place}");
                    }
                }
            }
        }
    }
}
