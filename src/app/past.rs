//! Looking back: the dashboard as it was at an earlier moment, while everything goes on behind it.

use jiff::{SignedDuration, Timestamp};

use crate::duty::{Query, Refused, Room};

use super::act::follow_list;
use super::state::App;

/// A moment that is looked back to.
#[derive(Clone, Debug)]
pub struct LookedBack {
    /// When.
    pub at: Timestamp,
    /// The room as it was then, once the journal has been read.
    pub room: Option<Box<Room>>,
    /// Since when no seat ran then, if none did.
    pub off_since: Option<Timestamp>,
    asked: bool,
}

impl LookedBack {
    /// What the journal is to be asked for, once.
    pub(super) fn look(&mut self) -> Option<Query> {
        (!std::mem::replace(&mut self.asked, true)).then_some(Query::Moment { at: self.at })
    }
}

/// Looks back to a moment: the journal is asked how it was.
pub(super) fn look_back(app: &mut App, at: Timestamp, now: Timestamp) {
    if at >= now {
        live(app, now);
        return;
    }
    // An alarm under the cursor is one of another time.
    app.cursor = None;
    // Until that moment has been read, the one before stays nowhere on screen.
    app.past = Some(LookedBack { at, room: None, off_since: None, asked: false });
    app.lens.forget();
}

/// Looks back so many minutes earlier than what is on screen; later where it is negative.
pub(super) fn step_back(app: &mut App, minutes: i32, now: Timestamp) {
    let from = app.past.as_ref().map_or(now, |past| past.at);
    let at = from.checked_sub(SignedDuration::from_mins(minutes.into())).unwrap_or(from);
    look_back(app, at, now);
}

/// Asks how it was once more, for a room that has been told otherwise: until the answer comes the one on screen stays.
pub(super) fn look_again(app: &mut App) {
    if let Some(past) = &mut app.past {
        past.asked = false;
    }
}

/// Shows the present again.
pub(super) fn live(app: &mut App, now: Timestamp) {
    app.past = None;
    app.cursor = None;
    app.lens.forget();
    app.lens.follow();
    follow_list(app, now);
}

/// Shows the room of a moment once the journal has said how it was; or goes back to the present where it cannot.
pub(super) fn arrive(app: &mut App, at: Timestamp, known: Option<(Room, Option<Timestamp>)>, now: Timestamp) {
    let Some(past) = app.past.as_mut().filter(|past| past.at == at) else { return };
    if let Some((room, off_since)) = known {
        (past.room, past.off_since) = (Some(Box::new(room)), off_since);
        follow_list(app, now);
    } else {
        live(app, now);
        app.refused = Some(Refused::NotInJournal);
    }
}

#[cfg(test)]
mod tests;
