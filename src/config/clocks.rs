//! The `[[clock]]` tables, checked.

use crate::duty::{Clean, Profile};

use super::check::Check;
use super::file::{ClockTable, Located};

/// Reads the profiles of reporting clocks.
pub(super) fn clocks(check: &mut Check<'_>, tables: &[Located<ClockTable>]) -> Vec<Profile> {
    let mut clocks: Vec<Profile> = Vec::with_capacity(tables.len());
    for table in tables {
        let Some(profile) = profile(check, table) else { continue };
        if clocks.iter().any(|known| known.name == profile.name) {
            check.problem(table.range(), format!("the clock `{}` is described twice", profile.name), None);
        } else {
            clocks.push(profile);
        }
    }
    clocks
}

fn profile(check: &mut Check<'_>, table: &Located<ClockTable>) -> Option<Profile> {
    let fields = table.get();
    let name = check.required(fields.name.as_ref(), "name", &table.range()).map(|name| Clean::new(name.get()));
    let written = check.required(fields.steps.as_ref(), "steps", &table.range())?;
    let mut steps = Vec::with_capacity(written.get().len());
    for step in written.get() {
        let name = check.required(step.get().name.as_ref(), "name", &step.range()).map(|name| check.wording(name));
        let within = check.required(step.get().within.as_ref(), "within", &step.range()).and_then(|span| check.span(span));
        steps.extend(name.zip(within));
    }
    if written.get().is_empty() {
        check.problem(written.range(), "a clock has at least one step", None);
    }
    Some(Profile { name: name?, steps })
}
