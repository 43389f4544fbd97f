//! Thirty virtual days at ten-second polls: memory, file handles, threads and tasks are flat, and a build with a leak is caught.
//!
//! Ends with status 1 where something grows, or where the leak goes unnoticed.

#![expect(clippy::unwrap_used, clippy::panic, clippy::print_stdout, reason = "a bench fails by panicking")]

#[path = "../steady/life.rs"]
mod life;

use std::process::{Command, ExitCode};

use life::{Sample, live, slope};

/// The days.
const DAYS: i64 = 30;
/// The days of the leaking build: enough to be caught.
const LEAKING_DAYS: i64 = 14;
/// The hours before rules, trends and caches are full: the longest rule looks back a week.
const WARM_UP: f64 = 8.0 * 24.0;
/// The most that memory may grow in thirty days, in KiB.
const MOST: f64 = 1024.0;

fn main() -> ExitCode {
    let mut arguments = std::env::args().skip(1);
    match arguments.find(|argument| argument == "leak" || argument == "steady").as_deref() {
        Some("leak") => judge(&live(LEAKING_DAYS * 24, true)),
        Some(_) => judge(&live(DAYS * 24, false)),
        None => both(),
    }
}

/// Each in a process of its own: memory that one gave back would hide what the other takes.
fn both() -> ExitCode {
    let run = |which: &str| Command::new(std::env::current_exe().unwrap()).arg(which).status().unwrap().success();
    let steady = run("steady");
    let caught = !run("leak");
    println!(
        "{DAYS} days are {}; a leak is {}",
        if steady { "flat" } else { "NOT FLAT" },
        if caught { "caught" } else { "NOT CAUGHT" }
    );
    if steady && caught { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}

fn judge(samples: &[Sample]) -> ExitCode {
    let settled: Vec<Sample> = samples.iter().copied().filter(|sample| sample.hour >= WARM_UP).collect();
    let growth = slope(&settled) * 24.0 * 30.0;
    let range = |of: &dyn Fn(&Sample) -> usize| {
        let counts = settled.iter().map(of);
        (counts.clone().min().unwrap(), counts.max().unwrap())
    };
    let (files, threads, tasks) = (range(&|s| s.files), range(&|s| s.threads), range(&|s| s.tasks));
    let last = settled.last().unwrap().resident;
    println!(
        "resident {last:.0} KiB, growing {growth:.0} KiB in thirty days; files {files:?}, threads {threads:?}, tasks {tasks:?}"
    );
    let flat = growth < MOST && [files, threads, tasks].iter().all(|(least, most)| least == most);
    if flat { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}
