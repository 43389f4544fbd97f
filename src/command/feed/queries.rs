//! `zhiban feed check URL` of an engine that is queried: what became of each query.

use std::fmt::Write;

use crate::duty::{Clean, Unread};
use crate::feed::{Answered, Inquiry};

/// Each query with how many series it found and its value, or why there is none; then what the engine says of them.
pub(super) fn written(inquiry: &Inquiry) -> String {
    let widest = |length: fn(&Answered) -> usize| inquiry.answered.iter().map(length).max().unwrap_or_default();
    let ids = widest(|answered| answered.id.as_str().len());
    let values = inquiry.answered.iter().map(value).collect::<Vec<_>>();
    let counts = widest(|answered| answered.series.to_string().len());
    let mut out = format!("{} queries in {} requests\n", inquiry.answered.len(), inquiry.requests);
    for (Answered { id, query, series, .. }, value) in inquiry.answered.iter().zip(values) {
        let query = Clean::new(&query.split_whitespace().collect::<Vec<_>>().join(" "));
        let _ = writeln!(out, "{:ids$}  {series:>counts$} series  {value}\n{:ids$}  = {query}", id.as_str(), "");
    }
    for said in &inquiry.said {
        let _ = writeln!(out, "the engine says: {said}");
    }
    out
}

fn value(answered: &Answered) -> String {
    match &answered.value {
        Ok(Some(value)) => value.to_string(),
        Ok(None) => "unknown: not a finite number (0/0 is NaN)".to_owned(),
        Err(Unread::Nothing) => "unknown: no series, the query finds nothing".to_owned(),
        Err(Unread::NotOne(_)) => "unknown: one series is wanted, aggregate them: sum(...), max(...)".to_owned(),
        Err(Unread::NotANumber(_)) => "unknown: not one number, such as a text or samples over a span".to_owned(),
        Err(Unread::OutOfRange(_)) => "unknown: a number beyond 9.007e15".to_owned(),
        Err(Unread::Said(words)) => format!("unknown: {words}"),
    }
}

#[cfg(test)]
mod tests;
