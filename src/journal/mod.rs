//! Entries to disk and back: the promise that nothing shown is lost.
//!
//! [`Store`] is the file: opened, checked, migrated, one commit for what belongs together. [`Writer`] runs it beside the loop,
//! [`Queue`] is the loop's end of it: what waits, what is under way, and when to try again. Entries are chained by
//! hash (`chain.rs`), so that a gap or an edit shows; [`verify`], [`export`] and [`recover`] work on a closed journal.

mod batch;
mod chain;
mod checks;
mod course;
mod entries;
mod failure;
mod fill;
mod find;
mod look;
mod moment;
mod pages;
mod past;
mod place;
mod queue;
mod readings;
mod recover;
mod rollup;
mod series;
mod store;
mod told;
mod writer;

pub use chain::Link;
pub use checks::{Verified, export, verify};
pub use failure::JournalError;
pub use place::{Place, default_path};
pub use queue::Queue;
pub use recover::{Recovered, recover};
pub use store::Store;
pub use told::{Told, told};
pub use writer::{Answer, Opening, Writer};
