//! What can be clicked, noted while it is drawn: so what is seen and what is hit cannot differ.

use std::cell::RefCell;

use ratatui::layout::{Position, Rect};

use crate::duty::{Id, Subject, Topic};

/// What a click means.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Target {
    /// A key that is shown on screen, by the name it is shown with.
    Key(&'static str),
    /// An indicator.
    Indicator(Id),
    /// An alarm, and the number of the event that is shown.
    Alarm(Subject, u64),
    /// A topic.
    Topic(Topic),
    /// A row of the list that is shown, counted from its first; of townships in the order of the configuration, however sorted.
    Row(usize),
}

/// The targets of a picture.
#[derive(Debug, Default)]
pub struct Targets(RefCell<Vec<(Rect, Target)>>);

impl Targets {
    pub(super) fn note(&self, area: Rect, target: Target) {
        self.0.borrow_mut().push((area, target));
    }

    /// What is at a place: what was drawn last lies on top.
    pub(super) fn at(self, column: u16, row: u16) -> Option<Target> {
        let place = Position::new(column, row);
        self.0.into_inner().into_iter().rev().find(|(area, _)| area.contains(place)).map(|(_, target)| target)
    }
}
