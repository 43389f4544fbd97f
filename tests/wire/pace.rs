//! One feed over time: conditional requests, backing off, coming back.

use std::sync::Arc;
use std::time::Duration;

use tokio::sync::{mpsc, watch};
use tokio::task::JoinSet;
use zhiban::duty::{Down, FeedState, Outcome, Refusal, Source, Span, Trouble};
use zhiban::feed::{Clock, Pollers};

use crate::doubles::{Watched, answer, document, good, known, now, source};
use crate::server::{Act, Server};

const ETAG: &str = "ETag: \"v1\"";
const MODIFIED: &str = "Last-Modified: Thu, 05 Mar 2026 00:00:00 GMT";
const UNCHANGED: &[u8] = b"HTTP/1.1 304 Not Modified\r\nETag: \"v1\"\r\n\r\n";

#[tokio::test]
async fn what_is_unchanged_is_confirmed() {
    let first = answer("200 OK", &[ETAG, MODIFIED], document(7));
    let server = Server::script(vec![Act::Send(first), Act::Send(UNCHANGED.to_vec())]).await;
    let mut watched = Watched::new(source(server.url()));
    assert_eq!(watched.next().await.1, Some(7.0));
    assert_eq!(watched.feed.age(now()).unwrap().as_secs(), 4);
    let (poll, _) = watched.next().await;
    assert_eq!((poll.outcome, poll.status), (Outcome::NotModified, Some(304)));
    assert_eq!(watched.feed.age(now()).unwrap().as_secs(), 0, "a 304 renews the age");
    assert_eq!(watched.feed.state(now()), FeedState::Live);
    watched.next().await;
    for request in &server.requests()[1..3] {
        assert_eq!(request.header("if-none-match"), Some("\"v1\""));
        assert_eq!(request.header("if-modified-since"), Some("Thu, 05 Mar 2026 00:00:00 GMT"));
    }
}

#[tokio::test]
async fn what_was_refused_is_never_confirmed() {
    let bad = answer("200 OK", &["ETag: \"bad\""], document(7).replace("value", "name"));
    let server = Server::start(move |number, request| match (number, request.header("if-none-match")) {
        (1, None) => Act::Send(answer("200 OK", &[ETAG], document(7))),
        (0, None) | (2, Some("\"v1\"")) => Act::Send(bad.clone()),
        (_, Some("\"v1\"")) => Act::Send(UNCHANGED.to_vec()),
        other => panic!("{other:?}"),
    })
    .await;
    let mut watched = Watched::new(source(server.url()));
    let mut states = Vec::new();
    for _ in 0..4 {
        watched.next().await;
        states.push(watched.feed.state(now()));
    }
    assert_eq!(states, [FeedState::Refused, FeedState::Live, FeedState::Refused, FeedState::Live]);
}

#[tokio::test]
async fn a_304_that_nobody_asked_for_is_refused() {
    let server = Server::script(vec![Act::Send(good(7)), Act::Send(UNCHANGED.to_vec())]).await;
    let mut watched = Watched::new(source(server.url()));
    watched.next().await;
    let (poll, _) = watched.next().await;
    assert_eq!(poll.outcome, Outcome::Trouble(Trouble::Refused(Refusal::Status(304))), "an answer without validators");
}

#[tokio::test]
async fn retry_after_is_honoured() {
    for (status, header) in [
        ("429 Too Many Requests", "Retry-After: 4"),
        ("503 Service Unavailable", "Date: Thu, 01 Jan 2015 00:00:00 GMT\r\nRetry-After: Thu, 01 Jan 2015 00:00:04 GMT"),
    ] {
        let server = Server::script(vec![Act::Send(answer(status, &[header], "")), Act::Send(good(7))]).await;
        let mut watched = Watched::new(source(server.url()));
        let (poll, _) = watched.next().await;
        assert!(matches!(poll.outcome, Outcome::Trouble(Trouble::Down(Down::Unavailable(429 | 503)))));
        assert_eq!(watched.feed.state(now()), FeedState::Down);
        // Asking for another pace is no way around it.
        watched.pace.send_replace(Some(Span::from_seconds(1)));
        assert_eq!(watched.next().await.1, Some(7.0));
        let requests = server.requests();
        assert!(requests[1].at - requests[0].at >= Duration::from_secs(4));
        assert_eq!(watched.feed.state(now()), FeedState::Live);
    }
}

#[tokio::test]
async fn somebody_at_the_keys_need_not_wait() {
    let server = Server::script(vec![Act::Send(answer("503 X", &["Retry-After: 3600"], "")), Act::Send(good(7))]).await;
    let mut watched = Watched::new(source(server.url()));
    watched.next().await;
    for _ in 0..100 {
        watched.pollers.poll_now();
    }
    assert_eq!(watched.next().await.1, Some(7.0));
    assert_eq!(server.requests().len(), 2, "once, however often the key is pressed");
}

#[tokio::test]
async fn a_period_hastens_a_slow_feed_at_once() {
    let server = Server::script(vec![Act::Send(good(7))]).await;
    let mut watched = Watched::new(Source { every: Span::from_seconds(3600), ..source(server.url()) });
    watched.next().await;
    watched.pace.send_replace(Some(Span::from_seconds(1)));
    watched.next().await;
    watched.next().await;
}

#[tokio::test]
async fn a_slow_server_is_asked_one_thing_at_a_time() {
    let slow = Duration::from_millis(1500);
    let server =
        Server::script(vec![Act::Late(slow, good(7)), Act::Late(slow, good(7)), Act::Late(slow, good(7)), Act::Send(good(7))]);
    let server = server.await;
    let mut watched = Watched::new(source(server.url()));
    for _ in 0..6 {
        watched.pollers.poll_now();
        watched.next().await;
    }
    assert_eq!(server.most_at_once(), 1);
    assert!(server.requests().len() <= 7, "no burst after slow answers: six received and one under way at most");
}

#[tokio::test]
async fn polling_ends_with_the_pollers_and_with_the_receiver() {
    let server = Server::script(vec![Act::Send(good(7))]).await;
    let clock: Clock = Arc::new(now);
    let (tx, mut polls) = mpsc::channel(1);
    let pace = watch::Sender::new(None).subscribe();
    let pollers = Pollers::spawn(vec![source(server.url()), source(server.url())], &known(), &clock, &pace, &tx);
    drop(tx);
    let mut heard = [polls.recv().await.unwrap().0, polls.recv().await.unwrap().0];
    heard.sort_unstable();
    assert_eq!(heard, [0, 1], "a poll says whose it is, and one whose pace nobody sets goes on");
    drop(pollers);
    while polls.recv().await.is_some() {}

    let known = known();
    let (tx, mut polls) = mpsc::channel(1);
    let slow = Source { every: Span::from_seconds(3600), ..source(server.url()) };
    let _pollers = Pollers::spawn(vec![slow], &known, &clock, &pace, &tx);
    polls.recv().await.unwrap();
    drop(polls);
    while Arc::strong_count(&known) > 1 {
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
}

#[tokio::test]
async fn a_feed_that_an_edit_leaves_alone_is_polled_on_at_its_pace() {
    // The second poll of each comes at a part of the hour that chance would draw anew each time.
    fastrand::seed(7);
    let first = Server::start(|_, _| Act::Send(answer("200 OK", &[ETAG], document(7)))).await;
    let (gone, new) = (Server::script(vec![Act::Send(good(7))]).await, Server::script(vec![Act::Send(good(7))]).await);
    let clock: Clock = Arc::new(now);
    let known = known();
    let (tx, mut polls) = mpsc::channel(16);
    let pace = watch::Sender::new(None).subscribe();
    let hourly = |server: &Server| Source { every: Span::from_seconds(3600), ..source(server.url()) };
    let mut pollers = Pollers::spawn(vec![hourly(&gone), hourly(&first)], &known, &clock, &pace, &tx);
    polls.recv().await.unwrap();
    polls.recv().await.unwrap();
    pollers.poll_one(1);
    polls.recv().await.unwrap();
    assert_eq!(first.requests()[1].header("if-none-match"), Some("\"v1\""));

    pollers.reconfigure(vec![hourly(&first), hourly(&new)], &known, &clock, &pace, &tx).await;
    assert_eq!((pollers.place(0), pollers.place(1), pollers.place(2)), (None, Some(0), Some(1)));
    assert_eq!(polls.recv().await.unwrap().0, 2);
    pollers.poll_one(1);
    assert_eq!(polls.recv().await.unwrap().0, 2);
    assert_eq!(first.requests().len(), 2, "it waits as it did");
    pollers.poll_one(0);
    assert_eq!(polls.recv().await.unwrap().0, 1);
    assert_eq!(first.requests()[2].header("if-none-match"), None, "the room may hold less than it has confirmed");
    pollers.stop().await;
    assert_eq!(gone.requests().len(), 1);
}

#[tokio::test]
async fn a_feed_that_is_unchanged_costs_a_line_on_one_connection() {
    let server = Server::start(|_, request| match request.header("if-none-match") {
        Some("\"v1\"") => Act::Send(UNCHANGED.to_vec()),
        _ => Act::Send(answer("200 OK", &[ETAG], document(7))),
    })
    .await;
    let mut watched = Watched::new(source(server.url()));
    assert_eq!(watched.next().await.1, Some(7.0));
    for _ in 0..5 {
        watched.pollers.poll_now();
        let (poll, _) = watched.next().await;
        assert_eq!(poll.outcome, Outcome::NotModified, "there is no document to decode");
    }
    assert_eq!(server.connections(), 1);
    assert_eq!(server.most_at_once(), 1);
}

#[tokio::test]
async fn an_idle_connection_that_the_server_closes_is_no_fault() {
    // The answer promises to keep the connection, the next request on it is met by its end.
    let server = Server::start(|number, _| if number % 2 == 1 { Act::Close(vec![]) } else { Act::Send(good(7)) }).await;
    let mut watched = Watched::new(source(server.url()));
    for _ in 0..4 {
        assert!(matches!(watched.next().await.0.outcome, Outcome::Snapshot(_)));
    }
    assert_eq!(server.requests().len(), 7, "asked once more, and only then");
}

#[tokio::test]
async fn it_comes_back_after_every_fault() {
    let half = good(7)[..90].to_vec();
    let faults = [
        (Act::Close(vec![]), FeedState::Down),
        (Act::Close(half.clone()), FeedState::Down),
        (Act::Reset(half), FeedState::Down),
        (Act::Hang(vec![]), FeedState::Down),
        (Act::Send(b"HTTP/1.1 503 X\r\nContent-Length: 0\r\n\r\n".to_vec()), FeedState::Down),
        (Act::Send(answer("404 X", &[], "")), FeedState::Refused),
        (Act::Send(answer("302 X", &["Location: http://localhost/"], "")), FeedState::Refused),
        (Act::Send(answer("200 OK", &[], "<html>")), FeedState::Refused),
        (Act::Send(answer("200 OK", &[], document(7).replace("T08", "T18"))), FeedState::Refused),
        (Act::Send(answer("200 OK", &["Content-Encoding: gzip"], "x")), FeedState::Refused),
    ];
    // All at once: most of it is waiting.
    let mut tests = JoinSet::new();
    for (fault, state) in faults {
        tests.spawn(goes_and_comes_back(fault, state));
    }
    while let Some(done) = tests.join_next().await {
        done.unwrap();
    }
}

async fn goes_and_comes_back(fault: Act, state: FeedState) {
    let acts = vec![Act::Send(good(1)), fault.clone(), fault.clone(), Act::Send(good(2))];
    let server = Server::script(acts).await;
    let timeout = Span::from_seconds(if matches!(fault, Act::Hang(_)) { 3 } else { 60 });
    let mut watched = Watched::new(Source { timeout, ..source(server.url()) });
    assert_eq!(watched.next().await.1, Some(1.0));
    watched.next().await;
    assert_eq!(watched.feed.state(now()), state, "{fault:?}");
    assert!(watched.feed.as_of.is_some(), "the last good figures stay");
    while watched.feed.state(now()) != FeedState::Live {
        watched.pollers.poll_now();
        let (_, value) = watched.next().await;
        assert!(value.is_none() || value == Some(2.0), "{fault:?}");
    }
}
