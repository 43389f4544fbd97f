//! `zhiban feed check` of a mapped feed: what every path found and what it came to, in columns.

use jiff::tz::TimeZone;
use unicode_width::UnicodeWidthStr;

use crate::command::json::time;
use crate::duty::{Part, Trouble, Unread};
use crate::feed::{Look, Seen, Subject};
use crate::screen::Words;

/// What was looked for, each path that was tried, how many nodes it found, where the first is; on the last line of each what came of it.
pub(super) fn written(looks: &[Look], zone: &TimeZone, words: &Words) -> String {
    if looks.is_empty() {
        return String::new();
    }
    let mut rows = vec![["", "path", "nodes", "first", "comes to"].map(str::to_owned)];
    rows.extend(looks.iter().flat_map(|look| lines(look, zone, words)));
    let widths: [usize; 5] = std::array::from_fn(|column| {
        rows.iter().filter_map(|row| row.get(column)).map(|cell| cell.width()).max().unwrap_or_default()
    });
    rows.iter().map(|row| line(row, &widths)).collect()
}

fn line(cells: &[String; 5], widths: &[usize; 5]) -> String {
    let mut line = String::new();
    for (column, (cell, width)) in cells.iter().zip(widths).enumerate() {
        let space = " ".repeat(width.saturating_sub(cell.width()));
        // Numbers are written to the right.
        let (left, right) = if column == 2 { (space.as_str(), cell.as_str()) } else { (cell.as_str(), space.as_str()) };
        line.extend([left, right, "  "]);
    }
    format!("{}\n", line.trim_end())
}

fn lines(look: &Look, zone: &TimeZone, words: &Words) -> Vec<[String; 5]> {
    let (subject, came) = (subject(&look.subject), came(&look.seen, zone, words));
    if look.tried.is_empty() {
        return vec![[subject, "(the answer's Date)".to_owned(), String::new(), String::new(), came]];
    }
    let last = look.tried.len() - 1;
    let line = |(number, tried): (usize, &crate::feed::Tried)| {
        [
            if number == 0 { subject.clone() } else { String::new() },
            tried.path.to_string(),
            tried.nodes.to_string(),
            tried.first.as_ref().map_or_else(|| "-".to_owned(), ToString::to_string),
            if number == last { came.clone() } else { String::new() },
        ]
    };
    look.tried.iter().enumerate().map(line).collect()
}

/// What was looked for, by its key in the configuration.
fn subject(subject: &Subject) -> String {
    match subject {
        Subject::Ok => "ok".to_owned(),
        Subject::Message => "ok.message".to_owned(),
        Subject::Total => "total".to_owned(),
        Subject::Rows => "rows".to_owned(),
        Subject::AsOf => "as_of".to_owned(),
        Subject::Figure(id, Part::Value) => id.to_string(),
        Subject::Figure(_, Part::LastYear) => "  last_year".to_owned(),
        Subject::Figure(_, Part::Corrections) => "  corrections".to_owned(),
        Subject::Figure(_, Part::Sample) => "  sample".to_owned(),
        Subject::Figure(_, Part::Peer) => "  peer".to_owned(),
        Subject::Figure(_, Part::Of) => "  of".to_owned(),
        Subject::Figure(_, Part::Territories) | Subject::Territories(_) => "  territories".to_owned(),
    }
}

fn came(seen: &Seen, zone: &TimeZone, words: &Words) -> String {
    match seen {
        Seen::Figure(Some(figure)) => figure.to_string(),
        Seen::Figure(None) => "unknown: the document says so".to_owned(),
        Seen::Unread(why) => format!("unknown: {}", unread(why)),
        Seen::Count(count) => count.to_string(),
        Seen::Time(at) => time(*at, zone),
        Seen::Text(text) => text.to_string(),
        Seen::NotAllowed(text) => format!("{text}, which is none of `is`"),
        Seen::Territories { taken, rows } => format!("{taken} of {rows} rows"),
        Seen::Refused(refusal) => words.trouble(&Trouble::Refused(refusal.clone())),
    }
}

fn unread(why: &Unread) -> String {
    match why {
        Unread::Nothing => "nothing found; if that means zero, set empty = \"zero\"".to_owned(),
        Unread::NotOne(count) => format!("{count} found and one wanted; set `reduce`"),
        Unread::NotANumber(place) => format!("not a number at {place}"),
        Unread::OutOfRange(place) => format!("not a number in its range at {place}"),
        Unread::Said(words) => words.to_string(),
    }
}
