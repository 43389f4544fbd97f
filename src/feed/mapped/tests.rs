use proptest::prelude::*;

use super::*;
use crate::duty::{
    AsOf, Clean, Empty, Envelope, Id, Mapped, Page, Part, Path, Paths, Reading, Reduce, Remark, Rows, Take, TimeFormat, Unread,
};

fn known() -> Known {
    let ids = ["traffic.deaths", "petitions.overdue"].iter().filter_map(|id| Id::new(id));
    Known::new(ids, ["城关镇", "白沙乡"].map(Clean::new))
}

fn now() -> Timestamp {
    "2026-03-05T08:00:04+08:00".parse().unwrap()
}

fn path(text: &str) -> Path {
    Path::parse(text).unwrap()
}

fn paths(text: &str) -> Paths {
    Paths(vec![path(text)])
}

fn of(text: &str) -> Take {
    Take { paths: paths(text), ..Take::default() }
}

fn figure(id: &str, value: Take) -> Mapped {
    let id = Id::new(id).unwrap();
    Mapped { id, value, last_year: None, corrections: None, sample: None, peer: None, of: None, territories: None }
}

fn mapping(figures: Vec<Mapped>) -> Mapping {
    Mapping { figures, ..Mapping::default() }
}

fn answer(body: &str) -> Answer<'_> {
    Answer { body: body.as_bytes(), content_type: None, date: Some(now()) }
}

fn decoded(mapping: &Mapping, body: &str) -> Snapshot {
    decode_mapped(answer(body), mapping, &known(), now()).unwrap()
}

fn deaths(mapped: Mapped, body: &str) -> (Reading, Vec<Remark>) {
    let mut snapshot = decoded(&mapping(vec![mapped]), body);
    (snapshot.readings.remove(0), snapshot.remarks.first)
}

fn unread(part: Part, why: Unread) -> Remark {
    Remark::Unread { id: Id::new("traffic.deaths").unwrap(), part, why }
}

#[test]
fn one_odd_figure_does_not_blind_the_others() {
    let figures = vec![figure("traffic.deaths", of("$.deaths")), figure("petitions.overdue", of("$.overdue"))];
    let snapshot = decoded(&mapping(figures), r#"{"deaths": "seven", "overdue": "1,003"}"#);
    let values: Vec<_> = snapshot.readings.iter().map(|reading| reading.value).collect();
    assert_eq!(values, [None, Some(1003.0)]);
    assert_eq!(snapshot.remarks.first, [unread(Part::Value, Unread::NotANumber("$['deaths']".into()))]);
    assert_eq!((snapshot.as_of, snapshot.sequence), (now(), None));
}

#[test]
fn reads_what_belongs_to_a_value() {
    let mapped = Mapped {
        last_year: Some(of("$.before")),
        corrections: Some(Take { empty: Empty::Zero, ..of("$.fixed") }),
        sample: Some(of("$.n")),
        peer: Some(of("$.city")),
        of: Some(of("$.of")),
        ..figure("traffic.deaths", of("$.v"))
    };
    let want = Reading {
        last_year: Some(9.0),
        corrections: -1.0,
        sample: Some(412),
        peer: Some(91.2),
        of: Some(12),
        ..Reading::of(Id::new("traffic.deaths").unwrap(), Some(7.0))
    };
    let body = r#"{"v": 7, "before": "9", "fixed": -1, "n": 412.0, "city": 91.2, "of": "12"}"#;
    assert_eq!(deaths(mapped.clone(), body), (want, vec![]));
    for (part, field, body) in [
        (Part::Sample, "n", r#"{"v": 7, "n": 1.5, "city": 1, "of": 1, "before": 1}"#),
        (Part::Sample, "n", r#"{"v": 7, "n": -1, "city": 1, "of": 1, "before": 1}"#),
        (Part::Of, "of", r#"{"v": 7, "n": 0, "city": 1, "of": 0, "before": 1}"#),
    ] {
        let (reading, remarks) = deaths(mapped.clone(), body);
        assert_eq!(reading.value, Some(7.0));
        assert_eq!(remarks, [unread(part, Unread::OutOfRange(Clean::new(&format!("$['{field}']"))))], "{body}");
    }
}

#[test]
fn without_its_corrections_a_value_is_not_known() {
    let mapped = Mapped { corrections: Some(of("$.fixed")), ..figure("traffic.deaths", of("$.v")) };
    for (body, why) in [
        (r#"{"v": 7}"#, Unread::Nothing),
        (r#"{"v": 7, "fixed": null}"#, Unread::NotANumber("$['fixed']".into())),
        (r#"{"v": 7, "fixed": "x"}"#, Unread::NotANumber("$['fixed']".into())),
    ] {
        let (reading, remarks) = deaths(mapped.clone(), body);
        assert_eq!((reading.value, reading.corrections, remarks), (None, 0.0, vec![unread(Part::Corrections, why)]), "{body}");
    }
}

#[test]
fn rows_become_the_figures_of_territories() {
    let rows = |rows| Rows { rows: paths(rows), name: path("$.town"), value: path("$.n") };
    let mapped = |of_rows| Mapped { territories: Some(rows(of_rows)), ..figure("traffic.deaths", of("$.v")) };
    let body = r#"{"v": 9, "rows": [{"town": " 城关镇 ", "n": "2"}, {"town": "县城", "n": 3}, {"n": 4}, {"town": "白沙乡", "n": null}]}"#;
    for form in ["$.rows", "$.rows[*]"] {
        let snapshot = decoded(&mapping(vec![mapped(form)]), body);
        assert_eq!(snapshot.readings[0].territories, [("城关镇".into(), Some(2.0)), ("白沙乡".into(), None)]);
        assert_eq!(snapshot.left_out, LeftOut { ids: 0, territories: 2, names: vec!["县城".into()] });
        assert!(snapshot.remarks.is_empty());
    }
    let keyed = r#"{"v": 9, "rows": {"0": {"town": "城关镇", "n": 2}, "1": {"town": "白沙乡", "n": true}}}"#;
    let (reading, remarks) = deaths(mapped("$.rows[*]"), keyed);
    assert_eq!(reading.territories, [("城关镇".into(), Some(2.0)), ("白沙乡".into(), None)]);
    assert_eq!(remarks, [unread(Part::Territories, Unread::NotANumber("$['rows']['1']['n']".into()))]);
    let twice = r#"{"v": 9, "rows": [{"town": "城关镇", "n": 2}, {"town": "白沙乡"}, {"town": "城关镇", "n": 2}]}"#;
    let (reading, remarks) = deaths(mapped("$.rows"), twice);
    assert_eq!(reading.territories, [("城关镇".into(), None), ("白沙乡".into(), None)]);
    assert_eq!(remarks, [unread(Part::Territories, Unread::Nothing), unread(Part::Territories, Unread::NotOne(2))]);
    let (reading, remarks) = deaths(mapped("$.none"), twice);
    assert_eq!((reading.territories.len(), remarks), (0, vec![unread(Part::Territories, Unread::Nothing)]));
    let (_, remarks) = deaths(mapped("$.v"), twice);
    assert_eq!(remarks, [unread(Part::Territories, Unread::NotANumber("$['v']".into()))]);
}

#[test]
fn an_indicator_that_is_not_listed_is_left_out() {
    let snapshot = decoded(&mapping(vec![figure("not.known", of("$.v"))]), r#"{"v": 1}"#);
    assert_eq!((snapshot.readings.len(), snapshot.left_out.ids), (0, 1));
}

/// A mapping that uses everything.
fn whole() -> Mapping {
    let everything = Mapped {
        last_year: Some(Take { reduce: Reduce::Max, ..of("$..before") }),
        corrections: Some(Take { empty: Empty::Zero, ..of("$.fixed") }),
        sample: Some(Take { reduce: Reduce::Count, ..of("$.rows[*]") }),
        peer: Some(Take { reduce: Reduce::Min, ..of("$.rows[?@.n > 1].n") }),
        of: Some(Take { reduce: Reduce::Last, ..of("$.rows[*].n") }),
        territories: Some(Rows { rows: paths("$.rows"), name: path("$.town"), value: path("$.n") }),
        ..figure("traffic.deaths", Take { reduce: Reduce::Sum, ..of("$.rows[*].n") })
    };
    Mapping {
        ok: Some(Envelope { path: paths("$.code"), is: vec![0.into()], message: Some(paths("$.msg")) }),
        as_of: Some(AsOf { path: paths("$.at"), format: TimeFormat::UnixMs }),
        page: Some(Page { total: paths("$.total"), rows: paths("$.rows") }),
        charset: None,
        figures: vec![everything, figure("petitions.overdue", of("$.rows[0]['n']"))],
    }
}

const WHOLE: &str = r#"{"code": 0, "msg": "ok", "at": 1772668800000, "total": 2,
 "rows": [{"town": "城关镇", "n": "2", "before": 3}, {"town": "白沙乡", "n": "１，０００", "before": 4}]}"#;

#[test]
fn a_look_takes_what_the_decoder_takes() {
    for body in [WHOLE, &WHOLE.replace("\"code\": 0", "\"code\": 1"), &WHOLE.replace(": 2,\n", ": 3,\n"), "{}", "", "[1"] {
        let (looked, looks) = look_mapped(answer(body), &whole(), &known(), now());
        assert_eq!(looked, decode_mapped(answer(body), &whole(), &known(), now()), "{body}");
        let is_json = serde_json::from_str::<Value>(body).is_ok();
        assert_eq!(looks.is_empty(), !is_json, "what a refused document holds is shown too: {body}");
    }
}

#[test]
fn a_look_tells_every_path_and_what_it_came_to() {
    let value = Take { paths: Paths(vec![path("$.none"), path("$.rows[*].n")]), reduce: Reduce::Sum, empty: Empty::Unknown };
    let (_, looks) = look_mapped(answer(WHOLE), &mapping(vec![figure("traffic.deaths", value)]), &known(), now());
    let tried = [("$.none", 0, None), ("$.rows[*].n", 2, Some("$['rows'][0]['n']"))];
    let tried = tried.map(|(path, nodes, first)| Tried { path: path.into(), nodes, first: first.map(Clean::new) });
    let subject = Subject::Figure(Id::new("traffic.deaths").unwrap(), Part::Value);
    assert_eq!(looks[1], Look { subject, tried: tried.to_vec(), seen: Seen::Figure(Some(1002.0)) });
    assert_eq!(looks[0], Look { subject: Subject::AsOf, tried: vec![], seen: Seen::Time(now()) });
}

fn json() -> impl Strategy<Value = Value> {
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        any::<f64>().prop_map(Value::from),
        "\\PC{0,6}|[0-9,.]{0,9}".prop_map(Value::from),
    ];
    leaf.prop_recursive(5, 60, 6, |inner| {
        let key = "code|msg|at|total|rows|town|n|fixed|\\PC{0,3}";
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..6).prop_map(Value::from),
            prop::collection::vec((key, inner), 0..6).prop_map(|fields| Value::Object(fields.into_iter().collect())),
        ]
    })
}

proptest! {
    #[test]
    fn any_document_is_read_or_refused(mut body in json(), wrapped in any::<bool>()) {
        if wrapped && let Some(fields) = body.as_object_mut() {
            fields.insert("code".to_owned(), 0.into());
            fields.insert("at".to_owned(), 1_772_668_800_000_i64.into());
            fields.insert("total".to_owned(), 0.into());
        }
        let (looked, _) = look_mapped(answer(&body.to_string()), &whole(), &known(), now());
        prop_assert_eq!(looked, decode_mapped(answer(&body.to_string()), &whole(), &known(), now()));
    }

    #[test]
    fn damaged_documents_never_panic(at in 0..WHOLE.len(), byte in any::<u8>(), cut in 1..WHOLE.len()) {
        let mut body = WHOLE.as_bytes().to_vec();
        body[at] = byte;
        let read = |body| decode_mapped(Answer { body, content_type: None, date: None }, &whole(), &known(), now());
        let _ = read(&body);
        prop_assert!(read(&body[..cut]).is_err(), "half a document is no document");
    }
}
