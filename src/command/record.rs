//! `zhiban record`: what feeds deliver, appended to files that `replay` and `backtest` take.

mod notices;
mod places;
mod taken;
mod tape;

use std::process::ExitCode;
use std::sync::Arc;
use std::time::Duration;

use jiff::Timestamp;
use nix::sys::signal::Signal;
use tokio::signal::unix::{SignalKind, signal};
use tokio::sync::{mpsc, watch};
use tokio::time::{Instant, sleep_until};

use crate::cli::{Options, RecordArguments};
use crate::duty::{Source, Span};
use crate::feed::{Clock, Known, Pollers};
use crate::screen::Words;

use super::ending::Ending;
use super::setup::Found;
use super::{Failure, block_on, setup};

use notices::Notices;
use taken::Taken;

/// How many polls may wait to be written.
const WAITING: usize = 16;

pub(super) fn run(options: &Options, arguments: &RecordArguments) -> Result<ExitCode, Failure> {
    let Some(Found { config, path, .. }) = setup::find(options)? else {
        return Err(Failure::Other("there is no configuration: name one with --config FILE".to_owned()));
    };
    setup::need_feeds(&config, &path)?;
    let words = Words::of(setup::language(options, &config));
    let notices = Notices::new(words, config.plan.zone.clone());
    let places = places::places(&config.sources, arguments.feed.as_deref(), &arguments.file)?;
    let (mut sources, mut taken) = (Vec::new(), Vec::new());
    for (source, file) in places {
        taken.push(Taken::open(&source, &file, &notices)?);
        sources.push(source);
    }
    let lasts = arguments.lasts.unwrap_or(Span::MAX).duration();
    block_on(record(sources, &mut taken, setup::known(&config), lasts, &notices))?;
    notices.sum_up(&taken);
    Ok(if taken.iter().all(Taken::is_whole) { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

/// Polls and writes until the time is over or a signal ends it.
async fn record(
    sources: Vec<Source>,
    taken: &mut [Taken],
    known: Arc<Known>,
    lasts: Duration,
    notices: &Notices,
) -> Result<(), Failure> {
    let mut ending = Ending::listen()?;
    // A limit on the size of files is told as an error of the write and no longer ends the process.
    let _limit =
        signal(SignalKind::from_raw(Signal::SIGXFSZ as i32)).map_err(Failure::while_doing("cannot listen to signals"))?;
    let clock: Clock = Arc::new(Timestamp::now);
    let (_pace_to, pace) = watch::channel(None);
    let (polls_to, mut polls) = mpsc::channel(WAITING);
    let mut pollers = Pollers::spawn(sources, &known, &clock, &pace, &polls_to);
    let end = Instant::now() + lasts;
    loop {
        tokio::select! {
            biased;
            () = ending.asked() => break,
            () = sleep_until(end) => break,
            Some((feed, poll)) = polls.recv() => {
                if let Some(taken) = taken.get_mut(feed) {
                    taken.take(poll, notices).await;
                }
            }
        }
    }
    pollers.stop().await;
    Ok(())
}
