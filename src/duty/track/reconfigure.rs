//! An indicator on duty that is configured otherwise from now on.

use jiff::tz::TimeZone;

use crate::duty::{Clean, Indicator, Measure, Span};

use super::{Origin, Track};

impl Track {
    /// Goes on as another description of the same figure says: with its reading, its course and its alarm.
    ///
    /// - `horizon`: how far back its rules reach now.
    /// - `place`: the place of a feed now; none if it is configured no longer.
    /// - `territories`: those that are listed now. Of others no figure is kept.
    /// - `zone`: where windows begin now.
    pub(in crate::duty) fn reconfigure(
        &mut self,
        indicator: Indicator,
        horizon: Span,
        place: impl Fn(usize) -> Option<usize>,
        territories: &[Clean],
        zone: &TimeZone,
    ) {
        if self.indicator.target != indicator.target {
            // Whether it holds has been judged against another target: that it ends is no recovery.
            self.rest(|rule| rule.comparisons().any(|comparison| comparison.measure == Measure::Target));
        }
        let is_another = self.indicator.formula != indicator.formula;
        self.indicator = indicator;
        self.move_offers(&place);
        if is_another {
            self.begin_anew(horizon);
            return;
        }
        self.series.reach(horizon);
        self.feed = self.feed.and_then(&place);
        self.origin.givers.iter_mut().for_each(|(_, feed)| *feed = feed.and_then(&place));
        // What is computed from it may have other territories now.
        self.origin.taken += 1;
        self.stale |= self.feed.is_none() && !self.origin.computed && self.reading.is_some();
        if let Some(reading) = &mut self.reading {
            reading.territories.retain(|(name, _)| territories.contains(name));
        }
        self.rebase(zone);
    }

    /// Forgets all but its alarm: from now on it is computed otherwise, or no longer, and is another figure of the same name. What held
    /// of that before has not ended by itself.
    fn begin_anew(&mut self, horizon: Span) {
        let indicator = self.indicator.clone();
        let desk = std::mem::take(&mut self.desk);
        let origin = Origin { taken: self.origin.taken + 1, switches: self.origin.switches + 1, ..Origin::default() };
        *self = Self { desk, origin, ..Self::new(indicator, horizon) };
    }

    /// Lets the window of the newest reading begin where it does by another time zone, or as another kind of figure. A window that
    /// merely began elsewhere is no new one: nothing has happened in it.
    fn rebase(&mut self, zone: &TimeZone) {
        let Some(counted_at) = self.origin.counted_at else { return };
        let window = self.window(counted_at, zone);
        self.series.rebase(window);
        if let Some(spell) = &mut self.spell {
            spell.window = window;
        }
        if let Some(baseline) = &mut self.baseline {
            baseline.window = window;
        }
    }
}
