//! What can be read of a damaged file comes back.

use std::fs;
use std::path::Path;

use jiff::Timestamp;
use zhiban::duty::{AlarmChange, Body, Clean, Entry, Note, Subject};
use zhiban::journal::{Store, recover, verify};

use crate::driver::proposal;
use crate::facts::note;
use crate::kept::{at, file, full, journal_of, open, place};
use crate::meddled::meddle;
use crate::power::copy;
use crate::wait_for;

/// The notes that are in a store, in order.
async fn notes_of(store: &mut Store) -> Vec<String> {
    let entries = store.entries(Timestamp::MIN, Timestamp::MAX).await.unwrap();
    entries
        .iter()
        .filter_map(|entry| if let Body::Note { text, .. } = &entry.body { Some(text.to_string()) } else { None })
        .collect()
}

/// The size of a page.
const PAGE: usize = 4096;

/// Damages one page after the other: nothing is lost but what was on it.
#[test]
fn a_damaged_page_costs_what_was_on_it_and_no_more() {
    wait_for(async {
        let folder = tempfile::tempdir().unwrap();
        let notes = 60;
        journal_of(&folder, notes).await;
        let whole = fs::read(file(&folder)).unwrap();
        let pages = whole.len() / PAGE;
        for page in 0..pages {
            let mut damaged = whole.clone();
            damaged[page * PAGE..(page + 1) * PAGE].fill(0x5a);
            // What stood on a page can be told by its text: a body is short and on one page.
            let text = String::from_utf8_lossy(&whole[page * PAGE..(page + 1) * PAGE]).into_owned();
            let on_page = |n: &usize| text.contains(&note(*n));
            let other = tempfile::tempdir().unwrap();
            fs::write(file(&other), &damaged).unwrap();
            let (mut store, aside) = Store::open(&place(&other), at(0)).await.unwrap();
            assert!(aside.is_some_and(|aside| fs::read(aside).unwrap() == damaged), "page {page}: nothing was noticed");
            let wanted: Vec<String> = (1..=notes).filter(|n| !on_page(n)).map(note).collect();
            let found = notes_of(&mut store).await;
            assert!(found == wanted || found == (1..=notes).map(note).collect::<Vec<_>>(), "page {page} of {pages}: {found:?}");
            store.commit(&proposal(777, 1), at(1)).await.unwrap();
            store.close().await.unwrap();
            assert_eq!(verify(&file(&other)).await.unwrap().problems, Vec::<String>::new());
        }
    });
}

#[test]
fn a_damaged_header_costs_nothing() {
    wait_for(async {
        let folder = tempfile::tempdir().unwrap();
        journal_of(&folder, 20).await;
        let mut damaged = fs::read(file(&folder)).unwrap();
        damaged[..100].fill(0);
        fs::write(file(&folder), &damaged).unwrap();
        let (mut store, aside) = Store::open(&place(&folder), at(0)).await.unwrap();
        assert!(aside.is_some());
        assert_eq!(notes_of(&mut store).await, (1..=20).map(note).collect::<Vec<_>>());
    });
}

#[test]
fn what_is_recovered_is_counted() {
    wait_for(async {
        let (folder, other) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
        journal_of(&folder, 5).await;
        meddle(&file(&folder), &["UPDATE entry SET body = replace(body, '00003', '00033') WHERE number = 6"]).await;
        let mut store = open(&other).await;
        let recovered = recover(&file(&folder), &mut store).await.unwrap();
        assert_eq!((recovered.entries, recovered.lost, recovered.readings), (9, 1, 10));
        assert_eq!(notes_of(&mut store).await, [1, 2, 4, 5].map(note));
        assert!(recover(Path::new("/nowhere/journal.db"), &mut store).await.is_err());
    });
}

/// Entries longer than a page, those that are in the log alone, readings and the phases of rules: all comes back without the header.
#[test]
fn what_is_long_or_in_the_log_alone_comes_back_too() {
    wait_for(async {
        let (folder, other) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
        let mut record = full(1);
        let long = Note::new(&"\u{1f600}".repeat(Note::MAX_CHARS));
        record.suppression.as_mut().unwrap().reason = long.clone().unwrap();
        record.acknowledgement.as_mut().unwrap().note = long.clone();
        record.occurrence.as_mut().unwrap().since = at(9);
        let subject = Subject::Feed(Clean::new("county"));
        let event = AlarmChange::Raised;
        let body = Body::Alarm { subject, event, record: Box::new(record), annunciates: true, sounds: true };
        let long = Entry { at: at(1), body };
        assert!(serde_json::to_string(&long).unwrap().len() > PAGE);
        let mut kept = proposal(1, 5);
        kept.entries.push(long);
        let (first, later) = (kept, proposal(2, 5));
        let mut store = open(&folder).await;
        store.commit(&first, at(0)).await.unwrap();
        store.close().await.unwrap();
        let mut store = open(&folder).await;
        store.commit(&later, at(0)).await.unwrap();
        let whole = store.past(Timestamp::MIN, Timestamp::MIN).await.unwrap();
        // The files as a kill leaves them.
        copy(folder.path(), other.path());
        assert!(fs::metadata(other.path().join("journal.db-wal")).unwrap().len() > 0);
        let mut damaged = fs::read(file(&other)).unwrap();
        damaged[..100].fill(0);
        fs::write(file(&other), &damaged).unwrap();
        let new = tempfile::tempdir().unwrap();
        let mut again = open(&new).await;
        recover(&file(&other), &mut again).await.unwrap();
        let mut found = again.past(Timestamp::MIN, Timestamp::MIN).await.unwrap();
        found.off_since = whole.off_since;
        assert_eq!(found, whole);
    });
}
