//! The handover report: a whole night in all four formats and both languages, and what hostile text can do to none of them.

#![expect(clippy::unwrap_used, clippy::indexing_slicing, clippy::panic, reason = "a test fails by panicking")]

mod evening;
mod formats;
mod load;
mod sheet;

use jiff::tz::TimeZone;
use zhiban::duty::Language;
use zhiban::duty::handover::Handover;
use zhiban::report::{Format, render};

fn written(format: Format, handover: &Handover, language: Language, zone: &TimeZone) -> String {
    render(format, handover, language, zone, None).unwrap_or_else(|error| panic!("{error}"))
}

#[test]
fn a_night_in_every_format_and_language() {
    let (handover, zone) = evening::evening();
    for (tag, language) in [("zh", Language::Zh), ("en", Language::En)] {
        for format in Format::ALL {
            let name = format!("night_{tag}_{}", format.key());
            insta::assert_snapshot!(name, written(format, &handover, language, &zone));
        }
    }
}

#[test]
fn a_shift_in_which_nothing_happened_says_so_and_what_that_is_drawn_from() {
    let (handover, zone) = evening::quiet();
    assert!(handover.is_quiet());
    for (tag, language) in [("zh", Language::Zh), ("en", Language::En)] {
        insta::assert_snapshot!(format!("quiet_{tag}_md"), written(Format::Markdown, &handover, language, &zone));
    }
}

#[test]
fn a_usual_shift_is_one_page() {
    let (handover, zone) = evening::usual();
    insta::assert_snapshot!("usual_zh_html", written(Format::Html, &handover, Language::Zh, &zone));
}
