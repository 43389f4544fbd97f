//! A preferred feed and those that stand in for it.

use zhiban::config::Config;
use zhiban::duty::{Gap, Measure, Outcome};

use crate::scene::{NULL, Scene, config};

const KEYS: &str = r#"feeds = ["county", "backup"]
clock = "upward"
rules = [{ level = "critical", when = "increase(1h) >= 2" }, { level = "warning", when = "value >= 20" }]"#;

fn two() -> Config {
    // In another order than they are preferred in.
    config(&[("other", ""), ("backup", ""), ("county", "")], &[("traffic.deaths", KEYS), ("traffic.other", "")])
}

fn source(scene: &Scene) -> &str {
    let feed = scene.track("traffic.deaths").feed;
    feed.map_or("nobody", |n| scene.room.feeds()[n].name.as_str())
}

fn growth(scene: &Scene) -> Option<f64> {
    scene.room.measure(scene.track("traffic.deaths"), &Measure::Shift, scene.now)
}

#[test]
fn others_are_ignored_while_the_preferred_delivers() {
    let mut scene = Scene::new(two());
    scene.hear("backup", &[("traffic.deaths", 9.0)]).hear("other", &[("traffic.deaths", 7.0), ("traffic.other", 1.0)]);
    assert_eq!(scene.value("traffic.deaths"), None, "the preferred has not been asked yet");
    scene.pass(1).hear("county", &[("traffic.deaths", 5.0)]);
    assert_eq!((scene.value("traffic.deaths"), source(&scene)), (Some(5.0), "county"));
    scene.pass(1).hear("backup", &[("traffic.deaths", 10.0)]).hear("other", &[("traffic.deaths", 8.0), ("traffic.other", 1.0)]);
    assert_eq!((scene.value("traffic.deaths"), source(&scene)), (Some(5.0), "county"));
    assert_eq!(scene.kept("traffic.deaths"), [("county".to_owned(), Some(5.0))]);
    assert_eq!(scene.value("traffic.other"), Some(1.0));
}

#[test]
fn the_next_takes_over_without_being_an_event_and_gives_way_at_once() {
    for how in ["late", "not sent", "null"] {
        let mut scene = Scene::new(two());
        scene.hear("county", &[("traffic.deaths", 5.0)]).hear("backup", &[("traffic.deaths", 12.0)]);
        scene.pass(10);
        match how {
            // The backup answers that nothing has changed.
            "late" => scene.fails("county").pass(45).poll("backup", Outcome::NotModified).pass(6),
            "null" => scene.hear("county", &[("traffic.deaths", NULL)]),
            _ => scene.hear("county", &[]),
        };
        assert_eq!((scene.value("traffic.deaths"), source(&scene)), (Some(12.0), "backup"), "{how}");
        assert_eq!(growth(&scene), Some(0.0), "{how}: nobody has died");
        scene.pass(10).hear("backup", &[("traffic.deaths", 13.0)]);
        assert_eq!((growth(&scene), scene.happened()), (Some(1.0), vec!["traffic.deaths clock".to_owned()]), "{how}");
        // It is back, with figures that are a little older.
        scene.says("county", 1, vec![crate::scene::reading("traffic.deaths", 6.0)]);
        assert_eq!((scene.value("traffic.deaths"), source(&scene)), (Some(6.0), "county"), "{how}");
        assert_eq!((growth(&scene), scene.happened()), (Some(1.0), vec![]), "{how}");
        scene.pass(10).hear("county", &[("traffic.deaths", 7.0)]);
        assert_eq!(growth(&scene), Some(2.0), "{how}: and counts on");
        let kept: Vec<_> = scene.kept("traffic.deaths").into_iter().filter_map(|(feed, value)| Some((feed, value?))).collect();
        let want = [("county", 5.0), ("backup", 12.0), ("backup", 13.0), ("county", 6.0), ("county", 7.0)];
        assert_eq!(kept, want.map(|(feed, value)| (feed.to_owned(), value)), "{how}");
    }
}

#[test]
fn an_alarm_that_another_feed_ends_has_not_returned() {
    let mut scene = Scene::new(two());
    scene.hear("county", &[("traffic.deaths", 21.0)]).hear("backup", &[("traffic.deaths", 19.0)]);
    assert_eq!(scene.happened(), ["traffic.deaths raised"]);
    scene.pass(1).hear("county", &[]);
    assert_eq!(scene.happened(), ["traffic.deaths cleared Revised"]);
}

#[test]
fn where_none_is_left_it_is_unknown_and_the_first_that_is_back_delivers_it() {
    let mut scene = Scene::new(two());
    scene.hear("county", &[("traffic.deaths", 5.0)]).fails("backup");
    scene.pass(61).fails("county");
    assert_eq!((scene.value("traffic.deaths"), scene.track("traffic.deaths").gap()), (None, Some(Gap::Stale)));
    scene.pass(1).hear("backup", &[("traffic.deaths", 8.0)]);
    assert_eq!((scene.value("traffic.deaths"), source(&scene)), (Some(8.0), "backup"));
    // The machine sleeps: nobody is believed before the preferred has been asked.
    let before = scene.now;
    scene.now += jiff::SignedDuration::from_hours(2);
    scene.room.interrupt(before, scene.now);
    scene.hear("backup", &[("traffic.deaths", 9.0)]);
    assert_eq!((scene.value("traffic.deaths"), scene.track("traffic.deaths").gap()), (None, Some(Gap::Stale)));
    scene.fails("county");
    assert_eq!((scene.value("traffic.deaths"), source(&scene)), (Some(9.0), "backup"));
}

#[test]
fn a_restart_goes_on_with_the_feed_that_delivered_it() {
    let mut scene = Scene::new(two());
    scene.hear("county", &[("traffic.deaths", 5.0)]).hear("backup", &[("traffic.deaths", 12.0)]).pass(10).hear("county", &[]);
    scene.pass(10).hear("backup", &[("traffic.deaths", 13.0)]);
    scene.kept("");
    scene.restart(two(), 20);
    assert_eq!((source(&scene), growth(&scene)), ("backup", None), "it is late until it is heard of");
    scene.hear("backup", &[("traffic.deaths", 13.0)]).fails("county");
    assert_eq!((scene.value("traffic.deaths"), growth(&scene)), (Some(13.0), Some(1.0)));
    assert_eq!(scene.track("traffic.deaths").last_known, Some(13.0));
    // What was kept is no older than the figures of the feed that is back.
    scene.says("county", 30, vec![crate::scene::reading("traffic.deaths", 6.0)]);
    assert_eq!((scene.value("traffic.deaths"), growth(&scene)), (Some(6.0), Some(1.0)));
}

#[test]
fn an_edit_of_the_feeds_counts_at_once() {
    let mut scene = Scene::new(two());
    scene.hear("county", &[("traffic.deaths", 5.0)]).hear("backup", &[("traffic.deaths", 12.0)]);
    let edited = KEYS.replace("[\"county\", \"backup\"]", "[\"backup\", \"county\"]");
    scene.edit(config(&[("county", ""), ("backup", "")], &[("traffic.deaths", &edited)]));
    assert_eq!((scene.value("traffic.deaths"), source(&scene), growth(&scene)), (Some(12.0), "backup", Some(0.0)));
    assert_eq!(scene.happened(), Vec::<String>::new());
}

#[test]
fn what_a_feed_said_counts_no_longer_once_only_others_may_deliver_it() {
    let mut scene = Scene::new(config(&[("county", ""), ("backup", "")], &[("traffic.deaths", "")]));
    scene.hear("county", &[("traffic.deaths", 5.0)]).hear("backup", &[]);
    assert_eq!(scene.value("traffic.deaths"), Some(5.0));
    scene.edit(config(&[("county", ""), ("backup", "")], &[("traffic.deaths", "feeds = [\"backup\"]")]));
    assert_eq!((scene.value("traffic.deaths"), scene.track("traffic.deaths").gap()), (None, Some(Gap::Stale)));
    scene.hear("backup", &[("traffic.deaths", 4.0)]);
    assert_eq!((scene.value("traffic.deaths"), source(&scene)), (Some(4.0), "backup"));
}

#[test]
fn what_a_feed_no_longer_sends_is_unknown_and_kept_so_after_a_restart_too() {
    for restarts in [false, true] {
        let mut scene = Scene::new(two());
        scene.hear("other", &[("traffic.other", 4.0)]);
        assert_eq!(scene.kept("traffic.other"), [("other".to_owned(), Some(4.0))]);
        if restarts {
            scene.restart(two(), 20);
        }
        scene.pass(10).hear("other", &[]);
        assert_eq!((scene.value("traffic.other"), scene.track("traffic.other").gap()), (None, Some(Gap::NotSent)));
        assert_eq!(scene.kept("traffic.other"), [("other".to_owned(), None)], "restarts: {restarts}");
        scene.pass(10).hear("other", &[]);
        assert_eq!(scene.kept("traffic.other"), [], "once");
        scene.pass(10).hear("other", &[("traffic.other", 4.0)]);
        assert_eq!((scene.value("traffic.other"), scene.kept("traffic.other").len()), (Some(4.0), 1));
    }
}

#[test]
fn that_one_feed_stops_sending_what_another_delivers_changes_nothing() {
    let mut scene = Scene::new(two());
    scene.hear("other", &[("traffic.other", 4.0)]).hear("backup", &[("traffic.other", 9.0)]);
    scene.pass(1).hear("backup", &[]);
    assert_eq!((scene.value("traffic.other"), scene.track("traffic.other").gap()), (Some(4.0), None));
}

#[test]
fn what_comes_late_is_too_old_as_often_as_it_comes() {
    let mut scene = Scene::new(two());
    for (ago, value) in [(200, 4.0), (190, 5.0)] {
        scene.pass(1).says("other", ago, vec![crate::scene::reading("traffic.other", value)]);
        assert_eq!((scene.value("traffic.other"), scene.track("traffic.other").gap()), (None, Some(Gap::Stale)), "{value}");
    }
}
