//! `zhiban replay`: the dashboard over recorded feeds, in the recorded time.

use std::path::PathBuf;
use std::process::ExitCode;

use crate::app::Clock;
use crate::cli::Options;
use crate::demo::{self, Recording};
use crate::duty::{Clean, FeedPlan, Source, Span};
use crate::screen::Mark;

use super::{Failure, block_on, setup};

/// How often the loopback server is polled: as often as a poll can be asked for.
const EVERY: Span = Span::from_seconds(1);

pub(super) fn run(options: &Options, files: &[PathBuf], speed: Option<f64>) -> Result<ExitCode, Failure> {
    setup::need_terminal(options)?;
    let mut config = setup::find_or_built_in(options)?;
    let recordings = files.iter().map(|file| Recording::read(file)).collect::<Result<Vec<_>, _>>()?;
    let interval = recordings.iter().map(Recording::median_interval).min().unwrap_or(EVERY);
    // A snapshot every two seconds: polls come once a second, so none is passed over.
    let speed = speed.unwrap_or_else(|| (f64::from(interval.seconds()) / 2.0).clamp(1.0, Clock::MAX_SPEED));
    let (Some(first), Some(last)) = (recordings.iter().map(Recording::first).min(), recordings.iter().map(Recording::last).max())
    else {
        return Err(Failure::Other("there is nothing to replay".to_owned()));
    };
    let names: Vec<Clean> =
        files.iter().map(|file| Clean::new(&file.file_stem().unwrap_or_default().to_string_lossy())).collect();
    let stale: Vec<Span> = recordings.iter().map(|recording| stale_after(recording, speed)).collect();
    let clock = Clock::scaled(first, speed, Some(last));
    block_on(async {
        let address = demo::serve_recordings(recordings, clock.function()).await;
        let address = address.map_err(Failure::while_doing("cannot serve on loopback"))?;
        config.sources = names
            .into_iter()
            .zip(stale)
            .enumerate()
            .map(|(n, (name, stale_after))| Source {
                every: EVERY,
                stale_after,
                ..Source::new(name, format!("http://{address}/{n}"))
            })
            .collect();
        config.plan.replace_feeds(config.sources.iter().map(FeedPlan::of).collect());
        setup::show(options, config, clock, Some(Mark::Replay), None).await
    })
}

/// How old recorded figures may be in their own time: three snapshots, and what passes between polls.
fn stale_after(recording: &Recording, speed: f64) -> Span {
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a speed is positive and bounded")]
    let between_polls = (speed * 3.0).ceil() as u32;
    Span::from_seconds(recording.median_interval().seconds().saturating_mul(3).saturating_add(between_polls))
}
