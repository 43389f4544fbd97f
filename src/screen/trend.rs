//! The course of one indicator over time.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

use super::view::View;
use super::{footer, header};

/// Draws the screen.
pub(super) fn draw(view: &View<'_>, area: Rect, buffer: &mut Buffer) {
    header::draw(view, Rect { height: 1, ..area }, buffer);
    footer::draw(view, Rect { y: area.bottom().saturating_sub(1), height: 1, ..area }, buffer);
}
