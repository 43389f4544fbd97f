//! The course of one indicator over a span: what a chart of it shows.
//!
//! A level holds between readings, for they are kept when they change; it does not hold where nobody knew it ([`CourseGap`]), and
//! no bucket that lies within such a gap has a figure.

use jiff::Timestamp;
use jiff::tz::TimeZone;

use super::{AlarmChange, Body, Clean, Entry, Id, Level, Subject, Window};

mod gaps;
mod sample;

pub use gaps::{CourseGap, GapCause};
pub use sample::Sample;

/// The course of one indicator over `[from, to)`, in equal buckets.
#[derive(Clone, Debug, PartialEq)]
pub struct Course {
    /// Of what.
    pub indicator: Id,
    /// Where it begins.
    pub from: Timestamp,
    /// Where it ends; that moment does not belong to it.
    pub to: Timestamp,
    /// Equal parts of the span, the oldest first.
    pub buckets: Vec<Bucket>,
    /// When the figure was not known, the oldest first; they do not overlap.
    pub gaps: Vec<CourseGap>,
    /// Its alarms, the oldest first.
    pub marks: Vec<AlarmMark>,
}

/// One part of a course.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Bucket {
    /// Where it begins.
    pub from: Timestamp,
    /// Where the next begins.
    pub to: Timestamp,
    /// Its figures; none where none was known in it.
    pub figures: Option<Figures>,
    /// The figure of a year earlier at its end, where one is known.
    pub last_year: Option<f64>,
    /// Whether earlier dates were corrected in it.
    pub corrected: bool,
    /// Whether the figure was not known for a part of it.
    pub has_gap: bool,
}

/// The figures of a bucket, in the indicator's unit; `low` is the least of them and `high` the most.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Figures {
    /// The level at the beginning, or the first known.
    pub first: f64,
    /// The level at the end, or the last known.
    pub last: f64,
    /// The lowest.
    pub low: f64,
    /// The highest.
    pub high: f64,
}

/// A change of the alarm of an indicator.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct AlarmMark {
    /// When.
    pub at: Timestamp,
    /// The level that was raised or cleared.
    pub level: Level,
    /// Whether it was raised; otherwise it was cleared.
    pub raised: bool,
    /// The number of the event.
    pub number: u64,
}

/// What the journal knows about the course of an indicator.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct CourseFacts {
    /// What each feed that delivers it has delivered in the span, and the newest before it, the oldest first.
    pub series: Vec<(Clean, Vec<Sample>)>,
    /// Entries on its feeds, its alarm and the seat, in the order of the journal: those of the span, the newest before it and the
    /// next after it of each.
    pub entries: Vec<Entry>,
    /// Until when a seat is known to have run, if the span goes on beyond that.
    pub known_until: Option<Timestamp>,
}

/// What a count accumulates over, and in which time zone: a restart of the window is no correction.
pub type Windows = Option<(Window, TimeZone)>;

impl Course {
    /// The most buckets: more than any screen has columns.
    pub const MOST_BUCKETS: usize = 4000;

    /// The course of `indicator` over `[from, to)` in `columns` equal buckets.
    #[must_use]
    pub fn of(indicator: Id, facts: &CourseFacts, (from, to): (Timestamp, Timestamp), columns: usize, windows: &Windows) -> Self {
        let mut samples: Vec<(usize, Sample)> = facts
            .series
            .iter()
            .enumerate()
            .flat_map(|(feed, (_, samples))| samples.iter().map(move |sample| (feed, *sample)))
            .collect();
        samples.sort_by_key(|(_, sample)| (sample.first_at, sample.last_at));
        let gaps = gaps::of(facts, &samples, from, to);
        let buckets = buckets(&samples, &gaps, (from, to), columns, windows);
        let marks = marks(&facts.entries, &indicator, from, to);
        Self { indicator, from, to, buckets, gaps, marks }
    }
}

/// The level as it is carried from bucket to bucket.
#[derive(Default)]
struct Held {
    level: Option<f64>,
    last_year: Option<f64>,
    /// When corrections were last known, and what they were.
    corrections: Option<(Timestamp, f64)>,
}

impl Held {
    /// Takes a sample; gives whether it corrects earlier dates.
    fn take(&mut self, sample: &Sample, windows: &Windows) -> bool {
        self.level = sample.last;
        self.last_year = sample.last_year;
        let Some((first, last)) = sample.corrections else { return false };
        let before = self.corrections.replace((sample.last_at, last));
        #[expect(clippy::float_cmp, reason = "a change is any change")]
        let since = before.is_some_and(|(at, before)| before != first && in_one_window(at, sample.first_at, windows));
        // Where a window restarts within a sample, what changed in it may be the restart.
        since || (sample.corrected && in_one_window(sample.first_at, sample.last_at, windows))
    }
}

fn in_one_window(a: Timestamp, b: Timestamp, windows: &Windows) -> bool {
    windows.as_ref().is_none_or(|(window, zone)| window.start(a, zone) == window.start(b, zone))
}

fn buckets(
    samples: &[(usize, Sample)],
    gaps: &[CourseGap],
    (from, to): (Timestamp, Timestamp),
    columns: usize,
    windows: &Windows,
) -> Vec<Bucket> {
    let unknown = gaps::union(gaps);
    let mut held = Held::default();
    let mut samples = samples.iter().map(|(_, sample)| sample).peekable();
    while let Some(before) = samples.next_if(|sample| sample.first_at < from) {
        held.take(before, windows);
    }
    let edges = edges(from, to, columns);
    let mut buckets = Vec::with_capacity(edges.len());
    for (from, to) in edges.iter().copied().zip(edges.iter().copied().skip(1)) {
        let until = samples.peek().map_or(to, |next| next.first_at.min(to));
        let holds = from < until && !gaps::covers(&unknown, from, until);
        let mut figures = held.level.filter(|_| holds).map(Figures::level);
        let (mut corrected, mut has_gap) = (false, gaps::touches(&unknown, from, to));
        while let Some(sample) = samples.next_if(|sample| sample.first_at < to) {
            corrected |= held.take(sample, windows);
            has_gap |= sample.has_gap;
            figures = Figures::join(figures, sample.figures());
        }
        if gaps::covers(&unknown, from, to) {
            figures = None;
        }
        let last_year = figures.and(held.last_year);
        buckets.push(Bucket { from, to, figures, last_year, corrected, has_gap });
    }
    buckets
}

/// Where buckets begin, and the end of the last.
fn edges(from: Timestamp, to: Timestamp, columns: usize) -> Vec<Timestamp> {
    let columns = i64::try_from(columns.clamp(1, Course::MOST_BUCKETS)).unwrap_or(1);
    let (first, span) = (from.as_millisecond(), to.as_millisecond().saturating_sub(from.as_millisecond()));
    if span <= 0 {
        return Vec::new();
    }
    let columns = columns.min(span);
    let edge = |n: i64| {
        let offset = i128::from(span) * i128::from(n) / i128::from(columns);
        Timestamp::from_millisecond(first.saturating_add(i64::try_from(offset).unwrap_or(0))).unwrap_or(to)
    };
    (0..columns).map(edge).chain([to]).collect()
}

impl Figures {
    /// One level and no other.
    #[must_use]
    pub fn level(level: f64) -> Self {
        Self { first: level, last: level, low: level, high: level }
    }

    /// Both, one after the other, as far as they are known.
    #[must_use]
    pub fn join(earlier: Option<Self>, later: Option<Self>) -> Option<Self> {
        let (Some(a), Some(b)) = (earlier, later) else { return earlier.or(later) };
        Some(Self { first: a.first, last: b.last, low: a.low.min(b.low), high: a.high.max(b.high) })
    }
}

fn marks(entries: &[Entry], indicator: &Id, from: Timestamp, to: Timestamp) -> Vec<AlarmMark> {
    let mark = |entry: &Entry| match &entry.body {
        Body::Alarm { subject: Subject::Indicator(id), event, record, .. } if id == indicator => {
            let raised = match event {
                AlarmChange::Raised => true,
                AlarmChange::Cleared(_) => false,
                _ => return None,
            };
            let level = record.occurrence.as_ref().map(|occurrence| occurrence.level).or(record.alarm.active)?;
            Some(AlarmMark { at: entry.at, level, raised, number: record.number })
        }
        _ => None,
    };
    let within = entries.iter().filter(|entry| entry.at >= from && entry.at < to);
    within.filter_map(mark).collect()
}

#[cfg(test)]
mod tests;
