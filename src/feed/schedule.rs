//! When a feed is polled next.

use std::time::Duration;

use tokio::time::Instant;

use super::backoff;
use crate::duty::Span;

/// The schedule of one feed: steady while it answers, backing off while it is in trouble.
///
/// A hundred seats may start in the same second: power comes back. The second poll of each comes after a random part of the interval,
/// and so does the next one whenever all of them change their pace by the calendar: they share a server, and are not in step.
#[derive(Clone, Debug)]
pub(super) struct Schedule {
    every: Span,
    started: Instant,
    /// How many polls in a row brought trouble.
    failures: u32,
    /// The end of a pause: before the first poll, or one that trouble or the server imposes.
    paused: Option<Instant>,
    /// Whether this feed has a phase of its own.
    has_phase: bool,
    /// Which part of the interval passes before the next poll, from 0 to 1.
    part: f64,
}

impl Schedule {
    /// The shortest interval, whatever is asked: a feed without an interval would be polled without a break.
    const SHORTEST: Span = Span::from_seconds(1);

    /// The schedule of a feed whose first poll comes `wait` after `now`.
    pub(super) fn new(every: Span, now: Instant, wait: Duration) -> Self {
        let every = every.max(Self::SHORTEST);
        Self { every, started: now, failures: 0, paused: now.checked_add(wait), has_phase: false, part: 1.0 }
    }

    /// Notes that a poll starts.
    pub(super) fn start(&mut self, now: Instant) {
        self.started = now;
        self.part = 1.0;
    }

    /// Notes that it brought an answer. `random` is from 0 to 1.
    pub(super) fn succeed(&mut self, random: f64) {
        self.failures = 0;
        self.paused = None;
        if !self.has_phase {
            self.has_phase = true;
            self.scatter(random);
        }
    }

    /// Lets a random part of the interval pass before the next poll instead of the whole. `random` is from 0 to 1.
    pub(super) fn scatter(&mut self, random: f64) {
        self.part = random.clamp(0.0, 1.0);
    }

    /// Notes that it brought trouble, and what the server asked for. `random` is from 0 to 1.
    pub(super) fn fail(&mut self, now: Instant, retry_after: Option<Span>, pace: Option<Span>, random: f64) {
        self.failures = self.failures.saturating_add(1);
        // A pause is random by itself.
        self.has_phase = true;
        self.paused = now.checked_add(backoff::pause(self.interval(pace), self.failures, retry_after, random));
    }

    /// When the next poll is due, with what a period asks for as `pace`. Intervals run from start to start. A poll that
    /// took longer than one skips those it missed: a slow server is not asked again the moment it has answered.
    pub(super) fn due(&self, now: Instant, pace: Option<Span>) -> Instant {
        if let Some(end) = self.paused {
            return end;
        }
        let interval = self.interval(pace).duration();
        let due = self.started + interval.mul_f64(self.part).max(Self::SHORTEST.duration());
        if due >= now {
            return due;
        }
        let late = now.duration_since(due).as_nanos() % interval.as_nanos();
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
    use proptest::prelude::*;

    const fn s(seconds: u64) -> Duration {
        Duration::from_secs(seconds)
    }

    /// A feed polled every ten seconds that has had its first poll, and its second after the whole interval.
    fn schedule() -> (Schedule, Instant) {
        let zero = Instant::now();
        let mut schedule = Schedule::new(Span::from_seconds(10), zero, Duration::ZERO);
        schedule.start(zero);
        schedule.succeed(1.0);
        (schedule, zero)
    }

    #[test]
    fn runs_from_start_to_start() {
        let (mut schedule, zero) = schedule();
        schedule.start(zero);
        schedule.succeed(0.0);
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
        let mut idle = Schedule::new(Span::ZERO, zero, Duration::ZERO);
        idle.start(zero);
        idle.succeed(1.0);
        assert_eq!(idle.due(zero, None), zero + s(1), "never without a break");
    }

    #[test]
    fn the_first_poll_waits_its_turn_and_the_second_a_random_part() {
        let zero = Instant::now();
        let mut schedule = Schedule::new(Span::from_seconds(10), zero, s(3));
        assert_eq!(schedule.due(zero, None), zero + s(3));
        schedule.start(zero + s(3));
        schedule.succeed(0.25);
        assert_eq!(schedule.due(zero + s(3), None), zero + s(3) + s(10) / 4);
        assert_eq!(schedule.due(zero + s(7), None), zero + s(3) + s(10) / 4 + s(10), "a slow answer keeps the phase");
        schedule.start(zero + s(6));
        schedule.succeed(0.5);
        assert_eq!(schedule.due(zero + s(6), None), zero + s(16), "then steadily");
    }

    #[test]
    fn another_pace_is_taken_up_at_a_random_part() {
        let (mut schedule, zero) = schedule();
        let fast = Some(Span::from_seconds(2));
        assert_eq!(schedule.due(zero + s(1), fast), zero + s(2));
        schedule.scatter(0.7);
        assert_eq!(schedule.due(zero + s(1), None), zero + s(7), "the period is over");
        assert_eq!(schedule.due(zero + s(5), fast), zero + Duration::from_millis(5400), "another begins");
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
        schedule.succeed(0.0);
        assert_eq!(schedule.due(zero + s(362), None), zero + s(371));
        schedule.fail(zero + s(400), None, Some(Span::from_seconds(2)), 1.0);
        assert_eq!(schedule.due(zero + s(400), None), zero + s(404), "begins anew, at the pace in force");
    }

    /// In which second of the interval each of so many seats comes back after its start.
    fn seconds_of_seats(mut second: impl FnMut(f64, Instant) -> Instant) -> [usize; 10] {
        let (zero, mut rng) = (Instant::now(), fastrand::Rng::with_seed(5));
        let mut counts = [0; 10];
        for _ in 0..100 {
            let at = second(rng.f64(), zero).duration_since(zero).as_secs();
            counts[usize::try_from(at % 10).unwrap()] += 1;
        }
        counts
    }

    /// No second takes more than this of a hundred seats that share ten: the mean is ten, and chance allows for more.
    const MOST: usize = 20;

    #[test]
    fn a_hundred_seats_that_start_at_once_do_not_stay_in_step() {
        let third = seconds_of_seats(|random, zero| {
            let mut seat = Schedule::new(Span::from_seconds(10), zero, Duration::ZERO);
            seat.start(zero);
            seat.succeed(random);
            let second = seat.due(zero, None);
            seat.start(second);
            seat.succeed(random);
            seat.due(second, None)
        });
        assert!(third.iter().all(|count| *count <= MOST), "{third:?}");
    }

    #[test]
    fn a_hundred_seats_told_the_same_retry_after_do_not_return_in_step() {
        let back = seconds_of_seats(|random, zero| {
            let mut seat = Schedule::new(Span::from_seconds(10), zero, Duration::ZERO);
            seat.start(zero);
            seat.fail(zero, Some(Span::from_seconds(60)), None, random);
            let back = seat.due(zero, None);
            assert!(back >= zero + s(60), "never earlier than asked");
            back
        });
        assert!(back.iter().all(|count| *count <= MOST), "{back:?}");
    }

    #[test]
    fn a_hundred_seats_that_leave_a_period_at_once_do_not_stay_in_step() {
        // In the period they share two seconds; without a new phase they would share two of ten for ever.
        let mut rng = fastrand::Rng::with_seed(6);
        let after = seconds_of_seats(|random, zero| {
            let mut seat = Schedule::new(Span::from_seconds(10), zero, Duration::ZERO);
            seat.start(zero);
            seat.succeed(1.0);
            seat.start(zero + s(2).mul_f64(rng.f64()));
            seat.scatter(random);
            seat.due(zero + s(2), None)
        });
        assert!(after.iter().all(|count| *count <= MOST), "{after:?}");
    }

    proptest! {
        #[test]
        fn is_never_due_at_once_again_and_never_later_than_an_interval(
            every in 1_u32..100_000, part in 0.0..=1.0, later in 0_u64..1_000_000,
        ) {
            let zero = Instant::now();
            let mut schedule = Schedule::new(Span::from_seconds(every), zero, Duration::ZERO);
            schedule.start(zero);
            schedule.succeed(part);
            let now = zero + Duration::from_millis(later);
            let due = schedule.due(now, None);
            prop_assert!(due >= now && due >= zero + s(1));
            prop_assert!(due <= now.max(zero) + s(u64::from(every)));
        }
    }
}
