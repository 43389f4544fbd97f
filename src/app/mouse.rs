//! What the mouse does: what keys can do, where it is shown.

use crossterm::event::{MouseButton, MouseEvent, MouseEventKind};
use jiff::Timestamp;

use crate::screen::{Screen, Target, hit};

use super::act::{follow_list, go, perform};
use super::grid;
use super::keys::{self, Command};
use super::moves::step;
use super::state::App;
use super::update::Effect;

/// How many lines a notch of the wheel is.
const NOTCH: isize = 3;

/// Takes what the mouse did. While a question stands or something lies over the screen, only keys count.
pub(super) fn mouse(app: &mut App, event: MouseEvent, now: Timestamp) -> Effect {
    if app.prompt.is_some() || app.overlay.is_some() {
        return Effect::Nothing;
    }
    match event.kind {
        MouseEventKind::ScrollDown => step(app, now, NOTCH),
        MouseEventKind::ScrollUp => step(app, now, -NOTCH),
        MouseEventKind::Down(MouseButton::Left) => match hit(&app.view(now), app.screen, event.column, event.row) {
            Some(target) => return click(app, target, now),
            None => return Effect::Nothing,
        },
        _ => return Effect::Nothing,
    }
    Effect::Draw
}

/// Selects what was clicked; what is selected already is opened.
fn click(app: &mut App, target: Target, now: Timestamp) -> Effect {
    app.refused = None;
    match target {
        Target::Key(name) => match keys::named(name, app.at) {
            Some(command) => return perform(app, command, now),
            None => return Effect::Nothing,
        },
        Target::Indicator(id) if app.selected.as_ref() == Some(&id) => go(app, Screen::Trend, now),
        Target::Indicator(id) => app.selected = Some(id),
        Target::Alarm(subject, number) => {
            if app.at != Screen::Alarms {
                go(app, Screen::Alarms, now);
            }
            app.cursor = Some((subject, number));
            follow_list(app, now);
        }
        Target::Topic(topic) => {
            go(app, Screen::Territories, now);
            grid::show(app, topic);
        }
        Target::Row(row) if app.at == Screen::Journal && app.reader.pages.cursor == row => {
            return perform(app, Command::Open, now);
        }
        Target::Row(row) if app.at == Screen::Journal => app.reader.pages.cursor = row,
        Target::Row(_) => return Effect::Nothing,
    }
    Effect::Draw
}
