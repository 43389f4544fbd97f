//! Townships by indicators: a topic's figures as a table with heat, the highest of each column the fullest.
//!
//! ```text
//!  示范县  03-05 周四 08:42:17 …                               header
//!  安全生产  道路交通  防溺水  信访  禁毒 …       另有 9 项    topics, the one that is shown marked; rows off screen
//!  乡镇        ▼本年来件     超期未办   3日内到期  +2          columns, the one sorted by marked; those that do not fit
//!  全县            412           9 ✖         31                the county, with its state
//!  城关镇          205 █         6 █          *                the place of each figure within its column
//!  石桥镇          131 ▇         0 ▁         <5                small cells hidden, without heat or place
//!  ▁▃▅▇█ 占本列最大值之比 …                                    what the symbols mean, where there is room
//!  ? 帮助  Enter 走势 …                                        keys
//! ```

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::Style;

use crate::duty::{Cell, Feed, State, Topic};

use super::target::Target;
use super::text::width;
use super::view::View;
use super::{footer, header};
use places::{COUNT, HEAT, Places, name};
use table::{Column, columns, picked, rows};

mod heat;
mod places;
mod table;

pub use table::{columns_of, has_breakdown, townships};

/// Draws the screen.
pub(super) fn draw(view: &View<'_>, area: Rect, buffer: &mut Buffer) {
    header::draw(view, Rect { height: 1, ..area }, buffer);
    footer::draw(view, Rect { y: area.bottom().saturating_sub(1), height: 1, ..area }, buffer);
    let body = Rect { y: area.y + 1, height: area.height.saturating_sub(2), ..area };
    let columns = columns(view.room, view.grid.topic);
    if columns.is_empty() || view.room.territories().is_empty() {
        topics(view, Rect { height: body.height.min(1), ..body }, 0, buffer);
        nothing(view, body, buffer);
    } else {
        table(view, &columns, body, buffer);
    }
}

/// Where nothing is delivered by township: what to do.
fn nothing(view: &View<'_>, body: Rect, buffer: &mut Buffer) {
    let is_heard = view.room.feeds().iter().all(Feed::was_heard);
    let lines = match () {
        () if view.room.territories().is_empty() => view.words.no_townships(),
        () if !is_heard && !view.room.feeds().is_empty() => [view.words.waiting, "", view.words.another_topic()],
        () => view.words.no_breakdown(),
    };
    for (y, line) in (body.y + 1..body.bottom()).zip(lines) {
        view.put(buffer, (body.x + 1, y), line, body.width.saturating_sub(1), view.theme.dim);
    }
}

/// The topics, the one that is shown marked; where they do not all fit, that one and its number.
fn topics(view: &View<'_>, line: Rect, below: usize, buffer: &mut Buffer) {
    if line.height == 0 {
        return;
    }
    let more = if below > 0 { view.words.more(below) } else { String::new() };
    let taken = u16::try_from(width(&more)).unwrap_or(u16::MAX).saturating_add(2);
    view.put_right(buffer, (line.right().saturating_sub(1), line.y), &more, line.width, view.theme.dim);
    let room = line.width.saturating_sub(taken.saturating_add(1));
    let whole: usize = Topic::ALL.into_iter().map(|topic| width(view.words.topic(topic)) + 2).sum();
    if whole > usize::from(room) {
        let place = Topic::ALL.into_iter().position(|topic| topic == view.grid.topic).map_or(0, |n| n + 1);
        let text = format!("{} {place}/{}", view.words.topic(view.grid.topic), Topic::ALL.len());
        view.put(buffer, (line.x + 1, line.y), &text, room, view.theme.heading);
        return;
    }
    let mut x = line.x + 1;
    for topic in Topic::ALL {
        let style = if topic == view.grid.topic { view.theme.heading } else { view.theme.dim };
        x += view.put(buffer, (x, line.y), view.words.topic(topic), line.right().saturating_sub(x), style) + 2;
    }
}

fn table(view: &View<'_>, columns: &[Column<'_>], body: Rect, buffer: &mut Buffer) {
    let rows = rows(view, columns);
    let has_legend = body.height >= 14;
    // Lines are left blank only where every township has one.
    let spare = usize::from(body.height).saturating_sub(3 + usize::from(has_legend) + rows.len());
    let top = body.y + 1 + u16::from(spare > 0);
    let bottom = body.bottom().saturating_sub(u16::from(has_legend) + u16::from(spare > 1));
    let lines = usize::from(bottom.saturating_sub(top + 2));
    let under = rows.iter().position(|row| *row == view.grid.cursor).unwrap_or(0);
    let first = (under + 1).saturating_sub(lines);
    topics(view, Rect { height: body.height.min(1), ..body }, rows.len().saturating_sub(lines), buffer);
    let places = Places::new(view, columns, body);
    if top < body.bottom() {
        heads(view, columns, &places, Rect { y: top, height: 1, ..body }, buffer);
    }
    if top + 1 < body.bottom() {
        county(view, columns, &places, Rect { y: top + 1, height: 1, ..body }, buffer);
    }
    for (y, row) in (top + 2..bottom).zip(rows.iter().skip(first).copied()) {
        let line = Rect { y, height: 1, ..body };
        township(view, columns, &places, row, line, buffer);
        view.target(line, || Target::Row(row));
    }
    if has_legend {
        let legend = view.symbols(view.words.heat_legend());
        let y = body.bottom() - 1;
        view.put(buffer, (body.x + 1, y), &legend, body.width.saturating_sub(1), view.theme.dim);
    }
}

/// The names of the columns, and how many stand to the left and to the right of the screen.
fn heads(view: &View<'_>, columns: &[Column<'_>], places: &Places, line: Rect, buffer: &mut Buffer) {
    let (names, y) = (line.x + 1 + places.names, line.y);
    let filter = format!("/ {}", view.filter);
    let heading = if view.filter.is_empty() { view.words.township() } else { &filter };
    view.put(buffer, (line.x + 1, y), heading, places.names, view.theme.dim);
    if places.first > 0 {
        view.put_right(buffer, (names, y), &format!("+{}", places.first), COUNT, view.theme.dim);
    }
    let picked = picked(view, columns);
    let mut right = names;
    for ((n, column), (edge, cells)) in columns.iter().enumerate().skip(places.first).zip(places.edges(line)) {
        let is_picked = picked == Some(n);
        let sign = if is_picked && view.grid.is_sorted { view.glyphs.sorted } else { "" };
        let style = if is_picked { view.theme.heading } else { view.theme.dim };
        view.put_right(buffer, (edge, y), &format!("{sign}{}", name(view, column)), cells, style);
        right = edge;
    }
    let after = columns.len().saturating_sub(places.first + places.shown);
    if after > 0 {
        view.put(buffer, (right + 1, y), &format!("+{after}"), line.right().saturating_sub(right + 1), view.theme.dim);
    }
}

/// The figures of the whole county, each with its state.
fn county(view: &View<'_>, columns: &[Column<'_>], places: &Places, line: Rect, buffer: &mut Buffer) {
    view.put(buffer, (line.x + 1, line.y), view.words.county(), places.names, view.theme.heading);
    for (column, (edge, cells)) in columns.iter().skip(places.first).zip(places.edges(line)) {
        let state = column.track.state();
        let style = if state == State::Normal { view.theme.heading } else { view.theme.state(state) };
        let text = view.value(column.track, cells - HEAT);
        view.put_right(buffer, (edge - HEAT, line.y), &text, cells - HEAT, style);
        view.put(buffer, (edge - 1, line.y), view.glyphs.state(state), 1, style);
    }
}

/// The figures of a township, each with its heat.
fn township(view: &View<'_>, columns: &[Column<'_>], places: &Places, row: usize, line: Rect, buffer: &mut Buffer) {
    let under = (row == view.grid.cursor).then(|| view.theme.text.patch(view.theme.selection));
    let style = |plain: Style| under.unwrap_or(plain);
    if let Some(style) = under {
        view.put(buffer, (line.x, line.y), &" ".repeat(line.width.into()), line.width, style);
    }
    let name = view.room.territories().get(row).map_or("", |name| name.as_str());
    view.put(buffer, (line.x + 1, line.y), name, places.names, style(view.theme.text));
    for (column, (edge, cells)) in columns.iter().skip(places.first).zip(places.edges(line)) {
        let Some(cell) = column.cells.get(row) else { continue };
        let kind = column.track.indicator.kind;
        let step = column.scale.step(cell);
        let text = match cell {
            Cell::Shown(n) => view.number_in(*n, kind, usize::from(cells - HEAT)),
            other => view.cell(other, kind),
        };
        // The shade fills the column, so that a short number is no less hot than a long one; the symbol is read by its height
        // alone, which a shaded or reversed ground would turn upside down.
        let padding = usize::from(cells - HEAT).saturating_sub(width(&text));
        let padded = format!("{}{text}", " ".repeat(padding));
        view.put_right(buffer, (edge - HEAT, line.y), &padded, cells - HEAT, style(heat::shade(view, step)));
        view.put(buffer, (edge - 1, line.y), heat::symbol(view, step), 1, style(view.theme.dim));
    }
}
