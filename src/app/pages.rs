//! Turning the pages of the journal: what is read of it, and what is asked for next.

use jiff::Timestamp;

use crate::duty::{EntriesFound, EntryFilter, Id, Query};
use crate::screen::Pages;

use super::chart::AGAIN;

/// How many entries are asked for at a time.
const PAGE: usize = 200;

/// The most entries that are kept: whoever needs more says what they must say.
const MOST: usize = 20_000;

/// The journal's pages, and how far they have been turned.
#[derive(Clone, Debug, Default)]
pub struct Reader {
    /// What is on screen.
    pub pages: Pages,
    /// What has been asked for and not come yet: before which number, and what entries must say.
    asked: Option<(Option<i64>, EntryFilter)>,
    /// Where to go on; none at first.
    next: Option<i64>,
    /// Whether the newest have been read at all.
    has_begun: bool,
    /// Whether something has been recorded since they were.
    is_old: bool,
    /// Since when what was asked for could not be read.
    lost_at: Option<Timestamp>,
}

impl Reader {
    /// Begins anew with the newest entries that say `filter`.
    pub(super) fn begin(&mut self, filter: String) {
        *self = Self { pages: Pages { filter, is_reading: true, ..Pages::default() }, ..Self::default() };
    }

    /// Notes that something has been recorded: whoever looks at the newest entries is to see it.
    pub(super) fn renew(&mut self) {
        self.is_old = true;
    }

    /// Moves the cursor.
    pub(super) fn step(&mut self, by: isize) {
        let last = self.pages.entries.len().saturating_sub(1);
        self.pages.cursor = self.pages.cursor.saturating_add_signed(by).min(last);
    }

    /// When what is under the cursor happened.
    pub(super) fn under_cursor(&self) -> Option<Timestamp> {
        self.pages.entries.get(self.pages.cursor).map(|(_, entry)| entry.at)
    }

    /// What the journal is to be asked for: more than is on screen, as far as it goes; and what is new, where the newest are looked at.
    pub(super) fn look(&mut self, lines: usize, names: impl FnOnce() -> Vec<(Id, String)>, now: Timestamp) -> Option<Query> {
        let Pages { entries, cursor, filter, is_whole, .. } = &self.pages;
        let is_waited_for = self.asked.is_some() && self.lost_at.is_none();
        let must_wait = self.lost_at.is_some_and(|lost| now.duration_since(lost) < AGAIN);
        if is_waited_for || must_wait {
            return None;
        }
        let is_new_wanted = self.has_begun && self.is_old && *cursor == 0;
        let is_enough = *is_whole || entries.len() > cursor + lines || entries.len() >= MOST;
        let before = match (is_new_wanted, is_enough) {
            (true, _) => None,
            (false, false) => self.next,
            (false, true) => return None,
        };
        // What is recorded from here on is asked for with the next question.
        self.is_old &= before.is_some();
        // What is new comes without a word.
        let filter = EntryFilter::new(filter, &names());
        self.pages.is_reading |= !is_new_wanted;
        (self.asked, self.lost_at) = (Some((before, filter.clone())), None);
        Some(Query::Entries { before, filter, limit: PAGE })
    }

    /// Notes that what was asked for last could not be read; it is asked for again a little later.
    pub(super) fn give_up(&mut self, before: Option<i64>, filter: &EntryFilter, now: Timestamp) {
        if self.is_asked(before, filter) {
            (self.pages.is_lost, self.lost_at) = (true, Some(now));
        }
    }

    /// Takes entries that were found, if they are what was asked for last: not what was before the pages were begun anew.
    pub(super) fn take(&mut self, found: EntriesFound) {
        if !self.is_asked(found.before, &found.filter) {
            return;
        }
        (self.asked, self.lost_at) = (None, None);
        (self.pages.is_reading, self.pages.is_lost) = (false, false);
        if self.has_begun && found.before.is_none() {
            self.put_before(found);
            return;
        }
        self.has_begun = true;
        self.pages.entries.extend(found.entries);
        self.next = found.searched_to;
        self.pages.is_whole = found.searched_to.is_none();
    }

    /// Puts what is new before what is there; whoever has moved on meanwhile stays where he is.
    fn put_before(&mut self, found: EntriesFound) {
        let newest = self.pages.entries.first().map(|(number, _)| *number);
        let mut new: Vec<_> = found.entries;
        let count = new.iter().take_while(|(number, _)| newest.is_none_or(|newest| *number > newest)).count();
        if count == new.len() && count >= PAGE {
            // More is new than was asked for: what lies between would be missing.
            (self.pages.entries, self.pages.cursor) = (new, 0);
            (self.next, self.pages.is_whole) = (found.searched_to, found.searched_to.is_none());
            return;
        }
        new.truncate(count);
        if self.pages.cursor > 0 {
            self.pages.cursor += count;
        }
        self.pages.entries.splice(0..0, new);
        if self.pages.cursor == 0 && self.pages.entries.len() > MOST {
            self.pages.entries.truncate(MOST);
            (self.next, self.pages.is_whole) = (self.pages.entries.last().map(|(number, _)| *number), false);
        }
    }

    fn is_asked(&self, before: Option<i64>, filter: &EntryFilter) -> bool {
        self.asked.as_ref().is_some_and(|(asked, wanted)| *asked == before && wanted == filter)
    }
}

#[cfg(test)]
mod tests;
