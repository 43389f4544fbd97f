//! Words put together: spans of time, conditions, what became of a report.

use jiff::SignedDuration;

use crate::duty::handover::{Figure, Item, StepState};
use crate::duty::{Cause, Comparison, Language, Measure, Occurrence, Op, Subject};

use super::local::Local;
use super::number;
use super::words::Words;

impl Words {
    /// A length of time in its two largest units: `8时47分`, `8h47m`; seconds stand alone.
    pub(super) fn span(&self, span: SignedDuration) -> String {
        let seconds = span.as_secs().max(0);
        let (days, hours, minutes) = (seconds / 86_400, seconds / 3600 % 24, seconds / 60 % 60);
        let [day, hour, minute, second] = match self.language {
            Language::Zh => ["天", "时", "分", "秒"],
            Language::En => ["d", "h", "m", "s"],
        };
        match (days, hours, minutes) {
            (0, 0, 0) => format!("{seconds}{second}"),
            (0, 0, minutes) => format!("{minutes}{minute}"),
            (0, hours, 0) => format!("{hours}{hour}"),
            (0, hours, minutes) => format!("{hours}{hour}{minutes}{minute}"),
            (days, 0, _) => format!("{days}{day}"),
            (days, hours, _) => format!("{days}{day}{hours}{hour}"),
        }
    }

    /// What a line is about.
    pub(super) fn item(&self, item: &Item) -> String {
        let name = item.name.in_language(self.language);
        match item.subject {
            Subject::Feed(_) => format!("{} {name}", self.feed),
            Subject::Indicator(_) | Subject::Step(..) => name.to_owned(),
        }
    }

    /// The area of work of a line; none of a feed.
    pub(super) fn area(&self, item: &Item) -> String {
        item.topic.map(|topic| self.topic_name(topic).to_owned()).unwrap_or_default()
    }

    /// Several of them.
    pub(super) fn items<'a>(&self, items: impl IntoIterator<Item = &'a Item>) -> String {
        let names: Vec<String> = items.into_iter().map(|item| self.item(item)).collect();
        names.join(self.between)
    }

    /// Why an alarm was raised: `3 ≥ 1`, `同比 +25% > 20%`.
    pub(super) fn condition(&self, item: &Item, occurrence: &Occurrence) -> String {
        match &occurrence.cause {
            Cause::Rule { comparison, .. } => self.comparison(item, comparison, occurrence.measure),
            Cause::FeedLost => self.feed_lost.to_owned(),
            Cause::Late => self.late.to_owned(),
        }
    }

    fn comparison(&self, item: &Item, comparison: &Comparison, measure: Option<f64>) -> String {
        let Comparison { measure: what, op, limit } = comparison;
        let number = |n: f64| match what {
            Measure::Value => number::figure(n, item.kind),
            Measure::Yoy => number::percent(n, Some(*limit), true),
            Measure::Share(_) => number::percent(n, Some(*limit), false),
            Measure::Target | Measure::Peer | Measure::Increase(_) | Measure::Shift => number::change(n),
            #[expect(clippy::cast_possible_truncation, reason = "an age in seconds")]
            Measure::Age => self.span(SignedDuration::from_secs(n as i64)),
        };
        let name = match what {
            Measure::Value => String::new(),
            Measure::Increase(span) => match self.language {
                Language::Zh => format!("{}增 ", self.span(span.signed())),
                Language::En => format!("in {} ", self.span(span.signed())),
            },
            Measure::Shift => self.pick("本班增 ", "this shift ").to_owned(),
            Measure::Yoy => self.pick("同比 ", "year on year ").to_owned(),
            Measure::Target => self.pick("距目标 ", "off target ").to_owned(),
            Measure::Peer => self.pick("较全市 ", "against the city ").to_owned(),
            Measure::Share(_) => self.pick("占比 ", "share ").to_owned(),
            Measure::Age => self.pick("数据龄 ", "age ").to_owned(),
        };
        let sign = match op {
            Op::Less => "<",
            Op::LessOrEqual => "≤",
            Op::Greater => ">",
            Op::GreaterOrEqual => "≥",
            Op::Equal => "=",
            Op::NotEqual => "≠",
        };
        let limit = match what {
            Measure::Yoy | Measure::Share(_) => format!("{}%", number::plain(*limit)),
            Measure::Age => number(*limit),
            _ => number::plain(*limit),
        };
        format!("{name}{} {sign} {limit}", measure.map_or_else(|| "—".to_owned(), number))
    }

    /// What became of a step of a clock.
    pub(super) fn step_state(&self, state: &StepState, local: Local<'_>) -> String {
        let by = |by: &Option<crate::duty::Clean>| by.as_ref().map(|by| format!(" {by}")).unwrap_or_default();
        match (self.language, state) {
            (Language::Zh, StepState::InTime { at, by: who }) => format!("按时 {}{}", local.short(*at), by(who)),
            (Language::En, StepState::InTime { at, by: who }) => format!("in time, {}{}", local.short(*at), by(who)),
            (Language::Zh, StepState::Late { at, by: who, over }) => {
                format!("✖ 迟报 {}，{}{}", self.span(*over), local.short(*at), by(who))
            }
            (Language::En, StepState::Late { at, by: who, over }) => {
                format!("✖ reported late by {}, {}{}", self.span(*over), local.short(*at), by(who))
            }
            (Language::Zh, StepState::Overdue { over }) => format!("✖ 逾期未报 {}", self.span(*over)),
            (Language::En, StepState::Overdue { over }) => format!("✖ not reported, late by {}", self.span(*over)),
            (Language::Zh, StepState::Due { left }) => format!("待报 余{}", self.span(*left)),
            (Language::En, StepState::Due { left }) => format!("due, {} left", self.span(*left)),
        }
    }

    /// Year on year with the count behind it, of which the value stands in the row: `去年 9 −22% 小基数`.
    pub(super) fn year_on_year(&self, figure: &Figure) -> String {
        let Some(base) = figure.last_year else { return String::new() };
        let base = number::figure(base, figure.item.kind);
        let year = self.pick("去年", "last year");
        match figure.percent {
            None => format!("{year} {base} {}", self.zero_base),
            Some(percent) => {
                let mark = if figure.small_base { format!(" {}", self.small_base) } else { String::new() };
                format!("{year} {base} {}{mark}", number::percent(percent, None, true))
            }
        }
    }
}
