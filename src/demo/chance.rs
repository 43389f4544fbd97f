//! Chance that is the same each time: drawn from a seed, for each thing and day alone.

use std::hash::{DefaultHasher, Hash, Hasher};

use jiff::civil::Date;

/// A generator of its own for each process and day.
pub(super) fn generator(seed: u64, id: &str, date: Date) -> fastrand::Rng {
    let mut hasher = DefaultHasher::new();
    (seed, id, date.year(), date.day_of_year()).hash(&mut hasher);
    fastrand::Rng::with_seed(hasher.finish())
}

/// A Poisson number (Knuth 1969); rates here are far below those where the product would vanish.
pub(super) fn poisson(rng: &mut fastrand::Rng, rate: f64) -> u32 {
    let limit = (-rate).exp();
    let mut product = rng.f64();
    let mut count = 0;
    while product > limit && count < 1000 {
        product *= rng.f64();
        count += 1;
    }
    count
}
