//! Everything that is kept of one alarm.

use std::fmt;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::{Alarm, Clean, Clearance, Comparison, Flapping, Id, Level, Note};

/// What an alarm is about.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Subject {
    /// The rules of an indicator.
    Indicator(Id),
    /// A feed; it speaks for all its readings.
    Feed(Clean),
    /// A step of a running reporting clock: the clock's number, and which step.
    Step(u64, usize),
}

impl fmt::Display for Subject {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Indicator(id) => write!(f, "indicator:{id}"),
            Self::Feed(name) => write!(f, "feed:{name}"),
            Self::Step(clock, step) => write!(f, "step:{clock}.{step}"),
        }
    }
}

/// An alarm with all that its screen line and the next shift need: after a restart the newest one is the state.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Record {
    /// Its state.
    pub alarm: Alarm,
    /// The number of its newest event; an acknowledgement names it.
    pub number: u64,
    /// Its newest occurrence.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub occurrence: Option<Occurrence>,
    /// How that ended, once it has.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub ended: Option<Ended>,
    /// Who acknowledged it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub acknowledgement: Option<Acknowledgement>,
    /// Who put it aside, or took it out of service.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub suppression: Option<Suppression>,
    /// Whether it comes and goes.
    pub flapping: Flapping,
}

/// One time that the condition held.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Occurrence {
    /// Since when it has held at any level.
    pub since: Timestamp,
    /// Since when it has held at this one.
    pub at: Timestamp,
    /// Its level.
    pub level: Level,
    /// Why.
    pub cause: Cause,
    /// The measure when it was raised.
    pub measure: Option<f64>,
    /// The value when it was raised.
    pub value: Option<f64>,
}

/// Why an alarm was raised.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Cause {
    /// A rule holds.
    Rule {
        /// Its condition as it is written.
        when: Clean,
        /// The first comparison of it, which stands for it.
        comparison: Comparison,
    },
    /// A feed is stale, down or refused.
    FeedLost,
    /// A step of a clock was not reported in time.
    Late,
}

/// The end of an occurrence.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Ended {
    /// When.
    pub at: Timestamp,
    /// Why.
    pub clearance: Clearance,
}

/// An acknowledgement.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Acknowledgement {
    /// When.
    pub at: Timestamp,
    /// Who, if anybody had signed on.
    pub by: Option<Clean>,
    /// The measure at that time.
    pub measure: Option<f64>,
    /// What they noted.
    pub note: Option<Note>,
}

/// Why an alarm is put aside.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Suppression {
    /// When.
    pub at: Timestamp,
    /// Who, if anybody had signed on.
    pub by: Option<Clean>,
    /// Until when; a shelf without an end lasts until the alarm returns to normal, out of service until somebody ends it.
    pub until: Option<Timestamp>,
    /// Why.
    pub reason: Note,
}

impl Cause {
    /// The rule that holds: its condition as it is written, and the comparison that stands for it.
    #[must_use]
    pub fn rule(&self) -> Option<(&Clean, &Comparison)> {
        match self {
            Self::Rule { when, comparison } => Some((when, comparison)),
            Self::FeedLost | Self::Late => None,
        }
    }
}

impl Default for Record {
    fn default() -> Self {
        Self::AT_REST
    }
}

impl Record {
    /// An alarm of which nothing has ever been heard.
    pub const AT_REST: Self = Self {
        alarm: Alarm::NORMAL,
        number: 0,
        occurrence: None,
        ended: None,
        acknowledgement: None,
        suppression: None,
        flapping: Flapping::CALM,
    };

    /// Whether there is nothing to see: normal, known or not, and not put aside.
    #[must_use]
    pub fn is_plain(&self) -> bool {
        let Alarm { latching, needs_acknowledgement, good, .. } = self.alarm;
        self.alarm == Alarm { latching, needs_acknowledgement, good, ..Alarm::NORMAL }
    }
}
