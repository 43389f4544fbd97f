//! Derived figures follow what they are computed from.

use zhiban::config::Config;
use zhiban::duty::{Backtest, Clean, Event, Gap, Id, LeftOut, Measure, Reading, Remarks, Snapshot, State};

use crate::scene::{NULL, Scene, config, reading};

const SHARE: &str = r#"kind = "rate"
unit = "%"
value = "traffic.closed / traffic.received * 100"
rules = [{ level = "critical", when = "value < 90" }, { level = "warning", when = "increase(1h) < -5" }]"#;

fn two_feeds() -> Config {
    config(&[("a", ""), ("b", "")], &[("traffic.share", SHARE), ("traffic.closed", ""), ("traffic.received", "")])
}

fn id(text: &str) -> Id {
    Id::new(text).unwrap()
}

#[test]
fn a_value_is_known_as_soon_as_and_as_long_as_all_it_needs_is() {
    let mut scene = Scene::new(two_feeds());
    let gap = |scene: &Scene| scene.track("traffic.share").gap();
    assert_eq!(gap(&scene), Some(Gap::Input(id("traffic.closed"))));
    scene.hear("a", &[("traffic.closed", 95.0)]);
    assert_eq!(gap(&scene), Some(Gap::Input(id("traffic.received"))));
    scene.pass(5).hear("b", &[("traffic.received", 100.0)]);
    assert_eq!((scene.value("traffic.share"), gap(&scene)), (Some(95.0), None));
    let track = scene.track("traffic.share");
    assert_eq!(track.reading.as_ref().unwrap().sample, Some(100), "a share is of its base");
    assert_eq!(track.as_of, scene.track("traffic.closed").as_of, "as old as the oldest of what it needs");
    // Its feed says that it is not known, stops sending it, and is late.
    scene.hear("b", &[("traffic.received", NULL)]);
    assert_eq!((scene.value("traffic.share"), gap(&scene)), (None, Some(Gap::Input(id("traffic.received")))));
    scene.hear("b", &[("traffic.received", 100.0)]);
    assert_eq!(scene.value("traffic.share"), Some(95.0));
    scene.hear("b", &[]);
    assert_eq!((scene.value("traffic.share"), scene.track("traffic.share").state()), (None, State::Unknown));
    scene.hear("b", &[("traffic.received", 100.0)]).pass(58).hear("a", &[("traffic.closed", 96.0)]);
    assert_eq!(scene.value("traffic.share"), Some(96.0));
    scene.pass(3);
    assert_eq!((scene.value("traffic.share"), gap(&scene)), (None, Some(Gap::Input(id("traffic.received")))), "b is stale");
    assert_eq!(scene.track("traffic.share").last_known, Some(96.0));
}

#[test]
fn a_zero_base_has_no_value() {
    let mut scene = Scene::new(two_feeds());
    scene.hear("a", &[("traffic.closed", 0.0)]).hear("b", &[("traffic.received", 0.0)]);
    assert_eq!((scene.value("traffic.share"), scene.track("traffic.share").gap()), (None, Some(Gap::ZeroBase)));
    assert_eq!(scene.happened(), Vec::<String>::new());
    scene.pass(1).hear("a", &[("traffic.closed", 1.0)]).hear("b", &[("traffic.received", 1.0)]);
    assert_eq!(scene.value("traffic.share"), Some(100.0));
}

#[test]
fn rules_alarms_and_what_is_kept_follow() {
    let mut scene = Scene::new(two_feeds());
    scene.hear("a", &[("traffic.closed", 95.0)]).hear("b", &[("traffic.received", 100.0)]);
    let source = "= traffic.closed / traffic.received * 100".to_owned();
    assert_eq!(scene.kept("traffic.share"), [(source.clone(), Some(95.0))]);
    scene.pass(1).hear("a", &[("traffic.closed", 95.0)]);
    assert_eq!((scene.kept("traffic.share"), scene.happened()), (vec![], vec![]), "nothing has changed");
    scene.pass(1).hear("a", &[("traffic.closed", 88.0)]);
    assert_eq!(scene.happened(), ["traffic.share raised"]);
    scene.pass(1).fails("b").pass(70).hear("a", &[("traffic.closed", 88.0)]);
    assert_eq!(scene.happened(), ["traffic.share Unknown"], "it is not cleared because nobody knows");
    assert_eq!(scene.kept("traffic.share"), [(source.clone(), Some(88.0)), (source.clone(), None)]);
    scene.pass(1).hear("a", &[("traffic.closed", 99.0)]).hear("b", &[("traffic.received", 100.0)]);
    assert_eq!(scene.happened(), ["traffic.share Known", "traffic.share cleared Returned"]);
    assert_eq!(scene.kept("traffic.share"), [(source, Some(99.0))]);
    scene.pass(3600).hear("a", &[("traffic.closed", 93.0)]).hear("b", &[("traffic.received", 100.0)]);
    let growth = scene.room.measure(scene.track("traffic.share"), &Measure::Increase("1h".parse().unwrap()), scene.now);
    assert_eq!(growth, Some(-6.0), "from 99 an hour ago");
}

#[test]
fn last_year_corrections_and_territories_are_computed_alike() {
    let feeds = [("a", "")];
    let derived = "value = \"x.a + 2 * x.b\"\nclock = \"upward\"".replace("x.", "traffic.");
    let people = "kind = \"rate\"\nvalue = \"traffic.a / petitions.b\"";
    let plain = "kind = \"rate\"\nvalue = \"traffic.a / traffic.b\"";
    let mut scene = Scene::new(config(
        &feeds,
        &[
            ("traffic.sum", &derived),
            ("traffic.ratio", plain),
            ("traffic.people", people),
            ("campaign.of_people", "kind = \"rate\"\nvalue = \"traffic.people\""),
            ("traffic.a", ""),
            ("traffic.b", ""),
            ("petitions.b", ""),
        ],
    ));
    let say = |id: &str, value: f64, corrections: f64| Reading {
        last_year: Some(value * 2.0),
        corrections,
        territories: vec![(Clean::new("东县"), Some(2.0)), (Clean::new("西县"), Some(value - 2.0)), (Clean::new("北县"), None)],
        ..reading(id, value)
    };
    let all = |a: f64, corrections: f64| {
        vec![say("traffic.a", a, corrections), say("traffic.b", 2.0, 0.0), say("petitions.b", 5.0, 0.0)]
    };
    scene.says("a", 0, all(10.0, 0.0));
    let sum = scene.track("traffic.sum").reading.clone().unwrap();
    assert_eq!((sum.value, sum.last_year, sum.corrections, sum.sample), (Some(14.0), Some(28.0), 0.0, None));
    assert_eq!(scene.territories("traffic.sum"), "东县 6, 西县 8, 北县 ?");
    assert_eq!(scene.territories("traffic.ratio"), "东县 1, 西县 ?, 北县 ?", "a zero base has none");
    assert_eq!(scene.territories("traffic.people"), "", "it would give away small counts of people");
    assert_eq!(scene.territories("campaign.of_people"), "");
    scene.pass(1).says("a", 0, all(7.0, -3.0));
    let sum = scene.track("traffic.sum").reading.clone().unwrap();
    assert_eq!((sum.value, sum.corrections), (Some(11.0), -3.0), "revised down");
    assert_eq!(scene.happened(), Vec::<String>::new(), "a correction starts no clock");
    scene.pass(1).says("a", 0, all(8.0, -3.0));
    assert_eq!(scene.happened(), ["traffic.sum clock"]);
    let no_base = Reading { last_year: None, ..say("traffic.b", 2.0, 0.0) };
    scene.pass(1).says("a", 0, vec![say("traffic.a", 8.0, -3.0), no_base]);
    assert_eq!(scene.track("traffic.sum").year_on_year(), None, "all of it must be known");
}

#[test]
fn what_is_computed_from_computed_figures_follows_in_one_step() {
    let chain = |of: &str| format!("value = \"traffic.{of} * 2\"");
    let mut scene = Scene::new(config(
        &[("a", "")],
        &[
            ("traffic.c", &chain("b")),
            ("traffic.b", &chain("a")),
            ("traffic.d", "value = \"traffic.c - traffic.a\""),
            ("traffic.a", ""),
        ],
    ));
    scene.hear("a", &[("traffic.a", 3.0), ("traffic.d", 99.0)]);
    assert_eq!(["a", "b", "c", "d"].map(|n| scene.value(&format!("traffic.{n}"))), [3.0, 6.0, 12.0, 9.0].map(Some));
    assert_eq!(scene.kept("traffic.d").len(), 1, "what a feed sends under its id is nothing");
    assert_eq!(scene.room.track("traffic.c").unwrap().indicator.formula.as_ref().unwrap().to_string(), "traffic.b * 2");
}

#[test]
fn an_edited_formula_begins_anew_and_keeps_the_alarm_to_be_seen() {
    let mut scene = Scene::new(two_feeds());
    scene.hear("a", &[("traffic.closed", 80.0)]).hear("b", &[("traffic.received", 100.0)]);
    scene.pass(3600).hear("a", &[("traffic.closed", 81.0)]).hear("b", &[("traffic.received", 100.0)]);
    scene.happened();
    scene.edit(two_feeds());
    assert_eq!((scene.value("traffic.share"), scene.happened()), (Some(81.0), vec![]), "the same formula goes on");
    let growth =
        |scene: &Scene| scene.room.measure(scene.track("traffic.share"), &Measure::Increase("1h".parse().unwrap()), scene.now);
    assert_eq!(growth(&scene), Some(1.0));
    let other = SHARE.replace("traffic.closed", "(traffic.closed + 14)");
    let edited =
        || config(&[("a", ""), ("b", "")], &[("traffic.share", &other), ("traffic.closed", ""), ("traffic.received", "")]);
    scene.edit(edited());
    assert_eq!((scene.value("traffic.share"), growth(&scene)), (Some(95.0), None), "14 more has not grown");
    assert_eq!(scene.happened(), ["traffic.share cleared RuleGone"], "it has not returned");
    // And the other way: from now on a feed delivers it.
    let plain = "kind = \"rate\"\nrules = []";
    scene.edit(config(&[("a", ""), ("b", "")], &[("traffic.share", plain), ("traffic.closed", ""), ("traffic.received", "")]));
    assert_eq!(scene.track("traffic.share").gap(), Some(Gap::NeverDelivered));
    scene.hear("a", &[("traffic.share", 12.0)]);
    assert_eq!(scene.value("traffic.share"), Some(12.0));
}

#[test]
fn a_backtest_computes_them_too() {
    let plan = two_feeds().plan;
    let from = "2026-03-05T09:00:00+08:00".parse().unwrap();
    let mut backtest = Backtest::new(plan, vec!["one".into(), "two".into()], from);
    let snapshot = |second: i64, readings: Vec<Reading>| Snapshot {
        as_of: from + jiff::SignedDuration::from_secs(second),
        sequence: None,
        readings,
        left_out: LeftOut::default(),
        remarks: Remarks::default(),
    };
    let first = snapshot(0, vec![reading("traffic.received", 100.0)]);
    assert!(backtest.concerns(&id("traffic.share"), &first) && !backtest.concerns(&id("traffic.closed"), &first));
    assert_eq!(backtest.take(0, first).unwrap().len(), 0);
    let raised = backtest.take(1, snapshot(10, vec![reading("traffic.closed", 80.0)])).unwrap();
    assert_eq!(raised.iter().map(|t| (t.indicator.as_str(), t.event)).collect::<Vec<_>>(), [("traffic.share", Event::Raise)]);
    assert_eq!(backtest.explain(&id("traffic.share"))[0], (Measure::Value, Some(80.0)));
    let unknown = backtest.take(1, snapshot(20, vec![reading("traffic.closed", NULL)])).unwrap();
    let unknown: Vec<_> = unknown.iter().map(|t| (t.indicator.as_str(), t.event)).collect();
    assert_eq!(unknown, [("traffic.share", Event::Unknown), ("traffic.closed", Event::Unknown)]);
}

#[test]
fn as_soon_as_a_figure_concerns_people_nothing_is_computed_of_its_townships() {
    let of = |topic: &str| {
        let open = format!("topic = \"{topic}\"");
        config(
            &[("a", "")],
            &[
                ("traffic.share", "kind = \"rate\"\nvalue = \"traffic.open / traffic.all\""),
                ("traffic.open", &open),
                ("traffic.all", ""),
            ],
        )
    };
    let mut scene = Scene::new(of("traffic"));
    let say = |id: &str, value: f64| Reading { territories: vec![(Clean::new("东县"), Some(value))], ..reading(id, value) };
    scene.says("a", 0, vec![say("traffic.open", 2.0), say("traffic.all", 8.0)]);
    assert_eq!(scene.territories("traffic.share"), "东县 0.25");
    scene.edit(of("petitions"));
    assert_eq!((scene.value("traffic.share"), scene.territories("traffic.share").as_str()), (Some(0.25), ""));
}
