//! The tables about alarms and reporting clocks.

use crate::duty::Level;
use crate::duty::handover::{Handover, OpenAlarm, Raised, Standing, StepState};

use super::super::number;
use super::{Pen, Row, Section};

impl Pen<'_> {
    pub(super) fn open(self, handover: &Handover) -> Section {
        let words = self.words;
        let row = |line: &OpenAlarm| {
            let state = if line.known {
                words.standing_name(line.standing).to_owned()
            } else {
                format!("{} ? {}", words.standing_name(line.standing), words.unknown)
            };
            let condition = line.occurrence.as_ref().filter(|_| line.level.is_some());
            let since = condition.map(|occurrence| self.local.short(occurrence.since));
            let eyes = matches!(line.standing, Standing::Unacknowledged | Standing::Returned);
            Row::new([
                state,
                line.level.map(|level| words.level_name(level).to_owned()).unwrap_or_default(),
                words.area(&line.item),
                words.item(&line.item),
                condition.map(|occurrence| words.condition(&line.item, occurrence)).unwrap_or_default(),
                since.unwrap_or_default(),
                self.open_remark(line),
            ])
            .strong_if(eyes)
        };
        let heads = [words.state, words.level, words.topic, words.subject, words.condition, words.since, words.remark];
        Section::new("open", words.open, &heads, handover.open.iter().map(row).collect())
    }

    /// Who did what about it: `张三 20:14：已电话催办`, `张三 搁置至 22:00：传感器检修`.
    fn open_remark(self, line: &OpenAlarm) -> String {
        let words = self.words;
        let colon = words.pick("：", ": ");
        let who = |by: Option<&crate::duty::Clean>| by.map_or(words.nobody, |by| by.as_str()).to_owned();
        let acknowledged = line.acknowledgement.as_ref().map(|acknowledgement| {
            let note = acknowledgement.note.as_ref().map(|note| format!("{colon}{note}")).unwrap_or_default();
            format!("{} {}{note}", who(acknowledgement.by.as_ref()), self.local.short(acknowledgement.at))
        });
        let put_aside = line.suppression.as_ref().map(|suppression| {
            let until = match suppression.until {
                Some(until) => format!("{} {}", words.until, self.local.short(until)),
                None if line.standing == Standing::OutOfService => words.further_notice.to_owned(),
                None => words.until_normal.to_owned(),
            };
            format!("{} {until}{colon}{}", who(suppression.by.as_ref()), suppression.reason)
        });
        acknowledged.or(put_aside).unwrap_or_default()
    }

    pub(super) fn clocks(self, handover: &Handover) -> Section {
        let words = self.words;
        let rows = handover.clocks.iter().flat_map(|clock| {
            clock.steps.iter().map(move |step| {
                Row::new([
                    words.area(&clock.item),
                    words.item(&clock.item),
                    number::plain(clock.events),
                    self.local.short(clock.started),
                    step.name.in_language(words.language).to_owned(),
                    self.local.short(step.due),
                    words.step_state(&step.state, self.local),
                ])
                .strong_if(matches!(step.state, StepState::Overdue { .. }))
            })
        });
        let heads = [words.topic, words.subject, words.events, words.since, words.step, words.due, words.state];
        Section::new("clocks", words.clocks, &heads, rows.collect())
    }

    pub(super) fn raised(self, handover: &Handover) -> Section {
        let words = self.words;
        let row = |line: &Raised| {
            let times = if line.times == 1 {
                self.local.short(line.first)
            } else {
                format!("{}–{}", self.local.short(line.first), self.local.short(line.last))
            };
            let ended = match &line.ended {
                Some(ended) => format!("{} {}", words.clearance(ended.clearance), self.local.short(ended.at)),
                None => words.still.to_owned(),
            };
            Row::new([
                words.level_name(line.level).to_owned(),
                words.area(&line.item),
                words.item(&line.item),
                line.occurrence.as_ref().map(|occurrence| words.condition(&line.item, occurrence)).unwrap_or_default(),
                line.times.to_string(),
                times,
                ended,
            ])
            .strong_if(line.level == Level::Critical)
        };
        let heads = [words.level, words.topic, words.subject, words.condition, words.times, words.time, words.ended];
        Section::new("raised", words.raised, &heads, handover.raised.iter().map(row).collect())
    }

    pub(super) fn acknowledged(self, handover: &Handover) -> Section {
        let words = self.words;
        let rows = handover.acknowledged.iter().map(|line| {
            Row::new([
                self.local.short(line.at),
                words.area(&line.item),
                words.item(&line.item),
                line.level.map_or(words.pick("已恢复", "returned"), |level| words.level_name(level)).to_owned(),
                line.by.as_ref().map_or(words.nobody, |by| by.as_str()).to_owned(),
                line.after.map(|after| words.span(after)).unwrap_or_default(),
                line.note.as_ref().map(ToString::to_string).unwrap_or_default(),
            ])
        });
        let heads = [words.time, words.topic, words.subject, words.level, words.officer, words.after, words.remark];
        Section::new("acknowledged", words.acknowledged, &heads, rows.collect())
    }
}
