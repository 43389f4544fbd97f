//! What `record` says while it runs, on standard error.

use std::fmt::Display;
use std::io::{self, Write};
use std::path::Path;

use jiff::Timestamp;
use jiff::tz::TimeZone;

use crate::command::json::time;
use crate::duty::{Clean, Feed, FeedState};
use crate::screen::Words;

use super::taken::Taken;
use super::tape::FoundThere;

/// Lines on standard error, each with the time and the feed, in the language of the user.
pub(super) struct Notices {
    words: &'static Words,
    zone: TimeZone,
}

impl Notices {
    pub(super) fn new(words: &'static Words, zone: TimeZone) -> Self {
        Self { words, zone }
    }

    /// Says something about a feed.
    pub(super) fn say(&self, feed: &Clean, text: &str) {
        line(&format!("{} {feed}: {text}", time(Timestamp::now(), &self.zone)));
    }

    /// That a file is recorded into, and what was found in it.
    pub(super) fn opened(&self, feed: &Clean, file: &Path, found: &FoundThere) {
        let file = name(file);
        let mut text = match found.as_of {
            None => format!("{} {file}", self.words.pick("录制到", "recording into")),
            Some(as_of) => {
                let as_of = time(as_of, &self.zone);
                format!(
                    "{} {file}{} {as_of}",
                    self.words.pick("续录到", "continuing"),
                    self.words.pick("，末条", ", which ends at")
                )
            }
        };
        if found.cut > 0 {
            text.push_str(&around(
                self.words.pick(
                    ("；末行未写完，已截去 ", " 字节"),
                    ("; its last line was not finished: ", " bytes of it are cut back"),
                ),
                found.cut,
            ));
        }
        self.say(feed, &text);
    }

    /// That a feed is another than it was. The first good answer is no news.
    pub(super) fn changed(&self, feed: &Feed, state: FeedState, at: Timestamp) {
        let word = self.words.feed_state(state);
        let text = match (&feed.trouble, state) {
            (Some((trouble, _)), _) => format!("{word}: {}", self.words.trouble(trouble)),
            (None, FeedState::Live) if feed.overcome.is_none() => return,
            (None, FeedState::Live) => self.words.pick("恢复", "answers again").to_owned(),
            (None, _) => {
                let as_of = feed.as_of.map(|as_of| time(as_of, &self.zone)).unwrap_or_default();
                format!("{word}: {} {as_of}", self.words.pick("数据时间停在", "its figures are still those of"))
            }
        };
        line(&format!("{} {}: {text}", time(at, &self.zone), feed.name));
    }

    /// That figures could not be read.
    pub(super) fn unread(&self, feed: &Clean, count: usize) {
        let text = self.words.pick(
            ("", " 处读不出，按“未知”录入；原因见 zhiban feed check"),
            ("", " figures could not be read and are recorded as not known; `zhiban feed check` says why"),
        );
        self.say(feed, &around(text, count));
    }

    /// That a snapshot was not written.
    pub(super) fn not_written(&self, feed: &Clean, file: &Path, error: &io::Error) {
        let text = self.words.pick("写不进，未录入；继续尝试", "cannot write, not recorded; going on with the next");
        self.say(feed, &format!("{}: {text}: {}", name(file), Clean::new(&error.to_string())));
    }

    /// That they are written again, and how many were not.
    pub(super) fn writes_again(&self, feed: &Clean, missing: u64) {
        self.say(
            feed,
            &around(self.words.pick(("恢复写入，缺 ", " 条"), ("writing again; ", " snapshots are missing")), missing),
        );
    }

    /// What was recorded, at the end.
    pub(super) fn sum_up(&self, taken: &[Taken]) {
        for taken in taken {
            let (before, between) = self.words.pick(("录入 ", " 条："), ("recorded ", " snapshots in "));
            let mut text = around((before, between), taken.written) + name(taken.path()).as_str();
            if taken.missing > 0 {
                text.push_str(&around(self.words.pick(("；未能写入 ", " 条"), ("; ", " could not be written")), taken.missing));
            }
            self.say(taken.name(), &text);
        }
    }
}

/// A number between two texts.
fn around((before, after): (&str, &str), number: impl Display) -> String {
    format!("{before}{number}{after}")
}

fn name(file: &Path) -> Clean {
    Clean::new(&file.display().to_string())
}

/// A line on standard error. That it cannot be written is no reason to end: it may lie on the disk that is full.
fn line(text: &str) {
    let _ = writeln!(io::stderr(), "{text}");
}
