//! The reading of one indicator.

use serde_json::Value;

use super::look::{Eye, Seen, Subject};
use super::take::take;
use super::territories::territories;
use crate::duty::{Clean, LeftOut, Mapped, Part, Reading, Remark, Remarks, Take, Unread};
use crate::feed::known::Known;

/// Reads it. What cannot be read is not known, with a remark why.
///
/// Where `corrections` is configured and not known, nor is the value: without it a correction would look like news. A mapping can say
/// `empty = "zero"` where a document leaves it out as long as there is none.
pub(super) fn reading(
    mapped: &Mapped,
    root: &Value,
    known: &Known,
    (left_out, remarks): (&mut LeftOut, &mut Remarks),
    eye: &mut Eye<'_>,
) -> Reading {
    let mut figure = |part: Part, from: &Take| {
        let (found, taken) = take(from, root);
        let place = || Clean::new(&found.place(0));
        let taken = match taken {
            Ok(Some(number)) if !fits(part, number) => Err(Unread::OutOfRange(place())),
            Ok(None) if part == Part::Corrections => Err(Unread::NotANumber(place())),
            taken => taken,
        };
        eye.see(Subject::Figure(mapped.id.clone(), part), &found, || match &taken {
            Ok(figure) => Seen::Figure(*figure),
            Err(why) => Seen::Unread(why.clone()),
        });
        taken.unwrap_or_else(|why| {
            remarks.add(Remark::Unread { id: mapped.id.clone(), part, why });
            None
        })
    };
    let value = figure(Part::Value, &mapped.value);
    let mut other = |part, from: &Option<Take>| from.as_ref().and_then(|from| figure(part, from));
    let last_year = other(Part::LastYear, &mapped.last_year);
    let corrections = other(Part::Corrections, &mapped.corrections);
    let sample = other(Part::Sample, &mapped.sample).and_then(whole);
    let peer = other(Part::Peer, &mapped.peer);
    let of = other(Part::Of, &mapped.of).and_then(whole).and_then(|of| u32::try_from(of).ok());
    let territories =
        mapped.territories.as_ref().map(|rows| territories(rows, root, known, &mapped.id, (left_out, remarks), eye));
    Reading {
        id: mapped.id.clone(),
        value: value.filter(|_| corrections.is_some() || mapped.corrections.is_none()),
        last_year,
        corrections: corrections.unwrap_or_default(),
        sample,
        peer,
        of,
        territories: territories.unwrap_or_default(),
    }
}

/// Whether a number can be what it should: a sample is counted from 0, ranks from 1.
fn fits(part: Part, number: f64) -> bool {
    match part {
        Part::Sample => number.fract() == 0.0 && number >= 0.0,
        Part::Of => number.fract() == 0.0 && (1.0..=f64::from(u32::MAX)).contains(&number),
        Part::Value | Part::LastYear | Part::Corrections | Part::Peer | Part::Territories => true,
    }
}

#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "only what fits comes here")]
fn whole(number: f64) -> Option<u64> {
    (number >= 0.0).then_some(number as u64)
}
