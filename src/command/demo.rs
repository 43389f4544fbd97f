//! `zhiban demo`: the demonstration county.

use std::process::ExitCode;
use std::sync::Arc;

use jiff::Timestamp;
use jiff::tz::TimeZone;

use crate::app::Clock;
use crate::cli::Options;
use crate::config::Config;
use crate::demo::{self, Chronicle, County, Scenario};
use crate::duty::Span;
use crate::screen::Mark;

use super::{Failure, block_on, setup};

pub(super) fn run(options: &Options, speed: f64, number: u64, scenario: Scenario) -> Result<ExitCode, Failure> {
    setup::need_terminal(options)?;
    let zone = TimeZone::get("Asia/Shanghai").map_err(|error| Failure::Other(error.to_string()))?;
    let start = begins(scenario, &zone);
    #[expect(clippy::float_cmp, reason = "exactly as fast as time itself")]
    let clock = if speed == 1.0 && scenario != Scenario::Handover { Clock::Wall } else { Clock::scaled(start, speed, None) };
    block_on(async {
        let county = || County::of(scenario, number, start, zone.clone());
        let address = demo::serve(county(), clock.function()).await.map_err(Failure::while_doing("cannot serve on loopback"))?;
        let mut config = setup::built_in(&demo::config(address, scenario))?;
        let history = Arc::new(Chronicle::new(county(), config.plan.clone()));
        stretch(&mut config, speed);
        setup::show(options, config, clock, Some(Mark::Demo), Some(history)).await
    })
}

/// When a situation begins: now, but for a handover, which is at five past eight in the morning of today.
pub(super) fn begins(scenario: Scenario, zone: &TimeZone) -> Timestamp {
    let now = Timestamp::now();
    if scenario != Scenario::Handover {
        return now;
    }
    let morning = now.to_zoned_datetime(zone.clone()).date().at(8, 5, 0, 0).to_zoned_datetime(zone.clone());
    morning.map_or(now, |morning| morning.timestamp())
}

/// Lets figures grow old in proportion to a faster time: polls come no oftener for it.
fn stretch(config: &mut Config, speed: f64) {
    for (source, planned) in config.sources.iter_mut().zip(&mut config.plan.feeds) {
        #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "positive; beyond the largest it saturates")]
        let seconds = (f64::from(source.stale_after.seconds()) * speed.max(1.0)) as u32;
        source.stale_after = Span::from_seconds(seconds);
        planned.stale_after = source.stale_after;
    }
}
