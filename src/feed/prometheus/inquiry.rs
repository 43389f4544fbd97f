//! What became of all queries, and the snapshot that it makes.

use std::collections::HashSet;

use jiff::Timestamp;

use super::answer::{Failure, Sample};
use crate::duty::{Clean, Id, LeftOut, Part, Reading, Refusal, Remark, Remarks, Snapshot, Unread};
use crate::feed::future::refuse_future;

/// What became of all queries to an engine.
#[derive(Clone, Debug, PartialEq)]
pub struct Inquiry {
    /// Each query, in the order of the configuration.
    pub answered: Vec<Answered>,
    /// The engine's warnings and hints, in its own words, each once.
    pub said: Vec<Clean>,
    /// How many requests it took.
    pub requests: usize,
    /// The earliest time that a query was evaluated at.
    evaluated: Option<Timestamp>,
    /// The earliest time that an answer was made at.
    dated: Option<Timestamp>,
    /// The first failure, and how many there are.
    failed: Option<(Failure, usize)>,
}

/// What became of one query.
#[derive(Clone, Debug, PartialEq)]
pub struct Answered {
    /// The indicator it is for.
    pub id: Id,
    /// The query, as it is configured.
    pub query: String,
    /// How many series it came to; a bare number counts as one.
    pub series: usize,
    /// The value, `None` for one that the engine does not know (NaN), or why there is none.
    pub value: Result<Option<f64>, Unread>,
}

impl Inquiry {
    /// Nothing is answered yet.
    pub(super) fn new(queries: &[(Id, String)]) -> Self {
        let unanswered = |(id, query): &(Id, String)| Answered {
            id: id.clone(),
            query: query.clone(),
            series: 0,
            value: Err(Unread::Nothing),
        };
        let answered = queries.iter().map(unanswered).collect();
        Self { answered, said: Vec::new(), requests: 0, evaluated: None, dated: None, failed: None }
    }

    /// Counts a request, and when its answer was made.
    pub(super) fn hear(&mut self, date: Option<Timestamp>) {
        self.requests += 1;
        self.dated = earlier(self.dated, date);
    }

    /// Takes what the engine says beside its numbers.
    pub(super) fn say(&mut self, said: Vec<Clean>) {
        let mut known: HashSet<Clean> = self.said.iter().cloned().collect();
        self.said.extend(said.into_iter().filter(|words| known.insert(words.clone())));
    }

    /// Takes samples, with the places of their queries. A second series leaves open which of the two is meant.
    pub(super) fn find(&mut self, samples: impl IntoIterator<Item = (usize, Sample)>) {
        for (place, sample) in samples {
            self.evaluated = earlier(self.evaluated, Some(sample.at));
            if let Some(answered) = self.answered.get_mut(place) {
                answered.series += 1;
                answered.value = if answered.series == 1 { sample.value } else { Err(Unread::NotOne(answered.series)) };
            }
        }
    }

    /// Notes that a query comes to no number.
    pub(super) fn no_number(&mut self, place: usize) {
        if let Some(answered) = self.answered.get_mut(place) {
            answered.value = Err(Unread::NotANumber(Clean::new("$['data']['result']")));
        }
    }

    /// Notes that a query failed.
    pub(super) fn fail(&mut self, place: usize, failure: Failure) {
        if let Some(answered) = self.answered.get_mut(place) {
            answered.value = Err(Unread::Said(Clean::new(&format!("{}: {}", failure.kind, failure.message))));
        }
        self.failed.get_or_insert((failure, 0)).1 += 1;
    }

    /// The snapshot. Its figures are as old as the oldest of them; where there are none it is as old as the oldest answer, and as an
    /// answer that says nothing of its age it was made when it came (RFC 9110 §6.6.1).
    ///
    /// # Errors
    /// [`Refusal::Failed`] where all queries failed, with the words for the first; [`Refusal::Future`].
    pub(super) fn snapshot(&self, now: Timestamp) -> Result<Snapshot, Refusal> {
        if let Some((failure, _)) = self.failed.as_ref().filter(|(_, failed)| *failed == self.answered.len()) {
            return Err(Refusal::Failed { code: failure.kind.clone(), message: failure.message.clone() });
        }
        let as_of = self.evaluated.or(self.dated).unwrap_or(now);
        refuse_future(as_of, now)?;
        let mut remarks = Remarks::default();
        let mut readings = Vec::with_capacity(self.answered.len());
        for Answered { id, value, .. } in &self.answered {
            if let Err(why) = value {
                remarks.add(Remark::Unread { id: id.clone(), part: Part::Value, why: why.clone() });
            }
            readings.push(Reading::of(id.clone(), value.clone().unwrap_or_default()));
        }
        self.said.iter().cloned().map(Remark::Said).for_each(|said| remarks.add(said));
        Ok(Snapshot { as_of, sequence: None, readings, left_out: LeftOut::default(), remarks })
    }
}

/// The earlier of two times, where there are two.
fn earlier(one: Option<Timestamp>, other: Option<Timestamp>) -> Option<Timestamp> {
    match (one, other) {
        (Some(one), Some(other)) => Some(one.min(other)),
        (one, other) => one.or(other),
    }
}

#[cfg(test)]
mod tests;
