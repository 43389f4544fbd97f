//! The words of the report in both languages: one typed table, so that a missing one does not compile.

use jiff::civil::Weekday;

use crate::duty::handover::Standing;
use crate::duty::{Clearance, FeedState, Language, Level, Topic};

/// Words that stand alone: headings, heads of columns, and what cells say.
pub(super) struct Words {
    pub(super) language: Language,
    /// The language as HTML and JSON name it (BCP 47).
    pub(super) tag: &'static str,
    pub(super) title: &'static str,
    pub(super) quiet: &'static str,
    pub(super) none_of: &'static str,
    pub(super) between: &'static str,
    pub(super) nobody: &'static str,
    pub(super) on_duty: &'static str,
    pub(super) lead: &'static str,

    pub(super) open: &'static str,
    pub(super) clocks: &'static str,
    pub(super) figures: &'static str,
    pub(super) raised: &'static str,
    pub(super) acknowledged: &'static str,
    pub(super) feeds: &'static str,
    pub(super) unwatched: &'static str,
    pub(super) notes: &'static str,
    pub(super) nil_returns: &'static str,
    pub(super) officers: &'static str,
    pub(super) load: &'static str,

    pub(super) section: &'static str,
    pub(super) state: &'static str,
    pub(super) level: &'static str,
    pub(super) topic: &'static str,
    pub(super) subject: &'static str,
    pub(super) condition: &'static str,
    pub(super) since: &'static str,
    pub(super) until: &'static str,
    pub(super) remark: &'static str,
    pub(super) step: &'static str,
    pub(super) due: &'static str,
    pub(super) events: &'static str,
    pub(super) then: &'static str,
    pub(super) now: &'static str,
    pub(super) growth: &'static str,
    pub(super) corrections: &'static str,
    pub(super) year_on_year: &'static str,
    pub(super) times: &'static str,
    pub(super) ended: &'static str,
    pub(super) time: &'static str,
    pub(super) officer: &'static str,
    pub(super) after: &'static str,
    pub(super) lasted: &'static str,
    pub(super) seconds: &'static str,
    pub(super) as_of: &'static str,
    pub(super) text: &'static str,
    pub(super) day: &'static str,
    pub(super) what: &'static str,
    pub(super) figure: &'static str,
    pub(super) target: &'static str,
    pub(super) last_year: &'static str,
    pub(super) change_in_percent: &'static str,

    pub(super) unknown: &'static str,
    pub(super) still: &'static str,
    pub(super) feed: &'static str,
    pub(super) feed_lost: &'static str,
    pub(super) late: &'static str,
    pub(super) small_base: &'static str,
    pub(super) zero_base: &'static str,
    pub(super) restarted: &'static str,
    pub(super) not_running: &'static str,
    pub(super) stood_still: &'static str,
    pub(super) unheard: &'static str,
    pub(super) until_normal: &'static str,
    pub(super) further_notice: &'static str,

    pub(super) signed_on: &'static str,
    pub(super) signed_off: &'static str,
    pub(super) handed_over: &'static str,
    pub(super) took_over: &'static str,

    pub(super) annunciated: &'static str,
    pub(super) per_ten_minutes: &'static str,
    pub(super) busiest: &'static str,
    pub(super) floods: &'static str,
    pub(super) standing: &'static str,
    pub(super) active_on_average: &'static str,
    pub(super) chattering: &'static str,
    pub(super) flapping: &'static str,
    pub(super) top: &'static str,
    pub(super) median: &'static str,
    pub(super) at_most: &'static str,
    pub(super) none: &'static str,

    pub(super) outgoing: &'static str,
    pub(super) incoming: &'static str,
    pub(super) duty_lead: &'static str,
    pub(super) not_signed: &'static str,
}

static ZH: Words = Words {
    language: Language::Zh,
    tag: "zh-CN",
    title: "交接班记录",
    quiet: "本时段无事需报。",
    none_of: "本时段没有：",
    between: "、",
    nobody: "未登记",
    on_duty: "期初值班员",
    lead: "带班领导",

    open: "移交下一班的告警",
    clocks: "报告时限",
    figures: "指标变化",
    raised: "新发告警",
    acknowledged: "告警确认",
    feeds: "数据源异常",
    unwatched: "无人值守时段",
    notes: "记事",
    nil_returns: "零报告",
    officers: "交接班",
    load: "告警负荷",

    section: "栏目",
    state: "状态",
    level: "级别",
    topic: "领域",
    subject: "事项",
    condition: "条件",
    since: "自",
    until: "至",
    remark: "说明",
    step: "报告",
    due: "时限",
    events: "起数",
    then: "期初",
    now: "期末",
    growth: "净增",
    corrections: "更正",
    year_on_year: "同比",
    times: "次数",
    ended: "结束",
    time: "时间",
    officer: "人员",
    after: "等待",
    lasted: "历时",
    seconds: "历时秒",
    as_of: "数据时间",
    text: "内容",
    day: "日期",
    what: "事由",
    figure: "数值",
    target: "参考值",
    last_year: "去年同期",
    change_in_percent: "同比%",

    unknown: "未知",
    still: "仍在持续",
    feed: "数据源",
    feed_lost: "数据超时未更新",
    late: "逾期未报",
    small_base: "小基数",
    zero_base: "基数为零",
    restarted: "期内清零重计",
    not_running: "程序未运行",
    stood_still: "机器停顿或时钟跳变",
    unheard: "无状态记录",
    until_normal: "恢复正常为止",
    further_notice: "另行通知为止",

    signed_on: "到岗",
    signed_off: "离岗",
    handed_over: "交班签字",
    took_over: "接班签字",

    annunciated: "发出提示（不含抖动后续和搁置）",
    per_ten_minutes: "平均每10分钟",
    busiest: "最忙10分钟",
    floods: "超过10条的10分钟段",
    standing: "持续超过24小时",
    active_on_average: "平均同时存在",
    chattering: "颤动（一分钟内3次以上）",
    flapping: "抖动（反复出现，只响一次）",
    top: "重复最多的告警",
    median: "确认用时中位数",
    at_most: "不超过",
    none: "无",

    outgoing: "交班人",
    incoming: "接班人",
    duty_lead: "带班领导",
    not_signed: "未在系统签字",
};

static EN: Words = Words {
    language: Language::En,
    tag: "en",
    title: "Shift handover",
    quiet: "Nothing to report.",
    none_of: "None of these: ",
    between: ", ",
    nobody: "nobody signed on",
    on_duty: "On duty at the start",
    lead: "duty lead",

    open: "Alarms for the next shift",
    clocks: "Reporting clocks",
    figures: "Figures that changed",
    raised: "Alarms raised",
    acknowledged: "Acknowledgements",
    feeds: "Feeds late or broken",
    unwatched: "Times nobody watched",
    notes: "Notes",
    nil_returns: "Nil returns",
    officers: "Handover",
    load: "Alarm load",

    section: "section",
    state: "state",
    level: "level",
    topic: "topic",
    subject: "subject",
    condition: "condition",
    since: "since",
    until: "until",
    remark: "remark",
    step: "report",
    due: "due",
    events: "events",
    then: "start",
    now: "end",
    growth: "net growth",
    corrections: "corrections",
    year_on_year: "year on year",
    times: "times",
    ended: "ended",
    time: "time",
    officer: "officer",
    after: "waited",
    lasted: "lasted",
    seconds: "seconds",
    as_of: "data as of",
    text: "text",
    day: "day",
    what: "what",
    figure: "figure",
    target: "target",
    last_year: "last year",
    change_in_percent: "yoy %",

    unknown: "unknown",
    still: "still so",
    feed: "feed",
    feed_lost: "no fresh figures",
    late: "not reported in time",
    small_base: "small base",
    zero_base: "zero base",
    restarted: "restarted from zero since",
    not_running: "the program did not run",
    stood_still: "the machine stood still or its clock jumped",
    unheard: "nothing recorded",
    until_normal: "until normal",
    further_notice: "until further notice",

    signed_on: "signed on",
    signed_off: "signed off",
    handed_over: "signed the handover",
    took_over: "accepted the handover",

    annunciated: "Annunciated (not what flaps or is put aside)",
    per_ten_minutes: "In 10 minutes on average",
    busiest: "Busiest 10 minutes",
    floods: "10 minutes with over 10",
    standing: "Standing for over 24 hours",
    active_on_average: "Active at a time on average",
    chattering: "Chattering (3 or more in a minute)",
    flapping: "Flapping (comes and goes, sounded once)",
    top: "Most frequent, if more than once",
    median: "Median time to acknowledge",
    at_most: "at most",
    none: "none",

    outgoing: "Outgoing officer",
    incoming: "Incoming officer",
    duty_lead: "Duty lead",
    not_signed: "not signed in the system",
};

impl Words {
    /// The words of a language.
    pub(super) fn of(language: Language) -> &'static Self {
        match language {
            Language::Zh => &ZH,
            Language::En => &EN,
        }
    }

    /// One of two texts.
    pub(super) fn pick(&self, zh: &'static str, en: &'static str) -> &'static str {
        match self.language {
            Language::Zh => zh,
            Language::En => en,
        }
    }

    pub(super) fn topic_name(&self, topic: Topic) -> &'static str {
        match topic {
            Topic::Safety => self.pick("安全生产", "Work safety"),
            Topic::Traffic => self.pick("道路交通", "Road traffic"),
            Topic::Drowning => self.pick("防溺水", "Drowning"),
            Topic::Petitions => self.pick("信访", "Petitions"),
            Topic::Drugs => self.pick("禁毒", "Anti-drug"),
            Topic::Fraud => self.pick("反电诈", "Anti-fraud"),
            Topic::Campaign => self.pick("攻坚", "Campaign"),
        }
    }

    /// A level as symbol and word, so that it prints without colour.
    pub(super) fn level_name(&self, level: Level) -> &'static str {
        match level {
            Level::Warning => self.pick("▲ 关注", "▲ warning"),
            Level::Critical => self.pick("✖ 超限", "✖ critical"),
        }
    }

    pub(super) fn standing_name(&self, standing: Standing) -> &'static str {
        match standing {
            Standing::Unacknowledged => self.pick("待确认", "unacknowledged"),
            Standing::Returned => self.pick("恢复待确认", "returned, unacknowledged"),
            Standing::Acknowledged => self.pick("已确认", "acknowledged"),
            Standing::Latched => self.pick("锁定", "latched"),
            Standing::Shelved => self.pick("搁置", "shelved"),
            Standing::OutOfService => self.pick("停用", "out of service"),
            Standing::Suppressed => self.pick("按规则屏蔽", "suppressed by rule"),
        }
    }

    pub(super) fn feed_state(&self, state: FeedState) -> &'static str {
        match state {
            FeedState::Waiting => self.pick("连接中", "connecting"),
            FeedState::Live => self.pick("实时", "live"),
            FeedState::Stale => self.pick("过期", "stale"),
            FeedState::Down => self.pick("中断", "down"),
            FeedState::Refused => self.pick("拒收", "refused"),
        }
    }

    pub(super) fn clearance(&self, clearance: Clearance) -> &'static str {
        match clearance {
            Clearance::Returned => self.pick("恢复", "returned"),
            Clearance::Revised => self.pick("更正后解除", "revised"),
            Clearance::PeriodEnd => self.pick("统计期结束", "window ended"),
            Clearance::RuleGone => self.pick("规则停用", "rule gone"),
        }
    }

    pub(super) fn weekday(&self, weekday: Weekday) -> &'static str {
        match weekday {
            Weekday::Monday => self.pick("周一", "Mon"),
            Weekday::Tuesday => self.pick("周二", "Tue"),
            Weekday::Wednesday => self.pick("周三", "Wed"),
            Weekday::Thursday => self.pick("周四", "Thu"),
            Weekday::Friday => self.pick("周五", "Fri"),
            Weekday::Saturday => self.pick("周六", "Sat"),
            Weekday::Sunday => self.pick("周日", "Sun"),
        }
    }
}
