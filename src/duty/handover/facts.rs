//! What a handover sheet is made from.

use jiff::Timestamp;
use jiff::tz::TimeZone;

use crate::duty::{Clean, ClockRecord, Entry, Id, Indicator, Kind, Record, Series, Span, StoredReading, Subject, Text, Topic};

/// What the journal and the configuration know of a span. Lists that are in order are the oldest first.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Facts {
    /// What the county is called.
    pub region: Clean,
    /// What is counted, in the order of the screen.
    pub indicators: Vec<Indicator>,
    /// The entries of the span. Before them belong the newest of those on duty and of each feed, which say how the span began;
    /// after them what has been written since, which says whether a seat ran to its end and who signed it over.
    pub entries: Vec<Entry>,
    /// The alarms as they stood when the span began; one that is not listed was normal.
    pub alarms_then: Vec<(Subject, Record)>,
    /// The alarms as they stood when it ended.
    pub alarms_now: Vec<(Subject, Record)>,
    /// The course of each connected indicator over the span.
    pub courses: Vec<Course>,
    /// The reporting clocks that were not over at its end.
    pub clocks: Vec<ClockRecord>,
    /// The names of the feeds.
    pub feeds: Vec<Clean>,
    /// The newest entry of the journal, if that is known.
    pub head: Option<Head>,
}

/// The newest entry of the journal: with it, a sheet can be checked against the journal later.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Head {
    /// Its number.
    pub number: u64,
    /// Its hash, as the journal writes it.
    pub hash: Clean,
}

/// One indicator from the start of a span to its end, in its own unit.
#[derive(Clone, Debug, PartialEq)]
pub struct Course {
    /// Which.
    pub indicator: Id,
    /// The value when the span began: of the newest reading up to then, else of the first in the span.
    pub then: Option<f64>,
    /// When that was true.
    pub then_as_of: Option<Timestamp>,
    /// The value when it ended.
    pub now: Option<f64>,
    /// When that was true.
    pub as_of: Option<Timestamp>,
    /// How much it grew without corrections; parts before and after a restart of the window add up. None where it is not known
    /// at the end.
    pub growth: Option<f64>,
    /// How much of what changed corrects earlier dates.
    pub corrections: f64,
    /// The same window to the same date a year earlier, as the newest reading has it.
    pub last_year: Option<f64>,
    /// How many are ranked.
    pub of: Option<u32>,
}

impl Course {
    /// The course of an indicator over a span, from its readings, the oldest first: those of the span, and before them the
    /// newest that is older. Readings of other indicators and later ones are passed over.
    #[must_use]
    pub fn between(indicator: &Indicator, readings: &[StoredReading], from: Timestamp, to: Timestamp, zone: &TimeZone) -> Self {
        let own = || readings.iter().filter(|stored| stored.reading.id == indicator.id && stored.as_of < to);
        let before = own().rfind(|stored| stored.as_of <= from);
        let mut within = own().filter(|stored| before.is_none_or(|before| stored.as_of > before.as_of));
        let base = before.or_else(|| within.next());
        let mut series = Series::new(Span::ZERO);
        let (mut start, mut corrections, mut last) = (None, 0.0, None);
        for stored in base.into_iter().chain(within) {
            let Some(value) = stored.reading.value else { continue };
            let window = match indicator.kind {
                Kind::Count(window) => Some(window.start(stored.as_of, zone)),
                Kind::Gauge | Kind::Rate | Kind::Rank => None,
            };
            series.push(stored.as_of, value - stored.reading.corrections, window, Timestamp::MIN);
            start = start.or(series.level());
            if let Some((before, corrected)) = last {
                corrections += stored.reading.corrections - if before == window { corrected } else { 0.0 };
            }
            last = Some((window, stored.reading.corrections));
        }
        let newest = own().next_back();
        let now = newest.and_then(|stored| stored.reading.value);
        Self {
            indicator: indicator.id.clone(),
            then: base.and_then(|stored| stored.reading.value),
            then_as_of: base.map(|stored| stored.as_of),
            now,
            as_of: newest.map(|stored| stored.as_of),
            // What is not known any more has not stood still.
            growth: now.and(series.level()).zip(start).map(|(now, then)| now - then),
            corrections,
            last_year: newest.and_then(|stored| stored.reading.last_year),
            of: newest.and_then(|stored| stored.reading.of),
        }
    }
}

/// What a line is about, with what is needed to name it and to write its numbers.
#[derive(Clone, Debug, PartialEq)]
pub struct Item {
    /// The alarm's subject.
    pub subject: Subject,
    /// The area of work, unless it is a feed's.
    pub topic: Option<Topic>,
    /// Its name: the indicator's, the feed's, or the indicator and the step of a clock.
    pub name: Text,
    /// What sort of figure it is, if it is one.
    pub kind: Option<Kind>,
    /// The figure's unit, empty for plain counts.
    pub unit: Text,
}

impl Facts {
    /// The configuration's indicator.
    pub(super) fn indicator(&self, id: &Id) -> Option<&Indicator> {
        self.indicators.iter().find(|indicator| indicator.id == *id)
    }

    /// What an alarm is about, by name; what the configuration no longer has keeps its id.
    pub(super) fn item(&self, subject: &Subject) -> Item {
        let plain = |name: Text| Item { subject: subject.clone(), topic: None, name, kind: None, unit: Text::default() };
        match subject {
            Subject::Indicator(id) => match self.indicator(id) {
                Some(indicator) => Item {
                    topic: Some(indicator.topic),
                    kind: Some(indicator.kind),
                    unit: indicator.unit.clone(),
                    ..plain(indicator.name.clone())
                },
                None => plain(Text::same(id.as_str())),
            },
            Subject::Feed(name) => plain(Text { zh: name.clone(), en: name.clone() }),
            Subject::Step(number, step) => {
                let Some(record) = self.clock(*number) else { return plain(Text::same(&format!("#{number}.{}", step + 1))) };
                let counted = self.item(&Subject::Indicator(record.indicator.clone()));
                let step = record.steps.get(*step).map(|step| step.name.clone()).unwrap_or_default();
                let zh = format!("{} {}", counted.name.zh, step.zh);
                let en = format!("{}, report {}", counted.name.en, step.en);
                let name = Text::new(&zh, &en);
                Item { topic: counted.topic, ..plain(name) }
            }
        }
    }

    /// The newest that is known of a clock.
    fn clock(&self, number: u64) -> Option<&ClockRecord> {
        let written = self.entries.iter().rev().filter_map(|entry| match &entry.body {
            crate::duty::Body::Clock { record, .. } => Some(record.as_ref()),
            _ => None,
        });
        self.clocks.iter().chain(written).find(|record| record.number == number)
    }
}
