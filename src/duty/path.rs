//! Where in a JSON document something is: one JSONPath (RFC 9535).

use std::fmt;

use serde_json_path::{JsonPath, ParseError};

/// A JSONPath, with the text it was written as: that alone can be written back, since the parsed one forgets its escapes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Path {
    text: String,
    path: JsonPath,
}

impl Path {
    /// Reads one.
    ///
    /// ```
    /// use zhiban::duty::Path;
    ///
    /// assert!(Path::parse("$.data.rows[?@.channel == 'online'].total").is_ok());
    /// assert!(Path::parse("data.rows").is_err());
    /// ```
    ///
    /// # Errors
    /// With the position where it stops being one.
    pub fn parse(text: &str) -> Result<Self, ParseError> {
        Ok(Self { text: text.to_owned(), path: JsonPath::parse(text)? })
    }

    /// As it was written.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.text
    }

    /// As it is used.
    #[must_use]
    pub fn query(&self) -> &JsonPath {
        &self.path
    }

    /// Whether it can find one node at most: it has names and indices alone.
    #[must_use]
    pub fn is_singular(&self) -> bool {
        self.descents() == 0 && !self.unquoted().any(|c| matches!(c, '*' | '?' | ':' | ','))
    }

    /// How many descendant segments (`..`) it has, in filters too. Each visits all that is below what the one before has found.
    #[must_use]
    pub fn descents(&self) -> usize {
        let bare: String = self.unquoted().collect();
        bare.matches("..").count()
    }

    /// Its characters outside of quotes.
    fn unquoted(&self) -> impl Iterator<Item = char> {
        let (mut quote, mut escaped) = (None, false);
        self.text.chars().filter(move |c| {
            match quote {
                Some(_) if escaped => escaped = false,
                Some(_) if *c == '\\' => escaped = true,
                Some(open) if *c == open => quote = None,
                Some(_) => {}
                None if matches!(c, '\'' | '"') => quote = Some(*c),
                None => return true,
            }
            false
        })
    }
}

impl fmt::Display for Path {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tells_one_node_from_many_and_counts_descents() {
        for (text, singular, descents) in [
            ("$", true, 0),
            ("$.data.total", true, 0),
            ("$['数据'][0]['a..b*?:,']", true, 0),
            (r#"$["it's..*"]['\'..*']"#, true, 0),
            ("$.rows[*]", false, 0),
            ("$.rows.*", false, 0),
            ("$.rows[0,1]", false, 0),
            ("$.rows[1:]", false, 0),
            ("$.rows[?@.a == 'x'].n", false, 0),
            ("$..total", false, 1),
            ("$..rows[?@..n]", false, 2),
            ("$..a..b", false, 2),
        ] {
            let path = Path::parse(text).unwrap();
            assert_eq!((path.is_singular(), path.descents()), (singular, descents), "{text}");
            assert_eq!(path.to_string(), text);
        }
    }
}
