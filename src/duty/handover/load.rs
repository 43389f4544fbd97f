//! The alarm load: how much the alarms asked of the officers.
//!
//! The figures are those of ANSI/ISA-18.2-2016 §16 (IEC 62682 §16) and EEMUA 191; the targets beside them are in HSE's
//! "Better alarm handling" (Chemicals Sheet No 6, CHIS6): on average no more than one alarm in ten minutes, and no more than
//! ten in the first ten minutes of an upset.

use std::cmp::Reverse;
use std::collections::HashMap;

use jiff::{SignedDuration, Timestamp};

use crate::duty::{AlarmChange, Record, Subject};

use super::alarms::acknowledged;
use super::timeline::Timeline;
use super::{Facts, Item};

const TEN_MINUTES: SignedDuration = SignedDuration::from_mins(10);
const MINUTE: SignedDuration = SignedDuration::from_mins(1);

/// The alarm load of a span. Alarms that are put aside count nowhere: they ask nothing of anybody.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct AlarmLoad {
    /// How many alarms were annunciated: told to somebody, each time that they were (ISA-18.2 "annunciated alarm rate").
    pub annunciated: usize,
    /// How many that is in ten minutes on average; none of an empty span (ISA-18.2, EEMUA 191; CHIS6: at most 1).
    pub per_ten_minutes: Option<f64>,
    /// The ten minutes with the most, wherever they begin; none where there was no alarm (ISA-18.2 "peak"; CHIS6: at most 10).
    pub busiest: Option<Busiest>,
    /// How many ten minutes had more than ten alarms, each beginning with an alarm and none overlapping another (ISA-18.2 "alarm
    /// flood").
    pub floods: usize,
    /// The alarms that have held for more than 24 hours at the end, the oldest first (ISA-18.2 "stale", EEMUA 191 "standing").
    pub standing: Vec<Item>,
    /// How many alarms held at a time on average over the span; none of an empty span (EEMUA 191 "average number of standing
    /// alarms").
    pub active_on_average: Option<f64>,
    /// The alarms that began to hold three times or more within a minute (ISA-18.2 "chattering").
    pub chattering: Vec<Chattering>,
    /// The ten alarms that were annunciated most often (ISA-18.2 "most frequently occurring").
    pub top: Vec<Counted>,
    /// The median of the times from the annunciation of an alarm to its acknowledgement (EEMUA 191 "operator response time").
    pub median_to_acknowledge: Option<SignedDuration>,
}

impl AlarmLoad {
    /// The most alarms in ten minutes on average that an officer can be expected to handle (CHIS6, ISA-18.2).
    pub const TARGET_AVERAGE: f64 = 1.0;
    /// The most alarms within ten minutes (CHIS6); more are a flood (ISA-18.2).
    pub const TARGET_PEAK: usize = 10;
    /// How often within a minute an alarm begins to hold that chatters (ISA-18.2).
    pub const CHATTERS_AT: usize = 3;
    /// How many alarms [`top`](Self::top) has at most.
    pub const TOP: usize = 10;
    /// For how long an alarm has held that stands.
    pub const STANDS_AFTER: SignedDuration = SignedDuration::from_hours(24);
}

/// Ten minutes and how many alarms they brought.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Busiest {
    /// When they begin.
    pub from: Timestamp,
    /// How many alarms were annunciated within them.
    pub alarms: usize,
}

/// An alarm that chatters.
#[derive(Clone, Debug, PartialEq)]
pub struct Chattering {
    /// Which.
    pub item: Item,
    /// How often it began to hold within one minute at the most.
    pub in_a_minute: usize,
}

/// An alarm and how often it was annunciated.
#[derive(Clone, Debug, PartialEq)]
pub struct Counted {
    /// Which.
    pub item: Item,
    /// How often.
    pub times: usize,
}

pub(super) fn of(facts: &Facts, timeline: &Timeline<'_>) -> AlarmLoad {
    let told = || timeline.happenings.iter().filter(|happening| happening.annunciates);
    // In order even where the machine's clock was set back.
    let mut times: Vec<Timestamp> = told().map(|happening| happening.at).collect();
    times.sort_unstable();
    let span = timeline.to.duration_since(timeline.from);
    let lasts = (span > SignedDuration::ZERO).then(|| span.as_secs_f64());
    AlarmLoad {
        annunciated: times.len(),
        per_ten_minutes: lasts.map(|seconds| count(times.len()) * TEN_MINUTES.as_secs_f64() / seconds),
        busiest: busiest(&times, TEN_MINUTES).map(|(from, alarms)| Busiest { from, alarms }),
        floods: floods(&times),
        standing: standing(facts, timeline.to),
        active_on_average: lasts.map(|seconds| active_seconds(timeline) / seconds),
        chattering: chattering(timeline),
        top: top(timeline, told().map(|happening| happening.subject)),
        median_to_acknowledge: median(acknowledged(timeline).into_iter().filter_map(|line| line.after).collect()),
    }
}

#[expect(clippy::cast_precision_loss, reason = "numbers of alarms are small")]
fn count(alarms: usize) -> f64 {
    alarms as f64
}

/// Until when a stretch that begins at a time lasts.
fn end(from: Timestamp, lasts: SignedDuration) -> Timestamp {
    from.checked_add(lasts).unwrap_or(Timestamp::MAX)
}

/// The first stretch of so long a time that has the most of `times`, which are in order: its beginning and how many.
fn busiest(times: &[Timestamp], lasts: SignedDuration) -> Option<(Timestamp, usize)> {
    let starts = times.iter().enumerate().map(|(n, from)| (*from, times.partition_point(|at| *at < end(*from, lasts)) - n));
    starts.min_by_key(|(from, alarms)| (Reverse(*alarms), *from))
}

/// How many stretches of ten minutes have more than ten of `times`, which are in order: each begins with one of them, as early
/// as it can, and none overlaps another.
fn floods(times: &[Timestamp]) -> usize {
    let (mut floods, mut next) = (0, 0);
    while let Some(from) = times.get(next) {
        let after = times.partition_point(|at| *at < end(*from, TEN_MINUTES));
        let is_flood = after - next > AlarmLoad::TARGET_PEAK;
        floods += usize::from(is_flood);
        next = if is_flood { after } else { next + 1 };
    }
    floods
}

/// Whether an alarm asks something of somebody.
fn stands(record: &Record) -> bool {
    record.alarm.active.is_some() && !record.alarm.is_suppressed()
}

fn standing(facts: &Facts, to: Timestamp) -> Vec<Item> {
    let mut standing: Vec<(Timestamp, &Subject)> = facts
        .alarms_now
        .iter()
        .filter(|(_, record)| stands(record))
        .filter_map(|(subject, record)| Some((record.occurrence.as_ref()?.since, subject)))
        .filter(|(since, _)| to.duration_since(*since) > AlarmLoad::STANDS_AFTER)
        .collect();
    standing.sort();
    standing.into_iter().map(|(_, subject)| facts.item(subject)).collect()
}

/// For how many seconds alarms held, each for itself.
fn active_seconds(timeline: &Timeline<'_>) -> f64 {
    let mut since: HashMap<&Subject, Timestamp> = HashMap::new();
    let before = timeline.facts.alarms_then.iter().filter(|(_, record)| stands(record));
    since.extend(before.map(|(subject, _)| (subject, timeline.from)));
    let mut seconds = 0.0;
    for happening in &timeline.happenings {
        if stands(happening.record) {
            since.entry(happening.subject).or_insert(happening.at);
        } else if let Some(since) = since.remove(happening.subject) {
            seconds += happening.at.duration_since(since).as_secs_f64().max(0.0);
        }
    }
    seconds + since.into_values().map(|since| timeline.to.duration_since(since).as_secs_f64()).sum::<f64>()
}

fn chattering(timeline: &Timeline<'_>) -> Vec<Chattering> {
    let mut begins: Vec<(&Subject, Vec<Timestamp>)> = Vec::new();
    for happening in timeline.happenings.iter().filter(|h| h.begins && h.event == AlarmChange::Raised) {
        match begins.iter_mut().find(|(subject, _)| *subject == happening.subject) {
            Some((_, times)) => times.push(happening.at),
            None => begins.push((happening.subject, vec![happening.at])),
        }
    }
    for (_, times) in &mut begins {
        times.sort_unstable();
    }
    let most = begins.into_iter().filter_map(|(subject, times)| Some((subject, busiest(&times, MINUTE)?.1)));
    let mut chattering: Vec<Chattering> = most
        .filter(|(_, in_a_minute)| *in_a_minute >= AlarmLoad::CHATTERS_AT)
        .map(|(subject, in_a_minute)| Chattering { item: timeline.item(subject), in_a_minute })
        .collect();
    chattering.sort_by_key(|line| Reverse(line.in_a_minute));
    chattering
}

/// The alarms that were annunciated most often; of equals the one that came first.
fn top<'a>(timeline: &Timeline<'_>, told: impl Iterator<Item = &'a Subject>) -> Vec<Counted> {
    let mut counts: Vec<(&Subject, usize)> = Vec::new();
    let mut places: HashMap<&Subject, usize> = HashMap::new();
    for subject in told {
        let place = *places.entry(subject).or_insert(counts.len());
        match counts.get_mut(place) {
            Some((_, times)) => *times += 1,
            None => counts.push((subject, 1)),
        }
    }
    counts.sort_by_key(|(_, times)| Reverse(*times));
    counts.truncate(AlarmLoad::TOP);
    counts.into_iter().map(|(subject, times)| Counted { item: timeline.item(subject), times }).collect()
}

/// The middle one; of an even number the mean of the two in the middle.
fn median(mut times: Vec<SignedDuration>) -> Option<SignedDuration> {
    times.sort_unstable();
    let upper = *times.get(times.len() / 2)?;
    let lower = *times.get(times.len().saturating_sub(1) / 2)?;
    Some(lower + (upper - lower) / 2)
}
