//! How the townships are looked at: which topic, which column, in which order, and where the cursor is.

use jiff::Timestamp;

use crate::duty::{Room, Topic};
use crate::screen::{columns_of, has_breakdown, townships};

use super::state::App;
use super::update::Effect;

/// Chooses the topic on arrival: the selected indicator's, else the worst that is delivered by township.
pub(super) fn arrive(app: &mut App) {
    let room = app.room_on_screen();
    let selected = app.selected.as_ref().and_then(|id| room.track(id.as_str())).map(|track| track.indicator.topic);
    let topic = selected.or_else(|| worst(room)).unwrap_or(app.grid.topic);
    show(app, topic);
}

/// Shows a topic, in the order that is remembered if it is one of its indicators, else in that of the configuration.
pub(super) fn show(app: &mut App, topic: Topic) {
    if app.grid.topic != topic {
        app.grid.topic = topic;
        app.grid.column = None;
        app.grid.is_sorted = false;
    }
    let order = app.looks.choices.order.as_deref();
    let remembered = order.and_then(|id| app.room.track(id)).filter(|track| track.indicator.topic == topic);
    if let Some(id) = remembered.map(|track| track.indicator.id.clone()) {
        app.grid.column = Some(id);
        app.grid.is_sorted = true;
    }
}

/// Goes to the next topic or the one before; after the last comes the first.
pub(super) fn turn(app: &mut App, by: isize) {
    let place = Topic::ALL.into_iter().position(|topic| topic == app.grid.topic).unwrap_or(0);
    let step = if by < 0 { Topic::ALL.len() - 1 } else { 1 };
    if let Some(topic) = Topic::ALL.into_iter().cycle().nth(place + step) {
        show(app, topic);
    }
}

/// Picks the next column or the one before, and sorts by it.
pub(super) fn pick(app: &mut App, by: isize) -> Effect {
    let columns = columns_of(app.room_on_screen(), app.grid.topic);
    let picked = app.grid.column.as_ref().and_then(|id| columns.iter().position(|other| other == id));
    let next = picked.map_or(0, |n| n.saturating_add_signed(by).min(columns.len().saturating_sub(1)));
    app.grid.column = columns.into_iter().nth(next);
    app.grid.is_sorted = app.grid.column.is_some();
    choose(app)
}

/// Sorts by the column that is picked, or goes back to the order of the configuration.
pub(super) fn sort(app: &mut App) -> Effect {
    if app.grid.column.is_none() {
        return pick(app, 0);
    }
    app.grid.is_sorted = !app.grid.is_sorted;
    choose(app)
}

/// Takes the order on screen as the user's choice: an indicator, or none for that of the configuration.
fn choose(app: &mut App) -> Effect {
    let order = app.grid.column.as_ref().filter(|_| app.grid.is_sorted).map(ToString::to_string);
    if app.looks.choices.order == order {
        return Effect::Draw;
    }
    app.looks.choices.order = order;
    Effect::Remember
}

/// Moves the cursor by so many rows; it stays with its township when the order changes.
pub(super) fn step(app: &mut App, by: isize, now: Timestamp) {
    let rows = townships(&app.view(now));
    let place = rows.iter().position(|row| *row == app.grid.cursor).unwrap_or(0);
    let next = place.saturating_add_signed(by).min(rows.len().saturating_sub(1));
    app.grid.cursor = rows.get(next).copied().unwrap_or(0);
}

/// The topic whose state is worst among those that are delivered by township, the first of them in the order of the screen.
fn worst(room: &Room) -> Option<Topic> {
    let delivered = || Topic::ALL.into_iter().filter(|topic| has_breakdown(room, *topic));
    let worst = delivered().map(|topic| room.state(topic)).max()?;
    delivered().find(|topic| room.state(*topic) == worst)
}

#[cfg(test)]
mod tests {
    use std::path::Path;
    use std::time::Duration;

    use crossterm::event::{KeyCode, KeyEvent, KeyModifiers};

    use super::super::looks::{Appearance, Looks};
    use super::super::update::{Effect, Message, update};
    use super::*;
    use crate::config::Config;
    use crate::duty::{Clean, Id, Language, LeftOut, Outcome, Poll, Reading, Snapshot};
    use crate::screen::{Screen, Theme, UNICODE};

    fn now() -> Timestamp {
        "2026-03-05T08:42:17+08:00".parse().unwrap()
    }

    /// Two topics by township: 信访 with an overdue petition, which is critical, and 道路交通.
    fn app() -> App {
        let config = "territories = [\"城关镇\", \"白沙乡\", \"大河镇\"]\n[[feed]]\nname = \"a\"\nurl = \"https://a/\"\n";
        let plan = Config::parse(config, "test", Path::new("")).unwrap().plan;
        let mut app = App::new(Room::new(plan, now()), Language::Zh, Theme::mono(), UNICODE, None);
        update(&mut app, Message::Opened(Box::default(), None), now());
        let reading = |id: &str, value: f64, figures: [f64; 3]| {
            let territories = ["城关镇", "白沙乡", "大河镇"].into_iter().zip(figures);
            let territories = territories.map(|(name, n)| (Clean::new(name), Some(n))).collect();
            Reading { territories, ..Reading::of(Id::new(id).unwrap(), Some(value)) }
        };
        let readings = vec![
            reading("traffic.fatal_crashes", 6.0, [1.0, 3.0, 2.0]),
            reading("traffic.road_hazards", 21.0, [7.0, 5.0, 9.0]),
            reading("petitions.overdue", 40.0, [10.0, 20.0, 10.0]),
            Reading::of(Id::new("safety.deaths").unwrap(), Some(0.0)),
        ];
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

    fn press(app: &mut App, code: KeyCode) {
        let effect = update(app, Message::Key(KeyEvent::new(code, KeyModifiers::NONE)), now());
        assert!(matches!(effect, Effect::Draw | Effect::Remember), "{code:?}: {effect:?}");
    }

    fn rows(app: &App) -> Vec<usize> {
        townships(&app.view(now()))
    }

    #[test]
    fn it_opens_with_the_worst_topic_or_with_that_of_what_is_selected() {
        let mut app = app();
        press(&mut app, KeyCode::Char('4'));
        assert_eq!((app.at, app.grid.topic), (Screen::Territories, Topic::Petitions));
        app.selected = Id::new("traffic.deaths");
        press(&mut app, KeyCode::Char('1'));
        press(&mut app, KeyCode::Char('4'));
        assert_eq!(app.grid.topic, Topic::Traffic);
        app.selected = Id::new("safety.deaths");
        press(&mut app, KeyCode::Char('1'));
        press(&mut app, KeyCode::Char('4'));
        assert_eq!(app.grid.topic, Topic::Safety, "which says that it has nothing by township");
    }

    #[test]
    fn cursors_stay_on_what_is_under_them_when_an_edit_moves_it() {
        let mut app = app();
        (app.grid.cursor, app.feed) = (1, 0);
        let config = "territories = [\"新镇\", \"城关镇\", \"白沙乡\"]\n\
                      [[feed]]\nname = \"new\"\nurl = \"https://n/\"\n[[feed]]\nname = \"a\"\nurl = \"https://a/\"\n";
        let edit = |app: &mut App, config: &str| {
            let config = Config::parse(config, "test", Path::new("")).unwrap();
            let look = Appearance { language: Language::Zh, glyphs: UNICODE, looks: Looks::default() };
            update(app, Message::Reconfigured(Box::new(config), Box::new(look)), now());
        };
        edit(&mut app, config);
        assert_eq!((app.grid.cursor, app.feed), (2, 1));
        edit(&mut app, "[[feed]]\nname = \"b\"\nurl = \"https://b/\"\n");
        assert_eq!((app.grid.cursor, app.feed), (0, 0), "what is gone leaves it where there is something");
    }

    #[test]
    fn a_filter_leaves_the_townships_that_are_called_so_and_the_cursor_among_them() {
        let mut app = app();
        for key in "4/白沙".chars().map(KeyCode::Char).chain([KeyCode::Enter]) {
            update(&mut app, Message::Key(KeyEvent::new(key, KeyModifiers::NONE)), now());
        }
        assert_eq!((townships(&app.view(now())), app.grid.cursor), (vec![1], 1));
        update(&mut app, Message::Key(KeyEvent::new(KeyCode::Down, KeyModifiers::NONE)), now());
        assert_eq!(app.grid.cursor, 1, "there is no other");
        update(&mut app, Message::Key(KeyEvent::new(KeyCode::Char('1'), KeyModifiers::NONE)), now());
        assert!(app.filter.is_empty(), "it ends with the screen");
    }

    #[test]
    fn left_and_right_sort_by_a_column_and_o_goes_back_to_the_order_of_the_configuration() {
        let mut app = app();
        app.selected = Id::new("traffic.deaths");
        press(&mut app, KeyCode::Char('4'));
        assert_eq!(rows(&app), [0, 1, 2]);
        press(&mut app, KeyCode::Right);
        assert_eq!((rows(&app), app.grid.column.clone()), (vec![1, 2, 0], Id::new("traffic.fatal_crashes")));
        for _ in 0..3 {
            press(&mut app, KeyCode::Right);
        }
        assert_eq!((rows(&app), app.grid.column.clone()), (vec![2, 0, 1], Id::new("traffic.road_hazards")));
        press(&mut app, KeyCode::Char('o'));
        assert_eq!(rows(&app), [0, 1, 2]);
        press(&mut app, KeyCode::Char('o'));
        assert_eq!(rows(&app), [2, 0, 1]);
        press(&mut app, KeyCode::Enter);
        assert_eq!((app.at, app.selected.clone()), (Screen::Trend, Id::new("traffic.road_hazards")));
    }

    #[test]
    fn the_order_is_a_choice_and_holds_where_its_indicator_is_one_of_the_topic() {
        let mut first = app();
        let key = |app: &mut App, code| update(app, Message::Key(KeyEvent::new(code, KeyModifiers::NONE)), now());
        first.selected = Id::new("traffic.deaths");
        press(&mut first, KeyCode::Char('4'));
        assert_eq!(key(&mut first, KeyCode::Right), Effect::Remember);
        assert_eq!(first.looks.choices.order.as_deref(), Some("traffic.fatal_crashes"));
        let start = |order: Option<&str>| {
            let mut app = app();
            app.looks.choices.order = order.map(str::to_owned);
            app.selected = Id::new("traffic.deaths");
            press(&mut app, KeyCode::Char('4'));
            app
        };
        let mut again = start(Some("traffic.fatal_crashes"));
        assert_eq!(rows(&again), [1, 2, 0]);
        press(&mut again, KeyCode::Tab);
        assert!(!again.grid.is_sorted, "another topic has its own order");
        press(&mut again, KeyCode::BackTab);
        assert_eq!(rows(&again), [1, 2, 0]);
        assert_eq!((key(&mut again, KeyCode::Char('o')), again.looks.choices.order.clone()), (Effect::Remember, None));
        press(&mut again, KeyCode::Tab);
        press(&mut again, KeyCode::BackTab);
        assert_eq!(rows(&again), [0, 1, 2], "it was taken back");
        for none in [Some("traffic.gone"), Some("-"), None] {
            assert_eq!(rows(&start(none)), [0, 1, 2], "{none:?}");
        }
    }

    #[test]
    fn the_cursor_goes_by_rows_and_stays_with_its_township() {
        let mut app = app();
        app.selected = Id::new("traffic.deaths");
        press(&mut app, KeyCode::Char('4'));
        press(&mut app, KeyCode::Right);
        assert_eq!(app.grid.cursor, 0, "the last row");
        press(&mut app, KeyCode::Up);
        assert_eq!(app.grid.cursor, 2);
        press(&mut app, KeyCode::PageUp);
        assert_eq!(app.grid.cursor, 1);
        press(&mut app, KeyCode::PageDown);
        assert_eq!(app.grid.cursor, 0);
        press(&mut app, KeyCode::Tab);
        assert_eq!((app.grid.topic, app.grid.is_sorted, app.grid.cursor), (Topic::Drowning, false, 0));
        press(&mut app, KeyCode::BackTab);
        press(&mut app, KeyCode::BackTab);
        press(&mut app, KeyCode::BackTab);
        assert_eq!(app.grid.topic, Topic::Campaign, "before the first comes the last");
        press(&mut app, KeyCode::Right);
        assert!(!app.grid.is_sorted, "it has no column");
    }
}
