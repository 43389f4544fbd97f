//! The one writer, on a thread of its own: the loop never waits for the disk. It answers questions as well; a commit that waits goes
//! before them.

use std::collections::VecDeque;
use std::io;
use std::path::PathBuf;
use std::sync::Arc;
use std::thread;

use jiff::Timestamp;
use tokio::sync::mpsc;

use crate::duty::{Clean, Found, History, NotRecorded, Past, Proposal, Query, Span, StoredReading};

use super::chain::Link;
use super::place::Place;
use super::store::Store;
use super::{JournalError, checks, find};

/// What the writer says.
#[derive(Debug)]
pub enum Answer {
    /// The journal has been opened and read, as far as it can be: the first answer, once.
    Opened {
        /// What it holds.
        past: Box<Past>,
        /// Why nothing can be recorded, if that is so.
        trouble: Option<NotRecorded>,
        /// Where a damaged one was moved.
        aside: Option<PathBuf>,
    },
    /// What was sent last is on disk.
    Committed {
        /// Where a damaged journal was moved on the way.
        aside: Option<PathBuf>,
    },
    /// What was sent last is not on disk: the journal holds what this seat did not write and does not know.
    Rejoined {
        /// What it holds.
        past: Box<Past>,
    },
    /// What was sent last is not on disk.
    Failed(NotRecorded),
    /// What was asked for. It says nothing of a commit.
    Found(Found),
    /// What was asked for cannot be read.
    NotFound {
        /// What it was.
        query: Box<Query>,
        /// Why; what the journal said.
        reason: Clean,
    },
}

/// What the writer needs to know at the start.
#[derive(Clone, Debug)]
pub struct Opening {
    /// Where the journal is.
    pub place: Place,
    /// How long readings are kept.
    pub retain: Span,
    /// From when on readings are read back.
    pub readings_since: Timestamp,
    /// From when on entries are read back.
    pub log_since: Timestamp,
    /// The time.
    pub now: Timestamp,
    /// What it begins with, if it is new and in memory: a demonstration has a past.
    pub history: Option<Arc<dyn History>>,
}

/// What is to be committed, and when that was asked.
pub(super) type Request = (Arc<Proposal>, Timestamp);

/// The loop's handle of the writer; once it is dropped, the writer closes the journal and ends.
#[derive(Debug)]
pub struct Writer {
    to: mpsc::Sender<Request>,
    questions: mpsc::Sender<Query>,
    /// Whether a question is with the writer.
    is_asked: bool,
    /// The newest question of each kind that waits until that is answered.
    waiting: VecDeque<Query>,
    answers: mpsc::Receiver<Answer>,
}

impl Writer {
    /// Starts the writer.
    ///
    /// # Errors
    /// When the system has no thread to give.
    pub fn spawn(opening: Opening) -> io::Result<Self> {
        Self::running(|requests, questions, answers| run(opening, requests, questions, answers))
    }

    /// Starts one that never writes, for a seat that only looks on: it reads the journal, and again whenever another seat has
    /// written to it. It is not to be asked for commits.
    ///
    /// # Errors
    /// When the system has no thread to give.
    pub fn only_reading(opening: Opening) -> io::Result<Self> {
        Self::running(|requests, questions, answers| super::look::run(opening, requests, questions, answers))
    }

    fn running<F: Future<Output = ()>>(
        run: impl FnOnce(mpsc::Receiver<Request>, mpsc::Receiver<Query>, mpsc::Sender<Answer>) -> F + Send + 'static,
    ) -> io::Result<Self> {
        // One commit is under way at a time and one question, and an answer to each.
        let (to, requests) = mpsc::channel(1);
        let (questions, asked) = mpsc::channel(1);
        let (answers_to, answers) = mpsc::channel(2);
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
        let thread = thread::Builder::new().name("journal".to_owned());
        thread.spawn(move || runtime.block_on(run(requests, asked, answers_to)))?;
        Ok(Self { to, questions, is_asked: false, waiting: VecDeque::new(), answers })
    }

    /// Asks for a commit; the answer comes later. To be asked once an answer to the one before has come.
    pub fn commit(&self, proposal: Arc<Proposal>, now: Timestamp) {
        // It cannot be full: one is under way at a time.
        let _ = self.to.try_send((proposal, now));
    }

    /// Asks a question; the answer comes later. It takes the place of one of the same kind that still waits.
    pub fn ask(&mut self, query: Query) {
        match self.waiting.iter_mut().find(|waiting| waiting.asked() == query.asked()) {
            Some(waiting) => *waiting = query,
            None => self.waiting.push_back(query),
        }
        self.pass_on();
    }

    /// Gives the writer the question that has waited longest, unless it has one.
    fn pass_on(&mut self) {
        if !self.is_asked
            && let Some(query) = self.waiting.pop_front()
        {
            // It cannot be full: one is with the writer at a time.
            self.is_asked = self.questions.try_send(query).is_ok();
        }
    }

    /// Lets the writer close the journal; waits until it has, which a disk that does not answer may make long: whoever has no time
    /// for it gives this up.
    pub async fn close(self) {
        let Self { to, questions, mut answers, .. } = self;
        drop((to, questions));
        while answers.recv().await.is_some() {}
    }

    /// The next answer; never, once the writer is gone.
    pub async fn answer(&mut self) -> Answer {
        match self.answers.recv().await {
            Some(answer) => {
                if matches!(answer, Answer::Found(_) | Answer::NotFound { .. }) {
                    self.is_asked = false;
                    self.pass_on();
                }
                answer
            }
            None => std::future::pending().await,
        }
    }
}

/// Writes what is asked for and answers questions, until nobody listens.
pub(super) async fn run(
    opening: Opening,
    mut requests: mpsc::Receiver<Request>,
    mut questions: mpsc::Receiver<Query>,
    answers: mpsc::Sender<Answer>,
) {
    let (mut store, mut known, answer) = open(&opening).await;
    if answers.send(answer).await.is_err() {
        return;
    }
    let mut older = opening.history.as_ref().filter(|_| opening.place == Place::Memory).map(|history| history.older().fuse());
    let mut forgotten = Timestamp::MIN;
    let mut failed_at = None;
    while let Some(work) = next((&mut requests, &mut questions), &mut store, &mut older, opening.now).await {
        let (proposal, now) = match work {
            Work::Commit(request) => request,
            Work::Find(query) => {
                if answers.send(find(store.as_mut(), &opening, &query).await).await.is_err() {
                    break;
                }
                continue;
            }
        };
        let answer = match commit(&mut store, &opening, &proposal, &mut failed_at, &mut known, now).await {
            Ok(answer) => answer,
            Err(error) => {
                tracing::warn!(%error, "not recorded");
                // A store that failed is opened afresh: what it held in memory may be wrong.
                store = None;
                Answer::Failed(error.reason())
            }
        };
        if answers.send(answer).await.is_err() {
            break;
        }
        if let Some(store) = store.as_mut().filter(|_| now.duration_since(forgotten).as_hours() >= 24) {
            forgotten = now;
            if let Err(error) = store.forget(opening.retain, now).await {
                tracing::warn!(%error, "old readings were not forgotten");
            }
        }
    }
    if let Some(store) = store {
        let _ = store.close().await;
    }
    // Only now does whoever waits hear of the end.
    drop(answers);
}

/// What the writer is to do next.
enum Work {
    Commit(Request),
    Find(Query),
}

/// The next thing to do: a commit that waits goes before a question. As long as neither waits, older readings are committed part by
/// part, and put into their buckets where they are in none.
async fn next(
    (requests, questions): (&mut mpsc::Receiver<Request>, &mut mpsc::Receiver<Query>),
    store: &mut Option<Store>,
    older: &mut Option<impl Iterator<Item = Vec<StoredReading>>>,
    now: Timestamp,
) -> Option<Work> {
    while let Some(store) = store {
        match requests.try_recv() {
            Ok(request) => return Some(Work::Commit(request)),
            Err(mpsc::error::TryRecvError::Disconnected) => return None,
            Err(mpsc::error::TryRecvError::Empty) => {}
        }
        if let Ok(query) = questions.try_recv() {
            return Some(Work::Find(query));
        }
        let outcome = match older.as_mut().and_then(Iterator::next) {
            Some(readings) => store.commit(&Proposal { readings, ..Proposal::default() }, now).await.map(|()| true),
            None => store.fill().await,
        };
        match outcome {
            Ok(true) => {}
            Ok(false) => break,
            Err(error) => {
                // Tried again after what comes next.
                tracing::warn!(%error, "older readings were not kept");
                break;
            }
        }
    }
    tokio::select! {
        biased;
        request = requests.recv() => request.map(Work::Commit),
        Some(query) = questions.recv() => Some(Work::Find(query)),
    }
}

/// Answers a question; where the journal is not open, it is opened for reading alone.
pub(super) async fn find(store: Option<&mut Store>, opening: &Opening, query: &Query) -> Answer {
    let found = match store {
        Some(store) => store.find(query).await,
        None => find::find_in(&opening.place, query).await,
    };
    match found {
        Ok(found) => Answer::Found(found),
        Err(error) => {
            tracing::warn!(%error, "not found");
            Answer::NotFound { query: Box::new(query.clone()), reason: find::reason(&error) }
        }
    }
}

/// Commits what has not reached the disk before. `known` is the number of the last entry that this seat knows of; none where it could
/// not read what there was. `failed_at` is where the chain stood when a commit of it first failed, until one
/// succeeds: one that failed at its very end may be on disk all the same. Gives where a damaged journal was moved on the way.
async fn commit(
    store: &mut Option<Store>,
    opening: &Opening,
    proposal: &Proposal,
    failed_at: &mut Option<Link>,
    known: &mut Option<i64>,
    now: Timestamp,
) -> Result<Answer, JournalError> {
    let (mut open, aside) = match store.take() {
        Some(open) => (open, None),
        None => Store::open(&opening.place, now).await?,
    };
    let already = failed_at.as_ref().map_or(0, |before| open.already(before, proposal));
    let before = open.link().clone();
    // What was recovered is what this seat wrote, under other numbers.
    let written = known.map(|known| known + i64::try_from(already).unwrap_or(0));
    if aside.is_none() && before.number > 0 && written != Some(before.number) {
        let past = open.past(opening.readings_since, opening.log_since).await?;
        *known = Some(before.number);
        *failed_at = None;
        *store = Some(open);
        return Ok(Answer::Rejoined { past: Box::new(past) });
    }
    let outcome = if already == 0 {
        open.commit(proposal, now).await
    } else {
        let entries = proposal.entries.iter().skip(already).cloned().collect();
        open.commit(&Proposal { entries, ..proposal.clone() }, now).await
    };
    if outcome.is_ok() {
        (*failed_at, *known) = (None, Some(open.link().number));
    } else {
        let before = failed_at.take().unwrap_or(before);
        *known = Some(before.number);
        *failed_at = Some(before);
    }
    *store = Some(open);
    outcome.map(|()| Answer::Committed { aside })
}

/// Opens and reads the journal; where it cannot be written, reads it all the same if that can be done.
async fn open(opening: &Opening) -> (Option<Store>, Option<i64>, Answer) {
    let (readings, log) = (opening.readings_since, opening.log_since);
    let opened = async {
        let (mut store, aside) = Store::open(&opening.place, opening.now).await?;
        if let Some(history) = opening.history.as_ref().filter(|_| opening.place == Place::Memory) {
            store.commit(&history.recent(), opening.now).await?;
        }
        let past = store.past(readings, log).await?;
        Ok::<_, JournalError>((store, past, aside))
    };
    match opened.await {
        Ok((store, past, aside)) => {
            let known = Some(store.link().number);
            (Some(store), known, Answer::Opened { past: Box::new(past), trouble: None, aside })
        }
        Err(error) => {
            tracing::warn!(%error, "nothing is recorded");
            let (past, known) = match &opening.place {
                Place::File(path) => match checks::past(path, readings, log).await {
                    Ok((past, known)) => (past, Some(known)),
                    Err(JournalError::Missing(_)) => (Past::default(), Some(0)),
                    Err(_) => (Past::default(), None),
                },
                Place::Memory => (Past::default(), Some(0)),
            };
            (None, known, Answer::Opened { past: Box::new(past), trouble: Some(error.reason()), aside: None })
        }
    }
}
