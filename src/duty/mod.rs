//! The ground floor: the domain, pure.
//!
//! Plain data and pure functions: what is counted, what a poll brought, what is derived from it and which rules hold.
//! No I/O, no async, no clock; time comes in as an argument. The rooms above meet only through these types.

mod alarm;
mod clean;
mod disclosure;
mod feed;
mod indicator;
mod language;
mod measure;
mod period;
mod room;
mod rule;
mod series;
mod shift;
mod snapshot;
mod source;
mod span;
mod track;
mod trend;
mod window;

pub use alarm::{Alarm, AlarmEvent, Annunciation, Clearance, Effect, Shelf};
pub use clean::Clean;
pub use disclosure::{Cell, THRESHOLD, disclose};
pub use feed::{Down, Feed, FeedState, Outcome, Poll, Refusal, Trouble};
pub use indicator::{Better, Id, Indicator, Kind, TaskForce, Topic, Window};
pub use language::{Language, Text};
pub use measure::{Comparison, Condition, Measure, Op, percent_change};
pub use period::{Day, DayOfPeriod, Period};
pub use room::{Plan, Room};
pub use rule::{Level, Rule, Watch};
pub use series::Series;
pub use shift::{PartOfDay, Roster, Shift};
pub use snapshot::{LeftOut, Reading, SCHEMA, Snapshot};
pub use source::{Secret, Source};
pub use span::{Span, SpanError};
pub use track::{Breach, Gap, State, Threshold, Track};
pub use trend::Trend;
