//! Where in a document of any shape the figures are: checked, and shown.

use std::ops::Range;

use encoding_rs::Encoding;
use jiff::tz::TimeZone;

use crate::duty::{AsOf, Empty, Envelope, Mapped, Mapping, Page, Path, Paths, Reduce, Rows, Take, TimeFormat};

use super::check::Check;
use super::file::{
    AsOfTable, EmptyKey, FeedTable, Located, OkTable, PathsKey, ReduceKey, RowsTable, TakeKey, TakeTable, ValueKey, ValueTable,
};
use super::zone;

mod shown;

pub(super) use shown::shown;

/// The mapping of a feed of `format = "json"` in a county of this time zone.
pub(super) fn mapping(check: &mut Check<'_>, table: &Located<FeedTable>, county: &TimeZone) -> Mapping {
    let feed = table.get();
    if feed.values.is_empty() && !check.explains(&table.range()) {
        let range = feed.format.as_ref().map_or_else(|| table.range(), Located::range);
        let help = "in [feed.values], such as \"traffic.deaths\" = \"$.data.deaths\"".to_owned();
        check.problem(range, "`json` needs `values`: by indicator, where its figure is", Some(help));
    }
    Mapping {
        ok: feed.ok.as_ref().and_then(|ok| envelope(check, ok)),
        as_of: feed.as_of.as_ref().and_then(|as_of| time(check, as_of, county)),
        page: page(check, feed),
        charset: feed.charset.as_ref().and_then(|charset| label(check, charset)),
        figures: feed.values.iter().filter_map(|(id, value)| mapped(check, id, value)).collect(),
    }
}

/// Names the keys that only a mapping has, in a feed that has none.
pub(super) fn no_mapping(check: &mut Check<'_>, feed: &FeedTable) {
    let keys = [
        ("ok", feed.ok.as_ref().map(Located::range)),
        ("as_of", feed.as_of.as_ref().map(Located::range)),
        ("total", feed.total.as_ref().map(Located::range)),
        ("rows", feed.rows.as_ref().map(Located::range)),
        ("charset", feed.charset.as_ref().map(Located::range)),
    ];
    for (key, range) in keys {
        if let Some(range) = range {
            check.problem(range, format!("only `format = \"json\"` has `{key}`"), None);
        }
    }
}

fn envelope(check: &mut Check<'_>, table: &Located<OkTable>) -> Option<Envelope> {
    let ok = table.get();
    let path = check.required(ok.path.as_ref(), "path", &table.range()).map(|path| paths(check, path));
    let is = check.required(ok.is.as_ref(), "is", &table.range()).map(|is| {
        let values: Vec<_> = is.get().iter().filter_map(said).collect();
        if values.is_empty() || values.len() < is.get().len() {
            let help = Some("such as [0, \"0000\", 200, true]".to_owned());
            check.problem(is.range(), "what it says when all is well: numbers, strings, true or false", help);
        }
        values
    });
    let message = ok.message.as_ref().map(|message| paths(check, message));
    Some(Envelope { path: path?, is: is?, message })
}

/// A value as JSON says it.
fn said(value: &toml::Value) -> Option<serde_json::Value> {
    match value {
        toml::Value::String(text) => Some(text.as_str().into()),
        toml::Value::Integer(number) => Some((*number).into()),
        toml::Value::Float(number) => serde_json::Number::from_f64(*number).map(Into::into),
        toml::Value::Boolean(truth) => Some((*truth).into()),
        toml::Value::Datetime(_) | toml::Value::Array(_) | toml::Value::Table(_) => None,
    }
}

fn time(check: &mut Check<'_>, table: &Located<AsOfTable>, county: &TimeZone) -> Option<AsOf> {
    let as_of = table.get();
    let path = check.required(as_of.path.as_ref(), "path", &table.range()).map(|path| paths(check, path));
    let zone = as_of.zone.as_ref().map(|written| zone(check, Some(written)));
    let written = check.required(as_of.format.as_ref(), "format", &table.range())?;
    let format = match written.get().as_str() {
        "rfc3339" => TimeFormat::Rfc3339,
        "unix" => TimeFormat::Unix,
        "unix_ms" => TimeFormat::UnixMs,
        pattern => {
            let zone = zone.clone().unwrap_or_else(|| county.clone());
            if !TimeFormat::is_pattern(pattern, &zone) {
                let help = "rfc3339, unix, unix_ms, or a pattern with a day such as \"%Y-%m-%d %H:%M:%S\"".to_owned();
                check.problem(written.range(), format!("times cannot be read by `{pattern}`"), Some(help));
            }
            TimeFormat::Pattern(pattern.to_owned(), zone)
        }
    };
    if let (Some(zone), TimeFormat::Rfc3339 | TimeFormat::Unix | TimeFormat::UnixMs) = (&as_of.zone, &format) {
        check.problem(zone.range(), format!("`{}` says its own zone", written.get()), None);
    }
    Some(AsOf { path: path?, format })
}

fn page(check: &mut Check<'_>, feed: &FeedTable) -> Option<Page> {
    match (&feed.total, &feed.rows) {
        (Some(total), Some(rows)) => Some(Page { total: paths(check, total), rows: paths(check, rows) }),
        (Some(total), None) => {
            check.problem(total.range(), "`total` is counted against `rows`, which is missing", None);
            None
        }
        (None, Some(rows)) => {
            check.problem(rows.range(), "`rows` are counted against `total`, which is missing", None);
            None
        }
        (None, None) => None,
    }
}

fn label(check: &mut Check<'_>, written: &Located<String>) -> Option<String> {
    let encoding = Encoding::for_label_no_replacement(written.get().trim().as_bytes());
    if encoding.is_none() {
        let help = Some("a label of the Encoding Standard, such as \"gb18030\" or \"utf-8\"".to_owned());
        check.problem(written.range(), format!("there is no character set `{}`", written.get()), help);
    }
    encoding.map(|_| written.get().clone())
}

fn mapped(check: &mut Check<'_>, id: &str, written: &Located<ValueKey>) -> Option<Mapped> {
    let id = check.value_of(id, &written.range());
    let whole = written.range();
    let alone = |paths| (Take { paths, ..Take::default() }, None);
    let (value, table) = match written.get() {
        ValueKey::One(text) => alone(one(check, text, whole)),
        ValueKey::Several(texts) => alone(several(check, texts, whole)),
        ValueKey::Table(table) => {
            let path = check.required(table.path.as_ref(), "path", &whole)?;
            let paths = paths(check, path);
            let reduce = reduce(check, table.reduce.as_ref(), &paths);
            (Take { paths, reduce, empty: empty(table.empty.as_ref()) }, Some(table))
        }
    };
    let none = ValueTable::default();
    let table = table.map_or(&none, |table| table);
    let mut other = |key: &Option<Located<TakeKey>>| key.as_ref().and_then(|key| take(check, key));
    Some(Mapped {
        id: id?,
        value,
        last_year: other(&table.last_year),
        corrections: other(&table.corrections),
        sample: other(&table.sample),
        peer: other(&table.peer),
        of: other(&table.of),
        territories: table.territories.as_ref().and_then(|rows| territories(check, rows)),
    })
}

fn take(check: &mut Check<'_>, written: &Located<TakeKey>) -> Option<Take> {
    let whole = written.range();
    match written.get() {
        TakeKey::One(text) => Some(Take { paths: one(check, text, whole), ..Take::default() }),
        TakeKey::Several(texts) => Some(Take { paths: several(check, texts, whole), ..Take::default() }),
        TakeKey::Table(table) => {
            let TakeTable { path, reduce: how, empty: none } = &**table;
            let paths = check.required(path.as_ref(), "path", &whole).map(|path| paths(check, path))?;
            let reduce = reduce(check, how.as_ref(), &paths);
            Some(Take { paths, reduce, empty: empty(none.as_ref()) })
        }
    }
}

fn territories(check: &mut Check<'_>, written: &Located<RowsTable>) -> Option<Rows> {
    let (table, whole) = (written.get(), written.range());
    let rows = check.required(table.rows.as_ref(), "rows", &whole).map(|rows| paths(check, rows));
    let mut in_row = |text: Option<&Located<String>>, key| {
        check.required(text, key, &whole).and_then(|text| path(check, text.get(), text.range()))
    };
    let (name, value) = (in_row(table.name.as_ref(), "name"), in_row(table.value.as_ref(), "value"));
    Some(Rows { rows: rows?, name: name?, value: value? })
}

fn paths(check: &mut Check<'_>, written: &Located<PathsKey>) -> Paths {
    match written.get() {
        PathsKey::One(text) => one(check, text, written.range()),
        PathsKey::Several(texts) => several(check, texts, written.range()),
    }
}

fn one(check: &mut Check<'_>, text: &str, range: Range<usize>) -> Paths {
    Paths(path(check, text, range).into_iter().collect())
}

fn several(check: &mut Check<'_>, texts: &[Located<String>], range: Range<usize>) -> Paths {
    if texts.is_empty() {
        check.problem(range, "there is no path in it", Some("such as \"$.data.total\"".to_owned()));
    }
    Paths(texts.iter().filter_map(|text| path(check, text.get(), text.range())).collect())
}

/// A path, which may ask for all that is below something but once: each time more, it would find what it has found many times over.
fn path(check: &mut Check<'_>, text: &str, range: Range<usize>) -> Option<Path> {
    match Path::parse(text) {
        Ok(path) if path.descents() > 1 => {
            let help = Some("name the steps between them".to_owned());
            check.problem(range, "a path has `..` once at most", help);
            None
        }
        Ok(path) => Some(path),
        Err(error) => {
            let start = text.floor_char_boundary(error.position());
            let end = text.ceil_char_boundary(start + 1);
            let place = check.inside(text, range, &(start..end.max(start + 1)));
            let why = if text.starts_with('$') { error.message() } else { "it begins with `$`, the whole document" };
            let help = format!("{why}; right is such as \"$.data.rows[*].total\"");
            check.problem(place, "this is not a JSONPath (RFC 9535)", Some(help));
            None
        }
    }
}

/// What becomes of several nodes. A path that can find but one node is not counted: of a list it would find the list, which is one.
fn reduce(check: &mut Check<'_>, key: Option<&Located<ReduceKey>>, paths: &Paths) -> Reduce {
    let count = key.filter(|key| matches!(key.get(), ReduceKey::Count));
    if let (Some(key), Some(path)) = (count, paths.0.iter().find(|path| path.is_singular())) {
        let help = format!("to count what is in it write \"{}[*]\"", path.as_str());
        check.problem(key.range(), format!("`{}` finds one node at most: there is nothing to count", path.as_str()), Some(help));
    }
    key.map_or_else(Reduce::default, |key| match key.get() {
        ReduceKey::Only => Reduce::Only,
        ReduceKey::First => Reduce::First,
        ReduceKey::Last => Reduce::Last,
        ReduceKey::Count => Reduce::Count,
        ReduceKey::Sum => Reduce::Sum,
        ReduceKey::Min => Reduce::Min,
        ReduceKey::Max => Reduce::Max,
    })
}

fn empty(key: Option<&Located<EmptyKey>>) -> Empty {
    key.map_or_else(Empty::default, |key| match key.get() {
        EmptyKey::Unknown => Empty::Unknown,
        EmptyKey::Zero => Empty::Zero,
    })
}
