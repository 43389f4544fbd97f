//! The help: every key of where the user is, what the symbols mean, and what is not connected.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::Style;

use crate::duty::{Feed, FeedState, State};

use super::text::width;
use super::view::{Hint, View};

/// How wide a symbol may be before what it means.
const SIGN: usize = 11;
/// How wide a key may be before what it does.
const KEY: usize = 8;
/// The widest window.
const WINDOW: u16 = 84;

/// Draws the help over the middle of the screen, in columns where there is room; what does not fit is counted and scrolled to.
pub(super) fn draw(view: &View<'_>, area: Rect, buffer: &mut Buffer) {
    let lines = lines(view, area);
    let cells = window_cells(area);
    let height = u16::try_from(lines.len() + 3).unwrap_or(u16::MAX).min(area.height);
    let window = Rect { x: area.x + (area.width - cells) / 2, y: area.y + (area.height - height) / 2, width: cells, height };
    for y in window.top()..window.bottom() {
        view.put(buffer, (window.x, y), &" ".repeat(cells.into()), cells, view.theme.text);
    }
    let body = usize::from(height).saturating_sub(2);
    let scroll = view.help_scroll.min(lines.len().saturating_sub(body));
    let inner = cells.saturating_sub(4);
    for (y, line) in (window.y + 1..window.bottom().saturating_sub(1)).zip(lines.iter().skip(scroll)) {
        let column = (inner / line.columns).max(1);
        // A line of one part has the whole width.
        let room = if line.columns > 1 { column.saturating_sub(1) } else { inner };
        for (x, (text, style)) in (window.x + 2..window.right()).step_by(column.into()).zip(&line.parts) {
            view.put(buffer, (x, y), text, room, *style);
        }
    }
    let below = lines.len().saturating_sub(scroll + body);
    let close = if below + scroll > 0 { view.words.help_goes_on(below) } else { view.words.close.to_owned() };
    view.put(buffer, (window.x + 2, window.bottom().saturating_sub(1)), &close, inner, view.theme.dim);
}

/// How far the help can be scrolled on a screen of that size.
#[must_use]
pub fn furthest(view: &View<'_>, area: Rect) -> usize {
    lines(view, area).len().saturating_sub(usize::from(area.height).saturating_sub(2))
}

fn window_cells(area: Rect) -> u16 {
    area.width.min(WINDOW)
}

type Part = (String, Style);

/// A line in so many columns.
struct Line {
    columns: u16,
    parts: Vec<Part>,
}

fn lines(view: &View<'_>, area: Rect) -> Vec<Line> {
    let (words, theme) = (view.words, view.theme);
    let whole = |text: String, style: Style| Line { columns: 1, parts: vec![(text, style)] };
    let (of_keys, of_signs) = if area.width >= 76 { (3, 2) } else { (1, 1) };
    let several = |parts: Vec<Part>, columns: u16| {
        let lines = parts.chunks(columns.into()).map(|parts| Line { columns, parts: parts.to_vec() });
        lines.collect::<Vec<_>>()
    };
    let mut lines = vec![whole(format!("zhiban {}  {}", env!("CARGO_PKG_VERSION"), words.keys), theme.heading)];
    lines.extend(several(keys(view), of_keys));
    lines.push(whole(words.legend.to_owned(), theme.heading));
    lines.extend(several(legend(view), of_signs));
    lines.push(whole(words.feeds.to_owned(), theme.heading));
    lines.extend(feeds(view).into_iter().map(|(text, style)| whole(text, style)));
    lines.extend(not_connected(view).map(|(text, style)| whole(text, style)));
    lines
}

fn keys(view: &View<'_>) -> Vec<Part> {
    let line = |hint: &Hint| (sign(hint.key, KEY) + hint.label.in_language(view.words.language), view.theme.text);
    view.hints.iter().map(line).collect()
}

fn legend(view: &View<'_>) -> Vec<Part> {
    let (words, theme) = (view.words, view.theme);
    let states = [State::Warning, State::Critical, State::Unknown].into_iter();
    let states = states.map(|state| (sign(view.glyphs.state(state), SIGN) + words.state(state), theme.state(state)));
    let figures = words.legend_lines().into_iter().map(|(mark, meaning)| (sign(&view.symbols(mark), SIGN) + meaning, theme.text));
    states.chain(figures).collect()
}

fn feeds(view: &View<'_>) -> Vec<Part> {
    let line = |feed: &Feed| {
        let state = feed.state(view.now);
        let style = if state == FeedState::Live { view.theme.text } else { view.theme.state(State::Unknown) };
        let mut text = format!("{} {}", feed.name, view.words.feed_state(state));
        text += &view.words.left_out(feed.left_out.ids + feed.left_out.territories, feed.late);
        if let Some((trouble, _)) = &feed.trouble {
            text = format!("{text} {} {}", view.glyphs.dot, view.words.trouble(trouble));
        }
        (text, style)
    };
    view.room.feeds().iter().map(line).collect()
}

/// The indicators that no feed delivers and nobody asked for, in a line; none where every one is delivered.
pub(super) fn not_connected(view: &View<'_>) -> Option<Part> {
    let absent = view.room.tracks().iter().filter(|track| !track.is_connected());
    let names: Vec<&str> = absent.map(|track| track.indicator.name.in_language(view.words.language)).collect();
    let list = format!("{} {}: {}", view.words.not_connected_list, names.len(), names.join(" "));
    (!names.is_empty()).then_some((list, view.theme.dim))
}

/// A key or a symbol, and the space before what it means.
fn sign(sign: &str, cells: usize) -> String {
    format!("{sign}{}", " ".repeat(cells.saturating_sub(width(sign)).max(1)))
}
