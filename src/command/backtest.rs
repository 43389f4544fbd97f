//! `zhiban backtest`: the configured rules over recorded feeds, without a screen.

mod printed;

use std::io::{self, Write};
use std::iter::Peekable;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use jiff::tz::TimeZone;
use serde::Serialize;

use crate::cli::Options;
use crate::config::{Config, near};
use crate::demo::{Line, Recording, RecordingError};
use crate::duty::{Backtest, Clean, Id, LeftOut, Snapshot, Transition, Trouble};
use crate::feed::{Known, decode};
use crate::screen::Words;

use super::json::write_line;
use super::{Failure, feed, say, setup};

use printed::{Explained, Happened, Last};

/// How many ids are named where one is not known.
const NAMED: usize = 5;

pub(super) fn run(options: &Options, files: &[PathBuf], explain: Option<&str>) -> Result<ExitCode, Failure> {
    let config = setup::find_or_built_in(options)?;
    let explain = explain.map(|id| find(&config, id)).transpose()?;
    let words = Words::of(setup::language(options, &config));
    let known = setup::known(&config);
    let recordings = files.iter().map(|file| Recording::read(file)).collect::<Result<Vec<_>, _>>()?;
    let Some(from) = recordings.iter().map(Recording::first).min() else {
        return Err(Failure::Other("there is nothing to run the rules over".to_owned()));
    };
    let names = files.iter().map(|file| Clean::new(&file.file_stem().unwrap_or_default().to_string_lossy())).collect();
    let mut feeds: Vec<_> = files.iter().zip(&recordings).map(|(file, r)| Feed::new(file, r.lines())).collect();
    let mut out = Output { out: io::stdout().lock(), zone: config.plan.zone.clone() };
    let backtest = Backtest::new(config.plan, names, from);
    match play(backtest, &mut feeds, &mut out, explain.as_ref(), &known, words) {
        // A reader that has gone away (`zhiban backtest … | head`) is no error.
        Err(Failure::System { error, .. }) if error.kind() == io::ErrorKind::BrokenPipe => Ok(ExitCode::SUCCESS),
        result => result.map(|()| ExitCode::SUCCESS),
    }
}

/// The indicator that is to be explained.
fn find(config: &Config, wanted: &str) -> Result<Id, Failure> {
    let ids = || config.plan.indicators.iter().map(|indicator| &indicator.id);
    if let Some(known) = ids().find(|id| id.as_str() == wanted) {
        return Ok(known.clone());
    }
    let topic = |id: &str| id.split('.').next().map(str::to_owned);
    let mut named = near(wanted, ids().map(Id::as_str));
    if named.is_empty() {
        named = ids().map(Id::as_str).filter(|id| topic(id) == topic(wanted)).collect();
    }
    named.truncate(NAMED);
    let help = match named.as_slice() {
        [] => "`zhiban config show` lists those there are".to_owned(),
        named => format!("did you mean {}?", named.iter().map(|id| format!("`{id}`")).collect::<Vec<_>>().join(", ")),
    };
    Err(Failure::Other(format!("--explain: there is no indicator `{}`; {help}", Clean::new(wanted))))
}

/// Plays every line of the feeds, and prints what follows as it happens.
fn play<'a, L: Iterator<Item = Line<'a>>>(
    mut backtest: Backtest,
    feeds: &mut [Feed<'a, L>],
    out: &mut Output<impl Write>,
    explain: Option<&Id>,
    known: &Known,
    words: &Words,
) -> Result<(), Failure> {
    let mut explained = false;
    while let Some((n, feed, line)) = next(feeds) {
        while let Some(transitions) = backtest.run_delay(line.as_of) {
            out.transitions(&transitions)?;
        }
        let snapshot = feed.decode(&line, known, words)?;
        let delivers = explain.filter(|id| backtest.concerns(id, &snapshot));
        let Some(transitions) = backtest.take(n, snapshot) else {
            feed.late += 1;
            continue;
        };
        if let Some(id) = delivers {
            explained = true;
            out.line(&Explained::new(line.as_of, id, &backtest.explain(id), &out.zone))?;
        }
        out.transitions(&transitions)?;
    }
    out.line(&Last::new(backtest.tally(), &out.zone))?;
    for feed in feeds.iter().filter(|feed| feed.late > 0) {
        let (file, late) = (feed.name(), feed.late);
        say(&format!("{file}: {late} snapshots have a smaller sequence than one before; ignored, as the dashboard does"));
    }
    if let Some(id) = explain.filter(|_| !explained) {
        say(&format!("--explain: no snapshot delivers `{id}`"));
    }
    Ok(())
}

/// One recording on its way through.
struct Feed<'a, L: Iterator<Item = Line<'a>>> {
    file: &'a Path,
    lines: Peekable<L>,
    /// How many of its snapshots came late by their sequence.
    late: u64,
    /// Whether it was said that something is left out.
    said: bool,
}

impl<'a, L: Iterator<Item = Line<'a>>> Feed<'a, L> {
    fn new(file: &'a Path, lines: L) -> Self {
        Self { file, lines: lines.peekable(), late: 0, said: false }
    }

    /// Its file, fit for a terminal.
    fn name(&self) -> Clean {
        Clean::new(&self.file.display().to_string())
    }

    fn decode(&mut self, line: &Line<'_>, known: &Known, words: &Words) -> Result<Snapshot, RecordingError> {
        let snapshot = decode(line.text, known, line.as_of).map_err(|refusal| RecordingError::Line {
            path: self.file.to_owned(),
            line: line.number,
            reason: words.trouble(&Trouble::Refused(refusal)),
        })?;
        self.say_left_out(&snapshot.left_out, line.number);
        Ok(snapshot)
    }

    /// Says once what the configuration does not list: a slip in an id would otherwise look like calm.
    fn say_left_out(&mut self, left_out: &LeftOut, line: usize) {
        if let Some(text) = feed::left_out(left_out).filter(|_| !self.said) {
            say(&format!("{}:{line}: {text}", self.name()));
            self.said = true;
        }
    }
}

/// The next line of all feeds in the order of time; of several at one time, that of the first file.
fn next<'f, 'a, L: Iterator<Item = Line<'a>>>(feeds: &'f mut [Feed<'a, L>]) -> Option<(usize, &'f mut Feed<'a, L>, Line<'a>)> {
    let times = feeds.iter_mut().enumerate().filter_map(|(n, feed)| Some((feed.lines.peek()?.as_of, n)));
    let (_, n) = times.min()?;
    let feed = feeds.get_mut(n)?;
    let line = feed.lines.next()?;
    Some((n, feed, line))
}

/// Where lines go, each at once.
struct Output<W> {
    out: W,
    zone: TimeZone,
}

impl<W: Write> Output<W> {
    fn transitions(&mut self, transitions: &[Transition]) -> Result<(), Failure> {
        transitions.iter().try_for_each(|transition| self.line(&Happened::new(transition, &self.zone)))
    }

    fn line(&mut self, value: &impl Serialize) -> Result<(), Failure> {
        write_line(&mut self.out, value).map_err(Failure::while_doing("cannot write to standard output"))
    }
}
