//! A mapping written back.

use std::collections::BTreeMap;

use crate::config::file::{
    AsOfTable, EmptyKey, FeedTable, FormatKey, Located, OkTable, PathsKey, ReduceKey, RowsTable, TakeKey, TakeTable, ValueKey,
    ValueTable,
};
use crate::duty::{AsOf, Empty, Envelope, Mapped, Mapping, Paths, Reduce, Rows, Take, TimeFormat};

/// Writes it back.
pub(in crate::config) fn shown(mapping: &Mapping, feed: &mut FeedTable) {
    feed.format = Some(Located::nowhere(FormatKey::Json));
    feed.ok = mapping.ok.as_ref().map(envelope);
    feed.as_of = mapping.as_of.as_ref().map(time);
    feed.total = mapping.page.as_ref().map(|page| paths(&page.total));
    feed.rows = mapping.page.as_ref().map(|page| paths(&page.rows));
    feed.charset = mapping.charset.clone().map(Located::nowhere);
    feed.values = mapping.figures.iter().map(|figure| (figure.id.to_string(), value(figure))).collect::<BTreeMap<_, _>>();
}

fn envelope(envelope: &Envelope) -> Located<OkTable> {
    let is = envelope.is.iter().filter_map(|value| toml::Value::try_from(value).ok()).collect();
    Located::nowhere(OkTable {
        path: Some(paths(&envelope.path)),
        is: Some(Located::nowhere(is)),
        message: envelope.message.as_ref().map(paths),
    })
}

fn time(as_of: &AsOf) -> Located<AsOfTable> {
    let (format, zone) = match &as_of.format {
        TimeFormat::Rfc3339 => ("rfc3339", None),
        TimeFormat::Unix => ("unix", None),
        TimeFormat::UnixMs => ("unix_ms", None),
        TimeFormat::Pattern(pattern, zone) => (pattern.as_str(), zone.iana_name()),
    };
    Located::nowhere(AsOfTable {
        path: Some(paths(&as_of.path)),
        format: Some(Located::nowhere(format.to_owned())),
        zone: zone.map(|zone| Located::nowhere(zone.to_owned())),
    })
}

fn value(figure: &Mapped) -> Located<ValueKey> {
    Located::nowhere(ValueKey::Table(Box::new(ValueTable {
        path: Some(paths(&figure.value.paths)),
        reduce: Some(reduce(figure.value.reduce)),
        empty: Some(empty(figure.value.empty)),
        last_year: figure.last_year.as_ref().map(take),
        corrections: figure.corrections.as_ref().map(take),
        sample: figure.sample.as_ref().map(take),
        peer: figure.peer.as_ref().map(take),
        of: figure.of.as_ref().map(take),
        territories: figure.territories.as_ref().map(territories),
    })))
}

fn take(take: &Take) -> Located<TakeKey> {
    Located::nowhere(TakeKey::Table(Box::new(TakeTable {
        path: Some(paths(&take.paths)),
        reduce: Some(reduce(take.reduce)),
        empty: Some(empty(take.empty)),
    })))
}

fn territories(rows: &Rows) -> Located<RowsTable> {
    Located::nowhere(RowsTable {
        rows: Some(paths(&rows.rows)),
        name: Some(Located::nowhere(rows.name.to_string())),
        value: Some(Located::nowhere(rows.value.to_string())),
    })
}

fn paths(paths: &Paths) -> Located<PathsKey> {
    Located::nowhere(match paths.0.as_slice() {
        [path] => PathsKey::One(path.to_string()),
        paths => PathsKey::Several(paths.iter().map(|path| Located::nowhere(path.to_string())).collect()),
    })
}

fn reduce(reduce: Reduce) -> Located<ReduceKey> {
    Located::nowhere(match reduce {
        Reduce::Only => ReduceKey::Only,
        Reduce::First => ReduceKey::First,
        Reduce::Last => ReduceKey::Last,
        Reduce::Count => ReduceKey::Count,
        Reduce::Sum => ReduceKey::Sum,
        Reduce::Min => ReduceKey::Min,
        Reduce::Max => ReduceKey::Max,
    })
}

fn empty(empty: Empty) -> Located<EmptyKey> {
    Located::nowhere(match empty {
        Empty::Unknown => EmptyKey::Unknown,
        Empty::Zero => EmptyKey::Zero,
    })
}
