//! When the figures of a foreign document were true.

use jiff::Timestamp;
use serde_json::Value;

use super::look::{Eye, Seen, Subject};
use super::number::number;
use super::search::{Search, search};
use crate::duty::{AsOf, Refusal, TimeFormat};
use crate::feed::future::refuse_future;
use crate::feed::refusal::invalid;
use crate::feed::rfc3339;

/// Finds it: where the configuration says, else as the answer's `Date` says.
pub(super) fn find(
    as_of: Option<&AsOf>,
    root: &Value,
    date: Option<Timestamp>,
    now: Timestamp,
    eye: &mut Eye<'_>,
) -> Result<Timestamp, Refusal> {
    let (found, at) = if let Some(as_of) = as_of {
        let found = search(&as_of.path, root);
        let at = said(as_of, &found);
        (found, at)
    } else {
        let none = || invalid("", "no `Date` in the answer, and no `as_of` in the configuration");
        (Search::none(root), date.ok_or_else(none))
    };
    let at = at.and_then(|at| refuse_future(at, now).map(|()| at));
    eye.see(Subject::AsOf, &found, || Seen::of(at.clone(), Seen::Time));
    at
}

fn said(as_of: &AsOf, found: &Search<'_>) -> Result<Timestamp, Refusal> {
    match found.nodes.as_slice() {
        [] => Err(invalid("", &format!("nothing at {}, which says when the figures were true", found.path()))),
        [node] => time(&as_of.format, node).map_err(|reason| invalid(&found.pointer(0), &reason)),
        several => Err(invalid(&found.pointer(1), &format!("{} times and not one", several.len()))),
    }
}

fn time(format: &TimeFormat, node: &Value) -> Result<Timestamp, String> {
    let text = || node.as_str().map(str::trim).ok_or_else(|| "a time in a string was expected".to_owned());
    match format {
        TimeFormat::Rfc3339 => {
            rfc3339::parse(text()?).ok_or_else(|| "not an RFC 3339 time such as 2026-03-05T08:00:00+08:00".to_owned())
        }
        TimeFormat::Unix => since_1970(node, 1000.0, "seconds"),
        TimeFormat::UnixMs => since_1970(node, 1.0, "milliseconds"),
        TimeFormat::Pattern(pattern, zone) => match node {
            // A date such as 20260305 may stand there as a number.
            Value::Number(number) => TimeFormat::by_pattern(pattern, zone, &number.to_string()),
            _ => TimeFormat::by_pattern(pattern, zone, text()?),
        }
        .ok_or_else(|| format!("not a time as {pattern} writes it")),
    }
}

/// The time so many units of so many milliseconds after 1970.
#[expect(clippy::cast_possible_truncation, reason = "what is beyond is not a time either")]
fn since_1970(node: &Value, unit: f64, units: &str) -> Result<Timestamp, String> {
    let number = number(node).ok().flatten().ok_or_else(|| format!("not a number of {units} since 1970"))?;
    Timestamp::from_millisecond((number * unit).round() as i64)
        .map_err(|_| format!("no time of ours in {units} since 1970: is it in others?"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::duty::{Path, Paths};
    use jiff::tz::TimeZone;
    use serde_json::json;

    fn at(text: &str) -> Timestamp {
        text.parse().unwrap()
    }

    fn found(format: TimeFormat, root: &Value) -> Result<Timestamp, Refusal> {
        let path = Paths(vec![Path::parse("$.at").unwrap()]);
        find(Some(&AsOf { path, format }), root, None, at("2026-03-05T00:00:04Z"), &mut Eye::closed())
    }

    fn pattern(pattern: &str) -> TimeFormat {
        TimeFormat::Pattern(pattern.to_owned(), TimeZone::get("Asia/Shanghai").unwrap())
    }

    #[test]
    fn reads_times_in_all_their_formats() {
        for (format, said, want) in [
            (TimeFormat::Rfc3339, json!("2026-03-05T08:00:00+08:00"), "2026-03-05T00:00:00Z"),
            (TimeFormat::Unix, json!(1_772_668_800), "2026-03-05T00:00:00Z"),
            (TimeFormat::Unix, json!("1772668800"), "2026-03-05T00:00:00Z"),
            (TimeFormat::Unix, json!(1_772_668_800.25), "2026-03-05T00:00:00.25Z"),
            (TimeFormat::UnixMs, json!(1_772_668_800_123_i64), "2026-03-05T00:00:00.123Z"),
            (TimeFormat::UnixMs, json!("1772668800123"), "2026-03-05T00:00:00.123Z"),
            (pattern("%Y-%m-%d %H:%M:%S"), json!(" 2026-03-05 08:00:00 "), "2026-03-05T00:00:00Z"),
            (pattern("%Y-%m-%d"), json!("2026-03-05"), "2026-03-04T16:00:00Z"),
            (pattern("%Y%m%d"), json!(20_260_305), "2026-03-04T16:00:00Z"),
        ] {
            assert_eq!(found(format.clone(), &json!({ "at": said })), Ok(at(want)), "{format:?} {said}");
        }
    }

    #[test]
    fn what_is_no_time_is_refused_with_its_place_and_not_repeated() {
        for (format, said) in [
            (TimeFormat::Rfc3339, json!("2026-03-05 08:00:00")),
            (TimeFormat::Rfc3339, json!(1_772_668_800)),
            (TimeFormat::Unix, json!(1_772_668_800_123_i64)),
            (TimeFormat::Unix, json!(null)),
            (TimeFormat::Unix, json!("hush")),
            (TimeFormat::UnixMs, json!(true)),
            (TimeFormat::UnixMs, json!(9e15)),
            (pattern("%Y-%m-%d"), json!("hush")),
            (pattern("%Y-%m-%d"), json!(["2026-03-05"])),
        ] {
            let refusal = found(format, &json!({ "at": said })).unwrap_err();
            assert!(matches!(&refusal, Refusal::Invalid { pointer, .. } if pointer.as_str() == "/at"), "{refusal:?}");
            assert!(!format!("{refusal:?}").contains("hush"));
        }
        let none = found(TimeFormat::Unix, &json!({})).unwrap_err();
        assert_eq!(none, invalid("", "nothing at $.at, which says when the figures were true"));
        let later = found(TimeFormat::Rfc3339, &json!({"at": "2026-03-05T08:05:05+08:00"}));
        assert!(matches!(later, Err(Refusal::Future { .. })), "{later:?}");
    }

    #[test]
    fn without_a_word_of_it_the_date_of_the_answer_counts() {
        let date = |date: Option<&str>| find(None, &json!({}), date.map(at), at("2026-03-05T00:00:04Z"), &mut Eye::closed());
        assert_eq!(date(Some("2026-03-05T00:00:00Z")), Ok(at("2026-03-05T00:00:00Z")));
        assert!(matches!(date(Some("2026-03-05T00:10:00Z")), Err(Refusal::Future { .. })));
        assert_eq!(date(None), Err(invalid("", "no `Date` in the answer, and no `as_of` in the configuration")));
    }
}
