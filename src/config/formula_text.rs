//! The text of a formula, read: `petitions.closed / petitions.received * 100`.

use std::ops::Range;

use crate::duty::{Formula, Id, Operator};

use super::rule_text::RuleTextError;

/// The longest formula, in characters as it is written back: the journal and the screen take it as it is.
const LONGEST: usize = 150;
/// How deep parentheses and signs go.
const DEEPEST: usize = 16;

/// What is expected where a number is.
const EXPECTED: &str = "the id of an indicator, a number, `-` or `(`";

/// The indicators in a formula, and which bytes of its text each is.
pub(super) type Inputs = Vec<(Id, Range<usize>)>;

/// Reads a formula: ids of indicators and numbers, joined by `+`, `-`, `*` and `/`, with parentheses.
///
/// # Errors
/// Says which bytes are wrong, why, and what would be right.
///
/// ```
/// use zhiban::config::formula;
///
/// assert_eq!(formula("100*(x.a-x.b)/x.a")?.to_string(), "100 * (x.a - x.b) / x.a");
/// let error = formula("x.a / ").unwrap_err();
/// assert_eq!((error.range, error.message.as_str()), (6..6, "a figure is expected here"));
/// # Ok::<(), zhiban::config::RuleTextError>(())
/// ```
pub fn formula(text: &str) -> Result<Formula, RuleTextError> {
    read(text).map(|(formula, _)| formula)
}

/// The same, with each id and where it stands.
pub(super) fn read(text: &str) -> Result<(Formula, Inputs), RuleTextError> {
    let whole = 0..text.len();
    let too_long = || RuleTextError {
        range: whole.clone(),
        message: format!("a formula has at most {LONGEST} characters"),
        help: Some("compute a part of it as an indicator of its own".to_owned()),
    };
    // Before it is read at all, so that no length of text takes long.
    if text.len() > 4 * LONGEST {
        return Err(too_long());
    }
    let mut reader = Reader { text, at: 0, depth: 0, inputs: Vec::new() };
    let formula = reader.sum()?;
    if let Some(next) = reader.rest().chars().next() {
        let help = match next {
            ')' => None,
            _ => Some("figures are joined by +, -, * or /".to_owned()),
        };
        return Err(reader.wrong(&format!("`{next}` is not expected here"), help));
    }
    if formula.to_string().chars().count() > LONGEST {
        return Err(too_long());
    }
    if reader.inputs.is_empty() {
        let help = Some("such as `petitions.closed / petitions.received * 100`".to_owned());
        return Err(RuleTextError { range: whole, message: "no indicator is in this formula".to_owned(), help });
    }
    Ok((formula, reader.inputs))
}

struct Reader<'a> {
    text: &'a str,
    at: usize,
    depth: usize,
    inputs: Inputs,
}

impl<'a> Reader<'a> {
    fn sum(&mut self) -> Result<Formula, RuleTextError> {
        self.joined(&[Operator::Plus, Operator::Minus], Self::product)
    }

    fn product(&mut self) -> Result<Formula, RuleTextError> {
        self.joined(&[Operator::Times, Operator::Over], Self::factor)
    }

    /// Parts joined by operators that bind alike, from the left.
    fn joined(
        &mut self,
        operators: &[Operator],
        part: impl Fn(&mut Self) -> Result<Formula, RuleTextError>,
    ) -> Result<Formula, RuleTextError> {
        let mut formula = part(self)?;
        while let Some(operator) = operators.iter().find(|operator| self.rest().starts_with(operator.sign())) {
            self.at += 1;
            formula = Formula::Joined(Box::new(formula), *operator, Box::new(part(self)?));
        }
        Ok(formula)
    }

    fn factor(&mut self) -> Result<Formula, RuleTextError> {
        let rest = self.rest();
        match rest.chars().next() {
            Some('-') => self.deeper(|reader| Ok(Formula::Negative(Box::new(reader.factor()?)))),
            Some('(') => self.deeper(|reader| {
                let formula = reader.sum()?;
                if !reader.rest().starts_with(')') {
                    return Err(reader.wrong("`)` is expected here", None));
                }
                reader.at += 1;
                Ok(formula)
            }),
            Some(c) if c.is_alphanumeric() || matches!(c, '_' | '.') => self.word(rest),
            _ => Err(self.wrong("a figure is expected here", Some(EXPECTED.to_owned()))),
        }
    }

    /// Reads what stands behind one sign or parenthesis.
    fn deeper(&mut self, read: impl Fn(&mut Self) -> Result<Formula, RuleTextError>) -> Result<Formula, RuleTextError> {
        if self.depth == DEEPEST {
            return Err(self.wrong(&format!("this is nested deeper than {DEEPEST}"), None));
        }
        self.at += 1;
        self.depth += 1;
        let formula = read(self);
        self.depth -= 1;
        formula
    }

    /// A number, or the id of an indicator.
    fn word(&mut self, rest: &'a str) -> Result<Formula, RuleTextError> {
        let length = rest.find(|c: char| !(c.is_alphanumeric() || matches!(c, '_' | '.'))).unwrap_or(rest.len());
        let word = rest.get(..length).unwrap_or_default();
        let range = self.at..self.at + length;
        self.at += length;
        let is_number = word.bytes().all(|b| b.is_ascii_digit() || b == b'.');
        if let Some(number) = word.parse::<f64>().ok().filter(|number| is_number && number.is_finite()) {
            return Ok(Formula::Number(number));
        }
        let Some(id) = Id::new(word).filter(|_| !is_number) else {
            let message = format!("`{word}` is neither a number nor an indicator's id");
            let help = Some("such as `100` or `petitions.received`".to_owned());
            return Err(RuleTextError { range, message, help });
        };
        self.inputs.push((id.clone(), range));
        Ok(Formula::Figure(id))
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
mod tests;
