//! The two languages of the duty room.

use serde::{Deserialize, Serialize};

/// A language the program speaks.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Language {
    /// Chinese, as written on the mainland.
    Zh,
    /// English.
    En,
}

impl Language {
    /// The other one.
    #[must_use]
    pub fn other(self) -> Self {
        match self {
            Self::Zh => Self::En,
            Self::En => Self::Zh,
        }
    }

    /// The language of a locale such as `zh_CN.UTF-8`: Chinese for any `zh`, otherwise English.
    ///
    /// ```
    /// use zhiban::duty::Language;
    /// assert_eq!(Language::of_locale("zh_CN.UTF-8"), Language::Zh);
    /// assert_eq!(Language::of_locale("C"), Language::En);
    /// ```
    #[must_use]
    pub fn of_locale(locale: &str) -> Self {
        if locale.to_ascii_lowercase().starts_with("zh") { Self::Zh } else { Self::En }
    }
}

/// One text in both languages.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Text {
    /// In Chinese.
    pub zh: super::Clean,
    /// In English.
    pub en: super::Clean,
}

impl Text {
    /// The same text for both languages, cleaned.
    #[must_use]
    pub fn same(raw: &str) -> Self {
        Self::new(raw, raw)
    }

    /// A text in both languages, cleaned.
    #[must_use]
    pub fn new(zh: &str, en: &str) -> Self {
        Self { zh: zh.into(), en: en.into() }
    }

    /// The text in one language.
    #[must_use]
    pub fn in_language(&self, language: Language) -> &str {
        match language {
            Language::Zh => self.zh.as_str(),
            Language::En => self.en.as_str(),
        }
    }
}
