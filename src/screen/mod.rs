//! State into cells: what the duty officer sees.
//!
//! [`draw`] takes a shared [`View`] of the duty room and fills a buffer; it decides nothing and changes nothing. A file
//! a part of the screen: `size.rs` says where each goes.

mod alarm_words;
mod alarms;
mod asked;
mod axis;
mod breaches;
mod breakdown;
mod calm;
mod campaign;
mod chart;
mod config_notice;
mod described;
mod entries;
mod feed_words;
mod feeds;
mod figure;
mod footer;
mod glyph;
mod header;
mod help;
mod journal;
mod large;
mod overview;
mod pages;
mod palette;
mod panel;
mod phrases;
mod plot;
mod shift;
mod size;
mod spoken;
mod stroke;
mod table_words;
mod target;
mod territories;
mod text;
mod theme;
mod trend;
mod view;
mod wall;
mod words;

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

pub use alarms::{listed, visible};
pub use chart::{Chart, SPANS};
pub use glyph::{ASCII, BLOCKS, Glyphs, SAMPLES, UNICODE};
pub use help::furthest as furthest_help;
pub use pages::Pages;
pub use palette::{Offer, Palette};
pub use spoken::{Spoken, spoken};
pub use target::{Target, Targets};
pub use territories::{columns_of, has_breakdown, townships};
pub use text::{fit, width};
pub use theme::{Depth, Scheme, Theme};
pub use view::{Asking, Grid, Hint, LookBack, Mark, Overlay, Question, Screen, View};
pub use words::Words;

/// Draws one frame over the whole buffer.
pub fn draw(view: &View<'_>, buffer: &mut Buffer) {
    let area = buffer.area;
    if area.is_empty() {
        return;
    }
    buffer.set_style(area, view.theme.text);
    if view.looked_back.is_some_and(|past| !past.is_read) {
        // What is not read yet is not shown as if it were.
        header::draw(view, Rect { height: 1, ..area }, buffer);
        view.put(buffer, (area.x + 1, area.y + 1), view.words.reading_journal, area.width.saturating_sub(1), view.theme.dim);
        footer::draw(view, Rect { y: area.bottom().saturating_sub(1), height: 1, ..area }, buffer);
    } else {
        screen(view, area, buffer);
    }
    match view.overlay {
        Some(Overlay::Help) => help::draw(view, area, buffer),
        Some(Overlay::Palette) => palette::draw(view, area, buffer),
        None => {}
    }
}

fn screen(view: &View<'_>, area: Rect, buffer: &mut Buffer) {
    match view.at {
        Screen::Overview => overview::draw(view, area, buffer),
        Screen::Alarms => alarms::draw(view, area, buffer),
        Screen::Trend => trend::draw(view, area, buffer),
        Screen::Territories => territories::draw(view, area, buffer),
        Screen::Journal => journal::draw(view, area, buffer),
        Screen::Shift => shift::draw(view, area, buffer),
        Screen::Wall => wall::draw(view, area, buffer),
        Screen::Feeds => feeds::draw(view, area, buffer),
    }
}

/// What a click on a place of a screen of that size means, if anything.
#[must_use]
pub fn hit(view: &View<'_>, screen: Rect, column: u16, row: u16) -> Option<Target> {
    let targets = Targets::default();
    draw(&View { targets: Some(&targets), ..*view }, &mut Buffer::empty(screen));
    targets.at(column, row)
}

/// How far the list of the screen that is shown can be scrolled on a screen of that size.
#[must_use]
pub fn furthest_scroll(view: &View<'_>, screen: Rect) -> usize {
    match view.at {
        Screen::Overview => overview::furthest(view, screen),
        Screen::Shift => shift::furthest(view, screen),
        Screen::Alarms | Screen::Trend | Screen::Territories | Screen::Journal | Screen::Feeds | Screen::Wall => 0,
    }
}
