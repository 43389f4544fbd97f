//! A journal that another seat writes, read again and again: for a seat that only looks on.

use std::time::Duration;

use jiff::{SignedDuration, Timestamp};
use tokio::sync::mpsc;
use tokio::time::{Instant, sleep_until};

use crate::duty::{Past, Query};

use super::chain::Link;
use super::place::Place;
use super::store::Store;
use super::writer::{Answer, Opening, Request, find};
use super::{JournalError, checks};

/// How often it is looked whether something was written.
const EVERY: Duration = Duration::from_secs(10);
/// How far back the log is read: two of the longest shifts, of a day, and an hour for a change of the clocks. Whatever the shift, the
/// room needs no more, and it does not grow with the time that the seat has been on.
const LOG: SignedDuration = SignedDuration::from_hours(49);

/// Reads the journal, then whatever is added to it, until nobody listens. Nothing is ever written, not even the file where there is
/// none yet.
pub(super) async fn run(
    opening: Opening,
    mut requests: mpsc::Receiver<Request>,
    mut questions: mpsc::Receiver<Query>,
    answers: mpsc::Sender<Answer>,
) {
    let Place::File(path) = &opening.place else {
        // Nobody else writes there: what there is to read is the history that it begins with. Nobody asks for commits.
        return super::writer::run(opening, requests, questions, answers).await;
    };
    // The end of what has been read; none as long as nothing has, or not since it could not be.
    let mut known: Option<Link> = None;
    let mut is_open = false;
    loop {
        let next = Instant::now() + EVERY;
        let log_since = Timestamp::now().checked_sub(LOG).unwrap_or(Timestamp::MIN).max(opening.log_since);
        // Once it runs, it has the readings from its feeds.
        let readings_since = if is_open { Timestamp::MAX } else { opening.readings_since };
        let mut failure = None;
        let past = match newer(path, known.as_ref(), readings_since, log_since).await {
            Ok(Some((past, link))) => {
                known = Some(link);
                Some(past)
            }
            // Nobody has written yet.
            Ok(None) | Err(JournalError::Missing(_)) => None,
            Err(error) => {
                tracing::warn!(%error, "the journal is not read");
                // Once it can be read again all of it is, and that is said.
                known = None;
                failure = Some(error.reason());
                None
            }
        };
        let answer = match (past, failure) {
            (Some(past), _) if is_open => Some(Answer::Rejoined { past: Box::new(past) }),
            (None, Some(reason)) if is_open => Some(Answer::Failed(reason)),
            (None, None) if is_open => None,
            (past, trouble) => Some(Answer::Opened { past: Box::new(past.unwrap_or_default()), trouble, aside: None }),
        };
        is_open = true;
        if let Some(answer) = answer
            && answers.send(answer).await.is_err()
        {
            return;
        }
        loop {
            tokio::select! {
                biased;
                request = requests.recv() => if request.is_none() { return },
                Some(query) = questions.recv() => {
                    if answers.send(find(None, &opening, &query).await).await.is_err() {
                        return;
                    }
                }
                () = sleep_until(next) => break,
            }
        }
    }
}

/// What a journal holds, if it ends otherwise than it did.
async fn newer(
    path: &std::path::Path,
    known: Option<&Link>,
    readings_since: Timestamp,
    log_since: Timestamp,
) -> Result<Option<(Past, Link)>, JournalError> {
    // Opened each time: a damaged one may have been moved aside, and another stands in its place.
    let mut store = Store::reading(checks::open(path).await?, path.to_owned());
    let outcome = async {
        store.find_end().await?;
        if Some(store.link()) == known {
            return Ok(None);
        }
        let link = store.link().clone();
        Ok(Some((store.past(readings_since, log_since).await?, link)))
    };
    let outcome = outcome.await;
    let _ = store.close().await;
    outcome
}
