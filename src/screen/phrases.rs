//! Words put together: spans of time, names of measures.

use jiff::SignedDuration;

use crate::duty::{Language, Measure, NotRecorded};

use super::glyph::Glyphs;
use super::text::width;
use super::words::Words;

impl Words {
    /// Why nothing is recorded.
    #[must_use]
    pub fn not_recorded_because(&self, reason: &NotRecorded) -> String {
        let text = match reason {
            NotRecorded::Locked => self.pick("另一程序正在写日志库", "journal in use elsewhere"),
            NotRecorded::Newer => self.pick("日志库由更新版本写成", "journal of a newer zhiban"),
            NotRecorded::ReadOnly => self.pick("日志库不可写", "journal is read-only"),
            NotRecorded::Full => self.pick("磁盘已满", "disk full"),
            NotRecorded::Slow => self.pick("磁盘无响应", "disk not answering"),
            NotRecorded::Failed(detail) => detail.as_str(),
        };
        text.to_owned()
    }

    /// Since when no seat ran at a moment that is looked back to.
    #[must_use]
    pub fn nobody_watched(&self, since: &str) -> String {
        match self.language {
            Language::Zh => format!("{since} 起程序未运行"),
            Language::En => format!("not running since {since}"),
        }
    }

    /// What leaving does while somebody looks back.
    #[must_use]
    pub fn to_live(&self) -> &'static str {
        self.pick("回到实时", "live")
    }

    /// A seat that only looks on cannot read what other seats did.
    #[must_use]
    pub fn unreadable(&self) -> &'static str {
        self.pick("日志库读不到", "JOURNAL NOT READ")
    }

    /// Why it cannot. It writes nothing: what stands in the way of writing stands in that of reading.
    #[must_use]
    pub fn unreadable_because(&self, reason: &NotRecorded) -> String {
        match reason {
            NotRecorded::ReadOnly => self.pick("无权读取", "it may not be read").to_owned(),
            other => self.not_recorded_because(other),
        }
    }

    /// How many alarms call while somebody looks back.
    #[must_use]
    pub fn calling_now(&self, count: usize) -> String {
        match self.language {
            Language::Zh => format!("当前 {count} 项告警待确认"),
            Language::En => format!("{count} unacknowledged now"),
        }
    }

    /// How many entries of the journal have been read.
    #[must_use]
    pub fn entries_read(&self, count: usize, is_whole: bool) -> String {
        let more = if is_whole { "" } else { "+" };
        match self.language {
            Language::Zh => format!("日志 {count}{more} 条，新的在前"),
            Language::En => format!("Journal {count}{more}, the newest first"),
        }
    }

    /// How much time a chart shows.
    #[must_use]
    pub fn stretch(&self, span: SignedDuration) -> String {
        let hours = span.as_hours();
        let (number, zh, en) = match hours {
            0..48 => (hours, "小时", "h"),
            48..8000 => (hours / 24, "天", " days"),
            _ => (hours / (365 * 24), "年", if hours < 2 * 365 * 24 { " year" } else { " years" }),
        };
        format!("{number}{}", self.pick(zh, en))
    }

    /// What the lines and marks of a chart are.
    #[must_use]
    pub fn chart_legend(&self, glyphs: &Glyphs) -> String {
        let Glyphs { critical, warning, unknown, corrected, dot, .. } = glyphs;
        match self.language {
            Language::Zh => {
                format!("疏点为去年同期 {dot} {warning}{critical} 告警 {dot} {unknown} 无数据 {dot} {corrected} 更正")
            }
            Language::En => format!(
                "sparse dots: last year {dot} {warning}{critical} alarm {dot} {unknown} no data {dot} {corrected} correction"
            ),
        }
    }

    /// Where a damaged journal was moved.
    #[must_use]
    pub fn moved_aside(&self, path: &str) -> String {
        match self.language {
            Language::Zh => format!("日志库曾损坏，原件移至 {path}"),
            Language::En => format!("the journal was damaged; the old one is {path}"),
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

    /// A limit, and how far off it is; without the word where there is no room for it.
    #[must_use]
    pub fn left_to(&self, limit: &str, distance: &str, cells: usize) -> String {
        let (whole, short) = match self.language {
            Language::Zh => (format!("限{limit} 差{distance}"), format!("{limit} 差{distance}")),
            Language::En => (format!("lim {limit} ({distance})"), format!("{limit} ({distance})")),
        };
        if width(&whole) > cells { short } else { whole }
    }

    /// How many indicators have rules that cannot be judged yet.
    #[must_use]
    pub fn undecided(&self, count: usize) -> String {
        match self.language {
            Language::Zh => format!("{count} 项有规则缺历史或基数，尚不能判断"),
            Language::En => format!("{count} figures have rules not judged yet: no history or base"),
        }
    }

    /// Before the numbers, by level, of what does not fit.
    #[must_use]
    pub fn more_by_level(&self) -> &'static str {
        self.pick("另有", "more:")
    }

    /// Since when all has been normal.
    #[must_use]
    pub fn all_clear_since(&self, time: &str) -> String {
        match self.language {
            Language::Zh => format!("{} 自 {time}", self.all_clear),
            Language::En => format!("{} since {time}", self.all_clear),
        }
    }

    /// What to do about a feed that is lost.
    #[must_use]
    pub fn feed_guidance(&self) -> &'static str {
        self.pick("先看数据源屏（f），再联系该数据提供方", "look at the feeds (f), then call its provider")
    }

    /// How to acknowledge from the overview.
    #[must_use]
    pub fn how_to_acknowledge(&self) -> &'static str {
        self.pick("告警，再按 a 确认", "alarms, then a: acknowledge")
    }

    /// Before the list of what is open.
    #[must_use]
    pub fn open(&self) -> &'static str {
        self.pick("未了", "open")
    }

    /// How many more there are.
    #[must_use]
    pub fn more(&self, count: usize) -> String {
        match self.language {
            Language::Zh => format!("另有 {count} 项"),
            Language::En => format!("{count} more"),
        }
    }

    /// That the help has more lines than fit.
    #[must_use]
    pub fn help_goes_on(&self, below: usize) -> String {
        match self.language {
            Language::Zh => format!("余 {below} 行：Down Up 翻，其他键关闭"),
            Language::En => format!("{below} below: Down Up; other keys close"),
        }
    }

    /// Growth over a span, as a measure's name.
    fn growth(&self, span: SignedDuration) -> String {
        match self.language {
            Language::Zh => format!("{}增", self.span(span)),
            Language::En => format!("in {}", self.span(span)),
        }
    }

    /// A measure that grows, and its limit: `1天+1 限3`.
    #[must_use]
    pub fn grown(&self, measure: &Measure, grown: &str, limit: &str) -> String {
        let span = match measure {
            Measure::Increase(span) => self.span(span.signed()),
            _ => self.pick("本班", "shift").to_owned(),
        };
        match self.language {
            Language::Zh => format!("{span}{grown} 限{limit}"),
            Language::En => format!("{span} {grown}/{limit}"),
        }
    }

    /// What the short forms beside figures mean.
    #[must_use]
    pub fn legend_lines(&self) -> [(&'static str, &'static str); 9] {
        match self.language {
            Language::Zh => [
                ("+2", "本班变化；标题后为未显示"),
                ("同期9", "去年同期；基零为同期零"),
                ("小", "基数不足 10，慎看百分比"),
                ("限40 差9", "下一个阈值及差距"),
                ("1天+1 限3", "一天增 1，阈值 3"),
                ("目标90 −2", "目标及差距"),
                ("<5 *", "小数隐去及连带隐去"),
                ("—", "不知道，不是零"),
                ("▁▂▅", "走势，右端为现在"),
            ],
            Language::En => [
                ("+2", "this shift; not shown"),
                ("LY 9", "last year; zero: none then"),
                ("sm", "small base, under 10"),
                ("lim 40 (9)", "next threshold, distance"),
                ("1d +1/3", "grew 1 in a day, limit 3"),
                ("of 90 −2", "target, distance"),
                ("<5 *", "small cells hidden"),
                ("—", "not known, not zero"),
                ("▁▂▅", "course, now at the right"),
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
    pub fn measure(&self, measure: &Measure) -> String {
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
