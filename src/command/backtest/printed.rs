//! The lines that a backtest prints, with the keys in the order of DESIGN.md §7.

use jiff::Timestamp;
use jiff::tz::TimeZone;
use serde::ser::{Serialize, Serializer};

use crate::command::json::{rounded, time};
use crate::duty::{Clean, Id, Level, Measure, Tally, Transition};

/// An alarm's transition.
#[derive(serde::Serialize)]
pub(super) struct Happened<'a> {
    at: String,
    indicator: &'a str,
    event: &'static str,
    level: Option<Level>,
    rule: Option<&'a str>,
    measure: Option<f64>,
}

impl<'a> Happened<'a> {
    pub(super) fn new(transition: &'a Transition, zone: &TimeZone) -> Self {
        Self {
            at: time(transition.at, zone),
            indicator: transition.indicator.as_str(),
            event: transition.event.key(),
            level: transition.level,
            rule: transition.rule.as_ref().map(Clean::as_str),
            measure: transition.measure.map(rounded),
        }
    }
}

/// What an indicator's rules look at.
#[derive(serde::Serialize)]
pub(super) struct Explained<'a> {
    at: String,
    indicator: &'a str,
    explain: Ordered<String, Option<Figure>>,
}

impl<'a> Explained<'a> {
    pub(super) fn new(at: Timestamp, id: &'a Id, measures: &[(Measure, Option<f64>)], zone: &TimeZone) -> Self {
        let explain = measures.iter().map(|(measure, number)| (measure.to_string(), number.map(Figure))).collect();
        Self { at: time(at, zone), indicator: id.as_str(), explain: Ordered(explain) }
    }
}

/// The last line.
#[derive(serde::Serialize)]
pub(super) struct Last<'a> {
    summary: Summary<'a>,
}

#[derive(serde::Serialize)]
struct Summary<'a> {
    snapshots: u64,
    from: String,
    to: String,
    alarms: u64,
    per_day: Option<f64>,
    most_in_10_min: usize,
    by_indicator: Ordered<&'a str, u64>,
}

impl<'a> Last<'a> {
    pub(super) fn new(tally: &'a Tally, zone: &TimeZone) -> Self {
        let hundredths = |number: f64| (number * 100.0).round() / 100.0;
        Self {
            summary: Summary {
                snapshots: tally.snapshots,
                from: time(tally.from, zone),
                to: time(tally.to, zone),
                alarms: tally.alarms,
                per_day: tally.per_day().map(hundredths),
                most_in_10_min: tally.most_in_10_min,
                by_indicator: Ordered(tally.by_indicator().into_iter().map(|(id, count)| (id.as_str(), count)).collect()),
            },
        }
    }
}

/// An object that keeps its order.
struct Ordered<K, V>(Vec<(K, V)>);

impl<K: Serialize, V: Serialize> Serialize for Ordered<K, V> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_map(self.0.iter().map(|(key, value)| (key, value)))
    }
}

/// A figure as a feed would write it: a whole number without a point.
struct Figure(f64);

impl Serialize for Figure {
    #[expect(clippy::cast_possible_truncation, reason = "a whole number within the bounds of a double's whole numbers")]
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        const LIMIT: f64 = 9.007e15;
        let number = rounded(self.0);
        if number.fract() == 0.0 && number.abs() <= LIMIT {
            serializer.serialize_i64(number as i64)
        } else {
            serializer.serialize_f64(number)
        }
    }
}
