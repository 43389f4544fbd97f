//! Many at once, in virtual time over real sockets: a hundred seats that start together, and a seat with two hundred feeds.

use std::sync::Arc;
use std::time::Duration;

use tokio::runtime::Builder;
use tokio::sync::{mpsc, oneshot, watch};
use tokio::time::Instant;
use zhiban::duty::{Clean, Poll, Source, Span};
use zhiban::feed::{Clock, Pollers};

use crate::doubles::{good, known, now, source};
use crate::server::{Act, Server};

/// How often each feed is polled, in seconds.
const EVERY: u32 = 10;

/// A step of virtual time.
const STEP: Duration = Duration::from_millis(50);

/// Seats whose time moves when they say so.
struct Seats {
    server: Server,
    start: Instant,
    pollers: Vec<Pollers>,
    polls: mpsc::Receiver<(usize, Poll)>,
    _pace: watch::Sender<Option<Span>>,
}

impl Seats {
    /// So many seats with so many feeds each, which all start now.
    async fn start(seats: usize, feeds: usize, act: Act) -> Self {
        fastrand::seed(11);
        let server = Server::start(move |_, _| act.clone()).await;
        let feed = |n: usize| Source {
            name: Clean::new(&format!("feed {n}")),
            every: Span::from_seconds(EVERY),
            ..source(format!("http://127.0.0.1:{}/{n}", server.port))
        };
        let clock: Clock = Arc::new(now);
        let pace = watch::Sender::new(None);
        let (tx, polls) = mpsc::channel(1024);
        let spawn = |_| Pollers::spawn((0..feeds).map(feed).collect(), &known(), &clock, &pace.subscribe(), &tx);
        let start = Instant::now();
        let pollers = (0..seats).map(spawn).collect();
        Self { server, start, pollers, polls, _pace: pace }
    }

    /// Lets so many virtual seconds pass; every answer takes none of them.
    async fn live(&mut self, seconds: u32) {
        for _ in 0..Duration::from_secs(u64::from(seconds)).as_millis() / STEP.as_millis() {
            tokio::time::advance(STEP).await;
            while self.pollers.iter().any(|pollers| pollers.next().any(|next| next.is_none())) {
                while self.polls.try_recv().is_ok() {}
                tokio::task::yield_now().await;
            }
        }
    }

    /// How many requests came in each second.
    fn by_second(&self) -> Vec<usize> {
        let mut counts = Vec::new();
        for request in self.server.requests() {
            let second = usize::try_from(request.at.duration_since(self.start).as_secs()).unwrap();
            counts.resize(counts.len().max(second + 1), 0);
            counts[second] += 1;
        }
        counts
    }
}

/// Runs where virtual time stands still unless it is moved: it does while a blocking task runs.
fn in_virtual_time(test: impl Future<Output = ()>) {
    let runtime = Builder::new_current_thread().enable_all().start_paused(true).build().unwrap();
    runtime.block_on(async {
        let (release, held) = oneshot::channel::<()>();
        let blocked = tokio::task::spawn_blocking(move || held.blocking_recv());
        test.await;
        drop(release);
        let _ = blocked.await;
    });
}

/// The most that a second brings of a hundred requests that share ten seconds by chance: the mean is ten.
const MOST: usize = 22;

#[test]
fn a_hundred_seats_that_start_together_do_not_poll_in_step() {
    in_virtual_time(async {
        let mut seats = Seats::start(100, 1, Act::Send(good(7))).await;
        seats.live(5 * EVERY).await;
        let counts = seats.by_second();
        let later = &counts[1 + usize::try_from(EVERY).unwrap()..];
        assert!(later.iter().all(|count| *count <= MOST), "{counts:?}");
        let all: usize = counts.iter().sum();
        assert!((500..=600).contains(&all), "one more each than the intervals hold, at most: {counts:?}");
    });
}

#[test]
fn a_hundred_seats_that_are_sent_away_together_do_not_return_together() {
    in_virtual_time(async {
        let away = b"HTTP/1.1 503 Busy\r\nRetry-After: 20\r\nContent-Length: 0\r\n\r\n";
        let mut seats = Seats::start(100, 1, Act::Send(away.to_vec())).await;
        seats.live(20 + 2 * EVERY).await;
        let counts = seats.by_second();
        assert_eq!(counts[1..20], [0; 19], "nobody before the time");
        assert!(counts[20..30].iter().all(|count| *count <= MOST), "{counts:?}");
    });
}

#[test]
fn two_hundred_feeds_begin_without_a_burst_and_within_their_interval() {
    in_virtual_time(async {
        let mut seats = Seats::start(1, 200, Act::Send(good(7))).await;
        seats.live(1).await;
        let first = seats.server.requests().len();
        assert!((8..=30).contains(&first), "{first} in the first second");
        seats.live(EVERY).await;
        let counts = seats.by_second();
        // Those that have begun come back meanwhile, each after a part of its interval.
        assert!(counts.iter().all(|count| *count <= 60), "{counts:?}");
        let asked: std::collections::HashSet<String> =
            seats.server.requests().iter().map(|request| request.path().to_owned()).collect();
        assert_eq!(asked.len(), 200, "each has been asked: {counts:?}");
    });
}
