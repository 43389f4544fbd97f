//! Alarms as the duty room proposes them: the real state machine, without a room around it.

use jiff::Timestamp;
use zhiban::duty::{
    About, Acknowledgement, Alarm, AlarmChange, AlarmEvent, Body, Cause, Clean, Comparison, Delivery, Effect, Ended, Entry, Id,
    Level, Measure, Note, Occurrence, Op, Outbox, Receiver, Record, Shelf, Span, Subject, Suppression, Text, Topic,
};

/// So many seconds after the beginning of the test's time.
pub(crate) fn at(second: i64) -> Timestamp {
    let start: Timestamp = "2026-03-05T00:00:00Z".parse().unwrap();
    Timestamp::from_second(start.as_second() + second).unwrap()
}

pub(crate) fn minutes(minutes: u32) -> Span {
    Span::from_seconds(minutes * 60)
}

pub(crate) fn helmets() -> Subject {
    Subject::Indicator(Id::new("traffic.helmet_rate").unwrap())
}

/// What the duty room would say about the alarm.
pub(crate) fn about(subject: &Subject) -> About {
    let region = Clean::new("示范县");
    match subject {
        Subject::Indicator(id) => About {
            region,
            topic: Some(Topic::Traffic),
            indicator: Some(id.clone()),
            name: Text::new("戴帽率", "Helmet rate"),
            unit: Text::same("%"),
            guidance: Text::new("通报交警中队", "Tell the traffic police"),
        },
        Subject::Feed(name) => About { region, name: Text { zh: name.clone(), en: name.clone() }, ..About::default() },
        Subject::Step(..) => {
            About { region, name: Text::new("亡人数 电话首报", "Deaths by telephone"), ..About::default() }
        }
    }
}

/// A receiver by command that is told at once and once.
pub(crate) fn siren() -> Receiver {
    Receiver { name: "siren".into(), bell: false, command: Some(vec!["siren".to_owned()]), ..Receiver::default() }
}

/// An alarm and what has been proposed of it.
#[derive(Clone, Debug)]
pub(crate) struct Desk {
    pub(crate) subject: Subject,
    pub(crate) record: Record,
    pub(crate) sounds: bool,
}

impl Desk {
    pub(crate) fn of(subject: Subject) -> Self {
        Self { subject, record: Record::default(), sounds: true }
    }

    pub(crate) fn new() -> Self {
        Self::of(helmets())
    }

    /// Something happens; gives the entry, if there is one.
    pub(crate) fn happen(&mut self, event: AlarmEvent, second: i64) -> Option<Entry> {
        let at = at(second);
        let before = self.record.alarm;
        let (alarm, effect) = before.step(event);
        if matches!(effect, Effect::Nothing | Effect::Refused) {
            return None;
        }
        let annunciates = effect == Effect::Annunciate;
        self.record.alarm = alarm;
        self.record.number += 1;
        let change = self.change(event, before, at);
        let body = Body::Alarm {
            subject: self.subject.clone(),
            event: change,
            record: Box::new(self.record.clone()),
            annunciates,
            sounds: annunciates && self.sounds,
        };
        Some(Entry { at, body })
    }

    fn change(&mut self, event: AlarmEvent, before: Alarm, at: Timestamp) -> AlarmChange {
        let record = &mut self.record;
        match event {
            AlarmEvent::Raise(level) => {
                let since = record.occurrence.as_ref().filter(|_| before.active.is_some()).map_or(at, |known| known.since);
                let cause = cause(&self.subject);
                let number = matches!(cause, Cause::Rule { .. }).then_some(88.5);
                record.occurrence = Some(Occurrence { since, at, level, cause, measure: number, value: number });
                record.ended = None;
                if before.active >= Some(level) { AlarmChange::Changed } else { AlarmChange::Raised }
            }
            AlarmEvent::Clear(clearance) => {
                record.ended = Some(Ended { at, clearance });
                AlarmChange::Cleared(clearance)
            }
            AlarmEvent::Acknowledge => {
                let note = Note::new("an officer's note");
                record.acknowledgement = Some(Acknowledgement { at, by: Some("an officer".into()), measure: None, note });
                AlarmChange::Acknowledged
            }
            AlarmEvent::Unacknowledge => AlarmChange::Unacknowledged,
            AlarmEvent::AcknowledgementExpires => AlarmChange::AcknowledgementExpired,
            AlarmEvent::Shelve(_) => {
                let reason = Note::new("an officer's reason").unwrap();
                record.suppression = Some(Suppression { at, by: Some("an officer".into()), until: None, reason });
                AlarmChange::Shelved
            }
            AlarmEvent::Unshelve => AlarmChange::Unshelved,
            other => panic!("{other:?} is not used here"),
        }
    }

    /// Something happens that must leave an entry, and the outbox follows it.
    pub(crate) fn tell(&mut self, outbox: &mut Outbox, event: AlarmEvent, second: i64) {
        let entry = self.happen(event, second).unwrap();
        outbox.follow(&entry, about);
    }
}

fn cause(subject: &Subject) -> Cause {
    let comparison = Comparison { measure: Measure::Value, op: Op::Less, limit: 90.0 };
    match subject {
        Subject::Indicator(_) => Cause::Rule { when: "value < 90".into(), comparison },
        Subject::Feed(_) => Cause::FeedLost,
        Subject::Step(..) => Cause::Late,
    }
}

pub(crate) const CRITICAL: AlarmEvent = AlarmEvent::Raise(Level::Critical);
pub(crate) const WARNING: AlarmEvent = AlarmEvent::Raise(Level::Warning);
pub(crate) const CLEAR: AlarmEvent = AlarmEvent::Clear(zhiban::duty::Clearance::Returned);
pub(crate) const SHELVE: AlarmEvent = AlarmEvent::Shelve(Shelf::Timed);

/// The one delivery that is due.
pub(crate) fn only(outbox: &mut Outbox, second: i64) -> Delivery {
    let mut due = outbox.due(at(second));
    assert_eq!(due.len(), 1, "{due:?}");
    due.remove(0)
}

/// How what is due reads: the receivers and whether it is over; all arrive at once.
pub(crate) fn told(outbox: &mut Outbox, second: i64) -> Vec<String> {
    let due = outbox.due(at(second));
    let word = |delivery: &Delivery| {
        let status = if delivery.owed.resolved { "resolved" } else { "firing" };
        format!("{} {status}", delivery.receiver.name)
    };
    for delivery in &due {
        outbox.delivered(&delivery.id, at(second));
    }
    due.iter().map(word).collect()
}
