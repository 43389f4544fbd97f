//! Questions to the writer: they disturb no commit, and are answered where nothing can be written.

use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::sync::Arc;

use jiff::{SignedDuration, Timestamp};
use sqlx::{ConnectOptions, Connection};
use zhiban::duty::{Asked, Entry, EntryFilter, Found, History, Proposal, Query, Span, StoredReading};
use zhiban::journal::{Answer, Opening, Place, Writer, verify};

use crate::buckets::{WITHOUT_BUCKETS, forty_days};
use crate::history::{id, morning, note, t};
use crate::kept::{file, open, place};
use crate::meddled::meddle;
use crate::wait_for;

fn opening(place: Place) -> Opening {
    let now = t("08:00:00");
    Opening { place, retain: Span::MAX, readings_since: now, log_since: now, now, history: None }
}

fn all() -> Query {
    Query::Entries { before: None, filter: EntryFilter::default(), limit: 1000 }
}

/// Questions between commits: each commit has its answer, in order, and what it held is on disk.
#[test]
fn questions_disturb_no_commit() {
    wait_for(async {
        let folder = tempfile::tempdir().unwrap();
        let mut writer = Writer::spawn(opening(place(&folder))).unwrap();
        assert!(matches!(writer.answer().await, Answer::Opened { trouble: None, .. }));
        let mut found_last = 0;
        for n in 1..=50 {
            writer.ask(all());
            let proposal = Proposal { entries: vec![note("08:00:00", &format!("n{n}"))], ..Proposal::default() };
            writer.commit(Arc::new(proposal), t("08:00:00"));
            writer.ask(Query::Moment { at: t("09:00:00") });
            let (mut committed, mut answers) = (false, 0);
            while !committed || answers < 2 {
                match writer.answer().await {
                    Answer::Committed { .. } => {
                        assert!(!committed, "one answer a commit");
                        committed = true;
                    }
                    Answer::Found(Found::Entries(found)) => {
                        found_last = found.entries.len();
                        assert!(found_last + 1 >= n, "what was committed is there");
                        answers += 1;
                    }
                    Answer::Found(Found::Moment(_)) => answers += 1,
                    other => panic!("{other:?}"),
                }
            }
        }
        assert!(found_last >= 49);
        writer.close().await;
        let verified = verify(&file(&folder)).await.unwrap();
        assert_eq!((verified.entries, verified.problems), (50, Vec::new()));
    });
}

/// While the writer is busy, the newest question of a kind takes the place of those that wait, and a commit goes before them.
#[test]
fn a_newer_question_takes_the_place_of_one_that_waits() {
    wait_for(async {
        let folder = tempfile::tempdir().unwrap();
        open(&folder).await.close().await.unwrap();
        // The writer waits for the file until everything has been asked.
        let mut holder = sqlx::sqlite::SqliteConnectOptions::new().filename(file(&folder)).connect().await.unwrap();
        let held = holder.begin_with("BEGIN EXCLUSIVE").await.unwrap();
        let mut writer = Writer::spawn(opening(place(&folder))).unwrap();
        for limit in 1..=5 {
            writer.ask(Query::Entries { before: None, filter: EntryFilter::default(), limit });
        }
        writer.ask(Query::Moment { at: t("09:00:00") });
        let entries = (0..9).map(|_| note("08:00:00", "a")).collect();
        writer.commit(Arc::new(Proposal { entries, ..Proposal::default() }), t("08:00:00"));
        held.rollback().await.unwrap();
        let mut said = Vec::new();
        for _ in 0..5 {
            said.push(match writer.answer().await {
                Answer::Opened { .. } => "opened".to_owned(),
                Answer::Committed { .. } => "committed".to_owned(),
                Answer::Found(Found::Entries(found)) => format!("{} entries", found.entries.len()),
                Answer::Found(Found::Moment(_)) => "moment".to_owned(),
                other => panic!("{other:?}"),
            });
        }
        assert_eq!(said, ["opened", "committed", "1 entries", "5 entries", "moment"]);
        writer.close().await;
    });
}

/// A seat that cannot write reads all the same: another has the journal, or the disk is read-only.
#[test]
fn a_journal_that_cannot_be_written_is_read() {
    wait_for(async {
        let folder = tempfile::tempdir().unwrap();
        let mut other = open(&folder).await;
        other.commit(&morning(), t("10:00:00")).await.unwrap();
        let mut writer = Writer::spawn(opening(place(&folder))).unwrap();
        assert!(matches!(writer.answer().await, Answer::Opened { trouble: Some(_), .. }));
        writer.ask(all());
        let Answer::Found(Found::Entries(found)) = writer.answer().await else { panic!("not found") };
        assert_eq!(found.entries.len(), 10);
        // What the other writes meanwhile is there.
        other.commit(&Proposal { entries: vec![note("10:00:01", "b")], ..Proposal::default() }, t("10:00:01")).await.unwrap();
        writer.ask(all());
        let Answer::Found(Found::Entries(found)) = writer.answer().await else { panic!("not found") };
        assert_eq!(found.entries.len(), 11);
        writer.close().await;
        other.close().await.unwrap();
        // A journal of an earlier version in a folder that cannot be written.
        meddle(&file(&folder), &WITHOUT_BUCKETS).await;
        fs::set_permissions(file(&folder), fs::Permissions::from_mode(0o400)).unwrap();
        fs::set_permissions(folder.path(), fs::Permissions::from_mode(0o500)).unwrap();
        let mut writer = Writer::spawn(opening(Place::File(file(&folder)))).unwrap();
        writer.answer().await;
        let from = t("08:00:00") - SignedDuration::from_hours(24 * 9);
        writer.ask(Query::Course { indicator: id(), from, to: t("10:00:00"), columns: 100, windows: None });
        let answer = writer.answer().await;
        writer.close().await;
        fs::set_permissions(folder.path(), fs::Permissions::from_mode(0o700)).unwrap();
        let Answer::Found(Found::Course(course)) = answer else { panic!("{answer:?}") };
        assert_eq!(course.buckets.last().unwrap().figures.map(|figures| figures.last), Some(5.0));
    });
}

/// The writer puts older readings into their buckets while nothing else is to be done; what is asked meanwhile is answered.
#[test]
fn the_writer_fills_what_an_earlier_version_left() {
    wait_for(async {
        let folder = tempfile::tempdir().unwrap();
        let mut store = open(&folder).await;
        store.commit(&Proposal { readings: forty_days(), ..Proposal::default() }, t("08:00:00")).await.unwrap();
        store.close().await.unwrap();
        meddle(&file(&folder), &WITHOUT_BUCKETS).await;
        let mut writer = Writer::spawn(opening(place(&folder))).unwrap();
        assert!(matches!(writer.answer().await, Answer::Opened { trouble: None, .. }));
        let mut reader = sqlx::sqlite::SqliteConnectOptions::new().filename(file(&folder)).connect().await.unwrap();
        let until_filled = async {
            loop {
                let left = sqlx::query("SELECT 1 FROM unfilled").fetch_optional(&mut reader).await.unwrap();
                let is_filled = left.is_none();
                writer.ask(all());
                assert!(matches!(writer.answer().await, Answer::Found(Found::Entries(_))));
                if is_filled {
                    break;
                }
                tokio::time::sleep(std::time::Duration::from_millis(20)).await;
            }
        };
        tokio::time::timeout(std::time::Duration::from_mins(1), until_filled).await.unwrap();
        assert!(sqlx::query("SELECT 1 FROM rollup").fetch_optional(&mut reader).await.unwrap().is_some());
        reader.close().await.unwrap();
        writer.close().await;
    });
}

/// A history of one entry and one reading.
#[derive(Debug)]
struct Yesterday;

impl History for Yesterday {
    fn recent(&self) -> Proposal {
        morning()
    }

    fn older(&self) -> Box<dyn Iterator<Item = Vec<StoredReading>> + Send + '_> {
        Box::new(std::iter::empty())
    }
}

/// In memory nobody else writes: whoever only looks on there has the history, and answers.
#[test]
fn whoever_looks_on_in_memory_has_the_history() {
    wait_for(async {
        let opening = Opening { history: Some(Arc::new(Yesterday)), log_since: t("00:00:00"), ..opening(Place::Memory) };
        let mut writer = Writer::only_reading(opening).unwrap();
        let Answer::Opened { past, trouble: None, .. } = writer.answer().await else { panic!("not opened") };
        assert_eq!((past.log.len(), past.alarms.len()), (10, 1));
        writer.ask(all());
        let Answer::Found(Found::Entries(found)) = writer.answer().await else { panic!("not found") };
        assert_eq!(found.entries.len(), 10);
        writer.close().await;
    });
}

/// The log of whoever looks on for weeks reaches as far back as two shifts do.
#[test]
fn whoever_looks_on_for_weeks_reads_no_more_than_at_first() {
    wait_for(async {
        let folder = tempfile::tempdir().unwrap();
        let mut store = open(&folder).await;
        let now = Timestamp::now();
        let entry = |days: i64| Entry { at: now - SignedDuration::from_hours(24 * days), ..note("08:00:00", &days.to_string()) };
        store.commit(&Proposal { entries: vec![entry(20), entry(5), entry(1)], ..Proposal::default() }, now).await.unwrap();
        store.close().await.unwrap();
        let logged = async |days: i64, reach: i64| {
            let then = now - SignedDuration::from_hours(24 * days);
            let log_since = then - SignedDuration::from_hours(reach);
            let mut writer = Writer::only_reading(Opening { now: then, log_since, ..opening(place(&folder)) }).unwrap();
            let Answer::Opened { past, .. } = writer.answer().await else { panic!("not opened") };
            writer.close().await;
            past.log.len()
        };
        assert_eq!(logged(21, 24).await, 1, "after three weeks");
        assert_eq!(logged(0, 25).await, 1);
        assert_eq!(logged(0, 12).await, 0, "no more than is needed at first");
    });
}

#[test]
fn what_cannot_be_read_is_said() {
    wait_for(async {
        let folder = tempfile::tempdir().unwrap();
        fs::create_dir(file(&folder)).unwrap();
        let mut writer = Writer::spawn(opening(place(&folder))).unwrap();
        assert!(matches!(writer.answer().await, Answer::Opened { trouble: Some(_), .. }));
        writer.ask(Query::Moment { at: t("09:00:00") });
        let answer = writer.answer().await;
        assert!(
            matches!(&answer, Answer::NotFound { query, reason } if query.asked() == Asked::Moment && !reason.as_str().is_empty()),
            "{answer:?}"
        );
        // The next question is answered too.
        writer.ask(all());
        assert!(matches!(writer.answer().await, Answer::NotFound { query, .. } if query.asked() == Asked::Entries));
        writer.close().await;
    });
}
