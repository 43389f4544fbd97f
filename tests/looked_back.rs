//! The duty room as it was: what nobody watched is not known, and what was out of bounds stands so.

#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

use std::path::Path;

use jiff::Timestamp;
use zhiban::config::Config;
use zhiban::duty::{Clean, FeedState, FeedThen, Gap, Id, Moment, Past, Reading, Room, State, StoredReading};

const CONFIG: &str = r#"
catalogue = "none"
timezone = "Asia/Shanghai"

[[feed]]
name = "county"
url = "https://10.1.2.3/"

[[indicator]]
id = "traffic.helmets"
topic = "traffic"
name = "helmets"
kind = "rate"
rules = [{ level = "critical", when = "value < 90" }]
"#;

fn t(time: &str) -> Timestamp {
    format!("2026-03-05T{time}+08:00").parse().unwrap()
}

fn moment(at: &str, state: FeedState, off_since: Option<&str>) -> Moment {
    let reading = StoredReading {
        feed: Clean::new("county"),
        as_of: t("01:00:00"),
        reading: Reading::of(Id::new("traffic.helmets").unwrap(), Some(92.0)),
    };
    let then = FeedThen { name: Clean::new("county"), state, as_of: Some(t("01:00:00")), since: t("00:30:00") };
    let past = Past { readings: vec![reading], off_since: off_since.map(t), ..Past::default() };
    Moment { at: t(at), past, feeds: vec![then], watched: off_since.is_none(), earliest: Some(t("00:00:00")) }
}

fn room() -> Room {
    Room::new(Config::parse(CONFIG, "test", Path::new("")).unwrap().plan, t("09:00:00"))
}

#[test]
fn what_a_live_feed_said_last_stands_however_long_ago_it_changed() {
    let then = room().as_of(moment("03:00:00", FeedState::Live, None));
    let track = then.track("traffic.helmets").unwrap();
    assert_eq!((track.value(), track.state()), (Some(92.0), State::Normal));
    assert_eq!(then.feeds()[0].state(t("03:00:00")), FeedState::Live);
}

#[test]
fn what_nobody_watched_is_not_known() {
    let then = room().as_of(moment("03:00:00", FeedState::Live, Some("02:00:00")));
    let track = then.track("traffic.helmets").unwrap();
    assert_eq!((track.value(), track.gap(), track.state()), (None, Some(Gap::Stale), State::Unknown));
    assert_eq!(track.gap_since(), Some(t("02:00:00")));
    assert_eq!(then.feeds()[0].state(t("03:00:00")), FeedState::Stale);
}

#[test]
fn a_feed_that_was_down_is_down_without_an_invented_reason() {
    let then = room().as_of(moment("03:00:00", FeedState::Down, None));
    let (trouble, since) = then.feeds()[0].trouble.clone().unwrap();
    assert_eq!(since, t("00:30:00"));
    let words = zhiban::screen::Words::of(zhiban::duty::Language::Zh);
    assert_eq!(words.trouble(&trouble), "原因未入日志");
    assert_eq!(then.track("traffic.helmets").unwrap().gap(), Some(Gap::Stale));
}
