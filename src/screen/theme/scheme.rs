//! Which colours to use, by what they are made for.

/// A set of colours.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Scheme {
    /// For a dark background.
    Dark,
    /// For a light background.
    Light,
    /// Blue and orange, told apart with each kind of colour blindness.
    ColourBlind,
    /// Black and white as far apart as they go.
    HighContrast,
    /// No colour at all.
    Mono,
}

impl Scheme {
    /// All, in the order in which they are stepped through.
    pub const ALL: [Self; 5] = [Self::Dark, Self::Light, Self::ColourBlind, Self::HighContrast, Self::Mono];

    /// The next one; after the last the first.
    #[must_use]
    pub fn next(self) -> Self {
        let next = Self::ALL.iter().skip_while(|scheme| **scheme != self).nth(1);
        next.copied().unwrap_or(Self::Dark)
    }
}
