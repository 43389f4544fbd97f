//! Midnight: what is of two days is set against nothing.

use zhiban::duty::{Gap, Id, Measure};

use crate::scene::{NULL, Scene, config, reading};

const DAILY: &str = "kind = \"count\"\nwindow = \"day\"\n";

/// A scene twenty seconds before midnight.
fn before_midnight(feeds: &[(&str, &str)], indicators: &[(&str, &str)]) -> Scene {
    let mut scene = Scene::new(config(feeds, indicators));
    scene.now = "2026-03-05T23:59:40+08:00".parse().unwrap();
    scene.pass(0);
    scene
}

fn growth(scene: &Scene, id: &str) -> Option<f64> {
    scene.room.measure(scene.track(id), &Measure::Shift, scene.now)
}

#[test]
fn a_sum_is_of_one_day() {
    let keys = format!("{DAILY}clock = \"upward\"\nrules = [{{ level = \"critical\", when = \"shift >= 1\" }}]");
    let counties = [("east", "territory = \"东县\""), ("west", "territory = \"西县\"")];
    let mut scene = before_midnight(&counties, &[("traffic.deaths", &keys)]);
    scene.hear("east", &[("traffic.deaths", 5.0)]).hear("west", &[("traffic.deaths", 3.0)]);
    assert_eq!(scene.value("traffic.deaths"), Some(8.0));
    // The east begins a new day; the west has not yet.
    scene.pass(30).hear("east", &[("traffic.deaths", 0.0)]).says("west", 20, vec![reading("traffic.deaths", 3.0)]);
    let track = scene.track("traffic.deaths");
    assert_eq!((track.value(), track.gap()), (None, Some(Gap::Territory("西县".into()))));
    assert_eq!(scene.territories("traffic.deaths"), "东县 0, 西县 ?");
    scene.pass(20).hear("west", &[("traffic.deaths", 0.0)]);
    assert_eq!((scene.value("traffic.deaths"), growth(&scene, "traffic.deaths")), (Some(0.0), Some(0.0)));
    assert_eq!(scene.happened(), Vec::<String>::new(), "nobody has died");
    scene.pass(20).hear("west", &[("traffic.deaths", 1.0)]);
    assert_eq!(growth(&scene, "traffic.deaths"), Some(1.0));
    assert_eq!(scene.happened(), ["traffic.deaths clock", "traffic.deaths raised"]);
}

#[test]
fn the_same_figure_of_another_day_does_not_renew_a_sum() {
    let counties = [("east", "territory = \"东县\""), ("west", "territory = \"西县\"")];
    let mut scene = before_midnight(&counties, &[("traffic.deaths", DAILY)]);
    scene.hear("east", &[("traffic.deaths", 1.0)]).hear("west", &[("traffic.deaths", 0.0)]);
    scene.pass(30).hear("east", &[("traffic.deaths", 1.0)]);
    assert_eq!(scene.track("traffic.deaths").gap(), Some(Gap::Territory("西县".into())));
    scene.pass(1).hear("west", &[("traffic.deaths", 0.0)]);
    assert_eq!(
        (scene.value("traffic.deaths"), growth(&scene, "traffic.deaths")),
        (Some(1.0), Some(1.0)),
        "another since midnight"
    );
}

#[test]
fn what_is_computed_is_of_one_day() {
    let share = "kind = \"rate\"\nvalue = \"traffic.closed / traffic.received * 100\"\nrules = [{ level = \"critical\", when = \"value > 100\" }]";
    let both = format!("{DAILY}value = \"traffic.closed + traffic.received\"\nclock = \"upward\"");
    let indicators = [("traffic.share", share), ("traffic.both", &both), ("traffic.closed", DAILY), ("traffic.received", DAILY)];
    let mut scene = before_midnight(&[("a", ""), ("b", "")], &indicators);
    scene.hear("a", &[("traffic.closed", 90.0)]).hear("b", &[("traffic.received", 100.0)]);
    assert_eq!((scene.value("traffic.share"), scene.value("traffic.both")), (Some(90.0), Some(190.0)));
    scene.pass(25).hear("b", &[("traffic.received", 1.0)]);
    let closed = Some(Gap::Input(Id::new("traffic.closed").unwrap()));
    for id in ["traffic.share", "traffic.both"] {
        assert_eq!((scene.value(id), scene.track(id).gap()), (None, closed.clone()), "{id}");
    }
    assert_eq!(scene.value("traffic.closed"), Some(90.0), "which is what was last told of it");
    scene.pass(5).hear("a", &[("traffic.closed", 1.0)]);
    assert_eq!((scene.value("traffic.share"), scene.value("traffic.both")), (Some(100.0), Some(2.0)));
    assert_eq!(growth(&scene, "traffic.both"), Some(2.0));
    assert_eq!(scene.happened(), ["traffic.both clock"], "two since midnight");
}

#[test]
fn figures_without_a_window_are_of_any_day() {
    let indicators = [
        ("traffic.share", "kind = \"rate\"\nvalue = \"traffic.open / traffic.received\""),
        ("traffic.open", "kind = \"gauge\""),
        ("traffic.received", DAILY),
    ];
    let mut scene = before_midnight(&[("a", ""), ("b", "")], &indicators);
    scene.hear("a", &[("traffic.open", 8.0)]).hear("b", &[("traffic.received", 4.0)]);
    scene.pass(15).hear("a", &[("traffic.open", 8.0)]).pass(15).hear("b", &[("traffic.received", 2.0)]);
    assert_eq!(scene.value("traffic.share"), Some(4.0));
}

#[test]
fn a_feed_that_takes_over_after_midnight_does_not_bring_yesterdays_count_into_today() {
    let keys = format!("{DAILY}feeds = [\"county\", \"backup\"]\nclock = \"upward\"");
    let mut scene = before_midnight(&[("county", ""), ("backup", "")], &[("traffic.deaths", &keys)]);
    scene.hear("county", &[("traffic.deaths", 5.0)]).hear("backup", &[("traffic.deaths", 5.0)]);
    scene.pass(30).hear("county", &[("traffic.deaths", NULL)]);
    assert_eq!(scene.value("traffic.deaths"), Some(5.0), "of the backup, as of yesterday");
    scene.pass(5).hear("backup", &[("traffic.deaths", 1.0)]);
    assert_eq!((growth(&scene, "traffic.deaths"), scene.happened()), (Some(1.0), vec!["traffic.deaths clock".to_owned()]));
}
