//! Feeds over time.

use super::*;

fn at(second: i64) -> Timestamp {
    Timestamp::from_second(second).unwrap()
}

fn feed() -> Feed {
    Feed::new("county".into(), Span::from_seconds(30))
}

fn poll(second: i64, outcome: Outcome) -> Poll {
    Poll { at: at(second), status: Some(200), took: Duration::ZERO, outcome, expires: None }
}

fn snapshot(as_of: i64, sequence: Option<u64>) -> Outcome {
    Outcome::Snapshot(Snapshot {
        as_of: at(as_of),
        sequence,
        readings: vec![],
        left_out: LeftOut::default(),
        remarks: crate::duty::Remarks::default(),
    })
}

#[test]
fn a_feed_is_waiting_live_stale_down_or_refused() {
    let mut feed = feed();
    assert_eq!(feed.state(at(0)), FeedState::Waiting);
    feed.hear(poll(100, snapshot(98, None)));
    assert_eq!(feed.state(at(128)), FeedState::Live);
    assert_eq!(feed.state(at(129)), FeedState::Stale);
    feed.hear(poll(130, Outcome::Trouble(Trouble::Down(Down::Unavailable(503)))));
    assert_eq!(feed.state(at(130)), FeedState::Down);
    feed.hear(poll(140, Outcome::Trouble(Trouble::Refused(Refusal::Status(404)))));
    assert_eq!(feed.state(at(140)), FeedState::Refused);
    assert_eq!(feed.trouble.as_ref().unwrap().1, at(130), "trouble counts from its beginning");
    assert_eq!(feed.as_of, Some(at(98)), "the last good snapshot stays");
    feed.hear(poll(150, snapshot(149, None)));
    assert_eq!(feed.state(at(150)), FeedState::Live);
    let (_, since, until) = feed.overcome.unwrap();
    assert_eq!((since, until), (at(130), at(150)));
}

#[test]
fn not_modified_renews_the_age() {
    let mut feed = feed();
    feed.hear(poll(100, snapshot(98, None)));
    feed.hear(poll(140, Outcome::NotModified));
    assert_eq!(feed.state(at(170)), FeedState::Live);
    assert_eq!(feed.age(at(171)).unwrap().as_secs(), 31);
    assert_eq!(feed.as_of, Some(at(98)));
}

#[test]
fn what_is_late_is_ignored_and_counted() {
    let mut feed = feed();
    assert!(feed.hear(poll(100, snapshot(100, Some(5)))).is_some());
    assert!(feed.hear(poll(110, snapshot(99, Some(6)))).is_none(), "an older time");
    assert!(feed.hear(poll(111, snapshot(105, Some(4)))).is_none(), "an older sequence");
    assert!(feed.hear(poll(112, snapshot(112, Some(5)))).is_some(), "the same sequence is not older");
    assert_eq!(feed.late, 2);
    assert_eq!(feed.as_of, Some(at(112)));
    assert!(feed.hear(poll(120, snapshot(113, None))).is_some());
    assert!(feed.hear(poll(121, snapshot(114, Some(4)))).is_none(), "a missing sequence forgets nothing");
}

/// After a restart, or where a server lags behind the one before it: what it calls unmodified was never taken.
#[test]
fn what_a_late_answer_is_confirmed_with_does_not_make_old_figures_new() {
    let mut feed = feed();
    feed.recall(at(100));
    assert!(feed.hear(poll(200, snapshot(40, None))).is_none(), "late");
    feed.hear(poll(210, Outcome::NotModified));
    assert_eq!((feed.state(at(210)), feed.age(at(210))), (FeedState::Stale, Some(SignedDuration::from_secs(110))));
    feed.hear(poll(220, snapshot(219, None)));
    feed.hear(poll(260, Outcome::NotModified));
    assert_eq!(feed.state(at(260)), FeedState::Live);
}

#[test]
fn how_it_answered_lately_is_remembered_within_bounds() {
    let mut feed = feed();
    for second in 0..100_i64 {
        let took = Duration::from_millis(second.unsigned_abs());
        feed.hear(Poll { took, ..poll(second, Outcome::NotModified) });
    }
    assert_eq!(feed.latencies().len(), Feed::LATENCIES);
    let newest = feed.latencies().next_back();
    assert_eq!((feed.asked, newest), (Some(at(99)), Some(Duration::from_millis(99))));
}

#[test]
fn a_clock_behind_the_feed_makes_no_negative_age() {
    let mut feed = feed();
    feed.hear(poll(100, snapshot(160, None)));
    assert_eq!(feed.age(at(90)), Some(SignedDuration::ZERO));
}
