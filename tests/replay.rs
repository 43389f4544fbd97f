//! Real counts travel the whole way, from the recorded lines through the decoder into the duty room, and what the room then
//! says is what the lines say when they are read without the program.

#![expect(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test fails by panicking")]

use std::path::{Path, PathBuf};
use std::time::Duration;

use jiff::{SignedDuration, Timestamp};
use serde_json::Value;
use zhiban::config::Config;
use zhiban::duty::{Clean, FeedPlan, FeedState, LeftOut, Level, Measure, Outcome, Poll, Room, Span, State};
use zhiban::feed::{Known, decode};

/// One line, read without the program.
struct Line {
    as_of: Timestamp,
    readings: Value,
}

impl Line {
    fn read(text: &str) -> Self {
        let mut document: Value = serde_json::from_str(text).unwrap();
        Self { as_of: document["as_of"].as_str().unwrap().parse().unwrap(), readings: document["readings"].take() }
    }

    fn readings(&self) -> impl Iterator<Item = &Value> {
        self.readings.as_array().unwrap().iter()
    }

    fn reading(&self, id: &str) -> &Value {
        self.readings().find(|reading| reading["id"] == id).unwrap()
    }

    fn value(&self, id: &str) -> f64 {
        self.reading(id)["value"].as_f64().unwrap()
    }
}

/// A recording that has been played into a duty room.
struct Replayed {
    lines: Vec<Line>,
    room: Room,
    /// The worst level that held after each line, by track.
    levels: Vec<Vec<Option<Level>>>,
}

fn data(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/data").join(name)
}

fn replay(name: &str) -> Replayed {
    let Config { mut plan, .. } = Config::load(&data(&format!("{name}.toml"))).unwrap();
    plan.feeds = vec![FeedPlan::new(Clean::new(name), Span::from_seconds(3 * 86_400))];
    let known = Known::new(plan.indicators.iter().map(|indicator| indicator.id.clone()), plan.territories.iter().cloned());
    let text = std::fs::read_to_string(data(&format!("{name}.ndjson"))).unwrap();
    let lines: Vec<Line> = text.lines().map(Line::read).collect();
    let mut room = Room::new(plan, lines[0].as_of);
    let mut levels = Vec::new();
    for (text, line) in text.lines().zip(&lines) {
        let snapshot = decode(text.as_bytes(), &known, line.as_of).unwrap();
        assert_eq!(snapshot.left_out, LeftOut::default());
        assert_eq!((snapshot.as_of, snapshot.readings.len()), (line.as_of, line.readings().count()));
        let outcome = Outcome::Snapshot(snapshot);
        room.receive(0, Poll { at: line.as_of, status: Some(200), took: Duration::ZERO, outcome, expires: None }, line.as_of);
        room.settle();
        levels.push(room.tracks().iter().map(|track| track.breach().map(|breach| breach.level)).collect());
    }
    Replayed { lines, room, levels }
}

impl Replayed {
    fn last(&self) -> &Line {
        self.lines.last().unwrap()
    }

    /// The worst level that held after each line.
    fn levels(&self, id: &str) -> Vec<Option<Level>> {
        let n = self.room.tracks().iter().position(|track| track.indicator.id.as_str() == id).unwrap();
        self.levels.iter().map(|levels| levels[n]).collect()
    }

    fn measure(&self, id: &str, measure: &Measure) -> Option<f64> {
        self.room.measure(self.room.track(id).unwrap(), measure, self.last().as_of)
    }

    /// Growth at each line since the newest line that is so many days older, by its definition.
    fn growth(&self, id: &str, days: i64) -> Vec<Option<f64>> {
        let span = SignedDuration::from_hours(24 * days);
        let base = |line: &Line| self.lines.iter().rev().find(|older| line.as_of.duration_since(older.as_of) >= span);
        self.lines.iter().map(|line| base(line).map(|base| line.value(id) - base.value(id))).collect()
    }

    /// Every figure of the last line stands in the room, unchanged and fresh.
    fn ends_with_its_last_line(&self) {
        let feed = &self.room.feeds()[0];
        assert_eq!((feed.state(self.last().as_of), feed.late, feed.as_of), (FeedState::Live, 0, Some(self.last().as_of)));
        assert_eq!(self.last().readings().count(), self.room.tracks().len());
        for line in self.last().readings() {
            let track = self.room.track(line["id"].as_str().unwrap()).unwrap();
            let (value, last_year) = (line["value"].as_f64().unwrap(), line["last_year"].as_f64());
            assert_eq!((track.value(), track.gap(), track.as_of), (Some(value), None, feed.as_of), "{line}");
            let percent = last_year.map(|base| (base, Some((value - base) / base * 100.0)));
            assert_eq!(track.year_on_year(), percent, "{line}");
            assert_eq!(self.measure(track.indicator.id.as_str(), &Measure::Yoy), percent.and_then(|(_, percent)| percent));
            let reading = track.known().unwrap();
            assert_eq!(reading.sample, line["sample"].as_u64(), "{line}");
            let territories: Vec<(&str, Option<f64>)> =
                reading.territories.iter().map(|(name, figure)| (name.as_str(), *figure)).collect();
            let written = line["territories"].as_object().into_iter().flatten();
            let mut written: Vec<(&str, Option<f64>)> = written.map(|(name, figure)| (name.as_str(), figure.as_f64())).collect();
            // A map of JSON has an order of its own.
            written.sort_by_key(|(name, _)| territories.iter().position(|(here, _)| here == name));
            assert_eq!(territories, written, "{line}");
        }
    }

    fn grows(&self, id: &str, days: u32) {
        let growth = self.growth(id, i64::from(days));
        assert!(growth.iter().any(Option::is_some));
        assert_eq!(self.measure(id, &Measure::Increase(Span::from_seconds(days * 86_400))), *growth.last().unwrap(), "{id}");
    }

    fn final_figures(&self, id: &str) -> (f64, f64) {
        let track = self.room.track(id).unwrap();
        (track.value().unwrap(), track.year_on_year().unwrap().0)
    }
}

/// The worst level that each growth reaches, where a warning and a critical rule begin at these limits.
fn by_limits(growth: &[Option<f64>], warning: f64, critical: f64) -> Vec<Option<Level>> {
    let level = |growth: &Option<f64>| match growth {
        Some(growth) if *growth >= critical => Some(Level::Critical),
        Some(growth) if *growth >= warning => Some(Level::Warning),
        _ => None,
    };
    growth.iter().map(level).collect()
}

/// How often something at this level or above began.
fn raises(levels: &[Option<Level>], level: Level) -> usize {
    let holds: Vec<bool> = std::iter::once(false).chain(levels.iter().map(|worst| *worst >= Some(level))).collect();
    holds.windows(2).filter(|pair| !pair[0] && pair[1]).count()
}

#[test]
fn fatal_crashes_of_new_jersey() {
    let replayed = replay("traffic-nj");
    replayed.ends_with_its_last_line();
    assert_eq!(replayed.final_figures("traffic.fatal_crashes"), (342.0, 328.0));
    assert_eq!(replayed.final_figures("traffic.deaths"), (370.0, 351.0));
    replayed.grows("traffic.deaths", 1);

    let levels = replayed.levels("traffic.deaths");
    assert_eq!(levels, by_limits(&replayed.growth("traffic.deaths", 1), 3.0, 6.0));
    assert_eq!((raises(&levels, Level::Warning), raises(&levels, Level::Critical)), (4, 1));
    assert_eq!(replayed.room.track("traffic.deaths").unwrap().state(), State::Normal);

    // Above last year by more than 5 % on the first line, by less on the last, and in between it goes back and forth.
    let crashes = replayed.levels("traffic.fatal_crashes");
    let above = |line: &Line| {
        let reading = line.reading("traffic.fatal_crashes");
        let (value, last_year) = (reading["value"].as_f64().unwrap(), reading["last_year"].as_f64().unwrap());
        ((value - last_year) / last_year > 0.05).then_some(Level::Warning)
    };
    assert_eq!(crashes, replayed.lines.iter().map(above).collect::<Vec<_>>());
    assert_eq!((raises(&crashes, Level::Warning), crashes[0], crashes.last()), (5, Some(Level::Warning), Some(&None)));
    assert_eq!(replayed.room.worst(), State::Normal);
}

#[test]
fn casework_of_new_york_city() {
    let replayed = replay("casework-nyc");
    replayed.ends_with_its_last_line();
    assert_eq!(replayed.final_figures("petitions.received"), (39_356.0, 44_242.0));
    assert_eq!(replayed.final_figures("petitions.closed"), (43_425.0, 38_804.0));
    replayed.grows("petitions.received", 1);

    let levels = replayed.levels("petitions.received");
    assert_eq!(levels, by_limits(&replayed.growth("petitions.received", 1), 200.0, 400.0));
    assert_eq!((raises(&levels, Level::Warning), raises(&levels, Level::Critical)), (7, 2));

    // 70.41 % against a target of 75 since the cohort of September came in; more was answered than arrived all along.
    let within = replayed.levels("petitions.within_60_days");
    let late = |line: &Line| (line.value("petitions.within_60_days") < 75.0).then_some(Level::Warning);
    assert_eq!(within, replayed.lines.iter().map(late).collect::<Vec<_>>());
    assert_eq!(raises(&within, Level::Warning), 2);
    let breach = replayed.room.track("petitions.within_60_days").unwrap().breach().unwrap();
    assert_eq!(breach.since, "2019-12-01T23:59:00-05:00".parse().unwrap());
    assert_eq!(replayed.measure("petitions.within_60_days", &Measure::Target), Some(70.41 - 75.0));
    assert_eq!(raises(&replayed.levels("petitions.closed"), Level::Warning), 0);
    let last = replayed.last();
    let share = replayed.room.track("petitions.closed").unwrap().rules().next().unwrap().when.first().measure.clone();
    let answered = last.value("petitions.closed") / last.value("petitions.received") * 100.0;
    assert_eq!(replayed.measure("petitions.closed", &share), Some(answered));
}

#[test]
fn rescues_from_water_in_london() {
    let replayed = replay("rescue-london");
    replayed.ends_with_its_last_line();
    assert_eq!(replayed.final_figures("drowning.water_rescues"), (18.0, 22.0));
    replayed.grows("drowning.water_rescues", 7);

    let levels = replayed.levels("drowning.water_rescues");
    assert_eq!(levels, by_limits(&replayed.growth("drowning.water_rescues", 7), 2.0, f64::INFINITY));
    assert_eq!(raises(&levels, Level::Warning), 4);
    assert_eq!(replayed.room.worst(), State::Normal);
}
