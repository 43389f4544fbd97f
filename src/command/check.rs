//! `zhiban check`: polls every feed once, evaluates, prints.

use std::collections::BTreeMap;
use std::fmt::Write;
use std::process::ExitCode;

use futures_util::future::join_all;
use jiff::Timestamp;
use serde::Serialize;

use crate::cli::{CheckFormat, Options};
use crate::duty::{Feed, FeedState, Measure, Poll, Room, State, Track};
use crate::feed::poll_once;
use crate::screen::Words;

use super::json::{rounded, time};
use super::setup::Found;
use super::{Failure, block_on, print, setup};

/// What is printed.
#[derive(Serialize)]
struct Report<'a> {
    at: String,
    state: &'static str,
    feeds: Vec<FeedReport<'a>>,
    indicators: Vec<IndicatorReport<'a>>,
}

#[derive(Serialize)]
struct FeedReport<'a> {
    name: &'a str,
    #[serde(skip)]
    word: FeedState,
    state: &'static str,
    as_of: Option<String>,
    age_s: Option<i64>,
    status: Option<u16>,
    message: Option<String>,
}

#[derive(Serialize)]
struct IndicatorReport<'a> {
    id: &'a str,
    topic: &'static str,
    value: Option<f64>,
    state: &'static str,
    rule: Option<String>,
    measures: BTreeMap<String, f64>,
    as_of: Option<String>,
    #[serde(skip)]
    track: &'a Track,
}

pub(super) fn run(options: &Options, format: CheckFormat) -> Result<ExitCode, Failure> {
    let Some(Found { config, path, .. }) = setup::find(options)? else {
        return Err(Failure::Other("there is no configuration: name one with --config FILE".to_owned()));
    };
    setup::need_feeds(&config, &path)?;
    let words = Words::of(setup::language(options, &config));
    let known = setup::known(&config);
    let polls: Vec<Poll> = block_on(async {
        let polls = config.sources.iter().map(|source| poll_once(source.clone(), known.clone(), Timestamp::now()));
        Ok(join_all(polls).await)
    })?;
    let now = Timestamp::now();
    let mut room = Room::new(config.plan, now);
    for (feed, poll) in polls.into_iter().enumerate() {
        room.receive(feed, poll, now);
        room.settle();
    }
    let state = worst(&room, now);
    let report = report(&room, state, now, words);
    let undecided = room.undecided();
    let text = match format {
        CheckFormat::Json => serde_json::to_string(&report).map_err(|error| Failure::Other(error.to_string()))? + "\n",
        CheckFormat::Text if undecided > 0 => text(&report, state, words) + &words.undecided(undecided) + "\n",
        CheckFormat::Text => text(&report, state, words),
        CheckFormat::Nagios => nagios(&report, state),
    };
    print(&text)?;
    Ok(ExitCode::from(status(state)))
}

/// The exit status of a state, as Nagios plugins have it.
pub(super) fn status(state: State) -> u8 {
    match state {
        State::Normal => 0,
        State::Warning => 1,
        State::Critical => 2,
        State::Unknown => 3,
    }
}

/// The worst of all indicators; a feed that is not live leaves something unknown.
fn worst(room: &Room, now: Timestamp) -> State {
    let feeds = room.feeds().iter().all(|feed| feed.state(now) == FeedState::Live);
    room.worst().max(if feeds { State::Normal } else { State::Unknown })
}

fn report<'a>(room: &'a Room, state: State, now: Timestamp, words: &Words) -> Report<'a> {
    let local = |at| time(at, room.zone());
    let feed = |feed: &'a Feed| FeedReport {
        name: feed.name.as_str(),
        word: feed.state(now),
        state: feed.state(now).key(),
        as_of: feed.as_of.map(local),
        age_s: feed.age(now).map(|age| age.as_secs()),
        status: feed.status,
        message: message(room, feed, now, words),
    };
    let indicator = |track: &'a Track| IndicatorReport {
        id: track.indicator.id.as_str(),
        topic: track.indicator.topic.key(),
        value: track.value(),
        state: track.state().key(),
        rule: track.breach().and_then(|breach| breach.cause.rule()).map(|(when, _)| when.to_string()),
        measures: measures(room, track, now),
        as_of: track.as_of.map(local),
        track,
    };
    Report {
        at: local(now),
        state: state.key(),
        feeds: room.feeds().iter().map(feed).collect(),
        indicators: room.tracks().iter().filter(|track| track.is_connected()).map(indicator).collect(),
    }
}

/// What is wrong with a feed, else what somebody must see to though it answers.
fn message(room: &Room, feed: &Feed, now: Timestamp, words: &Words) -> Option<String> {
    let trouble = feed.trouble.as_ref().map(|(trouble, _)| words.trouble(trouble));
    let expiry = || feed.expiring(now).map(|expiry| words.expiry(expiry, now, room.zone()));
    let remarks = || {
        let remarks: Vec<String> = feed.remarks.first.iter().map(|remark| words.remark(remark, room)).collect();
        (!remarks.is_empty()).then(|| remarks.join("; "))
    };
    trouble.or_else(expiry).or_else(remarks)
}

/// The measures that can be computed: the usual ones, and those that the rules ask for.
fn measures(room: &Room, track: &Track, now: Timestamp) -> BTreeMap<String, f64> {
    let usual = [Measure::Value, Measure::Target, Measure::Peer, Measure::Yoy];
    let asked = track.rules().flat_map(crate::duty::Rule::comparisons).map(|comparison| comparison.measure.clone());
    let all = usual.into_iter().chain(asked);
    all.filter_map(|measure| Some((measure.to_string(), rounded(room.measure(track, &measure, now)?)))).collect()
}

fn text(report: &Report<'_>, state: State, words: &Words) -> String {
    let mut out = format!("{} {}\n", report.at, words.state(state));
    for feed in &report.feeds {
        let age = feed.age_s.map(|age| words.ago(jiff::SignedDuration::from_secs(age))).unwrap_or_default();
        let message = feed.message.as_deref().unwrap_or_default();
        let _ = writeln!(out, "{} {} {} {age} {message}", words.feed, feed.name, words.feed_state(feed.word));
    }
    for indicator in &report.indicators {
        let track = indicator.track;
        let unit = track.indicator.unit.in_language(words.language);
        let value = indicator.value.map_or_else(|| "—".to_owned(), |value| format!("{value}{unit}"));
        let rule = indicator.rule.as_deref().unwrap_or_default();
        let name = track.indicator.name.in_language(words.language);
        let topic = words.topic(track.indicator.topic);
        let _ = writeln!(out, "{} {topic} {name} {value} {rule} [{}]", words.state(track.state()), indicator.id);
    }
    out
}

fn nagios(report: &Report<'_>, state: State) -> String {
    let wrong: Vec<String> = report
        .indicators
        .iter()
        .filter(|indicator| indicator.track.state() != State::Normal)
        .map(|indicator| format!("{} {}", indicator.id, indicator.rule.as_deref().unwrap_or("unknown")))
        .chain(report.feeds.iter().filter(|feed| feed.state != "live").map(|feed| format!("feed {} {}", feed.name, feed.state)))
        .collect();
    let wrong = if wrong.is_empty() { "all normal".to_owned() } else { wrong.join("; ") };
    let data: Vec<String> =
        report.indicators.iter().filter_map(|indicator| Some(format!("'{}'={}", indicator.id, indicator.value?))).collect();
    // A bar would begin the performance data.
    let data = if data.is_empty() { String::new() } else { format!(" | {}", data.join(" ")) };
    format!("ZHIBAN {} - {}{data}\n", state.key().to_uppercase(), wrong.replace('|', "/"))
}
