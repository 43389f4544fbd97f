//! Heat: how much a figure is among those of its column, by symbol and shade.
//!
//! Colour belongs to the abnormal: heat is grey. It is taken from the cells that are shown and from no other, so that it tells
//! nothing of those that are hidden.

use ratatui::style::Style;

use crate::duty::{Cell, Kind};

use crate::screen::view::View;

/// The steps, 0 the lowest.
const STEPS: f64 = 4.0;

/// The span of a column that its cells are placed in.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Scale {
    lowest: f64,
    highest: f64,
}

impl Scale {
    /// The scale of a column: from nothing to its highest figure; rates and ranks, which lie close together, from its lowest.
    pub(super) fn of(cells: &[Cell], kind: Kind) -> Self {
        let shown = || cells.iter().filter_map(|cell| if let Cell::Shown(n) = cell { Some(*n) } else { None });
        let highest = shown().fold(f64::NEG_INFINITY, f64::max);
        let lowest = shown().fold(f64::INFINITY, f64::min);
        match kind {
            Kind::Count(_) | Kind::Gauge => Self { lowest: lowest.min(0.0), highest },
            Kind::Rate | Kind::Rank => Self { lowest, highest },
        }
    }

    /// The step of a cell from 0, the lowest, to 4; none where it is hidden or not known, or where all are alike.
    pub(super) fn step(self, cell: &Cell) -> Option<usize> {
        let Cell::Shown(n) = cell else { return None };
        let reach = self.highest - self.lowest;
        #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "between 0 and 4")]
        (reach > 0.0 && reach.is_finite()).then(|| ((n - self.lowest) / reach * STEPS).ceil().clamp(0.0, STEPS) as usize)
    }
}

/// The symbol of a step.
pub(super) fn symbol(view: &View<'_>, step: Option<usize>) -> &'static str {
    let bar = match step {
        None => return " ",
        Some(0) => 0,
        Some(1) => 2,
        Some(2) => 4,
        Some(3) => 6,
        Some(_) => 7,
    };
    view.glyphs.bars.get(bar).copied().unwrap_or(" ")
}

/// The shade of a step.
pub(super) fn shade(view: &View<'_>, step: Option<usize>) -> Style {
    view.theme.heat(step.unwrap_or_default())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::duty::Window;

    #[test]
    fn a_count_is_placed_from_nothing_and_a_rate_from_the_lowest() {
        use Cell::{Complementary, Shown, Small, Unknown};
        let cells = [Shown(0.0), Shown(25.0), Shown(26.0), Shown(100.0), Small, Complementary, Unknown];
        let steps = |cells: &[Cell], kind| {
            let scale = Scale::of(cells, kind);
            cells.iter().map(|cell| scale.step(cell)).collect::<Vec<_>>()
        };
        let year = Kind::Count(Window::Year);
        assert_eq!(steps(&cells, year), [Some(0), Some(1), Some(2), Some(4), None, None, None]);
        let rates = [Shown(92.0), Shown(96.0), Shown(100.0)];
        assert_eq!(steps(&rates, Kind::Rate), [Some(0), Some(2), Some(4)]);
        assert_eq!(steps(&[Shown(100.0), Shown(100.0)], Kind::Rate), [None, None], "all alike");
        assert_eq!(steps(&[Shown(0.0), Small], year), [None, None], "nothing anywhere");
    }
}
