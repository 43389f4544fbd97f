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

/// The feeds in force and their pollers.
#[derive(Debug)]
pub struct Polling {
    sources: Vec<Source>,
    known: Arc<Known>,
    clock: Clock,
    pace: watch::Sender<Option<Span>>,
    pollers: Pollers,
    polls_to: mpsc::Sender<(usize, Poll)>,
    polls: mpsc::Receiver<(usize, Poll)>,
}

impl Polling {
    /// Begins to poll `sources` for what they may deliver, at the pace that the periods in force ask for. Must be called within a tokio
    /// runtime.
    #[must_use]
    pub fn start(sources: Vec<Source>, known: Arc<Known>, clock: Clock, pace: Option<Span>) -> Self {
        let (polls_to, polls) = mpsc::channel(WAITING_POLLS);
        let pace = watch::Sender::new(pace);
        let pollers = Pollers::spawn(sources.clone(), &known, &clock.function(), &pace.subscribe(), &polls_to);
        Self { sources, known, clock, pace, pollers, polls_to, polls }
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
        let (clock, pace) = (self.clock.function(), self.pace.subscribe());
        if delivers_as_before {
            self.pollers.reconfigure(self.sources.clone(), &self.known, &clock, &pace, &self.polls_to).await;
        } else {
            self.pollers.stop().await;
            (self.polls_to, self.polls) = mpsc::channel(WAITING_POLLS);
            self.pollers = Pollers::spawn(self.sources.clone(), &self.known, &clock, &pace, &self.polls_to);
        }
    }

    /// The next poll and the number of its feed. Giving up waiting loses nothing.
    pub(super) async fn next(&mut self) -> (usize, Poll) {
        loop {
            match self.polls.recv().await {
                // Of a poller that has ended there may be one on its way.
                Some((number, poll)) => {
                    if let Some(feed) = self.pollers.place(number) {
                        return (feed, poll);
                    }
                }
                None => std::future::pending().await,
            }
        }
    }

    /// Polls now: one feed, or all.
    pub(super) fn now(&self, feed: Option<usize>) {
        match feed {
            Some(feed) => self.pollers.poll_one(feed),
            None => self.pollers.poll_now(),
        }
    }

    /// When each feed is polled next.
    pub(super) fn schedule(&self) -> Vec<Option<Timestamp>> {
        self.pollers.next().collect()
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
