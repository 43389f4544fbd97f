//! The command palette: every command, screen, topic, indicator and township, found by a few letters.

mod finder;
mod offers;
mod spelling;

use crossterm::event::{KeyCode, KeyEvent, KeyEventKind, KeyModifiers};
use jiff::Timestamp;
use tui_input::{Input, InputRequest};

use crate::duty::{Id, Topic, clean_lines};
use crate::screen::{Offer, Overlay, Palette as Shown, Screen};

use super::act::perform;
use super::grid;
use super::keys::Command;
use super::prompt::request;
use super::state::App;
use super::update::Effect;
use finder::Finder;
use offers::offers;

/// The most characters that are taken.
const MOST: usize = 64;

/// What has been typed, and what was found by it.
#[derive(Debug, Default)]
pub struct Palette {
    input: Input,
    offers: Vec<Offer>,
    targets: Vec<Target>,
    finder: Finder,
    found: Vec<usize>,
    choice: usize,
}

/// What choosing an entry does.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Target {
    /// Does what a key does.
    Command(Command),
    /// Opens the townships of a topic.
    Topic(Topic),
    /// Opens the trend of an indicator.
    Indicator(Id),
    /// Opens the townships with the cursor on one.
    Township(usize),
}

impl Palette {
    /// What the screen shows of it.
    #[must_use]
    pub fn shown(&self) -> Shown<'_> {
        Shown {
            text: self.input.value(),
            cursor: self.input.cursor(),
            offers: &self.offers,
            found: &self.found,
            choice: self.choice,
        }
    }

    /// Takes what was typed or pasted, on one line.
    fn insert(&mut self, text: &str) {
        let room = MOST.saturating_sub(self.input.value().chars().count());
        let line: String = text.chars().filter(|c| !c.is_control()).collect();
        let taken: Vec<char> = clean_lines(&line).chars().take(room).collect();
        if taken.is_empty() {
            return;
        }
        for c in taken {
            self.input.handle(InputRequest::InsertChar(c));
        }
        self.search();
    }

    fn search(&mut self) {
        self.found = self.finder.find(self.input.value());
        self.choice = 0;
    }

    fn chosen(&self) -> Option<Target> {
        self.found.get(self.choice).and_then(|place| self.targets.get(*place)).cloned()
    }

    fn step(&mut self, by: isize) {
        self.choice = self.choice.saturating_add_signed(by).min(self.found.len().saturating_sub(1));
    }
}

/// Opens the palette with what is possible where the user is.
pub(super) fn open(app: &mut App) {
    app.palette = offering(app, Input::default());
    app.overlay = Some(Overlay::Palette);
}

/// Offers anew what there is now, for what has been typed; the choice stays on its entry while there is one of its name.
pub(super) fn renew(app: &mut App) {
    let chosen = |palette: &Palette| palette.found.get(palette.choice).and_then(|place| palette.offers.get(*place)).cloned();
    let before = chosen(&app.palette);
    let input = std::mem::take(&mut app.palette.input);
    let mut palette = offering(app, input);
    let still = |place: &usize| before.is_some() && palette.offers.get(*place) == before.as_ref();
    palette.choice = palette.found.iter().position(still).unwrap_or(0);
    app.palette = palette;
}

fn offering(app: &App, input: Input) -> Palette {
    let (names, (offers, targets)): (Vec<_>, (Vec<_>, Vec<_>)) =
        offers(app).into_iter().map(|(names, offer, target)| (names, (offer, target))).unzip();
    let mut palette = Palette { input, offers, targets, finder: Finder::new(names), ..Palette::default() };
    palette.search();
    palette
}

/// Takes a key: while the palette is open, every key is its own.
pub(super) fn press(app: &mut App, key: KeyEvent, now: Timestamp) -> Effect {
    if key.kind == KeyEventKind::Release {
        return Effect::Nothing;
    }
    let is_control = key.modifiers.contains(KeyModifiers::CONTROL);
    let palette = &mut app.palette;
    match key.code {
        KeyCode::Esc => app.overlay = None,
        KeyCode::Char('c') if is_control => app.overlay = None,
        KeyCode::Down => palette.step(1),
        KeyCode::Char('n') if is_control => palette.step(1),
        KeyCode::Up => palette.step(-1),
        KeyCode::Char('p') if is_control => palette.step(-1),
        KeyCode::PageDown => palette.step(10),
        KeyCode::PageUp => palette.step(-10),
        KeyCode::Enter => {
            if let Some(target) = palette.chosen() {
                app.overlay = None;
                return run(app, target, now);
            }
        }
        KeyCode::Char(c) if !is_control => palette.insert(c.encode_utf8(&mut [0; 4])),
        code => {
            let before = palette.input.value().to_owned();
            if let Some(request) = request(code, is_control) {
                palette.input.handle(request);
            }
            if palette.input.value() != before {
                palette.search();
            }
        }
    }
    Effect::Draw
}

/// Takes text that was pasted.
pub(super) fn paste(app: &mut App, text: &str) {
    app.palette.insert(text);
}

fn run(app: &mut App, target: Target, now: Timestamp) -> Effect {
    match target {
        Target::Command(command) => perform(app, command, now),
        Target::Topic(topic) => {
            let effect = perform(app, Command::Go(Screen::Territories), now);
            grid::show(app, topic);
            effect
        }
        Target::Indicator(id) => {
            app.selected = Some(id);
            perform(app, Command::Go(Screen::Trend), now)
        }
        Target::Township(place) => {
            app.grid.cursor = place;
            perform(app, Command::Go(Screen::Territories), now)
        }
    }
}

#[cfg(test)]
mod tests;
