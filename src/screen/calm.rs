//! What is said where nothing is out of bounds, and since when that has been so.

use jiff::Timestamp;
use ratatui::style::Style;

use crate::duty::{Body, SeatChange};

use super::view::View;

impl View<'_> {
    /// What is said where nothing is out of bounds, and its style: calm, in the weight of text, only once every feed has been heard of.
    pub(super) fn calm(&self) -> (String, Style) {
        let feeds = self.room.feeds();
        if feeds.is_empty() {
            return (self.words.no_feeds.to_owned(), self.theme.dim);
        }
        if feeds.iter().any(|feed| !feed.was_heard()) {
            return (self.words.waiting.to_owned(), self.theme.dim);
        }
        let text = match self.calm_since() {
            Some(since) => self.words.all_clear_since(&self.moment(since)),
            None => self.words.all_clear.to_owned(),
        };
        (text, self.theme.text)
    }

    /// Since when nothing has been out of bounds, where nothing is now: the last that happened to an alarm, a feed or a clock ended
    /// it, or the seat began to look. None where the log does not reach back to it.
    fn calm_since(&self) -> Option<Timestamp> {
        let ended = |body: &Body| match body {
            Body::Alarm { .. } | Body::Feed { .. } | Body::Clock { .. } => true,
            Body::Seat(change) => !matches!(change, SeatChange::Stopped),
            Body::Note { .. } | Body::Duty(_) => false,
        };
        self.room.log().lines().rev().find(|line| ended(&line.entry.body)).map(|line| line.entry.at)
    }
}
