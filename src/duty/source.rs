//! Where a feed is polled, and how.

use std::path::PathBuf;

use super::{Clean, Span};

/// A feed as the configuration describes it, checked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Source {
    /// Its name on screen.
    pub name: Clean,
    /// The address: `https`, or `http` where that is allowed.
    pub url: String,
    /// How often it is polled.
    pub every: Span,
    /// How long one poll may take, from the connection to the last byte.
    pub timeout: Span,
    /// How old its figures may be before they are stale.
    pub stale_after: Span,
    /// The longest body accepted, in bytes after decompression.
    pub max_bytes: u64,
    /// Whether plain `http` to another machine is accepted.
    pub allow_http: bool,
    /// Where the bearer token is found.
    pub bearer: Option<Secret>,
    /// The proxy to go through; none unless configured.
    pub proxy: Option<String>,
}

/// Where a secret is found. It is read at each poll, so that a token can be renewed without a restart, and never kept
/// in the configuration itself.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Secret {
    /// In a file, without the white space around it.
    File(PathBuf),
    /// In an environment variable.
    Environment(String),
}

impl Source {
    /// How often a feed is polled unless the configuration says otherwise.
    pub const EVERY: Span = Span::from_seconds(10);
    /// How long a poll may take unless the configuration says otherwise.
    pub const TIMEOUT: Span = Span::from_seconds(10);
    /// The longest body accepted unless the configuration says otherwise: 8 MiB.
    pub const MAX_BYTES: u64 = 8 << 20;

    /// How old figures may be unless the configuration says otherwise: six polls, and at least a minute.
    #[must_use]
    pub fn default_stale_after(every: Span) -> Span {
        Span::from_seconds(every.seconds().saturating_mul(6).max(60))
    }
}
