//! Who was on duty, who signed the span over, and which days were confirmed to be nil.

use std::collections::BTreeMap;

use jiff::Timestamp;
use jiff::civil::Date;
use jiff::tz::TimeZone;

use crate::duty::{Body, Clean, ClockChange, DutyChange, Post};

use super::Facts;
use super::timeline::Timeline;

/// Something that happened to those on duty.
#[derive(Clone, Debug, PartialEq)]
pub struct Turn {
    /// When.
    pub at: Timestamp,
    /// What.
    pub change: DutyChange,
}

/// Who signed the span over, and who accepted it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Signatures {
    /// The outgoing officer, and when they signed.
    pub handed_over: Option<(Clean, Timestamp)>,
    /// The incoming officer, and when they accepted.
    pub took_over: Option<(Clean, Timestamp)>,
    /// The duty lead at the end of the span.
    pub lead: Option<Clean>,
}

/// A day that an officer confirmed to have nothing to report.
#[derive(Clone, Debug, PartialEq)]
pub struct NilReturn {
    /// Which day.
    pub day: Date,
    /// Who confirmed it.
    pub officer: Clean,
    /// When.
    pub at: Timestamp,
    /// How many new events with a reporting clock that day had all the same, as far as the entries tell: the confirmation no
    /// longer holds, and the events are to be reported.
    pub events: f64,
}

/// Who was on duty at the start, what happened to them, and who signed.
///
/// Officers meet at the end of a shift or just after it, so a signature counts by the shift that it names and not by when it
/// was given; the acceptance is the first one after it.
pub(super) fn of(facts: &Facts, from: Timestamp, to: Timestamp) -> (Post, Vec<Turn>, Signatures) {
    let (mut post, mut at_start) = (Post::default(), Post::default());
    let mut turns = Vec::new();
    let mut signatures = Signatures::default();
    let mut accepts_this = false;
    for entry in &facts.entries {
        let Body::Duty(change) = &entry.body else { continue };
        let within = (from..to).contains(&entry.at);
        let signs = match change {
            DutyChange::HandedOver { officer, shift } => {
                accepts_this = (from..to).contains(shift);
                if accepts_this {
                    signatures.handed_over = Some((officer.clone(), entry.at));
                    signatures.took_over = None;
                }
                accepts_this
            }
            DutyChange::TookOver { officer, .. } if accepts_this => {
                signatures.took_over = Some((officer.clone(), entry.at));
                accepts_this = false;
                true
            }
            _ => false,
        };
        // The lead who answers for the span is the outgoing officer's, also where the incoming one accepted within it.
        if within && matches!(change, DutyChange::TookOver { .. }) && signs {
            signatures.lead.clone_from(&post.lead);
        }
        if entry.at < to {
            post.follow(entry.at, change);
        }
        if entry.at <= from {
            at_start = post.clone();
        }
        if (within || signs) && !matches!(change, DutyChange::NilReturn { .. }) {
            turns.push(Turn { at: entry.at, change: change.clone() });
        }
    }
    let accepted_within = signatures.took_over.as_ref().is_some_and(|(_, at)| *at < to);
    if !accepted_within {
        signatures.lead = post.lead;
    }
    (at_start, turns, signatures)
}

/// The days that were confirmed to be nil, in the order of the confirmations.
pub(super) fn nil_returns(facts: &Facts, timeline: &Timeline<'_>, zone: &TimeZone) -> Vec<NilReturn> {
    let events_on = |day: Date| {
        let started = facts.entries.iter().filter_map(|entry| match &entry.body {
            Body::Clock { event: ClockChange::Started, record, .. } => Some(record),
            _ => None,
        });
        let on_day = started.filter(|record| record.started.to_zoned_datetime(zone.clone()).date() == day);
        // A clock that counted more events later is written again with all of them.
        let events: BTreeMap<u64, f64> = on_day.map(|record| (record.number, record.events)).collect();
        // A plain sum of nothing would be −0.
        events.into_values().fold(0.0, |sum, events| sum + events)
    };
    let confirmed = timeline.entries().filter_map(|entry| match &entry.body {
        Body::Duty(DutyChange::NilReturn { day, officer }) => {
            Some(NilReturn { day: *day, officer: officer.clone(), at: entry.at, events: events_on(*day) })
        }
        _ => None,
    });
    confirmed.collect()
}
