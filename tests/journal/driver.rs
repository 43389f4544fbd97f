//! The way of entries to the journal and back to the screen as the loop goes it, without a screen: what would be drawn is printed.

use std::collections::BTreeSet;
use std::io::Write;
use std::path::Path;
use std::process::{Command, Stdio};
use std::sync::Arc;
use std::time::{Duration, Instant};

use jiff::Timestamp;
use zhiban::duty::{
    Alarm, AlarmChange, Annunciation, Body, Clean, Entry, Id, Note, Proposal, Reading, Record, Span, StoredReading, Subject,
};
use zhiban::journal::{Answer, Opening, Place, Queue, Writer};

use crate::facts::note;
use crate::wait_for;

/// The variable with the journal to drive; its end says what else is asked for.
const JOURNAL: &str = "DRIVE_JOURNAL";
/// The first note and how many, as `1+6`.
const NOTES: &str = "DRIVE_NOTES";
/// Readings with each note.
const READINGS: &str = "DRIVE_READINGS";
/// Whether it prints before a commit instead of after, as nothing may.
const DRAWS_FIRST: &str = "DRIVE_DRAWS_FIRST";

/// What is to be driven.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Drive {
    pub(crate) first: usize,
    pub(crate) notes: usize,
    pub(crate) readings: u32,
    pub(crate) draws_first: bool,
}

/// What came of it.
#[derive(Debug)]
pub(crate) struct Driven {
    /// The notes that were shown as recorded.
    pub(crate) shown: BTreeSet<String>,
    /// Whether it ended in order.
    pub(crate) ended: bool,
    /// Whether anything was said not to be recorded meanwhile.
    pub(crate) in_trouble: bool,
}

impl Drive {
    /// Drives a journal in a process of its own.
    pub(crate) fn run(self, journal: &Path, variables: &[(String, String)]) -> Driven {
        let mut command = Command::new(std::env::current_exe().unwrap());
        command.args(["--exact", "driver::drives", "--nocapture", "--test-threads=1"]);
        command.env(JOURNAL, journal).env(NOTES, format!("{}+{}", self.first, self.notes));
        command.env(READINGS, self.readings.to_string()).env_remove("SEED");
        if self.draws_first {
            command.env(DRAWS_FIRST, "1");
        }
        let output = command.envs(variables.iter().cloned()).stdin(Stdio::null()).stderr(Stdio::null()).output().unwrap();
        let text = String::from_utf8(output.stdout).unwrap();
        let shown = text.lines().filter_map(|line| line.split_once("shown ").map(|(_, text)| text)).map(str::to_owned).collect();
        Driven { shown, ended: output.status.success(), in_trouble: text.contains("not recorded") }
    }
}

/// Run by other tests in a process of its own; by itself it does nothing.
#[test]
fn drives() {
    let Ok(journal) = std::env::var(JOURNAL) else { return };
    let notes = std::env::var(NOTES).unwrap();
    let (first, count) = notes.split_once('+').unwrap();
    let first: usize = first.parse().unwrap();
    let readings = std::env::var(READINGS).unwrap().parse().unwrap();
    let draws_first = std::env::var_os(DRAWS_FIRST).is_some();
    wait_for(async {
        let mut loop_ = Loop::start(Path::new(&journal), draws_first);
        for n in first..first + count.parse::<usize>().unwrap() {
            loop_.take(proposal(n, readings)).await;
        }
        loop_.end().await;
    });
}

struct Loop {
    queue: Queue,
    writer: Writer,
    /// A time that goes on when it is told to: pauses cost nothing.
    now: Instant,
    is_open: bool,
    draws_first: bool,
}

impl Loop {
    fn start(journal: &Path, draws_first: bool) -> Self {
        let now = Timestamp::now();
        let opening = Opening {
            place: Place::File(journal.to_owned()),
            retain: Span::from_seconds(3 * 365 * 86_400),
            readings_since: now,
            log_since: now,
            now,
            history: None,
        };
        let now = Instant::now();
        Self { queue: Queue::new(now), writer: Writer::spawn(opening).unwrap(), now, is_open: false, draws_first }
    }

    /// Proposes, and goes on when nothing is under way: each note is a commit of its own, as long as nothing fails.
    async fn take(&mut self, proposal: Proposal) {
        if self.draws_first {
            show(&proposal);
        }
        self.queue.add(proposal);
        self.settle(1).await;
    }

    /// Sends and hears until all is on disk, or so many tries have failed.
    async fn settle(&mut self, tries: usize) {
        let mut failures = 0;
        while failures < tries && !(self.is_open && self.queue.is_idle()) {
            if self.is_open
                && let Some(next) = self.queue.next(self.now)
            {
                self.writer.commit(next, Timestamp::now());
            }
            match self.writer.answer().await {
                Answer::Opened { trouble, .. } => {
                    self.is_open = true;
                    if let Some(reason) = trouble {
                        self.fail(|queue, now| queue.refuse(reason, now));
                        failures += 1;
                    }
                }
                Answer::Committed { .. } => {
                    let proposal: Arc<Proposal> = self.queue.committed(self.now).unwrap();
                    if !self.draws_first {
                        show(&proposal);
                    }
                }
                // It could not be read at the start: what it holds counts, and what was written here follows.
                Answer::Rejoined { .. } => self.queue.rejoined(),
                Answer::Failed(reason) => {
                    self.fail(|queue, now| {
                        queue.failed(reason, now);
                    });
                    failures += 1;
                }
                Answer::Found(_) | Answer::NotFound { .. } => panic!("nothing was asked"),
            }
        }
    }

    fn fail(&mut self, tell: impl FnOnce(&mut Queue, Instant)) {
        say("not recorded");
        tell(&mut self.queue, self.now);
        self.now += Duration::from_mins(1);
    }

    async fn end(mut self) {
        self.settle(20).await;
        self.writer.close().await;
    }
}

fn show(proposal: &Proposal) {
    for entry in &proposal.entries {
        if let Body::Note { text, .. } = &entry.body {
            say(&format!("shown {text}"));
        }
    }
}

/// Says something at once: neither a buffer nor the test harness may keep it back.
fn say(line: &str) {
    let mut out = std::io::stdout().lock();
    out.write_all(format!("{line}\n").as_bytes()).unwrap();
    out.flush().unwrap();
}

/// Everything that a proposal can hold.
pub(crate) fn proposal(n: usize, readings: u32) -> Proposal {
    let at = Timestamp::now();
    let alarm = Alarm { annunciation: Annunciation::Unacknowledged, ..Alarm::default() };
    let record = Box::new(Record { alarm, number: n as u64, ..Record::default() });
    let id = Id::new(&format!("traffic.n{n}")).unwrap();
    let subject = Subject::Indicator(id.clone());
    let entries = vec![
        Entry { at, body: Body::Alarm { subject, event: AlarmChange::Raised, record, annunciates: true, sounds: true } },
        Entry { at, body: Body::Note { by: Some(Clean::new("张三")), text: Note::new(&note(n)).unwrap() } },
    ];
    let reading = |second: u32| StoredReading {
        feed: Clean::new("county"),
        as_of: Timestamp::from_second(1_700_000_000 + i64::from(second)).unwrap(),
        reading: Reading::of(id.clone(), Some(f64::from(second))),
    };
    Proposal { entries, readings: (0..readings).map(reading).collect(), delays: vec![(id.clone(), Vec::new())], owed: Vec::new() }
}
