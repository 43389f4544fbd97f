//! The time of an exercise: what is past or drawn becomes true now.

use std::collections::BTreeMap;

use jiff::{SignedDuration, Timestamp, Unit};
use serde_json::value::{RawValue, to_raw_value};

use super::server::Answer;

/// An exercise: its figures begin at one time of their own, and are true from when it starts.
#[derive(Clone, Copy, Debug)]
pub struct Exercise {
    origin: Timestamp,
    start: Timestamp,
    speed: f64,
}

impl Exercise {
    /// One whose figures of `origin` are true at `start`; what lies so far apart is `speed` times nearer, a positive number.
    #[must_use]
    pub fn new(origin: Timestamp, start: Timestamp, speed: f64) -> Self {
        Self { origin, start, speed }
    }

    /// Which time of the figures it is `now`.
    fn then(&self, now: Timestamp) -> Timestamp {
        moved(self.origin, now.duration_since(self.start), self.speed)
    }

    /// When figures of a time are true; to the millisecond, and never later than they are served.
    fn true_at(&self, then: Timestamp) -> Timestamp {
        let exact = moved(self.start, then.duration_since(self.origin), 1.0 / self.speed);
        let round = jiff::TimestampRound::new().smallest(Unit::Millisecond).mode(jiff::RoundMode::Floor);
        exact.round(round).unwrap_or(exact)
    }

    /// What is answered `now`, by what `answer` gives for the time of the figures.
    pub(super) fn answer(&self, now: Timestamp, answer: impl Fn(Timestamp) -> Answer) -> Answer {
        match answer(self.then(now)) {
            Answer::Document(document) => Answer::Document(self.dated(document)),
            Answer::Slow(delay, document) => Answer::Slow(delay, self.dated(document)),
            Answer::Unavailable => Answer::Unavailable,
        }
    }

    /// A document with another `as_of`, and all else as it is written; one that cannot be read is part of the exercise.
    fn dated(&self, document: Vec<u8>) -> Vec<u8> {
        self.redated(&document).unwrap_or(document)
    }

    fn redated(&self, document: &[u8]) -> Option<Vec<u8>> {
        let mut fields: BTreeMap<String, Box<RawValue>> = serde_json::from_slice(document).ok()?;
        let as_of = fields.get_mut("as_of")?;
        let then: Timestamp = serde_json::from_str(as_of.get()).ok()?;
        *as_of = to_raw_value(&self.true_at(then)).ok()?;
        serde_json::to_vec(&fields).ok()
    }
}

/// A time and so many times a span later, as far as times go.
fn moved(from: Timestamp, by: SignedDuration, times: f64) -> Timestamp {
    let end = if by.is_negative() { Timestamp::MIN } else { Timestamp::MAX };
    SignedDuration::try_from_secs_f64(by.as_secs_f64() * times).ok().and_then(|by| from.checked_add(by).ok()).unwrap_or(end)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(text: &str) -> Timestamp {
        text.parse().unwrap()
    }

    fn exercise(speed: f64) -> Exercise {
        Exercise::new(at("2014-06-01T00:00:00-04:00"), at("2026-03-05T08:00:00+08:00"), speed)
    }

    #[test]
    fn the_past_is_true_now_and_faster() {
        for (speed, now, then) in [
            (1.0, "2026-03-05T08:00:00+08:00", "2014-06-01T00:00:00-04:00"),
            (1.0, "2026-03-05T09:30:00+08:00", "2014-06-01T01:30:00-04:00"),
            (60.0, "2026-03-05T08:00:30+08:00", "2014-06-01T00:30:00-04:00"),
            (0.5, "2026-03-05T08:00:30+08:00", "2014-06-01T00:00:15-04:00"),
            (1.0, "2026-03-05T07:59:59+08:00", "2014-05-31T23:59:59-04:00"),
        ] {
            let exercise = exercise(speed);
            assert_eq!(exercise.then(at(now)), at(then));
            assert_eq!(exercise.true_at(at(then)), at(now));
        }
        assert_eq!(exercise(1e8).then(at("2126-03-05T08:00:00+08:00")), Timestamp::MAX);
        let third = exercise(3.0).true_at(at("2014-06-01T00:00:02-04:00"));
        assert_eq!(third, at("2026-03-05T08:00:00.666+08:00"), "never later than it is served");
    }

    #[test]
    fn only_the_time_of_a_document_changes() {
        let dated = |text: &str| String::from_utf8(exercise(1.0).dated(text.as_bytes().to_vec())).unwrap();
        assert_eq!(
            dated(r#"{"schema":"zhiban/1", "as_of":"2014-06-01T00:00:10-04:00","readings":[{"id":"a","value":1.50, "x":"县"}]}"#),
            r#"{"as_of":"2026-03-05T00:00:10Z","readings":[{"id":"a","value":1.50, "x":"县"}],"schema":"zhiban/1"}"#
        );
        for text in ["{\"as_of\":\"2014", "[]", "{\"as_of\":7}", ""] {
            assert_eq!(dated(text), text);
        }
    }
}
