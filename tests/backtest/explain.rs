//! `--explain`: a line for each snapshot that delivers the indicator, with every measure that its rules use.

use crate::{BY_YEAR, GAUGE, Scene, indicator};

const RULES: &str = r#"
  { level = "warning", when = "increase(1h) >= 3 and yoy > 5" },
  { level = "critical", when = "value >= 9", clear = "target < 0", keep = "10m" },
  { level = "critical", when = "yoy > 50" },
"#;

fn scene() -> Scene {
    let config = indicator("t.a", &format!("{BY_YEAR}\ntarget = 9.5"), RULES)
        + &indicator("t.b", GAUGE, r#"{ level = "warning", when = "value > 1" }"#)
        + "[[period]]\nname = \"congress\"\nfrom = \"2026-03-05\"\nto = \"2026-03-06\"\n"
        + "rules = { \"t.a\" = [{ level = \"critical\", when = \"shift >= 1\" }] }\n";
    let snapshots = [
        ("2026-03-04T22:00", r#"{"id": "t.a", "value": 6, "last_year": 6}"#),
        ("2026-03-04T22:30", r#"{"id": "t.b", "value": 2}"#),
        ("2026-03-04T23:00", r#"{"id": "t.a", "value": 9, "last_year": 7}"#),
        ("2026-03-04T23:30", r#"{"id": "t.a", "value": null}"#),
        ("2026-03-05T00:00", r#"{"id": "t.a", "value": 10.5, "last_year": 0}, {"id": "t.b", "value": 2}"#),
    ];
    Scene::new(&config).feed("a.ndjson", &snapshots)
}

#[test]
fn every_measure_of_its_rules_in_their_order_and_null_where_one_is_not_known() {
    let run = scene().with(&["--explain", "t.a"]).run();
    let line = |at: &str, rest: &str| format!("{{\"at\": \"2026-03-0{at}:00+08:00\", \"indicator\": \"t.{rest}}}");
    assert_eq!((run.status, run.errors.as_str()), (Some(0), ""));
    assert_eq!(
        run.lines,
        [
            line("4T22:00", r#"a", "explain": {"increase(1h)": null, "yoy": 0, "value": 6, "target": -3.5}"#),
            line("4T22:30", r#"a", "event": "unknown", "level": null, "rule": null, "measure": null"#),
            line("4T22:30", r#"b", "event": "raise", "level": "warning", "rule": "value > 1", "measure": 2.0"#),
            line("4T23:00", r#"a", "explain": {"increase(1h)": 3, "yoy": 28.571429, "value": 9, "target": -0.5}"#),
            line("4T23:00", r#"a", "event": "known", "level": null, "rule": null, "measure": null"#),
            line("4T23:00", r#"b", "event": "unknown", "level": null, "rule": null, "measure": null"#),
            line("4T23:00", r#"a", "event": "raise", "level": "critical", "rule": "value >= 9", "measure": 9.0"#),
            line("4T23:30", r#"a", "explain": {"increase(1h)": null, "yoy": null, "value": null, "target": null}"#),
            line("4T23:30", r#"a", "event": "unknown", "level": null, "rule": null, "measure": null"#),
            line("5T00:00", r#"a", "explain": {"shift": 4.5}"#),
            line("5T00:00", r#"a", "event": "known", "level": null, "rule": null, "measure": null"#),
            line("5T00:00", r#"b", "event": "known", "level": null, "rule": null, "measure": null"#),
            concat!(
                r#"{"summary": {"snapshots": 5, "from": "2026-03-04T22:00:00+08:00", "to": "2026-03-05T00:00:00+08:00", "#,
                r#""alarms": 2, "per_day": 24.0, "most_in_10_min": 1, "by_indicator": {"t.a": 1, "t.b": 1}}}"#
            )
            .to_owned(),
        ]
    );
}

#[test]
fn an_indicator_that_nothing_delivers_is_said_to_be_so() {
    let scene = Scene::new(&(indicator("t.a", GAUGE, "") + &indicator("t.b", GAUGE, "")));
    let run = scene.feed("a.ndjson", &[("2026-03-05T08:00", r#"{"id": "t.a", "value": 1}"#)]).with(&["--explain", "t.b"]).run();
    assert_eq!((run.status, run.lines.len()), (Some(0), 1));
    assert!(run.errors.contains("no snapshot delivers `t.b`"), "{}", run.errors);
}

#[test]
fn an_indicator_that_does_not_exist_is_an_error_that_names_those_near_it() {
    let feed = [("2026-03-05T08:00", "")];
    let config = || indicator("t.deaths", GAUGE, "") + &indicator("t.death", GAUGE, "") + &indicator("u.crashes", GAUGE, "");
    for (wrong, words) in [
        ("t.deats", "`t.deats`; did you mean `t.deaths`, `t.death`?"),
        ("u.something", "did you mean `u.crashes`?"),
        ("nothing", "`zhiban config show` lists"),
        ("t.\u{1b}[31m", "there is no indicator `t."),
    ] {
        let run = Scene::new(&config()).feed("a.ndjson", &feed).with(&["--explain", wrong]).run();
        assert_eq!((run.status, run.lines.len()), (Some(1), 0), "{wrong}");
        assert!(run.errors.contains(words) && !run.errors.contains('\u{1b}'), "{}", run.errors);
    }
}
