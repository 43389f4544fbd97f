//! The envelopes that county systems put around their figures, each read by configuration alone, and each saying that it failed.

use zhiban::duty::Refusal;

use crate::county::{refusal, snapshot, values};

/// A feed, an answer of it, and one that says it failed with its code and words.
type Case = (&'static str, &'static str, &'static str, (&'static str, &'static str));

const CASES: [Case; 5] = [
    (
        r#"
ok = { path = "$.code", is = [0, "0000", 200], message = "$.msg" }
total = "$.data.total"
rows = "$.data.rows"
values = { "petitions.overdue" = { path = "$.data.rows[*].overdue", reduce = "sum" } }
"#,
        r#"{"code": "0000", "msg": "成功", "data": {"total": 2, "rows": [{"overdue": 1}, {"overdue": "2"}]}}"#,
        r#"{"code": "5001", "msg": "令牌过期", "data": null}"#,
        ("5001", "令牌过期"),
    ),
    (
        r#"
ok = { path = "$.code", is = [200], message = "$.msg" }
total = "$.total"
rows = "$.rows"
values = { "petitions.overdue" = { path = "$.rows[*].overdue", reduce = "sum" } }
"#,
        r#"{"total": 2, "rows": [{"overdue": 1}, {"overdue": 2}], "code": 200, "msg": "查询成功"}"#,
        r#"{"total": 0, "rows": [], "code": 500, "msg": "系统异常"}"#,
        ("500", "系统异常"),
    ),
    (
        r#"
ok = { path = "$.head.code", is = ["0"], message = "$.head.msg" }
values = { "petitions.overdue" = "$.data.overdue" }
"#,
        r#"{"head": {"code": "0", "msg": ""}, "data": {"overdue": "3"}}"#,
        r#"{"head": {"code": "E01", "msg": "签名错误"}}"#,
        ("E01", "签名错误"),
    ),
    (
        r#"
ok = { path = "$.ok", is = [true], message = "$.errorCode" }
values = { "petitions.overdue" = "$.data[?@.key == 'overdue'].count" }
"#,
        r#"{"errorCode": null, "ok": true, "data": [{"key": "received", "count": 9}, {"key": "overdue", "count": 3}]}"#,
        r#"{"errorCode": "AUTH", "ok": false, "data": null}"#,
        ("false", "AUTH"),
    ),
    (
        r#"
ok = { path = ["$.status", "$.code"], is = [1] }
total = "$.count"
rows = "$.list"
values = { "petitions.overdue" = { path = "$.list[*].overdue", reduce = "sum" } }
"#,
        r#"{"code": 1, "count": 2, "list": {"0": {"overdue": 1}, "1": {"overdue": 2}}}"#,
        r#"{"code": 0, "count": 0, "list": []}"#,
        ("0", ""),
    ),
];

#[tokio::test]
async fn every_envelope_is_read_by_configuration_alone() {
    for (feed, good, _, _) in CASES {
        let snapshot = snapshot(feed, good).await;
        assert_eq!(values(&snapshot), [("petitions.overdue", Some(3.0))], "{good}");
        assert!(snapshot.remarks.is_empty(), "{good}: {:?}", snapshot.remarks);
    }
}

#[tokio::test]
async fn an_envelope_that_says_it_failed_is_refused_with_its_own_words() {
    for (feed, _, bad, (code, message)) in CASES {
        let failed = Refusal::Failed { code: code.into(), message: message.into() };
        assert_eq!(refusal(feed, bad).await, failed, "{bad}");
    }
}

#[tokio::test]
async fn one_configuration_reads_an_envelope_before_and_after_it_drifts() {
    let feed = r#"
ok = { path = ["$.code", "$.head.code"], is = [0, "0000"] }
values = { "petitions.overdue" = ["$.data.overdue", "$.data.rows[0].overdue", "$.overdue"] }
"#;
    for body in [
        r#"{"code": 0, "data": {"overdue": 3}}"#,
        r#"{"head": {"code": "0000"}, "data": {"rows": [{"overdue": "３"}]}}"#,
        r#"{"code": 0, "overdue": "3 "}"#,
    ] {
        assert_eq!(values(&snapshot(feed, body).await), [("petitions.overdue", Some(3.0))], "{body}");
    }
}
