//! The dashboard in a machine that loses its power again and again: what had been on the screen is in the journal.

use crate::facts::{Facts, note};
use crate::feed::Feed;
use crate::power::{Blow, Disk};
use crate::seat::Seat;
use crate::wait_for;

/// How many power cuts.
const CUTS: usize = 40;

/// The last operation at which one comes.
const LATEST: u64 = 150;

/// A dashboard that lives until the power fails; gives how often something that had been shown was lost.
fn live_through_cuts(seed: u64, variables: &[(String, String)]) -> (usize, Facts) {
    let mut chance = fastrand::Rng::with_seed(seed);
    let feed = Feed::serve(seed);
    let disk = Disk::new(None);
    let config = feed.configure(&disk.journal());
    let (mut shown, mut losses, mut notes) = (Facts::default(), 0, 0);
    for _ in 0..CUTS {
        let mut all = disk.variables(Some((chance.u64(1..=LATEST), Blow::Kill)));
        all.extend_from_slice(variables);
        let mut seat = Seat::run(&config, &all);
        while seat.is_running() {
            notes += 1;
            let note = note(notes);
            seat.press(&if chance.bool() { format!("\x1b\x1bhn{note}\rr") } else { format!("\x1b\x1baa{note}\rr") });
            std::thread::sleep(std::time::Duration::from_millis(20));
        }
        shown.0.append(&mut seat.kill().0);
        disk.lose_power();
        if shown != Facts::default() {
            let is_there = wait_for(zhiban::journal::export(&disk.journal(), &mut std::io::sink())).is_ok();
            let journal = if is_there { wait_for(Facts::of_journal(&disk.journal())) } else { Facts::default() };
            let missing = shown.missing_from(&journal);
            losses += usize::from(!missing.is_empty());
            // What is lost once is not lost again.
            shown.0.retain(|fact| !missing.contains(fact));
        }
    }
    (losses, shown)
}

#[test]
fn nothing_that_was_on_the_screen_is_lost_with_the_power() {
    let seed = fastrand::u64(..);
    println!("SEED={seed}");
    let (losses, shown) = live_through_cuts(seed, &[]);
    println!("{CUTS} power cuts, {losses} losses of {:?}", shown.counts());
    assert!(losses == 0 && shown.0.len() > CUTS, "{losses} losses of {:?}", shown.counts());
}

/// With `synchronous=NORMAL` the same program loses what it has shown, and the same test sees it.
#[test]
fn a_dashboard_that_does_not_sync_each_commit_is_caught() {
    let (losses, _) = live_through_cuts(1, &[("POWER_NORMAL".to_owned(), "1".to_owned())]);
    println!("synchronous=NORMAL: {CUTS} power cuts, {losses} with losses");
    assert!(losses > 0);
}
