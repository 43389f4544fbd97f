//! Times as the county's clocks show them.

use jiff::Timestamp;
use jiff::civil::Date;
use jiff::tz::TimeZone;

use super::words::Words;

/// The county's zone, and the span that times are read beside.
#[derive(Clone, Copy)]
pub(super) struct Local<'a> {
    zone: &'a TimeZone,
    from: Timestamp,
    /// Whether times need their day: the span is longer than one.
    is_long: bool,
}

impl<'a> Local<'a> {
    pub(super) fn new(zone: &'a TimeZone, from: Timestamp, to: Timestamp) -> Self {
        Self { zone, from, is_long: to.duration_since(from).as_hours() > 24 }
    }

    fn write(&self, at: Timestamp, pattern: &str) -> String {
        at.to_zoned_datetime(self.zone.clone()).strftime(pattern).to_string()
    }

    fn date(&self, at: Timestamp) -> Date {
        at.to_zoned_datetime(self.zone.clone()).date()
    }

    /// As short as it is clear: the day is left out where it is the span's first, the year where it is the same.
    pub(super) fn short(&self, at: Timestamp) -> String {
        let (day, first) = (self.date(at), self.date(self.from));
        if day == first && !self.is_long {
            self.write(at, "%H:%M")
        } else if day.year() == first.year() {
            self.write(at, "%m-%d %H:%M")
        } else {
            self.write(at, "%Y-%m-%d %H:%M")
        }
    }

    /// With the day and its weekday.
    pub(super) fn full(&self, at: Timestamp, words: &Words) -> String {
        let weekday = words.weekday(self.date(at).weekday());
        format!("{} {weekday} {}", self.write(at, "%Y-%m-%d"), self.write(at, "%H:%M"))
    }

    /// The zone's offset at a time.
    pub(super) fn offset(&self, at: Timestamp) -> String {
        self.write(at, "%:z")
    }

    /// For spreadsheets.
    pub(super) fn cell(&self, at: Timestamp) -> String {
        self.write(at, "%Y-%m-%d %H:%M:%S")
    }

    /// RFC 3339 with the zone's offset.
    pub(super) fn rfc3339(&self, at: Timestamp) -> String {
        self.write(at, "%Y-%m-%dT%H:%M:%S%:z")
    }
}
