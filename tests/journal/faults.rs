//! A disk that is full, read-only, broken, damaged, of a newer version or taken: the dashboard runs on, says what is not recorded,
//! loses nothing that is, and catches up.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::thread;
use std::time::{Duration, Instant};

use sqlx::{ConnectOptions, Connection};
use zhiban::duty::Body;

use crate::facts::{Fact, Facts, entries, note};
use crate::feed::Feed;
use crate::power::Disk;
use crate::seat::Seat;
use crate::wait_for;

const NOT_RECORDED: &str = "未落盘";

/// Notes something, and waits until it is on the screen.
fn take_note(seat: &mut Seat, n: usize) {
    // Keys that come before the program has taken the terminal are not its keys.
    seat.see("示范县");
    seat.press(&format!("\x1b\x1bhn{}\r", note(n)));
    seat.wait("the note was never shown", |seat| has_line(seat, n, ""));
}

/// Whether a line above the foot holds that note and these words.
fn has_line(seat: &Seat, n: usize, words: &str) -> bool {
    let mut rows = seat.rows();
    rows.pop();
    rows.iter().any(|row| row.contains(&note(n)) && row.contains(words))
}

/// Waits until everything is recorded.
fn catches_up(seat: &mut Seat) {
    seat.press("\x1b\x1bh");
    seat.gone(NOT_RECORDED);
}

/// The notes in a journal.
fn notes(journal: &Path) -> Vec<String> {
    wait_for(async {
        Facts::of_journal(journal).await;
        let entries = entries(journal).await;
        let texts = entries.iter().filter_map(|entry| match &entry.body {
            Body::Note { text, .. } => Some(text.to_string()),
            _ => None,
        });
        texts.collect()
    })
}

/// A journal with the notes 1 to `count`, and alarms, as a dashboard leaves it.
fn made(feed: &Feed, journal: &Path, count: usize) {
    let mut seat = Seat::run(&feed.configure(journal), &[]);
    for n in 1..=count {
        take_note(&mut seat, n);
    }
    catches_up(&mut seat);
    seat.quit();
    assert_eq!(notes(journal), (1..=count).map(note).collect::<Vec<_>>());
}

#[test]
fn a_disk_that_fails_for_a_while_is_said_and_overcome() {
    for (error, said) in [("ENOSPC", "磁盘已满"), ("EIO", "I/O"), ("EROFS", "I/O")] {
        let (feed, disk) = (Feed::calm(1), Disk::new(None));
        let config = feed.configure(&disk.journal());
        let mut seat = Seat::run(&config, &disk.variables(None));
        take_note(&mut seat, 1);
        assert!(!has_line(&seat, 1, NOT_RECORDED));
        fs::write(disk.fault(), error).unwrap();
        take_note(&mut seat, 2);
        seat.wait("not said to be unrecorded", |seat| has_line(seat, 2, NOT_RECORDED));
        seat.see(said);
        feed.stir(true);
        seat.wait("no alarm was shown unrecorded", |seat| {
            seat.rows().iter().any(|row| row.contains('#') && row.contains(NOT_RECORDED))
        });
        feed.stir(false);
        fs::remove_file(disk.fault()).unwrap();
        catches_up(&mut seat);
        assert!(has_line(&seat, 2, ""));
        take_note(&mut seat, 3);
        let shown = seat.quit();
        assert_eq!(notes(&disk.journal()), [note(1), note(2), note(3)], "{error}");
        assert_eq!(shown.missing_from(&wait_for(Facts::of_journal(&disk.journal()))), Vec::new());
    }
}

#[test]
fn a_disk_that_fails_from_the_start_hides_nothing_that_was_recorded() {
    for (error, said) in [("ENOSPC", "磁盘已满"), ("EIO", "I/O"), ("EROFS", "不可写")] {
        let (feed, disk) = (Feed::calm(2), Disk::new(None));
        made(&feed, &disk.journal(), 3);
        fs::write(disk.fault(), error).unwrap();
        let mut seat = Seat::run(&feed.configure(&disk.journal()), &disk.variables(None));
        seat.see("示范县");
        seat.see("示范县");
        seat.press("h");
        seat.see(NOT_RECORDED);
        seat.see(said);
        seat.see(&note(1));
        take_note(&mut seat, 4);
        seat.wait("not said to be unrecorded", |seat| has_line(seat, 4, NOT_RECORDED));
        fs::remove_file(disk.fault()).unwrap();
        catches_up(&mut seat);
        seat.quit();
        assert_eq!(notes(&disk.journal()), (1..=4).map(note).collect::<Vec<_>>(), "{error}");
    }
}

#[test]
fn who_ends_it_as_soon_as_the_disk_is_well_again_loses_nothing() {
    let (feed, disk) = (Feed::calm(10), Disk::new(None));
    let mut seat = Seat::run(&feed.configure(&disk.journal()), &disk.variables(None));
    take_note(&mut seat, 1);
    fs::write(disk.fault(), "ENOSPC").unwrap();
    take_note(&mut seat, 2);
    seat.wait("not said to be unrecorded", |seat| has_line(seat, 2, NOT_RECORDED));
    fs::remove_file(disk.fault()).unwrap();
    seat.quit();
    assert_eq!(notes(&disk.journal()), [note(1), note(2)]);
}

/// A file system of a megabyte; none where this process may not mount one.
struct Small(tempfile::TempDir);

impl Small {
    fn mount() -> Option<Self> {
        let folder = tempfile::tempdir().unwrap();
        let mounted = mount(&["-t", "tmpfs", "-o", "size=1m,mode=700", "tmpfs"], folder.path());
        if !mounted {
            println!("tmpfs cannot be mounted here: the same is tested with a disk that says so itself");
        }
        mounted.then_some(Self(folder))
    }

    fn journal(&self) -> PathBuf {
        self.0.path().join("journal.db")
    }

    fn remount(&self, how: &str) {
        // A child of another test may hold a file of this one open for as long as it takes to start.
        let end = Instant::now() + Duration::from_secs(20);
        while !mount(&["-o", &format!("remount,{how}")], self.0.path()) {
            assert!(Instant::now() < end, "cannot be mounted {how}");
            thread::sleep(Duration::from_millis(20));
        }
    }

    /// Takes all the room that is left.
    fn fill(&self) -> PathBuf {
        let path = self.0.path().join("ballast");
        let mut file = fs::File::create(&path).unwrap();
        while std::io::Write::write_all(&mut file, &[1; 512]).is_ok() {}
        path
    }
}

impl Drop for Small {
    fn drop(&mut self) {
        let _ = Command::new("umount").arg("-l").arg(self.0.path()).status();
    }
}

fn mount(arguments: &[&str], place: &Path) -> bool {
    Command::new("mount").args(arguments).arg(place).output().is_ok_and(|output| output.status.success())
}

#[test]
fn a_full_disk_is_said_and_overcome() {
    let Some(small) = Small::mount() else { return };
    let feed = Feed::calm(3);
    made(&feed, &small.journal(), 2);
    let mut seat = Seat::run(&feed.configure(&small.journal()), &[]);
    take_note(&mut seat, 3);
    let ballast = small.fill();
    // Nothing is written while nothing changes: only what is to be recorded finds the disk full.
    take_note(&mut seat, 4);
    seat.see("磁盘已满");
    seat.wait("not said to be unrecorded", |seat| has_line(seat, 4, NOT_RECORDED));
    fs::remove_file(ballast).unwrap();
    catches_up(&mut seat);
    seat.quit();
    assert_eq!(notes(&small.journal()), (1..=4).map(note).collect::<Vec<_>>());
}

#[test]
fn a_disk_that_is_full_from_the_start_hides_nothing_that_was_recorded() {
    let Some(small) = Small::mount() else { return };
    let feed = Feed::calm(4);
    made(&feed, &small.journal(), 3);
    let ballast = small.fill();
    let mut seat = Seat::run(&feed.configure(&small.journal()), &[]);
    seat.see("示范县");
    seat.press("h");
    seat.see("磁盘已满");
    seat.see(&note(1));
    take_note(&mut seat, 4);
    fs::remove_file(ballast).unwrap();
    catches_up(&mut seat);
    seat.quit();
    assert_eq!(notes(&small.journal()), (1..=4).map(note).collect::<Vec<_>>());
}

#[test]
fn a_read_only_folder_is_said_and_overcome() {
    // Closed in order, or killed: then the newest entries are in the log alone.
    for is_killed in [false, true] {
        let Some(small) = Small::mount() else { return };
        let feed = Feed::calm(5);
        made(&feed, &small.journal(), 2);
        if is_killed {
            let mut seat = Seat::run(&feed.configure(&small.journal()), &[]);
            take_note(&mut seat, 3);
            seat.kill();
        }
        let before = if is_killed { 3 } else { 2 };
        for ending in ["-shm", ".lock"] {
            let _ = fs::remove_file(format!("{}{ending}", small.journal().display()));
        }
        small.remount("ro");
        let mut seat = Seat::run(&feed.configure(&small.journal()), &[]);
        seat.see("示范县");
        seat.see("示范县");
        seat.press("h");
        seat.see("不可写");
        seat.see(&note(before));
        take_note(&mut seat, before + 1);
        seat.wait("not said to be unrecorded", |seat| has_line(seat, before + 1, NOT_RECORDED));
        small.remount("rw");
        catches_up(&mut seat);
        seat.quit();
        assert_eq!(notes(&small.journal()), (1..=before + 1).map(note).collect::<Vec<_>>());
    }
}

#[test]
fn a_journal_of_a_newer_version_is_left_as_it_is() {
    let (feed, folder) = (Feed::calm(6), tempfile::tempdir().unwrap());
    let journal = folder.path().join("journal.db");
    made(&feed, &journal, 2);
    wait_for(async {
        let mut connection = sqlx::sqlite::SqliteConnectOptions::new().filename(&journal).connect().await.unwrap();
        let newer = "INSERT INTO _sqlx_migrations VALUES (99990101000000, 'newer', '2099-01-01', 1, x'00', 1)";
        sqlx::query(newer).execute(&mut connection).await.unwrap();
        connection.close().await.unwrap();
    });
    let before = fs::read(&journal).unwrap();
    let mut seat = Seat::run(&feed.configure(&journal), &[]);
    seat.see("示范县");
    seat.press("h");
    seat.see("更新版本");
    seat.see(&note(2));
    take_note(&mut seat, 3);
    seat.wait("not said to be unrecorded", |seat| has_line(seat, 3, NOT_RECORDED));
    seat.quit();
    assert_eq!(fs::read(&journal).unwrap(), before);
    assert_eq!(notes(&journal), [note(1), note(2)]);
}

#[test]
fn a_second_dashboard_on_the_same_journal_waits_its_turn() {
    let (feed, folder) = (Feed::calm(7), tempfile::tempdir().unwrap());
    let journal = folder.path().join("journal.db");
    let config = feed.configure(&journal);
    let mut first = Seat::run(&config, &[]);
    take_note(&mut first, 1);
    let mut second = Seat::run(&config, &[]);
    second.see("示范县");
    second.press("h");
    second.see("另一程序");
    second.see(&note(1));
    take_note(&mut second, 2);
    second.wait("not said to be unrecorded", |seat| has_line(seat, 2, NOT_RECORDED));
    take_note(&mut first, 3);
    assert!(!first.holds(NOT_RECORDED));
    let mut shown = first.quit();
    catches_up(&mut second);
    shown.0.append(&mut second.quit().0);
    let found = wait_for(Facts::of_journal(&journal));
    assert_eq!(shown.missing_from(&found), Vec::new());
    assert!((1..=3).all(|n| found.0.contains(&Fact::Text(note(n)))));
}

#[test]
fn a_damaged_journal_is_moved_aside_and_what_was_on_it_is_shown() {
    // Its header; its second page, which holds no entry.
    for damaged in [0..100, 4096..2 * 4096] {
        let (feed, folder) = (Feed::calm(8), tempfile::tempdir().unwrap());
        let journal = folder.path().join("journal.db");
        made(&feed, &journal, 3);
        let mut bytes = fs::read(&journal).unwrap();
        bytes[damaged].fill(0x5a);
        fs::write(&journal, &bytes).unwrap();
        let mut seat = Seat::run(&feed.configure(&journal), &[]);
        take_note(&mut seat, 4);
        seat.see("journal.db.damaged-");
        seat.see(&note(1));
        assert!(!seat.holds(NOT_RECORDED));
        seat.quit();
        assert_eq!(notes(&journal), (1..=4).map(note).collect::<Vec<_>>());
        let aside = fs::read_dir(folder.path()).unwrap().map(|entry| entry.unwrap().path());
        // Beside it, its log.
        let is_aside = |path: &PathBuf| path.extension().is_some_and(|end| end.len() == "damaged-20260305T084217Z".len());
        let aside: Vec<PathBuf> = aside.filter(is_aside).collect();
        assert!(aside.len() == 1 && fs::read(&aside[0]).unwrap() == bytes, "{aside:?}");
    }
}

#[test]
fn a_journal_that_is_damaged_meanwhile_is_moved_aside_and_recording_goes_on() {
    let (feed, disk) = (Feed::calm(9), Disk::new(None));
    made(&feed, &disk.journal(), 3);
    let mut seat = Seat::run(&feed.configure(&disk.journal()), &disk.variables(None));
    take_note(&mut seat, 4);
    // The store fails, closes, and is damaged before it is opened again.
    fs::write(disk.fault(), "ENOSPC").unwrap();
    take_note(&mut seat, 5);
    seat.wait("not said to be unrecorded", |seat| has_line(seat, 5, NOT_RECORDED));
    let mut bytes = fs::read(disk.journal()).unwrap();
    bytes[4096..2 * 4096].fill(0x5a);
    fs::write(disk.journal(), &bytes).unwrap();
    fs::remove_file(disk.fault()).unwrap();
    catches_up(&mut seat);
    seat.see("journal.db.damaged-");
    seat.quit();
    assert_eq!(notes(&disk.journal()), (1..=5).map(note).collect::<Vec<_>>());
}
