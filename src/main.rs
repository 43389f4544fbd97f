//! Parse, dispatch, exit status.

use std::process::ExitCode;

use clap::Parser;
use zhiban::cli::Cli;
use zhiban::command;
use zhiban::duty::clean_lines;

fn main() -> ExitCode {
    let cli = match Cli::try_parse() {
        Ok(cli) => cli,
        Err(error) => {
            let status = command::usage_status(&error, std::env::args());
            let said = error.to_string();
            let clean = clean_lines(&said);
            // What was typed is repeated: with its colours only where it holds nothing but text.
            if clean == said {
                let _ = error.print();
            } else {
                eprint!("{clean}");
            }
            return status;
        }
    };
    let failed = command::failure_status(&cli);
    command::run(cli).unwrap_or_else(|failure| {
        eprintln!("{}", clean_lines(&failure.to_string()));
        failed
    })
}
