//! The words of the screen in both languages: one typed table, so that a missing one does not compile.

mod en;
mod zh;

use jiff::civil::Weekday;

use crate::duty::{FeedState, Gap, Language, PartOfDay, State, TaskForce, Topic};

use super::theme::Scheme;

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
    /// What is shown is not in the journal.
    pub not_recorded: &'static str,
    /// This seat takes no action and writes nothing.
    pub view_only: &'static str,
    /// Nobody has acknowledged it.
    pub unacknowledged: &'static str,
    /// Somebody has.
    pub acknowledged: &'static str,
    /// Over before anybody acknowledged it.
    pub returned: &'static str,
    /// Over, and stays until it is reset.
    pub latched: &'static str,
    /// Put aside by an officer.
    pub shelved: &'static str,
    /// Suppressed by a period.
    pub suppressed: &'static str,
    /// Taken out of service.
    pub out_of_service: &'static str,
    /// It comes and goes.
    pub flapping: &'static str,
    /// On its way to the journal.
    pub pending: &'static str,
    /// A report that was not made in time.
    pub late: &'static str,
    /// A report that was made.
    pub reported: &'static str,
    /// A report that is due.
    pub report_due: &'static str,
    /// A note of the watch log.
    pub note: &'static str,
    /// Where an officer would be named.
    pub nobody: &'static str,
    /// Before anybody has signed on.
    pub nobody_on_duty: &'static str,
    /// Before the officer's name.
    pub duty_officer: &'static str,
    /// Before the lead's name.
    pub duty_lead: &'static str,
    /// An officer signed on.
    pub signed_on: &'static str,
    /// An officer signed off.
    pub signed_off: &'static str,
    /// The outgoing officer signed.
    pub handed_over: &'static str,
    /// The incoming officer accepted.
    pub took_over: &'static str,
    /// A day with nothing to report.
    pub nil_return: &'static str,
    /// A seat started.
    pub seat_started: &'static str,
    /// A seat ended.
    pub seat_stopped: &'static str,
    /// A seat took over what others recorded.
    pub seat_rejoined: &'static str,
    /// A seat read its configuration anew.
    pub seat_reconfigured: &'static str,
    /// A seat stood still.
    pub seat_interrupted: &'static str,
    /// The shift that is on.
    pub this_shift: &'static str,
    /// The one before.
    pub previous_shift: &'static str,
    /// Where the handover sheet of the shift before is found.
    pub sheet_of_last_shift: &'static str,
    /// What to do in a flood.
    pub flood_advice: &'static str,
    /// A receiver of alarms, before its name.
    pub notification: &'static str,
    /// Where a filter leaves nothing.
    pub nothing_found: &'static str,
    /// Above the log.
    pub no_personal_data: &'static str,
    /// Marks the past.
    pub looking_back: &'static str,
    /// How to leave the past.
    pub back_to_live: &'static str,
    /// Before the real time.
    pub live: &'static str,
    /// Where the journal has no entry that says what is looked for.
    pub no_entries: &'static str,
    /// Where no indicator is selected.
    pub nothing_selected: &'static str,
    /// While the journal is being read.
    pub reading_journal: &'static str,
    /// The journal was asked, and could not answer.
    pub unreadable: &'static str,
    /// Where the journal has no reading of a span.
    pub no_readings: &'static str,
    /// The line of a target.
    pub target_line: &'static str,
    /// The line of the same period last year.
    pub last_year_line: &'static str,
    /// Between two ends of a range.
    pub to: &'static str,
    /// Where the heading of a breakdown by territory needs a word.
    pub territories: &'static str,
}

impl Words {
    /// The words of a language.
    #[must_use]
    pub fn of(language: Language) -> &'static Self {
        match language {
            Language::Zh => &zh::WORDS,
            Language::En => &en::WORDS,
        }
    }

    /// One of two texts, or of two of anything else.
    #[must_use]
    pub fn pick<T>(&self, zh: T, en: T) -> T {
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
        topic.name(self.language)
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

    /// Before how many feeds are live.
    pub(super) fn live_feeds(&self) -> &'static str {
        self.pick("数据源", "feeds")
    }

    /// A set of colours.
    #[must_use]
    pub fn scheme(&self, scheme: Scheme) -> &'static str {
        match scheme {
            Scheme::Dark => self.pick("配色：深色", "colours: dark"),
            Scheme::Light => self.pick("配色：浅色", "colours: light"),
            Scheme::ColourBlind => self.pick("配色：色盲友好", "colours: colour-blind"),
            Scheme::HighContrast => self.pick("配色：高对比", "colours: high contrast"),
            Scheme::Mono => self.pick("配色：黑白", "colours: none"),
        }
    }

    /// Why a figure is not known.
    #[must_use]
    pub fn gap(&self, gap: &Gap) -> &'static str {
        match gap {
            Gap::NeverDelivered => self.pick("从未送达", "never sent"),
            Gap::NotSent => self.pick("停送", "not sent"),
            Gap::NotKnown => self.pick("未报", "no figure"),
            Gap::Stale => self.feed_state(FeedState::Stale),
            Gap::NoSum => self.pick("无合计", "no total"),
            Gap::ZeroBase => self.pick("基数为零", "zero base"),
            Gap::TooLarge => self.pick("数过大", "too large"),
            // Before the name of what it lacks.
            Gap::Input(_) | Gap::Territory(_) => self.pick("缺", "lacks"),
        }
    }

    /// The units of large numbers, the largest first.
    #[must_use]
    pub fn large_units(&self) -> [(f64, &'static str); 3] {
        match self.language {
            Language::Zh => [(1e12, "万亿"), (1e8, "亿"), (1e4, "万")],
            Language::En => [(1e9, "G"), (1e6, "M"), (1e3, "k")],
        }
    }
}
