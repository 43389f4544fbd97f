//! Finding entries by words.

use std::fmt::Write;

use super::{
    AlarmChange, Body, Clean, Clearance, ClockChange, ClockRecord, DutyChange, Entry, FeedState, Id, Level, Record, SeatChange,
    Subject,
};

/// What an entry must say to be found: every word, in either language.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct EntryFilter {
    words: Vec<Word>,
}

/// A word, in lower case.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Word {
    text: String,
    /// The number of an event, where it is written as one: `#17`.
    number: Option<u64>,
    /// The indicators that are called so.
    indicators: Vec<Id>,
}

impl EntryFilter {
    /// The most words; what is typed beyond them is not looked for.
    pub const MOST_WORDS: usize = 16;

    /// A filter of the words in `text`. `names` says what each indicator is called: its name and topic in both languages and
    /// whatever else it is to be found by.
    #[must_use]
    pub fn new(text: &str, names: &[(Id, String)]) -> Self {
        let names: Vec<(&Id, String)> = names.iter().map(|(id, name)| (id, name.to_lowercase())).collect();
        let word = |text: &str| {
            let text = text.to_lowercase();
            let number = text.strip_prefix('#').and_then(|digits| digits.parse().ok());
            let called = names.iter().filter(|(_, name)| name.contains(&text));
            Word { indicators: called.map(|(id, _)| (*id).clone()).collect(), number, text }
        };
        Self { words: text.split_whitespace().take(Self::MOST_WORDS).map(word).collect() }
    }

    /// Whether it finds everything.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.words.is_empty()
    }

    /// Whether an entry says every word. `clock` is the clock that it is about, where it is the alarm of a late step: the entry has
    /// no more than its number, and is found by what the clock and its step are called as well. Without it such an alarm is found by
    /// numbers and by the words for what was to be reported only.
    #[must_use]
    pub fn finds(&self, entry: &Entry, clock: Option<&ClockRecord>) -> bool {
        if self.is_empty() {
            return true;
        }
        let mut said = said(&entry.body);
        let mut indicator = indicator(&entry.body);
        if let (Body::Alarm { subject: Subject::Step(number, step), .. }, Some(clock)) = (&entry.body, clock)
            && clock.number == *number
        {
            indicator = Some(&clock.indicator);
            let _ = writeln!(said, "{}\n{}", clock.indicator, clock.profile);
            if let Some(step) = clock.steps.get(*step) {
                let _ = writeln!(said, "{}\n{}", step.name.zh, step.name.en);
            }
        }
        let said = said.to_lowercase();
        self.words.iter().all(|word| match word.number {
            Some(number) => numbers(&entry.body).contains(&Some(number)),
            None => said.contains(&word.text) || indicator.is_some_and(|id| word.indicators.contains(id)),
        })
    }
}

fn indicator(body: &Body) -> Option<&Id> {
    match body {
        Body::Alarm { subject: Subject::Indicator(id), .. } => Some(id),
        Body::Clock { record, .. } => Some(&record.indicator),
        _ => None,
    }
}

/// The numbers of the events that an entry names.
fn numbers(body: &Body) -> [Option<u64>; 2] {
    match body {
        Body::Alarm { subject: Subject::Step(clock, _), record, .. } => [Some(record.number), Some(*clock)],
        Body::Alarm { record, .. } => [Some(record.number), None],
        Body::Clock { record, .. } => [Some(record.number), None],
        Body::Feed { .. } | Body::Note { .. } | Body::Duty(_) | Body::Seat(_) => [None, None],
    }
}

/// All that an entry says, in both languages, a part a line.
fn said(body: &Body) -> String {
    let mut said = String::new();
    let mut say = |text: &str| {
        let _ = writeln!(said, "{text}");
    };
    match body {
        Body::Alarm { subject, event, record, .. } => {
            say("告警 alarm");
            say(change(*event));
            match subject {
                Subject::Indicator(id) => say(id.as_str()),
                Subject::Feed(name) => say(&format!("数据源 feed {name}")),
                Subject::Step(..) => say("报送 report due 时限 clock"),
            }
            say_record(&mut say, *event, record);
        }
        Body::Feed { feed, state, .. } => {
            say("数据源 feed");
            say(feed.as_str());
            say(feed_state(*state));
        }
        Body::Clock { event, record, by } => {
            say("时限 报送 clock report due");
            say(record.indicator.as_str());
            say(record.profile.as_str());
            if let Some(by) = by {
                say(by.as_str());
            }
            match event {
                ClockChange::Started => say("新增 new event"),
                ClockChange::Reported(step) => {
                    say("已上报 reported");
                    if let Some(step) = record.steps.get(*step) {
                        say(step.name.zh.as_str());
                        say(step.name.en.as_str());
                    }
                }
            }
        }
        Body::Note { by, text } => {
            say("记事 note");
            if let Some(by) = by {
                say(by.as_str());
            }
            say(text.as_str());
        }
        Body::Duty(change) => say_duty(&mut say, change),
        Body::Seat(change) => {
            say("程序 seat");
            say(match change {
                SeatChange::Started { .. } => "程序启动 started",
                SeatChange::Stopped => "程序退出 stopped",
                SeatChange::Rejoined => "接续 rejoined",
                SeatChange::Reconfigured => "配置 configuration",
                SeatChange::Interrupted { .. } => "停顿 interrupted",
            });
        }
    }
    said
}

fn say_record(say: &mut impl FnMut(&str), event: AlarmChange, record: &Record) {
    if let Some(occurrence) = &record.occurrence {
        say(match occurrence.level {
            Level::Warning => "关注 warning",
            Level::Critical => "超限 critical",
        });
        occurrence.cause.rule().iter().for_each(|(when, _)| say(when.as_str()));
    }
    // Who acknowledged it and who put it aside is said where they did.
    if event == AlarmChange::Acknowledged
        && let Some(acknowledgement) = &record.acknowledgement
    {
        acknowledgement.by.iter().for_each(|by| say(by.as_str()));
        acknowledgement.note.iter().for_each(|note| say(note.as_str()));
    }
    if matches!(event, AlarmChange::Shelved | AlarmChange::OutOfService)
        && let Some(suppression) = &record.suppression
    {
        suppression.by.iter().for_each(|by| say(by.as_str()));
        say(suppression.reason.as_str());
    }
}

fn say_duty(say: &mut impl FnMut(&str), change: &DutyChange) {
    say("值班 duty");
    let (words, officer, lead): (_, &Clean, Option<&Clean>) = match change {
        DutyChange::SignedOn { officer, lead } => ("签到 signed on", officer, lead.as_ref()),
        DutyChange::SignedOff { officer } => ("签退 signed off", officer, None),
        DutyChange::HandedOver { officer, .. } => ("交班 交接班 handed over handover", officer, None),
        DutyChange::TookOver { officer, lead } => ("接班 交接班 took over handover", officer, lead.as_ref()),
        DutyChange::NilReturn { day, officer } => {
            say(&day.to_string());
            ("零报告 nil return", officer, None)
        }
    };
    say(words);
    say(officer.as_str());
    if let Some(lead) = lead {
        say(lead.as_str());
    }
}

/// The words of the screen for what happened to an alarm, and those for its state after it.
fn change(event: AlarmChange) -> &'static str {
    match event {
        AlarmChange::Raised => "触发 raised",
        AlarmChange::Changed => "变化 changed",
        AlarmChange::Cleared(Clearance::Returned) => "恢复 解除 cleared returned to normal",
        AlarmChange::Cleared(Clearance::Revised) => "因更正解除 cleared by a correction",
        AlarmChange::Cleared(Clearance::PeriodEnd) => "统计期结束 解除 cleared its window ended",
        AlarmChange::Cleared(Clearance::RuleGone) => "规则已停用或更改 解除 cleared its rule is no longer in force",
        AlarmChange::Acknowledged => "已确认 acknowledged",
        AlarmChange::Unacknowledged => "撤销确认 unacknowledged",
        AlarmChange::AcknowledgementExpired => "确认到期 acknowledgement expired",
        AlarmChange::Shelved => "搁置 shelved",
        AlarmChange::Unshelved => "取消搁置 unshelved",
        AlarmChange::ShelfEnded => "搁置到期 shelf ended",
        AlarmChange::Suppressed => "屏蔽 suppressed",
        AlarmChange::Unsuppressed => "解除屏蔽 no longer suppressed",
        AlarmChange::OutOfService => "停用 out of service",
        AlarmChange::InService => "恢复使用 returned to service",
        AlarmChange::Reset => "复位 reset",
        AlarmChange::Unknown => "未知 unknown",
        AlarmChange::Known => "数据恢复 known again",
    }
}

fn feed_state(state: FeedState) -> &'static str {
    match state {
        FeedState::Waiting => "连接中 connecting",
        FeedState::Live => "实时 live",
        FeedState::Stale => "过期 stale",
        FeedState::Down => "中断 down",
        FeedState::Refused => "拒收 refused",
    }
}

#[cfg(test)]
mod tests;
