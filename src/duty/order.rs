//! What an officer orders, and why an order is refused.

use jiff::Timestamp;
use jiff::civil::Date;

use super::{Clean, Note, Subject};

/// What an officer orders.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Order {
    /// About an alarm, as it was when they looked.
    Alarm {
        /// Which.
        subject: Subject,
        /// The number of its event that they saw.
        number: u64,
        /// What is to be done.
        action: Action,
    },
    /// A step of a reporting clock was reported.
    Report {
        /// The clock's number.
        clock: u64,
        /// Which step.
        step: usize,
    },
    /// A note for the watch log.
    Note(Note),
    /// Sign on.
    SignOn {
        /// The duty officer.
        officer: Clean,
        /// The duty lead, if one is named.
        lead: Option<Clean>,
    },
    /// Sign off.
    SignOff,
    /// Sign the handover.
    HandOver,
    /// Accept the handover.
    TakeOver {
        /// The incoming officer.
        officer: Clean,
        /// Their lead, if one is named.
        lead: Option<Clean>,
    },
    /// Confirm that a day had nothing to report.
    NilReturn(Date),
}

/// What is to be done about an alarm.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Action {
    /// Acknowledge it.
    Acknowledge(Option<Note>),
    /// Take the acknowledgement back.
    Unacknowledge,
    /// Put it aside until a time, or until it returns to normal.
    Shelve {
        /// Until when, if not until it returns to normal.
        until: Option<Timestamp>,
        /// Why.
        reason: Note,
    },
    /// Take it off the shelf.
    Unshelve,
    /// Take it out of service until further notice.
    TakeOutOfService {
        /// Why.
        reason: Note,
    },
    /// Return it to service.
    ReturnToService,
}

/// Why an order was refused; nothing changed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Refused {
    /// The alarm has changed since the officer looked.
    Changed,
    /// It is not in a state in which that can be done.
    NotNow,
    /// There is no such thing any more.
    Gone,
    /// The shelf would last longer than the eight hours allowed, or end in the past.
    ShelfTooLong,
    /// What is on screen is the past.
    LookingBack,
    /// The journal cannot say how that moment was.
    NotInJournal,
    /// Nobody has signed on.
    NobodyOnDuty,
    /// No handover waits to be accepted.
    NothingToAccept,
    /// There was something to report on that day.
    NotNil,
    /// What would be reported is not known.
    NotKnown,
    /// This seat only looks on.
    OnlyLooking,
}
