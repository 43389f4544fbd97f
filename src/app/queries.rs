//! What is asked of the journal for the screen that is shown, and what becomes of the answer.

use jiff::Timestamp;

use crate::duty::{Clean, Found, Id, Language, Query, Room, Track};
use crate::screen::{Chart, Screen};

use super::past::arrive;
use super::state::App;
use super::update::Effect;

impl App {
    /// What the journal is to be asked for now.
    pub fn queries(&mut self, now: Timestamp) -> Vec<Query> {
        let moment = self.past.as_mut().and_then(super::past::LookedBack::look);
        let of_screen = match self.at {
            Screen::Trend => self.course(now),
            Screen::Journal => self.reader.look(self.screen.height.into(), || names(&self.room), now),
            _ => None,
        };
        moment.into_iter().chain(of_screen).collect()
    }

    /// The course of what is selected, as far as it has not been read.
    fn course(&mut self, now: Timestamp) -> Option<Query> {
        let (room, now) = match &self.past {
            Some(past) => (past.room.as_deref()?, past.at),
            None => (&self.room, now),
        };
        let track = room.track(self.selected.as_ref()?.as_str())?;
        self.lens.look(track, room.zone(), Chart::columns(self.screen), now)
    }
}

/// What each indicator is called, for whoever looks for it in the journal.
fn names(room: &Room) -> Vec<(Id, String)> {
    let name = |track: &Track| {
        let indicator = &track.indicator;
        let called = [Language::Zh, Language::En]
            .map(|language| format!("{} {}", indicator.topic.name(language), indicator.name.in_language(language)));
        (indicator.id.clone(), format!("{} {}", indicator.id, called.join(" ")))
    };
    room.tracks().iter().map(name).collect()
}

/// Takes what the journal found.
pub(super) fn found(app: &mut App, found: Found, now: Timestamp) -> Effect {
    match found {
        Found::Course(course) => {
            if !app.lens.take(course) {
                return Effect::Nothing;
            }
        }
        Found::Entries(entries) => app.reader.take(entries),
        Found::Moment(moment) => {
            let at = moment.at;
            let is_known = moment.earliest.is_some_and(|earliest| earliest <= at);
            let off_since = moment.past.off_since.filter(|_| !moment.watched);
            let known = is_known.then(|| (app.room.as_of(*moment), off_since));
            arrive(app, at, known, now);
        }
    }
    Effect::Draw
}

/// Notes that the journal could not be read.
pub(super) fn not_found(app: &mut App, query: &Query, reason: &Clean, now: Timestamp) -> Effect {
    tracing::warn!(asked = ?query.asked(), %reason, "the journal could not be read");
    match query {
        Query::Course { indicator, from, to, .. } => app.lens.give_up((indicator, *from, *to), now),
        Query::Entries { before, filter, .. } => app.reader.give_up(*before, filter, now),
        Query::Moment { at } => arrive(app, *at, None, now),
    }
    Effect::Draw
}
