//! Feeds as the duty room sees them: how old, how well, and what went wrong.

use std::collections::VecDeque;
use std::time::Duration;

use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};

use super::{Clean, Desk, Expiry, FeedPlan, FeedThen, LeftOut, Remarks, Snapshot, Span};

/// What one poll brought back.
#[derive(Clone, Debug, PartialEq)]
pub struct Poll {
    /// When the answer was complete, or known not to come.
    pub at: Timestamp,
    /// The status of the answer, if there was one.
    pub status: Option<u16>,
    /// How long it took.
    pub took: Duration,
    /// What came of it.
    pub outcome: Outcome,
    /// When the first certificate on the way is no longer valid.
    pub expires: Option<Expiry>,
}

/// What came of a poll.
#[derive(Clone, Debug, PartialEq)]
pub enum Outcome {
    /// A snapshot.
    Snapshot(Snapshot),
    /// The provider's word that the figures held are still the newest (HTTP 304).
    NotModified,
    /// Nothing that can be used.
    Trouble(Trouble),
}

/// Why a poll brought nothing that can be used.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Trouble {
    /// No answer.
    Down(Down),
    /// An answer that cannot be used.
    Refused(Refusal),
}

/// Why there was no answer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Down {
    /// No connection; what the system said.
    Unreachable(Clean),
    /// Nothing complete within the time allowed.
    TimedOut(Span),
    /// The answer broke off; what the system said.
    BrokenOff(Clean),
    /// The server says that it cannot answer now (429, 5xx).
    Unavailable(u16),
    /// The poll could not be made: a token that cannot be read.
    NotAsked(Clean),
    /// The journal keeps that there was none, and not why: of a moment that is past.
    NotWritten,
}

/// Why an answer cannot be used.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Refusal {
    /// The journal keeps that it could not be used, and not why: of a moment that is past.
    NotWritten,
    /// A status that is neither the figures nor a passing fault (401, 404).
    Status(u16),
    /// A redirect that leaves the feed's origin, or one too many; where to.
    Redirect(Clean),
    /// More bytes than allowed, after decompression.
    TooLarge(u64),
    /// The answer itself says that it is none.
    Failed {
        /// Its code for that.
        code: Clean,
        /// What it says in its own words, which may be nothing.
        message: Clean,
    },
    /// A page and not the whole.
    Truncated {
        /// How many there are here.
        rows: u64,
        /// How many there are in all.
        total: u64,
    },
    /// The document breaks the format.
    Invalid {
        /// Where: a JSON Pointer (RFC 6901), empty for the whole document.
        pointer: Clean,
        /// Why.
        reason: Clean,
    },
    /// The figures claim to be true later than five minutes from now.
    Future {
        /// When they claim to be true.
        as_of: Timestamp,
        /// How far ahead of this machine's clock that is.
        ahead: Span,
    },
}

/// How a feed is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum FeedState {
    /// Not asked yet.
    Waiting,
    /// Answering, and its figures are fresh.
    Live,
    /// Answering or not asked, but its figures are older than `stale_after`.
    Stale,
    /// No answer.
    Down,
    /// An answer that cannot be used.
    Refused,
}

impl FeedState {
    /// Its name for other programs.
    #[must_use]
    pub fn key(self) -> &'static str {
        match self {
            Self::Waiting => "waiting",
            Self::Live => "live",
            Self::Stale => "stale",
            Self::Down => "down",
            Self::Refused => "refused",
        }
    }
}

/// One feed and the last that was heard of it.
#[derive(Clone, Debug, PartialEq)]
pub struct Feed {
    /// Its name in the configuration.
    pub name: Clean,
    /// The territory that all its figures are of; none where they are of the whole.
    pub territory: Option<Clean>,
    /// How old its figures may be before they are stale.
    pub stale_after: Span,
    /// When its figures were true.
    pub as_of: Option<Timestamp>,
    /// The status of its last answer.
    pub status: Option<u16>,
    /// What is wrong with it, and since when.
    pub trouble: Option<(Trouble, Timestamp)>,
    /// What was wrong with it last and is no longer: since when, and until when.
    pub overcome: Option<(Trouble, Timestamp, Timestamp)>,
    /// What its last snapshot carried that the configuration does not list.
    pub left_out: LeftOut,
    /// What else there is to say of its last snapshot.
    pub remarks: Remarks,
    /// When the first certificate on the way to it is no longer valid, as far as is known.
    pub expires: Option<Expiry>,
    /// How many snapshots came late and were ignored.
    pub late: u64,
    /// How many readings its last snapshot brought.
    pub readings: usize,
    /// When its last poll ended.
    pub asked: Option<Timestamp>,
    /// When it is polled next; none while it is being polled.
    pub next: Option<Timestamp>,
    /// How long its last polls took, the oldest first.
    latencies: VecDeque<Duration>,
    sequence: Option<u64>,
    /// Until when its figures are known to have been the newest.
    confirmed: Option<Timestamp>,
    heard: bool,
    /// Whether its last whole answer came late: what it then calls unmodified is not what is held here.
    answers_late: bool,
    /// The numbers of the tracks that its newest snapshot carried, in the order of that.
    pub(super) carried: Vec<usize>,
    /// Its alarm.
    pub desk: Desk,
    /// The state that was last written down.
    noted: FeedState,
}

impl Feed {
    /// How many polls are remembered.
    pub const LATENCIES: usize = 24;

    /// A feed that has not been asked yet.
    #[must_use]
    pub fn new(name: Clean, stale_after: Span) -> Self {
        Self {
            name,
            territory: None,
            stale_after,
            as_of: None,
            status: None,
            trouble: None,
            overcome: None,
            left_out: LeftOut::default(),
            remarks: Remarks::default(),
            expires: None,
            late: 0,
            readings: 0,
            asked: None,
            next: None,
            latencies: VecDeque::new(),
            sequence: None,
            confirmed: None,
            heard: false,
            answers_late: false,
            carried: Vec::new(),
            desk: Desk::default(),
            noted: FeedState::Waiting,
        }
    }

    /// One that is planned, and has not been asked yet.
    #[must_use]
    pub fn of(plan: FeedPlan) -> Self {
        Self { territory: plan.territory, ..Self::new(plan.name, plan.stale_after) }
    }

    /// How long its last polls took, the oldest first; at most [`LATENCIES`](Self::LATENCIES).
    #[must_use]
    pub fn latencies(&self) -> impl ExactSizeIterator<Item = Duration> + DoubleEndedIterator {
        self.latencies.iter().copied()
    }

    /// Goes on under another configuration. Its server may be another by now, which counts otherwise: as after a restart, the next
    /// snapshot's sequence is taken as it comes.
    pub(super) fn reconfigure(&mut self, plan: FeedPlan) {
        (self.stale_after, self.territory) = (plan.stale_after, plan.territory);
        (self.sequence, self.expires) = (None, None);
    }

    /// How it is at `now`.
    #[must_use]
    pub fn state(&self, now: Timestamp) -> FeedState {
        match &self.trouble {
            _ if !self.heard => FeedState::Waiting,
            Some((Trouble::Down(_), _)) => FeedState::Down,
            Some((Trouble::Refused(_), _)) => FeedState::Refused,
            None if self.is_stale(now) => FeedState::Stale,
            None => FeedState::Live,
        }
    }

    /// How old its figures are at `now`; a 304 renews the age.
    #[must_use]
    pub fn age(&self, now: Timestamp) -> Option<SignedDuration> {
        self.confirmed.map(|confirmed| now.duration_since(confirmed).max(SignedDuration::ZERO))
    }

    /// Whether its figures are too old to be shown as true.
    #[must_use]
    pub fn is_stale(&self, now: Timestamp) -> bool {
        self.age(now).is_none_or(|age| age > self.stale_after.signed())
    }

    /// The certificate on the way to it that ends soon or has ended, if one does.
    #[must_use]
    pub fn expiring(&self, now: Timestamp) -> Option<&Expiry> {
        self.expires.as_ref().filter(|expiry| expiry.is_near(now))
    }

    /// Its state at `now`, if it is another than was last written down.
    pub(super) fn change(&mut self, now: Timestamp) -> Option<FeedState> {
        let state = self.state(now);
        let before = std::mem::replace(&mut self.noted, state);
        (before != state).then_some(state)
    }

    /// Whether nobody should trust its figures any more, and somebody should know.
    #[must_use]
    pub fn is_lost(&self, now: Timestamp) -> bool {
        self.heard && self.is_stale(now)
    }

    /// Doubts its figures until it is heard of again: the machine slept, or its clock jumped.
    pub(super) fn doubt(&mut self) {
        self.confirmed = None;
        // It is not lost before it has been asked again.
        self.heard = false;
    }

    /// Takes over when its figures were true, from the journal or a recording.
    pub fn recall(&mut self, as_of: Timestamp) {
        self.as_of = self.as_of.max(Some(as_of));
        self.confirmed = self.confirmed.max(Some(as_of));
    }

    /// Is as it was at an earlier moment. What was wrong is not in the journal, only that something was.
    pub(super) fn be_as(&mut self, then: &FeedThen, at: Timestamp) {
        self.heard = then.state != FeedState::Waiting;
        self.as_of = self.as_of.max(then.as_of);
        // What was live was fresh, whatever was read last: only changes are kept.
        self.confirmed = if then.state == FeedState::Live { Some(at) } else { then.as_of };
        self.trouble = match then.state {
            FeedState::Down => Some(Trouble::Down(Down::NotWritten)),
            FeedState::Refused => Some(Trouble::Refused(Refusal::NotWritten)),
            FeedState::Waiting | FeedState::Live | FeedState::Stale => None,
        }
        .map(|trouble| (trouble, then.since));
    }

    /// Whether it has been asked and heard of, for better or worse.
    #[must_use]
    pub fn was_heard(&self) -> bool {
        self.heard
    }

    /// Whether it has been asked, and nothing that it sent could ever be used.
    #[must_use]
    pub fn never_delivered(&self) -> bool {
        self.heard && self.as_of.is_none()
    }

    /// Notes what a poll brought; gives the snapshot if it is one to apply.
    ///
    /// A snapshot older than the one held, by `as_of` or by sequence, is late: it is counted and ignored.
    pub fn hear(&mut self, poll: Poll) -> Option<Snapshot> {
        self.heard = true;
        self.status = poll.status;
        self.asked = Some(poll.at);
        self.next = None;
        self.expires = poll.expires.or(self.expires);
        if self.latencies.len() >= Self::LATENCIES {
            self.latencies.pop_front();
        }
        self.latencies.push_back(poll.took);
        match poll.outcome {
            Outcome::Trouble(trouble) => {
                let since = self.trouble.take().map_or(poll.at, |(_, since)| since);
                self.trouble = Some((trouble, since));
                None
            }
            Outcome::NotModified => {
                self.overcome(poll.at);
                if !self.answers_late {
                    self.confirmed = self.confirmed.max(Some(poll.at));
                }
                None
            }
            Outcome::Snapshot(mut snapshot) => {
                self.overcome(poll.at);
                self.answers_late = self.is_late(&snapshot);
                if self.answers_late {
                    self.late += 1;
                    return None;
                }
                self.as_of = Some(snapshot.as_of);
                self.sequence = snapshot.sequence.or(self.sequence);
                self.confirmed = self.confirmed.max(Some(snapshot.as_of.min(poll.at)));
                self.left_out.clone_from(&snapshot.left_out);
                self.remarks.clone_from(&snapshot.remarks);
                self.readings = snapshot.readings.len();
                if self.territory.is_some() {
                    self.leave_out_territories(&mut snapshot);
                }
                Some(snapshot)
            }
        }
    }

    /// What is of one territory has no breakdown by others.
    fn leave_out_territories(&mut self, snapshot: &mut Snapshot) {
        for reading in &mut snapshot.readings {
            for (name, _) in reading.territories.drain(..) {
                self.left_out.territory(name.as_str());
            }
        }
    }

    /// Notes that nothing is wrong with it any more.
    fn overcome(&mut self, at: Timestamp) {
        if let Some((trouble, since)) = self.trouble.take() {
            self.overcome = Some((trouble, since, at));
        }
    }

    fn is_late(&self, snapshot: &Snapshot) -> bool {
        self.as_of.is_some_and(|held| snapshot.as_of < held)
            || self.sequence.zip(snapshot.sequence).is_some_and(|(held, new)| new < held)
    }
}

#[cfg(test)]
mod tests;
