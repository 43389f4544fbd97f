//! The `[[feed]]` tables, checked.

use std::path::Path;

use jiff::tz::TimeZone;
use url::Url;

use crate::duty::{Clean, Format, Source};

use super::check::Check;
use super::file::{FeedTable, FormatKey, Located};
use super::suggest::nearest;
use super::web::{Purpose, address};
use super::{access, mapping, queries};

/// What the addresses here are for.
const FEED: Purpose = Purpose {
    scheme: "a feed is read over https or http",
    plain: "plain http to another machine: anyone on the way can read and change the figures",
    allow: "use https, or set `allow_http = true` for this feed",
    example: "such as \"https://10.1.2.3/api/counts\"",
    secret: "use `bearer_file`, or `basic_user` and `basic_password_file`",
};

/// The feeds of a file; `folder` is what secret files are relative to, `territories` and `zone` are the county's.
pub(super) fn sources(
    check: &mut Check<'_>,
    tables: &[Located<FeedTable>],
    folder: &Path,
    (territories, zone): (&[Clean], &TimeZone),
) -> Vec<Source> {
    let mut sources: Vec<Source> = Vec::new();
    for table in tables {
        if let Some(source) = source(check, table, folder, (territories, zone)) {
            if sources.iter().any(|other| other.name == source.name) {
                let range = table.get().name.as_ref().map_or_else(|| table.range(), Located::range);
                check.problem(range, format!("there are two feeds named `{}`", source.name), None);
            }
            sources.push(source);
        }
    }
    sources
}

fn source(
    check: &mut Check<'_>,
    table: &Located<FeedTable>,
    folder: &Path,
    (territories, zone): (&[Clean], &TimeZone),
) -> Option<Source> {
    let feed = table.get();
    let name = check.required(feed.name.as_ref(), "name", &table.range()).map(|name| {
        if name.get().is_empty() || name.get().starts_with('=') {
            let help = "the journal calls so what is computed".to_owned();
            check.problem(name.range(), "a feed's name is not empty and does not begin with `=`", Some(help));
        }
        Clean::new(name.get())
    });
    let allow_http = feed.allow_http.as_ref().is_some_and(|allow| *allow.get());
    let url = check
        .required(feed.url.as_ref(), "url", &table.range())
        .and_then(|url| address(check, url, (allow_http, feed.proxy.is_some()), &FEED));
    let territory = feed.territory.as_ref().map(|name| territory(check, name, territories));
    let every = check.interval(feed.every.as_ref(), Source::EVERY);
    let timeout = check.interval(feed.timeout.as_ref(), Source::TIMEOUT);
    let stale_after = check.interval(feed.stale_after.as_ref(), Source::default_stale_after(every));
    if let Some(stale) = feed.stale_after.as_ref().filter(|_| stale_after < every) {
        let message = format!("its figures would be stale between polls, which come every {every}");
        check.problem(stale.range(), message, Some("set it to several times `every`".to_owned()));
    }
    let max_bytes = feed.max_bytes.as_ref().map_or(Source::MAX_BYTES, |bytes| {
        if *bytes.get() == 0 {
            check.problem(bytes.range(), "no answer would be accepted", None);
        }
        *bytes.get()
    });
    if !matches!(feed.format.as_ref().map(Located::get), Some(FormatKey::Json)) {
        mapping::no_mapping(check, feed);
    }
    let format = match feed.format.as_ref().map(|format| *format.get()) {
        None | Some(FormatKey::Zhiban) => {
            if let Some(value) = feed.values.values().next() {
                let help = Some("set `format = \"json\"`, or `prometheus`".to_owned());
                check.problem(value.range(), "a feed of the native format says itself what its `values` are", help);
            }
            Format::Native
        }
        Some(FormatKey::Json) => Format::Json(Box::new(mapping::mapping(check, table, zone))),
        Some(FormatKey::Prometheus) => Format::Prometheus(queries::queries(check, feed, &table.range())),
    };
    let proxy = feed.proxy.as_ref().and_then(|proxy| proxy_address(check, proxy));
    let proxied = feed.proxy.is_some();
    let access = access::access(check, feed, (url.as_deref(), proxied), folder);
    Some(Source { name: name?, url: url?, format, territory, every, timeout, stale_after, max_bytes, allow_http, access, proxy })
}

/// The territory that a feed is of, which must be one of those that are listed.
fn territory(check: &mut Check<'_>, written: &Located<String>, known: &[Clean]) -> Clean {
    let name = Clean::new(written.get());
    if !known.contains(&name) {
        let near = nearest(name.as_str(), known.iter().map(Clean::as_str));
        let help = near.map_or_else(|| "name it in `territories`".to_owned(), |near| format!("did you mean `{near}`?"));
        check.problem(written.range(), format!("there is no territory `{name}`"), Some(help));
    }
    name
}

fn proxy_address(check: &mut Check<'_>, written: &Located<String>) -> Option<String> {
    let mut wrong = |message: &str, help: &str| {
        check.problem(written.range(), message, Some(help.to_owned()));
        None
    };
    match Url::parse(written.get()) {
        Ok(url) if !url.username().is_empty() || url.password().is_some() => wrong(
            "a proxy with a password would be shown and logged",
            "go through a proxy that lets this machine in by its address",
        ),
        Ok(url) if matches!(url.scheme(), "http" | "https") => Some(url.into()),
        _ => wrong("this is not the address of an HTTP proxy", "such as \"http://10.1.2.9:3128\""),
    }
}
