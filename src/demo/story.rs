//! What happens to the demonstration county while somebody looks: its first minute, and again every hour.

use std::time::Duration;

/// Seconds after which the story begins anew.
const HOUR: i64 = 3600;

/// How many petitions are overdue: none at first, one after fifteen seconds, three soon after, then worked off.
pub(super) fn overdue(elapsed: i64) -> f64 {
    match elapsed.rem_euclid(HOUR) {
        28..600 => 3.0,
        600..1200 => 2.0,
        15..28 | 1200..1800 => 1.0,
        _ => 0.0,
    }
}

/// How far a spot check brings the helmet rate down, in points.
pub(super) fn helmets_down(elapsed: i64) -> f64 {
    match elapsed.rem_euclid(HOUR) {
        38..1500 => 3.5,
        _ => 0.0,
    }
}

/// How a feed can stumble.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Stumble {
    /// It answers 503.
    Unavailable,
    /// It answers late.
    Slow(Duration),
    /// It answers half a document.
    Half,
}

/// Whether the police's feed stumbles, and how: after three quarters of a minute, then every seven minutes.
pub(super) fn stumble(elapsed: i64) -> Option<Stumble> {
    match elapsed {
        45..70 => Some(Stumble::Unavailable),
        _ if elapsed > 70 && elapsed % 420 < 20 => Some(match elapsed / 420 % 3 {
            0 => Stumble::Unavailable,
            1 => Stumble::Slow(Duration::from_secs(3)),
            _ => Stumble::Half,
        }),
        _ => None,
    }
}
