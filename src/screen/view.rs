//! What is drawn: a shared look at the duty room, which drawing cannot change.

use jiff::Timestamp;
use ratatui::buffer::Buffer;
use ratatui::style::Style;

use crate::duty::{Clean, FeedState, JournalState, Room, Text};

use super::glyph::{Glyphs, UNICODE};
use super::text::{fit, width};
use super::theme::Theme;
use super::words::Words;

/// All that one frame depends on.
#[derive(Clone, Copy, Debug)]
pub struct View<'a> {
    /// The duty room.
    pub room: &'a Room,
    /// The time it is.
    pub now: Timestamp,
    /// The words to use.
    pub words: &'static Words,
    /// The styles to use.
    pub theme: &'a Theme,
    /// The symbols to use.
    pub glyphs: &'a Glyphs,
    /// Whether the figures are not today's real ones.
    pub mark: Option<Mark>,
    /// What lies over the screen.
    pub overlay: Option<Overlay>,
    /// How many lines the list of what is out of bounds is scrolled down.
    pub scroll: usize,
    /// How the journal is.
    pub journal: &'a JournalState,
    /// Where a damaged journal was moved, if one was found.
    pub moved_aside: Option<&'a Clean>,
    /// The keys of where the user is, the most important first.
    pub hints: &'a [Hint],
}

/// Why the figures are not today's real ones.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Mark {
    /// The demonstration county.
    Demo,
    /// A replay of recorded feeds.
    Replay,
}

/// What lies over the screen.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Overlay {
    /// The keys and the symbols.
    Help,
}

/// A key and what it does.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Hint {
    /// The key as it is called: `q`, `Ctrl-Z`.
    pub key: &'static str,
    /// What it does, in a word or two.
    pub label: Text,
}

impl View<'_> {
    /// Writes `text` at a place in at most `cells` cells; gives how many it took.
    pub(super) fn put(&self, buffer: &mut Buffer, (x, y): (u16, u16), text: &str, cells: u16, style: Style) -> u16 {
        let area = buffer.area;
        if y < area.top() || y >= area.bottom() || x >= area.right() {
            return 0;
        }
        let cells = cells.min(area.right() - x);
        // A wide character that would lose its second half loses the first as well.
        if let Some(before) = x.checked_sub(1).and_then(|x| buffer.cell_mut((x, y)))
            && cells > 0
            && width(before.symbol()) > 1
        {
            before.set_symbol(" ");
        }
        let fitted = fit(text, cells.into(), self.glyphs.ellipsis);
        buffer.set_stringn(x, y, &fitted, cells.into(), style);
        u16::try_from(width(&fitted)).unwrap_or(cells)
    }

    /// What is said of a topic without figures: that feeds are being asked for the first time, or that none delivers it.
    pub(super) fn absence(&self) -> &'static str {
        let asking = self.room.feeds().iter().any(|feed| !feed.was_heard());
        if asking { self.words.feed_state(FeedState::Waiting) } else { self.words.not_connected }
    }

    /// Text with the symbols of the screen in place of those it is written with.
    pub(super) fn symbols(&self, text: &str) -> String {
        let bars = UNICODE.bars.iter().zip(self.glyphs.bars);
        let signs = [(&UNICODE.minus, self.glyphs.minus), (&UNICODE.none, self.glyphs.none)];
        bars.chain(signs).fold(text.to_owned(), |text, (unicode, ours)| text.replace(unicode, ours))
    }

    /// Writes `text` so that it ends before `right`, in at most `cells` cells.
    pub(super) fn put_right(&self, buffer: &mut Buffer, (right, y): (u16, u16), text: &str, cells: u16, style: Style) {
        let fitted = fit(text, cells.into(), self.glyphs.ellipsis);
        let taken = u16::try_from(width(&fitted)).unwrap_or(cells);
        self.put(buffer, (right.saturating_sub(taken), y), &fitted, taken, style);
    }
}
