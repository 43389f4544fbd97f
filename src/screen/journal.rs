//! What happened, as far back as the journal goes: the newest first.
//!
//! ```text
//!  示范县  03-05 周四 …                                               header
//!  日志 212 条  / 张三 道路                                            how many are read, what they must say
//!  03-05 08:42:17 ✖ #17 触发 信访 超期未办 3 ≥ 1                       a line each, the one under the cursor reversed
//!  03-05 08:31:02   签到 张三  带班领导 李四
//!  ▶ Enter 回看到这一刻                                               keys
//! ```

use jiff::Timestamp;
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

use crate::duty::{Body, Entry, State};

use super::target::Target;
use super::view::View;
use super::{entries, footer, header};

/// How many lines of the list fit on a screen of that size.
pub(super) fn lines(screen: Rect) -> u16 {
    screen.height.saturating_sub(3)
}

/// Draws the screen.
pub(super) fn draw(view: &View<'_>, area: Rect, buffer: &mut Buffer) {
    header::draw(view, Rect { height: 1, ..area }, buffer);
    let pages = view.pages;
    let cells = area.width.saturating_sub(1);
    let mut head = view.words.entries_read(pages.entries.len(), pages.is_whole);
    if !pages.filter.is_empty() {
        head = format!("{head}  / {}", pages.filter);
    }
    if pages.is_lost && !pages.entries.is_empty() {
        head = format!("{head}  {}", view.words.unreadable);
    } else if pages.is_reading && !pages.is_lost {
        head = format!("{head}  {}", view.words.reading_journal);
    }
    view.put(buffer, (area.x + 1, area.y + 1), &head, cells, view.theme.heading);
    let list = Rect { y: area.y + 2, height: lines(area), ..area };
    let empty = if pages.is_lost { Some(view.words.unreadable) } else { pages.is_whole.then_some(view.words.no_entries) };
    if let Some(text) = empty.filter(|_| pages.entries.is_empty()) {
        view.put(buffer, (area.x + 1, list.y), text, cells, view.theme.dim);
    }
    let first = (pages.cursor + 1).saturating_sub(usize::from(list.height));
    for ((y, n), (_, entry)) in (list.top()..list.bottom()).zip(first..).zip(pages.entries.iter().skip(first)) {
        let place = Rect { y, height: 1, ..area };
        line(view, entry, n == pages.cursor, place, buffer);
        view.target(place, || Target::Row(n));
    }
    footer::draw(view, Rect { y: area.bottom().saturating_sub(1), height: 1, ..area }, buffer);
}

fn line(view: &View<'_>, entry: &Entry, is_chosen: bool, area: Rect, buffer: &mut Buffer) {
    let (state, text) = entries::line(view, entry);
    let room = |x: u16| area.width.saturating_sub(x);
    let at = view.second(entry.at, area.width >= 60);
    let x = 1 + view.put(buffer, (area.x + 1, area.y), &at, room(1), view.theme.dim) + 1;
    view.put(buffer, (area.x + x, area.y), view.glyphs.state(state), room(x), view.theme.state(state));
    let style = if matches!(entry.body, Body::Feed { .. } | Body::Seat(_)) { view.theme.dim } else { view.theme.text };
    view.put(buffer, (area.x + x + 2, area.y), &text, room(x + 2), style);
    if is_chosen {
        // What is wrong keeps its colour under the cursor too.
        let style = if state == State::Normal { view.theme.text } else { view.theme.state(state) };
        buffer.set_style(area, style.patch(view.theme.selection));
    }
}

impl View<'_> {
    /// A moment to the second where there is room, with its date, and its year where it is another.
    fn second(&self, at: Timestamp, is_roomy: bool) -> String {
        let minute = self.minute(at);
        let second = at.to_zoned_datetime(self.room.zone().clone()).strftime("%S").to_string();
        if is_roomy { format!("{minute}:{second}") } else { minute }
    }
}
