//! Where a feed is polled, and how.

use std::path::PathBuf;

use super::{Clean, Format, Span};

/// A feed as the configuration describes it, checked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Source {
    /// Its name on screen.
    pub name: Clean,
    /// The address: `https`, or `http` where that is allowed.
    pub url: String,
    /// What it answers.
    pub format: Format,
    /// The territory that all its figures are of; none where they are of the whole.
    pub territory: Option<Clean>,
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
    /// What it is told to let this machine in, and whom this machine trusts.
    pub access: Access,
    /// The proxy to go through; none unless configured.
    pub proxy: Option<String>,
}

/// What a server is told to let this machine in, and whom this machine trusts to be that server. Files and variables are named here
/// and read when they are used: what is secret in them is in no configuration.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Access {
    /// The `Authorization` header.
    pub authorization: Option<Authorization>,
    /// Headers by name whose values are secrets.
    pub headers: Vec<(String, Secret)>,
    /// The certificates of the authorities that alone are trusted (PEM); those of the machine if none.
    pub ca: Option<PathBuf>,
    /// The certificate that this machine shows, and its key (both PEM).
    pub identity: Option<(PathBuf, PathBuf)>,
}

/// How a request is authorized.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Authorization {
    /// By a bearer token (RFC 6750).
    Bearer(Secret),
    /// By a user and a password (RFC 7617).
    Basic {
        /// The user.
        user: String,
        /// Where the password is found.
        password: Secret,
    },
}

/// Where a secret is found. It is read at each poll, so that a token can be renewed without a restart, and never kept
/// in the configuration itself.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Secret {
    /// In a file that nobody else can read: a password is its one line, all else comes without the white space around it.
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

    /// A feed of the native format at an address, polled as is usual.
    #[must_use]
    pub fn new(name: Clean, url: String) -> Self {
        Self {
            name,
            url,
            format: Format::Native,
            territory: None,
            every: Self::EVERY,
            timeout: Self::TIMEOUT,
            stale_after: Self::default_stale_after(Self::EVERY),
            max_bytes: Self::MAX_BYTES,
            allow_http: false,
            access: Access::default(),
            proxy: None,
        }
    }

    /// How old figures may be unless the configuration says otherwise: six polls, and at least a minute.
    #[must_use]
    pub fn default_stale_after(every: Span) -> Span {
        Span::from_seconds(every.seconds().saturating_mul(6).max(60))
    }
}
