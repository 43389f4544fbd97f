//! What one receiver is owed about one alarm.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use crate::duty::{
    About, Acknowledgement, AlarmChange, Annunciation, Body, Channel, Clean, Entry, Receiver, Record, Span, Subject,
};

/// What a receiver is owed about an alarm by one channel, or has been told of one that is not over: what must survive a restart.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Owed {
    /// Who is told.
    pub receiver: Clean,
    /// How.
    pub channel: Channel,
    /// Of which alarm.
    pub subject: Subject,
    /// What that is about.
    pub about: About,
    /// The newest that happened to it.
    pub news: News,
    /// Whether what is to be told is that it is over.
    pub resolved: bool,
    /// How many times it was annunciated without the receiver being told.
    pub untold: u32,
    /// When the receiver was last told that it holds; none if never, or if told since that it is over.
    pub told: Option<Timestamp>,
    /// When the receiver is to be told next; none while there is nothing to tell.
    pub due: Option<Timestamp>,
    /// When it would be told of the newest annunciation if nothing else were owed.
    pub call: Option<Timestamp>,
}

/// Something that happened to an alarm, without anybody's name: those are for the duty room alone.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct News {
    /// When.
    pub at: Timestamp,
    /// What.
    pub event: AlarmChange,
    /// What the alarm is now.
    pub record: Box<Record>,
    /// Whether anybody is to be told.
    pub annunciates: bool,
    /// Whether it sounds: the first of a flood does.
    pub sounds: bool,
}

/// What news mean to what is owed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Turn {
    /// Nothing.
    Nothing,
    /// Something else is known, and nothing else is to be told.
    Noted,
    /// Something else is to be told.
    News,
    /// Nothing is owed any more, and nothing needs to be remembered.
    Over,
}

impl News {
    /// What an entry says about an alarm, and which; none if it is about something else.
    pub(super) fn of(entry: &Entry) -> Option<(&Subject, Self)> {
        let Body::Alarm { subject, event, record, annunciates, sounds } = &entry.body else { return None };
        let record = nameless(record);
        Some((subject, Self { at: entry.at, event: *event, record, annunciates: *annunciates, sounds: *sounds }))
    }

    /// Whether the alarm holds and waits for somebody: then it is repeated and escalates.
    pub(super) fn is_open(&self) -> bool {
        let alarm = &self.record.alarm;
        alarm.active.is_some() && alarm.annunciation == Annunciation::Unacknowledged && !alarm.is_suppressed()
    }

    /// Whether somebody who was not told yet is to be told.
    fn calls(&self, receiver: &Receiver) -> bool {
        let calls = self.annunciates || self.event == AlarmChange::Unacknowledged;
        calls && self.is_open() && receiver.wants(&self.record)
    }
}

impl Owed {
    /// What a receiver is owed that was told nothing yet; none if these news do not concern it.
    pub(super) fn begin(receiver: &Receiver, channel: Channel, subject: &Subject, about: &About, news: &News) -> Option<Self> {
        let due = Some(first(receiver, channel, news)?).filter(|_| news.calls(receiver))?;
        Some(Self {
            receiver: receiver.name.clone(),
            channel,
            subject: subject.clone(),
            about: about.clone(),
            news: news.clone(),
            resolved: false,
            untold: 1,
            told: None,
            due: Some(due),
            call: Some(due),
        })
    }

    /// Its name in the journal: receiver, channel and subject. A tab, which no cleaned text has, stands between them.
    pub(super) fn key(&self) -> String {
        key(&self.receiver, self.channel, &self.subject)
    }

    /// Takes what happened to the alarm; `is_being_called` says whether it is being told right now
    /// that the alarm holds.
    pub(super) fn take(&mut self, receiver: &Receiver, about: &About, news: &News, is_being_called: bool) -> Turn {
        if self.news == *news {
            return Turn::Nothing;
        }
        if news.annunciates && news.calls(receiver) {
            return self.called(receiver, about, news);
        }
        if self.resolved {
            // The end of what was told is still to be told. What follows it concerns nobody.
            return Turn::Nothing;
        }
        let is_late = is_being_called || self.due.is_some_and(|due| due <= news.at);
        let is_owed = self.untold > 0 && is_late && self.channel != Channel::Terminal;
        let was_told = self.told.is_some() && self.channel != Channel::Terminal;
        self.news = news.clone();
        if news.record.alarm.active.is_none() {
            if !is_owed && !was_told {
                return Turn::Over;
            }
            self.resolved = true;
            self.due = Some(news.at);
            return Turn::News;
        }
        if news.is_open() {
            if self.due.is_none() && news.event == AlarmChange::Unacknowledged {
                self.due = receiver.repeat.map(|repeat| later(news.at, repeat));
            }
        } else if !is_owed {
            self.untold = 0;
            self.due = None;
            if self.told.is_none() {
                return Turn::Over;
            }
        }
        Turn::Noted
    }

    /// It was annunciated again: anew after its end, worse, or returned from a suppression.
    fn called(&mut self, receiver: &Receiver, about: &About, news: &News) -> Turn {
        // The end of what was told has not been: to the receiver it has held all the time, and nothing is late.
        let before = self.due.filter(|_| !(self.resolved && self.told.is_some()));
        self.call = first(receiver, self.channel, news);
        self.due = before.into_iter().chain(self.call).min();
        self.resolved = false;
        self.untold = self.untold.saturating_add(1);
        self.about = about.clone();
        self.news = news.clone();
        Turn::News
    }

    /// Notes that the receiver was told what is owed. Gives whether that was all.
    pub(super) fn heard(&mut self, receiver: &Receiver, untold: u32, now: Timestamp) -> bool {
        self.untold = self.untold.saturating_sub(untold);
        self.told = Some(now);
        self.repeat(receiver);
        self.resolved
    }

    /// Notes that the receiver was told something that has been overtaken since. Gives whether nothing more is owed: the newest was
    /// seen by somebody before it was its turn.
    pub(super) fn heard_older(&mut self, untold: u32, was_resolved: bool, now: Timestamp) -> bool {
        self.untold = self.untold.saturating_sub(untold);
        self.told = (!was_resolved).then_some(now);
        let was_its_turn = self.call.is_some_and(|call| call <= self.news.at);
        if !self.resolved && self.due.is_some() {
            self.due = self.call.filter(|_| self.news.is_open() || was_its_turn);
            if self.due.is_none() {
                self.untold = 0;
            }
        }
        self.told.is_none() && (self.due.is_none() || (self.resolved && !was_its_turn))
    }

    /// Begins or ends the repeats as the receiver's configuration now asks. Gives whether that changed anything.
    pub(super) fn configured_anew(&mut self, receiver: &Receiver) -> bool {
        let is_repeated = self.due.is_some() && self.untold == 0 && !self.resolved;
        let before = self.due;
        if self.due.is_none() || (is_repeated && receiver.repeat.is_none()) {
            self.repeat(receiver);
        }
        self.due != before
    }

    /// Sets when it is told again.
    fn repeat(&mut self, receiver: &Receiver) {
        if self.untold == 0 && !self.resolved {
            let every = receiver.repeat.filter(|_| self.news.is_open());
            self.due = self.told.zip(every).map(|(told, every)| later(told, every));
        }
    }

    /// How many earlier annunciations of this alarm never reached the receiver: counted here, since only the newest is told.
    #[must_use]
    pub fn missed(&self) -> u32 {
        self.untold.saturating_sub(1)
    }

    /// The entry that caused it, without anybody's name.
    #[must_use]
    pub fn entry(&self) -> Entry {
        let News { at, event, record, annunciates, sounds } = self.news.clone();
        Entry { at, body: Body::Alarm { subject: self.subject.clone(), event, record, annunciates, sounds } }
    }
}

/// The stable name of what a receiver is owed about an alarm.
pub(super) fn key(receiver: &Clean, channel: Channel, subject: &Subject) -> String {
    let subject = match subject {
        Subject::Indicator(id) => format!("indicator:{id}"),
        Subject::Feed(name) => format!("feed:{name}"),
        Subject::Step(clock, step) => format!("step:{clock}/{step}"),
    };
    format!("{receiver}\t{}\t{subject}", channel.key())
}

/// A record without names and notes: those are for the duty room alone.
pub(super) fn nameless(record: &Record) -> Box<Record> {
    let acknowledgement = record.acknowledgement.clone().map(|known| Acknowledgement { by: None, note: None, ..known });
    Box::new(Record { acknowledgement, suppression: None, ..record.clone() })
}

/// When a receiver is first told. The terminal does not sound for what a flood swallows, but for what is still not acknowledged
/// when it would have been repeated.
fn first(receiver: &Receiver, channel: Channel, news: &News) -> Option<Timestamp> {
    let due = later(news.at, receiver.after);
    let is_silent = channel == Channel::Terminal && news.annunciates && !news.sounds;
    if is_silent { receiver.repeat.map(|repeat| later(due, repeat)) } else { Some(due) }
}

fn later(at: Timestamp, span: Span) -> Timestamp {
    at.checked_add(span.signed()).unwrap_or(Timestamp::MAX)
}
