//! Colours: grey is normal, colour is spent on the abnormal alone, and never without a symbol and a word.

mod palette;
mod scheme;

use ratatui::style::{Modifier, Style};

use crate::duty::State;

use palette::Colour;
pub use scheme::Scheme;

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
    /// The row under the cursor: laid over the styles that stand there, whose colours stay.
    pub selection: Style,
    /// The banner over what is past: nothing else on the screen looks like it.
    pub lookback: Style,
    /// The line of a chart.
    pub series: Style,
    /// The line of the year before.
    pub last_year: Style,
    warning: Style,
    unknown: Style,
    critical: Style,
    heat: [Style; 5],
}

impl Theme {
    /// The theme for a terminal with a dark or light background.
    #[must_use]
    pub fn new(depth: Depth, light: bool) -> Self {
        Self::of(if light { Scheme::Light } else { Scheme::Dark }, light, depth)
    }

    /// A scheme for a terminal of that depth. `light` is what its background is, for the schemes that do not say it.
    #[must_use]
    pub fn of(scheme: Scheme, light: bool, depth: Depth) -> Self {
        let Some(palette) = palette::of(scheme, light).filter(|_| depth != Depth::None) else { return Self::mono() };
        let light = match scheme {
            Scheme::Dark => false,
            Scheme::Light => true,
            _ => light,
        };
        let plain = Style::reset().fg(palette.text.at(depth)).bg(palette.ground.at(depth));
        let coloured = |colour: Colour| plain.fg(colour.at(depth));
        let bold = |colour: Colour| coloured(colour).add_modifier(Modifier::BOLD);
        let critical = bold(palette.critical);
        Self {
            text: plain,
            dim: coloured(palette.dim),
            heading: plain.add_modifier(Modifier::BOLD),
            mark: bold(palette.mark),
            selection: Style::new().add_modifier(Modifier::REVERSED),
            lookback: bold(palette.on_mark).bg(palette.mark.at(depth)),
            series: coloured(palette.series),
            last_year: coloured(palette.dim),
            warning: bold(palette.warning),
            unknown: bold(palette.unknown),
            critical: if scheme == Scheme::HighContrast { critical.add_modifier(Modifier::REVERSED) } else { critical },
            heat: heat(plain, light, depth),
        }
    }

    /// No colour at all: the abnormal is bold, the critical reversed, and a heat table shows symbols alone.
    #[must_use]
    pub fn mono() -> Self {
        let plain = Style::reset();
        let bold = plain.add_modifier(Modifier::BOLD);
        let critical = bold.add_modifier(Modifier::REVERSED);
        Self {
            text: plain,
            dim: plain,
            heading: bold,
            mark: bold,
            selection: Style::new().add_modifier(Modifier::REVERSED),
            lookback: critical.add_modifier(Modifier::UNDERLINED),
            series: bold,
            last_year: plain,
            warning: bold,
            unknown: bold,
            critical,
            heat: [plain; 5],
        }
    }

    /// The shade of a cell of a heat table, from 0, plain, to 4; what lies beyond is the last.
    #[must_use]
    pub fn heat(&self, step: usize) -> Style {
        let [.., hottest] = self.heat;
        self.heat.get(step).copied().unwrap_or(hottest)
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

/// The shades of a heat table. The sixteen colours hold no row of shades: there weight and reversal are the steps.
fn heat(plain: Style, light: bool, depth: Depth) -> [Style; 5] {
    let [a, b, c, d] = match depth {
        Depth::Palette | Depth::True => {
            palette::shades(light).map(|(text, ground)| plain.fg(text.at(depth)).bg(ground.at(depth)))
        }
        Depth::None | Depth::Sixteen => [
            plain.add_modifier(Modifier::UNDERLINED),
            plain.add_modifier(Modifier::BOLD),
            plain.add_modifier(Modifier::REVERSED),
            plain.add_modifier(Modifier::BOLD | Modifier::REVERSED),
        ],
    };
    [plain, a, b, c, d]
}

#[cfg(test)]
mod tests;
