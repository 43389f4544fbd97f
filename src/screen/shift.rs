//! Those on duty, what this shift brought, and its watch log.
//!
//! ```text
//!  示范县  03-05 周四 …                                   header
//!  值班员 张三 08:31 起   带班领导 李四                    those on duty
//!  交班 王五 08:29 已签，待接班                            a handover that waits
//!  本班 告警 3 确认 2 待确认 1 搁置 0                      what the shift brought
//!  道路交通 亡人事故 +1 · 亡人数 +1                        what changed, by topic, corrections aside
//!  08:41 ✖ #17 触发 …                                     the log, the newest last
//! ```

use jiff::Timestamp;
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

use crate::duty::{AlarmChange, Body, ClockRecord, LogLine, State, Topic, Track};

use super::text::width;
use super::view::View;
use super::{entries, footer, header};

/// Draws the screen.
pub(super) fn draw(view: &View<'_>, area: Rect, buffer: &mut Buffer) {
    header::draw(view, Rect { height: 1, ..area }, buffer);
    let top = head(view);
    let mut y = area.y + 1;
    for (text, state) in &top {
        if y + 1 < area.bottom() {
            view.put(buffer, (area.x + 1, y), text, area.width.saturating_sub(1), view.theme.state(*state));
            y += 1;
        }
    }
    let lines: Vec<&LogLine> = view.room.log().lines().collect();
    let room = usize::from(area.bottom().saturating_sub(y + 1));
    let scroll = view.scroll.min(lines.len().saturating_sub(room));
    let end = lines.len() - scroll;
    let shown = lines.get(end.saturating_sub(room)..end).unwrap_or_default();
    for (y, line) in (y..).zip(shown) {
        draw_line(view, line, Rect { y, height: 1, ..area }, buffer);
    }
    footer::draw(view, Rect { y: area.bottom().saturating_sub(1), height: 1, ..area }, buffer);
}

/// How far the log can be scrolled on a screen of that size.
pub(super) fn furthest(view: &View<'_>, area: Rect) -> usize {
    let room = usize::from(area.height).saturating_sub(2 + head(view).len());
    view.room.log().lines().count().saturating_sub(room)
}

fn draw_line(view: &View<'_>, line: &LogLine, area: Rect, buffer: &mut Buffer) {
    let (state, text) = entries::line(view, &line.entry);
    let at = |x: u16| (area.x + x, area.y);
    let room = |x: u16| area.width.saturating_sub(x);
    view.put(buffer, at(1), &view.clock(line.entry.at), room(1), view.theme.dim);
    view.put(buffer, at(7), view.glyphs.state(state), room(7), view.theme.state(state));
    let style = if matches!(line.entry.body, Body::Feed { .. } | Body::Seat(_)) { view.theme.dim } else { view.theme.text };
    let used = view.put(buffer, at(9), &text, room(9), style);
    if !line.recorded {
        let mark = view.words.not_recorded;
        let cells = u16::try_from(width(mark)).unwrap_or(u16::MAX);
        let x = (9 + used + 2).min(area.width.saturating_sub(cells));
        view.put(buffer, at(x), mark, room(x), view.theme.state(State::Critical));
    }
}

/// What stands above the log.
fn head(view: &View<'_>) -> Vec<(String, State)> {
    let words = view.words;
    let post = view.room.post();
    let mut lines = Vec::new();
    match &post.officer {
        Some(officer) => {
            let since = post.since.map(|since| words.since(&view.clock(since))).unwrap_or_default();
            let lead = post.lead.as_ref().map(|lead| format!("   {} {lead}", words.duty_lead)).unwrap_or_default();
            lines.push((format!("{} {officer} {since}{lead}", words.duty_officer), State::Normal));
        }
        None => lines.push((words.nobody_on_duty.to_owned(), State::Unknown)),
    }
    if let Some(handover) = &post.handover {
        lines.push((words.waits_for_acceptance(handover.officer.as_str(), &view.clock(handover.at)), State::Warning));
    }
    let start = view.room.shift_to_hand_over(view.now);
    lines.push((brought(view, start), State::Normal));
    if start == view.room.shift().start {
        lines.extend(Topic::ALL.into_iter().filter_map(|topic| Some((changed(view, topic)?, State::Normal))));
    } else {
        // What changed in a shift that is over is in its report alone.
        lines.push((words.sheet_of_last_shift.to_owned(), State::Normal));
    }
    lines.push((words.no_personal_data.to_owned(), State::Normal));
    lines
}

/// What changed in a topic since the shift began, corrections aside; none where nothing did.
fn changed(view: &View<'_>, topic: Topic) -> Option<String> {
    let language = view.words.language;
    let grown = |track: &Track| {
        let change = view.change(track);
        (!change.is_empty()).then(|| format!("{} {change}", track.indicator.name.in_language(language)))
    };
    let changes: Vec<String> = view.room.topic(topic).filter_map(grown).collect();
    let separator = format!(" {} ", view.glyphs.dot);
    (!changes.is_empty()).then(|| format!("{} {}", topic.name(language), changes.join(&separator)))
}

/// What a shift brought, in counts.
fn brought(view: &View<'_>, start: Timestamp) -> String {
    let events = view.room.log().lines().filter(|line| line.entry.at >= start).filter_map(|line| match line.entry.body {
        Body::Alarm { event, .. } => Some(event),
        _ => None,
    });
    let (mut raised, mut acknowledged) = (0, 0);
    for event in events {
        raised += usize::from(event == AlarmChange::Raised);
        acknowledged += usize::from(event == AlarmChange::Acknowledged);
    }
    let open = view.room.alarms().filter(|(_, desk)| desk.shown().alarm.active.is_some()).count();
    let set_aside = view.room.alarms().filter(|(_, desk)| desk.shown().alarm.is_suppressed()).count();
    let clocks = view.room.clocks().iter().filter(|clock| clock.shown().is_some_and(ClockRecord::is_running)).count();
    let is_on = start == view.room.shift().start;
    let shift = if is_on { view.words.this_shift } else { view.words.previous_shift };
    view.words.shift_brought(
        shift,
        &view.moment(start),
        [raised, acknowledged, view.room.unacknowledged(), open, set_aside, clocks],
    )
}
