//! Colours: grey is normal, colour is spent on the abnormal alone, and never without a symbol and a word.

use ratatui::style::{Color, Modifier, Style};

use crate::duty::State;

/// How many colours the terminal has.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Depth {
    /// None, or none wanted (`NO_COLOR`).
    None,
    /// The sixteen of old.
    Sixteen,
    /// The palette of 256.
    Palette,
    /// Any.
    True,
}

/// The styles of the screen.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Theme {
    /// What is read.
    pub text: Style,
    /// What stands beside it.
    pub dim: Style,
    /// Names of panels.
    pub heading: Style,
    /// What marks a demonstration or a replay.
    pub mark: Style,
    warning: Style,
    unknown: Style,
    critical: Style,
}

/// A colour at each depth: sixteen, palette, true.
type Colour = (Color, u8, (u8, u8, u8));

impl Theme {
    /// The theme for a terminal with a dark or light background.
    #[must_use]
    pub fn new(depth: Depth, light: bool) -> Self {
        if depth == Depth::None {
            return Self::mono();
        }
        let colour = |(sixteen, palette, (r, g, b)): Colour| match depth {
            Depth::None | Depth::Sixteen => sixteen,
            Depth::Palette => Color::Indexed(palette),
            Depth::True => Color::Rgb(r, g, b),
        };
        let [dim, mark, warning, unknown, critical]: [Colour; 5] = if light {
            [
                (Color::Reset, 240, (0x58, 0x58, 0x58)),
                (Color::Blue, 24, (0x00, 0x5f, 0x87)),
                (Color::Reset, 94, (0x87, 0x5f, 0x00)),
                (Color::Magenta, 54, (0x5f, 0x00, 0x87)),
                (Color::Red, 124, (0xaf, 0x00, 0x00)),
            ]
        } else {
            [
                (Color::Reset, 247, (0x9e, 0x9e, 0x9e)),
                (Color::Cyan, 80, (0x5f, 0xd7, 0xd7)),
                (Color::Yellow, 214, (0xff, 0xaf, 0x00)),
                (Color::LightMagenta, 183, (0xd7, 0xaf, 0xff)),
                (Color::LightRed, 210, (0xff, 0x87, 0x87)),
            ]
        };
        let plain = Style::reset();
        Self {
            text: plain,
            dim: plain.fg(colour(dim)),
            heading: plain.add_modifier(Modifier::BOLD),
            mark: plain.fg(colour(mark)).add_modifier(Modifier::BOLD),
            warning: plain.fg(colour(warning)).add_modifier(Modifier::BOLD),
            unknown: plain.fg(colour(unknown)).add_modifier(Modifier::BOLD),
            critical: plain.fg(colour(critical)).add_modifier(Modifier::BOLD),
        }
    }

    /// No colour at all: the abnormal is bold, the critical reversed.
    #[must_use]
    pub fn mono() -> Self {
        let plain = Style::reset();
        let bold = plain.add_modifier(Modifier::BOLD);
        let critical = bold.add_modifier(Modifier::REVERSED);
        Self { text: plain, dim: plain, heading: bold, mark: bold, warning: bold, unknown: bold, critical }
    }

    /// The style of a state; normal is plain text.
    #[must_use]
    pub fn state(&self, state: State) -> Style {
        match state {
            State::Normal => self.text,
            State::Warning => self.warning,
            State::Unknown => self.unknown,
            State::Critical => self.critical,
        }
    }

    /// The style of a panel's state: like [`state`](Self::state), but normal recedes and critical shouts.
    #[must_use]
    pub fn banner(&self, state: State) -> Style {
        match state {
            State::Normal => self.dim,
            State::Critical => self.critical.add_modifier(Modifier::REVERSED),
            other => self.state(other),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Relative luminance, WCAG 2.2.
    fn luminance(colour: Color) -> f64 {
        let (r, g, b) = match colour {
            Color::Rgb(r, g, b) => (r, g, b),
            Color::Indexed(n @ 16..232) => {
                let part = |v: u8| if v == 0 { 0 } else { 55 + 40 * v };
                (part((n - 16) / 36), part((n - 16) / 6 % 6), part((n - 16) % 6))
            }
            Color::Indexed(n) => {
                let v = 8 + 10 * (n - 232);
                (v, v, v)
            }
            other => panic!("{other:?} has no fixed luminance"),
        };
        let linear = |v: u8| {
            let v = f64::from(v) / 255.0;
            if v <= 0.04045 { v / 12.92 } else { ((v + 0.055) / 1.055).powf(2.4) }
        };
        0.2126 * linear(r) + 0.7152 * linear(g) + 0.0722 * linear(b)
    }

    fn contrast(a: f64, b: f64) -> f64 {
        (a.max(b) + 0.05) / (a.min(b) + 0.05)
    }

    #[test]
    fn every_colour_can_be_read_on_every_usual_background() {
        for (light, backgrounds) in [(false, [0x00_u8, 0x1e, 0x28]), (true, [0xff, 0xfa, 0xf0])] {
            for depth in [Depth::Palette, Depth::True] {
                let theme = Theme::new(depth, light);
                for style in [theme.dim, theme.mark, theme.warning, theme.unknown, theme.critical] {
                    for background in backgrounds {
                        let ground = luminance(Color::Rgb(background, background, background));
                        let ratio = contrast(luminance(style.fg.unwrap()), ground);
                        assert!(ratio >= 4.5, "{style:?} on {background:#x} has {ratio:.1}");
                    }
                }
            }
        }
    }

    #[test]
    fn without_colour_no_style_has_one() {
        let theme = Theme::new(Depth::None, false);
        let styles = [theme.text, theme.dim, theme.heading, theme.mark, theme.warning, theme.unknown, theme.critical];
        assert!(styles.iter().all(|style| style.fg == Some(Color::Reset) && style.bg == Some(Color::Reset)));
        assert_ne!(theme.critical, theme.warning);
    }
}
