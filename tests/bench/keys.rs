//! How long a key waits for its frame at 200x60 while feeds arrive: in process, and in the real program on a pseudo-terminal.
//!
//! Ends with status 1 where the slowest hundredth waits longer than 30 ms, where a tick without change draws something, or where a
//! frame is more than one write; that is looked at where `strace` works.

#![expect(clippy::unwrap_used, clippy::panic, clippy::print_stdout, reason = "a bench fails by panicking")]

#[path = "keys/inside.rs"]
mod inside;
#[path = "keys/outside.rs"]
mod outside;

use std::process::ExitCode;
use std::time::Duration;

/// The size of the screen, in columns and rows.
const SIZE: (u16, u16) = (200, 60);
/// The longest that the slowest hundredth of all keys may wait.
const MOST: Duration = Duration::from_millis(30);

/// What keys on one screen waited.
#[derive(Default)]
struct Waited {
    name: &'static str,
    times: Vec<Duration>,
    /// The bytes of the frames.
    bytes: usize,
    frames: usize,
}

impl Waited {
    /// The longest that so many in a hundred waited.
    fn of_hundred(&self, share: usize) -> Duration {
        let mut sorted = self.times.clone();
        sorted.sort_unstable();
        let place = (sorted.len() * share).div_ceil(100).saturating_sub(1);
        sorted.get(place).copied().unwrap_or_default()
    }

    fn print(&self) {
        let in_ms = |time: Duration| format!("{:.2}", time.as_secs_f64() * 1000.0);
        let (half, most) = (in_ms(self.of_hundred(50)), in_ms(self.of_hundred(99)));
        let (last, count) = (in_ms(self.of_hundred(100)), self.times.len());
        let bytes = self.bytes / self.frames.max(1);
        println!("{:<22} {count:>5} {half:>9} {most:>9} {last:>9} {:>7} {bytes:>9}", self.name, self.frames);
    }
}

/// Prints a table; gives whether the slowest hundredth of all is quick enough.
fn judge(title: &str, all: &[Waited]) -> bool {
    println!("\n{title}");
    println!("{:<22} {:>5} {:>9} {:>9} {:>9} {:>7} {:>9}", "", "keys", "median ms", "p99 ms", "max ms", "frames", "B a frame");
    all.iter().for_each(Waited::print);
    let times = all.iter().flat_map(|waited| waited.times.iter().copied()).collect();
    let (bytes, frames) = all.iter().fold((0, 0), |(bytes, frames), waited| (bytes + waited.bytes, frames + waited.frames));
    let whole = Waited { name: "all", times, bytes, frames };
    whole.print();
    let quick = whole.of_hundred(99) <= MOST;
    println!("the slowest hundredth is {} {} ms", if quick { "within" } else { "NOT WITHIN" }, MOST.as_millis());
    quick
}

fn main() -> ExitCode {
    let inside = judge("in process, decoding and receiving the feeds before every fifth key", &inside::press());
    let outside = judge("in a pseudo-terminal, `demo --speed 60`", &[outside::press()]);
    let whole = outside::writes().is_none_or(|(frames, cut)| {
        println!("{frames} frames seen by strace, of which {cut} are more than one write");
        frames > 0 && cut == 0
    });
    if inside && outside && whole { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}
