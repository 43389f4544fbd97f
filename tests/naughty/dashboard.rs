//! The dashboard in a terminal, all its screens in both languages, and all that it writes elsewhere meanwhile.

use std::fs;
use std::path::Path;
use std::thread;
use std::time::{Duration, Instant};

use assert_cmd::Command;
use serde_json::Value;

use crate::PROGRAM;
use crate::bytes::{unclean, unknown};
use crate::county::County;
use crate::pty::Pty;
use crate::strings::naughty;

/// A terminal with the dashboard of the county.
fn dashboard(county: &County) -> Pty {
    let (config, log) = (county.config(), county.folder.path().join("log"));
    let arguments = ["-vv", "--config", config.to_str().unwrap(), "--log", log.to_str().unwrap()];
    Pty::run(Path::new(PROGRAM), &arguments, &[("LANG", "zh_CN.UTF-8"), ("COLORTERM", "truecolor")], (320, 90))
}

/// Presses keys one after another, each time long enough for a frame.
fn press(pty: &mut Pty, keys: &[&str]) {
    for key in keys {
        pty.press(key);
        thread::sleep(Duration::from_millis(60));
    }
}

/// Every screen, as far down as it goes, in both languages.
fn look_around(pty: &mut Pty) {
    for _ in 0..2 {
        for screen in ["1", "2", "3", "4", "5", "6", "7", "8"] {
            press(pty, &[screen, "\x1b[6~", "\x1b[6~", "\x1b[B", "\x1b[F", "?"]);
            press(pty, &["?"]);
        }
        press(pty, &["4", "\t", "\t", "\t", "\t", "L"]);
    }
}

/// Pastes text, as a terminal does that brackets what is pasted.
fn paste(pty: &mut Pty, text: &str) {
    pty.press(&format!("\x1b[200~{text}\x1b[201~"));
    thread::sleep(Duration::from_millis(20));
}

/// Waits until nothing is written for a while: all keys have been taken, and what follows from them is on the screen.
fn rest(pty: &Pty) {
    let end = Instant::now() + Duration::from_mins(3);
    let mut before = 0;
    while pty.bytes().len() != before {
        assert!(Instant::now() < end, "it never rests\n{}", pty.rows().join("\n"));
        before = pty.bytes().len();
        thread::sleep(Duration::from_millis(300));
    }
}

fn expect_clean(pty: &Pty) {
    pty.wait("the terminal was not given back", |pty| !pty.shows_alternate_screen());
    let written = pty.bytes();
    assert_eq!(unknown(&written), None);
    let written = String::from_utf8(written).unwrap();
    // One that ends in ESC would be found wherever text stands before a sequence.
    let is_told_apart = |string: &&String| unclean(string).is_some() && string.trim().len() > 3 && !string.ends_with('\x1b');
    for string in naughty().iter().filter(is_told_apart) {
        assert!(!written.contains(string.as_str()), "{string:?} came through");
    }
}

#[test]
fn nothing_naughty_leaves_the_dashboard() {
    let county = County::new();
    let mut pty = dashboard(&county);
    pty.see("超限");
    look_around(&mut pty);
    // They are there, as text. (The terminal of the tests leaves out U+FFFD.)
    let written = String::from_utf8_lossy(&pty.bytes()).into_owned();
    assert!(["\u{fffd}[2J!", "\u{fffd}\u{fffd}31m"].iter().all(|part| written.contains(part)), "the county is called otherwise");
    // Typed and pasted: notes, the names of officers, filters, moments, and commands by name.
    for string in naughty().iter().filter(|string| string.len() < 2000) {
        pty.press("n");
        paste(&mut pty, string);
        pty.press("\r");
    }
    for keys in [&["7", "i"][..], &["5", "/"], &["2", "/"], &["b"], &[":"], &["7", "n"]] {
        press(&mut pty, keys);
        for string in naughty().iter().filter(|string| string.len() < 200) {
            paste(&mut pty, string);
        }
        // A loaded machine draws slower than is typed, and two Esc that wait to be read are one.
        for key in ["\r", "\x1b", "\x1b"] {
            rest(&pty);
            pty.press(key);
        }
        rest(&pty);
    }
    look_around(&mut pty);
    rest(&pty);
    pty.press("q");
    thread::sleep(Duration::from_millis(200));
    pty.press("y");
    pty.ended();
    expect_clean(&pty);

    let log = fs::read_to_string(county.folder.path().join("log")).unwrap();
    assert!(log.lines().count() > 10, "{log}");
    assert_eq!(unclean(&log), None);

    let (hooked, read) = county.told();
    assert!(!hooked.is_empty() && !read.is_empty());
    for body in hooked.iter().map(String::as_str).chain(read.lines()) {
        assert_eq!(unclean(body), None);
        each_text(&serde_json::from_str(body).unwrap(), &mut |text| assert_eq!(unclean(text), None, "{body}"));
    }

    reports(&county);
    meddle(&county);
    reports(&county);
    let mut pty = dashboard(&county);
    pty.see("超限");
    look_around(&mut pty);
    rest(&pty);
    pty.press("q");
    pty.ended();
    expect_clean(&pty);
}

/// Every string in a JSON document, keys too.
fn each_text(value: &Value, see: &mut impl FnMut(&str)) {
    match value {
        Value::String(text) => see(text),
        Value::Array(values) => values.iter().for_each(|value| each_text(value, see)),
        Value::Object(fields) => fields.iter().for_each(|(key, value)| {
            see(key);
            each_text(value, see);
        }),
        Value::Null | Value::Bool(_) | Value::Number(_) => {}
    }
}

/// The handover sheet in every format and language.
fn reports(county: &County) {
    for language in ["zh-CN", "en"] {
        for format in ["md", "html", "csv", "json"] {
            let output = Command::new(PROGRAM)
                .args(["report", "--config", county.config().to_str().unwrap(), "--language", language, "--format", format])
                .output()
                .unwrap();
            let text = String::from_utf8(output.stdout).unwrap();
            assert!(output.status.success() && text.len() > 1000, "{}", String::from_utf8_lossy(&output.stderr));
            assert_eq!(
                unclean(&text.replace("\r\n", "\n").replacen('\u{feff}', "", usize::from(format == "csv"))),
                None,
                "{format}"
            );
            match format {
                "html" => {
                    let lower = text.to_ascii_lowercase();
                    assert!(
                        !lower.contains("<script") && !lower.contains("<img") && !lower.contains("<svg"),
                        "markup came through"
                    );
                }
                "csv" => {
                    for record in
                        csv::ReaderBuilder::new().has_headers(false).flexible(true).from_reader(text.as_bytes()).records()
                    {
                        for field in &record.unwrap() {
                            let is_formula =
                                field.trim_start().starts_with(['=', '+', '-', '@']) && field.parse::<f64>().is_err();
                            assert!(!is_formula, "a spreadsheet would calculate {field:?}");
                        }
                    }
                }
                "json" => each_text(&serde_json::from_str(&text).unwrap(), &mut |text| assert_eq!(unclean(text), None)),
                _ => {}
            }
        }
    }
}

/// Somebody edits the journal by hand: every note, name and subject in it becomes something naughty.
fn meddle(county: &County) {
    use sqlx::{ConnectOptions, Connection};
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    runtime.block_on(async {
        let mut connection = sqlx::sqlite::SqliteConnectOptions::new().filename(county.journal()).connect().await.unwrap();
        let entries: Vec<(i64, String)> =
            sqlx::query_as("SELECT number, body FROM entry ORDER BY number").fetch_all(&mut connection).await.unwrap();
        let strings = naughty();
        let mut next = strings.iter().cycle();
        let mut replaced = 0;
        for (number, body) in entries {
            let mut body: Value = serde_json::from_str(&body).unwrap();
            replaced += replace(&mut body, &mut next);
            sqlx::query("UPDATE entry SET body = $1 WHERE number = $2")
                .bind(body.to_string())
                .bind(number)
                .execute(&mut connection)
                .await
                .unwrap();
        }
        connection.close().await.unwrap();
        assert!(replaced > strings.len(), "{replaced}");
    });
}

/// Replaces what is free text in an entry: notes, reasons, names and rules; says how many.
fn replace<'a>(value: &mut Value, next: &mut impl Iterator<Item = &'a String>) -> usize {
    const FREE: [&str; 9] = ["note", "text", "reason", "officer", "lead", "by", "name", "feed", "rule"];
    match value {
        Value::Object(fields) => {
            let mut replaced = 0;
            for (key, value) in fields {
                if let Value::String(text) = value {
                    if FREE.contains(&key.as_str()) {
                        next.next().unwrap().clone_into(text);
                        replaced += 1;
                    }
                } else {
                    replaced += replace(value, next);
                }
            }
            replaced
        }
        Value::Array(values) => values.iter_mut().map(|value| replace(value, next)).sum(),
        _ => 0,
    }
}
