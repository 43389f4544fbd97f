//! The text of a rule, read: `value >= 3 and increase(1h) > 0`.

use std::ops::Range;

use crate::duty::{Comparison, Condition, Id, Measure, Op, Span};

use super::suggest::nearest;

/// What is wrong with the text of a rule or a formula, and where in it.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{message}")]
pub struct RuleTextError {
    /// Which bytes of the text.
    pub range: Range<usize>,
    /// What is wrong.
    pub message: String,
    /// What would be right.
    pub help: Option<String>,
}

/// Measures by name, as they are written.
const MEASURES: [&str; 8] = ["value", "increase", "shift", "yoy", "target", "peer", "share", "age"];

/// Reads a condition: `<measure> <op> <number>`, joined by `and`.
///
/// # Errors
/// Says which bytes are wrong, why, and what would be right.
///
/// ```
/// use zhiban::config::condition;
///
/// assert_eq!(condition("value<90 and yoy >= 20")?.to_string(), "value < 90 and yoy >= 20");
/// let error = condition("valeu < 90").unwrap_err();
/// assert_eq!(error.range, 0..5);
/// assert_eq!(error.help.as_deref(), Some("did you mean `value`?"));
/// # Ok::<(), zhiban::config::RuleTextError>(())
/// ```
pub fn condition(text: &str) -> Result<Condition, RuleTextError> {
    let mut reader = Reader { text, at: 0 };
    let first = reader.comparison()?;
    let mut rest = Vec::new();
    while !reader.rest().is_empty() {
        reader.and()?;
        rest.push(reader.comparison()?);
    }
    Ok(Condition::new(first, rest))
}

struct Reader<'a> {
    text: &'a str,
    at: usize,
}

impl<'a> Reader<'a> {
    fn comparison(&mut self) -> Result<Comparison, RuleTextError> {
        Ok(Comparison { measure: self.measure()?, op: self.op()?, limit: self.number()? })
    }

    fn measure(&mut self) -> Result<Measure, RuleTextError> {
        let (name, range) = self.word(|c| c.is_alphanumeric() || c == '_');
        if name.is_empty() {
            return Err(self.wrong("a measure is expected here", Some(format!("one of {}", MEASURES.join(", ")))));
        }
        if !MEASURES.contains(&name) {
            let help = nearest(name, MEASURES)
                .map_or_else(|| format!("one of {}", MEASURES.join(", ")), |near| format!("did you mean `{near}`?"));
            return Err(RuleTextError { range, message: format!("there is no measure `{name}`"), help: Some(help) });
        }
        let argument = self.argument()?;
        let whole = if argument.is_some() { range.start..self.at } else { range };
        let form = |help: &str| RuleTextError {
            range: whole.clone(),
            message: format!("`{name}` is written differently"),
            help: Some(help.to_owned()),
        };
        match (name, argument) {
            ("value", None) => Ok(Measure::Value),
            ("shift", None) => Ok(Measure::Shift),
            ("yoy", None) => Ok(Measure::Yoy),
            ("target", None) => Ok(Measure::Target),
            ("peer", None) => Ok(Measure::Peer),
            ("age", None) => Ok(Measure::Age),
            ("increase", Some((span, at))) => match span.parse::<Span>() {
                Ok(span) if !span.is_zero() => Ok(Measure::Increase(span)),
                Ok(_) => Err(RuleTextError { range: at, message: "growth over no time".to_owned(), help: None }),
                Err(error) => Err(RuleTextError { range: at, message: error.to_string(), help: None }),
            },
            ("share", Some((id, at))) => Id::new(id).map(Measure::Share).ok_or_else(|| RuleTextError {
                range: at,
                message: format!("`{id}` is not an indicator's id"),
                help: Some("such as `share(petitions.received)`".to_owned()),
            }),
            ("increase", None) => Err(form("with a span: `increase(1h)`")),
            ("share", None) => Err(form("with another indicator: `share(petitions.received)`")),
            _ => Err(form(&format!("alone: `{name}`"))),
        }
    }

    /// `(text)`, if it follows.
    fn argument(&mut self) -> Result<Option<(&'a str, Range<usize>)>, RuleTextError> {
        if !self.rest().starts_with('(') {
            return Ok(None);
        }
        self.at += 1;
        let (argument, range) = self.word(|c| !matches!(c, ')' | '(' | ' ' | '<' | '>' | '=' | '!'));
        if !self.rest().starts_with(')') {
            return Err(self.wrong("`)` is expected here", None));
        }
        self.at += 1;
        Ok(Some((argument, range)))
    }

    fn op(&mut self) -> Result<Op, RuleTextError> {
        let rest = self.rest();
        match Op::ALL.into_iter().find(|op| rest.starts_with(op.sign())) {
            Some(op) => {
                self.at += op.sign().len();
                Ok(op)
            }
            None if rest.starts_with('=') => Err(self.wrong("`=` does not compare", Some("write `==`".to_owned()))),
            None => Err(self.wrong("a comparison is expected here", Some("one of <, <=, >, >=, ==, !=".to_owned()))),
        }
    }

    fn number(&mut self) -> Result<f64, RuleTextError> {
        let (word, range) = self.word(|c| c.is_alphanumeric() || matches!(c, '.' | '-' | '+' | '%' | '_' | ','));
        if word.is_empty() {
            return Err(self.wrong("a number is expected here", None));
        }
        let plain = word.bytes().all(|b| b.is_ascii_digit() || matches!(b, b'.' | b'-' | b'+' | b'e' | b'E'));
        match word.parse::<f64>() {
            Ok(number) if plain && number.is_finite() => Ok(number),
            _ => Err(RuleTextError {
                range,
                message: format!("`{word}` is not a number"),
                help: word.ends_with('%').then(|| "percentages are plain numbers: `yoy > 20`".to_owned()),
            }),
        }
    }

    fn and(&mut self) -> Result<(), RuleTextError> {
        let (word, range) = self.word(|c| !c.is_whitespace());
        if word == "and" {
            return Ok(());
        }
        let help = match word {
            "or" | "||" => "write two rules: the worst that holds counts",
            _ => "conditions are joined by `and`",
        };
        Err(RuleTextError { range, message: format!("`{word}` is not expected here"), help: Some(help.to_owned()) })
    }

    /// The longest run of characters that `belongs`, after white space, and where it stands.
    fn word(&mut self, belongs: impl Fn(char) -> bool) -> (&'a str, Range<usize>) {
        let rest = self.rest();
        let length = rest.find(|c| !belongs(c)).unwrap_or(rest.len());
        let start = self.at;
        self.at += length;
        (rest.get(..length).unwrap_or_default(), start..self.at)
    }

    /// What is left, after white space.
    fn rest(&mut self) -> &'a str {
        let rest = self.text.get(self.at..).unwrap_or_default();
        let trimmed = rest.trim_start();
        self.at += rest.len() - trimmed.len();
        trimmed
    }

    /// An error at the next character.
    fn wrong(&mut self, message: &str, help: Option<String>) -> RuleTextError {
        let length = self.rest().chars().next().map_or(0, char::len_utf8);
        RuleTextError { range: self.at..self.at + length, message: message.to_owned(), help }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn reads_every_measure_and_operator() {
        for text in [
            "value < 90",
            "increase(1h) >= 3",
            "increase(90m) > 0 and value != 0",
            "shift >= 1",
            "yoy > 20",
            "target <= -2.5",
            "peer == 0",
            "share(petitions.received) > 12.5",
            "age > 600",
        ] {
            assert_eq!(condition(text).unwrap().to_string(), text);
        }
        assert_eq!(condition("  value>=1e2and yoy<1 ").map(|c| c.to_string()).unwrap_err().range, 9..15);
        assert_eq!(condition(" value>=100  and\tyoy<1 ").unwrap().to_string(), "value >= 100 and yoy < 1");
    }

    #[test]
    fn errors_point_into_the_text() {
        for (text, range, message) in [
            ("", 0..0, "a measure is expected here"),
            ("< 3", 0..1, "a measure is expected here"),
            ("vale < 3", 0..4, "there is no measure `vale`"),
            ("值 < 3", 0..3, "there is no measure `值`"),
            ("value 3", 6..7, "a comparison is expected here"),
            ("value = 3", 6..7, "`=` does not compare"),
            ("value <", 7..7, "a number is expected here"),
            ("value < 3%", 8..10, "`3%` is not a number"),
            ("value < NaN", 8..11, "`NaN` is not a number"),
            ("value < inf", 8..11, "`inf` is not a number"),
            ("value < 1e999", 8..13, "`1e999` is not a number"),
            ("value < 3 or yoy > 2", 10..12, "`or` is not expected here"),
            ("value < 3 and", 13..13, "a measure is expected here"),
            ("increase > 3", 0..8, "`increase` is written differently"),
            ("increase(1 h) > 3", 11..12, "`)` is expected here"),
            ("increase(1x) > 3", 9..11, "a span is a whole number and one of s, m, h, d, w, such as \"10s\" or \"1h\""),
            ("increase(0s) > 3", 9..11, "growth over no time"),
            ("value(1h) > 3", 0..9, "`value` is written differently"),
            ("share(x) > 3", 6..7, "`x` is not an indicator's id"),
        ] {
            let error = condition(text).unwrap_err();
            assert_eq!((error.range, error.message.as_str()), (range, message), "{text:?}");
        }
    }

    proptest! {
        #[test]
        fn any_text_is_read_or_refused_at_a_place_in_it(text in ".{0,60}|[a-z0-9()<>=!. ]{0,40}") {
            if let Err(error) = condition(&text) {
                prop_assert!(text.get(error.range.clone()).is_some(), "{:?}", error);
            }
        }

        #[test]
        fn reads_back_what_it_writes(limit in -1e9..1e9_f64, seconds in 1..1_000_000_u32, op in 0..6_usize) {
            let measure = Measure::Increase(Span::from_seconds(seconds));
            let written = Condition::new(Comparison { measure, op: Op::ALL[op], limit }, vec![]);
            prop_assert_eq!(condition(&written.to_string()), Ok(written));
        }
    }
}
