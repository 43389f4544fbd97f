//! What went wrong in the county before anybody looked, so that its past has something to show.

use jiff::civil::DateTime;

use super::chance::generator;

/// What went wrong: which figure, on one day of how many, from and up to which hour, and by how much at the most.
const EPISODES: [(&str, u32, i8, i8, f64); 3] =
    [("petitions.overdue", 4, 9, 16, 3.0), ("traffic.helmet_rate", 5, 8, 18, -3.5), ("drowning.devices_online", 9, 13, 20, -3.6)];

/// By how much a figure differs from what was drawn, at a local time of the past.
pub(super) fn difference(seed: u64, id: &'static str, at: DateTime) -> f64 {
    let Some((_, days, from, to, most)) = EPISODES.iter().find(|(of, ..)| *of == id) else { return 0.0 };
    let mut rng = generator(seed.wrapping_add(u64::from(*days)), "episodes", at.date());
    let (strikes, share) = (rng.u32(0..*days) == 0, rng.f64());
    if !strikes || !(*from..*to).contains(&at.hour()) {
        return 0.0;
    }
    if *most > 0.0 { (most * share).ceil() } else { *most }
}
