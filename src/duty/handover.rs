//! The handover sheet: what the next shift must know of a shift or any other span, from what the journal holds.
//!
//! Everything here is a count, a time or an officer's chosen name; breakdowns by territory are not part of it.

mod alarms;
mod clocks;
mod facts;
mod feeds;
mod figures;
mod load;
mod officers;
mod outages;
mod timeline;

use jiff::Timestamp;
use jiff::tz::TimeZone;

use super::{Body, Clean, Note};

pub use alarms::{Acknowledged, OpenAlarm, Raised, Standing};
pub use clocks::{ClockLine, StepLine, StepState};
pub use facts::{Course, Facts, Head, Item};
pub use feeds::FeedOutage;
pub use figures::{Figure, TopicFigures};
pub use load::{AlarmLoad, Busiest, Chattering, Counted};
pub use officers::{NilReturn, Signatures, Turn};
pub use outages::{Unwatched, unwatched};

use timeline::Timeline;

/// What a shift hands over.
#[derive(Clone, Debug, PartialEq)]
pub struct Handover {
    /// What the county is called.
    pub region: Clean,
    /// The first instant of the span.
    pub from: Timestamp,
    /// The first instant after it.
    pub to: Timestamp,
    /// Who was on duty when it began.
    pub at_start: super::Post,
    /// What happened to those on duty, the oldest first; a signature on this very span counts even when it came after its end.
    pub turns: Vec<Turn>,
    /// Who signed the span over, and who accepted it.
    pub signatures: Signatures,
    /// The figures of each topic that has any, in the order of the screen.
    pub topics: Vec<TopicFigures>,
    /// What was raised, one line an alarm, the worst and the oldest first.
    pub raised: Vec<Raised>,
    /// Every acknowledgement, the oldest first.
    pub acknowledged: Vec<Acknowledged>,
    /// What is not over at the end, what needs eyes first.
    pub open: Vec<OpenAlarm>,
    /// The reporting clocks that ran, the oldest first.
    pub clocks: Vec<ClockLine>,
    /// When feeds were stale, down or refused, the oldest first.
    pub feeds: Vec<FeedOutage>,
    /// Feeds of whose state nothing is written: nobody knows how they were.
    pub unheard: Vec<Clean>,
    /// When no seat watched, the oldest first.
    pub unwatched: Vec<Unwatched>,
    /// What officers noted, the oldest first.
    pub notes: Vec<NoteLine>,
    /// The days that were confirmed to have nothing to report, in the order of the confirmations.
    pub nil_returns: Vec<NilReturn>,
    /// The alarms that came and went so often that they were annunciated once.
    pub flapping: Vec<Item>,
    /// The alarm load.
    pub load: AlarmLoad,
    /// What all this is drawn from.
    pub basis: Basis,
}

/// One note of an officer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NoteLine {
    /// When.
    pub at: Timestamp,
    /// Who, if anybody had signed on.
    pub by: Option<Clean>,
    /// What.
    pub text: Note,
}

/// What a handover sheet is drawn from, so that an empty one says why it is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Basis {
    /// How many entries of the journal lie in the span.
    pub entries: usize,
    /// How many feeds are configured.
    pub feeds: usize,
    /// How many figures were known at the end.
    pub known: usize,
    /// How many were not.
    pub unknown: usize,
    /// The newest entry of the journal, if that is known.
    pub head: Option<Head>,
}

impl Handover {
    /// The handover sheet of the span from `from` up to, and not with, `to`; days are those of `zone`.
    #[must_use]
    pub fn of(facts: &Facts, from: Timestamp, to: Timestamp, zone: &TimeZone) -> Self {
        let timeline = Timeline::of(facts, from, to);
        let (at_start, turns, signatures) = officers::of(facts, from, to);
        let topics = figures::of(facts, zone);
        let figures = || topics.iter().flat_map(|topic| &topic.figures);
        let known = figures().filter(|figure| figure.now.is_some()).count();
        let notes = timeline.entries().filter_map(|entry| match &entry.body {
            Body::Note { by, text } => Some(NoteLine { at: entry.at, by: by.clone(), text: text.clone() }),
            _ => None,
        });
        let (feeds, unheard) = feeds::of(facts, from, to);
        Self {
            region: facts.region.clone(),
            from,
            to,
            at_start,
            turns,
            signatures,
            raised: alarms::raised(&timeline),
            acknowledged: alarms::acknowledged(&timeline),
            open: alarms::open(facts),
            clocks: clocks::of(facts, &timeline),
            feeds,
            unheard,
            unwatched: unwatched(&facts.entries, from, to),
            notes: notes.collect(),
            nil_returns: officers::nil_returns(facts, &timeline, zone),
            flapping: alarms::flapping(&timeline),
            load: load::of(facts, &timeline),
            basis: Basis {
                entries: timeline.entries().count(),
                feeds: facts.feeds.len(),
                known,
                unknown: figures().count() - known,
                head: facts.head.clone(),
            },
            topics,
        }
    }

    /// Whether there is nothing to report: no figure changed, no alarm was raised or is open, no clock ran, no feed failed,
    /// somebody always watched, and nobody noted anything.
    #[must_use]
    pub fn is_quiet(&self) -> bool {
        let changed = self.topics.iter().flat_map(|topic| &topic.figures).any(Figure::has_changed);
        !changed
            && self.basis.unknown == 0
            && self.raised.is_empty()
            && self.open.is_empty()
            && self.clocks.is_empty()
            && self.feeds.is_empty()
            && self.unheard.is_empty()
            && self.unwatched.is_empty()
            && self.notes.is_empty()
    }
}
