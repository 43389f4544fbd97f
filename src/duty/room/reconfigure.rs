//! The duty room told otherwise while it is on duty.

use std::collections::HashMap;

use jiff::Timestamp;

use crate::duty::{Body, Clean, Desk, Feed, FeedPlan, Id, Indicator, Plan, SeatChange, Span, Subject, Track};

use super::{Room, horizons};

impl Room {
    /// Goes on under another plan, and proposes an entry that says so, before all that follows from it.
    ///
    /// What keeps its id or its name keeps what is known of it: indicators their readings, course and alarm with its number and
    /// acknowledgement, feeds their age and state. An alarm whose rule is gone is cleared with that reason, and one whose indicator
    /// or feed is gone stays until somebody has seen it. Clocks that run, the log and those on duty stay as they are.
    ///
    /// Polls that were asked under the old plan must not be [received](Self::receive) any more: feeds have other places.
    pub fn reconfigure(&mut self, plan: Plan, now: Timestamp) {
        self.write(now, Body::Seat(SeatChange::Reconfigured));
        let horizons = horizons(&plan);
        self.region = plan.region;
        self.zone = plan.zone;
        self.roster = plan.roster;
        self.territories = plan.territories;
        self.periods = plan.periods;
        self.profiles = plan.clocks;
        self.acknowledgement = plan.acknowledgement;
        let before: Vec<FeedPlan> = self.feeds.iter().map(FeedPlan::from).collect();
        let mut gone = self.replace_feeds(plan.feeds);
        gone.extend(self.replace_tracks(plan.indicators, &horizons, &before));
        for (subject, desk) in gone {
            if !desk.proposed().is_plain() || desk.is_pending() {
                self.orphan_desk(&subject, desk, now);
            }
        }
        self.arrange();
        self.fresh.clear();
        let in_force = self.in_force_at(now);
        self.put_rules(in_force);
        self.suppressed_for = None;
        self.tick(now);
        // Of a feed that is gone nothing more will be heard, and its figures are judged no more: what became of their rules counts now.
        for n in 0..self.tracks.len() {
            if self.tracks.get(n).is_some_and(|track| track.feed.is_none() && track.reading.is_some() && !track.is_computed()) {
                self.follow_track(n, None, false, now);
            }
        }
    }

    /// Puts other feeds in place of these; gives the alarms of those that are gone.
    fn replace_feeds(&mut self, feeds: Vec<FeedPlan>) -> Vec<(Subject, Desk)> {
        let mut before = std::mem::take(&mut self.feeds);
        for plan in feeds {
            let feed = if let Some(n) = before.iter().position(|feed| feed.name == plan.name) {
                let mut feed = before.swap_remove(n);
                feed.reconfigure(plan);
                feed
            } else {
                let mut feed = Feed::of(plan);
                feed.desk = self.adopt(&Subject::Feed(feed.name.clone()));
                feed
            };
            self.feeds.push(feed);
        }
        before.into_iter().map(|feed| (Subject::Feed(feed.name), feed.desk)).collect()
    }

    /// Puts other indicators in place of these; gives the alarms of those that are gone. `feeds` are the feeds before.
    fn replace_tracks(
        &mut self,
        indicators: Vec<Indicator>,
        horizons: &HashMap<Id, Span>,
        feeds: &[FeedPlan],
    ) -> Vec<(Subject, Desk)> {
        let mut before: HashMap<Id, Track> =
            Vec::from(std::mem::take(&mut self.tracks)).into_iter().map(|track| (track.indicator.id.clone(), track)).collect();
        let mut tracks = Vec::with_capacity(indicators.len());
        for indicator in indicators {
            let id = indicator.id.clone();
            let horizon = horizons.get(&id).copied().unwrap_or_default();
            let track = if let Some(mut track) = before.remove(&id) {
                let may_deliver = indicator.feeds.clone();
                let may_deliver = |name: &Clean| may_deliver.is_empty() || may_deliver.contains(name);
                // A feed that is of another territory now delivers another figure.
                let place = |n: usize| {
                    let before = feeds.get(n).filter(|feed| may_deliver(&feed.name))?;
                    self.feeds.iter().position(|feed| (&feed.name, &feed.territory) == (&before.name, &before.territory))
                };
                track.reconfigure(indicator, horizon, place, &self.territories, &self.zone);
                track
            } else {
                let mut track = Track::new(indicator, horizon);
                track.desk = self.adopt(&Subject::Indicator(id));
                track
            };
            tracks.push(track);
        }
        self.tracks = tracks.into();
        self.by_id = self.tracks.iter().enumerate().map(|(n, track)| (track.indicator.id.clone(), n)).collect();
        let mut gone: Vec<(Subject, Desk)> =
            before.into_values().map(|track| (Subject::Indicator(track.indicator.id), track.desk)).collect();
        gone.sort_by_key(|(subject, _)| subject.to_string());
        gone
    }

    /// The alarm of what is configured again, which had no place meanwhile; a new one if there is none.
    fn adopt(&mut self, subject: &Subject) -> Desk {
        let orphan = self.orphans.iter().position(|(orphan, _)| orphan == subject);
        orphan.map(|n| self.orphans.remove(n).1).unwrap_or_default()
    }
}
