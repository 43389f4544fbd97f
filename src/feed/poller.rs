//! Polling all feeds, each at its own pace.

use std::sync::Arc;

use jiff::{SignedDuration, Timestamp};
use tokio::sync::{mpsc, watch};
use tokio::task::JoinSet;
use tokio::time::Instant;

use super::client::{Client, Clock};
use super::native::Known;
use super::schedule::Schedule;
use super::transport::Transport;
use crate::duty::{Outcome, Poll, Source, Span};

/// The pollers of all feeds: a task each, with one request in flight at most. They stop when this is dropped, or when
/// nobody receives what they bring.
#[derive(Debug)]
pub struct Pollers {
    feeds: Vec<Line>,
    tasks: JoinSet<()>,
}

/// The line to the poller of one feed.
#[derive(Debug)]
struct Line {
    wake: watch::Sender<()>,
    next: watch::Receiver<Option<Timestamp>>,
}

impl Pollers {
    /// Starts to poll `sources`, each at once and then every so often; sends what each poll brought with the place of its
    /// source in the list.
    ///
    /// - `known`: the indicators and territories that are taken in.
    /// - `clock`: what time it is; figures may not be later, and polls are dated by it.
    /// - `pace`: what the periods in force ask for. It hastens feeds that are slower and slows none.
    /// - `polls`: where the results go. While it is full nothing more is asked.
    ///
    /// A feed in trouble is left alone for longer each time, with jitter, up to ten times its interval, and for as long as
    /// its server asks (`Retry-After`), up to an hour at least.
    ///
    /// Must be called within a tokio runtime.
    #[must_use]
    pub fn spawn(
        sources: Vec<Source>,
        known: &Arc<Known>,
        clock: &Clock,
        pace: &watch::Receiver<Option<Span>>,
        polls: &mpsc::Sender<(usize, Poll)>,
    ) -> Self {
        let transport = Arc::new(Transport::new(&sources));
        let mut feeds = Vec::with_capacity(sources.len());
        let mut tasks = JoinSet::new();
        for (index, source) in sources.into_iter().enumerate() {
            let every = source.every;
            let client = Client::new(source, Arc::clone(known), Arc::clone(clock), Arc::clone(&transport));
            let (wake, woken) = watch::channel(());
            let (next_to, next) = watch::channel(None);
            let signals = Signals { pace: pace.clone(), wake: woken, clock: Arc::clone(clock), next: next_to };
            tasks.spawn(run(index, every, client, signals, polls.clone()));
            feeds.push(Line { wake, next });
        }
        Self { feeds, tasks }
    }

    /// Ends all polling; what is in flight is dropped when this returns, so that whoever polls next is the only one.
    pub async fn stop(mut self) {
        self.tasks.shutdown().await;
    }

    /// When each feed is polled next, in the order of the sources; none while it is being polled.
    pub fn next(&self) -> impl Iterator<Item = Option<Timestamp>> {
        self.feeds.iter().map(|line| *line.next.borrow())
    }

    /// Polls every feed now, also one that is being left alone; one that is being polled again right after. At most once
    /// a second a feed, however often this is called.
    pub fn poll_now(&self) {
        self.feeds.iter().for_each(|line| line.wake.send_replace(()));
    }

    /// The same for feed number `feed` alone.
    pub fn poll_one(&self, feed: usize) {
        self.feeds.get(feed).into_iter().for_each(|line| line.wake.send_replace(()));
    }
}

/// Polls a feed once, as `zhiban check` does. Polls are dated from `now` on.
///
/// ```no_run
/// # async fn example(source: zhiban::duty::Source, known: std::sync::Arc<zhiban::feed::Known>) {
/// let poll = zhiban::feed::poll_once(source, known, jiff::Timestamp::now()).await;
/// println!("{:?}", poll.outcome);
/// # }
/// ```
pub async fn poll_once(source: Source, known: Arc<Known>, now: Timestamp) -> Poll {
    let started = Instant::now();
    let clock: Clock = Arc::new(move || now.saturating_add(elapsed(started)).unwrap_or(now));
    let transport = Arc::new(Transport::new([&source]));
    Client::new(source, known, clock, transport).poll().await.0
}

fn elapsed(since: Instant) -> SignedDuration {
    SignedDuration::try_from(since.elapsed()).unwrap_or_default()
}

/// What may change when a feed is polled next.
struct Signals {
    pace: watch::Receiver<Option<Span>>,
    wake: watch::Receiver<()>,
    clock: Clock,
    /// Where it is told when that is.
    next: watch::Sender<Option<Timestamp>>,
}

async fn run(index: usize, every: Span, mut client: Client, mut signals: Signals, polls: mpsc::Sender<(usize, Poll)>) {
    let mut schedule = Schedule::new(every, Instant::now());
    loop {
        signals.wake.mark_unchanged();
        signals.next.send_replace(None);
        schedule.start(Instant::now());
        let (poll, retry_after) = tokio::select! {
            answer = client.poll() => answer,
            () = polls.closed() => return,
        };
        match poll.outcome {
            Outcome::Snapshot(_) | Outcome::NotModified => schedule.succeed(),
            Outcome::Trouble(_) => {
                let pace = *signals.pace.borrow();
                schedule.fail(Instant::now(), retry_after, pace, fastrand::f64());
            }
        }
        signals.tell(&schedule);
        if polls.send((index, poll)).await.is_err() {
            return;
        }
        tokio::select! {
            () = signals.wait(&schedule) => {}
            () = polls.closed() => return,
        }
    }
}

impl Signals {
    /// Tells when the next poll is due, by the clock that polls are dated with.
    fn tell(&self, schedule: &Schedule) {
        let now = Instant::now();
        let due = schedule.due(now, *self.pace.borrow());
        let left = SignedDuration::try_from(due.saturating_duration_since(now)).unwrap_or(SignedDuration::MAX);
        self.next.send_replace((self.clock)().checked_add(left).ok());
    }

    /// Waits until the next poll is due or wanted.
    async fn wait(&mut self, schedule: &Schedule) {
        loop {
            let pace = *self.pace.borrow_and_update();
            tokio::select! {
                () = tokio::time::sleep_until(schedule.due(Instant::now(), pace)) => return,
                // A sender that is gone wakes nobody: its branch then falls away.
                Ok(()) = self.pace.changed() => self.tell(schedule),
                Ok(()) = self.wake.changed() => {
                    tokio::time::sleep_until(schedule.earliest()).await;
                    return;
                }
            }
        }
    }
}
