//! What is said of an edited configuration.

use crate::duty::{ConfigNotice, Language};

use super::words::Words;

impl Words {
    /// What is said of it, with the first problem and its place.
    pub(super) fn config_notice(&self, notice: &ConfigNotice) -> String {
        let zh = self.language == Language::Zh;
        let text = match notice {
            ConfigNotice::JournalNeedsRestart if zh => "新配置已生效，[journal] 的改动要重启后生效".to_owned(),
            ConfigNotice::JournalNeedsRestart => "the new configuration is in force; [journal] needs a restart".to_owned(),
            ConfigNotice::Refused { at, problem, more } => {
                let at = match at {
                    Some((line, column)) if zh => format!("第{line}行第{column}列 "),
                    Some((line, column)) => format!("line {line} column {column}: "),
                    None => String::new(),
                };
                let more = if *more == 0 { String::new() } else { format!("{}{}", self.pick("，", ", "), self.more(*more)) };
                let what = self.pick("配置有误，仍用旧配置：", "configuration refused, the old one stays: ");
                format!("{what}{at}{problem}{more}")
            }
        };
        text + self.pick("（y 知道了）", " (y: seen)")
    }

    /// The same in a word or two.
    pub(super) fn config_notice_short(&self, notice: &ConfigNotice) -> &'static str {
        match notice {
            ConfigNotice::Refused { .. } => self.pick("配置有误", "bad config"),
            ConfigNotice::JournalNeedsRestart => self.pick("需重启", "restart needed"),
        }
    }
}
