//! Polling all feeds, each at its own pace.

use std::sync::Arc;

use jiff::{SignedDuration, Timestamp};
use tokio::sync::{mpsc, watch};
use tokio::task::JoinHandle;
use tokio::time::Instant;

use super::client::{Client, Clock};
use super::known::Known;
use super::mapped::Look;
use super::prometheus::Inquiry;
use super::schedule::Schedule;
use super::starts::starts;
use super::transport::Transport;
use crate::duty::{Outcome, Poll, Source, Span};

/// The pollers of all feeds: a task each, with one request in flight at most. They stop when this is dropped, or when
/// nobody receives what they bring.
#[derive(Debug)]
pub struct Pollers {
    feeds: Vec<Line>,
    /// How many were ever begun: the number of the next.
    begun: usize,
}

/// The line to the poller of one feed, which ends with it.
#[derive(Debug)]
struct Line {
    number: usize,
    source: Source,
    wake: watch::Sender<()>,
    forget: watch::Sender<()>,
    next: watch::Receiver<Option<Timestamp>>,
    task: JoinHandle<()>,
}

impl Drop for Line {
    fn drop(&mut self) {
        self.task.abort();
    }
}

impl Line {
    /// Ends it; what is in flight is dropped when this returns.
    async fn stop(mut self) {
        self.task.abort();
        // That it was cancelled is no news.
        let _ = (&mut self.task).await;
    }
}

impl Pollers {
    /// Starts to poll `sources`: the first few at once, of many the others spread over their interval, and then each every so
    /// often. Sends what each poll brought with the number of its poller: the place of its source in the list, until others are
    /// put in place of these.
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
        let mut pollers = Self { feeds: Vec::new(), begun: 0 };
        let none = sources.iter().map(|_| None).collect();
        pollers.fill(sources, none, known, (clock, pace), polls);
        pollers
    }

    /// Goes on with other sources, for what may be delivered as before: the pollers of those that are equal go on as they
    /// are, each asking for everything anew at its next poll; those of others end, what is in flight dropped, before the
    /// first of a new one begins. What a poll brings comes with the number of its poller: [`Pollers::place`] says whose that is.
    pub async fn reconfigure(
        &mut self,
        sources: Vec<Source>,
        known: &Arc<Known>,
        clock: &Clock,
        pace: &watch::Receiver<Option<Span>>,
        polls: &mpsc::Sender<(usize, Poll)>,
    ) {
        let mut before = std::mem::take(&mut self.feeds);
        let mut keep = |source: &Source| {
            let line = before.swap_remove(before.iter().position(|line| line.source == *source)?);
            // What it has confirmed so far, the room may have taken from another feed that is gone.
            line.forget.send_replace(());
            Some(line)
        };
        let kept = sources.iter().map(&mut keep).collect();
        for line in before {
            line.stop().await;
        }
        self.fill(sources, kept, known, (clock, pace), polls);
    }

    /// Begins the pollers that are not kept.
    fn fill(
        &mut self,
        sources: Vec<Source>,
        kept: Vec<Option<Line>>,
        known: &Arc<Known>,
        (clock, pace): (&Clock, &watch::Receiver<Option<Span>>),
        polls: &mpsc::Sender<(usize, Poll)>,
    ) {
        let new = || sources.iter().zip(&kept).filter(|(_, kept)| kept.is_none()).map(|(source, _)| source);
        let transport = Arc::new(Transport::new(new()));
        let mut waits = starts(new().map(|source| source.every)).into_iter();
        for (source, kept) in sources.into_iter().zip(kept) {
            let line = kept.unwrap_or_else(|| {
                let number = self.begun;
                self.begun += 1;
                let schedule = Schedule::new(source.every, Instant::now(), waits.next().unwrap_or_default());
                let client = Client::new(source.clone(), Arc::clone(known), Arc::clone(clock), Arc::clone(&transport));
                let (wake, woken) = watch::channel(());
                let (forget, forgotten) = watch::channel(());
                let (next_to, next) = watch::channel(None);
                let signals =
                    Signals { pace: pace.clone(), wake: woken, forget: forgotten, clock: Arc::clone(clock), next: next_to };
                let task = tokio::spawn(run(number, schedule, client, signals, polls.clone()));
                Line { number, source, wake, forget, next, task }
            });
            self.feeds.push(line);
        }
    }

    /// The place of the source, in the list that is polled now, whose poller has that number; none of one that has ended.
    #[must_use]
    pub fn place(&self, number: usize) -> Option<usize> {
        self.feeds.iter().position(|line| line.number == number)
    }

    /// Ends all polling; what is in flight is dropped when this returns, so that whoever polls next is the only one.
    pub async fn stop(&mut self) {
        for line in self.feeds.drain(..) {
            line.stop().await;
        }
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
    once(source, known, now).poll().await.0
}

/// The same of a feed that is queried; gives also what became of each query, unless the poll failed before all were answered.
pub async fn inquire_once(source: Source, known: Arc<Known>, now: Timestamp) -> (Poll, Option<Inquiry>) {
    let mut client = once(source, known, now);
    let poll = client.poll().await.0;
    (poll, client.inquiry())
}

/// Polls a feed once as [`poll_once`] does, and tells what every path of its mapping found, also in an answer that is refused: as far
/// as that is JSON. Of a feed of another format there is nothing to tell.
pub async fn look_once(source: Source, known: Arc<Known>, now: Timestamp) -> (Poll, Vec<Look>) {
    once(source, known, now).look().await
}

/// The way to a feed that is polled alone.
fn once(source: Source, known: Arc<Known>, now: Timestamp) -> Client {
    let started = Instant::now();
    let clock: Clock = Arc::new(move || now.saturating_add(elapsed(started)).unwrap_or(now));
    let transport = Arc::new(Transport::new([&source]));
    Client::new(source, known, clock, transport)
}

fn elapsed(since: Instant) -> SignedDuration {
    SignedDuration::try_from(since.elapsed()).unwrap_or_default()
}

/// What may change when a feed is polled next.
struct Signals {
    pace: watch::Receiver<Option<Span>>,
    wake: watch::Receiver<()>,
    /// Everything is to be asked for, changed or not.
    forget: watch::Receiver<()>,
    clock: Clock,
    /// Where it is told when that is.
    next: watch::Sender<Option<Timestamp>>,
}

async fn run(
    number: usize,
    mut schedule: Schedule,
    mut client: Client,
    mut signals: Signals,
    polls: mpsc::Sender<(usize, Poll)>,
) {
    signals.tell(&schedule);
    loop {
        tokio::select! {
            () = signals.wait(&mut schedule) => {}
            () = polls.closed() => return,
        }
        signals.wake.mark_unchanged();
        signals.next.send_replace(None);
        if signals.forget.has_changed().unwrap_or_default() {
            signals.forget.mark_unchanged();
            client.forget();
        }
        schedule.start(Instant::now());
        let (poll, retry_after) = tokio::select! {
            answer = client.poll() => answer,
            () = polls.closed() => return,
        };
        match poll.outcome {
            Outcome::Snapshot(_) | Outcome::NotModified => schedule.succeed(fastrand::f64()),
            Outcome::Trouble(_) => {
                let pace = *signals.pace.borrow();
                schedule.fail(Instant::now(), retry_after, pace, fastrand::f64());
            }
        }
        signals.tell(&schedule);
        if polls.send((number, poll)).await.is_err() {
            return;
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
    async fn wait(&mut self, schedule: &mut Schedule) {
        loop {
            let pace = *self.pace.borrow();
            tokio::select! {
                () = tokio::time::sleep_until(schedule.due(Instant::now(), pace)) => return,
                // A sender that is gone wakes nobody: its branch then falls away. All seats hear of a period at the same moment.
                Ok(()) = self.pace.changed() => {
                    schedule.scatter(fastrand::f64());
                    self.tell(schedule);
                }
                Ok(()) = self.wake.changed() => {
                    tokio::time::sleep_until(schedule.earliest()).await;
                    return;
                }
            }
        }
    }
}
