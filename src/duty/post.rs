//! Who is on duty.

use jiff::Timestamp;

use super::{Clean, DutyChange};

/// Those on duty, under names of their own choice: the only names the program keeps.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Post {
    /// The duty officer.
    pub officer: Option<Clean>,
    /// The duty lead.
    pub lead: Option<Clean>,
    /// Since when the officer has been on duty.
    pub since: Option<Timestamp>,
    /// The handover that waits to be accepted: who signed it, when, and the beginning of the shift it is about.
    pub handover: Option<Handover>,
}

/// A handover that the outgoing officer has signed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Handover {
    /// Who signed it.
    pub officer: Clean,
    /// When.
    pub at: Timestamp,
    /// The beginning of the shift it is about.
    pub shift: Timestamp,
}

impl Post {
    /// Follows what happened to those on duty.
    pub fn follow(&mut self, at: Timestamp, change: &DutyChange) {
        match change {
            DutyChange::SignedOn { officer, lead } => {
                (self.officer, self.lead, self.since) = (Some(officer.clone()), lead.clone(), Some(at));
            }
            DutyChange::TookOver { officer, lead } => {
                *self = Self { officer: Some(officer.clone()), lead: lead.clone(), since: Some(at), handover: None };
            }
            DutyChange::SignedOff { .. } => (self.officer, self.lead, self.since) = (None, None, None),
            DutyChange::HandedOver { officer, shift } => {
                self.handover = Some(Handover { officer: officer.clone(), at, shift: *shift });
            }
            DutyChange::NilReturn { .. } => {}
        }
    }
}
