//! The log: to a file if one is named, never to the screen.

use std::fs::OpenOptions;
use std::sync::Mutex;

use tracing::Level;
use tracing_subscriber::filter::Targets;
use tracing_subscriber::layer::{Layer, SubscriberExt};
use tracing_subscriber::util::SubscriberInitExt;

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
    // Our own words alone: what the libraries below log of a request could hold its token.
    let ours = Targets::new().with_target(env!("CARGO_PKG_NAME"), level);
    let layer = tracing_subscriber::fmt::layer().with_writer(Mutex::new(file)).with_ansi(false);
    tracing_subscriber::registry().with(layer.with_filter(ours)).init();
    Ok(())
}
