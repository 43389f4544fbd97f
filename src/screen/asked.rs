//! What is asked and answered at the foot of the screen, in words.

use crate::duty::{Clearance, Clock, Language, Refused};

use super::view::{Asking, Question, View};
use super::words::Words;

impl View<'_> {
    /// A question, with how to answer it.
    pub(super) fn question(&self, question: Question<'_>) -> String {
        let zh = self.words.language == Language::Zh;
        let yes = self.words.pick("（y 确定，其他键取消）", " (y: yes, any other key: no)");
        match question.asking {
            Asking::AcknowledgeNote(number) if zh => format!("确认 #{number}，备注（可空，勿填个人信息）："),
            Asking::AcknowledgeNote(number) => format!("Acknowledge #{number}, note (optional, no personal data):"),
            Asking::AcknowledgeAll(count) if zh => format!("确认屏上全部 {count} 项告警？{yes}"),
            Asking::AcknowledgeAll(count) => format!("Acknowledge all {count} alarms on screen?{yes}"),
            Asking::ShelveReason(number) if zh => format!("搁置 #{number}，原因："),
            Asking::ShelveReason(number) => format!("Shelve #{number}, reason:"),
            Asking::ShelveEnd(number) if zh => format!("搁置 #{number} 至（时刻，2h，- 至恢复；最长 8 时）："),
            Asking::ShelveEnd(number) => format!("Shelve #{number} until (time, 2h, - until normal; at most 8 h):"),
            Asking::OutOfService(number) if zh => format!("停用 #{number}，原因："),
            Asking::OutOfService(number) => format!("Take #{number} out of service, reason:"),
            Asking::Note if zh => "记事（500 字内，勿填个人信息）：".to_owned(),
            Asking::Note => "Note (at most 500 characters, no personal data):".to_owned(),
            Asking::Officer if zh => "值班员（自定称呼）：".to_owned(),
            Asking::Officer => "Duty officer (a name of your choice):".to_owned(),
            Asking::Lead if zh => "带班领导（自定称呼，可空）：".to_owned(),
            Asking::Lead => "Duty lead (a name of their choice, optional):".to_owned(),
            Asking::Filter if zh => "筛选：".to_owned(),
            Asking::Filter => "Filter:".to_owned(),
            Asking::Moment if zh => "回看到（08:30、03-05 08:30、2h 前）：".to_owned(),
            Asking::Moment => "Look back to (08:30, 03-05 08:30, 2h ago):".to_owned(),
            Asking::Report(clock, step) if zh => format!("{} 已上报？（y 确定，c 下一个）", self.step(clock, step)),
            Asking::Report(clock, step) => format!("{}: reported? (y: yes, c: next)", self.step(clock, step)),
            Asking::Quit(count) if zh => format!("{count} 条未落盘，退出将丢失，仍要退出？{yes}"),
            Asking::Quit(count) => format!("{count} entries are not recorded and will be lost; quit?{yes}"),
            Asking::HandOver if zh => format!("签字交班？{yes}"),
            Asking::HandOver => format!("Sign the handover?{yes}"),
            Asking::SignOff if zh => format!("签退？{yes}"),
            Asking::SignOff => format!("Sign off?{yes}"),
            Asking::NilReturn(day) if zh => format!("确认 {day} 零报告？{yes}"),
            Asking::NilReturn(day) => format!("Confirm a nil return for {day}?{yes}"),
        }
    }

    /// A step of a clock, with what it is about.
    fn step(&self, number: u64, step: usize) -> String {
        let clock = self.room.clocks().iter().filter_map(Clock::shown).find(|clock| clock.number == number);
        let Some(clock) = clock else { return String::new() };
        let step = clock.steps.get(step).map(|step| step.name.in_language(self.words.language)).unwrap_or_default();
        format!("#{number} {} {} {step}", self.moment(clock.started), self.indicator_name(&clock.indicator))
    }
}

impl Words {
    /// Why an order was refused.
    #[must_use]
    pub fn refused(&self, refused: Refused) -> &'static str {
        match refused {
            Refused::Changed => self.pick("该告警已变化，请再看一眼", "it changed, look again"),
            Refused::NotNow => self.pick("当前状态下不能这样做", "that cannot be done in its state"),
            Refused::Gone => self.pick("没有可操作的项目", "there is nothing to do that to"),
            Refused::ShelfTooLong => self.pick("搁置最长 8 小时，且须在将来", "a shelf lasts at most 8 hours, from now"),
            Refused::LookingBack => self.pick("正在回看，Esc 回到实时后再操作", "this is the past: Esc goes back to live first"),
            Refused::NotInJournal => self.pick("日志库中没有那一刻", "the journal does not reach that moment"),
            Refused::NobodyOnDuty => self.pick("请先签到（h 交接班，i 签到）", "sign on first (h shift, i sign on)"),
            Refused::NothingToAccept => self.pick("没有待接的班", "no handover waits to be accepted"),
            Refused::NotKnown => self.pick("有需上报的指标未知，不能确认零报告", "a figure to be reported is not known"),
            Refused::OnlyLooking => self.pick("本席只看，不能操作", "view only: nothing is done from here"),
            Refused::NotNil => self.pick("当日有新发事件，不是零报告", "there were new events on that day"),
        }
    }

    /// How an occurrence ended.
    #[must_use]
    pub fn clearance(&self, clearance: Clearance) -> &'static str {
        match clearance {
            Clearance::Returned => self.pick("恢复", "returned to normal"),
            Clearance::Revised => self.pick("因更正解除", "cleared by a correction"),
            Clearance::PeriodEnd => self.pick("统计期结束", "its window ended"),
            Clearance::RuleGone => self.pick("规则已停用或更改", "its rule is no longer in force"),
        }
    }
}
