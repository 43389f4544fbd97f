//! What the dashboard knows: the duty room, and how the user looks at it.

use jiff::Timestamp;
use ratatui::layout::Rect;

use crate::duty::{Clean, JournalState, Language, Room};
use crate::screen::{Glyphs, Hint, Mark, Overlay, Theme, View, Words};

use super::keys;

/// The state of the dashboard.
#[derive(Debug)]
pub struct App {
    /// The duty room.
    pub room: Room,
    /// The language of the screen.
    pub language: Language,
    /// The styles of the screen.
    pub theme: Theme,
    /// The symbols of the screen.
    pub glyphs: Glyphs,
    /// Whether the figures are not today's real ones.
    pub mark: Option<Mark>,
    /// What lies over the screen.
    pub overlay: Option<Overlay>,
    /// How the journal is.
    pub journal: JournalState,
    /// Where a damaged journal was moved, if one was found.
    pub moved_aside: Option<Clean>,
    /// Whether something new is to be heard.
    pub rings: bool,
    /// The size of the screen.
    pub screen: Rect,
    /// How many lines the list of what is out of bounds is scrolled down.
    pub scroll: usize,
    hints: Vec<Hint>,
}

impl App {
    /// The state at the start.
    #[must_use]
    pub fn new(room: Room, language: Language, theme: Theme, glyphs: Glyphs, mark: Option<Mark>) -> Self {
        Self {
            room,
            language,
            theme,
            glyphs,
            mark,
            overlay: None,
            journal: JournalState::default(),
            moved_aside: None,
            rings: false,
            screen: Rect::default(),
            scroll: 0,
            hints: keys::hints(),
        }
    }

    /// What is drawn at `now`.
    #[must_use]
    pub fn view(&self, now: Timestamp) -> View<'_> {
        View {
            room: &self.room,
            now,
            words: Words::of(self.language),
            theme: &self.theme,
            glyphs: &self.glyphs,
            mark: self.mark,
            overlay: self.overlay,
            scroll: self.scroll,
            hints: &self.hints,
            journal: &self.journal,
            moved_aside: self.moved_aside.as_ref(),
        }
    }
}
