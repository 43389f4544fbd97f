//! The dashboard in lines of text, for screen readers and logs: what is new, once.

use jiff::Timestamp;

use crate::duty::{Channel, Clean, Entry, Feed, Health, JournalState, Room, Shift, Track};
use crate::screen::{Spoken, spoken};

use super::state::App;
use super::update::Message;

/// The most that waits for a reader who does not read: then lines are left out, and how many is said.
const MOST_WAITING: usize = 1 << 20;

/// What has been said, and what is to be.
pub(super) struct Lines {
    waiting: Vec<u8>,
    left_out: usize,
    /// Whether every change of a figure is said.
    figures: bool,
    values: Vec<Option<f64>>,
    shift: Shift,
    hour: i64,
    /// Whether every feed has been heard of, and that was said.
    summed_up: bool,
    journal: JournalState,
    /// The receivers that cannot be told.
    troubled: Vec<(Clean, Channel)>,
}

impl Lines {
    pub(super) fn new(app: &App, figures: bool) -> Self {
        Self {
            waiting: Vec::new(),
            left_out: 0,
            figures,
            values: values(&app.room),
            shift: app.room.shift(),
            hour: i64::MIN,
            summed_up: false,
            journal: app.journal.clone(),
            troubled: Vec::new(),
        }
    }

    /// What waits to be written.
    pub(super) fn waiting(&mut self) -> Option<&mut Vec<u8>> {
        (!self.waiting.is_empty()).then_some(&mut self.waiting)
    }

    /// Says what a message brings that will be shown by it.
    pub(super) fn hear(&mut self, app: &App, message: &Message, now: Timestamp) {
        let (proposal, recorded) = match message {
            Message::Recorded(proposal, _) => (&**proposal, true),
            Message::NotRecorded(proposal) => (proposal, false),
            _ => return,
        };
        for entry in &proposal.entries {
            // What could not be recorded was said then.
            if !was_shown(&app.room, entry) {
                self.say(app, now, &Spoken::Entry { entry, recorded });
            }
        }
    }

    /// Says what has changed otherwise since this was last asked.
    pub(super) fn look(&mut self, app: &App, now: Timestamp) {
        if app.journal != self.journal {
            let was_well = !matches!(self.journal, JournalState::NotRecording { .. });
            self.journal = app.journal.clone();
            // That it is open now is said by the entry that this seat started.
            if !(was_well && app.journal == JournalState::Recording) {
                self.say(app, now, &Spoken::Journal(&app.journal));
            }
        }
        self.look_at_receivers(app, now);
        self.look_at_figures(app, now);
        let shift = app.room.shift();
        let is_new_shift = std::mem::replace(&mut self.shift, shift) != shift;
        let hour = now.as_second().div_euclid(3600);
        let all_heard = app.room.feeds().iter().all(Feed::was_heard);
        if is_new_shift || (all_heard && !self.summed_up) || (self.summed_up && hour > self.hour) {
            self.summed_up |= all_heard;
            self.hour = hour;
            self.say(app, now, &Spoken::Whole);
        }
    }

    /// Says that this was the end.
    pub(super) fn end(&mut self, app: &App, now: Timestamp) {
        self.say(app, now, &Spoken::End);
    }

    fn look_at_receivers(&mut self, app: &App, now: Timestamp) {
        let is_troubled = |health: &&Health| health.trouble.is_some();
        let key = |health: &Health| (health.receiver.clone(), health.channel);
        let troubled: Vec<_> = app.receivers.iter().filter(is_troubled).map(key).collect();
        let before = std::mem::replace(&mut self.troubled, troubled);
        for health in &app.receivers {
            if before.contains(&key(health)) != health.trouble.is_some() {
                self.say(app, now, &Spoken::Receiver(health));
            }
        }
    }

    fn look_at_figures(&mut self, app: &App, now: Timestamp) {
        if !self.figures {
            return;
        }
        let before = std::mem::replace(&mut self.values, values(&app.room));
        for (track, before) in app.room.tracks().iter().zip(before) {
            if track.value() != before {
                self.say(app, now, &Spoken::Figure { track, before });
            }
        }
    }

    fn say(&mut self, app: &App, now: Timestamp, what: &Spoken<'_>) {
        if self.waiting.len() > MOST_WAITING {
            self.left_out += 1;
            return;
        }
        let view = app.view(now);
        let left_out = std::mem::take(&mut self.left_out);
        if left_out > 0 {
            self.push(&spoken(&view, &Spoken::LeftOut(left_out)));
        }
        self.push(&spoken(&view, what));
    }

    fn push(&mut self, line: &str) {
        self.waiting.extend_from_slice(line.as_bytes());
        self.waiting.push(b'\n');
    }
}

/// Whether an entry is shown already, as one that could not be recorded.
fn was_shown(room: &Room, entry: &Entry) -> bool {
    room.log().lines().rev().any(|line| !line.recorded && line.entry == *entry)
}

fn values(room: &Room) -> Vec<Option<f64>> {
    room.tracks().iter().map(Track::value).collect()
}
