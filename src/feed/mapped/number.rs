//! Numbers as foreign documents write them.

use serde_json::Value;

use crate::feed::number::LIMIT;

/// Why a value is no figure.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Fault {
    /// It is not a number.
    NotANumber,
    /// It is one beyond what is counted here.
    OutOfRange,
}

/// The figure that a value says: a number, or one in a string. Null, an empty string and "NaN" say that it is not known.
pub(super) fn number(value: &Value) -> Result<Option<f64>, Fault> {
    match value {
        Value::Null => Ok(None),
        Value::Number(number) => number.as_f64().ok_or(Fault::NotANumber).and_then(within),
        Value::String(text) => in_text(text),
        Value::Bool(_) | Value::Array(_) | Value::Object(_) => Err(Fault::NotANumber),
    }
}

/// The figure in a string: digits with a sign, a decimal point and an exponent, also full-width ones as Chinese input methods write
/// them. Commas part the whole digits in groups of three and no others: what `1,5` means differs by place, so it is no number. Nor is
/// one with a sign of percent or another unit, which would say how it is meant to be read.
fn in_text(text: &str) -> Result<Option<f64>, Fault> {
    let text: String = text.trim().chars().map(narrow).collect();
    if text.is_empty() || text.eq_ignore_ascii_case("nan") {
        return Ok(None);
    }
    let (sign, unsigned) = match text.strip_prefix(['+', '-']) {
        Some(rest) => (if text.starts_with('-') { "-" } else { "" }, rest),
        None => ("", text.as_str()),
    };
    let (mantissa, exponent) = unsigned.split_once(['e', 'E']).map_or((unsigned, None), |(m, e)| (m, Some(e)));
    let (whole, fraction) = mantissa.split_once('.').map_or((mantissa, None), |(w, f)| (w, Some(f)));
    let is_exponent = |text: &str| is_digits(text.strip_prefix(['+', '-']).unwrap_or(text));
    // Oracle writes a half as ".5".
    let is_number = (is_whole(whole) || whole.is_empty() && fraction.is_some())
        && fraction.is_none_or(is_digits)
        && exponent.is_none_or(is_exponent);
    if !is_number {
        return Err(Fault::NotANumber);
    }
    format!("{sign}{}", unsigned.replace(',', "")).parse().map_err(|_| Fault::NotANumber).and_then(within)
}

/// Digits, in groups of three if there are commas.
fn is_whole(text: &str) -> bool {
    let mut groups = text.split(',');
    let first = groups.next().unwrap_or_default();
    let mut rest = groups.peekable();
    is_digits(first) && (rest.peek().is_none() || first.len() <= 3) && rest.all(|group| group.len() == 3 && is_digits(group))
}

fn is_digits(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit())
}

/// The plain form of a full-width character.
fn narrow(c: char) -> char {
    match c {
        '０'..='９' | '＋' | '－' | '．' | '，' => u32::from(c).checked_sub(0xfee0).and_then(char::from_u32).unwrap_or(c),
        '\u{2212}' => '-',
        _ => c,
    }
}

fn within(number: f64) -> Result<Option<f64>, Fault> {
    if number.is_nan() || number.abs() > LIMIT {
        return Err(Fault::OutOfRange);
    }
    // Minus zero would be shown with its sign.
    Ok(Some(number + 0.0))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use serde_json::json;

    #[test]
    fn reads_numbers_as_they_are_written() {
        for (value, want) in [
            (json!(7), 7.0),
            (json!(-1.5), -1.5),
            (json!("0"), 0.0),
            (json!(" 12\t"), 12.0),
            (json!("\u{3000}12\u{a0}"), 12.0),
            (json!("224,935"), 224_935.0),
            (json!("1,224,935.50"), 1_224_935.5),
            (json!("２２４，９３５"), 224_935.0),
            (json!("－１２．５"), -12.5),
            (json!("＋3"), 3.0),
            (json!("−3"), -3.0),
            (json!("007"), 7.0),
            (json!(".5"), 0.5),
            (json!("1.2E+3"), 1200.0),
            (json!("9007000000000000"), 9.007e15),
        ] {
            assert_eq!(number(&value), Ok(Some(want)), "{value}");
        }
        for zero in [json!(-0.0), json!("-0"), json!("－０．０")] {
            assert!(number(&zero).unwrap().unwrap().is_sign_positive(), "{zero}");
        }
    }

    #[test]
    fn tells_unknown_from_unreadable() {
        for value in [json!(null), json!(""), json!(" "), json!("NaN"), json!("nan")] {
            assert_eq!(number(&value), Ok(None), "{value}");
        }
        for value in [
            json!(true),
            json!([7]),
            json!({"n": 7}),
            json!("1,5"),
            json!("12,34,567"),
            json!("1234,567"),
            json!(",123"),
            json!("1,234,"),
            json!("1.234,5"),
            json!("1.5,000"),
            json!("5."),
            json!("."),
            json!("-"),
            json!("--1"),
            json!("1 000"),
            json!("12%"),
            json!("12起"),
            json!("0x10"),
            json!("1e"),
            json!("Infinity"),
            json!("inf"),
            json!("1_000"),
            json!("一"),
            json!("²"),
        ] {
            assert_eq!(number(&value), Err(Fault::NotANumber), "{value}");
        }
        for value in [json!(9.1e15), json!("-9007000000000001"), json!("9".repeat(400)), json!("1e999"), json!(u64::MAX)] {
            assert_eq!(number(&value), Err(Fault::OutOfRange), "{value}");
        }
    }

    proptest! {
        #[test]
        fn reads_what_is_written_with_separators(n in any::<i32>(), wide in any::<bool>()) {
            let digits = n.unsigned_abs().to_string();
            let groups: Vec<&str> = digits.as_bytes().rchunks(3).rev().map(|group| std::str::from_utf8(group).unwrap()).collect();
            let text = format!("{}{}", if n < 0 { "-" } else { "" }, groups.join(","));
            let widen = |c: char| char::from_u32(u32::from(c) + 0xfee0).unwrap();
            let text: String = if wide { text.chars().map(widen).collect() } else { text };
            prop_assert_eq!(in_text(&text), Ok(Some(f64::from(n))));
        }

        #[test]
        fn any_text_is_a_figure_within_bounds_or_none(text in "\\PC*|[0-9０-９,，.．+eE -]{0,12}") {
            if let Ok(Some(figure)) = in_text(&text) {
                prop_assert!(figure.abs() <= LIMIT);
            }
        }
    }
}
