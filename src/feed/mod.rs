//! The way in: from the wire to a [`Snapshot`](crate::duty::Snapshot).
//!
//! What comes from outside is judged here and nowhere else. A document is taken whole or refused whole; ids and
//! territories pass only when the configuration lists them; texts are cleaned; no number, name or token of a refused
//! document is repeated in the message that refuses it.
//!
//! - [`decode`], [`encode`] and [`schema`]: the native format (`native`, its `document`, `number`, `rfc3339`, `refusal`)
//! - [`poll_once`] and [`Pollers`]: asking (`client`, over one `transport`, on a `schedule` with `backoff`)

mod backoff;
mod client;
mod document;
mod native;
mod number;
mod poller;
mod refusal;
mod rfc3339;
mod schedule;
mod transport;
mod validators;

pub use client::Clock;
pub use native::{Known, decode, encode, schema};
pub use poller::{Pollers, poll_once};
