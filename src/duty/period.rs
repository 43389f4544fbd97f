//! Periods of higher risk, with their own rules and poll rate.

use std::collections::HashMap;
use std::sync::Arc;

use jiff::civil::Date;

use super::{Id, Rule, Span, Text};

/// A span of dates with its own rules and poll rate.
#[derive(Clone, Debug, PartialEq)]
pub struct Period {
    /// What it is called on screen.
    pub name: Text,
    /// Its first day.
    pub from: Day,
    /// Its last day, which belongs to it.
    pub to: Day,
    /// How often feeds are polled while it lasts, where that is faster than usual.
    pub every: Option<Span>,
    /// The rules that stand in place of an indicator's own while it lasts.
    pub rules: HashMap<Id, Arc<[Rule]>>,
    /// The indicators whose alarms are suppressed by design while it lasts: schools are closed.
    pub suppress: Vec<Id>,
}

/// A day, of every year or of one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Day {
    /// `06-15`: of every year. 02-29 is 02-28 in years without it.
    Yearly {
        /// 1 to 12.
        month: i8,
        /// 1 to 31.
        day: i8,
    },
    /// `2026-03-04`: of that year alone.
    Once(Date),
}

impl Day {
    fn in_year(self, year: i16) -> Option<Date> {
        match self {
            Self::Once(date) => Some(date),
            Self::Yearly { month, day } => {
                let first = Date::new(year, month, 1).ok()?;
                first.with().day(day.min(first.days_in_month())).build().ok()
            }
        }
    }
}

/// Which day of a period a date is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct DayOfPeriod {
    /// Counted from 1.
    pub day: i32,
    /// How many days the period has.
    pub of: i32,
}

impl Period {
    /// Which day of the period `date` is; none when it lies outside.
    ///
    /// A period whose yearly end lies before its yearly start runs over New Year.
    #[must_use]
    pub fn day(&self, date: Date) -> Option<DayOfPeriod> {
        [date.year() - 1, date.year()].into_iter().find_map(|year| {
            let from = self.from.in_year(year)?;
            let mut to = self.to.in_year(year)?;
            if to < from && matches!(self.to, Day::Yearly { .. }) {
                to = self.to.in_year(from.year() + 1)?;
            }
            let days = |a: Date, b: Date| a.until((jiff::Unit::Day, b)).ok().map(|span| span.get_days() + 1);
            (from <= date && date <= to).then_some(DayOfPeriod { day: days(from, date)?, of: days(from, to)? })
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn yearly(month: i8, day: i8) -> Day {
        Day::Yearly { month, day }
    }

    fn period(from: Day, to: Day) -> Period {
        Period { name: Text::default(), from, to, every: None, rules: HashMap::new(), suppress: Vec::new() }
    }

    fn day(period: &Period, date: &str) -> Option<(i32, i32)> {
        period.day(date.parse().unwrap()).map(|d| (d.day, d.of))
    }

    #[test]
    fn both_ends_belong_to_it() {
        let congress = period(yearly(3, 4), yearly(3, 11));
        for (date, want) in [
            ("2026-03-03", None),
            ("2026-03-04", Some((1, 8))),
            ("2026-03-05", Some((2, 8))),
            ("2026-03-11", Some((8, 8))),
            ("2026-03-12", None),
            ("2027-03-04", Some((1, 8))),
        ] {
            assert_eq!(day(&congress, date), want, "{date}");
        }
    }

    #[test]
    fn it_may_run_over_new_year() {
        let winter = period(yearly(11, 15), yearly(2, 20));
        assert_eq!(day(&winter, "2025-11-15"), Some((1, 98)));
        assert_eq!(day(&winter, "2026-01-01"), Some((48, 98)));
        assert_eq!(day(&winter, "2026-02-20"), Some((98, 98)));
        assert_eq!(day(&winter, "2026-02-21"), None);
    }

    #[test]
    fn leap_days_and_single_years() {
        let february = period(yearly(2, 29), yearly(3, 1));
        assert_eq!(day(&february, "2024-02-29"), Some((1, 2)));
        assert_eq!(day(&february, "2026-02-28"), Some((1, 2)));
        let once = period(Day::Once("2026-09-10".parse().unwrap()), Day::Once("2026-10-15".parse().unwrap()));
        assert_eq!(day(&once, "2026-10-15"), Some((36, 36)));
        assert_eq!(day(&once, "2027-10-01"), None);
        let backwards = period(Day::Once("2026-10-15".parse().unwrap()), Day::Once("2026-09-10".parse().unwrap()));
        assert_eq!(day(&backwards, "2026-10-01"), None);
    }
}
