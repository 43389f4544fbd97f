//! The campaign in one line: `攻坚 六个一 4/6 · 任务 47/61 · 问题销号 118/126`.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

use crate::duty::{State, Topic, Track};

use super::text::width;
use super::view::View;

/// Draws the campaign's indicators until the line is full; what is abnormal comes first. What is to be said of an edited configuration
/// stands in their place until it has been seen.
pub(super) fn draw(view: &View<'_>, area: Rect, buffer: &mut Buffer) {
    let state = view.room.state(Topic::Campaign);
    let style = match state {
        None | Some(State::Normal) => view.theme.heading,
        Some(state) => view.theme.state(state),
    };
    let symbol = state.map_or(" ", |state| view.glyphs.state(state));
    view.put(buffer, (area.x, area.y), symbol, 1, style);
    let mut x = area.x + 1;
    x += view.put(buffer, (x, area.y), view.words.topic(Topic::Campaign), area.width.saturating_sub(1), style) + 1;
    if let Some(notice) = view.config_notice {
        let text = format!("{} {}", view.glyphs.unknown, view.words.config_notice(notice));
        // Of the campaign its state stays, if that is not normal.
        let x = if matches!(state, None | Some(State::Normal)) { area.x } else { x };
        let cells = area.right().saturating_sub(x);
        view.put(buffer, (x, area.y), &" ".repeat(cells.into()), cells, view.theme.text);
        view.put(buffer, (x, area.y), &text, cells, view.theme.state(State::Unknown));
        return;
    }
    let mut tracks: Vec<&Track> = view.room.topic(Topic::Campaign).collect();
    if tracks.is_empty() {
        let (word, style) = if state.is_some() { (view.words.unknown, style) } else { (view.absence(), view.theme.dim) };
        view.put(buffer, (x, area.y), word, area.right().saturating_sub(x), style);
    }
    tracks.sort_by_key(|track| std::cmp::Reverse(track.state()));
    for (nth, track) in tracks.iter().enumerate() {
        let name = track.indicator.name.in_language(view.words.language);
        let value = match track.indicator.target {
            Some(target) if track.value().is_some() => {
                format!("{}/{}", view.value(track, u16::MAX), view.number(target, track.indicator.kind))
            }
            _ => view.value(track, u16::MAX),
        };
        let cells = u16::try_from(width(name) + width(&value) + 1).unwrap_or(u16::MAX);
        let separator = if nth > 0 { 2 } else { 0 };
        if cells + separator > area.right().saturating_sub(x) {
            break;
        }
        if nth > 0 {
            x += view.put(buffer, (x, area.y), view.glyphs.dot, 1, view.theme.dim) + 1;
        }
        x += view.put(buffer, (x, area.y), name, cells, view.theme.dim) + 1;
        x += view.put(buffer, (x, area.y), &value, cells, view.theme.state(track.state())) + 1;
    }
}
