//! The `[[feed]]` table.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::Located;

mod mapping;

pub(in crate::config) use mapping::{
    AsOfTable, EmptyKey, OkTable, PathsKey, ReduceKey, RowsTable, TakeKey, TakeTable, ValueKey, ValueTable,
};

/// A feed to poll.
#[derive(Clone, Debug, Default, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
#[schemars(extend("required" = ["name", "url"]))]
pub(in crate::config) struct FeedTable {
    /// Its name on screen.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(in crate::config) name: Option<Located<String>>,
    /// Its address. Plain `http` is for this machine alone, unless `allow_http` is set.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(in crate::config) url: Option<Located<String>>,
    /// The territory that all its figures are of, where it is one of several that are watched together. Default: they are of the whole.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(in crate::config) territory: Option<Located<String>>,
    /// What it answers. Default: the feed document, version 1.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(in crate::config) format: Option<Located<FormatKey>>,
    /// `json`: what says whether an answer is one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(in crate::config) ok: Option<Located<OkTable>>,
    /// `json`: when the figures were true. Default: the response's `Date`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(in crate::config) as_of: Option<Located<AsOfTable>>,
    /// `json`: where it says how many rows there are in all, so that a page is refused instead of counted; with `rows`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(in crate::config) total: Option<Located<PathsKey>>,
    /// `json`: where the rows are that are counted against `total`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(in crate::config) rows: Option<Located<PathsKey>>,
    /// `json`: the character set, such as `gb18030`. Default: as the response's header says, else UTF-8.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(in crate::config) charset: Option<Located<String>>,
    /// `json`: by indicator, where its figure is (JSONPath); `prometheus`: by indicator, its query (`PromQL`).
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub(in crate::config) values: BTreeMap<String, Located<ValueKey>>,
    /// How often it is polled, at least a second. Default: 10s.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(in crate::config) every: Option<Located<String>>,
    /// How long one poll may take. Default: 10s.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(in crate::config) timeout: Option<Located<String>>,
    /// How old its figures may be before they are stale. Default: six polls, at least 1m.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(in crate::config) stale_after: Option<Located<String>>,
    /// The longest answer accepted, in bytes after decompression. Default: 8388608.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(in crate::config) max_bytes: Option<Located<u64>>,
    /// Accepts plain `http` from another machine: anyone on the way can read and change the figures. Default: false.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(in crate::config) allow_http: Option<Located<bool>>,
    /// Sends a token, a password or a secret header over plain `http` to another machine: anyone on the way can read it. Default: false.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(in crate::config) allow_http_secrets: Option<Located<bool>>,
    /// A file with the bearer token, relative to the configuration file.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(in crate::config) bearer_file: Option<Located<String>>,
    /// The environment variable with the bearer token.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(in crate::config) bearer_env: Option<Located<String>>,
    /// The user, where it asks for a user and a password.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(in crate::config) basic_user: Option<Located<String>>,
    /// A file with the password.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(in crate::config) basic_password_file: Option<Located<String>>,
    /// The environment variable with the password.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(in crate::config) basic_password_env: Option<Located<String>>,
    /// By header, a file with its value.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub(in crate::config) header_files: BTreeMap<String, Located<String>>,
    /// By header, the environment variable with its value.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub(in crate::config) header_env: BTreeMap<String, Located<String>>,
    /// A file with the certificates of the authorities that alone are trusted (PEM). Default: those of the machine.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(in crate::config) ca: Option<Located<String>>,
    /// A file with the certificate that this machine shows (PEM); with `key`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(in crate::config) cert: Option<Located<String>>,
    /// A file with the key of that certificate (PEM).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(in crate::config) key: Option<Located<String>>,
    /// The proxy to go through. Default: none, whatever the environment says.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(in crate::config) proxy: Option<Located<String>>,
}

/// What a feed answers.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, Serialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub(in crate::config) enum FormatKey {
    /// The feed document, version 1.
    Zhiban,
    /// Any JSON: `values` say where the figures are.
    Json,
    /// An engine that speaks Prometheus' API: `values` are queries.
    Prometheus,
}
