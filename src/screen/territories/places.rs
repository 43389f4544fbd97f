//! Where the columns stand, and which of them fit: the one that is picked always does.

use ratatui::layout::Rect;

use crate::screen::text::width;
use crate::screen::view::View;

use super::table::{Column, picked};

/// The cells of a heat symbol and the space before it.
pub(super) const HEAT: u16 = 2;
/// The cells between columns.
const GAP: u16 = 2;
/// The cells that a count of columns that do not fit takes.
pub(super) const COUNT: u16 = 4;

/// Which columns stand where.
pub(super) struct Places {
    /// How wide the names of the townships are.
    pub(super) names: u16,
    /// The first column on screen, and how many are.
    pub(super) first: usize,
    pub(super) shown: usize,
    /// How wide each column on screen is.
    widths: Vec<u16>,
    gap: u16,
}

impl Places {
    pub(super) fn new(view: &View<'_>, columns: &[Column<'_>], area: Rect) -> Self {
        let (widest, gap) = (if area.width < 60 { 10 } else { 16 }, GAP);
        let cells = |text: &str| u16::try_from(width(text)).unwrap_or(u16::MAX);
        let names = view.room.territories().iter().map(|name| cells(name.as_str()));
        let names = names.chain([cells(view.words.county()), cells(view.words.township()) + COUNT]).max().unwrap_or(0);
        let names = names.min(area.width / 3);
        let widths: Vec<u16> = columns
            .iter()
            .map(|column| {
                let kind = column.track.indicator.kind;
                let figures = column.cells.iter().map(|cell| cells(&view.cell(cell, kind)));
                let figures = figures.chain([cells(&view.value(column.track, widest - HEAT))]).max().unwrap_or(0);
                (figures + HEAT).max(cells(&name(view, column)) + 1).clamp(6, widest)
            })
            .collect();
        let room = area.width.saturating_sub(1 + names);
        let fit = |first: usize| {
            let mut left = room;
            let mut shown = 0;
            for (n, width) in widths.iter().enumerate().skip(first) {
                let reserved = if n + 1 < widths.len() { COUNT } else { 1 };
                if left < width + gap + reserved {
                    break;
                }
                left -= width + gap;
                shown += 1;
            }
            (shown, left)
        };
        let wanted = picked(view, columns).unwrap_or(0);
        let first = (0..=wanted).find(|first| first + fit(*first).0 > wanted).unwrap_or(wanted);
        let (shown, left) = fit(first);
        let is_whole = first == 0 && shown == widths.len();
        // What is left makes the gaps wider, as long as a row can still be followed.
        let share = u16::try_from(shown).ok().and_then(|shown| left.checked_div(shown)).unwrap_or(0);
        let gap = if is_whole { gap + share.saturating_sub(1).min(6) } else { gap };
        Self { names, first, shown, widths: widths.into_iter().skip(first).take(shown).collect(), gap }
    }

    /// The right edge of each column on screen, and how wide it is.
    pub(super) fn edges(&self, area: Rect) -> impl Iterator<Item = (u16, u16)> {
        let mut x = area.x + 1 + self.names;
        self.widths.iter().map(move |width| {
            x += self.gap + width;
            (x, *width)
        })
    }
}

/// The name of a column, with its unit where that is longer than a sign.
pub(super) fn name(view: &View<'_>, column: &Column<'_>) -> String {
    let language = view.words.language;
    let (name, unit) = (column.track.indicator.name.in_language(language), column.track.indicator.unit.in_language(language));
    if unit.chars().count() > 1 { format!("{name} {unit}") } else { name.to_owned() }
}
