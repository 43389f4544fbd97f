//! Alarms, reporting clocks and the alarm load as JSON.

use serde::Serialize;

use crate::duty::handover as sheet;
use crate::duty::handover::{Standing, StepState};
use crate::duty::{Cause, Clearance, Occurrence};

use super::{Named, Pen, level};

#[derive(Debug, Serialize)]
pub(in crate::report) struct Raised {
    #[serde(flatten)]
    alarm: Named,
    level: &'static str,
    times: usize,
    first: String,
    last: String,
    occurrence: Option<Occurred>,
    ended: Option<Ended>,
}

/// Why an alarm was raised.
#[derive(Debug, Serialize)]
struct Occurred {
    since: String,
    /// `rule`, `feed_lost` or `late`.
    cause: &'static str,
    rule: Option<String>,
    measure: Option<f64>,
    value: Option<f64>,
}

#[derive(Debug, Serialize)]
struct Ended {
    at: String,
    /// `returned`, `revised`, `period_end` or `rule_gone`.
    why: &'static str,
}

#[derive(Debug, Serialize)]
pub(in crate::report) struct Acknowledged {
    #[serde(flatten)]
    alarm: Named,
    level: Option<&'static str>,
    at: String,
    by: Option<String>,
    after_s: Option<i64>,
    note: Option<String>,
}

#[derive(Debug, Serialize)]
pub(in crate::report) struct Open {
    #[serde(flatten)]
    alarm: Named,
    /// `unacknowledged`, `returned`, `acknowledged`, `latched`, `shelved`, `out_of_service` or `suppressed`.
    standing: &'static str,
    level: Option<&'static str>,
    active: bool,
    known: bool,
    occurrence: Option<Occurred>,
    acknowledged: Option<Seen>,
    put_aside: Option<PutAside>,
}

#[derive(Debug, Serialize)]
struct Seen {
    by: Option<String>,
    at: String,
    note: Option<String>,
}

#[derive(Debug, Serialize)]
struct PutAside {
    by: Option<String>,
    at: String,
    until: Option<String>,
    reason: String,
}

#[derive(Debug, Serialize)]
pub(in crate::report) struct Clock {
    number: u64,
    #[serde(flatten)]
    indicator: Named,
    started: String,
    events: f64,
    running: bool,
    steps: Vec<Step>,
}

#[derive(Debug, Serialize)]
struct Step {
    name: String,
    due: String,
    /// `in_time`, `late`, `overdue` or `due`.
    state: &'static str,
    reported: Option<String>,
    by: Option<String>,
    late_s: Option<i64>,
    left_s: Option<i64>,
}

#[derive(Debug, Serialize)]
pub(in crate::report) struct Load {
    annunciated: usize,
    per_ten_minutes: Option<f64>,
    busiest: Option<Busiest>,
    floods: usize,
    active_on_average: Option<f64>,
    standing: Vec<Named>,
    chattering: Vec<Counted>,
    top: Vec<Counted>,
    median_to_acknowledge_s: Option<i64>,
}

#[derive(Debug, Serialize)]
struct Busiest {
    from: String,
    alarms: usize,
}

#[derive(Debug, Serialize)]
struct Counted {
    #[serde(flatten)]
    alarm: Named,
    times: usize,
}

impl Pen<'_> {
    fn occurred(self, occurrence: &Occurrence) -> Occurred {
        let (cause, rule) = match &occurrence.cause {
            Cause::Rule { when, .. } => ("rule", Some(when.to_string())),
            Cause::FeedLost => ("feed_lost", None),
            Cause::Late => ("late", None),
        };
        Occurred { since: self.at(occurrence.since), cause, rule, measure: occurrence.measure, value: occurrence.value }
    }

    pub(super) fn raised(self, line: &sheet::Raised) -> Raised {
        Raised {
            alarm: self.named(&line.item),
            level: level(line.level),
            times: line.times,
            first: self.at(line.first),
            last: self.at(line.last),
            occurrence: line.occurrence.as_ref().map(|occurrence| self.occurred(occurrence)),
            ended: line.ended.map(|ended| Ended { at: self.at(ended.at), why: clearance(ended.clearance) }),
        }
    }

    pub(super) fn acknowledged(self, line: &sheet::Acknowledged) -> Acknowledged {
        Acknowledged {
            alarm: self.named(&line.item),
            level: line.level.map(level),
            at: self.at(line.at),
            by: line.by.as_ref().map(ToString::to_string),
            after_s: line.after.map(|after| after.as_secs()),
            note: line.note.as_ref().map(ToString::to_string),
        }
    }

    pub(super) fn open(self, line: &sheet::OpenAlarm) -> Open {
        let acknowledged = line.acknowledgement.as_ref().map(|by| Seen {
            by: by.by.as_ref().map(ToString::to_string),
            at: self.at(by.at),
            note: by.note.as_ref().map(ToString::to_string),
        });
        let put_aside = line.suppression.as_ref().map(|by| PutAside {
            by: by.by.as_ref().map(ToString::to_string),
            at: self.at(by.at),
            until: by.until.map(|until| self.at(until)),
            reason: by.reason.to_string(),
        });
        Open {
            alarm: self.named(&line.item),
            standing: standing(line.standing),
            level: line.level.map(level),
            active: line.active,
            known: line.known,
            occurrence: line.occurrence.as_ref().map(|occurrence| self.occurred(occurrence)),
            acknowledged,
            put_aside,
        }
    }

    pub(super) fn clock(self, clock: &sheet::ClockLine) -> Clock {
        Clock {
            number: clock.number,
            indicator: self.named(&clock.item),
            started: self.at(clock.started),
            events: clock.events,
            running: clock.is_running(),
            steps: clock.steps.iter().map(|step| self.step(step)).collect(),
        }
    }

    fn step(self, step: &sheet::StepLine) -> Step {
        let open = Step {
            name: step.name.in_language(self.words.language).to_owned(),
            due: self.at(step.due),
            state: "due",
            reported: None,
            by: None,
            late_s: None,
            left_s: None,
        };
        let reported = |at, by: &Option<crate::duty::Clean>| (Some(self.at(at)), by.as_ref().map(ToString::to_string));
        match &step.state {
            StepState::InTime { at, by } => {
                let (reported, by) = reported(*at, by);
                Step { state: "in_time", reported, by, ..open }
            }
            StepState::Late { at, by, over } => {
                let (reported, by) = reported(*at, by);
                Step { state: "late", reported, by, late_s: Some(over.as_secs()), ..open }
            }
            StepState::Overdue { over } => Step { state: "overdue", late_s: Some(over.as_secs()), ..open },
            StepState::Due { left } => Step { left_s: Some(left.as_secs()), ..open },
        }
    }

    pub(super) fn load(self, load: &sheet::AlarmLoad) -> Load {
        let chattering = load.chattering.iter().map(|line| (&line.item, line.in_a_minute));
        let top = load.top.iter().map(|line| (&line.item, line.times));
        let counted = |(item, times)| Counted { alarm: self.named(item), times };
        Load {
            annunciated: load.annunciated,
            per_ten_minutes: load.per_ten_minutes,
            busiest: load.busiest.map(|busiest| Busiest { from: self.at(busiest.from), alarms: busiest.alarms }),
            floods: load.floods,
            active_on_average: load.active_on_average,
            standing: load.standing.iter().map(|item| self.named(item)).collect(),
            chattering: chattering.map(counted).collect(),
            top: top.map(counted).collect(),
            median_to_acknowledge_s: load.median_to_acknowledge.map(|median| median.as_secs()),
        }
    }
}

fn clearance(clearance: Clearance) -> &'static str {
    match clearance {
        Clearance::Returned => "returned",
        Clearance::Revised => "revised",
        Clearance::PeriodEnd => "period_end",
        Clearance::RuleGone => "rule_gone",
    }
}

fn standing(standing: Standing) -> &'static str {
    match standing {
        Standing::Unacknowledged => "unacknowledged",
        Standing::Returned => "returned",
        Standing::Acknowledged => "acknowledged",
        Standing::Latched => "latched",
        Standing::Shelved => "shelved",
        Standing::OutOfService => "out_of_service",
        Standing::Suppressed => "suppressed",
    }
}
