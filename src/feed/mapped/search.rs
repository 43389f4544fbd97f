//! What paths find.

use std::fmt::Write;

use serde_json::Value;
use serde_json_path::{NormalizedPath, PathElement};

use crate::duty::{Path, Paths};

/// What paths found that were tried in order.
pub(super) struct Search<'a> {
    root: &'a Value,
    /// The paths that were tried, and how many nodes each found: all but the last none.
    pub(super) tried: Vec<(&'a Path, usize)>,
    /// What the last found.
    pub(super) nodes: Vec<&'a Value>,
}

/// What is not a list of rows; where.
#[derive(Debug)]
pub(super) struct NoRows;

/// Tries paths in order: the first that finds anything counts.
pub(super) fn search<'a>(paths: &'a Paths, root: &'a Value) -> Search<'a> {
    let mut search = Search { root, tried: Vec::with_capacity(paths.0.len()), nodes: Vec::new() };
    for path in &paths.0 {
        search.nodes = path.query().query(root).all();
        search.tried.push((path, search.nodes.len()));
        if !search.nodes.is_empty() {
            break;
        }
    }
    search
}

impl<'a> Search<'a> {
    /// No search at all.
    pub(super) fn none(root: &'a Value) -> Self {
        Self { root, tried: Vec::new(), nodes: Vec::new() }
    }

    /// The path that found something, else the last that was tried.
    pub(super) fn path(&self) -> &'a str {
        self.tried.last().map_or("", |(path, _)| path.as_str())
    }

    /// Where the so-manieth node is: a normalized path (RFC 9535 §2.7). It is searched for once more, so that finding figures, which
    /// is done at every poll, need not keep places, which are seldom asked for.
    pub(super) fn place(&self, number: usize) -> String {
        self.located(number, |path| normalized(path, self.path()))
    }

    /// The same as a JSON Pointer (RFC 6901).
    pub(super) fn pointer(&self, number: usize) -> String {
        self.located(number, |path| pointer(path, self.path()))
    }

    fn located(&self, number: usize, write: impl Fn(&NormalizedPath<'_>) -> String) -> String {
        let nodes = self.tried.last().map(|(path, _)| path.query().query_located(self.root));
        nodes.and_then(|nodes| nodes.get(number).map(|node| write(node.location()))).unwrap_or_default()
    }

    /// Whether the path that was tried last can find but one node.
    pub(super) fn is_singular(&self) -> bool {
        self.tried.last().is_some_and(|(path, _)| path.is_singular())
    }

    /// What holds the rows, where it is not the nodes themselves: what a path found that can find but one.
    fn holder(&self) -> Option<&'a Value> {
        self.nodes.first().copied().filter(|_| self.is_singular())
    }

    /// How many rows there are: nodes, or what is in the array or object that holds them. Null holds none.
    pub(super) fn count(&self) -> Result<usize, NoRows> {
        match self.holder() {
            None => Ok(self.nodes.len()),
            Some(Value::Array(rows)) => Ok(rows.len()),
            Some(Value::Object(rows)) => Ok(rows.len()),
            Some(Value::Null) => Ok(0),
            Some(_) => Err(NoRows),
        }
    }

    /// Those rows.
    pub(super) fn rows(&self) -> Vec<&'a Value> {
        match self.holder() {
            None => self.nodes.clone(),
            Some(Value::Array(rows)) => rows.iter().collect(),
            Some(Value::Object(rows)) => rows.values().collect(),
            Some(_) => Vec::new(),
        }
    }

    /// Where the so-manieth row is.
    pub(super) fn place_of_row(&self, number: usize) -> String {
        let mut place = self.place(if self.holder().is_some() { 0 } else { number });
        match self.holder() {
            Some(Value::Array(_)) => _ = write!(place, "[{number}]"),
            Some(Value::Object(rows)) => name(&mut place, rows.keys().nth(number).map_or("", String::as_str), self.path()),
            _ => {}
        }
        place
    }
}

/// Whether a name in a document may be repeated: one that the configured path says itself, or a place in a list that is written as an
/// object. Any other could be a person's.
fn is_said(key: &str, path: &str) -> bool {
    path.contains(key) || (key.len() <= 5 && key.bytes().all(|byte| byte.is_ascii_digit()))
}

/// A JSON Pointer to what a path found, with `*` for names that it does not say.
fn pointer(found: &NormalizedPath<'_>, path: &str) -> String {
    let mut text = String::new();
    for element in found.iter() {
        match element {
            PathElement::Name(key) if is_said(key, path) => {
                _ = write!(text, "/{}", key.replace('~', "~0").replace('/', "~1"));
            }
            PathElement::Name(_) => text.push_str("/*"),
            PathElement::Index(index) => _ = write!(text, "/{index}"),
        }
    }
    text
}

/// A normalized path to what a path found, with `[*]` for names that it does not say. The crate's own `Display` leaves quotes in names
/// as they are.
pub(super) fn normalized(found: &NormalizedPath<'_>, path: &str) -> String {
    let mut text = "$".to_owned();
    for element in found.iter() {
        match element {
            PathElement::Name(key) => name(&mut text, key, path),
            PathElement::Index(index) => _ = write!(text, "[{index}]"),
        }
    }
    text
}

fn name(text: &mut String, key: &str, path: &str) {
    if !is_said(key, path) {
        text.push_str("[*]");
        return;
    }
    let key = key.replace('\\', "\\\\").replace('\'', "\\'");
    _ = write!(text, "['{key}']");
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn paths(texts: &[&str]) -> Paths {
        Paths(texts.iter().map(|text| Path::parse(text).unwrap()).collect())
    }

    #[test]
    fn the_first_path_that_finds_anything_counts() {
        let root = json!({"data": {"rows": [{"n": 1}, {"n": 2}]}, "n": 9});
        let paths = paths(&["$.rows[*].n", "$.data.rows[*].n", "$.n"]);
        let found = search(&paths, &root);
        let tried: Vec<_> = found.tried.iter().map(|(path, count)| (path.as_str(), *count)).collect();
        assert_eq!(tried, [("$.rows[*].n", 0), ("$.data.rows[*].n", 2)]);
        assert_eq!((found.place(1), found.pointer(1)), ("$['data']['rows'][1]['n']".to_owned(), "/data/rows/1/n".to_owned()));
        assert_eq!(found.place(2), "");
    }

    #[test]
    fn places_are_normalized_with_their_quotes() {
        let root = json!({"it's": {"a b": [7]}, "by": {"张三 370112199001011234": "无"}});
        let said = paths(&["$[\"it's\"]['a b'][*]"]);
        assert_eq!(search(&said, &root).place(0), r"$['it\'s']['a b'][0]");
        let unsaid = paths(&["$.by.*"]);
        let found = search(&unsaid, &root);
        assert_eq!((found.place(0), found.pointer(0)), ("$['by'][*]".to_owned(), "/by/*".to_owned()), "names are not repeated");
    }

    #[test]
    fn rows_are_nodes_or_what_is_in_the_one_that_holds_them() {
        let root = json!({"list": [{"n": 1}], "keyed": {"0": {"n": 1}, "1'": {"n": 2}}, "none": null, "no": 7});
        for (path, count, last) in [
            ("$.list", 1, "$['list'][0]"),
            ("$.list[*]", 1, "$['list'][0]"),
            ("$.keyed", 2, "$['keyed'][*]"),
            ("$.keyed[*]", 2, "$['keyed'][*]"),
        ] {
            let paths = paths(&[path]);
            let found = search(&paths, &root);
            assert_eq!((found.count().unwrap(), found.rows().len()), (count, count), "{path}");
            assert_eq!(found.place_of_row(count - 1), last);
        }
        assert_eq!(search(&paths(&["$.none"]), &root).count().unwrap(), 0);
        assert_eq!(search(&paths(&["$.nothing"]), &root).count().unwrap(), 0);
        assert!(search(&paths(&["$.no"]), &root).count().is_err());
    }
}
