//! `zhiban`: the dashboard of a configuration.

use std::process::ExitCode;

use crate::cli::Options;

use super::setup::{self, Found};
use super::{Failure, block_on};

pub(super) fn run(options: &Options, found: Found) -> Result<ExitCode, Failure> {
    setup::need_terminal(options)?;
    setup::need_feeds(&found.config, &found.path)?;
    block_on(setup::follow(options, found))
}
