//! Bytes into text.

use std::borrow::Cow;

use encoding_rs::{DecoderResult, Encoding, UTF_8};

use crate::duty::Refusal;
use crate::feed::refusal::{invalid, utf8};

/// The text of a body. Its byte order mark has the first word; then the configuration; then the `Content-Type`; else it is UTF-8, as
/// JSON has to be (RFC 8259 §8.1). A label that nobody knows says nothing.
///
/// Nothing is replaced: bytes that are not in the character set refuse the body, with the place of the first.
pub(super) fn text<'a>(body: &'a [u8], configured: Option<&str>, content_type: Option<&str>) -> Result<Cow<'a, str>, Refusal> {
    let label = |label: &str| Encoding::for_label_no_replacement(label.trim().as_bytes());
    let (encoding, mark) = Encoding::for_bom(body).unwrap_or_else(|| {
        let from_header = || content_type.and_then(charset).and_then(label).filter(|said| !is_doubtful(said, body));
        (configured.and_then(label).or_else(from_header).unwrap_or(UTF_8), 0)
    });
    let bytes = body.get(mark..).unwrap_or_default();
    if encoding == UTF_8 {
        return utf8(bytes).map(Cow::Borrowed);
    }
    encoding.decode_without_bom_handling_and_without_replacement(bytes).ok_or_else(|| {
        let at = mark + malformed(encoding, bytes);
        invalid("", &format!("not {} from byte {at} on", encoding.name()))
    })
}

/// Whether a header says what is not so: old servers add ISO-8859-1 to everything. Any bytes are text in such a set, and what is UTF-8
/// with letters beyond ASCII is so by no accident.
fn is_doubtful(said: &'static Encoding, body: &[u8]) -> bool {
    said.is_single_byte() && !body.is_ascii() && utf8(body).is_ok()
}

/// The `charset` of a `Content-Type`.
fn charset(content_type: &str) -> Option<&str> {
    let parameters = content_type.split(';').skip(1).filter_map(|parameter| parameter.split_once('='));
    let mut charsets = parameters.filter(|(name, _)| name.trim().eq_ignore_ascii_case("charset"));
    charsets.next().map(|(_, value)| value.trim().trim_matches('"'))
}

/// Where the first byte is that is not in the character set.
fn malformed(encoding: &'static Encoding, bytes: &[u8]) -> usize {
    let mut decoder = encoding.new_decoder_without_bom_handling();
    let (mut out, mut at) = ([0; 4096], 0);
    loop {
        let rest = bytes.get(at..).unwrap_or_default();
        let (result, read, _) = decoder.decode_to_utf8_without_replacement(rest, &mut out, true);
        at += read;
        match result {
            DecoderResult::OutputFull if read > 0 || !rest.is_empty() => {}
            DecoderResult::Malformed(bad, after) => return at.saturating_sub(usize::from(bad) + usize::from(after)),
            DecoderResult::OutputFull | DecoderResult::InputEmpty => return at,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    const GBK: &[u8] = b"\xb3\xc7\xb9\xd8\xd5\xf2";

    #[test]
    fn the_mark_goes_before_the_configuration_and_that_before_the_header() {
        let utf_16 = b"\xff\xfe\xce\x57\x73\x51\x47\x95";
        for (body, configured, content_type) in [
            (&b"\xe5\x9f\x8e\xe5\x85\xb3\xe9\x95\x87"[..], None, None),
            (b"\xef\xbb\xbf\xe5\x9f\x8e\xe5\x85\xb3\xe9\x95\x87", Some("gb18030"), Some("text/html; charset=big5")),
            (utf_16, None, Some("application/json")),
            (GBK, Some("gb18030"), None),
            (GBK, Some("gb18030"), Some("application/json; charset=utf-8")),
            (GBK, None, Some("application/json;charset=GBK")),
            (GBK, None, Some("text/html; boundary=x; Charset = \"GB2312\"")),
            (b"\xe5\x9f\x8e\xe5\x85\xb3\xe9\x95\x87", None, Some("application/json; charset=klingon")),
            (b"\xe5\x9f\x8e\xe5\x85\xb3\xe9\x95\x87", None, Some("application/json; charset=ISO-8859-1")),
            (b"\xe5\x9f\x8e\xe5\x85\xb3\xe9\x95\x87", Some("utf-8"), Some("text/html; charset=ISO-8859-1")),
        ] {
            assert_eq!(text(body, configured, content_type).unwrap(), "城关镇", "{configured:?} {content_type:?}");
        }
    }

    #[test]
    fn a_byte_that_is_not_in_the_set_is_refused_with_its_place() {
        for (body, configured, reason) in [
            (&b"\"\xb3\xc7\""[..], None, "not UTF-8 from byte 1 on (GBK or UTF-16?)"),
            (b"ab\xb3\xc7\xff\xff", Some("gb18030"), "not gb18030 from byte 4 on"),
            (b"ab\xb3", Some("gbk"), "not GBK from byte 2 on"),
            (b"\xff\xfea\0\0\xd8", None, "not UTF-16LE from byte 4 on"),
        ] {
            assert_eq!(text(body, configured, None), Err(invalid("", reason)), "{body:?}");
        }
        let mut long = GBK.repeat(5000);
        long.extend([0xff, 0xff]);
        assert_eq!(text(&long, Some("gb18030"), None), Err(invalid("", "not gb18030 from byte 30000 on")));
    }

    proptest! {
        #[test]
        fn any_bytes_are_read_or_refused(body in prop::collection::vec(any::<u8>(), 0..9000), label in "gb18030|big5|utf-16|shift_jis|x", header in "\\PC*") {
            let _ = text(&body, Some(&label), Some(&header));
        }
    }
}
