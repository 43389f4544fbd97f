//! Turning the pages of the journal: what is read of it, and what is asked for next.

use jiff::Timestamp;

use crate::duty::{EntriesFound, EntryFilter, Id, Query};
use crate::screen::Pages;

/// How many entries are asked for at a time.
const PAGE: usize = 200;

/// The most entries that are kept: whoever needs more says what they must say.
const MOST: usize = 20_000;

/// The journal's pages, and how far they have been turned.
#[derive(Clone, Debug, Default)]
pub struct Reader {
    /// What is on screen.
    pub pages: Pages,
    /// What has been asked for and not come yet.
    asked: bool,
    /// Where to go on; none at first.
    next: Option<i64>,
}

impl Reader {
    /// Begins anew with the newest entries that say `filter`.
    pub(super) fn begin(&mut self, filter: String) {
        *self = Self { pages: Pages { filter, is_reading: true, ..Pages::default() }, ..Self::default() };
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

    /// What the journal is to be asked for: more than is on screen, as far as it goes.
    pub(super) fn look(&mut self, lines: usize, names: impl FnOnce() -> Vec<(Id, String)>) -> Option<Query> {
        let Pages { entries, cursor, filter, is_whole, .. } = &self.pages;
        let is_enough = entries.len() > cursor + lines || entries.len() >= MOST;
        if self.asked || *is_whole || is_enough {
            return None;
        }
        let query = Query::Entries { before: self.next, filter: EntryFilter::new(filter, &names()), limit: PAGE };
        (self.asked, self.pages.is_reading) = (true, true);
        Some(query)
    }

    /// Notes that there is no more to be read.
    pub(super) fn give_up(&mut self) {
        self.asked = false;
        (self.pages.is_reading, self.pages.is_whole) = (false, true);
    }

    /// Takes entries that were found.
    pub(super) fn take(&mut self, found: EntriesFound) {
        // What was asked before the pages were begun anew is not wanted any more.
        let goes_on = found.entries.first().is_none_or(|(number, _)| self.next.is_none_or(|before| *number < before));
        if !std::mem::take(&mut self.asked) || !goes_on {
            return;
        }
        self.pages.entries.extend(found.entries);
        self.next = found.searched_to;
        self.pages.is_whole = found.searched_to.is_none();
        self.pages.is_reading = false;
    }
}
