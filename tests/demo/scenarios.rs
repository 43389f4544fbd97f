//! The situations, as the duty room of whoever looks lives through them: with the county's past, polled and decoded.

use std::sync::Arc;
use std::time::Duration;

use jiff::{Timestamp, ToSpan};
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use unicode_width::UnicodeWidthStr;
use zhiban::app::{App, Message, hints, update};
use zhiban::config::Config;
use zhiban::demo::{Chronicle, County, Scenario, config};
use zhiban::duty::{
    Down, FeedState, Id, JournalState, Language, Level, Outcome, PartOfDay, Poll, Record, Room, State, Subject, Trouble,
};
use zhiban::feed::Known;
use zhiban::journal::{Answer, Opening, Place, Writer};
use zhiban::screen::{Depth, Screen, Theme, UNICODE, draw};

use crate::county::{FEEDS, county, figures, known, local, snapshot, value, zone};

const STARTS: [&str; 3] = ["2026-01-01T00:10:00", "2026-07-20T16:41:03", "2026-11-24T18:12:00"];

/// A dashboard of a situation, begun with the county's past.
pub(crate) struct Look {
    county: County,
    known: Known,
    start: Timestamp,
    pub(crate) app: App,
    now: Timestamp,
}

pub(crate) fn settings(scenario: Scenario) -> Config {
    let text = config("127.0.0.1:4000".parse().unwrap(), scenario);
    Config::parse(&text, "demo", std::path::Path::new("")).unwrap_or_else(|problems| panic!("{problems}"))
}

impl Look {
    pub(crate) fn begin(scenario: Scenario, seed: u64, start: &str) -> Self {
        let start = local(start);
        let county = || County::of(scenario, seed, start, zone());
        let plan = settings(scenario).plan;
        let history = Arc::new(Chronicle::new(county(), plan.clone()));
        let room = Room::new(plan, start);
        let (readings_since, log_since) = (room.readings_since(start), room.log_since());
        let retain = settings(scenario).journal.retain;
        let opening = Opening { place: Place::Memory, retain, readings_since, log_since, now: start, history: Some(history) };
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
        let mut writer = Writer::spawn(opening).unwrap();
        let Answer::Opened { past, trouble: None, .. } = runtime.block_on(writer.answer()) else { panic!("it did not open") };
        let app = App::new(room, Language::Zh, Theme::new(Depth::True, false), UNICODE, None);
        let mut look = Self { county: county(), known: known(), start, app, now: start };
        update(&mut look.app, Message::Opened(past, None), start);
        look.app.room.settle();
        look.app.journal = JournalState::Recording;
        look
    }

    /// Polls every feed each five seconds up to a second of the situation, which is then looked at.
    pub(crate) fn until(&mut self, second: i64) {
        loop {
            let elapsed = self.now.duration_since(self.start).as_secs();
            if elapsed % 5 == 0 {
                for (n, feed) in FEEDS.into_iter().enumerate() {
                    let (status, outcome) = if self.county.refuses(feed, self.now) {
                        (503, Outcome::Trouble(Trouble::Down(Down::Unavailable(503))))
                    } else {
                        (200, Outcome::Snapshot(snapshot(&self.county, feed, self.now, &self.known)))
                    };
                    let poll = Poll { at: self.now, status: Some(status), took: Duration::ZERO, outcome, expires: None };
                    self.app.room.receive(n, poll, self.now);
                    self.app.room.settle();
                }
            }
            self.app.room.tick(self.now);
            self.app.room.settle();
            if elapsed >= second {
                break;
            }
            self.now = self.now.checked_add(1.second()).unwrap();
        }
    }

    /// The alarms that hold, with their levels.
    pub(crate) fn active(&self) -> Vec<(String, Level)> {
        let active = |(subject, record): (Subject, &Record)| Some((subject.to_string(), record.alarm.active?));
        self.app.room.alarms().map(|(subject, desk)| (subject, desk.shown())).filter_map(active).collect()
    }

    fn feeds(&self) -> Vec<FeedState> {
        self.app.room.feeds().iter().map(|feed| feed.state(self.now)).collect()
    }

    fn picture(&mut self, screen: Screen, language: Language, width: u16, height: u16) -> String {
        self.app.language = language;
        self.app.at = screen;
        let mut buffer = Buffer::empty(Rect::new(0, 0, width, height));
        update(&mut self.app, Message::Resized(width, height), self.now);
        assert!(!hints(screen).is_empty());
        draw(&self.app.view(self.now), &mut buffer);
        let mut picture = String::new();
        for y in 0..height {
            let (mut x, mut line) = (0, String::new());
            while x < width {
                let symbol = buffer[(x, y)].symbol();
                line.push_str(symbol);
                x += u16::try_from(symbol.width().max(1)).unwrap();
            }
            picture += line.trim_end();
            picture += "\n";
        }
        picture
    }
}

/// Looks at a situation, begun at each of these times, after a quarter of a minute, and until five minutes have passed.
fn look(scenario: Scenario, starts: [&str; 3], check: impl Fn(&Look, &str)) {
    for (seed, start) in [1, 2, 2026].into_iter().zip(starts) {
        let mut look = Look::begin(scenario, seed, start);
        for second in [15, 60, 315] {
            look.until(second);
            check(&look, &format!("{:?}, seed {seed}, {start}, second {second}", look.active()));
        }
    }
}

const LIVE: [FeedState; 3] = [FeedState::Live; 3];

#[test]
fn a_calm_county_stays_calm() {
    look(Scenario::Calm, STARTS, |look, place| {
        assert_eq!(look.active(), [], "{place}");
        assert_eq!(look.feeds(), LIVE, "{place}");
        assert_eq!((look.app.room.unacknowledged(), look.app.room.worst()), (0, State::Normal), "{place}");
    });
}

/// Chance would have had a fatal crash in the last day: it is left out, or it would be an alarm at the start.
#[test]
fn a_calm_county_had_a_quiet_day() {
    let (known, first) = (known(), local("2026-09-01T12:00:00"));
    let at = |day: i64| first.checked_add((day * 24).hours()).unwrap();
    let crashes = |day: i64| value(&figures(&county(1), at(day), &known), "traffic.fatal_crashes");
    let day = (1..100).find(|day| crashes(*day) > crashes(day - 1)).unwrap();
    let start = at(day).to_zoned_datetime(zone()).datetime().to_string();
    let mut look = Look::begin(Scenario::Calm, 1, &start);
    look.until(15);
    assert_eq!(look.active(), [], "{start}");
}

#[test]
fn one_critical_alarm_stands_and_waits() {
    look(Scenario::Critical, STARTS, |look, place| {
        assert_eq!(look.active(), [("indicator:drowning.incidents".to_owned(), Level::Critical)], "{place}");
        assert_eq!((look.app.room.unacknowledged(), look.feeds()), (1, LIVE.to_vec()), "{place}");
    });
}

#[test]
fn one_feed_is_lost_and_its_figures_are_unknown() {
    look(Scenario::FeedLost, STARTS, |look, place| {
        assert_eq!(look.active().iter().map(|(subject, _)| subject.as_str()).collect::<Vec<_>>(), ["feed:petitions"], "{place}");
        assert_eq!(look.feeds(), [FeedState::Live, FeedState::Down, FeedState::Live], "{place}");
        for track in look.app.room.tracks() {
            let is_lost = track.indicator.id.as_str().starts_with("petitions.");
            assert_eq!(track.value().is_none(), is_lost, "{} {place}", track.indicator.id);
        }
    });
}

#[test]
fn a_dozen_alarms_come_at_once() {
    look(Scenario::Flood, STARTS, |look, place| {
        assert!(look.active().len() >= 12 && look.app.room.flood().is_some(), "{place}");
        assert!(look.app.room.unacknowledged() >= 12, "{place}");
        assert_eq!(look.feeds(), LIVE, "{place}");
    });
}

#[test]
fn a_night_is_handed_over() {
    look(Scenario::Handover, ["2026-01-01T08:05:00", "2026-07-20T08:05:00", "2026-11-24T08:05:00"], |look, place| {
        let room = &look.app.room;
        assert_eq!((room.shift().part, room.post().officer.as_ref().unwrap().as_str()), (PartOfDay::Night, "值班甲"), "{place}");
        assert!(room.post().since.unwrap().to_zoned_datetime(zone()).to_string().contains("T17:32:00"), "{place}");
        let desk = |id: &str| room.alarm(&Subject::Indicator(Id::new(id).unwrap())).unwrap().shown().clone();
        assert_eq!(room.unacknowledged(), 1, "{place}");
        assert!(desk("petitions.overdue").alarm.is_unacknowledged(), "{place}");
        let shelved = desk("safety.hazards_overdue");
        assert!(shelved.alarm.is_suppressed() && shelved.suppression.unwrap().until == Some(room.shift().end), "{place}");
        assert!(desk("traffic.fatal_crashes").acknowledgement.unwrap().note.is_some(), "{place}");
        let clock = room.clocks().iter().find_map(|clock| clock.shown()).unwrap();
        assert!(clock.is_running() && clock.steps[0].reported.is_some() && !clock.steps[1].is_late(look.now), "{place}");
        assert_eq!(look.feeds(), LIVE, "{place}");
    });
    let mut look = Look::begin(Scenario::Handover, 1, "2026-11-24T08:05:00");
    look.until(15);
    let sheet = look.picture(Screen::Shift, Language::Zh, 120, 60);
    for words in ["值班甲", "petitions", "电话抽查", "已通知维护单位", "#13 搁置", "亡人事故 电话首报 已上报"]
    {
        assert!(sheet.contains(words), "{words} is not on\n{sheet}");
    }
}

#[test]
fn each_situation_at_two_sizes_in_both_languages() {
    for (scenario, name) in [
        (Scenario::Calm, "calm"),
        (Scenario::Critical, "critical"),
        (Scenario::FeedLost, "feed_lost"),
        (Scenario::Flood, "flood"),
        (Scenario::Handover, "handover"),
    ] {
        let mut look = Look::begin(scenario, 1, "2026-11-24T08:05:00");
        look.until(20);
        let screens: &[Screen] =
            if scenario == Scenario::Handover { &[Screen::Overview, Screen::Shift] } else { &[Screen::Overview] };
        for screen in screens {
            for (width, height) in [(80, 24), (120, 40)] {
                for (language, short) in [(Language::Zh, "zh"), (Language::En, "en")] {
                    let of = if *screen == Screen::Shift { "_shift" } else { "" };
                    let picture = look.picture(*screen, language, width, height);
                    insta::assert_snapshot!(format!("{name}{of}_{width}x{height}_{short}"), picture);
                }
            }
        }
    }
}
