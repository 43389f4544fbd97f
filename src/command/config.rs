//! `zhiban config`: check it, print it, write a new one.

use std::io::{IsTerminal, stderr};
use std::process::ExitCode;

use crate::cli::{ConfigCommand, Options};
use crate::config::{Config, ConfigError};
use crate::duty::clean_lines;

use super::{Failure, print, say, setup};

pub(super) fn run(options: &Options, command: &ConfigCommand) -> Result<ExitCode, Failure> {
    match command {
        ConfigCommand::Check => check(options),
        ConfigCommand::Show => print(&setup::find_or_built_in(options)?.show()),
        ConfigCommand::Init => print(Config::starter()),
        ConfigCommand::Schema => {
            let schema = serde_json::to_string_pretty(&Config::schema()).map_err(|error| Failure::Other(error.to_string()))?;
            print(&format!("{schema}\n"))
        }
    }
}

fn check(options: &Options) -> Result<ExitCode, Failure> {
    let Some(path) = options.config.clone().or_else(Config::default_path) else {
        return Err(Failure::Other("there is no configuration to check: name one with --config FILE".to_owned()));
    };
    match Config::load(&path) {
        Ok(config) => print(&format!(
            "{}: right. Feeds: {}, indicators: {}, periods: {}, territories: {}\n",
            clean_lines(&path.display().to_string()),
            config.sources.len(),
            config.plan.indicators.len(),
            config.plan.periods.len(),
            config.plan.territories.len(),
        )),
        Err(ConfigError::Wrong(problems)) => {
            eprintln!("{}", problems.report(stderr().is_terminal() && std::env::var_os("NO_COLOR").is_none()));
            say(&format!("\n{}: {} to mend", path.display(), problems.problems.len()));
            Ok(ExitCode::FAILURE)
        }
        Err(error) => Err(error.into()),
    }
}
