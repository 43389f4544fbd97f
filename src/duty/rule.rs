//! Rules.

use serde::{Deserialize, Serialize};

use super::{Clean, Comparison, Condition, Measure, Span};

/// How bad it is when a rule holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Level {
    /// 关注.
    Warning,
    /// 超限.
    Critical,
}

/// A condition at a level.
#[derive(Clone, Debug, PartialEq)]
pub struct Rule {
    /// How bad it is.
    pub level: Level,
    /// What must hold.
    pub when: Condition,
    /// How long it must hold before it raises.
    pub hold: Span,
    /// What ends it; the negation of `when` if absent, as it mostly is.
    pub clear: Option<Box<Condition>>,
    /// How long it must have ended before it clears.
    pub keep: Span,
}

impl Rule {
    /// Every comparison of it: what must hold, then what ends it.
    pub fn comparisons(&self) -> impl Iterator<Item = &Comparison> {
        std::iter::once(&self.when).chain(self.clear.as_deref()).flat_map(Condition::comparisons)
    }

    /// The whole rule in a line: what tells it from any other.
    #[must_use]
    pub fn text(&self) -> Clean {
        let level = match self.level {
            Level::Warning => "warning",
            Level::Critical => "critical",
        };
        let clear = self.clear.as_ref().map(|clear| format!(" clear {clear}")).unwrap_or_default();
        Clean::new(&format!("{level} {} for {}{clear} keep {}", self.when, self.hold, self.keep))
    }

    /// Whether it holds and whether what ends it does, given each measure's number; `None` = not known.
    pub fn verdict(&self, number: impl Fn(&Measure) -> Option<f64>) -> (Option<bool>, Option<bool>) {
        let holds = self.when.holds(&number);
        let ended = match &self.clear {
            Some(clear) => clear.holds(&number),
            None => holds.map(|holds| !holds),
        };
        (holds, ended)
    }
}
