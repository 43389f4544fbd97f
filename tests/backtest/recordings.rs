//! The real recordings, against what follows from their raw lines by the definition of each measure: every line of the output,
//! the summary included.

use std::collections::HashMap;

use jiff::{SignedDuration, Timestamp};
use serde_json::Value;

use crate::{data, run};

/// A recording read without the program.
struct Raw {
    lines: Vec<(Timestamp, Value)>,
}

/// A rule of the recording's configuration, said again.
struct Rule {
    id: &'static str,
    critical: bool,
    text: &'static str,
    measure: fn(&Raw, usize) -> Option<f64>,
    holds: fn(f64) -> bool,
}

impl Raw {
    fn read(name: &str) -> Self {
        let text = std::fs::read_to_string(data(&format!("{name}.ndjson"))).unwrap();
        let lines = text.lines().map(|line| serde_json::from_str::<Value>(line).unwrap());
        Self { lines: lines.map(|line| (line["as_of"].as_str().unwrap().parse().unwrap(), line)).collect() }
    }

    fn field(&self, n: usize, id: &str, field: &str) -> f64 {
        let readings = self.lines[n].1["readings"].as_array().unwrap();
        readings.iter().find(|reading| reading["id"] == id).unwrap()[field].as_f64().unwrap()
    }

    fn value(&self, n: usize, id: &str) -> f64 {
        self.field(n, id, "value")
    }

    fn yoy(&self, n: usize, id: &str) -> f64 {
        let base = self.field(n, id, "last_year");
        (self.value(n, id) - base) / base * 100.0
    }

    /// None of the recordings runs over a New Year, so that growth is a difference.
    fn growth(&self, n: usize, id: &str, days: i64) -> Option<f64> {
        let old_enough = |m: &usize| self.lines[n].0.duration_since(self.lines[*m].0) >= SignedDuration::from_hours(24 * days);
        let base = (0..n).rev().find(old_enough)?;
        Some(self.value(n, id) - self.value(base, id))
    }
}

/// Everything that `backtest` should print where no rule has a delay.
fn expected(raw: &Raw, rules: &[Rule]) -> Vec<String> {
    let mut ids: Vec<&str> = rules.iter().map(|rule| rule.id).collect();
    ids.dedup();
    let mut held: HashMap<&str, Option<&Rule>> = HashMap::new();
    let (mut lines, mut raised) = (Vec::new(), Vec::new());
    for (n, (as_of, line)) in raw.lines.iter().enumerate() {
        let print = |event: &str, rule: &Rule| {
            let level = if rule.critical { "critical" } else { "warning" };
            let measure = ((rule.measure)(raw, n).unwrap() * 1e6).round() / 1e6;
            let (at, id, text) = (line["as_of"].as_str().unwrap(), rule.id, rule.text);
            format!(
                "{{\"at\": \"{at}\", \"indicator\": \"{id}\", \"event\": \"{event}\", \"level\": \"{level}\", \
                 \"rule\": \"{text}\", \"measure\": {measure:?}}}"
            )
        };
        for id in &ids {
            let own = rules.iter().filter(|rule| rule.id == *id);
            let worst = own.filter(|rule| (rule.measure)(raw, n).is_some_and(rule.holds)).max_by_key(|rule| rule.critical);
            let before = held.insert(id, worst).flatten();
            match (before, worst) {
                (None, Some(rule)) => {
                    raised.push((*as_of, *id));
                    lines.push(print("raise", rule));
                }
                (Some(before), Some(rule)) if rule.critical && !before.critical => {
                    raised.push((*as_of, *id));
                    lines.push(print("raise", rule));
                }
                (Some(before), now) if now.is_none_or(|rule| before.critical && !rule.critical) => {
                    lines.push(print("clear", before));
                }
                _ => {}
            }
        }
    }
    lines.push(summary(raw, &ids, &raised));
    lines
}

fn summary(raw: &Raw, ids: &[&str], raised: &[(Timestamp, &str)]) -> String {
    let ((first, from), (last, to)) = (raw.lines.first().unwrap(), raw.lines.last().unwrap());
    let days = last.duration_since(*first).as_secs_f64() / 86_400.0;
    #[expect(clippy::cast_precision_loss, reason = "a few alarms")]
    let per_day = (raised.len() as f64 / days * 100.0).round() / 100.0;
    let within = |at: &Timestamp| raised.iter().filter(|(r, _)| (0..=600).contains(&r.duration_since(*at).as_secs())).count();
    let most = raised.iter().map(|(at, _)| within(at)).max().unwrap_or(0);
    let mut counts: Vec<(usize, &str)> =
        ids.iter().map(|id| (raised.iter().filter(|(_, raised)| raised == id).count(), *id)).filter(|(n, _)| *n > 0).collect();
    counts.sort_by_key(|(count, id)| (usize::MAX - count, *id));
    let counts: Vec<String> = counts.iter().map(|(count, id)| format!("\"{id}\": {count}")).collect();
    format!(
        "{{\"summary\": {{\"snapshots\": {}, \"from\": {}, \"to\": {}, \"alarms\": {}, \"per_day\": {per_day:?}, \
         \"most_in_10_min\": {most}, \"by_indicator\": {{{}}}}}}}",
        raw.lines.len(),
        from["as_of"],
        to["as_of"],
        raised.len(),
        counts.join(", ")
    )
}

fn agrees(name: &str, rules: &[Rule]) -> Vec<String> {
    let (recording, config) = (data(&format!("{name}.ndjson")), data(&format!("{name}.toml")));
    let run = run(&["backtest", recording.to_str().unwrap(), "--config", config.to_str().unwrap()]);
    assert_eq!((run.status, run.errors.as_str()), (Some(0), ""));
    let expected = expected(&Raw::read(name), rules);
    for (n, (printed, wanted)) in run.lines.iter().zip(&expected).enumerate() {
        assert_eq!(printed, wanted, "line {n} of {name}");
    }
    assert_eq!(run.lines.len(), expected.len());
    run.lines
}

fn rule(
    id: &'static str,
    critical: bool,
    text: &'static str,
    measure: fn(&Raw, usize) -> Option<f64>,
    holds: fn(f64) -> bool,
) -> Rule {
    Rule { id, critical, text, measure, holds }
}

#[test]
fn fatal_crashes_of_new_jersey() {
    let deaths = |raw: &Raw, n| raw.growth(n, "traffic.deaths", 1);
    let lines = agrees(
        "traffic-nj",
        &[
            rule("traffic.deaths", false, "increase(1d) >= 3", deaths, |n| n >= 3.0),
            rule("traffic.deaths", true, "increase(1d) >= 6", deaths, |n| n >= 6.0),
            rule("traffic.fatal_crashes", false, "yoy > 5", |raw, n| Some(raw.yoy(n, "traffic.fatal_crashes")), |n| n > 5.0),
        ],
    );
    assert!(lines.last().unwrap().contains("\"snapshots\": 336") && lines.last().unwrap().contains("\"alarms\": 10"));
}

#[test]
fn casework_of_new_york_city() {
    let received = |raw: &Raw, n| raw.growth(n, "petitions.received", 1);
    let share = |raw: &Raw, n| Some(raw.value(n, "petitions.closed") / raw.value(n, "petitions.received") * 100.0);
    let target = |raw: &Raw, n| Some(raw.value(n, "petitions.within_60_days") - 75.0);
    let lines = agrees(
        "casework-nyc",
        &[
            rule("petitions.received", false, "increase(1d) >= 200", received, |n| n >= 200.0),
            rule("petitions.received", true, "increase(1d) >= 400", received, |n| n >= 400.0),
            rule("petitions.closed", false, "share(petitions.received) < 100", share, |n| n < 100.0),
            rule("petitions.within_60_days", false, "target < 0", target, |n| n < 0.0),
        ],
    );
    assert!(lines.last().unwrap().contains("\"petitions.received\": 7, \"petitions.within_60_days\": 2}"));
}

#[test]
fn rescues_from_water_in_london() {
    let grown = |raw: &Raw, n| raw.growth(n, "drowning.water_rescues", 7);
    let lines = agrees("rescue-london", &[rule("drowning.water_rescues", false, "increase(7d) >= 2", grown, |n| n >= 2.0)]);
    assert_eq!(lines.len(), 9, "four that came and went");
}
