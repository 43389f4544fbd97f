//! Times as they are typed: a time of day, a date with one, a span.

use jiff::civil::{Date, DateTime};
use jiff::{Timestamp, ToSpan};

use crate::duty::{Room, Shift, Span};

/// The end of the shift that is on, or eight hours from now where that is later, as an answer to be changed.
pub(super) fn end_of_shift(room: &Room, now: Timestamp) -> String {
    let Shift { end, .. } = room.shift();
    let latest = now.checked_add(8.hours()).unwrap_or(end);
    end.min(latest).to_zoned_datetime(room.zone().clone()).strftime("%H:%M").to_string()
}

/// What was typed is no time.
pub(super) struct NoTime;

/// Until when: a time of day, a span such as `2h`, or `-` for until it returns to normal.
pub(super) fn until(text: &str, room: &Room, now: Timestamp) -> Result<Option<Timestamp>, NoTime> {
    let text = text.trim();
    if text == "-" {
        return Ok(None);
    }
    let at = match text.parse::<Span>() {
        Ok(span) => now.checked_add(span.signed()).ok(),
        Err(_) => next(text, room, now),
    };
    at.map(Some).ok_or(NoTime)
}

/// The next time that it is that time of day.
fn next(text: &str, room: &Room, now: Timestamp) -> Option<Timestamp> {
    let time = jiff::civil::Time::strptime("%H:%M", text).ok()?;
    let zone = room.zone().clone();
    let today = now.to_zoned_datetime(zone.clone()).date();
    let at = |day: Date| Some(day.to_datetime(time).to_zoned_datetime(zone.clone()).ok()?.timestamp());
    at(today).filter(|at| *at > now).or_else(|| at(today.tomorrow().ok()?))
}

/// A moment that has been: a time of day that was last, `03-05 08:30` with or without its year, or how long ago (`2h`).
pub(super) fn moment(text: &str, room: &Room, now: Timestamp) -> Option<Timestamp> {
    let text = text.trim();
    let zone = room.zone().clone();
    let today = now.to_zoned_datetime(zone.clone()).date();
    let at = |local: DateTime| Some(local.to_zoned_datetime(zone.clone()).ok()?.timestamp()).filter(|at| *at <= now);
    if let Ok(ago) = text.parse::<Span>() {
        return now.checked_sub(ago.signed()).ok();
    }
    if let Ok(time) = jiff::civil::Time::strptime("%H:%M", text) {
        return at(today.to_datetime(time)).or_else(|| at(today.yesterday().ok()?.to_datetime(time)));
    }
    let dated = |text: &str| DateTime::strptime("%Y-%m-%d %H:%M", text).ok();
    dated(text).and_then(at).or_else(|| {
        let year = |year: i16| dated(&format!("{year:04}-{text}")).and_then(at);
        year(today.year()).or_else(|| year(today.year() - 1))
    })
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use super::*;
    use crate::config::Config;

    #[test]
    fn moments_are_in_the_past_of_the_county() {
        let plan = Config::parse("timezone = \"Asia/Shanghai\"", "test", Path::new("")).unwrap().plan;
        let now: Timestamp = "2026-03-05T08:42:17+08:00".parse().unwrap();
        let room = Room::new(plan, now);
        for (typed, wanted) in [
            ("08:30", "2026-03-05T08:30:00+08:00"),
            (" 23:10 ", "2026-03-04T23:10:00+08:00"),
            ("03-01 12:00", "2026-03-01T12:00:00+08:00"),
            ("12-31 23:59", "2025-12-31T23:59:00+08:00"),
            ("2024-02-29 06:00", "2024-02-29T06:00:00+08:00"),
            ("2h", "2026-03-05T06:42:17+08:00"),
        ] {
            assert_eq!(moment(typed, &room, now), Some(wanted.parse().unwrap()), "{typed}");
        }
        for wrong in ["", "yesterday", "25:00", "2027-01-01 00:00", "02-30 08:00"] {
            assert_eq!(moment(wrong, &room, now), None, "{wrong}");
        }
    }
}
