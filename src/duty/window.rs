//! Where the windows of counts begin.

use jiff::tz::TimeZone;
use jiff::{Timestamp, ZonedDateTime};

use super::Window;

impl Window {
    /// The first instant of the window that holds `at`, in the county's time zone.
    ///
    /// Windows are half open: a reading as of midnight belongs to the day that begins. Where daylight saving skips
    /// midnight, the day begins at the first instant that exists.
    ///
    /// ```
    /// use jiff::{Timestamp, tz::TimeZone};
    /// use zhiban::duty::Window;
    ///
    /// let zone = TimeZone::get("Asia/Shanghai")?;
    /// let at: Timestamp = "2026-03-05T08:00:00+08:00".parse()?;
    /// assert_eq!(Window::Month.start(at, &zone), "2026-03-01T00:00:00+08:00".parse()?);
    /// # Ok::<(), jiff::Error>(())
    /// ```
    #[must_use]
    pub fn start(self, at: Timestamp, zone: &TimeZone) -> Timestamp {
        let local = at.to_zoned_datetime(zone.clone());
        let first = match self {
            Self::Day => Ok(local.date()),
            Self::Month => local.date().with().day(1).build(),
            Self::Year => local.date().with().month(1).day(1).build(),
        };
        first
            .and_then(|date| date.to_zoned_datetime(zone.clone()))
            .map_or(Timestamp::MIN, |start: ZonedDateTime| start.timestamp())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn start(window: Window, at: &str, zone: &str) -> String {
        let zone = TimeZone::get(zone).unwrap();
        let start = window.start(at.parse().unwrap(), &zone);
        start.to_zoned_datetime(zone).strftime("%Y-%m-%dT%H:%M:%S%:z").to_string()
    }

    #[test]
    fn begins_at_local_midnight_month_and_year() {
        for (window, at, zone, want) in [
            (Window::Day, "2026-03-04T23:59:59+08:00", "Asia/Shanghai", "2026-03-04T00:00:00+08:00"),
            (Window::Day, "2026-03-05T00:00:00+08:00", "Asia/Shanghai", "2026-03-05T00:00:00+08:00"),
            (Window::Day, "2026-03-04T16:00:00Z", "Asia/Shanghai", "2026-03-05T00:00:00+08:00"),
            (Window::Month, "2024-02-29T23:59:59+08:00", "Asia/Shanghai", "2024-02-01T00:00:00+08:00"),
            (Window::Month, "2024-03-01T00:00:00+08:00", "Asia/Shanghai", "2024-03-01T00:00:00+08:00"),
            (Window::Year, "2025-12-31T16:00:00Z", "Asia/Shanghai", "2026-01-01T00:00:00+08:00"),
            // Clocks go forward and back: 23 and 25 hours, one day each.
            (Window::Day, "2014-03-09T23:00:00-04:00", "America/New_York", "2014-03-09T00:00:00-05:00"),
            (Window::Day, "2014-11-02T23:00:00-05:00", "America/New_York", "2014-11-02T00:00:00-04:00"),
            // A midnight that did not exist.
            (Window::Day, "2018-11-04T12:00:00-02:00", "America/Sao_Paulo", "2018-11-04T01:00:00-02:00"),
        ] {
            assert_eq!(start(window, at, zone), want, "{window:?} {at}");
        }
    }
}
