//! Engines that speak Prometheus' API: an instant query for each indicator (DESIGN.md §5).
//!
//! Most queries are put together, a few requests for hundreds of indicators (`batch`); a request goes out and its answer comes in by
//! `ask`; `answer` reads it; `inquiry` makes a snapshot of what became of all.
//!
//! A query that fails leaves its own indicator unknown, in the engine's words. Only where the engine itself does not answer, or all
//! queries fail, is there no snapshot.

mod answer;
mod ask;
mod batch;
mod inquiry;

use std::collections::HashSet;

use futures_util::{StreamExt, stream};

use super::request::Noted;
use crate::duty::{Id, Snapshot, Trouble};
use answer::{Answer, Found};
use batch::{Batch, Way, Ways};

pub(super) use ask::Line;
pub use inquiry::{Answered, Inquiry};

/// How many requests one poll has in flight at most.
const AT_ONCE: usize = 4;

/// One engine, with what was learnt of its queries.
pub(super) struct Engine {
    queries: Vec<(Id, String)>,
    ways: Ways,
    /// What became of the last poll, if all was answered.
    last: Option<Inquiry>,
}

impl Engine {
    /// An engine to put these queries to.
    pub(super) fn new(queries: Vec<(Id, String)>) -> Self {
        let ways = Ways::of(queries.len());
        Self { queries, ways, last: None }
    }

    /// What became of the last poll, if all was answered.
    pub(super) fn inquiry(self) -> Option<Inquiry> {
        self.last
    }

    /// Puts all queries, and makes a snapshot of the answers.
    ///
    /// What is learnt of a query is kept at once: a poll that runs out of time was not for nothing.
    pub(super) async fn ask(&mut self, line: &Line, noted: &mut Noted) -> Result<Snapshot, Trouble> {
        self.last = None;
        let mut inquiry = Inquiry::new(&self.queries);
        let spoilt = self.put_together(line, noted, &mut inquiry).await?;
        self.put_singly(line, noted, &mut inquiry, &spoilt).await?;
        let snapshot = inquiry.snapshot(line.now());
        self.last = Some(inquiry);
        Ok(snapshot?)
    }

    /// Puts the queries in batches; gives the batches that came to nothing.
    async fn put_together(&mut self, line: &Line, noted: &mut Noted, inquiry: &mut Inquiry) -> Result<Vec<Batch>, Trouble> {
        let batches = self.ways.batches(self.queries.iter().map(|(_, query)| query.as_str()));
        let mut spoilt = Vec::new();
        let mut answers = std::pin::pin!(stream::iter(batches).map(|batch| line.put(batch)).buffered(AT_ONCE));
        while let Some((batch, heard)) = answers.next().await {
            inquiry.hear(heard.date());
            let answer = heard.answer(noted, line.now())?;
            match &*batch.members {
                [place] => _ = settle(&mut self.ways, inquiry, *place, answer),
                members => match answer.found {
                    Ok(Found::Series(samples))
                        if samples.iter().all(|sample| sample.of.is_some_and(|of| members.contains(&of))) =>
                    {
                        inquiry.say(answer.said);
                        inquiry.find(samples.into_iter().filter_map(|sample| Some((sample.of?, sample))));
                    }
                    _ => spoilt.push(batch),
                },
            }
        }
        Ok(spoilt)
    }

    /// Puts the members of batches that came to nothing one by one, to learn which it was.
    async fn put_singly(
        &mut self,
        line: &Line,
        noted: &mut Noted,
        inquiry: &mut Inquiry,
        spoilt: &[Batch],
    ) -> Result<(), Trouble> {
        let member = |place: &usize| Some(Batch::alone(*place, &self.queries.get(*place)?.1));
        let singles: Vec<Batch> = spoilt.iter().flat_map(|batch| &batch.members).filter_map(member).collect();
        let mut to_blame = HashSet::new();
        let mut answers = std::pin::pin!(stream::iter(singles).map(|batch| line.put(batch)).buffered(AT_ONCE));
        while let Some((batch, heard)) = answers.next().await {
            inquiry.hear(heard.date());
            let answer = heard.answer(noted, line.now())?;
            if let [place] = *batch.members
                && settle(&mut self.ways, inquiry, place, answer)
            {
                to_blame.insert(place);
            }
        }
        let without_blame = |batch: &&Batch| batch.members.iter().all(|place| !to_blame.contains(place));
        if let Some(size) = spoilt.iter().filter(without_blame).map(|batch| batch.members.len()).min() {
            self.ways.fewer(size);
        }
        self.ways.polled(!spoilt.is_empty());
        Ok(())
    }
}

/// Takes the answer to a query that was put by itself, and notes how it is to be put; says whether that is news.
fn settle(ways: &mut Ways, inquiry: &mut Inquiry, place: usize, answer: Answer) -> bool {
    inquiry.say(answer.said);
    let way = match answer.found {
        Ok(Found::Series(samples)) => {
            inquiry.find(samples.into_iter().map(|sample| (place, sample)));
            Way::Together
        }
        Ok(Found::Scalar(sample)) => {
            inquiry.find([(place, sample)]);
            Way::Scalar
        }
        Ok(Found::NoNumber) => {
            inquiry.no_number(place);
            Way::Alone
        }
        Err(failure) => {
            inquiry.fail(place, failure);
            Way::Alone
        }
    };
    ways.learn(place, way)
}
