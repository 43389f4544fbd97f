//! State into cells: what the duty officer sees.
//!
//! [`draw`] takes a shared [`View`] of the duty room and fills a buffer; it decides nothing and changes nothing. A file
//! a part of the screen: `size.rs` says where each goes.

mod breaches;
mod campaign;
mod figure;
mod footer;
mod glyph;
mod header;
mod help;
mod overview;
mod panel;
mod phrases;
mod size;
mod territories;
mod text;
mod theme;
mod view;
mod words;

use ratatui::buffer::Buffer;

pub use glyph::{ASCII, Glyphs, UNICODE};
pub use overview::furthest_scroll;
pub use text::{fit, width};
pub use theme::{Depth, Theme};
pub use view::{Hint, Mark, Overlay, View};
pub use words::Words;

/// Draws one frame over the whole buffer.
pub fn draw(view: &View<'_>, buffer: &mut Buffer) {
    let area = buffer.area;
    if area.is_empty() {
        return;
    }
    buffer.set_style(area, view.theme.text);
    overview::draw(view, area, buffer);
    match view.overlay {
        Some(Overlay::Help) => help::draw(view, area, buffer),
        None => {}
    }
}
