//! JSON for other programs: the shape `zhiban-report/1`.
//!
//! One object. Within version 1 fields are only added. Times are RFC 3339 in the county's zone, lengths of time whole seconds
//! (`…_s`), figures in the indicator's own unit; what is not known is `null` and never 0. Keys and words of the program
//! (`"critical"`, `"shelved"`) are English in every report; `name` and `topic_name` are in the report's language.
//!
//! ```json
//! {"schema": "zhiban-report/1", "language": "zh-CN", "region": "示范县", "from": "…", "to": "…", "quiet": false,
//!  "on_duty": {"officer": "…", "lead": null}, "turns": [], "signatures": {"handed_over": {"by": "…", "at": "…"}, "took_over": null, "lead": null},
//!  "figures": [{"id": "traffic.deaths", "topic": "traffic", "topic_name": "道路交通", "name": "亡人数", "unit": "",
//!    "then": 7, "now": 8, "as_of": "…", "growth": 1, "corrections": 0, "last_year": 9, "percent": -11.1, "small_base": true,
//!    "of": null, "restarted": false, "changed": true}],
//!  "raised": [], "acknowledged": [], "open": [], "clocks": [], "feeds": [], "unheard_feeds": [], "unwatched": [], "notes": [],
//!  "nil_returns": [], "flapping": [], "load": {"annunciated": 0, "per_ten_minutes": 0.0, "…": null},
//!  "basis": {"entries": 12, "feeds": 2, "known": 20, "unknown": 0, "head": {"number": 123, "hash": "…"}}}
//! ```

mod alarms;
mod shift;

use jiff::Timestamp;
use jiff::tz::TimeZone;
use serde::Serialize;

use crate::duty::handover::{Handover, Item};
use crate::duty::{Language, Level, Subject};

use super::ReportError;
use super::local::Local;
use super::words::Words;

/// The shape's name.
pub(super) const SCHEMA: &str = "zhiban-report/1";

/// The whole report.
#[derive(Debug, Serialize)]
pub(super) struct Report {
    schema: &'static str,
    language: &'static str,
    region: String,
    from: String,
    to: String,
    quiet: bool,
    on_duty: shift::OnDuty,
    turns: Vec<shift::Turn>,
    signatures: shift::Signatures,
    figures: Vec<shift::Figure>,
    raised: Vec<alarms::Raised>,
    acknowledged: Vec<alarms::Acknowledged>,
    open: Vec<alarms::Open>,
    clocks: Vec<alarms::Clock>,
    feeds: Vec<shift::Outage>,
    unheard_feeds: Vec<String>,
    unwatched: Vec<shift::Unwatched>,
    notes: Vec<shift::Note>,
    nil_returns: Vec<shift::NilReturn>,
    flapping: Vec<Named>,
    load: alarms::Load,
    basis: shift::Basis,
}

/// What a line is about.
#[derive(Debug, Serialize)]
struct Named {
    /// `indicator`, `feed` or `step`.
    about: &'static str,
    /// The indicator's id, the feed's name, or the clock's number and the step counted from 1: `12.1`.
    id: String,
    topic: Option<&'static str>,
    topic_name: Option<&'static str>,
    name: String,
}

/// What the parts of the report are written with.
#[derive(Clone, Copy)]
struct Pen<'a> {
    words: &'static Words,
    local: Local<'a>,
}

impl Pen<'_> {
    fn at(self, at: Timestamp) -> String {
        self.local.rfc3339(at)
    }

    fn named(self, item: &Item) -> Named {
        let (about, id) = identity(&item.subject);
        Named {
            about,
            id,
            topic: item.topic.map(crate::duty::Topic::key),
            topic_name: item.topic.map(|topic| self.words.topic_name(topic)),
            name: item.name.in_language(self.words.language).to_owned(),
        }
    }
}

/// What sort of subject it is, and which.
pub(super) fn identity(subject: &Subject) -> (&'static str, String) {
    match subject {
        Subject::Indicator(id) => ("indicator", id.to_string()),
        Subject::Feed(name) => ("feed", name.to_string()),
        Subject::Step(clock, step) => ("step", format!("{clock}.{}", step + 1)),
    }
}

pub(super) fn level(level: Level) -> &'static str {
    match level {
        Level::Warning => "warning",
        Level::Critical => "critical",
    }
}

/// The report of a handover.
pub(super) fn report(handover: &Handover, language: Language, zone: &TimeZone) -> Report {
    let words = Words::of(language);
    let pen = Pen { words, local: Local::new(zone, handover.from, handover.to) };
    Report {
        schema: SCHEMA,
        language: words.tag,
        region: handover.region.to_string(),
        from: pen.at(handover.from),
        to: pen.at(handover.to),
        quiet: handover.is_quiet(),
        on_duty: shift::OnDuty::of(handover),
        turns: handover.turns.iter().map(|turn| pen.turn(turn)).collect(),
        signatures: pen.signatures(handover),
        figures: pen.figures(handover),
        raised: handover.raised.iter().map(|line| pen.raised(line)).collect(),
        acknowledged: handover.acknowledged.iter().map(|line| pen.acknowledged(line)).collect(),
        open: handover.open.iter().map(|line| pen.open(line)).collect(),
        clocks: handover.clocks.iter().map(|clock| pen.clock(clock)).collect(),
        feeds: handover.feeds.iter().map(|outage| pen.feed(outage)).collect(),
        unheard_feeds: handover.unheard.iter().map(ToString::to_string).collect(),
        unwatched: handover.unwatched.iter().map(|gap| pen.unwatched(gap)).collect(),
        notes: handover.notes.iter().map(|note| pen.note(note)).collect(),
        nil_returns: handover.nil_returns.iter().map(|nil| pen.nil_return(nil)).collect(),
        flapping: handover.flapping.iter().map(|item| pen.named(item)).collect(),
        load: pen.load(&handover.load),
        basis: shift::Basis::of(handover),
    }
}

/// The report as JSON.
pub(super) fn write(handover: &Handover, language: Language, zone: &TimeZone) -> Result<String, ReportError> {
    let text = serde_json::to_string_pretty(&report(handover, language, zone));
    text.map(|text| text + "\n").map_err(|error| ReportError::Write { format: "JSON", reason: error.to_string() })
}
