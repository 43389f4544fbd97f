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
    polls_to: mpsc::Sender<(usize, Poll)>,
    polls: mpsc::Receiver<(usize, Poll)>,
}

impl Polling {
    /// Feeds that are not polled yet, and what they may deliver.
    pub(super) fn new(sources: Vec<Source>, known: Arc<Known>, clock: Clock) -> Self {
        let (polls_to, polls) = mpsc::channel(WAITING_POLLS);
        Self { sources, known, clock, pace: watch::Sender::new(None), pollers: None, polls_to, polls }
    }

    /// Begins to poll.
    pub(super) fn start(&mut self) {
        (self.polls_to, self.polls) = mpsc::channel(WAITING_POLLS);
        let pace = self.pace.subscribe();
        self.pollers = Some(Pollers::spawn(self.sources.clone(), &self.known, &self.clock.function(), &pace, &self.polls_to));
    }

    pub(super) fn is_started(&self) -> bool {
        self.pollers.is_some()
    }

    /// Polls the feeds of another configuration, if they or what they may deliver differ. Polls under the old one have no place in the
    /// new one: they are dropped, in flight or on their way, before the first under the new one begins. Only feeds that are as they
    /// were, where the same may be delivered, are polled on: what backs off does not begin anew.
    pub(super) async fn reconfigure(&mut self, config: &Config) {
        let known = Known::of(&config.plan);
        if config.sources == self.sources && known == *self.known {
            return;
        }
        let delivers_as_before = known == *self.known;
        (self.sources, self.known) = (config.sources.clone(), Arc::new(known));
        if let Some(pollers) = self.pollers.as_mut().filter(|_| delivers_as_before) {
            let (clock, pace) = (self.clock.function(), self.pace.subscribe());
            pollers.reconfigure(self.sources.clone(), &self.known, &clock, &pace, &self.polls_to).await;
        } else if let Some(before) = self.pollers.take() {
            before.stop().await;
            self.start();
        }
    }

    /// The next poll and the number of its feed; never while none are started. Giving up waiting loses nothing.
    pub(super) async fn next(&mut self) -> (usize, Poll) {
        loop {
            match self.polls.recv().await {
                // Of a poller that has ended there may be one on its way.
                Some((number, poll)) => {
                    if let Some(feed) = self.pollers.as_ref().and_then(|pollers| pollers.place(number)) {
                        return (feed, poll);
                    }
                }
                None => std::future::pending().await,
            }
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
