//! Numbers as the feed may carry them.

use std::borrow::Cow;
use std::fmt;

use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::de::{Deserialize, Deserializer, Error, Unexpected, Visitor};
use serde::ser::{Serialize, Serializer};

/// The largest magnitude accepted: up to here every whole number has a double of its own.
pub(super) const LIMIT: f64 = 9.007e15;

/// A number, or null for one that is not known.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Figure(pub(super) Option<f64>);

/// A number.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(super) struct Number(pub(super) f64);

/// A whole number from `MIN` to `MAX`. A decimal point is no offence where only zeros follow it: some languages write
/// every number so, and JSON Schema calls `412.0` an integer.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Whole<const MIN: u64, const MAX: u64>(pub(super) u64);

struct FigureVisitor;
struct NumberVisitor;
struct WholeVisitor<const MIN: u64, const MAX: u64>;

impl Visitor<'_> for NumberVisitor {
    type Value = f64;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a number")
    }

    fn visit_f64<E: Error>(self, number: f64) -> Result<f64, E> {
        if number.abs() > LIMIT {
            return Err(E::custom("a number beyond 9.007e15"));
        }
        // Minus zero would be shown with its sign.
        Ok(number + 0.0)
    }

    #[expect(clippy::cast_precision_loss, reason = "what a double cannot hold is beyond the limit and refused")]
    fn visit_i64<E: Error>(self, number: i64) -> Result<f64, E> {
        self.visit_f64(number as f64)
    }

    #[expect(clippy::cast_precision_loss, reason = "what a double cannot hold is beyond the limit and refused")]
    fn visit_u64<E: Error>(self, number: u64) -> Result<f64, E> {
        self.visit_f64(number as f64)
    }
}

impl Visitor<'_> for FigureVisitor {
    type Value = Option<f64>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a number or null")
    }

    fn visit_unit<E: Error>(self) -> Result<Option<f64>, E> {
        Ok(None)
    }

    fn visit_f64<E: Error>(self, number: f64) -> Result<Option<f64>, E> {
        NumberVisitor.visit_f64(number).map(Some)
    }

    fn visit_i64<E: Error>(self, number: i64) -> Result<Option<f64>, E> {
        NumberVisitor.visit_i64(number).map(Some)
    }

    fn visit_u64<E: Error>(self, number: u64) -> Result<Option<f64>, E> {
        NumberVisitor.visit_u64(number).map(Some)
    }
}

impl<const MIN: u64, const MAX: u64> Visitor<'_> for WholeVisitor<MIN, MAX> {
    type Value = u64;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "a whole number from {MIN} to {MAX}")
    }

    fn visit_u64<E: Error>(self, number: u64) -> Result<u64, E> {
        if (MIN..=MAX).contains(&number) { Ok(number) } else { Err(E::invalid_value(Unexpected::Unsigned(number), &self)) }
    }

    fn visit_i64<E: Error>(self, number: i64) -> Result<u64, E> {
        u64::try_from(number).map_err(|_| E::invalid_value(Unexpected::Signed(number), &self)).and_then(|n| self.visit_u64(n))
    }

    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "only after both were ruled out")]
    fn visit_f64<E: Error>(self, number: f64) -> Result<u64, E> {
        if number.fract() == 0.0 && (0.0..=LIMIT).contains(&number) {
            self.visit_u64(number as u64)
        } else {
            Err(E::invalid_value(Unexpected::Float(number), &self))
        }
    }
}

// `deserialize_any` and not `deserialize_option`: serde fills a missing field of the latter with null, but silence is
// a fault and null a statement.
impl<'de> Deserialize<'de> for Figure {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(FigureVisitor).map(Self)
    }
}

impl<'de> Deserialize<'de> for Number {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(NumberVisitor).map(Self)
    }
}

impl<'de, const MIN: u64, const MAX: u64> Deserialize<'de> for Whole<MIN, MAX> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(WholeVisitor::<MIN, MAX>).map(Self)
    }
}

impl Serialize for Number {
    /// Whole numbers without a decimal point, as people write counts.
    #[expect(clippy::cast_possible_truncation, reason = "only whole numbers within the limit")]
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        if self.0.fract() == 0.0 && self.0.abs() <= LIMIT {
            serializer.serialize_i64(self.0 as i64)
        } else {
            serializer.serialize_f64(self.0)
        }
    }
}

impl Serialize for Figure {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.0.map(Number).serialize(serializer)
    }
}

impl<const MIN: u64, const MAX: u64> Serialize for Whole<MIN, MAX> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_u64(self.0)
    }
}

impl JsonSchema for Figure {
    fn schema_name() -> Cow<'static, str> {
        "Figure".into()
    }

    fn inline_schema() -> bool {
        true
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({ "type": ["number", "null"], "minimum": -LIMIT, "maximum": LIMIT })
    }
}

impl JsonSchema for Number {
    fn schema_name() -> Cow<'static, str> {
        "Number".into()
    }

    fn inline_schema() -> bool {
        true
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({ "type": "number", "minimum": -LIMIT, "maximum": LIMIT })
    }
}

impl<const MIN: u64, const MAX: u64> JsonSchema for Whole<MIN, MAX> {
    fn schema_name() -> Cow<'static, str> {
        format!("Whole{MIN}To{MAX}").into()
    }

    fn inline_schema() -> bool {
        true
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({ "type": "integer", "minimum": MIN, "maximum": MAX })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_figure_is_a_number_or_null() {
        for (text, want) in [("7", Some(7.0)), ("-1.5", Some(-1.5)), ("null", None), ("9.007e15", Some(9.007e15))] {
            assert_eq!(serde_json::from_str::<Figure>(text).unwrap(), Figure(want), "{text}");
        }
        for text in ["\"7\"", "true", "[]", "{}", "9.008e15", "-9007000000000001", "18446744073709551615", "1e999", "NaN", "1."] {
            assert!(serde_json::from_str::<Figure>(text).is_err(), "{text}");
        }
        assert!(serde_json::from_str::<Number>("null").is_err());
        assert!(serde_json::from_str::<Number>("-0.0").unwrap().0.is_sign_positive());
    }

    #[test]
    fn a_whole_number_keeps_its_bounds() {
        type Ranked = Whole<1, 4_294_967_295>;
        for (text, want) in [("1", 1), ("12.0", 12), ("4294967295", 4_294_967_295)] {
            assert_eq!(serde_json::from_str::<Ranked>(text).unwrap(), Whole(want), "{text}");
        }
        for text in ["0", "-1", "1.5", "4294967296", "null", "\"1\"", "1e300", "-0.0"] {
            assert!(serde_json::from_str::<Ranked>(text).is_err(), "{text}");
        }
    }

    #[test]
    fn whole_numbers_are_written_without_a_point() {
        let numbers = [Number(7.0), Number(-1.0), Number(88.5)];
        assert_eq!(serde_json::to_string(&numbers).unwrap(), "[7,-1,88.5]");
    }
}
