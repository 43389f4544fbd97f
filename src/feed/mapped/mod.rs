//! JSON of any shape: where its figures are is said by the configuration.
//!
//! What breaks the document refuses it whole: bytes that are no text (`charset`), text that is no JSON (`value`), an answer that says
//! itself that it failed (`envelope`), a page (`page`), no time (`as_of`). A figure that cannot be read makes its indicator unknown and
//! leaves a remark, so that one odd figure does not blind the others. Numbers are all that is taken out (`number`, `take`), and the
//! names of territories that the configuration lists (`territories`).

mod as_of;
mod charset;
mod envelope;
mod figures;
mod look;
mod number;
mod page;
mod search;
mod take;
mod territories;
mod value;

use jiff::Timestamp;
use serde_json::Value;

use super::known::Known;
use crate::duty::{LeftOut, Mapping, Refusal, Remarks, Snapshot};
use look::Eye;

pub use look::{Look, Seen, Subject, Tried};

/// An answer as it came in.
#[derive(Clone, Copy, Debug, Default)]
pub struct Answer<'a> {
    /// Its bytes, after decompression.
    pub body: &'a [u8],
    /// Its `Content-Type`, if it says one.
    pub content_type: Option<&'a str>,
    /// Its `Date`, if it says one.
    pub date: Option<Timestamp>,
}

/// Reads an answer by a mapping, as it was at `now`.
///
/// # Errors
///
/// [`Refusal::Invalid`] for one that is no text, no JSON, or lacks what the mapping wants of the whole, [`Refusal::Failed`] for one
/// that says itself that it failed, [`Refusal::Truncated`] for a page, [`Refusal::Future`] for figures of later than five minutes
/// from now.
pub fn decode_mapped(answer: Answer<'_>, mapping: &Mapping, known: &Known, now: Timestamp) -> Result<Snapshot, Refusal> {
    let tree = tree(answer, mapping)?;
    read(&tree, answer.date, mapping, known, now, &mut Eye::closed())
}

/// Reads an answer as [`decode_mapped`] does, and tells what every path found, also of one that is refused: as far as it is JSON.
pub fn look_mapped(
    answer: Answer<'_>,
    mapping: &Mapping,
    known: &Known,
    now: Timestamp,
) -> (Result<Snapshot, Refusal>, Vec<Look>) {
    let mut looks = Vec::new();
    let snapshot =
        tree(answer, mapping).and_then(|tree| read(&tree, answer.date, mapping, known, now, &mut Eye::open(&mut looks)));
    (snapshot, looks)
}

fn tree(answer: Answer<'_>, mapping: &Mapping) -> Result<Value, Refusal> {
    let text = charset::text(answer.body, mapping.charset.as_deref(), answer.content_type)?;
    value::read(&text, value::most(answer.body.len()))
}

fn read(
    root: &Value,
    date: Option<Timestamp>,
    mapping: &Mapping,
    known: &Known,
    now: Timestamp,
    eye: &mut Eye<'_>,
) -> Result<Snapshot, Refusal> {
    let ok = mapping.ok.as_ref().map_or(Ok(()), |envelope| envelope::check(envelope, root, eye));
    let whole = mapping.page.as_ref().map_or(Ok(()), |page| page::check(page, root, eye));
    let as_of = as_of::find(mapping.as_of.as_ref(), root, date, now, eye);
    let as_of = ok.and(whole).and(as_of);
    if as_of.is_err() && !eye.is_open() {
        return Err(as_of.err().unwrap_or(Refusal::NotWritten));
    }
    let (mut left_out, mut remarks) = (LeftOut::default(), Remarks::default());
    let mut readings = Vec::with_capacity(mapping.figures.len());
    for mapped in &mapping.figures {
        match known.find(mapped.id.as_str(), readings.len()) {
            Some(_) => readings.push(figures::reading(mapped, root, known, (&mut left_out, &mut remarks), eye)),
            None => left_out.id(mapped.id.as_str()),
        }
    }
    Ok(Snapshot { as_of: as_of?, sequence: None, readings, left_out, remarks })
}

#[cfg(test)]
mod tests;
