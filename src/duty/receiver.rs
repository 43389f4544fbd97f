//! Who is told of alarms, how and when.

use serde::{Deserialize, Serialize};

use super::{Cause, Clean, Level, Record, Secret, Span};

/// Somebody who is told of alarms, as the configuration describes them, checked.
///
/// An escalation is several of them with a growing [`after`](Self::after).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Receiver {
    /// Its name on screen and in what is sent.
    pub name: Clean,
    /// Of alarms at this level or worse.
    pub level: Level,
    /// Whether the terminal's bell rings.
    pub bell: bool,
    /// Whether the terminal shows a notification of the desktop (OSC 9).
    pub osc9: bool,
    /// A program and its arguments; it reads the alarm as JSON. Never through a shell.
    pub command: Option<Vec<String>>,
    /// Where Alertmanager's webhook body is sent: `https`, or `http` where that is allowed.
    pub webhook: Option<String>,
    /// Where the webhook's bearer token is found.
    pub bearer: Option<Secret>,
    /// Whether plain `http` to another machine is accepted.
    pub allow_http: bool,
    /// How long a command may run and a webhook may take.
    pub timeout: Span,
    /// How often it is told again until the alarm is acknowledged; once if none.
    pub repeat: Option<Span>,
    /// How long an alarm must have been unacknowledged before it is told.
    pub after: Span,
}

/// A way in which a receiver is told.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Channel {
    /// The terminal: its bell, a notification of the desktop, or both.
    Terminal,
    /// A command.
    Command,
    /// A webhook.
    Webhook,
}

impl Channel {
    /// Its name for other programs.
    #[must_use]
    pub fn key(self) -> &'static str {
        match self {
            Self::Terminal => "terminal",
            Self::Command => "command",
            Self::Webhook => "webhook",
        }
    }
}

impl Default for Receiver {
    /// Where nothing is configured: the bell, for what is critical, once.
    fn default() -> Self {
        Self {
            name: Clean::new("notify 1"),
            level: Level::Critical,
            bell: true,
            osc9: false,
            command: None,
            webhook: None,
            bearer: None,
            allow_http: false,
            timeout: Self::TIMEOUT,
            repeat: None,
            after: Span::ZERO,
        }
    }
}

impl Receiver {
    /// How long a command or a webhook may take unless the configuration says otherwise.
    pub const TIMEOUT: Span = Span::from_seconds(10);

    /// The ways in which it is told. Each is told, and told again after a failure, on its own: a webhook that is down does not
    /// make the siren sound twice.
    pub fn channels(&self) -> impl Iterator<Item = Channel> {
        let terminal = (self.bell || self.osc9).then_some(Channel::Terminal);
        let command = self.command.is_some().then_some(Channel::Command);
        let webhook = self.webhook.is_some().then_some(Channel::Webhook);
        terminal.into_iter().chain(command).chain(webhook)
    }

    /// Whether an alarm is bad enough for it. A lost feed ranks as a warning, a late report as critical.
    #[must_use]
    pub fn wants(&self, record: &Record) -> bool {
        record.occurrence.as_ref().is_some_and(|occurrence| {
            let level = match occurrence.cause {
                Cause::Rule { .. } => occurrence.level,
                Cause::FeedLost => Level::Warning,
                Cause::Late => Level::Critical,
            };
            level >= self.level
        })
    }
}
