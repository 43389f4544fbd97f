//! The feed document, version 1, as it stands on the wire.

use std::borrow::Cow;
use std::collections::HashSet;
use std::fmt;
use std::marker::PhantomData;

use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::de::value::MapAccessDeserializer;
use serde::de::{Deserialize, DeserializeSeed, Deserializer, Error, MapAccess, Visitor};
use serde::ser::{Serialize, SerializeMap, Serializer};

use super::number::{Figure, Number, Whole};

/// What a provider publishes: the county's figures as of one time. Counts, never people. A document is taken whole or
/// refused whole: unknown fields, duplicate keys and duplicate ids are errors.
#[derive(Debug, serde::Serialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(rename = "Feed", title = "zhiban feed, version 1")]
pub(super) struct Document<'a, R = Vec<Object<Item<'a>>>> {
    /// The format and its version.
    #[schemars(extend("const" = "zhiban/1"))]
    pub(super) schema: Cow<'a, str>,
    /// When the figures were true: RFC 3339 with seconds and an offset; never later than five minutes from now.
    #[schemars(extend("format" = "date-time"))]
    pub(super) as_of: Cow<'a, str>,
    /// The provider's running number. A document with a smaller one than the newest is late and ignored.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(with = "Whole<0, { u64::MAX }>")]
    pub(super) sequence: Option<Whole<0, { u64::MAX }>>,
    /// The figures, one entry an indicator. Zero is a statement, silence a fault: an indicator that is left out becomes
    /// unknown, never 0.
    pub(super) readings: R,
}

/// One indicator's figures.
#[derive(Debug, serde::Serialize, serde::Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(rename = "Reading")]
pub(super) struct Item<'a> {
    /// Which indicator, as the configuration names it: `traffic.deaths`. At most once in a document.
    #[serde(borrow)]
    pub(super) id: Cow<'a, str>,
    /// The figure, or null for one that is not known. A count is what has accumulated in its window so far.
    pub(super) value: Figure,
    /// The same window to the same date a year earlier.
    #[serde(default = "unknown", skip_serializing_if = "is_unknown")]
    pub(super) last_year: Figure,
    /// The part of `value` that corrects earlier dates, accumulated over the window; often negative.
    #[serde(default, skip_serializing_if = "is_zero")]
    pub(super) corrections: Number,
    /// The sample size of a rate.
    #[serde(default, deserialize_with = "present", skip_serializing_if = "Option::is_none")]
    #[schemars(with = "Whole<0, 9_007_000_000_000_000>")]
    pub(super) sample: Option<Whole<0, 9_007_000_000_000_000>>,
    /// The city's average.
    #[serde(default = "unknown", skip_serializing_if = "is_unknown")]
    pub(super) peer: Figure,
    /// How many are ranked.
    #[serde(default, deserialize_with = "present", skip_serializing_if = "Option::is_none")]
    #[schemars(with = "Whole<1, 4_294_967_295>")]
    pub(super) of: Option<Whole<1, 4_294_967_295>>,
    /// The same figure by territory, as the configuration names them; need not add up to `value`.
    #[serde(borrow, default, skip_serializing_if = "Territories::is_empty")]
    pub(super) territories: Territories<'a>,
}

fn unknown() -> Figure {
    Figure(None)
}

fn is_unknown(figure: &Figure) -> bool {
    figure.0.is_none()
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde's signature")]
fn is_zero(number: &Number) -> bool {
    number.0 == 0.0
}

/// A field that may be missing but not null.
fn present<'de, D: Deserializer<'de>, T: Deserialize<'de>>(deserializer: D) -> Result<Option<T>, D::Error> {
    T::deserialize(deserializer).map(Some)
}

/// A structure that is written as a JSON object. Serde's own would also read it from an array.
#[derive(Debug)]
pub(super) struct Object<T>(pub(super) T);

impl<'de, T: Deserialize<'de>> Deserialize<'de> for Object<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct ObjectVisitor<T>(PhantomData<T>);
        impl<'de, T: Deserialize<'de>> Visitor<'de> for ObjectVisitor<T> {
            type Value = T;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("an object")
            }

            fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<T, A::Error> {
                T::deserialize(MapAccessDeserializer::new(map))
            }
        }
        deserializer.deserialize_map(ObjectVisitor(PhantomData)).map(Self)
    }
}

impl<T: Serialize> Serialize for Object<T> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.0.serialize(serializer)
    }
}

impl<T: JsonSchema> JsonSchema for Object<T> {
    fn schema_name() -> Cow<'static, str> {
        T::schema_name()
    }

    fn schema_id() -> Cow<'static, str> {
        T::schema_id()
    }

    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        T::json_schema(generator)
    }
}

/// Figures by territory, in the order of the document, each at most once.
#[derive(Debug, Default)]
pub(super) struct Territories<'a>(pub(super) Vec<(Cow<'a, str>, Figure)>);

impl Territories<'_> {
    fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

/// A key, borrowed where it has no escapes.
#[derive(serde::Deserialize)]
#[serde(transparent)]
struct Key<'a>(#[serde(borrow)] Cow<'a, str>);

/// A figure under a key that was or was not there before. The objection is raised on the value so that it carries the
/// key in its place.
struct UnderKey {
    duplicate: bool,
}

impl<'de> DeserializeSeed<'de> for UnderKey {
    type Value = Figure;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Figure, D::Error> {
        if self.duplicate { Err(D::Error::custom("duplicate key")) } else { Figure::deserialize(deserializer) }
    }
}

impl<'de: 'a, 'a> Deserialize<'de> for Territories<'a> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct TerritoriesVisitor;
        impl<'de> Visitor<'de> for TerritoriesVisitor {
            type Value = Vec<(Cow<'de, str>, Figure)>;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("an object of numbers")
            }

            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Self::Value, A::Error> {
                let mut figures = Vec::new();
                let mut seen = HashSet::new();
                while let Some(Key(name)) = map.next_key::<Key<'de>>()? {
                    let duplicate = !seen.insert(name.clone());
                    figures.push((name, map.next_value_seed(UnderKey { duplicate })?));
                }
                Ok(figures)
            }
        }
        deserializer.deserialize_map(TerritoriesVisitor).map(Self)
    }
}

impl Serialize for Territories<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(Some(self.0.len()))?;
        for (name, figure) in &self.0 {
            map.serialize_entry(name, figure)?;
        }
        map.end()
    }
}

impl JsonSchema for Territories<'_> {
    fn schema_name() -> Cow<'static, str> {
        "Territories".into()
    }

    fn inline_schema() -> bool {
        true
    }

    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        json_schema!({ "type": "object", "additionalProperties": Figure::json_schema(generator) })
    }
}
