//! Notifications: what is owed to whom and when, and the ways in which it is told, with real programs and a real server.

#![expect(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing, reason = "a test fails by panicking")]

#[cfg(test)]
mod command;
#[cfg(test)]
mod desk;
#[cfg(test)]
mod laws;
#[cfg(test)]
mod message;
#[cfg(test)]
mod outbox;
#[cfg(test)]
mod webhook;
