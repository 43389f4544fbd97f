//! Figures that are computed from others, after each of those has changed.

use std::collections::HashMap;

use jiff::Timestamp;

use crate::duty::formula;
use crate::duty::track::{Delivery, Version};
use crate::duty::{Clean, Formula, Gap, Id, Indicator, Kind, Reading, Span, Track};

use super::Room;

/// A derived figure.
#[derive(Clone, Debug)]
pub(super) struct Derived {
    /// The number of its track.
    pub(super) track: usize,
    /// The tracks that it is computed from, as far as they are configured.
    pub(super) inputs: Vec<usize>,
    /// Whether it is also computed for each territory. Where it or an input concerns people it is not: a rate of a small count would
    /// give away what is hidden of that (DESIGN.md §2).
    by_territory: bool,
}

/// Which figures these are.
pub(super) fn versions(inputs: &[&Track]) -> Vec<Version> {
    inputs.iter().map(|input| input.version()).collect()
}

/// The newest time that figures count at.
fn newest(inputs: &[&Track]) -> Option<Timestamp> {
    inputs.iter().filter_map(|input| input.counted_at()).max()
}

impl Room {
    /// Notes what is computed from what, and in which order.
    pub(super) fn arrange(&mut self) {
        let order = formula::order(self.tracks.iter().map(|track| &track.indicator));
        let derived = |n: usize| {
            let indicator = &self.tracks.get(n)?.indicator;
            let ids = indicator.formula.iter().flat_map(Formula::inputs);
            let inputs: Vec<usize> = ids.filter_map(|id| self.by_id.get(id).copied()).collect();
            let concerned = inputs.iter().filter_map(|n| self.tracks.get(*n)).map(|track| &track.indicator);
            let by_territory = !concerned.chain([indicator]).any(|indicator: &Indicator| indicator.topic.concerns_people());
            Some(Derived { track: n, inputs, by_territory })
        };
        self.derived = order.into_iter().filter_map(derived).collect();
        for track in self.tracks.iter_mut() {
            let place = |name: &Clean| self.feeds.iter().position(|feed| feed.name == *name);
            track.ranks = track.indicator.feeds.iter().filter_map(place).collect();
        }
        self.ranked = self.tracks.iter().enumerate().filter(|(_, track)| !track.ranks.is_empty()).map(|(n, _)| n).collect();
        self.divide();
        self.note_carried();
        self.let_go_of_sums();
    }

    /// In which step each track is computed: 0 where it is not derived.
    pub(super) fn steps(&self) -> Vec<usize> {
        let mut steps = vec![0; self.tracks.len()];
        for (Derived { track, .. }, step) in self.derived.iter().zip(1..) {
            steps.get_mut(*track).into_iter().for_each(|place| *place = step);
        }
        steps
    }

    /// Computes every derived figure of which something has changed.
    pub(super) fn derive(&mut self, heard: &HashMap<usize, bool>, now: Timestamp) {
        for n in 0..self.derived.len() {
            let Some(Derived { track, inputs, by_territory }) = self.derived.get(n) else { continue };
            let (n, is_heard) = (*track, heard.get(track) == Some(&true));
            let inputs: Vec<&Track> = inputs.iter().filter_map(|n| self.tracks.get(*n)).collect();
            let seen = versions(&inputs);
            let Some(track) = self.tracks.get(n).filter(|track| !is_heard || !track.has_seen(&seen)) else { continue };
            let Some(formula) = &track.indicator.formula else { continue };
            let value = self.derived_value(formula, &inputs);
            let missing = value.as_ref().err().cloned();
            // What was known before a restart is computed again once its feeds are heard of.
            if !is_heard || (value.is_err() && track.reading.is_none()) {
                self.set_missing(n, missing);
                continue;
            }
            let as_of = inputs.iter().filter_map(|input| input.as_of).min().unwrap_or(now);
            let at = if value.is_ok() { newest(&inputs).unwrap_or(now) } else { now };
            let reading = match value {
                Ok(value) => self.derived_reading(track, formula, value, *by_territory),
                Err(_) => Reading::of(track.indicator.id.clone(), None),
            };
            let Some(track) = self.tracks.get_mut(n) else { continue };
            let is_switch = track.see(seen);
            self.compute(n, Delivery::computed(as_of, at, reading).switched(is_switch, now), missing, now);
        }
    }

    /// The value of a formula, or why it has none. Counts of different days, months or years are not set against each other: after
    /// midnight one that is still of yesterday is missing.
    fn derived_value(&self, formula: &Formula, inputs: &[&Track]) -> Result<f64, Gap> {
        let value = formula.value(&|id| self.value_of(id.as_str()))?;
        let Some(at) = newest(inputs) else { return Ok(value) };
        let before = inputs.iter().find(|input| input.is_of_window_before(at, &self.zone));
        before.map_or(Ok(value), |input| Err(Gap::Input(input.indicator.id.clone())))
    }

    /// What a formula is computed from, as far as it is configured.
    pub(super) fn inputs(&self, formula: &Formula) -> Vec<&Track> {
        formula.inputs().into_iter().filter_map(|id| self.track(id.as_str())).collect()
    }

    /// Why a formula had no value.
    pub(super) fn why(&self, formula: &Formula) -> Gap {
        self.derived_value(formula, &self.inputs(formula)).err().unwrap_or(Gap::NotKnown)
    }

    /// What is derived besides the value.
    fn derived_reading(&self, track: &Track, formula: &Formula, value: f64, by_territory: bool) -> Reading {
        let known = |id: &Id| self.track(id.as_str()).and_then(Track::known);
        let last_year = formula.value(&|id| known(id)?.last_year).ok();
        let is_counted = matches!(track.indicator.kind, Kind::Count(_) | Kind::Gauge);
        // The part of it that would not be there without the corrections of what it is computed from.
        let uncorrected = || formula.value(&|id| known(id).and_then(|input| Some(input.value? - input.corrections)));
        let corrections = if is_counted { uncorrected().map_or(0.0, |uncorrected| value - uncorrected) } else { 0.0 };
        let base = formula.base().and_then(|base| base.value(&|id| self.value_of(id.as_str())).ok());
        #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a count, and no larger than 2⁵³")]
        let sample = base.filter(|base| *base >= 0.0).map(|base| base.round() as u64);
        let territories = if by_territory { self.derived_territories(formula) } else { Vec::new() };
        Reading { last_year, corrections, sample, territories, ..Reading::of(track.indicator.id.clone(), Some(value)) }
    }

    /// The formula for every territory of which each input has a figure, known or not.
    fn derived_territories(&self, formula: &Formula) -> Vec<(Clean, Option<f64>)> {
        let figure = |id: &Id, territory: &Clean| {
            let reading = self.track(id.as_str())?.known()?;
            reading.territories.iter().find(|(name, _)| name == territory).map(|(_, value)| *value)
        };
        let inputs = formula.inputs();
        let is_everywhere = |territory: &&Clean| inputs.iter().all(|id| figure(id, territory).is_some());
        let value = |territory: &Clean| (territory.clone(), formula.value(&|id| figure(id, territory).flatten()).ok());
        self.territories.iter().filter(is_everywhere).map(value).collect()
    }

    /// Gives track number `n` what was computed for it, and `missing`, why it has no value.
    pub(super) fn compute(&mut self, n: usize, delivery: Delivery, missing: Option<Gap>, now: Timestamp) {
        let calendar = self.calendar(delivery.at);
        let Some(track) = self.tracks.get_mut(n) else { return };
        let news = track.take(delivery, &calendar);
        self.set_missing(n, missing);
        self.follow_news(n, &news, now);
    }

    pub(super) fn set_missing(&mut self, n: usize, missing: Option<Gap>) {
        if let Some(track) = self.tracks.get_mut(n) {
            track.miss_input(missing);
        }
    }

    /// How long each track may do without its feeds: the shortest time that one of them may.
    pub(super) fn patience(&self) -> Vec<Option<Span>> {
        let stale_after = |n: usize| self.feeds.get(n).map(|feed| feed.stale_after);
        let of_parts = |track: &Track| track.offers().iter().filter_map(|offer| stale_after(offer.feed)).min();
        let direct = |track: &Track| track.feed.and_then(stale_after).or_else(|| of_parts(track));
        self.through(self.tracks.iter().map(direct).collect(), |inputs| inputs.into_iter().flatten().min())
    }

    /// An indicator with all that it is computed from, in any number of steps.
    pub(in crate::duty) fn origins<'a>(&'a self, id: &'a Id) -> impl Iterator<Item = &'a Id> {
        let mut all = vec![id];
        let mut next = 0;
        while let Some(id) = all.get(next).copied() {
            next += 1;
            let formula = self.track(id.as_str()).and_then(|track| track.indicator.formula.as_ref());
            for input in formula.into_iter().flat_map(Formula::inputs) {
                if !all.contains(&input) {
                    all.push(input);
                }
            }
        }
        all.into_iter()
    }

    /// What is so of each track, given what is so of those that are not derived, and how it goes on to those that are.
    fn through<T: Copy>(&self, mut of: Vec<T>, join: impl Fn(Vec<T>) -> T) -> Vec<T> {
        for Derived { track, inputs, .. } in &self.derived {
            let joined = join(inputs.iter().filter_map(|n| of.get(*n).copied()).collect());
            of.get_mut(*track).into_iter().for_each(|place| *place = joined);
        }
        of
    }
}
