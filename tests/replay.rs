//! Real counts travel the whole way: every recorded feed under its configuration, against figures taken straight from the
//! JSON.

#![expect(clippy::unwrap_used, clippy::indexing_slicing, clippy::panic, reason = "a test fails by panicking")]

use std::path::{Path, PathBuf};
use std::time::Duration;

use jiff::Timestamp;
use serde_json::Value;
use zhiban::config::Config;
use zhiban::duty::{Clean, LeftOut, Level, Measure, Outcome, Poll, Room, Span, State};
use zhiban::feed::{Known, decode};

const DAY: i64 = 86_400;

/// A recorded feed, its room after the last snapshot, and how often each rule of an indicator raised.
struct Replay {
    lines: Vec<Value>,
    room: Room,
    raised: usize,
}

fn data(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/data").join(name)
}

fn replay(name: &str, watched: &str, level: Level) -> Replay {
    let text = std::fs::read_to_string(data(&format!("{name}.toml"))).unwrap();
    let text =
        format!("{text}\n[[feed]]\nname = \"recorded\"\nurl = \"http://127.0.0.1/\"\nevery = \"1s\"\nstale_after = \"3d\"\n");
    let plan = Config::parse(&text, name, Path::new("")).unwrap_or_else(|problems| panic!("{problems}")).plan;
    let known = Known::new(plan.indicators.iter().map(|i| i.id.clone()), plan.territories.iter().cloned());
    let recorded = std::fs::read_to_string(data(&format!("{name}.ndjson"))).unwrap();
    let lines: Vec<Value> = recorded.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    let mut room = Room::new(plan, time(&lines[0]));
    let (mut raised, mut held) = (0, false);
    for (line, text) in lines.iter().zip(recorded.lines()) {
        let snapshot = decode(text.as_bytes(), &known, Timestamp::now()).unwrap();
        assert_eq!(snapshot.left_out, LeftOut::default());
        let at = time(line);
        let poll = Poll { at, status: Some(200), took: Duration::ZERO, outcome: Outcome::Snapshot(snapshot) };
        room.receive(0, poll, at);
        let holds = room.track(watched).unwrap().breach().is_some_and(|breach| breach.rule.level >= level);
        raised += usize::from(holds && !held);
        held = holds;
    }
    Replay { lines, room, raised }
}

fn time(line: &Value) -> Timestamp {
    line["as_of"].as_str().unwrap().parse().unwrap()
}

fn field(line: &Value, id: &str, field: &str) -> Option<f64> {
    line["readings"].as_array().unwrap().iter().find(|reading| reading["id"] == id)?[field].as_f64()
}

impl Replay {
    fn last(&self) -> &Value {
        self.lines.last().unwrap()
    }

    /// Growth over a span by its definition, at each line.
    fn growth(&self, id: &str, span: i64) -> Vec<Option<f64>> {
        let at = |n: usize| time(&self.lines[n]).as_second();
        let value = |n: usize| field(&self.lines[n], id, "value").unwrap();
        let base = |n: usize| (0..n).rev().find(|older| at(n) - at(*older) >= span);
        (0..self.lines.len()).map(|n| base(n).map(|base| value(n) - value(base))).collect()
    }

    /// How often that growth reaches a limit from below.
    fn raises(&self, id: &str, span: i64, limit: f64) -> usize {
        let holds: Vec<bool> = self.growth(id, span).into_iter().map(|growth| growth.is_some_and(|g| g >= limit)).collect();
        holds.windows(2).filter(|pair| !pair[0] && pair[1]).count() + usize::from(holds[0])
    }

    fn measure(&self, id: &str, measure: &Measure) -> Option<f64> {
        let track = self.room.track(id).unwrap();
        self.room.measure(track, measure, time(self.last()))
    }

    /// Year on year in whole percent.
    fn percent(&self, id: &str) -> i64 {
        #[expect(clippy::cast_possible_truncation, reason = "a rounded percentage")]
        let percent = self.measure(id, &Measure::Yoy).unwrap().round() as i64;
        percent
    }

    /// What is on duty after the last line is what the last line says.
    fn agrees_with_the_last_line(&self) {
        for reading in self.last()["readings"].as_array().unwrap() {
            let id = reading["id"].as_str().unwrap();
            let track = self.room.track(id).unwrap();
            assert_eq!(track.value(), reading["value"].as_f64(), "{id}");
            let known = track.known().unwrap();
            assert_eq!(known.last_year, reading["last_year"].as_f64(), "{id}");
            assert_eq!(known.sample, reading["sample"].as_u64(), "{id}");
            for (territory, figure) in reading["territories"].as_object().into_iter().flatten() {
                let held = known.territories.iter().find(|(name, _)| *name == Clean::new(territory)).unwrap();
                assert_eq!(held.1, figure.as_f64(), "{id} {territory}");
            }
        }
    }
}

#[test]
fn road_deaths_in_new_jersey() {
    let replay = replay("traffic-nj", "traffic.deaths", Level::Warning);
    replay.agrees_with_the_last_line();
    assert_eq!(replay.room.track("traffic.deaths").unwrap().value(), Some(370.0));
    assert_eq!(replay.percent("traffic.deaths"), 5);
    let a_day = Measure::Increase(Span::from_seconds(86_400));
    assert_eq!(replay.measure("traffic.deaths", &a_day), *replay.growth("traffic.deaths", DAY).last().unwrap());
    assert_eq!(replay.raised, replay.raises("traffic.deaths", DAY, 3.0));
    assert_eq!(replay.raised, 4);
    assert_eq!(replay.room.track("traffic.fatal_crashes").unwrap().state(), State::Normal, "4 % is not over 5");
}

#[test]
fn casework_in_new_york() {
    let replay = replay("casework-nyc", "petitions.received", Level::Warning);
    replay.agrees_with_the_last_line();
    assert_eq!(replay.raised, replay.raises("petitions.received", DAY, 200.0));
    assert_eq!(replay.raised, 7);
    let share = Measure::Share(zhiban::duty::Id::new("petitions.received").unwrap());
    let closed =
        field(replay.last(), "petitions.closed", "value").unwrap() / field(replay.last(), "petitions.received", "value").unwrap();
    assert_eq!(replay.measure("petitions.closed", &share), Some(closed * 100.0));
    assert_eq!(replay.room.track("petitions.within_15_days").unwrap().state(), State::Normal, "55.28 of 50");
    assert_eq!(replay.room.track("petitions.within_60_days").unwrap().state(), State::Warning, "70.41 of 72");
}

#[test]
fn rescues_in_london() {
    let replay = replay("rescue-london", "drowning.water_rescues", Level::Warning);
    replay.agrees_with_the_last_line();
    assert_eq!(replay.raised, replay.raises("drowning.water_rescues", 7 * DAY, 2.0));
    assert_eq!(replay.raised, 4);
    assert_eq!(replay.percent("drowning.water_rescues"), -18);
}

#[test]
fn the_sources_are_named() {
    let sources = std::fs::read_to_string(data("SOURCES.md")).unwrap();
    for entry in std::fs::read_dir(data("")).unwrap() {
        let name = entry.unwrap().file_name().into_string().unwrap();
        let named = sources.contains(&name) || name == "SOURCES.md" || sources.contains(&name.replace(".toml", ".ndjson"));
        assert!(named, "{name} has no source");
    }
}
