//! The help: every key of where the user is, what the symbols mean, and what is not connected.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::Style;

use crate::duty::{Feed, FeedState, State};

use super::text::width;
use super::view::{Hint, View};

/// How wide a key or a symbol may be before what it means.
const SIGN: usize = 11;

/// Draws the help over the middle of the screen, in two columns where there is room.
pub(super) fn draw(view: &View<'_>, area: Rect, buffer: &mut Buffer) {
    let columns: u16 = if area.width >= 76 { 2 } else { 1 };
    let column = (area.width.saturating_sub(4) / columns).min(40);
    let lines = lines(view, columns.into());
    let cells = (column * columns + 4).min(area.width);
    let height = u16::try_from(lines.len() + 2).unwrap_or(u16::MAX).min(area.height);
    let window = Rect { x: area.x + (area.width - cells) / 2, y: area.y + (area.height - height) / 2, width: cells, height };
    for y in window.top()..window.bottom() {
        view.put(buffer, (window.x, y), &" ".repeat(cells.into()), cells, view.theme.text);
    }
    for (y, parts) in (window.y + 1..window.bottom()).zip(&lines) {
        // A line of one part has the whole width.
        let room = if parts.len() > 1 { column.saturating_sub(1) } else { cells.saturating_sub(4) };
        for (x, (text, style)) in (window.x + 2..window.right()).step_by(column.max(1).into()).zip(parts) {
            view.put(buffer, (x, y), text, room, *style);
        }
    }
}

type Part = (String, Style);

fn lines(view: &View<'_>, columns: usize) -> Vec<Vec<Part>> {
    let (words, theme) = (view.words, view.theme);
    let whole = |text: String, style: Style| vec![(text, style)];
    let mut lines = vec![whole(format!("zhiban {}  {}", env!("CARGO_PKG_VERSION"), words.keys), theme.heading)];
    lines.extend(keys(view).chunks(columns).map(<[Part]>::to_vec));
    lines.push(whole(words.legend.to_owned(), theme.heading));
    lines.extend(legend(view).chunks(columns).map(<[Part]>::to_vec));
    lines.push(whole(words.feeds.to_owned(), theme.heading));
    lines.extend(feeds(view).into_iter().map(|part| vec![part]));
    lines.extend(not_connected(view).map(|part| vec![part]));
    lines.push(whole(words.close.to_owned(), theme.dim));
    lines
}

fn keys(view: &View<'_>) -> Vec<Part> {
    let line = |hint: &Hint| (sign(hint.key) + hint.label.in_language(view.words.language), view.theme.text);
    view.hints.iter().map(line).collect()
}

fn legend(view: &View<'_>) -> Vec<Part> {
    let (words, theme) = (view.words, view.theme);
    let states = [State::Warning, State::Critical, State::Unknown].into_iter();
    let states = states.map(|state| (sign(view.glyphs.state(state)) + words.state(state), theme.state(state)));
    let figures = words.legend_lines().into_iter().map(|(mark, meaning)| (sign(&view.symbols(mark)) + meaning, theme.text));
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

fn not_connected(view: &View<'_>) -> Option<Part> {
    let absent = view.room.tracks().iter().filter(|track| !track.is_connected());
    let names: Vec<&str> = absent.map(|track| track.indicator.name.in_language(view.words.language)).collect();
    let list = format!("{} {}: {}", view.words.not_connected_list, names.len(), names.join(" "));
    (!names.is_empty()).then_some((list, view.theme.dim))
}

/// A key or a symbol, and the space before what it means.
fn sign(sign: &str) -> String {
    format!("{sign}{}", " ".repeat(SIGN.saturating_sub(width(sign)).max(1)))
}
