//! What a duty room is told once.

use jiff::tz::TimeZone;

use super::{Clean, Feed, Indicator, Period, Profile, Roster, Source, Span};

/// What a duty room is told once: what is counted, where, when and by which rules.
#[derive(Clone, Debug)]
pub struct Plan {
    /// What the county is called.
    pub region: Clean,
    /// Its time zone: windows, shifts and periods follow it.
    pub zone: TimeZone,
    /// Its handover times.
    pub roster: Roster,
    /// Its townships, in the order of the configuration.
    pub territories: Vec<Clean>,
    /// What is counted, in the order of the screen.
    pub indicators: Vec<Indicator>,
    /// Periods of higher risk, in the order of the configuration.
    pub periods: Vec<Period>,
    /// Its feeds, in the order of the configuration.
    pub feeds: Vec<FeedPlan>,
    /// The profiles of reporting clocks.
    pub clocks: Vec<Profile>,
    /// How long an acknowledgement lasts; until the end if none.
    pub acknowledgement: Option<Span>,
}

/// What a duty room is told of a feed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FeedPlan {
    /// Its name.
    pub name: Clean,
    /// How old its figures may be.
    pub stale_after: Span,
    /// The territory that all its figures are of; none where they are of the whole.
    pub territory: Option<Clean>,
}

impl FeedPlan {
    /// A feed of the whole.
    #[must_use]
    pub fn new(name: Clean, stale_after: Span) -> Self {
        Self { name, stale_after, territory: None }
    }

    /// What there is to tell of a feed that is polled.
    #[must_use]
    pub fn of(source: &Source) -> Self {
        Self { name: source.name.clone(), stale_after: source.stale_after, territory: source.territory.clone() }
    }
}

impl From<&Feed> for FeedPlan {
    fn from(feed: &Feed) -> Self {
        Self { name: feed.name.clone(), stale_after: feed.stale_after, territory: feed.territory.clone() }
    }
}

impl Plan {
    /// Puts other feeds in place of the configured ones: recordings. One of the same name is of the same territory, and where none of
    /// those that an indicator names is among them, any may deliver it.
    pub fn replace_feeds(&mut self, feeds: Vec<FeedPlan>) {
        let before = std::mem::replace(&mut self.feeds, feeds);
        for feed in &mut self.feeds {
            let same = before.iter().find(|known| known.name == feed.name);
            feed.territory = same.and_then(|known| known.territory.clone());
        }
        for indicator in &mut self.indicators {
            if !indicator.feeds.iter().any(|name| self.feeds.iter().any(|feed| feed.name == *name)) {
                indicator.feeds.clear();
            }
        }
    }
}
