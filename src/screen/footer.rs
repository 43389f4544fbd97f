//! The last line: the keys of where the user is.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

use super::text::width;
use super::view::View;

/// Draws as many keys as fit whole, the most important first.
pub(super) fn draw(view: &View<'_>, area: Rect, buffer: &mut Buffer) {
    let mut x = area.x + 1;
    for hint in view.hints {
        let label = hint.label.in_language(view.words.language);
        let cells = u16::try_from(width(hint.key) + 1 + width(label)).unwrap_or(u16::MAX);
        if cells > area.right().saturating_sub(x) {
            break;
        }
        x += view.put(buffer, (x, area.y), hint.key, cells, view.theme.heading) + 1;
        x += view.put(buffer, (x, area.y), label, cells, view.theme.dim) + 2;
    }
}
