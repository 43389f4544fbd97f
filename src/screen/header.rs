//! The first line: where, when, which shift, which period, and whether what follows can be trusted.

use jiff::SignedDuration;
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::Style;

use crate::duty::{FeedState, JournalState, State};

use super::text::width;
use super::view::{LookBack, Mark, View};

/// A part of the line; where not all fit, those of the lowest rank come first.
struct Part {
    text: String,
    style: Style,
    rank: u8,
}

impl Part {
    /// Its cells and the gap behind it.
    fn cells(&self) -> usize {
        width(&self.text) + 2
    }
}

/// Draws the header into one line.
pub(super) fn draw(view: &View<'_>, area: Rect, buffer: &mut Buffer) {
    let (mut left, mut right) = match view.looked_back {
        Some(past) => past_and_present(view, past, area.width),
        None => (left(view, area.width >= 100), right(view, area.width)),
    };
    keep_what_fits(&mut left, &mut right, usize::from(area.width) + 1);
    let mut x = area.x + 1;
    for part in &left {
        x += view.put(buffer, (x, area.y), &part.text, area.right().saturating_sub(x), part.style) + 2;
    }
    let wanted = u16::try_from(right.iter().map(Part::cells).sum::<usize>()).unwrap_or(u16::MAX);
    let mut x = area.right().saturating_sub(wanted.saturating_sub(1)).max(x);
    for part in &right {
        x += view.put(buffer, (x, area.y), &part.text, area.right().saturating_sub(x), part.style) + 2;
    }
    if view.looked_back.is_some() {
        // Nobody takes the past for the present.
        buffer.set_style(area, view.theme.lookback);
    }
}

/// Why the figures are not today's real ones.
fn marked(view: &View<'_>, mark: Mark) -> &'static str {
    match mark {
        Mark::Demo => view.words.demo,
        Mark::Replay => view.words.replay,
    }
}

/// The moment that is looked back to, and what goes on meanwhile.
fn past_and_present(view: &View<'_>, past: LookBack, cells: u16) -> (Vec<Part>, Vec<Part>) {
    let (words, style) = (view.words, view.theme.mark);
    let zone = view.room.zone();
    let is_narrow = cells < 60;
    let format = if is_narrow { "%m-%d %H:%M" } else { "%Y-%m-%d %H:%M:%S" };
    let then = past.at.to_zoned_datetime(zone.clone()).strftime(format).to_string();
    let live = past.live.to_zoned_datetime(zone.clone()).strftime("%H:%M:%S").to_string();
    let in_mark = |text: String, rank: u8| Part { text, style, rank };
    let mut left: Vec<Part> = view.mark.map(|mark| in_mark(marked(view, mark).to_owned(), 0)).into_iter().collect();
    left.push(in_mark(format!("{} {then}", words.looking_back), 0));
    if let Some(since) = past.off_since {
        left.push(in_mark(format!("{} {}", view.glyphs.unknown, words.nobody_watched(&view.minute(since))), 0));
    }
    left.push(in_mark(words.back_to_live.to_owned(), 2));
    let mut right = journal(view, cells);
    if past.calling > 0 {
        let calling = if is_narrow { past.calling.to_string() } else { words.calling_now(past.calling) };
        right.push(in_mark(format!("{} {calling}", view.glyphs.critical), 0));
    }
    right.push(in_mark(format!("{} {live}", words.live), 1));
    (left, right)
}

/// Keeps the parts that fit into so many cells, the lowest ranks first; those of rank 0 always stay.
fn keep_what_fits(left: &mut Vec<Part>, right: &mut Vec<Part>, cells: usize) {
    let mut ranks: Vec<u8> = left.iter().chain(right.iter()).map(|part| part.rank).collect();
    ranks.sort_unstable();
    ranks.dedup();
    let mut used = 0;
    for rank in ranks {
        let wanted: usize = left.iter().chain(right.iter()).filter(|part| part.rank == rank).map(Part::cells).sum();
        if rank == 0 || used + wanted <= cells {
            used += wanted;
        } else {
            left.retain(|part| part.rank != rank);
            right.retain(|part| part.rank != rank);
        }
    }
}

fn left(view: &View<'_>, roomy: bool) -> Vec<Part> {
    let (words, theme, room) = (view.words, view.theme, view.room);
    let local = view.now.to_zoned_datetime(room.zone().clone());
    let part = |text: String, style: Style, rank: u8| Part { text, style, rank };
    let mut parts = Vec::new();
    if let Some(mark) = view.mark {
        parts.push(part(marked(view, mark).to_owned(), theme.mark, 0));
    }
    parts.push(part(room.region().as_str().to_owned(), theme.heading, 8));
    let format = if roomy { "%Y-%m-%d" } else { "%m-%d" };
    parts.push(part(format!("{} {}", local.strftime(format), words.weekday(local.weekday())), theme.dim, 7));
    parts.push(part(local.strftime("%H:%M:%S").to_string(), theme.text, 0));
    let shift = room.shift();
    let left = words.shift_left(shift.end.duration_since(view.now));
    parts.push(part(format!("{} {left}", words.part_of_day(shift.part)), theme.dim, 5));
    for (nth, (period, day)) in room.periods(view.now).into_iter().enumerate() {
        let text = format!("{} {}", period.name.in_language(words.language), words.day_of(day.day, day.of));
        // The period that ends first says most.
        parts.push(part(text, theme.dim, if nth == 0 { 6 } else { 10 }));
    }
    parts
}

fn right(view: &View<'_>, cells: u16) -> Vec<Part> {
    let (words, theme) = (view.words, view.theme);
    let feeds = view.room.feeds();
    let mut parts = journal(view, cells);
    let live: Vec<_> = feeds.iter().filter(|feed| feed.state(view.now) == FeedState::Live).collect();
    let state = match () {
        () if feeds.is_empty() || feeds.iter().all(|feed| feed.state(view.now) == FeedState::Waiting) => State::Normal,
        () if live.len() == feeds.len() => State::Normal,
        () => State::Unknown,
    };
    if cells >= 160 {
        for feed in feeds {
            let state = feed.state(view.now);
            let age = feed.age(view.now).map(|age| format!(" {}", words.ago(age))).unwrap_or_default();
            let (style, rank) = if is_lost(state) { (theme.state(State::Unknown), 2) } else { (theme.dim, 9) };
            parts.push(Part { text: format!("{} {}{age}", feed.name, words.feed_state(state)), style, rank });
        }
    }
    let oldest: Option<SignedDuration> = live.iter().filter_map(|feed| feed.age(view.now)).max();
    let age = match oldest {
        Some(age) => words.ago(age),
        None if feeds.is_empty() => words.no_feeds.to_owned(),
        None => feeds.iter().map(|feed| words.feed_state(feed.state(view.now))).next().unwrap_or_default().to_owned(),
    };
    let count = format!("{}/{}", live.len(), feeds.len());
    if state == State::Normal {
        parts.push(Part { text: format!("{} {age} {count}", words.data), style: theme.dim, rank: 0 });
        return parts;
    }
    // Where a feed is lost, how old the others are is not what matters: which one it is is said first.
    let style = theme.state(state);
    parts.push(Part { text: format!("{} {} {count}", view.glyphs.unknown, words.live_feeds()), style, rank: 0 });
    if cells < 160
        && let Some(lost) = lost(view)
    {
        parts.push(Part { text: lost, style, rank: 2 });
    }
    if oldest.is_some() {
        parts.push(Part { text: format!("{} {age}", words.data), style: theme.dim, rank: 3 });
    }
    parts
}

fn is_lost(state: FeedState) -> bool {
    !matches!(state, FeedState::Live | FeedState::Waiting)
}

/// The feed that is lost, and how many others are.
fn lost(view: &View<'_>) -> Option<String> {
    let mut lost = view.room.feeds().iter().map(|feed| (feed, feed.state(view.now))).filter(|(_, state)| is_lost(*state));
    let (feed, state) = lost.next()?;
    let others = lost.count();
    let others = if others > 0 { format!(" +{others}") } else { String::new() };
    Some(format!("{} {}{others}", feed.name, view.words.feed_state(state)))
}

/// Says that this seat only looks on; that nothing is recorded, and why; that an edited configuration is not in force; that a
/// certificate ends soon; that a damaged journal was moved aside. Nothing where all is well.
fn journal(view: &View<'_>, cells: u16) -> Vec<Part> {
    let (words, critical) = (view.words, view.theme.state(State::Critical));
    let mut parts = Vec::new();
    if *view.journal == JournalState::OnlyRead {
        parts.push(Part { text: words.view_only.to_owned(), style: view.theme.mark, rank: 0 });
    }
    if let JournalState::Unreadable(reason) = view.journal {
        parts.push(Part { text: words.view_only.to_owned(), style: view.theme.mark, rank: 0 });
        parts.push(Part { text: format!("{} {}", view.glyphs.critical, words.unreadable()), style: critical, rank: 0 });
        parts.push(Part { text: words.unreadable_because(reason), style: critical, rank: 1 });
    }
    if let JournalState::NotRecording { reason, .. } = view.journal {
        let symbol = view.glyphs.critical;
        parts.push(Part { text: format!("{symbol} {}", words.not_recorded), style: critical, rank: 0 });
        parts.push(Part { text: words.not_recorded_because(reason), style: critical, rank: 1 });
    }
    if let Some(notice) = view.config_notice {
        let style = view.theme.state(State::Unknown);
        let text = words.config_notice_short(notice, cells >= 60);
        parts.push(Part { text: format!("{} {text}", view.glyphs.unknown), style, rank: 1 });
    }
    let expiring = view.room.feeds().iter().find_map(|feed| Some((feed, feed.expiring(view.now)?)));
    if let Some((feed, expiry)) = expiring {
        let text = format!("{} {} {}", view.glyphs.unknown, feed.name, words.expiry(expiry, view.now, view.room.zone()));
        parts.push(Part { text, style: view.theme.state(State::Unknown), rank: 4 });
    }
    if let Some(path) = view.moved_aside {
        parts.push(Part { text: words.moved_aside(path.as_str()), style: view.theme.state(State::Unknown), rank: 4 });
    }
    parts
}
