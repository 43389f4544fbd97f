//! The wall: large digits for a screen that nobody touches, readable from five metres.
//!
//! ```text
//!  示范县  03-05 周四 08:42:17  白班 余8时47分          数据 4秒前 2/3    header
//!  道路交通  ▲ 关注                          █▀█ █▀█ ▪ █ █ ▀▀█            topic, and the time where there is room
//!  安全生产专班  2/7                         █▄█ █▀█ ▪ ▀▀█ █▀▀
//!
//!  亡人事故              ▲ 戴帽率                                         its figures: the next topic every 15 seconds
//!  ▀▀█                   █▀█ █▀█
//!    █                   █▀█ █▀█ %
//!  同期9 −22%            目标90 −2.0
//!  告警 3  待确认 1  示范县  白班              Esc 返回  ? 帮助           foot
//! ```
//!
//! While an alarm calls, it has the whole wall:
//!
//! ```text
//!  ✖ 超限 待确认                             █▀█ █▀█ ▪ █ █ ▀▀█            state
//!  信访  超期未办                            █▄█ █▀█ ▪ ▀▀█ █▀▀            what
//!  █ █
//!  ▀▀█   >= 3                                                             its value against the limit
//!  08:41 起  1分15秒                                                      since when, and how long
//!  先核对受理日期，再催办承办单位                                         what to do
//!  ▲ 08:05 道路交通 戴帽率 88.0 < 90                                      what else calls
//! ```

mod called;
mod topic;

use jiff::SignedDuration;
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

use crate::duty::{Desk, Subject};

use super::described::{Described, describe};
use super::large::Scale;
use super::view::View;
use super::{alarms, footer, header};

/// How long a topic, or an alarm among several, has the wall.
const TURN: SignedDuration = SignedDuration::from_secs(15);

/// Draws the screen.
pub(super) fn draw(view: &View<'_>, area: Rect, buffer: &mut Buffer) {
    header::draw(view, Rect { height: 1, ..area }, buffer);
    if area.height < 2 {
        return;
    }
    foot(view, Rect { y: area.bottom() - 1, height: 1, ..area }, buffer);
    // On a large screen, space before lines.
    let gap = u16::from(area.height >= 20);
    let left = u16::from(area.width >= 2);
    let body =
        Rect { x: area.x + left, y: area.y + 1 + gap, width: area.width - left, height: area.height.saturating_sub(2 + 2 * gap) };
    let calling = calling(view);
    if calling.is_empty() {
        topic::draw(view, body, buffer);
    } else {
        called::draw(view, &calling, body, buffer);
    }
}

/// An alarm that calls.
type Calling<'a> = (Subject, &'a Desk, Described);

/// The alarms that call, the worst first and the newest among equals.
fn calling<'a>(view: &View<'a>) -> Vec<Calling<'a>> {
    let described = |(subject, desk): (Subject, &'a Desk)| {
        let described = describe(view, &subject, desk);
        (subject, desk, described)
    };
    let mut calling: Vec<Calling<'a>> = view.room.alarms_where(Desk::calls).map(described).collect();
    calling.sort_by_key(|(_, _, described)| std::cmp::Reverse((described.state, described.since)));
    calling
}

/// Whose turn it is among so many, where the first had its turn at `since`.
fn turn(view: &View<'_>, since: jiff::Timestamp, count: usize) -> usize {
    let turns = view.now.duration_since(since).as_secs() / TURN.as_secs();
    usize::try_from(turns).unwrap_or(0).checked_rem(count).unwrap_or(0)
}

/// Draws the time of day large into the upper right corner, where there is room; gives what is left beside it.
fn clock(view: &View<'_>, area: Rect, buffer: &mut Buffer) -> Rect {
    let time = view.now.to_zoned_datetime(view.room.zone().clone()).strftime("%H:%M").to_string();
    let Some(scale) = Scale::fitting(view, &time, (area.width / 2, area.height / 4)) else {
        return Rect { height: area.height.min(2), ..area };
    };
    let cells = scale.cells(&time);
    let x = area.right() - cells;
    view.put_large(buffer, (x, area.y), &time, scale, view.theme.text);
    Rect { width: area.width - cells - 1, height: scale.height, ..area }
}

/// The last line: how many alarms are open, whose wall it is, and how to leave it; or what the footer has to say.
fn foot(view: &View<'_>, area: Rect, buffer: &mut Buffer) {
    if view.question.is_some() || view.refused.is_some() || view.switched.is_some() {
        footer::draw(view, area, buffer);
        return;
    }
    let (theme, words) = (view.theme, view.words);
    let calls = view.room.unacknowledged();
    let counts = words.alarm_counts(alarms::listed(view).len(), calls, view.room.flood());
    let style = if calls > 0 { theme.heading } else { theme.dim };
    let left = |x: u16| area.right().saturating_sub(x);
    let mut x = area.x + 1;
    x += view.put(buffer, (x, area.y), &counts, left(x), style) + 2;
    let place = format!("{}  {}", view.room.region(), words.part_of_day(view.room.shift().part));
    x += view.put(buffer, (x, area.y), &place, left(x), theme.dim) + 2;
    let hints = view.hints.iter().filter(|hint| ["Esc", "?"].contains(&hint.key));
    let hints: Vec<String> = hints.map(|hint| format!("{} {}", hint.key, hint.label.in_language(words.language))).collect();
    let hints = hints.join("  ");
    if super::text::width(&hints) < usize::from(left(x)) {
        view.put_right(buffer, (area.right().saturating_sub(1), area.y), &hints, left(x), theme.dim);
    }
}
