//! An indicator on duty that is configured otherwise from now on.

use jiff::tz::TimeZone;

use crate::duty::{Clean, Indicator, Kind, Measure, Span};

use super::Track;

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
            self.watches.retain(|watch| !watch.rule.comparisons().any(|comparison| comparison.measure == Measure::Target));
        }
        let is_another = self.indicator.formula != indicator.formula;
        self.indicator = indicator;
        self.move_offers(&place);
        if is_another {
            self.begin_anew(horizon);
            return;
        }
        self.series.reach(horizon);
        self.feed = self.feed.and_then(place);
        self.origin.seen.clear();
        // What was added up of parts none of which is left is as old as what a feed said that is gone.
        let is_gone =
            if self.origin.computed { self.indicator.formula.is_none() && self.offers.is_empty() } else { self.feed.is_none() };
        self.stale |= is_gone && self.reading.is_some();
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
        *self = Self { desk, watches: Vec::new(), ..Self::new(indicator, horizon) };
    }

    /// Lets the window of the newest reading begin where it does by another time zone, or as another kind of figure. A window that
    /// merely began elsewhere is no new one: nothing has happened in it.
    fn rebase(&mut self, zone: &TimeZone) {
        let Some(as_of) = self.as_of else { return };
        let window = match self.indicator.kind {
            Kind::Count(window) => Some(window.start(as_of, zone)),
            Kind::Gauge | Kind::Rate | Kind::Rank => None,
        };
        self.series.rebase(window);
        if let Some(spell) = &mut self.spell {
            spell.window = window;
        }
        if let Some(baseline) = &mut self.baseline {
            baseline.window = window;
        }
    }
}
