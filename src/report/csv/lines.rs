//! The lines of the table, section by section.

use jiff::SignedDuration;
use jiff::tz::TimeZone;

use crate::duty::handover::{AlarmLoad, Handover, Item, StepState};
use crate::duty::{Clean, DutyChange, Occurrence};

use super::super::local::Local;
use super::super::number;
use super::super::words::Words;
use super::Line;

struct Pen<'a> {
    words: &'static Words,
    local: Local<'a>,
}

/// Every line.
pub(super) fn of(handover: &Handover, words: &'static Words, zone: &TimeZone) -> Vec<Line> {
    let pen = Pen { words, local: Local::new(zone, handover.from, handover.to) };
    let mut lines = vec![pen.head(handover)];
    lines.extend(pen.open(handover));
    lines.extend(pen.clocks(handover));
    lines.extend(pen.figures(handover));
    lines.extend(pen.raised(handover));
    lines.extend(pen.acknowledged(handover));
    lines.extend(pen.feeds(handover));
    lines.extend(pen.watch(handover));
    lines.extend(pen.load(&handover.load));
    lines.extend(handover.flapping.iter().map(|item| Line { what: words.flapping.to_owned(), ..pen.line(words.load, item) }));
    lines
}

fn owned(name: Option<&Clean>) -> String {
    name.map(ToString::to_string).unwrap_or_default()
}

fn cell(number: Option<f64>) -> String {
    number.map(number::cell).unwrap_or_default()
}

fn seconds(span: SignedDuration) -> String {
    span.as_secs().to_string()
}

impl Pen<'_> {
    fn line(&self, section: &'static str, item: &Item) -> Line {
        Line { section, topic: self.words.area(item), subject: self.words.item(item), ..Line::default() }
    }

    fn head(&self, handover: &Handover) -> Line {
        let basis = &handover.basis;
        Line {
            section: self.words.title,
            time: self.local.cell(handover.from),
            subject: handover.region.to_string(),
            until: self.local.cell(handover.to),
            seconds: seconds(handover.to.duration_since(handover.from)),
            times: basis.entries.to_string(),
            officer: owned(handover.at_start.officer.as_ref()),
            remark: basis.head.as_ref().map(|head| format!("{} {}", head.number, head.hash)).unwrap_or_default(),
            ..Line::default()
        }
    }

    /// What an occurrence says: its condition, and the value when it was raised.
    fn occurred(&self, line: Line, item: &Item, occurrence: Option<&Occurrence>) -> Line {
        let Some(occurrence) = occurrence else { return line };
        Line { condition: self.words.condition(item, occurrence), now: cell(occurrence.value), ..line }
    }

    fn open(&self, handover: &Handover) -> impl Iterator<Item = Line> {
        let words = self.words;
        handover.open.iter().map(move |open| {
            let by = open.acknowledgement.as_ref().map(|by| (by.by.as_ref(), by.note.as_ref()));
            let aside = open.suppression.as_ref().map(|by| (by.by.as_ref(), Some(&by.reason)));
            let (officer, remark) = by.or(aside).unwrap_or_default();
            let occurrence = open.occurrence.as_ref();
            let line = Line {
                time: occurrence.map(|occurrence| self.local.cell(occurrence.since)).unwrap_or_default(),
                what: words.standing_name(open.standing).to_owned(),
                level: open.level.map(|level| words.level_name(level).to_owned()).unwrap_or_default(),
                until: open.suppression.as_ref().and_then(|by| by.until).map(|at| self.local.cell(at)).unwrap_or_default(),
                officer: owned(officer),
                remark: remark.map(ToString::to_string).unwrap_or_default(),
                ..self.line(words.open, &open.item)
            };
            self.occurred(line, &open.item, occurrence)
        })
    }

    fn clocks(&self, handover: &Handover) -> impl Iterator<Item = Line> {
        handover.clocks.iter().flat_map(move |clock| {
            clock.steps.iter().map(move |step| {
                let (late, officer) = match &step.state {
                    StepState::InTime { by, .. } => (None, by.as_ref()),
                    StepState::Late { by, over, .. } => (Some(*over), by.as_ref()),
                    StepState::Overdue { over } => (Some(*over), None),
                    StepState::Due { .. } => (None, None),
                };
                Line {
                    time: self.local.cell(clock.started),
                    what: step.name.in_language(self.words.language).to_owned(),
                    now: number::cell(clock.events),
                    until: self.local.cell(step.due),
                    seconds: late.map(seconds).unwrap_or_default(),
                    officer: owned(officer),
                    remark: self.words.step_state(&step.state, self.local),
                    ..self.line(self.words.clocks, &clock.item)
                }
            })
        })
    }

    fn figures(&self, handover: &Handover) -> impl Iterator<Item = Line> {
        handover.topics.iter().flat_map(|topic| &topic.figures).map(move |figure| {
            let words = self.words;
            let small = if figure.small_base && figure.percent.is_some() { words.small_base } else { "" };
            let zero = if figure.last_year == Some(0.0) { words.zero_base } else { "" };
            let restarted = if figure.restarted { words.restarted } else { "" };
            let unknown = if figure.now.is_none() { words.unknown } else { "" };
            let remarks: Vec<&str> = [unknown, small, zero, restarted].into_iter().filter(|mark| !mark.is_empty()).collect();
            Line {
                time: figure.as_of.map(|as_of| self.local.cell(as_of)).unwrap_or_default(),
                what: figure.item.unit.in_language(words.language).to_owned(),
                then: cell(figure.then),
                now: cell(figure.now),
                growth: cell(figure.growth),
                corrections: number::cell(figure.corrections),
                last_year: cell(figure.last_year),
                percent: cell(figure.percent),
                remark: remarks.join(words.between),
                ..self.line(words.figures, &figure.item)
            }
        })
    }

    fn raised(&self, handover: &Handover) -> impl Iterator<Item = Line> {
        handover.raised.iter().map(move |raised| {
            let line = Line {
                time: self.local.cell(raised.first),
                level: self.words.level_name(raised.level).to_owned(),
                what: raised.ended.map_or(self.words.still, |ended| self.words.clearance(ended.clearance)).to_owned(),
                until: raised.ended.map(|ended| self.local.cell(ended.at)).unwrap_or_default(),
                times: raised.times.to_string(),
                ..self.line(self.words.raised, &raised.item)
            };
            self.occurred(line, &raised.item, raised.occurrence.as_ref())
        })
    }

    fn acknowledged(&self, handover: &Handover) -> impl Iterator<Item = Line> {
        handover.acknowledged.iter().map(move |line| Line {
            time: self.local.cell(line.at),
            level: line.level.map(|level| self.words.level_name(level).to_owned()).unwrap_or_default(),
            seconds: line.after.map(seconds).unwrap_or_default(),
            officer: owned(line.by.as_ref()),
            remark: line.note.as_ref().map(ToString::to_string).unwrap_or_default(),
            ..self.line(self.words.acknowledged, &line.item)
        })
    }

    fn feeds(&self, handover: &Handover) -> impl Iterator<Item = Line> {
        let words = self.words;
        let outages = handover.feeds.iter().map(move |outage| {
            let states: Vec<&str> = outage.states.iter().map(|state| words.feed_state(*state)).collect();
            Line {
                section: words.feeds,
                time: self.local.cell(outage.from),
                subject: outage.feed.to_string(),
                what: states.join(words.between),
                until: outage.to.map(|to| self.local.cell(to)).unwrap_or_default(),
                seconds: seconds(outage.lasted),
                remark: if outage.to.is_none() { words.still.to_owned() } else { String::new() },
                ..Line::default()
            }
        });
        let unheard = handover.unheard.iter().map(move |feed| Line {
            section: words.feeds,
            subject: feed.to_string(),
            what: words.unheard.to_owned(),
            ..Line::default()
        });
        outages.chain(unheard)
    }

    /// When nobody watched, what was noted, which days were nil, and who was on duty.
    fn watch(&self, handover: &Handover) -> impl Iterator<Item = Line> {
        let words = self.words;
        let gaps = handover.unwatched.iter().map(move |gap| Line {
            section: words.unwatched,
            time: self.local.cell(gap.from),
            what: if gap.stood_still { words.stood_still } else { words.not_running }.to_owned(),
            until: self.local.cell(gap.to),
            seconds: seconds(gap.to.duration_since(gap.from)),
            ..Line::default()
        });
        let notes = handover.notes.iter().map(move |note| Line {
            section: words.notes,
            time: self.local.cell(note.at),
            officer: owned(note.by.as_ref()),
            remark: note.text.to_string(),
            ..Line::default()
        });
        let nil = handover.nil_returns.iter().map(move |nil| Line {
            section: words.nil_returns,
            time: self.local.cell(nil.at),
            subject: nil.day.to_string(),
            now: number::cell(nil.events),
            officer: nil.officer.to_string(),
            ..Line::default()
        });
        let turns = handover.turns.iter().map(move |turn| {
            let (what, officer, lead) = match &turn.change {
                DutyChange::SignedOn { officer, lead } => (words.signed_on, officer, lead.as_ref()),
                DutyChange::SignedOff { officer } => (words.signed_off, officer, None),
                DutyChange::HandedOver { officer, .. } => (words.handed_over, officer, None),
                DutyChange::TookOver { officer, lead } => (words.took_over, officer, lead.as_ref()),
                DutyChange::NilReturn { officer, .. } => (words.nil_returns, officer, None),
            };
            Line {
                section: words.officers,
                time: self.local.cell(turn.at),
                what: what.to_owned(),
                officer: officer.to_string(),
                remark: lead.map(|lead| format!("{} {lead}", words.lead)).unwrap_or_default(),
                ..Line::default()
            }
        });
        gaps.chain(notes).chain(nil).chain(turns)
    }

    fn load(&self, load: &AlarmLoad) -> Vec<Line> {
        let words = self.words;
        let line = |what: &'static str, now: String| Line { section: words.load, what: what.to_owned(), now, ..Line::default() };
        let mut lines = vec![
            line(words.annunciated, load.annunciated.to_string()),
            line(words.per_ten_minutes, cell(load.per_ten_minutes)),
            Line {
                time: load.busiest.map(|busiest| self.local.cell(busiest.from)).unwrap_or_default(),
                ..line(words.busiest, load.busiest.map_or(0, |busiest| busiest.alarms).to_string())
            },
            line(words.floods, load.floods.to_string()),
            line(words.active_on_average, cell(load.active_on_average)),
            line(words.median, String::new()),
        ];
        if let (Some(line), Some(median)) = (lines.last_mut(), load.median_to_acknowledge) {
            line.seconds = seconds(median);
        }
        let about = |what: &'static str, item: &Item| Line { what: what.to_owned(), ..self.line(words.load, item) };
        lines.extend(load.standing.iter().map(|item| about(words.standing, item)));
        let chattering = load.chattering.iter();
        lines.extend(chattering.map(|c| Line { times: c.in_a_minute.to_string(), ..about(words.chattering, &c.item) }));
        lines.extend(
            load.top.iter().filter(|c| c.times > 1).map(|c| Line { times: c.times.to_string(), ..about(words.top, &c.item) }),
        );
        lines
    }
}
