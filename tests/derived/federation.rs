//! A city watches its counties: each has a feed of its own.

use zhiban::config::Config;
use zhiban::duty::{Clean, Down, Gap, Measure, Outcome, Reading, State, Trouble};

use crate::scene::{NULL, Scene, config, reading};

const EAST: (&str, &str) = ("east", "territory = \"东县\"");
const WEST: (&str, &str) = ("west", "territory = \"西县\"");
const NORTH: (&str, &str) = ("north", "territory = \"北县\"");
const DEATHS: (&str, &str) = (
    "traffic.deaths",
    "clock = \"upward\"\nrules = [{ level = \"critical\", when = \"value >= 20\" }, { level = \"warning\", when = \"shift >= 3\" }]",
);
const HELMETS: (&str, &str) = ("traffic.helmets", "kind = \"rate\"");

fn city() -> Config {
    config(&[EAST, WEST, NORTH], &[DEATHS, HELMETS])
}

fn growth(scene: &Scene) -> Option<f64> {
    scene.room.measure(scene.track("traffic.deaths"), &Measure::Shift, scene.now)
}

#[test]
fn the_whole_is_the_sum_and_known_only_with_every_part() {
    let mut scene = Scene::new(city());
    scene.hear("east", &[("traffic.deaths", 5.0)]).hear("west", &[("traffic.deaths", 3.0)]);
    assert_eq!(
        (scene.value("traffic.deaths"), scene.track("traffic.deaths").gap()),
        (None, Some(Gap::Stale)),
        "one is to be asked"
    );
    assert_eq!(scene.kept("traffic.deaths"), []);
    // It answers, and has no such figure: the city has two counties that count it.
    scene.pass(5).hear("north", &[]);
    assert_eq!((scene.value("traffic.deaths"), scene.territories("traffic.deaths")), (Some(8.0), "东县 5, 西县 3".to_owned()));
    assert_eq!(scene.track("traffic.deaths").as_of.unwrap(), scene.now - jiff::SignedDuration::from_secs(5), "the oldest");
    assert_eq!(scene.kept("traffic.deaths"), [("= sum".to_owned(), Some(8.0))]);
    scene.pass(5).hear("east", &[("traffic.deaths", 6.0)]);
    assert_eq!((scene.value("traffic.deaths"), growth(&scene)), (Some(9.0), Some(1.0)));
    assert_eq!(scene.happened(), ["traffic.deaths clock"]);
    // One is lost: the total is not known, and neither is its part, whatever it was.
    scene.pass(30).hear("east", &[("traffic.deaths", 6.0)]).hear("north", &[]).pass(31).fails("west");
    let track = scene.track("traffic.deaths");
    assert_eq!((track.value(), track.state(), track.gap()), (None, State::Unknown, Some(Gap::Territory("西县".into()))));
    assert_eq!(scene.territories("traffic.deaths"), "东县 6, 西县 ?");
    assert_eq!(scene.kept("traffic.deaths"), [("= sum".to_owned(), Some(9.0)), ("= sum".to_owned(), None)]);
    scene.pass(5).hear("west", &[("traffic.deaths", 3.0)]);
    assert_eq!((scene.value("traffic.deaths"), growth(&scene)), (Some(9.0), Some(1.0)), "and back");
    for lost in [vec![("traffic.deaths", NULL)], vec![]] {
        scene.hear("west", &lost);
        assert_eq!(scene.value("traffic.deaths"), None, "{lost:?}");
        assert_eq!(scene.territories("traffic.deaths"), "东县 6, 西县 ?");
    }
    assert_eq!(scene.happened(), Vec::<String>::new());
}

#[test]
fn a_county_that_was_never_of_use_may_have_it() {
    let mut scene = Scene::new(city());
    scene.hear("east", &[("traffic.deaths", 5.0)]).hear("west", &[("traffic.deaths", 3.0)]).fails("north");
    assert_eq!(scene.track("traffic.deaths").gap(), Some(Gap::Territory("北县".into())));
    assert_eq!(scene.territories("traffic.deaths"), "东县 5, 西县 3, 北县 ?");
    // Unless the configuration says who counts it.
    let named = (DEATHS.0, format!("{}\nfeeds = [\"east\", \"west\"]", DEATHS.1));
    scene.edit(config(&[EAST, WEST, NORTH], &[(named.0, &named.1), HELMETS]));
    assert_eq!((scene.value("traffic.deaths"), scene.territories("traffic.deaths")), (Some(8.0), "东县 5, 西县 3".to_owned()));
}

#[test]
fn last_year_and_corrections_add_up_and_rates_do_not() {
    let mut scene = Scene::new(config(&[EAST, WEST], &[DEATHS, HELMETS]));
    let say = |value: f64, last_year: Option<f64>, corrections: f64| {
        let others = vec![(Clean::new("北县"), Some(1.0)), (Clean::new("他乡"), Some(1.0))];
        vec![
            Reading { last_year, corrections, territories: others, ..reading("traffic.deaths", value) },
            reading("traffic.helmets", 90.0),
        ]
    };
    scene.says("east", 0, say(5.0, Some(4.0), -1.0)).says("west", 0, say(3.0, Some(2.0), 0.0));
    let whole = scene.track("traffic.deaths").reading.clone().unwrap();
    assert_eq!((whole.value, whole.last_year, whole.corrections), (Some(8.0), Some(6.0), -1.0));
    assert_eq!(scene.territories("traffic.deaths"), "东县 5, 西县 3", "what is of one county has no parts");
    assert_eq!(scene.room.feeds()[0].left_out.territories, 2);
    assert_eq!((scene.value("traffic.helmets"), scene.track("traffic.helmets").gap()), (None, Some(Gap::NoSum)));
    assert_eq!(scene.territories("traffic.helmets"), "东县 90, 西县 90");
    scene.pass(1).says("west", 0, say(3.0, None, 0.0));
    assert_eq!(scene.track("traffic.deaths").year_on_year(), None);
}

#[test]
fn a_county_more_is_no_growth() {
    let mut scene = Scene::new(config(&[EAST, WEST], &[DEATHS]));
    scene.hear("east", &[("traffic.deaths", 5.0)]).hear("west", &[("traffic.deaths", 3.0)]);
    scene.edit(config(&[NORTH, EAST, WEST], &[DEATHS]));
    assert_eq!(scene.value("traffic.deaths"), None, "the new one has not been asked");
    scene.pass(1).hear("north", &[("traffic.deaths", 9.0)]);
    assert_eq!((scene.value("traffic.deaths"), growth(&scene), scene.happened()), (Some(17.0), Some(0.0), vec![]));
    // And one less.
    scene.edit(config(&[EAST], &[DEATHS]));
    assert_eq!((scene.value("traffic.deaths"), growth(&scene), scene.happened()), (Some(5.0), Some(0.0), vec![]));
    scene.pass(1).hear("east", &[("traffic.deaths", 6.0)]);
    assert_eq!((growth(&scene), scene.happened()), (Some(1.0), vec!["traffic.deaths clock".to_owned()]));
    // A feed that is of another county from now on has said nothing about that.
    scene.edit(config(&[("east", "territory = \"西县\"")], &[DEATHS]));
    assert_eq!(scene.value("traffic.deaths"), None);
    scene.hear("east", &[("traffic.deaths", 2.0)]);
    assert_eq!(scene.territories("traffic.deaths"), "西县 2");
}

#[test]
fn a_feed_of_the_whole_goes_before_the_sum_and_takes_its_parts_from_the_counties() {
    let mut scene = Scene::new(config(&[EAST, WEST, ("city", "")], &[DEATHS]));
    scene.hear("east", &[("traffic.deaths", 5.0)]).hear("west", &[("traffic.deaths", 3.0)]);
    assert_eq!(scene.value("traffic.deaths"), Some(8.0));
    let city = |value: f64| {
        let parts = [("东县", 4.0), ("北县", 2.0)].map(|(name, value)| (Clean::new(name), Some(value)));
        vec![Reading { territories: parts.to_vec(), ..reading("traffic.deaths", value) }]
    };
    scene.pass(1).says("city", 0, city(11.0));
    assert_eq!((scene.value("traffic.deaths"), growth(&scene)), (Some(11.0), Some(0.0)));
    assert_eq!(scene.territories("traffic.deaths"), "东县 5, 北县 2, 西县 3");
    scene.kept("");
    scene.pass(1).says("city", 0, city(11.0));
    assert_eq!(scene.kept("traffic.deaths"), [], "nothing has changed");
    scene.pass(1).hear("east", &[("traffic.deaths", 6.0)]);
    assert_eq!(scene.territories("traffic.deaths"), "东县 6, 北县 2, 西县 3");
    assert_eq!(scene.kept("traffic.deaths"), [("city".to_owned(), Some(11.0))]);
    scene.pass(60).says("city", 0, city(11.0)).poll("east", Outcome::Trouble(Trouble::Down(Down::Unavailable(500))));
    assert_eq!(
        (scene.value("traffic.deaths"), scene.territories("traffic.deaths").as_str()),
        (Some(11.0), "东县 6, 北县 2, 西县 ?")
    );
    scene.pass(3).says("city", 0, city(11.0));
    assert_eq!(scene.territories("traffic.deaths"), "东县 ?, 北县 2, 西县 ?", "never its old number");
}

#[test]
fn a_county_with_two_feeds_counts_once() {
    let backup = ("backup", "territory = \"东县\"");
    let keys = format!("{}\nfeeds = [\"backup\", \"east\", \"west\"]", DEATHS.1);
    let mut scene = Scene::new(config(&[EAST, WEST, backup], &[(DEATHS.0, &keys)]));
    scene
        .hear("east", &[("traffic.deaths", 5.0)])
        .hear("west", &[("traffic.deaths", 3.0)])
        .hear("backup", &[("traffic.deaths", 6.0)]);
    assert_eq!((scene.value("traffic.deaths"), scene.territories("traffic.deaths")), (Some(9.0), "东县 6, 西县 3".to_owned()));
    scene.pass(1).hear("backup", &[]);
    assert_eq!(scene.value("traffic.deaths"), Some(8.0));
}

#[test]
fn a_share_is_computed_of_sums_and_for_each_county() {
    let share = ("traffic.share", "kind = \"rate\"\nvalue = \"traffic.closed / traffic.received * 100\"");
    let mut scene = Scene::new(config(&[EAST, WEST], &[share, ("traffic.closed", ""), ("traffic.received", "")]));
    scene.hear("east", &[("traffic.closed", 5.0), ("traffic.received", 10.0)]);
    scene.hear("west", &[("traffic.closed", 40.0), ("traffic.received", 40.0)]);
    assert_eq!((scene.value("traffic.share"), scene.territories("traffic.share")), (Some(90.0), "东县 50, 西县 100".to_owned()));
    scene.pass(30).hear("west", &[("traffic.closed", 40.0), ("traffic.received", 40.0)]).pass(31);
    assert_eq!((scene.value("traffic.share"), scene.track("traffic.share").state()), (None, State::Unknown));
}

#[test]
fn a_sum_that_nobody_adds_up_any_more_is_not_taken_for_known() {
    let whole = |feeds: &str| {
        let keys = format!("{}\nfeeds = [{feeds}]", DEATHS.1);
        config(&[EAST, WEST, ("city", "")], &[(DEATHS.0, &keys), ("traffic.double", "value = \"traffic.deaths * 2\"")])
    };
    let any = || config(&[EAST, WEST, ("city", "")], &[DEATHS, ("traffic.double", "value = \"traffic.deaths * 2\"")]);
    let told = |scene: &mut Scene| {
        scene.hear("east", &[("traffic.deaths", 5.0)]).hear("west", &[("traffic.deaths", 3.0)]).hear("city", &[]);
        assert_eq!((scene.value("traffic.deaths"), scene.value("traffic.double")), (Some(8.0), Some(16.0)));
    };
    for feeds in ["\"city\"", "\"city\", \"east\""] {
        let mut scene = Scene::new(any());
        told(&mut scene);
        scene.edit(whole(feeds)).pass(1).hear("east", &[("traffic.deaths", 5.0)]).hear("city", &[]);
        assert_eq!((scene.value("traffic.deaths"), scene.value("traffic.double")), (None, None), "{feeds}");
        scene.pass(1).hear("city", &[("traffic.deaths", 11.0)]);
        assert_eq!((scene.value("traffic.double"), growth(&scene)), (Some(22.0), Some(0.0)), "{feeds}");
        let mut scene = Scene::new(any());
        told(&mut scene);
        scene.restart(whole(feeds), 10).hear("east", &[("traffic.deaths", 5.0)]).hear("city", &[]).hear("west", &[]);
        assert_eq!((scene.value("traffic.deaths"), scene.value("traffic.double")), (None, None), "{feeds}");
    }
    // Other counties, none of which counts it.
    let mut scene = Scene::new(any());
    told(&mut scene);
    let other = || config(&[NORTH, ("city", "")], &[DEATHS]);
    scene.restart(other(), 10).hear("north", &[]).hear("city", &[]);
    assert_eq!(scene.value("traffic.deaths"), None);
}

#[test]
fn what_a_feed_sends_that_belongs_to_another_is_counted_as_left_out() {
    let keys = format!("{}\nfeeds = [\"east\"]", DEATHS.1);
    let mut scene = Scene::new(config(&[EAST, WEST], &[(DEATHS.0, &keys)]));
    scene.hear("west", &[("traffic.deaths", 3.0)]).hear("east", &[("traffic.deaths", 5.0)]);
    let left_out = |n: usize| (scene.room.feeds()[n].left_out.ids, scene.room.feeds()[n].left_out.names.clone());
    assert_eq!((left_out(0), left_out(1)), ((0, vec![]), (1, vec![Clean::new("traffic.deaths")])));
}

#[test]
fn what_is_computed_of_a_figure_follows_its_territories() {
    let keys = "kind = \"rate\"\nvalue = \"traffic.deaths * 2\"";
    let mut scene = Scene::new(config(&[EAST, ("city", "")], &[DEATHS, ("traffic.double", keys)]));
    scene.hear("city", &[("traffic.deaths", 9.0)]).hear("east", &[("traffic.deaths", 5.0)]);
    assert_eq!(scene.territories("traffic.double"), "东县 10");
    scene.pass(1).hear("east", &[("traffic.deaths", 6.0)]);
    assert_eq!(scene.territories("traffic.double"), "东县 12");
}

#[test]
fn a_rate_that_only_counties_have_does_not_make_its_topic_unknown() {
    let mut scene = Scene::new(config(&[EAST, WEST], &[DEATHS, HELMETS]));
    scene.hear("east", &[("traffic.deaths", 5.0), ("traffic.helmets", 90.0)]);
    scene.hear("west", &[("traffic.deaths", 3.0), ("traffic.helmets", 80.0)]);
    assert_eq!(scene.track("traffic.helmets").state(), State::Normal);
    assert_eq!((scene.room.state(zhiban::duty::Topic::Traffic), scene.room.worst()), (Some(State::Normal), State::Normal));
}
