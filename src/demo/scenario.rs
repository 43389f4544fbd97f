//! The situations that the demonstration county can be in: what somebody who looks at it is to see.

use super::story::{self, Stumble};

/// A situation, which stands within a quarter of a minute and stays.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Scenario {
    /// A first minute in which something crosses a threshold and a feed stumbles; again every hour.
    #[default]
    Story,
    /// Nothing is out of bounds.
    Calm,
    /// One critical alarm, which nobody has acknowledged.
    Critical,
    /// One feed answers no longer; the others are well.
    FeedLost,
    /// More alarms within seconds than anybody can take in one by one.
    Flood,
    /// The last half hour of a night in which much happened.
    Handover,
}

/// Seconds after which a situation begins: soon enough to wait for, late enough to see it come.
const SOON: i64 = 4;

/// When the feed is lost, in seconds.
const LOST: i64 = 8;

/// Seconds before the start in which nothing happens at random in a situation: none of its rules looks further back.
pub(super) const QUIET: i64 = 30 * 3600;

/// What is out of bounds in a flood: after how many seconds, and what it becomes.
const FLOOD: [(&str, i64, f64); 13] = [
    ("safety.hazards_open", 5, 26.0),
    ("safety.inspection_rate", 5, 92.4),
    ("traffic.road_hazards", 5, 47.0),
    ("traffic.helmet_rate", 5, 86.5),
    ("petitions.overdue", 5, 5.0),
    ("petitions.due_soon", 5, 14.0),
    ("petitions.long_pending", 10, 17.0),
    ("petitions.within_15_days", 10, 92.1),
    ("petitions.within_60_days", 10, 88.3),
    ("drugs.rank", 10, 5.0),
    ("fraud.rank", 10, 6.0),
    ("campaign.tasks_overdue", 10, 4.0),
    ("campaign.issues_overdue", 10, 5.0),
];

/// What was out of bounds in the night before a handover: from and up to which second, and what it was. It ends at 08:05.
const NIGHT: [(&str, i64, i64, f64); 3] = [
    ("drowning.devices_online", -37_500, -27_900, 93.8),
    ("safety.hazards_overdue", -26_400, i64::MAX, 2.0),
    ("petitions.overdue", -1000, i64::MAX, 1.0),
];

/// From and up to which second each feed did not answer in the past: by day for three days, for hours last week.
const OUTAGES: [(&str, i64, i64); 2] =
    [("emergency", -400 * 86_400, -397 * 86_400), ("police", -5 * 86_400, -5 * 86_400 + 14_400)];

/// The same in the night before a handover.
const OUTAGE_OF_THE_NIGHT: (&str, i64, i64) = ("petitions", -21_300, -17_100);

impl Scenario {
    /// How long a feed's figures may be old, where that is shorter than usual: its loss is to be seen at once.
    pub(super) fn stale_after(self, feed: &str) -> Option<&'static str> {
        (self == Self::FeedLost && feed == "petitions").then_some("9s")
    }

    /// What a figure is instead of what was drawn, so many seconds after the start; negative before it.
    pub(super) fn figure(self, id: &str, elapsed: i64) -> Option<f64> {
        match self {
            Self::Flood => FLOOD.iter().find(|(of, from, _)| *of == id && elapsed >= *from).map(|(_, _, value)| *value),
            Self::Handover => {
                NIGHT.iter().find(|(of, from, to, _)| *of == id && (*from..*to).contains(&elapsed)).map(|(.., value)| *value)
            }
            Self::Story | Self::Calm | Self::Critical | Self::FeedLost => None,
        }
    }

    /// How many petitions are overdue by the story.
    pub(super) fn overdue(self, elapsed: i64) -> f64 {
        if self == Self::Story && elapsed >= 0 { story::overdue(elapsed) } else { 0.0 }
    }

    /// How far the story brings the helmet rate down, in points.
    pub(super) fn helmets_down(self, elapsed: i64) -> f64 {
        if self == Self::Story && elapsed >= 0 { story::helmets_down(elapsed) } else { 0.0 }
    }

    /// Whether a feed stumbles, and how.
    pub(super) fn stumble(self, feed: &str, elapsed: i64) -> Option<Stumble> {
        let out = |(of, from, to): &(&str, i64, i64)| *of == feed && (*from..*to).contains(&elapsed);
        let is_out = match self {
            _ if OUTAGES.iter().any(out) => true,
            Self::FeedLost => feed == "petitions" && elapsed >= LOST,
            Self::Handover => out(&OUTAGE_OF_THE_NIGHT),
            Self::Story if feed == "police" && elapsed >= 0 => return story::stumble(elapsed),
            Self::Story | Self::Calm | Self::Critical | Self::Flood => false,
        };
        is_out.then_some(Stumble::Unavailable)
    }

    /// What happens besides what is drawn: to which stream of events, and when.
    pub(super) fn events(self) -> &'static [(&'static str, i64)] {
        match self {
            Self::Critical => &[("drowning", SOON)],
            Self::Flood => &[("accidents", SOON)],
            Self::Handover => &[("crashes", -1810)],
            Self::Story | Self::Calm | Self::FeedLost => &[],
        }
    }

    /// Whether nothing else happens at random from shortly before the start on.
    pub(super) fn is_quiet(self) -> bool {
        self != Self::Story
    }

    /// Whether those on duty before the start left an alarm on this indicator to be acknowledged.
    pub(super) fn leaves(self, id: &str) -> bool {
        self == Self::Handover && id == "petitions.overdue"
    }

    /// Whether they put it aside until the end of their shift.
    pub(super) fn shelves(self, id: &str) -> bool {
        self == Self::Handover && id == "safety.hazards_overdue"
    }
}

/// When each feed was out long ago: entries say so in the journal.
pub(super) fn long_ago() -> (&'static str, i64, i64) {
    let [long_ago, _] = OUTAGES;
    long_ago
}
