//! The county's past, as its journal would hold it had somebody been on duty: three years of figures, a week of entries.

use std::collections::{BTreeMap, HashMap};
use std::time::Duration;

use jiff::{SignedDuration, Timestamp};

use crate::duty::{
    Body, Clean, Down, Entry, FeedState, History, Id, LeftOut, Outcome, Plan, Poll, Proposal, Reading, Room, SeatChange,
    Snapshot, Span, StoredReading, Trouble,
};

use super::county::{self, County, FEEDS};
use super::scenario;
use super::watch::Watch;

const MINUTE: i64 = 60;
const HOUR: i64 = 3600;
const DAY: i64 = 86_400;

/// How long the past goes back: just not as long as readings are kept.
const YEARS: i64 = 3 * 365 - 1;
/// For how many days it holds figures every three hours.
const MONTH: i64 = 30;
/// How long the duty room is lived through, in days.
const WEEK: i64 = 7;
/// The past ends so many seconds before the start.
const END: i64 = 5;
/// How old figures of the past may be: polls were as far apart as half an hour.
const STALE_AFTER: Span = Span::from_seconds(45 * 60);

/// How long a handover takes.
const MEETING: SignedDuration = SignedDuration::from_mins(2);

/// The past of a county, made when it is asked for.
#[derive(Debug)]
pub struct Chronicle {
    county: County,
    plan: Plan,
}

impl Chronicle {
    /// The past of a county that is watched by a plan.
    #[must_use]
    pub fn new(county: County, mut plan: Plan) -> Self {
        for feed in &mut plan.feeds {
            feed.stale_after = STALE_AFTER;
        }
        Self { county, plan }
    }

    /// The time so many seconds before the past ends.
    fn before(&self, seconds: i64) -> Timestamp {
        self.county.start().checked_sub(SignedDuration::from_secs(END + seconds)).unwrap_or(Timestamp::MIN)
    }

    /// Figures at times in their order: those that changed.
    fn sample(&self, times: impl Iterator<Item = Timestamp>) -> Vec<StoredReading> {
        let mut last: HashMap<Id, Reading> = HashMap::new();
        let mut kept = Vec::new();
        for at in times {
            for feed in FEEDS.into_iter().filter(|feed| self.county.stumble(feed, at).is_none()) {
                for reading in self.readings(feed, at) {
                    if last.get(&reading.id) != Some(&reading) {
                        last.insert(reading.id.clone(), reading.clone());
                        kept.push(StoredReading { feed: Clean::new(feed), as_of: at, reading });
                    }
                }
            }
        }
        kept
    }

    fn readings(&self, feed: &str, at: Timestamp) -> Vec<Reading> {
        self.county.readings(feed, at).into_iter().filter_map(reading).collect()
    }

    /// What a poll of a feed brought.
    fn poll(&self, feed: &str, at: Timestamp) -> Poll {
        let (status, outcome) = if self.county.stumble(feed, at).is_some() {
            (503, Outcome::Trouble(Trouble::Down(Down::Unavailable(503))))
        } else {
            let readings = self.readings(feed, at);
            (
                200,
                Outcome::Snapshot(Snapshot {
                    as_of: at,
                    sequence: None,
                    readings,
                    left_out: LeftOut::default(),
                    remarks: crate::duty::Remarks::default(),
                }),
            )
        };
        Poll { at, status: Some(status), took: Duration::from_millis(20), outcome, expires: None }
    }

    /// What was written down long before the week that is lived through.
    fn long_ago(&self) -> Vec<Entry> {
        let (feed, from, to) = scenario::long_ago();
        let since = |elapsed: i64| self.before(-elapsed);
        let of_feed = |elapsed, state| {
            let body = Body::Feed { feed: Clean::new(feed), state, as_of: Some(since(from)) };
            Entry { at: since(elapsed), body }
        };
        let version = Clean::new(env!("CARGO_PKG_VERSION"));
        let began = Body::Seat(SeatChange::Started { version, off_since: None });
        vec![Entry { at: since(-YEARS * DAY), body: began }, of_feed(from, FeedState::Down), of_feed(to, FeedState::Live)]
    }

    /// Lives through the last week: what the room would have proposed, and those on duty ordered.
    fn live(&self, proposal: &mut Proposal) {
        let mut room = Room::new(self.plan.clone(), self.before(WEEK * DAY));
        let mut watch = Watch::new(self.county.scenario());
        let mut delays = BTreeMap::new();
        let half_hours = (2 * 24 + 1..=2 * 24 * WEEK).rev().map(|n| n * 30 * MINUTE);
        let ten_minutes = (0..=6 * 24).rev().map(|n| n * 10 * MINUTE);
        for seconds in half_hours.chain(ten_minutes) {
            let at = self.before(seconds);
            // Officers meet in the first two minutes of a shift.
            let met = at.checked_sub(MEETING).unwrap_or(at);
            watch.hand_over(&mut room, self.plan.roster.at(met, &self.plan.zone), at);
            let mut proposals = watch.ordered();
            for (n, feed) in FEEDS.into_iter().enumerate() {
                room.receive(n, self.poll(feed, at), at);
            }
            room.tick(at);
            let proposed = room.propose();
            room.show(&proposed, true);
            proposals.push(proposed);
            watch.act(&mut room, at, self.county.start());
            proposals.extend(watch.ordered());
            for proposed in proposals {
                proposal.entries.extend(proposed.entries);
                delays.extend(proposed.delays);
                if seconds < DAY {
                    proposal.readings.extend(proposed.readings);
                }
            }
        }
        proposal.delays.extend(delays);
    }
}

impl History for Chronicle {
    fn recent(&self) -> Proposal {
        let three_hours = (8..=8 * WEEK).rev().map(|n| self.before(n * 3 * HOUR));
        let mut proposal = Proposal { entries: self.long_ago(), readings: self.sample(three_hours), ..Proposal::default() };
        self.live(&mut proposal);
        proposal
    }

    fn older(&self) -> Box<dyn Iterator<Item = Vec<StoredReading>> + Send + '_> {
        // Two days of three hours each, then a fortnight of days.
        let three_hours = (8 * WEEK + 1..8 * MONTH).step_by(16).map(|n| (n, (n + 16).min(8 * MONTH), 3 * HOUR));
        let days = (MONTH..YEARS).step_by(14).map(|n| (n, (n + 14).min(YEARS), DAY));
        let parts = three_hours.chain(days);
        Box::new(parts.map(|(from, to, each)| self.sample((from..to).rev().map(|n| self.before(n * each)))))
    }
}

/// A figure of the county as the duty room takes it.
fn reading(said: county::Reading) -> Option<Reading> {
    let county::Reading { id, value, last_year, corrections, sample, of, territories } = said;
    let territories = territories.into_iter().map(|(name, value)| (Clean::new(name), Some(value))).collect();
    let sample = sample.map(u64::from);
    Some(Reading {
        id: Id::new(id)?,
        value,
        last_year,
        corrections: corrections.unwrap_or(0.0),
        sample,
        peer: None,
        of,
        territories,
    })
}
