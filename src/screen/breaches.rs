//! What is out of bounds, in words: since when, what, how far, and what to do.

use jiff::Timestamp;
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

use crate::duty::{Clock, ClockRecord, Desk, Feed, FeedState, Gap, Health, State, Subject, Track};

use super::described::{Described, describe};
use super::target::Target;
use super::text::width;
use super::view::View;

/// A line of the list.
struct Item {
    state: State,
    since: Option<Timestamp>,
    what: String,
    advice: String,
    /// Whether somebody is to look at it now.
    calls: bool,
    /// What a click on it means.
    target: Option<Target>,
}

/// Draws the list; where it does not fit, its last line says how many more there are.
pub(super) fn draw(view: &View<'_>, area: Rect, buffer: &mut Buffer) {
    if area.is_empty() {
        return;
    }
    let items = items(view);
    let footnote = match view.room.undecided() {
        0 => String::new(),
        count => view.words.undecided(count),
    };
    if items.is_empty() {
        let gap = if footnote.is_empty() { "" } else { "   " };
        let text = format!("{}{gap}{footnote}", view.calm());
        view.put(buffer, (area.x + 1, area.y), &text, area.width.saturating_sub(1), view.theme.dim);
        return;
    }
    let shown = fitting(items.len(), area);
    let scroll = view.scroll.min(items.len().saturating_sub(shown));
    let mut y = area.y;
    for item in items.iter().skip(scroll).take(shown) {
        let place = Rect { y, height: 1, ..area };
        line(view, item, place, buffer);
        item.target.iter().for_each(|target| view.target(place, || target.clone()));
        y += 1;
    }
    let hidden = items.len().saturating_sub(shown);
    if hidden > 0 && y < area.bottom() {
        view.put(buffer, (area.x + 3, y), &view.words.more(hidden), area.width.saturating_sub(3), view.theme.dim);
    } else if y < area.bottom() {
        view.put(buffer, (area.x + 1, y), &footnote, area.width.saturating_sub(1), view.theme.dim);
    }
}

/// How many of so many items are shown: where not all fit, a line is left to say so.
fn fitting(items: usize, area: Rect) -> usize {
    let lines = usize::from(area.height);
    if items > lines && lines > 1 { lines - 1 } else { lines }
}

/// How far the list can be scrolled down in `area`.
pub(super) fn furthest(view: &View<'_>, area: Rect) -> usize {
    let items = items(view).len();
    items.saturating_sub(fitting(items, area))
}

fn line(view: &View<'_>, item: &Item, area: Rect, buffer: &mut Buffer) {
    let style = view.theme.state(item.state);
    let at = |x: u16| (area.x + x, area.y);
    view.put(buffer, at(1), view.glyphs.state(item.state), area.width.saturating_sub(1), style);
    let since = item.since.map(|since| view.clock(since)).unwrap_or_default();
    view.put(buffer, at(3), &since, area.width.saturating_sub(3), view.theme.dim);
    let mut x = 9 + view.put(buffer, at(9), &item.what, area.width.saturating_sub(9), style) + 3;
    if area.width >= 100 {
        x = x.max(46);
    }
    // Advice cut to a word or two would only be noise.
    let left = area.width.saturating_sub(x);
    if left >= 12 || usize::from(left) >= width(&item.advice) {
        view.put(buffer, at(x), &item.advice, left, view.theme.text);
    }
}

/// What somebody is to look at first, then the worst, and the newest first among equals. A feed that is late or lost speaks
/// once for all its readings.
fn items(view: &View<'_>) -> Vec<Item> {
    let feeds = view.room.feeds().iter().filter_map(|feed| of_feed(view, feed));
    let gaps = view.room.tracks().iter().filter(|track| track.is_connected()).filter_map(|track| of_gap(view, track));
    let alarms = view.room.alarms().filter_map(|(subject, desk)| of_alarm(view, &subject, desk));
    let clocks = view.room.clocks().iter().filter_map(Clock::shown).filter_map(|clock| of_clock(view, clock));
    let receivers = view.receivers.iter().filter_map(|health| of_receiver(view, health));
    let mut items: Vec<Item> = alarms.chain(gaps).chain(feeds).chain(clocks).chain(receivers).collect();
    items.sort_by_key(|item| std::cmp::Reverse((item.calls, item.state, item.since)));
    items.splice(0..0, view.room.flood().map(|new| of_flood(view, new)));
    items
}

/// More new alarms than anybody can read, in one line.
fn of_flood(view: &View<'_>, new: usize) -> Item {
    let (what, advice) = (view.words.flood(new), view.words.flood_advice.to_owned());
    Item { state: State::Critical, since: None, what, advice, calls: true, target: Some(Target::Key("a")) }
}

/// An alarm of an indicator or of a late step. What is only unknown stands among the gaps, and a feed speaks for itself.
fn of_alarm(view: &View<'_>, subject: &Subject, desk: &Desk) -> Option<Item> {
    if desk.shown().is_plain() || matches!(subject, Subject::Feed(_)) {
        return None;
    }
    let Described { state, word, what, since, guidance, calls } = describe(view, subject, desk);
    let waits = since.filter(|_| calls).map(|since| view.words.span(view.now.duration_since(since)));
    let what = format!("{what} {word} {}", waits.unwrap_or_default()).trim_end().to_owned();
    let target = Some(Target::Alarm(subject.clone(), desk.shown().number));
    Some(Item { state, since, what, advice: guidance, calls, target })
}

/// A figure that is not known, unless its critical alarm says more.
fn of_gap(view: &View<'_>, track: &Track) -> Option<Item> {
    let words = view.words;
    let gap = track.gap().filter(|_| track.state() != State::Critical)?;
    let all_heard = view.room.feeds().iter().all(Feed::was_heard);
    let how = match gap {
        Gap::NotSent | Gap::NotKnown => view.gap(track, gap),
        Gap::NeverDelivered if all_heard => words.gap(gap).to_owned(),
        Gap::NeverDelivered | Gap::Stale => return None,
    };
    let name = track.indicator.name.in_language(words.language);
    let what = format!("{} {name} {how}", words.topic(track.indicator.topic));
    let target = Some(Target::Indicator(track.indicator.id.clone()));
    Some(Item { state: State::Unknown, since: track.gap_since(), what, advice: String::new(), calls: false, target })
}

/// The next step of a reporting clock that is still in time, and how long is left for it. A late one is an alarm.
fn of_clock(view: &View<'_>, clock: &ClockRecord) -> Option<Item> {
    let step = clock.steps.iter().find(|step| step.reported.is_none() && !step.is_late(view.now))?;
    let left = step.due.duration_since(view.now);
    let name = view.indicator_name(&clock.indicator);
    let what = format!("{name} {} {}", step.name.in_language(view.words.language), view.words.left(left));
    let advice = view.words.due(&view.clock(step.due)).clone();
    Some(Item { state: State::Warning, since: Some(clock.started), what, advice, calls: false, target: None })
}

/// A receiver that cannot be told.
fn of_receiver(view: &View<'_>, health: &Health) -> Option<Item> {
    let (since, reason) = health.trouble.as_ref()?;
    let what = format!("{} {} {}", view.words.notification, health.receiver, view.words.undelivered(health.waiting));
    Some(Item { state: State::Unknown, since: Some(*since), what, advice: reason.to_string(), calls: false, target: None })
}

fn of_feed(view: &View<'_>, feed: &Feed) -> Option<Item> {
    let words = view.words;
    let state = feed.state(view.now);
    let described = describe(view, &Subject::Feed(feed.name.clone()), &feed.desk);
    let is_plain = feed.desk.shown().is_plain();
    let word = if is_plain { String::new() } else { format!(" {}", described.word) };
    let item = |state, since, detail: String| Item {
        state,
        since,
        what: format!("{}{word}", described.what),
        advice: detail,
        calls: described.calls,
        target: (!is_plain).then(|| Target::Alarm(Subject::Feed(feed.name.clone()), feed.desk.shown().number)),
    };
    match state {
        FeedState::Waiting | FeedState::Live if is_plain => None,
        FeedState::Waiting | FeedState::Live => Some(item(described.state, described.since, String::new())),
        FeedState::Stale => {
            Some(item(State::Unknown, feed.as_of, feed.age(view.now).map(|age| words.ago(age)).unwrap_or_default()))
        }
        FeedState::Down | FeedState::Refused => {
            let (trouble, since) = feed.trouble.as_ref()?;
            Some(item(State::Unknown, Some(*since), words.trouble(trouble)))
        }
    }
}
