//! The loop's end of the journal: what waits to be committed, what is under way, and when to try again.

use std::sync::Arc;
use std::time::{Duration, Instant};

use crate::duty::{NotRecorded, Proposal};

/// How long a commit may be under way before what it holds is shown as not recorded.
const PATIENCE: Duration = Duration::from_secs(2);
/// The first pause after a failure; it doubles.
const FIRST_PAUSE: Duration = Duration::from_secs(1);
/// The longest pause.
const LONGEST_PAUSE: Duration = Duration::from_secs(30);
/// How often a seat that has nothing to record says that it runs.
const HEARTBEAT: Duration = Duration::from_mins(1);
/// How long readings wait for others before they are committed, where nothing else is to be: trends advance by minutes, and each
/// commit wakes the disk. A power cut takes no more than that from a trend.
const GATHERING: Duration = Duration::from_secs(10);
/// How many are committed at once: more make no commit cheaper.
const GATHERED: usize = 1000;
/// The most readings that wait: beyond them the oldest are given up, for trends can bear a hole and alarms cannot.
const MOST_READINGS: usize = 100_000;
/// The most entries that wait: days of floods.
const MOST_ENTRIES: usize = 50_000;

/// What the journal is yet to be told. One commit is under way at a time; what comes meanwhile goes together into the next.
#[derive(Debug)]
pub struct Queue {
    waiting: Proposal,
    under_way: Option<(Arc<Proposal>, Instant)>,
    trouble: Option<NotRecorded>,
    failures: u32,
    next_try: Instant,
    last_commit: Instant,
    /// Until when readings wait for others.
    gathers_until: Instant,
}

impl Queue {
    /// An empty queue.
    #[must_use]
    pub fn new(now: Instant) -> Self {
        Self {
            waiting: Proposal::default(),
            under_way: None,
            trouble: None,
            failures: 0,
            next_try: now,
            last_commit: now,
            gathers_until: now,
        }
    }

    /// Takes what is proposed.
    pub fn add(&mut self, proposal: Proposal) {
        self.waiting.entries.extend(proposal.entries);
        self.waiting.readings.extend(proposal.readings);
        for (indicator, phases) in proposal.delays {
            match self.waiting.delays.iter_mut().find(|(waiting, _)| *waiting == indicator) {
                Some((_, waiting)) => *waiting = phases,
                None => self.waiting.delays.push((indicator, phases)),
            }
        }
        for (name, owed) in proposal.owed {
            match self.waiting.owed.iter_mut().find(|(waiting, _)| *waiting == name) {
                Some((_, waiting)) => *waiting = owed,
                None => self.waiting.owed.push((name, owed)),
            }
        }
        let readings = &mut self.waiting.readings;
        readings.drain(..readings.len().saturating_sub(MOST_READINGS));
        let entries = &mut self.waiting.entries;
        entries.drain(..entries.len().saturating_sub(MOST_ENTRIES));
    }

    /// What is to be committed now, if anything is and nothing is under way.
    pub fn next(&mut self, now: Instant) -> Option<Arc<Proposal>> {
        if self.under_way.is_some() || now < self.next_try || !self.is_due(now) {
            return None;
        }
        let proposal = Arc::new(std::mem::take(&mut self.waiting));
        self.under_way = Some((Arc::clone(&proposal), now));
        Some(proposal)
    }

    /// Whether what waits is to wait no longer.
    fn is_due(&self, now: Instant) -> bool {
        if self.waiting.is_empty() {
            return self.trouble.is_none() && now.duration_since(self.last_commit) >= HEARTBEAT;
        }
        !self.waiting.can_wait() || self.waiting.readings.len() >= GATHERED || now >= self.gathers_until
    }

    /// What was under way is on disk.
    pub fn committed(&mut self, now: Instant) -> Option<Arc<Proposal>> {
        self.trouble = None;
        self.failures = 0;
        (self.last_commit, self.gathers_until) = (now, now + GATHERING);
        self.under_way.take().map(|(proposal, _)| proposal)
    }

    /// What was under way is not on disk: it waits for another try, before all that came since.
    pub fn failed(&mut self, reason: NotRecorded, now: Instant) -> Option<Arc<Proposal>> {
        self.pause(now);
        self.trouble = Some(reason);
        let (proposal, _) = self.under_way.take()?;
        let since = std::mem::replace(&mut self.waiting, (*proposal).clone());
        self.add(since);
        Some(proposal)
    }

    /// Somebody else has written the journal meanwhile: what is not on disk of the course of things is theirs to tell, and what
    /// officers wrote here is still to be committed.
    pub fn rejoined(&mut self) {
        let under_way = self.under_way.take().map(|(proposal, _)| (*proposal).clone()).unwrap_or_default();
        let since = std::mem::replace(&mut self.waiting, under_way);
        self.add(since);
        self.waiting.entries.retain(|entry| entry.body.is_by_an_officer());
        self.waiting.delays.clear();
        self.waiting.owed.clear();
        self.trouble = None;
        self.failures = 0;
    }

    /// The journal cannot be used now.
    pub fn refuse(&mut self, reason: NotRecorded, now: Instant) {
        self.pause(now);
        self.trouble = Some(reason);
    }

    /// Why nothing is recorded, if that is so: a commit failed, or has been under way for too long.
    #[must_use]
    pub fn trouble(&self, now: Instant) -> Option<NotRecorded> {
        let slow = self.under_way.as_ref().is_some_and(|(_, since)| now.duration_since(*since) > PATIENCE);
        self.trouble.clone().or_else(|| slow.then_some(NotRecorded::Slow))
    }

    /// What has been proposed and is not on disk, in order: to be shown as not recorded while there is trouble.
    pub fn unrecorded(&self) -> impl Iterator<Item = &Proposal> {
        self.under_way.iter().map(|(proposal, _)| proposal.as_ref()).chain(std::iter::once(&self.waiting))
    }

    /// Whether a commit is under way.
    #[must_use]
    pub fn is_under_way(&self) -> bool {
        self.under_way.is_some()
    }

    /// Waits no longer before the next try.
    pub fn hurry(&mut self, now: Instant) {
        self.next_try = now;
        self.gather_no_more(now);
    }

    /// Waits no longer for more readings: somebody asks for those there are.
    pub fn gather_no_more(&mut self, now: Instant) {
        self.gathers_until = now;
    }

    /// Whether all that somebody waits for is on disk.
    #[must_use]
    pub fn is_settled(&self) -> bool {
        self.under_way.is_none() && self.waiting.can_wait()
    }

    /// Whether nothing is left that is not on disk.
    #[must_use]
    pub fn is_idle(&self) -> bool {
        self.under_way.is_none() && self.waiting.is_empty()
    }

    fn pause(&mut self, now: Instant) {
        self.next_try = now + FIRST_PAUSE.saturating_mul(1 << self.failures.min(10)).min(LONGEST_PAUSE);
        self.failures += 1;
    }
}
