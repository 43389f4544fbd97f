//! The colours of each scheme, at each depth.
//!
//! That they can be read, and told apart by the colour-blind, is computed in `tests.rs`.

use ratatui::style::Color;

use super::{Depth, Scheme};

/// A colour at each depth: sixteen, palette, true.
#[derive(Clone, Copy)]
pub(super) struct Colour(pub(super) Color, pub(super) u8, pub(super) u32);

impl Colour {
    /// The terminal's own.
    const OWN: Self = Self(Color::Reset, OWN, 0);

    /// The colour for a terminal of that depth.
    pub(super) fn at(self, depth: Depth) -> Color {
        match depth {
            Depth::None => Color::Reset,
            Depth::Sixteen => self.0,
            _ if self.1 == OWN => Color::Reset,
            Depth::Palette => Color::Indexed(self.1),
            Depth::True => Color::from_u32(self.2),
        }
    }
}

/// No colour is taken from the first sixteen of the palette, which terminals change as they like: their first stands for
/// the terminal's own.
const OWN: u8 = 0;

/// The colours of a scheme.
pub(super) struct Palette {
    pub(super) text: Colour,
    pub(super) ground: Colour,
    pub(super) dim: Colour,
    pub(super) mark: Colour,
    pub(super) warning: Colour,
    pub(super) unknown: Colour,
    pub(super) critical: Colour,
    pub(super) series: Colour,
    /// The text of the banner of what is past; its ground is the colour of `mark`.
    pub(super) on_mark: Colour,
}

const BLACK: Colour = Colour(Color::Black, 16, 0x00_0000);
const WHITE: Colour = Colour(Color::White, 231, 0xff_ffff);

const DARK: Palette = Palette {
    text: Colour::OWN,
    ground: Colour::OWN,
    dim: Colour(Color::Reset, 247, 0x9e_9e9e),
    mark: Colour(Color::Cyan, 80, 0x5f_d7d7),
    warning: Colour(Color::LightYellow, 214, 0xff_af00),
    unknown: Colour(Color::LightMagenta, 183, 0xd7_afff),
    critical: Colour(Color::LightRed, 210, 0xff_8787),
    series: Colour(Color::Cyan, 117, 0x87_d7ff),
    on_mark: BLACK,
};

const LIGHT: Palette = Palette {
    dim: Colour(Color::Reset, 240, 0x58_5858),
    mark: Colour(Color::Blue, 24, 0x00_5f87),
    warning: Colour(Color::Reset, 94, 0x87_5f00),
    unknown: Colour(Color::Magenta, 54, 0x5f_0087),
    critical: Colour(Color::Red, 124, 0xaf_0000),
    series: Colour(Color::Blue, 25, 0x00_5faf),
    on_mark: WHITE,
    ..DARK
};

/// Yellow, orange and blue after Okabe and Ito, *Color Universal Design* (2008), as bright as the ground asks for.
const COLOUR_BLIND_DARK: Palette = Palette {
    mark: Colour(Color::White, 231, 0xff_ffff),
    warning: Colour(Color::LightYellow, 228, 0xff_ff87),
    unknown: Colour(Color::LightCyan, 75, 0x5f_afff),
    critical: Colour(Color::LightRed, 208, 0xff_8700),
    series: Colour(Color::LightCyan, 117, 0x87_d7ff),
    ..DARK
};

const COLOUR_BLIND_LIGHT: Palette = Palette {
    mark: Colour(Color::Black, 16, 0x00_0000),
    warning: Colour(Color::Reset, 94, 0x87_5f00),
    unknown: Colour(Color::Blue, 26, 0x00_5fd7),
    critical: Colour(Color::Red, 52, 0x5f_0000),
    series: Colour(Color::Blue, 25, 0x00_5faf),
    ..LIGHT
};

const HIGH_CONTRAST_DARK: Palette = Palette {
    text: WHITE,
    ground: BLACK,
    dim: WHITE,
    mark: Colour(Color::LightCyan, 51, 0x00_ffff),
    warning: Colour(Color::LightYellow, 226, 0xff_ff00),
    unknown: Colour(Color::LightMagenta, 219, 0xff_afff),
    critical: Colour(Color::LightRed, 217, 0xff_afaf),
    series: Colour(Color::LightCyan, 51, 0x00_ffff),
    on_mark: BLACK,
};

const HIGH_CONTRAST_LIGHT: Palette = Palette {
    text: BLACK,
    ground: WHITE,
    dim: BLACK,
    mark: Colour(Color::Blue, 18, 0x00_0087),
    // The palette of 256 has no brown that is dark enough.
    warning: Colour(Color::Black, 16, 0x4a_3300),
    unknown: Colour(Color::Blue, 54, 0x5f_0087),
    critical: Colour(Color::Red, 88, 0x87_0000),
    series: Colour(Color::Blue, 18, 0x00_0087),
    on_mark: WHITE,
};

/// The palette of a scheme on a dark or a light background; mono has none.
pub(super) fn of(scheme: Scheme, light: bool) -> Option<&'static Palette> {
    match (scheme, light) {
        (Scheme::Dark, _) => Some(&DARK),
        (Scheme::Light, _) => Some(&LIGHT),
        (Scheme::ColourBlind, false) => Some(&COLOUR_BLIND_DARK),
        (Scheme::ColourBlind, true) => Some(&COLOUR_BLIND_LIGHT),
        (Scheme::HighContrast, false) => Some(&HIGH_CONTRAST_DARK),
        (Scheme::HighContrast, true) => Some(&HIGH_CONTRAST_LIGHT),
        (Scheme::Mono, _) => None,
    }
}

/// The shades of a heat table from its second step on, text on ground: greys, which every eye tells apart and which leave
/// colour to the abnormal.
pub(super) fn shades(light: bool) -> [(Colour, Colour); 4] {
    let grey = |index: u8, level: u32| Colour(Color::Reset, index, level * 0x01_0101);
    if light {
        [(BLACK, grey(253, 0xda)), (BLACK, grey(248, 0xa8)), (WHITE, grey(240, 0x58)), (WHITE, BLACK)]
    } else {
        [(WHITE, grey(237, 0x3a)), (WHITE, grey(240, 0x58)), (BLACK, grey(248, 0xa8)), (BLACK, WHITE)]
    }
}
