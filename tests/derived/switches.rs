//! What is counted by another from now on has not grown.

use zhiban::config::Config;
use zhiban::duty::Measure;

use crate::scene::{NULL, Scene, config};

const CLOCK: &str = "clock = \"upward\"";

fn growth(scene: &Scene, id: &str) -> Option<f64> {
    scene.room.measure(scene.track(id), &Measure::Shift, scene.now)
}

/// A sum of two figures, the first of which has a feed that stands in.
fn county() -> Config {
    let sum = format!("value = \"traffic.a + traffic.b\"\n{CLOCK}");
    config(
        &[("main", ""), ("backup", "")],
        &[("traffic.sum", &sum), ("traffic.a", "feeds = [\"main\", \"backup\"]"), ("traffic.b", "")],
    )
}

#[test]
fn what_is_computed_does_not_grow_when_another_feed_takes_over() {
    let mut scene = Scene::new(county());
    scene.hear("main", &[("traffic.a", 5.0), ("traffic.b", 1.0)]).hear("backup", &[("traffic.a", 12.0)]);
    scene.pass(1).hear("main", &[("traffic.a", NULL), ("traffic.b", 1.0)]);
    assert_eq!((scene.value("traffic.sum"), growth(&scene, "traffic.sum")), (Some(13.0), Some(0.0)));
    assert_eq!(scene.happened(), Vec::<String>::new(), "nobody has died");
    scene.pass(1).hear("main", &[("traffic.a", NULL), ("traffic.b", 2.0)]);
    assert_eq!((growth(&scene, "traffic.sum"), scene.happened()), (Some(1.0), vec!["traffic.sum clock".to_owned()]));
    // And after a restart, of which neither the old nor the new count is lost.
    scene.restart(county(), 20).hear("main", &[("traffic.a", 5.0), ("traffic.b", 2.0)]).hear("backup", &[("traffic.a", 12.0)]);
    assert_eq!((scene.value("traffic.sum"), growth(&scene, "traffic.sum"), scene.happened()), (Some(7.0), Some(1.0), vec![]));
    scene.restart(county(), 20).hear("main", &[("traffic.a", 6.0), ("traffic.b", 2.0)]);
    assert_eq!(scene.happened(), ["traffic.sum clock"], "what happened meanwhile is seen");
}

#[test]
fn what_is_computed_does_not_grow_when_what_it_needs_is_computed_otherwise() {
    let of = |formula: &str| {
        let sum = format!("value = \"traffic.part + traffic.b\"\n{CLOCK}");
        let part = format!("value = \"{formula}\"");
        config(&[("main", "")], &[("traffic.sum", &sum), ("traffic.part", &part), ("traffic.b", "")])
    };
    let mut scene = Scene::new(of("traffic.b * 2"));
    scene.hear("main", &[("traffic.b", 4.0)]);
    assert_eq!(scene.value("traffic.sum"), Some(12.0));
    scene.edit(of("traffic.b * 3"));
    assert_eq!((scene.value("traffic.sum"), growth(&scene, "traffic.sum"), scene.happened()), (Some(16.0), Some(0.0), vec![]));
    scene.pass(1).hear("main", &[("traffic.b", 5.0)]);
    assert_eq!(scene.happened(), ["traffic.sum clock"]);
}

#[test]
fn a_city_does_not_grow_when_a_county_falls_back_to_its_other_feed() {
    let city = || {
        let feeds = [("main", "territory = \"东县\""), ("backup", "territory = \"东县\""), ("west", "territory = \"西县\"")];
        config(&feeds, &[("traffic.deaths", &format!("{CLOCK}\nfeeds = [\"main\", \"backup\", \"west\"]"))])
    };
    let mut scene = Scene::new(city());
    scene.hear("main", &[("traffic.deaths", 5.0)]).hear("backup", &[("traffic.deaths", 9.0)]);
    scene.hear("west", &[("traffic.deaths", 1.0)]);
    assert_eq!(scene.value("traffic.deaths"), Some(6.0));
    scene.pass(1).hear("main", &[]);
    assert_eq!(
        (scene.value("traffic.deaths"), growth(&scene, "traffic.deaths"), scene.happened()),
        (Some(10.0), Some(0.0), vec![])
    );
    scene.pass(1).hear("backup", &[("traffic.deaths", 10.0)]);
    assert_eq!((growth(&scene, "traffic.deaths"), scene.happened()), (Some(1.0), vec!["traffic.deaths clock".to_owned()]));
    scene
        .restart(city(), 20)
        .hear("main", &[])
        .hear("backup", &[("traffic.deaths", 10.0)])
        .hear("west", &[("traffic.deaths", 1.0)]);
    assert_eq!((scene.value("traffic.deaths"), scene.happened()), (Some(11.0), vec![]));
    scene.pass(1).hear("main", &[("traffic.deaths", 6.0)]).restart(city(), 20);
    scene.hear("main", &[]).hear("backup", &[("traffic.deaths", 10.0)]).hear("west", &[("traffic.deaths", 1.0)]);
    assert_eq!((scene.value("traffic.deaths"), scene.happened()), (Some(11.0), vec![]), "another than before the restart");
    // A feed of the east that is new says another number of the same.
    let other = config(
        &[("other", "territory = \"东县\""), ("west", "territory = \"西县\"")],
        &[("traffic.deaths", &format!("{CLOCK}\nfeeds = [\"other\", \"west\"]"))],
    );
    scene.edit(other).pass(1).hear("other", &[("traffic.deaths", 15.0)]);
    assert_eq!((scene.value("traffic.deaths"), scene.happened()), (Some(16.0), vec![]));
}

#[test]
fn any_feed_that_takes_over_has_not_brought_events() {
    let mut scene = Scene::new(config(&[("a", ""), ("b", "")], &[("traffic.deaths", CLOCK)]));
    scene.hear("a", &[("traffic.deaths", 5.0)]).hear("b", &[("traffic.deaths", 9.0)]);
    scene.pass(1).hear("a", &[]).hear("b", &[("traffic.deaths", 9.0)]);
    assert_eq!(
        (scene.value("traffic.deaths"), growth(&scene, "traffic.deaths"), scene.happened()),
        (Some(9.0), Some(0.0), vec![])
    );
}
