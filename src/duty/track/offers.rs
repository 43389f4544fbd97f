//! What each of several feeds says of one figure, where more than one may deliver it.

use std::collections::BTreeSet;

use jiff::Timestamp;

use crate::duty::{Clean, Reading};

use super::Track;

/// The newest that one feed has said of a figure.
#[derive(Clone, Debug, PartialEq)]
pub(in crate::duty) struct Offer {
    /// Which feed.
    pub(in crate::duty) feed: usize,
    /// When it was true.
    pub(in crate::duty) as_of: Timestamp,
    /// What it said.
    pub(in crate::duty) reading: Reading,
    /// Whether its newest snapshot carried it.
    pub(in crate::duty) is_sent: bool,
    /// What is new of it since it was looked at last.
    pub(in crate::duty) told: Told,
    /// Whether it was carried when it was looked at last.
    was_sent: bool,
}

/// What is new of what feeds say.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(in crate::duty) enum Told {
    Nothing,
    /// The same, as of a later time.
    Again,
    /// Something else.
    Else,
}

/// What feeds say of one figure. There may be a thousand of them, and each poll of one is to cost no more for that: nothing here is
/// gone through but what is new.
#[derive(Clone, Debug, Default)]
pub(super) struct Offers {
    /// In the order of the feeds.
    all: Vec<Offer>,
    /// The feeds of which something is new since it was looked at last.
    news: Vec<usize>,
    /// The feeds that the figure was added up of, by the time of what they say.
    given: BTreeSet<(Timestamp, usize)>,
}

impl Offer {
    /// What is new of it since it was looked at last.
    fn news(&self) -> Told {
        if self.was_sent == self.is_sent { self.told } else { Told::Else }
    }
}

impl Offers {
    fn place(&self, feed: usize) -> Result<usize, usize> {
        self.all.binary_search_by_key(&feed, |offer| offer.feed)
    }

    fn get(&self, feed: usize) -> Option<&Offer> {
        self.place(feed).ok().and_then(|n| self.all.get(n))
    }

    /// Changes what a feed has said, where it has said anything.
    fn change(&mut self, feed: usize, change: impl FnOnce(&mut Offer)) {
        let Some(offer) = self.place(feed).ok().and_then(|n| self.all.get_mut(n)) else { return };
        let (before, was_news) = (offer.as_of, offer.news() != Told::Nothing);
        change(offer);
        let (after, is_news) = (offer.as_of, offer.news() != Told::Nothing);
        if is_news && !was_news {
            self.news.push(feed);
        }
        if before != after && self.given.remove(&(before, feed)) {
            self.given.insert((after, feed));
        }
    }

    /// Notes that the figure is added up of what another feed says, or that it no longer is of what one says.
    pub(super) fn note_giver(&mut self, feed: usize, gives: bool) {
        let Some(as_of) = self.get(feed).map(|offer| offer.as_of) else { return };
        if gives {
            self.given.insert((as_of, feed));
        } else {
            self.given.remove(&(as_of, feed));
        }
    }
}

impl Track {
    /// Whether a feed may deliver it: any but where it is computed, or where the configuration names others.
    pub(in crate::duty) fn may_come_from(&self, feed: usize) -> bool {
        self.indicator.formula.is_none() && (self.ranks.is_empty() || self.ranks.contains(&feed))
    }

    /// Notes what a feed says; whether that counts is seen when all are compared.
    pub(in crate::duty) fn offer(&mut self, feed: usize, as_of: Timestamp, reading: Reading) {
        let offers = self.offers.get_or_insert_default();
        match offers.place(feed) {
            Ok(_) => offers.change(feed, |held| {
                held.told = held.told.max(if held.reading == reading { Told::Again } else { Told::Else });
                (held.as_of, held.reading, held.is_sent) = (as_of, reading, true);
            }),
            Err(n) => {
                let offer = Offer { feed, as_of, reading, is_sent: true, told: Told::Else, was_sent: true };
                offers.all.insert(n, offer);
                offers.news.push(feed);
            }
        }
    }

    /// Notes that the newest snapshot of a feed does not carry it.
    pub(in crate::duty) fn withdraw(&mut self, feed: usize) {
        if let Some(offers) = &mut self.offers {
            offers.change(feed, |offer| offer.is_sent = false);
        }
    }

    /// What a feed has said last.
    pub(in crate::duty) fn offered_by(&self, feed: usize) -> Option<&Offer> {
        self.offers.as_ref()?.get(feed)
    }

    /// What all feeds have said last, in their order.
    pub(in crate::duty) fn offers(&self) -> &[Offer] {
        self.offers.as_ref().map_or(&[], |offers| &offers.all)
    }

    /// What is new of what these feeds say since that was looked at last.
    pub(in crate::duty) fn news_of(&self, is_one: impl Fn(usize) -> bool) -> Told {
        let Some(offers) = &self.offers else { return Told::Nothing };
        let news = offers.news.iter().filter(|feed| is_one(**feed)).filter_map(|feed| offers.get(*feed));
        news.map(Offer::news).max().unwrap_or(Told::Nothing)
    }

    /// Notes that what these feeds say has been looked at.
    pub(in crate::duty) fn look_at(&mut self, is_one: impl Fn(usize) -> bool) {
        let Some(offers) = &mut self.offers else { return };
        let (seen, left): (Vec<usize>, Vec<usize>) = offers.news.iter().partition(|feed| is_one(**feed));
        offers.news = left;
        for feed in seen {
            offers.change(feed, |offer| (offer.told, offer.was_sent) = (Told::Nothing, offer.is_sent));
        }
    }

    /// The earliest and the latest time of what the feeds say that it was added up of.
    pub(in crate::duty) fn given(&self) -> Option<(Timestamp, Timestamp)> {
        let given = &self.offers.as_ref()?.given;
        Some((given.first()?.0, given.last()?.0))
    }

    /// Gives feeds their new places; what a feed said that has none, or may not deliver it, is forgotten.
    pub(in crate::duty) fn move_offers(&mut self, place: impl Fn(usize) -> Option<usize>) {
        let Some(offers) = self.offers.take() else { return };
        let moved = offers.all.into_iter();
        let mut all: Vec<Offer> =
            moved.filter_map(|offer| Some(Offer { feed: place(offer.feed)?, told: Told::Else, ..offer })).collect();
        all.sort_by_key(|offer| offer.feed);
        let given = offers.given.into_iter().filter_map(|(as_of, feed)| Some((as_of, place(feed)?))).collect();
        let news = all.iter().map(|offer| offer.feed).collect();
        self.offers = Some(Box::new(Offers { all, news, given }));
    }

    /// Puts the figures of territories in place of those of its newest reading; gives whether that changed it.
    pub(in crate::duty) fn put_territories(&mut self, territories: Vec<(Clean, Option<f64>)>) -> bool {
        let Some(reading) = self.reading.as_mut().filter(|reading| reading.territories != territories) else { return false };
        reading.territories = territories;
        self.origin.taken += 1;
        true
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::duty::{Better, Id, Indicator, Kind, Span, Text, Topic};

    const FEEDS: usize = 4;

    /// What may happen to an offer.
    #[derive(Clone, Copy, Debug)]
    enum Event {
        Offered(i64, i32),
        Withdrawn,
        LookedAt,
        Counted,
    }

    fn event() -> impl Strategy<Value = Event> {
        prop_oneof![
            4 => (0..50_i64, 0..3).prop_map(|(at, value)| Event::Offered(at, value)),
            1 => Just(Event::Withdrawn),
            1 => Just(Event::LookedAt),
            1 => Just(Event::Counted),
        ]
    }

    fn track() -> Track {
        let indicator = Indicator {
            id: Id::new("traffic.deaths").unwrap(),
            topic: Topic::Traffic,
            name: Text::default(),
            kind: Kind::Gauge,
            unit: Text::default(),
            better: Better::Lower,
            target: None,
            rules: [].into(),
            guidance: Text::default(),
            formula: None,
            feeds: Vec::new(),
            clock: None,
            configured: true,
        };
        Track::new(indicator, Span::default())
    }

    proptest! {
        /// What is kept of offers to find it at once is what going through all of them would find.
        #[test]
        fn what_is_new_and_what_is_given_is_known(events in prop::collection::vec((0..FEEDS, event()), 0..60)) {
            let mut track = track();
            let id = track.indicator.id.clone();
            let mut givers: Vec<Option<usize>> = vec![None; FEEDS / 2];
            for (feed, event) in events {
                match event {
                    Event::Offered(at, value) => {
                        track.offer(feed, Timestamp::from_second(at).unwrap(), Reading::of(id.clone(), Some(f64::from(value))));
                    }
                    Event::Withdrawn => track.withdraw(feed),
                    Event::LookedAt => track.look_at(|one| one == feed),
                    // Two feeds each speak for a territory.
                    Event::Counted if track.offered_by(feed).is_some() => {
                        let territory = feed / 2;
                        track.note_givers([(Clean::new(&territory.to_string()), feed)]);
                        givers[territory] = Some(feed);
                    }
                    Event::Counted => {}
                }
                let mut times: Vec<_> = givers.iter().flatten().map(|feed| track.offered_by(*feed).unwrap().as_of).collect();
                times.sort();
                prop_assert_eq!(track.given(), times.first().copied().zip(times.last().copied()));
                let told = track.offers().iter().map(Offer::news).max().unwrap_or(Told::Nothing);
                prop_assert_eq!(track.news_of(|_| true), told);
            }
        }
    }
}
