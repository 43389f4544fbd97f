//! Numbers as people and as spreadsheets write them.

use crate::duty::Kind;

/// The largest percentage written out.
const MAX_PERCENT: f64 = 999.0;

/// The minus of a printed page.
const MINUS: &str = "−";

/// How many decimals a number needs, at most two.
fn decimals(number: f64) -> usize {
    let whole = |n: f64| (n - n.round()).abs() < 1e-6;
    if whole(number) {
        0
    } else if whole(number * 10.0) {
        1
    } else {
        2
    }
}

/// A number for people.
pub(super) fn plain(number: f64) -> String {
    written(number, decimals(number), false)
}

/// A figure for people: rates with a decimal at least, as on screen.
pub(super) fn figure(number: f64, kind: Option<Kind>) -> String {
    let at_least = usize::from(kind == Some(Kind::Rate) && number.abs() < 100.0);
    written(number, decimals(number).max(at_least), false)
}

/// A change for people: `+2`, `−1`.
pub(super) fn change(number: f64) -> String {
    written(number, decimals(number), true)
}

/// A percentage for people: whole, `>999%` where it says nothing more. Beside a limit it is not rounded onto it: that would
/// contradict what is said of it.
pub(super) fn percent(percent: f64, limit: Option<f64>, plus: bool) -> String {
    if percent.abs() > MAX_PERCENT {
        return format!(">{MAX_PERCENT}%");
    }
    let close = limit.is_some_and(|limit| (percent - limit).abs() < 1.0);
    format!("{}%", written(percent, if close { decimals(percent) } else { 0 }, plus))
}

/// A mean for people: one decimal, two where one would hide that it is not zero.
pub(super) fn mean(number: f64) -> String {
    format!("{number:.*}", if number < 0.1 { 2 } else { 1 })
}

/// A number for spreadsheets: ASCII, at most two decimals.
pub(super) fn cell(number: f64) -> String {
    let digits = format!("{number:.*}", decimals(number));
    if digits.trim_start_matches('-').bytes().all(|b| matches!(b, b'0' | b'.')) { "0".to_owned() } else { digits }
}

fn written(number: f64, decimals: usize, plus: bool) -> String {
    let digits = format!("{:.decimals$}", number.abs());
    let zero = digits.bytes().all(|b| matches!(b, b'0' | b'.'));
    match number {
        _ if zero => digits,
        n if n < 0.0 => format!("{MINUS}{digits}"),
        _ if plus => format!("+{digits}"),
        _ => digits,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_have_the_decimals_they_need() {
        assert_eq!([0.0, -0.0, 412.0, 88.5, 55.28, -2.0].map(plain), ["0", "0", "412", "88.5", "55.28", "−2"]);
        assert_eq!([0.0, 6.0, -1.0].map(change), ["0", "+6", "−1"]);
        assert_eq!(figure(88.0, Some(Kind::Rate)), "88.0");
        assert_eq!([0.0, -3.0, 0.1 + 0.2, -0.0001].map(cell), ["0", "-3", "0.3", "0"]);
        assert_eq!([0.04, 0.5, 12.0].map(mean), ["0.04", "0.5", "12.0"]);
        assert_eq!([-22.2, 5000.0].map(|n| percent(n, None, true)), ["−22%", ">999%"]);
        assert_eq!(percent(20.4, Some(20.0), false), "20.4%");
    }
}
