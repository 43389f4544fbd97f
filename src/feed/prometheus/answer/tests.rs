use proptest::prelude::*;

use super::*;

fn vector(series: &str) -> String {
    format!(r#"{{"status":"success","data":{{"resultType":"vector","result":[{series}]}}}}"#)
}

fn read(body: &str) -> Answer {
    decode(body.as_bytes()).unwrap()
}

fn reason(body: &str) -> String {
    match decode(body.as_bytes()) {
        Err(Refusal::Invalid { pointer, reason }) => format!("{pointer}: {reason}"),
        other => panic!("{other:?}"),
    }
}

fn numbers(body: &str) -> Vec<Result<Option<f64>, Unread>> {
    match read(body).found.unwrap() {
        Found::Series(samples) => samples.into_iter().map(|sample| sample.value).collect(),
        other => panic!("{other:?}"),
    }
}

#[test]
fn series_come_with_their_time_and_their_query() {
    let body = vector(
        r#"{"metric":{"__name__":"up","job":"pond","__zhiban__":"12"},"value":[1795546579.784,"7"]},{"metric":{},"value":[1795546579,"8.5"]}"#,
    );
    let at = |text: &str| text.parse().unwrap();
    let samples = vec![
        Sample { of: Some(12), at: at("2026-11-24T18:56:19.784Z"), value: Ok(Some(7.0)) },
        Sample { of: None, at: at("2026-11-24T18:56:19Z"), value: Ok(Some(8.5)) },
    ];
    assert_eq!(read(&body), Answer { found: Ok(Found::Series(samples)), said: vec![] });
    assert_eq!(read(&vector("")).found, Ok(Found::Series(vec![])));
}

#[test]
fn numbers_are_read_as_engines_write_them() {
    let place = |key: &str| Clean::new(&format!("$['data']['result'][0]['{key}']"));
    for (text, want) in [
        ("0", Ok(Some(0.0))),
        ("-0", Ok(Some(0.0))),
        ("1e+06", Ok(Some(1e6))),
        ("96.73469387755102", Ok(Some(96.734_693_877_551_02))),
        ("NaN", Ok(None)),
        ("+Inf", Ok(None)),
        ("-Inf", Ok(None)),
        ("1e300", Err(Unread::OutOfRange(place("value")))),
        ("7 ", Err(Unread::NotANumber(place("value")))),
        ("", Err(Unread::NotANumber(place("value")))),
    ] {
        let want = want.map_err(|why| match why {
            Unread::OutOfRange(place) => Unread::OutOfRange(Clean::new(&format!("{place}[1]"))),
            Unread::NotANumber(place) => Unread::NotANumber(Clean::new(&format!("{place}[1]"))),
            other => other,
        });
        let body = vector(&format!(r#"{{"metric":{{}},"value":[1,"{text}"]}}"#));
        let numbers = numbers(&body);
        assert_eq!(numbers, [want], "{text}");
        assert!(numbers[0].as_ref().is_ok_and(|n| n.is_none_or(f64::is_sign_positive)) || numbers[0].is_err());
    }
    let histogram = vector(r#"{"metric":{},"histogram":[1,{"count":"1","sum":"2","buckets":[]}]}"#);
    assert_eq!(numbers(&histogram), [Err(Unread::NotANumber(place("histogram")))]);
}

#[test]
fn other_types_are_told_apart_wherever_the_type_stands() {
    let of = |data: &str| read(&format!(r#"{{"status":"success","data":{data}}}"#)).found.unwrap();
    for data in [r#"{"resultType":"scalar","result":[1,"2"]}"#, r#"{"result":[1,"2"],"resultType":"scalar","stats":{}}"#] {
        assert!(matches!(of(data), Found::Scalar(Sample { value: Ok(Some(2.0)), .. })));
    }
    assert_eq!(of(r#"{"resultType":"string","result":[1,"a"]}"#), Found::NoNumber);
    assert_eq!(of(r#"{"resultType":"matrix","result":[{"metric":{},"values":[[1,"2"]]}]}"#), Found::NoNumber);
}

#[test]
fn what_the_engine_says_is_cleaned_and_kept() {
    let answer = read(
        "{\"status\":\"error\",\"errorType\":\"bad_data\",\"error\":\"1:4: parse\\u001b[2J error\\n\",\"warnings\":[\"slow\"]}",
    );
    let failure = Failure { kind: "bad_data".into(), message: "1:4: parse\u{fffd}[2J error".into() };
    assert_eq!(answer, Answer { found: Err(failure), said: vec!["slow".into()] });
    let both = r#"{"status":"success","data":{"resultType":"vector","result":[]},"warnings":null,"infos":["a","b"]}"#;
    assert_eq!(read(both).said, []);
}

#[test]
fn what_is_no_answer_is_refused_with_its_place() {
    for (body, want) in [
        ("", ": nothing in it".to_owned()),
        ("<!doctype html>", ": not JSON: looks like an HTML page (a login page?)".to_owned()),
        ("{}", ": missing field `status` at line 1 column 2".to_owned()),
        (r#"{"status":"ok"}"#, "/status: neither \"success\" nor \"error\": not the answer of a Prometheus API".to_owned()),
        (r#"{"status":"success"}"#, "/data: missing".to_owned()),
        (
            r#"{"status":"success","data":{"resultType":"cube","result":[]}}"#,
            "/data/resultType: neither vector, scalar, matrix nor string".to_owned(),
        ),
        (&vector(r#"{"metric":{}}"#), "/data/result/0: a series without its value".to_owned()),
        (&vector(r#"{"metric":{},"value":[1e300,"1"]}"#), "/data/result/0/value/0: not a time in seconds since 1970".to_owned()),
        (
            &vector(r#"{"metric":{},"value":[1,13800138000]}"#),
            "/data/result/0/value/1: invalid type: integer, expected a string".to_owned(),
        ),
        (
            &vector(r#"{"metric":{"__zhiban__":"0","__zhiban__":"1"},"value":[1,"2"]}"#),
            "/data/result/0/metric: duplicate field `__zhiban__`".to_owned(),
        ),
    ] {
        assert_eq!(reason(body), want, "{body}");
    }
}

#[test]
fn depth_is_bounded() {
    let deep = |depth| vector(&format!(r#"{{"metric":{{}},"value":[1,"2"],"x":{}{}}}"#, "[".repeat(depth), "]".repeat(depth)));
    assert_eq!(numbers(&deep(100)), [Ok(Some(2.0))]);
    // What is skipped is skipped without recursion.
    let _ = decode(deep(100_000).as_bytes());
}

proptest! {
    #[test]
    fn nothing_makes_it_panic(number in "\\PC{0,20}", time in any::<f64>(), body in "\\PC{0,60}") {
        let _ = decode(body.as_bytes());
        let number = serde_json::to_string(&number).unwrap();
        let _ = decode(vector(&format!(r#"{{"metric":{{}},"value":[{time:?},{number}]}}"#)).as_bytes());
    }
}
