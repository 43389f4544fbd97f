//! An alarm in words: what it is about, how bad, in which state, and what was done about it.

use jiff::Timestamp;

use crate::duty::{Annunciation, Cause, Desk, FeedState, Level, Occurrence, State, Subject, Suppression};

use super::view::View;

/// An alarm in words.
pub(super) struct Described {
    /// Its symbol and colour.
    pub(super) state: State,
    /// Its state in one word.
    pub(super) word: String,
    /// What it is about: `信访 超期未办 4 ≥ 3`.
    pub(super) what: String,
    /// Since when.
    pub(super) since: Option<Timestamp>,
    /// What to do.
    pub(super) guidance: String,
    /// Whether somebody is to look at it now.
    pub(super) calls: bool,
}

impl Described {
    /// The minute since when, by which alarms are ordered: of those that came in one minute the order is that of the screen, whichever
    /// feed happened to answer first.
    pub(super) fn minute(&self) -> Option<i64> {
        self.since.map(minute)
    }
}

/// The minute of a moment, counted from any.
pub(super) fn minute(at: Timestamp) -> i64 {
    at.as_second().div_euclid(60)
}

impl View<'_> {
    /// Until when an alarm is put aside, and why.
    pub(super) fn put_aside(&self, suppression: &Suppression) -> String {
        let until = suppression.until.map(|until| self.words.until(&self.moment(until)) + " ").unwrap_or_default();
        format!("{until}{}", suppression.reason)
    }
}

/// Describes an alarm.
pub(super) fn describe(view: &View<'_>, subject: &Subject, desk: &Desk) -> Described {
    let record = desk.shown();
    let (what, guidance) = what(view, subject, record.occurrence.as_ref(), record.alarm.active.is_some());
    Described {
        state: state(subject, desk),
        word: word(view, desk),
        what,
        since: record.occurrence.as_ref().map(|occurrence| occurrence.at),
        guidance,
        calls: desk.calls(),
    }
}

/// The symbol: of the level that was displayed, for as long as somebody has yet to see it.
fn state(subject: &Subject, desk: &Desk) -> State {
    let alarm = &desk.shown().alarm;
    match (subject, alarm.active.or(alarm.shown)) {
        (_, None) => State::Normal,
        (Subject::Feed(_), Some(_)) => State::Unknown,
        (_, Some(Level::Warning)) => State::Warning,
        (_, Some(Level::Critical)) => State::Critical,
    }
}

/// The state in a word; what is on its way to the journal, or not in it, says so.
fn word(view: &View<'_>, desk: &Desk) -> String {
    let words = view.words;
    let record = desk.shown();
    let alarm = &record.alarm;
    let word = match alarm.annunciation {
        _ if alarm.out_of_service => words.out_of_service,
        _ if alarm.shelf.is_some() => words.shelved,
        _ if alarm.by_design => words.suppressed,
        Annunciation::Normal => words.normal,
        Annunciation::Unacknowledged => words.unacknowledged,
        Annunciation::Acknowledged => words.acknowledged,
        Annunciation::Returned => words.returned,
        Annunciation::Latched => words.latched,
    };
    let mut text = if desk.is_pending() { words.pending.to_owned() } else { word.to_owned() };
    let marks = [
        (!alarm.good && alarm.active.is_some(), words.unknown),
        (record.flapping.is_flapping(), words.flapping),
        (desk.is_unrecorded(), words.not_recorded),
    ];
    for (is_so, mark) in marks {
        if is_so {
            text = format!("{text} {mark}");
        }
    }
    text
}

/// What an alarm is about, and what to do.
fn what(view: &View<'_>, subject: &Subject, occurrence: Option<&Occurrence>, is_active: bool) -> (String, String) {
    let words = view.words;
    match subject {
        Subject::Indicator(id) => {
            let Some(track) = view.room.track(id.as_str()) else { return (id.to_string(), String::new()) };
            let name = track.indicator.name.in_language(words.language);
            let topic = words.topic(track.indicator.topic);
            let how = occurrence.and_then(|o| o.cause.rule().map(|(_, comparison)| (o, comparison)));
            let how = how.map(|(occurrence, comparison)| {
                let now = view.room.measure(track, &comparison.measure, view.now).filter(|_| is_active);
                view.comparison(comparison, now.or(occurrence.measure), track.indicator.kind)
            });
            let guidance = track.indicator.guidance.in_language(words.language).to_owned();
            (format!("{topic} {name} {}", how.unwrap_or_default()).trim_end().to_owned(), guidance)
        }
        Subject::Feed(name) => {
            let feed = view.room.feeds().iter().find(|feed| feed.name == *name);
            let state = feed.map(|feed| words.feed_state(feed.state(view.now))).unwrap_or_default();
            let detail = feed.and_then(|feed| feed.trouble.as_ref()).map(|(trouble, _)| words.trouble(trouble));
            let is_lost = feed.is_some_and(|feed| !matches!(feed.state(view.now), FeedState::Live | FeedState::Waiting));
            let guidance = is_lost.then(|| words.feed_guidance().to_owned());
            let parts: Vec<String> = guidance.into_iter().chain(detail).collect();
            (format!("{} {name} {state}", words.feed), parts.join(&format!(" {} ", view.glyphs.dot)))
        }
        Subject::Step(number, step) => {
            let clock = view.room.clocks().iter().filter_map(crate::duty::Clock::shown).find(|clock| clock.number == *number);
            let name = clock.map(|clock| view.indicator_name(&clock.indicator)).unwrap_or_default();
            let step = clock.and_then(|clock| clock.steps.get(*step)).map(|step| step.name.in_language(words.language));
            let late = if occurrence.is_some_and(|o| o.cause == Cause::Late) { words.late } else { "" };
            (format!("{name} {} {late}", step.unwrap_or_default()), String::new())
        }
    }
}
