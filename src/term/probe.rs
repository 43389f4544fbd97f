//! Whether the symbols take one cell each, asked of the terminal once at the start.
//!
//! A symbol is written at the left edge and the terminal asked where its cursor is now (CPR); behind the last stands a
//! question that every terminal answers (DA1), so that one which does not know the first is not waited for in vain. The
//! line is wiped in the same breath. Keys typed meanwhile are swallowed: they can be told from answers only where they
//! are no escape sequences, and a key typed before anything is on the screen was not meant for it.

use std::fs::File;
use std::io::{self, Read, Write};
use std::os::fd::AsFd;
use std::time::{Duration, Instant};

use crossterm::terminal::{disable_raw_mode, enable_raw_mode};
use nix::errno::Errno;
use nix::poll::{PollFd, PollFlags, PollTimeout, poll};

use super::facts::Facts;

/// How long all questions about symbols may take together.
const PATIENCE: Duration = Duration::from_millis(200);

/// How long a terminal that is known to answer may take to say its colours.
const COLOURS: Duration = Duration::from_millis(500);

/// How much is read at most: what a terminal answers is far shorter.
const MOST: usize = 4096;

/// The terminal while it is asked: in raw mode, so that no answer is echoed. It stays so until this is dropped.
#[derive(Debug)]
pub struct Inquiry {
    /// Whether it has been asked something and answered nothing.
    silent: bool,
    /// Whether it has answered.
    answers: bool,
}

impl Inquiry {
    /// Begins to ask.
    ///
    /// # Errors
    /// When the terminal refuses raw mode.
    pub fn begin() -> io::Result<Self> {
        enable_raw_mode()?;
        Ok(Self { silent: false, answers: false })
    }

    /// Whether each of these symbols takes exactly one cell; nothing where the terminal does not say. Waits a fifth of a
    /// second at most.
    ///
    /// The first is asked about alone: a terminal that takes each byte for a cell would take some of the others for control
    /// codes, and shows by the first that it must not be sent them.
    pub fn takes_one_cell(&mut self, symbols: &[&str]) -> Option<bool> {
        let until = Instant::now() + PATIENCE;
        let (first, others) = symbols.split_at_checked(1)?;
        match self.measure(first, until) {
            Some(true) if !others.is_empty() => self.measure(others, until),
            answer => answer,
        }
    }

    /// Whether the background is light. A terminal that has answered nothing so far is not waited for again.
    #[must_use]
    pub fn is_light(&self) -> bool {
        let patience = if self.answers { COLOURS } else { PATIENCE };
        !self.silent && Facts::is_light(patience)
    }

    fn measure(&mut self, symbols: &[&str], until: Instant) -> Option<bool> {
        let heard = exchange(&question(symbols), until).ok()?;
        self.answers |= heard.ended;
        self.silent = !self.answers;
        // A key that looks like an answer, or one that did not come: nothing is known.
        (heard.columns.len() == symbols.len()).then(|| heard.columns.iter().all(|column| *column == 2))
    }
}

impl Drop for Inquiry {
    fn drop(&mut self) {
        // A terminal that is gone cannot be given back.
        let _ = disable_raw_mode();
    }
}

/// What is written to ask about symbols.
fn question(symbols: &[&str]) -> Vec<u8> {
    let mut question = String::new();
    for symbol in symbols {
        question.push('\r');
        question.push_str(symbol);
        question.push_str("\x1b[6n");
    }
    question.push_str("\r\x1b[K\x1b[c");
    question.into_bytes()
}

/// Writes a question and reads until the last answer to it, or `until`.
fn exchange(question: &[u8], until: Instant) -> io::Result<Heard> {
    // Neither goes through the buffers of the standard streams: what they held would be lost to whoever reads next.
    let mut output = File::from(io::stdout().as_fd().try_clone_to_owned()?);
    let mut input = File::from(io::stdin().as_fd().try_clone_to_owned()?);
    output.write_all(question)?;
    let mut bytes = Vec::new();
    let mut chunk = [0; 256];
    loop {
        let heard = Heard::in_bytes(&bytes);
        let left = until.saturating_duration_since(Instant::now());
        if heard.ended || left.is_zero() || bytes.len() >= MOST {
            return Ok(heard);
        }
        // A millisecond more: a poll rounds down, and would spin through the last.
        let left = PollTimeout::try_from(left + Duration::from_millis(1)).unwrap_or(PollTimeout::ZERO);
        match poll(&mut [PollFd::new(input.as_fd(), PollFlags::POLLIN)], left) {
            Ok(0) | Err(Errno::EINTR) => {}
            Ok(_) => match input.read(&mut chunk)? {
                0 => return Ok(heard),
                count => bytes.extend(chunk.iter().take(count)),
            },
            Err(error) => return Err(error.into()),
        }
    }
}

/// What a terminal answered.
#[derive(Debug, Default, PartialEq, Eq)]
struct Heard {
    /// The columns in which its cursor stood, the first being 1.
    columns: Vec<u16>,
    /// Whether the answer to the last question came.
    ended: bool,
}

impl Heard {
    /// The answers among what was read; keys and what is not whole yet are passed over.
    fn in_bytes(bytes: &[u8]) -> Self {
        let mut heard = Self::default();
        let text = String::from_utf8_lossy(bytes);
        for sequence in text.split("\x1b[").skip(1) {
            let Some((parameters, last)) =
                sequence.find(|c| ('@'..='~').contains(&c)).and_then(|end| sequence.split_at_checked(end))
            else {
                continue;
            };
            match last.chars().next() {
                Some('c') if parameters.starts_with('?') => heard.ended = true,
                Some('R') => heard.columns.extend(parameters.split_once(';').and_then(|(_, column)| column.parse::<u16>().ok())),
                _ => {}
            }
        }
        heard
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn answers_are_found_among_keys() {
        let heard = Heard::in_bytes(b"q\x1b[A\x1b[12;2Rx\x1b[12;3R\x1b[?62;c");
        assert_eq!(heard, Heard { columns: vec![2, 3], ended: true });
        for part in [&b"\x1b[12;2"[..], b"\x1b[?6", b"c2R", b"\x1b[c", b"\x1b[R", b"\x1b[1;R", b"\x1b[1;99999R", b"\xff\x1b["] {
            assert_eq!(Heard::in_bytes(part), Heard::default(), "{part:?}");
        }
    }

    #[test]
    fn a_question_wipes_its_line() {
        assert_eq!(question(&["─"]), "\r─\x1b[6n\r\x1b[K\x1b[c".as_bytes());
    }
}
