//! A recorded feed: one snapshot a line.

use std::ops::Range;
use std::path::{Path, PathBuf};

use jiff::Timestamp;
use serde::Deserialize;

use crate::duty::Span;

/// A recorded feed, read whole.
#[derive(Clone, Debug)]
pub struct Recording {
    bytes: Vec<u8>,
    /// In the order of time; at least one.
    snapshots: Vec<Place>,
}

/// Where a snapshot stands.
#[derive(Clone, Debug)]
struct Place {
    /// When it was true.
    as_of: Timestamp,
    /// Its line, counted from 1.
    number: usize,
    range: Range<usize>,
}

/// A recorded snapshot.
#[derive(Clone, Copy, Debug)]
pub struct Line<'a> {
    /// Its line in the file, counted from 1.
    pub number: usize,
    /// When it was true.
    pub as_of: Timestamp,
    /// The document.
    pub text: &'a [u8],
}

/// Why a recorded feed cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum RecordingError {
    /// It cannot be read.
    #[error("cannot read the recording {}: {error}", path.display())]
    Unreadable {
        /// Which file.
        path: PathBuf,
        /// What the system said.
        error: std::io::Error,
    },
    /// A line is not a snapshot, or older than the one before.
    #[error("{}:{line}: {reason}", path.display())]
    Line {
        /// Which file.
        path: PathBuf,
        /// Which line, counted from 1.
        line: usize,
        /// What is wrong.
        reason: String,
    },
    /// There is no snapshot in it.
    #[error("the recording {} holds no snapshot", .0.display())]
    Empty(PathBuf),
}

/// All that is read of a line before it is served: the poller reads the rest.
#[derive(Deserialize)]
struct Dated {
    as_of: Timestamp,
}

impl Recording {
    /// Reads a file; blank lines, a byte order mark and Windows line ends are no errors.
    ///
    /// # Errors
    /// With the line that is wrong.
    pub fn read(path: &Path) -> Result<Self, RecordingError> {
        let bytes = std::fs::read(path).map_err(|error| RecordingError::Unreadable { path: path.to_owned(), error })?;
        Self::parse(bytes, path)
    }

    fn parse(bytes: Vec<u8>, path: &Path) -> Result<Self, RecordingError> {
        let wrong = |line, reason| RecordingError::Line { path: path.to_owned(), line, reason };
        let mut snapshots: Vec<Place> = Vec::new();
        let mut start = if bytes.starts_with(b"\xef\xbb\xbf") { 3 } else { 0 };
        for (number, line) in (1..).zip(bytes.get(start..).unwrap_or_default().split(|byte| *byte == b'\n')) {
            let range = start..start + line.len();
            start = range.end + 1;
            if line.trim_ascii().is_empty() {
                continue;
            }
            let dated: Dated = serde_json::from_slice(line).map_err(|error| wrong(number, error.to_string()))?;
            if snapshots.last().is_some_and(|before| dated.as_of < before.as_of) {
                return Err(wrong(number, format!("{} is older than the line before", dated.as_of)));
            }
            snapshots.push(Place { as_of: dated.as_of, number, range });
        }
        if snapshots.is_empty() {
            return Err(RecordingError::Empty(path.to_owned()));
        }
        Ok(Self { bytes, snapshots })
    }

    /// The newest snapshot that was true by `time`.
    #[must_use]
    pub fn at(&self, time: Timestamp) -> Option<&[u8]> {
        let due = self.snapshots.partition_point(|place| place.as_of <= time);
        self.snapshots.get(due.checked_sub(1)?).map(|place| self.line(place).text)
    }

    /// Its snapshots in the order of time.
    pub fn lines(&self) -> impl Iterator<Item = Line<'_>> {
        self.snapshots.iter().map(|place| self.line(place))
    }

    fn line(&self, place: &Place) -> Line<'_> {
        let text = self.bytes.get(place.range.clone()).unwrap_or_default().trim_ascii();
        Line { number: place.number, as_of: place.as_of, text }
    }

    /// When the first snapshot was true.
    #[must_use]
    pub fn first(&self) -> Timestamp {
        self.snapshots.first().map_or(Timestamp::MIN, |place| place.as_of)
    }

    /// When the last snapshot was true.
    #[must_use]
    pub fn last(&self) -> Timestamp {
        self.snapshots.last().map_or(Timestamp::MAX, |place| place.as_of)
    }

    /// How far apart snapshots mostly are, a second at least.
    #[must_use]
    pub fn median_interval(&self) -> Span {
        let mut gaps: Vec<i64> = self
            .snapshots
            .windows(2)
            .filter_map(|pair| match pair {
                [a, b] => Some(b.as_of.duration_since(a.as_of).as_secs()),
                _ => None,
            })
            .collect();
        gaps.sort_unstable();
        let median = gaps.get(gaps.len() / 2).copied().unwrap_or(1).max(1);
        Span::from_seconds(u32::try_from(median).unwrap_or(u32::MAX))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parse(text: &str) -> Result<Recording, RecordingError> {
        Recording::parse(text.as_bytes().to_vec(), Path::new("feed.ndjson"))
    }

    fn line(minute: u32) -> String {
        format!("{{\"schema\":\"zhiban/1\",\"as_of\":\"2014-06-01T00:{minute:02}:00-04:00\",\"readings\":[]}}")
    }

    #[test]
    fn gives_the_newest_snapshot_that_is_due() {
        let recording = parse(&format!("\u{feff}{}\r\n\n{}\n{}", line(0), line(10), line(20))).unwrap();
        let at = |time: &str| recording.at(time.parse().unwrap()).map(|bytes| String::from_utf8(bytes.to_vec()).unwrap());
        assert_eq!(at("2014-05-31T23:59:59-04:00"), None);
        assert_eq!(at("2014-06-01T00:00:00-04:00"), Some(line(0)));
        assert_eq!(at("2014-06-01T00:19:59-04:00"), Some(line(10)));
        assert_eq!(at("2020-06-01T00:00:00-04:00"), Some(line(20)));
        let numbers: Vec<(usize, String)> =
            recording.lines().map(|l| (l.number, String::from_utf8(l.text.to_vec()).unwrap())).collect();
        assert_eq!(numbers, [(1, line(0)), (3, line(10)), (4, line(20))], "lines are counted as an editor does");
        assert_eq!(recording.median_interval(), Span::from_seconds(600));
        assert_eq!(recording.last(), "2014-06-01T00:20:00-04:00".parse().unwrap());
    }

    #[test]
    fn errors_name_the_line() {
        for (text, words) in [
            (format!("{}\nnonsense\n", line(0)), "feed.ndjson:2: expected"),
            (format!("{}\n\n{}\n", line(10), line(0)), "feed.ndjson:3: 2014-06-01T04:00:00Z is older"),
            ("{\"as_of\": \"yesterday\"}".to_owned(), "feed.ndjson:1: "),
            ("\n\n".to_owned(), "holds no snapshot"),
        ] {
            let error = parse(&text).unwrap_err().to_string();
            assert!(error.contains(words), "{error}");
        }
    }
}
