//! When nobody watched because no seat ran.

use jiff::Timestamp;

use crate::duty::{Body, Entry, SeatChange};

/// A time during which no seat ran: nothing was polled, and no alarm could be raised.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Unwatched {
    /// Since when, not before the span.
    pub from: Timestamp,
    /// Until when, not after it.
    pub to: Timestamp,
    /// Whether the seat only stood still, or its clock jumped; otherwise the program did not run.
    pub stood_still: bool,
}

/// When no seat ran within `[from, to)`, from entries in the order of the journal: the oldest first; times that touch are one.
///
/// A start says since when no seat had run, and the first start of all that nothing is known before it. What is written after
/// the span can say that its end was not watched; a stop without a start after it lasts to the end.
#[must_use]
pub fn unwatched(entries: &[Entry], from: Timestamp, to: Timestamp) -> Vec<Unwatched> {
    let mut gaps = Vec::new();
    let mut stopped = None;
    for entry in entries {
        let Body::Seat(change) = &entry.body else { continue };
        match change {
            SeatChange::Started { off_since, .. } => {
                let since = [stopped.take(), *off_since].into_iter().flatten().min().unwrap_or(Timestamp::MIN);
                gaps.push(Unwatched { from: since, to: entry.at, stood_still: false });
            }
            // A seat that goes on with the journal had run beside the one that ended.
            SeatChange::Rejoined => stopped = None,
            SeatChange::Stopped => stopped = Some(entry.at),
            SeatChange::Reconfigured => {}
            SeatChange::Interrupted { before } => gaps.push(Unwatched { from: *before, to: entry.at, stood_still: true }),
        }
    }
    gaps.extend(stopped.map(|since| Unwatched { from: since, to: Timestamp::MAX, stood_still: false }));
    let clipped = gaps.into_iter().map(|gap| Unwatched { from: gap.from.max(from), to: gap.to.min(to), ..gap });
    let mut gaps: Vec<Unwatched> = clipped.filter(|gap| gap.from < gap.to).collect();
    gaps.sort_by_key(|gap| (gap.from, gap.to));
    let mut merged: Vec<Unwatched> = Vec::new();
    for gap in gaps {
        match merged.last_mut().filter(|last| gap.from <= last.to) {
            Some(last) => {
                last.to = last.to.max(gap.to);
                last.stood_still &= gap.stood_still;
            }
            None => merged.push(gap),
        }
    }
    merged
}
