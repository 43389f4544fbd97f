//! `zhiban report`: the handover sheet of a shift or a span, from the journal.

use std::path::Path;
use std::process::ExitCode;

use jiff::civil::DateTime;
use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp};

use crate::cli::{Options, ReportArguments, WhichShift};
use crate::config::Config;
use crate::duty::handover::{Course, Facts, Handover, Head};
use crate::duty::{Clean, Indicator, Plan};
use crate::journal::{Told, told};
use crate::report::render;

use super::{Failure, block_on, journal, print, setup};

pub(super) fn run(options: &Options, arguments: &ReportArguments) -> Result<ExitCode, Failure> {
    let path = journal::path(options, None)?;
    let config = setup::find_or_built_in(options)?;
    let language = setup::language(options, &config);
    let (from, to) = span(arguments, &config, Timestamp::now())?;
    let template = arguments.template.as_deref().map(read).transpose()?;
    let told = block_on(async { told(&path, from, to).await.map_err(Failure::from) })?;
    let zone = config.plan.zone.clone();
    let handover = Handover::of(&facts(config.plan, told, from, to), from, to, &zone);
    print(&render(arguments.format.into(), &handover, language, &zone, template.as_deref())?)
}

fn read(path: &Path) -> Result<String, Failure> {
    std::fs::read_to_string(path).map_err(Failure::while_doing(format!("cannot read the template {}", path.display())))
}

/// The span that is asked for, up to now at the latest.
fn span(arguments: &ReportArguments, config: &Config, now: Timestamp) -> Result<(Timestamp, Timestamp), Failure> {
    let Plan { roster, zone, .. } = &config.plan;
    let time = |text: &String| moment(text, zone);
    let shift = roster.at(now, zone);
    let (from, to) = match (&arguments.from, &arguments.to, arguments.shift) {
        (Some(from), to, _) => (time(from)?, to.as_ref().map_or(Ok(now), time)?),
        (None, Some(to), _) => {
            let to = time(to)?;
            (roster.at(to - SignedDuration::from_secs(1), zone).start, to)
        }
        (None, None, WhichShift::Current) => (shift.start, shift.end),
        (None, None, WhichShift::Last) => (roster.before(shift, zone).start, shift.start),
    };
    if from >= to.min(now) {
        return Err(Failure::Other("the span of the report ends before it begins, or lies ahead".to_owned()));
    }
    Ok((from, to.min(now)))
}

/// A time as it is typed: RFC 3339, or local to the county as `2026-03-05T08:30` or `2026-03-05`.
fn moment(text: &str, zone: &TimeZone) -> Result<Timestamp, Failure> {
    if let Ok(time) = text.parse::<Timestamp>() {
        return Ok(time);
    }
    let local = text.parse::<DateTime>().ok().and_then(|local| local.to_zoned_datetime(zone.clone()).ok());
    let help = format!("`{text}` is not a time: write 2026-03-05T08:30, local to the county, or RFC 3339");
    local.map(|local| local.timestamp()).ok_or(Failure::Other(help))
}

fn facts(plan: Plan, told: Told, from: Timestamp, to: Timestamp) -> Facts {
    let course = |indicator| Course::between(indicator, &told.readings, from, to, &plan.zone);
    let delivered = |indicator: &&Indicator| told.readings.iter().any(|stored| stored.reading.id == indicator.id);
    let connected = plan.indicators.iter().filter(|indicator| indicator.configured || delivered(indicator));
    let courses = connected.map(course).collect();
    let feeds = plan.feeds.into_iter().map(|feed| feed.name).collect();
    let number = u64::try_from(told.link.number).ok().filter(|number| *number > 0);
    let head = number.map(|number| Head { number, hash: Clean::new(&told.link.hash) });
    Facts {
        region: plan.region,
        indicators: plan.indicators,
        entries: told.entries,
        alarms_then: told.alarms_then,
        alarms_now: told.alarms_now,
        courses,
        clocks: told.clocks,
        feeds,
        head,
    }
}
