//! Events that happen at random, more often in some months, weekdays and hours than in others.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

use jiff::civil::{Date, DateTime};

use super::chance::{generator, poisson};
use super::territories::{self, TERRITORIES};

/// When events of a sort happen: an inhomogeneous Poisson process.
#[derive(Clone, Copy, Debug)]
pub(super) struct Process {
    /// What is counted.
    pub(super) id: &'static str,
    /// Which events: processes of one stream, rate, season and hours share their events and differ in what one counts for.
    pub(super) stream: &'static str,
    /// How many a day on average over the year.
    pub(super) a_day: f64,
    /// Which months have more.
    pub(super) season: Season,
    /// Which hours have more.
    pub(super) hours: Hours,
    /// What one event counts for at the least and at the most; most count for the least.
    pub(super) size: (f64, f64),
}

/// Which months have more.
#[derive(Clone, Copy, Debug)]
pub(super) enum Season {
    /// All alike.
    Even,
    /// July and August, hardly any in winter: drowning.
    Summer,
    /// September to December: harvest, dusk and fog on the roads.
    Autumn,
}

/// Which hours have more.
#[derive(Clone, Copy, Debug)]
pub(super) enum Hours {
    /// Working hours of working days, Mondays most.
    Office,
    /// Afternoon and early evening.
    Evening,
    /// Any hour of the day, few at night.
    Waking,
}

/// Month, day and second of the day: what years are compared by. A leap year's dates are those of other years; its days of
/// the year are not.
type Moment = (i8, i8, u32);

/// One event.
#[derive(Clone, Copy, Debug)]
pub(super) struct Event {
    /// When in the year.
    pub(super) at: Moment,
    /// Where, as a place among the territories.
    pub(super) territory: usize,
    /// What it counts for.
    pub(super) size: f64,
}

impl Season {
    fn weight(self, month: i8) -> f64 {
        match (self, month) {
            (Self::Even, _) => 1.0,
            (Self::Summer, 7 | 8) => 4.0,
            (Self::Summer, 5 | 6 | 9) => 1.2,
            (Self::Summer, _) => 0.05,
            (Self::Autumn, 9..=12) => 1.5,
            (Self::Autumn, _) => 0.75,
        }
    }
}

impl Hours {
    fn weight(self, weekday: i8, hour: u32) -> f64 {
        match (self, hour) {
            (Self::Office, 8..18) if weekday == 1 => 4.0,
            (Self::Office, 8..18) if weekday < 6 => 2.4,
            (Self::Office, _) => 0.25,
            (Self::Evening, 14..21) => 2.2,
            (Self::Evening, 6..14) => 0.9,
            (Self::Waking, 7..23) => 1.35,
            (Self::Evening | Self::Waking, _) => 0.3,
        }
    }
}

/// The events of a year, in the order of time.
#[derive(Debug, Default)]
pub(super) struct Year {
    events: Vec<Event>,
    /// What each [`STRIDE`] of them come to with all before: a year is asked for thousands of times.
    sums: Vec<Sum>,
    /// Those that were found not to count after all, at the time when that was found: corrections.
    withdrawn: Vec<Event>,
}

/// How many events apart sums are kept.
const STRIDE: usize = 256;

/// What events come to.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Sum {
    /// In the whole county.
    pub(super) total: f64,
    /// In each territory, to a tenth.
    pub(super) here: [f64; TERRITORIES.len()],
}

/// What is done to the events that were drawn: nothing, or what a situation wants.
#[derive(Debug, Default)]
pub(super) struct Script {
    /// From when on nothing serious happens at random.
    pub(super) quiet_from: Option<DateTime>,
    /// What happens instead: to which stream, and when.
    pub(super) events: Vec<(&'static str, DateTime)>,
}

/// How many of a stream's events are withdrawn: petitions that were filed twice, reports that were no fraud, crashes whose victim
/// did not die of it.
const WITHDRAWN: [(&str, f64); 3] = [("petitions", 0.002), ("fraud", 0.006), ("crashes", 0.06)];

/// Days until an event is withdrawn: deaths are revised for seven days (Decree 493 art. 13).
const REVISED_AFTER: i64 = 5;

/// The events of every process, drawn from a seed when first asked for.
#[derive(Debug)]
pub(super) struct Events {
    seed: u64,
    script: Script,
    /// By process and year.
    years: Mutex<HashMap<(&'static str, i16), Arc<Year>>>,
}

impl Events {
    pub(super) fn new(seed: u64, script: Script) -> Self {
        Self { seed, script, years: Mutex::new(HashMap::new()) }
    }

    /// The events of a year.
    pub(super) fn year(&self, process: &Process, year: i16) -> Arc<Year> {
        let mut years = self.years.lock().unwrap_or_else(PoisonError::into_inner);
        let events = years.entry((process.id, year)).or_insert_with(|| Arc::new(self.draw(process, year)));
        Arc::clone(events)
    }

    /// The date of the newest event up to a moment, looked for in its year and the `years` before.
    pub(super) fn last(&self, process: &Process, at: DateTime, years: i16) -> Option<Date> {
        let end = |year| if year == at.year() { at } else { DateTime::MAX };
        (0..=years).map(|back| at.year() - back).find_map(|year| {
            let (month, day, _) = self.year(process, year).until(end(year)).last()?.at;
            Date::new(year, month, day).ok()
        })
    }

    /// Day by day and hour by hour from (seed, process, date), so that any year can be drawn alone.
    fn draw(&self, process: &Process, year: i16) -> Year {
        let (mut events, mut withdrawn) = (Vec::new(), Vec::new());
        let share = WITHDRAWN.iter().find(|(stream, _)| *stream == process.stream).map_or(0.0, |(_, share)| *share);
        let Ok(first) = Date::new(year, 1, 1) else { return Year::default() };
        for date in first.series(jiff::Span::new().days(1)).take_while(|date| date.year() == year) {
            let mut rng = generator(self.seed, process.stream, date);
            let mut revision = generator(self.seed.wrapping_add(1), process.stream, date);
            let found = date.saturating_add(jiff::Span::new().days(REVISED_AFTER));
            let is_quiet =
                |second: u32| self.script.quiet_from.is_some_and(|from| (date, second) >= (from.date(), second_of(from)));
            let weekday = date.weekday().to_monday_one_offset();
            for hour in 0..24 {
                let rate = process.a_day / 24.0 * process.season.weight(date.month()) * process.hours.weight(weekday, hour);
                let mut seconds: Vec<u32> = (0..poisson(&mut rng, rate)).map(|_| hour * 3600 + rng.u32(0..3600)).collect();
                seconds.sort_unstable();
                for second in seconds {
                    let (territory, size) = (territories::draw(&mut rng), size(&mut rng, process.size));
                    let mut event = Event { at: (date.month(), date.day(), second), territory, size };
                    let is_withdrawn = revision.f64() < share && found.year() == year;
                    if is_quiet(second) && !stays(process.stream, &mut event) {
                        continue;
                    }
                    events.push(event);
                    if is_withdrawn {
                        withdrawn.push(Event { at: (found.month(), found.day(), second), ..event });
                    }
                }
            }
        }
        for (_, at) in self.script.events.iter().filter(|(stream, at)| *stream == process.stream && at.year() == year) {
            events.push(Event { at: moment(*at), territory: 2, size: process.size.0.round() });
            events.sort_by_key(|event| event.at);
        }
        Year::new(events, withdrawn)
    }
}

impl Year {
    fn new(events: Vec<Event>, withdrawn: Vec<Event>) -> Self {
        let next = |sum: &mut Sum, chunk: &[Event]| {
            for event in chunk {
                sum.add(event, event.size);
            }
            Some(*sum)
        };
        let sums = events.chunks(STRIDE).scan(Sum::default(), next).collect();
        Self { events, sums, withdrawn }
    }

    /// Its events up to a moment of its course, which may be that of another year.
    fn until(&self, at: DateTime) -> &[Event] {
        until(&self.events, at)
    }

    /// What its events up to a moment of its course come to, and the part of it that was withdrawn by then (negative).
    pub(super) fn sum(&self, at: DateTime) -> (Sum, f64) {
        let events = self.until(at);
        let strides = events.len() / STRIDE;
        let mut sum = strides.checked_sub(1).and_then(|n| self.sums.get(n)).copied().unwrap_or_default();
        for event in events.iter().skip(strides * STRIDE) {
            sum.add(event, event.size);
        }
        let counted = sum.total;
        for event in until(&self.withdrawn, at) {
            sum.add(event, -event.size);
        }
        (sum, sum.total - counted)
    }
}

impl Sum {
    fn add(&mut self, event: &Event, size: f64) {
        self.total += size;
        if let Some(here) = self.here.get_mut(event.territory) {
            *here = ((*here + size) * 10.0).round() / 10.0;
        }
    }
}

fn until(events: &[Event], at: DateTime) -> &[Event] {
    let until = moment(at);
    events.get(..events.partition_point(|event| event.at <= until)).unwrap_or_default()
}

/// Whether an event still happens in a quiet time: nothing serious does, and fraud is rarer and smaller.
fn stays(stream: &str, event: &mut Event) -> bool {
    let (_, _, second) = event.at;
    match stream {
        "accidents" | "crashes" | "drowning" | "rescues" => false,
        "fraud" => {
            event.size = event.size.min(4.0);
            second.is_multiple_of(3)
        }
        _ => true,
    }
}

fn moment(at: DateTime) -> Moment {
    (at.month(), at.day(), second_of(at))
}

fn second_of(at: DateTime) -> u32 {
    let seconds = i32::from(at.hour()) * 3600 + i32::from(at.minute()) * 60 + i32::from(at.second());
    u32::try_from(seconds).unwrap_or(0)
}

/// Between the least and the most, small sizes far more often, to a tenth where sizes are not whole.
fn size(rng: &mut fastrand::Rng, (least, most): (f64, f64)) -> f64 {
    let drawn = least + (most - least) * rng.f64().powi(6);
    if most - least > 5.0 { (drawn * 10.0).round() / 10.0 } else { drawn.round() }
}
