//! The way in: from the wire to a [`Snapshot`](crate::duty::Snapshot).
//!
//! What comes from outside is judged here and nowhere else. A document is taken whole or refused whole; ids and
//! territories pass only when the configuration lists them; texts are cleaned; no number, name or token of a refused
//! document is repeated in the message that refuses it.
//!
//! - [`decode`], [`encode`] and [`schema`]: the native format (`native`, its `document`, `number`, `rfc3339`, `refusal`)

mod document;
mod native;
mod number;
mod refusal;
mod rfc3339;

pub use native::{Known, SCHEMA, decode, encode, schema};
