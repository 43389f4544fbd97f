//! Reading a document: each reading is taken or counted as it passes, and the list of them all is never held.

use std::borrow::Cow;
use std::collections::HashMap;
use std::fmt;

use serde::Deserialize;
use serde::de::{DeserializeSeed, Deserializer, Error, MapAccess, SeqAccess, Visitor};

use crate::duty::{Id, LeftOut, Reading};
use crate::feed::document::{Document, Item, Object};
use crate::feed::known::Known;
use crate::feed::number::{Figure, Whole};

/// Reads a document of which it takes what is known.
#[derive(Clone, Copy)]
pub(super) struct Reader<'k> {
    known: &'k Known,
    /// The most that the document has room for.
    most: usize,
}

impl<'k> Reader<'k> {
    /// For a document of so many bytes.
    pub(super) fn new(known: &'k Known, bytes: usize) -> Self {
        const SHORTEST: usize = r#"{"id":"a.b","value":1},"#.len();
        Self { known, most: known.count().min(bytes / SHORTEST) }
    }
}

/// What was taken of the readings of a document.
pub(super) struct Taken {
    pub(super) readings: Vec<Reading>,
    pub(super) left_out: LeftOut,
    /// The first that has the id of one before, and that: which of the two is meant is open.
    pub(super) duplicate: Option<(usize, usize)>,
}

#[derive(Deserialize)]
#[serde(field_identifier, rename_all = "snake_case")]
enum Field {
    Schema,
    AsOf,
    Sequence,
    Readings,
}

impl<'de> DeserializeSeed<'de> for Reader<'_> {
    type Value = Document<'de, Taken>;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Self::Value, D::Error> {
        deserializer.deserialize_map(self)
    }
}

impl<'de> Visitor<'de> for Reader<'_> {
    type Value = Document<'de, Taken>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an object")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Self::Value, A::Error> {
        let (mut schema, mut as_of, mut sequence, mut readings) = (None, None, None, None);
        while let Some(field) = map.next_key()? {
            match field {
                Field::Schema if schema.is_none() => schema = Some(map.next_value::<Text<'de>>()?.0),
                Field::AsOf if as_of.is_none() => as_of = Some(map.next_value::<Text<'de>>()?.0),
                Field::Sequence if sequence.is_none() => sequence = Some(map.next_value()?),
                Field::Readings if readings.is_none() => readings = Some(map.next_value_seed(Readings(self))?),
                twice => return Err(A::Error::duplicate_field(twice.name())),
            }
        }
        let missing = |field: Field| A::Error::missing_field(field.name());
        Ok(Document {
            schema: schema.ok_or_else(|| missing(Field::Schema))?,
            as_of: as_of.ok_or_else(|| missing(Field::AsOf))?,
            sequence,
            readings: readings.ok_or_else(|| missing(Field::Readings))?,
        })
    }
}

impl Field {
    fn name(&self) -> &'static str {
        match self {
            Self::Schema => "schema",
            Self::AsOf => "as_of",
            Self::Sequence => "sequence",
            Self::Readings => "readings",
        }
    }
}

/// A text, borrowed where it has no escapes.
#[derive(Deserialize)]
#[serde(transparent)]
struct Text<'a>(#[serde(borrow)] Cow<'a, str>);

/// Reads the readings.
struct Readings<'k>(Reader<'k>);

impl<'de> DeserializeSeed<'de> for Readings<'_> {
    type Value = Taken;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Taken, D::Error> {
        deserializer.deserialize_seq(self)
    }
}

impl<'de> Visitor<'de> for Readings<'_> {
    type Value = Taken;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a sequence")
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> Result<Taken, A::Error> {
        let Self(Reader { known, most }) = self;
        let mut taken = Taken { readings: Vec::with_capacity(most), left_out: LeftOut::default(), duplicate: None };
        // Where each id stood first.
        let mut first = vec![None; known.count()];
        let mut first_unknown = HashMap::new();
        let (mut index, mut next) = (0_usize, 0);
        while let Some(Object(item)) = seq.next_element::<Object<Item<'de>>>()? {
            let before = if let Some((place, id)) = known.find(&item.id, next) {
                next = place + 1;
                taken.readings.push(reading(id.clone(), item, known, &mut taken.left_out));
                first.get_mut(place).and_then(|first| first.replace(index))
            } else {
                taken.left_out.id(&item.id);
                first_unknown.insert(item.id, index)
            };
            taken.duplicate = taken.duplicate.or(before.map(|before| (index, before)));
            index += 1;
        }
        Ok(taken)
    }
}

fn reading(id: Id, item: Item<'_>, known: &Known, left_out: &mut LeftOut) -> Reading {
    let mut territories = Vec::with_capacity(item.territories.0.len().min(known.territories.len()));
    for (name, Figure(figure)) in item.territories.0 {
        match known.territories.get(name.as_ref()) {
            Some(territory) => territories.push((territory.clone(), figure)),
            None => left_out.territory(&name),
        }
    }
    Reading {
        id,
        value: item.value.0,
        last_year: item.last_year.0,
        corrections: item.corrections.0,
        sample: item.sample.map(|Whole(n)| n),
        peer: item.peer.0,
        of: item.of.and_then(|Whole(n)| u32::try_from(n).ok()),
        territories,
    }
}
