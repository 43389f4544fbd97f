//! Feeds of any shape, read by configuration alone: from the file through a real server to the figures.

#[cfg(test)]
mod answers;
#[cfg(test)]
mod command;
#[cfg(test)]
mod configured;
#[cfg(test)]
mod county;
#[cfg(test)]
mod envelopes;
#[cfg(test)]
#[expect(dead_code, reason = "these tests need less of it than those of the wire")]
#[path = "../wire/server.rs"]
mod server;
#[cfg(test)]
mod turns;
