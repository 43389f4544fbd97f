//! Whether an answer is the whole.

use serde_json::Value;

use super::look::{Eye, Seen, Subject};
use super::number::number;
use super::search::search;
use crate::duty::{Page, Refusal};
use crate::feed::refusal::invalid;

/// Refuses a page: what is counted on it would be too little, and nobody would know.
pub(super) fn check(page: &Page, root: &Value, eye: &mut Eye<'_>) -> Result<(), Refusal> {
    let found = search(&page.total, root);
    let total = match found.nodes.as_slice() {
        [] => Err(invalid("", &format!("nothing at {}, which says how many rows there are in all", found.path()))),
        [total] => whole(total).ok_or_else(|| invalid(&found.pointer(0), "not a number of rows")),
        several => Err(invalid(&found.pointer(1), &format!("{} numbers of rows in all, and not one", several.len()))),
    };
    eye.see(Subject::Total, &found, || Seen::of(total.clone(), Seen::Count));
    let found = search(&page.rows, root);
    let rows = found.count().map_err(|_| invalid(&found.pointer(0), "not a list of rows"));
    let rows = rows.map(|rows| u64::try_from(rows).unwrap_or(u64::MAX));
    eye.see(Subject::Rows, &found, || Seen::of(rows.clone(), Seen::Count));
    let (total, rows) = (total?, rows?);
    if rows < total { Err(Refusal::Truncated { rows, total }) } else { Ok(()) }
}

/// A whole number from 0.
#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "only after both were ruled out")]
pub(super) fn whole(value: &Value) -> Option<u64> {
    number(value).ok().flatten().filter(|number| number.fract() == 0.0 && *number >= 0.0).map(|number| number as u64)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::duty::{Path, Paths};
    use serde_json::json;

    fn checked(rows: &str, root: &Value) -> Result<(), Refusal> {
        let paths = |text| Paths(vec![Path::parse(text).unwrap()]);
        check(&Page { total: paths("$.total"), rows: paths(rows) }, root, &mut Eye::closed())
    }

    #[test]
    fn more_in_all_than_there_are_here_is_a_page() {
        let cut = |rows, total| Err(Refusal::Truncated { rows, total });
        for (root, want) in [
            (json!({"total": 2, "rows": [1, 2]}), Ok(())),
            (json!({"total": "2", "rows": {"0": {}, "1": {}}}), Ok(())),
            (json!({"total": 1, "rows": [1, 2]}), Ok(())),
            (json!({"total": 0, "rows": null}), Ok(())),
            (json!({"total": 0}), Ok(())),
            (json!({"total": 3, "rows": [1, 2]}), cut(2, 3)),
            (json!({"total": "1,000", "rows": []}), cut(0, 1000)),
            (json!({"total": 1}), cut(0, 1)),
        ] {
            assert_eq!(checked("$.rows", &root), want, "{root}");
        }
        let one = json!({"total": 1, "rows": [{"a": 1, "b": 2}]});
        assert_eq!(checked("$.rows[*]", &one), Ok(()));
        let two = json!({"total": 2, "rows": [{"a": 1, "b": 2}]});
        assert_eq!(checked("$.rows[*]", &two), cut(1, 2), "the fields of a row are not rows");
    }

    #[test]
    fn what_cannot_be_compared_is_refused() {
        for (root, pointer) in [
            (json!({"total": null, "rows": []}), "/total"),
            (json!({"total": "x", "rows": []}), "/total"),
            (json!({"total": -1, "rows": []}), "/total"),
            (json!({"total": 1.5, "rows": []}), "/total"),
            (json!({"total": 0, "rows": 7}), "/rows"),
            (json!({"rows": []}), ""),
        ] {
            let refusal = checked("$.rows", &root).unwrap_err();
            assert!(matches!(&refusal, Refusal::Invalid { pointer: at, .. } if at.as_str() == pointer), "{root}: {refusal:?}");
        }
    }
}
