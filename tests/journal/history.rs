//! What the screens read from a journal: courses, moments and entries, on a real file.

use jiff::{SignedDuration, Timestamp};
use zhiban::duty::{
    AlarmChange, AlarmMark, Body, ClockChange, ClockRecord, Course, EntriesFound, Entry, EntryFilter, FeedState, Found, GapCause,
    Id, Level, Moment, Note, Proposal, Query, Reading, Record, SeatChange, Step, StoredReading, Subject, Text,
};
use zhiban::journal::{Place, Store};

use crate::kept::{clean, full, open};
use crate::wait_for;

/// A moment of a day.
pub(crate) fn t(text: &str) -> Timestamp {
    format!("2026-03-05T{text}+08:00").parse().unwrap()
}

pub(crate) fn id() -> Id {
    Id::new("traffic.deaths").unwrap()
}

fn subject() -> Subject {
    Subject::Indicator(id())
}

pub(crate) fn reading(at: Timestamp, value: Option<f64>, corrections: f64) -> StoredReading {
    let reading = Reading { last_year: Some(9.0), corrections, ..Reading::of(id(), value) };
    StoredReading { feed: clean("county"), as_of: at, reading }
}

fn entry(at: &str, body: Body) -> Entry {
    Entry { at: t(at), body }
}

fn alarm(at: &str, event: AlarmChange, number: u64) -> Entry {
    let record = Box::new(Record { number, ..full(number) });
    entry(at, Body::Alarm { subject: subject(), event, record, annunciates: true, sounds: true })
}

fn feed(at: &str, state: FeedState) -> Entry {
    entry(at, Body::Feed { feed: clean("county"), state, as_of: Some(t("08:00:00")) })
}

pub(crate) fn note(at: &str, text: &str) -> Entry {
    entry(at, Body::Note { by: Some(clean("张三")), text: Note::new(text).unwrap() })
}

fn started(at: &str, off_since: Option<&str>) -> Entry {
    entry(at, Body::Seat(SeatChange::Started { version: clean("0.1.0"), off_since: off_since.map(t) }))
}

/// A morning: a start, an alarm and its acknowledgement, a lost feed, a crash and a restart.
pub(crate) fn morning() -> Proposal {
    let entries = vec![
        started("07:59:50", None),
        feed("08:00:00", FeedState::Live),
        alarm("08:20:00", AlarmChange::Raised, 1),
        note("08:25:00", "桥头 bridge closed"),
        alarm("08:30:00", AlarmChange::Acknowledged, 1),
        feed("08:40:00", FeedState::Down),
        feed("08:50:00", FeedState::Live),
        started("09:20:00", Some("09:10:00")),
        feed("09:20:05", FeedState::Live),
        alarm("09:30:00", AlarmChange::Cleared(zhiban::duty::Clearance::Returned), 2),
    ];
    let readings = vec![
        reading(t("08:00:00"), Some(1.0), 0.0),
        reading(t("08:20:00"), Some(4.0), 0.0),
        reading(t("09:25:00"), Some(3.0), -1.0),
        reading(t("09:35:00"), None, 0.0),
        reading(t("09:40:00"), Some(5.0), -1.0),
    ];
    Proposal { entries, readings, ..Proposal::default() }
}

pub(crate) async fn course(store: &mut Store, from: Timestamp, to: Timestamp, columns: usize) -> Course {
    let query = Query::Course { indicator: id(), from, to, columns, windows: None };
    let Found::Course(course) = store.find(&query).await.unwrap() else { panic!("no course") };
    course
}

async fn moment(store: &mut Store, at: Timestamp) -> Moment {
    let Found::Moment(moment) = store.find(&Query::Moment { at }).await.unwrap() else { panic!("no moment") };
    *moment
}

async fn entries(store: &mut Store, before: Option<i64>, text: &str, limit: usize) -> EntriesFound {
    let filter = EntryFilter::new(text, &[(id(), "亡人数 deaths 道路交通 road traffic".to_owned())]);
    let Found::Entries(found) = store.find(&Query::Entries { before, filter, limit }).await.unwrap() else {
        panic!("no entries")
    };
    found
}

#[test]
fn a_course_has_its_gaps_corrections_and_alarms() {
    wait_for(async {
        let folder = tempfile::tempdir().unwrap();
        let mut store = open(&folder).await;
        store.commit(&morning(), t("10:00:00")).await.unwrap();
        let course = course(&mut store, t("08:00:00"), t("10:00:00"), 24).await;
        let drawn: Vec<String> =
            course.buckets.iter().map(|b| b.figures.map_or("-".to_owned(), |f| format!("{}-{}", f.low, f.high))).collect();
        let wanted = "1-1 1-1 1-1 1-1 4-4 4-4 4-4 4-4 - - 4-4 4-4 4-4 4-4 - - 4-4 3-3 3-3 - 5-5 5-5 5-5 5-5";
        assert_eq!(drawn.join(" "), wanted);
        let gaps: Vec<_> = course.gaps.iter().map(|gap| (gap.from, gap.to, gap.cause)).collect();
        let wanted = [
            (t("08:40:00"), t("08:50:00"), GapCause::Feed),
            (t("09:10:00"), t("09:20:00"), GapCause::Off),
            (t("09:35:00"), t("09:40:00"), GapCause::NotKnown),
        ];
        assert_eq!(gaps, wanted);
        let corrected: Vec<_> = course.buckets.iter().filter(|b| b.corrected).map(|b| b.from).collect();
        assert_eq!(corrected, [t("09:25:00")]);
        let mark = |at, raised, number| AlarmMark { at: t(at), level: Level::Critical, raised, number };
        assert_eq!(course.marks, [mark("08:20:00", true, 1), mark("09:30:00", false, 2)]);
        assert_eq!(course.buckets[23].last_year, Some(9.0));
        // Beyond what was recorded nothing is claimed.
        let late = self::course(&mut store, t("09:50:00"), t("10:10:00"), 4).await;
        assert_eq!(late.gaps.iter().map(|gap| (gap.from, gap.cause)).collect::<Vec<_>>(), [(t("10:00:00"), GapCause::Off)]);
        let other = Query::Course {
            indicator: Id::new("no.such").unwrap(),
            from: t("08:00:00"),
            to: t("09:00:00"),
            columns: 4,
            windows: None,
        };
        let Found::Course(other) = store.find(&other).await.unwrap() else { panic!("no course") };
        assert!(other.buckets.iter().all(|bucket| bucket.figures.is_none()));
    });
}

#[test]
fn a_moment_is_what_was_known_then() {
    wait_for(async {
        let folder = tempfile::tempdir().unwrap();
        let mut store = open(&folder).await;
        store.commit(&morning(), t("10:00:00")).await.unwrap();
        let events = |moment: &Moment| moment.past.alarms.iter().map(|(_, record)| record.number).collect::<Vec<_>>();
        let last = |moment: &Moment| moment.past.log.last().map(|entry| entry.at);
        let value = |moment: &Moment| moment.past.readings.last().map(|stored| stored.reading.value);
        let states = |moment: &Moment| moment.feeds.iter().map(|feed| (feed.state, feed.since)).collect::<Vec<_>>();
        // Before the alarm.
        let then = moment(&mut store, t("08:19:59")).await;
        assert_eq!((events(&then), last(&then), then.watched), (vec![], Some(t("08:00:00")), true));
        assert_eq!((value(&then), then.past.last_number), (Some(Some(1.0)), 0));
        assert_eq!((then.earliest, states(&then)), (Some(t("07:59:50")), vec![(FeedState::Live, t("08:00:00"))]));
        // At the very moment of its entry, and before and after its acknowledgement.
        assert_eq!(events(&moment(&mut store, t("08:20:00")).await), [1]);
        assert_eq!(last(&moment(&mut store, t("08:29:59")).await), Some(t("08:25:00")));
        assert_eq!(last(&moment(&mut store, t("08:30:00")).await), Some(t("08:30:00")));
        // While the feed was lost, and after.
        assert_eq!(states(&moment(&mut store, t("08:45:00")).await), [(FeedState::Down, t("08:40:00"))]);
        assert_eq!(states(&moment(&mut store, t("08:55:00")).await), [(FeedState::Live, t("08:50:00"))]);
        // While no seat ran; and where the new one has not heard the feed yet.
        let off = moment(&mut store, t("09:15:00")).await;
        assert_eq!((off.watched, off.past.off_since, value(&off)), (false, Some(t("09:10:00")), Some(Some(4.0))));
        let on = moment(&mut store, t("09:20:01")).await;
        assert_eq!((on.watched, on.past.off_since), (true, Some(t("09:20:01"))));
        assert_eq!(states(&on), [(FeedState::Waiting, t("09:20:00"))]);
        assert_eq!(states(&moment(&mut store, t("09:20:05")).await), [(FeedState::Live, t("09:20:05"))]);
        let end = moment(&mut store, t("09:59:00")).await;
        assert_eq!((events(&end), value(&end), end.watched), (vec![2], Some(Some(5.0)), true));
        // Before all, and after all.
        let before = moment(&mut store, t("06:00:00")).await;
        assert_eq!((before.watched, before.past.alarms.len(), before.past.readings.len(), before.feeds.len()), (false, 0, 0, 0));
        let after = moment(&mut store, t("11:00:00")).await;
        assert_eq!((after.watched, after.past.off_since), (false, Some(t("10:00:00"))));
    });
}

#[test]
fn a_moment_keeps_the_newest_reading_of_each_indicator_however_old() {
    wait_for(async {
        let folder = tempfile::tempdir().unwrap();
        let mut store = open(&folder).await;
        let old = t("08:00:00") - SignedDuration::from_hours(1000);
        let readings = vec![reading(old, Some(7.0), 0.0), reading(old + SignedDuration::from_secs(1), Some(8.0), 0.0)];
        store.commit(&Proposal { readings, ..Proposal::default() }, t("08:00:00")).await.unwrap();
        let moment = moment(&mut store, t("08:00:00")).await;
        assert_eq!(moment.past.readings.iter().map(|stored| stored.reading.value).collect::<Vec<_>>(), [Some(8.0)]);
    });
}

#[test]
fn entries_are_found_in_both_languages_from_the_newest_back() {
    wait_for(async {
        let folder = tempfile::tempdir().unwrap();
        let mut store = open(&folder).await;
        store.commit(&morning(), t("10:00:00")).await.unwrap();
        let numbers = |found: &EntriesFound| found.entries.iter().map(|(number, _)| *number).collect::<Vec<_>>();
        for (text, wanted) in [
            ("告警", vec![10, 5, 3]),
            ("alarm", vec![10, 5, 3]),
            ("亡人数 acknowledged", vec![5]),
            ("中断", vec![6]),
            ("BRIDGE 桥头", vec![4]),
            ("张三", vec![5, 4]),
            ("#2", vec![10]),
            ("程序", vec![8, 1]),
            ("没有", vec![]),
        ] {
            let found = entries(&mut store, None, text, 100).await;
            assert_eq!((numbers(&found), found.searched_to), (wanted, None), "{text}");
        }
        let first = entries(&mut store, None, "", 4).await;
        assert_eq!((numbers(&first), first.searched_to), (vec![10, 9, 8, 7], Some(7)));
        let second = entries(&mut store, first.searched_to, "", 4).await;
        assert_eq!((numbers(&second), second.searched_to), (vec![6, 5, 4, 3], Some(3)));
        let third = entries(&mut store, second.searched_to, "", 4).await;
        assert_eq!((numbers(&third), third.searched_to), (vec![2, 1], None));
        assert_eq!(entries(&mut store, Some(3), "", 2).await.searched_to, None, "nothing is left");
        assert_eq!(second.entries[3].1, morning().entries[2]);
    });
}

/// The alarm of a late step has no more than the number of its clock: it is found by what that is about.
#[test]
fn the_alarm_of_a_late_step_is_found_by_its_indicator() {
    wait_for(async {
        let (mut store, _) = Store::open(&Place::Memory, t("08:00:00")).await.unwrap();
        let step = Step { name: Text::new("电话首报", "by telephone"), due: t("08:30:00"), reported: None };
        let clock = |number, indicator| {
            let (started, as_of) = (t("08:00:00"), t("08:00:00"));
            let steps = vec![step.clone()];
            let record = ClockRecord { number, profile: clean("decree"), indicator, started, as_of, events: 1.0, steps };
            entry("08:00:00", Body::Clock { event: ClockChange::Started, record: Box::new(record), by: None })
        };
        let late = |clock, number| {
            let record = Box::new(Record { number, ..full(number) });
            let subject = Subject::Step(clock, 0);
            let body = Body::Alarm { subject, event: AlarmChange::Raised, record, annunciates: true, sounds: true };
            entry("08:30:00", body)
        };
        let entries = vec![clock(7, id()), clock(8, Id::new("fire.deaths").unwrap()), late(7, 9), late(8, 10), late(6, 11)];
        store.commit(&Proposal { entries, ..Proposal::default() }, t("09:00:00")).await.unwrap();
        for (text, wanted) in
            [("道路交通", vec![3, 1]), ("告警 亡人数", vec![3]), ("告警 首报", vec![4, 3]), ("告警", vec![5, 4, 3])]
        {
            let found = self::entries(&mut store, None, text, 100).await;
            assert_eq!(found.entries.iter().map(|(number, _)| *number).collect::<Vec<_>>(), wanted, "{text}");
        }
    });
}

/// A question looks at a part of a long journal only, and says where to go on.
#[test]
fn a_search_goes_on_where_it_ended() {
    wait_for(async {
        let (mut store, _) = Store::open(&Place::Memory, t("08:00:00")).await.unwrap();
        let mut all = vec![note("08:00:00", "needle")];
        all.extend((0..25_000).map(|_| note("08:00:01", "hay")));
        store.commit(&Proposal { entries: all, ..Proposal::default() }, t("08:00:00")).await.unwrap();
        let first = entries(&mut store, None, "needle", 10).await;
        assert_eq!((first.entries.len(), first.searched_to), (0, Some(5002)));
        let second = entries(&mut store, first.searched_to, "needle", 10).await;
        assert_eq!((second.entries.len(), second.searched_to), (1, None));
    });
}
