//! Where the marks of an axis stand: round numbers, and round local times.

use jiff::civil::DateTime;
use jiff::tz::TimeZone;
use jiff::{Timestamp, ToSpan};

/// Round numbers from at most `low` up to at least `high`, at most `most` of them, and at least `least` apart.
pub(super) fn numbers(low: f64, high: f64, most: usize, least: f64) -> Vec<f64> {
    // What never changed still has a scale.
    let high = if high > low { high } else { low + 1.0 };
    let span = high - low;
    #[expect(clippy::cast_precision_loss, reason = "a handful")]
    let rough = span / (most.max(2) - 1) as f64;
    let magnitude = 10_f64.powf(rough.log10().floor());
    let steps = [1.0, 2.0, 2.5, 5.0, 10.0, 20.0].map(|factor| factor * magnitude);
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a small number, or the largest")]
    let marks = |step: f64| ((high / step).ceil() - (low / step).floor()) as u32 + 1;
    let fits = |step: &f64| usize::try_from(marks(*step)).is_ok_and(|marks| marks <= most.max(2)) && *step >= least;
    let step = steps.into_iter().find(fits).unwrap_or(50.0 * magnitude);
    let first = (low / step).floor();
    (0..marks(step)).map(|n| (first + f64::from(n)) * step).collect()
}

/// How far apart marks of time may stand.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Step {
    Minutes(i64),
    Days(i64),
    Months(i64),
    Years(i64),
}

const STEPS: [(Step, i64); 20] = [
    (Step::Minutes(1), 60),
    (Step::Minutes(5), 300),
    (Step::Minutes(10), 600),
    (Step::Minutes(15), 900),
    (Step::Minutes(30), 1800),
    (Step::Minutes(60), 3600),
    (Step::Minutes(120), 7200),
    (Step::Minutes(180), 10_800),
    (Step::Minutes(240), 14_400),
    (Step::Minutes(360), 21_600),
    (Step::Minutes(720), 43_200),
    (Step::Days(1), 86_400),
    (Step::Days(2), 172_800),
    (Step::Days(7), 604_800),
    (Step::Days(14), 1_209_600),
    (Step::Months(1), 2_592_000),
    (Step::Months(2), 5_184_000),
    (Step::Months(3), 7_776_000),
    (Step::Months(6), 15_552_000),
    (Step::Years(1), 31_536_000),
];

/// Marks between two times, at most `most` of them, each with its label: a time of day, a date, or a month.
pub(super) fn times(from: Timestamp, to: Timestamp, zone: &TimeZone, most: usize) -> Vec<(Timestamp, String)> {
    let seconds = to.duration_since(from).as_secs().max(1);
    let most = i64::try_from(most.max(1)).unwrap_or(i64::MAX);
    let step = STEPS.into_iter().find(|(_, length)| seconds / length < most).map_or(Step::Years(1), |(step, _)| step);
    let local = from.to_zoned_datetime(zone.clone()).datetime();
    let mut at = Some(beginning(local, step));
    let mut marks = Vec::new();
    while let Some(local) = at {
        at = after(local, step);
        let Ok(zoned) = local.to_zoned_datetime(zone.clone()) else { continue };
        let mark = zoned.timestamp();
        if mark > to {
            break;
        }
        // An hour that clocks go over twice or not at all is not marked twice.
        let is_new = marks.last().is_none_or(|(before, _)| *before < mark);
        if mark >= from && is_new {
            marks.push((mark, label(local, step)));
        }
    }
    marks
}

fn label(local: DateTime, step: Step) -> String {
    let format = match step {
        Step::Minutes(_) if local.time() == jiff::civil::Time::midnight() => "%m-%d",
        Step::Minutes(_) => "%H:%M",
        Step::Days(_) => "%m-%d",
        Step::Months(_) => "%Y-%m",
        Step::Years(_) => "%Y",
    };
    local.strftime(format).to_string()
}

/// The round time at or before one.
fn beginning(local: DateTime, step: Step) -> DateTime {
    let date = local.date();
    let midnight = date.at(0, 0, 0, 0);
    match step {
        Step::Minutes(minutes) => {
            let minute = i64::from(local.hour()) * 60 + i64::from(local.minute());
            midnight.saturating_add((minute / minutes * minutes).minutes())
        }
        Step::Days(days) => midnight.saturating_sub((i64::from(date.day() - 1) % days).days()),
        Step::Months(months) => {
            let back = (i64::from(date.month()) - 1) % months;
            date.first_of_month().at(0, 0, 0, 0).saturating_sub(back.months())
        }
        Step::Years(_) => date.first_of_year().at(0, 0, 0, 0),
    }
}

/// The next round time; days are counted anew in each month.
fn after(local: DateTime, step: Step) -> Option<DateTime> {
    match step {
        Step::Minutes(minutes) => {
            let next = local.checked_add(minutes.minutes()).ok()?;
            Some(if next.date() == local.date() { next } else { next.date().at(0, 0, 0, 0) })
        }
        Step::Days(days) => {
            let next = local.checked_add(days.days()).ok()?;
            Some(if next.month() == local.month() { next } else { next.date().first_of_month().at(0, 0, 0, 0) })
        }
        Step::Months(months) => local.checked_add(months.months()).ok(),
        Step::Years(years) => local.checked_add(years.years()).ok(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn numbers_are_round() {
        assert_eq!(numbers(0.0, 412.0, 6, 0.0), [0.0, 100.0, 200.0, 300.0, 400.0, 500.0]);
        assert_eq!(numbers(88.0, 92.6, 5, 0.0), [88.0, 90.0, 92.0, 94.0]);
        assert_eq!(numbers(0.0, 3.0, 4, 0.0), [0.0, 1.0, 2.0, 3.0]);
        assert_eq!(numbers(-4.0, 7.0, 4, 0.0), [-5.0, 0.0, 5.0, 10.0]);
        assert_eq!(numbers(5.0, 5.0, 4, 0.0), [5.0, 5.5, 6.0]);
        assert_eq!(numbers(0.0, 2.0, 9, 1.0), [0.0, 1.0, 2.0], "no half of an event");
    }

    #[test]
    fn times_are_round_where_the_county_is() {
        let zone = TimeZone::get("Asia/Shanghai").unwrap();
        let labels = |from: &str, to: &str, most| {
            let marks = times(from.parse().unwrap(), to.parse().unwrap(), &zone, most);
            marks.into_iter().map(|(_, label)| label).collect::<Vec<_>>()
        };
        assert_eq!(labels("2026-03-05T07:42:17+08:00", "2026-03-05T08:42:17+08:00", 6), ["07:45", "08:00", "08:15", "08:30"]);
        assert_eq!(
            labels("2026-03-04T20:10:00+08:00", "2026-03-05T08:00:00+08:00", 6),
            ["22:00", "03-05", "02:00", "04:00", "06:00", "08:00"]
        );
        assert_eq!(
            labels("2026-02-20T00:00:00+08:00", "2026-03-22T00:00:00+08:00", 6),
            ["02-22", "03-01", "03-08", "03-15", "03-22"]
        );
        assert_eq!(labels("2023-03-05T00:00:00+08:00", "2026-03-05T00:00:00+08:00", 4), ["2024", "2025", "2026"]);
    }

    #[test]
    fn the_hour_that_is_skipped_or_repeated_is_marked_once() {
        let zone = TimeZone::get("America/New_York").unwrap();
        for day in ["2026-03-08", "2026-11-01"] {
            let from: Timestamp = format!("{day}T00:00:00-05:00").parse().unwrap();
            let marks = times(from, from + jiff::SignedDuration::from_hours(12), &zone, 20);
            assert!(marks.windows(2).all(|pair| pair[0].0 < pair[1].0), "{marks:?}");
            assert!(marks.len() >= 10, "{marks:?}");
        }
    }

    proptest! {
        #[test]
        fn never_more_marks_than_asked_and_always_around_the_data(low in -1e9..1e9_f64, span in 0.0..1e9_f64, most in 2..20_usize) {
            let marks = numbers(low, low + span, most, 0.0);
            prop_assert!(marks.len() >= 2 && marks.len() <= most.max(3), "{:?}", marks);
            prop_assert!(marks[0] <= low && marks[marks.len() - 1] >= low + span - span * 1e-9);
        }
    }
}
