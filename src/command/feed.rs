//! `zhiban feed`: check a document, print the format; `serve` is a file of its own.

use std::fmt::Write;
use std::path::Path;
use std::process::ExitCode;

use jiff::Timestamp;
use jiff::tz::TimeZone;

use crate::cli::{FeedCommand, Options};
use crate::config::Config;
use crate::duty::{Clean, Format, LeftOut, Mapping, Outcome, Refusal, Snapshot, Source, Trouble};
use crate::feed::{Answer, decode, inquire_once, look_mapped, look_once, schema};
use crate::screen::Words;

mod looked;
mod queries;
mod whose;

use super::json::time;
use super::{Failure, block_on, print, say, serve, setup};

pub(super) fn run(options: &Options, command: &FeedCommand) -> Result<ExitCode, Failure> {
    match command {
        FeedCommand::Serve(arguments) => serve::run(options, arguments),
        FeedCommand::Schema => {
            let schema = serde_json::to_string_pretty(&schema()).map_err(|error| Failure::Other(error.to_string()))?;
            print(&format!("{schema}\n"))
        }
        FeedCommand::Check { source, feed } => {
            let config = setup::find_or_built_in(options)?;
            let words = Words::of(setup::language(options, &config));
            let feed = feed.as_deref();
            if source.starts_with("http://") || source.starts_with("https://") {
                check_url(&config, whose::at(&config, source, feed)?, words)
            } else {
                match feed.map(|name| whose::named(&config, name)).transpose()?.map(|feed| &feed.format) {
                    Some(Format::Json(mapping)) => check_mapped(&config, mapping, Path::new(source), words),
                    Some(Format::Prometheus(_)) => {
                        Err(Failure::Other("the answers of an engine that is queried are many: check it by its URL".to_owned()))
                    }
                    Some(Format::Native) | None => check_file(&config, Path::new(source), words),
                }
            }
        }
    }
}

fn check_url(config: &Config, source: Source, words: &Words) -> Result<ExitCode, Failure> {
    let (url, zone, known, now) = (source.url.clone(), &config.plan.zone, setup::known(config), Timestamp::now());
    let (poll, found) = if matches!(source.format, Format::Prometheus(_)) {
        let (poll, inquiry) = block_on(async { Ok(inquire_once(source, known, now).await) })?;
        (poll, inquiry.as_ref().map(queries::written).unwrap_or_default())
    } else {
        let (poll, looks) = block_on(async { Ok(look_once(source, known, now).await) })?;
        (poll, looked::written(&looks, zone, words))
    };
    print(&found)?;
    match poll.outcome {
        Outcome::Snapshot(snapshot) => print(&valid(&url, &snapshot, zone)),
        Outcome::NotModified => Err(Failure::Other(format!("{url}: not modified"))),
        Outcome::Trouble(trouble) => {
            say(&format!("{}: {}", Clean::new(&url), words.trouble(&trouble)));
            Ok(ExitCode::FAILURE)
        }
    }
}

/// A saved answer of a feed. That has no header: it is dated now.
fn check_mapped(config: &Config, mapping: &Mapping, path: &Path, words: &Words) -> Result<ExitCode, Failure> {
    let name = path.display().to_string();
    let (known, now, zone) = (setup::known(config), Timestamp::now(), &config.plan.zone);
    let body = std::fs::read(path).map_err(Failure::while_doing(format!("cannot read {name}")))?;
    let answer = Answer { body: &body, content_type: None, date: Some(now) };
    let (snapshot, looks) = look_mapped(answer, mapping, &known, now);
    print(&looked::written(&looks, zone, words))?;
    match snapshot {
        Ok(snapshot) => print(&valid(&name, &snapshot, zone)),
        Err(refusal) => Ok(refused(&name, refusal, words)),
    }
}

fn check_file(config: &Config, path: &Path, words: &Words) -> Result<ExitCode, Failure> {
    let (known, zone) = (&*setup::known(config), &config.plan.zone);
    let name = path.display().to_string();
    let bytes = std::fs::read(path).map_err(Failure::while_doing(format!("cannot read {name}")))?;
    let lines = path.extension().is_some_and(|extension| extension == "ndjson");
    if !lines {
        return match decode(&bytes, known, Timestamp::now()) {
            Ok(snapshot) => print(&valid(&name, &snapshot, zone)),
            Err(refusal) => Ok(refused(&name, refusal, words)),
        };
    }
    let mut last = None;
    let mut count = 0;
    for (line, text) in (1..).zip(bytes.split(|byte| *byte == b'\n')) {
        if text.trim_ascii().is_empty() {
            continue;
        }
        match decode(text, known, Timestamp::now()) {
            Ok(snapshot) => last = Some(snapshot),
            Err(refusal) => return Ok(refused(&format!("{name}:{line}"), refusal, words)),
        }
        count += 1;
    }
    match last {
        Some(snapshot) => print(&format!("{count} snapshots, the last: {}", valid(&name, &snapshot, zone))),
        None => Err(Failure::Other(format!("{name} holds no snapshot"))),
    }
}

fn refused(name: &str, refusal: Refusal, words: &Words) -> ExitCode {
    say(&format!("{}: {}", Clean::new(name), words.trouble(&Trouble::Refused(refusal))));
    ExitCode::FAILURE
}

fn valid(name: &str, snapshot: &Snapshot, zone: &TimeZone) -> String {
    let as_of = time(snapshot.as_of, zone);
    let mut text = format!("{}: valid, {} readings as of {as_of}", Clean::new(name), snapshot.readings.len());
    if let Some(left_out) = left_out(&snapshot.left_out) {
        let _ = write!(text, "\n{left_out}");
    }
    text + "\n"
}

/// What was left out of a snapshot, if anything was.
pub(super) fn left_out(left_out: &LeftOut) -> Option<String> {
    let (ids, territories) = (left_out.ids, left_out.territories);
    if ids + territories == 0 {
        return None;
    }
    let names: Vec<&str> = left_out.names.iter().map(Clean::as_str).collect();
    let more = if names.len() < ids + territories { ", …" } else { "" };
    let names = names.join(", ");
    Some(format!(
        "left out, since the configuration does not list them: {ids} ids, {territories} territory figures: {names}{more}"
    ))
}
