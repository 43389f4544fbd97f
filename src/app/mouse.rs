//! What the mouse does: what keys can do, where it is shown.

use crossterm::event::{MouseButton, MouseEvent, MouseEventKind};
use jiff::Timestamp;

use crate::duty::Subject;
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
        Target::Alarm(subject, number) if app.at == Screen::Alarms && is_under_cursor(app, &subject, number) => {
            // Of a feed there is no trend.
            return if matches!(subject, Subject::Indicator(_)) { perform(app, Command::Open, now) } else { Effect::Nothing };
        }
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
        Target::Row(row) if app.at == Screen::Territories && app.grid.cursor == row => {
            return perform(app, Command::Open, now);
        }
        Target::Row(row) if app.at == Screen::Territories => app.grid.cursor = row,
        // What a feed can do is an action: only a key does it.
        Target::Row(row) if app.at == Screen::Feeds => app.feed = row,
        Target::Row(_) => return Effect::Nothing,
    }
    Effect::Draw
}

fn is_under_cursor(app: &App, subject: &Subject, number: u64) -> bool {
    app.cursor.as_ref().is_some_and(|(under, seen)| under == subject && *seen == number)
}

#[cfg(test)]
mod tests {
    use std::path::Path;
    use std::time::Duration;

    use crossterm::event::KeyModifiers;

    use super::super::update::{Message, update};
    use super::*;
    use crate::config::Config;
    use crate::duty::{Clean, Id, Language, LeftOut, Outcome, Poll, Reading, Room, Snapshot};
    use crate::screen::{Theme, UNICODE};

    fn now() -> Timestamp {
        "2026-03-05T08:42:17+08:00".parse().unwrap()
    }

    /// Two feeds, two townships, and an overdue petition, which is critical.
    fn app() -> App {
        let config = "territories = [\"城关镇\", \"白沙乡\"]\n\
                      [[feed]]\nname = \"a\"\nurl = \"https://a/\"\n[[feed]]\nname = \"b\"\nurl = \"https://b/\"\n";
        let plan = Config::parse(config, "test", Path::new("")).unwrap().plan;
        let mut app = App::new(Room::new(plan, now()), Language::Zh, Theme::mono(), UNICODE, None);
        update(&mut app, Message::Resized(80, 24), now());
        update(&mut app, Message::Opened(Box::default(), None), now());
        let territories = [("城关镇", 9.0), ("白沙乡", 31.0)].map(|(name, n)| (Clean::new(name), Some(n))).into();
        let readings = vec![Reading { territories, ..Reading::of(Id::new("petitions.overdue").unwrap(), Some(40.0)) }];
        let outcome = Outcome::Snapshot(Snapshot {
            as_of: now(),
            sequence: None,
            readings,
            left_out: LeftOut::default(),
            remarks: crate::duty::Remarks::default(),
        });
        let poll = Poll { at: now(), status: Some(200), took: Duration::ZERO, outcome, expires: None };
        update(&mut app, Message::Polled(0, poll), now());
        app.room.settle();
        app
    }

    /// Clicks where a target is drawn.
    fn click_on(app: &mut App, target: &Target) -> Effect {
        let places = (0..app.screen.height).flat_map(|row| (0..app.screen.width).map(move |column| (column, row)));
        let (column, row) =
            places.into_iter().find(|(x, y)| hit(&app.view(now()), app.screen, *x, *y).as_ref() == Some(target)).unwrap();
        let kind = MouseEventKind::Down(MouseButton::Left);
        update(app, Message::Mouse(MouseEvent { kind, column, row, modifiers: KeyModifiers::NONE }), now())
    }

    #[test]
    fn a_click_on_a_feed_moves_the_cursor_and_a_second_one_does_nothing_more() {
        let mut app = app();
        go(&mut app, Screen::Feeds, now());
        for _ in 0..2 {
            assert_eq!((click_on(&mut app, &Target::Row(1)), app.feed, app.at), (Effect::Draw, 1, Screen::Feeds));
        }
    }

    #[test]
    fn a_second_click_on_a_township_opens_the_trend_of_the_column() {
        let mut app = app();
        go(&mut app, Screen::Territories, now());
        app.grid.column = Id::new("petitions.overdue");
        assert_eq!((click_on(&mut app, &Target::Row(1)), app.grid.cursor, app.at), (Effect::Draw, 1, Screen::Territories));
        click_on(&mut app, &Target::Row(1));
        assert_eq!((app.at, app.selected.clone()), (Screen::Trend, Id::new("petitions.overdue")));
    }

    #[test]
    fn a_second_click_on_an_alarm_opens_its_trend() {
        let mut app = app();
        go(&mut app, Screen::Alarms, now());
        let (subject, number) = app.cursor.take().unwrap();
        let alarm = Target::Alarm(subject.clone(), number);
        click_on(&mut app, &alarm);
        assert_eq!((app.at, app.cursor.clone()), (Screen::Alarms, Some((subject, number))));
        click_on(&mut app, &alarm);
        assert_eq!((app.at, app.selected.clone()), (Screen::Trend, Id::new("petitions.overdue")));
    }
}
