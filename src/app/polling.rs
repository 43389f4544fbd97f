//! The pollers of the feeds in force, put in place of others when the configuration says so.

use std::sync::Arc;

use jiff::Timestamp;
use tokio::sync::{mpsc, watch};

use crate::config::Config;
use crate::duty::{Poll, Source, Span};
use crate::feed::{Known, Pollers};

use super::clock::Clock;

/// How many polls may wait to be looked at: more than feeds can deliver while a frame is drawn.
const WAITING_POLLS: usize = 256;

/// The feeds in force and, once they are started, their pollers.
pub(super) struct Polling {
    sources: Vec<Source>,
    known: Arc<Known>,
    clock: Clock,
    pace: watch::Sender<Option<Span>>,
    pollers: Option<Pollers>,
    polls: mpsc::Receiver<(usize, Poll)>,
}

impl Polling {
    /// Feeds that are not polled yet, and what they may deliver.
    pub(super) fn new(sources: Vec<Source>, known: Arc<Known>, clock: Clock) -> Self {
        Self { sources, known, clock, pace: watch::Sender::new(None), pollers: None, polls: mpsc::channel(1).1 }
    }

    /// Begins to poll.
    pub(super) fn start(&mut self) {
        let (polls_to, polls) = mpsc::channel(WAITING_POLLS);
        let pace = self.pace.subscribe();
        self.polls = polls;
        self.pollers = Some(Pollers::spawn(self.sources.clone(), &self.known, &self.clock.function(), &pace, &polls_to));
    }

    pub(super) fn is_started(&self) -> bool {
        self.pollers.is_some()
    }

    /// Polls the feeds of another configuration, if they or what they may deliver differ. Polls under the old one have no place in the
    /// new one: they are dropped, in flight or on their way, before the first under the new one begins.
    pub(super) async fn reconfigure(&mut self, config: &Config) {
        let known = Known::of(&config.plan);
        if config.sources == self.sources && known == *self.known {
            return;
        }
        (self.sources, self.known) = (config.sources.clone(), Arc::new(known));
        if let Some(before) = self.pollers.take() {
            before.stop().await;
            self.start();
        }
    }

    /// The next poll and the number of its feed; never while none are started. Giving up waiting loses nothing.
    pub(super) async fn next(&mut self) -> (usize, Poll) {
        match self.polls.recv().await {
            Some(poll) => poll,
            None => std::future::pending().await,
        }
    }

    /// Polls now: one feed, or all.
    pub(super) fn now(&self, feed: Option<usize>) {
        match (&self.pollers, feed) {
            (Some(pollers), Some(feed)) => pollers.poll_one(feed),
            (Some(pollers), None) => pollers.poll_now(),
            (None, _) => {}
        }
    }

    /// When each feed is polled next.
    pub(super) fn schedule(&self) -> Vec<Option<Timestamp>> {
        self.pollers.iter().flat_map(Pollers::next).collect()
    }

    /// Tells the pollers of a period's pace when it begins or ends.
    pub(super) fn set_pace(&self, wanted: Option<Span>) {
        self.pace.send_if_modified(|pace| {
            let changed = *pace != wanted;
            *pace = wanted;
            changed
        });
    }
}
