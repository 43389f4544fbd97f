//! What the county says: drawn from a seed, consistent in itself and from year to year, and believable.

use std::collections::{HashMap, HashSet};

use jiff::civil::DateTime;
use jiff::{Timestamp, ToSpan};
use zhiban::demo::{County, TERRITORIES};
use zhiban::duty::{Clean, Kind, Window};

use crate::county::{FEEDS, SEEDS, config, county, figures, figures_of, known, local, snapshot, value, zone};

/// Moments all over two years, at every hour of the day.
fn moments() -> impl Iterator<Item = Timestamp> {
    let first = local("2026-01-01T00:00:00");
    (0..300).map(move |n| first.checked_add((n * 59).hours()).unwrap())
}

#[test]
fn one_seed_says_the_same_whenever_and_in_whatever_order_it_is_asked() {
    let start = local("2026-03-05T08:00:00");
    let (asked_once, asked_often) = (County::new(7, start, zone()), County::new(7, start, zone()));
    let other = County::new(8, start, zone());
    let at = local("2026-07-20T16:41:03");
    for feed in FEEDS {
        for earlier in ["2029-01-01T00:00:00", "2025-12-31T23:59:59"] {
            assert!(!asked_often.document(feed, local(earlier)).is_empty());
        }
        assert_eq!(asked_once.document(feed, at), asked_often.document(feed, at));
        assert_ne!(asked_once.document(feed, at), other.document(feed, at), "{feed}");
    }
}

#[test]
fn a_feed_changes_every_five_seconds_of_its_story() {
    let start = local("2026-03-05T08:00:03");
    let county = County::new(7, start, zone());
    let at = |second: i64| county.document("police", start.checked_add(second.seconds()).unwrap());
    assert_eq!(at(0), at(4));
    assert_ne!(at(4), at(5));
    assert!(at(9).contains("2026-03-05T08:00:08+08:00"));
}

#[test]
fn counts_never_fall_and_begin_again_with_their_window() {
    let (known, zone) = (known(), zone());
    let windows: Vec<(String, Window)> = config()
        .plan
        .indicators
        .iter()
        .filter_map(|indicator| match indicator.kind {
            Kind::Count(window) => Some((indicator.id.as_str().to_owned(), window)),
            Kind::Gauge | Kind::Rate | Kind::Rank => None,
        })
        .collect();
    for seed in [1, 42] {
        let county = county(seed);
        let mut before: HashMap<&str, (Timestamp, f64)> = HashMap::new();
        for at in moments() {
            let figures = figures(&county, at, &known);
            for (id, window) in &windows {
                let (start, now) = (window.start(at, &zone), value(&figures, id) - figures[id].corrections);
                if let Some((earlier, count)) = before.insert(id, (start, now)) {
                    // What was withdrawn is no fall; tenths do not add up exactly.
                    assert!(now > count - 1e-6 || earlier != start, "{id} fell from {count} to {now}, seed {seed}, {at}");
                }
            }
        }
        let last = figures(&county, local("2026-12-31T23:59:59"), &known);
        let first = figures(&county, local("2027-01-01T00:00:00"), &known);
        for (id, _) in windows.iter().filter(|(_, window)| *window == Window::Year) {
            assert_eq!(first[id].value, Some(0.0), "{id}");
            assert_eq!(first[id].territories.iter().filter_map(|(_, figure)| *figure).sum::<f64>().to_bits(), 0, "{id}");
        }
        assert!(value(&last, "petitions.received") > 1000.0);
    }
}

#[test]
fn last_year_is_what_the_county_itself_said_a_year_before() {
    let known = known();
    for seed in [1, 42] {
        let county = county(seed);
        // 2028 is a leap year: what is compared is the same date, not the same day of the year.
        for now in [
            "2026-03-05T08:00:00",
            "2027-12-31T23:59:55",
            "2028-02-28T12:00:00",
            "2028-03-01T00:00:00",
            "2028-11-30T18:00:00",
            "2029-07-01T09:30:00",
        ] {
            let before = now.parse::<DateTime>().unwrap().checked_sub(1.year()).unwrap().to_string();
            let said = figures(&county, local(&before), &known);
            let compared: Vec<_> =
                figures(&county, local(now), &known).into_iter().filter(|(_, r)| r.last_year.is_some()).collect();
            assert_eq!(compared.len(), 19);
            for (id, reading) in compared {
                assert_eq!(reading.last_year, said[&id].value, "{id}, seed {seed}, {now}");
            }
        }
    }
}

#[test]
fn the_parts_never_exceed_the_whole() {
    let known = known();
    for seed in SEEDS {
        let county = county(seed);
        for at in moments().step_by(25) {
            let figures = figures(&county, at, &known);
            for (part, whole) in [
                ("traffic.fatal_crashes", "traffic.deaths"),
                ("drowning.deaths", "drowning.incidents"),
                ("petitions.online", "petitions.received"),
                ("drugs.solved", "drugs.cases"),
                ("fraud.solved", "fraud.reported"),
                ("fraud.frozen", "fraud.losses"),
            ] {
                assert!(value(&figures, part) <= value(&figures, whole), "{part} > {whole}, seed {seed}, {at}");
            }
            for (id, reading) in figures.iter().filter(|(_, reading)| !reading.territories.is_empty()) {
                assert_eq!(reading.territories.len(), TERRITORIES.len(), "{id}");
                let sum: f64 = reading.territories.iter().filter_map(|(_, figure)| *figure).sum();
                assert!((sum - reading.value.unwrap()).abs() < 1e-6, "{id}: {sum} in the townships, seed {seed}, {at}");
            }
        }
    }
}

#[test]
fn days_without_a_drowning_count_from_the_last_one_across_new_year() {
    let known = known();
    for seed in SEEDS {
        let county = county(seed);
        let first = local("2025-06-01T12:00:00");
        let at = |n: i32| figures_of("emergency", &county, first.checked_add((n * 24).hours()).unwrap(), &known);
        let mut before = at(0);
        for n in 1..600 {
            let today = at(n);
            let happened = value(&today, "drowning.incidents") > value(&before, "drowning.incidents");
            let (days, yesterday) = (value(&today, "drowning.days_without"), value(&before, "drowning.days_without"));
            assert!(
                if happened { days <= 1.0 } else { days.to_bits() == (yesterday + 1.0).to_bits() },
                "{yesterday}, then {days}, seed {seed}, day {n}"
            );
            before = today;
        }
    }
}

#[test]
fn says_only_what_the_catalogue_knows_and_as_its_kind_says_it() {
    let (config, known) = (config(), known());
    let county = county(1);
    let mut said = HashSet::new();
    for feed in FEEDS {
        for reading in snapshot(&county, feed, local("2026-08-08T15:00:00"), &known).readings {
            let indicator = config.plan.indicators.iter().find(|indicator| indicator.id == reading.id).unwrap();
            let (id, value) = (reading.id.as_str().to_owned(), reading.value.unwrap());
            let whole = value.fract() == 0.0;
            let fits = match indicator.kind {
                Kind::Count(Window::Year) => reading.last_year.is_some() && !reading.territories.is_empty() && value >= 0.0,
                Kind::Count(_) | Kind::Gauge => reading.last_year.is_none() && whole && value >= 0.0,
                Kind::Rate => (0.0..=100.0).contains(&value),
                Kind::Rank => whole && value >= 1.0 && reading.of.is_some_and(|of| value <= f64::from(of)),
            };
            assert!(fits, "{reading:?} is no {:?}", indicator.kind);
            assert!(said.insert(id), "{:?} comes from two feeds", reading.id);
        }
    }
    let silent: Vec<&str> =
        config.plan.indicators.iter().map(|indicator| indicator.id.as_str()).filter(|id| !said.contains(*id)).collect();
    assert!(silent.is_empty(), "no feed says {silent:?}");
}

#[test]
fn its_configuration_lists_its_feeds_and_townships() {
    let config = config();
    let names: Vec<&str> = config.sources.iter().map(|source| source.name.as_str()).collect();
    assert_eq!(names, FEEDS);
    for source in &config.sources {
        assert_eq!(source.url, format!("http://127.0.0.1:4000/{}", source.name));
    }
    let territories: Vec<&str> = config.plan.territories.iter().map(Clean::as_str).collect();
    assert_eq!(territories, TERRITORIES.map(|(name, _)| name));
}

#[test]
fn a_year_is_one_that_a_county_could_have() {
    let known = known();
    for seed in (1..=20).chain(SEEDS) {
        let figures = figures(&county(seed), local("2026-12-31T23:59:59"), &known);
        for (id, least, most) in [
            ("safety.accidents", 1.0, 16.0),
            ("safety.deaths", 0.0, 16.0),
            ("traffic.fatal_crashes", 5.0, 35.0),
            ("traffic.deaths", 5.0, 40.0),
            ("drowning.incidents", 0.0, 6.0),
            ("drowning.water_rescues", 1.0, 25.0),
            ("petitions.received", 1500.0, 2500.0),
            ("drugs.cases", 10.0, 55.0),
            ("fraud.reported", 400.0, 750.0),
            ("fraud.losses", 1000.0, 6000.0),
        ] {
            let value = value(&figures, id);
            assert!((least..=most).contains(&value), "{id} {value}, seed {seed}");
        }
    }
}
