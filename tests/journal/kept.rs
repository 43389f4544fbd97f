//! Every kind of entry, reading and delay to disk and back.

use std::fs;
use std::path::{Path, PathBuf};

use jiff::Timestamp;
use proptest::prelude::*;
use zhiban::duty::{
    Acknowledgement, Alarm, AlarmChange, Annunciation, Body, Cause, Clean, Clearance, ClockChange, ClockRecord, Comparison,
    DutyChange, Ended, Entry, FeedState, Flapping, Id, Level, Measure, Note, Occurrence, Op, Phase, Proposal, Reading, Record,
    SavedPhase, SeatChange, Shelf, Span, Step, StoredReading, Subject, Suppression, Text,
};
use zhiban::journal::{JournalError, Place, Store, verify};

use crate::driver::proposal;
use crate::facts::entries;
use crate::wait_for;

/// A time within a millisecond, as clocks give it.
pub(crate) fn at(second: i64) -> Timestamp {
    Timestamp::new(1_772_668_937 + second, 123_456_789).unwrap()
}

pub(crate) fn clean(text: &str) -> Clean {
    Clean::new(text)
}

/// A record with everything in it.
pub(crate) fn full(number: u64) -> Record {
    let comparison = Comparison { measure: Measure::Increase("1h".parse().unwrap()), op: Op::GreaterOrEqual, limit: 0.1 + 0.2 };
    let mut flapping = Flapping::default();
    (0..7).for_each(|n| flapping.judge(n % 2 == 0));
    Record {
        alarm: Alarm {
            active: Some(Level::Critical),
            annunciation: Annunciation::Acknowledged,
            acknowledged: Some(Level::Critical),
            shelf: Some(Shelf::Timed),
            out_of_service: true,
            ..Alarm::default()
        },
        number,
        occurrence: Some(Occurrence {
            since: at(0),
            at: at(1),
            level: Level::Critical,
            cause: Cause::Rule { when: clean("increase(1h) >= 0.3"), comparison },
            measure: Some(1.0 / 3.0),
            value: Some(f64::MIN_POSITIVE),
        }),
        ended: Some(Ended { at: at(2), clearance: Clearance::Revised }),
        acknowledgement: Some(Acknowledgement {
            at: at(3),
            by: Some(clean("张三")),
            measure: None,
            note: Note::new("已电话催办"),
        }),
        suppression: Some(Suppression { at: at(4), by: None, until: Some(at(5)), reason: Note::new("检修").unwrap() }),
        flapping,
    }
}

/// Every kind of body, with every change there is.
fn bodies() -> Vec<Body> {
    let indicator = Subject::Indicator(Id::new("traffic.deaths").unwrap());
    let subjects = [indicator.clone(), Subject::Feed(clean("county \"a\"\n")), Subject::Step(7, 2)];
    let mut causes: Vec<Record> = [Cause::FeedLost, Cause::Late]
        .into_iter()
        .map(|cause| {
            let mut record = full(3);
            record.occurrence.as_mut().unwrap().cause = cause;
            record
        })
        .collect();
    causes.extend([full(4), Record::default()]);
    for measure in [Measure::Value, Measure::Shift, Measure::Yoy, Measure::Target, Measure::Peer, Measure::Age] {
        let mut record = full(5);
        let comparison = Comparison { measure, op: Op::Less, limit: -1e300 };
        record.occurrence.as_mut().unwrap().cause = Cause::Rule { when: clean("x"), comparison };
        causes.push(record);
    }
    let clearances = [Clearance::Returned, Clearance::Revised, Clearance::PeriodEnd, Clearance::RuleGone];
    let changes = clearances.into_iter().map(AlarmChange::Cleared).chain([
        AlarmChange::Raised,
        AlarmChange::Changed,
        AlarmChange::Acknowledged,
        AlarmChange::Unacknowledged,
        AlarmChange::AcknowledgementExpired,
        AlarmChange::Shelved,
        AlarmChange::Unshelved,
        AlarmChange::ShelfEnded,
        AlarmChange::Suppressed,
        AlarmChange::Unsuppressed,
        AlarmChange::OutOfService,
        AlarmChange::InService,
        AlarmChange::Reset,
        AlarmChange::Unknown,
        AlarmChange::Known,
    ]);
    let alarm = |subject: &Subject, event, record: Record| Body::Alarm {
        subject: subject.clone(),
        event,
        record: Box::new(record),
        annunciates: true,
        sounds: false,
    };
    let mut all: Vec<Body> = changes.map(|change| alarm(&indicator, change, full(1))).collect();
    all.extend(subjects.iter().map(|subject| alarm(subject, AlarmChange::Raised, full(2))));
    all.extend(causes.into_iter().map(|record| alarm(&indicator, AlarmChange::Raised, record)));
    for state in [FeedState::Waiting, FeedState::Live, FeedState::Stale, FeedState::Down, FeedState::Refused] {
        all.extend([None, Some(at(0))].map(|as_of| Body::Feed { feed: clean("县平台"), state, as_of }));
    }
    let step = |reported| Step { name: Text::new("电话首报", "by telephone"), due: at(9), reported };
    let clock = ClockRecord {
        number: 9,
        profile: clean("decree-493"),
        indicator: Id::new("traffic.deaths").unwrap(),
        started: at(0),
        as_of: at(1),
        events: 2.0,
        steps: vec![step(None), step(Some((at(2), None))), step(Some((at(3), Some(clean("李四")))))],
    };
    for (event, by) in [(ClockChange::Started, None), (ClockChange::Reported(1), Some(clean("李四")))] {
        all.push(Body::Clock { event, record: Box::new(clock.clone()), by });
    }
    let longest = "字".repeat(Note::MAX_CHARS);
    for text in ["a", "引号\" 反斜杠\\ 零\0 {\"kind\":\"note\"} 😀", &longest] {
        all.extend([None, Some(clean("张三"))].map(|by| Body::Note { by, text: Note::new(text).unwrap() }));
    }
    let officer = clean("张三");
    all.extend(
        [
            DutyChange::SignedOn { officer: officer.clone(), lead: Some(clean("王五")) },
            DutyChange::SignedOn { officer: officer.clone(), lead: None },
            DutyChange::SignedOff { officer: officer.clone() },
            DutyChange::HandedOver { officer: officer.clone(), shift: at(0) },
            DutyChange::TookOver { officer: officer.clone(), lead: None },
            DutyChange::NilReturn { day: "2026-03-05".parse().unwrap(), officer },
        ]
        .map(Body::Duty),
    );
    let seat = [
        SeatChange::Started { version: clean("0.1.0"), off_since: Some(at(0)) },
        SeatChange::Started { version: clean("0.1.0"), off_since: None },
        SeatChange::Stopped,
        SeatChange::Reconfigured,
        SeatChange::Interrupted { before: at(0) },
    ];
    all.extend(seat.map(Body::Seat));
    all
}

pub(crate) fn place(folder: &tempfile::TempDir) -> Place {
    Place::File(folder.path().join("journal.db"))
}

pub(crate) fn file(folder: &tempfile::TempDir) -> PathBuf {
    folder.path().join("journal.db")
}

pub(crate) async fn open(folder: &tempfile::TempDir) -> Store {
    let (store, aside) = Store::open(&place(folder), at(0)).await.unwrap();
    assert_eq!(aside, None);
    store
}

/// A journal with so many notes, each in a commit of its own.
pub(crate) async fn journal_of(folder: &tempfile::TempDir, notes: usize) {
    let mut store = open(folder).await;
    for n in 1..=notes {
        store.commit(&proposal(n, 2), at(0)).await.unwrap();
    }
    store.close().await.unwrap();
}

#[test]
fn every_kind_of_entry_comes_back_as_it_was() {
    wait_for(async {
        let folder = tempfile::tempdir().unwrap();
        let wanted: Vec<Entry> = bodies().into_iter().zip(0..).map(|(body, n)| Entry { at: at(n), body }).collect();
        let mut store = open(&folder).await;
        store.commit(&Proposal { entries: wanted.clone(), ..Proposal::default() }, at(0)).await.unwrap();
        let end = store.link().clone();
        assert_eq!(store.entries(Timestamp::MIN, Timestamp::MAX).await.unwrap(), wanted);
        store.close().await.unwrap();
        let mut store = open(&folder).await;
        assert_eq!(store.link(), &end);
        assert_eq!(store.entries(Timestamp::MIN, Timestamp::MAX).await.unwrap(), wanted);
        assert_eq!(store.entries(at(3), at(5)).await.unwrap(), wanted[3..5]);
        store.close().await.unwrap();
        let verified = verify(&file(&folder)).await.unwrap();
        assert_eq!((verified.entries, verified.link, verified.problems), (wanted.len() as u64, end, Vec::new()));
        assert_eq!(entries(&file(&folder)).await, wanted);
    });
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    /// Whatever an officer writes and a feed counts: the text as it was cleaned, the numbers to their last bit.
    #[test]
    fn whatever_is_written_comes_back(text in ".{1,600}", measure in proptest::num::f64::NORMAL, ms in 0_i64..4_000_000_000_000) {
        let at = Timestamp::from_millisecond(ms).unwrap();
        let mut record = full(1);
        record.occurrence.as_mut().unwrap().measure = Some(measure);
        record.acknowledgement.as_mut().unwrap().note = Note::new(&text);
        let subject = Subject::Feed(clean(&text));
        let event = AlarmChange::Raised;
        let alarm = Body::Alarm { subject, event, record: Box::new(record), annunciates: false, sounds: true };
        let mut wanted = vec![Entry { at, body: alarm }];
        wanted.extend(Note::new(&text).map(|text| Entry { at, body: Body::Note { by: None, text } }));
        let found = wait_for(async {
            let (mut store, _) = Store::open(&Place::Memory, at).await.unwrap();
            store.commit(&Proposal { entries: wanted.clone(), ..Proposal::default() }, at).await.unwrap();
            store.entries(Timestamp::MIN, Timestamp::MAX).await.unwrap()
        });
        prop_assert_eq!(found, wanted);
    }
}

#[test]
fn readings_and_delays_come_back_as_they_were() {
    wait_for(async {
        let folder = tempfile::tempdir().unwrap();
        let reading = |id: &str, second: i64, value| StoredReading {
            feed: clean("county"),
            as_of: Timestamp::from_second(second).unwrap(),
            reading: Reading::of(Id::new(id).unwrap(), value),
        };
        let mut rich = reading("traffic.helmet_rate", 20, Some(88.125));
        rich.reading.last_year = Some(0.1 + 0.2);
        rich.reading.corrections = -1.5;
        rich.reading.sample = Some(412);
        rich.reading.peer = Some(91.2);
        rich.reading.of = Some(12);
        rich.reading.territories = vec![(clean("城关镇"), Some(2.0)), (clean("白沙乡"), None)];
        let readings = vec![reading("traffic.a", -10, None), reading("traffic.a", 10, Some(f64::MAX)), rich];
        let phases = [
            Phase::Ok,
            Phase::PendingOn { since: at(1) },
            Phase::Active { since: at(2) },
            Phase::PendingOff { since: at(3), ended: at(4), clearance: Clearance::Returned },
        ];
        let saved = phases.map(|phase| SavedPhase { rule: clean("critical value < 90 for 2m keep 5m"), phase }).to_vec();
        let delays = vec![(Id::new("traffic.a").unwrap(), saved)];
        let mut store = open(&folder).await;
        store
            .commit(&Proposal { readings: readings.clone(), delays: delays.clone(), ..Proposal::default() }, at(7))
            .await
            .unwrap();
        store.close().await.unwrap();
        let past = open(&folder).await.past(Timestamp::MIN, Timestamp::MIN).await.unwrap();
        assert_eq!((past.readings, past.delays), (readings, delays));
        assert_eq!(past.off_since.map(Timestamp::as_millisecond), Some(at(7).as_millisecond()));
    });
}

#[test]
fn old_readings_are_forgotten_but_for_the_newest_of_each() {
    wait_for(async {
        let folder = tempfile::tempdir().unwrap();
        let reading = |id: &str, second: i64| StoredReading {
            feed: clean("county"),
            as_of: Timestamp::from_second(second).unwrap(),
            reading: Reading::of(Id::new(id).unwrap(), Some(1.0)),
        };
        let readings = vec![
            reading("traffic.a", 10),
            reading("traffic.a", 20),
            reading("traffic.a", 1000),
            reading("traffic.b", 10),
            reading("traffic.b", 20),
        ];
        let mut store = open(&folder).await;
        store.commit(&Proposal { readings, ..Proposal::default() }, at(0)).await.unwrap();
        store.forget(Span::from_seconds(100), Timestamp::from_second(1010).unwrap()).await.unwrap();
        let past = store.past(Timestamp::MIN, Timestamp::MIN).await.unwrap();
        let kept: Vec<_> = past.readings.iter().map(|kept| (kept.reading.id.as_str(), kept.as_of.as_second())).collect();
        assert_eq!(kept, [("traffic.b", 20), ("traffic.a", 1000)]);
        let past = store.past(Timestamp::from_second(500).unwrap(), Timestamp::MIN).await.unwrap();
        assert_eq!(past.readings.len(), 2, "the newest of each comes back, however old it is");
    });
}

#[test]
fn one_writes_at_a_time_and_for_its_owner_alone() {
    use std::os::unix::fs::PermissionsExt;
    wait_for(async {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("state/zhiban/journal.db");
        let place = Place::File(path.clone());
        let (first, _) = Store::open(&place, at(0)).await.unwrap();
        assert!(matches!(Store::open(&place, at(0)).await, Err(JournalError::Locked(_))));
        let mode = |path: &Path| fs::metadata(path).unwrap().permissions().mode() & 0o777;
        assert_eq!((mode(&path), mode(path.parent().unwrap())), (0o600, 0o700));
        first.close().await.unwrap();
        Store::open(&place, at(0)).await.unwrap();
    });
}
