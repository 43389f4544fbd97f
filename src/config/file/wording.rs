//! Texts in one language or both, as they are written.

use std::fmt;

use schemars::JsonSchema;
use serde::de::{Error as _, MapAccess, Visitor};
use serde::{Deserialize, Deserializer, Serialize};

/// One text for both languages, or one for each.
#[derive(Clone, Debug, PartialEq, Serialize, JsonSchema)]
#[serde(untagged)]
pub(in crate::config) enum Wording {
    /// The same in both languages.
    Same(String),
    /// One for each.
    Each {
        /// In Chinese.
        zh: String,
        /// In English.
        en: String,
    },
}

impl<'de> Deserialize<'de> for Wording {
    /// By hand, since an untagged enum would say neither what is wrong nor where.
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Reader;
        impl<'de> Visitor<'de> for Reader {
            type Value = Wording;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a string, or { zh = \"…\", en = \"…\" }")
            }

            fn visit_str<E: serde::de::Error>(self, text: &str) -> Result<Wording, E> {
                Ok(Wording::Same(text.to_owned()))
            }

            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Wording, A::Error> {
                let (mut zh, mut en) = (None, None);
                while let Some(key) = map.next_key::<String>()? {
                    match key.as_str() {
                        "zh" => zh = Some(map.next_value()?),
                        "en" => en = Some(map.next_value()?),
                        other => return Err(A::Error::unknown_field(other, &["zh", "en"])),
                    }
                }
                match (zh, en) {
                    (Some(zh), Some(en)) => Ok(Wording::Each { zh, en }),
                    (Some(only), None) | (None, Some(only)) => Ok(Wording::Same(only)),
                    (None, None) => Err(A::Error::custom("the text is missing: { zh = \"…\", en = \"…\" }")),
                }
            }
        }
        deserializer.deserialize_any(Reader)
    }
}
