//! What the colours are made for, as a configuration, a command line or a remembered choice says it.

use serde::{Deserialize, Serialize};

/// What the colours are made for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Look {
    /// A dark background.
    Dark,
    /// A light background.
    Light,
    /// Somebody who does not see all colours.
    ColourBlind,
    /// Somebody who needs more contrast.
    HighContrast,
    /// No colour at all.
    Mono,
}

impl Look {
    /// Whether the background is light, where this says it.
    #[must_use]
    pub fn is_light(self) -> Option<bool> {
        match self {
            Self::Dark => Some(false),
            Self::Light => Some(true),
            Self::ColourBlind | Self::HighContrast | Self::Mono => None,
        }
    }
}
