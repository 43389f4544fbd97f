//! JSON into a tree, strictly and within bounds.

use std::fmt;

use serde::de::{DeserializeSeed, Deserializer, Error, MapAccess, SeqAccess, Visitor};
use serde_json::map::Entry;
use serde_json::{Map, Number, Value};
use serde_path_to_error::Track;

use crate::duty::{Refusal, Source};
use crate::feed::refusal::{invalid, named, no_json, pointer, without_values};

/// How many times the bytes of a document its tree may take. That of rows of numbers takes about ten times as much, of many small
/// objects sixty times.
const TIMES: usize = 16;

/// The cost of a string or a list beside what is in it: the allocator's.
const ALLOCATION: usize = 16;

/// The cost of a key's place in an object's table, and that of the smallest table.
const PLACE: usize = 20;
const TABLE: usize = 64;

/// How many bytes the tree of a document of so many bytes may take: no longer document is accepted by default.
pub(super) fn most(bytes: usize) -> usize {
    bytes.max(usize::try_from(Source::MAX_BYTES).unwrap_or(usize::MAX)).saturating_mul(TIMES)
}

/// Reads a document whose tree takes `most` bytes at most. Keys that stand twice in an object refuse it, since they leave open which
/// is meant; so does nesting deeper than 128.
pub(super) fn read(text: &str, most: usize) -> Result<Value, Refusal> {
    let mut budget = Budget::new(most);
    let mut deserializer = serde_json::Deserializer::from_str(text);
    let read = Node(&mut budget).deserialize(&mut deserializer);
    read.and_then(|value| deserializer.end().map(|()| value)).map_err(|_| explain(text, most))
}

/// Says why a text that was not read is refused: it is read once more with the place kept.
fn explain(text: &str, most: usize) -> Refusal {
    if let Some(refusal) = no_json(text) {
        return refusal;
    }
    let (mut budget, mut track) = (Budget::new(most), Track::new());
    let mut deserializer = serde_json::Deserializer::from_str(text);
    let read = Node(&mut budget).deserialize(serde_path_to_error::Deserializer::new(&mut deserializer, &mut track));
    let Err(error) = read.and_then(|_| deserializer.end()) else { return invalid("", "not read") };
    let mut place = pointer(&track.path());
    if let Some(key) = budget.duplicate {
        place = format!("{place}/{}", named(&key));
    }
    invalid(&place, &without_values(&error.to_string()))
}

/// What is left of the memory that a tree may take.
struct Budget {
    most: usize,
    left: usize,
    /// The key that stands twice.
    duplicate: Option<String>,
}

impl Budget {
    fn new(most: usize) -> Self {
        Self { most, left: most, duplicate: None }
    }

    fn spend<E: Error>(&mut self, bytes: usize) -> Result<(), E> {
        self.left = self.left.checked_sub(bytes).ok_or_else(|| {
            let mib = self.most >> 20;
            E::custom(format!("more than {mib} MiB of memory to read it: ask for less"))
        })?;
        Ok(())
    }
}

/// One value, with what it costs.
struct Node<'b>(&'b mut Budget);

impl<'de> DeserializeSeed<'de> for Node<'_> {
    type Value = Value;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Value, D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Node<'_> {
    type Value = Value;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("any JSON value")
    }

    fn visit_unit<E: Error>(self) -> Result<Value, E> {
        Ok(Value::Null)
    }

    fn visit_bool<E: Error>(self, value: bool) -> Result<Value, E> {
        Ok(value.into())
    }

    fn visit_i64<E: Error>(self, value: i64) -> Result<Value, E> {
        Ok(value.into())
    }

    fn visit_u64<E: Error>(self, value: u64) -> Result<Value, E> {
        Ok(value.into())
    }

    fn visit_f64<E: Error>(self, value: f64) -> Result<Value, E> {
        Ok(Number::from_f64(value).map_or(Value::Null, Value::Number))
    }

    fn visit_str<E: Error>(self, value: &str) -> Result<Value, E> {
        self.0.spend(ALLOCATION + value.len())?;
        Ok(value.into())
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<Value, A::Error> {
        let mut values = Vec::new();
        self.0.spend(ALLOCATION)?;
        while let Some(value) = items.next_element_seed(Node(&mut *self.0))? {
            self.0.spend(size_of::<Value>())?;
            values.push(value);
        }
        values.shrink_to_fit();
        Ok(Value::Array(values))
    }

    /// The fields are put into a table of their number once that is known: one that grows takes up to three times as much.
    fn visit_map<A: MapAccess<'de>>(self, mut items: A) -> Result<Value, A::Error> {
        let mut fields: Vec<(String, Value)> = Vec::new();
        self.0.spend(TABLE)?;
        while let Some(key) = items.next_key::<String>()? {
            self.0.spend(size_of::<(String, Value)>() + PLACE + ALLOCATION + key.len())?;
            fields.push((key, items.next_value_seed(Node(&mut *self.0))?));
        }
        let mut map = Map::with_capacity(fields.len());
        for (key, value) in fields {
            match map.entry(key) {
                Entry::Vacant(place) => _ = place.insert(value),
                Entry::Occupied(place) => {
                    self.0.duplicate = Some(place.key().clone());
                    return Err(A::Error::custom("duplicate key"));
                }
            }
        }
        Ok(Value::Object(map))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn refused(text: &str, most: usize) -> (String, String) {
        match read(text, most) {
            Err(Refusal::Invalid { pointer, reason }) => (pointer.to_string(), reason.to_string()),
            other => panic!("{text}: {other:?}"),
        }
    }

    #[test]
    fn refuses_what_is_no_json_and_names_the_place() {
        for (text, place, why) in [
            ("", "", "nothing in it"),
            (" <html>", "", "looks like an HTML page"),
            ("{\"a\":[1,{\"b\":}]}", "/a/1/b", "expected value"),
            ("{\"a\":1}}", "", "trailing characters"),
            ("{\"a\":NaN}", "/a", "expected value"),
            ("{\"a\":1e999}", "/a", "number out of range"),
            ("{\"a\":\"\\ud800\"}", "/a", "hex escape"),
            ("{\"a\":[{\"b/c\":1,\"d\":2,\"b\\/c\":3}]}", "/a/0/*", "duplicate key"),
            ("{\"\":1,\"\":3}", "/", "duplicate key"),
            ("<<<<<<< HEAD\n{}", "", "a conflict of git"),
        ] {
            let (pointer, reason) = refused(text, usize::MAX);
            assert_eq!(pointer, place, "{text}: {reason}");
            assert!(reason.contains(why), "{text}: {reason}");
        }
        let deep = format!("{}1{}", "[".repeat(10_000), "]".repeat(10_000));
        assert!(refused(&deep, usize::MAX).1.contains("recursion limit"));
        assert!(read(&format!("{}1{}", "[".repeat(100), "]".repeat(100)), usize::MAX).is_ok());
    }

    #[test]
    fn a_tree_is_refused_that_would_take_too_much() {
        let most = most(0);
        assert_eq!(most, 128 << 20);
        let many = |part: &str, bytes: usize| format!("[{}0]", format!("{part},").repeat(bytes / (part.len() + 1)));
        for part in ["{\"\":0}", "{}", "[]", "0", "\"\"", "[[[0]]]"] {
            let (_, reason) = refused(&many(part, 8 << 20), most);
            assert!(reason.contains("more than 128 MiB of memory"), "{part}: {reason}");
        }
        let row = r#"{"town":"城关镇","a":12,"b":3,"c":0,"d":"7","e":1.5}"#;
        assert!(read(&many(row, 100_000 * (row.len() + 1)), most).is_ok(), "100,000 rows of 6 fields");
    }

    #[test]
    fn the_order_of_fields_is_kept() {
        let value = read(r#"{"b":1,"a":[null,true,"x",-1.5,18446744073709551615],"c":{}}"#, usize::MAX).unwrap();
        assert_eq!(value.to_string(), r#"{"b":1,"a":[null,true,"x",-1.5,18446744073709551615],"c":{}}"#);
    }

    proptest! {
        #[test]
        fn any_text_is_read_or_refused(text in "\\PC*|[\\[\\]{}\":,0-9a-e.\\\\ -]{0,40}") {
            let _ = read(&text, 10_000);
        }
    }
}
