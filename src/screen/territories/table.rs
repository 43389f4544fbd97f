//! What the table holds: a topic's indicators by township, with what may be shown of each cell.

use std::collections::HashMap;

use crate::duty::{Cell, Clean, Gap, Id, Room, Topic, Track};

use crate::screen::breakdown;
use crate::screen::view::View;

use super::heat::Scale;

/// One indicator by township.
pub(super) struct Column<'a> {
    pub(super) track: &'a Track,
    /// A cell for each township, in the order of the configuration.
    pub(super) cells: Vec<Cell>,
    /// What its heat is measured by.
    pub(super) scale: Scale,
}

/// The indicators of a topic that are delivered by township.
pub(super) fn columns<'a>(room: &'a Room, topic: Topic) -> Vec<Column<'a>> {
    let column = |track: &'a Track| {
        let cells = cells(room, track);
        Column { track, scale: Scale::of(&cells, track.indicator.kind), cells }
    };
    delivered(room, topic).map(column).collect()
}

/// The indicators of a topic that are delivered by township, in the order of the screen.
#[must_use]
pub fn columns_of(room: &Room, topic: Topic) -> Vec<Id> {
    delivered(room, topic).map(|track| track.indicator.id.clone()).collect()
}

/// Whether any indicator of a topic is delivered by township.
#[must_use]
pub fn has_breakdown(room: &Room, topic: Topic) -> bool {
    !room.territories().is_empty() && delivered(room, topic).next().is_some()
}

/// The townships in the order of their rows, each as its place in the configuration.
#[must_use]
pub fn townships(view: &View<'_>) -> Vec<usize> {
    rows(view, &columns(view.room, view.grid.topic))
}

/// The same, where the columns are at hand.
pub(super) fn rows(view: &View<'_>, columns: &[Column<'_>]) -> Vec<usize> {
    let filter = view.filter.to_lowercase();
    let is_wanted = |name: &Clean| name.as_str().to_lowercase().contains(&filter);
    let named = view.room.territories().iter().enumerate().filter(|(_, name)| is_wanted(name));
    let mut rows: Vec<usize> = named.map(|(row, _)| row).collect();
    if let Some(column) = picked(view, columns).and_then(|n| columns.get(n)).filter(|_| view.grid.is_sorted) {
        // By what is shown and not by what is hidden; equals stay in the order of the configuration.
        let place = |row: &usize| column.cells.get(*row).map_or(f64::NEG_INFINITY, breakdown::order);
        rows.sort_by(|a, b| place(b).total_cmp(&place(a)));
    }
    rows
}

/// The place of the column that is picked.
pub(super) fn picked(view: &View<'_>, columns: &[Column<'_>]) -> Option<usize> {
    let picked = view.grid.column.as_ref()?;
    columns.iter().position(|column| column.track.indicator.id == *picked)
}

fn delivered(room: &Room, topic: Topic) -> impl Iterator<Item = &Track> {
    room.topic(topic).filter(|track| track.reading.as_ref().is_some_and(|reading| !reading.territories.is_empty()))
}

/// A figure's cells. Figures that are too old are as little known by township as for the county.
fn cells(room: &Room, track: &Track) -> Vec<Cell> {
    let is_known = matches!(track.gap(), None | Some(Gap::NotKnown | Gap::NoSum | Gap::Territory(_)));
    let figures: HashMap<&Clean, f64> = match &track.reading {
        Some(reading) if is_known => reading.territories.iter().filter_map(|(name, n)| Some((name, (*n)?))).collect(),
        _ => HashMap::new(),
    };
    let numbers: Vec<Option<f64>> = room.territories().iter().map(|name| figures.get(name).copied()).collect();
    breakdown::cells(track, &numbers)
}
