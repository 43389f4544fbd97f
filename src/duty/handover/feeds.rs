//! When feeds did not deliver.

use jiff::{SignedDuration, Timestamp};

use crate::duty::{Body, Clean, FeedState};

use super::Facts;

/// One time during which a feed was stale, down or refused.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FeedOutage {
    /// Its name.
    pub feed: Clean,
    /// What it was, in the order in which it became so.
    pub states: Vec<FeedState>,
    /// Since when; before the span, if it began there.
    pub from: Timestamp,
    /// Until when; none where it was still so at the end.
    pub to: Option<Timestamp>,
    /// How long of the span.
    pub lasted: SignedDuration,
    /// When its last good figures before it were true.
    pub as_of: Option<Timestamp>,
}

/// The outages of all feeds, the oldest first, and the feeds of which nothing is written.
pub(super) fn of(facts: &Facts, from: Timestamp, to: Timestamp) -> (Vec<FeedOutage>, Vec<Clean>) {
    let mut outages: Vec<FeedOutage> = Vec::new();
    let mut heard: Vec<&Clean> = Vec::new();
    for entry in facts.entries.iter().filter(|entry| entry.at < to) {
        let Body::Feed { feed, state, as_of } = &entry.body else { continue };
        if !heard.contains(&feed) {
            heard.push(feed);
        }
        let running = outages.iter_mut().find(|outage| outage.feed == *feed && outage.to.is_none());
        match (running, state) {
            // A seat that has just started has not asked it yet: that is no news.
            (_, FeedState::Waiting) | (None, FeedState::Live) => {}
            (Some(outage), FeedState::Live) => outage.to = Some(entry.at),
            (Some(outage), state) if outage.states.contains(state) => {}
            (Some(outage), state) => outage.states.push(*state),
            (None, state) => outages.push(FeedOutage {
                feed: feed.clone(),
                states: vec![*state],
                from: entry.at,
                to: None,
                lasted: SignedDuration::ZERO,
                as_of: *as_of,
            }),
        }
    }
    outages.retain(|outage| outage.to.is_none_or(|end| end > from));
    for outage in &mut outages {
        outage.lasted = outage.to.unwrap_or(to).duration_since(outage.from.max(from)).max(SignedDuration::ZERO);
    }
    let unheard = facts.feeds.iter().filter(|feed| !heard.contains(feed)).cloned().collect();
    (outages, unheard)
}
