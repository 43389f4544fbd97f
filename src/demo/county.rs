//! The demonstration county: eighteen townships, three feeds, figures that a county like it could have.

use std::collections::BTreeMap;

use jiff::civil::DateTime;
use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp, ToSpan};
use serde::Serialize;

use crate::duty::SCHEMA;

use super::chance::generator;
use super::episodes;
use super::events::{Events, Hours, Process, Script, Season};
use super::level::Level;
use super::scenario::{QUIET, Scenario};
use super::server::Answer;
use super::story::Stumble;
use super::territories::TERRITORIES;

/// The feeds of the demonstration county.
pub const FEEDS: [&str; 3] = ["emergency", "petitions", "police"];

/// Seconds between two states of a feed: a provider computes its figures now and then, not for each poll.
const REFRESH: i64 = 5;

const fn process(id: &'static str, stream: &'static str, size: (f64, f64), (a_day, season, hours): Rhythm) -> Process {
    Process { id, stream, a_day, season, hours, size }
}

/// How many a day, in which months, at which hours.
type Rhythm = (f64, Season, Hours);

const ACCIDENTS: Rhythm = (0.018, Season::Even, Hours::Waking);
const CRASHES: Rhythm = (0.05, Season::Autumn, Hours::Evening);
const PETITIONS: Rhythm = (5.4, Season::Even, Hours::Office);
const DRUG_CASES: Rhythm = (0.08, Season::Even, Hours::Waking);
const FRAUD: Rhythm = (1.6, Season::Even, Hours::Office);
const ONE: (f64, f64) = (1.0, 1.0);
/// Of some events only.
const SOME: (f64, f64) = (0.49, 1.0);

/// What is counted over the year, by feed.
const PROCESSES: [(&str, Process); 19] = [
    ("emergency", process("safety.accidents", "accidents", ONE, ACCIDENTS)),
    ("emergency", process("safety.deaths", "accidents", (0.4, 2.0), ACCIDENTS)),
    ("emergency", process("traffic.fatal_crashes", "crashes", ONE, CRASHES)),
    ("emergency", process("traffic.deaths", "crashes", (1.0, 2.0), CRASHES)),
    ("emergency", process("traffic.illegal_modified", "modified", (1.0, 4.0), (1.3, Season::Even, Hours::Evening))),
    ("emergency", process("drowning.incidents", "drowning", ONE, (0.003, Season::Summer, Hours::Evening))),
    ("emergency", process("drowning.deaths", "drowning", SOME, (0.003, Season::Summer, Hours::Evening))),
    ("emergency", process("drowning.water_rescues", "rescues", ONE, (0.03, Season::Summer, Hours::Evening))),
    ("petitions", process("petitions.received", "petitions", ONE, PETITIONS)),
    ("petitions", process("petitions.online", "petitions", SOME, PETITIONS)),
    ("petitions", process("petitions.closed", "closed", ONE, (5.2, Season::Even, Hours::Office))),
    ("police", process("drugs.cases", "drugs", ONE, DRUG_CASES)),
    ("police", process("drugs.solved", "drugs", SOME, DRUG_CASES)),
    ("police", process("drugs.education", "education", ONE, (0.7, Season::Even, Hours::Office))),
    ("police", process("fraud.reported", "fraud", ONE, FRAUD)),
    ("police", process("fraud.losses", "fraud", (0.1, 40.0), FRAUD)),
    ("police", process("fraud.solved", "fraud", SOME, FRAUD)),
    ("police", process("fraud.frozen", "fraud", (0.1, 12.0), FRAUD)),
    ("police", process("fraud.dissuaded", "calls", ONE, (38.0, Season::Even, Hours::Waking))),
];

const fn level(id: &'static str, low: f64, high: f64, parts: f64) -> Level {
    Level { id, between: (low, high), parts }
}

/// What stands at a level, by feed.
const LEVELS: [(&str, Level); 17] = [
    ("emergency", level("safety.hazards_open", 9.0, 17.0, 1.0)),
    ("emergency", level("safety.inspection_rate", 95.6, 98.9, 10.0)),
    ("emergency", level("safety.hazards_overdue", 0.0, 0.0, 1.0)),
    ("emergency", level("traffic.road_hazards", 28.0, 36.0, 1.0)),
    ("emergency", level("drowning.patrol_rate", 100.0, 100.0, 10.0)),
    ("emergency", level("drowning.devices_online", 96.2, 99.4, 10.0)),
    ("emergency", level("drowning.equipment_rate", 99.0, 100.0, 10.0)),
    ("emergency", level("campaign.tasks_overdue", 0.0, 2.0, 1.0)),
    ("emergency", level("campaign.issues_open", 5.0, 11.0, 1.0)),
    ("emergency", level("campaign.issues_overdue", 0.0, 2.0, 1.0)),
    ("petitions", level("petitions.within_15_days", 97.5, 99.6, 10.0)),
    ("petitions", level("petitions.within_60_days", 95.2, 97.8, 10.0)),
    ("petitions", level("petitions.due_soon", 2.0, 7.0, 1.0)),
    ("petitions", level("petitions.long_pending", 8.0, 12.0, 1.0)),
    ("petitions", level("petitions.satisfaction", 88.0, 93.0, 10.0)),
    ("police", level("drugs.school_coverage", 96.0, 100.0, 10.0)),
    ("emergency", level("traffic.helmet_rate", 91.2, 92.6, 10.0)),
];

/// When no spot checks were made, in seconds before the start: the helmet rate of those two days is not known.
const NO_SPOT_CHECKS: std::ops::Range<i64> = -61 * 86_400..-59 * 86_400;

/// How far back the county's records of drownings go; its seed hardly ever leaves them empty.
const YEARS_KEPT: i16 = 9;

/// A county that never was.
#[derive(Debug)]
pub struct County {
    seed: u64,
    start: Timestamp,
    zone: TimeZone,
    scenario: Scenario,
    events: Events,
}

/// A feed's document.
#[derive(Serialize)]
struct Document {
    schema: &'static str,
    as_of: String,
    readings: Vec<Reading>,
}

#[derive(Default, Serialize)]
pub(super) struct Reading {
    pub(super) id: &'static str,
    /// None: not known.
    pub(super) value: Option<f64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) last_year: Option<f64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) corrections: Option<f64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) sample: Option<u32>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) of: Option<u32>,
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub(super) territories: BTreeMap<&'static str, f64>,
}

impl County {
    /// The county of a seed, whose story begins at `start`.
    #[must_use]
    pub fn new(seed: u64, start: Timestamp, zone: TimeZone) -> Self {
        Self::of(Scenario::Story, seed, start, zone)
    }

    /// The county of a seed in a situation that begins at `start`.
    #[must_use]
    pub fn of(scenario: Scenario, seed: u64, start: Timestamp, zone: TimeZone) -> Self {
        let local = |elapsed: i64| {
            let at = start.checked_add(SignedDuration::from_secs(elapsed)).unwrap_or(start);
            at.to_zoned_datetime(zone.clone()).datetime()
        };
        let quiet_from = scenario.is_quiet().then(|| local(-QUIET));
        let happenings = scenario.events().iter().map(|(stream, elapsed)| (*stream, local(*elapsed))).collect();
        let events = Events::new(seed, Script { quiet_from, events: happenings });
        Self { seed, start, zone, scenario, events }
    }

    /// When its story begins.
    pub(super) fn start(&self) -> Timestamp {
        self.start
    }

    /// Its situation.
    pub(super) fn scenario(&self) -> Scenario {
        self.scenario
    }

    /// What a feed answers at a moment.
    pub(super) fn answer(&self, feed: &str, at: Timestamp) -> Answer {
        let document = self.document(feed, at).into_bytes();
        match self.stumble(feed, at) {
            None => Answer::Document(document),
            Some(Stumble::Unavailable) => Answer::Unavailable,
            Some(Stumble::Slow(delay)) => Answer::Slow(delay, document),
            Some(Stumble::Half) => Answer::Document(document.iter().take(document.len() / 2).copied().collect()),
        }
    }

    /// Whether a feed answers at a moment that it cannot (503).
    #[must_use]
    pub fn refuses(&self, feed: &str, at: Timestamp) -> bool {
        self.stumble(feed, at) == Some(Stumble::Unavailable)
    }

    /// Whether a feed stumbles at a moment, and how.
    pub(super) fn stumble(&self, feed: &str, at: Timestamp) -> Option<Stumble> {
        self.scenario.stumble(feed, at.duration_since(self.start).as_secs())
    }

    /// A feed's document as of a moment: a pure function of the seed, the start, the situation and the time.
    #[must_use]
    pub fn document(&self, feed: &str, at: Timestamp) -> String {
        let since_refresh = at.duration_since(self.start).as_secs().rem_euclid(REFRESH);
        let as_of = at.checked_sub(SignedDuration::from_secs(since_refresh)).unwrap_or(at);
        let readings = self.readings(feed, as_of);
        let as_of = as_of.to_zoned_datetime(self.zone.clone()).strftime("%Y-%m-%dT%H:%M:%S%:z").to_string();
        let document = Document { schema: SCHEMA, as_of, readings };
        serde_json::to_string(&document).unwrap_or_default()
    }

    /// A feed's figures at a moment.
    pub(super) fn readings(&self, feed: &str, at: Timestamp) -> Vec<Reading> {
        let elapsed = at.duration_since(self.start).as_secs();
        let now = at.to_zoned_datetime(self.zone.clone()).datetime();
        let mut readings: Vec<Reading> = Vec::new();
        readings.extend(PROCESSES.iter().filter(|(of, _)| *of == feed).map(|(_, process)| self.counted(process, now)));
        readings.extend(LEVELS.iter().filter(|(of, _)| *of == feed).map(|(_, level)| self.level(level, now, elapsed)));
        match feed {
            "emergency" => readings.extend(self.campaign(now)),
            "petitions" => {
                let id = "petitions.overdue";
                let value = Some(self.scenario.overdue(elapsed) + self.episode(id, now, elapsed));
                readings.push(Reading { id, value, ..Reading::default() });
            }
            _ => readings.extend([self.rank("drugs.rank", 3, now), self.rank("fraud.rank", 4, now)]),
        }
        for reading in &mut readings {
            reading.value = self.scenario.figure(reading.id, elapsed).or(reading.value);
            if reading.id == "traffic.helmet_rate" && NO_SPOT_CHECKS.contains(&elapsed) {
                reading.value = None;
            }
        }
        readings
    }

    /// By how much a figure of the past differs from what was drawn.
    fn episode(&self, id: &'static str, now: DateTime, elapsed: i64) -> f64 {
        if elapsed < -QUIET { episodes::difference(self.seed, id, now) } else { 0.0 }
    }

    fn counted(&self, process: &Process, now: DateTime) -> Reading {
        let tenth = |value: f64| (value * 10.0).round() / 10.0;
        let (this, corrections) = self.events.year(process, now.year()).sum(now);
        let (last, _) = self.events.year(process, now.year() - 1).sum(now);
        Reading {
            id: process.id,
            value: Some(tenth(this.total)),
            last_year: Some(tenth(last.total)),
            corrections: Some(tenth(corrections)).filter(|sum| *sum < 0.0),
            territories: TERRITORIES.iter().zip(this.here).map(|((name, _), sum)| (*name, sum)).collect(),
            ..Reading::default()
        }
    }

    fn level(&self, level: &Level, now: DateTime, elapsed: i64) -> Reading {
        let (id, drawn) = (level.id, level.at(self.seed, now) + self.episode(level.id, now, elapsed));
        let is_spot_check = id == "traffic.helmet_rate";
        let down = if is_spot_check { self.scenario.helmets_down(elapsed) } else { 0.0 };
        let value = Some(((drawn - down) * 10.0).round() / 10.0);
        let sample = is_spot_check.then(|| generator(self.seed, "helmets", now.date()).u32(380..460));
        Reading { id, value, sample, ..Reading::default() }
    }

    /// A place among the city's twelve counties, which changes with the month.
    fn rank(&self, id: &'static str, worst: u32, now: DateTime) -> Reading {
        let drawn = generator(self.seed, id, now.date().first_of_month()).u32(1..=worst);
        Reading { id, value: Some(f64::from(drawn)), of: Some(12), ..Reading::default() }
    }

    /// The campaign goes on through the month and the year.
    fn campaign(&self, now: DateTime) -> Vec<Reading> {
        let day = f64::from(now.date().day_of_year());
        let month = f64::from(now.day());
        let incidents = PROCESSES.iter().find(|(_, process)| process.id == "drowning.incidents");
        let last = incidents.and_then(|(_, process)| self.events.last(process, now, YEARS_KEPT));
        let kept_since = now.date().saturating_sub(i64::from(YEARS_KEPT).years());
        let days = f64::from((now.date() - last.unwrap_or(kept_since)).get_days());
        let reading = |id, value: f64| Reading { id, value: Some(value), ..Reading::default() };
        vec![
            reading("drowning.days_without", days),
            reading("campaign.six_steps", (month / 5.0).floor().clamp(1.0, 6.0)),
            reading("campaign.tasks_done", (61.0 * day / 366.0).floor()),
            reading("campaign.issues_closed", (126.0 * day / 366.0).floor()),
            reading("safety.inspections", month * 4.0 - 1.0),
            reading("traffic.vehicle_checks", month * 11.0 - 3.0),
            reading("campaign.inspections", (month / 8.0).floor()),
            reading("campaign.bulletins", (month / 9.0).floor()),
        ]
    }
}
