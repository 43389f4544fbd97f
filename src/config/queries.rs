//! The queries of a Prometheus-compatible engine: checked, and shown.

use std::ops::Range;

use crate::duty::Id;

use super::check::Check;
use super::file::{FeedTable, FormatKey, Located, ValueKey};

/// What an indicator's query looks like.
const EXAMPLE: &str = "such as \"drowning.devices_online\" = \"sum(up{job='pond'})\"";

/// The queries of a feed of `format = "prometheus"`; `table` is where it stands.
pub(super) fn queries(check: &mut Check<'_>, feed: &FeedTable, table: &Range<usize>) -> Vec<(Id, String)> {
    refuse_endpoint(check, feed);
    if feed.values.is_empty() && !check.explains(table) {
        let range = feed.format.as_ref().map_or_else(|| table.clone(), Located::range);
        check.problem(range, "`values` is missing: there is nothing to ask", Some(format!("under [feed.values], {EXAMPLE}")));
    }
    feed.values.iter().filter_map(|(id, value)| Some((check.value_of(id, &value.range())?, query(check, value)?))).collect()
}

fn query(check: &mut Check<'_>, value: &Located<ValueKey>) -> Option<String> {
    let message = match value.get() {
        ValueKey::One(query) if !query.trim().is_empty() => return Some(query.clone()),
        ValueKey::One(_) => "this query is empty",
        ValueKey::Several(_) => "one query stands here, not a list: only `format = \"json\"` tries several",
        ValueKey::Table(_) => "one query stands here, not a table: the value is all that is asked for",
    };
    check.problem(value.range(), message, Some(EXAMPLE.to_owned()));
    None
}

/// The address of the endpoint itself is easily copied out of a browser.
fn refuse_endpoint(check: &mut Check<'_>, feed: &FeedTable) {
    let Some(url) = &feed.url else { return };
    let address = url.get().split(['?', '#']).next().unwrap_or_default();
    let (base, rest) = address.rsplit_once("/api/v1").unwrap_or_default();
    if !base.is_empty() && (rest.trim_matches('/').is_empty() || rest.starts_with("/query")) {
        check.problem(url.range(), "this is the address of the API and not the engine's base", Some(format!("write \"{base}\"")));
    }
}

/// Writes them back.
pub(super) fn shown(queries: &[(Id, String)], feed: &mut FeedTable) {
    feed.format = Some(Located::nowhere(FormatKey::Prometheus));
    let value = |(id, query): &(Id, String)| (id.to_string(), Located::nowhere(ValueKey::One(query.clone())));
    feed.values = queries.iter().map(value).collect();
}

#[cfg(test)]
mod tests;
