//! What is computed from what, and which feeds may deliver it: checked when all is known.

use std::ops::Range;

use crate::duty::{Clean, Formula, Id};

use super::check::{Check, Written};
use super::file::{FeedTable, Located};
use super::formula_text;
use super::suggest::nearest;

impl Check<'_> {
    /// The formula of a derived indicator.
    pub(super) fn formula(&mut self, id: &Id, text: &Located<String>) -> Option<Formula> {
        match formula_text::read(text.get()) {
            Ok((formula, inputs)) => {
                let inputs: Vec<_> =
                    inputs.into_iter().map(|(input, at)| (input, self.inside(text.get(), text.range(), &at))).collect();
                self.values.extend(inputs.iter().cloned());
                self.formulas.push(Written { id: id.clone(), range: text.range(), inputs });
                Some(formula)
            }
            Err(error) => {
                let range = self.inside(text.get(), text.range(), &error.range);
                self.problem(range, error.message, error.help);
                None
            }
        }
    }

    /// The feeds that may deliver an indicator, which must be there.
    pub(super) fn feeds_of(&mut self, written: &Located<Vec<Located<String>>>) -> Vec<Clean> {
        let mut feeds: Vec<Clean> = Vec::new();
        if written.get().is_empty() {
            self.problem(written.range(), "no feed would deliver it", Some("leave `feeds` out, and any feed may".to_owned()));
        }
        for name in written.get() {
            let clean = Clean::new(name.get());
            if !self.feeds.contains(&clean) {
                let near = nearest(clean.as_str(), self.feeds.iter().map(Clean::as_str));
                let help = near.map_or_else(|| "describe it in a [[feed]]".to_owned(), |near| format!("did you mean `{near}`?"));
                self.problem(name.range(), format!("there is no feed `{clean}`"), Some(help));
            } else if feeds.contains(&clean) {
                self.problem(name.range(), format!("`{clean}` is named twice"), None);
            }
            feeds.push(clean);
        }
        feeds
    }
}

/// Names every indicator that is computed from itself, and every feed that would deliver one that is computed.
pub(super) fn check(check: &mut Check<'_>, feeds: &[Located<FeedTable>]) {
    let formulas = std::mem::take(&mut check.formulas);
    let mut told: Vec<&Id> = Vec::new();
    for Written { id, range, .. } in &formulas {
        if let Some(cycle) = cycle(id, &formulas).filter(|_| !told.contains(&id)) {
            let path: Vec<String> = cycle.iter().chain([&id]).map(|id| format!("`{id}`")).collect();
            check.problem(range.clone(), format!("`{id}` is computed from itself"), Some(path.join(" from ")));
            told.extend(cycle);
        }
    }
    for (key, value) in feeds.iter().flat_map(|feed| &feed.get().values) {
        if formulas.iter().any(|formula| formula.id.as_str() == key) {
            delivered(check, key, value.range());
        }
    }
}

fn delivered(check: &mut Check<'_>, key: &str, range: Range<usize>) {
    let help = Some("give what the feed delivers another id, or take the `value` away".to_owned());
    check.problem(range, format!("`{key}` is computed by its `value`; no feed delivers it"), help);
}

/// The shortest way from an indicator through what it is computed from back to itself, without its end; none where there is none.
fn cycle<'a>(id: &'a Id, formulas: &'a [Written]) -> Option<Vec<&'a Id>> {
    let inputs = |id: &Id| formulas.iter().find(|formula| formula.id == *id).into_iter().flat_map(|formula| &formula.inputs);
    let mut paths: Vec<Vec<&Id>> = vec![vec![id]];
    let mut seen: Vec<&Id> = Vec::new();
    let mut next = 0;
    while let Some(path) = paths.get(next).cloned() {
        next += 1;
        for (input, _) in path.last().into_iter().flat_map(|last| inputs(last)) {
            if input == id {
                return Some(path);
            }
            if !seen.contains(&input) {
                seen.push(input);
                paths.push(path.iter().copied().chain([input]).collect());
            }
        }
    }
    None
}
