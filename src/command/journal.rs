//! `zhiban journal`: the journal's own checks.

use std::io::{BufWriter, Write};
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use jiff::Timestamp;

use crate::cli::{JournalCommand, Options};
use crate::config::JournalPlace;
use crate::duty::clean_lines;
use crate::journal::{JournalError, Place, Store, export, recover, verify};

use super::{Failure, block_on, print, say, setup};

pub(super) fn run(options: &Options, command: &JournalCommand) -> Result<ExitCode, Failure> {
    match command {
        JournalCommand::Verify { file } => check(&path(options, file.as_deref())?),
        JournalCommand::Export { file } => write_out(&path(options, file.as_deref())?),
        JournalCommand::Recover { damaged, new } => salvage(damaged, new),
    }
}

/// The journal that was named, else that of the configuration.
pub(super) fn path(options: &Options, file: Option<&Path>) -> Result<PathBuf, Failure> {
    if let Some(file) = file {
        return Ok(file.to_owned());
    }
    let place = setup::find(options)?.map_or_else(JournalPlace::default, |found| found.config.journal);
    match setup::place(&place)? {
        Place::File(path) => Ok(path),
        Place::Memory => Err(Failure::Other("there is no journal to look at".to_owned())),
    }
}

fn check(path: &Path) -> Result<ExitCode, Failure> {
    let verified = block_on(async { verify(path).await.map_err(Failure::from) })?;
    let link = &verified.link;
    let path = clean_lines(&path.display().to_string());
    print(&format!("{path}: {} entries, the last is {} {}\n", verified.entries, link.number, link.hash))?;
    for problem in &verified.problems {
        say(&format!("zhiban: {problem}"));
    }
    Ok(if verified.problems.is_empty() { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

fn write_out(path: &Path) -> Result<ExitCode, Failure> {
    let mut out = BufWriter::new(std::io::stdout().lock());
    let exported = block_on(async { export(path, &mut out).await.map_err(Failure::from) });
    match exported.and_then(|()| out.flush().map_err(Failure::while_doing("cannot write to standard output"))) {
        Err(failure) if !failure.is_broken_pipe() => Err(failure),
        _ => Ok(ExitCode::SUCCESS),
    }
}

fn salvage(damaged: &Path, new: &Path) -> Result<ExitCode, Failure> {
    if new.exists() {
        let new = new.display();
        return Err(Failure::Other(format!("{new} exists already: name a file that does not, nothing is written over")));
    }
    if !damaged.exists() {
        return Err(JournalError::Missing(damaged.to_owned()).into());
    }
    let recovered = block_on(async {
        let (mut store, _) = Store::open(&Place::File(new.to_owned()), Timestamp::now()).await?;
        let recovered = recover(damaged, &mut store).await?;
        store.close().await?;
        Ok(recovered)
    })?;
    let (entries, readings) = (recovered.entries, recovered.readings);
    let new = clean_lines(&new.display().to_string());
    print(&format!("{new}: {entries} entries and {readings} readings; {} entries lost\n", recovered.lost))
}
