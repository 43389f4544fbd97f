//! A `[[notify]]` table as it is written.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{LevelKey, Located};

/// Somebody who is told of alarms. Several with a growing `after` are an escalation.
#[derive(Clone, Debug, Default, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub(in crate::config) struct NotifyTable {
    /// Its name on screen and in what is sent. Default: `notify` and its number.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(in crate::config) name: Option<Located<String>>,
    /// Of alarms at this level or worse. A lost feed ranks as a warning, a late report as critical. Default: critical.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(in crate::config) level: Option<Located<LevelKey>>,
    /// Rings the terminal's bell. Alone and `false`, it keeps the bell silent.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(in crate::config) bell: Option<Located<bool>>,
    /// Has the terminal show a notification of the desktop (OSC 9). Default: false.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(in crate::config) osc9: Option<Located<bool>>,
    /// A program and its arguments, started directly and never through a shell; it reads the alarm as JSON on its standard input. A
    /// program with a `/` in its name is relative to the configuration file.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(in crate::config) command: Option<Located<Vec<Located<String>>>>,
    /// Where the body that Alertmanager's webhook receivers understand (version 4) is sent. Plain `http` is for this machine alone,
    /// unless `allow_http` is set.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(in crate::config) webhook: Option<Located<String>>,
    /// A file with the webhook's bearer token, relative to the configuration file.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(in crate::config) bearer_file: Option<Located<String>>,
    /// The environment variable with the webhook's bearer token.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(in crate::config) bearer_env: Option<Located<String>>,
    /// Sends over plain `http` to another machine: anyone on the way can read and change it. Default: false.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(in crate::config) allow_http: Option<Located<bool>>,
    /// How long the command may run and the webhook may take. Default: 10s.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(in crate::config) timeout: Option<Located<String>>,
    /// How often it is told again until the alarm is acknowledged. Default: never.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(in crate::config) repeat: Option<Located<String>>,
    /// How long an alarm must have been unacknowledged before it is told. Default: at once.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(in crate::config) after: Option<Located<String>>,
}
