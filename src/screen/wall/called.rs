//! The wall while alarms call: one large, the others listed.

use jiff::Timestamp;
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

use crate::duty::{State, Subject};
use crate::screen::figure::Compared;
use crate::screen::large::{Scale, split};
use crate::screen::view::View;

use super::Calling;

/// Draws the alarm whose turn it is, and lists the others.
pub(super) fn draw(view: &View<'_>, calling: &[Calling<'_>], area: Rect, buffer: &mut Buffer) {
    // One that is new has the wall at once: the turns begin with it.
    let newest = calling.iter().filter_map(|(_, _, described)| described.since).max().unwrap_or(view.now);
    let nth = super::turn(view, newest, calling.len());
    let Some(shown) = calling.get(nth) else { return };
    let beside = super::clock(view, area, buffer);
    heading(view, shown, beside, buffer);
    let others: Vec<&Calling<'_>> = calling.iter().enumerate().filter(|(n, _)| *n != nth).map(|(_, other)| other).collect();
    // What is said below the digits; the others have up to a quarter of the screen.
    let left = area.height.saturating_sub(beside.height);
    let said = left.min(2);
    let listed = u16::try_from(others.len()).unwrap_or(u16::MAX).min(left.saturating_sub(said) / 4);
    let gap = u16::from(listed > 0 && area.height >= 20);
    let digits = Rect { y: beside.bottom(), height: left.saturating_sub(said + listed + gap), ..area };
    value(view, shown, digits, buffer);
    words(view, shown, Rect { y: digits.bottom(), height: said, ..area }, buffer);
    list(view, &others, Rect { y: digits.bottom() + said + gap, height: listed, ..area }, buffer);
}

/// How bad it is, whether somebody has seen it, and what it is about.
fn heading(view: &View<'_>, (subject, _, described): &Calling<'_>, area: Rect, buffer: &mut Buffer) {
    let (words, theme) = (view.words, view.theme);
    let room = |x: u16| area.right().saturating_sub(x);
    let state = format!(" {} {} ", view.glyphs.state(described.state), words.state(described.state));
    let mut x = area.x;
    x += view.put(buffer, (x, area.y), &state, room(x), theme.banner(described.state)) + 1;
    view.put(buffer, (x, area.y), &described.word, room(x), theme.heading);
    let what = match subject {
        Subject::Indicator(id) => view.indicator_name(id),
        Subject::Feed(_) | Subject::Step(..) => described.what.clone(),
    };
    if area.height > 1 {
        let y = area.y + if area.height > 3 { 2 } else { 1 };
        view.put(buffer, (area.x, y), &what, area.width, theme.state(described.state));
    }
}

/// The measure in large digits, and the limit beside it; where there is no number, the symbol.
fn value(view: &View<'_>, alarm: &Calling<'_>, area: Rect, buffer: &mut Buffer) {
    let (_, _, described) = alarm;
    let style = view.theme.state(described.state);
    let Some(Compared { measure, now, sign, limit }) = compared(view, alarm) else {
        let symbol = if described.state == State::Unknown { "?" } else { "!" };
        if let Some(scale) = Scale::fitting(view, symbol, (area.width, area.height)) {
            view.put_large(buffer, (area.x, area.y + (area.height - scale.height) / 2), symbol, scale, style);
        }
        return;
    };
    let (large, rest) = split(view, &now);
    let Some(scale) = Scale::fitting(view, &large, (area.width / 3 * 2, area.height.saturating_sub(1))) else {
        view.put(buffer, (area.x, area.y), &format!("{measure} {now} {sign} {limit}"), area.width, style);
        return;
    };
    let spare = area.height - scale.height;
    let top = area.y + spare / 2;
    let foot = top + scale.height - 1;
    let mut x = area.x + view.put_large(buffer, (area.x, top), &large, scale, style) + 1;
    let room = |x: u16| area.right().saturating_sub(x);
    view.put(buffer, (x, top), &measure, room(x), view.theme.heading);
    let unit = view.put(buffer, (x, foot), &rest, room(x), view.theme.heading);
    x += unit + 1;
    let (large, rest) = split(view, &format!("{}{limit}", plain(sign)));
    match Scale::fitting(view, &large, (room(x), scale.height / 2)) {
        Some(scale) => {
            x += view.put_large(buffer, (x, foot + 1 - scale.height), &large, scale, view.theme.text) + 1;
            view.put(buffer, (x, foot), &rest, room(x), view.theme.heading);
        }
        None => {
            view.put(buffer, (x, foot), &format!("{sign} {limit}"), room(x), view.theme.heading);
        }
    }
}

/// The comparison that was met, with the measure as it is now, or as it was where it is not known.
fn compared(view: &View<'_>, (subject, desk, _): &Calling<'_>) -> Option<Compared> {
    let Subject::Indicator(id) = subject else { return None };
    let track = view.room.track(id.as_str())?;
    let record = desk.shown();
    let occurrence = record.occurrence.as_ref()?;
    let (_, comparison) = occurrence.cause.rule()?;
    let now = view.room.measure(track, &comparison.measure, view.now).filter(|_| record.alarm.active.is_some());
    Some(view.compared(comparison, now.or(occurrence.measure), track.indicator.kind))
}

/// A sign as the large font has it.
fn plain(sign: &str) -> &str {
    match sign {
        "≤" => "<=",
        "≥" => ">=",
        "≠" => "!=",
        other => other,
    }
}

/// Since when and how long, and what to do.
fn words(view: &View<'_>, (_, _, described): &Calling<'_>, area: Rect, buffer: &mut Buffer) {
    let since = described.since.map(|since| since_when(view, since)).unwrap_or_default();
    for (y, text) in (area.y..area.bottom()).zip([since.as_str(), described.guidance.as_str()]) {
        view.put(buffer, (area.x, y), text, area.width, view.theme.heading);
    }
}

fn since_when(view: &View<'_>, since: Timestamp) -> String {
    format!("{}  {}", view.words.since(&view.clock(since)), view.words.span(view.now.duration_since(since)))
}

/// What else calls, in a line each; where not all fit, the last says how many more there are.
fn list(view: &View<'_>, others: &[&Calling<'_>], area: Rect, buffer: &mut Buffer) {
    let lines = usize::from(area.height);
    let shown = if others.len() > lines { lines.saturating_sub(1) } else { lines };
    let mut y = area.y;
    for (_, _, described) in others.iter().take(shown) {
        let since = described.since.map(|since| view.clock(since)).unwrap_or_default();
        let text = format!("{} {since} {}", view.glyphs.state(described.state), described.what);
        view.put(buffer, (area.x, y), &text, area.width, view.theme.state(described.state));
        y += 1;
    }
    if others.len() > shown && y < area.bottom() {
        view.put(buffer, (area.x, y), &view.words.more(others.len() - shown), area.width, view.theme.dim);
    }
}
