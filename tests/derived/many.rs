//! Two hundred counties with fifty figures each: what a poll costs does not grow with their square.

use std::fmt::Write;
use std::path::Path;
use std::time::{Duration, Instant};

use zhiban::config::Config;
use zhiban::duty::{LeftOut, Outcome, Poll, Remarks, Room, Snapshot};

use crate::scene::reading;

fn room(feeds: usize, figures: usize) -> Room {
    let names: Vec<String> = (0..feeds).map(|n| format!("\"县{n}\"")).collect();
    let mut text = format!("catalogue = \"none\"\ntimezone = \"Asia/Shanghai\"\nterritories = [{}]\n", names.join(", "));
    for (n, name) in names.iter().enumerate() {
        let _ = write!(text, "[[feed]]\nname = \"f{n}\"\nurl = \"https://10.1.2.3/{n}\"\nterritory = {name}\n");
    }
    for n in 0..figures {
        let _ = write!(
            text,
            "[[indicator]]\nid = \"traffic.n{n}\"\ntopic = \"traffic\"\nname = \"n{n}\"\nkind = \"count\"\nwindow = \"year\"\n\
             rules = [{{ level = \"warning\", when = \"increase(1h) >= 300\" }}]\n"
        );
    }
    Room::new(Config::parse(&text, "many", Path::new("")).unwrap().plan, "2026-03-05T09:00:00+08:00".parse().unwrap())
}

/// How long one round of polls takes, one poll of each feed, once all have been heard.
fn round(feeds: usize, figures: usize) -> Duration {
    let mut room = room(feeds, figures);
    let mut now = "2026-03-05T09:00:00+08:00".parse().unwrap();
    let mut taken = Duration::ZERO;
    for round in 0..3_u8 {
        let started = Instant::now();
        for feed in 0..feeds {
            now += jiff::SignedDuration::from_millis(50);
            let figure = |n: usize| reading(&format!("traffic.n{n}"), if feed % 10 == 0 { f64::from(round) } else { 1.0 });
            let readings = (0..figures).map(figure).collect();
            let (left_out, remarks) = (LeftOut::default(), Remarks::default());
            let outcome = Outcome::Snapshot(Snapshot { as_of: now, sequence: None, readings, left_out, remarks });
            room.receive(feed, Poll { at: now, status: Some(200), took: Duration::ZERO, outcome, expires: None }, now);
            let proposal = room.propose();
            room.show(&proposal, true);
        }
        taken = started.elapsed();
    }
    // Every tenth has grown to 2, the others say 1.
    let tenths = u32::try_from(feeds.div_ceil(10)).unwrap();
    assert_eq!(room.tracks()[0].value(), Some(f64::from(u32::try_from(feeds).unwrap() + tenths)));
    taken
}

#[test]
fn two_hundred_counties_are_watched_without_effort() {
    let taken = round(200, 50);
    println!("a round of 200 polls of 50 figures: {taken:?}");
    assert!(taken < Duration::from_secs(5), "{taken:?} of ten seconds, even without optimisation");
}
