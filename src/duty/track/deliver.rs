//! A reading arrives: from a feed, or computed here.

use jiff::Timestamp;
use jiff::tz::TimeZone;

use crate::duty::baseline::Baseline;
use crate::duty::calendar::Calendar;
use crate::duty::{Clean, Clearance, Gap, Kind, Reading, Window};

use super::{Spell, Track};

/// Where a reading comes from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::duty) enum From {
    /// A feed that is configured.
    Feed(usize),
    /// A feed that is configured no longer.
    Nowhere,
    /// It is computed here.
    Here,
}

/// A reading that arrives.
#[derive(Debug)]
pub(in crate::duty) struct Delivery {
    pub(in crate::duty) from: From,
    /// When it became so, which is when its figures were true unless it was computed of older ones too.
    pub(in crate::duty) at: Timestamp,
    /// When its figures were true.
    pub(in crate::duty) as_of: Timestamp,
    /// The time in whose window it counts. What takes the place of another figure is no newer by that.
    pub(in crate::duty) counted_at: Timestamp,
    pub(in crate::duty) reading: Reading,
    /// Whether it is counted otherwise than the one before: by another feed, or over other territories. What differs is no event.
    pub(in crate::duty) is_switch: bool,
}

/// What a reading brought.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(in crate::duty) struct News {
    /// The time to keep it under, if it is one to keep: its figures, its window or its shift are new.
    pub(in crate::duty) kept: Option<Timestamp>,
    /// How many new events it counts, corrections aside.
    pub(in crate::duty) events: Option<f64>,
}

impl Delivery {
    /// What a feed says as of a time.
    pub(in crate::duty) fn of_feed(feed: Option<usize>, as_of: Timestamp, reading: Reading) -> Self {
        Self { from: feed.map_or(From::Nowhere, From::Feed), at: as_of, as_of, counted_at: as_of, reading, is_switch: false }
    }

    /// What is computed of figures: the oldest is of the time `as_of`, the newest of `at`.
    pub(in crate::duty) fn computed(as_of: Timestamp, at: Timestamp, reading: Reading) -> Self {
        Self { from: From::Here, at, as_of, counted_at: at, reading, is_switch: false }
    }

    /// The same where it takes the place of what was counted otherwise, if it does so, at `now`.
    pub(in crate::duty) fn switched(self, is_switch: bool, now: Timestamp) -> Self {
        if is_switch { Self { at: now, is_switch, ..self } } else { self }
    }
}

impl From {
    fn feed(self) -> Option<usize> {
        if let Self::Feed(feed) = self { Some(feed) } else { None }
    }
}

impl Track {
    /// Takes what a feed says, unless another delivers it already: whose it is changes only when that is late or stops sending it.
    /// What was only added up of parts gives way to it. Gives what is new about it.
    pub(in crate::duty) fn receive(&mut self, delivery: Delivery, calendar: &Calendar) -> News {
        let is_another = self.feed.is_some() && self.feed != delivery.from.feed();
        let is_delivered = !self.stale && !self.not_sent;
        if is_another && (is_delivered || self.as_of.is_some_and(|held| delivery.as_of < held)) {
            return News::default();
        }
        let is_switch = delivery.is_switch || is_another || self.origin.computed;
        self.take(Delivery { is_switch, ..delivery }, calendar)
    }

    /// Takes a reading, by the calendar of about its time. Gives what is new about it.
    pub(in crate::duty) fn take(&mut self, delivery: Delivery, calendar: &Calendar) -> News {
        let Delivery { from, at, as_of, counted_at, reading, is_switch } = delivery;
        // A course does not go back, though figures that were true earlier may take the place of others.
        let at = self.origin.reached.map_or(at, |reached| reached.max(at));
        let is_another = self.feed.is_some() && self.feed != from.feed();
        let window = self.counts_over().map(|window| calendar.start(window, counted_at));
        let shift = calendar.shift();
        let spell = Some(Spell { window, shift });
        let is_new = self.not_sent || is_switch || self.spell != spell || self.reading.as_ref() != Some(&reading);
        self.origin.switched |= is_switch;
        self.spell = spell;
        let before = self.series.level().filter(|_| !is_another && !self.origin.switched);
        self.feed = from.feed();
        self.origin.computed = from == From::Here;
        self.as_of = Some(as_of);
        self.origin.reached = Some(at);
        self.origin.counted_at = Some(counted_at);
        self.origin.switches += u64::from(is_switch);
        self.not_sent = false;
        self.stale = from == From::Nowhere;
        self.origin.missing = None;
        self.origin.taken += 1;
        if let Some(value) = reading.value {
            self.last_known = Some(value);
            let net = value - reading.corrections;
            let now = Baseline { window, shift, corrections: reading.corrections };
            self.meaning = self.baseline.map_or(Clearance::Returned, |before| now.meaning_after(before));
            if std::mem::take(&mut self.origin.switched) {
                self.series.change_source(net, window);
                self.meaning = Clearance::Revised;
            }
            let is_over = self.baseline.is_some_and(|before| before.shift != shift);
            self.meaning_in_shift = if is_over { Clearance::PeriodEnd } else { self.meaning };
            self.baseline = Some(now);
            self.series.push(at, net, window, shift);
            let level = if window.is_some() { self.series.level() } else { Some(value) };
            self.trend.push(calendar.local_second(at), level.unwrap_or(value));
        }
        let events = self.series.level().zip(before).map(|(now, before)| now - before).filter(|grown| *grown > 0.0);
        let events = reading.value.and(window).and(events);
        self.reading = Some(reading);
        News { kept: is_new.then_some(at), events }
    }

    /// Takes that what is computed here is what it was, as of later times, where no window and no shift has begun since; gives whether
    /// that is so.
    pub(in crate::duty) fn renew(&mut self, at: Timestamp, as_of: Timestamp, calendar: &Calendar) -> bool {
        let window = self.counts_over().map(|window| calendar.start(window, at));
        let spell = Some(Spell { window, shift: calendar.shift() });
        let Some(value) = self.value().filter(|_| self.origin.computed && self.spell == spell) else { return false };
        self.origin.counted_at = Some(at);
        let at = self.origin.reached.map_or(at, |reached| reached.max(at));
        (self.as_of, self.origin.reached) = (Some(as_of), Some(at));
        self.origin.taken += 1;
        self.series.hold(at);
        let level = self.series.level().filter(|_| window.is_some());
        self.trend.push(calendar.local_second(at), level.unwrap_or(value));
        true
    }

    /// Where the window of a reading begins, if it has one.
    pub(in crate::duty) fn window(&self, at: Timestamp, zone: &TimeZone) -> Option<Timestamp> {
        self.counts_over().map(|window| window.start(at, zone))
    }

    /// What it accumulates over, if it does.
    fn counts_over(&self) -> Option<Window> {
        match self.indicator.kind {
            Kind::Count(window) => Some(window),
            Kind::Gauge | Kind::Rate | Kind::Rank => None,
        }
    }

    /// Takes that its newest reading is one that nobody will renew.
    pub(in crate::duty) fn let_go(&mut self) {
        self.stale = true;
    }

    /// Takes why what is computed here has no value, or that it has one.
    pub(in crate::duty) fn miss_input(&mut self, missing: Option<Gap>) {
        self.origin.missing = missing;
    }

    /// When its newest reading became so.
    pub(in crate::duty) fn kept_at(&self) -> Option<Timestamp> {
        self.origin.reached
    }

    /// The time in whose window its figure counts.
    pub(in crate::duty) fn counted_at(&self) -> Option<Timestamp> {
        self.origin.counted_at
    }

    /// Whether its figure is of an earlier window than what is true at a time.
    pub(in crate::duty) fn is_of_window_before(&self, at: Timestamp, zone: &TimeZone) -> bool {
        self.origin.counted_at.zip(self.window(at, zone)).is_some_and(|(counted_at, begins)| counted_at < begins)
    }

    /// What the journal calls the source of what is computed here; no feed is called so. What was computed otherwise is not the same
    /// figure.
    pub(in crate::duty) fn computed_from(&self) -> Clean {
        match &self.indicator.formula {
            Some(formula) => Clean::new(&format!("{COMPUTED}{formula}")),
            None => Clean::new(&format!("{COMPUTED}sum")),
        }
    }
}

/// What the names begin with that the journal gives to what is computed.
pub(in crate::duty) const COMPUTED: &str = "= ";
