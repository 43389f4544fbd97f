//! zhiban 值班: a terminal dashboard for a county's duty room.
//!
//! The map of the house. How one number travels, always in this direction and never back:
//!
//! ```text
//! feed (bytes → Snapshot) → app (one loop) → duty (readings → measures → rules →
//! proposed entries) → journal (committed) → duty (what is shown) → screen (state → cells) → term (bytes)
//! ```
//!
//! - [`duty`]: the ground floor, the domain, pure. The rooms above do not know each other; they meet through its types.
//! - [`config`]: TOML into checked values.
//! - [`feed`]: the wire into snapshots.
//! - [`journal`]: entries and readings to disk and back.
//! - [`screen`]: state into cells.
//! - [`term`]: the terminal, taken over and given back.
//! - [`report`]: the handover sheet as Markdown, HTML, CSV and JSON.
//! - [`notify`]: alarms to those who are not at the screen.
//! - `wire`: whom to trust over HTTP and where a token is found, beneath `feed` and `notify`.
//! - [`demo`]: the demonstration county and the replay of recorded feeds, served on loopback.
//! - [`app`]: one loop; [`command`]: a file a command; [`cli`]: the command line.

pub mod app;
pub mod cli;
pub mod command;
pub mod config;
pub mod demo;
pub mod duty;
pub mod feed;
pub mod journal;
pub mod notify;
pub mod report;
pub mod screen;
pub mod term;
mod wire;
