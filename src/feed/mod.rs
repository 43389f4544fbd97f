//! The way in: from the wire to a [`Snapshot`](crate::duty::Snapshot).
//!
//! What comes from outside is judged here and nowhere else. A document is taken whole or refused whole; ids and
//! territories pass only when the configuration lists them; texts are cleaned; no number, name or token of a refused
//! document is repeated in the message that refuses it.
//!
//! - [`Known`]: what may come in
//! - [`decode`], [`encode`] and [`schema`]: the native format (`native`, its `document`, `number`, `rfc3339`, `refusal`)
//! - [`decode_mapped`] and [`look_mapped`]: JSON of any other shape (`mapped`)
//! - [`Inquiry`]: what an engine that speaks Prometheus' API says to queries (`prometheus`)
//! - [`poll_once`], [`look_once`], [`inquire_once`] and [`Pollers`]: asking (`client`, by `request`s over one `transport`,
//!   each at its time in `starts`, on a `schedule` with `backoff`; what is large is decoded `apart`)

mod apart;
mod backoff;
mod client;
mod document;
mod future;
mod known;
mod mapped;
mod native;
mod number;
mod poller;
mod prometheus;
mod refusal;
mod request;
mod rfc3339;
mod schedule;
mod starts;
mod transport;
mod validators;

pub use client::Clock;
pub use known::Known;
pub use mapped::{Answer, Look, Seen, Subject, Tried, decode_mapped, look_mapped};
pub use native::{decode, encode, schema};
pub use poller::{Pollers, inquire_once, look_once, poll_once};
pub use prometheus::{Answered, Inquiry};
