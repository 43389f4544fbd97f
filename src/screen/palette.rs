//! The command palette: a line to type into, and what it found, over the screen.
//!
//! ```text
//!  命令 ──────────────────────────── 3/131               heading, and how many of how many were found
//!  : jd▮                                                  what has been typed
//!  禁毒  Anti-drug                    乡镇                the best first, the chosen one reversed
//!  禁毒 立案数  Anti-drug Cases       走势
//!  Enter 执行  Esc 关闭                                   its keys
//! ```

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

use crate::duty::Text;

use super::footer;
use super::text::width;
use super::view::View;

/// What can be chosen.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Offer {
    /// What it is called.
    pub label: Text,
    /// What choosing it does, where no key does the same.
    pub leads: Text,
    /// The key that does the same; empty where none does.
    pub key: &'static str,
}

/// The open palette.
#[derive(Clone, Copy, Debug)]
pub struct Palette<'a> {
    /// What has been typed.
    pub text: &'a str,
    /// How many characters of it stand before the cursor.
    pub cursor: usize,
    /// All that can be chosen.
    pub offers: &'a [Offer],
    /// What was found of it, as places among the offers, the best first.
    pub found: &'a [usize],
    /// Which of those is chosen.
    pub choice: usize,
}

/// The largest window, in cells and rows.
const WINDOW: (u16, u16) = (76, 20);

/// The least that is left of the screen on each side.
const MARGIN: u16 = 12;

/// Draws the palette over the upper middle of the screen.
pub(super) fn draw(view: &View<'_>, area: Rect, buffer: &mut Buffer) {
    let Some(palette) = view.palette else { return };
    // A few columns of the screen beside the window would be torn words.
    let cells = if area.width < WINDOW.0 + 2 * MARGIN { area.width } else { WINDOW.0 };
    let rows = area.height.min(WINDOW.1);
    let window = Rect {
        x: area.x + (area.width - cells) / 2,
        y: area.y + area.height.saturating_sub(rows) / 4,
        width: cells,
        height: rows,
    };
    let blank = " ".repeat(cells.into());
    for y in window.top()..window.bottom() {
        view.put(buffer, (window.x, y), &blank, cells, view.theme.text);
    }
    let row = |y: u16| Rect { x: window.x + 1, y: window.y + y, width: cells.saturating_sub(2), height: 1 };
    if rows > 3 {
        heading(view, palette, row(0), buffer);
    }
    let top = u16::from(rows > 3);
    let input = row(top);
    let used = view.put(buffer, (input.x, input.y), ":", input.width, view.theme.heading) + 1;
    let typed = Rect { x: input.x + used, width: input.width.saturating_sub(used), ..input };
    footer::typed(view, palette.text, palette.cursor, typed, buffer);
    let list = Rect { y: window.y + top + 1, height: rows.saturating_sub(top + 1 + u16::from(rows > 3)), ..window };
    if palette.found.is_empty() && list.height > 0 {
        view.put(buffer, (list.x + 1, list.y), view.words.palette_nothing(), cells.saturating_sub(2), view.theme.dim);
    }
    let first = (palette.choice + 1).saturating_sub(list.height.into());
    for (y, (n, place)) in (list.top()..list.bottom()).zip(palette.found.iter().enumerate().skip(first)) {
        if let Some(offer) = palette.offers.get(*place) {
            line(view, offer, n == palette.choice, Rect { y, height: 1, ..list }, buffer);
        }
    }
    if rows > 3 {
        let keys = row(rows - 1);
        let used = view.put(buffer, (keys.x, keys.y), view.words.palette_keys(), keys.width, view.theme.dim) + 1;
        let rule = keys.width.saturating_sub(used);
        view.put(buffer, (keys.x + used, keys.y), &view.glyphs.rule.repeat(rule.into()), rule, view.theme.dim);
    }
}

fn heading(view: &View<'_>, palette: Palette<'_>, line: Rect, buffer: &mut Buffer) {
    let used = view.put(buffer, (line.x, line.y), view.words.palette(), line.width, view.theme.heading) + 1;
    let count = format!(" {}/{}", palette.found.len(), palette.offers.len());
    let cells = u16::try_from(width(&count)).unwrap_or(u16::MAX);
    let rule = line.width.saturating_sub(used.saturating_add(cells));
    view.put(buffer, (line.x + used, line.y), &view.glyphs.rule.repeat(rule.into()), rule, view.theme.dim);
    view.put_right(buffer, (line.right(), line.y), &count, cells.min(line.width), view.theme.dim);
}

/// One offer: its name in the language of the screen, then in the other, and the key that does the same.
fn line(view: &View<'_>, offer: &Offer, is_chosen: bool, line: Rect, buffer: &mut Buffer) {
    let language = view.words.language;
    let (name, other) = (offer.label.in_language(language), offer.label.in_language(language.other()));
    let chosen = view.theme.text.patch(view.theme.selection);
    let style = |plain| if is_chosen { chosen } else { plain };
    if is_chosen {
        view.put(buffer, (line.x, line.y), &" ".repeat(line.width.into()), line.width, chosen);
    }
    let (right, plain) = match offer.key {
        "" => (offer.leads.in_language(language), view.theme.dim),
        key => (key, view.theme.heading),
    };
    let right_cells = u16::try_from(width(right)).unwrap_or(u16::MAX).min(line.width / 3);
    let room = line.width.saturating_sub(right_cells + 3);
    let used = view.put(buffer, (line.x + 1, line.y), name, room, style(view.theme.text)) + 2;
    // A name cut to a stump tells nothing: the other language stands where it is whole.
    if name != other && width(other) <= usize::from(room.saturating_sub(used)) {
        view.put(buffer, (line.x + 1 + used, line.y), other, room.saturating_sub(used), style(view.theme.dim));
    }
    view.put_right(buffer, (line.right().saturating_sub(1), line.y), right, right_cells, style(plain));
}
