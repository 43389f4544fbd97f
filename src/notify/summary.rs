//! An alarm in one line.

use crate::duty::{Cause, Clean, Clearance, Language, Level, Owed, Subject};

/// What is owed, in one line of one language: where, what, how bad, by which rule; or how it ended.
#[must_use]
pub fn summary(owed: &Owed, language: Language) -> Clean {
    let pick = |zh, en| match language {
        Language::Zh => zh,
        Language::En => en,
    };
    let about = &owed.about;
    let mut words: Vec<String> = vec![about.region.to_string()];
    words.extend(about.topic.map(|topic| topic.name(language).to_owned()));
    if matches!(owed.subject, Subject::Feed(_)) {
        words.push(pick("数据源", "feed").to_owned());
    }
    words.push(about.name.in_language(language).to_owned());
    words.push(state(owed, pick).to_owned());
    let occurrence = owed.news.record.occurrence.as_ref();
    if let Some(value) = occurrence.and_then(|occurrence| occurrence.value) {
        words.push(format!("{value}{}", about.unit.in_language(language)));
    }
    if let Some((rule, _)) = occurrence.and_then(|occurrence| occurrence.cause.rule()) {
        words.push(format!("({rule})"));
    }
    Clean::new(&words.join(" "))
}

/// The state in the words of the screen. Only what returned within its bounds did so; all other ends say what they are.
fn state(owed: &Owed, pick: impl Fn(&'static str, &'static str) -> &'static str) -> &'static str {
    let record = &owed.news.record;
    if owed.resolved {
        return match record.ended.map(|ended| ended.clearance) {
            Some(Clearance::Returned) => pick("已恢复", "returned to normal"),
            Some(Clearance::Revised) => pick("因更正解除", "ended by a correction"),
            Some(Clearance::PeriodEnd) => pick("统计期结束", "ended with its period"),
            Some(Clearance::RuleGone) | None => pick("阈值已改", "its rule is gone"),
        };
    }
    match record.occurrence.as_ref().map(|occurrence| (&occurrence.cause, occurrence.level)) {
        Some((Cause::FeedLost, _)) => pick("没有可信数据", "has no data to trust"),
        Some((Cause::Late, _)) => pick("逾期未报", "not reported in time"),
        Some((Cause::Rule { .. }, Level::Critical)) => pick("超限", "critical"),
        Some((Cause::Rule { .. }, Level::Warning)) | None => pick("关注", "warning"),
    }
}
