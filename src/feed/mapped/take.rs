//! One number out of what paths find.

use serde_json::Value;

use super::number::{Fault, number};
use super::search::{Search, search};
use crate::duty::{Clean, Empty, Reduce, Take, Unread};
use crate::feed::number::LIMIT;

/// The number that is taken, `None` if it is not known, or why it cannot be read; and what was found on the way.
pub(super) fn take<'a>(take: &'a Take, root: &'a Value) -> (Search<'a>, Result<Option<f64>, Unread>) {
    let found = search(&take.paths, root);
    let taken = reduce(take, &found);
    (found, taken)
}

fn reduce(take: &Take, found: &Search<'_>) -> Result<Option<f64>, Unread> {
    let last = match (found.nodes.len(), take.empty) {
        (0, Empty::Zero) => return Ok(Some(0.0)),
        (0, Empty::Unknown) => return Err(Unread::Nothing),
        (count, _) => count - 1,
    };
    match take.reduce {
        Reduce::Only if last > 0 => Err(Unread::NotOne(found.nodes.len())),
        Reduce::Only | Reduce::First => at(found, 0),
        Reduce::Last => at(found, last),
        Reduce::Count => Ok(u32::try_from(found.nodes.len()).ok().map(f64::from)),
        Reduce::Sum => all(found, |sum, number| sum + number),
        Reduce::Min => all(found, f64::min),
        Reduce::Max => all(found, f64::max),
    }
}

/// The number of one node.
fn at(found: &Search<'_>, place: usize) -> Result<Option<f64>, Unread> {
    let node = found.nodes.get(place).ok_or(Unread::Nothing)?;
    number(node).map_err(|fault| unread(fault, &found.place(place)))
}

/// All numbers in one. Where a part is not known, neither is the whole.
fn all(found: &Search<'_>, join: impl Fn(f64, f64) -> f64) -> Result<Option<f64>, Unread> {
    let (mut joined, mut is_known) = (None, true);
    for (place, node) in found.nodes.iter().enumerate() {
        match number(node).map_err(|fault| unread(fault, &found.place(place)))? {
            Some(number) => joined = Some(joined.map_or(number, |joined| join(joined, number))),
            None => is_known = false,
        }
    }
    match joined.filter(|_| is_known) {
        Some(whole) if whole.abs() > LIMIT => Err(Unread::OutOfRange(Clean::new(found.path()))),
        whole => Ok(whole),
    }
}

/// Why what stands at a place is no figure.
pub(super) fn unread(fault: Fault, place: &str) -> Unread {
    match fault {
        Fault::NotANumber => Unread::NotANumber(Clean::new(place)),
        Fault::OutOfRange => Unread::OutOfRange(Clean::new(place)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::duty::{Path, Paths};
    use serde_json::json;

    fn taken(path: &str, reduce: Reduce, empty: Empty, root: &Value) -> Result<Option<f64>, Unread> {
        let of = Take { paths: Paths(vec![Path::parse(path).unwrap()]), reduce, empty };
        take(&of, root).1
    }

    #[test]
    fn reduces_several_to_one() {
        let root = json!({"a": [3, "1,000", 2.5], "half": [1, null], "bad": [1, "x", 2], "one": [7], "big": [9e15, 9e15]});
        let place = |at: &str| Clean::new(at);
        for (path, reduce, want) in [
            ("$.one[*]", Reduce::Only, Ok(Some(7.0))),
            ("$.a[*]", Reduce::Only, Err(Unread::NotOne(3))),
            ("$.a[*]", Reduce::First, Ok(Some(3.0))),
            ("$.a[*]", Reduce::Last, Ok(Some(2.5))),
            ("$.a[*]", Reduce::Count, Ok(Some(3.0))),
            ("$.a[*]", Reduce::Sum, Ok(Some(1005.5))),
            ("$.a[*]", Reduce::Min, Ok(Some(2.5))),
            ("$.a[*]", Reduce::Max, Ok(Some(1000.0))),
            ("$.half[*]", Reduce::Sum, Ok(None)),
            ("$.half[*]", Reduce::Max, Ok(None)),
            ("$.half[*]", Reduce::Last, Ok(None)),
            ("$.half[*]", Reduce::Count, Ok(Some(2.0))),
            ("$.bad[*]", Reduce::Sum, Err(Unread::NotANumber(place("$['bad'][1]")))),
            ("$.bad[*]", Reduce::Count, Ok(Some(3.0))),
            ("$.bad", Reduce::Only, Err(Unread::NotANumber(place("$['bad']")))),
            ("$.big[*]", Reduce::Sum, Err(Unread::OutOfRange(place("$.big[*]")))),
            ("$.none", Reduce::Sum, Err(Unread::Nothing)),
        ] {
            assert_eq!(taken(path, reduce, Empty::Unknown, &root), want, "{path} {reduce:?}");
        }
        assert_eq!(taken("$.none[*]", Reduce::Sum, Empty::Zero, &root), Ok(Some(0.0)));
        assert_eq!(taken("$.half[1]", Reduce::Only, Empty::Zero, &root), Ok(None), "null is not none");
    }
}
