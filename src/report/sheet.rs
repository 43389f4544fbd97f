//! The report as a page: what Markdown, HTML and a county's own template print.
//!
//! One page in words, so that the formats for people cannot differ in what they say. Nothing in it is escaped yet.

mod alarms;
mod load;
mod shift;

use jiff::Timestamp;
use jiff::tz::TimeZone;
use serde::Serialize;

use crate::duty::handover::{Handover, Standing, StepState};
use crate::duty::{Language, Level};

use super::local::Local;
use super::words::Words;

/// The page. A county's template finds these fields by their names.
#[derive(Debug, Serialize)]
pub(super) struct Sheet {
    /// The language, as HTML names it.
    pub(super) language: &'static str,
    /// What it is.
    pub(super) title: &'static str,
    /// The county.
    pub(super) region: String,
    /// From when to when.
    pub(super) span: String,
    /// Who was on duty when it began.
    pub(super) on_duty: String,
    /// What matters, in short sentences.
    pub(super) summary: Vec<String>,
    /// The tables that have rows.
    pub(super) sections: Vec<Section>,
    /// The titles of those that have none, in a sentence; silence is never read as calm.
    pub(super) nothing: Option<String>,
    /// What it is all drawn from.
    pub(super) basis: String,
    /// Who signs.
    pub(super) signatures: Vec<Signature>,
}

/// A table.
#[derive(Debug, Serialize)]
pub(super) struct Section {
    /// Its name for templates.
    pub(super) key: &'static str,
    pub(super) title: &'static str,
    pub(super) heads: Vec<&'static str>,
    pub(super) rows: Vec<Row>,
    /// What stands below it.
    pub(super) remark: Option<String>,
}

/// A row of a table.
#[derive(Debug, Serialize)]
pub(super) struct Row {
    pub(super) cells: Vec<String>,
    /// Whether it is to be printed bold.
    pub(super) strong: bool,
}

/// A line to sign on.
#[derive(Debug, Serialize)]
pub(super) struct Signature {
    /// As what.
    pub(super) role: &'static str,
    /// Who has signed in the program and when, if anybody.
    pub(super) signed: Option<String>,
}

impl Section {
    fn new(key: &'static str, title: &'static str, heads: &[&'static str], rows: Vec<Row>) -> Self {
        Self { key, title, heads: heads.to_vec(), rows, remark: None }
    }
}

impl Row {
    fn new<const N: usize>(cells: [String; N]) -> Self {
        Self { cells: cells.into(), strong: false }
    }

    fn strong_if(self, strong: bool) -> Self {
        Self { strong, ..self }
    }
}

/// What the parts of the page are written with.
#[derive(Clone, Copy)]
struct Pen<'a> {
    words: &'static Words,
    local: Local<'a>,
}

impl Sheet {
    /// The page of a handover.
    pub(super) fn of(handover: &Handover, language: Language, zone: &TimeZone) -> Self {
        let words = Words::of(language);
        let pen = Pen { words, local: Local::new(zone, handover.from, handover.to) };
        let all = [
            pen.open(handover),
            pen.clocks(handover),
            pen.figures(handover),
            pen.raised(handover),
            pen.acknowledged(handover),
            pen.feeds(handover),
            pen.unwatched(handover),
            pen.notes(handover),
            pen.nil_returns(handover),
            pen.officers(handover),
        ];
        let (mut sections, empty): (Vec<Section>, Vec<Section>) = all.into_iter().partition(|section| !section.rows.is_empty());
        let empty: Vec<&str> = empty.iter().map(|section| section.title).collect();
        if handover.load.annunciated > 0 || handover.load.active_on_average.is_some_and(|active| active > 0.0) {
            sections.push(pen.load(handover));
        }
        Self {
            language: words.tag,
            title: words.title,
            region: handover.region.to_string(),
            span: pen.span(handover.from, handover.to),
            on_duty: pen.on_duty(handover),
            summary: pen.summary(handover),
            sections,
            nothing: (!empty.is_empty())
                .then(|| format!("{}{}{}", words.none_of, empty.join(words.between), words.pick("。", "."))),
            basis: pen.basis(handover),
            signatures: pen.signatures(handover),
        }
    }
}

impl Pen<'_> {
    fn span(self, from: Timestamp, to: Timestamp) -> String {
        let lasts = self.words.span(to.duration_since(from));
        let (from_text, to_text) = (self.local.full(from, self.words), self.local.full(to, self.words));
        let offset = self.local.offset(to);
        match self.words.language {
            Language::Zh => format!("{from_text} 至 {to_text}（{lasts}，UTC{offset}）"),
            Language::En => format!("{from_text} to {to_text} ({lasts}, UTC{offset})"),
        }
    }

    fn on_duty(self, handover: &Handover) -> String {
        let post = &handover.at_start;
        let officer = post.officer.as_ref().map_or(self.words.nobody, |officer| officer.as_str());
        let lead = post.lead.as_ref().map(|lead| format!("{}{} {lead}", self.words.pick("，", ", "), self.words.lead));
        format!("{}{}{officer}{}", self.words.on_duty, self.words.pick("：", ": "), lead.unwrap_or_default())
    }

    fn summary(self, handover: &Handover) -> Vec<String> {
        if handover.is_quiet() {
            return vec![self.words.quiet.to_owned()];
        }
        let standing = |which: Standing| handover.open.iter().filter(|line| line.standing == which).count();
        let put_aside = standing(Standing::Shelved) + standing(Standing::OutOfService) + standing(Standing::Suppressed);
        let critical = handover.open.iter().filter(|line| line.active && line.level == Some(Level::Critical)).count();
        let (unseen, returned, seen) =
            (standing(Standing::Unacknowledged), standing(Standing::Returned), standing(Standing::Acknowledged));
        let raised: usize = handover.raised.iter().map(|line| line.times).sum();
        let kinds = handover.raised.len();
        let running = handover.clocks.iter().filter(|clock| clock.is_running()).count();
        let steps = || handover.clocks.iter().flat_map(|clock| &clock.steps);
        let overdue = steps().filter(|step| matches!(step.state, StepState::Overdue { .. })).count();
        let late = steps().filter(|step| matches!(step.state, StepState::Late { .. })).count();
        let changed = handover.topics.iter().flat_map(|topic| &topic.figures).filter(|figure| figure.has_changed()).count();
        let (feeds, still) = (handover.feeds.len(), handover.feeds.iter().filter(|feed| feed.to.is_none()).count());
        let unheard = handover.unheard.len();
        let unknown = handover.basis.unknown;
        match self.words.language {
            Language::Zh => vec![
                format!(
                    "移交：待确认 {unseen}，恢复待确认 {returned}，已确认 {seen}，搁置停用 {put_aside}；仍超限 {critical}；\
                     时钟在走 {running}，逾期 {overdue}。"
                ),
                format!(
                    "期内：告警 {raised} 次（{kinds} 项），迟报 {late} 步，指标变化 {changed} 项、未知 {unknown} 项，\
                     数据源异常 {feeds} 次（仍异常 {still}，无记录 {unheard}）。"
                ),
            ],
            Language::En => vec![
                format!(
                    "To hand over: unacknowledged {unseen}, returned unacknowledged {returned}, acknowledged {seen}, put aside \
                     {put_aside}; still critical {critical}; clocks running {running}, reports overdue {overdue}."
                ),
                format!(
                    "In the span: raised {raised} times ({kinds} alarms), reports late {late}, figures changed {changed}, not known \
                     {unknown}, feeds late or broken {feeds} times (still so {still}, without a record {unheard})."
                ),
            ],
        }
    }

    fn basis(self, handover: &Handover) -> String {
        let basis = &handover.basis;
        let (entries, feeds, known, unknown) = (basis.entries, basis.feeds, basis.known, basis.unknown);
        let head = basis.head.as_ref();
        match self.words.language {
            Language::Zh => {
                let head = head.map_or_else(
                    || "日志末条未知".to_owned(),
                    |head| format!("日志末条第 {} 号，校验值 {}", head.number, head.hash),
                );
                format!("依据：本时段日志 {entries} 条，数据源 {feeds} 个，期末已知指标 {known} 项、未知 {unknown} 项；{head}。")
            }
            Language::En => {
                let head = head.map_or_else(
                    || "the journal's newest entry is not known".to_owned(),
                    |head| format!("the journal's newest entry is number {}, hash {}", head.number, head.hash),
                );
                format!(
                    "Drawn from: journal entries of this span {entries}, feeds {feeds}, figures known at its end {known}, not known \
                     {unknown}; {head}."
                )
            }
        }
    }

    fn signatures(self, handover: &Handover) -> Vec<Signature> {
        let words = self.words;
        let signed = |by: &Option<(crate::duty::Clean, Timestamp)>| {
            by.as_ref().map(|(who, at)| format!("{who} {}", self.local.short(*at)))
        };
        let signatures = &handover.signatures;
        vec![
            Signature {
                role: words.outgoing,
                signed: signed(&signatures.handed_over).or_else(|| Some(words.not_signed.to_owned())),
            },
            Signature {
                role: words.incoming,
                signed: signed(&signatures.took_over).or_else(|| Some(words.not_signed.to_owned())),
            },
            Signature { role: words.duty_lead, signed: signatures.lead.as_ref().map(ToString::to_string) },
        ]
    }
}
