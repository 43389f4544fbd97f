//! A topic's figures by township, where a panel has room for them.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

use crate::duty::{Cell, Clean, Kind, THRESHOLD, Track, disclose};

use super::view::View;

/// Draws the breakdown of the first of `tracks` that has one, the highest figures first, in columns.
pub(super) fn draw(view: &View<'_>, tracks: &[&Track], area: Rect, buffer: &mut Buffer) {
    let Some((track, figures)) = tracks.iter().find_map(|track| Some((track, figures(view, track)?))) else { return };
    let name = track.indicator.name.in_language(view.words.language);
    let heading = format!("{name} {} {}", view.glyphs.dot, view.words.territories);
    view.put(buffer, (area.x + 2, area.y + 1), &heading, area.width.saturating_sub(2), view.theme.dim);
    let cells = 20_u16;
    let across = ((area.width.saturating_sub(2)) / cells).max(1);
    let down = area.height.saturating_sub(2);
    let places = (0..down).flat_map(|row| (0..across).map(move |column| (column, row)));
    for ((column, row), (territory, cell)) in places.zip(&figures) {
        let (x, y) = (area.x + 2 + column * cells, area.y + 2 + row);
        view.put(buffer, (x, y), territory.as_str(), cells - 8, view.theme.dim);
        let text = view.cell(cell, track.indicator.kind);
        let style = if *cell == Cell::Shown(0.0) { view.theme.dim } else { view.theme.text };
        view.put_right(buffer, (x + cells - 2, y), &text, 6, style);
    }
}

impl View<'_> {
    /// What is written in a cell.
    pub(super) fn cell(&self, cell: &Cell, kind: Kind) -> String {
        match cell {
            Cell::Shown(n) => self.number(*n, kind),
            Cell::Small => format!("<{THRESHOLD}"),
            Cell::Complementary => "*".to_owned(),
            Cell::Unknown => self.glyphs.none.to_owned(),
        }
    }
}

/// A figure's townships, highest first; small cells hidden where the topic concerns people.
fn figures(view: &View<'_>, track: &Track) -> Option<Vec<(Clean, Cell)>> {
    let delivered = &track.known()?.territories;
    // In the order of the configuration, as everywhere: where two figures could be hidden beside a small one, each screen hides the same.
    let figure = |name: &Clean| delivered.iter().find(|(other, _)| other == name).map(|(_, n)| (name.clone(), *n));
    let (names, numbers): (Vec<Clean>, Vec<Option<f64>>) = view.room.territories().iter().filter_map(figure).unzip();
    if names.is_empty() {
        return None;
    }
    let mut figures: Vec<(Clean, Cell)> = names.into_iter().zip(cells(track, &numbers)).collect();
    // By what is shown and not by what is hidden: the order of hidden cells would tell their figures.
    figures.sort_by(|(_, a), (_, b)| order(b).total_cmp(&order(a)));
    Some(figures)
}

/// What may be shown of a figure's townships: small cells hidden where the topic concerns people.
pub(super) fn cells(track: &Track, numbers: &[Option<f64>]) -> Vec<Cell> {
    if track.indicator.topic.concerns_people() {
        disclose(numbers)
    } else {
        numbers.iter().map(|n| n.map_or(Cell::Unknown, Cell::Shown)).collect()
    }
}

/// By what cells are sorted: all that are hidden share one place, below what is shown from the threshold on.
pub(super) fn order(cell: &Cell) -> f64 {
    match cell {
        Cell::Shown(n) => *n,
        Cell::Complementary | Cell::Small => THRESHOLD - 1.0,
        Cell::Unknown => f64::NEG_INFINITY,
    }
}
