//! Words about alarms, reports and shifts, put together.

use jiff::SignedDuration;

use crate::duty::{AlarmChange, Language};

use super::words::Words;

impl Words {
    /// What happened to an alarm.
    #[must_use]
    pub fn alarm_change(&self, change: AlarmChange) -> &'static str {
        match change {
            AlarmChange::Raised => self.pick("触发", "raised"),
            AlarmChange::Changed => self.pick("变化", "changed"),
            AlarmChange::Cleared(clearance) => self.clearance(clearance),
            AlarmChange::Acknowledged => self.acknowledged,
            AlarmChange::Unacknowledged => self.pick("撤销确认", "unacknowledged"),
            AlarmChange::AcknowledgementExpired => self.pick("确认到期", "acknowledgement expired"),
            AlarmChange::Shelved => self.shelved,
            AlarmChange::Unshelved => self.pick("取消搁置", "unshelved"),
            AlarmChange::ShelfEnded => self.pick("搁置到期", "shelf ended"),
            AlarmChange::Suppressed => self.suppressed,
            AlarmChange::Unsuppressed => self.pick("解除屏蔽", "no longer suppressed"),
            AlarmChange::OutOfService => self.out_of_service,
            AlarmChange::InService => self.pick("恢复使用", "returned to service"),
            AlarmChange::Reset => self.pick("复位", "reset"),
            AlarmChange::Unknown => self.unknown,
            AlarmChange::Known => self.pick("数据恢复", "known again"),
        }
    }

    /// How many alarms are listed, how many wait for somebody, and how many are new in a flood.
    #[must_use]
    pub fn alarm_counts(&self, listed: usize, calls: usize, flood: Option<usize>) -> String {
        let flood = flood.map(|new| format!("  {}", self.flood(new)));
        let counts = match self.language {
            Language::Zh => format!("告警 {listed}  待确认 {calls}"),
            Language::En => format!("Alarms {listed}  unacknowledged {calls}"),
        };
        counts + flood.as_deref().unwrap_or_default()
    }

    /// How many alarms are new, while they are a flood.
    #[must_use]
    pub fn flood(&self, new: usize) -> String {
        match self.language {
            Language::Zh => format!("告警洪峰 10分钟 {new} 项"),
            Language::En => format!("alarm flood: {new} in 10 minutes"),
        }
    }

    /// Where no alarm is listed though not all is normal.
    pub(super) fn no_alarm(&self) -> &'static str {
        self.pick("无告警", "no alarm")
    }

    /// How many figures are not known.
    #[must_use]
    pub fn not_known(&self, count: usize) -> String {
        match self.language {
            Language::Zh => format!("{count} 项未知，见概览"),
            Language::En => format!("{count} figures not known, see the overview"),
        }
    }

    /// When an alarm was raised, by which rule, and at which value.
    #[must_use]
    pub fn raised_at(&self, time: &str, rule: &str, then: Option<&str>) -> String {
        let then = then.map(|then| match self.language {
            Language::Zh => format!("  当时 {then}"),
            Language::En => format!("  then {then}"),
        });
        let raised = self.pick("触发", "raised");
        format!("{time} {raised}  {rule}{}", then.as_deref().unwrap_or_default()).trim_end().to_owned()
    }

    /// Until when.
    #[must_use]
    pub fn until(&self, time: &str) -> String {
        match self.language {
            Language::Zh => format!("至 {time}"),
            Language::En => format!("until {time}"),
        }
    }

    /// Since when.
    #[must_use]
    pub fn since(&self, time: &str) -> String {
        match self.language {
            Language::Zh => format!("{time} 起"),
            Language::En => format!("since {time}"),
        }
    }

    /// Since when no seat had run.
    #[must_use]
    pub fn off_since(&self, time: &str) -> String {
        match self.language {
            Language::Zh => format!("（{time} 后未运行）"),
            Language::En => format!("(had not run since {time})"),
        }
    }

    /// By when, and the key for a seat that acts.
    #[must_use]
    pub fn due(&self, time: &str, acts: bool) -> String {
        match self.language {
            Language::Zh => format!("{time} 前上报{}", if acts { "，报后按 c" } else { "" }),
            Language::En => format!("due by {time}{}", if acts { "; c when reported" } else { "" }),
        }
    }

    /// How much time is left.
    #[must_use]
    pub fn left(&self, span: SignedDuration) -> String {
        match self.language {
            Language::Zh => format!("余 {}", self.span(span)),
            Language::En => format!("{} left", self.span(span)),
        }
    }

    /// How many alarms a receiver could not be told of.
    #[must_use]
    pub fn undelivered(&self, waiting: usize) -> String {
        match self.language {
            Language::Zh => format!("未送达 {waiting} 项"),
            Language::En => format!("not delivered: {waiting}"),
        }
    }

    /// How many new events were counted.
    #[must_use]
    pub fn new_events(&self, events: f64) -> String {
        match self.language {
            Language::Zh => format!("新发 {events}，报送计时开始"),
            Language::En => format!("{events} new; reporting clock started"),
        }
    }

    /// A handover that waits to be accepted, and the key for a seat that acts.
    #[must_use]
    pub fn waits_for_acceptance(&self, officer: &str, time: &str, acts: bool) -> String {
        match self.language {
            Language::Zh => format!("{officer} {time} 已签交班，待接班{}", if acts { "：t 接班" } else { "" }),
            Language::En => format!("{officer} signed the handover at {time}{}", if acts { ": t to take over" } else { "" }),
        }
    }

    /// What a shift brought: alarms raised, acknowledged, unacknowledged, active, put aside, and clocks that run.
    #[must_use]
    pub fn shift_brought(&self, shift: &str, start: &str, counts: [usize; 6]) -> String {
        let [raised, acknowledged, waiting, open, set_aside, clocks] = counts;
        match self.language {
            Language::Zh => format!(
                "{shift} {start} 起  告警 {raised}  确认 {acknowledged}  待确认 {waiting}  未恢复 {open}  搁置停用 {set_aside}  报送计时 {clocks}"
            ),
            Language::En => format!(
                "{shift} {start}: raised {raised}, acked {acknowledged}, waiting {waiting}, active {open}, aside {set_aside}, clocks {clocks}"
            ),
        }
    }
}

/// Words of the lines that are printed where nothing is drawn.
impl Words {
    /// Before how everything stands.
    pub(super) fn summary(&self) -> &'static str {
        self.pick("汇总", "summary:")
    }

    /// Between the topics of a summary.
    pub(super) fn comma(&self) -> &'static str {
        self.pick("，", ", ")
    }

    /// All that happened is in the journal again.
    pub(super) fn recorded_again(&self) -> &'static str {
        self.pick("已全部落盘", "all is recorded again")
    }

    /// So many lines that nobody read.
    pub(super) fn lines_left_out(&self, count: usize) -> String {
        match self.language {
            Language::Zh => format!("读取过慢，略去 {count} 行"),
            Language::En => format!("{count} lines left out: the reader was too slow"),
        }
    }
}
