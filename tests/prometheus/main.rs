//! Engines that speak Prometheus' API: a real one, and a scripted one for what a real one does only when it is ill.

#[cfg(test)]
mod engine;
#[cfg(test)]
mod errors;
#[cfg(test)]
mod exporter;
#[cfg(test)]
mod feed;
#[cfg(test)]
mod real;
#[cfg(test)]
#[path = "../wire/server.rs"]
#[expect(dead_code, reason = "the wire's own tests need more kinds of faults")]
mod server;
