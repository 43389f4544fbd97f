//! One feed that is recorded.

use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};

use crate::command::{Failure, feed::left_out};
use crate::duty::{Clean, Feed, FeedState, Poll, Snapshot, Source};
use crate::feed::encode;

use super::notices::Notices;
use super::tape::Tape;

/// A feed, its file, and what came of it so far.
#[derive(Debug)]
pub(super) struct Taken {
    /// What was heard of it: it judges what is new, as on the dashboard.
    feed: Feed,
    path: PathBuf,
    tape: Arc<Mutex<Tape>>,
    /// How many snapshots were written.
    pub(super) written: u64,
    /// How many were not, since the last that was; none where all is well.
    failing: u64,
    /// How many were not in all.
    pub(super) missing: u64,
    state: FeedState,
    said: Said,
}

/// What is said once of what no line can hold.
#[derive(Debug, Default)]
struct Said {
    left_out: bool,
    unread: bool,
}

impl Taken {
    /// A feed that is recorded in a file, which is continued if it is there.
    pub(super) fn open(source: &Source, file: &Path, notices: &Notices) -> Result<Self, Failure> {
        let (tape, found) = Tape::open(file)?;
        let mut feed = Feed::new(source.name.clone(), source.stale_after);
        if let Some(as_of) = found.as_of {
            feed.recall(as_of);
        }
        notices.opened(&feed.name, file, &found);
        Ok(Self {
            feed,
            path: file.to_owned(),
            tape: Arc::new(Mutex::new(tape)),
            written: 0,
            failing: 0,
            missing: 0,
            state: FeedState::Waiting,
            said: Said::default(),
        })
    }

    /// The feed's name.
    pub(super) fn name(&self) -> &Clean {
        &self.feed.name
    }

    /// The file.
    pub(super) fn path(&self) -> &Path {
        &self.path
    }

    /// Whether all that was new was written.
    pub(super) fn is_whole(&self) -> bool {
        self.missing == 0
    }

    /// Writes what a poll brought, if it is new; says what changed.
    pub(super) async fn take(&mut self, poll: Poll, notices: &Notices) {
        let at = poll.at;
        let snapshot = self.feed.hear(poll);
        let state = self.feed.state(at);
        if state != std::mem::replace(&mut self.state, state) {
            notices.changed(&self.feed, state, at);
        }
        if let Some(snapshot) = snapshot {
            self.say_what_is_not_written(&snapshot, notices);
            self.write(&snapshot, notices).await;
        }
    }

    /// Ids and townships that the configuration does not list, and why a figure is not known: the format has no place for them.
    fn say_what_is_not_written(&mut self, snapshot: &Snapshot, notices: &Notices) {
        if let Some(text) = left_out(&snapshot.left_out).filter(|_| !self.said.left_out) {
            notices.say(&self.feed.name, &text);
            self.said.left_out = true;
        }
        let unread = snapshot.remarks.all;
        if unread > 0 && !self.said.unread {
            notices.unread(&self.feed.name, unread);
        }
        self.said.unread = unread > 0;
    }

    async fn write(&mut self, snapshot: &Snapshot, notices: &Notices) {
        let (tape, line) = (Arc::clone(&self.tape), encode(snapshot));
        // A disk may take its time: feeds are polled on meanwhile.
        let append = move || tape.lock().unwrap_or_else(PoisonError::into_inner).append(line);
        match tokio::task::spawn_blocking(append).await.map_err(std::io::Error::other).flatten() {
            Ok(is_new) => {
                self.written += u64::from(is_new);
                if self.failing > 0 {
                    notices.writes_again(&self.feed.name, self.failing);
                    self.failing = 0;
                }
            }
            Err(error) => {
                if self.failing == 0 {
                    notices.not_written(&self.feed.name, &self.path, &error);
                }
                self.failing += 1;
                self.missing += 1;
            }
        }
    }
}
