//! From (state, message) to effects: plain, and without a clock.

use crossterm::event::KeyEvent;
use jiff::Timestamp;

use crate::duty::Poll;
use crate::screen::{Overlay, breach_count};

use super::keys::{self, Command};
use super::state::App;

/// What the loop waits for.
#[derive(Debug)]
pub enum Message {
    /// What a poll of that feed brought.
    Polled(usize, Poll),
    /// A key.
    Key(KeyEvent),
    /// The clock on screen moved on.
    Tick,
    /// The terminal may show anything: another program wrote to it, or its modes were lost.
    Spoiled,
}

/// What the loop is to do about it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Effect {
    /// Nothing visible changed.
    Nothing,
    /// Draw a frame.
    Draw,
    /// Draw everything afresh.
    Repaint,
    /// Poll every feed now.
    PollNow,
    /// Give the terminal back to the shell for a while.
    Suspend,
    /// End.
    Quit,
}

/// Takes a message at `now`.
pub fn update(app: &mut App, message: Message, now: Timestamp) -> Effect {
    match message {
        Message::Polled(feed, poll) => {
            app.room.receive(feed, poll, now);
            Effect::Draw
        }
        Message::Tick => {
            app.room.tick(now);
            Effect::Draw
        }
        Message::Spoiled => Effect::Repaint,
        Message::Key(key) => match (app.overlay.take(), keys::command(key)) {
            (_, Some(Command::Quit)) => Effect::Quit,
            (_, Some(Command::Suspend)) => Effect::Suspend,
            // Any other key closes an overlay; the language can be switched under it.
            (Some(overlay), Some(Command::Language)) => {
                app.overlay = Some(overlay);
                perform(app, Command::Language, now)
            }
            (Some(_), _) => Effect::Draw,
            (None, Some(command)) => perform(app, command, now),
            (None, None) => Effect::Nothing,
        },
    }
}

fn perform(app: &mut App, command: Command, now: Timestamp) -> Effect {
    match command {
        Command::Language => app.language = app.language.other(),
        Command::Help => app.overlay = Some(Overlay::Help),
        Command::Down => app.scroll = (app.scroll + 1).min(breach_count(&app.view(now)).saturating_sub(1)),
        Command::Up => app.scroll = app.scroll.saturating_sub(1),
        Command::PollNow => return Effect::PollNow,
        Command::Redraw => return Effect::Repaint,
        Command::Suspend => return Effect::Suspend,
        Command::Quit => return Effect::Quit,
    }
    Effect::Draw
}
