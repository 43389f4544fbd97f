//! zhiban 值班: a terminal dashboard for a county's duty room.
//!
//! How one number travels, always in this direction: [`feed`] (bytes to snapshot) → `app` (one loop) → [`duty`]
//! (readings to measures to rules) → `screen` (state to cells).

pub mod duty;
pub mod feed;
