//! Levels that drift: ledgers that are worked off and filled again, rates that move a little from day to day.

use jiff::civil::DateTime;

use super::chance::generator;

/// A level that wanders between two bounds.
#[derive(Clone, Copy, Debug)]
pub(super) struct Level {
    /// What it is.
    pub(super) id: &'static str,
    /// Its lowest and highest.
    pub(super) between: (f64, f64),
    /// How many parts a unit has: 1 for whole numbers, 10 for tenths.
    pub(super) parts: f64,
}

impl Level {
    /// The level at a moment: from one day's draw to the next along a straight line.
    pub(super) fn at(&self, seed: u64, at: DateTime) -> f64 {
        let (low, high) = self.between;
        let draw = |date| low + (high - low) * generator(seed, self.id, date).f64();
        let (today, tomorrow) = (draw(at.date()), draw(at.date().tomorrow().unwrap_or(at.date())));
        let share = (f64::from(at.hour()) * 60.0 + f64::from(at.minute())) / 1440.0;
        ((today + (tomorrow - today) * share) * self.parts).round() / self.parts
    }
}
