//! What one poll of one feed delivered.

use jiff::Timestamp;

use super::{Clean, Id, Remarks};

/// The name of the feed format, version 1 (DESIGN.md §5).
pub const SCHEMA: &str = "zhiban/1";

/// One indicator's figures as of one time.
#[derive(Clone, Debug, PartialEq)]
pub struct Reading {
    /// Which indicator.
    pub id: Id,
    /// The figure in the indicator's unit; `None` = not known. A count is what has accumulated in its window so far.
    pub value: Option<f64>,
    /// The same window to the same date a year earlier.
    pub last_year: Option<f64>,
    /// The part of `value` that corrects earlier dates, accumulated over the window; often negative.
    pub corrections: f64,
    /// Sample size of a rate.
    pub sample: Option<u64>,
    /// The city's average.
    pub peer: Option<f64>,
    /// How many are ranked.
    pub of: Option<u32>,
    /// The same figure by territory; need not add up to `value`.
    pub territories: Vec<(Clean, Option<f64>)>,
}

impl Reading {
    /// A reading of a value and nothing else.
    #[must_use]
    pub fn of(id: Id, value: Option<f64>) -> Self {
        Self { id, value, last_year: None, corrections: 0.0, sample: None, peer: None, of: None, territories: Vec::new() }
    }
}

/// All readings one poll of one feed delivered.
#[derive(Clone, Debug, PartialEq)]
pub struct Snapshot {
    /// When the figures were true.
    pub as_of: Timestamp,
    /// The provider's running number, if it sends one.
    pub sequence: Option<u64>,
    /// The readings of indicators that the configuration knows, each id at most once.
    pub readings: Vec<Reading>,
    /// What was left out because the configuration does not list it: ids and territories.
    pub left_out: LeftOut,
    /// What else there is to say of it.
    pub remarks: Remarks,
}

/// What a snapshot carried that the configuration does not know or does not want of it, so that a provider who adds a figure blinds
/// nobody.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct LeftOut {
    /// How many ids were not known, or belong to other feeds.
    pub ids: usize,
    /// How many territory figures were not known.
    pub territories: usize,
    /// The first few of them, in the order of the feed.
    pub names: Vec<Clean>,
}

impl LeftOut {
    /// How many names are kept.
    pub const NAMES: usize = 20;

    /// Counts an id that the configuration does not list for this feed.
    pub fn id(&mut self, id: &str) {
        self.ids += 1;
        self.name(id);
    }

    /// Counts a territory that the configuration does not list.
    pub fn territory(&mut self, territory: &str) {
        self.territories += 1;
        self.name(territory);
    }

    fn name(&mut self, raw: &str) {
        if self.names.len() < Self::NAMES && !self.names.iter().any(|name| name.as_str() == raw) {
            self.names.push(Clean::new(raw));
        }
    }
}
