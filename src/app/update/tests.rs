//! What messages come to.

use std::path::Path;
use std::time::Duration;

use crossterm::event::{KeyCode, KeyModifiers};

use super::*;
use crate::app::Looks;
use crate::app::keys;
use crate::config::{Choices, Config, Look};
use crate::duty::{Down, Feed, Id, Language, LeftOut, Reading, Refused, Remarks, Room, Snapshot, Trouble};
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
    Message::Polled(0, Poll { at: now(), status: None, took: Duration::ZERO, outcome, expires: None })
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
        let lost = Poll { at: now(), status: Some(503), took: Duration::ZERO, outcome: trouble, expires: None };
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
    let mut hear = |outcome: Outcome| {
        let effect = update(&mut app, poll(outcome), now());
        let _ = app.propose();
        effect
    };
    let says = |value: f64| {
        let readings = vec![Reading::of(Id::new("traffic.deaths").unwrap(), Some(value))];
        let (left_out, remarks) = (LeftOut::default(), Remarks::default());
        Outcome::Snapshot(Snapshot { as_of: now(), sequence: None, readings, left_out, remarks })
    };
    assert_eq!(hear(says(7.0)), Effect::Draw, "the first figures");
    assert_eq!(hear(Outcome::NotModified), Effect::Nothing);
    assert_eq!(hear(says(7.0)), Effect::Nothing, "the same figures");
    assert_eq!(hear(says(8.0)), Effect::Draw, "others");
    assert_eq!(hear(Outcome::Trouble(Trouble::Down(Down::Unavailable(503)))), Effect::Draw);
    assert_eq!(hear(Outcome::NotModified), Effect::Draw, "it ends a trouble");
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
