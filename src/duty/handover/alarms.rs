//! The alarms of a span: raised, acknowledged, and not over at its end.

use std::cmp::Reverse;
use std::collections::HashMap;

use jiff::{SignedDuration, Timestamp};

use crate::duty::{
    Acknowledgement, AlarmChange, Annunciation, Clean, Ended, Level, Note, Occurrence, Record, Subject, Suppression,
};

use super::timeline::Timeline;
use super::{Facts, Item};

/// An alarm that was raised in the span, however often.
#[derive(Clone, Debug, PartialEq)]
pub struct Raised {
    /// Which.
    pub item: Item,
    /// How often it was raised or grew worse.
    pub times: usize,
    /// When first.
    pub first: Timestamp,
    /// When last.
    pub last: Timestamp,
    /// The worst level.
    pub level: Level,
    /// The worst occurrence, the newest among equals.
    pub occurrence: Option<Occurrence>,
    /// How the newest occurrence ended, if it did within the span.
    pub ended: Option<Ended>,
}

/// One acknowledgement.
#[derive(Clone, Debug, PartialEq)]
pub struct Acknowledged {
    /// Which alarm.
    pub item: Item,
    /// The level that was acknowledged; none of an alarm that was over.
    pub level: Option<Level>,
    /// When.
    pub at: Timestamp,
    /// Who, if anybody had signed on.
    pub by: Option<Clean>,
    /// How long the alarm had waited; none where the span's facts do not say since when.
    pub after: Option<SignedDuration>,
    /// What they noted.
    pub note: Option<Note>,
}

/// How an alarm that is not over stands at the end, what needs eyes first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Standing {
    /// 待确认: it holds, and nobody has acknowledged it.
    Unacknowledged,
    /// 恢复待确认: it was over before anybody acknowledged it.
    Returned,
    /// 已确认: it holds, and somebody has acknowledged it.
    Acknowledged,
    /// 锁定: over and acknowledged, and it stays until it is reset.
    Latched,
    /// 搁置: an officer put it aside.
    Shelved,
    /// 停用: an officer took it out of service.
    OutOfService,
    /// 按规则屏蔽: a period of the configuration suppresses it.
    Suppressed,
}

/// An alarm that is not over at the end.
#[derive(Clone, Debug, PartialEq)]
pub struct OpenAlarm {
    /// Which.
    pub item: Item,
    /// How it stands.
    pub standing: Standing,
    /// The level to show; none of one that is put aside while nothing holds.
    pub level: Option<Level>,
    /// Whether its condition holds.
    pub active: bool,
    /// Whether its data are known.
    pub known: bool,
    /// Its newest occurrence.
    pub occurrence: Option<Occurrence>,
    /// Who acknowledged it.
    pub acknowledgement: Option<Acknowledgement>,
    /// Who put it aside, until when and why.
    pub suppression: Option<Suppression>,
}

/// What was raised, the worst and the oldest first.
pub(super) fn raised(timeline: &Timeline<'_>) -> Vec<Raised> {
    let mut order: Vec<&Subject> = Vec::new();
    let mut lines: HashMap<&Subject, Raised> = HashMap::new();
    for happening in &timeline.happenings {
        let occurrence = happening.record.occurrence.as_ref();
        match happening.event {
            AlarmChange::Raised => {
                let level = happening.record.alarm.active.unwrap_or(Level::Warning);
                let line = lines.entry(happening.subject).or_insert_with(|| {
                    order.push(happening.subject);
                    Raised {
                        item: timeline.item(happening.subject),
                        times: 0,
                        first: happening.at,
                        last: happening.at,
                        level,
                        occurrence: None,
                        ended: None,
                    }
                });
                line.times += 1;
                line.last = happening.at;
                line.ended = None;
                if level >= line.level {
                    line.level = level;
                    line.occurrence = occurrence.cloned();
                }
            }
            AlarmChange::Cleared(_) => {
                if let Some(line) = lines.get_mut(happening.subject) {
                    line.ended = happening.record.ended;
                }
            }
            _ => {}
        }
    }
    let mut raised: Vec<Raised> = order.into_iter().filter_map(|subject| lines.remove(subject)).collect();
    raised.sort_by_key(|line| (Reverse(line.level), line.first));
    raised
}

/// Every acknowledgement, the oldest first.
pub(super) fn acknowledged(timeline: &Timeline<'_>) -> Vec<Acknowledged> {
    let acknowledgements = timeline.happenings.iter().filter(|happening| happening.event == AlarmChange::Acknowledged);
    acknowledgements
        .map(|happening| {
            let by = happening.record.acknowledgement.as_ref();
            Acknowledged {
                item: timeline.item(happening.subject),
                level: happening.record.alarm.acknowledged,
                at: happening.at,
                by: by.and_then(|by| by.by.clone()),
                after: happening.waited_since.map(|since| happening.at.duration_since(since).max(SignedDuration::ZERO)),
                note: by.and_then(|by| by.note.clone()),
            }
        })
        .collect()
}

/// What is not over at the end, what needs eyes first.
pub(super) fn open(facts: &Facts) -> Vec<OpenAlarm> {
    let mut open: Vec<OpenAlarm> = facts
        .alarms_now
        .iter()
        .filter_map(|(subject, record)| {
            let standing = standing(record)?;
            let put_aside = matches!(standing, Standing::Shelved | Standing::OutOfService);
            Some(OpenAlarm {
                item: facts.item(subject),
                standing,
                level: record.alarm.active.max(record.alarm.shown),
                active: record.alarm.active.is_some(),
                known: record.alarm.good,
                occurrence: record.occurrence.clone(),
                acknowledgement: record.acknowledgement.clone().filter(|_| standing == Standing::Acknowledged),
                suppression: record.suppression.clone().filter(|_| put_aside),
            })
        })
        .collect();
    open.sort_by_key(|line| (line.standing, Reverse(line.level), line.occurrence.as_ref().map(|o| o.since)));
    open
}

/// How an alarm stands; none where there is nothing to hand over. What a period suppresses while nothing holds is the
/// configuration's business, not the next shift's.
fn standing(record: &Record) -> Option<Standing> {
    let alarm = &record.alarm;
    let calm = alarm.active.is_none() && !alarm.is_unacknowledged();
    match alarm.annunciation {
        _ if alarm.out_of_service => Some(Standing::OutOfService),
        _ if alarm.shelf.is_some() => Some(Standing::Shelved),
        _ if alarm.by_design => (!calm).then_some(Standing::Suppressed),
        Annunciation::Unacknowledged => Some(Standing::Unacknowledged),
        Annunciation::Returned => Some(Standing::Returned),
        Annunciation::Acknowledged => Some(Standing::Acknowledged),
        Annunciation::Latched => Some(Standing::Latched),
        Annunciation::Normal => None,
    }
}

/// The alarms that came and went so often that they were annunciated once, in the order of the span.
pub(super) fn flapping(timeline: &Timeline<'_>) -> Vec<Item> {
    let mut subjects: Vec<&Subject> = Vec::new();
    let written = timeline.happenings.iter().map(|happening| (happening.subject, happening.record));
    let now = timeline.facts.alarms_now.iter().map(|(subject, record)| (subject, record));
    for (subject, record) in written.chain(now) {
        if record.flapping.is_flapping() && !subjects.contains(&subject) {
            subjects.push(subject);
        }
    }
    subjects.into_iter().map(|subject| timeline.item(subject)).collect()
}
