//! Feeds of our own, served and polled for real: the demonstration county, and recorded feeds played back.
//!
//! [`County`] is a county that never was: its events are drawn once from a seed, so that its figures at any moment are a
//! pure function of time. [`Recording`] is a real feed of the past. Both are served by the one server,
//! on loopback for one dashboard, or to other seats in the time of an [`Exercise`].

mod chance;
mod chronicle;
mod county;
mod episodes;
mod events;
mod exercise;
mod level;
mod recording;
mod scenario;
mod server;
mod story;
mod territories;
mod watch;

use std::io;
use std::net::SocketAddr;
use std::sync::Arc;

use jiff::Timestamp;

pub use chronicle::Chronicle;
pub use county::{County, FEEDS};
pub use exercise::Exercise;
pub use recording::{Line, Recording, RecordingError};
pub use scenario::Scenario;
pub use territories::TERRITORIES;

use server::Answer;
use tokio::net::TcpListener;

/// What time it is for whoever is served.
pub type Clock = Arc<dyn Fn() -> Timestamp + Send + Sync>;

/// Serves a county's feeds on loopback, on the current runtime, until that ends.
///
/// # Errors
/// When no port can be had.
pub async fn serve(county: County, clock: Clock) -> io::Result<SocketAddr> {
    let county = Arc::new(county);
    let feed = |feed: &'static str| -> server::Feed {
        let (county, clock) = (Arc::clone(&county), Arc::clone(&clock));
        Box::new(move || county.answer(feed, clock()))
    };
    let feeds = FEEDS.into_iter().map(|name| (name.to_owned(), feed(name))).collect();
    server::serve(server::on_loopback().await?, feeds)
}

/// Serves recorded feeds on loopback as `/0`, `/1` …, each with the newest snapshot due by the clock.
///
/// # Errors
/// When no port can be had.
pub async fn serve_recordings(recordings: Vec<Recording>, clock: Clock) -> io::Result<SocketAddr> {
    let feed = |recording: Recording| -> server::Feed {
        let clock = Arc::clone(&clock);
        Box::new(move || recorded(&recording, clock()))
    };
    let feeds = recordings.into_iter().enumerate().map(|(n, recording)| (n.to_string(), feed(recording))).collect();
    server::serve(server::on_loopback().await?, feeds)
}

fn recorded(recording: &Recording, at: Timestamp) -> Answer {
    recording.at(at).map_or(Answer::Unavailable, |snapshot| Answer::Document(snapshot.to_vec()))
}

/// Serves a county's feeds to other seats, in the time of an exercise.
///
/// # Errors
/// When the address cannot be told.
pub fn exercise_county(county: County, exercise: Exercise, listener: TcpListener) -> io::Result<SocketAddr> {
    let county = Arc::new(county);
    let feed = |feed: &'static str| -> server::Feed {
        let county = Arc::clone(&county);
        Box::new(move || exercise.answer(Timestamp::now(), |then| county.answer(feed, then)))
    };
    server::serve(listener, FEEDS.into_iter().map(|name| (name.to_owned(), feed(name))).collect())
}

/// Serves recorded feeds to other seats by their names, in the time of an exercise.
///
/// # Errors
/// When the address cannot be told.
pub fn exercise_recordings(
    recordings: Vec<(String, Recording)>,
    exercise: Exercise,
    listener: TcpListener,
) -> io::Result<SocketAddr> {
    let feed = |recording: Recording| -> server::Feed {
        Box::new(move || exercise.answer(Timestamp::now(), |then| recorded(&recording, then)))
    };
    server::serve(listener, recordings.into_iter().map(|(name, recording)| (name, feed(recording))).collect())
}

/// Its reporting clock: the wording most counties use.
const CLOCK: &str = r#"
[[indicator]]
id = "traffic.fatal_crashes"
clock = "decree-493"

[[clock]]
name = "decree-493"
steps = [
  { name = { zh = "电话首报", en = "by telephone" }, within = "30m" },
  { name = { zh = "书面报告", en = "in writing" }, within = "1h" },
]
"#;

/// The configuration of the demonstration county in a situation, whose feeds are served at `address`.
#[must_use]
pub fn config(address: SocketAddr, scenario: Scenario) -> String {
    let territories = TERRITORIES.map(|(name, _)| format!("\"{name}\"")).join(", ");
    let feed = |name| {
        let stale_after = scenario.stale_after(name).map(|span| format!("stale_after = \"{span}\"\n")).unwrap_or_default();
        format!("[[feed]]\nname = \"{name}\"\nurl = \"http://{address}/{name}\"\nevery = \"5s\"\n{stale_after}")
    };
    let feeds = FEEDS.map(feed).join("\n");
    format!("region = \"示范县\"\ntimezone = \"Asia/Shanghai\"\nterritories = [{territories}]\n\n{feeds}\n{CLOCK}")
}
