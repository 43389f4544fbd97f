//! An indicator on duty that is configured otherwise from now on.

use jiff::tz::TimeZone;

use crate::duty::{Clean, Indicator, Kind, Measure, Span};

use super::Track;

impl Track {
    /// Goes on as another description of the same figure says: with its reading, its course and its alarm.
    ///
    /// - `horizon`: how far back its rules reach now.
    /// - `feed`: the place of its feed now; none if that is configured no longer.
    /// - `territories`: those that are listed now. Of others no figure is kept.
    /// - `zone`: where windows begin now.
    pub(in crate::duty) fn reconfigure(
        &mut self,
        indicator: Indicator,
        horizon: Span,
        feed: Option<usize>,
        territories: &[Clean],
        zone: &TimeZone,
    ) {
        if self.indicator.target != indicator.target {
            // Whether it holds has been judged against another target: that it ends is no recovery.
            self.watches.retain(|watch| !watch.rule.comparisons().any(|comparison| comparison.measure == Measure::Target));
        }
        self.indicator = indicator;
        self.series.reach(horizon);
        self.feed = feed;
        self.stale |= feed.is_none() && self.reading.is_some();
        if let Some(reading) = &mut self.reading {
            reading.territories.retain(|(name, _)| territories.contains(name));
        }
        self.rebase(zone);
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
