//! Notifications: what is owed to whom and when, and the ways in which it is told, with real programs and a real server.

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
