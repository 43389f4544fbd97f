//! TOML into the file's types, with every error found and not just the first.

use std::mem;
use std::ops::Range;

use serde::de::DeserializeOwned;
use toml::Spanned;
use toml::de::{DeArray, DeTable, DeValue};

use super::diagnose::Problem;
use super::suggest::nearest;

/// Reads what can be read and names all that cannot.
///
/// serde stops at the first error. So each error's entry is cut out and the rest is read again, until all is read: every
/// field is optional, so a cut entry is merely absent.
pub(super) fn read<T: DeserializeOwned + Default>(text: &str) -> (T, Vec<Problem>) {
    let (mut table, syntax) = DeTable::parse_recoverable(text);
    let end = text.len();
    let problem = |error: &toml::de::Error| {
        let (message, help) = explain(error.message());
        Problem { range: error.span().unwrap_or(end..end), message, help }
    };
    let mut problems: Vec<Problem> = syntax.iter().map(problem).collect();
    loop {
        match T::deserialize(toml::de::Deserializer::from(table.clone())) {
            Ok(value) => return (value, problems),
            Err(error) => {
                let found = problem(&error);
                let cut = cut_table(table.get_mut(), &found.range);
                problems.push(found);
                if !cut {
                    return (T::default(), problems);
                }
            }
        }
    }
}

/// Cuts out the innermost entry that the range lies in. Tables are always searched: the range of one that is opened by a
/// header is that of the header alone.
fn cut_table(table: &mut DeTable<'_>, range: &Range<usize>) -> bool {
    let mut cut = false;
    let entries = mem::take(table).into_iter();
    *table = entries
        .filter_map(|(key, value)| {
            let value = if cut { value } else { cut_entry(&key.span(), value, range, &mut cut)? };
            Some((key, value))
        })
        .collect();
    cut
}

fn cut_array(array: &mut DeArray<'_>, range: &Range<usize>) -> bool {
    let mut cut = false;
    let values = mem::replace(array, DeArray::new()).into_iter();
    *array = values.filter_map(|value| if cut { Some(value) } else { cut_entry(&(0..0), value, range, &mut cut) }).collect();
    cut
}

/// The entry without what the range lies in, or nothing where that is the whole entry.
fn cut_entry<'i>(
    key: &Range<usize>,
    mut value: Spanned<DeValue<'i>>,
    range: &Range<usize>,
    cut: &mut bool,
) -> Option<Spanned<DeValue<'i>>> {
    *cut = holds(key, range);
    if *cut {
        return None;
    }
    *cut = cut_inside(&mut value, range);
    if *cut {
        return Some(value);
    }
    *cut = holds(&value.span(), range);
    (!*cut).then_some(value)
}

fn cut_inside(value: &mut Spanned<DeValue<'_>>, range: &Range<usize>) -> bool {
    match value.get_mut() {
        DeValue::Table(table) => cut_table(table, range),
        DeValue::Array(array) => cut_array(array, range),
        _ => false,
    }
}

fn holds(outer: &Range<usize>, inner: &Range<usize>) -> bool {
    outer.start <= inner.start && inner.end <= outer.end
}

/// serde's words in the reader's: what is wrong, and what would be right.
fn explain(message: &str) -> (String, Option<String>) {
    let names: Vec<&str> = message.split('`').skip(1).step_by(2).collect();
    let Some((wrong, right)) = names.split_first() else { return (message.to_owned(), None) };
    let kind = if message.starts_with("unknown field") {
        format!("unknown key `{wrong}`")
    } else if message.starts_with("unknown variant") {
        format!("`{wrong}` is not possible here")
    } else {
        return (message.to_owned(), None);
    };
    let help = match nearest(wrong, right.iter().copied()) {
        Some(near) => format!("did you mean `{near}`?"),
        None => format!("possible here: {}", right.join(", ")),
    };
    (kind, Some(help))
}
