//! The first line: where, when, which shift, which period, and whether what follows can be trusted.

use jiff::SignedDuration;
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::Style;

use crate::duty::{FeedState, State};

use super::text::width;
use super::view::{Mark, View};

/// A part of the line; where not all fit, those with the highest number go first.
struct Part {
    text: String,
    style: Style,
    drop: u8,
}

/// Draws the header into one line.
pub(super) fn draw(view: &View<'_>, area: Rect, buffer: &mut Buffer) {
    let mut left = left(view, area.width >= 100);
    let mut right = right(view, area.width >= 160);
    let cells = |parts: &[Part]| parts.iter().map(|part| width(&part.text) + 2).sum::<usize>();
    while cells(&left) + cells(&right) > usize::from(area.width) + 1 {
        let most = |parts: &[Part]| parts.iter().map(|part| part.drop).max().unwrap_or(0);
        let drop = most(&left).max(most(&right));
        if drop == 0 {
            break;
        }
        left.retain(|part| part.drop != drop);
        right.retain(|part| part.drop != drop);
    }
    let mut x = area.x + 1;
    for part in &left {
        x += view.put(buffer, (x, area.y), &part.text, area.right().saturating_sub(x), part.style) + 2;
    }
    let wanted = u16::try_from(cells(&right)).unwrap_or(u16::MAX);
    let mut x = area.right().saturating_sub(wanted.saturating_sub(1)).max(x);
    for part in &right {
        x += view.put(buffer, (x, area.y), &part.text, area.right().saturating_sub(x), part.style) + 2;
    }
}

fn left(view: &View<'_>, roomy: bool) -> Vec<Part> {
    let (words, theme, room) = (view.words, view.theme, view.room);
    let local = view.now.to_zoned_datetime(room.zone().clone());
    let part = |text: String, style: Style, drop: u8| Part { text, style, drop };
    let mut parts = Vec::new();
    if let Some(mark) = view.mark {
        let text = match mark {
            Mark::Demo => words.demo,
            Mark::Replay => words.replay,
        };
        parts.push(part(text.to_owned(), theme.mark, 0));
    }
    parts.push(part(room.region().as_str().to_owned(), theme.heading, 5));
    let format = if roomy { "%Y-%m-%d" } else { "%m-%d" };
    parts.push(part(format!("{} {}", local.strftime(format), words.weekday(local.weekday())), theme.dim, 4));
    parts.push(part(local.strftime("%H:%M:%S").to_string(), theme.text, 0));
    let shift = room.shift();
    let left = words.shift_left(shift.end.duration_since(view.now));
    parts.push(part(format!("{} {left}", words.part_of_day(shift.part)), theme.dim, 3));
    for (nth, (period, day)) in room.periods(view.now).into_iter().enumerate() {
        let text = format!("{} {}", period.name.in_language(words.language), words.day_of(day.day, day.of));
        // The period that ends first says most.
        parts.push(part(text, theme.dim, if nth == 0 { 2 } else { 7 }));
    }
    parts
}

fn right(view: &View<'_>, roomy: bool) -> Vec<Part> {
    let (words, theme) = (view.words, view.theme);
    let feeds = view.room.feeds();
    let live: Vec<_> = feeds.iter().filter(|feed| feed.state(view.now) == FeedState::Live).collect();
    let state = match () {
        () if feeds.is_empty() || feeds.iter().all(|feed| feed.state(view.now) == FeedState::Waiting) => State::Normal,
        () if live.len() == feeds.len() => State::Normal,
        () => State::Unknown,
    };
    let mut parts = Vec::new();
    if roomy {
        for feed in feeds {
            let state = feed.state(view.now);
            let age = feed.age(view.now).map(|age| format!(" {}", words.ago(age))).unwrap_or_default();
            let style = match state {
                FeedState::Live | FeedState::Waiting => theme.dim,
                _ => theme.state(State::Unknown),
            };
            parts.push(Part { text: format!("{} {}{age}", feed.name, words.feed_state(state)), style, drop: 6 });
        }
    }
    let oldest: Option<SignedDuration> = live.iter().filter_map(|feed| feed.age(view.now)).max();
    let age = match oldest {
        Some(age) => words.ago(age),
        None if feeds.is_empty() => words.no_feeds.to_owned(),
        None => feeds.iter().map(|feed| words.feed_state(feed.state(view.now))).next().unwrap_or_default().to_owned(),
    };
    let symbol = if state == State::Normal { "" } else { view.glyphs.unknown };
    let space = if symbol.is_empty() { "" } else { " " };
    let text = format!("{symbol}{space}{} {age} {}/{}", words.data, live.len(), feeds.len());
    let style = if state == State::Normal { theme.dim } else { theme.state(state) };
    parts.push(Part { text, style, drop: 0 });
    parts
}
