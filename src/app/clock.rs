//! Which time it is: the real one, or that of a replay or a demonstration, which may run faster.

use std::sync::Arc;
use std::time::{Duration, Instant};

use jiff::{SignedDuration, Timestamp};

/// A clock.
#[derive(Clone, Copy, Debug)]
pub enum Clock {
    /// This machine's.
    Wall,
    /// One that began at `origin` when it was `since`, and runs `speed` times as fast until it reaches `end`.
    Scaled {
        /// The time it began with.
        origin: Timestamp,
        /// When it began.
        since: Instant,
        /// How many times as fast it runs; positive.
        speed: f64,
        /// Where it stands still, if it does.
        end: Option<Timestamp>,
    },
}

impl Clock {
    /// The fastest a clock may run: a year in a third of a second, for going to the end at once.
    pub const MAX_SPEED: f64 = 1e8;

    /// A clock that begins now, at `origin`.
    #[must_use]
    pub fn scaled(origin: Timestamp, speed: f64, end: Option<Timestamp>) -> Self {
        Self::Scaled { origin, since: Instant::now(), speed, end }
    }

    /// The time.
    #[must_use]
    pub fn now(&self) -> Timestamp {
        match self {
            Self::Wall => Timestamp::now(),
            Self::Scaled { origin, since, speed, end } => {
                let elapsed =
                    SignedDuration::try_from_secs_f64(since.elapsed().as_secs_f64() * speed).unwrap_or(SignedDuration::MAX);
                let now = origin.checked_add(elapsed).unwrap_or(Timestamp::MAX);
                end.map_or(now, |end| now.min(end))
            }
        }
    }

    /// How long until the clock on screen changes: until its next whole second, a second at most.
    #[must_use]
    pub fn until_next_second(&self) -> Duration {
        match self {
            Self::Wall => {
                let past = u32::try_from(Timestamp::now().subsec_nanosecond()).unwrap_or(0);
                Duration::from_nanos(u64::from(1_000_000_000 - past.min(999_999_999)))
            }
            Self::Scaled { .. } => Duration::from_secs(1),
        }
    }

    /// The clock as a function, for those who must not know which it is.
    #[must_use]
    pub fn function(self) -> Arc<dyn Fn() -> Timestamp + Send + Sync> {
        Arc::new(move || self.now())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_scaled_clock_begins_at_its_origin_and_stops_at_its_end() {
        let origin: Timestamp = "2014-06-01T00:00:00Z".parse().unwrap();
        let slow = Clock::scaled(origin, 1e-6, None);
        assert_eq!(slow.now().as_second(), origin.as_second());
        let end: Timestamp = "2014-06-01T00:00:01Z".parse().unwrap();
        let fast = Clock::Scaled {
            origin,
            since: Instant::now().checked_sub(Duration::from_secs(1)).unwrap(),
            speed: 3600.0,
            end: None,
        };
        assert!(fast.now() >= "2014-06-01T01:00:00Z".parse().unwrap());
        let ended = Clock::Scaled {
            origin,
            since: Instant::now().checked_sub(Duration::from_secs(9)).unwrap(),
            speed: 1.0,
            end: Some(end),
        };
        assert_eq!(ended.now(), end);
    }

    #[test]
    fn the_next_second_is_never_far() {
        assert!(Clock::Wall.until_next_second() <= Duration::from_secs(1));
    }
}
