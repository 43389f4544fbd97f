//! `zhiban completions` and `zhiban man`.

use std::process::ExitCode;

use clap::CommandFactory;
use clap_complete::Shell;

use crate::cli::Cli;

use super::{Failure, print};

pub(super) fn completions(shell: Shell) -> Result<ExitCode, Failure> {
    let mut script = Vec::new();
    clap_complete::generate(shell, &mut Cli::command(), "zhiban", &mut script);
    print(&String::from_utf8_lossy(&script))
}

pub(super) fn page() -> Result<ExitCode, Failure> {
    let mut page = Vec::new();
    clap_mangen::Man::new(Cli::command()).render(&mut page).map_err(Failure::while_doing("cannot write the manual page"))?;
    print(&String::from_utf8_lossy(&page))
}
