//! One topic: its name and worst state, then its indicators, a row each.
//!
//! ```text
//!  道路交通 ─────────────────────── ▲ 关注
//!   亡人事故       7  +1 同期9 −22%小  ▁▂▃
//! ▲ 戴帽率     88.0%     目标90 −2.0   ▅▄▃
//! ```

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

use crate::duty::{Language, State, Topic, Track};

use super::breakdown;
use super::target::Target;
use super::text::width;
use super::view::View;

/// Where a row's parts stand, counted from its left.
struct Columns {
    name: (u16, u16),
    /// The value's right edge.
    value: u16,
    /// The right edge of what changed.
    change: u16,
    /// Year on year; the only note where there is room for one.
    note: (u16, u16),
    /// The next threshold, where it has a column of its own.
    next: Option<(u16, u16)>,
    /// Sample, average, corrections.
    remarks: Option<(u16, u16)>,
    trend: (u16, u16),
}

impl Columns {
    fn for_width(cells: u16, language: Language) -> Self {
        let wide = |name: u16, value: u16, change: u16, note: u16, next: u16, remarks: u16| {
            let at_value = 2 + name + value;
            let at_note = at_value + change + 1;
            let at_next = at_note + note + 1;
            let at_remarks = at_next + next + 1;
            let at_trend = if remarks > 0 { at_remarks + remarks + 1 } else { at_remarks };
            let trend = cells.saturating_sub(at_trend).min(24);
            Self {
                name: (2, name),
                value: at_value,
                change: at_value + change,
                note: (at_note, note),
                next: Some((at_next, next)),
                remarks: (remarks > 0).then_some((at_remarks, remarks)),
                trend: (cells.saturating_sub(trend), trend),
            }
        };
        let narrow = |indent: u16, name: u16| {
            let at_value = indent + name + 6;
            let at_note = at_value + 6;
            Self {
                name: (indent, name),
                value: at_value,
                change: at_value + 5,
                note: (at_note, cells.saturating_sub(at_note + 3)),
                next: None,
                remarks: None,
                trend: (cells.saturating_sub(3), 3),
            }
        };
        match (cells, language) {
            (100.., _) => wide(16, 9, 7, 18, 14, 28),
            (64.., Language::Zh) => wide(12, 7, 6, 15, 14, 0),
            (64.., Language::En) => wide(14, 7, 5, 14, 15, 0),
            (_, Language::Zh) => narrow(2, 10),
            (_, Language::En) => narrow(1, 12),
        }
    }
}

/// Draws a topic into `area`: a heading, and as many rows as fit.
pub(super) fn draw(view: &View<'_>, topic: Topic, area: Rect, buffer: &mut Buffer) {
    if area.is_empty() {
        return;
    }
    let tracks: Vec<(State, &Track)> = view.room.states(topic).collect();
    let rows = usize::from(area.height) - 1;
    let selected = view.selected.and_then(|id| view.room.track(id.as_str()));
    let shown = chosen(&tracks, selected, rows);
    heading(view, topic, tracks.len() - shown.len(), area, buffer);
    view.target(Rect { height: 1, ..area }, || Target::Topic(topic));
    let columns = Columns::for_width(area.width, view.words.language);
    let mut y = area.y + 1;
    for track in &shown {
        let line = Rect { y, height: 1, ..area };
        row(view, track, &columns, line, buffer);
        view.target(line, || Target::Indicator(track.indicator.id.clone()));
        if view.selected == Some(&track.indicator.id) {
            // What is wrong keeps its colour under the cursor too.
            buffer.set_style(line, view.theme.state(track.state()).patch(view.theme.selection));
        }
        y += 1;
    }
    let left = Rect { y, height: area.bottom().saturating_sub(y), ..area };
    if area.width >= 60 && left.height >= 3 {
        breakdown::draw(view, &shown, left, buffer);
    }
}

/// The tracks that fit in so many rows, in their order: what is selected is among them, and what is abnormal is never left out
/// for what is normal.
fn chosen<'a>(tracks: &[(State, &'a Track)], selected: Option<&Track>, rows: usize) -> Vec<&'a Track> {
    let mut by_state: Vec<usize> = (0..tracks.len()).collect();
    // Which it is shows without reading any.
    let is_selected = |track: &Track| selected.is_some_and(|selected| std::ptr::eq(selected, track));
    let rank = |(state, track): &(State, &Track)| (is_selected(track), *state);
    by_state.sort_by_key(|n| std::cmp::Reverse(tracks.get(*n).map(rank)));
    by_state.truncate(rows);
    by_state.sort_unstable();
    by_state.into_iter().filter_map(|n| tracks.get(n).map(|(_, track)| *track)).collect()
}

/// The topic's name, how many indicators did not fit, and its worst state.
fn heading(view: &View<'_>, topic: Topic, hidden: usize, area: Rect, buffer: &mut Buffer) {
    let theme = view.theme;
    let mut x = area.x + 1;
    x += view.put(buffer, (x, area.y), view.words.topic(topic), area.width, theme.heading) + 1;
    if hidden > 0 {
        x += view.put(buffer, (x, area.y), &format!("+{hidden}"), area.right().saturating_sub(x), theme.dim) + 1;
    }
    let (text, style) = match view.room.state(topic) {
        None => (view.absence().to_owned(), theme.dim),
        Some(State::Normal) => (view.words.normal.to_owned(), theme.dim),
        Some(State::Critical) => (format!(" {} {} ", view.glyphs.critical, view.words.critical), theme.banner(State::Critical)),
        Some(state) => (format!("{} {}", view.glyphs.state(state), view.words.state(state)), theme.banner(state)),
    };
    let cells = u16::try_from(width(&text)).unwrap_or(u16::MAX);
    let at = area.right().saturating_sub(cells).max(x);
    for x in x..at.saturating_sub(1) {
        view.put(buffer, (x, area.y), view.glyphs.rule, 1, theme.dim);
    }
    view.put(buffer, (at, area.y), &text, area.right().saturating_sub(at), style);
}

fn row(view: &View<'_>, track: &Track, columns: &Columns, area: Rect, buffer: &mut Buffer) {
    let (theme, state) = (view.theme, track.state());
    let at = |x: u16| (area.x + x, area.y);
    let style = theme.state(state);
    if state != State::Normal {
        view.put(buffer, at(0), view.glyphs.state(state), 1, style);
    }
    let (x, cells) = columns.name;
    // A name has what the number beside it leaves; a number has at least its column.
    let value = u16::try_from(width(&view.value(track, u16::MAX))).unwrap_or(u16::MAX);
    let most = columns.value.saturating_sub(x + 1).saturating_sub(value).max(cells);
    let named = view.put(buffer, at(x), &name(view, track, cells), most, style);
    // A name and a number never touch.
    let room = columns.value.saturating_sub(x + named + 1);
    view.put_right(buffer, at(columns.value), &view.value(track, room), room, style);
    view.put_right(buffer, at(columns.change), &view.change(track), columns.change - columns.value, theme.text);
    let note = |text: Option<String>, (x, cells): (u16, u16), buffer: &mut Buffer| {
        x + view.put(buffer, at(x), &text.unwrap_or_default(), cells, theme.dim)
    };
    let next = view.next_threshold(track, columns.next.unwrap_or(columns.note).1);
    let year_on_year = view.year_on_year(track, columns.note.1);
    let noted = match (track.gap(), columns.next) {
        // The course of a figure that is not known says less than why it is not.
        (Some(gap), _) => {
            let cells = area.width.saturating_sub(columns.note.0);
            note(Some(view.gap(track, &gap)), (columns.note.0, cells), buffer);
            return;
        }
        (None, None) if state > State::Normal => note(next.or(year_on_year), columns.note, buffer),
        (None, None) => note(year_on_year.or(next), columns.note, buffer),
        (None, Some(place)) => {
            note(year_on_year, columns.note, buffer);
            note(next, place, buffer);
            columns.remarks.map_or(0, |place| note(Some(view.remarks(track)), place, buffer))
        }
    };
    // Nor do a note and the course.
    let (x, cells) = columns.trend;
    let touching = u16::from(noted >= x && cells > 0);
    let (x, cells) = (x + touching, cells - touching);
    view.put(buffer, at(x), &view.trend(track, cells), cells, theme.dim);
}

/// The name, with its unit where that is longer than a sign and there is room.
fn name(view: &View<'_>, track: &Track, cells: u16) -> String {
    let language = view.words.language;
    let (name, unit) = (track.indicator.name.in_language(language), track.indicator.unit.in_language(language));
    let with_unit = format!("{name} {unit}");
    let fits = unit.chars().count() > 1 && width(&with_unit) <= usize::from(cells);
    if fits { with_unit } else { name.to_owned() }
}

/// Draws a topic as one line: state, name, and as many figures as fit, the worst first.
pub(super) fn line(view: &View<'_>, topic: Topic, area: Rect, buffer: &mut Buffer) {
    view.target(area, || Target::Topic(topic));
    let state = view.room.state(topic);
    let style = state.map_or(view.theme.dim, |state| view.theme.state(state));
    let symbol = state.map_or(" ", |state| view.glyphs.state(state));
    view.put(buffer, (area.x, area.y), symbol, 1, style);
    let label = match view.words.language {
        Language::Zh => 9,
        Language::En => 13,
    };
    view.put(buffer, (area.x + 2, area.y), view.words.topic(topic), (label - 1).min(area.width.saturating_sub(2)), style);
    let mut x = area.x + 2 + label;
    let mut tracks: Vec<&Track> = view.room.topic(topic).collect();
    if tracks.is_empty() {
        let word = if state.is_some() { view.words.unknown } else { view.absence() };
        view.put(buffer, (x, area.y), word, area.right().saturating_sub(x), style);
    }
    tracks.sort_by_key(|track| std::cmp::Reverse(track.state()));
    for (nth, track) in tracks.iter().enumerate() {
        let name = track.indicator.name.in_language(view.words.language);
        let value = view.value(track, u16::MAX);
        let cells = u16::try_from(width(name) + 1 + width(&value)).unwrap_or(u16::MAX);
        let left = area.right().saturating_sub(x);
        if nth > 0 && cells > left {
            break;
        }
        let style = view.theme.state(track.state());
        let room = left.saturating_sub(u16::try_from(width(&value) + 1).unwrap_or(0));
        x += view.put(buffer, (x, area.y), name, room, view.theme.dim) + 1;
        x += view.put(buffer, (x, area.y), &value, area.right().saturating_sub(x), style) + 2;
    }
}
