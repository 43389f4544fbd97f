//! Shifts: the spans from one handover time to the next.

use jiff::civil::Time;
use jiff::tz::TimeZone;
use jiff::{Timestamp, ToSpan};

/// The daily handover times, in order and without repetition.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Roster {
    starts: Vec<Time>,
}

/// One shift.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Shift {
    /// When it began.
    pub start: Timestamp,
    /// When the next begins.
    pub end: Timestamp,
    /// Whether it is a day's or a night's work.
    pub part: PartOfDay,
}

/// What a shift is called.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PartOfDay {
    /// Begins between 05:00 and 15:00.
    Day,
    /// Begins at any other time.
    Night,
}

impl Roster {
    /// A roster with these handover times; none when there are none.
    #[must_use]
    pub fn new(mut starts: Vec<Time>) -> Option<Self> {
        starts.sort_unstable();
        starts.dedup();
        (!starts.is_empty()).then_some(Self { starts })
    }

    /// The handover times.
    #[must_use]
    pub fn starts(&self) -> &[Time] {
        &self.starts
    }

    /// The shift that is on at `now`, in the county's zone.
    #[must_use]
    pub fn at(&self, now: Timestamp, zone: &TimeZone) -> Shift {
        let today = now.to_zoned_datetime(zone.clone()).date();
        let days = [today.checked_sub(1.day()), Ok(today), today.checked_add(1.day())];
        let handovers = days
            .into_iter()
            .flatten()
            .flat_map(|day| self.starts.iter().map(move |time| (day, *time)))
            .filter_map(|(day, time)| Some((day.to_datetime(time).to_zoned_datetime(zone.clone()).ok()?.timestamp(), time)));
        let mut shift = Shift { start: Timestamp::MIN, end: Timestamp::MAX, part: PartOfDay::Day };
        for (at, time) in handovers {
            if at <= now {
                let day = (5..15).contains(&time.hour());
                shift.start = at;
                shift.part = if day { PartOfDay::Day } else { PartOfDay::Night };
            } else {
                shift.end = shift.end.min(at);
            }
        }
        shift
    }
}

impl Roster {
    /// The shift before another.
    #[must_use]
    pub fn before(&self, shift: Shift, zone: &TimeZone) -> Shift {
        shift.start.checked_sub(jiff::SignedDuration::from_secs(1)).map_or(shift, |before| self.at(before, zone))
    }
}

impl Default for Roster {
    /// 08:30 and 17:30.
    fn default() -> Self {
        Self { starts: vec![Time::constant(8, 30, 0, 0), Time::constant(17, 30, 0, 0)] }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn shift(now: &str, zone: &str) -> (String, String, PartOfDay) {
        let tz = TimeZone::get(zone).unwrap();
        let shift = Roster::default().at(now.parse().unwrap(), &tz);
        let local = |at: Timestamp| at.to_zoned_datetime(tz.clone()).strftime("%m-%d %H:%M%:z").to_string();
        (local(shift.start), local(shift.end), shift.part)
    }

    #[test]
    fn a_handover_time_belongs_to_the_shift_that_begins() {
        let s = |a: &str, b: &str, part| (a.to_owned(), b.to_owned(), part);
        let zone = "Asia/Shanghai";
        assert_eq!(shift("2026-03-05T08:29:59+08:00", zone), s("03-04 17:30+08:00", "03-05 08:30+08:00", PartOfDay::Night));
        assert_eq!(shift("2026-03-05T08:30:00+08:00", zone), s("03-05 08:30+08:00", "03-05 17:30+08:00", PartOfDay::Day));
        assert_eq!(shift("2026-12-31T23:00:00+08:00", zone), s("12-31 17:30+08:00", "01-01 08:30+08:00", PartOfDay::Night));
        assert_eq!(shift("2024-02-29T01:00:00+08:00", zone), s("02-28 17:30+08:00", "02-29 08:30+08:00", PartOfDay::Night));
        // The night in which clocks go forward is an hour shorter, and its end stays at 08:30.
        assert_eq!(
            shift("2014-03-09T03:30:00-04:00", "America/New_York"),
            s("03-08 17:30-05:00", "03-09 08:30-04:00", PartOfDay::Night)
        );
    }

    #[test]
    fn one_handover_a_day_makes_shifts_of_a_day() {
        let roster = Roster::new(vec![Time::constant(9, 0, 0, 0)]).unwrap();
        let shift = roster.at("2026-03-05T08:00:00Z".parse().unwrap(), &TimeZone::UTC);
        assert_eq!(shift.end.duration_since(shift.start).as_hours(), 24);
        assert!(Roster::new(vec![]).is_none());
    }

    proptest! {
        #[test]
        fn now_lies_within(second in 0..4_000_000_000_i64, minutes in prop::collection::vec(0..1440_i32, 1..5)) {
            let starts = minutes.iter().map(|m| Time::constant(0, 0, 0, 0) + i64::from(*m).minutes()).collect();
            let now = Timestamp::from_second(second).unwrap();
            let shift = Roster::new(starts).unwrap().at(now, &TimeZone::get("America/New_York").unwrap());
            prop_assert!(shift.start <= now && now < shift.end);
        }
    }
}
