//! How alarms follow what is measured: rules, feeds and time into proposed entries.

use jiff::Timestamp;

use crate::duty::{
    AlarmChange, AlarmEvent, Annunciation, Body, Cause, Clearance, Desk, Effect, Ended, Level, Occurrence, Record, Shelf,
    Subject, Track,
};

use super::Room;
use super::orders::LONGEST_SHELF;

/// What speaks for an alarm now.
pub(super) struct Finding {
    /// Since when it does.
    pub(super) at: Timestamp,
    pub(super) level: Level,
    pub(super) cause: Cause,
    pub(super) measure: Option<f64>,
    pub(super) value: Option<f64>,
}

impl Room {
    /// Every alarm: of the indicators in the order of the screen, of feeds, of late steps, and those without a place.
    pub fn alarms(&self) -> impl Iterator<Item = (Subject, &Desk)> {
        self.alarms_of(self.tracks.iter(), |_| true)
    }

    /// Those of the alarms that are not at rest of which so much is true.
    pub fn alarms_where(&self, is_one: impl Fn(&Desk) -> bool + Copy) -> impl Iterator<Item = (Subject, &Desk)> {
        self.alarms_of(self.tracks.restless(), is_one)
    }

    /// The same of these indicators and of all else.
    fn alarms_of<'a>(
        &'a self,
        tracks: impl Iterator<Item = &'a Track>,
        is_one: impl Fn(&Desk) -> bool + Copy,
    ) -> impl Iterator<Item = (Subject, &'a Desk)> {
        let tracks = tracks.filter(move |track| is_one(&track.desk));
        let tracks = tracks.map(|track| (Subject::Indicator(track.indicator.id.clone()), &track.desk));
        let feeds = self.feeds.iter().filter(move |feed| is_one(&feed.desk));
        let feeds = feeds.map(|feed| (Subject::Feed(feed.name.clone()), &feed.desk));
        let steps = self.clocks.iter().flat_map(|clock| clock.late.iter().enumerate().map(move |(n, desk)| (clock, n, desk)));
        let steps = steps.filter(move |(_, _, desk)| is_one(desk));
        let steps = steps.map(|(clock, n, desk)| (Subject::Step(clock.number(), n), desk));
        let orphans = self.orphans.iter().filter(move |(_, desk)| is_one(desk));
        tracks.chain(feeds).chain(steps).chain(orphans.map(|(subject, desk)| (subject.clone(), desk)))
    }

    /// One alarm.
    #[must_use]
    pub fn alarm(&self, subject: &Subject) -> Option<&Desk> {
        let own = match subject {
            Subject::Indicator(id) => self.track(id.as_str()).map(|track| &track.desk),
            Subject::Feed(name) => self.feeds.iter().find(|feed| feed.name == *name).map(|feed| &feed.desk),
            Subject::Step(number, step) => {
                self.clocks.iter().find(|clock| clock.number() == *number).and_then(|clock| clock.late.get(*step))
            }
        };
        own.or_else(|| self.orphans.iter().find(|(orphan, _)| orphan == subject).map(|(_, desk)| desk))
    }

    pub(super) fn alarm_mut(&mut self, subject: &Subject) -> Option<&mut Desk> {
        let own = match subject {
            Subject::Indicator(id) => self.by_id.get(id).and_then(|n| self.tracks.get_mut(*n)).map(|track| &mut track.desk),
            Subject::Feed(name) => self.feeds.iter_mut().find(|feed| feed.name == *name).map(|feed| &mut feed.desk),
            Subject::Step(number, step) => {
                self.clocks.iter_mut().find(|clock| clock.number() == *number).and_then(|clock| clock.late.get_mut(*step))
            }
        };
        own.or_else(|| self.orphans.iter_mut().find(|(orphan, _)| orphan == subject).map(|(_, desk)| desk))
    }

    /// How many alarms are new, while there is a flood of them.
    #[must_use]
    pub fn flood(&self) -> Option<usize> {
        self.flood.size()
    }

    /// Since when there has been one.
    #[must_use]
    pub fn flood_since(&self) -> Option<Timestamp> {
        self.flood.began()
    }

    /// The alarm of track number `n` follows its rules and the quality of its data.
    pub(super) fn follow_track(&mut self, n: usize, clearance: Option<Clearance>, judged: bool, now: Timestamp) {
        let Some(track) = self.tracks.get(n) else { return };
        let desk = track.desk.proposed();
        let good = track.is_judged();
        let level = track.worst_rule().map(|(rule, _)| rule.level);
        let same_rule = |record: &Record| match (track.worst_rule(), record.occurrence.as_ref().map(|o| &o.cause)) {
            (Some((rule, _)), Some(Cause::Rule { comparison, .. })) => rule.when.first() == comparison,
            (None, _) => true,
            _ => false,
        };
        // The usual case: nothing happened.
        if good == desk.alarm.good && level == desk.alarm.active && (level.is_none() || same_rule(desk)) && !judged {
            return;
        }
        if level.is_none() && desk.alarm.active.is_none() && good == desk.alarm.good {
            let Some(track) = self.tracks.get_mut(n).filter(|_| good) else { return };
            track.desk.judge(false);
            return;
        }
        let finding = track.worst_rule().map(|(rule, at)| {
            let comparison = rule.when.first().clone();
            let measure = self.measure(track, &comparison.measure, now);
            Finding {
                at,
                level: rule.level,
                cause: Cause::Rule { when: crate::duty::Clean::new(&rule.when.to_string()), comparison },
                measure,
                value: track.value(),
            }
        });
        let subject = Subject::Indicator(track.indicator.id.clone());
        let is_plain = desk.is_plain();
        let was_good = desk.alarm.good;
        let Some(track) = self.tracks.get_mut(n) else { return };
        let stopped_flapping = judged && good && track.desk.judge(level.is_some());
        if is_plain {
            track.desk.note_quality(good);
        } else if good != was_good {
            let event = if good { AlarmEvent::Fresh } else { AlarmEvent::Stale };
            self.happen(&subject, event, now, |_| {});
        }
        self.follow(&subject, finding, clearance.unwrap_or(Clearance::RuleGone), now);
        if stopped_flapping {
            self.speak_up(&subject, now);
        }
    }

    /// An alarm that no longer comes and goes, holds, and has not been acknowledged since is heard again.
    fn speak_up(&mut self, subject: &Subject, now: Timestamp) {
        let Some(desk) = self.alarm(subject) else { return };
        let alarm = &desk.proposed().alarm;
        if alarm.annunciation == Annunciation::Unacknowledged && !alarm.is_suppressed() {
            self.write_alarm(subject, AlarmChange::Changed, true, now);
        }
    }

    /// An alarm follows what speaks for it now.
    pub(super) fn follow(&mut self, subject: &Subject, finding: Option<Finding>, clearance: Clearance, now: Timestamp) {
        let Some(before) = self.alarm(subject).map(Desk::proposed) else { return };
        let active = before.alarm.active;
        let same_cause = match (&finding, &before.occurrence) {
            (Some(finding), Some(occurrence)) => finding.cause == occurrence.cause,
            _ => false,
        };
        let since = before.occurrence.as_ref().filter(|_| active.is_some()).map(|occurrence| occurrence.since);
        match finding {
            None if active.is_none() => {}
            None => {
                let ended = Some(Ended { at: now, clearance });
                self.happen(subject, AlarmEvent::Clear(clearance), now, |record| record.ended = ended);
            }
            Some(finding) if active == Some(finding.level) && same_cause => {}
            Some(Finding { at, level, cause, measure, value }) => {
                let occurrence = Some(Occurrence { since: since.unwrap_or(at), at, level, cause, measure, value });
                if active == Some(level) {
                    self.change_rule(subject, occurrence, now);
                } else {
                    self.happen(subject, AlarmEvent::Raise(level), now, |record| {
                        record.occurrence = occurrence;
                        record.ended = None;
                        if record.alarm.acknowledged.is_none() {
                            record.acknowledgement = None;
                        }
                    });
                }
            }
        }
    }

    /// Another rule holds at the same level: nothing new to hear, but what is shown must be what is so.
    fn change_rule(&mut self, subject: &Subject, occurrence: Option<Occurrence>, now: Timestamp) {
        let number = self.next_number;
        let Some(desk) = self.alarm_mut(subject).filter(|desk| desk.proposed().alarm.good) else { return };
        desk.amend(|record| {
            record.occurrence = occurrence;
            record.number = number;
        });
        self.next_number += 1;
        self.write_alarm(subject, AlarmChange::Changed, false, now);
    }

    /// Something happens to an alarm: its state, its record and a proposed entry. Gives the effect.
    pub(super) fn happen(
        &mut self,
        subject: &Subject,
        event: AlarmEvent,
        now: Timestamp,
        change: impl FnOnce(&mut Record),
    ) -> Effect {
        let number = self.next_number;
        let Some(desk) = self.alarm_mut(subject) else { return Effect::Refused };
        let before = desk.proposed().alarm.active;
        let own = desk.proposed().number;
        // What comes and goes keeps its number: nobody could acknowledge it otherwise.
        let comes_and_goes = match event {
            AlarmEvent::Raise(level) => desk.mutes(Some(level)),
            _ => desk.is_muted(),
        };
        let is_new = is_new(event) && !comes_and_goes;
        let effect = desk.take(event, if is_new { number } else { own }, change);
        if matches!(effect, Effect::Record | Effect::Annunciate) {
            self.next_number += u64::from(is_new);
            let is_heard = effect == Effect::Annunciate && !(comes_and_goes && matches!(event, AlarmEvent::Raise(_)));
            self.write_alarm(subject, change_of(event, before), is_heard, now);
        }
        effect
    }

    fn write_alarm(&mut self, subject: &Subject, event: AlarmChange, annunciates: bool, now: Timestamp) {
        let Some(desk) = self.alarm_mut(subject) else { return };
        if annunciates {
            desk.note_annunciated(desk.proposed().alarm.active);
        }
        let record = Box::new(desk.proposed().clone());
        let sounds = annunciates && (event != AlarmChange::Raised || self.flood.raise(now));
        self.write(now, Body::Alarm { subject: subject.clone(), event, record, annunciates, sounds });
    }

    /// Notes how feeds are, and lets their alarms follow.
    pub(super) fn note_feeds(&mut self, now: Timestamp) {
        for n in 0..self.feeds.len() {
            let Some(feed) = self.feeds.get_mut(n) else { continue };
            let change = feed.change(now);
            let lost = feed.is_lost(now);
            let is_live = feed.state(now) == crate::duty::FeedState::Live;
            let active = feed.desk.proposed().alarm.active.is_some();
            // The usual case: nothing happened.
            if change.is_none() && lost == active {
                continue;
            }
            let (name, as_of) = (feed.name.clone(), feed.as_of);
            if let Some(state) = change {
                self.write(now, Body::Feed { feed: name.clone(), state, as_of });
            }
            let subject = Subject::Feed(name);
            if lost && !active {
                let finding = Finding { at: now, level: Level::Warning, cause: Cause::FeedLost, measure: None, value: None };
                self.follow(&subject, Some(finding), Clearance::Returned, now);
            } else if is_live && active {
                self.follow(&subject, None, Clearance::Returned, now);
            }
        }
    }

    /// Ends shelves and acknowledgements whose time is over.
    pub(super) fn end_what_ends(&mut self, now: Timestamp) {
        let lasts = self.acknowledgement;
        let ending = |desk: &Desk| {
            // An end further off than a shelf may last means that the clock went back.
            if desk.shelf_ends().is_some_and(|end| end <= now || end.duration_since(now) > LONGEST_SHELF) {
                let timed = desk.proposed().alarm.shelf == Some(Shelf::Timed);
                return Some(if timed { AlarmEvent::ShelfEnds } else { AlarmEvent::Unshelve });
            }
            let acknowledged =
                desk.proposed().acknowledgement.as_ref().filter(|_| desk.proposed().alarm.acknowledged.is_some())?;
            let end = acknowledged.at.checked_add(lasts?.signed()).ok()?;
            (end <= now).then_some(AlarmEvent::AcknowledgementExpires)
        };
        let over: Vec<(Subject, AlarmEvent)> =
            self.alarms_where(|desk| !desk.proposed().is_plain()).filter_map(|(s, desk)| Some((s, ending(desk)?))).collect();
        for (subject, event) in over {
            self.happen(&subject, event, now, |_| {});
        }
    }
}

/// Whether an event makes an alarm one that has to be looked at again before it is acknowledged.
fn is_new(event: AlarmEvent) -> bool {
    matches!(event, AlarmEvent::Raise(_) | AlarmEvent::Clear(_) | AlarmEvent::AcknowledgementExpires)
}

/// How the journal calls an event.
fn change_of(event: AlarmEvent, before: Option<Level>) -> AlarmChange {
    match event {
        AlarmEvent::Raise(level) if before >= Some(level) => AlarmChange::Changed,
        AlarmEvent::Raise(_) => AlarmChange::Raised,
        AlarmEvent::Clear(clearance) => AlarmChange::Cleared(clearance),
        AlarmEvent::Acknowledge | AlarmEvent::AcknowledgeOld => AlarmChange::Acknowledged,
        AlarmEvent::Unacknowledge => AlarmChange::Unacknowledged,
        AlarmEvent::Reset => AlarmChange::Reset,
        AlarmEvent::AcknowledgementExpires => AlarmChange::AcknowledgementExpired,
        AlarmEvent::Shelve(_) => AlarmChange::Shelved,
        AlarmEvent::Unshelve => AlarmChange::Unshelved,
        AlarmEvent::ShelfEnds => AlarmChange::ShelfEnded,
        AlarmEvent::Suppress => AlarmChange::Suppressed,
        AlarmEvent::Unsuppress => AlarmChange::Unsuppressed,
        AlarmEvent::TakeOutOfService => AlarmChange::OutOfService,
        AlarmEvent::ReturnToService => AlarmChange::InService,
        AlarmEvent::Stale => AlarmChange::Unknown,
        AlarmEvent::Fresh | AlarmEvent::Restart => AlarmChange::Known,
    }
}
