use proptest::prelude::*;

use super::*;
use crate::duty::{Clean, Id, LeftOut, Span};

fn known() -> Known {
    let ids = ["traffic.deaths", "traffic.helmet_rate", "drugs.rank", "fraud.reported"];
    Known::new(ids.iter().filter_map(|id| Id::new(id)), ["城关镇", "白沙乡", "a/b"].map(Clean::new))
}

fn now() -> Timestamp {
    "2026-03-05T08:00:04+08:00".parse().unwrap()
}

fn refusal(body: impl AsRef<[u8]>) -> Refusal {
    decode(body.as_ref(), &known(), now()).unwrap_err()
}

/// A document around one reading.
fn around(reading: &str) -> String {
    format!(r#"{{"schema": "zhiban/1", "as_of": "2026-03-05T08:00:00+08:00", "readings": [{reading}]}}"#)
}

const EXAMPLE: &str = r#"{"schema": "zhiban/1", "as_of": "2026-03-05T08:00:00+08:00", "sequence": 18273,
 "readings": [
  {"id": "traffic.deaths", "value": 7, "last_year": 9, "corrections": -1, "territories": {"城关镇": 2, "白沙乡": null}},
  {"id": "traffic.helmet_rate", "value": 88.0, "sample": 412, "peer": 91.2},
  {"id": "drugs.rank", "value": 1, "of": 12},
  {"id": "fraud.reported", "value": null}]}"#;

fn example() -> Snapshot {
    let id = |id| Id::new(id).unwrap();
    let deaths = Reading {
        last_year: Some(9.0),
        corrections: -1.0,
        territories: vec![("城关镇".into(), Some(2.0)), ("白沙乡".into(), None)],
        ..Reading::of(id("traffic.deaths"), Some(7.0))
    };
    let helmets = Reading { sample: Some(412), peer: Some(91.2), ..Reading::of(id("traffic.helmet_rate"), Some(88.0)) };
    let rank = Reading { of: Some(12), ..Reading::of(id("drugs.rank"), Some(1.0)) };
    let reported = Reading::of(id("fraud.reported"), None);
    Snapshot {
        as_of: "2026-03-05T00:00:00Z".parse().unwrap(),
        sequence: Some(18273),
        readings: vec![deaths, helmets, rank, reported],
        left_out: LeftOut::default(),
        remarks: crate::duty::Remarks::default(),
    }
}

#[test]
fn reads_the_example_of_the_contract() {
    assert_eq!(decode(EXAMPLE.as_bytes(), &known(), now()), Ok(example()));
}

#[test]
fn skips_one_byte_order_mark() {
    assert_eq!(decode(format!("\u{feff}{EXAMPLE}").as_bytes(), &known(), now()), Ok(example()));
    assert!(decode(format!("\u{feff}\u{feff}{EXAMPLE}").as_bytes(), &known(), now()).is_err());
}

#[test]
fn keeps_the_very_ids_and_names_it_knows() {
    let known = known();
    let snapshot = decode(EXAMPLE.as_bytes(), &known, now()).unwrap();
    let held = known.find("traffic.deaths", 9).unwrap().1;
    assert!(std::ptr::eq(snapshot.readings[0].id.as_str(), held.as_str()));
    let held = known.territories.get("城关镇").unwrap();
    assert!(std::ptr::eq(snapshot.readings[0].territories[0].0.as_str(), held.as_str()));
}

#[test]
fn takes_the_readings_in_whatever_order_they_stand() {
    let ids = ["traffic.deaths", "traffic.helmet_rate", "drugs.rank", "fraud.reported"];
    for turn in 0..ids.len() {
        let mut order = ids;
        order.rotate_left(turn);
        for order in [order, {
            order.reverse();
            order
        }] {
            let body = around(&order.map(|id| format!(r#"{{"id": "{id}", "value": 1}}"#)).join(","));
            let snapshot = decode(body.as_bytes(), &known(), now()).unwrap();
            assert_eq!(snapshot.readings.iter().map(|reading| reading.id.as_str()).collect::<Vec<_>>(), order);
        }
    }
}

#[test]
fn leaves_out_what_it_does_not_know_and_counts_it() {
    let body = around(
        r#"{"id": "new.figure", "value": 1, "territories": {"城关镇": 1, "张三": 2}},
           {"id": "traffic.deaths", "value": 7, "territories": {"城关镇": 2, "县城": 3, "\u0007": 1}}"#,
    );
    let snapshot = decode(body.as_bytes(), &known(), now()).unwrap();
    assert_eq!(snapshot.readings.len(), 1);
    assert_eq!(snapshot.readings[0].territories, [("城关镇".into(), Some(2.0))]);
    let names = ["new.figure", "县城", "\u{fffd}"].map(Clean::new).to_vec();
    assert_eq!(snapshot.left_out, LeftOut { ids: 1, territories: 2, names });
}

#[test]
fn refuses_the_whole_and_names_the_place() {
    let cases = [
        // (reading, pointer, part of the reason)
        (r#"{"id": "traffic.deaths"}"#, "/readings/0", "missing field `value`"),
        (r#"{"value": 1}"#, "/readings/0", "missing field `id`"),
        (r#"{"id": "traffic.deaths", "value": "7"}"#, "/readings/0/value", "expected a number or null"),
        (r#"{"id": "traffic.deaths", "value": true}"#, "/readings/0/value", "expected a number or null"),
        (r#"{"id": "traffic.deaths", "value": NaN}"#, "/readings/0/value", "expected value"),
        (r#"{"id": "traffic.deaths", "value": 1e999}"#, "/readings/0/value", "out of range"),
        (r#"{"id": "traffic.deaths", "value": 9.1e15}"#, "/readings/0/value", "beyond"),
        (r#"{"id": "traffic.deaths", "value": -9.1e15}"#, "/readings/0/value", "beyond"),
        (r#"{"id": "traffic.deaths", "value": 1, "last_year": "1"}"#, "/readings/0/last_year", "a number or null"),
        (r#"{"id": "traffic.deaths", "value": 1, "corrections": null}"#, "/readings/0/corrections", "expected a number"),
        (r#"{"id": "traffic.deaths", "value": 1, "sample": -1}"#, "/readings/0/sample", "a whole number from 0"),
        (r#"{"id": "traffic.deaths", "value": 1, "sample": 1.5}"#, "/readings/0/sample", "a whole number from 0"),
        (r#"{"id": "traffic.deaths", "value": 1, "sample": null}"#, "/readings/0/sample", "a whole number from 0"),
        (r#"{"id": "drugs.rank", "value": 1, "of": 0}"#, "/readings/0/of", "a whole number from 1"),
        (r#"{"id": "drugs.rank", "value": 1, "of": 4294967296}"#, "/readings/0/of", "a whole number from 1"),
        (r#"{"id": "traffic.deaths", "value": 1, "name": "王某"}"#, "/readings/0/name", "unknown field `name`"),
        (r#"{"id": "traffic.deaths", "value": 1, "a/b~c": 1}"#, "/readings/0/*", "unknown field"),
        (r#"{"id": "traffic.deaths", "value": 1, "value": 1}"#, "/readings/0", "duplicate field `value`"),
        (r#"{"id": "traffic.deaths", "value": 1, "territories": []}"#, "/readings/0/territories", "an object of numbers"),
        (
            r#"{"id": "traffic.deaths", "value": 1, "territories": {"a/b": 1, "a\/b": 1}}"#,
            "/readings/0/territories/*",
            "duplicate key",
        ),
        (
            r#"{"id": "traffic.deaths", "value": 1, "territories": {"x": 1, "x": 1}}"#,
            "/readings/0/territories/x",
            "duplicate key",
        ),
        (
            r#"{"id": "traffic.deaths", "value": 1, "territories": {"城关镇": {"n": 1}}}"#,
            "/readings/0/territories/*",
            "a number or null",
        ),
        (
            r#"{"id": "traffic.deaths", "value": 1}, {"id": "traffic.deaths", "value": 1}"#,
            "/readings/1/id",
            "the same id as /readings/0",
        ),
        (
            r#"{"id": "x.y", "value": 1}, {"id": "drugs.rank", "value": 1}, {"id": "x.y", "value": 1}"#,
            "/readings/2/id",
            "the same id as /readings/0",
        ),
        (r#"["traffic.deaths", 7]"#, "/readings/0", "expected an object"),
        (r#"{"id": 5, "value": 7}"#, "/readings/0/id", "expected a string"),
        ("null", "/readings/0", "expected an object"),
    ];
    for (reading, pointer, reason) in cases {
        assert_refused(&around(reading), pointer, reason);
    }
}

fn assert_refused(body: &str, place: &str, why: &str) {
    match refusal(body) {
        Refusal::Invalid { pointer, reason } => {
            assert_eq!(pointer.as_str(), place, "{body}: {reason}");
            assert!(reason.as_str().contains(why), "{body}: {reason}");
        }
        other => panic!("{body}: {other:?}"),
    }
}

#[test]
fn refuses_what_is_wrong_with_the_document() {
    let head = r#""schema": "zhiban/1", "as_of": "2026-03-05T08:00:00+08:00""#;
    for (body, pointer, reason) in [
        ("", "", "nothing in it"),
        ("   \r\n", "", "nothing in it"),
        ("\n\n  []", "", "at line 3 column 2"),
        ("{", "", "EOF"),
        ("[]", "", "expected an object"),
        ("7", "", "expected an object"),
        (r#"["zhiban/1", "2026-03-05T08:00:00+08:00", 1, []]"#, "", "expected an object"),
        ("<!DOCTYPE html><html></html>", "", "looks like an HTML page (a login page?)"),
        ("\r\n <!-- x --><HTML>", "", "looks like an HTML page"),
        ("<?xml version=\"1.0\"?><counts/>", "", "looks like XML"),
        (&format!("{{{head}}}"), "", "missing field `readings`"),
        (&format!(r#"{{{head}, "readings": []}} x"#), "", "trailing characters"),
        (&format!(r#"{{{head}, "readings": []}}{{}}"#), "", "trailing characters"),
        (&format!(r#"{{{head}, "readings": {{}}}}"#), "/readings", "expected a sequence"),
        (&format!(r#"{{{head}, "readings": [], "readings": []}}"#), "", "duplicate field `readings`"),
        (&format!(r#"{{{head}, "extra": [], "readings": []}}"#), "/extra", "unknown field `extra`"),
        (&format!(r#"{{{head}, "sequence": -1, "readings": []}}"#), "/sequence", "a whole number"),
        (&format!(r#"{{{head}, "sequence": null, "readings": []}}"#), "/sequence", "a whole number"),
        (r#"{"schema": "zhiban/2", "as_of": "2026-03-05T08:00:00+08:00", "new": 1}"#, "/schema", "another schema"),
        (r#"{"schema": "zhiban/2", "as_of": "2026-03-05T08:00:00+08:00", "readings": []}"#, "/schema", "another schema"),
        (r#"{"schema": 1, "as_of": "2026-03-05T08:00:00+08:00", "readings": []}"#, "/schema", "expected a string"),
        (r#"{"as_of": "2026-03-05T08:00:00+08:00", "readings": []}"#, "", "missing field `schema`"),
        (r#"{"schema": "zhiban/1", "readings": []}"#, "", "missing field `as_of`"),
        (r#"{"schema": "zhiban/1", "as_of": "2026-03-05", "readings": []}"#, "/as_of", "not an RFC 3339 time"),
        (
            r#"{"schema": "zhiban/1", "as_of": "2026-03-05T08:00:00+08:00[Asia/Shanghai]", "readings": []}"#,
            "/as_of",
            "not an RFC 3339 time",
        ),
        (r#"{"schema": "zhiban/1", "as_of": 1772668800, "readings": []}"#, "/as_of", "expected a string"),
    ] {
        assert_refused(body, pointer, reason);
    }
}

#[test]
fn tells_another_encoding_apart() {
    let mut gbk = around("").into_bytes();
    gbk.extend([0xb3, 0xc7]);
    for body in [gbk.as_slice(), b"\xff\xfe{\0}\0"] {
        let Refusal::Invalid { reason, .. } = refusal(body) else { panic!("{body:?}") };
        assert!(reason.as_str().starts_with("not UTF-8"), "{reason}");
    }
}

#[test]
fn nothing_of_a_refused_value_is_repeated() {
    let secret = "王某13800138000";
    for body in [
        around(&format!(r#"{{"id": "traffic.deaths", "value": "{secret}"}}"#)),
        around(&format!(r#"{{"id": "traffic.deaths", "value": 1, "territories": "{secret}"}}"#)),
        around(&format!(r#"{{"id": "{secret}", "value": 1}}, {{"id": "{secret}", "value": 1}}"#)),
        around(&format!(r#""{secret}, expected a number""#)),
        format!(r#"{{"schema": "{secret}", "as_of": "", "readings": []}}"#),
        format!(r#"{{"schema": "zhiban/1", "as_of": "{secret}", "readings": []}}"#),
        format!(r#"{{"schema": "zhiban/1", "as_of": "2026-03-05T08:00:00Z", "readings": "{secret}"}}"#),
        format!("<html>{secret}"),
        format!(r#""{secret}""#),
    ] {
        let refusal = format!("{:?}", refusal(&body));
        assert!(!refusal.contains("王某") && !refusal.contains("138"), "{refusal}");
    }
}

#[test]
fn refuses_the_future_beyond_five_minutes() {
    let body = around("");
    let at = |text: &str| text.parse::<Timestamp>().unwrap();
    let as_of = at("2026-03-05T08:00:00+08:00");
    assert!(decode(body.as_bytes(), &known(), at("2026-03-05T07:55:00+08:00")).is_ok());
    assert_eq!(
        decode(body.as_bytes(), &known(), at("2026-03-05T07:54:59+08:00")),
        Err(Refusal::Future { as_of, ahead: Span::from_seconds(301) })
    );
    assert_eq!(
        decode(body.as_bytes(), &known(), Timestamp::MIN),
        Err(Refusal::Future { as_of, ahead: Span::MAX }),
        "a clock far off overflows nothing"
    );
}

#[test]
fn deep_nesting_is_no_danger() {
    for body in [format!(r#"{{"x": {}"#, "[".repeat(100_000)), format!("{}1{}", "[".repeat(200_000), "]".repeat(200_000))] {
        assert!(matches!(refusal(body), Refusal::Invalid { .. }));
    }
}

#[test]
fn the_schema_describes_what_is_read() {
    let schema = serde_json::to_value(schema()).unwrap();
    let at = |pointer: &str| schema.pointer(pointer).unwrap_or_else(|| panic!("{pointer} in {schema:#}"));
    assert_eq!(at("/required"), &serde_json::json!(["schema", "as_of", "readings"]));
    assert_eq!(at("/additionalProperties"), false);
    assert_eq!(at("/properties/schema/const"), "zhiban/1");
    assert_eq!(at("/properties/as_of/format"), "date-time");
    assert_eq!(at("/$defs/Reading/required"), &serde_json::json!(["id", "value"]));
    assert_eq!(at("/$defs/Reading/additionalProperties"), false);
    assert_eq!(at("/$defs/Reading/properties/value/type"), &serde_json::json!(["number", "null"]));
    assert_eq!(at("/$defs/Reading/properties/of/minimum"), 1);
    assert_eq!(at("/$defs/Reading/properties/sample/type"), "integer");
    assert_eq!(at("/$defs/Reading/properties/territories/additionalProperties/type"), &serde_json::json!(["number", "null"]));
    for field in ["id", "value", "last_year", "corrections", "sample", "peer", "of", "territories"] {
        assert!(at(&format!("/$defs/Reading/properties/{field}/description")).is_string());
    }
}

fn figure() -> impl Strategy<Value = Option<f64>> {
    prop_oneof![
        Just(None),
        any::<i32>().prop_map(|n| Some(f64::from(n))),
        (-9.007e15..9.007e15_f64).prop_map(Some),
        (-100.0..100.0_f64).prop_map(Some),
    ]
}

prop_compose! {
    fn snapshots()(
        second in -60_000_000_000_i64..250_000_000_000,
        nanosecond in 0..1_000_000_000_i32,
        sequence in any::<Option<u64>>(),
        figures in prop::collection::vec((figure(), figure(), -9.0..9.0_f64, figure(), any::<Option<u32>>(), figure()), 4),
    ) -> Snapshot {
        let ids = ["traffic.deaths", "traffic.helmet_rate", "drugs.rank", "fraud.reported"];
        let readings = ids.iter().zip(figures).map(|(id, (value, last_year, corrections, peer, of, figure))| Reading {
            id: Id::new(id).unwrap(),
            value,
            last_year,
            corrections,
            sample: of.map(u64::from),
            peer,
            of: of.filter(|of| *of > 0),
            territories: if figure.is_some() { vec![("城关镇".into(), figure), ("a/b".into(), None)] } else { vec![] },
        }).collect();
        let as_of = Timestamp::new(second, nanosecond).unwrap();
        Snapshot { as_of, sequence, readings, left_out: LeftOut::default(), remarks: crate::duty::Remarks::default() }
    }
}

proptest! {
    #[test]
    fn arbitrary_bytes_never_panic(body in prop::collection::vec(any::<u8>(), 0..300)) {
        let _ = decode(&body, &known(), now());
    }

    #[test]
    fn damaged_documents_never_panic(at in 0..EXAMPLE.len(), byte in any::<u8>(), cut in 0..EXAMPLE.len()) {
        let mut body = EXAMPLE.as_bytes().to_vec();
        body[at] = byte;
        let _ = decode(&body, &known(), now());
        prop_assert!(decode(&body[..cut.max(1)], &known(), now()).is_err(), "half a document is no document");
    }

    #[test]
    fn reads_back_what_it_writes(snapshot in snapshots()) {
        prop_assert_eq!(decode(encode(&snapshot).as_bytes(), &known(), Timestamp::MAX), Ok(snapshot));
    }
}
