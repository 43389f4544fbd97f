//! When a feed is polled next.

use std::time::Duration;

use tokio::time::Instant;

use super::backoff;
use crate::duty::Span;

/// The schedule of one feed: steady while it answers, backing off while it is in trouble.
#[derive(Clone, Debug)]
pub(super) struct Schedule {
    every: Span,
    started: Instant,
    /// How many polls in a row brought trouble.
    failures: u32,
    /// The end of a pause that trouble or the server imposes.
    paused: Option<Instant>,
}

impl Schedule {
    /// The shortest interval, whatever is asked: a feed without an interval would be polled without a break.
    const SHORTEST: Span = Span::from_seconds(1);

    pub(super) fn new(every: Span, now: Instant) -> Self {
        Self { every: every.max(Self::SHORTEST), started: now, failures: 0, paused: None }
    }

    /// Notes that a poll starts.
    pub(super) fn start(&mut self, now: Instant) {
        self.started = now;
    }

    /// Notes that it brought an answer.
    pub(super) fn succeed(&mut self) {
        self.failures = 0;
        self.paused = None;
    }

    /// Notes that it brought trouble, and what the server asked for. `random` is from 0 to 1.
    pub(super) fn fail(&mut self, now: Instant, retry_after: Option<Span>, pace: Option<Span>, random: f64) {
        self.failures = self.failures.saturating_add(1);
        self.paused = now.checked_add(backoff::pause(self.interval(pace), self.failures, retry_after, random));
    }

    /// When the next poll is due, with what a period asks for as `pace`. Intervals run from start to start. A poll that
    /// took longer than one skips those it missed: a slow server is not asked again the moment it has answered.
    pub(super) fn due(&self, now: Instant, pace: Option<Span>) -> Instant {
        if let Some(end) = self.paused {
            return end;
        }
        let interval = self.interval(pace).duration();
        let due = self.started + interval;
        if due >= now {
            return due;
        }
        let late = now.duration_since(self.started).as_nanos() % interval.as_nanos();
        now + interval.saturating_sub(Duration::from_nanos(u64::try_from(late).unwrap_or(0)))
    }

    /// The earliest moment for a poll that somebody asks for by hand: a key held down is no load test.
    pub(super) fn earliest(&self) -> Instant {
        self.started + Self::SHORTEST.duration()
    }

    /// The interval in force: the feed's own, or a period's where that is shorter.
    fn interval(&self, pace: Option<Span>) -> Span {
        pace.map_or(self.every, |pace| pace.max(Self::SHORTEST).min(self.every))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const fn s(seconds: u64) -> Duration {
        Duration::from_secs(seconds)
    }

    fn schedule() -> (Schedule, Instant) {
        let zero = Instant::now();
        (Schedule::new(Span::from_seconds(10), zero), zero)
    }

    #[test]
    fn runs_from_start_to_start() {
        let (mut schedule, zero) = schedule();
        schedule.start(zero);
        schedule.succeed();
        assert_eq!(schedule.due(zero + s(3), None), zero + s(10), "however long it took");
        assert_eq!(schedule.due(zero + s(10), None), zero + s(10));
        assert_eq!(schedule.due(zero + s(11), None), zero + s(20), "a slow answer skips what it missed");
        assert_eq!(schedule.due(zero + s(35), None), zero + s(40));
    }

    #[test]
    fn a_pace_only_hastens() {
        let (schedule, zero) = schedule();
        assert_eq!(schedule.due(zero, Some(Span::from_seconds(5))), zero + s(5));
        assert_eq!(schedule.due(zero, Some(Span::from_seconds(60))), zero + s(10));
        assert_eq!(schedule.due(zero, Some(Span::ZERO)), zero + s(1));
        let idle = Schedule::new(Span::ZERO, zero);
        assert_eq!(idle.due(zero, None), zero + s(1), "never without a break");
    }

    #[test]
    fn trouble_backs_off_and_an_answer_ends_it() {
        let (mut schedule, zero) = schedule();
        schedule.fail(zero + s(1), None, None, 1.0);
        assert_eq!(schedule.due(zero + s(1), None), zero + s(21));
        assert_eq!(schedule.due(zero + s(1), Some(Span::from_seconds(2))), zero + s(21), "a pause is a pause");
        schedule.fail(zero + s(21), None, None, 1.0);
        assert_eq!(schedule.due(zero + s(21), None), zero + s(61));
        schedule.fail(zero + s(61), Some(Span::from_seconds(300)), None, 0.0);
        assert_eq!(schedule.due(zero + s(61), None), zero + s(361));
        schedule.start(zero + s(361));
        schedule.succeed();
        assert_eq!(schedule.due(zero + s(362), None), zero + s(371));
        schedule.fail(zero + s(400), None, Some(Span::from_seconds(2)), 1.0);
        assert_eq!(schedule.due(zero + s(400), None), zero + s(404), "begins anew, at the pace in force");
    }
}
