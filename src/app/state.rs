//! What the dashboard knows: the duty room, and how the user looks at it.

use std::collections::HashMap;

use jiff::Timestamp;
use ratatui::layout::Rect;

use crate::config::Config;
use crate::duty::{
    Clean, ConfigNotice, Health, Id, JournalState, Language, Outbox, Owed, Proposal, Receiver, Refused, Room, Subject,
};
use crate::screen::{Glyphs, Grid, Hint, LookBack, Mark, Overlay, Scheme, Screen, Theme, View, Words};

use super::chart::Lens;
use super::keys;
use super::looks::{Appearance, Looks};
use super::pages::Reader;
use super::palette::Palette;
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
    /// Where the styles come from, and what the user chose.
    pub looks: Looks,
    /// The colours that were just switched to, until the next key: said at the foot.
    pub switched: Option<Scheme>,
    /// Whether the figures are not today's real ones.
    pub mark: Option<Mark>,
    /// What lies over the screen.
    pub overlay: Option<Overlay>,
    /// How the journal is.
    pub journal: JournalState,
    /// Whether the room lives: the journal has been read, or has taken too long.
    pub lives: bool,
    /// Where a damaged journal was moved, if one was found.
    pub moved_aside: Option<Clean>,
    /// What is owed to receivers.
    pub outbox: Outbox,
    /// How each receiver can be told.
    pub receivers: Vec<Health>,
    /// Whether the bell is silent until something new calls.
    pub silenced: bool,
    /// The size of the screen.
    pub screen: Rect,
    /// How many lines the list of what is out of bounds is scrolled down.
    pub scroll: usize,
    /// The command palette, open while the overlay says so.
    pub palette: Palette,
    /// How many lines the help is scrolled down.
    pub help_scroll: usize,
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
    /// The indicator that is selected.
    pub selected: Option<Id>,
    /// How the course of what is selected is looked at.
    pub lens: Lens,
    /// The pages of the journal.
    pub reader: Reader,
    /// How the townships are looked at.
    pub grid: Grid,
    /// Since when the wall has been turning through its topics.
    pub wall_since: Timestamp,
    /// The moment that is looked back to, and the room as it was then.
    pub past: Option<super::past::LookedBack>,
    /// Whether this seat takes no action, writes nothing and tells nobody.
    pub view_only: bool,
    /// The number of the feed under the cursor.
    pub feed: usize,
    /// What is to be said of an edited configuration, until it is good or the user has seen it.
    pub config_notice: Option<ConfigNotice>,
    hints: HashMap<Screen, Vec<Hint>>,
    /// Those that take no action.
    hints_to_look: HashMap<Screen, Vec<Hint>>,
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
            looks: Looks::default(),
            switched: None,
            mark,
            overlay: None,
            journal: JournalState::default(),
            lives: false,
            moved_aside: None,
            outbox: Outbox::default(),
            receivers: Vec::new(),
            silenced: false,
            screen: Rect::default(),
            scroll: 0,
            palette: Palette::default(),
            help_scroll: 0,
            at: Screen::Overview,
            prompt: None,
            refused: None,
            filter: String::new(),
            cursor: None,
            place: 0,
            selected: None,
            lens: Lens::default(),
            reader: Reader::default(),
            grid: Grid::default(),
            wall_since: Timestamp::UNIX_EPOCH,
            past: None,
            view_only: false,
            feed: 0,
            config_notice: None,
            hints: hints(keys::hints),
            hints_to_look: hints(keys::hints_to_look),
        }
    }

    /// The state at the start, with those who are to be told of alarms.
    #[must_use]
    pub fn telling(self, receivers: Vec<Receiver>) -> Self {
        Self { outbox: Outbox::new(receivers), ..self }
    }

    /// The state at the start of a seat that only looks on: nobody is told by it.
    #[must_use]
    pub fn only_looking(self) -> Self {
        let (outbox, hints) = (Outbox::default(), hints(keys::hints_to_look));
        Self { view_only: true, journal: JournalState::OnlyRead, outbox, hints, ..self }
    }

    /// The state at the start on that screen.
    #[must_use]
    pub fn starting_at(self, screen: Screen, now: Timestamp) -> Self {
        Self { at: screen, wall_since: now, ..self }
    }

    /// The state at the start, looking so.
    #[must_use]
    pub fn looking(self, looks: Looks) -> Self {
        Self { theme: looks.theme(), looks, ..self }
    }

    /// What the journal is to be asked for, with what is owed to receivers because of it.
    pub fn propose(&mut self) -> Proposal {
        let mut proposal = self.room.propose();
        for entry in &proposal.entries {
            self.outbox.follow(entry, |subject| self.room.about(subject));
        }
        proposal.owed = self.outbox.changes();
        proposal
    }

    /// Goes on with what was owed; a receiver that is new is told of every alarm that holds.
    pub fn recall_owed(&mut self, owed: Vec<Owed>, now: Timestamp) {
        self.outbox.restore(owed);
        self.catch_up(now);
    }

    /// Goes on under another configuration, whose journal alone needs a restart.
    pub(super) fn reconfigure(&mut self, config: Config, appearance: &Appearance, now: Timestamp) {
        // What the user has chosen no configuration changes.
        if self.looks.choices.language.is_none() {
            self.language = appearance.language;
        }
        if self.looks.choices.look.is_none() {
            (self.looks.scheme, self.looks.light) = (appearance.looks.scheme, appearance.looks.light);
            self.theme = self.looks.theme();
        }
        self.glyphs = appearance.glyphs;
        self.config_notice = None;
        let feed = self.room.feeds().get(self.feed).map(|feed| feed.name.clone());
        let township = self.room.territories().get(self.grid.cursor).cloned();
        self.room.reconfigure(config.plan, now);
        self.lens.forget();
        // What is under a cursor stays under it, wherever it stands now.
        let still = feed.and_then(|name| self.room.feeds().iter().position(|feed| feed.name == name));
        self.feed = still.unwrap_or(self.feed).min(self.room.feeds().len().saturating_sub(1));
        let still = township.and_then(|name| self.room.territories().iter().position(|other| *other == name));
        self.grid.cursor = still.unwrap_or(0);
        // Whoever only looks on tells nobody, whatever the configuration says.
        self.outbox.reconfigure(if self.view_only { Vec::new() } else { config.receivers });
        self.catch_up(now);
        self.note_receivers(now);
    }

    /// Tells a receiver that is new of every alarm that holds.
    fn catch_up(&mut self, now: Timestamp) {
        for (subject, desk) in self.room.alarms_where(|desk| desk.shown().alarm.active.is_some()) {
            self.outbox.catch_up(&subject, desk.shown(), &self.room.about(&subject), now);
        }
    }

    /// Notes how receivers can be told; gives whether that has changed.
    pub fn note_receivers(&mut self, now: Timestamp) -> bool {
        let health = self.outbox.health(now);
        let changed = health != self.receivers;
        self.receivers = health;
        changed
    }

    /// The room on screen: as it is, or as it was at the moment that is looked back to.
    #[must_use]
    pub fn room_on_screen(&self) -> &Room {
        self.past.as_ref().and_then(|past| past.room.as_deref()).unwrap_or(&self.room)
    }

    /// What is drawn at `now`.
    #[must_use]
    pub fn view(&self, now: Timestamp) -> View<'_> {
        // In the past nothing can be done.
        let hints = if self.past.is_some() { &self.hints_to_look } else { &self.hints };
        View {
            room: self.room_on_screen(),
            now: self.past.as_ref().map_or(now, |past| past.at),
            words: Words::of(self.language),
            theme: &self.theme,
            glyphs: &self.glyphs,
            mark: self.mark,
            overlay: self.overlay,
            scroll: self.scroll,
            hints: hints.get(&self.at).map_or(&[], Vec::as_slice),
            palette: (self.overlay == Some(Overlay::Palette)).then(|| self.palette.shown()),
            help_scroll: self.help_scroll,
            at: self.at,
            question: self.prompt.as_ref().map(Prompt::question),
            refused: self.refused,
            switched: self.switched,
            filter: &self.filter,
            cursor: self.cursor.as_ref(),
            targets: None,
            pages: &self.reader.pages,
            selected: self.selected.as_ref(),
            chart: Some(&self.lens.chart),
            grid: &self.grid,
            wall_since: self.wall_since,
            looked_back: self.past.as_ref().map(|past| LookBack {
                at: past.at,
                live: now,
                calling: self.room.unacknowledged(),
                is_read: past.room.is_some(),
                off_since: past.off_since,
            }),
            journal: &self.journal,
            // How they can be told now says nothing of the past.
            receivers: if self.past.is_some() { &[] } else { &self.receivers },
            moved_aside: self.moved_aside.as_ref(),
            feed: self.feed,
            config_notice: self.config_notice.as_ref(),
        }
    }
}

/// The hints of every screen.
fn hints(of: impl Fn(Screen) -> Vec<Hint>) -> HashMap<Screen, Vec<Hint>> {
    Screen::ALL.into_iter().map(|screen| (screen, of(screen))).collect()
}
