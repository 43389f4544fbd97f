//! The `[[period]]` tables, checked.

use std::collections::HashMap;
use std::ops::Range;
use std::sync::Arc;

use crate::duty::{Day, Id, Indicator, Period, Rule};

use super::check::Check;
use super::file::{Located, PeriodTable};
use super::suggest::nearest;

/// Adds a file's periods to those known before; one of the same Chinese name replaces the built-in one.
pub(super) fn periods(
    check: &mut Check<'_>,
    tables: &[Located<PeriodTable>],
    mut periods: Vec<Period>,
    indicators: &[Indicator],
) -> Vec<Period> {
    for table in tables {
        let Some(period) = period(check, table, indicators) else { continue };
        match periods.iter_mut().find(|known| known.name.zh == period.name.zh) {
            Some(known) => *known = period,
            None => periods.push(period),
        }
    }
    periods
}

fn period(check: &mut Check<'_>, table: &Located<PeriodTable>, indicators: &[Indicator]) -> Option<Period> {
    let fields = table.get();
    let name = check.required(fields.name.as_ref(), "name", &table.range()).map(|name| check.wording(name));
    let from = check.required(fields.from.as_ref(), "from", &table.range()).and_then(|day| check.day(day));
    let to = check.required(fields.to.as_ref(), "to", &table.range()).and_then(|day| check.day(day));
    if let (Some(from), Some(to), Some(written)) = (from, to, &fields.to) {
        match (from, to) {
            (Day::Once(from), Day::Once(to)) if to < from => {
                check.problem(written.range(), "the period ends before it begins", None);
            }
            (Day::Once(_), Day::Yearly { .. }) | (Day::Yearly { .. }, Day::Once(_)) => {
                check.problem(written.range(), "`from` and `to` are both yearly or both of one year", None);
            }
            _ => {}
        }
    }
    let every = fields.every.as_ref().and_then(|every| check.span(every)).filter(|every| !every.is_zero());
    let mut rules: HashMap<Id, Arc<[Rule]>> = HashMap::new();
    for (key, list) in &fields.rules {
        let Some(id) = known(check, key, list.range(), indicators) else { continue };
        rules.insert(id, list.get().iter().filter_map(|rule| check.rule(rule)).collect());
    }
    let suppress = fields.suppress.iter().flatten().filter_map(|id| known(check, id.get(), id.range(), indicators)).collect();
    Some(Period { name: name?, from: from?, to: to?, every, rules, suppress })
}

/// The id of an indicator that there is.
fn known(check: &mut Check<'_>, id: &str, range: Range<usize>, indicators: &[Indicator]) -> Option<Id> {
    let indicator = indicators.iter().find(|indicator| indicator.id.as_str() == id);
    if indicator.is_none() {
        let near = nearest(id, indicators.iter().map(|i| i.id.as_str()));
        let help = near.map(|near| format!("did you mean `{near}`?"));
        check.problem(range, format!("there is no indicator `{id}`"), help);
    }
    indicator.map(|indicator| indicator.id.clone())
}
