//! Those on duty, what this shift brought, and its watch log.
//!
//! ```text
//!  示范县  03-05 周四 …                                   header
//!  值班员 张三 08:31 起   带班领导 李四                    those on duty
//!  交班 王五 08:29 已签，待接班                            a handover that waits
//!  本班 告警 3 确认 2 待确认 1 搁置 0                      what the shift brought
//!  未了 ✖ 信访 超期未办 待确认  ▲ …                        what is open, the worst first
//!  道路交通 亡人事故 +1 · 亡人数 +1                        what changed, by topic, corrections aside
//!  08:41 ✖ #17 触发 …                                     the log, the newest last
//! ```

use jiff::Timestamp;
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::Style;

use crate::duty::{AlarmChange, Body, Clean, ClockRecord, LogLine, State, Subject, Topic, Track};

use super::described::minute;
use super::text::width;
use super::view::View;
use super::{alarms, entries, footer, header};

/// Draws the screen.
pub(super) fn draw(view: &View<'_>, area: Rect, buffer: &mut Buffer) {
    header::draw(view, Rect { height: 1, ..area }, buffer);
    let top = head(view, area);
    let mut y = area.y + 1;
    for parts in &top {
        if y + 1 < area.bottom() {
            let mut x = area.x + 1;
            for (text, style) in parts {
                x += view.put(buffer, (x, y), text, area.right().saturating_sub(x), *style);
            }
            y += 1;
        }
    }
    let lines = folded(view);
    let room = usize::from(area.bottom().saturating_sub(y + 1));
    let scroll = view.scroll.min(lines.len().saturating_sub(room));
    let end = lines.len() - scroll;
    let shown = lines.get(end.saturating_sub(room)..end).unwrap_or_default();
    // Where any happened on another day, each has room for its date.
    let times = shown.iter().map(|line| width(&view.moment(line.at))).max().unwrap_or(0);
    for (y, line) in (y..).zip(shown) {
        draw_line(view, line, times, Rect { y, height: 1, ..area }, buffer);
    }
    footer::draw(view, Rect { y: area.bottom().saturating_sub(1), height: 1, ..area }, buffer);
}

/// How far the log can be scrolled on a screen of that size.
pub(super) fn furthest(view: &View<'_>, area: Rect) -> usize {
    let room = usize::from(area.height).saturating_sub(2 + head(view, area).len());
    folded(view).len().saturating_sub(room)
}

/// A line of the log on screen.
struct Line {
    at: Timestamp,
    state: State,
    text: String,
    /// Whether it is of the machinery, and not of the county or its officers.
    recedes: bool,
    recorded: bool,
}

/// The log, the oldest first. What several feeds say in one minute, and what a seat does, is a line together: it is not what a shift
/// looks for.
fn folded(view: &View<'_>) -> Vec<Line> {
    let lines: Vec<&LogLine> = view.room.log().lines().collect();
    let kind = |line: &LogLine| match &line.entry.body {
        Body::Feed { state, .. } => Some(Some(*state)),
        Body::Seat(_) => Some(None),
        _ => None,
    };
    let alike = |a: &&LogLine, b: &&LogLine| {
        kind(a).is_some() && kind(a) == kind(b) && a.recorded == b.recorded && minute(a.entry.at) == minute(b.entry.at)
    };
    let mut folded = Vec::new();
    for group in lines.chunk_by(alike) {
        let Some(first) = group.first() else { continue };
        let (state, text) = if let Body::Feed { state, .. } = &first.entry.body {
            (entries::how(*state), entries::feeds(view, &feeds(group), *state))
        } else {
            let texts: Vec<String> = group.iter().map(|line| entries::line(view, &line.entry).1).collect();
            (entries::line(view, &first.entry).0, texts.join(&format!(" {} ", view.glyphs.dot)))
        };
        folded.push(Line { at: first.entry.at, state, text, recedes: kind(first).is_some(), recorded: first.recorded });
    }
    let filter = view.filter.to_lowercase();
    folded.retain(|line| line.text.to_lowercase().contains(&filter));
    folded
}

/// The feeds that lines speak of, each once.
fn feeds<'a>(lines: &[&'a LogLine]) -> Vec<&'a Clean> {
    let mut names: Vec<&Clean> = Vec::new();
    for line in lines {
        match &line.entry.body {
            Body::Feed { feed, .. } if !names.contains(&feed) => names.push(feed),
            _ => {}
        }
    }
    names
}

fn draw_line(view: &View<'_>, line: &Line, times: usize, area: Rect, buffer: &mut Buffer) {
    let at = |x: u16| (area.x + x, area.y);
    let room = |x: u16| area.width.saturating_sub(x);
    view.put(buffer, at(1), &view.moment(line.at), room(1), view.theme.dim);
    let x = u16::try_from(times).unwrap_or(u16::MAX).saturating_add(2);
    view.put(buffer, at(x), view.glyphs.state(line.state), room(x), view.theme.state(line.state));
    let style = if line.recedes { view.theme.dim } else { view.theme.text };
    let used = view.put(buffer, at(x + 2), &line.text, room(x + 2), style);
    if !line.recorded {
        let mark = view.words.not_recorded;
        let cells = u16::try_from(width(mark)).unwrap_or(u16::MAX);
        let x = (x + 2 + used + 2).min(area.width.saturating_sub(cells));
        view.put(buffer, at(x), mark, room(x), view.theme.state(State::Critical));
    }
}

/// A line above the log: texts with their styles.
type Parts = Vec<(String, Style)>;

/// What stands above the log.
fn head(view: &View<'_>, area: Rect) -> Vec<Parts> {
    let words = view.words;
    let acts = view.acts();
    let post = view.room.post();
    let mut lines = Vec::new();
    match &post.officer {
        Some(officer) => {
            let since = post.since.map(|since| words.since(&view.moment(since))).unwrap_or_default();
            let lead = post.lead.as_ref().map(|lead| format!("   {} {lead}", words.duty_lead)).unwrap_or_default();
            lines.push((format!("{} {officer} {since}{lead}", words.duty_officer), State::Normal));
        }
        None => lines.push((if acts { words.nobody_on_duty } else { words.nobody }.to_owned(), State::Unknown)),
    }
    if let Some(handover) = &post.handover {
        lines.push((words.waits_for_acceptance(handover.officer.as_str(), &view.moment(handover.at), acts), State::Warning));
    }
    let start = view.room.shift_to_hand_over(view.now);
    lines.push((brought(view, start), State::Normal));
    let changes = lines.len();
    if start == view.room.shift().start {
        lines.extend(Topic::ALL.into_iter().filter_map(|topic| Some((changed(view, topic)?, State::Normal))));
    } else {
        // What changed in a shift that is over is in its report alone.
        lines.push((words.sheet_of_last_shift.to_owned(), State::Normal));
    }
    let changes = lines.split_off(changes);
    let styled = |(text, state): (String, State)| vec![(text, view.theme.state(state))];
    let mut lines: Vec<Parts> = lines.into_iter().map(styled).collect();
    lines.extend(open(view, area));
    lines.extend(changes.into_iter().map(styled));
    let filter = if view.filter.is_empty() { String::new() } else { format!("   / {} {}", view.filter, folded(view).len()) };
    lines.push(vec![(format!("{}{filter}", words.no_personal_data), view.theme.text)]);
    lines
}

/// What is open, the worst first: in a line, or in two on a screen that has room for them, and how many are not said.
fn open(view: &View<'_>, area: Rect) -> Vec<Parts> {
    let rows = alarms::rows(&View { filter: "", ..*view });
    let most = if area.height < 20 { 1 } else { 2 };
    let mut lines: Vec<Parts> = Vec::new();
    let mut used = usize::MAX;
    for (nth, (subject, _, described)) in rows.iter().enumerate() {
        let what = match subject {
            Subject::Indicator(id) => view.indicator_name(id),
            Subject::Feed(_) | Subject::Step(..) => described.what.clone(),
        };
        let text = format!(" {what} {}  ", described.word);
        let cells = width(&text) + 1;
        // The last line keeps room for the number of those that are not said.
        let room = usize::from(area.width.saturating_sub(if lines.len() == most { 5 } else { 1 }));
        if used.saturating_add(cells) > room + 2 {
            if lines.len() == most {
                let left = format!("+{}", rows.len() - nth);
                lines.last_mut().into_iter().for_each(|line| line.push((left.clone(), view.theme.dim)));
                break;
            }
            let label = if nth == 0 { format!("{} ", view.words.open()) } else { " ".repeat(width(view.words.open()) + 1) };
            used = width(&label);
            lines.push(vec![(label, view.theme.heading)]);
        }
        used += cells;
        let style = if described.calls { view.theme.state(described.state) } else { view.theme.text };
        let symbol = (view.glyphs.state(described.state).to_owned(), view.theme.state(described.state));
        lines.last_mut().into_iter().for_each(|line| line.extend([symbol.clone(), (text.clone(), style)]));
    }
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
    let open = view.room.alarms_where(|desk| desk.shown().alarm.active.is_some()).count();
    let set_aside = view.room.alarms_where(|desk| desk.shown().alarm.is_suppressed()).count();
    let clocks = view.room.clocks().iter().filter(|clock| clock.shown().is_some_and(ClockRecord::is_running)).count();
    let is_on = start == view.room.shift().start;
    let shift = if is_on { view.words.this_shift } else { view.words.previous_shift };
    view.words.shift_brought(
        shift,
        &view.moment(start),
        [raised, acknowledged, view.room.unacknowledged(), open, set_aside, clocks],
    )
}
