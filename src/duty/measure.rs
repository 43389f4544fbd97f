//! Numbers derived from readings, and conditions on them.

use std::fmt;

use serde::{Deserialize, Serialize};

use super::{Id, Span};

/// A number derived from an indicator's readings (DESIGN.md §6). One that cannot be computed is unknown, never zero.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Measure {
    /// The reading itself.
    Value,
    /// Growth of value − corrections since the newest reading that is at least the span old.
    Increase(Span),
    /// The same since the first reading of this shift.
    Shift,
    /// (value − last year) / last year in %; unknown on a zero base.
    Yoy,
    /// Value − target.
    Target,
    /// Value − the city's average.
    Peer,
    /// Value / another indicator's value in %; unknown on a zero base.
    Share(Id),
    /// Seconds since the reading's `as_of`. The only measure that late data does not make unknown.
    Age,
}

impl fmt::Display for Measure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Value => f.write_str("value"),
            Self::Increase(span) => write!(f, "increase({span})"),
            Self::Shift => f.write_str("shift"),
            Self::Yoy => f.write_str("yoy"),
            Self::Target => f.write_str("target"),
            Self::Peer => f.write_str("peer"),
            Self::Share(id) => write!(f, "share({id})"),
            Self::Age => f.write_str("age"),
        }
    }
}

/// (value − base) / base in %; none on a zero base.
///
/// ```
/// use zhiban::duty::percent_change;
/// assert_eq!(percent_change(3.0, 6.0), Some(-50.0));
/// assert_eq!(percent_change(3.0, 0.0), None);
/// ```
#[must_use]
pub fn percent_change(value: f64, base: f64) -> Option<f64> {
    (base != 0.0).then(|| (value - base) / base.abs() * 100.0)
}

/// How a measure is compared with a limit.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Op {
    /// `<`
    #[serde(rename = "<")]
    Less,
    /// `<=`
    #[serde(rename = "<=")]
    LessOrEqual,
    /// `>`
    #[serde(rename = ">")]
    Greater,
    /// `>=`
    #[serde(rename = ">=")]
    GreaterOrEqual,
    /// `==`
    #[serde(rename = "==")]
    Equal,
    /// `!=`
    #[serde(rename = "!=")]
    NotEqual,
}

impl Op {
    /// All of them, the longer signs first, as a reader of text must try them.
    pub const ALL: [Self; 6] = [Self::LessOrEqual, Self::GreaterOrEqual, Self::Equal, Self::NotEqual, Self::Less, Self::Greater];

    /// As it is written in a rule.
    #[must_use]
    pub fn sign(self) -> &'static str {
        match self {
            Self::Less => "<",
            Self::LessOrEqual => "<=",
            Self::Greater => ">",
            Self::GreaterOrEqual => ">=",
            Self::Equal => "==",
            Self::NotEqual => "!=",
        }
    }

    #[expect(clippy::float_cmp, reason = "`==` in a rule means equal: counts and ranks are whole numbers")]
    fn holds(self, measure: f64, limit: f64) -> bool {
        match self {
            Self::Less => measure < limit,
            Self::LessOrEqual => measure <= limit,
            Self::Greater => measure > limit,
            Self::GreaterOrEqual => measure >= limit,
            Self::Equal => measure == limit,
            Self::NotEqual => measure != limit,
        }
    }
}

/// `<measure> <op> <number>`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Comparison {
    /// What is compared.
    pub measure: Measure,
    /// How.
    pub op: Op,
    /// With what; finite.
    pub limit: f64,
}

impl fmt::Display for Comparison {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {} {}", self.measure, self.op.sign(), self.limit)
    }
}

/// Comparisons that must all hold.
#[derive(Clone, Debug, PartialEq)]
pub struct Condition {
    first: Comparison,
    rest: Vec<Comparison>,
}

impl Condition {
    /// `first and rest…`.
    #[must_use]
    pub fn new(first: Comparison, rest: Vec<Comparison>) -> Self {
        Self { first, rest }
    }

    /// Its first comparison, which stands for it where there is room for one.
    #[must_use]
    pub fn first(&self) -> &Comparison {
        &self.first
    }

    /// The comparison, if it is only one.
    #[must_use]
    pub fn single(&self) -> Option<&Comparison> {
        self.rest.is_empty().then_some(&self.first)
    }

    /// All comparisons.
    pub fn comparisons(&self) -> impl Iterator<Item = &Comparison> {
        std::iter::once(&self.first).chain(&self.rest)
    }

    /// Whether it holds, given each measure's number: false as soon as one comparison is, otherwise unknown as soon as
    /// one is.
    pub fn holds(&self, number: impl Fn(&Measure) -> Option<f64>) -> Option<bool> {
        let mut known = true;
        for comparison in self.comparisons() {
            match number(&comparison.measure) {
                Some(n) if !comparison.op.holds(n, comparison.limit) => return Some(false),
                Some(_) => {}
                None => known = false,
            }
        }
        known.then_some(true)
    }
}

impl fmt::Display for Condition {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.first)?;
        self.rest.iter().try_for_each(|comparison| write!(f, " and {comparison}"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn comparison(measure: Measure, op: Op, limit: f64) -> Comparison {
        Comparison { measure, op, limit }
    }

    #[test]
    fn each_operator_means_what_it_says() {
        for (op, below, equal, above) in [
            (Op::Less, true, false, false),
            (Op::LessOrEqual, true, true, false),
            (Op::Greater, false, false, true),
            (Op::GreaterOrEqual, false, true, true),
            (Op::Equal, false, true, false),
            (Op::NotEqual, true, false, true),
        ] {
            assert_eq!([1.0, 2.0, 3.0].map(|n| op.holds(n, 2.0)), [below, equal, above], "{}", op.sign());
        }
    }

    #[test]
    fn a_conjunction_is_false_before_it_is_unknown() {
        let both =
            Condition::new(comparison(Measure::Value, Op::Greater, 5.0), vec![comparison(Measure::Yoy, Op::Greater, 20.0)]);
        for (value, yoy, want) in [
            (Some(6.0), Some(21.0), Some(true)),
            (Some(5.0), Some(21.0), Some(false)),
            (Some(6.0), None, None),
            (Some(5.0), None, Some(false)),
            (None, Some(20.0), Some(false)),
            (None, None, None),
        ] {
            let number = |m: &Measure| if *m == Measure::Value { value } else { yoy };
            assert_eq!(both.holds(number), want, "{value:?} {yoy:?}");
        }
        assert_eq!(both.to_string(), "value > 5 and yoy > 20");
    }
}
