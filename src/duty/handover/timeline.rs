//! What happened to each alarm in a span, with what it was before each time.

use std::collections::HashMap;

use jiff::Timestamp;

use crate::duty::{AlarmChange, Body, Entry, Record, Subject};

use super::{Facts, Item};

/// The span's own entries, and what happened to its alarms.
pub(super) struct Timeline<'a> {
    pub(super) from: Timestamp,
    pub(super) to: Timestamp,
    pub(super) facts: &'a Facts,
    entries: Vec<&'a Entry>,
    /// The oldest first.
    pub(super) happenings: Vec<Happening<'a>>,
}

/// One thing that happened to an alarm.
pub(super) struct Happening<'a> {
    pub(super) at: Timestamp,
    pub(super) subject: &'a Subject,
    pub(super) event: AlarmChange,
    /// Whether anybody was told.
    pub(super) annunciates: bool,
    /// What it became.
    pub(super) record: &'a Record,
    /// Whether it began to hold: it did not before.
    pub(super) begins: bool,
    /// Since when it had waited for an acknowledgement before this.
    pub(super) waited_since: Option<Timestamp>,
}

impl<'a> Timeline<'a> {
    pub(super) fn of(facts: &'a Facts, from: Timestamp, to: Timestamp) -> Self {
        let entries: Vec<&Entry> = facts.entries.iter().filter(|entry| (from..to).contains(&entry.at)).collect();
        let mut before: HashMap<&Subject, (&Record, Option<Timestamp>)> = facts
            .alarms_then
            .iter()
            .map(|(subject, record)| (subject, (record, waiting(record).then(|| since(record)).flatten())))
            .collect();
        let mut happenings = Vec::new();
        for entry in &entries {
            let Body::Alarm { subject, event, record, annunciates, .. } = &entry.body else { continue };
            let known = before.get(subject);
            let waited_since = known.and_then(|(_, since)| *since);
            happenings.push(Happening {
                at: entry.at,
                subject,
                event: *event,
                annunciates: *annunciates,
                record,
                begins: record.alarm.active.is_some() && known.is_none_or(|(before, _)| before.alarm.active.is_none()),
                waited_since,
            });
            let waits_since = waiting(record).then(|| waited_since.unwrap_or(entry.at));
            before.insert(subject, (record, waits_since));
        }
        Self { from, to, facts, entries, happenings }
    }

    /// The span's own entries, the oldest first.
    pub(super) fn entries(&self) -> impl Iterator<Item = &'a Entry> + '_ {
        self.entries.iter().copied()
    }

    /// What an alarm is about, by name.
    pub(super) fn item(&self, subject: &Subject) -> Item {
        self.facts.item(subject)
    }
}

fn waiting(record: &Record) -> bool {
    record.alarm.is_unacknowledged()
}

/// Since when an alarm that waits when the span begins has waited: since it has held at its level.
fn since(record: &Record) -> Option<Timestamp> {
    record.occurrence.as_ref().map(|occurrence| occurrence.at)
}
