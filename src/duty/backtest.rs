//! Rules over the past: what they would have raised, had they been in force.
//!
//! The times of the snapshots are the clock (DESIGN.md §7). It runs from snapshot to snapshot, and a delay that ends between two
//! fires at its own time; a gap is not staleness; nobody acknowledges, and nothing that would spare an officer's ears is left
//! out: flapping, floods and suppression by a period hide no alarm here.

use jiff::Timestamp;

use super::{
    AlarmChange, Body, Clean, Clearance, Comparison, Entry, FeedPlan, Id, Level, Measure, Occurrence, Outcome, Plan, Poll, Room,
    Snapshot, Span, Subject, Tally,
};

/// A duty room that lives through recorded snapshots.
#[derive(Clone, Debug)]
pub struct Backtest {
    room: Room,
    /// When the newest snapshot was true.
    judged: Timestamp,
    /// Whether each track's figure is known; none before it first was.
    known: Vec<Option<bool>>,
    tally: Tally,
}

/// What happened to the alarm of an indicator, or to its figure.
#[derive(Clone, Debug, PartialEq)]
pub struct Transition {
    /// When.
    pub at: Timestamp,
    /// To which indicator.
    pub indicator: Id,
    /// What.
    pub event: Event,
    /// The level that began or ended; none where only the figure became known or unknown.
    pub level: Option<Level>,
    /// The condition that began or ended, as it is written.
    pub rule: Option<Clean>,
    /// The first measure of that condition at this time; none when it is not known.
    pub measure: Option<f64>,
}

/// What happened.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Event {
    /// An alarm was raised, or grew worse.
    Raise,
    /// Its condition ended. A critical one may leave a warning that still holds.
    End(Clearance),
    /// The figure, known until then, is not known any more.
    Unknown,
    /// It is known again.
    Known,
}

impl Event {
    /// Its name for other programs.
    #[must_use]
    pub fn key(self) -> &'static str {
        match self {
            Self::Raise => "raise",
            Self::End(Clearance::Returned) => "clear",
            Self::End(Clearance::Revised) => "revise",
            Self::End(Clearance::PeriodEnd) => "period_end",
            Self::End(Clearance::RuleGone) => "rule_gone",
            Self::Unknown => "unknown",
            Self::Known => "known",
        }
    }
}

impl Backtest {
    /// The rules of a plan over recorded feeds of these names, the first snapshot of which was true at `from`.
    #[must_use]
    pub fn new(mut plan: Plan, feeds: Vec<Clean>, from: Timestamp) -> Self {
        plan.replace_feeds(feeds.into_iter().map(|name| FeedPlan::new(name, Span::MAX)).collect());
        // Nobody is there to report anything upward.
        plan.clocks.clear();
        let room = Room::new(plan, from);
        Self { judged: from, known: vec![None; room.tracks().len()], tally: Tally::new(from), room }
    }

    /// Lets the next delays fire that end before `before`; gives what follows, or none when none ends by then. One that ends at
    /// the very time of a snapshot is left to the snapshot: it says what is so at that time.
    pub fn run_delay(&mut self, before: Timestamp) -> Option<Vec<Transition>> {
        let due = self.room.due().filter(|due| self.judged < *due && *due < before)?;
        self.room.run_delays(self.judged, due);
        let mut transitions = Vec::new();
        self.drain(due, &mut transitions);
        Some(transitions)
    }

    /// Takes the next snapshot of feed number `feed`, none of which is older than those before; gives what follows, in the order
    /// of the screen. None: it is late by its sequence, and was ignored as a dashboard would have.
    pub fn take(&mut self, feed: usize, snapshot: Snapshot) -> Option<Vec<Transition>> {
        let now = snapshot.as_of.max(self.judged);
        let late = |room: &Room| room.feeds().get(feed).map(|feed| feed.late);
        let before = late(&self.room);
        let outcome = Outcome::Snapshot(snapshot);
        self.room.receive(feed, Poll { at: now, status: None, took: std::time::Duration::ZERO, outcome, expires: None }, now);
        self.judged = now;
        self.tally.snapshot(now);
        let mut transitions = Vec::new();
        self.note_quality(now, &mut transitions);
        self.drain(now, &mut transitions);
        (late(&self.room) == before).then_some(transitions)
    }

    /// Whether a snapshot carries an indicator, or anything that it is computed from.
    #[must_use]
    pub fn concerns(&self, id: &Id, snapshot: &Snapshot) -> bool {
        let is_carried = |id: &Id| snapshot.readings.iter().any(|reading| reading.id == *id);
        self.room.origins(id).any(is_carried)
    }

    /// Every measure that the rules of an indicator use now, in the order of its rules; none for one that cannot be computed.
    #[must_use]
    pub fn explain(&self, id: &Id) -> Vec<(Measure, Option<f64>)> {
        let Some(track) = self.room.track(id.as_str()) else { return Vec::new() };
        let mut measures: Vec<(Measure, Option<f64>)> = Vec::new();
        for Comparison { measure, .. } in track.rules().flat_map(super::Rule::comparisons) {
            if measures.iter().all(|(seen, _)| seen != measure) {
                measures.push((measure.clone(), self.room.measure(track, measure, self.judged)));
            }
        }
        measures
    }

    /// What it came to so far.
    #[must_use]
    pub fn tally(&self) -> &Tally {
        &self.tally
    }

    /// Whether a figure that was known is not any more, or is again.
    fn note_quality(&mut self, at: Timestamp, transitions: &mut Vec<Transition>) {
        for (track, known) in self.room.tracks().iter().zip(&mut self.known) {
            let is_known = track.value().is_some();
            if known.is_some_and(|was| was != is_known) {
                let event = if is_known { Event::Known } else { Event::Unknown };
                let indicator = track.indicator.id.clone();
                transitions.push(Transition { at, indicator, event, level: None, rule: None, measure: None });
            }
            if known.is_some() || is_known {
                *known = Some(is_known);
            }
        }
    }

    /// Takes what the room proposes, and has it shown.
    fn drain(&mut self, now: Timestamp, transitions: &mut Vec<Transition>) {
        let proposal = self.room.propose();
        for entry in &proposal.entries {
            let Some(transition) = self.transition(entry, now) else { continue };
            if transition.event == Event::Raise {
                self.tally.raise(&transition.indicator, transition.at);
            }
            transitions.push(transition);
        }
        self.room.show(&proposal, true);
    }

    /// What an entry means here; none where it is no transition of an indicator's alarm. What it was before is still shown.
    fn transition(&self, entry: &Entry, now: Timestamp) -> Option<Transition> {
        let Body::Alarm { subject: Subject::Indicator(id), event, record, .. } = &entry.body else { return None };
        let track = self.room.track(id.as_str())?;
        let shown = track.desk.shown();
        let grew_milder = record.alarm.active < shown.alarm.active;
        let (at, event, occurrence) = match event {
            AlarmChange::Raised => {
                let occurrence = record.occurrence.as_ref()?;
                (occurrence.at, Event::Raise, occurrence)
            }
            AlarmChange::Cleared(clearance) => (now, Event::End(*clearance), record.occurrence.as_ref()?),
            AlarmChange::Changed if grew_milder => {
                let clearance = track.clearance().unwrap_or(Clearance::RuleGone);
                (now, Event::End(clearance), shown.occurrence.as_ref()?)
            }
            _ => return None,
        };
        let Occurrence { level, cause, measure, .. } = occurrence;
        let (rule, comparison) = cause.rule()?;
        let measure = match event {
            Event::Raise => *measure,
            _ => self.room.measure(track, &comparison.measure, now),
        };
        Some(Transition { at, indicator: id.clone(), event, level: Some(*level), rule: Some(rule.clone()), measure })
    }
}
