//! `zhiban`: the dashboard of a configuration.

use std::path::Path;
use std::process::ExitCode;

use crate::app::Clock;
use crate::cli::Options;
use crate::config::Config;

use super::{Failure, block_on, setup};

pub(super) fn run(options: &Options, config: Config, path: &Path) -> Result<ExitCode, Failure> {
    setup::need_terminal(options)?;
    setup::need_feeds(&config, path)?;
    block_on(setup::show(options, config, Clock::Wall, None))
}
