//! What a feed answers, and where in it the figures are (DESIGN.md §5).

use super::{Id, Path, TimeFormat};

/// What a feed answers.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Format {
    /// The feed document, version 1.
    Native,
    /// Any JSON, read by this.
    Json(Box<Mapping>),
    /// What the queries of these indicators come to, put to an engine that speaks Prometheus' API.
    Prometheus(Vec<(Id, String)>),
}

/// Where in a JSON document the figures are.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Mapping {
    /// What says whether the answer is one.
    pub ok: Option<Envelope>,
    /// When the figures were true; by the response's `Date` if absent.
    pub as_of: Option<AsOf>,
    /// What tells a page from the whole.
    pub page: Option<Page>,
    /// The character set, as the Encoding Standard labels it, where the response's own word is not to be trusted.
    pub charset: Option<String>,
    /// The indicators, each at most once.
    pub figures: Vec<Mapped>,
}

/// Paths that are tried in order: the first that finds anything counts (RFC 9535).
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Paths(pub Vec<Path>);

/// What says whether an answer is one: a value that must be among those allowed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Envelope {
    /// Where it says so.
    pub path: Paths,
    /// What it says when all is well: numbers, texts, truth values.
    pub is: Vec<serde_json::Value>,
    /// Where it says in words what is wrong.
    pub message: Option<Paths>,
}

/// When the figures were true.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AsOf {
    /// Where it is.
    pub path: Paths,
    /// How it is written.
    pub format: TimeFormat,
}

/// What tells a page from the whole: more in all than there are here means that the answer is cut.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Page {
    /// How many there are in all.
    pub total: Paths,
    /// Those that are here: nodes, or one array or object that holds them.
    pub rows: Paths,
}

/// The figures of one indicator.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mapped {
    /// Which indicator.
    pub id: Id,
    /// Its value.
    pub value: Take,
    /// The same window to the same date a year earlier.
    pub last_year: Option<Take>,
    /// The part of the value that corrects earlier dates.
    pub corrections: Option<Take>,
    /// The sample size of a rate.
    pub sample: Option<Take>,
    /// The city's average.
    pub peer: Option<Take>,
    /// How many are ranked.
    pub of: Option<Take>,
    /// The same figure by territory.
    pub territories: Option<Rows>,
}

/// One number out of what paths find.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Take {
    /// Where it is.
    pub paths: Paths,
    /// What becomes of several.
    pub reduce: Reduce,
    /// What becomes of none.
    pub empty: Empty,
}

/// What becomes of several nodes.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Reduce {
    /// There must be one.
    #[default]
    Only,
    /// The first counts.
    First,
    /// The last counts.
    Last,
    /// How many they are.
    Count,
    /// Their sum.
    Sum,
    /// The smallest.
    Min,
    /// The largest.
    Max,
}

/// What becomes of no node at all.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Empty {
    /// It is not known.
    #[default]
    Unknown,
    /// It is zero.
    Zero,
}

/// Figures by territory, a row each.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Rows {
    /// The rows.
    pub rows: Paths,
    /// Where in a row the territory is named.
    pub name: Path,
    /// Where in a row the figure is.
    pub value: Path,
}
