//! The log: to a file if one is named, never to the screen.

use std::fs::OpenOptions;
use std::sync::Mutex;

use tracing::Level;

use crate::cli::Options;

use super::Failure;

pub(super) fn start(options: &Options) -> Result<(), Failure> {
    let Some(path) = &options.log else { return Ok(()) };
    let file = OpenOptions::new().create(true).append(true).open(path);
    let file = file.map_err(Failure::while_doing(format!("cannot write the log {}", path.display())))?;
    let level = match options.verbose {
        0 => Level::INFO,
        1 => Level::DEBUG,
        _ => Level::TRACE,
    };
    tracing_subscriber::fmt().with_writer(Mutex::new(file)).with_max_level(level).with_ansi(false).init();
    Ok(())
}
