//! The terminal: taken over, drawn on, and given back.
//!
//! [`Session`] owns its modes, [`Painter`] turns frames into the fewest bytes (`encode`), [`Output`] writes them without ever
//! blocking the loop, [`Facts`] are what was learned of it at the start, [`Inquiry`] asks it.

mod encode;
mod facts;
mod output;
mod painter;
mod probe;
mod session;

pub use facts::{Facts, locale};
pub use output::Output;
pub use painter::Painter;
pub use probe::Inquiry;
pub use session::{Session, stop_process, suspend};
