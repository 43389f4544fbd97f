//! What is typed: keys, and text that is pasted.

use crossterm::event::KeyEvent;
use jiff::Timestamp;

use crate::screen::{Overlay, Screen, furthest_help};

use super::act::{follow_list, order, perform};
use super::grid;
use super::keys::{self, Command};
use super::palette;
use super::past::look_back;
use super::prompt::{Outcome as Answered, Prompt};
use super::state::App;
use super::update::Effect;

/// Takes a key: it goes to the question that stands, to what lies over the screen, or asks for a command.
pub(super) fn press(app: &mut App, key: KeyEvent, now: Timestamp) -> Effect {
    let was_said = app.refused.take().is_some() | app.switched.take().is_some();
    if let Some(prompt) = app.prompt.take() {
        return answer(app, prompt, key, now);
    }
    if app.overlay == Some(Overlay::Palette) {
        return palette::press(app, key, now);
    }
    match (app.overlay.take(), keys::command(key, app.at)) {
        (_, Some(Command::Quit)) => perform(app, Command::Quit, now),
        (_, Some(Command::Suspend)) => Effect::Suspend,
        // Any other key closes an overlay; the language and the colours can be switched under it.
        (Some(overlay), Some(command @ (Command::Language | Command::Theme))) => {
            app.overlay = Some(overlay);
            perform(app, command, now)
        }
        // What does not fit is scrolled to.
        (Some(Overlay::Help), Some(Command::Move(direction))) if let Some(by) = direction.lines() => {
            app.overlay = Some(Overlay::Help);
            app.help_scroll = app.help_scroll.saturating_add_signed(by).min(furthest_help(&app.view(now), app.screen));
            Effect::Draw
        }
        (Some(_), _) => Effect::Draw,
        (None, Some(command)) => perform(app, command, now),
        (None, None) if was_said => Effect::Draw,
        (None, None) => Effect::Nothing,
    }
}

/// A key goes to the question that stands.
fn answer(app: &mut App, mut prompt: Prompt, key: KeyEvent, now: Timestamp) -> Effect {
    match prompt.press(key, &app.room, now) {
        Answered::Open => app.prompt = Some(prompt),
        Answered::GivenUp => {}
        Answered::Next(ask, text) => app.prompt = Some(Prompt::new(ask, text)),
        Answered::Filter(text) if app.at == Screen::Journal => app.reader.begin(text),
        Answered::Filter(text) => {
            app.filter = text;
            (app.cursor, app.scroll) = (None, 0);
            follow_list(app, now);
            // The cursor stands on what is listed.
            grid::step(app, 0, now);
        }
        Answered::LookBack(at) => look_back(app, at, now),
        Answered::Quit => return Effect::Quit,
        Answered::Orders(orders) => orders.into_iter().for_each(|given| order(app, given, now)),
    }
    Effect::Draw
}

/// Takes text that was pasted: it is never taken for keys.
pub(super) fn paste(app: &mut App, text: &str) -> Effect {
    if let Some(prompt) = &mut app.prompt {
        prompt.paste(text);
    } else if app.overlay == Some(Overlay::Palette) {
        palette::paste(app, text);
    } else {
        return Effect::Nothing;
    }
    Effect::Draw
}
