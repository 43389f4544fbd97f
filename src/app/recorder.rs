//! The way of what is proposed to the journal and back to the screen.

use std::io;
use std::sync::Arc;
use std::time::{Duration, Instant};

use jiff::Timestamp;

use crate::duty::{History, JournalState, NotRecorded, Proposal, Query, Room, Span};
use crate::journal::{Answer, Opening, Place, Queue, Writer};

use super::update::Message;

/// How long the journal may take to open before that is said.
const PATIENCE: Duration = Duration::from_secs(2);

/// The journal as the loop sees it.
#[derive(Debug)]
pub struct Recorder {
    queue: Queue,
    writer: Writer,
    is_open: bool,
    /// Whether it is only read.
    only_reads: bool,
    /// Why it cannot be, if it is only to be read.
    unreadable: Option<NotRecorded>,
    /// Whether all that is not recorded is shown already.
    all_is_shown: bool,
    started: Instant,
    /// Since when nothing is recorded.
    trouble_since: Option<Timestamp>,
}

impl Recorder {
    /// Begins to open the journal, as far back as the room needs it; returns at once.
    ///
    /// - `retain`: how long readings are kept.
    /// - `history`: what it begins with, if it is in memory.
    /// - `only_reads`: whether this seat records nothing, and follows what another does.
    ///
    /// # Errors
    /// When the system has no thread to give.
    pub fn open(
        room: &Room,
        place: Place,
        retain: Span,
        history: Option<Arc<dyn History>>,
        only_reads: bool,
        now: Timestamp,
    ) -> io::Result<Self> {
        let (readings_since, log_since) = (room.readings_since(now), room.log_since());
        let opening = Opening { place, retain, readings_since, log_since, now, history };
        let writer = if only_reads { Writer::only_reading(opening)? } else { Writer::spawn(opening)? };
        Ok(Self::with(writer, only_reads))
    }

    fn with(writer: Writer, only_reads: bool) -> Self {
        Self {
            queue: Queue::new(Instant::now()),
            writer,
            is_open: false,
            only_reads,
            unreadable: None,
            all_is_shown: false,
            started: Instant::now(),
            trouble_since: None,
        }
    }

    /// Whether nothing is recorded by this seat, as it is meant to be.
    pub(super) fn only_reads(&self) -> bool {
        self.only_reads
    }

    /// The journal's next answer.
    pub(super) async fn answer(&mut self) -> Answer {
        self.writer.answer().await
    }

    /// What an answer means to the dashboard.
    pub(super) fn hear(&mut self, answer: Answer) -> Option<Message> {
        let now = Instant::now();
        match answer {
            Answer::Opened { past, trouble, aside } => {
                self.is_open = true;
                if self.only_reads {
                    self.unreadable = trouble;
                    return Some(Message::Opened(past, aside));
                }
                if !self.queue.is_idle() {
                    self.queue.rejoined();
                }
                if let Some(reason) = trouble {
                    self.queue.refuse(reason, now);
                }
                Some(Message::Opened(past, aside))
            }
            Answer::Committed { aside } => {
                let proposal = self.queue.committed(now)?;
                Some(Message::Recorded(proposal, aside))
            }
            Answer::Rejoined { past } => {
                self.unreadable = None;
                self.queue.rejoined();
                Some(Message::Rejoined(past))
            }
            Answer::Failed(reason) if self.only_reads => {
                self.unreadable = Some(reason);
                None
            }
            // What failed is shown with all else that is not recorded.
            Answer::Failed(reason) => {
                self.queue.failed(reason, now);
                None
            }
            Answer::Found(found) => Some(Message::Found(found)),
            Answer::NotFound { query, reason } => Some(Message::NotFound(query, reason)),
        }
    }

    /// Asks the journal; the answer comes as a message. It takes the place of a question of the same kind that still waits. What is on
    /// screen is in the journal before it is asked.
    pub(super) fn ask(&mut self, query: Query, now: Timestamp) {
        if !self.queue.is_idle() {
            self.queue.gather_no_more(Instant::now());
            self.send(now);
        }
        self.writer.ask(query);
    }

    /// Sends what can be sent.
    fn send(&mut self, now: Timestamp) {
        if self.is_open
            && let Some(next) = self.queue.next(Instant::now())
        {
            self.writer.commit(next, now);
        }
    }

    /// Takes what is proposed, and sends what can be sent. Gives what is to be shown though it is not recorded, in order.
    pub(super) fn take(&mut self, proposal: Proposal, now: Timestamp) -> Vec<Proposal> {
        let in_trouble = self.queue.trouble(Instant::now()).is_some() || self.is_late();
        let newest = (in_trouble && self.all_is_shown).then(|| proposal.clone());
        if !proposal.is_empty() {
            self.queue.add(proposal);
        }
        let unshown = match newest {
            Some(newest) => vec![newest],
            None if in_trouble => self.queue.unrecorded().cloned().collect(),
            None => Vec::new(),
        };
        self.all_is_shown = in_trouble;
        self.send(now);
        unshown.into_iter().filter(|proposal| !proposal.entries.is_empty()).collect()
    }

    /// How the journal is.
    pub(super) fn state(&mut self, now: Timestamp) -> JournalState {
        if self.only_reads {
            return self.unreadable.clone().map_or(JournalState::OnlyRead, JournalState::Unreadable);
        }
        let slow = self.is_late().then_some(NotRecorded::Slow);
        let Some(reason) = self.queue.trouble(Instant::now()).or(slow) else {
            self.trouble_since = None;
            return if self.is_open { JournalState::Recording } else { JournalState::Opening };
        };
        JournalState::NotRecording { since: *self.trouble_since.get_or_insert(now), reason }
    }

    /// Whether the journal takes long to open: what happens meanwhile is shown all the same.
    fn is_late(&self) -> bool {
        !self.is_open && self.started.elapsed() > PATIENCE
    }

    /// Whether all that was proposed is shown, recorded or not: nobody is told what the screen does not show.
    pub(super) fn is_settled(&self) -> bool {
        self.queue.is_settled() || self.all_is_shown
    }

    /// Waits until all that was proposed is on disk, or will not be; then closes the journal. What failed before is tried once more:
    /// the disk may be well again.
    pub(super) async fn finish(mut self, now: Timestamp) {
        self.queue.hurry(Instant::now());
        self.send(now);
        while self.queue.is_under_way() || !(self.is_open || self.queue.is_idle()) {
            let answer = self.writer.answer().await;
            let has_failed = matches!(answer, Answer::Failed(_));
            self.hear(answer);
            if has_failed {
                break;
            }
            self.queue.gather_no_more(Instant::now());
            self.send(now);
        }
        self.writer.close().await;
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::duty::{Body, Clean, Entry, EntryFilter, Found, Id, Note, Reading, StoredReading};
    use crate::journal::Store;

    fn recorder(place: Place) -> Recorder {
        let now = Timestamp::UNIX_EPOCH;
        let opening = Opening { place, retain: Span::MAX, readings_since: now, log_since: now, now, history: None };
        Recorder::with(Writer::spawn(opening).unwrap(), false)
    }

    /// The same once its journal is open.
    async fn opened(place: Place) -> Recorder {
        let mut recorder = recorder(place);
        let opened = recorder.answer().await;
        recorder.hear(opened);
        recorder
    }

    fn run(test: impl Future<Output = ()>) {
        tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap().block_on(test);
    }

    fn proposal(text: &str) -> Proposal {
        let body = Body::Note { by: None, text: Note::new(text).unwrap() };
        Proposal { entries: vec![Entry { at: Timestamp::UNIX_EPOCH, body }], ..Proposal::default() }
    }

    fn read(at: Timestamp) -> Proposal {
        let reading = Reading::of(Id::new("traffic.deaths").unwrap(), Some(1.0));
        Proposal { readings: vec![StoredReading { feed: Clean::new("a"), as_of: at, reading }], ..Proposal::default() }
    }

    fn texts(proposals: &[Proposal]) -> Vec<String> {
        let entries = proposals.iter().flat_map(|proposal| &proposal.entries);
        entries
            .filter_map(|entry| if let Body::Note { text, .. } = &entry.body { Some(text.to_string()) } else { None })
            .collect()
    }

    /// An answer to a question is no answer to a commit.
    #[test]
    fn what_was_asked_is_told_and_settles_nothing() {
        let now = Timestamp::UNIX_EPOCH;
        run(async {
            let mut recorder = opened(Place::Memory).await;
            recorder.take(proposal("a"), now);
            let query = Box::new(Query::Moment { at: now });
            recorder.hear(Answer::NotFound { query, reason: Clean::new("x") });
            assert!(!recorder.is_settled());
            let committed = recorder.answer().await;
            assert!(matches!(recorder.hear(committed), Some(Message::Recorded(..))));
            recorder.ask(Query::Entries { before: None, filter: EntryFilter::default(), limit: 5 }, now);
            let found = recorder.answer().await;
            let Some(Message::Found(Found::Entries(found))) = recorder.hear(found) else { panic!("not found") };
            assert_eq!((found.entries.len(), found.searched_to), (1, None));
        });
    }

    /// What came while a commit was under way is on disk at the end, whatever it is.
    #[test]
    fn nothing_that_waits_is_lost_at_the_end() {
        let now = Timestamp::UNIX_EPOCH;
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("journal.db");
        run(async {
            let mut recorder = opened(Place::File(path.clone())).await;
            recorder.take(proposal("a"), now);
            recorder.take(read(now), now);
            recorder.finish(now).await;
            let mut store = Store::open(&Place::File(path), now).await.unwrap().0;
            assert_eq!(store.past(now, now).await.unwrap().readings, read(now).readings);
        });
    }

    #[test]
    fn what_waits_is_on_disk_before_the_journal_is_asked() {
        let now = Timestamp::UNIX_EPOCH;
        run(async {
            let mut recorder = opened(Place::Memory).await;
            recorder.take(proposal("a"), now);
            let committed = recorder.answer().await;
            recorder.hear(committed);
            recorder.take(read(now), now);
            recorder.ask(Query::Moment { at: now }, now);
            let answer = recorder.answer().await;
            assert!(matches!(answer, Answer::Committed { .. }), "{answer:?}");
        });
    }

    /// Nothing is drawn before its commit while all is well; in trouble, everything is, and once.
    #[test]
    fn what_is_not_recorded_is_shown_once_and_only_in_trouble() {
        let now = Timestamp::UNIX_EPOCH;
        let mut recorder = recorder(Place::Memory);
        assert!(recorder.take(proposal("a"), now).is_empty());
        assert!(recorder.take(proposal("b"), now).is_empty());
        assert!(!recorder.is_settled(), "nobody is told what is not on screen");
        recorder.hear(Answer::Failed(NotRecorded::Full));
        assert_eq!(texts(&recorder.take(Proposal::default(), now)), ["a", "b"]);
        assert_eq!(texts(&recorder.take(proposal("c"), now)), ["c"]);
        assert!(recorder.take(Proposal::default(), now).is_empty());
        assert!(recorder.is_settled());
        assert_eq!(recorder.state(now), JournalState::NotRecording { since: now, reason: NotRecorded::Full });
    }

    /// A seat that only looks on says why it cannot see what others did, until it can.
    #[test]
    fn what_cannot_be_read_is_said_until_it_can() {
        let now = Timestamp::UNIX_EPOCH;
        let mut recorder = Recorder { only_reads: true, ..recorder(Place::Memory) };
        let opened = |trouble| Answer::Opened { past: Box::default(), trouble, aside: None };
        recorder.hear(opened(None));
        assert_eq!(recorder.state(now), JournalState::OnlyRead);
        recorder.hear(opened(Some(NotRecorded::Newer)));
        assert_eq!(recorder.state(now), JournalState::Unreadable(NotRecorded::Newer));
        recorder.hear(Answer::Rejoined { past: Box::default() });
        assert_eq!(recorder.state(now), JournalState::OnlyRead);
        assert!(recorder.hear(Answer::Failed(NotRecorded::ReadOnly)).is_none());
        assert_eq!(recorder.state(now), JournalState::Unreadable(NotRecorded::ReadOnly));
    }
}
