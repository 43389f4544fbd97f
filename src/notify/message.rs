//! What a command reads on its standard input.

use jiff::Timestamp;
use serde::Serialize;

use super::summary;
use crate::duty::{Entry, Language, Level, Owed, Text};

/// The version of what a command reads. Fields may be added to it; another meaning of one is another version.
pub const VERSION: u32 = 1;

/// One alarm for one command: one JSON object and the end of the input.
#[derive(Debug, Serialize)]
struct Message<'a> {
    /// [`VERSION`].
    version: u32,
    /// `firing`, or `resolved` once it is over.
    status: &'static str,
    /// The receiver's name in the configuration.
    receiver: &'a str,
    /// The county.
    region: &'a str,
    /// The area of work: its key and its name; null for a feed.
    topic: Option<TopicName>,
    /// The indicator's id; null for a feed.
    indicator: Option<&'a str>,
    /// What it is called.
    name: &'a Text,
    /// All of this in one line.
    summary: Text,
    /// What to do; empty where the configuration says nothing.
    guidance: &'a Text,
    /// `warning` or `critical`.
    level: Option<Level>,
    /// The figure when it was raised; null where there is none.
    value: Option<f64>,
    /// The unit of that.
    unit: &'a Text,
    /// The rule as it is written; null for a lost feed and a late report.
    rule: Option<&'a str>,
    /// Since when it has held.
    starts_at: Option<Timestamp>,
    /// Since when it has been over; null while it holds.
    ends_at: Option<Timestamp>,
    /// Whether it sounds: in a flood of alarms only the first does.
    sounds: bool,
    /// How many earlier annunciations of this alarm could not be told.
    missed: u32,
    /// The entry of the watch log, without the names and notes of officers.
    entry: Entry,
}

#[derive(Debug, Serialize)]
struct TopicName {
    key: &'static str,
    zh: &'static str,
    en: &'static str,
}

/// What a command is given: one line of JSON. README.md describes its fields.
#[must_use]
pub fn message(owed: &Owed) -> String {
    let (about, record) = (&owed.about, &owed.news.record);
    let occurrence = record.occurrence.as_ref();
    let message = Message {
        version: VERSION,
        status: status(owed),
        receiver: owed.receiver.as_str(),
        region: about.region.as_str(),
        topic: about.topic.map(|topic| TopicName {
            key: topic.key(),
            zh: topic.name(Language::Zh),
            en: topic.name(Language::En),
        }),
        indicator: about.indicator.as_ref().map(crate::duty::Id::as_str),
        name: &about.name,
        summary: Text { zh: summary(owed, Language::Zh), en: summary(owed, Language::En) },
        guidance: &about.guidance,
        level: occurrence.map(|occurrence| occurrence.level),
        value: occurrence.and_then(|occurrence| occurrence.value),
        unit: &about.unit,
        rule: occurrence.and_then(|occurrence| occurrence.cause.rule()).map(|(rule, _)| rule.as_str()),
        starts_at: occurrence.map(|occurrence| occurrence.since),
        ends_at: record.ended.map(|ended| ended.at).filter(|_| owed.resolved),
        sounds: owed.news.sounds,
        missed: owed.missed(),
        entry: owed.entry(),
    };
    // Every part of it is text, a number or a time, which JSON can say.
    serde_json::to_string(&message).map(|json| json + "\n").unwrap_or_default()
}

/// Alertmanager's word for whether it holds.
pub(super) fn status(owed: &Owed) -> &'static str {
    if owed.resolved { "resolved" } else { "firing" }
}
