//! Whether the loop has been awake all the time: a machine that slept, and a clock that jumped.

use std::time::{Duration, Instant};

use jiff::{SignedDuration, Timestamp};

/// How long the loop may be away before time that it did not see stops counting.
const LONGEST_NAP: Duration = Duration::from_secs(10);
/// How far the clock may move otherwise than time itself.
const LARGEST_SLIP: SignedDuration = SignedDuration::from_secs(3);

/// The last moment that was seen, on the clock and on the machine's own count, which no one sets.
#[derive(Clone, Copy, Debug)]
pub(super) struct Vigil {
    clock: Timestamp,
    machine: Instant,
    /// Whether the clock is this machine's: another runs by the machine's own count, and cannot slip.
    is_wall: bool,
}

impl Vigil {
    pub(super) fn new(clock: Timestamp, machine: Instant, is_wall: bool) -> Self {
        Self { clock, machine, is_wall }
    }

    /// Moves on; gives the last moment that was seen if what lies between was not.
    ///
    /// A machine that sleeps stops its own count and not the clock; a process that was stopped finds both far ahead.
    pub(super) fn look(&mut self, clock: Timestamp, machine: Instant) -> Option<Timestamp> {
        let passed = machine.duration_since(self.machine);
        let slip = clock.duration_since(self.clock) - SignedDuration::try_from(passed).unwrap_or(SignedDuration::MAX);
        let missed = passed > LONGEST_NAP || (self.is_wall && slip.abs() > LARGEST_SLIP);
        let before = self.clock;
        (self.clock, self.machine) = (clock, machine);
        missed.then_some(before)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sleep_stops_and_jumps_are_noticed_and_ordinary_seconds_are_not() {
        let (clock, machine) = ("2026-03-05T03:00:00Z".parse::<Timestamp>().unwrap(), Instant::now());
        let look = |clock_moved: i64, machine_moved: u64, is_wall: bool| {
            let mut vigil = Vigil::new(clock, machine, is_wall);
            let clock = clock + SignedDuration::from_secs(clock_moved);
            vigil.look(clock, machine + Duration::from_secs(machine_moved)).is_some()
        };
        assert!(!look(1, 1, true));
        assert!(!look(3, 1, true), "a clock that is set by a second or two");
        assert!(look(3600, 1, true), "the machine slept, or its clock jumped");
        assert!(look(-3600, 1, true));
        assert!(look(-1_772_000_000, 0, true), "1970");
        assert!(look(30, 30, true), "the process was stopped");
        assert!(!look(86_400, 1, false), "a demonstration's day in a second");
        assert!(look(86_400, 30, false));
    }
}
