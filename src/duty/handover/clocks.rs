//! The reporting clocks of a span, and whether each step was reported in time.

use jiff::{SignedDuration, Timestamp};

use crate::duty::{Body, Clean, ClockRecord, Step, Subject, Text};

use super::timeline::Timeline;
use super::{Facts, Item};

/// A reporting clock that ran in the span.
#[derive(Clone, Debug, PartialEq)]
pub struct ClockLine {
    /// The indicator that counted the event.
    pub item: Item,
    /// Its number.
    pub number: u64,
    /// When the event became known.
    pub started: Timestamp,
    /// How many events there were.
    pub events: f64,
    /// Its steps.
    pub steps: Vec<StepLine>,
}

/// A step of a clock as it stood at the end of the span.
#[derive(Clone, Debug, PartialEq)]
pub struct StepLine {
    /// What is to be reported.
    pub name: Text,
    /// By when.
    pub due: Timestamp,
    /// Whether it was.
    pub state: StepState,
}

/// Whether a step was reported.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum StepState {
    /// Reported in time.
    InTime {
        /// When.
        at: Timestamp,
        /// By whom, if anybody had signed on.
        by: Option<Clean>,
    },
    /// 迟报: reported, but late.
    Late {
        /// When.
        at: Timestamp,
        /// By whom, if anybody had signed on.
        by: Option<Clean>,
        /// How late.
        over: SignedDuration,
    },
    /// Late, and not reported yet.
    Overdue {
        /// How late at the end of the span.
        over: SignedDuration,
    },
    /// Not reported yet, and not late.
    Due {
        /// How much time is left at the end of the span.
        left: SignedDuration,
    },
}

impl ClockLine {
    /// Whether a step is still to be reported.
    #[must_use]
    pub fn is_running(&self) -> bool {
        self.steps.iter().any(|step| matches!(step.state, StepState::Overdue { .. } | StepState::Due { .. }))
    }
}

/// The clocks that ran, the oldest first.
pub(super) fn of(facts: &Facts, timeline: &Timeline<'_>) -> Vec<ClockLine> {
    let mut records: Vec<&ClockRecord> = facts.clocks.iter().filter(|record| record.started < timeline.to).collect();
    let written: Vec<&ClockRecord> = timeline
        .entries()
        .filter_map(|entry| match &entry.body {
            Body::Clock { record, .. } => Some(record.as_ref()),
            _ => None,
        })
        .collect();
    for record in written.into_iter().rev() {
        if !records.iter().any(|known| known.number == record.number) {
            records.push(record);
        }
    }
    records.sort_by_key(|record| (record.started, record.number));
    let line = |record: &ClockRecord| ClockLine {
        item: facts.item(&Subject::Indicator(record.indicator.clone())),
        number: record.number,
        started: record.started,
        events: record.events,
        steps: record.steps.iter().map(|step| self::step(step, timeline.to)).collect(),
    };
    records.into_iter().map(line).collect()
}

fn step(step: &Step, end: Timestamp) -> StepLine {
    let state = match &step.reported {
        Some((at, by)) if *at < end && *at > step.due => {
            StepState::Late { at: *at, by: by.clone(), over: at.duration_since(step.due) }
        }
        Some((at, by)) if *at < end => StepState::InTime { at: *at, by: by.clone() },
        _ if end > step.due => StepState::Overdue { over: end.duration_since(step.due) },
        _ => StepState::Due { left: step.due.duration_since(end) },
    };
    StepLine { name: step.name.clone(), due: step.due, state }
}
