//! What happens as a line of text: for screen readers and logs, and without a screen.
//!
//! ```text
//! 2026-03-05 08:00:00 示范县 程序启动 0.1.0  数据源 emergency petitions police
//! 2026-03-05 08:00:02 汇总 白班 安全生产 正常 道路交通 关注 … 告警 1  待确认 1  数据 3/3
//! 2026-03-05 08:41:02 超限 信访 超期未办 4 ≥ 3 触发 #17 先核对受理日期，再催办承办单位
//! 2026-03-05 08:43:40 已确认 信访 超期未办 4 ≥ 3 #17 张三 已电话催办
//! ```

use jiff::Timestamp;

use crate::duty::{
    AlarmChange, Body, Clean, ConfigNotice, Entry, FeedState, Health, JournalState, Record, SeatChange, State, Subject, Topic,
    Track,
};

use super::view::{Mark, View};
use super::{alarms, entries};

/// What is said.
#[derive(Clone, Copy, Debug)]
pub enum Spoken<'a> {
    /// An entry is shown.
    Entry {
        /// Which.
        entry: &'a Entry,
        /// Whether it is in the journal.
        recorded: bool,
    },
    /// How the journal is now.
    Journal(&'a JournalState),
    /// A damaged journal was moved there.
    MovedAside(&'a Clean),
    /// What is to be said of an edited configuration.
    Configuration(&'a ConfigNotice),
    /// A receiver of alarms cannot be told, or can again.
    Receiver(&'a Health),
    /// A figure is another.
    Figure {
        /// Which.
        track: &'a Track,
        /// What it was; none if it was not known.
        before: Option<f64>,
    },
    /// How everything stands.
    Whole,
    /// So many lines nobody read.
    LeftOut(usize),
    /// The program ends.
    End,
}

/// A line: the time, and what there is to say. Nothing in it moves a cursor or ends the line.
#[must_use]
pub fn spoken(view: &View<'_>, what: &Spoken<'_>) -> String {
    let words = view.words;
    let (at, text) = match what {
        Spoken::Entry { entry, recorded } => {
            let mark = if *recorded { String::new() } else { format!(" {}", words.not_recorded) };
            (entry.at, self::entry(view, entry) + &mark)
        }
        Spoken::Journal(JournalState::NotRecording { reason, .. }) => {
            (view.now, format!("{} {}", words.not_recorded, words.not_recorded_because(reason)))
        }
        Spoken::Journal(JournalState::Unreadable(reason)) => {
            (view.now, format!("{} {}", words.unreadable(), words.unreadable_because(reason)))
        }
        Spoken::Journal(JournalState::Opening) => (view.now, words.pending.to_owned()),
        Spoken::Journal(JournalState::OnlyRead) => (view.now, words.view_only.to_owned()),
        Spoken::Journal(JournalState::Recording) => (view.now, words.recorded_again().to_owned()),
        Spoken::MovedAside(path) => (view.now, words.moved_aside(path.as_str())),
        Spoken::Configuration(notice) => (view.now, words.config_said(notice)),
        Spoken::Receiver(health) => (view.now, receiver(view, health)),
        Spoken::Figure { track, before } => (view.now, figure(view, track, *before)),
        Spoken::Whole => (view.now, whole(view)),
        Spoken::LeftOut(count) => (view.now, words.lines_left_out(*count)),
        Spoken::End => (view.now, format!("{} {}", view.room.region(), words.seat_stopped)),
    };
    // A line is read without those around it: figures that are not real ones say so in each.
    let mark = match view.mark {
        None => String::new(),
        Some(Mark::Demo) => format!(" {}", words.demo),
        Some(Mark::Replay) => format!(" {}", words.replay),
    };
    let line = format!("{}{mark} {text}", time(view, at));
    line.trim_end().chars().map(|c| if c.is_control() { char::REPLACEMENT_CHARACTER } else { c }).collect()
}

fn time(view: &View<'_>, at: Timestamp) -> String {
    at.to_zoned_datetime(view.room.zone().clone()).strftime("%Y-%m-%d %H:%M:%S").to_string()
}

fn entry(view: &View<'_>, entry: &Entry) -> String {
    match &entry.body {
        Body::Alarm { subject, event, record, .. } => alarm(view, subject, *event, record),
        Body::Feed { feed, state, .. } => {
            let known = view.room.feeds().iter().find(|known| known.name == *feed);
            let trouble = known.and_then(|known| known.trouble.as_ref());
            let trouble = trouble.filter(|_| matches!(state, FeedState::Down | FeedState::Refused));
            let trouble = trouble.map(|(trouble, _)| format!(" {}", view.words.trouble(trouble))).unwrap_or_default();
            format!("{}{trouble}", entries::line(view, entry).1)
        }
        Body::Seat(SeatChange::Started { version, .. }) => {
            let feeds: Vec<&str> = view.room.feeds().iter().map(|feed| feed.name.as_str()).collect();
            let what = entries::line(view, entry).1;
            format!("{} {what} {version}  {} {}", view.room.region(), view.words.feed, feeds.join(" "))
        }
        Body::Clock { .. } | Body::Note { .. } | Body::Duty(_) | Body::Seat(_) => entries::line(view, entry).1,
    }
}

/// An alarm: its state, what it is about, and when it was raised what is to be done.
fn alarm(view: &View<'_>, subject: &Subject, event: AlarmChange, record: &Record) -> String {
    let words = view.words;
    let is_active = record.alarm.active.is_some();
    let occurrence = record.occurrence.as_ref();
    let is_raised = event == AlarmChange::Raised;
    let state = match (subject, record.alarm.active) {
        (Subject::Feed(_), Some(_)) => State::Unknown,
        (_, level) => level.map_or(State::Normal, State::from),
    };
    let (what, guidance) = match subject {
        Subject::Indicator(id) => {
            let track = view.room.track(id.as_str());
            let compared = track.zip(occurrence).and_then(|(track, occurrence)| {
                let (_, comparison) = occurrence.cause.rule()?;
                let then = occurrence.measure.filter(|_| is_raised);
                let now = then.or_else(|| view.room.measure(track, &comparison.measure, view.now));
                // What is over is not said to be out of bounds.
                Some(if is_active {
                    view.comparison(comparison, now, track.indicator.kind)
                } else {
                    let compared = view.compared(comparison, now, track.indicator.kind);
                    format!("{} {}", compared.measure, compared.now).trim_start().to_owned()
                })
            });
            let guidance = track.map(|track| track.indicator.guidance.in_language(words.language)).unwrap_or_default();
            (format!("{} {}", view.indicator_name(id), compared.unwrap_or_default()), guidance.to_owned())
        }
        Subject::Feed(name) => (format!("{} {name}", words.feed), words.feed_guidance().to_owned()),
        Subject::Step(clock, _) => (format!("{} #{clock}", words.report_due), String::new()),
    };
    let done = match event {
        AlarmChange::Acknowledged => record.acknowledgement.as_ref().map(|acknowledged| {
            let by = acknowledged.by.as_ref().map_or(words.nobody, |by| by.as_str());
            let note = acknowledged.note.as_ref().map(ToString::to_string).unwrap_or_default();
            format!("{by} {note}")
        }),
        AlarmChange::Shelved | AlarmChange::OutOfService => {
            record.suppression.as_ref().map(|suppression| view.put_aside(suppression))
        }
        _ => None,
    };
    let guidance = if is_raised { guidance } else { String::new() };
    let parts = [
        words.state(state).to_owned(),
        what.trim_end().to_owned(),
        words.alarm_change(event).to_owned(),
        format!("#{}", record.number),
        done.unwrap_or_default().trim_end().to_owned(),
        guidance,
    ];
    parts.into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join(" ")
}

fn receiver(view: &View<'_>, health: &Health) -> String {
    let words = view.words;
    match &health.trouble {
        Some((_, reason)) => format!("{} {} {} {reason}", words.notification, health.receiver, words.undelivered(health.waiting)),
        None => format!("{} {} {}", words.notification, health.receiver, words.normal),
    }
}

fn figure(view: &View<'_>, track: &Track, before: Option<f64>) -> String {
    let before = before.map(|before| {
        let number = view.number(before, track.indicator.kind);
        format!(" {}{}{number}", view.words.before, view.words.space())
    });
    // Why it is not known says what it was.
    let before = before.filter(|_| track.gap().is_none()).unwrap_or_default();
    let name = view.indicator_name(&track.indicator.id);
    let value = view.value(track, u16::MAX);
    let why = track.gap().map(|gap| format!(" {}", view.gap(track, &gap))).unwrap_or_default();
    format!("{name} {value}{why}{before}")
}

/// The shift, every topic's state, what is open, and whether that can be trusted.
fn whole(view: &View<'_>) -> String {
    let words = view.words;
    let shift = view.room.shift();
    let topics = Topic::ALL.into_iter().map(|topic| {
        let state = view.room.state(topic).map_or(view.absence(), |state| words.state(state));
        format!("{} {state}", words.topic(topic))
    });
    let topics = topics.collect::<Vec<_>>().join(words.comma());
    let counts = words.alarm_counts(alarms::listed(view).len(), view.room.unacknowledged(), view.room.flood());
    let feeds = view.room.feeds();
    let live = feeds.iter().filter(|feed| feed.state(view.now) == FeedState::Live).count();
    let since = words.since(&view.moment(shift.start));
    let feeds = format!("{} {live}/{}", words.data, feeds.len());
    let expiring = view.room.feeds().iter().filter_map(|feed| {
        let expiry = words.expiry(feed.expiring(view.now)?, view.now, view.room.zone());
        Some(format!("  {} {expiry}", feed.name))
    });
    let expiring: String = expiring.collect();
    format!("{} {} {since}  {topics}  {counts}  {feeds}{expiring}", words.summary(), words.part_of_day(shift.part))
}
