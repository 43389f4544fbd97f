//! What a server is told to let this machine in, and whom this machine trusts: checked, and shown.

use std::path::Path;

use crate::duty::{Access, Authorization};

use super::check::Check;
use super::file::FeedTable;
use super::web::{bearer, bearer_keys};

/// The access of a feed; `folder` is what its files are relative to.
pub(super) fn access(check: &mut Check<'_>, feed: &FeedTable, folder: &Path) -> Access {
    let bearer = bearer(check, feed.bearer_file.as_ref(), feed.bearer_env.as_ref(), folder);
    Access { authorization: bearer.map(Authorization::Bearer), ..Access::default() }
}

/// Writes it back.
pub(super) fn shown(access: &Access, feed: &mut FeedTable) {
    if let Some(Authorization::Bearer(secret)) = &access.authorization {
        (feed.bearer_file, feed.bearer_env) = bearer_keys(Some(secret));
    }
}
