//! Which part of an indicator's course is looked at: zoom, pan, cursor, and what the journal is asked for.

use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp};

use crate::duty::{Course, Id, Kind, Query, Track};
use crate::screen::{Chart, SPANS};

/// How a course is looked at, and what has been read of it.
#[derive(Clone, Debug)]
pub struct Lens {
    /// Which of [`SPANS`].
    zoom: usize,
    /// The end of what is looked at; none while it follows the time.
    end: Option<Timestamp>,
    /// What is drawn.
    pub chart: Chart,
    /// What the course on screen was read for.
    read: Option<Wanted>,
    /// What has been asked for and not come yet.
    asked: Option<Wanted>,
    /// Since when what was asked for could not be read.
    lost_at: Option<Timestamp>,
}

/// How long after the journal could not be read it is asked again.
pub(super) const AGAIN: SignedDuration = SignedDuration::from_secs(10);

/// What of a course is asked for.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Wanted {
    indicator: Id,
    from: Timestamp,
    to: Timestamp,
    /// In how many columns what is on screen is drawn, and how much that is.
    columns: usize,
    span: SignedDuration,
    /// When it was asked for.
    at: Timestamp,
}

/// A week: where a trend opens.
const WEEK: usize = 3;

impl Default for Lens {
    fn default() -> Self {
        let nothing = Chart { from: Timestamp::MIN, to: Timestamp::MIN, cursor: None, course: None, is_lost: false };
        Self { zoom: WEEK, end: None, chart: nothing, read: None, asked: None, lost_at: None }
    }
}

impl Lens {
    /// Zooms in or out around the cursor, or else around the end.
    pub(super) fn zoom(&mut self, by: isize) {
        let before = self.span();
        self.zoom = self.zoom.saturating_add_signed(by).min(SPANS.len() - 1);
        // What is under the cursor stays in the middle.
        if let Some(cursor) = self.chart.cursor.filter(|_| before != self.span()) {
            self.end = cursor.checked_add(self.span() / 2).ok();
        }
    }

    /// Moves by half of what is on screen, earlier or later; at the end of time it follows it.
    pub(super) fn pan(&mut self, by: i32, now: Timestamp) {
        let end = self.end.unwrap_or(now).checked_add(self.span() / 2 * by).unwrap_or(now);
        self.end = Some(end).filter(|end| *end < now);
        self.chart.cursor = None;
    }

    /// Moves the cursor by so many columns; over an edge the picture moves with it.
    pub(super) fn move_cursor(&mut self, by: i32, columns: usize, now: Timestamp) {
        let column = self.span() / i32::try_from(columns.max(1)).unwrap_or(i32::MAX);
        // The end belongs to the picture no longer: the last column does.
        let latest = self.chart.to.checked_sub(column / 2).unwrap_or(self.chart.to).min(now);
        let cursor = match self.chart.cursor {
            Some(cursor) => cursor.checked_add(column * by).unwrap_or(cursor).min(now),
            None => latest,
        };
        if cursor < self.chart.from || cursor >= self.chart.to {
            self.end = cursor.checked_add(self.span() / 2).ok().filter(|end| *end < now);
        }
        self.chart.cursor = Some(cursor);
    }

    /// Moves the cursor to the beginning of what is on screen.
    pub(super) fn go_to_beginning(&mut self) {
        self.chart.cursor = Some(self.chart.from);
    }

    /// Goes to the end of time, and follows it.
    pub(super) fn follow(&mut self) {
        (self.end, self.chart.cursor) = (None, None);
    }

    /// Forgets what was read: another indicator, or another time.
    pub(super) fn forget(&mut self) {
        (self.chart.course, self.read, self.asked) = (None, None, None);
        (self.chart.is_lost, self.lost_at) = (false, None);
    }

    /// Looks at a course in so many columns at `now`; gives what the journal is to be asked for, if what has been read does not do.
    ///
    /// The picture follows the time by whole columns. What lies before and after what is on screen is read with it, so that panning
    /// shows at once what is there.
    pub(super) fn look(&mut self, track: &Track, zone: &TimeZone, columns: usize, now: Timestamp) -> Option<Query> {
        let indicator = &track.indicator.id;
        let (span, parts) = (self.span(), i32::try_from(columns.max(1)).unwrap_or(i32::MAX));
        let column = (span / parts).as_secs().max(1);
        // What would lie ahead is not looked at: from there on the picture follows the time.
        self.end = self.end.filter(|end| *end < now);
        let end = self.end.unwrap_or(now).as_second();
        let to = Timestamp::from_second((end.div_euclid(column) + 1) * column).unwrap_or(now);
        let from = to.checked_sub(span).unwrap_or(Timestamp::MIN);
        (self.chart.from, self.chart.to) = (from, to);
        if self.read.as_ref().is_some_and(|read| read.indicator != *indicator) {
            self.chart.course = None;
        }
        let this_column = to.checked_sub(SignedDuration::from_secs(column)).unwrap_or(to).min(now);
        let is_known = |known: &Wanted| {
            let suits = known.indicator == *indicator && known.columns == columns && known.span == span;
            // What is on screen of the present is read anew with each column.
            suits && known.from <= from && known.to >= to.min(known.at) && known.at >= this_column
        };
        let is_due = self.lost_at.is_some_and(|lost| now.duration_since(lost) >= AGAIN);
        if !is_due && self.asked.as_ref().or(self.read.as_ref()).is_some_and(is_known) {
            return None;
        }
        self.lost_at = None;
        let (from, to) = (from.checked_sub(span).unwrap_or(from), to.checked_add(span).unwrap_or(to).min(now));
        let columns_read = to.duration_since(from).as_secs() / column;
        self.asked = Some(Wanted { indicator: indicator.clone(), from, to, columns, span, at: now });
        let windows = match track.indicator.kind {
            Kind::Count(window) => Some((window, zone.clone())),
            Kind::Gauge | Kind::Rate | Kind::Rank => None,
        };
        let columns = usize::try_from(columns_read).unwrap_or(1).max(1);
        Some(Query::Course { indicator: indicator.clone(), from, to, columns, windows })
    }

    /// Takes what the journal knows, if it is what was asked for last; gives whether it is.
    pub(super) fn take(&mut self, course: Course) -> bool {
        let is_wanted = self.is_asked((&course.indicator, course.from, course.to));
        if is_wanted {
            self.read = self.asked.take();
            self.chart.course = Some(course);
            (self.chart.is_lost, self.lost_at) = (false, None);
        }
        is_wanted
    }

    /// Notes that what was asked for last could not be read; it is asked for again a little later. What was asked for before that
    /// is not waited for any more.
    pub(super) fn give_up(&mut self, query: (&Id, Timestamp, Timestamp), now: Timestamp) {
        if self.is_asked(query) {
            (self.chart.is_lost, self.lost_at) = (true, Some(now));
        }
    }

    fn is_asked(&self, query: (&Id, Timestamp, Timestamp)) -> bool {
        self.asked.as_ref().is_some_and(|asked| (&asked.indicator, asked.from, asked.to) == query)
    }

    fn span(&self) -> SignedDuration {
        SPANS.get(self.zoom).copied().unwrap_or(SignedDuration::from_hours(1))
    }
}

#[cfg(test)]
mod tests;
