//! The ground floor: the domain, pure.
//!
//! Plain data and pure functions: what is counted, what a poll brought, what is derived from it and which rules hold.
//! No I/O, no async, no clock; time comes in as an argument. The rooms above meet only through these types.

mod alarm;
mod backtest;
mod clean;
mod clock;
mod desk;
mod disclosure;
mod entry;
mod feed;
mod flapping;
mod flood;
mod indicator;
mod journal_state;
mod language;
mod log;
mod measure;
mod note;
mod order;
mod period;
mod post;
mod record;
mod room;
mod rule;
mod series;
mod shift;
mod snapshot;
mod source;
mod span;
mod state;
mod tally;
mod track;
mod trend;
mod window;

pub use alarm::{Alarm, AlarmEvent, Annunciation, Clearance, Effect, Shelf};
pub use backtest::{Backtest, Event, Transition};
pub use clean::Clean;
pub use clock::{Clock, ClockRecord, Profile, Step};
pub use desk::Desk;
pub use disclosure::{Cell, THRESHOLD, disclose};
pub use entry::{AlarmChange, Body, ClockChange, DutyChange, Entry, Proposal, SeatChange, StoredReading};
pub use feed::{Down, Feed, FeedState, Outcome, Poll, Refusal, Trouble};
pub use flapping::Flapping;
pub use flood::Flood;
pub use indicator::{Better, Id, Indicator, Kind, TaskForce, Topic, Window};
pub use journal_state::{JournalState, NotRecorded};
pub use language::{Language, Text};
pub use log::{Log, LogLine};
pub use measure::{Comparison, Condition, Measure, Op, percent_change};
pub use note::Note;
pub use order::{Action, Order, Refused};
pub use period::{Day, DayOfPeriod, Period};
pub use post::{Handover, Post};
pub use record::{Acknowledgement, Cause, Ended, Occurrence, Record, Subject, Suppression};
pub use room::{Past, Plan, Room};
pub use rule::{Level, Phase, Rule, SavedPhase, Watch};
pub use series::Series;
pub use shift::{PartOfDay, Roster, Shift};
pub use snapshot::{LeftOut, Reading, SCHEMA, Snapshot};
pub use source::{Secret, Source};
pub use span::{Span, SpanError};
pub use state::State;
pub use tally::Tally;
pub use track::{Gap, Threshold, Track};
pub use trend::Trend;
