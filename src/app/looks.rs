//! How the dashboard looks, and what of it the user has chosen.

use crate::config::{Choices, Look};
use crate::duty::Language;
use crate::screen::{Depth, Glyphs, Scheme, Theme};

/// How the dashboard looks.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Looks {
    /// The set of colours.
    pub scheme: Scheme,
    /// Whether the terminal's background is light, for schemes that do not say it.
    pub light: bool,
    /// How many colours the terminal has.
    pub depth: Depth,
    /// What the user has chosen, now or before.
    pub choices: Choices,
}

/// How the screen is to look, by all that was said of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Appearance {
    /// Its language.
    pub language: Language,
    /// Its symbols.
    pub glyphs: Glyphs,
    /// Its colours.
    pub looks: Looks,
}

impl Default for Looks {
    fn default() -> Self {
        Self { scheme: Scheme::Dark, light: false, depth: Depth::True, choices: Choices::default() }
    }
}

impl Looks {
    /// The styles of the scheme.
    #[must_use]
    pub fn theme(&self) -> Theme {
        Theme::of(self.scheme, self.light, self.depth)
    }

    /// Goes on to the next scheme, as the user's choice.
    pub(super) fn step(&mut self) {
        self.scheme = self.scheme.next();
        self.choices.look = Some(self.scheme.into());
    }
}

impl From<Look> for Scheme {
    fn from(look: Look) -> Self {
        match look {
            Look::Dark => Self::Dark,
            Look::Light => Self::Light,
            Look::ColourBlind => Self::ColourBlind,
            Look::HighContrast => Self::HighContrast,
            Look::Mono => Self::Mono,
        }
    }
}

impl From<Scheme> for Look {
    fn from(scheme: Scheme) -> Self {
        match scheme {
            Scheme::Dark => Self::Dark,
            Scheme::Light => Self::Light,
            Scheme::ColourBlind => Self::ColourBlind,
            Scheme::HighContrast => Self::HighContrast,
            Scheme::Mono => Self::Mono,
        }
    }
}
