//! From (state, message) to effects: plain, and without a clock.

use crossterm::event::{KeyEvent, MouseEvent};
use jiff::Timestamp;
use ratatui::layout::Rect;

use std::path::PathBuf;
use std::sync::Arc;

use crate::config::Config;
use crate::duty::{Clean, ConfigNotice, DeliveryId, Found, JournalState, Outcome, Past, Poll, Proposal, Query};
use crate::screen::{Overlay, Screen};

use super::act::follow_list;
use super::looks::Appearance;
use super::mouse::mouse;
use super::palette;
use super::past::look_again;
use super::queries::{found, not_found};
use super::state::App;
use super::typed::{paste, press};

/// What the loop waits for.
#[derive(Debug)]
pub enum Message {
    /// What a poll of that feed brought.
    Polled(usize, Poll),
    /// The journal has been read, and a damaged one perhaps moved aside: before the first poll is heard.
    Opened(Box<Past>, Option<PathBuf>),
    /// The journal does not open: feeds are heard without it.
    Unopened,
    /// Somebody else has written the journal meanwhile: what it holds.
    Rejoined(Box<Past>),
    /// What was proposed is recorded, and a damaged journal perhaps moved aside on the way.
    Recorded(Arc<Proposal>, Option<PathBuf>),
    /// What was proposed is not recorded, and is shown all the same.
    NotRecorded(Proposal),
    /// How the journal is now.
    Journal(JournalState),
    /// What the journal was asked for.
    Found(Found),
    /// What the journal could not be asked for, and why.
    NotFound(Box<Query>, Clean),
    /// A receiver was told, or why not.
    Told(DeliveryId, Result<(), Clean>),
    /// The configuration was edited: another is to be in force, and the screen is to look so.
    Reconfigured(Box<Config>, Box<Appearance>),
    /// The configuration was edited, and something is to be said of it.
    Misconfigured(ConfigNotice),
    /// The configuration is watched again.
    Watched,
    /// The configuration was edited back to the one that is in force.
    Mended,
    /// Nobody watched since then: the machine slept, or its clock jumped.
    Interrupted(Timestamp),
    /// A key.
    Key(KeyEvent),
    /// The mouse.
    Mouse(MouseEvent),
    /// Text that was pasted: it answers a question, and is never taken for keys.
    Pasted(String),
    /// The clock on screen moved on.
    Tick,
    /// The terminal has so many columns and rows now.
    Resized(u16, u16),
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
    /// Draw a frame, and keep what the user chose for the next start.
    Remember,
    /// Draw everything afresh.
    Repaint,
    /// Poll every feed now.
    PollNow,
    /// Poll that feed now.
    PollOne(usize),
    /// Give the terminal back to the shell for a while.
    Suspend,
    /// End.
    Quit,
}

impl Effect {
    /// This, or the other where this is nothing.
    #[must_use]
    pub fn or(self, other: Self) -> Self {
        if self == Self::Nothing { other } else { self }
    }
}

/// Takes a message at `now`.
pub fn update(app: &mut App, message: Message, now: Timestamp) -> Effect {
    match message {
        Message::Polled(feed, poll) => {
            // What is merely as it was shows at the next tick of the clock.
            let was_well = app.room.feeds().get(feed).is_some_and(|feed| feed.trouble.is_none());
            let is_well = !matches!(poll.outcome, Outcome::Trouble(_));
            app.room.receive(feed, poll, now);
            if was_well && is_well && !app.room.has_news() { Effect::Nothing } else { Effect::Draw }
        }
        Message::Tick => {
            // What follows from now depends on what was before.
            if app.lives {
                app.room.tick(now);
            }
            Effect::Draw
        }
        Message::Opened(past, aside) => {
            let owed = if app.view_only { Vec::new() } else { past.owed.clone() };
            // What was seen while it did not open is seen anew.
            if std::mem::replace(&mut app.lives, true) {
                app.room.rejoin(*past, now);
            } else {
                app.room.restore(*past, now);
            }
            app.recall_owed(owed, now);
            note_aside(app, aside);
            Effect::Draw
        }
        Message::Recorded(proposal, aside) => {
            note_aside(app, aside);
            show(app, &proposal, true, now)
        }
        Message::NotRecorded(proposal) => show(app, &proposal, false, now),
        Message::Rejoined(past) if app.view_only => {
            app.room.look_on(*past, now);
            app.reader.renew();
            Effect::Draw
        }
        Message::Rejoined(past) => {
            let owed = past.owed.clone();
            app.room.rejoin(*past, now);
            app.recall_owed(owed, now);
            Effect::Draw
        }
        Message::Unopened => {
            app.lives = true;
            Effect::Draw
        }
        Message::Journal(state) => {
            app.journal = state;
            Effect::Draw
        }
        Message::Found(what) => found(app, what, now),
        Message::NotFound(query, reason) => not_found(app, &query, &reason, now),
        Message::Told(id, outcome) => {
            match outcome {
                Ok(()) => app.outbox.delivered(&id, now),
                Err(reason) => app.outbox.failed(&id, reason, now, fastrand::f64()),
            }
            if app.note_receivers(now) { Effect::Draw } else { Effect::Nothing }
        }
        Message::Reconfigured(config, look) => {
            app.reconfigure(*config, &look, now);
            look_again(app);
            if app.overlay == Some(Overlay::Palette) {
                palette::renew(app);
            }
            if app.at == Screen::Alarms {
                follow_list(app, now);
            }
            Effect::Draw
        }
        Message::Misconfigured(notice) => {
            app.config_notice = Some(notice);
            Effect::Draw
        }
        Message::Mended => {
            app.config_notice = None;
            Effect::Draw
        }
        Message::Watched => {
            app.config_notice.take_if(|notice| matches!(notice, ConfigNotice::NotWatched(_)));
            Effect::Draw
        }
        Message::Interrupted(before) => {
            if app.lives {
                app.room.interrupt(before, now);
            }
            Effect::Draw
        }
        Message::Resized(columns, rows) => {
            app.screen = Rect::new(0, 0, columns, rows);
            Effect::Repaint
        }
        Message::Spoiled => Effect::Repaint,
        Message::Key(key) => press(app, key, now),
        Message::Mouse(event) => mouse(app, event, now),
        Message::Pasted(text) => paste(app, &text),
    }
}

/// Notes where a damaged journal was moved: it is said until the end.
fn note_aside(app: &mut App, aside: Option<PathBuf>) {
    if let Some(path) = aside {
        app.moved_aside = Some(Clean::new(&path.display().to_string()));
    }
}

/// Shows what was proposed. Readings are on screen already: only entries change it.
fn show(app: &mut App, proposal: &Proposal, recorded: bool, now: Timestamp) -> Effect {
    app.room.show(proposal, recorded);
    if app.at == Screen::Alarms {
        follow_list(app, now);
    }
    if !proposal.entries.is_empty() {
        app.reader.renew();
    }
    if proposal.entries.is_empty() { Effect::Nothing } else { Effect::Draw }
}

#[cfg(test)]
mod tests;
