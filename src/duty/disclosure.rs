//! Small cells: figures so small that they could point at a person.

/// The smallest count that is shown.
pub const THRESHOLD: f64 = 5.0;

/// What may be shown of one territory's figure.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Cell {
    /// The figure.
    Shown(f64),
    /// 1 to 4, shown as `<5`.
    Small,
    /// Hidden although it is not small, since the total would give another hidden one away.
    Complementary,
    /// Not known.
    Unknown,
}

/// Hides small cells of a breakdown: counts from 1 to 4, and where one cell alone would be hidden also the next
/// smallest, so that the total does not give it away (complementary suppression; DESIGN.md §2). A zero is no companion: what is
/// hidden would add up to the small cell itself. A cell alone that is not known is hidden too: it may be small, and the total may be
/// known, or may have been a moment ago.
///
/// ```
/// use zhiban::duty::{Cell, disclose};
///
/// let cells = disclose(&[Some(12.0), Some(3.0), Some(0.0), Some(7.0)]);
/// assert_eq!(cells, [Cell::Shown(12.0), Cell::Small, Cell::Shown(0.0), Cell::Complementary]);
/// ```
#[must_use]
pub fn disclose(figures: &[Option<f64>]) -> Vec<Cell> {
    let mut cells: Vec<Cell> = figures
        .iter()
        .map(|figure| match figure {
            None => Cell::Unknown,
            Some(n) if *n > 0.0 && *n < THRESHOLD => Cell::Small,
            Some(n) => Cell::Shown(*n),
        })
        .collect();
    let small = cells.iter().filter(|cell| **cell == Cell::Small).count();
    let unknown = cells.iter().filter(|cell| **cell == Cell::Unknown).count();
    if small == 1 || (small == 0 && unknown == 1) {
        let next = cells
            .iter_mut()
            .filter_map(|cell| match cell {
                Cell::Shown(n) if *n >= THRESHOLD => Some((*n, cell)),
                _ => None,
            })
            .min_by(|(a, _), (b, _)| a.total_cmp(b));
        if let Some((_, cell)) = next {
            *cell = Cell::Complementary;
        }
    }
    cells
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn hides_one_to_four_and_a_companion() {
        use Cell::{Complementary as C, Shown as S, Small as X, Unknown as U};
        for (figures, want) in [
            (vec![Some(0.0), Some(5.0)], vec![S(0.0), S(5.0)]),
            (vec![Some(1.0), Some(4.0), Some(9.0)], vec![X, X, S(9.0)]),
            (vec![Some(4.0), Some(9.0), Some(6.0)], vec![X, S(9.0), C]),
            (vec![Some(2.0), Some(0.0)], vec![X, S(0.0)]),
            (vec![None, Some(2.0), Some(8.0)], vec![U, X, C]),
            (vec![None, Some(9.0), Some(8.0), Some(0.0)], vec![U, S(9.0), C, S(0.0)]),
            (vec![None, None, Some(8.0)], vec![U, U, S(8.0)]),
        ] {
            assert_eq!(disclose(&figures), want, "{figures:?}");
        }
    }

    proptest! {
        #[test]
        fn never_one_hidden_cell_alone_where_another_could_join_it(
            figures in prop::collection::vec(prop::option::weighted(0.9, 0..30_u8), 0..20),
        ) {
            let figures: Vec<_> = figures.into_iter().map(|n| n.map(f64::from)).collect();
            let cells = disclose(&figures);
            let hidden = cells.iter().filter(|c| !matches!(c, Cell::Shown(_))).count();
            prop_assert!(hidden != 1 || !cells.iter().any(|c| matches!(c, Cell::Shown(n) if *n >= THRESHOLD)));
            prop_assert!(cells.iter().all(|c| !matches!(c, Cell::Shown(n) if (1.0..THRESHOLD).contains(n))));
        }
    }
}
