//! The duty room: everything known now, and what follows from it.

use std::collections::HashMap;

use jiff::Timestamp;
use jiff::tz::TimeZone;

use super::calendar::Calendar;
use super::track::Moment;
use super::{
    Body, Clean, Clock, DayOfPeriod, Desk, Entry, Feed, Flood, Id, Log, Measure, Outcome, Period, Plan, Poll, Post, Profile,
    Proposal, Roster, Rule, SeatChange, Shift, Span, State, Subject, Threshold, Topic, Track,
};

mod about;
mod alarms;
mod as_of;
mod clocks;
mod delays;
mod derived;
mod federation;
mod judge;
mod orders;
mod recall;
mod reconfigure;
mod rejoin;
mod restore;
mod season;
mod show;
mod sources;
mod tracks;

pub use restore::Past;

use derived::Derived;
use federation::Province;
use tracks::Tracks;

/// How far back trends are read after a restart.
const TREND: Span = Span::from_seconds(7 * 86_400);

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
    /// For which periods alarms were last suppressed by design.
    suppressed_for: Option<Vec<usize>>,
    feeds: Vec<Feed>,
    /// The territories that have feeds of their own.
    provinces: Vec<Province>,
    tracks: Tracks,
    by_id: HashMap<Id, usize>,
    /// The tracks of which the configuration names the feeds.
    ranked: Vec<usize>,
    /// What is computed, each after all that it is computed from.
    derived: Vec<Derived>,
    /// Whether all feeds of territories have been heard of.
    parts_heard: bool,
    /// Whether each feed was fresh, and heard of, when that was last looked at.
    fresh: Vec<(bool, bool)>,
    shift: Shift,
    undecided: usize,
    profiles: Vec<Profile>,
    clocks: Vec<Clock>,
    /// Alarms from the journal that the configuration no longer has a place for.
    orphans: Vec<(Subject, Desk)>,
    acknowledgement: Option<Span>,
    flood: Flood,
    post: Post,
    log: Log,
    /// The number of the next event.
    next_number: u64,
    /// What the journal is yet to be asked for.
    outgoing: Proposal,
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
            suppressed_for: None,
            feeds: plan.feeds.into_iter().map(Feed::of).collect(),
            provinces: Vec::new(),
            derived: Vec::new(),
            parts_heard: false,
            fresh: Vec::new(),
            tracks: tracks.into(),
            by_id,
            ranked: Vec::new(),
            shift,
            undecided: 0,
            profiles: plan.clocks,
            clocks: Vec::new(),
            orphans: Vec::new(),
            acknowledgement: plan.acknowledgement,
            flood: Flood::default(),
            post: Post::default(),
            log: Log::default(),
            next_number: 1,
            outgoing: Proposal::default(),
        };
        room.arrange();
        room.choose_rules(now);
        // Nothing has happened yet, whatever the rules of now are.
        room.outgoing = Proposal::default();
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
        self.states(topic).map(|(_, track)| track)
    }

    /// The same, each with its state.
    pub fn states(&self, topic: Topic) -> impl Iterator<Item = (State, &Track)> {
        self.tracks.of(topic)
    }

    /// The connected indicators whose figure is not known, in the order of the screen.
    pub fn gaps(&self) -> impl Iterator<Item = &Track> {
        self.tracks.restless().filter(|track| track.is_connected() && !track.is_known())
    }

    /// The worst state among a topic's indicators; none where none is connected. As long as a feed that was asked has never
    /// delivered anything, nobody knows what it would have: such a topic is unknown.
    #[must_use]
    pub fn state(&self, topic: Topic) -> Option<State> {
        let silent = || self.feeds.iter().any(Feed::never_delivered).then_some(State::Unknown);
        self.states(topic).map(|(state, _)| state).max().or_else(silent)
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

    /// Takes what a poll of feed number `feed` brought. What follows from it is proposed, not yet shown; what follows from time alone
    /// is a [`tick`](Self::tick)'s.
    pub fn receive(&mut self, feed: usize, poll: Poll, now: Timestamp) {
        let judged = !matches!(poll.outcome, Outcome::Trouble(_));
        if let Some(snapshot) = self.feeds.get_mut(feed).and_then(|f| f.hear(poll)) {
            self.take(feed, snapshot, now);
        }
        self.advance(now, judged.then_some(feed));
    }

    /// Notes when each feed is polled next, in the order of [`feeds`](Self::feeds); none while it is being polled. Nothing follows.
    pub fn note_next_polls(&mut self, next: impl IntoIterator<Item = Option<Timestamp>>) {
        for (feed, next) in self.feeds.iter_mut().zip(next) {
            feed.next = next;
        }
    }

    /// Moves on to `now`: shift, period, what has become stale, delays that have run, shelves and acknowledgements that end.
    /// What follows from it is proposed, not yet shown.
    pub fn tick(&mut self, now: Timestamp) {
        self.advance(now, None);
        self.end_what_ends(now);
        self.note_late_steps(now);
    }

    /// Whether there is anything to propose: whatever changes a figure, an alarm or the state of a feed is proposed.
    #[must_use]
    pub fn has_news(&self) -> bool {
        !self.outgoing.is_empty()
    }

    /// What the journal is to be asked for: everything since this was last asked. It is shown by [`show`](Self::show), once it is
    /// recorded or cannot be.
    pub fn propose(&mut self) -> Proposal {
        std::mem::take(&mut self.outgoing)
    }

    /// Shows what was proposed at once, where nothing is recorded: a single look, or a picture.
    pub fn settle(&mut self) {
        let proposal = self.propose();
        self.show(&proposal, true);
    }

    /// The next time at which a delay will have run, if nothing changes before.
    #[must_use]
    pub fn due(&self) -> Option<Timestamp> {
        self.tracks.iter().filter_map(Track::due).min()
    }

    /// From when on readings are needed to go on after a restart at `now`: as far back as rules reach, and a week for trends.
    #[must_use]
    pub fn readings_since(&self, now: Timestamp) -> Timestamp {
        let longest = self.tracks.iter().map(Track::horizon).max().unwrap_or_default().max(TREND);
        now.checked_sub(longest.signed()).unwrap_or(Timestamp::MIN)
    }

    /// From when on the log reaches: the beginning of the shift before the one that is on, or of the day on which that began.
    #[must_use]
    pub fn log_since(&self) -> Timestamp {
        let midnight = super::Window::Day.start(self.shift.start, &self.zone);
        self.roster.before(self.shift, &self.zone).start.min(midnight)
    }

    /// Notes that nobody watched since `before`: the machine slept, or its clock jumped. No delay fires because of it, and all
    /// data are stale until their feeds are heard of again.
    pub fn interrupt(&mut self, before: Timestamp, now: Timestamp) {
        self.feeds.iter_mut().for_each(Feed::doubt);
        for track in self.tracks.iter_mut().filter(|track| track.due().is_some()) {
            track.interrupt();
            self.outgoing.delays.push((track.indicator.id.clone(), track.phases()));
        }
        self.flood = Flood::default();
        self.tracks.iter_mut().for_each(|track| track.come_back(now));
        // A clock that is wrong for a while costs the log nothing.
        self.shift = self.roster.at(now, &self.zone);
        self.write(now, Body::Seat(SeatChange::Interrupted { before }));
        self.tick(now);
    }

    /// Notes that this seat ends as asked.
    pub fn stop(&mut self, now: Timestamp) {
        self.write(now, Body::Seat(SeatChange::Stopped));
    }

    fn advance(&mut self, now: Timestamp, judged: Option<usize>) {
        let shift = self.roster.at(now, &self.zone);
        if shift != self.shift {
            self.shift = shift;
            self.tracks.judge_again();
            self.log.forget(self.log_since());
        }
        self.choose_rules(now);
        self.suppress(now);
        self.note_feeds(now);
        let feeds_changed = self.look_at_feeds(now);
        // What a feed brings that is late already is as old as what it brought before.
        if feeds_changed || judged.is_some_and(|feed| !self.is_fresh(feed, now)) {
            self.age(now);
        }
        if feeds_changed {
            self.choose(now);
        }
        self.add_up(feeds_changed, now);
        let heard = self.heard();
        self.derive(&heard, now);
        self.judge(&heard, judged, now);
        self.flood.tick(now);
    }

    /// Looks which feeds are fresh and heard of; gives whether that has changed.
    fn look_at_feeds(&mut self, now: Timestamp) -> bool {
        let fresh = |feed: &Feed| (!feed.is_stale(now), feed.was_heard());
        if self.feeds.iter().map(fresh).eq(self.fresh.iter().copied()) {
            return false;
        }
        self.fresh = self.feeds.iter().map(fresh).collect();
        self.parts_heard = self.feeds.iter().filter(|feed| feed.territory.is_some()).all(Feed::was_heard);
        true
    }

    /// Lets every figure be as old as its feed, and too old while one that is preferred to that is yet to be asked.
    fn age(&mut self, now: Timestamp) {
        let is_asked = |feed: &usize| self.feeds.get(*feed).is_none_or(|feed| feed.territory.is_some() || feed.was_heard());
        for track in self.tracks.iter_mut() {
            let Some((n, feed)) = track.feed.and_then(|n| Some((n, self.feeds.get(n)?))) else { continue };
            let are_asked = track.ranks.iter().take_while(|preferred| **preferred != n).all(is_asked);
            track.age(feed.is_stale(now) || !are_asked);
        }
    }

    /// Asks the journal to keep an entry.
    fn write(&mut self, at: Timestamp, body: Body) {
        self.outgoing.entries.push(Entry { at, body });
    }

    fn calendar(&self, at: Timestamp) -> Calendar {
        Calendar::new(at, &self.roster, &self.zone)
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
        let spans = rules.iter().flat_map(Rule::comparisons).filter_map(|c| match c.measure {
            Measure::Increase(span) => Some(span),
            _ => None,
        });
        let longest = spans.max().unwrap_or_default();
        let horizon = horizons.entry(id.clone()).or_default();
        *horizon = longest.max(*horizon);
    }
    horizons
}
