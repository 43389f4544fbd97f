//! CSV: one long table for spreadsheets, a line for each thing in the report.

mod lines;

use csv::{Terminator, WriterBuilder};
use jiff::tz::TimeZone;

use crate::duty::Language;
use crate::duty::handover::Handover;

use super::ReportError;
use super::words::Words;

/// With it Excel reads the file as UTF-8.
const BYTE_ORDER_MARK: &str = "\u{feff}";

/// One line; what does not apply is empty. Numbers are plain, times local, lengths of time in seconds.
#[derive(Debug, Default)]
struct Line {
    section: &'static str,
    time: String,
    topic: String,
    subject: String,
    what: String,
    level: String,
    condition: String,
    then: String,
    now: String,
    growth: String,
    corrections: String,
    last_year: String,
    percent: String,
    until: String,
    seconds: String,
    times: String,
    officer: String,
    remark: String,
}

impl Line {
    fn cells(self) -> [String; 18] {
        [
            self.section.to_owned(),
            self.time,
            self.topic,
            self.subject,
            self.what,
            self.level,
            self.condition,
            self.then,
            self.now,
            self.growth,
            self.corrections,
            self.last_year,
            self.percent,
            self.until,
            self.seconds,
            self.times,
            self.officer,
            self.remark,
        ]
    }
}

fn heads(words: &Words) -> [&'static str; 18] {
    [
        words.section,
        words.time,
        words.topic,
        words.subject,
        words.what,
        words.level,
        words.condition,
        words.then,
        words.now,
        words.growth,
        words.corrections,
        words.last_year,
        words.change_in_percent,
        words.until,
        words.seconds,
        words.times,
        words.officer,
        words.remark,
    ]
}

/// The report as CSV.
pub(super) fn write(handover: &Handover, language: Language, zone: &TimeZone) -> Result<String, ReportError> {
    let words = Words::of(language);
    let failed = |reason: String| ReportError::Write { format: "CSV", reason };
    let mut writer = WriterBuilder::new().terminator(Terminator::CRLF).from_writer(BYTE_ORDER_MARK.as_bytes().to_vec());
    writer.write_record(heads(words)).map_err(|error| failed(error.to_string()))?;
    for line in lines::of(handover, words, zone) {
        writer.write_record(line.cells().map(safe)).map_err(|error| failed(error.to_string()))?;
    }
    let bytes = writer.into_inner().map_err(|error| failed(error.to_string()))?;
    String::from_utf8(bytes).map_err(|error| failed(error.to_string()))
}

/// A cell that no spreadsheet takes for a formula: one that begins like one, and is no plain number, gets an apostrophe
/// (OWASP "CSV injection"). The full-width signs begin a formula too where Chinese is typed.
fn safe(cell: String) -> String {
    let begins_formula = cell.starts_with(['=', '+', '-', '@', '\t', '\r', '\n', '＝', '＋', '－', '＠']);
    if begins_formula && !is_plain_number(&cell) { format!("'{cell}") } else { cell }
}

/// Digits with at most a sign before them and a point among them: nothing that could be calculated with.
fn is_plain_number(cell: &str) -> bool {
    let digits = cell.strip_prefix(['-', '+']).unwrap_or(cell);
    let (whole, part) = digits.split_once('.').unwrap_or((digits, "0"));
    let is_digits = |text: &str| !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit());
    is_digits(whole) && is_digits(part)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_begins_a_formula_but_numbers_stay_numbers() {
        for (cell, want) in [
            ("=1+1", "'=1+1"),
            ("=cmd|' /C calc'!A0", "'=cmd|' /C calc'!A0"),
            ("+86", "+86"),
            ("+86 10", "'+86 10"),
            ("-3.5", "-3.5"),
            ("-3.5.1", "'-3.5.1"),
            ("-", "'-"),
            ("-2+3", "'-2+3"),
            ("-.5", "'-.5"),
            ("1e5", "1e5"),
            ("-1e5", "'-1e5"),
            ("@SUM(A1)", "'@SUM(A1)"),
            ("\tx", "'\tx"),
            ("\rx", "'\rx"),
            ("＝1+1", "'＝1+1"),
            ("−3", "−3"),
            ("值班", "值班"),
            ("", ""),
        ] {
            assert_eq!(safe(cell.to_owned()), want);
        }
    }
}
