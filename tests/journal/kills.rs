//! The dashboard, killed with SIGKILL at any moment: what had been on the screen is in the journal, and on the screen again.

use std::collections::BTreeMap;
use std::path::Path;
use std::thread;
use std::time::{Duration, Instant};

use crate::facts::{Facts, note};
use crate::feed::Feed;
use crate::seat::Seat;
use crate::wait_for;

/// How many times in all, by how many seats side by side.
const KILLS: usize = 208;
const SEATS: usize = 4;

/// The longest a life lasts.
const LIFE: Duration = Duration::from_millis(900);

#[test]
fn nothing_that_was_on_the_screen_is_missing_after_two_hundred_kills() {
    let seed = std::env::var("SEED").ok().and_then(|seed| seed.parse().ok()).unwrap_or_else(|| fastrand::u64(..));
    println!("SEED={seed}");
    let seats: Vec<_> = (0..SEATS)
        .map(|seat| {
            let chance = fastrand::Rng::with_seed(seed.wrapping_add(seat as u64));
            thread::spawn(move || Lives::new(chance).live_and_die(KILLS / SEATS))
        })
        .collect();
    let mut shown = BTreeMap::new();
    for (kind, count) in seats.into_iter().flat_map(|seat| seat.join().unwrap().counts()) {
        *shown.entry(kind).or_insert(0) += count;
    }
    println!("{KILLS} kills; shown and none lost: {shown:?}");
    // How much of each depends on the machine; a row that never came up would test nothing.
    assert!(shown.values().all(|count| *count > 0), "too little was shown for this to mean anything: {shown:?}");
}

/// A seat that is killed again and again.
struct Lives {
    chance: fastrand::Rng,
    feed: Feed,
    folder: tempfile::TempDir,
    /// Everything that was ever on the screen.
    shown: Facts,
    notes: usize,
}

impl Lives {
    fn new(mut chance: fastrand::Rng) -> Self {
        let feed = Feed::serve(chance.u64(..));
        Self { chance, feed, folder: tempfile::tempdir().unwrap(), shown: Facts::default(), notes: 0 }
    }

    /// Lives so many lives; gives what was shown in them.
    fn live_and_die(mut self, kills: usize) -> Facts {
        let journal = self.folder.path().join("journal.db");
        let config = self.feed.configure(&journal);
        for life in 0..kills {
            let mut seat = Seat::run(&config, &[]);
            if life > 0 && self.chance.u8(..4) == 0 {
                self.look_at_the_log(&mut seat);
            }
            self.work(&mut seat);
            assert!(seat.is_running(), "it ended by itself\n{}", seat.rows().join("\n"));
            self.shown.0.append(&mut seat.kill().0);
            self.check(&journal, life);
        }
        self.shown
    }

    /// What an officer does, in any order and as fast as they can, until it is time to die.
    fn work(&mut self, seat: &mut Seat) {
        let end = Instant::now() + LIFE.mul_f64(self.chance.f64());
        while Instant::now() < end {
            self.notes += 1;
            let note = note(self.notes);
            let keys = match self.chance.u8(..16) {
                // Acknowledge what the cursor is on, with a note.
                0..=2 => format!("\x1b\x1ba{}a{note}\r", "j".repeat(self.chance.usize(..6))),
                3 => "\x1b\x1baAy".to_owned(),
                4..=6 => format!("\x1b\x1bhn{note}\r"),
                7..=10 => "\x1b\x1bar".to_owned(),
                _ => "r".to_owned(),
            };
            seat.press(&keys);
            thread::sleep(Duration::from_millis(self.chance.u64(..40)));
        }
    }

    /// The newest note that was ever seen is in the watch log of this life.
    fn look_at_the_log(&mut self, seat: &mut Seat) {
        seat.press("h");
        if let Some(newest) = self.shown.texts().last() {
            seat.see(newest);
        }
    }

    fn check(&self, journal: &Path, life: usize) {
        // Killed before the journal was made: then it has nothing to show for.
        if self.shown == Facts::default() {
            return;
        }
        let missing = self.shown.missing_from(&wait_for(Facts::of_journal(journal)));
        assert!(missing.is_empty(), "life {life}: shown and not in the journal: {missing:?}");
    }
}
