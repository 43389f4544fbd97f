//! What all checks share: the text being checked, the problems found, and the small values.

use std::ops::Range;

use jiff::civil::{Date, Time};

use crate::duty::{Clean, Condition, Day, Id, Indicator, Level, Measure, Profile, Rule, Span, SpanError, Text};

use super::diagnose::Problem;
use super::file::{LevelKey, Located, RuleTable, Wording};
use super::rule_text;
use super::suggest::nearest;

/// A check of one file.
pub(super) struct Check<'a> {
    text: &'a str,
    pub(super) problems: Vec<Problem>,
    /// The indicators that rules ask for a share of, and where: they may be described further down.
    shares: Vec<(Id, Range<usize>)>,
    /// The indicators that feeds give values of and formulas ask for, and where: they are checked further down.
    pub(super) values: Vec<(Id, Range<usize>)>,
    /// The profiles of reporting clocks.
    pub(super) clocks: Vec<Profile>,
    /// The names of the feeds.
    pub(super) feeds: Vec<Clean>,
    /// What derived indicators are computed from, and where that stands: it may be described further down.
    pub(super) formulas: Vec<Written>,
}

/// A formula as it stands in the file.
pub(super) struct Written {
    /// The indicator that it computes.
    pub(super) id: Id,
    /// Where it stands.
    pub(super) range: Range<usize>,
    /// The indicators in it, and where each stands.
    pub(super) inputs: super::formula_text::Inputs,
}

impl<'a> Check<'a> {
    pub(super) fn new(text: &'a str, problems: Vec<Problem>) -> Self {
        let (shares, values, formulas) = (Vec::new(), Vec::new(), Vec::new());
        Self { text, problems, shares, values, clocks: Vec::new(), feeds: Vec::new(), formulas }
    }

    pub(super) fn problem(&mut self, range: Range<usize>, message: impl Into<String>, help: Option<String>) {
        self.problems.push(Problem { range, message: message.into(), help });
    }

    /// The value of a key that must be there; `what` and `table` name it.
    pub(super) fn required<'t, T>(
        &mut self,
        value: Option<&'t Located<T>>,
        key: &str,
        table: &Range<usize>,
    ) -> Option<&'t Located<T>> {
        // A table with another error may lack the key because of that: it was cut out to read the rest.
        if value.is_none() && !self.explains(table) {
            self.problem(table.clone(), format!("`{key}` is missing"), None);
        }
        value
    }

    /// Whether a problem has been found within a range already.
    pub(super) fn explains(&self, range: &Range<usize>) -> bool {
        self.problems.iter().any(|problem| range.start <= problem.range.start && problem.range.end <= range.end)
    }

    pub(super) fn span(&mut self, text: &Located<String>) -> Option<Span> {
        match text.get().parse() {
            Ok(span) => Some(span),
            Err::<_, SpanError>(error) => {
                self.problem(text.range(), format!("`{}` is not a span of time", text.get()), Some(error.to_string()));
                None
            }
        }
    }

    /// A span of at least a second, or the default.
    pub(super) fn interval(&mut self, text: Option<&Located<String>>, default: Span) -> Span {
        let Some(text) = text else { return default };
        match self.span(text) {
            Some(span) if span.is_zero() => {
                self.problem(text.range(), "this must be at least a second", None);
                default
            }
            span => span.unwrap_or(default),
        }
    }

    pub(super) fn wording(&mut self, wording: &Located<Wording>) -> Text {
        let text = match wording.get() {
            Wording::Same(text) => Text::same(text),
            Wording::Each { zh, en } => Text::new(zh, en),
        };
        if text.zh.as_str().trim().is_empty() || text.en.as_str().trim().is_empty() {
            self.problem(wording.range(), "this text is empty", None);
        }
        text
    }

    pub(super) fn rule(&mut self, table: &Located<RuleTable>) -> Option<Rule> {
        let rule = table.get();
        let level = self.required(rule.level.as_ref(), "level", &table.range()).map(|level| match level.get() {
            LevelKey::Warning => Level::Warning,
            LevelKey::Critical => Level::Critical,
        });
        let when = self.required(rule.when.as_ref(), "when", &table.range()).and_then(|text| self.condition(text));
        let clear = rule.clear.as_ref().map(|text| self.condition(text));
        let hold = rule.hold.as_ref().map_or(Some(Span::ZERO), |text| self.span(text));
        let keep = rule.keep.as_ref().map_or(Some(Span::ZERO), |text| self.span(text));
        let clear = match clear {
            Some(None) => return None,
            Some(clear) => clear.map(Box::new),
            None => None,
        };
        Some(Rule { level: level?, when: when?, hold: hold?, clear, keep: keep? })
    }

    fn condition(&mut self, text: &Located<String>) -> Option<Condition> {
        match rule_text::condition(text.get()) {
            Ok(condition) => {
                let shares = condition.comparisons().filter_map(|c| match &c.measure {
                    Measure::Share(id) => Some((id.clone(), text.range())),
                    _ => None,
                });
                self.shares.extend(shares);
                Some(condition)
            }
            Err(error) => {
                let range = self.inside(text.get(), text.range(), &error.range);
                self.problem(range, error.message, error.help);
                None
            }
        }
    }

    /// The indicator that a feed gives a value of under a key; `value` is where the value stands.
    pub(super) fn value_of(&mut self, key: &str, value: &Range<usize>) -> Option<Id> {
        // The reader keeps no place of keys: this one is the last of its name before its value.
        let before = self.text.get(..value.start).and_then(|before| before.rfind(key));
        let range = before.map_or_else(|| value.clone(), |start| start..start + key.len());
        let id = Id::new(key);
        match &id {
            Some(id) => self.values.push((id.clone(), range)),
            None => self.problem(range, format!("`{key}` is not an indicator's id"), None),
        }
        id
    }

    /// Names every share, value and input of an indicator that does not exist.
    pub(super) fn indicators_named(&mut self, known: &[Indicator]) {
        let named = std::mem::take(&mut self.shares).into_iter().chain(std::mem::take(&mut self.values));
        for (id, range) in named {
            if !known.iter().any(|indicator| indicator.id == id) {
                let near = nearest(id.as_str(), known.iter().map(|i| i.id.as_str()));
                let help = near.map(|near| format!("did you mean `{near}`?"));
                self.problem(range, format!("there is no indicator `{id}`"), help);
            }
        }
    }

    /// The name of a clock's profile that there is.
    pub(super) fn clock(&mut self, name: &Located<String>) -> Option<Clean> {
        let known = self.clocks.iter().find(|profile| profile.name.as_str() == name.get()).map(|profile| profile.name.clone());
        if known.is_none() {
            let near = nearest(name.get(), self.clocks.iter().map(|profile| profile.name.as_str()));
            let help = near.map_or_else(|| "describe it in a [[clock]]".to_owned(), |near| format!("did you mean `{near}`?"));
            self.problem(name.range(), format!("there is no clock `{}`", name.get()), Some(help));
        }
        known
    }

    /// Where a part of a string stands in the file, which stands at `whole`; all of it where escapes make that impossible to tell.
    pub(super) fn inside(&self, text: &str, whole: Range<usize>, part: &Range<usize>) -> Range<usize> {
        let inner = whole.start + 1..whole.end.saturating_sub(1);
        if self.text.get(inner.clone()) == Some(text) { inner.start + part.start..inner.start + part.end } else { whole }
    }

    pub(super) fn day(&mut self, text: &Located<String>) -> Option<Day> {
        let written = text.get();
        let yearly = || {
            // A leap year, so that 02-29 is a day.
            let date: Date = format!("2024-{written}").parse().ok()?;
            (written.len() == 5).then_some(Day::Yearly { month: date.month(), day: date.day() })
        };
        let day = yearly().or_else(|| {
            let date: Date = written.parse().ok()?;
            (written.len() == 10).then_some(Day::Once(date))
        });
        if day.is_none() {
            self.problem(
                text.range(),
                format!("`{written}` is not a day"),
                Some("\"06-15\" for every year, or a full date such as \"2026-06-15\"".to_owned()),
            );
        }
        day
    }

    pub(super) fn time_of_day(&mut self, text: &Located<String>) -> Option<Time> {
        let written = text.get();
        let time = Time::strptime("%H:%M", written).ok().filter(|_| written.len() == 5);
        if time.is_none() {
            self.problem(text.range(), format!("`{written}` is not a time of day"), Some("such as \"08:30\"".to_owned()));
        }
        time
    }
}
