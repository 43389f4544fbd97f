//! Feeds of territories: a city watches its counties.
//!
//! What a feed of a territory delivers is the figure of that territory. Where no feed delivers the figure of the whole, a count or a
//! level is the sum over all territories, and known only where each of them is: a county that is lost must not make the city's total
//! silently smaller. A rate or a rank has no sum.

use jiff::Timestamp;

use crate::duty::track::{Delivery, News, Offer, Told};
use crate::duty::{Clean, Feed, Gap, Kind, Reading, Track};

use super::Room;

/// A territory that has feeds of its own.
#[derive(Clone, Debug)]
pub(super) struct Province {
    territory: Clean,
    /// Its feeds, in the order of the configuration.
    feeds: Vec<usize>,
}

/// A territory's part of a figure.
struct Part<'a> {
    territory: Clean,
    /// What counts of it; none where it is not known.
    offer: Option<&'a Offer>,
}

impl Room {
    /// Notes which feeds speak for which territory.
    pub(super) fn divide(&mut self) {
        let of = |territory: &Clean| {
            let feeds = self.feeds.iter().enumerate().filter(|(_, feed)| feed.territory.as_ref() == Some(territory));
            Province { territory: territory.clone(), feeds: feeds.map(|(n, _)| n).collect() }
        };
        let provinces: Vec<Province> = self.territories.iter().map(of).filter(|province| !province.feeds.is_empty()).collect();
        self.provinces = provinces;
    }

    /// Adds up what the feeds of territories say, and puts it beside what others say of the whole. `feeds_changed`: one is fresh that
    /// was not, or the other way round.
    pub(super) fn add_up(&mut self, feeds_changed: bool, now: Timestamp) {
        if self.provinces.is_empty() {
            return;
        }
        for n in 0..self.tracks.len() {
            let feeds = &self.feeds;
            let is_part = |feed: usize| feeds.get(feed).is_some_and(|feed| feed.territory.is_some());
            let Some(told) = self.tracks.get(n).map(|track| track.news_of(is_part)) else { continue };
            if told != Told::Nothing {
                self.tracks.get_mut(n).into_iter().for_each(|track| track.look_at(is_part));
            }
            let Some(track) = self.tracks.get(n) else { continue };
            let has_whole = track.feed.is_some() || self.has_whole(track);
            match told {
                Told::Nothing if !feeds_changed || !track.offers().iter().any(|offer| is_part(offer.feed)) => {}
                Told::Again if !feeds_changed && has_whole => {}
                // Most polls say again what is known: then nothing is added up.
                Told::Again if !feeds_changed && self.renew_sum(n) => {}
                _ if has_whole => self.lay_over(n, now),
                _ => self.sum(n, now),
            }
        }
    }

    /// Whether a feed of the whole is named to deliver a figure.
    fn has_whole(&self, track: &Track) -> bool {
        track.ranks.iter().any(|feed| !self.is_of_territory(*feed))
    }

    /// Whether a figure is added up of what feeds of territories deliver, where any of them does.
    pub(super) fn is_added_up(&self, track: &Track) -> bool {
        !self.provinces.is_empty() && track.indicator.formula.is_none() && !self.has_whole(track)
    }

    /// The parts of a figure: one for each territory of which a feed has ever delivered it, or has never been of use, so that nobody
    /// knows what it would deliver. Counts of different days, months or years do not add up: after midnight one that is still of
    /// yesterday is not known.
    fn parts<'a>(&self, track: &'a Track, now: Timestamp) -> Vec<Part<'a>> {
        let part = |province: &Province| {
            let is_ranked = !track.ranks.is_empty();
            let ranked = || track.ranks.iter().filter(|feed| province.feeds.contains(feed));
            let feeds = || ranked().chain(province.feeds.iter().filter(move |_| !is_ranked)).copied();
            let known = |feed| track.offered_by(feed).filter(|offer| offer.is_sent && offer.reading.value.is_some());
            let offer = feeds().filter(|feed| self.is_fresh(*feed, now)).find_map(known);
            let may_deliver =
                |feed| track.offered_by(feed).is_some() || self.feeds.get(feed).is_some_and(|feed| feed.as_of.is_none());
            let belongs = offer.is_some() || feeds().any(|feed| is_ranked || may_deliver(feed));
            belongs.then(|| Part { territory: province.territory.clone(), offer })
        };
        let mut parts: Vec<Part<'_>> = self.provinces.iter().filter_map(part).collect();
        let newest = parts.iter().filter_map(|part| part.offer).map(|offer| offer.as_of).max();
        if let Some(begins) = newest.and_then(|newest| track.window(newest, &self.zone)) {
            for part in &mut parts {
                part.offer = part.offer.filter(|offer| offer.as_of >= begins);
            }
        }
        parts
    }

    /// The figures of territories as a feed of the whole gives them, with those that feeds of their own give in their place.
    pub(super) fn with_parts(
        &self,
        track: &Track,
        mut territories: Vec<(Clean, Option<f64>)>,
        now: Timestamp,
    ) -> Vec<(Clean, Option<f64>)> {
        let is_part = |offer: &Offer| self.is_of_territory(offer.feed);
        if self.provinces.is_empty() || !track.offers().iter().any(is_part) {
            return territories;
        }
        for Part { territory, offer } in self.parts(track, now) {
            let value = offer.and_then(|offer| offer.reading.value);
            match territories.iter_mut().find(|(name, _)| *name == territory) {
                Some((_, place)) => *place = value,
                None => territories.push((territory, value)),
            }
        }
        territories
    }

    /// Puts the figures of territories into what a feed of the whole said.
    fn lay_over(&mut self, n: usize, now: Timestamp) {
        let Some((track, reading)) = self.tracks.get(n).and_then(|track| Some((track, track.reading.as_ref()?))) else { return };
        let territories = self.with_parts(track, reading.territories.clone(), now);
        let Some(track) = self.tracks.get_mut(n) else { return };
        if track.put_territories(territories) && track.value().is_some() {
            let kept = track.kept_at();
            self.follow_news(n, &News { kept, events: None }, now);
        }
    }

    /// Takes that a sum is what it was, as of later times; gives whether that is so.
    fn renew_sum(&mut self, n: usize) -> bool {
        let Some(track) = self.tracks.get(n) else { return false };
        let Some((as_of, at)) = track.given() else { return false };
        let calendar = self.calendar(at);
        self.tracks.get_mut(n).is_some_and(|track| track.renew(at, as_of, &calendar))
    }

    /// Makes the figure of the whole of those of its territories.
    fn sum(&mut self, n: usize, now: Timestamp) {
        let Some(track) = self.tracks.get(n) else { return };
        // Before each has been asked nobody knows how much there is.
        if !self.is_heard_in_part(track) {
            self.set_missing(n, Some(Gap::Stale));
            return;
        }
        let parts = self.parts(track, now);
        let missing = parts.iter().find(|part| part.offer.is_none()).map(|part| part.territory.clone());
        let offers: Vec<&Offer> = parts.iter().filter_map(|part| part.offer).collect();
        let readings = || offers.iter().map(|offer| &offer.reading);
        let adds_up = matches!(track.indicator.kind, Kind::Count(_) | Kind::Gauge);
        let has_sum = missing.is_none() && !parts.is_empty() && adds_up;
        let value = |part: &Part<'_>| part.offer.and_then(|offer| offer.reading.value);
        let reading = Reading {
            last_year: if has_sum { readings().map(|reading| reading.last_year).sum() } else { None },
            corrections: if has_sum { readings().map(|reading| reading.corrections).sum() } else { 0.0 },
            territories: parts.iter().map(|part| (part.territory.clone(), value(part))).collect(),
            ..Reading::of(track.indicator.id.clone(), if has_sum { readings().map(|r| r.value).sum() } else { None })
        };
        let times = || offers.iter().map(|offer| offer.as_of);
        let as_of = times().min().or(track.as_of).unwrap_or(now);
        let at = if has_sum { times().max().unwrap_or(now) } else { now };
        let givers: Vec<(Clean, usize)> =
            parts.iter().filter_map(|part| Some((part.territory.clone(), part.offer?.feed))).collect();
        let is_switch = track.feed.is_some() || track.has_other_parts(&reading);
        let missing = if adds_up { missing.map(Gap::Territory) } else { Some(Gap::NoSum) };
        let is_switch = self.tracks.get_mut(n).is_some_and(|track| track.note_givers(givers)) || is_switch;
        self.compute(n, Delivery::computed(as_of, at, reading).switched(is_switch, now), missing, now);
    }

    /// Whether all feeds of territories that may deliver a figure have been heard of.
    pub(super) fn is_heard_in_part(&self, track: &Track) -> bool {
        if track.ranks.is_empty() {
            return self.parts_heard;
        }
        let mut parts = track.ranks.iter().filter_map(|feed| self.feeds.get(*feed)).filter(|feed| feed.territory.is_some());
        parts.all(Feed::was_heard)
    }

    /// Takes from a sum that was kept what each territory's part was, so that it is known which there are.
    pub(super) fn recall_parts(&mut self, n: usize, as_of: Timestamp, reading: &Reading) {
        for province in &self.provinces {
            let Some((_, value)) = reading.territories.iter().find(|(name, _)| *name == province.territory) else { continue };
            let Some(track) = self.tracks.get_mut(n) else { return };
            let named = |feed: &&usize| track.ranks.is_empty() || track.ranks.contains(feed);
            if let Some(feed) = province.feeds.iter().find(named).copied() {
                track.offer(feed, as_of, Reading::of(reading.id.clone(), *value));
                track.note_givers([(province.territory.clone(), feed)]);
            }
        }
    }

    /// Lets go of sums that are added up no longer: nobody would ever renew them.
    pub(super) fn let_go_of_sums(&mut self) {
        for n in 0..self.tracks.len() {
            let is_sum = |track: &Track| track.is_computed() && track.indicator.formula.is_none();
            let is_left = |track: &Track| track.offers().is_empty() || !self.is_added_up(track);
            if self.tracks.get(n).is_some_and(|track| is_sum(track) && is_left(track)) {
                self.tracks.get_mut(n).into_iter().for_each(Track::let_go);
            }
        }
    }
}
