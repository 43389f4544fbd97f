//! When a figure was not known, and why.

use jiff::Timestamp;

use crate::duty::handover::unwatched;
use crate::duty::{Body, Clean, Entry, FeedState};

use super::{CourseFacts, Sample};

/// A time during which the figure was not known.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct CourseGap {
    /// Since when.
    pub from: Timestamp,
    /// Until when.
    pub to: Timestamp,
    /// Why.
    pub cause: GapCause,
}

/// Why a figure was not known. Where several hold, the last of these.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum GapCause {
    /// The feed said that it is not, or left it out.
    NotKnown,
    /// The feed was stale, down or refused, or had not been asked yet.
    Feed,
    /// No seat ran, or it stood still.
    Off,
}

/// A span of time; its end does not belong to it.
type Stretch = (Timestamp, Timestamp);

/// When the figure was not known within `[from, to)`. `samples` are in order, each with the number of its feed.
pub(super) fn of(facts: &CourseFacts, samples: &[(usize, Sample)], from: Timestamp, to: Timestamp) -> Vec<CourseGap> {
    let mut off: Vec<Stretch> = unwatched(&facts.entries, from, to).iter().map(|gap| (gap.from, gap.to)).collect();
    off.extend(facts.known_until.map(|until| (until, Timestamp::MAX)));
    let off = merged(off);
    let feed = merged(of_feeds(facts, samples));
    let not_known = merged(nulls(samples));
    let mut gaps: Vec<CourseGap> = Vec::new();
    let mut add = |stretches: Vec<Stretch>, cause| {
        let clipped = stretches.into_iter().map(|(a, b)| (a.max(from), b.min(to))).filter(|(a, b)| a < b);
        gaps.extend(clipped.map(|(from, to)| CourseGap { from, to, cause }));
    };
    add(without(&without(&not_known, &feed), &off), GapCause::NotKnown);
    add(without(&feed, &off), GapCause::Feed);
    add(off, GapCause::Off);
    gaps.sort_by_key(|gap| gap.from);
    gaps
}

/// When the feed that the figure came from at the time was not live.
fn of_feeds(facts: &CourseFacts, samples: &[(usize, Sample)]) -> Vec<Stretch> {
    let outages: Vec<Vec<Stretch>> = facts.series.iter().map(|(feed, _)| outages(&facts.entries, feed)).collect();
    let mut found = Vec::new();
    let mut rest = samples.iter().peekable();
    // Before the first sample nothing is known anyway.
    while let Some((feed, first)) = rest.next() {
        while rest.next_if(|(next, _)| next == feed).is_some() {}
        let (from, to) = (first.first_at, rest.peek().map_or(Timestamp::MAX, |(_, next)| next.first_at));
        let Some(outages) = outages.get(*feed) else { continue };
        let begin = outages.partition_point(|(_, end)| *end <= from);
        let during = outages.iter().skip(begin).take_while(|(begin, _)| *begin < to);
        found.extend(during.map(|(begin, end)| ((*begin).max(from), (*end).min(to))));
    }
    found
}

/// When a feed was not live.
fn outages(entries: &[Entry], name: &Clean) -> Vec<Stretch> {
    let mut found = Vec::new();
    let mut since = None;
    for entry in entries {
        match &entry.body {
            Body::Feed { feed, state: FeedState::Live, .. } if feed == name => {
                found.extend(since.take().map(|since| (since, entry.at)));
            }
            Body::Feed { feed, .. } if feed == name => since = since.or(Some(entry.at)),
            _ => {}
        }
    }
    found.extend(since.map(|since| (since, Timestamp::MAX)));
    found
}

/// From each reading that is not known to the next that is.
fn nulls(samples: &[(usize, Sample)]) -> Vec<Stretch> {
    let mut found = Vec::new();
    let mut since = None;
    for (_, sample) in samples {
        // Within a sample that begins with what is not known, and ends with what is, the end is not known to the moment.
        if sample.low.is_some() || sample.last.is_some() {
            found.extend(since.take().map(|since| (since, sample.first_at)));
        }
        if sample.last.is_none() {
            since = since.or(Some(if sample.low.is_none() { sample.first_at } else { sample.last_at }));
        }
    }
    found.extend(since.map(|since| (since, Timestamp::MAX)));
    found
}

/// Stretches in order, those that touch as one.
fn merged(mut stretches: Vec<Stretch>) -> Vec<Stretch> {
    stretches.retain(|(from, to)| from < to);
    stretches.sort_unstable();
    let mut merged: Vec<Stretch> = Vec::new();
    for (from, to) in stretches {
        match merged.last_mut().filter(|(_, end)| from <= *end) {
            Some((_, end)) => *end = (*end).max(to),
            None => merged.push((from, to)),
        }
    }
    merged
}

/// What of some merged stretches is not within others.
fn without(stretches: &[Stretch], others: &[Stretch]) -> Vec<Stretch> {
    let mut left = Vec::new();
    for (from, to) in stretches.iter().copied() {
        let mut from = from;
        let begin = others.partition_point(|(_, end)| *end <= from);
        for (begin, end) in others.iter().skip(begin).take_while(|(begin, _)| *begin < to) {
            left.push((from, *begin));
            from = *end;
        }
        left.push((from, to));
    }
    left.retain(|(from, to)| from < to);
    left
}

/// All gaps, whatever their cause, those that touch as one.
pub(super) fn union(gaps: &[CourseGap]) -> Vec<Stretch> {
    merged(gaps.iter().map(|gap| (gap.from, gap.to)).collect())
}

/// Whether a span lies within one of merged stretches.
pub(super) fn covers(stretches: &[Stretch], from: Timestamp, to: Timestamp) -> bool {
    let found = stretches.get(stretches.partition_point(|(_, end)| *end <= from));
    found.is_some_and(|(begin, end)| *begin <= from && to <= *end)
}

/// Whether a part of a span lies within merged stretches.
pub(super) fn touches(stretches: &[Stretch], from: Timestamp, to: Timestamp) -> bool {
    stretches.get(stretches.partition_point(|(_, end)| *end <= from)).is_some_and(|(begin, _)| *begin < to)
}
