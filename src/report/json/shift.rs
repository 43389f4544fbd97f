//! Officers, figures, feeds and the watch as JSON.

use serde::Serialize;

use crate::duty::handover as sheet;
use crate::duty::handover::Handover;
use crate::duty::{Clean, DutyChange, FeedState};

use super::Pen;

#[derive(Debug, Serialize)]
pub(in crate::report) struct OnDuty {
    officer: Option<String>,
    lead: Option<String>,
}

#[derive(Debug, Serialize)]
pub(in crate::report) struct Turn {
    at: String,
    /// `signed_on`, `signed_off`, `handed_over`, `took_over` or `nil_return`.
    change: &'static str,
    officer: String,
    lead: Option<String>,
    /// The beginning of the shift that was handed over.
    shift: Option<String>,
}

#[derive(Debug, Serialize)]
pub(in crate::report) struct Signatures {
    handed_over: Option<Signature>,
    took_over: Option<Signature>,
    lead: Option<String>,
}

#[derive(Debug, Serialize)]
struct Signature {
    by: String,
    at: String,
}

#[derive(Debug, Serialize)]
pub(in crate::report) struct Figure {
    id: String,
    topic: Option<&'static str>,
    topic_name: Option<&'static str>,
    name: String,
    unit: String,
    then: Option<f64>,
    now: Option<f64>,
    as_of: Option<String>,
    growth: Option<f64>,
    corrections: f64,
    last_year: Option<f64>,
    percent: Option<f64>,
    small_base: bool,
    of: Option<u32>,
    restarted: bool,
    changed: bool,
}

#[derive(Debug, Serialize)]
pub(in crate::report) struct Outage {
    feed: String,
    states: Vec<&'static str>,
    from: String,
    to: Option<String>,
    lasted_s: i64,
    as_of: Option<String>,
}

#[derive(Debug, Serialize)]
pub(in crate::report) struct Unwatched {
    from: String,
    to: String,
    lasted_s: i64,
    stood_still: bool,
}

#[derive(Debug, Serialize)]
pub(in crate::report) struct Note {
    at: String,
    by: Option<String>,
    text: String,
}

#[derive(Debug, Serialize)]
pub(in crate::report) struct NilReturn {
    day: String,
    officer: String,
    at: String,
    events: f64,
}

#[derive(Debug, Serialize)]
pub(in crate::report) struct Basis {
    entries: usize,
    feeds: usize,
    known: usize,
    unknown: usize,
    head: Option<Head>,
}

#[derive(Debug, Serialize)]
struct Head {
    number: u64,
    hash: String,
}

fn owned(name: Option<&Clean>) -> Option<String> {
    name.map(ToString::to_string)
}

impl OnDuty {
    pub(super) fn of(handover: &Handover) -> Self {
        Self { officer: owned(handover.at_start.officer.as_ref()), lead: owned(handover.at_start.lead.as_ref()) }
    }
}

impl Basis {
    pub(super) fn of(handover: &Handover) -> Self {
        let sheet::Basis { entries, feeds, known, unknown, head } = &handover.basis;
        let head = head.as_ref().map(|head| Head { number: head.number, hash: head.hash.to_string() });
        Self { entries: *entries, feeds: *feeds, known: *known, unknown: *unknown, head }
    }
}

impl Pen<'_> {
    pub(super) fn turn(self, turn: &sheet::Turn) -> Turn {
        let (change, officer, lead, shift) = match &turn.change {
            DutyChange::SignedOn { officer, lead } => ("signed_on", officer, lead.as_ref(), None),
            DutyChange::SignedOff { officer } => ("signed_off", officer, None, None),
            DutyChange::HandedOver { officer, shift } => ("handed_over", officer, None, Some(*shift)),
            DutyChange::TookOver { officer, lead } => ("took_over", officer, lead.as_ref(), None),
            DutyChange::NilReturn { officer, .. } => ("nil_return", officer, None, None),
        };
        Turn {
            at: self.at(turn.at),
            change,
            officer: officer.to_string(),
            lead: owned(lead),
            shift: shift.map(|shift| self.at(shift)),
        }
    }

    pub(super) fn signatures(self, handover: &Handover) -> Signatures {
        let sheet::Signatures { handed_over, took_over, lead } = &handover.signatures;
        let signature = |(by, at): &(Clean, jiff::Timestamp)| Signature { by: by.to_string(), at: self.at(*at) };
        Signatures {
            handed_over: handed_over.as_ref().map(signature),
            took_over: took_over.as_ref().map(signature),
            lead: owned(lead.as_ref()),
        }
    }

    pub(super) fn figures(self, handover: &Handover) -> Vec<Figure> {
        handover.topics.iter().flat_map(|topic| &topic.figures).map(|figure| self.figure(figure)).collect()
    }

    fn figure(self, figure: &sheet::Figure) -> Figure {
        let named = self.named(&figure.item);
        Figure {
            id: named.id,
            topic: named.topic,
            topic_name: named.topic_name,
            name: named.name,
            unit: figure.item.unit.in_language(self.words.language).to_owned(),
            then: figure.then,
            now: figure.now,
            as_of: figure.as_of.map(|as_of| self.at(as_of)),
            growth: figure.growth,
            corrections: figure.corrections,
            last_year: figure.last_year,
            percent: figure.percent,
            small_base: figure.small_base,
            of: figure.of,
            restarted: figure.restarted,
            changed: figure.has_changed(),
        }
    }

    pub(super) fn feed(self, outage: &sheet::FeedOutage) -> Outage {
        Outage {
            feed: outage.feed.to_string(),
            states: outage.states.iter().map(|state| FeedState::key(*state)).collect(),
            from: self.at(outage.from),
            to: outage.to.map(|to| self.at(to)),
            lasted_s: outage.lasted.as_secs(),
            as_of: outage.as_of.map(|as_of| self.at(as_of)),
        }
    }

    pub(super) fn unwatched(self, gap: &sheet::Unwatched) -> Unwatched {
        Unwatched {
            from: self.at(gap.from),
            to: self.at(gap.to),
            lasted_s: gap.to.duration_since(gap.from).as_secs(),
            stood_still: gap.stood_still,
        }
    }

    pub(super) fn note(self, note: &sheet::NoteLine) -> Note {
        Note { at: self.at(note.at), by: owned(note.by.as_ref()), text: note.text.to_string() }
    }

    pub(super) fn nil_return(self, nil: &sheet::NilReturn) -> NilReturn {
        NilReturn { day: nil.day.to_string(), officer: nil.officer.to_string(), at: self.at(nil.at), events: nil.events }
    }
}
