//! A county as its feeds' reader sees it.

use std::collections::HashMap;
use std::path::Path;

use jiff::Timestamp;
use jiff::civil::DateTime;
use jiff::tz::TimeZone;
use zhiban::config::Config;
use zhiban::demo::{self, County, Scenario};
use zhiban::duty::{LeftOut, Reading, Snapshot};
use zhiban::feed::{Known, decode};

/// Its feeds.
pub(crate) const FEEDS: [&str; 3] = ["emergency", "petitions", "police"];

/// Seeds that stand for all.
pub(crate) const SEEDS: [u64; 6] = [1, 2, 3, 42, 2026, u64::MAX];

/// The configuration of the demonstration.
pub(crate) fn config() -> Config {
    let text = demo::config("127.0.0.1:4000".parse().unwrap(), Scenario::Story);
    Config::parse(&text, "demo", Path::new("")).unwrap_or_else(|problems| panic!("{problems}"))
}

/// What that configuration lets in.
pub(crate) fn known() -> Known {
    let plan = config().plan;
    Known::new(plan.indicators.into_iter().map(|indicator| indicator.id), plan.territories)
}

/// The county's time zone.
pub(crate) fn zone() -> TimeZone {
    TimeZone::get("Asia/Shanghai").unwrap()
}

/// A local time in the county.
pub(crate) fn local(time: &str) -> Timestamp {
    time.parse::<DateTime>().unwrap().to_zoned_datetime(zone()).unwrap().timestamp()
}

/// The county of a seed, whose story began long before anything that is asked of it.
pub(crate) fn county(seed: u64) -> County {
    County::new(seed, local("2020-01-01T00:00:00"), zone())
}

/// A feed's document at a moment, decoded; nothing may be left out of it.
pub(crate) fn snapshot(county: &County, feed: &str, at: Timestamp, known: &Known) -> Snapshot {
    let snapshot = decode(county.document(feed, at).as_bytes(), known, at).unwrap();
    assert_eq!(snapshot.left_out, LeftOut::default());
    snapshot
}

/// What is counted, by id.
pub(crate) type Figures = HashMap<String, Reading>;

/// A feed's figures at a moment.
pub(crate) fn figures_of(feed: &str, county: &County, at: Timestamp, known: &Known) -> Figures {
    let readings = snapshot(county, feed, at, known).readings;
    readings.into_iter().map(|reading| (reading.id.as_str().to_owned(), reading)).collect()
}

/// Every figure of the county at a moment.
pub(crate) fn figures(county: &County, at: Timestamp, known: &Known) -> Figures {
    FEEDS.into_iter().flat_map(|feed| figures_of(feed, county, at, known)).collect()
}

/// A figure's value.
pub(crate) fn value(figures: &Figures, id: &str) -> f64 {
    figures[id].value.unwrap()
}
