//! Whole answers with something wrong in them.

use super::{fault, malformed, malformed_at, refused, taken};
use crate::bodies::{between, document, ok, with};
use crate::county::{Fault, Happens, Then};
use crate::server::Act;

pub(super) fn documents() -> Vec<Fault> {
    let body = between("3");
    let utf16: Vec<u8> = body.encode_utf16().flat_map(u16::to_le_bytes).collect();
    let marked = [b"\xff\xfe".to_vec(), utf16.clone()].concat();
    let gbk = body.replace("\"value\":3", "\"value\":3,\"territories\":{\"#\":1}");
    let gbk: Vec<u8> =
        gbk.bytes().flat_map(|byte| if byte == b'#' { b"\xb3\xc7\xb9\xd8\xd5\xf2".to_vec() } else { vec![byte] }).collect();
    let conflict = format!("<<<<<<< HEAD\n{body}\n=======\n{body}\n>>>>>>> other\n");
    let within = body.replace(",\"readings\"", ",\n<<<<<<< HEAD\n\"readings\"");
    vec![
        taken("a byte order mark", ok(format!("\u{feff}{body}")), Some(3.0)),
        malformed("nothing", ok(""), "nothing in it"),
        malformed(
            "a login page",
            with(&["Content-Type: text/html"], "<!DOCTYPE html>\n<html><title>统一登录</title></html>"),
            "not JSON: looks like an HTML page (a login page?)",
        ),
        malformed("GBK", ok(gbk), "not UTF-8 from byte 131 on (GBK or UTF-16?)"),
        malformed("UTF-16", ok(utf16), "zero bytes in it (UTF-16?)"),
        malformed("UTF-16 with a byte order mark", ok(marked), "not UTF-8 from byte 0 on (GBK or UTF-16?)"),
        malformed("a file with conflict markers", ok(conflict), "not JSON: a conflict of git stands in it"),
        malformed("conflict markers within a file", ok(within), "not JSON: a conflict of git stands in it"),
        malformed("two documents", ok(format!("{body}{body}")), "trailing characters at line 1 column 118"),
        malformed_at("half a document", ok(&body.as_bytes()[..40]), "/as_of", "EOF while parsing a string at line 1 column 40"),
        malformed("a list", ok("[]"), "invalid type: sequence, expected an object at line 1 column 0"),
        malformed("null", ok("null"), "invalid type: null, expected an object at line 1 column 4"),
        malformed_at(
            "ten thousand lists in one another",
            ok(body.replace('3', &"[".repeat(10_000))),
            "/readings/0/value",
            "invalid type: sequence, expected a number or null at line 1 column 10113",
        ),
        malformed_at(
            "ten thousand objects in one another",
            ok(body.replace(":[", &format!(":[{}", "{\"id\":".repeat(10_000)))),
            "/readings/0/id",
            "invalid type: map, expected a string at line 1 column 88",
        ),
        malformed_at(
            "lists in one another under a field that nobody knows",
            ok(body.replace("{\"schema\"", &format!("{{\"x\":{}\"schema\"", "[".repeat(10_000)))),
            "/x",
            "unknown field `x`, expected one of `schema`, `as_of`, `sequence`, `readings` at line 1 column 4",
        ),
        malformed_at(
            "the same key twice",
            ok(body.replace("\"value\":3", "\"value\":3,\"value\":4")),
            "/readings/0",
            "duplicate field `value` at line 1 column 122",
        ),
        malformed_at(
            "the same id twice",
            ok(body.replace("]}", ",{\"id\":\"traffic.deaths\",\"value\":1}]}")),
            "/readings/1/id",
            "the same id as /readings/0",
        ),
        malformed_at(
            "the same territory twice",
            ok(between("3,\"territories\":{\"城关镇\":1,\"城关镇\":2}")),
            "/readings/0/territories/*",
            "duplicate key at line 1 column 156",
        ),
        malformed_at("another schema", ok(body.replace("zhiban/1", "zhiban/2")), "/schema", "another schema than \"zhiban/1\""),
        malformed_at(
            "a name of a person where there is no place for one",
            ok(between("3,\"name\":\"王某\"")),
            "/readings/0/name",
            "unknown field `name`, expected one of `id`, `value`, `last_year`, `corrections`, `sample`, `peer`, `of`, `territories` at line 1 column 121",
        ),
    ]
}

pub(super) fn numbers() -> Vec<Fault> {
    let digits = "9".repeat(400);
    let value = "/readings/0/value";
    vec![
        malformed_at("a number of four hundred digits", ok(between(&digits)), value, "number out of range at line 1 column 513"),
        malformed_at(
            "a number with an exponent of four hundred digits",
            ok(between(&format!("1e{digits}"))),
            value,
            "number out of range at line 1 column 125",
        ),
        taken(
            "four hundred digits after the point",
            ok(between(&format!("0.{}", "1".repeat(400)))),
            Some(0.111_111_111_111_111_1),
        ),
        malformed_at("NaN", ok(between("NaN")), value, "expected value at line 1 column 114"),
        malformed_at("infinity", ok(between("-Infinity")), value, "invalid number at line 1 column 115"),
        malformed_at(
            "text",
            ok(between("\"13800138000\"")),
            value,
            "invalid type: string, expected a number or null at line 1 column 126",
        ),
        taken("negative zero", ok(between("-0.0")), Some(0.0)),
        taken("null", ok(between("null")), None),
    ]
}

pub(super) fn times() -> Vec<Fault> {
    let at = |time: &str| between("3").replace("2026-03-05T08:00:01+08:00", time);
    let unreadable = "not an RFC 3339 time such as 2026-03-05T08:00:00+08:00";
    let late = |name: &'static str, body: String| fault(name, Happens::Act(ok(body)), Then::Late);
    vec![
        malformed_at("a time without a zone", ok(at("2026-03-05T08:00:01")), "/as_of", unreadable),
        malformed_at("a time that is none", ok(at("soon")), "/as_of", unreadable),
        refused(
            "a clock that is hours ahead",
            ok(at("2026-03-05T11:00:04+08:00")),
            "数据时间比本机快 3时，请核对两边时钟",
            "its time is 3h ahead of this machine; check both clocks",
        ),
        late("a time that goes back", at("2026-03-05T07:00:00+08:00")),
        late("a sequence that goes back", document(1, 0, "3")),
    ]
}

pub(super) fn caches() -> Vec<Fault> {
    let unchanged = |headers: &str| Act::Send(format!("HTTP/1.1 304 Not Modified\r\n{headers}\r\n").into_bytes());
    let confirmed = |name: &'static str, act: Act| fault(name, Happens::Act(act), Then::Confirmed);
    vec![
        confirmed("304 for ever", unchanged("ETag: \"v1\"\r\n")),
        confirmed("304 with a weak tag", unchanged("ETag: W/\"v1\"\r\n")),
        confirmed("304 with a length of what it does not send", unchanged("Content-Length: 500\r\n")),
        taken("other figures under the same tag", with(&["ETag: \"v1\""], between("3")), Some(3.0)),
        taken("figures under a tag that is none", with(&["ETag: what, \"is\" \\this"], between("3")), Some(3.0)),
    ]
}
