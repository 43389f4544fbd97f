//! Symbols, each with an ASCII twin for terminals where it is missing or takes two cells.

use std::borrow::Cow;

use ratatui::symbols::Marker;
use unicode_width::UnicodeWidthChar;

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

/// One of each sort of symbol that the screen uses, to ask a terminal how wide they are; the first is one that no terminal
/// takes for a control code, whatever its encoding.
pub const SAMPLES: [&str; 13] = ["·", "─", "│", "▲", "✖", "…", "−", "—", "≤", "×", "▁", "▒", "⣿"];

impl Glyphs {
    /// `text` as it can be drawn with these symbols: with ASCII ones, each character of it whose width differs between
    /// terminals (Unicode's East Asian Ambiguous) becomes one that takes one cell everywhere. Chinese stays as it is.
    #[must_use]
    pub fn drawn<'a>(&self, text: &'a str) -> Cow<'a, str> {
        if *self != ASCII || text.chars().all(is_sure) {
            return Cow::Borrowed(text);
        }
        text.chars().map(|c| if is_sure(c) { c } else { twin(c) }).collect()
    }

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

/// Whether a character takes the same number of cells on every terminal. `width_cjk` leaves out letters, of which the Latin,
/// Greek, Cyrillic and letter-like ones are ambiguous too.
fn is_sure(c: char) -> bool {
    c.is_ascii() || (c.width() == c.width_cjk() && !matches!(c, '\u{a1}'..='\u{45f}' | '\u{2100}'..='\u{214f}'))
}

/// The nearest character of one cell.
fn twin(c: char) -> char {
    match c {
        '…' => '~',
        '–' | '—' | '―' | '‐' | '─' => '-',
        '·' | '•' => ',',
        '“' | '”' => '"',
        '‘' | '’' => '\'',
        '×' => 'x',
        '°' => 'o',
        '℃' => 'C',
        '①'..='⑨' => char::from_digit(u32::from(c) - u32::from('①') + 1, 10).unwrap_or('?'),
        _ => '?',
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ascii_has_no_character_of_a_width_that_is_not_sure() {
        let text = "“城关镇”·①℃…Ω";
        assert_eq!(ASCII.drawn(text), "\"城关镇\",1C~?");
        assert_eq!(UNICODE.drawn(text), text);
        assert!(ASCII.bars.iter().all(|symbol| symbol.is_ascii()));
    }

    #[test]
    fn the_first_sample_is_no_control_code_in_any_encoding() {
        assert!(SAMPLES[0].bytes().all(|byte| byte >= 0xa0));
        for symbol in [UNICODE.rule, UNICODE.ellipsis, UNICODE.warning, UNICODE.critical, UNICODE.minus, UNICODE.bars[0]] {
            assert!(SAMPLES.contains(&symbol), "{symbol}");
        }
    }
}
