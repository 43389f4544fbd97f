//! What a mapping finds in a document, for whoever writes the mapping.

use jiff::Timestamp;

use super::search::Search;
use crate::duty::{Clean, Id, Part, Refusal, Unread};

/// What was found of one thing.
#[derive(Clone, Debug, PartialEq)]
pub struct Look {
    /// What was looked for.
    pub subject: Subject,
    /// The paths that were tried, in order; the last may have found something.
    pub tried: Vec<Tried>,
    /// What it came to.
    pub seen: Seen,
}

/// What is looked for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Subject {
    /// Whether the answer is one.
    Ok,
    /// What it says is wrong.
    Message,
    /// How many rows there are in all.
    Total,
    /// The rows that are here.
    Rows,
    /// When the figures were true.
    AsOf,
    /// A figure of an indicator.
    Figure(Id, Part),
    /// Its figures by territory.
    Territories(Id),
}

/// A path that was tried.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Tried {
    /// The path as it is configured.
    pub path: Clean,
    /// How many nodes it found.
    pub nodes: usize,
    /// Where the first of them is (RFC 9535, a normalized path).
    pub first: Option<Clean>,
}

/// What something came to.
#[derive(Clone, Debug, PartialEq)]
pub enum Seen {
    /// A figure, or that it is not known.
    Figure(Option<f64>),
    /// A figure that cannot be read.
    Unread(Unread),
    /// A number of rows.
    Count(u64),
    /// A time.
    Time(Timestamp),
    /// Words.
    Text(Clean),
    /// Words that are not among those allowed.
    NotAllowed(Clean),
    /// Figures of so many territories, out of so many rows.
    Territories {
        /// Of how many territories.
        taken: usize,
        /// Out of how many rows.
        rows: usize,
    },
    /// What refuses the document.
    Refused(Refusal),
}

impl Seen {
    /// What was seen, or that it refuses the document.
    pub(super) fn of<T>(result: Result<T, Refusal>, seen: impl FnOnce(T) -> Self) -> Self {
        result.map_or_else(Self::Refused, seen)
    }
}

/// An eye on the decoder, which is closed at every poll and open only where somebody asks.
pub(super) struct Eye<'l>(Option<&'l mut Vec<Look>>);

impl<'l> Eye<'l> {
    pub(super) fn closed() -> Self {
        Self(None)
    }

    pub(super) fn open(looks: &'l mut Vec<Look>) -> Self {
        Self(Some(looks))
    }

    pub(super) fn is_open(&self) -> bool {
        self.0.is_some()
    }

    /// Notes what a search found and came to.
    pub(super) fn see(&mut self, subject: Subject, found: &Search<'_>, seen: impl FnOnce() -> Seen) {
        let Some(looks) = &mut self.0 else { return };
        let tried = found.tried.iter().map(|(path, nodes)| Tried {
            path: Clean::new(path.as_str()),
            nodes: *nodes,
            first: (*nodes > 0).then(|| Clean::new(&found.place(0))),
        });
        looks.push(Look { subject, tried: tried.collect(), seen: seen() });
    }
}
