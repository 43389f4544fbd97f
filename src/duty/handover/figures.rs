//! What changed, topic by topic, with corrections apart.

use jiff::Timestamp;
use jiff::tz::TimeZone;

use crate::duty::{Kind, Subject, Topic, percent_change};

use super::{Course, Facts, Item};

/// A base under this makes a percentage say little; it is marked (DESIGN.md §6).
const SMALL_BASE: f64 = 10.0;

/// The figures of one topic, in the order of the screen.
#[derive(Clone, Debug, PartialEq)]
pub struct TopicFigures {
    /// Which.
    pub topic: Topic,
    /// Its connected figures.
    pub figures: Vec<Figure>,
}

/// One figure from the start of the span to its end, for the county as a whole.
#[derive(Clone, Debug, PartialEq)]
pub struct Figure {
    /// Which.
    pub item: Item,
    /// The value when the span began, in the indicator's own unit; none where it was not known.
    pub then: Option<f64>,
    /// The value when it ended; none where it was not known.
    pub now: Option<f64>,
    /// When that was true.
    pub as_of: Option<Timestamp>,
    /// How much it grew without corrections.
    pub growth: Option<f64>,
    /// How much of what changed corrects earlier dates.
    pub corrections: f64,
    /// The same period last year.
    pub last_year: Option<f64>,
    /// (now − last year) / last year in %; none on a zero base.
    pub percent: Option<f64>,
    /// Whether the base of that is under 10.
    pub small_base: bool,
    /// How many are ranked.
    pub of: Option<u32>,
    /// Whether the window it accumulates over began anew within the span, so that `then` is of the one before.
    pub restarted: bool,
}

impl Figure {
    /// Whether anything about it changed.
    #[must_use]
    pub fn has_changed(&self) -> bool {
        self.then != self.now || self.growth.is_some_and(|growth| growth != 0.0) || self.corrections != 0.0
    }
}

/// The figures of each topic that has any.
pub(super) fn of(facts: &Facts, zone: &TimeZone) -> Vec<TopicFigures> {
    let of_topic = |topic: Topic| -> Vec<Figure> {
        let own = facts.indicators.iter().filter(|indicator| indicator.topic == topic);
        own.filter_map(|indicator| facts.courses.iter().find(|course| course.indicator == indicator.id))
            .map(|course| figure(facts.item(&Subject::Indicator(course.indicator.clone())), course, zone))
            .collect()
    };
    Topic::ALL
        .into_iter()
        .map(|topic| TopicFigures { topic, figures: of_topic(topic) })
        .filter(|topic| !topic.figures.is_empty())
        .collect()
}

fn figure(item: Item, course: &Course, zone: &TimeZone) -> Figure {
    let restarted = match (item.kind, course.then_as_of, course.as_of) {
        (Some(Kind::Count(window)), Some(then), Some(now)) => window.start(then, zone) != window.start(now, zone),
        _ => false,
    };
    let base = course.now.and(course.last_year);
    Figure {
        item,
        then: course.then,
        now: course.now,
        as_of: course.as_of,
        growth: course.growth,
        corrections: course.corrections,
        last_year: base,
        percent: course.now.zip(base).and_then(|(now, base)| percent_change(now, base)),
        small_base: base.is_some_and(|base| base.abs() < SMALL_BASE),
        of: course.of,
        restarted,
    }
}
