use super::*;

fn now() -> Timestamp {
    "2026-03-05T00:00:04Z".parse().unwrap()
}

fn id(text: &str) -> Id {
    Id::new(text).unwrap()
}

fn inquiry() -> Inquiry {
    Inquiry::new(&["x.a", "x.b", "x.c"].map(|name| (id(name), format!("sum({name})"))))
}

fn sample(second: i64, value: f64) -> Sample {
    Sample { of: None, at: Timestamp::from_second(second).unwrap(), value: Ok(Some(value)) }
}

fn failure(kind: &str) -> Failure {
    Failure { kind: kind.into(), message: "no".into() }
}

#[test]
fn one_sample_is_a_value_and_all_else_is_unknown_and_said() {
    let mut inquiry = inquiry();
    inquiry.find([(0, sample(1_000, 7.0)), (1, sample(999, 1.0)), (1, sample(1_000, 1.0)), (1, sample(1_000, 2.0))]);
    inquiry.fail(2, failure("bad_data"));
    inquiry.say(vec!["slow".into(), "slow".into(), "old".into()]);
    inquiry.say(vec!["old".into()]);
    let snapshot = inquiry.snapshot(now()).unwrap();
    assert_eq!(snapshot.as_of.as_second(), 999, "as old as the oldest");
    let values: Vec<_> = snapshot.readings.iter().map(|reading| reading.value).collect();
    assert_eq!(values, [Some(7.0), None, None]);
    let remarks = [
        Remark::Unread { id: id("x.b"), part: Part::Value, why: Unread::NotOne(3) },
        Remark::Unread { id: id("x.c"), part: Part::Value, why: Unread::Said("bad_data: no".into()) },
        Remark::Said("slow".into()),
        Remark::Said("old".into()),
    ];
    assert_eq!(snapshot.remarks.first, remarks);
}

#[test]
fn only_where_all_fail_nothing_is_taken() {
    let mut inquiry = inquiry();
    inquiry.fail(1, failure("timeout"));
    inquiry.fail(0, failure("execution"));
    assert!(inquiry.snapshot(now()).is_ok(), "the third was answered, with nothing");
    inquiry.fail(2, failure("execution"));
    let first = Refusal::Failed { code: "timeout".into(), message: "no".into() };
    assert_eq!(inquiry.snapshot(now()), Err(first));
}

#[test]
fn without_samples_the_answers_say_how_old_they_are() {
    let mut inquiry = inquiry();
    assert_eq!(inquiry.snapshot(now()).unwrap().as_of, now());
    let at = |second| Timestamp::from_second(second).ok();
    for date in [at(2_000), None, at(1_000), at(3_000)] {
        inquiry.hear(date);
    }
    assert_eq!((inquiry.requests, inquiry.snapshot(now()).unwrap().as_of.as_second()), (4, 1_000));
}

#[test]
fn an_engine_whose_clock_is_hours_ahead_is_refused() {
    let mut inquiry = inquiry();
    inquiry.find([(0, sample(now().as_second() + 3_600, 7.0))]);
    assert!(matches!(inquiry.snapshot(now()), Err(Refusal::Future { .. })));
}
