//! Where in a document of any shape the figures are: checked, and shown.

use crate::duty::Mapping;

use super::check::Check;
use super::file::FeedTable;

/// The mapping of a feed of `format = "json"`.
pub(super) fn mapping(check: &mut Check<'_>, feed: &FeedTable) -> Mapping {
    let _ = (check, feed);
    Mapping::default()
}

/// Writes it back.
pub(super) fn shown(mapping: &Mapping, feed: &mut FeedTable) {
    let _ = (mapping, feed);
}
