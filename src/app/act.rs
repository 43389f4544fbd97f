//! What a command does: to the screen, or as a question that becomes an order.

use jiff::{SignedDuration, Timestamp};

use crate::duty::{Action, Order, Refused, Room, Subject};
use crate::screen::{Overlay, Screen, columns_of, listed};

use super::grid;
use super::keys::Command;
use super::moves;
use super::palette;
use super::past::{live, look_back, step_back};
use super::prompt::{Ask, Prompt, Seen, next_step};
use super::state::App;
use super::update::Effect;

/// How long after an entry its moment is: it shows what came of it.
const MOMENT_AFTER: SignedDuration = SignedDuration::from_millis(1);

/// Does what a command asks for.
pub(super) fn perform(app: &mut App, command: Command, now: Timestamp) -> Effect {
    if app.past.is_some() && command.acts() {
        app.refused = Some(Refused::LookingBack);
        return Effect::Draw;
    }
    if app.view_only && command.acts() {
        app.refused = Some(Refused::OnlyLooking);
        return Effect::Draw;
    }
    match command {
        Command::LookBack => ask(app, Ask::Moment),
        Command::Earlier(minutes) => step_back(app, minutes, now),
        Command::Back if app.past.is_some() => live(app, now),
        Command::Language => {
            app.language = app.language.other();
            app.looks.choices.language = Some(app.language);
            return Effect::Remember;
        }
        Command::Theme => {
            app.looks.step();
            app.theme = app.looks.theme();
            app.switched = Some(app.looks.scheme);
            return Effect::Remember;
        }
        Command::Help => (app.overlay, app.help_scroll) = (Some(Overlay::Help), 0),
        Command::Palette => palette::open(app),
        Command::NextTopic => grid::turn(app, 1),
        Command::PreviousTopic => grid::turn(app, -1),
        Command::Sort => return grid::sort(app),
        Command::Go(screen) => go(app, screen, now),
        Command::Back if app.at == Screen::Overview => app.selected = None,
        Command::Back => go(app, Screen::Overview, now),
        Command::Move(direction) => return moves::go(app, direction, now),
        Command::Zoom(by) => app.lens.zoom(by),
        Command::Open => return open(app, now),
        Command::PollNow => return Effect::PollNow,
        Command::PollOne => return Effect::PollOne(app.feed),
        Command::Seen => app.config_notice = None,
        Command::Redraw => return Effect::Repaint,
        Command::Suspend => return Effect::Suspend,
        Command::Quit => match app.room.unrecorded() {
            0 => return Effect::Quit,
            count => ask(app, Ask::Quit(count)),
        },
        Command::Silence => app.silenced = true,
        Command::Note => ask(app, Ask::Note),
        Command::Filter => {
            let filter = if app.at == Screen::Journal { &app.reader.pages.filter } else { &app.filter };
            app.prompt = Some(Prompt::new(Ask::Filter, filter.clone()));
        }
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
    if app.at != screen {
        app.wall_since = now;
    }
    app.at = screen;
    app.scroll = 0;
    app.filter.clear();
    if screen == Screen::Journal {
        app.reader.begin(String::new());
    }
    if screen == Screen::Trend && app.selected.is_none() {
        app.selected = moves::worst(app.room_on_screen());
    }
    if screen == Screen::Territories {
        grid::arrive(app);
    }
    if screen == Screen::Alarms {
        (app.cursor, app.place) = (None, 0);
        follow_list(app, now);
    }
}

/// Opens the trend of what is selected, or else of what is worst; on the trend, looks back to the moment under the cursor.
fn open(app: &mut App, now: Timestamp) -> Effect {
    match (app.at, &app.cursor) {
        (Screen::Trend, _) => match app.lens.chart.cursor {
            Some(at) => look_back(app, at, now),
            None => return Effect::Nothing,
        },
        (Screen::Alarms, Some((Subject::Indicator(id), _))) => {
            app.selected = Some(id.clone());
            go(app, Screen::Trend, now);
        }
        (Screen::Journal, _) => match app.reader.under_cursor() {
            // What happened is to be seen: the moment just after it.
            Some(at) => look_back(app, at.saturating_add(MOMENT_AFTER).unwrap_or(at), now),
            None => return Effect::Nothing,
        },
        (Screen::Alarms, _) => app.refused = Some(Refused::Gone),
        (Screen::Territories, _) => {
            let first = || columns_of(app.room_on_screen(), app.grid.topic).into_iter().next();
            app.selected = app.grid.column.clone().or_else(first).or(app.selected.take());
            go(app, Screen::Trend, now);
        }
        _ => go(app, Screen::Trend, now),
    }
    Effect::Draw
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
