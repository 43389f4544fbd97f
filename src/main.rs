//! Parse, dispatch, exit status.

use std::process::ExitCode;

use clap::Parser;
use zhiban::cli::Cli;
use zhiban::command;

fn main() -> ExitCode {
    let cli = Cli::parse();
    let failed = command::failure_status(&cli);
    command::run(cli).unwrap_or_else(|failure| {
        eprintln!("zhiban: {failure}");
        failed
    })
}
