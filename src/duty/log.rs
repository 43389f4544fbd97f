//! The watch log: what happened in this shift and the one before.

use std::collections::VecDeque;

use jiff::Timestamp;

use super::Entry;

/// A line of the log.
#[derive(Clone, Debug, PartialEq)]
pub struct LogLine {
    /// What happened.
    pub entry: Entry,
    /// Whether it is in the journal.
    pub recorded: bool,
}

/// The newest entries, the oldest first. The journal has them all.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Log {
    lines: VecDeque<LogLine>,
}

impl Log {
    /// The most lines kept: a journal of three days of floods.
    const MAX_LINES: usize = 5000;

    /// Its lines, the oldest first.
    #[must_use]
    pub fn lines(&self) -> impl DoubleEndedIterator<Item = &LogLine> {
        self.lines.iter()
    }

    /// Adds an entry, or notes that one of it has reached the journal after all; gives whether it is new.
    pub(super) fn add(&mut self, entry: &Entry, recorded: bool) -> bool {
        let waiting = self.lines.iter_mut().filter(|line| !line.recorded).find(|line| line.entry == *entry);
        if let Some(line) = waiting {
            line.recorded = recorded;
            return false;
        }
        // What is recorded late stands where it happened.
        let later = self.lines.iter().rev().take_while(|line| line.entry.at > entry.at).count();
        let place = self.lines.len() - later;
        if place == 0 && self.lines.len() >= Self::MAX_LINES {
            return true;
        }
        self.lines.insert(place, LogLine { entry: entry.clone(), recorded });
        while self.lines.len() > Self::MAX_LINES {
            self.lines.pop_front();
        }
        true
    }

    /// Forgets what happened before `start`.
    pub(super) fn forget(&mut self, start: Timestamp) {
        while self.lines.front().is_some_and(|line| line.entry.at < start && line.recorded) {
            self.lines.pop_front();
        }
    }
}
