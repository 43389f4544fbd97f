//! What is said of an edited configuration.

use crate::duty::{ConfigNotice, Language};

use super::words::Words;

impl Words {
    /// What is said of it, with the first problem and its place, and the key that takes it away.
    pub(super) fn config_notice(&self, notice: &ConfigNotice) -> String {
        self.config_said(notice) + self.pick("（y 知道了）", " (y: seen)")
    }

    /// The same where there is no key.
    pub(super) fn config_said(&self, notice: &ConfigNotice) -> String {
        let zh = self.language == Language::Zh;
        let refused = self.pick("配置有误，仍用旧配置：", "configuration refused, the old one stays: ");
        match notice {
            ConfigNotice::NeedsRestart { journal, mouse } => {
                let keys = match (journal, mouse) {
                    (true, false) => "[journal]",
                    (false, _) => "mouse",
                    (true, true) => self.pick("[journal]、mouse", "[journal] and mouse"),
                };
                if zh {
                    format!("新配置已生效，{keys} 的改动要重启后生效")
                } else {
                    format!("the new configuration is in force; a change of {keys} needs a restart")
                }
            }
            ConfigNotice::NoFeed => format!("{refused}{}", self.pick("没有数据源", "it names no feed")),
            ConfigNotice::Refused { at, problem, more } => {
                let at = match at {
                    Some((line, column)) if zh => format!("第{line}行第{column}列 "),
                    Some((line, column)) => format!("line {line} column {column}: "),
                    None => String::new(),
                };
                let more = if *more == 0 { String::new() } else { format!("{}{}", self.pick("，", ", "), self.more(*more)) };
                format!("{refused}{at}{problem}{more}")
            }
            ConfigNotice::NotWatched(reason) if zh => format!("监视不了配置文件，改动要过几分钟才生效：{reason}"),
            ConfigNotice::NotWatched(reason) => {
                format!("the configuration is not watched, an edit may take minutes: {reason}")
            }
        }
    }

    /// The same in a word or two, with the place of the first problem where there is room.
    pub(super) fn config_notice_short(&self, notice: &ConfigNotice, is_roomy: bool) -> String {
        let text = match notice {
            ConfigNotice::Refused { at: Some((line, column)), .. } if is_roomy => {
                return match self.language {
                    Language::Zh => format!("配置第{line}行第{column}列有误"),
                    Language::En => format!("bad config {line}:{column}"),
                };
            }
            ConfigNotice::Refused { .. } | ConfigNotice::NoFeed => self.pick("配置有误", "bad config"),
            ConfigNotice::NeedsRestart { .. } => self.pick("需重启", "restart needed"),
            ConfigNotice::NotWatched(_) => self.pick("未监视配置", "config unwatched"),
        };
        text.to_owned()
    }
}
