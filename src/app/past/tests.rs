use std::path::Path;
use std::time::Duration;

use crossterm::event::{KeyCode, KeyEvent, KeyModifiers};

use super::*;
use crate::app::{Message, update};
use crate::config::{Choices, Config};
use crate::duty::{Clean, FeedState, FeedThen, Id, Language, LeftOut, Moment, Outcome, Poll, Reading, Snapshot};
use crate::screen::{Overlay, Screen, Theme, UNICODE};

fn t(text: &str) -> Timestamp {
    format!("2026-03-05T{text}+08:00").parse().unwrap()
}

fn now() -> Timestamp {
    t("08:42:17")
}

const CONFIG: &str = "timezone = \"Asia/Shanghai\"\n[[feed]]\nname = \"a\"\nurl = \"https://a/\"\n";

fn plan(more: &str) -> Config {
    Config::parse(&format!("{CONFIG}{more}"), "test", Path::new("")).unwrap()
}

fn app() -> App {
    let mut app = App::new(Room::new(plan("").plan, now()), Language::Zh, Theme::mono(), UNICODE, None);
    update(&mut app, Message::Resized(120, 40), now());
    update(&mut app, Message::Opened(Box::default(), None), now());
    let _ = app.propose();
    app
}

fn press(app: &mut App, keys: &str) {
    for c in keys.chars() {
        let code = match c {
            '\r' => KeyCode::Enter,
            '\x1b' => KeyCode::Esc,
            c => KeyCode::Char(c),
        };
        update(app, Message::Key(KeyEvent::new(code, KeyModifiers::NONE)), now());
    }
}

/// What the journal is asked about moments now.
fn asked(app: &mut App, now: Timestamp) -> Vec<Timestamp> {
    let moment = |query| if let Query::Moment { at } = query { Some(at) } else { None };
    app.queries(now).into_iter().filter_map(moment).collect()
}

fn moment(at: Timestamp) -> Message {
    let feeds = vec![FeedThen { name: Clean::new("a"), state: FeedState::Live, as_of: Some(at), since: at }];
    let moment = Moment { at, past: crate::duty::Past::default(), feeds, watched: true, earliest: Some(t("06:00:00")) };
    Message::Found(crate::duty::Found::Moment(Box::new(moment)))
}

fn looking_back_to(at: Timestamp) -> App {
    let mut app = app();
    look_back(&mut app, at, now());
    assert_eq!(asked(&mut app, now()), [at]);
    update(&mut app, moment(at), now());
    assert!(app.past.as_ref().is_some_and(|past| past.room.is_some()));
    app
}

fn text(app: &App, now: Timestamp) -> String {
    use unicode_width::UnicodeWidthStr;
    let mut buffer = ratatui::buffer::Buffer::empty(app.screen);
    crate::screen::draw(&app.view(now), &mut buffer);
    let row = |row: &[ratatui::buffer::Cell]| {
        let mut wide = false;
        let drawn = |cell: &&ratatui::buffer::Cell| !std::mem::replace(&mut wide, cell.symbol().width() > 1);
        row.iter().filter(drawn).map(ratatui::buffer::Cell::symbol).chain(["\n"]).collect::<String>()
    };
    buffer.content.chunks(app.screen.width.into()).map(row).collect()
}

#[test]
fn orders_are_refused_while_looking_back_and_all_else_goes_on() {
    for screen in Screen::ALL {
        let mut app = looking_back_to(t("08:00:00"));
        for (keys, binding) in crate::app::keys::bindings(screen).map(|binding| (binding.keys[0], binding)) {
            app.at = screen;
            app.prompt = None;
            app.refused = None;
            app.overlay = None;
            if app.past.is_none() {
                app = looking_back_to(t("08:00:00"));
                app.at = screen;
            }
            update(&mut app, Message::Key(KeyEvent::new(keys.0, keys.1)), now());
            let is_refused = app.refused == Some(Refused::LookingBack);
            assert_eq!(is_refused, binding.command.acts(), "{:?} on {screen:?}", binding.command);
            assert!(!is_refused || (app.prompt.is_none() && app.propose().is_empty()), "{:?}", binding.command);
        }
    }
    let mut app = looking_back_to(t("08:00:00"));
    press(&mut app, "?");
    assert_eq!(app.overlay, Some(Overlay::Help));
    press(&mut app, "L");
    assert_eq!((app.overlay, app.language), (Some(Overlay::Help), Language::En));
    press(&mut app, "\x1b");
    assert!(app.overlay.is_none() && app.past.is_some(), "it closes the help and no more");
    press(&mut app, "a");
    assert_eq!((app.at, app.past.is_some()), (Screen::Alarms, true));
    press(&mut app, "\x1b");
    assert_eq!((app.at, app.past.is_some()), (Screen::Alarms, false), "once is enough");
    press(&mut app, "\x1b");
    assert_eq!(app.at, Screen::Overview);
}

#[test]
fn the_palette_offers_no_order_either() {
    let mut app = looking_back_to(t("08:00:00"));
    press(&mut app, ":");
    assert_eq!(app.overlay, Some(Overlay::Palette));
    press(&mut app, "记事\r");
    assert!(app.prompt.is_none() && app.propose().is_empty());
}

#[test]
fn until_the_moment_is_read_nothing_of_another_is_on_screen() {
    let mut app = looking_back_to(t("08:00:00"));
    press(&mut app, "[");
    assert_eq!(app.past.as_ref().map(|past| past.at), Some(t("07:50:00")));
    let text = text(&app, now());
    assert!(text.contains("2026-03-05 07:50:00") && !text.contains("安全生产"), "{text}");
}

#[test]
fn a_newer_jump_overtakes_an_older_answer() {
    let mut app = app();
    press(&mut app, "[");
    let first = now() - SignedDuration::from_mins(10);
    assert_eq!(asked(&mut app, now()), [first]);
    press(&mut app, "[");
    let second = first - SignedDuration::from_mins(10);
    assert_eq!(asked(&mut app, now()), [second]);
    assert_eq!(asked(&mut app, now()), [], "once");
    update(&mut app, moment(first), now());
    assert!(app.past.as_ref().is_some_and(|past| past.room.is_none() && past.at == second));
    let lost = |at| Message::NotFound(Box::new(Query::Moment { at }), Clean::new("x"));
    update(&mut app, lost(first), now());
    assert!(app.past.is_some() && app.refused.is_none(), "what failed is no longer waited for");
    update(&mut app, moment(second), now());
    assert!(app.past.as_ref().is_some_and(|past| past.room.is_some()));
    press(&mut app, "\x1b");
    update(&mut app, moment(second), now());
    assert!(app.past.is_none(), "an answer that comes late brings nobody back");
    // What the journal cannot say ends it with a word.
    press(&mut app, "[");
    asked(&mut app, now());
    update(&mut app, lost(first), now());
    assert_eq!((app.past.is_some(), app.refused), (false, Some(Refused::NotInJournal)));
}

#[test]
fn what_lies_before_the_journal_says_so_and_what_lies_ahead_is_the_present() {
    let mut app = app();
    press(&mut app, "b");
    press(&mut app, "2025-01-01 00:00\r");
    let at = "2025-01-01T00:00:00+08:00".parse().unwrap();
    assert_eq!(asked(&mut app, now()), [at]);
    update(&mut app, moment(at), now());
    assert_eq!((app.past.is_some(), app.refused), (false, Some(Refused::NotInJournal)));
    assert!(text(&app, now()).contains("日志库中没有那一刻"));
    let mut app = looking_back_to(t("08:40:00"));
    press(&mut app, "]");
    assert!(app.past.is_none() && app.refused.is_none());
    press(&mut app, "}");
    assert!(app.past.is_none());
}

fn overdue(app: &mut App, value: f64, now: Timestamp) {
    let readings = vec![Reading::of(Id::new("petitions.overdue").unwrap(), Some(value))];
    let snapshot =
        Snapshot { as_of: now, sequence: None, readings, left_out: LeftOut::default(), remarks: crate::duty::Remarks::default() };
    let poll = Poll { at: now, status: Some(200), took: Duration::ZERO, outcome: Outcome::Snapshot(snapshot), expires: None };
    update(app, Message::Polled(0, poll), now);
    let proposal = std::sync::Arc::new(app.propose());
    update(app, Message::Recorded(proposal, None), now);
}

#[test]
fn the_present_goes_on_behind_it_and_calls() {
    let mut app = looking_back_to(t("08:00:00"));
    assert!(!text(&app, now()).lines().next().unwrap().contains('✖'), "{}", text(&app, now()));
    overdue(&mut app, 4.0, t("08:43:00"));
    let later = text(&app, t("08:43:05"));
    let header = later.lines().next().unwrap();
    assert!(header.contains("08:00:00") && header.contains("08:43:05"), "{header}");
    assert!(header.contains('1') && header.contains('✖'), "{header}");
    assert!(!later.lines().skip(1).any(|line| line.contains("超期未办 4")), "{later}");
    press(&mut app, "\x1b");
    assert!(text(&app, t("08:43:06")).contains("超期未办"));
}

#[test]
fn a_configuration_that_is_edited_meanwhile_is_read_anew_and_nothing_mixes() {
    let mut app = looking_back_to(t("08:00:00"));
    app.selected = Id::new("petitions.overdue");
    let (_, looks) = (Choices::default(), app.looks.clone());
    let edited =
        plan("[[feed]]\nname = \"b\"\nurl = \"https://b/\"\n[[indicator]]\nid = \"petitions.overdue\"\nname = \"改名\"\n");
    let appearance = crate::app::Appearance { language: Language::Zh, looks, glyphs: UNICODE };
    update(&mut app, Message::Reconfigured(Box::new(edited), Box::new(appearance)), now());
    let feeds = |room: &Room| room.feeds().len();
    assert_eq!((feeds(app.room_on_screen()), feeds(&app.room)), (1, 2), "until it has been read anew");
    for screen in Screen::ALL {
        app.at = screen;
        text(&app, now());
    }
    app.at = Screen::Feeds;
    press(&mut app, "jjj");
    assert_eq!(asked(&mut app, now()), [t("08:00:00")]);
    update(&mut app, moment(t("08:00:00")), now());
    assert_eq!(feeds(app.room_on_screen()), 2);
}

#[test]
fn a_trend_that_is_looked_at_ends_with_the_moment() {
    let mut app = looking_back_to(t("08:00:00"));
    press(&mut app, "3");
    app.selected = Id::new("petitions.overdue");
    let course = app.queries(now()).into_iter().find_map(|query| match query {
        Query::Course { to, .. } => Some(to),
        _ => None,
    });
    assert_eq!(course, Some(t("08:00:00")));
    press(&mut app, "\x1b");
    let course = app.queries(now()).into_iter().find_map(|query| match query {
        Query::Course { to, .. } => Some(to),
        _ => None,
    });
    assert_eq!(course, Some(now()), "and is read anew in the present");
}
