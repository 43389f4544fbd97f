//! What all that goes over HTTP shares: whom to trust, what to show of an error, where a secret is found.
//!
//! Beneath `feed` and `notify`, which do not know each other: a machine's certificates, a token and a failed connection are the
//! same to both. Nothing here waits longer than it is asked to, and nothing here names a secret.

mod address;
mod cause;
mod client;
mod expiry;
mod guarded;
mod handshake;
mod papers;
mod secret;

pub(crate) use address::{address, is_plain};
pub(crate) use cause::{cause, is_damage, is_refusal};
pub(crate) use client::{Trusted, build};
pub(crate) use expiry::{first, of_server};
pub(crate) use papers::{Marks, Papers};
pub(crate) use secret::{Credentials, bearer};
