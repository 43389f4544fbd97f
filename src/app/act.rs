//! What a command does: to the screen, or as a question that becomes an order.

use jiff::Timestamp;

use crate::duty::{Action, Id, Order, Refused, Room, Subject, Topic, Track};
use crate::screen::{Overlay, Screen, furthest_scroll, listed};

use super::keys::Command;
use super::prompt::{Ask, Prompt, Seen, next_step};
use super::state::App;
use super::update::Effect;

/// How many lines a page is.
const PAGE: isize = 10;

/// Does what a command asks for.
pub(super) fn perform(app: &mut App, command: Command, now: Timestamp) -> Effect {
    match command {
        Command::Language => app.language = app.language.other(),
        Command::Help => app.overlay = Some(Overlay::Help),
        Command::Go(screen) => go(app, screen, now),
        Command::Back if app.at == Screen::Overview => app.selected = None,
        Command::Back => go(app, Screen::Overview, now),
        Command::Down => step(app, now, 1),
        Command::Up => step(app, now, -1),
        Command::PageDown => step(app, now, PAGE),
        Command::PageUp => step(app, now, -PAGE),
        Command::Left => sideways(app, -1),
        Command::Right => sideways(app, 1),
        Command::Open => open(app, now),
        Command::PollNow => return Effect::PollNow,
        Command::Redraw => return Effect::Repaint,
        Command::Suspend => return Effect::Suspend,
        Command::Quit => match app.room.unrecorded() {
            0 => return Effect::Quit,
            count => ask(app, Ask::Quit(count)),
        },
        Command::Silence => app.silenced = true,
        Command::Note => ask(app, Ask::Note),
        Command::Filter => app.prompt = Some(Prompt::new(Ask::Filter, app.filter.clone())),
        Command::SignOn => ask(app, Ask::Officer { takes_over: false }),
        Command::TakeOver if app.room.post().handover.is_none() => app.refused = Some(Refused::NothingToAccept),
        Command::TakeOver => ask(app, Ask::Officer { takes_over: true }),
        Command::SignOff => ask_officer(app, Ask::SignOff),
        Command::HandOver => ask_officer(app, Ask::HandOver),
        Command::NilReturn => {
            let today = now.to_zoned_datetime(app.room.zone().clone()).date();
            ask_officer(app, Ask::NilReturn(today));
        }
        Command::Report => match next_step(&app.room, None) {
            Some((clock, step)) => ask(app, Ask::Report { clock, step }),
            None => app.refused = Some(Refused::Gone),
        },
        Command::AcknowledgeAll => {
            let wanted: Vec<Seen> = visible(app, now).into_iter().filter(|seen| is_unacknowledged(&app.room, seen)).collect();
            if wanted.is_empty() {
                app.refused = Some(Refused::NotNow);
            } else {
                ask(app, Ask::AcknowledgeAll(wanted));
            }
        }
        Command::Acknowledge | Command::Unacknowledge | Command::Shelve | Command::Service => match app.cursor.clone() {
            Some(seen) => on_alarm(app, command, seen, now),
            None => app.refused = Some(Refused::Gone),
        },
    }
    Effect::Draw
}

/// Gives an order to the room; says why if it refuses.
pub(super) fn order(app: &mut App, order: Order, now: Timestamp) {
    if let Err(refused) = app.room.order(order, now) {
        app.refused = Some(refused);
        // The officer is to look again, and then it counts.
        let shown = |(subject, _): &Seen| Some((subject.clone(), app.room.alarm(subject)?.shown().number));
        app.cursor = app.cursor.as_ref().and_then(shown);
    }
}

/// Keeps the cursor on an alarm that is listed, and on its newest event once the officer has moved or nothing was under it.
pub(super) fn follow_list(app: &mut App, now: Timestamp) {
    let listed = listed(&app.view(now));
    let still = app.cursor.as_ref().and_then(|(subject, _)| listed.iter().position(|(other, _)| other == subject));
    if let Some(n) = still {
        app.place = n;
    } else {
        app.place = app.place.min(listed.len().saturating_sub(1));
        app.cursor = listed.into_iter().nth(app.place);
    }
}

fn on_alarm(app: &mut App, command: Command, seen: Seen, now: Timestamp) {
    let Some(alarm) = app.room.alarm(&seen.0).map(|desk| desk.shown().alarm) else {
        app.refused = Some(Refused::Gone);
        return;
    };
    let at_once = |app: &mut App, action| {
        let (subject, number) = seen.clone();
        order(app, Order::Alarm { subject, number, action }, now);
    };
    match command {
        Command::Acknowledge if !alarm.is_unacknowledged() => app.refused = Some(Refused::NotNow),
        Command::Acknowledge => ask(app, Ask::Acknowledge(seen)),
        Command::Unacknowledge => at_once(app, Action::Unacknowledge),
        Command::Shelve if alarm.shelf.is_some() => at_once(app, Action::Unshelve),
        Command::Shelve => ask(app, Ask::ShelveReason(seen)),
        _ if alarm.out_of_service => at_once(app, Action::ReturnToService),
        _ => ask(app, Ask::OutOfService(seen)),
    }
}

/// Goes to a screen.
pub(super) fn go(app: &mut App, screen: Screen, now: Timestamp) {
    app.at = screen;
    app.scroll = 0;
    app.filter.clear();
    if screen == Screen::Trend && app.selected.is_none() {
        app.selected = worst(&app.room);
    }
    if screen == Screen::Alarms {
        (app.cursor, app.place) = (None, 0);
        follow_list(app, now);
    }
}

/// Moves the cursor, or scrolls where there is none.
pub(super) fn step(app: &mut App, now: Timestamp, by: isize) {
    match app.at {
        Screen::Alarms => {
            let listed = listed(&app.view(now));
            app.place = app.place.saturating_add_signed(by).min(listed.len().saturating_sub(1));
            app.cursor = listed.into_iter().nth(app.place);
        }
        Screen::Overview if by.abs() == 1 => select(app, by),
        _ => app.scroll = app.scroll.saturating_add_signed(by).min(furthest_scroll(&app.view(now), app.screen)),
    }
}

/// Selects the next indicator or the one before, in the order of the screen.
fn select(app: &mut App, by: isize) {
    let ids: Vec<Id> = in_order(app.room_on_screen()).map(|track| track.indicator.id.clone()).collect();
    let selected = app.selected.as_ref().and_then(|id| ids.iter().position(|other| other == id));
    let next = match selected {
        Some(n) => n.saturating_add_signed(by).min(ids.len().saturating_sub(1)),
        None if by > 0 => 0,
        None => ids.len().saturating_sub(1),
    };
    app.selected = ids.into_iter().nth(next);
}

/// Goes to the next topic or the one before.
fn sideways(app: &mut App, by: isize) {
    if app.at != Screen::Overview {
        return;
    }
    let room = app.room_on_screen();
    let topics: Vec<Topic> = Topic::ALL.into_iter().filter(|topic| room.topic(*topic).next().is_some()).collect();
    let at = app.selected.as_ref().and_then(|id| room.track(id.as_str())).map(|track| track.indicator.topic);
    let at = at.and_then(|topic| topics.iter().position(|other| *other == topic));
    let next = at.map_or(0, |n| n.saturating_add_signed(by).min(topics.len().saturating_sub(1)));
    let first = topics.get(next).and_then(|topic| room.topic(*topic).next()).map(|track| track.indicator.id.clone());
    app.selected = first.or(app.selected.take());
}

/// The connected indicators, in the order of the screen.
fn in_order(room: &Room) -> impl Iterator<Item = &Track> {
    Topic::ALL.into_iter().flat_map(|topic| room.topic(topic))
}

/// Opens the trend of what is selected, or else of what is worst.
fn open(app: &mut App, now: Timestamp) {
    if let (Screen::Alarms, Some((Subject::Indicator(id), _))) = (app.at, &app.cursor) {
        app.selected = Some(id.clone());
    }
    go(app, Screen::Trend, now);
}

/// The indicator whose state is worst, the first of them in the order of the screen.
fn worst(room: &Room) -> Option<Id> {
    let worst = in_order(room).map(Track::state).max()?;
    in_order(room).find(|track| track.state() == worst).map(|track| track.indicator.id.clone())
}

fn ask(app: &mut App, ask: Ask) {
    app.prompt = Some(Prompt::new(ask, String::new()));
}

/// Asks what only somebody on duty can answer.
fn ask_officer(app: &mut App, question: Ask) {
    if app.room.post().officer.is_some() {
        ask(app, question);
    } else {
        app.refused = Some(Refused::NobodyOnDuty);
    }
}

/// The alarms that are on screen now, as they are shown.
fn visible(app: &App, now: Timestamp) -> Vec<Seen> {
    let view = app.view(now);
    crate::screen::visible(&view, app.screen)
}

fn is_unacknowledged(room: &Room, (subject, _): &Seen) -> bool {
    room.alarm(subject).is_some_and(|desk| desk.shown().alarm.is_unacknowledged())
}
