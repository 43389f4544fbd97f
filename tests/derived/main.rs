//! Figures that come from several feeds or are computed: derived ones, fallback feeds, and a city that watches its counties.

#![expect(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing, reason = "a test fails by panicking")]

mod fallback;
mod federation;
mod formulas;
mod journal;
mod scene;
mod switches;
mod windows;
