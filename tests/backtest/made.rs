//! Recordings made by hand: each kind of transition, at its own time.

use crate::{BY_DAY, BY_YEAR, GAUGE, Scene, indicator};

const HELMETS: &str = r#"{ level = "critical", when = "value < 90", for = "2m", clear = "value >= 90.5", keep = "10m" }"#;

/// Snapshots of one indicator: time and value.
fn values<'a>(id: &str, values: &[(&'a str, &str)]) -> Vec<(&'a str, String)> {
    values.iter().map(|(at, value)| (*at, format!("{{\"id\": \"{id}\", \"value\": {value}}}"))).collect()
}

fn borrowed<'a>(snapshots: &'a [(&'a str, String)]) -> Vec<(&'a str, &'a str)> {
    snapshots.iter().map(|(at, readings)| (*at, readings.as_str())).collect()
}

/// What follows when one indicator with these rules has these values.
fn of_one(kind: &str, rules: &str, snapshots: &[(&str, &str)]) -> Vec<String> {
    let snapshots = values("t.a", snapshots);
    let scene = Scene::new(&indicator("t.a", kind, rules)).feed("a.ndjson", &borrowed(&snapshots));
    scene.transitions().iter().map(|line| line.replacen(" t.a", "", 1)).collect()
}

#[test]
fn a_delay_that_ends_between_two_snapshots_fires_at_its_own_time() {
    let snapshots = [
        ("2026-03-05T08:00", "91"),
        ("2026-03-05T08:05", "89"),
        ("2026-03-05T08:20", "90.2"),
        ("2026-03-05T08:30", "90.75"),
        ("2026-03-05T08:50", "91"),
    ];
    let rule = "critical value < 90";
    assert_eq!(
        of_one(GAUGE, HELMETS, &snapshots),
        [format!("2026-03-05T08:07:00 raise {rule} 89.0"), format!("2026-03-05T08:40:00 clear {rule} 90.75")],
        "between 90 and 90.5 it neither begins nor ends"
    );
}

#[test]
fn a_delay_that_is_broken_off_does_not_fire_and_the_snapshot_at_its_end_decides() {
    let snapshots = [
        ("2026-03-05T08:00", "89"),
        ("2026-03-05T08:01", "91"),
        ("2026-03-05T08:10", "89"),
        ("2026-03-05T08:12", "91"),
        ("2026-03-05T08:20", "89"),
        ("2026-03-05T08:22", "88"),
        ("2026-03-05T08:30", "91"),
        ("2026-03-05T08:39", "90"),
        ("2026-03-05T08:50", "91"),
        ("2026-03-05T08:59", "91"),
    ];
    let raised = "2026-03-05T08:22:00 raise critical value < 90 88.0";
    assert_eq!(of_one(GAUGE, HELMETS, &snapshots), [raised], "and nothing fires after the last snapshot");
}

#[test]
fn several_delays_fire_in_the_order_of_their_ends() {
    let rules = |hold| format!("{{ level = \"warning\", when = \"value > 0\", for = \"{hold}\", keep = \"1m\" }}");
    let config = indicator("t.a", GAUGE, &rules("5m")) + &indicator("t.b", GAUGE, &rules("3m"));
    let both = |value: &str| format!(r#"{{"id": "t.a", "value": {value}}}, {{"id": "t.b", "value": {value}}}"#);
    let (on, off) = (both("1"), both("0"));
    let snapshots = [("2026-03-05T08:00", on.as_str()), ("2026-03-05T09:00", &off), ("2026-03-05T10:00", &off)];
    assert_eq!(
        Scene::new(&config).feed("a.ndjson", &snapshots).transitions(),
        [
            "2026-03-05T08:03:00 t.b raise warning value > 0 1.0",
            "2026-03-05T08:05:00 t.a raise warning value > 0 1.0",
            "2026-03-05T09:01:00 t.a clear warning value > 0 0.0",
            "2026-03-05T09:01:00 t.b clear warning value > 0 0.0",
        ]
    );
}

#[test]
fn a_gap_is_not_staleness_and_only_delays_fire_in_it() {
    let delayed = r#"{ level = "warning", when = "value >= 1", for = "20m" }, { level = "critical", when = "age > 600" }"#;
    let config = indicator("t.a", GAUGE, delayed) + &indicator("t.b", GAUGE, r#"{ level = "critical", when = "age > 600" }"#);
    let readings = r#"{"id": "t.a", "value": 1}, {"id": "t.b", "value": 1}"#;
    let snapshots = [("2026-03-05T08:00", readings), ("2026-03-25T08:00", readings)];
    assert_eq!(
        Scene::new(&config).feed("a.ndjson", &snapshots).transitions(),
        ["2026-03-05T08:20:00 t.a raise warning value >= 1 1.0"]
    );
}

#[test]
fn it_grows_worse_and_milder_before_it_ends() {
    let rules = r#"{ level = "warning", when = "value >= 3" }, { level = "critical", when = "value >= 6" }"#;
    let at = ["2026-03-05T08:00", "2026-03-05T09:00", "2026-03-05T10:00", "2026-03-05T11:00", "2026-03-05T12:00"];
    let snapshots: Vec<(&str, &str)> = at.into_iter().zip(["3", "6", "4", "7", "0"]).collect();
    assert_eq!(
        of_one(GAUGE, rules, &snapshots),
        [
            "2026-03-05T08:00:00 raise warning value >= 3 3.0",
            "2026-03-05T09:00:00 raise critical value >= 6 6.0",
            "2026-03-05T10:00:00 clear critical value >= 6 4.0",
            "2026-03-05T11:00:00 raise critical value >= 6 7.0",
            "2026-03-05T12:00:00 clear critical value >= 6 0.0",
        ]
    );
}

#[test]
fn a_correction_is_no_recovery() {
    let rules = r#"{ level = "warning", when = "value >= 3" }, { level = "critical", when = "value >= 6" }"#;
    let reading = |value: u32, corrections: i32| format!(r#"{{"id": "t.a", "value": {value}, "corrections": {corrections}}}"#);
    let readings = [reading(6, 0), reading(5, -1), reading(2, -4)];
    let at = ["2026-03-05T08:00", "2026-03-05T09:00", "2026-03-05T10:00"];
    let snapshots: Vec<(&str, &str)> = at.into_iter().zip(readings.iter().map(String::as_str)).collect();
    assert_eq!(
        Scene::new(&indicator("t.a", BY_YEAR, rules)).feed("a.ndjson", &snapshots).transitions(),
        [
            "2026-03-05T08:00:00 t.a raise critical value >= 6 6.0",
            "2026-03-05T09:00:00 t.a revise critical value >= 6 5.0",
            "2026-03-05T10:00:00 t.a revise warning value >= 3 2.0",
        ]
    );
}

#[test]
fn the_end_of_a_window_is_no_recovery_and_growth_runs_on_over_it() {
    let value = [("2026-03-05T08:00", "2"), ("2026-03-05T23:00", "3"), ("2026-03-06T00:10", "1"), ("2026-03-06T11:00", "1")];
    assert_eq!(
        of_one(BY_DAY, r#"{ level = "warning", when = "value >= 3", keep = "5m" }"#, &value),
        ["2026-03-05T23:00:00 raise warning value >= 3 3.0", "2026-03-06T00:15:00 period_end warning value >= 3 1.0"]
    );
    assert_eq!(
        of_one(BY_DAY, r#"{ level = "warning", when = "increase(12h) >= 2" }"#, &value),
        ["2026-03-06T00:10:00 raise warning increase(12h) >= 2 2.0", "2026-03-06T11:00:00 clear warning increase(12h) >= 2 1.0"]
    );
}

#[test]
fn what_was_known_becomes_unknown_and_known_again_and_clears_nothing() {
    let rules = r#"{ level = "warning", when = "value >= 3" }"#;
    let config = indicator("t.a", GAUGE, rules) + &indicator("t.b", GAUGE, "");
    let snapshots = [
        ("2026-03-05T08:00", r#"{"id": "t.a", "value": 3}, {"id": "t.b", "value": null}"#),
        ("2026-03-05T09:00", r#"{"id": "t.a", "value": null}, {"id": "t.b", "value": 0}"#),
        ("2026-03-05T10:00", r#"{"id": "t.a", "value": null}, {"id": "t.b", "value": 0}"#),
        ("2026-03-05T11:00", r#"{"id": "t.a", "value": 0}"#),
        ("2026-03-05T12:00", r#"{"id": "t.b", "value": 0}, {"id": "t.a", "value": 0}"#),
    ];
    assert_eq!(
        Scene::new(&config).feed("a.ndjson", &snapshots).transitions(),
        [
            "2026-03-05T08:00:00 t.a raise warning value >= 3 3.0",
            "2026-03-05T09:00:00 t.a unknown null null null",
            "2026-03-05T11:00:00 t.a known null null null",
            "2026-03-05T11:00:00 t.b unknown null null null",
            "2026-03-05T11:00:00 t.a clear warning value >= 3 0.0",
            "2026-03-05T12:00:00 t.b known null null null",
        ]
    );
}

#[test]
fn several_feeds_are_merged_in_the_order_of_time() {
    let share = r#"{ level = "warning", when = "share(t.b) > 50" }"#;
    let config = indicator("t.a", GAUGE, share) + &indicator("t.b", GAUGE, "");
    let a = [("2026-03-05T08:00", "6"), ("2026-03-05T08:20", "6"), ("2026-03-05T08:40", "4")];
    let b = [("2026-03-05T08:10", "10"), ("2026-03-05T08:30", "12"), ("2026-03-05T08:40", "7")];
    let (a, b) = (values("t.a", &a), values("t.b", &b));
    let raised = "2026-03-05T08:10:00 t.a raise warning share(t.b) > 50 60.0".to_owned();
    let cleared = "2026-03-05T08:30:00 t.a clear warning share(t.b) > 50 50.0".to_owned();
    let again = "2026-03-05T08:40:00 t.a raise warning share(t.b) > 50";
    let both = || Scene::new(&config).feed("a.ndjson", &borrowed(&a)).feed("b.ndjson", &borrowed(&b));
    assert_eq!(both().transitions(), [raised.clone(), cleared.clone(), format!("{again} 57.142857")]);
    assert!(both().run().lines.last().unwrap().contains(r#""snapshots": 6, "from": "2026-03-05T08:00:00+08:00""#));
    // At one time the first file goes first: now 6 of 7 is judged before 4 of 7 is.
    let turned = Scene::new(&config).feed("b.ndjson", &borrowed(&b)).feed("a.ndjson", &borrowed(&a));
    assert_eq!(turned.transitions(), [raised, cleared, format!("{again} 85.714286")]);
}

#[test]
fn a_feed_that_ends_before_the_other_keeps_its_last_word_and_only_a_rule_on_age_minds() {
    let late = r#"{ level = "warning", when = "value >= 1" }, { level = "critical", when = "age > 86400" }"#;
    let config = indicator("t.a", GAUGE, "") + &indicator("t.b", GAUGE, late);
    let a = values("t.a", &[("2026-03-05T08:00", "0"), ("2026-03-06T08:00", "0"), ("2026-03-25T08:00", "0")]);
    let b = values("t.b", &[("2026-03-05T08:00", "1")]);
    assert_eq!(
        Scene::new(&config).feed("a.ndjson", &borrowed(&a)).feed("b.ndjson", &borrowed(&b)).transitions(),
        ["2026-03-05T08:00:00 t.b raise warning value >= 1 1.0", "2026-03-25T08:00:00 t.b raise critical age > 86400 1728000.0",]
    );
}

#[test]
fn a_period_brings_its_own_rules_with_its_first_snapshot_and_takes_them_away() {
    let rule = r#"{ level = "warning", when = "value >= 1", for = "10m" }"#;
    let config = indicator("t.a", GAUGE, rule)
        + &indicator("t.b", GAUGE, "")
        + "[[period]]\nname = \"congress\"\nfrom = \"2026-03-05\"\nto = \"2026-03-06\"\n"
        + "rules = { \"t.b\" = [{ level = \"critical\", when = \"value >= 1\" }] }\n";
    let readings = |a: u32| format!(r#"{{"id": "t.a", "value": {a}}}, {{"id": "t.b", "value": 1}}"#);
    let (on, off) = (readings(1), readings(0));
    let snapshots = [
        ("2026-03-04T23:55", on.as_str()),
        ("2026-03-05T00:30", &on),
        ("2026-03-06T23:59", &off),
        ("2026-03-07T00:00", &off),
        ("2026-03-07T00:10", &off),
    ];
    assert_eq!(
        Scene::new(&config).feed("a.ndjson", &snapshots).transitions(),
        [
            "2026-03-05T00:05:00 t.a raise warning value >= 1 1.0",
            "2026-03-05T00:30:00 t.b raise critical value >= 1 1.0",
            "2026-03-06T23:59:00 t.a clear warning value >= 1 0.0",
            "2026-03-07T00:00:00 t.b rule_gone critical value >= 1 1.0",
        ]
    );
}

#[test]
fn a_milder_rule_in_place_of_a_critical_one_is_no_recovery() {
    let config = indicator("t.a", GAUGE, r#"{ level = "critical", when = "value >= 1" }"#)
        + "[[period]]\nname = \"works\"\nfrom = \"2026-03-05\"\nto = \"2026-03-06\"\n"
        + "rules = { \"t.a\" = [{ level = \"warning\", when = \"value >= 1\" }] }\n";
    let snapshots = values("t.a", &[("2026-03-04T12:00", "1"), ("2026-03-05T12:00", "1"), ("2026-03-07T12:00", "1")]);
    assert_eq!(
        Scene::new(&config).feed("a.ndjson", &borrowed(&snapshots)).transitions(),
        [
            "2026-03-04T12:00:00 t.a raise critical value >= 1 1.0",
            "2026-03-05T12:00:00 t.a rule_gone critical value >= 1 1.0",
            "2026-03-07T12:00:00 t.a raise critical value >= 1 1.0",
        ]
    );
}

#[test]
fn neither_flapping_nor_floods_nor_suppression_hide_anything() {
    let config = indicator("t.a", GAUGE, r#"{ level = "warning", when = "value >= 1" }"#)
        + "[[period]]\nname = \"holidays\"\nfrom = \"2026-03-01\"\nto = \"2026-03-31\"\nsuppress = [\"t.a\"]\n";
    let at: Vec<String> = (0..60).map(|minute| format!("2026-03-05T08:{minute:02}")).collect();
    let flapping: Vec<(&str, &str)> =
        at.iter().enumerate().map(|(n, at)| (at.as_str(), if n % 2 == 0 { "1" } else { "0" })).collect();
    let snapshots = values("t.a", &flapping);
    let run = Scene::new(&config).feed("a.ndjson", &borrowed(&snapshots)).run();
    let count = |event: &str| run.lines.iter().filter(|line| line.contains(&format!("\"event\": \"{event}\""))).count();
    assert_eq!((count("raise"), count("clear"), run.lines.len()), (30, 30, 61));
    assert!(run.lines.last().unwrap().contains(r#""alarms": 30, "#), "{}", run.lines.last().unwrap());
    assert!(
        run.lines.last().unwrap().contains(r#""most_in_10_min": 6, "by_indicator": {"t.a": 30}}}"#),
        "both ends belong to them"
    );
}
