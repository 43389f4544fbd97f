//! `zhiban`: the dashboard of a configuration.

use std::path::Path;
use std::process::ExitCode;

use crate::app::Clock;
use crate::cli::Options;
use crate::config::Config;

use super::{Failure, block_on, setup};

pub(super) fn run(options: &Options, config: Config, path: &Path) -> Result<ExitCode, Failure> {
    setup::need_terminal()?;
    if config.sources.is_empty() {
        let path = path.display();
        return Err(Failure::Other(format!(
            "{path} names no feed: add a [[feed]] with its name and url (`zhiban config init` shows how), or try `zhiban demo`"
        )));
    }
    block_on(setup::show(options, config, Clock::Wall, None))
}
