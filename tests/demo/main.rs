//! The demonstration county: figures that a county could have, a story that begins at once, and a server that stumbles.

#![expect(clippy::unwrap_used, clippy::panic, reason = "a test fails by panicking")]

mod county;
mod figures;
mod frames;
mod minute;
mod past;
mod scenarios;
mod server;
