//! A file that snapshots are appended to, one a line, which a crash leaves whole.

use std::fs::{File, OpenOptions, TryLockError};
use std::io;
use std::os::unix::fs::FileExt;
use std::path::Path;

use jiff::Timestamp;
use serde::Deserialize;

use crate::command::Failure;
use crate::duty::SCHEMA;

/// How every line that was written here begins.
const BEGINNING: &[u8] = br#"{"schema":"zhiban/1","#;

/// How much is read at a time, from the end on.
const BLOCK: usize = 64 << 10;

/// The file. Each line is written at once and on the disk before the next; what a failure leaves of one is cut back.
#[derive(Debug)]
pub(super) struct Tape {
    file: File,
    /// How long it is up to the end of its last whole line, in bytes.
    whole: u64,
    /// Whether there may be more behind that.
    torn: bool,
    last: Vec<u8>,
}

/// What was found in a file that is continued.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct FoundThere {
    /// When its last snapshot was true.
    pub(super) as_of: Option<Timestamp>,
    /// How many bytes of a line that was never finished were cut back.
    pub(super) cut: u64,
}

/// All that is read of a line.
#[derive(Deserialize)]
struct Dated {
    schema: String,
    as_of: Timestamp,
}

impl Tape {
    /// Opens a file to continue it, or makes it. What is not a recording is left as it is.
    pub(super) fn open(path: &Path) -> Result<(Self, FoundThere), Failure> {
        let failed = |doing: &str| Failure::while_doing(format!("cannot {doing} {}", path.display()));
        let file = OpenOptions::new().read(true).write(true).create(true).truncate(false).open(path).map_err(failed("open"))?;
        match file.try_lock() {
            Ok(()) => {}
            Err(TryLockError::WouldBlock) => {
                return Err(Failure::Other(format!("another program records into {}", path.display())));
            }
            Err(TryLockError::Error(error)) => return Err(failed("lock")(error)),
        }
        let length = file.metadata().map_err(failed("read"))?.len();
        let mut tape = Self { file, whole: length, torn: false, last: Vec::new() };
        let found = tape.find_end(length).map_err(failed("read"))?;
        let Some((as_of, whole, ended)) = found else {
            return Err(Failure::Other(format!(
                "{} does not end as a recording does: it is left as it is; record into another file",
                path.display()
            )));
        };
        tape.whole = whole;
        tape.torn = whole < length;
        tape.mend().map_err(failed("mend"))?;
        if !ended {
            tape.put(b"\n").map_err(failed("continue"))?;
        }
        Ok((tape, FoundThere { as_of, cut: length - whole }))
    }

    /// Appends a line. Gives whether it was written; one that is the same as the last is not.
    ///
    /// # Errors
    /// With what the system said; then nothing was.
    pub(super) fn append(&mut self, line: String) -> io::Result<bool> {
        let mut line = line.into_bytes();
        if line == self.last {
            return Ok(false);
        }
        line.push(b'\n');
        self.put(&line)?;
        line.pop();
        self.last = line;
        Ok(true)
    }

    fn put(&mut self, bytes: &[u8]) -> io::Result<()> {
        self.mend()?;
        self.torn = true;
        let written = self.file.write_all_at(bytes, self.whole).and_then(|()| self.file.sync_data());
        if let Err(error) = written {
            // If it cannot be cut back now, it is before the next.
            let _ = self.mend();
            return Err(error);
        }
        self.torn = false;
        self.whole += u64::try_from(bytes.len()).unwrap_or(u64::MAX);
        Ok(())
    }

    /// Cuts back what is left of a line that was not finished.
    fn mend(&mut self) -> io::Result<()> {
        if self.torn {
            self.file.set_len(self.whole)?;
            self.torn = false;
        }
        Ok(())
    }

    /// When the last snapshot was true, where its line ends, and whether that line is ended; nothing if the file is no recording. Of a
    /// crash or a power cut there may be one line at the end that is a piece, or holds zeros where it was not written.
    fn find_end(&mut self, length: u64) -> io::Result<Option<(Option<Timestamp>, u64, bool)>> {
        let mut end = length;
        for _ in 0..2 {
            let Some((start, line)) = self.line_before(end)? else { return Ok(Some((None, 0, true))) };
            let text = line.trim_ascii();
            match serde_json::from_slice::<Dated>(text) {
                Ok(dated) if dated.schema == SCHEMA => {
                    let ended = end < length || line.ends_with(b"\n");
                    self.last = text.to_vec();
                    return Ok(Some((Some(dated.as_of), end, ended)));
                }
                _ if is_piece(text) => end = start,
                _ => return Ok(None),
            }
        }
        Ok(None)
    }

    /// The last line that is not blank before `end`, with its line end, and where it starts; nothing if there is none.
    fn line_before(&self, end: u64) -> io::Result<Option<(u64, Vec<u8>)>> {
        let mut line: Vec<u8> = Vec::new();
        let mut start = end;
        while start > 0 {
            let size = BLOCK.min(usize::try_from(start).unwrap_or(BLOCK));
            let from = start - u64::try_from(size).unwrap_or_default();
            let mut block = vec![0; size];
            self.file.read_exact_at(&mut block, from)?;
            block.append(&mut line);
            line = block;
            start = from;
            let text = line.trim_ascii_end().len();
            let before = line.get(..text).unwrap_or_default();
            if let Some(at) = before.iter().rposition(|byte| *byte == b'\n') {
                let line = line.split_off(at + 1);
                return Ok(Some((start + u64::try_from(at).unwrap_or_default() + 1, line)));
            }
        }
        Ok((!line.trim_ascii().is_empty()).then_some((0, line)))
    }
}

/// Whether it may be what is left of a line that was written here.
fn is_piece(text: &[u8]) -> bool {
    let (written, rest) = text.split_at(text.iter().position(|byte| *byte == 0).unwrap_or(text.len()));
    let is_ours = written.starts_with(BEGINNING) || BEGINNING.starts_with(written);
    is_ours && rest.iter().all(|byte| *byte == 0)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn line(minute: u32) -> String {
        let readings = format!(r#"[{{"id":"traffic.deaths","value":{minute}}}]"#);
        format!(r#"{{"schema":"zhiban/1","as_of":"2026-03-05T08:{minute:02}:00Z","readings":{readings}}}"#)
    }

    /// The beginning of a line.
    fn piece(minute: u32, bytes: usize) -> String {
        line(minute).get(..bytes).unwrap().to_owned()
    }

    fn time(minute: u32) -> Timestamp {
        format!("2026-03-05T08:{minute:02}:00Z").parse().unwrap()
    }

    /// What a file holds after it was opened and continued, and what was found in it.
    fn continued(before: &[u8]) -> (FoundThere, String) {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a.ndjson");
        std::fs::write(&path, before).unwrap();
        let (mut tape, found) = Tape::open(&path).unwrap();
        assert!(tape.append(line(59)).unwrap());
        (found, std::fs::read_to_string(&path).unwrap())
    }

    #[test]
    fn a_recording_is_continued_after_its_last_line() {
        let two = format!("{}\n{}\n", line(1), line(2));
        for (before, cut, want) in [
            (String::new(), 0, String::new()),
            (two.clone(), 0, two.clone()),
            (two.trim_end().to_owned(), 0, two.clone()),
            (format!("{two}\n\r\n"), 0, format!("{two}\n\r\n")),
            (format!("{two}{}", piece(3, 40)), 40, two.clone()),
            (format!("{two}{{\"sch"), 5, two.clone()),
            (format!("{two}{}", "\0".repeat(100)), 100, two.clone()),
            (format!("{two}{}{}\n", piece(3, 40), "\0".repeat(60)), 101, two.clone()),
            (piece(3, 40), 40, String::new()),
        ] {
            let as_of = (!want.is_empty()).then(|| time(2));
            let (found, after) = continued(before.as_bytes());
            assert_eq!(found, FoundThere { as_of, cut }, "{before:?}");
            assert_eq!(after, format!("{want}{}\n", line(59)), "{before:?}");
        }
    }

    #[test]
    fn a_long_line_is_found_whole() {
        let long = line(7).replace("[{", &format!("[{}{{", " ".repeat(3 * BLOCK)));
        let (found, after) = continued(format!("{}\n{long}\n", line(1)).as_bytes());
        assert_eq!(found.as_of, Some(time(7)));
        assert_eq!(after.len(), line(1).len() + long.len() + line(59).len() + 3);
    }

    #[test]
    fn what_is_no_recording_is_left_as_it_is() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("config.toml");
        let two_pieces = format!("{}\n{}\n{}", line(1), piece(2, 30), piece(3, 30));
        let other = line(1).replace("zhiban/1", "zhiban/2");
        let zeros_in_front = format!("{}\n\0\0important", line(1));
        for text in [
            "[[feed]]\nname = \"a\"\n",
            "x",
            "\0important",
            &zeros_in_front,
            "{\"as_of\":\"2026-03-05T08:00:00Z\"}\n",
            &two_pieces,
            &other,
        ] {
            std::fs::write(&path, text).unwrap();
            let error = Tape::open(&path).unwrap_err().to_string();
            assert!(error.contains("config.toml does not end as a recording does"), "{error}");
            assert_eq!(std::fs::read_to_string(&path).unwrap(), text);
        }
    }

    #[test]
    fn two_do_not_record_into_one_file_and_one_records_nothing_twice() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a.ndjson");
        let (mut tape, _) = Tape::open(&path).unwrap();
        assert!(Tape::open(&path).unwrap_err().to_string().contains("another program records into"));
        assert!(tape.append(line(1)).unwrap() && !tape.append(line(1)).unwrap());
        drop(tape);
        let (mut tape, _) = Tape::open(&path).unwrap();
        assert!(!tape.append(line(1)).unwrap(), "nor when it is continued");
        assert_eq!(std::fs::read_to_string(&path).unwrap(), line(1) + "\n");
    }

    proptest! {
        #[test]
        fn wherever_a_crash_cuts_whole_lines_stay_and_nothing_else(cut in 0_usize..400) {
            let all: String = (1..=3).map(|minute| line(minute) + "\n").collect();
            let before = all.get(..cut.min(all.len())).unwrap();
            let (_, after) = continued(before.as_bytes());
            let lines: Vec<&str> = after.lines().collect();
            let (last, first) = lines.split_last().unwrap();
            prop_assert_eq!(*last, line(59));
            // A line whose end alone is missing is whole.
            let whole = all.lines().scan(0, |end, line| { *end += line.len(); let at = *end; *end += 1; Some(at) });
            prop_assert_eq!(first.len(), whole.filter(|at| *at <= before.len()).count());
        }
    }
}
