//! Parse, dispatch, exit status.

use std::process::ExitCode;

use clap::Parser;
use zhiban::cli::Cli;
use zhiban::command;

fn main() -> ExitCode {
    let cli = match Cli::try_parse() {
        Ok(cli) => cli,
        Err(error) => {
            let status = command::usage_status(&error, std::env::args());
            let _ = error.print();
            return status;
        }
    };
    let failed = command::failure_status(&cli);
    command::run(cli).unwrap_or_else(|failure| {
        eprintln!("{failure}");
        failed
    })
}
