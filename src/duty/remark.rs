//! What there is to say of a snapshot that was taken all the same.

use super::{Clean, Id};

/// A remark on a snapshot.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Remark {
    /// A figure of an indicator could not be read: that figure is not known.
    Unread {
        /// Which indicator.
        id: Id,
        /// Which of its figures.
        part: Part,
        /// Why.
        why: Unread,
    },
    /// What the server says, in its own words.
    Said(Clean),
}

/// A figure of an indicator.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Part {
    /// Its value.
    Value,
    /// The same a year earlier.
    LastYear,
    /// What corrects earlier dates.
    Corrections,
    /// The sample size.
    Sample,
    /// The city's average.
    Peer,
    /// How many are ranked.
    Of,
    /// Its figures by territory.
    Territories,
}

/// Why a figure could not be read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Unread {
    /// Nothing was found where it should be.
    Nothing,
    /// One was wanted, so many were found.
    NotOne(usize),
    /// What stands there is not a number; where (RFC 9535, a normalized path).
    NotANumber(Clean),
    /// The number that stands there is beyond what is counted here; where.
    OutOfRange(Clean),
    /// The server does not give it, in its own words.
    Said(Clean),
}

/// The remarks on one snapshot.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Remarks {
    /// The first few.
    pub first: Vec<Remark>,
    /// How many there are in all.
    pub all: usize,
}

impl Remarks {
    /// How many are kept.
    pub const KEPT: usize = 20;

    /// Adds one.
    pub fn add(&mut self, remark: Remark) {
        self.all += 1;
        if self.first.len() < Self::KEPT {
            self.first.push(remark);
        }
    }

    /// Whether there are none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.all == 0
    }
}
