//! The way out: alarms to those who are not at the screen.
//!
//! What is owed to whom, and when, is decided by [`Outbox`](crate::duty::Outbox); here one thing is told to one receiver, without
//! ever holding up anything else. Nothing that is told names a person.
//!
//! - [`Couriers`]: deliveries under way (`command`, `webhook`)
//! - [`ring`]: what makes the terminal sound and show (`bell`)
//! - [`message`]: what a command reads; [`alertmanager`]: what a webhook gets; both in the words of `summary`

mod bell;
mod command;
mod courier;
mod message;
mod summary;
mod webhook;

pub use bell::ring;
pub use courier::Couriers;
pub use message::{VERSION, message};
pub use summary::summary;
pub use webhook::alertmanager;
