//! What is written into the journal: entries kept for good, and readings.

use jiff::Timestamp;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use super::{Clean, Clearance, ClockRecord, FeedState, Id, Note, Owed, Reading, Record, SavedPhase, Subject};

/// One thing that happened.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Entry {
    /// When.
    pub at: Timestamp,
    /// What.
    #[serde(flatten)]
    pub body: Body,
}

/// What happened.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Body {
    /// To an alarm.
    Alarm {
        /// Which.
        subject: Subject,
        /// What.
        event: AlarmChange,
        /// What it is now.
        record: Box<Record>,
        /// Whether anybody is to be told.
        annunciates: bool,
        /// Whether it sounds.
        sounds: bool,
    },
    /// To a feed.
    Feed {
        /// Which.
        feed: Clean,
        /// How it is now.
        state: FeedState,
        /// When its figures were true.
        as_of: Option<Timestamp>,
    },
    /// To a reporting clock.
    Clock {
        /// What.
        event: ClockChange,
        /// What it is now.
        record: Box<ClockRecord>,
        /// Who did it, if somebody did.
        by: Option<Clean>,
    },
    /// An officer noted something.
    Note {
        /// Who.
        by: Option<Clean>,
        /// What.
        text: Note,
    },
    /// To those on duty.
    Duty(DutyChange),
    /// To this seat.
    Seat(SeatChange),
}

impl Body {
    /// Its kind in a word, as the journal files it.
    #[must_use]
    pub fn kind(&self) -> &'static str {
        match self {
            Self::Alarm { .. } => "alarm",
            Self::Feed { .. } => "feed",
            Self::Clock { .. } => "clock",
            Self::Note { .. } => "note",
            Self::Duty(_) => "duty",
            Self::Seat(_) => "seat",
        }
    }

    /// Whether an officer wrote it, rather than the course of things.
    #[must_use]
    pub fn is_by_an_officer(&self) -> bool {
        matches!(self, Self::Note { .. } | Self::Duty(_))
    }

    /// What it is about, as the journal files it; empty where there is only one.
    #[must_use]
    pub fn subject(&self) -> String {
        match self {
            Self::Alarm { subject, .. } => subject.to_string(),
            Self::Feed { feed, .. } => feed.to_string(),
            Self::Clock { record, .. } => record.number.to_string(),
            Self::Note { .. } | Self::Duty(_) | Self::Seat(_) => String::new(),
        }
    }

    /// The number of the alarm's or clock's event; 0 for none.
    #[must_use]
    pub fn event_number(&self) -> u64 {
        match self {
            Self::Alarm { record, .. } => record.number,
            Self::Clock { record, .. } => record.number,
            Self::Feed { .. } | Self::Note { .. } | Self::Duty(_) | Self::Seat(_) => 0,
        }
    }
}

/// What happened to an alarm.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum AlarmChange {
    /// It was raised, or grew worse.
    Raised,
    /// It grew milder, or another rule holds at the same level.
    Changed,
    /// Its condition ended.
    Cleared(Clearance),
    /// Acknowledged.
    Acknowledged,
    /// The acknowledgement was taken back.
    Unacknowledged,
    /// The acknowledgement expired.
    AcknowledgementExpired,
    /// Put aside.
    Shelved,
    /// Taken off the shelf.
    Unshelved,
    /// The time on the shelf ended.
    ShelfEnded,
    /// Suppressed by a period.
    Suppressed,
    /// No longer suppressed by a period.
    Unsuppressed,
    /// Taken out of service.
    OutOfService,
    /// Returned to service.
    InService,
    /// A latched one was reset.
    Reset,
    /// Its data are no longer known.
    Unknown,
    /// They are known again.
    Known,
}

/// What happened to a reporting clock.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ClockChange {
    /// A new event started it.
    Started,
    /// A step was reported.
    Reported(usize),
}

/// What happened to those on duty.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum DutyChange {
    /// An officer and the lead signed on, under names of their own choice.
    SignedOn {
        /// The duty officer.
        officer: Clean,
        /// The duty lead, if one was named.
        lead: Option<Clean>,
    },
    /// The officer signed off.
    SignedOff {
        /// Who.
        officer: Clean,
    },
    /// The outgoing officer signed the handover.
    HandedOver {
        /// Who.
        officer: Clean,
        /// The beginning of the shift that is handed over.
        shift: Timestamp,
    },
    /// The incoming officer accepted it.
    TookOver {
        /// Who.
        officer: Clean,
        /// Their lead, if one was named.
        lead: Option<Clean>,
    },
    /// 零报告: a day with nothing to report.
    NilReturn {
        /// Which day.
        day: Date,
        /// Who confirmed it.
        officer: Clean,
    },
}

/// What happened to a seat.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum SeatChange {
    /// It started.
    Started {
        /// Its version.
        version: Clean,
        /// When the seat before it was last known to run.
        off_since: Option<Timestamp>,
    },
    /// It ended as asked.
    Stopped,
    /// It took over what another seat, or an earlier one, had recorded while it could not.
    Rejoined,
    /// Its configuration was read anew while it ran.
    Reconfigured,
    /// It had stood still, or its clock had jumped.
    Interrupted {
        /// The time it knew last.
        before: Timestamp,
    },
}

/// What one happening asks the journal to keep, in one commit.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Proposal {
    /// What is kept for good.
    pub entries: Vec<Entry>,
    /// Readings that changed.
    pub readings: Vec<StoredReading>,
    /// The phases of rules, by indicator: what is needed to go on, and no history.
    pub delays: Vec<(Id, Vec<SavedPhase>)>,
    /// What is owed to receivers, by its name; none where it is owed no longer.
    pub owed: Vec<(String, Option<Owed>)>,
}

/// A reading as the journal keeps it.
#[derive(Clone, Debug, PartialEq)]
pub struct StoredReading {
    /// The name of its feed.
    pub feed: Clean,
    /// When it was true.
    pub as_of: Timestamp,
    /// The figures.
    pub reading: Reading,
}

impl Proposal {
    /// Whether it asks for nothing.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.readings.is_empty() && self.can_wait()
    }

    /// Whether nothing on screen and nobody to be told waits for it: it holds readings at the most.
    #[must_use]
    pub fn can_wait(&self) -> bool {
        self.entries.is_empty() && self.delays.is_empty() && self.owed.is_empty()
    }
}
