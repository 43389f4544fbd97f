//! One loop: wait for a message, update the state, draw if something visible changed.
//!
//! [`update()`] is a plain function from (state, message) to effects; only [`run()`] performs them.
//! Nothing here blocks.

mod act;
mod chart;
mod clock;
mod grid;
mod keeper;
mod keys;
mod lines;
mod looks;
mod mouse;
mod moves;
mod pages;
mod palette;
mod past;
mod polling;
mod prompt;
mod queries;
mod recorder;
mod reload;
mod run;
mod signals;
mod stage;
mod state;
mod typed;
mod update;
mod vigil;
mod when;

pub use chart::Lens;
pub use clock::Clock;
pub use keys::{Binding, Command, KEYS, hints, hints_to_look};
pub use looks::{Appearance, Looks};
pub use moves::Direction;
pub use pages::Reader;
pub use palette::Palette;
pub use polling::Polling;
pub use prompt::Prompt;
pub use recorder::Recorder;
pub use reload::Edited;
pub use run::{Dashboard, run};
pub use signals::Signals;
pub use stage::Showing;
pub use state::App;
pub use update::{Effect, Message, update};
