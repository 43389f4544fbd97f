//! Why a figure is not known.

use crate::duty::{Clean, Id, Unvalued};

use super::Track;

/// Why a figure is not known.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Gap {
    /// No feed has delivered it yet, though the configuration wants it.
    NeverDelivered,
    /// Its feed stopped sending it.
    NotSent,
    /// Its feed says that it is not known.
    NotKnown,
    /// Its feed's figures are too old.
    Stale,
    /// It is computed, and this figure that it needs is not known, or still that of an earlier day, month or year.
    Input(Id),
    /// It adds up what feeds of territories deliver, and the figure of this one is not known, or still that of an earlier window.
    Territory(Clean),
    /// It is a rate or a rank, and only feeds of territories deliver it: of those there is no sum.
    NoSum,
    /// It is computed, all that it needs is known, and it would be a share of nothing.
    ZeroBase,
    /// It is computed, all that it needs is known, and it is too large to be exact.
    TooLarge,
}

impl From<Unvalued<'_>> for Gap {
    fn from(why: Unvalued<'_>) -> Self {
        match why {
            Unvalued::Unknown(id) => Self::Input(id.clone()),
            Unvalued::ZeroBase => Self::ZeroBase,
            Unvalued::TooLarge => Self::TooLarge,
        }
    }
}

impl Track {
    /// Why its figure is not known, if it is not.
    #[must_use]
    pub fn gap(&self) -> Option<Gap> {
        match &self.reading {
            _ if self.origin.missing.is_some() => self.origin.missing.clone(),
            None => Some(Gap::NeverDelivered),
            Some(_) if self.stale => Some(Gap::Stale),
            Some(_) if self.not_sent => Some(Gap::NotSent),
            Some(reading) if reading.value.is_none() => Some(Gap::NotKnown),
            Some(_) => None,
        }
    }

    /// Whether there is no gap.
    pub(in crate::duty) fn is_known(&self) -> bool {
        let has_value = self.reading.as_ref().is_some_and(|reading| reading.value.is_some());
        has_value && self.origin.missing.is_none() && !self.stale && !self.not_sent
    }

    /// Whether its newest reading was computed here, and delivered by no feed.
    #[must_use]
    pub fn is_computed(&self) -> bool {
        self.origin.computed
    }
}
