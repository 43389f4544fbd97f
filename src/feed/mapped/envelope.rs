//! Whether an answer is one.

use serde_json::Value;

use super::look::{Eye, Seen, Subject};
use super::search::search;
use crate::duty::{Clean, Envelope, Refusal};
use crate::feed::refusal::invalid;

/// Refuses an answer that says itself that it failed, with its own code and words.
pub(super) fn check(envelope: &Envelope, root: &Value, eye: &mut Eye<'_>) -> Result<(), Refusal> {
    let found = search(&envelope.path, root);
    let bad = found.nodes.iter().find(|said| !envelope.is.iter().any(|allowed| same(allowed, said)));
    if found.nodes.is_empty() {
        let refusal = invalid("", &format!("nothing at {}, which says whether this is an answer", found.path()));
        eye.see(Subject::Ok, &found, || Seen::Refused(refusal.clone()));
        return Err(refusal);
    }
    let shown = bad.or(found.nodes.first()).map(|said| words(said)).unwrap_or_default();
    eye.see(Subject::Ok, &found, || if bad.is_some() { Seen::NotAllowed(shown.clone()) } else { Seen::Text(shown.clone()) });
    if bad.is_none() {
        return Ok(());
    }
    let message = envelope.message.as_ref().map(|paths| {
        let found = search(paths, root);
        let message = found.nodes.first().map(|said| words(said)).unwrap_or_default();
        eye.see(Subject::Message, &found, || Seen::Text(message.clone()));
        message
    });
    Err(Refusal::Failed { code: shown, message: message.unwrap_or_default() })
}

/// Whether two values are the same: of one type, and numbers however they are written (`200`, `200.0`).
fn same(allowed: &Value, said: &Value) -> bool {
    allowed == said || matches!((allowed, said), (Value::Number(a), Value::Number(b)) if a.as_f64() == b.as_f64())
}

/// What a value says in words; of one that holds others, nothing.
fn words(value: &Value) -> Clean {
    match value {
        Value::String(text) => Clean::new(text),
        Value::Null | Value::Bool(_) | Value::Number(_) => Clean::new(&value.to_string()),
        Value::Array(_) => Clean::new("[…]"),
        Value::Object(_) => Clean::new("{…}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::duty::{Path, Paths};
    use serde_json::json;

    #[test]
    fn an_answer_is_one_when_it_says_what_it_should() {
        let paths = |text| Paths(vec![Path::parse(text).unwrap()]);
        let envelope = |is| Envelope { path: paths("$.code"), is, message: Some(paths("$.msg")) };
        let checked = |is, root: Value| check(&envelope(is), &root, &mut Eye::closed());
        for (is, said) in [
            (vec![json!(0), json!("0000"), json!(200)], json!("0000")),
            (vec![json!(200)], json!(200.0)),
            (vec![json!(true)], json!(true)),
        ] {
            assert_eq!(checked(is, json!({ "code": said })), Ok(()));
        }
        for (is, said, code) in [
            (json!(0), json!("0"), "0"),
            (json!(0), json!(false), "false"),
            (json!("0"), json!(0), "0"),
            (json!(true), json!(1), "1"),
            (json!(0), json!(null), "null"),
            (json!(0), json!({"secret": 1}), "{…}"),
            (json!(0), json!("\u{1b}[2J"), "\u{fffd}[2J"),
        ] {
            let failed = Refusal::Failed { code: code.into(), message: "令牌过期".into() };
            assert_eq!(checked(vec![is], json!({"code": said, "msg": "令牌过期"})), Err(failed), "{said}");
        }
        let silent = checked(vec![json!(0)], json!({"code": 1}));
        assert_eq!(silent, Err(Refusal::Failed { code: "1".into(), message: "".into() }));
        let none = checked(vec![json!(0)], json!({"status": 0}));
        assert_eq!(none, Err(invalid("", "nothing at $.code, which says whether this is an answer")));
    }
}
