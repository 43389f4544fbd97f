//! What the dashboard knows: the duty room, and how the user looks at it.

use std::collections::HashMap;

use jiff::Timestamp;
use ratatui::layout::Rect;

use crate::duty::{Clean, JournalState, Language, Refused, Room, Subject};
use crate::screen::{Glyphs, Hint, Mark, Overlay, Screen, Theme, View, Words};

use super::keys;
use super::prompt::Prompt;

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
    /// Which screen is shown.
    pub at: Screen,
    /// The question that stands.
    pub prompt: Option<Prompt>,
    /// Why the last order was refused.
    pub refused: Option<Refused>,
    /// What the list of alarms must hold to be shown.
    pub filter: String,
    /// The alarm under the cursor, as it was when the cursor came to it.
    pub cursor: Option<(Subject, u64)>,
    /// Where in the list that is.
    pub place: usize,
    hints: HashMap<Screen, Vec<Hint>>,
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
            at: Screen::Overview,
            prompt: None,
            refused: None,
            filter: String::new(),
            cursor: None,
            place: 0,
            hints: Screen::ALL.into_iter().map(|screen| (screen, keys::hints(screen))).collect(),
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
            hints: self.hints.get(&self.at).map_or(&[], Vec::as_slice),
            at: self.at,
            question: self.prompt.as_ref().map(Prompt::question),
            refused: self.refused,
            filter: &self.filter,
            cursor: self.cursor.as_ref(),
            journal: &self.journal,
            moved_aside: self.moved_aside.as_ref(),
        }
    }
}
