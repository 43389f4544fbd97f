//! The wire against a scripted loopback server: every way in which an answer can go wrong, and the way back.

#[cfg(test)]
mod answers;
#[cfg(test)]
mod authority;
#[cfg(test)]
mod doubles;
#[cfg(test)]
mod many;
#[cfg(test)]
mod pace;
#[cfg(test)]
mod renewal;
#[cfg(test)]
mod secrets;
#[cfg(test)]
mod server;
#[cfg(test)]
mod spilled;
#[cfg(test)]
mod tls;
#[cfg(test)]
mod tls_server;
#[cfg(test)]
mod trust;
