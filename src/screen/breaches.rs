//! What is out of bounds, in words: since when, what, how far, and what to do.

use jiff::Timestamp;
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

use crate::duty::{Clean, Clock, ClockRecord, Desk, Feed, FeedState, Gap, Health, State, Subject, Track};

use super::described::{Described, describe, minute};
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
    /// Whether somebody has acknowledged it or put it aside.
    is_settled: bool,
    /// What a click on it means.
    target: Option<Target>,
}

/// Draws the list; where it does not fit, its last line says how many more there are.
pub(super) fn draw(view: &View<'_>, area: Rect, buffer: &mut Buffer) {
    if area.is_empty() {
        return;
    }
    let mut items = items(view);
    let footnote = match view.room.undecided() {
        0 => String::new(),
        count => view.words.undecided(count),
    };
    if items.is_empty() {
        let gap = if footnote.is_empty() { "" } else { "   " };
        let (calm, style) = view.calm();
        let x = area.x + 1 + view.put(buffer, (area.x + 1, area.y), &calm, area.width.saturating_sub(1), style);
        let footnote = format!("{gap}{footnote}");
        view.put(buffer, (x, area.y), &footnote, area.right().saturating_sub(x), view.theme.dim);
        return;
    }
    let shown = fitting(items.len(), area);
    let scroll = view.scroll.min(items.len().saturating_sub(shown));
    let mut spare = usize::from(area.height).saturating_sub(items.len());
    let mut y = area.y;
    for item in items.drain(scroll..items.len().min(scroll + shown)) {
        let place = Rect { y, height: 1, ..area };
        // Where a line is free, advice that would be cut has it.
        let below = spare > 0 && !fits(&item, area.width);
        line(view, &item, !below, place, buffer);
        item.target.iter().for_each(|target| view.target(place, || target.clone()));
        y += 1;
        if below {
            view.put(buffer, (area.x + 9, y), &item.advice, area.width.saturating_sub(9), view.theme.text);
            y += 1;
            spare -= 1;
        }
    }
    if !items.is_empty() && y < area.bottom() {
        more(view, &items, Rect { x: area.x + 3, y, width: area.width.saturating_sub(3), height: 1 }, buffer);
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

/// How many items are not on screen, by level: the worst first, each in its colour.
fn more(view: &View<'_>, hidden: &[Item], area: Rect, buffer: &mut Buffer) {
    let left = |x: u16| area.right().saturating_sub(x);
    let mut x = area.x;
    x += view.put(buffer, (x, area.y), view.words.more_by_level(), left(x), view.theme.dim) + 1;
    for state in [State::Critical, State::Unknown, State::Warning, State::Normal] {
        let count = hidden.iter().filter(|item| item.state == state).count();
        let symbol = if state == State::Normal { view.words.normal } else { view.glyphs.state(state) };
        if count > 0 {
            x += view.put(buffer, (x, area.y), &format!("{symbol}{count}"), left(x), view.theme.state(state)) + 1;
        }
    }
}

/// Where an item's advice begins.
fn advice_at(item: &Item, cells: u16) -> u16 {
    let x = u16::try_from(width(&item.what)).unwrap_or(u16::MAX).saturating_add(9 + 3);
    if cells >= 100 { x.max(46) } else { x }
}

/// Whether an item's advice fits beside it.
fn fits(item: &Item, cells: u16) -> bool {
    width(&item.advice) <= usize::from(cells.saturating_sub(advice_at(item, cells)))
}

fn line(view: &View<'_>, item: &Item, is_advised: bool, area: Rect, buffer: &mut Buffer) {
    let style = view.theme.state(item.state);
    let at = |x: u16| (area.x + x, area.y);
    view.put(buffer, at(1), view.glyphs.state(item.state), area.width.saturating_sub(1), style);
    let since = item.since.map(|since| view.clock(since)).unwrap_or_default();
    view.put(buffer, at(3), &since, area.width.saturating_sub(3), view.theme.dim);
    // What somebody has acknowledged or put aside keeps its symbol and recedes.
    let style = if item.is_settled { view.theme.text } else { style };
    view.put(buffer, at(9), &item.what, area.width.saturating_sub(9), style);
    let x = advice_at(item, area.width);
    // Advice cut to a word or two would only be noise.
    let left = area.width.saturating_sub(x);
    if is_advised && (left >= 12 || usize::from(left) >= width(&item.advice)) {
        view.put(buffer, at(x), &item.advice, left, view.theme.text);
    }
}

/// What somebody is to look at first, then the worst, and the newest first among equals; those of one minute in the order of the
/// screen. A feed that is late or lost speaks
/// once for all its readings.
fn items(view: &View<'_>) -> Vec<Item> {
    let feeds = view.room.feeds().iter().filter_map(|feed| of_feed(view, feed));
    let gaps = view.room.gaps().filter_map(|track| of_gap(view, track));
    let alarms = view.room.alarms_where(|desk| !desk.shown().is_plain());
    let alarms = alarms.filter_map(|(subject, desk)| of_alarm(view, &subject, desk));
    let clocks = view.room.clocks().iter().filter_map(Clock::shown).filter_map(|clock| of_clock(view, clock));
    let receivers = view.receivers.iter().filter_map(|health| of_receiver(view, health));
    let mut items: Vec<Item> = alarms.chain(gaps).chain(feeds).chain(clocks).chain(receivers).collect();
    items.sort_by_key(|item| std::cmp::Reverse((item.calls, item.state, item.since.map(minute))));
    items.splice(0..0, view.room.flood().map(|new| of_flood(view, new)));
    items
}

/// More new alarms than anybody can read, in one line.
fn of_flood(view: &View<'_>, new: usize) -> Item {
    let (what, advice) = (view.words.flood(new), view.words.flood_advice.to_owned());
    Item {
        state: State::Critical,
        since: view.room.flood_since(),
        what,
        advice,
        calls: true,
        is_settled: false,
        target: Some(Target::Key("a")),
    }
}

/// An alarm of an indicator or of a late step. What is only unknown stands among the gaps, and a feed speaks for itself.
fn of_alarm(view: &View<'_>, subject: &Subject, desk: &Desk) -> Option<Item> {
    if matches!(subject, Subject::Feed(_)) {
        return None;
    }
    let Described { state, word, what, since, guidance, calls } = describe(view, subject, desk);
    let waits = since.filter(|_| calls).map(|since| view.words.span(view.now.duration_since(since)));
    let what = format!("{what} {word} {}", waits.unwrap_or_default()).trim_end().to_owned();
    let target = Some(Target::Alarm(subject.clone(), desk.shown().number));
    let record = desk.shown();
    let put_aside = record.suppression.as_ref().filter(|_| record.alarm.is_suppressed());
    let advice = put_aside.map_or(guidance, |suppression| view.put_aside(suppression));
    Some(Item { state, since, what, advice, calls, is_settled: !calls, target })
}

/// A figure that is not known, unless its critical alarm says more.
fn of_gap(view: &View<'_>, track: &Track) -> Option<Item> {
    let words = view.words;
    let gap = track.gap().filter(|_| track.state() != State::Critical)?;
    let all_heard = view.room.feeds().iter().all(Feed::was_heard);
    let how = match gap {
        Gap::NotSent | Gap::NotKnown | Gap::ZeroBase | Gap::TooLarge => view.gap(track, &gap),
        Gap::NeverDelivered if all_heard => words.gap(&gap).to_owned(),
        // Its feed answers, and does not know it: nothing else would say so.
        Gap::Territory(ref name) if view.room.feeds().iter().any(|feed| speaks_for(feed, name, view.now)) => {
            view.gap(track, &gap)
        }
        // The feed, the input or the territory that is missing speaks for itself, and a total that there is not is not missing.
        Gap::NeverDelivered | Gap::Stale | Gap::Input(_) | Gap::Territory(_) | Gap::NoSum => return None,
    };
    let name = track.indicator.name.in_language(words.language);
    let what = format!("{} {name} {how}", words.topic(track.indicator.topic));
    let target = Some(Target::Indicator(track.indicator.id.clone()));
    let since = track.gap_since();
    Some(Item { state: State::Unknown, since, what, advice: String::new(), calls: false, is_settled: false, target })
}

/// Whether a feed is of a territory, and fresh.
fn speaks_for(feed: &Feed, territory: &Clean, now: Timestamp) -> bool {
    feed.territory.as_ref() == Some(territory) && !feed.is_stale(now)
}

/// The next step of a reporting clock that is still in time, and how long is left for it. A late one is an alarm.
fn of_clock(view: &View<'_>, clock: &ClockRecord) -> Option<Item> {
    let step = clock.steps.iter().find(|step| step.reported.is_none() && !step.is_late(view.now))?;
    let left = step.due.duration_since(view.now);
    let name = view.indicator_name(&clock.indicator);
    let what = format!("{name} {} {}", step.name.in_language(view.words.language), view.words.left(left));
    let advice = view.words.due(&view.clock(step.due), view.acts());
    let since = Some(clock.started);
    Some(Item { state: State::Warning, since, what, advice, calls: false, is_settled: false, target: None })
}

/// A receiver that cannot be told.
fn of_receiver(view: &View<'_>, health: &Health) -> Option<Item> {
    let (since, reason) = health.trouble.as_ref()?;
    let what = format!("{} {} {}", view.words.notification, health.receiver, view.words.undelivered(health.waiting));
    Some(Item {
        state: State::Unknown,
        since: Some(*since),
        what,
        advice: reason.to_string(),
        calls: false,
        is_settled: false,
        target: None,
    })
}

fn of_feed(view: &View<'_>, feed: &Feed) -> Option<Item> {
    let described = describe(view, &Subject::Feed(feed.name.clone()), &feed.desk);
    let is_plain = feed.desk.shown().is_plain();
    let word = if is_plain { String::new() } else { format!(" {}", described.word) };
    let item = |state, since: Option<Timestamp>| Item {
        state,
        since,
        what: {
            let age = since.map(|since| format!(" {}", view.words.span(view.now.duration_since(since))));
            format!("{}{word}{}", described.what, age.unwrap_or_default())
        },
        advice: described.guidance.clone(),
        calls: described.calls,
        is_settled: !is_plain && !described.calls,
        target: (!is_plain).then(|| Target::Alarm(Subject::Feed(feed.name.clone()), feed.desk.shown().number)),
    };
    match feed.state(view.now) {
        FeedState::Waiting | FeedState::Live if is_plain => None,
        FeedState::Waiting | FeedState::Live => Some(item(described.state, described.since)),
        FeedState::Stale => Some(item(State::Unknown, feed.as_of)),
        FeedState::Down | FeedState::Refused => {
            let (_, since) = feed.trouble.as_ref()?;
            Some(item(State::Unknown, Some(*since)))
        }
    }
}
