//! Symbols, each with an ASCII twin for terminals where it is missing or takes two cells.

use ratatui::symbols::Marker;

use crate::duty::State;

/// The symbols of the screen; each takes one cell.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Glyphs {
    /// Before what is in a warning.
    pub warning: &'static str,
    /// Before what is critical.
    pub critical: &'static str,
    /// Before what is not known.
    pub unknown: &'static str,
    /// The line that follows a heading.
    pub rule: &'static str,
    /// Where text was cut.
    pub ellipsis: &'static str,
    /// Before negative numbers.
    pub minus: &'static str,
    /// A value that is not known.
    pub none: &'static str,
    /// Between items of a line.
    pub dot: &'static str,
    /// At most.
    pub at_most: &'static str,
    /// At least.
    pub at_least: &'static str,
    /// Unlike.
    pub unlike: &'static str,
    /// Where earlier dates were corrected.
    pub corrected: &'static str,
    /// Under a moment on the axis of time.
    pub tick: &'static str,
    /// What charts are drawn with.
    pub marker: Marker,
    /// Before the name of what a table is sorted by, the highest first.
    pub sorted: &'static str,
    /// Columns of a trend, the lowest first.
    pub bars: [&'static str; 8],
    /// Whether there are blocks of half a cell and of a quarter.
    pub half_blocks: bool,
}

/// Unicode symbols.
pub const UNICODE: Glyphs = Glyphs {
    warning: "▲",
    critical: "✖",
    unknown: "?",
    rule: "─",
    ellipsis: "…",
    minus: "−",
    none: "—",
    dot: "·",
    at_most: "≤",
    at_least: "≥",
    unlike: "≠",
    corrected: "±",
    tick: "╵",
    marker: Marker::Braille,
    sorted: "▼",
    bars: ["▁", "▂", "▃", "▄", "▅", "▆", "▇", "█"],
    half_blocks: true,
};

/// Their ASCII twins.
pub const ASCII: Glyphs = Glyphs {
    warning: "!",
    critical: "X",
    unknown: "?",
    rule: "-",
    ellipsis: "~",
    minus: "-",
    none: "-",
    dot: ",",
    at_most: "<=",
    at_least: ">=",
    unlike: "!=",
    corrected: "~",
    tick: "|",
    marker: Marker::Custom('*'),
    sorted: "v",
    bars: ["_", ".", ":", "-", "=", "+", "*", "#"],
    half_blocks: false,
};

/// Unicode symbols for terminals whose fonts lack Braille, such as the Linux console's.
pub const BLOCKS: Glyphs = Glyphs { marker: Marker::HalfBlock, ..UNICODE };

impl Glyphs {
    /// The symbol of a state; normal has none.
    #[must_use]
    pub fn state(&self, state: State) -> &'static str {
        match state {
            State::Normal => " ",
            State::Warning => self.warning,
            State::Unknown => self.unknown,
            State::Critical => self.critical,
        }
    }
}
