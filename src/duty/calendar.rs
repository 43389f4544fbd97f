//! Where the windows and the shift begin that hold one instant, worked out once for all that is of that instant.

use jiff::Timestamp;
use jiff::tz::TimeZone;

use super::{Roster, Window};

/// The county's calendar at an instant.
#[derive(Clone, Debug)]
pub(super) struct Calendar {
    zone: TimeZone,
    at: Timestamp,
    shift: Timestamp,
    day: Timestamp,
    month: Timestamp,
    year: Timestamp,
    local_second: i64,
}

impl Calendar {
    /// The calendar at an instant.
    pub(super) fn new(at: Timestamp, roster: &Roster, zone: &TimeZone) -> Self {
        Self {
            zone: zone.clone(),
            at,
            shift: roster.at(at, zone).start,
            day: Window::Day.start(at, zone),
            month: Window::Month.start(at, zone),
            year: Window::Year.start(at, zone),
            local_second: local_second(at, zone),
        }
    }

    /// Where the shift began.
    pub(super) fn shift(&self) -> Timestamp {
        self.shift
    }

    /// Where a window begins that holds `at`, which is mostly the instant that this was made for.
    pub(super) fn start(&self, window: Window, at: Timestamp) -> Timestamp {
        match window {
            _ if at != self.at => window.start(at, &self.zone),
            Window::Day => self.day,
            Window::Month => self.month,
            Window::Year => self.year,
        }
    }

    /// Local time in seconds since the epoch plus the zone's offset, as a [`Trend`](super::Trend) counts it.
    pub(super) fn local_second(&self, at: Timestamp) -> i64 {
        if at == self.at { self.local_second } else { local_second(at, &self.zone) }
    }
}

fn local_second(at: Timestamp, zone: &TimeZone) -> i64 {
    at.as_second() + i64::from(zone.to_offset(at).seconds())
}

#[cfg(test)]
mod tests {
    use jiff::civil::time;

    use super::*;

    #[test]
    fn says_of_its_own_instant_what_it_says_of_any_other() {
        let zone = TimeZone::get("Asia/Shanghai").unwrap();
        let roster = Roster::new(vec![time(8, 0, 0, 0), time(20, 0, 0, 0)]).unwrap();
        let at: Timestamp = "2026-03-05T07:42:17+08:00".parse().unwrap();
        let (calendar, other) = (Calendar::new(at, &roster, &zone), Calendar::new(Timestamp::UNIX_EPOCH, &roster, &zone));
        assert_eq!(calendar.shift(), "2026-03-04T20:00:00+08:00".parse().unwrap());
        for (window, begins) in [(Window::Day, "2026-03-05"), (Window::Month, "2026-03-01"), (Window::Year, "2026-01-01")] {
            let begins: Timestamp = format!("{begins}T00:00:00+08:00").parse().unwrap();
            assert_eq!((calendar.start(window, at), other.start(window, at)), (begins, begins), "{window:?}");
        }
        let local = "2026-03-05T07:42:17Z".parse::<Timestamp>().unwrap().as_second();
        assert_eq!((calendar.local_second(at), other.local_second(at)), (local, local));
    }
}
