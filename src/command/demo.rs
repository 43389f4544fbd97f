//! `zhiban demo`: the demonstration county.

use std::process::ExitCode;

use jiff::Timestamp;
use jiff::tz::TimeZone;

use crate::app::Clock;
use crate::cli::Options;
use crate::config::Config;
use crate::demo::{self, County};
use crate::duty::Span;
use crate::screen::Mark;

use super::{Failure, block_on, setup};

pub(super) fn run(options: &Options, speed: f64, county: u64) -> Result<ExitCode, Failure> {
    setup::need_terminal(options)?;
    let start = Timestamp::now();
    #[expect(clippy::float_cmp, reason = "exactly as fast as time itself")]
    let clock = if speed == 1.0 { Clock::Wall } else { Clock::scaled(start, speed, None) };
    block_on(async {
        let zone = TimeZone::get("Asia/Shanghai").map_err(|error| Failure::Other(error.to_string()))?;
        let county = County::new(county, start, zone);
        let address = demo::serve(county, clock.function()).await.map_err(Failure::while_doing("cannot serve on loopback"))?;
        let mut config = setup::built_in(&demo::config(address))?;
        stretch(&mut config, speed);
        setup::show(options, config, clock, Some(Mark::Demo)).await
    })
}

/// Lets figures grow old in proportion to a faster time: polls come no oftener for it.
fn stretch(config: &mut Config, speed: f64) {
    for (source, (_, stale_after)) in config.sources.iter_mut().zip(&mut config.plan.feeds) {
        #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "positive; beyond the largest it saturates")]
        let seconds = (f64::from(source.stale_after.seconds()) * speed.max(1.0)) as u32;
        source.stale_after = Span::from_seconds(seconds);
        *stale_after = source.stale_after;
    }
}
