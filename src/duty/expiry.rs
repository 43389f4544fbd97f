//! Certificates that are about to expire.

use jiff::{SignedDuration, Timestamp};

/// When a certificate on the way to a feed is no longer valid: the one that ends first.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Expiry {
    /// Whose it is.
    pub of: Certificate,
    /// When it ends.
    pub at: Timestamp,
}

/// Whose certificate.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Certificate {
    /// The server's.
    Server,
    /// This machine's.
    Client,
    /// The authority's that the configuration names.
    Authority,
}

impl Expiry {
    /// From how long before its end on somebody should see to a new one.
    pub const NOTICE: SignedDuration = SignedDuration::from_hours(14 * 24);

    /// Whether it ends soon, or has ended.
    #[must_use]
    pub fn is_near(&self, now: Timestamp) -> bool {
        self.at.duration_since(now) <= Self::NOTICE
    }
}
