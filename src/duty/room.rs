//! The duty room: everything known now, and what follows from it.

use std::collections::HashMap;

use jiff::Timestamp;
use jiff::tz::TimeZone;

use super::track::Moment;
use super::{
    Clean, DayOfPeriod, Feed, Id, Indicator, Measure, Period, Poll, Roster, Rule, Shift, Snapshot, Span, State, Threshold, Topic,
    Track,
};

/// What a duty room is told once: what is counted, where, when and by which rules.
#[derive(Clone, Debug)]
pub struct Plan {
    /// What the county is called.
    pub region: Clean,
    /// Its time zone: windows, shifts and periods follow it.
    pub zone: TimeZone,
    /// Its handover times.
    pub roster: Roster,
    /// Its townships, in the order of the configuration.
    pub territories: Vec<Clean>,
    /// What is counted, in the order of the screen.
    pub indicators: Vec<Indicator>,
    /// Periods of higher risk, in the order of the configuration.
    pub periods: Vec<Period>,
    /// Its feeds: name and how old their figures may be.
    pub feeds: Vec<(Clean, Span)>,
}

/// The duty room.
#[derive(Clone, Debug)]
pub struct Room {
    /// What it was told.
    region: Clean,
    zone: TimeZone,
    roster: Roster,
    territories: Vec<Clean>,
    periods: Vec<Period>,
    /// Which periods were in force when the rules were last chosen.
    in_force: Vec<usize>,
    feeds: Vec<Feed>,
    tracks: Vec<Track>,
    by_id: HashMap<Id, usize>,
    shift: Shift,
    undecided: usize,
}

impl Room {
    /// A room that knows its plan and nothing else yet.
    #[must_use]
    pub fn new(plan: Plan, now: Timestamp) -> Self {
        let horizons = horizons(&plan);
        let horizon = |id: &Id| horizons.get(id).copied().unwrap_or_default();
        let tracks: Vec<Track> =
            plan.indicators.into_iter().map(|i| (horizon(&i.id), i)).map(|(h, i)| Track::new(i, h)).collect();
        let by_id = tracks.iter().enumerate().map(|(n, track)| (track.indicator.id.clone(), n)).collect();
        let shift = plan.roster.at(now, &plan.zone);
        let mut room = Self {
            region: plan.region,
            zone: plan.zone,
            roster: plan.roster,
            territories: plan.territories,
            periods: plan.periods,
            in_force: Vec::new(),
            feeds: plan.feeds.into_iter().map(|(name, stale_after)| Feed::new(name, stale_after)).collect(),
            tracks,
            by_id,
            shift,
            undecided: 0,
        };
        room.tick(now);
        room
    }

    /// What the county is called.
    #[must_use]
    pub fn region(&self) -> &Clean {
        &self.region
    }

    /// The county's time zone.
    #[must_use]
    pub fn zone(&self) -> &TimeZone {
        &self.zone
    }

    /// Its townships, in the order of the configuration.
    #[must_use]
    pub fn territories(&self) -> &[Clean] {
        &self.territories
    }

    /// Its feeds.
    #[must_use]
    pub fn feeds(&self) -> &[Feed] {
        &self.feeds
    }

    /// The shift that is on.
    #[must_use]
    pub fn shift(&self) -> Shift {
        self.shift
    }

    /// Every indicator, in the order of the screen.
    #[must_use]
    pub fn tracks(&self) -> &[Track] {
        &self.tracks
    }

    /// One indicator.
    #[must_use]
    pub fn track(&self, id: &str) -> Option<&Track> {
        self.tracks.get(*self.by_id.get(id)?)
    }

    /// The connected indicators of a topic, in the order of the screen.
    pub fn topic(&self, topic: Topic) -> impl Iterator<Item = &Track> {
        self.tracks.iter().filter(move |track| track.indicator.topic == topic && track.is_connected())
    }

    /// The worst state among a topic's indicators; none where none is connected. As long as a feed that was asked has never
    /// delivered anything, nobody knows what it would have: such a topic is unknown.
    #[must_use]
    pub fn state(&self, topic: Topic) -> Option<State> {
        let silent = || self.feeds.iter().any(Feed::never_delivered).then_some(State::Unknown);
        self.topic(topic).map(Track::state).max().or_else(silent)
    }

    /// The worst state of all; unknown where nothing is connected.
    #[must_use]
    pub fn worst(&self) -> State {
        self.tracks.iter().filter(|track| track.is_connected()).map(Track::state).max().unwrap_or(State::Unknown)
    }

    /// The periods in force at `now` with the day of each, the one that ends first in front.
    #[must_use]
    pub fn periods(&self, now: Timestamp) -> Vec<(&Period, DayOfPeriod)> {
        let today = now.to_zoned_datetime(self.zone.clone()).date();
        let mut periods: Vec<_> = self.periods.iter().filter_map(|p| Some((p, p.day(today)?))).collect();
        periods.sort_by_key(|(_, day)| (day.of - day.day, day.of));
        periods
    }

    /// How often feeds are polled at `now` at the least, if a period in force says so.
    #[must_use]
    pub fn pace(&self, now: Timestamp) -> Option<Span> {
        self.periods(now).iter().filter_map(|(period, _)| period.every).min()
    }

    /// How many indicators have a known figure and a rule that cannot be judged yet: growth over a day needs a day. Neither
    /// their calm nor anything else follows from such a rule.
    #[must_use]
    pub fn undecided(&self) -> usize {
        self.undecided
    }

    /// A measure of an indicator at `now`; none when it cannot be computed.
    #[must_use]
    pub fn measure(&self, track: &Track, measure: &Measure, now: Timestamp) -> Option<f64> {
        track.measure(measure, self.moment(now, &|id| self.value_of(id)))
    }

    /// The threshold to show beside an indicator's figure: of its worst rule that holds, else the nearest ahead.
    #[must_use]
    pub fn threshold<'a>(&self, track: &'a Track, now: Timestamp) -> Option<Threshold<'a>> {
        track.threshold(self.moment(now, &|id| self.value_of(id)))
    }

    /// Takes what a poll of feed number `feed` brought.
    pub fn receive(&mut self, feed: usize, poll: Poll, now: Timestamp) {
        if let Some(snapshot) = self.feeds.get_mut(feed).and_then(|f| f.hear(poll)) {
            self.apply(feed, snapshot);
        }
        self.tick(now);
    }

    /// Moves on to `now`: shift, period, what has become stale, delays that have run.
    pub fn tick(&mut self, now: Timestamp) {
        self.shift = self.roster.at(now, &self.zone);
        self.choose_rules(now);
        for track in &mut self.tracks {
            if let Some(feed) = track.feed.and_then(|n| self.feeds.get(n)) {
                track.age(feed.is_stale(now));
            }
        }
        self.undecided = 0;
        for n in 0..self.tracks.len() {
            let verdicts = match self.tracks.get(n) {
                Some(track) => track.verdicts(self.moment(now, &|id| self.value_of(id))),
                None => continue,
            };
            if let Some(track) = self.tracks.get_mut(n) {
                track.advance(now, &verdicts);
                self.undecided += usize::from(track.value().is_some() && verdicts.iter().any(|(holds, _)| holds.is_none()));
            }
        }
    }

    fn apply(&mut self, feed: usize, snapshot: Snapshot) {
        let shift = self.roster.at(snapshot.as_of, &self.zone).start;
        for track in self.tracks.iter_mut().filter(|track| track.feed == Some(feed)) {
            track.miss();
        }
        for reading in snapshot.readings {
            if let Some(track) = self.by_id.get(&reading.id).and_then(|n| self.tracks.get_mut(*n)) {
                track.receive(feed, snapshot.as_of, reading, shift, &self.zone);
            }
        }
    }

    /// Puts a period's rules in place of an indicator's own while it is in force; the last named wins.
    fn choose_rules(&mut self, now: Timestamp) {
        let today = now.to_zoned_datetime(self.zone.clone()).date();
        let in_force: Vec<usize> =
            self.periods.iter().enumerate().filter(|(_, p)| p.day(today).is_some()).map(|(n, _)| n).collect();
        if in_force == self.in_force {
            return;
        }
        for track in &mut self.tracks {
            let id = &track.indicator.id;
            let of_period = in_force.iter().rev().find_map(|n| self.periods.get(*n)?.rules.get(id));
            let rules: Vec<Rule> = of_period.unwrap_or(&track.indicator.rules).clone();
            track.watch(&rules);
        }
        self.in_force = in_force;
    }

    fn value_of(&self, id: &str) -> Option<f64> {
        self.track(id).and_then(Track::value)
    }

    fn moment<'a>(&self, now: Timestamp, other: &'a dyn Fn(&str) -> Option<f64>) -> Moment<'a> {
        Moment { now, shift: self.shift.start, other }
    }
}

/// The longest span that any rule of an indicator, its own or a period's, asks growth for.
fn horizons(plan: &Plan) -> HashMap<Id, Span> {
    let own = plan.indicators.iter().map(|indicator| (&indicator.id, &indicator.rules));
    let periods = plan.periods.iter().flat_map(|period| &period.rules);
    let mut horizons: HashMap<Id, Span> = HashMap::new();
    for (id, rules) in own.chain(periods) {
        let conditions = rules.iter().flat_map(|rule| std::iter::once(&rule.when).chain(&rule.clear));
        let spans = conditions.flat_map(super::Condition::comparisons).filter_map(|c| match c.measure {
            Measure::Increase(span) => Some(span),
            _ => None,
        });
        let longest = spans.max().unwrap_or_default();
        let horizon = horizons.entry(id.clone()).or_default();
        *horizon = longest.max(*horizon);
    }
    horizons
}
