//! The queries of a Prometheus-compatible engine: checked, and shown.

use crate::duty::Id;

use super::check::Check;
use super::file::FeedTable;

/// The queries of a feed of `format = "prometheus"`.
pub(super) fn queries(check: &mut Check<'_>, feed: &FeedTable) -> Vec<(Id, String)> {
    let _ = (check, feed);
    Vec::new()
}

/// Writes them back.
pub(super) fn shown(queries: &[(Id, String)], feed: &mut FeedTable) {
    let _ = (queries, feed);
}
