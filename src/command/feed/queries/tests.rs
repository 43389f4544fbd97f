use super::*;

#[test]
fn each_reason_has_its_words() {
    let value = |value| {
        let id = crate::duty::Id::new("x.a").unwrap();
        super::value(&Answered { id, query: String::new(), series: 0, value })
    };
    for (read, want) in [
        (Ok(Some(7.0)), "7"),
        (Ok(Some(88.25)), "88.25"),
        (Ok(None), "unknown: not a finite number (0/0 is NaN)"),
        (Err(Unread::Nothing), "unknown: no series, the query finds nothing"),
        (Err(Unread::NotOne(2)), "unknown: one series is wanted, aggregate them: sum(...), max(...)"),
        (Err(Unread::Said("bad_data: no".into())), "unknown: bad_data: no"),
    ] {
        assert_eq!(value(read), want);
    }
}
