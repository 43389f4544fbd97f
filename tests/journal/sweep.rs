//! Every write and every sync of the store fails once, or is the last before the power does: nothing that was shown is lost.

use std::path::Path;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;

use zhiban::journal::{Place, Store};

use crate::driver::{Drive, Driven, proposal};
use crate::facts::{Fact, Facts, entries, note};
use crate::power::{Blow, Disk};
use crate::wait_for;

/// How many threads sweep side by side.
const THREADS: usize = 4;

/// The most operations of a script that are swept one by one; a longer one is swept in steps.
const MOST: u64 = 160;
const MOST_OF_LONG: u64 = 50;

/// A journal to begin with, and what is driven on it.
struct Script {
    name: &'static str,
    disk: Disk,
    drive: Drive,
    /// The notes that are in it before.
    before: usize,
    /// The most operations that are struck.
    most: u64,
}

fn drive(first: usize, notes: usize, readings: u32) -> Drive {
    Drive { first, notes, readings, draws_first: false }
}

/// A new journal; one that was closed; one whose log is about to be copied into the database.
fn scripts() -> Vec<Script> {
    let fresh = Script { name: "a new journal", disk: Disk::new(None), drive: drive(1, 5, 3), before: 0, most: MOST };
    let closed = Disk::new(None);
    assert!(drive(1, 5, 3).run(&closed.journal(), &[]).ended);
    let closed = Script { name: "a closed journal", disk: closed, drive: drive(6, 4, 3), before: 5, most: MOST };
    // A checkpoint comes with a thousand pages in the log.
    let long = Disk::new(None);
    let blow = Some((2900, Blow::Kill));
    let driven = drive(1, 200, 300).run(&long.journal(), &long.variables(blow));
    assert!(!driven.ended);
    let before = driven.shown.len();
    let long =
        Script { name: "a journal with a long log", disk: long, drive: drive(before + 1, 12, 300), before, most: MOST_OF_LONG };
    vec![fresh, closed, long]
}

impl Script {
    /// How many operations it takes when nothing happens.
    fn operations(&self, variables: &[(String, String)]) -> u64 {
        let disk = Disk::new(Some(self.disk.folder()));
        let mut all = disk.variables(None);
        all.extend_from_slice(variables);
        let driven = self.drive.run(&disk.journal(), &all);
        assert!(driven.ended && !driven.in_trouble && driven.shown.len() == self.drive.notes, "{}: {driven:?}", self.name);
        self.check_whole(&disk);
        disk.operations()
    }

    /// Strikes at one operation; gives the disk and what had been shown.
    fn strike(&self, at: u64, blow: Blow, variables: &[(String, String)]) -> (Disk, Driven) {
        let disk = Disk::new(Some(self.disk.folder()));
        let mut all = disk.variables(Some((at, blow)));
        all.extend_from_slice(variables);
        let driven = self.drive.run(&disk.journal(), &all);
        (disk, driven)
    }

    /// Everything is in the journal, once and in order.
    fn check_whole(&self, disk: &Disk) {
        let found = notes(&disk.journal());
        let wanted: Vec<String> = (1..self.drive.first + self.drive.notes).map(note).collect();
        assert_eq!(found, wanted, "{}", self.name);
    }

    /// What had been shown, now or before, and is not in the journal.
    fn lost(&self, disk: &Disk, driven: &Driven) -> Vec<Fact> {
        let texts = (1..=self.before).map(note).chain(driven.shown.iter().cloned());
        let shown = Facts(texts.map(Fact::Text).collect());
        if shown == Facts::default() {
            return Vec::new();
        }
        // Not even a journal is the worst loss.
        if wait_for(zhiban::journal::export(&disk.journal(), &mut std::io::sink())).is_err() {
            return shown.missing_from(&Facts::default());
        }
        shown.missing_from(&wait_for(Facts::of_journal(&disk.journal())))
    }

    /// Sweeps its operations; gives how many were struck, and how many of those blows lost something.
    fn sweep(&self, blow: Blow, variables: &[(String, String)]) -> (u64, usize) {
        let operations = self.operations(variables);
        let step = operations.div_ceil(self.most).max(1);
        let (lost, missed, next) = (AtomicUsize::new(0), AtomicUsize::new(0), AtomicUsize::new(0));
        thread::scope(|scope| {
            for _ in 0..THREADS {
                scope.spawn(|| {
                    loop {
                        let at = next.fetch_add(1, Ordering::SeqCst) as u64 * step + 1;
                        if at > operations {
                            return;
                        }
                        let (disk, driven) = self.strike(at, blow, variables);
                        // A run may take an operation less than another: then the last blows strike nothing.
                        if blow == Blow::Kill && driven.ended {
                            missed.fetch_add(1, Ordering::SeqCst);
                            continue;
                        }
                        let what = self.look(at, blow, &disk, &driven);
                        lost.fetch_add(usize::from(what), Ordering::SeqCst);
                    }
                });
            }
        });
        let (struck, missed) = (operations.div_ceil(step), missed.load(Ordering::SeqCst) as u64);
        assert!(missed * 20 <= struck, "{}: {missed} of {struck} blows struck nothing", self.name);
        (struck - missed, lost.load(Ordering::SeqCst))
    }

    /// Whether a blow lost anything.
    fn look(&self, at: u64, blow: Blow, disk: &Disk, driven: &Driven) -> bool {
        let name = self.name;
        if blow != Blow::Kill {
            assert!(driven.ended, "{name}: {blow:?} at operation {at} ended it");
            self.check_whole(disk);
            return false;
        }
        let lost = self.lost(disk, driven);
        assert!(lost.is_empty(), "{name}: killed at operation {at}, and lost without a power loss: {lost:?}");
        disk.lose_power();
        let is_lost = !self.lost(disk, driven).is_empty();
        goes_on(&disk.journal());
        is_lost
    }
}

/// The notes of a journal in order, its chain checked.
fn notes(journal: &Path) -> Vec<String> {
    wait_for(async {
        Facts::of_journal(journal).await;
        let entries = entries(journal).await;
        let texts = entries.iter().filter_map(|entry| match &entry.body {
            zhiban::duty::Body::Note { text, .. } => Some(text.to_string()),
            _ => None,
        });
        texts.collect()
    })
}

/// A journal takes another entry, whatever happened to it.
fn goes_on(journal: &Path) {
    wait_for(async {
        let now = jiff::Timestamp::now();
        let (mut store, aside) = Store::open(&Place::File(journal.to_owned()), now).await.unwrap();
        assert_eq!(aside, None);
        store.commit(&proposal(99_999, 1), now).await.unwrap();
        store.close().await.unwrap();
        let facts = Facts::of_journal(journal).await;
        assert!(facts.0.contains(&Fact::Text(note(99_999))));
    });
}

#[test]
fn the_power_fails_at_every_write_and_sync_and_nothing_shown_is_lost() {
    for script in scripts() {
        let (struck, lost) = script.sweep(Blow::Kill, &[]);
        println!("{}: power lost at {struck} operations, {lost} losses", script.name);
        assert_eq!(lost, 0, "{}", script.name);
    }
}

#[test]
fn every_write_and_sync_fails_once_and_everything_is_recorded_once() {
    for script in scripts() {
        for (error, times) in [("EIO", 1), ("EIO", 9), ("ENOSPC", 4)] {
            let (struck, _) = script.sweep(Blow::Error(error, times), &[]);
            println!("{}: {times} times {error} from each of {struck} operations on, all overcome", script.name);
        }
    }
}

/// The proof that this harness finds what it looks for: with `synchronous=NORMAL` it must.
#[test]
fn a_store_that_does_not_sync_each_commit_is_caught() {
    let normal = [("POWER_NORMAL".to_owned(), "1".to_owned())];
    let mut losses = 0;
    for mut script in scripts() {
        script.most = 30;
        let (struck, lost) = script.sweep(Blow::Kill, &normal);
        println!("{}: synchronous=NORMAL, power lost at {struck} operations, {lost} losses", script.name);
        losses += lost;
    }
    assert!(losses > 0);
}

/// And with what is drawn before it is committed it must as well.
#[test]
fn a_loop_that_draws_before_the_commit_is_caught() {
    let mut losses = 0;
    for mut script in scripts() {
        script.drive.draws_first = true;
        let operations = script.operations(&[]);
        for at in (1..=operations).step_by(usize::try_from(operations / 20).unwrap().max(1)) {
            let (disk, driven) = script.strike(at, Blow::Kill, &[]);
            losses += usize::from(!script.lost(&disk, &driven).is_empty());
        }
    }
    println!("draw before commit: {losses} losses, the power still on");
    assert!(losses > 0);
}

/// A damaged journal is recovered at the start: the power fails at every operation of that as well.
#[test]
fn the_power_fails_during_a_recovery_and_nothing_more_is_lost() {
    let base = Disk::new(None);
    assert!(drive(1, 5, 3).run(&base.journal(), &[]).ended);
    // The second page is the root of a table that holds no entry.
    let mut bytes = std::fs::read(base.journal()).unwrap();
    bytes[4096..2 * 4096].fill(0x5a);
    std::fs::write(base.journal(), bytes).unwrap();
    let script = Script { name: "a damaged journal", disk: base, drive: drive(6, 2, 3), before: 5, most: MOST };
    let operations = script.operations(&[]);
    let next = AtomicUsize::new(0);
    thread::scope(|scope| {
        for _ in 0..THREADS {
            scope.spawn(|| {
                loop {
                    let at = next.fetch_add(1, Ordering::SeqCst) as u64 + 1;
                    if at > operations {
                        return;
                    }
                    for loses_power in [false, true] {
                        let (disk, driven) = script.strike(at, Blow::Kill, &[]);
                        if loses_power {
                            disk.lose_power();
                        }
                        wait_for(async {
                            let place = Place::File(disk.journal());
                            Store::open(&place, jiff::Timestamp::now()).await.unwrap().0.close().await.unwrap();
                        });
                        let lost = script.lost(&disk, &driven);
                        assert!(lost.is_empty(), "killed at operation {at}, power lost: {loses_power}: {lost:?}");
                    }
                }
            });
        }
    });
    println!("a damaged journal: killed and power lost at {operations} operations, 0 losses");
}
