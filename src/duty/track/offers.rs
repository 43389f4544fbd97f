//! What each of several feeds says of one figure, where more than one may deliver it.

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

impl Track {
    /// Whether a feed may deliver it: any but where it is computed, or where the configuration names others.
    pub(in crate::duty) fn may_come_from(&self, feed: usize) -> bool {
        self.indicator.formula.is_none() && (self.ranks.is_empty() || self.ranks.contains(&feed))
    }

    /// Notes what a feed says; whether that counts is seen when all are compared.
    pub(in crate::duty) fn offer(&mut self, feed: usize, as_of: Timestamp, reading: Reading) {
        match self.offers.binary_search_by_key(&feed, |offer| offer.feed) {
            Ok(n) => {
                let Some(held) = self.offers.get_mut(n) else { return };
                held.told = held.told.max(if held.reading == reading { Told::Again } else { Told::Else });
                (held.as_of, held.reading, held.is_sent) = (as_of, reading, true);
            }
            Err(n) => {
                let offer = Offer { feed, as_of, reading, is_sent: true, told: Told::Else, was_sent: true };
                self.offers.insert(n, offer);
            }
        }
    }

    /// Notes that the newest snapshot of a feed does not carry it.
    pub(in crate::duty) fn withdraw(&mut self, feed: usize) {
        if let Ok(n) = self.offers.binary_search_by_key(&feed, |offer| offer.feed)
            && let Some(offer) = self.offers.get_mut(n)
        {
            offer.is_sent = false;
        }
    }

    /// What a feed has said last.
    pub(in crate::duty) fn offered_by(&self, feed: usize) -> Option<&Offer> {
        self.offers.binary_search_by_key(&feed, |offer| offer.feed).ok().and_then(|n| self.offers.get(n))
    }

    /// What all feeds have said last.
    pub(in crate::duty) fn offers(&self) -> &[Offer] {
        &self.offers
    }

    /// Notes that what a feed says has been looked at.
    pub(in crate::duty) fn look_at(&mut self, feed: usize) {
        self.offers.iter_mut().filter(|offer| offer.feed == feed).for_each(|offer| offer.told = Told::Nothing);
    }

    /// What is new of what these feeds say since that was looked at last; none where none of them has ever said anything.
    pub(in crate::duty) fn news_of(&self, is_one: impl Fn(usize) -> bool) -> Option<Told> {
        let told = |offer: &Offer| if offer.was_sent == offer.is_sent { offer.told } else { Told::Else };
        self.offers.iter().filter(|offer| is_one(offer.feed)).map(told).max()
    }

    /// Notes that what these feeds say has been looked at.
    pub(in crate::duty) fn look_at_all(&mut self, is_one: impl Fn(usize) -> bool) {
        for offer in self.offers.iter_mut().filter(|offer| is_one(offer.feed)) {
            (offer.told, offer.was_sent) = (Told::Nothing, offer.is_sent);
        }
    }

    /// Gives feeds their new places; what a feed said that has none, or may not deliver it, is forgotten.
    pub(in crate::duty) fn move_offers(&mut self, place: impl Fn(usize) -> Option<usize>) {
        let moved = std::mem::take(&mut self.offers).into_iter();
        self.offers = moved.filter_map(|offer| Some(Offer { feed: place(offer.feed)?, told: Told::Else, ..offer })).collect();
        self.offers.sort_by_key(|offer| offer.feed);
    }

    /// Puts the figures of territories in place of those of its newest reading; gives whether that changed it.
    pub(in crate::duty) fn put_territories(&mut self, territories: Vec<(Clean, Option<f64>)>) -> bool {
        let Some(reading) = self.reading.as_mut().filter(|reading| reading.territories != territories) else { return false };
        reading.territories = territories;
        self.origin.taken += 1;
        true
    }
}
