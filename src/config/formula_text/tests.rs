use proptest::prelude::*;

use super::*;

#[test]
fn reads_what_binds_more_closely_first() {
    for (text, want) in [
        ("x.a/x.b*100", "x.a / x.b * 100"),
        (" x.a + x.b * x.c ", "x.a + x.b * x.c"),
        ("(x.a + x.b) * x.c", "(x.a + x.b) * x.c"),
        ("((x.a)) - (x.b - x.c)", "x.a - (x.b - x.c)"),
        ("x.a - x.b - x.c", "x.a - x.b - x.c"),
        ("--x.a*-0.50", "--x.a * -0.5"),
        ("100-(x.a)", "100 - x.a"),
    ] {
        assert_eq!(formula(text).unwrap().to_string(), want, "{text:?}");
    }
    let value = formula("2 + x.a * 3 - 8 / x.a / 2").unwrap().value(&|_| Some(4.0)).ok();
    assert_eq!(value, Some(13.0));
}

#[test]
fn errors_point_into_the_text() {
    let long = "x.a + ".repeat(30) + "x.a";
    let deep = "(".repeat(17) + "x.a";
    for (text, range, message) in [
        ("", 0..0, "a figure is expected here"),
        ("x.a +", 5..5, "a figure is expected here"),
        ("x.a + * x.b", 6..7, "a figure is expected here"),
        ("x.a x.b", 4..5, "`x` is not expected here"),
        ("x.a % 3", 4..5, "`%` is not expected here"),
        ("x.a)", 3..4, "`)` is not expected here"),
        ("(x.a", 4..4, "`)` is expected here"),
        ("received / 3", 0..8, "`received` is neither a number nor an indicator's id"),
        ("x.a / 1.2.3", 6..11, "`1.2.3` is neither a number nor an indicator's id"),
        ("来件 / 3", 0..6, "`来件` is neither a number nor an indicator's id"),
        ("x.a * 1e3", 6..9, "`1e3` is neither a number nor an indicator's id"),
        ("100 / 3", 0..7, "no indicator is in this formula"),
        (&long, 0..183, "a formula has at most 150 characters"),
        (&deep, 16..17, "this is nested deeper than 16"),
    ] {
        let error = formula(text).unwrap_err();
        assert_eq!((error.range, error.message.as_str()), (range, message), "{text:?}");
    }
}

/// Formulas of any form.
fn formulas() -> impl Strategy<Value = Formula> {
    let id = prop::sample::select(vec!["x.a", "x.b", "petitions.received"]);
    let figure = id.prop_map(|id| Formula::Figure(Id::new(id).unwrap()));
    let number = (0..100_000_u32, 0..4_i32).prop_map(|(n, power)| Formula::Number(f64::from(n) / 10_f64.powi(power)));
    prop_oneof![figure, number].prop_recursive(4, 12, 2, |inner| {
        let operator = prop::sample::select(Operator::ALL.to_vec());
        prop_oneof![
            inner.clone().prop_map(|of| Formula::Negative(Box::new(of))),
            (inner.clone(), operator, inner).prop_map(|(a, operator, b)| Formula::Joined(Box::new(a), operator, Box::new(b))),
        ]
    })
}

proptest! {
    #[test]
    fn reads_back_what_it_writes(written in formulas()) {
        let text = written.to_string();
        prop_assume!(text.len() <= LONGEST && !written.inputs().is_empty());
        prop_assert_eq!(formula(&text), Ok(written));
    }

    #[test]
    fn a_value_is_a_number_or_there_is_none(written in formulas(), a in any::<f64>(), b in prop::num::f64::ANY, c in -3..3_i8) {
        let figures = [("x.a", Some(a)), ("x.b", Some(b)), ("petitions.received", Some(f64::from(c)))];
        let figure = |id: &Id| figures.iter().find(|(name, _)| *name == id.as_str()).and_then(|(_, value)| *value);
        if let Ok(value) = written.value(&figure) {
            prop_assert!(value.abs() <= 9_007_199_254_740_992.0);
        }
    }

    #[test]
    fn any_text_is_read_or_refused_at_a_place_in_it(text in ".{0,60}|[a-z0-9()+*/. -]{0,60}|\\(*-*x.a") {
        if let Err(error) = formula(&text) {
            prop_assert!(text.get(error.range.clone()).is_some(), "{:?}", error);
        }
    }
}
