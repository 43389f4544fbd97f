//! Figures that claim to be true later than now.

use jiff::{SignedDuration, Timestamp};

use crate::duty::{Refusal, Span};

/// How far ahead of this machine's clock figures may claim to be true.
const TOLERANCE: SignedDuration = SignedDuration::from_mins(5);

/// Refuses figures that claim to be true more than five minutes after `now`.
///
/// # Errors
/// [`Refusal::Future`], with how far ahead they are.
pub(super) fn refuse_future(as_of: Timestamp, now: Timestamp) -> Result<(), Refusal> {
    let ahead = as_of.duration_since(now);
    if ahead <= TOLERANCE {
        return Ok(());
    }
    let ahead = Span::from_seconds(u32::try_from(ahead.as_secs()).unwrap_or(u32::MAX));
    Err(Refusal::Future { as_of, ahead })
}
