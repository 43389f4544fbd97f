//! What an alarm is about, in the words that somebody who does not see the screen needs.

use serde::{Deserialize, Serialize};

use super::{Clean, Id, Text, Topic};

/// What stands around an alarm: kept with what is owed, so that its end can be told when it is configured no longer.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct About {
    /// What the county is called.
    pub region: Clean,
    /// The area of work; none for a feed, which may serve several.
    pub topic: Option<Topic>,
    /// The indicator; for a late report the one that counted the event.
    pub indicator: Option<Id>,
    /// What it is called: the indicator, the feed, or the indicator and the step that is late.
    pub name: Text,
    /// The unit of its figure.
    pub unit: Text,
    /// What to do.
    pub guidance: Text,
}
