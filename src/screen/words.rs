//! The words of the screen in both languages: one typed table, so that a missing one does not compile.

use jiff::SignedDuration;
use jiff::civil::Weekday;

use crate::duty::{Down, FeedState, Gap, Language, PartOfDay, Refusal, State, TaskForce, Topic, Trouble};

/// Words that stand alone, and the short forms that figures are built from.
#[derive(Debug)]
pub struct Words {
    /// Which language they are in.
    pub language: Language,
    /// 正常.
    pub normal: &'static str,
    /// 关注.
    pub warning: &'static str,
    /// 未知.
    pub unknown: &'static str,
    /// 超限.
    pub critical: &'static str,
    /// A topic that no feed delivers.
    pub not_connected: &'static str,
    /// The same period last year, before its figure.
    pub last_year: &'static str,
    /// After a percentage on a small base.
    pub small_base: &'static str,
    /// In place of a percentage on a zero base.
    pub zero_base: &'static str,
    /// Before a target.
    pub target: &'static str,
    /// Before a limit.
    pub limit: &'static str,
    /// Before the value that was last known.
    pub before: &'static str,
    /// Before a sample size.
    pub sample: &'static str,
    /// Before the city's average.
    pub peer: &'static str,
    /// Before the part of a value that corrects earlier dates.
    pub corrections: &'static str,
    /// Before an age of data.
    pub data: &'static str,
    /// A feed in the list of what is wrong.
    pub feed: &'static str,
    /// The heading of the feeds in the help.
    pub feeds: &'static str,
    /// Where nothing is wrong.
    pub all_clear: &'static str,
    /// Before the first data.
    pub waiting: &'static str,
    /// No feed is configured.
    pub no_feeds: &'static str,
    /// Marks the demonstration county.
    pub demo: &'static str,
    /// Marks a replay.
    pub replay: &'static str,
    /// The heading of the help.
    pub keys: &'static str,
    /// The heading of the symbols in the help.
    pub legend: &'static str,
    /// The heading of what is not connected in the help.
    pub not_connected_list: &'static str,
    /// How to close an overlay.
    pub close: &'static str,
    /// Where the heading of a breakdown by territory needs a word.
    pub territories: &'static str,
}

static ZH: Words = Words {
    language: Language::Zh,
    normal: "正常",
    warning: "关注",
    unknown: "未知",
    critical: "超限",
    not_connected: "未接入",
    last_year: "同期",
    small_base: "小",
    zero_base: "基零",
    target: "目标",
    limit: "限",
    before: "前",
    sample: "样本",
    peer: "全市",
    corrections: "更正",
    data: "数据",
    feed: "数据源",
    feeds: "数据源",
    all_clear: "无越限项",
    waiting: "等待首次数据",
    no_feeds: "未配置数据源",
    demo: "演示",
    replay: "回放",
    keys: "按键",
    legend: "图例",
    not_connected_list: "未接入指标",
    close: "按任意键关闭",
    territories: "分乡镇",
};

static EN: Words = Words {
    language: Language::En,
    normal: "normal",
    warning: "warning",
    unknown: "unknown",
    critical: "critical",
    not_connected: "not connected",
    last_year: "LY",
    small_base: "sm",
    zero_base: "zero",
    target: "of",
    limit: "lim",
    before: "was",
    sample: "n",
    peer: "city",
    corrections: "corr",
    data: "data",
    feed: "feed",
    feeds: "Feeds",
    all_clear: "nothing out of bounds",
    waiting: "waiting for the first data",
    no_feeds: "no feed is configured",
    demo: "DEMO",
    replay: "REPLAY",
    keys: "Keys",
    legend: "Symbols",
    not_connected_list: "Not connected",
    close: "any key closes",
    territories: "by township",
};

impl Words {
    /// The words of a language.
    #[must_use]
    pub fn of(language: Language) -> &'static Self {
        match language {
            Language::Zh => &ZH,
            Language::En => &EN,
        }
    }

    /// One of two texts.
    fn pick(&self, zh: &'static str, en: &'static str) -> &'static str {
        match self.language {
            Language::Zh => zh,
            Language::En => en,
        }
    }

    /// A state in one word.
    #[must_use]
    pub fn state(&self, state: State) -> &'static str {
        match state {
            State::Normal => self.normal,
            State::Warning => self.warning,
            State::Unknown => self.unknown,
            State::Critical => self.critical,
        }
    }

    /// A topic's name.
    #[must_use]
    pub fn topic(&self, topic: Topic) -> &'static str {
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

    /// A task force's name.
    #[must_use]
    pub fn task_force(&self, force: TaskForce) -> &'static str {
        match force {
            TaskForce::Safety => self.pick("安全生产专班", "Work-safety task force"),
            TaskForce::Stability => self.pick("信访禁毒反电诈专班", "Petitions, drugs and fraud task force"),
        }
    }

    /// A shift's name.
    #[must_use]
    pub fn part_of_day(&self, part: PartOfDay) -> &'static str {
        match part {
            PartOfDay::Day => self.pick("白班", "day shift"),
            PartOfDay::Night => self.pick("夜班", "night shift"),
        }
    }

    /// A weekday, short.
    #[must_use]
    pub fn weekday(&self, weekday: Weekday) -> &'static str {
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

    /// A feed's state in one word.
    #[must_use]
    pub fn feed_state(&self, state: FeedState) -> &'static str {
        match state {
            FeedState::Waiting => self.pick("连接中", "connecting"),
            FeedState::Live => self.pick("实时", "live"),
            FeedState::Stale => self.pick("过期", "stale"),
            FeedState::Down => self.pick("中断", "down"),
            FeedState::Refused => self.pick("拒收", "refused"),
        }
    }

    /// Why a figure is not known.
    #[must_use]
    pub fn gap(&self, gap: Gap) -> &'static str {
        match gap {
            Gap::NeverDelivered => self.pick("从未送达", "never sent"),
            Gap::NotSent => self.pick("停送", "not sent"),
            Gap::NotKnown => self.pick("未报", "no figure"),
            Gap::Stale => self.feed_state(FeedState::Stale),
        }
    }

    /// What is wrong with a feed, in a sentence.
    #[must_use]
    pub fn trouble(&self, trouble: &Trouble) -> String {
        let zh = self.language == Language::Zh;
        match trouble {
            Trouble::Down(Down::Unreachable(detail)) if zh => format!("连接不上：{detail}"),
            Trouble::Down(Down::Unreachable(detail)) => format!("cannot connect: {detail}"),
            Trouble::Down(Down::TimedOut(limit)) if zh => format!("{}内无完整应答", self.span(limit.signed())),
            Trouble::Down(Down::TimedOut(limit)) => format!("no complete answer within {}", self.span(limit.signed())),
            Trouble::Down(Down::BrokenOff(detail)) if zh => format!("应答中途断开：{detail}"),
            Trouble::Down(Down::BrokenOff(detail)) => format!("the answer broke off: {detail}"),
            Trouble::Down(Down::Unavailable(status)) if zh => format!("服务器暂不可用（HTTP {status}）"),
            Trouble::Down(Down::Unavailable(status)) => format!("the server cannot answer now (HTTP {status})"),
            Trouble::Down(Down::NotAsked(detail)) if zh => format!("未能发出请求：{detail}"),
            Trouble::Down(Down::NotAsked(detail)) => format!("could not ask: {detail}"),
            Trouble::Refused(Refusal::Status(status)) if zh => format!("应答不可用（HTTP {status}）"),
            Trouble::Refused(Refusal::Status(status)) => format!("not an answer (HTTP {status})"),
            Trouble::Refused(Refusal::Redirect(to)) if zh => format!("被转往别处：{to}"),
            Trouble::Refused(Refusal::Redirect(to)) => format!("redirected elsewhere: {to}"),
            Trouble::Refused(Refusal::TooLarge(limit)) if zh => format!("应答超过 {limit} 字节"),
            Trouble::Refused(Refusal::TooLarge(limit)) => format!("the answer exceeds {limit} bytes"),
            Trouble::Refused(Refusal::Invalid { pointer, reason }) if pointer.as_str().is_empty() && zh => {
                format!("格式错误：{reason}")
            }
            Trouble::Refused(Refusal::Invalid { pointer, reason }) if pointer.as_str().is_empty() => {
                format!("malformed: {reason}")
            }
            Trouble::Refused(Refusal::Invalid { pointer, reason }) if zh => format!("{pointer} 格式错误：{reason}"),
            Trouble::Refused(Refusal::Invalid { pointer, reason }) => format!("malformed at {pointer}: {reason}"),
            Trouble::Refused(Refusal::Future { ahead, .. }) if zh => {
                format!("数据时间比本机快 {}，请核对两边时钟", self.span(ahead.signed()))
            }
            Trouble::Refused(Refusal::Future { ahead, .. }) => {
                format!("its time is {} ahead of this machine; check both clocks", self.span(ahead.signed()))
            }
        }
    }

    /// A length of time in its two largest units: `8时47分`, `8h47m`.
    #[must_use]
    pub fn span(&self, span: SignedDuration) -> String {
        let seconds = span.as_secs().max(0);
        let units = match self.language {
            Language::Zh => ["天", "时", "分", "秒"],
            Language::En => ["d", "h", "m", "s"],
        };
        let parts = [seconds / 86_400, seconds / 3600 % 24, seconds / 60 % 60, seconds % 60];
        let mut shown = parts.into_iter().zip(units).skip_while(|(n, _)| *n == 0);
        match (shown.next(), shown.next()) {
            (None, _) => format!("0{}", units[3]),
            // Minutes alone below an hour: seconds that tick beside minutes say nothing.
            (Some((n, unit)), Some((more, next))) if more > 0 && n < 100 && unit != units[2] => format!("{n}{unit}{more}{next}"),
            (Some((n, unit)), _) => format!("{n}{unit}"),
        }
    }

    /// How long ago.
    #[must_use]
    pub fn ago(&self, span: SignedDuration) -> String {
        match self.language {
            Language::Zh => format!("{}前", self.span(span)),
            Language::En => format!("{} ago", self.span(span)),
        }
    }

    /// How much of a shift is left.
    #[must_use]
    pub fn shift_left(&self, span: SignedDuration) -> String {
        match self.language {
            Language::Zh => format!("余{}", self.span(span)),
            Language::En => format!("{} left", self.span(span)),
        }
    }

    /// Which day of a period.
    #[must_use]
    pub fn day_of(&self, day: i32, of: i32) -> String {
        match self.language {
            Language::Zh => format!("{day}/{of}天"),
            Language::En => format!("day {day}/{of}"),
        }
    }

    /// What stands between a word and its number.
    #[must_use]
    pub fn space(&self) -> &'static str {
        self.pick("", " ")
    }

    /// A limit, and how far off it is.
    #[must_use]
    pub fn left_to(&self, limit: &str, distance: &str) -> String {
        match self.language {
            Language::Zh => format!("限{limit} 差{distance}"),
            Language::En => format!("lim {limit} ({distance})"),
        }
    }

    /// How many more there are.
    #[must_use]
    pub fn more(&self, count: usize) -> String {
        match self.language {
            Language::Zh => format!("另有 {count} 项"),
            Language::En => format!("{count} more"),
        }
    }

    /// Growth over a span, as a measure's name.
    #[must_use]
    pub fn growth(&self, span: SignedDuration) -> String {
        match self.language {
            Language::Zh => format!("{}增", self.span(span)),
            Language::En => format!("in {}", self.span(span)),
        }
    }

    /// What the short forms beside figures mean.
    #[must_use]
    pub fn legend_lines(&self) -> [(&'static str, &'static str); 6] {
        match self.language {
            Language::Zh => [
                ("+1", "本班变化"),
                ("同期9", "去年同期及同比"),
                ("小", "基数不足 10，慎看百分比"),
                ("限40 差9", "下一个阈值及差距"),
                ("目标90 −2", "目标及差距"),
                ("<5 *", "小数隐去及连带隐去"),
            ],
            Language::En => [
                ("+1", "change this shift"),
                ("LY 9", "same period last year"),
                ("sm", "small base, under 10"),
                ("lim 40 (9)", "next threshold, distance"),
                ("of 90 −2", "target, distance"),
                ("<5 *", "small cells hidden"),
            ],
        }
    }

    /// What a feed carried that was not taken.
    #[must_use]
    pub fn left_out(&self, unknown: usize, late: u64) -> String {
        match (self.language, unknown, late) {
            (_, 0, 0) => String::new(),
            (Language::Zh, _, _) => format!("，未取 {unknown} 项，迟到 {late} 次"),
            (Language::En, _, _) => format!(", {unknown} figures left out, {late} late"),
        }
    }

    /// Names of measures other than the value itself.
    #[must_use]
    pub fn measure(&self, measure: &crate::duty::Measure) -> String {
        use crate::duty::Measure;
        match measure {
            Measure::Value => String::new(),
            Measure::Increase(span) => self.growth(span.signed()),
            Measure::Shift => self.pick("本班增", "this shift").to_owned(),
            Measure::Yoy => self.pick("同比", "yoy").to_owned(),
            Measure::Target => self.pick("距目标", "off goal").to_owned(),
            Measure::Peer => self.pick("较全市", "vs city").to_owned(),
            Measure::Share(_) => self.pick("占比", "share").to_owned(),
            Measure::Age => self.pick("数据龄", "age").to_owned(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn spans_take_their_two_largest_units() {
        let zh = Words::of(Language::Zh);
        for (seconds, want) in [
            (-5, "0秒"),
            (0, "0秒"),
            (59, "59秒"),
            (75, "1分"),
            (3600, "1时"),
            (31_620, "8时47分"),
            (90_000, "1天1时"),
            (86_400 * 365, "365天"),
        ] {
            assert_eq!(zh.span(SignedDuration::from_secs(seconds)), want);
        }
        assert_eq!(Words::of(Language::En).span(SignedDuration::from_secs(31_620)), "8h47m");
    }
}
