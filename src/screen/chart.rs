//! What of a course is looked at.

use jiff::{SignedDuration, Timestamp};

use crate::duty::Course;

/// What of an indicator's course is looked at.
#[derive(Clone, Debug, PartialEq)]
pub struct Chart {
    /// From when.
    pub from: Timestamp,
    /// Until when.
    pub to: Timestamp,
    /// The moment under the cursor.
    pub cursor: Option<Timestamp>,
    /// What the journal knows of that span and around it, once it has been read.
    pub course: Option<Course>,
    /// Whether the journal could not be read when it was asked last.
    pub is_lost: bool,
}

/// The spans that can be zoomed to, the shortest first: an hour to three years.
pub const SPANS: [SignedDuration; 8] = [
    SignedDuration::from_hours(1),
    SignedDuration::from_hours(6),
    SignedDuration::from_hours(24),
    SignedDuration::from_hours(7 * 24),
    SignedDuration::from_hours(30 * 24),
    SignedDuration::from_hours(91 * 24),
    SignedDuration::from_hours(365 * 24),
    SignedDuration::from_hours(3 * 365 * 24),
];
