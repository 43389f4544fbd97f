//! Figures computed from other figures: `petitions.closed / petitions.received * 100`.

use std::collections::HashMap;
use std::fmt;

use super::{Id, Indicator};

/// A number computed from the figures of other indicators. As soon as one of them is not known, neither is it.
#[derive(Clone, Debug, PartialEq)]
pub enum Formula {
    /// A number as it is written; finite and not negative.
    Number(f64),
    /// The figure of an indicator.
    Figure(Id),
    /// The same with the other sign.
    Negative(Box<Self>),
    /// Two joined.
    Joined(Box<Self>, Operator, Box<Self>),
}

/// What joins two numbers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Operator {
    /// `+`
    Plus,
    /// `-`
    Minus,
    /// `*`
    Times,
    /// `/`
    Over,
}

/// Why a formula has no value.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Unvalued<'a> {
    /// The figure of this indicator is not known.
    Unknown(&'a Id),
    /// Something is divided by zero (DESIGN.md §6).
    ZeroBase,
    /// It is beyond what a double counts exactly.
    TooLarge,
}

/// Above this a double no longer tells one count from the next: 2⁵³.
const LARGEST: f64 = 9_007_199_254_740_992.0;

impl Operator {
    /// All of them.
    pub const ALL: [Self; 4] = [Self::Plus, Self::Minus, Self::Times, Self::Over];

    /// As it is written.
    #[must_use]
    pub fn sign(self) -> char {
        match self {
            Self::Plus => '+',
            Self::Minus => '-',
            Self::Times => '*',
            Self::Over => '/',
        }
    }

    /// How closely it binds.
    fn binds(self) -> u8 {
        match self {
            Self::Plus | Self::Minus => 1,
            Self::Times | Self::Over => 2,
        }
    }

    /// Two numbers joined.
    fn join<'a>(self, a: f64, b: f64) -> Result<f64, Unvalued<'a>> {
        match self {
            Self::Plus => Ok(a + b),
            Self::Minus => Ok(a - b),
            Self::Times => Ok(a * b),
            Self::Over if b == 0.0 => Err(Unvalued::ZeroBase),
            Self::Over => Ok(a / b),
        }
    }
}

impl Formula {
    /// Its value, given that of each indicator.
    ///
    /// # Errors
    /// With why it has none; an indicator whose figure is not known goes before all else.
    pub fn value(&self, figure: &impl Fn(&Id) -> Option<f64>) -> Result<f64, Unvalued<'_>> {
        let value = match self {
            Self::Number(number) => *number,
            Self::Figure(id) => figure(id).ok_or(Unvalued::Unknown(id))?,
            Self::Negative(of) => -of.value(figure)?,
            Self::Joined(a, operator, b) => match (a.value(figure), b.value(figure)) {
                (Ok(a), Ok(b)) => operator.join(a, b)?,
                (Err(a), Err(unknown @ Unvalued::Unknown(_))) if !matches!(a, Unvalued::Unknown(_)) => return Err(unknown),
                (Err(why), _) | (_, Err(why)) => return Err(why),
            },
        };
        // Without the sign of zero.
        if value.abs() <= LARGEST { Ok(value + 0.0) } else { Err(Unvalued::TooLarge) }
    }

    /// The indicators it is computed from, each once, in the order of the text.
    #[must_use]
    pub fn inputs(&self) -> Vec<&Id> {
        let mut inputs = Vec::new();
        self.collect(&mut inputs);
        inputs
    }

    fn collect<'a>(&'a self, inputs: &mut Vec<&'a Id>) {
        match self {
            Self::Number(_) => {}
            Self::Figure(id) if inputs.contains(&id) => {}
            Self::Figure(id) => inputs.push(id),
            Self::Negative(of) => of.collect(inputs),
            Self::Joined(a, _, b) => {
                a.collect(inputs);
                b.collect(inputs);
            }
        }
    }

    /// What a share is of: the divisor of a quotient, which may be multiplied with numbers or set off against one. None where it is
    /// no share.
    #[must_use]
    pub fn base(&self) -> Option<&Self> {
        match self {
            Self::Negative(of) => of.base(),
            Self::Joined(a, _, b) if b.is_number() => a.base(),
            Self::Joined(a, Operator::Over, b) if !a.is_number() => Some(b),
            Self::Joined(a, operator, b) if a.is_number() && *operator != Operator::Over => b.base(),
            Self::Number(_) | Self::Figure(_) | Self::Joined(..) => None,
        }
    }

    /// Whether no indicator is in it.
    fn is_number(&self) -> bool {
        self.inputs().is_empty()
    }

    fn binds(&self) -> u8 {
        match self {
            Self::Number(_) | Self::Figure(_) => 4,
            Self::Negative(_) => 3,
            Self::Joined(_, operator, _) => operator.binds(),
        }
    }

    /// Writes it where something that binds so closely stands around it.
    fn write(&self, f: &mut fmt::Formatter<'_>, around: u8) -> fmt::Result {
        if self.binds() < around { write!(f, "({self})") } else { write!(f, "{self}") }
    }
}

impl fmt::Display for Formula {
    /// As it is written in the configuration, with the parentheses that it needs.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Number(number) => write!(f, "{number}"),
            Self::Figure(id) => write!(f, "{id}"),
            Self::Negative(of) => {
                f.write_str("-")?;
                of.write(f, 3)
            }
            Self::Joined(a, operator, b) => {
                a.write(f, operator.binds())?;
                write!(f, " {} ", operator.sign())?;
                b.write(f, operator.binds() + 1)
            }
        }
    }
}

/// The places of derived indicators in an order in which each comes after all that it is computed from. Those that are computed from
/// themselves have none, and are left out.
pub(super) fn order<'a>(indicators: impl IntoIterator<Item = &'a Indicator>) -> Vec<usize> {
    let indicators: Vec<&Indicator> = indicators.into_iter().collect();
    let places: HashMap<&Id, usize> = indicators.iter().enumerate().map(|(n, indicator)| (&indicator.id, n)).collect();
    let mut waits = vec![0_usize; indicators.len()];
    let mut followers: HashMap<usize, Vec<usize>> = HashMap::new();
    for (n, indicator) in indicators.iter().enumerate() {
        let inputs = indicator.formula.iter().flat_map(Formula::inputs).filter_map(|id| places.get(id));
        let derived = inputs.filter(|input| indicators.get(**input).is_some_and(|input| input.formula.is_some()));
        for input in derived {
            followers.entry(*input).or_default().push(n);
            if let Some(waits) = waits.get_mut(n) {
                *waits += 1;
            }
        }
    }
    let is_free = |n: &usize| waits.get(*n) == Some(&0);
    let is_derived = |n: &usize| indicators.get(*n).is_some_and(|indicator| indicator.formula.is_some());
    let mut order: Vec<usize> = (0..indicators.len()).filter(is_derived).filter(is_free).collect();
    let mut next = 0;
    while let Some(n) = order.get(next).copied() {
        next += 1;
        for follower in followers.get(&n).into_iter().flatten() {
            let Some(left) = waits.get_mut(*follower) else { continue };
            *left -= 1;
            if *left == 0 {
                order.push(*follower);
            }
        }
    }
    order
}

#[cfg(test)]
mod tests {
    use super::*;

    fn id(text: &str) -> Id {
        Id::new(text).unwrap()
    }

    fn figure(text: &str) -> Formula {
        Formula::Figure(id(text))
    }

    fn joined(a: Formula, operator: Operator, b: Formula) -> Formula {
        Formula::Joined(Box::new(a), operator, Box::new(b))
    }

    fn number(number: f64) -> Formula {
        Formula::Number(number)
    }

    #[test]
    fn a_value_needs_every_figure_and_a_base() {
        let share = joined(joined(figure("x.a"), Operator::Over, figure("x.b")), Operator::Times, number(100.0));
        for (a, b, want) in [
            (Some(3.0), Some(4.0), Ok(75.0)),
            (Some(0.0), Some(4.0), Ok(0.0)),
            (Some(3.0), Some(0.0), Err(Unvalued::ZeroBase)),
            (Some(0.0), Some(0.0), Err(Unvalued::ZeroBase)),
            (None, Some(4.0), Err(Unvalued::Unknown(&id("x.a")))),
            (None, Some(0.0), Err(Unvalued::Unknown(&id("x.a")))),
            (Some(3.0), None, Err(Unvalued::Unknown(&id("x.b")))),
            (Some(1e16), None, Err(Unvalued::Unknown(&id("x.b")))),
            (Some(1e15), Some(1.0), Err(Unvalued::TooLarge)),
            (Some(9e13), Some(1.0), Ok(9e15)),
            (Some(f64::MAX), Some(1e-300), Err(Unvalued::TooLarge)),
        ] {
            assert_eq!(share.value(&|of| if *of == id("x.a") { a } else { b }), want, "{a:?} / {b:?}");
        }
        let nothing = joined(number(0.0), Operator::Times, Formula::Negative(Box::new(number(1.0))));
        assert!(nothing.value(&|_| None).unwrap().is_sign_positive(), "zero has no sign");
    }

    #[test]
    fn is_written_with_the_parentheses_it_needs() {
        use Operator::{Minus, Over, Plus, Times};
        let (a, b, c) = (|| figure("x.a"), || figure("x.b"), || figure("x.c"));
        for (formula, want) in [
            (joined(joined(a(), Plus, b()), Minus, c()), "x.a + x.b - x.c"),
            (joined(a(), Minus, joined(b(), Plus, c())), "x.a - (x.b + x.c)"),
            (joined(a(), Over, joined(b(), Times, c())), "x.a / (x.b * x.c)"),
            (joined(joined(a(), Plus, b()), Times, c()), "(x.a + x.b) * x.c"),
            (Formula::Negative(Box::new(joined(a(), Times, b()))), "-(x.a * x.b)"),
            (joined(Formula::Negative(Box::new(a())), Times, number(0.1)), "-x.a * 0.1"),
        ] {
            assert_eq!(formula.to_string(), want);
        }
    }

    #[test]
    fn the_base_is_what_a_share_is_of() {
        use Operator::{Minus, Over, Plus, Times};
        let quotient = || joined(figure("x.a"), Over, joined(figure("x.b"), Plus, figure("x.c")));
        for (formula, want) in [
            (quotient(), Some("x.b + x.c")),
            (joined(quotient(), Times, number(100.0)), Some("x.b + x.c")),
            (joined(number(100.0), Minus, joined(quotient(), Times, number(100.0))), Some("x.b + x.c")),
            (joined(joined(number(100.0), Times, figure("x.a")), Over, figure("x.b")), Some("x.b")),
            (joined(quotient(), Over, number(2.0)), Some("x.b + x.c")),
            (joined(quotient(), Plus, quotient()), None),
            (joined(number(1.0), Over, figure("x.b")), None),
            (joined(figure("x.a"), Plus, figure("x.b")), None),
            (joined(figure("x.a"), Over, number(12.0)), None),
        ] {
            assert_eq!(formula.base().map(ToString::to_string).as_deref(), want, "{formula}");
        }
    }
}
