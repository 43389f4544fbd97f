//! How a foreign document writes times.

use jiff::Timestamp;
use jiff::fmt::strtime;
use jiff::tz::TimeZone;

/// How a time is written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum TimeFormat {
    /// RFC 3339.
    Rfc3339,
    /// Seconds since 1970.
    Unix,
    /// Milliseconds since 1970.
    UnixMs,
    /// A `strptime` pattern, in a zone unless the pattern reads an offset.
    Pattern(String, TimeZone),
}

impl TimeFormat {
    /// The time that `text` says by a pattern, if it is written so: one without a time of day says the start of that day, one without
    /// an offset is in `zone`.
    ///
    /// ```
    /// use jiff::tz::TimeZone;
    /// use zhiban::duty::TimeFormat;
    ///
    /// let shanghai = TimeZone::get("Asia/Shanghai")?;
    /// assert_eq!(TimeFormat::by_pattern("%Y年%m月%d日", &shanghai, "2026年3月5日"), Some("2026-03-04T16:00:00Z".parse()?));
    /// assert_eq!(TimeFormat::by_pattern("%Y-%m-%d", &shanghai, "yesterday"), None);
    /// # Ok::<(), jiff::Error>(())
    /// ```
    #[must_use]
    pub fn by_pattern(pattern: &str, zone: &TimeZone, text: &str) -> Option<Timestamp> {
        let read = strtime::parse(pattern, text).ok()?;
        if read.timestamp().is_some() || read.offset().is_some() {
            return read.to_timestamp().ok();
        }
        if read.iana_time_zone().is_some() {
            return read.to_zoned_datetime().ok().map(|at| at.timestamp());
        }
        Some(read.to_datetime().ok()?.to_zoned_datetime(zone.clone()).ok()?.timestamp())
    }

    /// Whether a pattern can be read back at all: whether it says a day.
    #[must_use]
    pub fn is_pattern(pattern: &str, zone: &TimeZone) -> bool {
        let some = Timestamp::UNIX_EPOCH.to_zoned_datetime(zone.clone());
        let written = strtime::format(pattern, &some);
        written.is_ok_and(|text| Self::by_pattern(pattern, zone, &text).is_some())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_by_patterns_with_and_without_time_zone_and_offset() {
        let zone = TimeZone::get("Asia/Shanghai").unwrap();
        for (pattern, text, want) in [
            ("%Y-%m-%d %H:%M:%S", "2026-03-05 08:00:00", "2026-03-05T00:00:00Z"),
            ("%Y/%m/%d %H:%M", "2026/3/5 08:00", "2026-03-05T00:00:00Z"),
            ("%Y%m%d%H%M%S", "20260305080000", "2026-03-05T00:00:00Z"),
            ("%Y%m%d", "20260305", "2026-03-04T16:00:00Z"),
            ("%Y年%m月%d日 %H时", "2026年03月05日 08时", "2026-03-05T00:00:00Z"),
            ("%Y-%m-%dT%H:%M:%S%z", "2026-03-05T08:00:00+0900", "2026-03-04T23:00:00Z"),
            ("%s", "1772668800", "2026-03-05T00:00:00Z"),
        ] {
            assert_eq!(TimeFormat::by_pattern(pattern, &zone, text), Some(want.parse().unwrap()), "{pattern}");
            assert!(TimeFormat::is_pattern(pattern, &zone), "{pattern}");
        }
        for (pattern, text) in [
            ("%Y-%m-%d", "2026-02-30"),
            ("%Y-%m-%d", "2026-03-05 08:00:00"),
            ("%Y-%m-%d %H:%M:%S", "2026-03-05"),
            ("%Y-%m-%d", ""),
        ] {
            assert_eq!(TimeFormat::by_pattern(pattern, &zone, text), None, "{pattern} {text}");
        }
    }

    #[test]
    fn a_day_that_begins_late_begins_when_it_does() {
        // Clocks in Beirut went from 0:00 to 1:00 that night.
        let zone = TimeZone::get("Asia/Beirut").unwrap();
        let at = TimeFormat::by_pattern("%Y-%m-%d", &zone, "2024-03-31");
        assert_eq!(at, Some("2024-03-30T22:00:00Z".parse().unwrap()));
    }

    #[test]
    fn what_says_no_day_is_no_pattern() {
        for pattern in ["", "%H:%M", "%Y", "%Y-%m", "rfc-3339", "%!", "%", "%Y-%m-%d %M"] {
            assert!(!TimeFormat::is_pattern(pattern, &TimeZone::UTC), "{pattern}");
        }
    }
}
