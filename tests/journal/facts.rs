//! What a screen says that must not be lost, and the same of a journal.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use zhiban::duty::{AlarmChange, Annunciation, Body, Entry};

/// Something that has been shown as recorded.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Fact {
    /// The alarm of that event stood in that state.
    State(u64, &'static str),
    /// That event was in the watch log, as that.
    Event(u64, &'static str),
    /// That note of the test was on the screen.
    Text(String),
}

/// What has been shown, or what is in a journal.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Facts(pub(crate) BTreeSet<Fact>);

const UNACKNOWLEDGED: &str = "待确认";
const ACKNOWLEDGED: &str = "已确认";
const RETURNED: &str = "恢复待确认";
const RAISED: &str = "触发";
const CLEARED: &str = "恢复";
/// What is not recorded says so in its line.
const NOT_RECORDED: &str = "未落盘";
/// Every note of a test: this, and five digits.
const NOTE: &str = "note-";
const DIGITS: usize = 5;

/// The text of note number `n`.
pub(crate) fn note(n: usize) -> String {
    format!("{NOTE}{n:05}")
}

impl Facts {
    /// Adds what the rows of a screen say. The last is the foot: what is typed there is not yet said.
    pub(crate) fn read(&mut self, rows: impl Iterator<Item = String>) {
        let mut rows: Vec<String> = rows.collect();
        rows.pop();
        for row in rows.iter().filter(|row| !row.contains(NOT_RECORDED)) {
            let words: Vec<&str> = row.split_whitespace().collect();
            for pair in words.windows(2) {
                let Some(number) = pair[0].strip_prefix('#').and_then(|digits| digits.parse().ok()) else { continue };
                // In a list the state follows the number; in the log what happened does, and a time of day stands before.
                self.0.extend(match pair[1] {
                    UNACKNOWLEDGED => Some(Fact::State(number, UNACKNOWLEDGED)),
                    ACKNOWLEDGED => Some(Fact::State(number, ACKNOWLEDGED)),
                    RETURNED => Some(Fact::State(number, RETURNED)),
                    RAISED => Some(Fact::Event(number, RAISED)),
                    CLEARED => Some(Fact::Event(number, CLEARED)),
                    _ => None,
                });
            }
            self.0.extend(words.iter().filter(|word| is_note(word)).map(|word| Fact::Text((*word).to_owned())));
        }
    }

    /// What the entries of a journal say, each hash checked; fails where the journal is not whole.
    pub(crate) async fn of_journal(path: &Path) -> Self {
        let verified = zhiban::journal::verify(path).await.unwrap();
        assert_eq!(verified.problems, Vec::<String>::new(), "{}", path.display());
        Self::of(&entries(path).await)
    }

    /// What entries say.
    pub(crate) fn of(entries: &[Entry]) -> Self {
        let mut facts = BTreeSet::new();
        for entry in entries {
            match &entry.body {
                Body::Note { text, .. } => {
                    facts.insert(Fact::Text(text.to_string()));
                }
                Body::Alarm { event, record, .. } => {
                    let state = match record.alarm.annunciation {
                        Annunciation::Unacknowledged => Some(UNACKNOWLEDGED),
                        Annunciation::Acknowledged => Some(ACKNOWLEDGED),
                        Annunciation::Returned => Some(RETURNED),
                        Annunciation::Normal | Annunciation::Latched => None,
                    };
                    facts.extend(state.map(|state| Fact::State(record.number, state)));
                    let event = match event {
                        AlarmChange::Raised => Some(Fact::Event(record.number, RAISED)),
                        AlarmChange::Cleared(_) => Some(Fact::Event(record.number, CLEARED)),
                        // The log's word for it is that of the state.
                        AlarmChange::Acknowledged => Some(Fact::State(record.number, ACKNOWLEDGED)),
                        _ => None,
                    };
                    facts.extend(event);
                    let noted = record.acknowledgement.as_ref().and_then(|acknowledgement| acknowledgement.note.as_ref());
                    facts.extend(noted.map(|note| Fact::Text(note.to_string())));
                }
                _ => {}
            }
        }
        Self(facts)
    }

    /// The notes among them, the oldest first.
    pub(crate) fn texts(&self) -> impl Iterator<Item = &str> {
        self.0.iter().filter_map(|fact| if let Fact::Text(text) = fact { Some(text.as_str()) } else { None })
    }

    /// How many there are of each kind.
    pub(crate) fn counts(&self) -> BTreeMap<&'static str, usize> {
        let mut counts = BTreeMap::new();
        for fact in &self.0 {
            let kind = match fact {
                Fact::State(_, word) | Fact::Event(_, word) => word,
                Fact::Text(_) => NOTE,
            };
            *counts.entry(kind).or_insert(0) += 1;
        }
        counts
    }

    /// What of this is not in `journal`.
    pub(crate) fn missing_from(&self, journal: &Self) -> Vec<Fact> {
        self.0.difference(&journal.0).cloned().collect()
    }
}

/// The entries of a journal that is not open, through its own export.
pub(crate) async fn entries(path: &Path) -> Vec<Entry> {
    let mut lines = Vec::new();
    zhiban::journal::export(path, &mut lines).await.unwrap();
    let lines = String::from_utf8(lines).unwrap();
    let entry = |line: &str| {
        let line: serde_json::Value = serde_json::from_str(line).unwrap();
        line.get("entry").map(|entry| serde_json::from_value(entry["entry"].clone()).unwrap())
    };
    lines.lines().filter_map(entry).collect()
}

fn is_note(word: &str) -> bool {
    word.strip_prefix(NOTE).is_some_and(|digits| digits.len() == DIGITS && digits.bytes().all(|byte| byte.is_ascii_digit()))
}

#[test]
fn a_screen_is_read_as_a_user_reads_it() {
    let rows = [
        " ✖ 08:41 #17     待确认      道路交通 n1 4 ≥ 3  1分",
        " ▲ 08:05 #12     已确认      道路交通 n2 1 ≥ 1  — 08:05 note-00003",
        " 08:05   ▲ #12 触发 n2 value >= 1",
        " 08:05   ▲ #13 恢复待确认 未落盘",
        " 08:06     记事 note-00004  未落盘",
        " 08:06     记事 note-0000…",
        " 记事（500 字内）：note-00009",
    ];
    let mut facts = Facts::default();
    facts.read(rows.iter().map(|row| (*row).to_owned()));
    let wanted = [Fact::State(12, ACKNOWLEDGED), Fact::State(17, UNACKNOWLEDGED), Fact::Event(12, RAISED), Fact::Text(note(3))];
    assert_eq!(facts.0.into_iter().collect::<Vec<_>>(), wanted);
}
