//! What is out of bounds, in words: since when, what, how far, and what to do.

use jiff::Timestamp;
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

use crate::duty::{Feed, FeedState, Gap, State, Track};

use super::text::width;
use super::view::View;

/// A line of the list.
struct Item {
    state: State,
    since: Option<Timestamp>,
    what: String,
    advice: String,
}

/// Draws the list; where it does not fit, its last line says how many more there are.
pub(super) fn draw(view: &View<'_>, area: Rect, buffer: &mut Buffer) {
    if area.is_empty() {
        return;
    }
    let items = items(view);
    let footnote = match view.room.undecided() {
        0 => String::new(),
        count => view.words.undecided(count),
    };
    if items.is_empty() {
        let gap = if footnote.is_empty() { "" } else { "   " };
        let text = format!("{}{gap}{footnote}", calm(view));
        view.put(buffer, (area.x + 1, area.y), &text, area.width.saturating_sub(1), view.theme.dim);
        return;
    }
    let shown = fitting(items.len(), area);
    let scroll = view.scroll.min(items.len().saturating_sub(shown));
    let mut y = area.y;
    for item in items.iter().skip(scroll).take(shown) {
        line(view, item, Rect { y, height: 1, ..area }, buffer);
        y += 1;
    }
    let hidden = items.len().saturating_sub(shown);
    if hidden > 0 && y < area.bottom() {
        view.put(buffer, (area.x + 3, y), &view.words.more(hidden), area.width.saturating_sub(3), view.theme.dim);
    } else if y < area.bottom() {
        view.put(buffer, (area.x + 1, y), &footnote, area.width.saturating_sub(1), view.theme.dim);
    }
}

/// How many of so many items are shown: where not all fit, a line is left to say so.
fn fitting(items: usize, area: Rect) -> usize {
    let lines = usize::from(area.height);
    if items > lines && lines > 1 { lines - 1 } else { lines }
}

/// How far the list can be scrolled down in `area`.
pub(super) fn furthest(view: &View<'_>, area: Rect) -> usize {
    let items = items(view).len();
    items.saturating_sub(fitting(items, area))
}

fn calm<'a>(view: &View<'a>) -> &'a str {
    let feeds = view.room.feeds();
    match () {
        () if feeds.is_empty() => view.words.no_feeds,
        () if feeds.iter().any(|feed| !feed.was_heard()) => view.words.waiting,
        () => view.words.all_clear,
    }
}

fn line(view: &View<'_>, item: &Item, area: Rect, buffer: &mut Buffer) {
    let style = view.theme.state(item.state);
    let at = |x: u16| (area.x + x, area.y);
    view.put(buffer, at(1), view.glyphs.state(item.state), area.width.saturating_sub(1), style);
    let since = item.since.map(|since| clock(view, since)).unwrap_or_default();
    view.put(buffer, at(3), &since, area.width.saturating_sub(3), view.theme.dim);
    let mut x = 9 + view.put(buffer, at(9), &item.what, area.width.saturating_sub(9), style) + 3;
    if area.width >= 100 {
        x = x.max(46);
    }
    // Advice cut to a word or two would only be noise.
    let left = area.width.saturating_sub(x);
    if left >= 12 || usize::from(left) >= width(&item.advice) {
        view.put(buffer, at(x), &item.advice, left, view.theme.text);
    }
}

/// The time of day, or the date where it was another day.
fn clock(view: &View<'_>, at: Timestamp) -> String {
    let local = |at: Timestamp| at.to_zoned_datetime(view.room.zone().clone());
    let format = if local(at).date() == local(view.now).date() { "%H:%M" } else { "%m-%d" };
    local(at).strftime(format).to_string()
}

/// Worst first, and the newest first among equals. A feed that is late or lost speaks once for all its readings.
fn items(view: &View<'_>) -> Vec<Item> {
    let feeds = view.room.feeds().iter().filter_map(|feed| of_feed(view, feed));
    let tracks = view.room.tracks().iter().filter(|track| track.is_connected()).filter_map(|track| of_track(view, track));
    let mut items: Vec<Item> = tracks.chain(feeds).collect();
    items.sort_by(|a, b| b.state.cmp(&a.state).then(b.since.cmp(&a.since)));
    items
}

fn of_track(view: &View<'_>, track: &Track) -> Option<Item> {
    let words = view.words;
    let language = words.language;
    let name = track.indicator.name.in_language(language);
    let topic = words.topic(track.indicator.topic);
    match (track.breach(), track.gap()) {
        (Some(breach), gap) if gap.is_none() || track.state() == State::Critical => {
            let (_, comparison) = breach.cause.rule()?;
            let now = view.room.measure(track, &comparison.measure, view.now);
            let now = now.or(track.last_known.filter(|_| comparison.measure == crate::duty::Measure::Value));
            let how = view.comparison(comparison, now, track.indicator.kind);
            Some(Item {
                state: track.state(),
                since: Some(breach.at),
                what: format!("{topic} {name} {how}"),
                advice: track.indicator.guidance.in_language(language).to_owned(),
            })
        }
        (_, Some(gap @ (Gap::NotSent | Gap::NotKnown))) => Some(Item {
            state: State::Unknown,
            since: track.gap_since(),
            what: format!("{topic} {name} {}", view.gap(track, gap)),
            advice: String::new(),
        }),
        (_, Some(Gap::NeverDelivered)) if view.room.feeds().iter().all(Feed::was_heard) => Some(Item {
            state: State::Unknown,
            since: track.gap_since(),
            what: format!("{topic} {name} {}", words.gap(Gap::NeverDelivered)),
            advice: String::new(),
        }),
        _ => None,
    }
}

fn of_feed(view: &View<'_>, feed: &Feed) -> Option<Item> {
    let words = view.words;
    let state = feed.state(view.now);
    let item = |since, detail: String| Item {
        state: State::Unknown,
        since,
        what: format!("{} {} {}", words.feed, feed.name, words.feed_state(state)),
        advice: detail,
    };
    match state {
        FeedState::Waiting | FeedState::Live => None,
        FeedState::Stale => Some(item(feed.as_of, feed.age(view.now).map(|age| words.ago(age)).unwrap_or_default())),
        FeedState::Down | FeedState::Refused => {
            let (trouble, since) = feed.trouble.as_ref()?;
            Some(item(Some(*since), words.trouble(trouble)))
        }
    }
}
