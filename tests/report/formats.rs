//! What each format promises to those that read it.

use jiff::Timestamp;
use jiff::tz::TimeZone;
use proptest::prelude::*;
use pulldown_cmark::{Event, Options, Parser, Tag};
use serde_json::Value;
use zhiban::duty::handover::{Handover, NoteLine};
use zhiban::duty::{Language, Note};
use zhiban::report::{Format, ReportError, SCHEMA, render};

use super::evening::{at, evening};
use super::written;

/// The night with one note more.
fn with_note(text: &str) -> (Handover, TimeZone) {
    let (mut handover, zone) = evening();
    handover.notes = vec![NoteLine { at: at("05T22:00"), by: Some(text.into()), text: Note::from(text.to_owned()) }];
    (handover, zone)
}

/// The numbers of cells of all tables of a Markdown page, and whether anything in it is HTML, a link, code or emphasis.
fn outline(page: &str) -> (Vec<usize>, bool) {
    let (mut cells, mut marked) = (Vec::new(), false);
    for event in Parser::new_ext(page, Options::ENABLE_TABLES | Options::ENABLE_STRIKETHROUGH) {
        match event {
            Event::Start(Tag::TableHead | Tag::TableRow) => cells.push(0),
            Event::Start(Tag::TableCell) => *cells.last_mut().unwrap() += 1,
            Event::Html(_) | Event::InlineHtml(_) | Event::Code(_) => marked = true,
            Event::Start(Tag::Link { .. } | Tag::Image { .. } | Tag::Emphasis | Tag::Strong | Tag::Strikethrough) => {
                marked = true;
            }
            _ => {}
        }
    }
    (cells, marked)
}

/// An HTML page without its text: what a browser takes for structure.
fn skeleton(page: &str) -> String {
    let mut inside = false;
    let keep = |c: char| {
        inside |= c == '<';
        let kept = inside;
        inside &= c != '>';
        kept
    };
    // Whether a cell is short or long depends on its text.
    page.chars()
        .filter({
            let mut keep = keep;
            move |c| keep(*c)
        })
        .collect::<String>()
        .replace("long", "")
        .replace("short", "")
}

const HOSTILE: [&str; 12] = [
    "=cmd|' /C calc'!A0",
    "+1-1",
    "-2+3",
    "@SUM(A1)",
    "<script>alert(1)</script>",
    "</td></tr></table><img src=x onerror=alert(1)>",
    "a | b || c \\| d \\\\| e",
    "`|` ``x`` **b** __u__ ~~s~~ [l](http://x) ![i](x) <http://x>",
    "{{ sheet.title }} {% for x in y %}",
    "\u{1b}[2J\r\n| x | y |\n# h\n---",
    "\"; DROP TABLE \"\",\"",
    "&lt;b&gt; &#124; &amp; \\",
];

#[test]
fn what_officers_wrote_changes_no_structure() {
    let (plain, zone) = with_note("x");
    for note in HOSTILE {
        no_structure_of_its_own(note, &plain, &zone);
    }
}

fn no_structure_of_its_own(note: &str, plain: &Handover, zone: &TimeZone) {
    let (hostile, _) = with_note(note);
    for language in [Language::Zh, Language::En] {
        let [markdown, html] = [Format::Markdown, Format::Html]
            .map(|format| [plain, &hostile].map(|handover| written(format, handover, language, zone)));
        let [want, got] = markdown.map(|page| outline(&page));
        assert_eq!(got, want, "{note:?}");
        assert!(!got.1, "{note:?}");
        let [want, got] = html.map(|page| skeleton(&page));
        assert_eq!(got, want, "{note:?}");
        let csv = written(Format::Csv, &hostile, language, zone);
        let records = table(&csv);
        let text = Note::from(note.to_owned()).to_string();
        assert!(records.iter().any(|record| record[17] == text || record[17] == format!("'{text}")), "{text:?}");
        for cell in records.iter().flatten() {
            let formula = cell.starts_with(['=', '+', '-', '@', '\t', '\r', '\n', '＝', '＋', '－', '＠']);
            assert!(!formula || cell.parse::<f64>().is_ok(), "{cell:?}");
        }
        let json: Value = serde_json::from_str(&written(Format::Json, &hostile, language, zone)).unwrap();
        assert_eq!(json["notes"][0]["text"], Note::from(note.to_owned()).as_str());
    }
}

fn table(csv: &str) -> Vec<Vec<String>> {
    let body = csv.strip_prefix('\u{feff}').unwrap();
    let mut reader = csv::ReaderBuilder::new().has_headers(false).from_reader(body.as_bytes());
    reader.records().map(|record| record.unwrap().iter().map(str::to_owned).collect()).collect()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]
    #[test]
    fn no_note_changes_the_structure(note in "[-=+@|<>&\"'`*_\\[\\]()~!#$\\\\{}%a-z值\u{1b}\n\t /:.]{1,40}") {
        prop_assume!(Note::new(&note).is_some());
        let note = note.trim();
        let (plain, zone) = with_note("x");
        no_structure_of_its_own(note, &plain, &zone);
    }
}

#[test]
fn csv_is_as_rfc_4180_has_it_with_a_byte_order_mark_for_excel() {
    let (handover, zone) = evening();
    let csv = written(Format::Csv, &handover, Language::Zh, &zone);
    assert!(csv.starts_with('\u{feff}') && csv.ends_with("\r\n"));
    assert_eq!(csv.matches('\n').count(), csv.matches("\r\n").count());
    let records = table(&csv);
    assert!(records.len() > 40 && records.iter().all(|record| record.len() == 18));
    let corrected = records.iter().find(|record| record[3] == "本年来件").unwrap();
    assert_eq!(corrected[7..13], ["412", "414", "3", "-1", "368", "12.5"], "a negative number stays a number");
}

#[test]
fn json_names_its_shape_and_its_times_carry_the_offset() {
    let (handover, zone) = evening();
    for (language, tag) in [(Language::Zh, "zh-CN"), (Language::En, "en")] {
        let json: Value = serde_json::from_str(&written(Format::Json, &handover, language, &zone)).unwrap();
        assert_eq!((json["schema"].as_str(), json["language"].as_str()), (Some(SCHEMA), Some(tag)));
        for (time, want) in [
            (&json["from"], handover.from),
            (&json["to"], handover.to),
            (&json["open"][0]["occurrence"]["since"], handover.open[0].occurrence.as_ref().unwrap().since),
        ] {
            assert!(time.as_str().unwrap().ends_with("+08:00"));
            assert_eq!(time.as_str().unwrap().parse::<Timestamp>().unwrap(), want);
        }
    }
}

#[test]
fn html_needs_nothing_from_outside() {
    let (handover, zone) = evening();
    let html = written(Format::Html, &handover, Language::Zh, &zone);
    for outside in ["src=", "href=", "@import", "url(", "<link", "<script"] {
        assert!(!html.contains(outside), "{outside}");
    }
    assert!(html.contains("size: A4") && html.contains("default-src 'none'"));
}

fn refused(template: &str) -> (usize, String) {
    let (handover, zone) = evening();
    match render(Format::Html, &handover, Language::Zh, &zone, Some(template)) {
        Err(ReportError::Template { line, reason }) => (line, reason),
        other => panic!("{other:?}"),
    }
}

#[test]
fn a_county_brings_its_own_template_and_hears_which_line_is_wrong() {
    let (handover, zone) = with_note("<b>");
    let own = "{{ sheet.region }}: {{ report.load.annunciated }} {{ report.notes[0].text }}";
    let page = render(Format::Html, &handover, Language::Zh, &zone, Some(own)).unwrap();
    assert_eq!(page, "示范县: 8 &lt;b&gt;");
    let (line, reason) = refused("one\ntwo {% for x in sheet.sections %}\nthree");
    assert!(line >= 2 && reason.contains("syntax error"), "{line} {reason}");
    let (line, reason) = refused("one\n{{ sheet.titel }}");
    assert!(line == 2 && reason.contains("undefined"), "{line} {reason}");
    let (_, reason) = refused("{% for a in range(9999) %}{% for b in range(9999) %}{{ b }}{% endfor %}{% endfor %}");
    assert_eq!(reason, "it does not come to an end");
    let (line, _) = refused("\n{% include '/etc/passwd' %}");
    assert_eq!(line, 2, "it can read nothing else");
    let error = render(Format::Html, &handover, Language::Zh, &zone, Some("\n\n{{ nothing }}")).unwrap_err();
    assert!(error.to_string().starts_with("line 3 of the report's template: "), "{error}");
}
