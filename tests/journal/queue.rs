//! The policy of the loop's end of the journal, by table.

use std::time::{Duration, Instant};

use jiff::Timestamp;
use zhiban::duty::{Body, Clean, Entry, Id, NotRecorded, Note, Phase, Proposal, Reading, SavedPhase, StoredReading};
use zhiban::journal::Queue;

fn seconds(seconds: u64) -> Duration {
    Duration::from_secs(seconds)
}

fn noted(text: &str) -> Proposal {
    let body = Body::Note { by: None, text: Note::new(text).unwrap() };
    Proposal { entries: vec![Entry { at: Timestamp::UNIX_EPOCH, body }], ..Proposal::default() }
}

fn texts<'a>(proposals: impl IntoIterator<Item = &'a Proposal>) -> Vec<String> {
    let entries = proposals.into_iter().flat_map(|proposal| &proposal.entries);
    entries.filter_map(|entry| if let Body::Note { text, .. } = &entry.body { Some(text.to_string()) } else { None }).collect()
}

#[test]
fn one_commit_is_under_way_and_the_next_takes_all_that_came_meanwhile() {
    let now = Instant::now();
    let mut queue = Queue::new(now);
    assert_eq!((queue.next(now), queue.is_idle(), queue.is_under_way()), (None, true, false));
    queue.add(noted("a"));
    assert_eq!(texts(queue.next(now).as_deref()), ["a"]);
    assert!(queue.is_under_way() && !queue.is_idle());
    queue.add(noted("b"));
    queue.add(noted("c"));
    assert_eq!(queue.next(now), None);
    assert_eq!(texts(queue.unrecorded()), ["a", "b", "c"]);
    assert_eq!(texts(queue.committed(now).as_deref()), ["a"]);
    assert_eq!(texts(queue.next(now).as_deref()), ["b", "c"]);
    queue.committed(now);
    assert!(queue.is_idle() && queue.unrecorded().all(Proposal::is_empty));
    assert_eq!(queue.committed(now), None, "nothing was under way");
}

#[test]
fn what_failed_waits_before_what_is_newer() {
    let now = Instant::now();
    let mut queue = Queue::new(now);
    queue.add(noted("a"));
    queue.next(now);
    queue.add(noted("b"));
    assert_eq!(texts(queue.failed(NotRecorded::Full, now).as_deref()), ["a"]);
    queue.add(noted("c"));
    assert_eq!(queue.trouble(now), Some(NotRecorded::Full));
    assert_eq!(texts(queue.unrecorded()), ["a", "b", "c"]);
    assert_eq!(texts(queue.next(now + seconds(1)).as_deref()), ["a", "b", "c"]);
    assert_eq!(queue.trouble(now), Some(NotRecorded::Full), "until a commit succeeds");
    queue.committed(now);
    assert_eq!(queue.trouble(now), None);
}

#[test]
fn pauses_double_up_to_half_a_minute_and_begin_anew_after_a_commit() {
    let mut now = Instant::now();
    let mut queue = Queue::new(now);
    queue.add(noted("a"));
    for pause in [1, 2, 4, 8, 16, 30, 30, 30] {
        queue.next(now).unwrap();
        queue.failed(NotRecorded::ReadOnly, now);
        now += seconds(pause - 1) + Duration::from_millis(999);
        assert_eq!(queue.next(now), None, "{pause}");
        now += Duration::from_millis(1);
    }
    queue.next(now).unwrap();
    queue.committed(now);
    queue.add(noted("b"));
    queue.next(now).unwrap();
    queue.failed(NotRecorded::Full, now);
    assert!(queue.next(now + seconds(1)).is_some());
    queue.failed(NotRecorded::Full, now);
    assert_eq!(queue.next(now), None);
    queue.hurry(now);
    assert!(queue.next(now).is_some(), "at the end nothing is waited for");
}

#[test]
fn one_that_was_refused_at_the_start_is_tried_again() {
    let now = Instant::now();
    let mut queue = Queue::new(now);
    queue.refuse(NotRecorded::Locked, now);
    queue.add(noted("a"));
    assert_eq!((queue.next(now), queue.trouble(now)), (None, Some(NotRecorded::Locked)));
    assert_eq!(texts(queue.next(now + seconds(1)).as_deref()), ["a"]);
}

#[test]
fn a_seat_with_nothing_to_record_says_each_minute_that_it_runs() {
    let now = Instant::now();
    let mut queue = Queue::new(now);
    assert_eq!(queue.next(now + seconds(59)), None);
    assert_eq!(queue.next(now + seconds(60)).as_deref(), Some(&Proposal::default()));
    queue.committed(now + seconds(60));
    assert_eq!(queue.next(now + seconds(119)), None);
    assert!(queue.next(now + seconds(120)).is_some());
    queue.failed(NotRecorded::Full, now + seconds(120));
    assert_eq!(queue.next(now + seconds(500)), None, "one that cannot record does not");
}

#[test]
fn a_disk_that_does_not_answer_is_said_after_two_seconds() {
    let now = Instant::now();
    let mut queue = Queue::new(now);
    queue.add(noted("a"));
    queue.next(now);
    assert_eq!(queue.trouble(now + seconds(2)), None);
    assert_eq!(queue.trouble(now + Duration::from_millis(2001)), Some(NotRecorded::Slow));
    queue.committed(now + seconds(9));
    assert_eq!(queue.trouble(now + seconds(9)), None);
}

fn reading(second: i64) -> StoredReading {
    let as_of = Timestamp::from_second(second).unwrap();
    StoredReading { feed: Clean::new("a"), as_of, reading: Reading::of(Id::new("traffic.deaths").unwrap(), None) }
}

fn readings(seconds: std::ops::Range<i64>) -> Proposal {
    Proposal { readings: seconds.map(reading).collect(), ..Proposal::default() }
}

/// Each commit wakes the disk: readings alone wait for others, and for nobody once something is to be shown or told, or is asked for.
#[test]
fn readings_wait_ten_seconds_for_others_and_go_with_what_does_not_wait() {
    let now = Instant::now();
    let committed = |queue: &mut Queue, now| {
        let next = queue.next(now)?;
        queue.committed(now);
        Some(next.readings.len())
    };
    let mut queue = Queue::new(now);
    queue.add(readings(0..1));
    assert_eq!(committed(&mut queue, now), Some(1), "after a pause there is nothing to wait for");
    queue.add(readings(1..2));
    assert!(queue.is_settled() && !queue.is_idle(), "nobody waits for a reading");
    assert_eq!(committed(&mut queue, now + Duration::from_millis(9999)), None);
    queue.add(readings(2..3));
    assert_eq!(committed(&mut queue, now + seconds(10)), Some(2));
    queue.add(readings(3..4));
    assert_eq!(committed(&mut queue, now + seconds(19)), None);
    queue.add(noted("a"));
    assert!(!queue.is_settled());
    assert_eq!(committed(&mut queue, now + seconds(19)), Some(1));
    queue.add(readings(4..5));
    assert_eq!(committed(&mut queue, now + seconds(20)), None);
    queue.gather_no_more(now + seconds(20));
    assert_eq!(committed(&mut queue, now + seconds(20)), Some(1));
    queue.add(readings(0..999));
    assert_eq!(committed(&mut queue, now + seconds(21)), None);
    queue.add(readings(999..1000));
    assert_eq!(committed(&mut queue, now + seconds(21)), Some(1000));
}

#[test]
fn of_a_rule_the_newest_phase_waits_and_of_readings_no_more_than_can_be_borne() {
    let now = Instant::now();
    let mut queue = Queue::new(now);
    let id = Id::new("traffic.deaths").unwrap();
    let delay = |phase| vec![(id.clone(), vec![SavedPhase { rule: Clean::new("r"), phase }])];
    let newest = Phase::Active { since: Timestamp::UNIX_EPOCH };
    queue.add(Proposal { delays: delay(Phase::Ok), ..Proposal::default() });
    queue.add(Proposal { delays: delay(newest), ..Proposal::default() });
    queue.add(readings(0..100_010));
    let next = queue.next(now).unwrap();
    assert_eq!(next.delays, delay(newest));
    assert_eq!((next.readings.len(), next.readings.first()), (100_000, Some(&reading(10))));
}
