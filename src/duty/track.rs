//! One indicator on duty: its newest reading, its course, and which of its rules hold.

mod deliver;
mod gap;
mod offers;
mod origin;
mod phases;
mod reconfigure;

pub(super) use deliver::{COMPUTED, Delivery, From, News};
pub use gap::Gap;
pub(super) use offers::{Offer, Told};

use offers::Offers;
use origin::Origin;
pub(super) use origin::Version;
use phases::Phases;

use std::sync::Arc;

use jiff::Timestamp;
use jiff::tz::TimeZone;

use super::baseline::Baseline;
use super::{
    Clearance, Comparison, Desk, Indicator, Level, Measure, Occurrence, Phase, Reading, Rule, Series, Span, State, Trend,
    percent_change,
};

/// The next threshold ahead of a figure.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Threshold<'a> {
    /// The comparison that would raise it, or has.
    pub comparison: &'a Comparison,
    /// Its measure now.
    pub now: f64,
    /// Whether it has been crossed.
    pub crossed: bool,
}

/// One indicator on duty.
#[derive(Clone, Debug)]
pub struct Track {
    /// What it is.
    pub indicator: Indicator,
    /// The feed that delivered its newest reading; none where it was computed here.
    pub feed: Option<usize>,
    /// Its newest reading, known or not.
    pub reading: Option<Reading>,
    /// When that was true.
    pub as_of: Option<Timestamp>,
    /// The last value that was known.
    pub last_known: Option<f64>,
    /// Its recent course.
    pub trend: Trend,
    /// Its alarm.
    pub desk: Desk,
    series: Series,
    /// The rules that it is watched by now.
    rules: Arc<[Rule]>,
    phases: Phases,
    not_sent: bool,
    stale: bool,
    gap_since: Option<Timestamp>,
    /// Where the window and the shift of the newest reading began.
    spell: Option<Spell>,
    /// What it means if a rule ends with the newest reading.
    meaning: Clearance,
    /// What the next known reading is compared with.
    baseline: Option<Baseline>,
    /// The same of a rule on growth in the shift, which is over when the shift is.
    meaning_in_shift: Clearance,
    /// Why a rule ended when they were last judged, if one did.
    clearance: Option<Clearance>,
    origin: Origin,
    /// The feeds that alone may deliver it, the preferred in front; any where there are none.
    pub(super) ranks: Vec<usize>,
    /// What each of several feeds says, where more than one may.
    offers: Option<Box<Offers>>,
}

/// The window and the shift that a reading was read in: with either, a reading is one to keep even if its figures are not new.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Spell {
    window: Option<Timestamp>,
    shift: Timestamp,
}

/// What a measure needs besides the track.
#[derive(Clone, Copy)]
pub(super) struct Moment<'a> {
    pub(super) now: Timestamp,
    pub(super) shift: Timestamp,
    /// The known value of another indicator.
    pub(super) other: &'a dyn Fn(&str) -> Option<f64>,
}

impl Track {
    pub(super) fn new(indicator: Indicator, horizon: Span) -> Self {
        Self {
            rules: Arc::clone(&indicator.rules),
            phases: Phases::default(),
            indicator,
            feed: None,
            reading: None,
            as_of: None,
            last_known: None,
            trend: Trend::default(),
            desk: Desk::default(),
            series: Series::new(horizon),
            not_sent: false,
            stale: false,
            gap_since: None,
            spell: None,
            baseline: None,
            meaning: Clearance::Returned,
            meaning_in_shift: Clearance::Returned,
            clearance: None,
            origin: Origin::default(),
            ranks: Vec::new(),
            offers: None,
        }
    }

    /// Whether a feed has delivered it or the administrator asked for it; a built-in one that is neither is not drawn.
    #[must_use]
    pub fn is_connected(&self) -> bool {
        self.reading.is_some() || self.indicator.configured
    }

    /// Since when its figure is not known.
    #[must_use]
    pub fn gap_since(&self) -> Option<Timestamp> {
        self.gap_since
    }

    /// Notes since when its figure is not known, where it is not.
    pub(super) fn note_gap(&mut self, since: Timestamp) {
        self.gap_since = (!self.is_known()).then_some(since);
    }

    /// Its value, if it is known.
    #[must_use]
    pub fn value(&self) -> Option<f64> {
        if self.is_known() { self.reading.as_ref()?.value } else { None }
    }

    /// The reading behind its value, if that is known.
    #[must_use]
    pub fn known(&self) -> Option<&Reading> {
        self.value().and(self.reading.as_ref())
    }

    /// The rules it is watched by now.
    pub fn rules(&self) -> impl Iterator<Item = &Rule> {
        self.rules.iter()
    }

    /// The worst rule that holds and since when, the one that has held longest among equals: what its alarm is to follow.
    pub(super) fn worst_rule(&self) -> Option<(&Rule, Timestamp)> {
        self.watched()
            .filter_map(|(rule, phase)| Some((rule, phase.since()?)))
            .max_by(|(a, a_since), (b, b_since)| a.level.cmp(&b.level).then(b_since.cmp(a_since)))
    }

    /// The occurrence that is out of bounds now, as its alarm shows it.
    #[must_use]
    pub fn breach(&self) -> Option<&Occurrence> {
        let record = self.desk.shown();
        record.alarm.active.and(record.occurrence.as_ref())
    }

    /// Its state, as its alarm shows it. That there is no total of rates or ranks is as it should be.
    #[must_use]
    pub fn state(&self) -> State {
        match self.desk.shown().alarm.active {
            Some(Level::Critical) => State::Critical,
            _ if !self.is_known() && self.origin.missing != Some(Gap::NoSum) => State::Unknown,
            Some(Level::Warning) => State::Warning,
            None => State::Normal,
        }
    }

    /// Whether there is nothing to be seen of it but its figure: that is known, and its alarm at rest.
    pub(super) fn is_calm(&self) -> bool {
        self.is_known() && self.desk.is_at_rest()
    }

    /// The same period last year and the change against it in %, which a zero base has none of.
    #[must_use]
    pub fn year_on_year(&self) -> Option<(f64, Option<f64>)> {
        let reading = self.known()?;
        let base = reading.last_year?;
        Some((base, percent_change(reading.value?, base)))
    }

    pub(super) fn measure(&self, measure: &Measure, at: Moment<'_>) -> Option<f64> {
        if *measure == Measure::Age {
            #[expect(clippy::cast_precision_loss, reason = "seconds fit a double")]
            return self.as_of.map(|as_of| at.now.duration_since(as_of).as_secs().max(0) as f64);
        }
        let reading = self.known()?;
        let value = reading.value?;
        match measure {
            Measure::Value => Some(value),
            Measure::Increase(span) => self.series.increase(*span),
            Measure::Shift => self.series.since_shift(at.shift),
            Measure::Yoy => percent_change(value, reading.last_year?),
            Measure::Target => Some(value - self.indicator.target?),
            Measure::Peer => Some(value - reading.peer?),
            Measure::Share(id) => (at.other)(id.as_str()).filter(|whole| *whole != 0.0).map(|whole| value / whole * 100.0),
            Measure::Age => None,
        }
    }

    /// The threshold to show beside the figure: of the worst rule that holds, else the nearest ahead.
    pub(super) fn threshold(&self, at: Moment<'_>) -> Option<Threshold<'_>> {
        if let Some((rule, _)) = self.worst_rule() {
            let comparison = rule.when.first();
            return self.measure(&comparison.measure, at).map(|now| Threshold { comparison, now, crossed: true });
        }
        self.rules
            .iter()
            .filter_map(|rule| {
                let comparison = rule.when.single().filter(|c| c.measure != Measure::Age)?;
                let now = self.measure(&comparison.measure, at)?;
                Some(Threshold { comparison, now, crossed: false })
            })
            .min_by(|a, b| a.distance().total_cmp(&b.distance()))
    }

    /// Whether its rules can be judged: its figure is known, or one of them asks how old it is.
    pub(super) fn is_judged(&self) -> bool {
        let asks_age = |rule: &Rule| rule.when.comparisons().any(|comparison| comparison.measure == Measure::Age);
        self.is_known() || (self.reading.is_some() && self.rules().any(asks_age))
    }

    /// Its feed's number, if that has delivered it.
    pub(super) fn came_from(&self, feed: usize) -> bool {
        self.feed == Some(feed)
    }

    /// Whether its rules say the same as long as nothing touches it: none counts time, or looks at another figure.
    pub(super) fn is_steady(&self) -> bool {
        let looks_elsewhere = |rule: &Rule| rule.comparisons().any(|c| matches!(c.measure, Measure::Age | Measure::Share(_)));
        self.due().is_none() && !self.rules().any(looks_elsewhere)
    }

    /// The next time at which a delay will have run, if nothing changes before.
    pub(super) fn due(&self) -> Option<Timestamp> {
        self.watched().filter_map(|(rule, phase)| phase.due(rule)).min()
    }

    /// Takes that nothing changed up to a time, as long as it is known.
    pub(super) fn hold(&mut self, until: Timestamp, zone: &TimeZone) {
        if self.reading.as_ref().is_some_and(|reading| reading.value.is_some()) {
            self.trend.hold(until.as_second() + i64::from(zone.to_offset(until).seconds()));
        }
    }

    /// Takes that a feed went on saying the same up to a time: growth is counted up to there.
    pub(super) fn repeat(&mut self, until: Timestamp) {
        if self.value().is_some() {
            self.series.hold(until);
        }
    }

    /// How far back its rules reach.
    pub(super) fn horizon(&self) -> Span {
        self.series.horizon()
    }

    /// Notes that its feed's newest snapshot does not carry it; gives whether the one before did.
    pub(super) fn miss(&mut self) -> bool {
        !std::mem::replace(&mut self.not_sent, true)
    }

    /// Notes whether its feed's figures are too old.
    pub(super) fn age(&mut self, stale: bool) {
        self.stale = stale;
    }

    /// What each rule's condition says at a moment.
    pub(super) fn verdicts(&self, at: Moment<'_>) -> impl Iterator<Item = (Option<bool>, Option<bool>)> {
        self.rules.iter().map(move |rule| rule.verdict(|measure| self.measure(measure, at)))
    }

    /// Moves every rule on, and notes since when the figure is not known; gives whether any rule's phase changed, and why the
    /// last that ended did.
    pub(super) fn advance(&mut self, now: Timestamp, verdicts: &[(Option<bool>, Option<bool>)]) -> (bool, Option<Clearance>) {
        self.gap_since = if self.is_known() { None } else { self.gap_since.or(Some(now)) };
        let (mut changed, mut clearance) = (false, None);
        for (n, (rule, verdict)) in self.rules.iter().zip(verdicts).enumerate() {
            let before = self.phases.of(n);
            // The usual case: nothing holds, and nothing did.
            if before == Phase::Ok && verdict.0 != Some(true) {
                continue;
            }
            let in_shift = rule.comparisons().any(|comparison| comparison.measure == Measure::Shift);
            let meaning = if in_shift { self.meaning_in_shift } else { self.meaning };
            let (phase, ended) = before.advance(rule, now, *verdict, meaning);
            clearance = ended.or(clearance);
            changed |= phase != before;
            self.phases.put(n, phase);
        }
        self.clearance = clearance;
        (changed, clearance)
    }

    /// Why a rule ended when they were last judged, if one did.
    pub(super) fn clearance(&self) -> Option<Clearance> {
        self.clearance
    }
}

impl Threshold<'_> {
    /// How far the measure is from the limit, as a share of the limit.
    fn distance(&self) -> f64 {
        (self.comparison.limit - self.now).abs() / self.comparison.limit.abs().max(1.0)
    }
}
