//! What is computed, through the journal: after a restart, looked back at, and as a course.

use zhiban::config::Config;
use zhiban::duty::{Annunciation, Gap, GapCause, Measure, Room, State};

use crate::scene::{Scene, config};

const SHARE: &str = r#"kind = "rate"
value = "traffic.closed / traffic.received * 100"
rules = [{ level = "critical", when = "value < 90" }, { level = "warning", when = "value < 95", for = "2m" }]"#;

fn county() -> Config {
    config(&[("a", ""), ("b", "")], &[("traffic.share", SHARE), ("traffic.closed", ""), ("traffic.received", "")])
}

fn city() -> Config {
    let feeds = [("east", "territory = \"东县\""), ("west", "territory = \"西县\"")];
    let rules = "rules = [{ level = \"critical\", when = \"value >= 9\" }]";
    config(&feeds, &[("traffic.deaths", rules), ("traffic.other", "")])
}

fn growth(room: &Room, id: &str, now: jiff::Timestamp) -> Option<f64> {
    room.measure(room.track(id).unwrap(), &Measure::Shift, now)
}

#[test]
fn a_restart_goes_on_with_what_was_computed() {
    let mut scene = Scene::new(county());
    scene.hear("a", &[("traffic.closed", 99.0)]).hear("b", &[("traffic.received", 100.0)]);
    scene.pass(10).hear("a", &[("traffic.closed", 80.0)]);
    let number = |scene: &Scene| {
        (scene.track("traffic.share").desk.shown().alarm.annunciation, scene.track("traffic.share").desk.shown().number)
    };
    let before = number(&scene);
    assert_eq!(before.0, Annunciation::Unacknowledged);
    scene.happened();
    scene.restart(county(), 20);
    assert_eq!((scene.value("traffic.share"), number(&scene)), (Some(80.0), before), "its figures are not too old");
    assert_eq!(growth(&scene.room, "traffic.share", scene.now), Some(-19.0));
    scene.hear("a", &[("traffic.closed", 80.0)]);
    scene.hear("b", &[("traffic.received", 100.0)]);
    assert_eq!((scene.value("traffic.share"), number(&scene), scene.happened()), (Some(80.0), before, vec![]));
    // A long time later only one is there: nothing ends, nothing is raised, nothing is known.
    scene.restart(county(), 7200).hear("a", &[("traffic.closed", 99.0)]);
    assert_eq!((scene.value("traffic.share"), number(&scene), scene.happened()), (None, before, vec![]));
    scene.fails("b");
    assert_eq!(scene.happened(), ["traffic.share Unknown"]);
    scene.hear("b", &[("traffic.received", 100.0)]);
    assert_eq!(scene.happened(), ["traffic.share Known", "traffic.share cleared Returned"]);
    assert_eq!(growth(&scene.room, "traffic.share", scene.now), Some(0.0));
}

#[test]
fn a_delay_goes_on_after_a_short_stop() {
    for (away, raised) in [(20, true), (90, false)] {
        let mut scene = Scene::new(county());
        for _ in 0..11 {
            scene.hear("a", &[("traffic.closed", 93.0)]).hear("b", &[("traffic.received", 100.0)]).pass(10);
        }
        scene.restart(county(), away);
        scene.hear("a", &[("traffic.closed", 93.0)]).hear("b", &[("traffic.received", 100.0)]);
        assert_eq!(scene.happened().contains(&"traffic.share raised".to_owned()), raised, "away for {away} s");
    }
}

#[test]
fn another_formula_takes_up_nothing_of_the_one_before() {
    let mut scene = Scene::new(county());
    scene.hear("a", &[("traffic.closed", 99.0)]).hear("b", &[("traffic.received", 100.0)]);
    let other = SHARE.replace("* 100", "* 1000");
    let edited =
        || config(&[("a", ""), ("b", "")], &[("traffic.share", &other), ("traffic.closed", ""), ("traffic.received", "")]);
    scene.restart(edited(), 20);
    assert_eq!(scene.track("traffic.share").last_known, None);
    scene.hear("a", &[("traffic.closed", 99.0)]).hear("b", &[("traffic.received", 100.0)]);
    assert_eq!((scene.value("traffic.share"), growth(&scene.room, "traffic.share", scene.now)), (Some(990.0), Some(0.0)));
    // Nor does what a feed delivered under its name.
    let plain = || config(&[("a", "")], &[("traffic.share", "kind = \"rate\"")]);
    scene.restart(plain(), 20).hear("a", &[("traffic.share", 12.0)]).restart(edited(), 20);
    assert_eq!(scene.track("traffic.share").last_known, Some(990.0));
}

#[test]
fn a_city_that_restarts_knows_its_counties() {
    let mut scene = Scene::new(city());
    scene.hear("east", &[("traffic.deaths", 5.0)]).hear("west", &[("traffic.deaths", 3.0), ("traffic.other", 1.0)]);
    scene.pass(10).hear("east", &[("traffic.deaths", 6.0)]);
    assert_eq!(scene.happened(), ["traffic.deaths raised"]);
    scene.restart(city(), 20);
    assert_eq!((scene.value("traffic.deaths"), scene.track("traffic.deaths").gap()), (None, Some(Gap::Stale)));
    scene.hear("east", &[("traffic.deaths", 6.0)]);
    assert_eq!((scene.value("traffic.deaths"), scene.happened()), (None, vec![]), "it waits for the other");
    // It answers, and has stopped sending it: it still belongs to the sum.
    scene.hear("west", &[("traffic.other", 1.0)]);
    assert_eq!(scene.track("traffic.deaths").gap(), Some(Gap::Territory("西县".into())));
    assert_eq!(scene.value("traffic.other"), Some(1.0), "which the east never sent");
    scene.pass(1).hear("west", &[("traffic.deaths", 4.0), ("traffic.other", 1.0)]);
    assert_eq!((scene.value("traffic.deaths"), growth(&scene.room, "traffic.deaths", scene.now)), (Some(10.0), Some(2.0)));
    assert_eq!(scene.track("traffic.deaths").state(), State::Critical);
}

#[test]
fn looked_back_it_is_what_it_was() {
    let mut scene = Scene::new(county());
    scene.hear("a", &[("traffic.closed", 99.0)]).hear("b", &[("traffic.received", 100.0)]);
    scene.pass(50).hear("a", &[("traffic.closed", 97.0)]).fails("b").pass(20).hear("a", &[("traffic.closed", 97.0)]);
    scene.pass(30).hear("b", &[("traffic.received", 97.0)]);
    let then = |scene: &mut Scene, seconds| {
        let room = scene.look_back(seconds);
        let track = room.track("traffic.share").unwrap();
        (track.value(), track.gap(), track.gap_since().map(|since| scene.now.duration_since(since).as_secs()))
    };
    assert_eq!(scene.value("traffic.share"), Some(100.0));
    assert_eq!(then(&mut scene, 0), (Some(100.0), None, None));
    assert_eq!(then(&mut scene, 45), (Some(97.0), None, None));
    let received = zhiban::duty::Id::new("traffic.received").unwrap();
    assert_eq!(then(&mut scene, 10), (None, Some(Gap::Input(received)), Some(30)));
    assert_eq!(then(&mut scene, 90), (Some(99.0), None, None));

    let mut scene = Scene::new(city());
    scene.hear("east", &[("traffic.deaths", 5.0)]).hear("west", &[("traffic.deaths", 3.0)]);
    scene.pass(50).hear("east", &[("traffic.deaths", 5.0)]).pass(20).fails("west").pass(10);
    let room = scene.look_back(5);
    let track = room.track("traffic.deaths").unwrap();
    assert_eq!((track.value(), track.gap()), (None, Some(Gap::Territory("西县".into()))));
    assert_eq!(scene.look_back(40).track("traffic.deaths").unwrap().value(), Some(8.0));
}

#[test]
fn its_course_has_the_gaps_of_what_it_needs() {
    let mut scene = Scene::new(county());
    for closed in [99.0, 98.0, 97.0] {
        scene.hear("a", &[("traffic.closed", closed)]).hear("b", &[("traffic.received", 100.0)]).pass(10);
    }
    scene.fails("b");
    for _ in 0..6 {
        scene.pass(10).hear("a", &[("traffic.closed", 97.0)]);
    }
    scene.pass(10).hear("a", &[("traffic.closed", 100.0)]).hear("b", &[("traffic.received", 100.0)]).pass(10);
    let course = scene.course("traffic.share", 110);
    let lows: Vec<Option<f64>> = course.buckets.iter().map(|bucket| bucket.figures.map(|figures| figures.last)).collect();
    let known = lows.iter().flatten().copied().collect::<Vec<f64>>();
    assert_eq!((known.first(), known.last()), (Some(&99.0), Some(&100.0)), "{lows:?}");
    assert!(known.contains(&98.0) && lows.contains(&None), "{lows:?}");
    let causes: Vec<GapCause> = course.gaps.iter().map(|gap| gap.cause).collect();
    assert_eq!(causes, [GapCause::NotKnown]);
}

#[test]
fn a_clock_that_was_ahead_leaves_no_time_behind() {
    let keys = "rules = [{ level = \"critical\", when = \"increase(1m) >= 9\" }]";
    let counties = [("east", "territory = \"东县\""), ("west", "territory = \"西县\"")];
    let city = || config(&counties, &[("traffic.deaths", keys)]);
    let mut scene = Scene::new(city());
    scene.hear("east", &[("traffic.deaths", 5.0)]).hear("west", &[("traffic.deaths", 3.0)]);
    let right = scene.now;
    // Two days ahead one falls silent: that it is missing is kept under that time.
    scene.pass(2 * 86_400).fails("west");
    assert_eq!(scene.kept("traffic.deaths"), [("= sum".to_owned(), Some(8.0)), ("= sum".to_owned(), None)]);
    let ahead = scene.now;
    scene.now = right + jiff::SignedDuration::from_secs(30);
    scene.room.interrupt(ahead, scene.now);
    let grown = |scene: &mut Scene| {
        scene.pass(5).hear("east", &[("traffic.deaths", 5.0)]).hear("west", &[("traffic.deaths", 3.0)]);
        scene.pass(40).hear("east", &[("traffic.deaths", 6.0)]).hear("west", &[("traffic.deaths", 3.0)]);
        let measure = Measure::Increase("1m".parse().unwrap());
        for _ in 0..3 {
            scene.pass(40).hear("east", &[("traffic.deaths", 6.0)]).hear("west", &[("traffic.deaths", 3.0)]);
        }
        (scene.value("traffic.deaths"), scene.room.measure(scene.track("traffic.deaths"), &measure, scene.now))
    };
    assert_eq!(grown(&mut scene), (Some(9.0), Some(0.0)), "nothing in the last minute");
    scene.restart(city(), 10);
    assert_eq!(grown(&mut scene), (Some(9.0), Some(0.0)));
}
