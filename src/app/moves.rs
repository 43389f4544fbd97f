//! Moving over a screen: the cursor, the selection, the list, the picture.

use jiff::Timestamp;

use crate::duty::{Id, Room, Topic, Track};
use crate::screen::{Chart, Screen, furthest_scroll, listed};

use super::grid;
use super::state::App;
use super::update::Effect;

/// Where to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Direction {
    /// So many lines down, or up where it is negative.
    Lines(i16),
    /// So many pages down, or up where it is negative.
    Pages(i16),
    /// So many places to the right, or left where it is negative.
    Sideways(i16),
    /// To the beginning.
    First,
    /// To the end.
    Last,
}

impl Direction {
    /// How many lines down that is, if it goes up or down.
    pub(super) fn lines(self) -> Option<isize> {
        match self {
            Self::Lines(by) => Some(by.into()),
            Self::Pages(by) => Some(isize::from(by) * isize::from(PAGE)),
            Self::First => Some(-isize::from(ALL)),
            Self::Last => Some(ALL.into()),
            Self::Sideways(_) => None,
        }
    }
}

/// How many lines a page is.
const PAGE: i16 = 10;

/// More than any list has lines.
const ALL: i16 = i16::MAX;

/// Moves.
pub(super) fn go(app: &mut App, direction: Direction, now: Timestamp) -> Effect {
    let now_on_screen = app.past.as_ref().map_or(now, |past| past.at);
    match (app.at, direction) {
        (Screen::Trend, Direction::Sideways(by)) => {
            // A step is a cell, not a dot.
            let columns = Chart::columns(app.screen) / 2;
            app.lens.move_cursor(by.into(), columns, now_on_screen);
        }
        (Screen::Trend, Direction::Pages(by)) => app.lens.pan(by.into(), now_on_screen),
        (Screen::Trend, Direction::First) => app.lens.go_to_beginning(),
        (Screen::Trend, Direction::Last) => app.lens.follow(),
        (Screen::Overview, Direction::First) => select(app, -isize::from(ALL)),
        (Screen::Overview, Direction::Last) => select(app, ALL.into()),
        (Screen::Trend | Screen::Overview, Direction::Lines(by)) => select(app, by.into()),
        (Screen::Overview, Direction::Sideways(by)) => change_topic(app, by.into()),
        (Screen::Territories, Direction::Sideways(by)) => return grid::pick(app, by.into()),
        (_, direction) => step(app, now, direction.lines().unwrap_or_default()),
    }
    Effect::Draw
}

/// Moves the cursor, or scrolls where there is none.
pub(super) fn step(app: &mut App, now: Timestamp, by: isize) {
    match app.at {
        Screen::Journal => app.reader.step(by),
        Screen::Territories => grid::step(app, by, now),
        Screen::Feeds => {
            let last = app.room.feeds().len().saturating_sub(1);
            app.feed = app.feed.saturating_add_signed(by).min(last);
        }
        Screen::Alarms => {
            let listed = listed(&app.view(now));
            app.place = app.place.saturating_add_signed(by).min(listed.len().saturating_sub(1));
            app.cursor = listed.into_iter().nth(app.place);
        }
        _ => app.scroll = app.scroll.saturating_add_signed(by).min(furthest_scroll(&app.view(now), app.screen)),
    }
}

/// Selects the next indicator or the one before, in the order of the screen.
fn select(app: &mut App, by: isize) {
    let ids: Vec<Id> = in_order(app.room_on_screen()).map(|track| track.indicator.id.clone()).collect();
    let selected = app.selected.as_ref().and_then(|id| ids.iter().position(|other| other == id));
    let next = match selected {
        Some(n) => n.saturating_add_signed(by).min(ids.len().saturating_sub(1)),
        None if by > 0 => 0,
        None => ids.len().saturating_sub(1),
    };
    app.selected = ids.into_iter().nth(next);
}

/// Selects the first indicator of the next topic or of the one before.
fn change_topic(app: &mut App, by: isize) {
    let room = app.room_on_screen();
    let topics: Vec<Topic> = Topic::ALL.into_iter().filter(|topic| room.topic(*topic).next().is_some()).collect();
    let at = app.selected.as_ref().and_then(|id| room.track(id.as_str())).map(|track| track.indicator.topic);
    let at = at.and_then(|topic| topics.iter().position(|other| *other == topic));
    let next = at.map_or(0, |n| n.saturating_add_signed(by).min(topics.len().saturating_sub(1)));
    let first = topics.get(next).and_then(|topic| room.topic(*topic).next()).map(|track| track.indicator.id.clone());
    app.selected = first.or(app.selected.take());
}

/// The connected indicators, in the order of the screen.
fn in_order(room: &Room) -> impl Iterator<Item = &Track> {
    Topic::ALL.into_iter().flat_map(|topic| room.topic(topic))
}

/// The indicator whose state is worst, the first of them in the order of the screen.
pub(super) fn worst(room: &Room) -> Option<Id> {
    let worst = in_order(room).map(Track::state).max()?;
    in_order(room).find(|track| track.state() == worst).map(|track| track.indicator.id.clone())
}
