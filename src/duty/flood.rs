//! Floods: more new alarms than anybody can read.

use std::collections::VecDeque;

use jiff::Timestamp;

use super::Span;

/// The new alarms of the last ten minutes (ISA-18.2: over 10 is a flood, which ends under 5).
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Flood {
    raised: VecDeque<Timestamp>,
    /// When the flood that is on began.
    began: Option<Timestamp>,
}

impl Flood {
    /// How long an alarm is new.
    pub(super) const WITHIN: Span = Span::from_seconds(600);
    const BEGINS_OVER: usize = 10;
    const ENDS_UNDER: usize = 5;

    /// Counts a new alarm; gives whether it is to sound. In a flood only the alarm that makes it one does.
    pub fn raise(&mut self, now: Timestamp) -> bool {
        let was_on = self.began.is_some();
        self.raised.push_back(now);
        self.forget(now);
        if self.began.is_none() && self.raised.len() > Self::BEGINS_OVER {
            self.began = self.raised.front().copied();
        }
        !was_on
    }

    /// Moves on to `now`.
    pub fn tick(&mut self, now: Timestamp) {
        self.forget(now);
        self.began = self.began.filter(|_| self.raised.len() >= Self::ENDS_UNDER);
    }

    /// How many alarms are new, while there is a flood.
    #[must_use]
    pub fn size(&self) -> Option<usize> {
        self.began.map(|_| self.raised.len())
    }

    /// When the first alarm of the flood was new, while there is one.
    #[must_use]
    pub fn began(&self) -> Option<Timestamp> {
        self.began
    }

    fn forget(&mut self, now: Timestamp) {
        let old = |raised: &Timestamp| now.duration_since(*raised) > Self::WITHIN.signed();
        while self.raised.front().is_some_and(old) {
            self.raised.pop_front();
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sounds_once_and_ends_when_few_are_left() {
        let at = |second: i64| Timestamp::from_second(second).unwrap();
        let mut flood = Flood::default();
        for second in 0..10 {
            assert!(flood.raise(at(second)), "ten in ten minutes are no flood");
        }
        assert_eq!(flood.size(), None);
        assert!(flood.raise(at(10)), "the eleventh makes it one, and sounds");
        assert_eq!((flood.size(), flood.began()), (Some(11), Some(at(0))));
        assert!(!flood.raise(at(11)));
        flood.tick(at(607));
        assert_eq!(flood.size(), Some(5), "those of the seconds 7 to 11 are left");
        assert_eq!(flood.began(), Some(at(0)), "and it began when it did");
        flood.tick(at(608));
        assert_eq!((flood.size(), flood.began()), (None, None));
        assert!(flood.raise(at(609)));
    }
}
