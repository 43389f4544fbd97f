//! Entries of the journal as lines of the watch log.

use crate::duty::{
    AlarmChange, Body, Clean, ClockChange, DutyChange, Entry, FeedState, Id, Kind, Record, SeatChange, State, Subject,
};

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
                    format!("{} {}", view.indicator_name(id), compared(view, id, *event, record)).trim_end().to_owned()
                }
                Subject::Feed(name) => format!("{} {name}", words.feed),
                Subject::Step(clock, _) => format!("{} #{clock}", words.report_due),
            };
            let done = match event {
                AlarmChange::Acknowledged => {
                    record.acknowledgement.as_ref().and_then(|by| by.note.as_ref()).map(ToString::to_string)
                }
                AlarmChange::Shelved | AlarmChange::OutOfService => record.suppression.as_ref().map(|why| view.put_aside(why)),
                _ => None,
            };
            let done = done.map(|done| format!(" {done}")).unwrap_or_default();
            (state, format!("#{} {} {what}{done}", record.number, words.alarm_change(*event)))
        }
        Body::Feed { feed, state, .. } => (how(*state), feeds(view, &[feed], *state)),
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

/// How bad a feed's state is: what is not live is not known.
pub(super) fn how(state: FeedState) -> State {
    match state {
        FeedState::Waiting | FeedState::Live => State::Normal,
        FeedState::Stale | FeedState::Down | FeedState::Refused => State::Unknown,
    }
}

/// Feeds that are in one state now.
pub(super) fn feeds(view: &View<'_>, names: &[&Clean], state: FeedState) -> String {
    let names: Vec<&str> = names.iter().map(|name| name.as_str()).collect();
    format!("{} {} {}", view.words.feed, names.join(" "), view.words.feed_state(state))
}

/// The comparison that was met, in words, with the number it was met by: `3 ≥ 1`. What is over is not said to be out of bounds.
fn compared(view: &View<'_>, id: &Id, event: AlarmChange, record: &Record) -> String {
    let occurrence = record.occurrence.as_ref().filter(|_| !matches!(event, AlarmChange::Cleared(_)));
    let rule = occurrence.and_then(|occurrence| Some((occurrence, occurrence.cause.rule()?)));
    let Some((occurrence, (_, comparison))) = rule else { return String::new() };
    let kind = view.room.track(id.as_str()).map_or(Kind::Gauge, |track| track.indicator.kind);
    let seen = record.acknowledgement.as_ref().filter(|_| event == AlarmChange::Acknowledged).and_then(|by| by.measure);
    view.comparison(comparison, seen.or(occurrence.measure), kind)
}

fn duty(view: &View<'_>, change: &DutyChange) -> String {
    let words = view.words;
    let with_lead = |officer: &Clean, lead: &Option<Clean>| match lead {
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
            format!("{} {}", words.seat_started, words.off_since(&view.moment(*since)))
        }
        SeatChange::Started { off_since: None, .. } => words.seat_started.to_owned(),
        SeatChange::Rejoined => words.seat_rejoined.to_owned(),
        SeatChange::Stopped => words.seat_stopped.to_owned(),
        SeatChange::Reconfigured => words.seat_reconfigured.to_owned(),
        SeatChange::Interrupted { before } => format!("{} {}", words.seat_interrupted, view.moment(*before)),
    }
}
