//! What all that goes over HTTP shares: whom to trust, what to show of an error, where a token is found.
//!
//! Beneath `feed` and `notify`, which do not know each other: a machine's certificates, a token and a failed connection are the
//! same to both. Nothing here waits longer than it is asked to, and nothing here names a secret.

mod address;
mod cause;
mod client;
mod token;

pub(crate) use address::{address, is_plain};
pub(crate) use cause::{cause, is_damage};
pub(crate) use client::build;
pub(crate) use token::authorization;
