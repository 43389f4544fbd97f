//! The dashboard in lines of text, for screen readers and logs: what is new, once.

use std::collections::HashMap;

use jiff::Timestamp;
use jiff::tz::TimeZone;

use crate::duty::{Channel, Clean, ConfigNotice, Desk, Entry, Feed, Health, Id, JournalState, Room, Shift};
use crate::screen::{Spoken, spoken};

use super::state::App;
use super::update::Message;

/// The most that waits for a reader who does not read: then lines are left out, and how many is said.
const MOST_WAITING: usize = 1 << 20;

/// What has been said, and what is to be.
pub(super) struct Lines {
    waiting: Vec<u8>,
    left_out: usize,
    /// Whether every change of a figure is said.
    figures: bool,
    /// By indicator: an edited configuration puts others between them.
    values: HashMap<Id, Option<f64>>,
    shift: Shift,
    /// The beginning of the county's hour that was last summed up, in seconds since 1970.
    hour: i64,
    /// Whether every feed has been heard of, and that was said.
    summed_up: bool,
    journal: JournalState,
    moved_aside: Option<Clean>,
    config_notice: Option<ConfigNotice>,
    /// The receivers that cannot be told.
    troubled: Vec<(Clean, Channel)>,
}

impl Lines {
    pub(super) fn new(app: &App, figures: bool) -> Self {
        Self {
            waiting: Vec::new(),
            left_out: 0,
            figures,
            values: values(&app.room),
            shift: app.room.shift(),
            hour: i64::MIN,
            summed_up: false,
            journal: app.journal.clone(),
            moved_aside: None,
            config_notice: None,
            troubled: Vec::new(),
        }
    }

    /// What waits to be written.
    pub(super) fn waiting(&mut self) -> Option<&mut Vec<u8>> {
        (!self.waiting.is_empty()).then_some(&mut self.waiting)
    }

    /// Says what a message brings that will be shown by it.
    pub(super) fn hear(&mut self, app: &App, message: &Message, now: Timestamp) {
        let (proposal, recorded) = match message {
            Message::Recorded(proposal, _) => (&**proposal, true),
            Message::NotRecorded(proposal) => (proposal, false),
            _ => return,
        };
        for entry in &proposal.entries {
            // What could not be recorded was said then.
            if !was_shown(&app.room, entry) {
                self.say(app, now, &Spoken::Entry { entry, recorded });
            }
        }
    }

    /// Says what has changed otherwise since this was last asked.
    pub(super) fn look(&mut self, app: &App, now: Timestamp) {
        if app.journal != self.journal {
            let was_well = !matches!(self.journal, JournalState::NotRecording { .. });
            self.journal = app.journal.clone();
            // That it is open now is said by the entry that this seat started.
            if !(was_well && app.journal == JournalState::Recording) {
                self.say(app, now, &Spoken::Journal(&app.journal));
            }
        }
        self.look_at_files(app, now);
        self.look_at_receivers(app, now);
        self.look_at_figures(app, now);
        self.look_at_the_whole(app, now);
    }

    /// Every hour, at a handover, and once every feed has been heard of.
    fn look_at_the_whole(&mut self, app: &App, now: Timestamp) {
        let (shift, hour) = (app.room.shift(), hour(now, app.room.zone()));
        let all_heard = app.room.feeds().iter().all(Feed::was_heard);
        let is_due = shift != self.shift || (all_heard && !self.summed_up) || (self.summed_up && hour > self.hour);
        // What is on its way to the journal is part of it.
        if is_due && app.room.alarms_where(Desk::is_pending).next().is_none() {
            self.summed_up |= all_heard;
            (self.shift, self.hour) = (shift, hour);
            self.say(app, now, &Spoken::Whole);
        }
    }

    /// Says that this was the end.
    pub(super) fn end(&mut self, app: &App, now: Timestamp) {
        self.say(app, now, &Spoken::End);
    }

    /// A damaged journal that was moved aside, and an edited configuration that is not in force as it stands.
    fn look_at_files(&mut self, app: &App, now: Timestamp) {
        if app.moved_aside != self.moved_aside {
            self.moved_aside.clone_from(&app.moved_aside);
            if let Some(path) = &app.moved_aside {
                self.say(app, now, &Spoken::MovedAside(path));
            }
        }
        if app.config_notice != self.config_notice {
            self.config_notice.clone_from(&app.config_notice);
            // That another is in force is said by its entry.
            if let Some(notice) = &app.config_notice {
                self.say(app, now, &Spoken::Configuration(notice));
            }
        }
    }

    fn look_at_receivers(&mut self, app: &App, now: Timestamp) {
        let is_troubled = |health: &&Health| health.trouble.is_some();
        let key = |health: &Health| (health.receiver.clone(), health.channel);
        let troubled: Vec<_> = app.receivers.iter().filter(is_troubled).map(key).collect();
        let before = std::mem::replace(&mut self.troubled, troubled);
        for health in &app.receivers {
            if before.contains(&key(health)) != health.trouble.is_some() {
                self.say(app, now, &Spoken::Receiver(health));
            }
        }
    }

    fn look_at_figures(&mut self, app: &App, now: Timestamp) {
        if !self.figures {
            return;
        }
        let before = std::mem::replace(&mut self.values, values(&app.room));
        for track in app.room.tracks() {
            let before = before.get(&track.indicator.id).copied().flatten();
            if track.value() != before {
                self.say(app, now, &Spoken::Figure { track, before });
            }
        }
    }

    fn say(&mut self, app: &App, now: Timestamp, what: &Spoken<'_>) {
        if self.waiting.len() > MOST_WAITING {
            self.left_out += 1;
            return;
        }
        let view = app.view(now);
        let left_out = std::mem::take(&mut self.left_out);
        if left_out > 0 {
            self.push(&spoken(&view, &Spoken::LeftOut(left_out)));
        }
        self.push(&spoken(&view, what));
    }

    fn push(&mut self, line: &str) {
        self.waiting.extend_from_slice(line.as_bytes());
        self.waiting.push(b'\n');
    }
}

/// When the hour began that it is there, in seconds since 1970. Some clocks are half an hour off others.
fn hour(now: Timestamp, zone: &TimeZone) -> i64 {
    let local = now.to_zoned_datetime(zone.clone());
    now.as_second() - i64::from(local.minute()) * 60 - i64::from(local.second())
}

/// Whether an entry is shown already, as one that could not be recorded.
fn was_shown(room: &Room, entry: &Entry) -> bool {
    room.log().lines().rev().any(|line| !line.recorded && line.entry == *entry)
}

fn values(room: &Room) -> HashMap<Id, Option<f64>> {
    room.tracks().iter().map(|track| (track.indicator.id.clone(), track.value())).collect()
}

#[cfg(test)]
mod tests {
    use std::path::Path;
    use std::sync::Arc;

    use super::*;
    use crate::app::update;
    use crate::config::Config;
    use crate::duty::{Language, LeftOut, NotRecorded, Note, Order, Outcome, Poll, Proposal, Reading, Snapshot};
    use crate::screen::{Theme, UNICODE};

    fn at(time: &str) -> Timestamp {
        format!("2026-03-05T{time}+08:00").parse().unwrap()
    }

    fn app() -> App {
        let config = "timezone = \"Asia/Shanghai\"\n[[feed]]\nname = \"a\"\nurl = \"https://a/\"\n";
        let plan = Config::parse(config, "test", Path::new("")).unwrap().plan;
        App::new(Room::new(plan, at("08:40:00")), Language::Zh, Theme::mono(), UNICODE, None)
    }

    /// What has been said since the last time.
    fn said(lines: &mut Lines) -> String {
        String::from_utf8(std::mem::take(&mut lines.waiting)).unwrap()
    }

    #[test]
    fn what_could_not_be_recorded_is_said_once_and_so_is_the_trouble() {
        let (mut app, now) = (app(), at("08:42:17"));
        let mut lines = Lines::new(&app, false);
        app.room.order(Order::Note(Note::new("夜间无异常").unwrap()), now).unwrap();
        let proposal: Proposal = app.propose();
        let recorded = Message::Recorded(Arc::new(proposal.clone()), None);
        let unrecorded = Message::NotRecorded(proposal);
        lines.hear(&app, &unrecorded, now);
        update(&mut app, unrecorded, now);
        app.journal = JournalState::NotRecording { since: now, reason: NotRecorded::Full };
        lines.look(&app, now);
        lines.look(&app, now);
        let text = said(&mut lines);
        assert_eq!(text, "2026-03-05 08:42:17 记事 夜间无异常 未落盘\n2026-03-05 08:42:17 未落盘 磁盘已满\n");
        lines.hear(&app, &recorded, now);
        update(&mut app, recorded, now);
        app.journal = JournalState::Recording;
        lines.look(&app, now);
        assert_eq!(said(&mut lines), "2026-03-05 08:42:17 已全部落盘\n");
    }

    #[test]
    fn what_becomes_of_files_is_said_once() {
        let (mut app, now) = (app(), at("08:42:17"));
        let mut lines = Lines::new(&app, false);
        app.moved_aside = Some("/var/journal.db.damaged".into());
        app.config_notice = Some(ConfigNotice::Refused { at: Some((12, 3)), problem: "unknown key `regoin`".into(), more: 0 });
        lines.look(&app, now);
        lines.look(&app, now);
        let text = "2026-03-05 08:42:17 日志库曾损坏，原件移至 /var/journal.db.damaged\n\
                    2026-03-05 08:42:17 配置有误，仍用旧配置：第12行第3列 unknown key `regoin`\n";
        assert_eq!(said(&mut lines), text);
        app.config_notice = None;
        lines.look(&app, now);
        assert_eq!(said(&mut lines), "");
    }

    #[test]
    fn a_figure_that_an_edit_moves_to_another_place_is_none_that_changed() {
        let plan = |ids: &[&str]| {
            let ids = ids
                .iter()
                .map(|id| format!("[[indicator]]\nid = \"{id}\"\nname = \"{id}\"\ntopic = \"traffic\"\nkind = \"gauge\"\n"));
            let text = format!("[[feed]]\nname = \"a\"\nurl = \"https://a/\"\n{}", ids.collect::<String>());
            Config::parse(&text, "test", Path::new("")).unwrap().plan
        };
        let now = at("08:42:17");
        let mut app = App::new(Room::new(plan(&["x.first", "x.last"]), now), Language::Zh, Theme::mono(), UNICODE, None);
        let reading = |(id, value)| Reading::of(Id::new(id).unwrap(), Some(value));
        let readings = [("x.first", 412.0), ("x.last", 7.0)].map(reading).to_vec();
        let outcome = Outcome::Snapshot(Snapshot {
            as_of: now,
            sequence: None,
            readings,
            left_out: LeftOut::default(),
            remarks: crate::duty::Remarks::default(),
        });
        app.room.receive(0, Poll { at: now, status: Some(200), took: std::time::Duration::ZERO, outcome, expires: None }, now);
        let mut lines = Lines::new(&app, true);
        app.room.reconfigure(plan(&["x.new", "x.last", "x.first"]), now);
        lines.look_at_figures(&app, now);
        assert_eq!(said(&mut lines), "");
    }

    #[test]
    fn how_everything_stands_is_said_at_the_beginning_each_hour_and_at_a_handover() {
        let mut app = app();
        let mut lines = Lines::new(&app, false);
        lines.look(&app, at("08:41:00"));
        assert_eq!(said(&mut lines), "", "not before every feed was heard of");
        let poll = crate::duty::Poll {
            at: at("08:42:00"),
            status: Some(304),
            took: std::time::Duration::ZERO,
            outcome: crate::duty::Outcome::NotModified,
            expires: None,
        };
        app.room.receive(0, poll, at("08:42:00"));
        let mut count = |app: &mut App, time: &str| {
            app.room.tick(at(time));
            app.room.settle();
            lines.look(app, at(time));
            said(&mut lines).matches("汇总").count()
        };
        let course = ["08:42:00", "08:42:01", "08:59:59", "09:00:00", "09:00:01", "17:29:59", "17:30:00", "17:30:01", "18:00:00"];
        assert_eq!(course.map(|time| count(&mut app, time)), [1, 0, 0, 1, 0, 1, 1, 0, 1]);
    }

    #[test]
    fn a_reader_who_is_too_slow_is_told_how_much_is_missing_and_costs_no_more() {
        let app = app();
        let mut lines = Lines::new(&app, false);
        for _ in 0..40_000 {
            lines.say(&app, at("08:42:17"), &Spoken::End);
        }
        assert!(lines.waiting.len() < MOST_WAITING + 1000 && lines.left_out > 0);
        said(&mut lines);
        lines.say(&app, at("08:42:17"), &Spoken::End);
        let text = said(&mut lines);
        assert!(text.lines().count() == 2 && text.contains("读取过慢，略去"), "{text}");
    }

    /// Nepal is five hours and three quarters ahead.
    #[test]
    fn an_hour_is_the_countys() {
        let beginning = |time: &str, zone: &str| hour(time.parse().unwrap(), &TimeZone::get(zone).unwrap());
        assert_eq!(
            beginning("2026-03-05T08:59:59+05:45", "Asia/Kathmandu"),
            beginning("2026-03-05T08:00:00+05:45", "Asia/Kathmandu")
        );
        assert!(
            beginning("2026-03-05T09:00:00+05:45", "Asia/Kathmandu") > beginning("2026-03-05T08:59:59+05:45", "Asia/Kathmandu")
        );
        // Where the clock goes back an hour is twice, and each begins.
        let twice = ["2026-11-01T01:30:00-04:00", "2026-11-01T01:30:00-05:00"].map(|time| beginning(time, "America/New_York"));
        assert_eq!(twice[1] - twice[0], 3600);
    }
}
