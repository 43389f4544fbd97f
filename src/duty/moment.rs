//! What the dashboard knew at a moment that is past.

use jiff::Timestamp;

use super::{Body, Clean, Entry, FeedState, Past, SeatChange, handover};

/// What the dashboard knew at a moment.
#[derive(Clone, Debug, PartialEq)]
pub struct Moment {
    /// When.
    pub at: Timestamp,
    /// What a room needs to look as it did then: alarms, clocks, readings, log. No phases of rules and nothing owed: these are
    /// needed to go on, and nothing goes on from here. `off_since` is when a seat was last known to run.
    pub past: Past,
    /// How each feed was, by name.
    pub feeds: Vec<FeedThen>,
    /// Whether a seat ran; otherwise nobody watched, and the rest is what the last one knew.
    pub watched: bool,
    /// The earliest moment that the journal knows; none if it knows nothing.
    pub earliest: Option<Timestamp>,
}

/// How a feed was.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FeedThen {
    /// Its name.
    pub name: Clean,
    /// Its state.
    pub state: FeedState,
    /// When its newest figures then were true, as far as that is written.
    pub as_of: Option<Timestamp>,
    /// Since when it was so.
    pub since: Timestamp,
}

impl FeedThen {
    /// How feeds were, from the newest entry of each; one of which the newest seat has not heard yet waits since that started.
    #[must_use]
    pub fn of(newest: &[Entry], started: Option<Timestamp>) -> Vec<Self> {
        let mut feeds: Vec<Self> = newest
            .iter()
            .filter_map(|entry| match &entry.body {
                Body::Feed { feed, state, as_of } => {
                    let (name, as_of) = (feed.clone(), *as_of);
                    Some(match started.filter(|started| *started > entry.at) {
                        Some(since) => Self { name, state: FeedState::Waiting, as_of, since },
                        None => Self { name, state: *state, as_of, since: entry.at },
                    })
                }
                _ => None,
            })
            .collect();
        feeds.sort_by(|a, b| a.name.as_str().cmp(b.name.as_str()));
        feeds
    }
}

/// How long after the last commit a seat still counts as running: one that has nothing to record says so every minute.
const SILENCE: jiff::SignedDuration = jiff::SignedDuration::from_mins(2);

impl Moment {
    /// Since when no seat ran at a moment; none where one did. `seats` are entries on seats in the order of the journal, the newest
    /// before the moment and the next after it at the least; `alive` is when a seat was last known to run at all.
    #[must_use]
    pub fn off_since(at: Timestamp, seats: &[Entry], alive: Option<Timestamp>) -> Option<Timestamp> {
        let next = at.checked_add(jiff::SignedDuration::from_millis(1)).unwrap_or(at);
        let gap =
            handover::unwatched(seats, Timestamp::MIN, Timestamp::MAX).into_iter().find(|gap| gap.from < next && at < gap.to);
        let silent = Self::silent_since(at, alive);
        gap.map(|gap| gap.from).into_iter().chain(silent).min()
    }

    /// Since when nothing at all is known at a moment after the last commit; none where a seat may still run.
    #[must_use]
    pub fn silent_since(at: Timestamp, alive: Option<Timestamp>) -> Option<Timestamp> {
        alive.filter(|alive| at.duration_since(*alive) > SILENCE)
    }

    /// When the newest of the seats started, of their entries up to a moment.
    #[must_use]
    pub fn started(at: Timestamp, seats: &[Entry]) -> Option<Timestamp> {
        let starts = seats.iter().filter(|entry| entry.at <= at);
        let starts = starts.filter(|entry| matches!(entry.body, Body::Seat(SeatChange::Started { .. })));
        starts.map(|entry| entry.at).next_back()
    }
}
