//! From (state, message) to effects: plain, and without a clock.

use crossterm::event::{KeyEvent, MouseEvent};
use jiff::Timestamp;
use ratatui::layout::Rect;

use std::path::PathBuf;
use std::sync::Arc;

use crate::config::Config;
use crate::duty::{Clean, ConfigNotice, DeliveryId, Found, JournalState, Outcome, Past, Poll, Proposal, Query};
use crate::screen::{Overlay, Screen, furthest_help};

use super::act::{follow_list, order, perform};
use super::keys::{self, Command};
use super::looks::Appearance;
use super::mouse::mouse;
use super::palette;
use super::past::{look_again, look_back};
use super::prompt::{Outcome as Answered, Prompt};
use super::queries::{found, not_found};
use super::state::App;

/// What the loop waits for.
#[derive(Debug)]
pub enum Message {
    /// What a poll of that feed brought.
    Polled(usize, Poll),
    /// The journal has been read, and a damaged one perhaps moved aside: before the first poll.
    Opened(Box<Past>, Option<PathBuf>),
    /// The journal does not open: feeds are polled without it.
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
            let trouble = app.room.feeds().get(feed).is_some_and(|feed| feed.trouble.is_some());
            let as_it_was = poll.outcome == Outcome::NotModified && !trouble;
            app.room.receive(feed, poll, now);
            if as_it_was { Effect::Nothing } else { Effect::Draw }
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
        Message::Pasted(text) => match &mut app.prompt {
            Some(prompt) => {
                prompt.paste(&text);
                Effect::Draw
            }
            None if app.overlay == Some(Overlay::Palette) => {
                palette::paste(app, &text);
                Effect::Draw
            }
            None => Effect::Nothing,
        },
    }
}

fn press(app: &mut App, key: KeyEvent, now: Timestamp) -> Effect {
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
            app.cursor = None;
            follow_list(app, now);
        }
        Answered::LookBack(at) => look_back(app, at, now),
        Answered::Quit => return Effect::Quit,
        Answered::Orders(orders) => orders.into_iter().for_each(|given| order(app, given, now)),
    }
    Effect::Draw
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
mod tests {
    use std::path::Path;
    use std::time::Duration;

    use crossterm::event::{KeyCode, KeyModifiers};

    use super::*;
    use crate::app::Looks;
    use crate::config::{Choices, Config, Look};
    use crate::duty::{Down, Feed, Language, Refused, Room, Trouble};
    use crate::screen::{Overlay, Scheme, Target, Theme, UNICODE, hit};

    fn now() -> Timestamp {
        "2026-03-05T08:42:17+08:00".parse().unwrap()
    }

    fn app() -> App {
        let config = "[[feed]]\nname = \"a\"\nurl = \"https://a/\"\n[[feed]]\nname = \"b\"\nurl = \"https://b/\"\n";
        let plan = Config::parse(config, "test", Path::new("")).unwrap().plan;
        App::new(Room::new(plan, now()), Language::Zh, Theme::mono(), UNICODE, None)
    }

    fn press(app: &mut App, code: KeyCode, modifiers: KeyModifiers) -> Effect {
        update(app, Message::Key(KeyEvent::new(code, modifiers)), now())
    }

    fn type_char(app: &mut App, c: char) -> Effect {
        press(app, KeyCode::Char(c), KeyModifiers::NONE)
    }

    fn poll(outcome: Outcome) -> Message {
        Message::Polled(0, Poll { at: now(), status: None, took: Duration::ZERO, outcome })
    }

    #[test]
    fn keys_ask_for_effects() {
        let mut app = app();
        assert_eq!(type_char(&mut app, '#'), Effect::Nothing);
        assert_eq!(type_char(&mut app, 'r'), Effect::PollNow);
        assert_eq!(type_char(&mut app, 'q'), Effect::Quit);
        assert_eq!(press(&mut app, KeyCode::Char('z'), KeyModifiers::CONTROL), Effect::Suspend);
        assert_eq!(press(&mut app, KeyCode::Char('l'), KeyModifiers::CONTROL), Effect::Repaint);
        assert_eq!((type_char(&mut app, 'L'), app.language), (Effect::Remember, Language::En));
    }

    #[test]
    fn the_colours_are_switched_and_said_until_the_next_key_and_remembered() {
        let mut app = app().looking(Looks::default());
        let dark = app.theme;
        assert_eq!(type_char(&mut app, 'T'), Effect::Remember);
        assert_eq!((app.theme == dark, app.switched), (false, Some(Scheme::Light)));
        assert_eq!(app.looks.choices, Choices { look: Some(Look::Light), ..Choices::default() }, "and nothing else is chosen");
        assert_eq!((type_char(&mut app, '#'), app.switched), (Effect::Draw, None));
        for _ in 0..4 {
            type_char(&mut app, 'T');
        }
        assert_eq!(app.theme, dark);
        type_char(&mut app, 'L');
        assert_eq!(app.looks.choices.language, Some(Language::En));
    }

    #[test]
    fn any_key_closes_the_help_and_the_language_switches_under_it() {
        let mut app = app();
        type_char(&mut app, '?');
        assert_eq!(app.overlay, Some(Overlay::Help));
        type_char(&mut app, 'L');
        assert_eq!((app.overlay, app.language), (Some(Overlay::Help), Language::En));
        assert_eq!((type_char(&mut app, 'r'), app.overlay), (Effect::Draw, None), "it closes and does nothing else");
    }

    #[test]
    fn the_list_scrolls_no_further_than_it_goes() {
        let mut app = app();
        let down = |app: &mut App| press(app, KeyCode::PageDown, KeyModifiers::NONE);
        down(&mut app);
        assert_eq!(app.scroll, 0, "there is nothing in it");
        for feed in 0..2 {
            let trouble = Outcome::Trouble(Trouble::Down(Down::Unavailable(503)));
            let lost = Poll { at: now(), status: Some(503), took: Duration::ZERO, outcome: trouble };
            assert_eq!(update(&mut app, Message::Polled(feed, lost), now()), Effect::Draw);
        }
        update(&mut app, Message::Resized(80, 24), now());
        down(&mut app);
        assert_eq!(app.scroll, 0, "both fit");
        update(&mut app, Message::Resized(40, 10), now());
        for _ in 0..5 {
            down(&mut app);
        }
        assert_eq!(app.scroll, 1);
        for _ in 0..5 {
            press(&mut app, KeyCode::PageUp, KeyModifiers::NONE);
        }
        assert_eq!(app.scroll, 0);
    }

    #[test]
    fn what_is_clicked_is_what_is_seen() {
        use crossterm::event::{MouseButton, MouseEventKind};
        let mut app = app();
        update(&mut app, Message::Resized(80, 24), now());
        let click = |app: &mut App, column: u16, row: u16| {
            let kind = MouseEventKind::Down(MouseButton::Left);
            update(app, Message::Mouse(MouseEvent { kind, column, row, modifiers: KeyModifiers::NONE }), now())
        };
        assert_eq!(click(&mut app, 20, 4), Effect::Nothing, "an empty place");
        assert_eq!(click(&mut app, 2, 2), Effect::Draw);
        assert_eq!((app.at, app.grid.topic), (Screen::Territories, crate::duty::Topic::Safety), "the heading of a topic");
        let is_help = |column: &u16| hit(&app.view(now()), app.screen, *column, 23) == Some(Target::Key("?"));
        let help = (0..80).find(is_help).unwrap();
        click(&mut app, help, 23);
        assert_eq!(app.overlay, Some(Overlay::Help), "a hint at the foot");
        assert_eq!(click(&mut app, help, 23), Effect::Nothing, "only keys close what lies over the screen");
    }

    #[test]
    fn an_answer_that_changes_nothing_draws_nothing() {
        let mut app = app();
        assert_eq!(update(&mut app, poll(Outcome::NotModified), now()), Effect::Nothing);
        update(&mut app, poll(Outcome::Trouble(Trouble::Down(Down::Unavailable(503)))), now());
        assert_eq!(update(&mut app, poll(Outcome::NotModified), now()), Effect::Draw, "it ends a trouble");
    }

    #[test]
    fn after_a_sleep_every_feed_is_asked_again_before_anything_is_believed() {
        let mut app = app();
        update(&mut app, Message::Opened(Box::default(), None), now());
        update(&mut app, poll(Outcome::NotModified), now());
        assert!(app.room.feeds().iter().any(Feed::was_heard));
        assert_eq!(update(&mut app, Message::Interrupted(now()), now()), Effect::Draw);
        assert!(!app.room.feeds().iter().any(Feed::was_heard));
    }

    #[test]
    fn a_seat_that_only_looks_on_takes_no_action_and_does_all_else() {
        for binding in keys::KEYS {
            let screen = binding.on.first().copied().unwrap_or(Screen::Overview);
            let mut app = self::app().only_looking().starting_at(screen, now());
            update(&mut app, Message::Opened(Box::default(), None), now());
            let _ = app.propose();
            let (code, modifiers) = binding.keys[0];
            press(&mut app, code, modifiers);
            let refused = app.refused == Some(Refused::OnlyLooking);
            assert_eq!(refused, binding.command.acts(), "{:?}", binding.command);
            assert!(!refused || (app.prompt.is_none() && app.propose().is_empty()), "{:?}", binding.command);
            let mut ordinary = self::app().starting_at(screen, now());
            press(&mut ordinary, code, modifiers);
            assert_ne!(ordinary.refused, Some(Refused::OnlyLooking));
        }
        let offered = keys::hints_to_look(Screen::Alarms);
        assert!(!offered.iter().any(|hint| ["a", "z", "u", "A", "n", "s"].contains(&hint.key)), "{offered:?}");
        assert!(keys::hints(Screen::Alarms).iter().any(|hint| hint.key == "z"));
    }

    #[test]
    fn before_the_journal_is_read_nothing_is_proposed() {
        let mut app = app();
        update(&mut app, Message::Tick, now());
        update(&mut app, Message::Interrupted(now()), now());
        assert!(app.propose().is_empty());
        update(&mut app, Message::Opened(Box::default(), None), now());
        assert!(!app.propose().is_empty(), "that it started");
    }
}
