//! Why a document was refused, and where.

use std::borrow::Cow;
use std::fmt::Write;

use serde::Deserialize;
use serde::de::DeserializeSeed;
use serde_path_to_error::{Path, Segment, Track};

use super::document::Object;
use crate::duty::{Clean, Refusal, SCHEMA};

/// How a gzip file starts (RFC 1952 §2.3.1).
const GZIP: [u8; 2] = [0x1f, 0x8b];

/// How git marks the first of two versions that it could not merge.
const CONFLICT: &str = "<<<<<<< ";

/// A refusal of what stands at a place.
pub(super) fn invalid(pointer: &str, reason: &str) -> Refusal {
    Refusal::Invalid { pointer: Clean::new(pointer), reason: Clean::new(reason) }
}

/// Says why a body that did not decode is refused. Good documents never come here, so this may take its time: the
/// likeliest mistakes are looked for first, then the document is decoded once more by the same `reader` with its place kept.
pub(super) fn explain<'de>(body: &'de [u8], reader: impl DeserializeSeed<'de>) -> Refusal {
    match json_text(body) {
        Err(refusal) => refusal,
        Ok(text) if is_of_another_version(text) => invalid("/schema", &wrong_schema()),
        Ok(text) => locate(text, reader, "not a feed document"),
    }
}

/// The text of a body, unless it is plainly no JSON.
///
/// # Errors
/// With what it is instead.
pub(super) fn json_text(body: &[u8]) -> Result<&str, Refusal> {
    let text = utf8(body)?;
    no_json(text).map_or(Ok(text), Err)
}

/// A body as text.
///
/// # Errors
/// With what it is instead.
pub(super) fn utf8(body: &[u8]) -> Result<&str, Refusal> {
    if body.starts_with(&GZIP) {
        return Err(invalid("", "compressed (gzip), which no header says, or twice"));
    }
    let not_utf8 = |at: usize| invalid("", &format!("not UTF-8 from byte {at} on (GBK or UTF-16?)"));
    std::str::from_utf8(body).map_err(|error| not_utf8(error.valid_up_to()))
}

/// Says what a text is, where it is not meant to be JSON at all.
pub(super) fn no_json(text: &str) -> Option<Refusal> {
    let start = text.trim_start();
    if start.is_empty() {
        return Some(invalid("", "nothing in it"));
    }
    if text.contains('\0') {
        return Some(invalid("", "zero bytes in it (UTF-16?)"));
    }
    if text.lines().any(|line| line.starts_with(CONFLICT)) {
        return Some(invalid("", "not JSON: a conflict of git stands in it"));
    }
    if start.starts_with('<') {
        let html = start.chars().take(1000).collect::<String>().to_ascii_lowercase();
        let html = html.starts_with("<!doctype html") || html.contains("<html");
        let what = if html { "looks like an HTML page (a login page?)" } else { "looks like XML" };
        return Some(invalid("", &format!("not JSON: {what}")));
    }
    None
}

/// Says where a text is not what a `reader` takes; `otherwise` if it is after all.
pub(super) fn locate<'de>(text: &'de str, reader: impl DeserializeSeed<'de>, otherwise: &str) -> Refusal {
    let mut deserializer = serde_json::Deserializer::from_str(text);
    let mut place = Track::new();
    match reader.deserialize(serde_path_to_error::Deserializer::new(&mut deserializer, &mut place)) {
        Err(error) => invalid(&pointer(&place.path()), &without_values(&error.to_string())),
        Ok(_) => match deserializer.end() {
            Err(error) => invalid("", &without_values(&error.to_string())),
            Ok(()) => invalid("", otherwise),
        },
    }
}

/// What is wrong with a `schema` that is not ours.
pub(super) fn wrong_schema() -> String {
    format!("another schema than \"{SCHEMA}\"")
}

/// Whether a document says that it is of another version: then its unknown fields are no news.
fn is_of_another_version(text: &str) -> bool {
    #[derive(Deserialize)]
    struct Version<'a> {
        #[serde(borrow)]
        schema: Cow<'a, str>,
    }
    serde_json::from_str::<Object<Version<'_>>>(text).is_ok_and(|Object(version)| version.schema != SCHEMA)
}

/// A name in a document as a part of a JSON Pointer, if it is one that a program gave; `*` for any other, which could be a person's.
pub(super) fn named(key: &str) -> String {
    let word = |byte: u8| byte.is_ascii_alphabetic() || matches!(byte, b'_' | b'-' | b'$');
    if key.len() <= 32 && key.bytes().all(word) { key.to_owned() } else { "*".to_owned() }
}

/// A place as a JSON Pointer (RFC 6901).
pub(super) fn pointer(path: &Path) -> String {
    let mut pointer = String::new();
    for segment in path {
        pointer.push('/');
        match segment {
            Segment::Seq { index } => _ = write!(pointer, "{index}"),
            Segment::Map { key } | Segment::Enum { variant: key } => {
                pointer.push_str(&named(key));
            }
            Segment::Unknown => _ = pointer.pop(),
        }
    }
    pointer
}

/// A decoder's message without the values that it quotes: what a feed should not have carried is not carried further.
/// Names of fields stay, without them nobody could mend the feed, but for those that no program gave.
pub(super) fn without_values(message: &str) -> String {
    if let Some((field, rest)) = message.strip_prefix("unknown field `").and_then(|rest| rest.split_once("`, expected ")) {
        return format!("unknown field `{}`, expected {rest}", named(field));
    }
    match message.rsplit_once(", expected ") {
        Some((found, expected)) if found.starts_with("invalid type: ") || found.starts_with("invalid value: ") => {
            let found = found.split(['"', '`']).next().unwrap_or_default().trim_end();
            format!("{found}, expected {expected}")
        }
        _ => message.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_are_not_repeated() {
        for (message, want) in [
            ("invalid type: string \"王某, expected 13800138000\", expected a number", "invalid type: string, expected a number"),
            (
                "invalid type: integer `13800138000`, expected a string at line 1",
                "invalid type: integer, expected a string at line 1",
            ),
            ("invalid value: integer `0`, expected a whole number", "invalid value: integer, expected a whole number"),
            ("invalid type: null, expected a number", "invalid type: null, expected a number"),
            ("unknown field `name`, expected one of `id`, `value`", "unknown field `name`, expected one of `id`, `value`"),
            ("unknown field `张三 370112199001011234`, expected `id`", "unknown field `*`, expected `id`"),
        ] {
            assert_eq!(without_values(message), want);
        }
    }
}
