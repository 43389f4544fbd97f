//! The commands, a file each. Data goes to standard output, messages to standard error.

mod backtest;
mod check;
mod config;
mod demo;
mod ending;
mod feed;
mod journal;
mod json;
mod log;
mod looks;
mod manual;
mod record;
mod replay;
mod report;
mod serve;
mod setup;
mod watch;

use std::future::Future;
use std::process::ExitCode;

use clap::CommandFactory;

use crate::cli::{Cli, Command};
use crate::config::ConfigError;
use crate::demo::Scenario;
use crate::duty::clean_lines;
use crate::journal::JournalError;

/// Why a command failed.
#[derive(Debug, thiserror::Error)]
pub enum Failure {
    /// The configuration is missing or wrong.
    #[error(transparent)]
    Config(#[from] ConfigError),
    /// A recorded feed cannot be used.
    #[error(transparent)]
    Recording(#[from] crate::demo::RecordingError),
    /// The report cannot be written.
    #[error("zhiban: {0}")]
    Report(#[from] crate::report::ReportError),
    /// The journal cannot be used.
    #[error("zhiban: {0}")]
    Journal(#[from] JournalError),
    /// The system said no.
    #[error("zhiban: {doing}: {error}")]
    System {
        /// What was being done.
        doing: String,
        /// What the system said.
        error: std::io::Error,
    },
    /// Anything else, in a sentence.
    #[error("zhiban: {0}")]
    Other(String),
}

impl Failure {
    /// Whether a reader has gone away (`zhiban journal export | head`), which is no failure.
    fn is_broken_pipe(&self) -> bool {
        match self {
            Self::System { error, .. } | Self::Journal(JournalError::System { error, .. }) => {
                error.kind() == std::io::ErrorKind::BrokenPipe
            }
            _ => false,
        }
    }

    /// Says what was being done when the system said no.
    fn while_doing(doing: impl Into<String>) -> impl FnOnce(std::io::Error) -> Self {
        move |error| Self::System { doing: doing.into(), error }
    }
}

/// Does what the command line asks for; gives the exit status.
///
/// # Errors
/// With what went wrong, to be shown to the user.
pub fn run(cli: Cli) -> Result<ExitCode, Failure> {
    let Cli { command, options } = cli;
    log::start(&options)?;
    match command {
        None => match setup::find(&options)? {
            Some(found) => watch::run(&options, found),
            None => demo::run(&options, 1.0, 1, Scenario::Story),
        },
        Some(Command::Demo { speed, seed, scenario }) => demo::run(&options, speed, seed, scenario.into()),
        Some(Command::Replay { files, speed }) => replay::run(&options, &files, speed),
        Some(Command::Backtest { files, explain }) => backtest::run(&options, &files, explain.as_deref()),
        Some(Command::Record(arguments)) => record::run(&options, &arguments),
        Some(Command::Check { format }) => check::run(&options, format),
        Some(Command::Config { command }) => config::run(&options, &command),
        Some(Command::Feed { command }) => feed::run(&options, &command),
        Some(Command::Report(arguments)) => report::run(&options, &arguments),
        Some(Command::Journal { command }) => journal::run(&options, &command),
        Some(Command::Completions { shell }) => manual::completions(shell),
        Some(Command::Man) => manual::page(),
    }
}

/// The exit status when a command fails: of `check` 3, unknown, as Nagios plugins have it; of all others 1.
#[must_use]
pub fn failure_status(cli: &Cli) -> ExitCode {
    match cli.command {
        Some(Command::Check { .. }) => ExitCode::from(3),
        _ => ExitCode::FAILURE,
    }
}

/// The exit status of a command line that cannot be read: 2, but of `check` 3, so that a slip of the pen is never taken for a
/// critical state; 0 for `--help` and `--version`.
#[must_use]
pub fn usage_status(error: &clap::Error, arguments: impl Iterator<Item = String>) -> ExitCode {
    let command = arguments.skip(1).find(|argument| Cli::command().find_subcommand(argument).is_some());
    match (error.use_stderr(), command.as_deref()) {
        (false, _) => ExitCode::SUCCESS,
        (true, Some("check")) => ExitCode::from(3),
        (true, _) => ExitCode::from(2),
    }
}

/// Runs a future on this thread: one feed or a hundred, the dashboard needs no second.
fn block_on<T>(future: impl Future<Output = Result<T, Failure>>) -> Result<T, Failure> {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
    runtime.map_err(Failure::while_doing("cannot start"))?.block_on(future)
}

/// Says something on standard error, which is a terminal too: a file may be called anything.
fn say(text: &str) {
    eprintln!("{}", clean_lines(text));
}

/// Prints to standard output; a reader that has gone away (`zhiban man | head`) is no error.
fn print(text: &str) -> Result<ExitCode, Failure> {
    use std::io::Write;
    let mut out = std::io::stdout().lock();
    match out.write_all(text.as_bytes()).and_then(|()| out.flush()) {
        Err(error) if error.kind() != std::io::ErrorKind::BrokenPipe => {
            Err(Failure::System { doing: "cannot write to standard output".to_owned(), error })
        }
        _ => Ok(ExitCode::SUCCESS),
    }
}
