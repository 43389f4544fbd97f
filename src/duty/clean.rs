//! Text that came from outside, made safe to show.

use std::fmt;
use std::sync::Arc;

use serde::{Deserialize, Serialize};

use unicode_width::UnicodeWidthChar;

/// Text from a feed, a server or a configuration, cleaned once where it enters.
///
/// Whatever could move the cursor, hide or reorder what a reader sees is replaced by U+FFFD:
/// control characters, line separators, bidirectional controls, zero-width and tag characters,
/// and combining marks piled higher than two. Text longer than [`Clean::MAX_CHARS`] is cut and
/// ends in an ellipsis. So no string can reach the terminal, a log or a report unclean: those
/// take a `Clean`.
///
/// ```
/// use zhiban::duty::Clean;
///
/// assert_eq!(Clean::new("城关镇").as_str(), "城关镇");
/// assert_eq!(Clean::new("a\u{1b}[2Jb\u{202e}c").as_str(), "a\u{fffd}[2Jb\u{fffd}c");
/// ```
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(from = "String", into = "String")]
pub struct Clean(Arc<str>);

impl Clean {
    /// The longest text kept, in characters, the ellipsis included.
    pub const MAX_CHARS: usize = 160;

    /// Cleans `raw`.
    #[must_use]
    pub fn new(raw: &str) -> Self {
        Self::at_most(raw, Self::MAX_CHARS)
    }

    /// Cleans `raw` and cuts it to so many characters.
    pub(super) fn at_most(raw: &str, chars: usize) -> Self {
        let mut out = String::with_capacity(raw.len().min(4 * chars));
        let mut marks = Marks(0);
        for (count, c) in raw.chars().enumerate() {
            if count == chars {
                out.pop();
                out.push('…');
                break;
            }
            out.push(marks.safe(c));
        }
        Self(out.into())
    }

    /// The cleaned text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl From<String> for Clean {
    /// What was written by an earlier run or by somebody else is cleaned like all that enters.
    fn from(raw: String) -> Self {
        Self::new(&raw)
    }
}

impl From<Clean> for String {
    fn from(clean: Clean) -> Self {
        clean.0.as_ref().to_owned()
    }
}

/// Text of any length made safe to print, its lines kept: what the system, a command line or a file says in an error, on a terminal.
///
/// ```
/// use zhiban::duty::clean_lines;
///
/// assert_eq!(clean_lines("a file\u{1b}]0;x\u{7}:\nno such file"), "a file\u{fffd}]0;x\u{fffd}:\nno such file");
/// ```
#[must_use]
pub fn clean_lines(raw: &str) -> String {
    let mut marks = Marks(0);
    raw.chars().map(|c| if c == '\n' { c } else { marks.safe(c) }).collect()
}

/// How many marks are piled on the last character.
struct Marks(usize);

impl Marks {
    /// The next character, or what stands for one that is not safe.
    fn safe(&mut self, c: char) -> char {
        self.0 = if c.width() == Some(0) { self.0 + 1 } else { 0 };
        if is_unsafe(c) || self.0 > 2 { char::REPLACEMENT_CHARACTER } else { c }
    }
}

/// Whether a character can do more than stand where it is put.
fn is_unsafe(c: char) -> bool {
    c.is_control()
        || matches!(c,
            '\u{ad}' | '\u{34f}' | '\u{61c}' | '\u{115f}' | '\u{1160}' | '\u{17b4}' | '\u{17b5}'
            | '\u{180b}'..='\u{180f}'
            | '\u{200b}'..='\u{200f}'   // zero-width space and joiners, LRM, RLM
            | '\u{2028}'..='\u{202e}'   // line and paragraph separators, bidirectional controls
            | '\u{2060}'..='\u{206f}'   // word joiner, isolates, deprecated format characters
            | '\u{3164}'
            | '\u{e000}'..='\u{f8ff}'   // private use: nobody knows how wide
            | '\u{fe00}'..='\u{fe0f}'   // variation selectors change a width after the fact
            | '\u{fdd0}'..='\u{fdef}'   // noncharacters, as are the last two of every plane
            | '\u{feff}' | '\u{ffa0}'
            | '\u{fff0}'..='\u{fffb}'
            | '\u{13430}'..='\u{1345f}' | '\u{1bca0}'..='\u{1bca3}' | '\u{1d173}'..='\u{1d17a}'   // format controls of scripts
            | '\u{e0000}'..='\u{10ffff}')
        || u32::from(c) & 0xfffe == 0xfffe
}

impl fmt::Display for Clean {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl From<&str> for Clean {
    fn from(raw: &str) -> Self {
        Self::new(raw)
    }
}

impl std::borrow::Borrow<str> for Clean {
    fn borrow(&self) -> &str {
        &self.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn replaces_what_moves_hides_or_reorders() {
        for (raw, clean) in [
            ("县城", "县城"),
            ("a\nb\tc\0", "a\u{fffd}b\u{fffd}c\u{fffd}"),
            ("\u{9b}31m", "\u{fffd}31m"),
            ("x\u{200b}y\u{feff}z", "x\u{fffd}y\u{fffd}z"),
            ("\u{2066}abc\u{2069}", "\u{fffd}abc\u{fffd}"),
            ("\u{fdd0}\u{ffff}\u{1fffe}\u{1d173}\u{13430}", "\u{fffd}\u{fffd}\u{fffd}\u{fffd}\u{fffd}"),
            ("e\u{301}", "e\u{301}"),
            ("e\u{301}\u{301}\u{301}\u{301}", "e\u{301}\u{301}\u{fffd}\u{fffd}"),
        ] {
            assert_eq!(Clean::new(raw).as_str(), clean, "{raw:?}");
        }
    }

    #[test]
    fn cuts_what_is_overlong() {
        let long = "值".repeat(1000);
        let clean = Clean::new(&long);
        assert_eq!(clean.as_str().chars().count(), Clean::MAX_CHARS);
        assert!(clean.as_str().ends_with('…'));
        let exact = "值".repeat(Clean::MAX_CHARS);
        assert_eq!(Clean::new(&exact).as_str(), exact);
    }

    proptest! {
        #[test]
        fn is_idempotent_and_holds_nothing_unsafe(raw in "\\PC*|.*") {
            let once = Clean::new(&raw);
            prop_assert!(!once.as_str().chars().any(is_unsafe));
            prop_assert_eq!(Clean::new(once.as_str()), once);
        }
    }
}
