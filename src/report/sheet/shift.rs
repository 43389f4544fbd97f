//! The tables about figures, feeds, the watch itself and the officers.

use crate::duty::handover::{Figure, Handover, Turn};
use crate::duty::{DutyChange, Language};

use super::super::number;
use super::{Pen, Row, Section};

impl Pen<'_> {
    pub(super) fn figures(self, handover: &Handover) -> Section {
        let words = self.words;
        let all = || handover.topics.iter().flat_map(|topic| &topic.figures);
        let value = |value: Option<f64>, figure: &Figure| {
            let number = value.map_or_else(|| "—".to_owned(), |value| number::figure(value, figure.item.kind));
            match figure.of {
                Some(of) if value.is_some() => format!("{number}/{of}"),
                _ => number,
            }
        };
        let rows = all().filter(|figure| figure.has_changed()).map(|figure| {
            let unit = figure.item.unit.in_language(words.language);
            let name = figure.item.name.in_language(words.language);
            let corrections = if figure.corrections == 0.0 { String::new() } else { number::change(figure.corrections) };
            let then = value(figure.then, figure);
            Row::new([
                words.area(&figure.item),
                if unit.is_empty() { name.to_owned() } else { format!("{name} ({unit})") },
                if figure.restarted {
                    format!("{then}{}{}{}", words.pick("（", " ("), words.restarted, words.pick("）", ")"))
                } else {
                    then
                },
                value(figure.now, figure),
                figure.growth.map(number::change).unwrap_or_default(),
                corrections,
                words.year_on_year(figure),
            ])
        });
        let heads = [words.topic, words.subject, words.then, words.now, words.growth, words.corrections, words.year_on_year];
        let mut section = Section::new("figures", words.figures, &heads, rows.collect());
        let unknown: Vec<String> = all()
            .filter(|figure| figure.now.is_none())
            .map(|figure| figure.item.name.in_language(words.language).to_owned())
            .collect();
        let unchanged = all().filter(|figure| figure.now.is_some() && !figure.has_changed()).count();
        let unknown = (!unknown.is_empty()).then(|| unknown.join(words.between));
        section.remark = Some(match (words.language, unknown) {
            (Language::Zh, None) => format!("其余 {unchanged} 项无变化。"),
            (Language::Zh, Some(names)) => format!("其余 {unchanged} 项无变化；期末未知：{names}。"),
            (Language::En, None) => format!("Unchanged: {unchanged}."),
            (Language::En, Some(names)) => format!("Unchanged: {unchanged}; not known at the end: {names}."),
        });
        section
    }

    pub(super) fn feeds(self, handover: &Handover) -> Section {
        let words = self.words;
        let outages = handover.feeds.iter().map(|outage| {
            let states: Vec<&str> = outage.states.iter().map(|state| words.feed_state(*state)).collect();
            Row::new([
                outage.feed.to_string(),
                states.join(words.between),
                self.local.short(outage.from),
                outage.to.map_or_else(|| words.still.to_owned(), |to| self.local.short(to)),
                words.span(outage.lasted),
                outage.as_of.map(|as_of| self.local.short(as_of)).unwrap_or_default(),
            ])
            .strong_if(outage.to.is_none())
        });
        let unheard = handover.unheard.iter().map(|feed| {
            let blank = String::new;
            Row::new([feed.to_string(), words.unheard.to_owned(), blank(), blank(), blank(), blank()]).strong_if(true)
        });
        let heads = [words.feed, words.state, words.since, words.until, words.lasted, words.as_of];
        Section::new("feeds", words.feeds, &heads, outages.chain(unheard).collect())
    }

    pub(super) fn unwatched(self, handover: &Handover) -> Section {
        let words = self.words;
        let rows = handover.unwatched.iter().map(|gap| {
            Row::new([
                self.local.short(gap.from),
                self.local.short(gap.to),
                words.span(gap.to.duration_since(gap.from)),
                if gap.stood_still { words.stood_still } else { words.not_running }.to_owned(),
            ])
        });
        Section::new("unwatched", words.unwatched, &[words.since, words.until, words.lasted, words.what], rows.collect())
    }

    pub(super) fn notes(self, handover: &Handover) -> Section {
        let words = self.words;
        let rows = handover.notes.iter().map(|note| {
            let by = note.by.as_ref().map_or(words.nobody, |by| by.as_str());
            Row::new([self.local.short(note.at), by.to_owned(), note.text.to_string()])
        });
        Section::new("notes", words.notes, &[words.time, words.officer, words.text], rows.collect())
    }

    pub(super) fn nil_returns(self, handover: &Handover) -> Section {
        let words = self.words;
        let rows = handover.nil_returns.iter().map(|nil| {
            let events = number::plain(nil.events);
            let remark = match words.language {
                _ if nil.events <= 0.0 => String::new(),
                Language::Zh => format!("✖ 该日有新事件 {events} 起，零报告不再成立"),
                Language::En => format!("✖ new events on that day: {events}; it no longer holds"),
            };
            Row::new([nil.day.to_string(), nil.officer.to_string(), self.local.short(nil.at), remark])
        });
        let heads = [words.day, words.officer, words.time, words.remark];
        Section::new("nil_returns", words.nil_returns, &heads, rows.collect())
    }

    pub(super) fn officers(self, handover: &Handover) -> Section {
        let words = self.words;
        let row = |turn: &Turn| {
            let (what, officer, lead) = match &turn.change {
                DutyChange::SignedOn { officer, lead } => (words.signed_on, officer, lead.as_ref()),
                DutyChange::SignedOff { officer } => (words.signed_off, officer, None),
                DutyChange::HandedOver { officer, .. } => (words.handed_over, officer, None),
                DutyChange::TookOver { officer, lead } => (words.took_over, officer, lead.as_ref()),
                DutyChange::NilReturn { officer, .. } => (words.nil_returns, officer, None),
            };
            let remark = match (&turn.change, lead) {
                (DutyChange::HandedOver { shift, .. }, _) => match words.language {
                    Language::Zh => format!("{} 起的一班", self.local.short(*shift)),
                    Language::En => format!("the shift that began at {}", self.local.short(*shift)),
                },
                (_, Some(lead)) => format!("{} {lead}", words.lead),
                _ => String::new(),
            };
            Row::new([self.local.short(turn.at), what.to_owned(), officer.to_string(), remark])
        };
        let heads = [words.time, words.what, words.officer, words.remark];
        Section::new("officers", words.officers, &heads, handover.turns.iter().map(row).collect())
    }
}
