//! What is said of a feed: what is wrong with it, what is odd in its figures, which certificate ends.

use jiff::Timestamp;
use jiff::tz::TimeZone;

use crate::duty::{Certificate, Down, Expiry, Language, Part, Refusal, Remark, Room, Trouble, Unread};

use super::words::Words;

impl Words {
    /// What is wrong with a feed, in a sentence.
    #[must_use]
    pub fn trouble(&self, trouble: &Trouble) -> String {
        match self.language {
            Language::Zh => self.trouble_zh(trouble),
            Language::En => self.trouble_en(trouble),
        }
    }

    fn trouble_zh(&self, trouble: &Trouble) -> String {
        match trouble {
            Trouble::Down(Down::Unreachable(detail)) => format!("连接不上：{detail}"),
            Trouble::Down(Down::TimedOut(limit)) => format!("{}内无完整应答", self.span(limit.signed())),
            Trouble::Down(Down::BrokenOff(detail)) => format!("应答中途断开：{detail}"),
            Trouble::Down(Down::Unavailable(status)) => format!("服务器暂不可用（HTTP {status}）"),
            Trouble::Down(Down::NotAsked(detail)) => format!("未能发出请求：{detail}"),
            Trouble::Down(Down::NotWritten) | Trouble::Refused(Refusal::NotWritten) => "原因未入日志".to_owned(),
            Trouble::Refused(Refusal::Status(status)) => format!("应答不可用（HTTP {status}）"),
            Trouble::Refused(Refusal::Redirect(to)) => format!("被转往别处：{to}"),
            Trouble::Refused(Refusal::TooLarge(limit)) => format!("应答超过 {limit} 字节"),
            Trouble::Refused(Refusal::Failed { code, message }) => format!("对方报错 {code}：{message}"),
            Trouble::Refused(Refusal::Truncated { rows, total }) => format!("只有一页：{rows} 条，共 {total} 条"),
            Trouble::Refused(Refusal::Invalid { pointer, reason }) if pointer.as_str().is_empty() => {
                format!("格式错误：{reason}")
            }
            Trouble::Refused(Refusal::Invalid { pointer, reason }) => format!("{pointer} 格式错误：{reason}"),
            Trouble::Refused(Refusal::Future { ahead, .. }) => {
                format!("数据时间比本机快 {}，请核对两边时钟", self.span(ahead.signed()))
            }
        }
    }

    fn trouble_en(&self, trouble: &Trouble) -> String {
        match trouble {
            Trouble::Down(Down::Unreachable(detail)) => format!("cannot connect: {detail}"),
            Trouble::Down(Down::TimedOut(limit)) => format!("no complete answer within {}", self.span(limit.signed())),
            Trouble::Down(Down::BrokenOff(detail)) => format!("the answer broke off: {detail}"),
            Trouble::Down(Down::Unavailable(status)) => format!("the server cannot answer now (HTTP {status})"),
            Trouble::Down(Down::NotAsked(detail)) => format!("could not ask: {detail}"),
            Trouble::Down(Down::NotWritten) | Trouble::Refused(Refusal::NotWritten) => "why is not in the journal".to_owned(),
            Trouble::Refused(Refusal::Status(status)) => format!("not an answer (HTTP {status})"),
            Trouble::Refused(Refusal::Redirect(to)) => format!("redirected elsewhere: {to}"),
            Trouble::Refused(Refusal::TooLarge(limit)) => format!("the answer exceeds {limit} bytes"),
            Trouble::Refused(Refusal::Failed { code, message }) => format!("the answer says it failed, {code}: {message}"),
            Trouble::Refused(Refusal::Truncated { rows, total }) => format!("a page and not the whole: {rows} of {total}"),
            Trouble::Refused(Refusal::Invalid { pointer, reason }) if pointer.as_str().is_empty() => {
                format!("malformed: {reason}")
            }
            Trouble::Refused(Refusal::Invalid { pointer, reason }) => format!("malformed at {pointer}: {reason}"),
            Trouble::Refused(Refusal::Future { ahead, .. }) => {
                format!("its time is {} ahead of this machine; check both clocks", self.span(ahead.signed()))
            }
        }
    }

    /// A remark on a snapshot, in a sentence. Of an indicator the room says the name.
    #[must_use]
    pub fn remark(&self, remark: &Remark, room: &Room) -> String {
        match remark {
            Remark::Unread { id, part, why } => {
                let track = room.track(id.as_str());
                let name = track.map_or(id.as_str(), |track| track.indicator.name.in_language(self.language));
                format!("{name}{} {}{}{}", self.part(*part), self.unknown_figure(), self.pick("：", ": "), self.unread(why))
            }
            Remark::Said(text) => format!("{}{text}", self.pick("对方提示：", "the server says: ")),
        }
    }

    /// Which figure of an indicator, where it is not its value.
    fn part(&self, part: Part) -> &'static str {
        match part {
            Part::Value => "",
            Part::LastYear => self.pick("的同期", ", last year:"),
            Part::Corrections => self.pick("的更正", ", corrections:"),
            Part::Sample => self.pick("的样本", ", sample:"),
            Part::Peer => self.pick("的全市平均", ", the city's average:"),
            Part::Of => self.pick("的排名总数", ", how many are ranked:"),
            Part::Territories => self.pick("的分乡镇", ", by territory:"),
        }
    }

    fn unknown_figure(&self) -> &'static str {
        self.pick("未知", "unknown")
    }

    /// Why a figure could not be read.
    #[must_use]
    pub fn unread(&self, why: &Unread) -> String {
        match (why, self.language) {
            (Unread::Nothing, Language::Zh) => "应答里没有".to_owned(),
            (Unread::Nothing, Language::En) => "nothing found in the answer".to_owned(),
            (Unread::NotOne(found), Language::Zh) => format!("找到 {found} 个，应当只有 1 个"),
            (Unread::NotOne(found), Language::En) => format!("found {found} where one is wanted"),
            (Unread::NotANumber(place), Language::Zh) => format!("{place} 不是数字"),
            (Unread::NotANumber(place), Language::En) => format!("not a number at {place}"),
            (Unread::OutOfRange(place), Language::Zh) => format!("{place} 不在允许范围"),
            (Unread::OutOfRange(place), Language::En) => format!("out of range at {place}"),
            (Unread::Said(text), _) => text.to_string(),
        }
    }

    /// When a certificate on the way to a feed ends, in the county's time.
    #[must_use]
    pub fn expiry(&self, expiry: &Expiry, now: Timestamp, zone: &TimeZone) -> String {
        let whose = match expiry.of {
            Certificate::Server => self.pick("服务器证书", "the server's certificate"),
            Certificate::Client => self.pick("本机证书", "this machine's certificate"),
            Certificate::Authority => self.pick("CA 证书", "the authority's certificate"),
        };
        let day = expiry.at.to_zoned_datetime(zone.clone()).strftime("%Y-%m-%d");
        let left = expiry.at.duration_since(now);
        match (left.is_positive(), self.language) {
            (true, Language::Zh) => format!("{whose}{}后到期（{day}）", self.span(left)),
            (true, Language::En) => format!("{whose} ends in {} ({day})", self.span(left)),
            (false, Language::Zh) => format!("{whose}已过期（{day}）"),
            (false, Language::En) => format!("{whose} has ended ({day})"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::duty::Clean;

    #[test]
    fn a_certificate_is_said_with_whose_it_is_and_how_long_it_lasts() {
        let now: Timestamp = "2026-03-05T00:00:00Z".parse().unwrap();
        let zone = TimeZone::get("Asia/Shanghai").unwrap();
        let at = |text: &str| Expiry { of: Certificate::Server, at: text.parse().unwrap() };
        let said = |language, expiry: &Expiry| Words::of(language).expiry(expiry, now, &zone);
        let soon = at("2026-03-10T20:00:00Z");
        assert!(soon.is_near(now));
        assert_eq!(said(Language::Zh, &soon), "服务器证书5天20时后到期（2026-03-11）");
        assert_eq!(said(Language::En, &soon), "the server's certificate ends in 5d20h (2026-03-11)");
        let gone = Expiry { of: Certificate::Client, ..at("2026-03-04T00:00:00Z") };
        assert_eq!(said(Language::Zh, &gone), "本机证书已过期（2026-03-04）");
        assert_eq!(said(Language::En, &gone), "this machine's certificate has ended (2026-03-04)");
        assert!(gone.is_near(now) && !at("2026-03-20T00:00:00Z").is_near(now));
    }

    #[test]
    fn why_a_figure_is_not_read_is_said_in_both_languages() {
        let place = Clean::new("$['rows'][3]");
        for (why, zh, en) in [
            (Unread::Nothing, "应答里没有", "nothing found in the answer"),
            (Unread::NotOne(3), "找到 3 个，应当只有 1 个", "found 3 where one is wanted"),
            (Unread::NotANumber(place.clone()), "$['rows'][3] 不是数字", "not a number at $['rows'][3]"),
            (Unread::OutOfRange(place), "$['rows'][3] 不在允许范围", "out of range at $['rows'][3]"),
            (Unread::Said(Clean::new("bad_data: parse error")), "bad_data: parse error", "bad_data: parse error"),
        ] {
            assert_eq!((Words::of(Language::Zh).unread(&why), Words::of(Language::En).unread(&why)), (zh.into(), en.into()));
        }
    }
}
