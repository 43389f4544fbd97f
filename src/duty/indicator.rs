//! What is counted: topics, task forces and indicators.

use std::fmt;
use std::hash::{Hash, Hasher};
use std::sync::Arc;

use serde::{Deserialize, Serialize};

use super::{Clean, Formula, Language, Rule, Text};

/// The name of an indicator on the wire and in the configuration: `traffic.deaths`.
#[derive(Clone, Debug, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Id(Arc<str>);

impl PartialEq for Id {
    /// Most ids that are compared are the same one: then neither is read.
    fn eq(&self, other: &Self) -> bool {
        Arc::ptr_eq(&self.0, &other.0) || self.0 == other.0
    }
}

impl Hash for Id {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.0.hash(state);
    }
}

impl Id {
    /// The longest id, in bytes.
    pub const MAX_BYTES: usize = 64;

    /// An id, if `text` is words of lower-case letters, digits and `_`, joined by dots, with at least one dot.
    ///
    /// ```
    /// use zhiban::duty::Id;
    /// assert!(Id::new("traffic.deaths").is_some());
    /// assert!(Id::new("traffic").is_none());
    /// assert!(Id::new("Traffic.Deaths").is_none());
    /// ```
    #[must_use]
    pub fn new(text: &str) -> Option<Self> {
        let word = |w: &str| !w.is_empty() && w.bytes().all(|b| matches!(b, b'a'..=b'z' | b'0'..=b'9' | b'_'));
        let fits = text.len() <= Self::MAX_BYTES && text.contains('.') && text.split('.').all(word);
        fits.then(|| Self(text.into()))
    }

    /// The id as text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl TryFrom<String> for Id {
    type Error = String;

    fn try_from(text: String) -> Result<Self, String> {
        Self::new(&text).ok_or_else(|| format!("`{text}` is not an indicator's id"))
    }
}

impl From<Id> for String {
    fn from(id: Id) -> Self {
        id.as_str().to_owned()
    }
}

impl fmt::Display for Id {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl std::borrow::Borrow<str> for Id {
    fn borrow(&self) -> &str {
        &self.0
    }
}

/// One of the county's areas of work, or the campaign itself.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Topic {
    /// Work safety, 安全生产.
    Safety,
    /// Road traffic, 道路交通.
    Traffic,
    /// Drowning prevention, 防溺水.
    Drowning,
    /// Petitions, 信访.
    Petitions,
    /// Anti-drug work, 禁毒.
    Drugs,
    /// Anti-telecom-fraud work, 反电诈.
    Fraud,
    /// The campaign of the coordination group, 攻坚.
    Campaign,
}

impl Topic {
    /// Every topic, in the order of the screen.
    pub const ALL: [Self; 7] =
        [Self::Safety, Self::Traffic, Self::Drowning, Self::Petitions, Self::Drugs, Self::Fraud, Self::Campaign];

    /// Its name in the configuration.
    #[must_use]
    pub fn key(self) -> &'static str {
        match self {
            Self::Safety => "safety",
            Self::Traffic => "traffic",
            Self::Drowning => "drowning",
            Self::Petitions => "petitions",
            Self::Drugs => "drugs",
            Self::Fraud => "fraud",
            Self::Campaign => "campaign",
        }
    }

    /// What it is called.
    #[must_use]
    pub fn name(self, language: Language) -> &'static str {
        let (zh, en) = match self {
            Self::Safety => ("安全生产", "Work safety"),
            Self::Traffic => ("道路交通", "Road traffic"),
            Self::Drowning => ("防溺水", "Drowning"),
            Self::Petitions => ("信访", "Petitions"),
            Self::Drugs => ("禁毒", "Anti-drug"),
            Self::Fraud => ("反电诈", "Anti-fraud"),
            Self::Campaign => ("攻坚", "Campaign"),
        };
        match language {
            Language::Zh => zh,
            Language::En => en,
        }
    }

    /// Whether the topic concerns people, so that small cells of its breakdown by territory are hidden (DESIGN.md §2).
    #[must_use]
    pub fn concerns_people(self) -> bool {
        matches!(self, Self::Petitions | Self::Drugs | Self::Fraud)
    }
}

/// A group of topics under one lead.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TaskForce {
    /// Work safety, traffic and drowning.
    Safety,
    /// Petitions, drugs and fraud.
    Stability,
}

impl TaskForce {
    /// Both, in the order of the screen.
    pub const ALL: [Self; 2] = [Self::Safety, Self::Stability];

    /// The three topics it answers for.
    #[must_use]
    pub fn topics(self) -> [Topic; 3] {
        match self {
            Self::Safety => [Topic::Safety, Topic::Traffic, Topic::Drowning],
            Self::Stability => [Topic::Petitions, Topic::Drugs, Topic::Fraud],
        }
    }
}

/// What sort of figure an indicator is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// What has accumulated in its window so far.
    Count(Window),
    /// A level at a moment: hazards not yet mended.
    Gauge,
    /// A share or ratio.
    Rate,
    /// A place among others; 1 is the best.
    Rank,
}

/// What a count accumulates over; it restarts at zero when the window does.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Window {
    /// A calendar day.
    Day,
    /// A calendar month.
    Month,
    /// A calendar year.
    Year,
}

/// Which direction is good.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Better {
    /// Less is better: deaths.
    Lower,
    /// More is better: helmets worn.
    Higher,
    /// Neither: a plain count.
    Neutral,
}

/// One published figure.
#[derive(Clone, Debug, PartialEq)]
pub struct Indicator {
    /// Its name on the wire.
    pub id: Id,
    /// The area of work it belongs to.
    pub topic: Topic,
    /// What it is called on screen.
    pub name: Text,
    /// What sort of figure it is.
    pub kind: Kind,
    /// Its unit, empty for plain counts.
    pub unit: Text,
    /// Which direction is good.
    pub better: Better,
    /// The target it is measured against, in its own unit.
    pub target: Option<f64>,
    /// Its rules when no period has others.
    pub rules: Arc<[Rule]>,
    /// One sentence on what to do when a rule holds.
    pub guidance: Text,
    /// What it is computed from; none where feeds deliver it.
    pub formula: Option<Formula>,
    /// The feeds that alone may deliver it, the preferred in front; any where there are none.
    pub feeds: Vec<Clean>,
    /// The profile of the reporting clock that a new event starts.
    pub clock: Option<Clean>,
    /// Whether the administrator's file names it: then it is unknown until delivered, where a built-in one is not connected.
    pub configured: bool,
}
