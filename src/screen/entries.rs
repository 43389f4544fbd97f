//! Entries of the journal as lines of the watch log.

use crate::duty::{AlarmChange, Body, ClockChange, DutyChange, Entry, SeatChange, State, Subject};

use super::view::View;

/// An entry in a line, and how bad it is.
pub(super) fn line(view: &View<'_>, entry: &Entry) -> (State, String) {
    let words = view.words;
    match &entry.body {
        Body::Alarm { subject, event, record, .. } => {
            let state = match event {
                AlarmChange::Raised if matches!(subject, Subject::Feed(_)) => State::Unknown,
                AlarmChange::Raised => record.alarm.active.map_or(State::Normal, State::from),
                _ => State::Normal,
            };
            let what = match subject {
                Subject::Indicator(id) => {
                    let rule = record.occurrence.as_ref().and_then(|occurrence| occurrence.cause.rule());
                    let rule = rule.map(|(when, _)| format!(" {when}")).unwrap_or_default();
                    format!("{}{rule}", view.indicator_name(id))
                }
                Subject::Feed(name) => format!("{} {name}", words.feed),
                Subject::Step(clock, _) => format!("{} #{clock}", words.report_due),
            };
            let note = record.acknowledgement.as_ref().filter(|_| *event == AlarmChange::Acknowledged);
            let note =
                note.and_then(|acknowledged| acknowledged.note.as_ref()).map(|note| format!(" {note}")).unwrap_or_default();
            (state, format!("#{} {} {what}{note}", record.number, words.alarm_change(*event)))
        }
        Body::Feed { feed, state, .. } => (State::Normal, format!("{} {feed} {}", words.feed, words.feed_state(*state))),
        Body::Clock { event, record, .. } => {
            let name = view.indicator_name(&record.indicator);
            let text = match event {
                ClockChange::Started => format!("{name} {}", words.new_events(record.events)),
                ClockChange::Reported(step) => {
                    let step = record.steps.get(*step);
                    let what = step.map(|step| step.name.in_language(words.language)).unwrap_or_default();
                    let late = if step.is_some_and(|step| step.is_late(entry.at)) { words.late } else { "" };
                    format!("{name} {what} {} {late}", words.reported).trim_end().to_owned()
                }
            };
            (State::Normal, text)
        }
        Body::Note { text, .. } => (State::Normal, format!("{} {text}", words.note)),
        Body::Duty(change) => (State::Normal, duty(view, change)),
        Body::Seat(change) => (State::Normal, seat(view, change)),
    }
}

fn duty(view: &View<'_>, change: &DutyChange) -> String {
    let words = view.words;
    let with_lead = |officer: &crate::duty::Clean, lead: &Option<crate::duty::Clean>| match lead {
        Some(lead) => format!("{officer}  {} {lead}", words.duty_lead),
        None => officer.to_string(),
    };
    match change {
        DutyChange::SignedOn { officer, lead } => format!("{} {}", words.signed_on, with_lead(officer, lead)),
        DutyChange::SignedOff { officer } => format!("{} {officer}", words.signed_off),
        DutyChange::HandedOver { officer, .. } => format!("{} {officer}", words.handed_over),
        DutyChange::TookOver { officer, lead } => format!("{} {}", words.took_over, with_lead(officer, lead)),
        DutyChange::NilReturn { day, officer } => format!("{} {day} {officer}", words.nil_return),
    }
}

fn seat(view: &View<'_>, change: &SeatChange) -> String {
    let words = view.words;
    match change {
        SeatChange::Started { off_since: Some(since), .. } => {
            format!("{} {}", words.seat_started, words.off_since(&view.clock(*since)))
        }
        SeatChange::Started { off_since: None, .. } => words.seat_started.to_owned(),
        SeatChange::Rejoined => words.seat_rejoined.to_owned(),
        SeatChange::Stopped => words.seat_stopped.to_owned(),
        SeatChange::Reconfigured => words.seat_reconfigured.to_owned(),
        SeatChange::Interrupted { before } => format!("{} {}", words.seat_interrupted, view.clock(*before)),
    }
}
