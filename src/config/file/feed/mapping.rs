//! Where the figures are in a document of any shape, as it is written.

use std::fmt;

use schemars::JsonSchema;
use serde::de::{MapAccess, SeqAccess, Visitor};
use serde::{Deserialize, Deserializer, Serialize};

use crate::config::file::Located;

/// One path, or several that are tried in order.
#[derive(Clone, Debug, Serialize, JsonSchema)]
#[serde(untagged)]
pub(in crate::config) enum PathsKey {
    /// One.
    One(String),
    /// Several.
    Several(Vec<Located<String>>),
}

/// What says whether an answer is one.
#[derive(Clone, Debug, Default, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
#[schemars(extend("required" = ["path", "is"]))]
pub(in crate::config) struct OkTable {
    /// Where it says so.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(in crate::config) path: Option<Located<PathsKey>>,
    /// What it says when all is well: numbers, texts, `true` or `false`.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(with = "Option<Vec<serde_json::Value>>")]
    pub(in crate::config) is: Option<Located<Vec<toml::Value>>>,
    /// Where it says in words what is wrong.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(in crate::config) message: Option<Located<PathsKey>>,
}

/// When the figures were true.
#[derive(Clone, Debug, Default, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
#[schemars(extend("required" = ["path", "format"]))]
pub(in crate::config) struct AsOfTable {
    /// Where it is.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(in crate::config) path: Option<Located<PathsKey>>,
    /// How it is written: `rfc3339`, `unix`, `unix_ms`, or a pattern such as `%Y-%m-%d %H:%M:%S`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(in crate::config) format: Option<Located<String>>,
    /// The time zone of a pattern without an offset (IANA name). Default: the county's.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(in crate::config) zone: Option<Located<String>>,
}

/// Where an indicator's figures are: a path, several, or a table; of a Prometheus engine a query.
#[derive(Clone, Debug, Serialize, JsonSchema)]
#[serde(untagged)]
pub(in crate::config) enum ValueKey {
    /// One path, or a query.
    One(String),
    /// Several paths.
    Several(Vec<Located<String>>),
    /// Its value and what belongs to it.
    Table(Box<ValueTable>),
}

/// An indicator's value and what belongs to it.
#[derive(Clone, Debug, Default, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
#[schemars(extend("required" = ["path"]))]
pub(in crate::config) struct ValueTable {
    /// Where the value is.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(in crate::config) path: Option<Located<PathsKey>>,
    /// What becomes of several nodes. Default: `only`, there must be one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(in crate::config) reduce: Option<Located<ReduceKey>>,
    /// What becomes of none. Default: `unknown`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(in crate::config) empty: Option<Located<EmptyKey>>,
    /// The same window to the same date a year earlier.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(in crate::config) last_year: Option<Located<TakeKey>>,
    /// The part of the value that corrects earlier dates.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(in crate::config) corrections: Option<Located<TakeKey>>,
    /// The sample size of a rate.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(in crate::config) sample: Option<Located<TakeKey>>,
    /// The city's average.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(in crate::config) peer: Option<Located<TakeKey>>,
    /// How many are ranked.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(in crate::config) of: Option<Located<TakeKey>>,
    /// The same figure by territory.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(in crate::config) territories: Option<Located<RowsTable>>,
}

/// One number: a path, several, or a table.
#[derive(Clone, Debug, Serialize, JsonSchema)]
#[serde(untagged)]
pub(in crate::config) enum TakeKey {
    /// One path.
    One(String),
    /// Several paths.
    Several(Vec<Located<String>>),
    /// With what becomes of several nodes or none.
    Table(Box<TakeTable>),
}

/// One number out of what paths find.
#[derive(Clone, Debug, Default, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
#[schemars(extend("required" = ["path"]))]
pub(in crate::config) struct TakeTable {
    /// Where it is.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(in crate::config) path: Option<Located<PathsKey>>,
    /// What becomes of several nodes. Default: `only`, there must be one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(in crate::config) reduce: Option<Located<ReduceKey>>,
    /// What becomes of none. Default: `unknown`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(in crate::config) empty: Option<Located<EmptyKey>>,
}

/// Figures by territory, a row each.
#[derive(Clone, Debug, Default, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
#[schemars(extend("required" = ["rows", "name", "value"]))]
pub(in crate::config) struct RowsTable {
    /// The rows.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(in crate::config) rows: Option<Located<PathsKey>>,
    /// Where in a row the territory is named: a path from the row on (`$` is the row).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(in crate::config) name: Option<Located<String>>,
    /// Where in a row the figure is.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(in crate::config) value: Option<Located<String>>,
}

/// What becomes of several nodes.
#[derive(Clone, Copy, Debug, Deserialize, Serialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub(in crate::config) enum ReduceKey {
    /// There must be one.
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
#[derive(Clone, Copy, Debug, Deserialize, Serialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub(in crate::config) enum EmptyKey {
    /// It is not known.
    Unknown,
    /// It is zero.
    Zero,
}

/// A string, a list of strings, or a table `T`: by hand, since an untagged enum would say neither what is wrong nor where.
enum Written<T> {
    One(String),
    Several(Vec<Located<String>>),
    Table(T),
}

/// What may stand there instead of a string.
struct Reader<T> {
    expected: &'static str,
    table: std::marker::PhantomData<T>,
}

/// No table may stand there.
enum NoTable {}

impl<'de> Deserialize<'de> for NoTable {
    fn deserialize<D: Deserializer<'de>>(_: D) -> Result<Self, D::Error> {
        Err(serde::de::Error::custom("a path or a list of paths stands here"))
    }
}

impl<'de, T: Deserialize<'de>> Visitor<'de> for Reader<T> {
    type Value = Written<T>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.expected)
    }

    fn visit_str<E: serde::de::Error>(self, text: &str) -> Result<Self::Value, E> {
        Ok(Written::One(text.to_owned()))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<Self::Value, A::Error> {
        let mut paths = Vec::new();
        while let Some(path) = items.next_element()? {
            paths.push(path);
        }
        Ok(Written::Several(paths))
    }

    fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<Self::Value, A::Error> {
        T::deserialize(serde::de::value::MapAccessDeserializer::new(map)).map(Written::Table)
    }
}

fn written<'de, T: Deserialize<'de>, D: Deserializer<'de>>(
    deserializer: D,
    expected: &'static str,
) -> Result<Written<T>, D::Error> {
    deserializer.deserialize_any(Reader { expected, table: std::marker::PhantomData })
}

impl<'de> Deserialize<'de> for PathsKey {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Ok(match written::<NoTable, D>(deserializer, "a path or a list of paths")? {
            Written::One(path) => Self::One(path),
            Written::Several(paths) => Self::Several(paths),
            Written::Table(never) => match never {},
        })
    }
}

impl<'de> Deserialize<'de> for ValueKey {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Ok(match written::<ValueTable, D>(deserializer, "a path, a list of paths, or { path = … }")? {
            Written::One(path) => Self::One(path),
            Written::Several(paths) => Self::Several(paths),
            Written::Table(table) => Self::Table(Box::new(table)),
        })
    }
}

impl<'de> Deserialize<'de> for TakeKey {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Ok(match written::<TakeTable, D>(deserializer, "a path, a list of paths, or { path = … }")? {
            Written::One(path) => Self::One(path),
            Written::Several(paths) => Self::Several(paths),
            Written::Table(table) => Self::Table(Box::new(table)),
        })
    }
}
