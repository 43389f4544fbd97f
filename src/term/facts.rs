//! What the terminal is, asked once at the start.

use std::env;
use std::time::Duration;

use supports_color::Stream;
use terminal_colorsaurus::{QueryOptions, ThemeMode, theme_mode};

/// Facts about the terminal.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Facts {
    /// How many colours it has, as a power of two: 0, 4, 8 or 24 bits. `NO_COLOR` makes it 0.
    pub colour_bits: u8,
    /// Whether its locale can show more than ASCII.
    pub unicode: bool,
    /// Whether its fonts are likely to have Braille: the Linux console's have not.
    pub braille: bool,
}

impl Facts {
    /// Learns them from the environment.
    #[must_use]
    pub fn learn() -> Self {
        let colour_bits = supports_color::on(Stream::Stdout).map_or(0, |level| match level {
            level if level.has_16m => 24,
            level if level.has_256 => 8,
            level if level.has_basic => 4,
            _ => 0,
        });
        Self { colour_bits, unicode: is_unicode(&locale()), braille: env::var("TERM").is_ok_and(|name| name != "linux") }
    }

    /// Whether the terminal's background is light. Asks it, and waits so long at most for the answer.
    pub(super) fn is_light(patience: Duration) -> bool {
        let mut options = QueryOptions::default();
        options.timeout = patience;
        theme_mode(options).is_ok_and(|mode| mode == ThemeMode::Light)
    }
}

/// The locale that says how text is written and read: the first of these variables that is set.
#[must_use]
pub fn locale() -> String {
    ["LC_ALL", "LC_CTYPE", "LANG"]
        .into_iter()
        .filter_map(|name| env::var(name).ok())
        .find(|value| !value.is_empty())
        .unwrap_or_default()
}

fn is_unicode(locale: &str) -> bool {
    let locale = locale.to_ascii_lowercase();
    locale.contains("utf-8") || locale.contains("utf8")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_locale_names_its_encoding() {
        assert!(is_unicode("zh_CN.UTF-8") && is_unicode("C.utf8"));
        assert!(!is_unicode("C") && !is_unicode("zh_CN.GB18030") && !is_unicode(""));
    }
}
