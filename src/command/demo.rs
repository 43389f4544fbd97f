//! `zhiban demo`: the demonstration county.

use std::process::ExitCode;

use jiff::Timestamp;
use jiff::tz::TimeZone;

use crate::app::Clock;
use crate::cli::Options;
use crate::demo::{self, County};
use crate::screen::Mark;

use super::{Failure, block_on, setup};

pub(super) fn run(options: &Options, speed: f64, county: u64) -> Result<ExitCode, Failure> {
    setup::need_terminal()?;
    let start = Timestamp::now();
    #[expect(clippy::float_cmp, reason = "exactly as fast as time itself")]
    let clock = if speed == 1.0 { Clock::Wall } else { Clock::scaled(start, speed, None) };
    block_on(async {
        let zone = TimeZone::get("Asia/Shanghai").map_err(|error| Failure::Other(error.to_string()))?;
        let county = County::new(county, start, zone);
        let address = demo::serve(county, clock.function()).await.map_err(Failure::while_doing("cannot serve on loopback"))?;
        let config = setup::built_in(&demo::config(address))?;
        setup::show(options, config, clock, Some(Mark::Demo)).await
    })
}
