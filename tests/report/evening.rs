//! A night shift as the duty room lives it: every entry is what the room itself proposed.

use std::path::Path;
use std::time::Duration;

use jiff::civil::Date;
use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp};
use zhiban::config::Config;
use zhiban::duty::handover::{Course, Facts, Handover, Head};
use zhiban::duty::{
    Action, Down, Entry, Id, Indicator, LeftOut, Note, Order, Outcome, Poll, Reading, Record, Room, Snapshot, StoredReading,
    Subject, Trouble,
};

const CONFIG: &str = r#"
region = "示范县"
catalogue = "none"
timezone = "Asia/Shanghai"

[[feed]]
name = "county"
url = "https://10.1.2.3/a"
stale_after = "5m"

[[feed]]
name = "hotline"
url = "https://10.1.2.3/b"
stale_after = "5m"

[[clock]]
name = "decree-493"
steps = [{ name = { zh = "电话首报", en = "by telephone" }, within = "30m" }, { name = { zh = "书面报告", en = "in writing" }, within = "1h" }]

[[indicator]]
id = "traffic.deaths"
topic = "traffic"
name = { zh = "亡人数", en = "Deaths" }
kind = "count"
window = "year"
clock = "decree-493"
rules = [{ level = "warning", when = "value >= 8" }]

[[indicator]]
id = "traffic.helmet_rate"
topic = "traffic"
name = { zh = "戴帽率", en = "Helmet-wearing rate" }
kind = "rate"
unit = "%"
rules = [{ level = "warning", when = "value < 90" }]

[[indicator]]
id = "drowning.online"
topic = "drowning"
name = { zh = "预警设备在线率", en = "Devices online" }
kind = "rate"
unit = "%"
rules = [{ level = "warning", when = "value < 95" }]

[[indicator]]
id = "petitions.received"
topic = "petitions"
name = { zh = "本年来件", en = "Received this year" }
kind = "count"
window = "year"
rules = []

[[indicator]]
id = "petitions.overdue"
topic = "petitions"
name = { zh = "超期未办", en = "Overdue" }
kind = "gauge"
rules = [{ level = "critical", when = "value >= 1" }]

[[indicator]]
id = "drugs.rank"
topic = "drugs"
name = { zh = "全市排名", en = "Rank in the city" }
kind = "rank"
rules = []

[[indicator]]
id = "fraud.reported"
topic = "fraud"
name = { zh = "今日发案", en = "Reported today" }
kind = "count"
window = "day"
rules = []
"#;

/// A duty room with its journal.
pub(super) struct Duty {
    room: Room,
    indicators: Vec<Indicator>,
    pub(super) zone: TimeZone,
    now: Timestamp,
    county: Vec<Reading>,
    hotline: Vec<Reading>,
    hotline_down: bool,
    entries: Vec<Entry>,
    readings: Vec<StoredReading>,
}

pub(super) fn at(time: &str) -> Timestamp {
    format!("2026-03-{time}:00+08:00").parse().unwrap()
}

fn reading(id: &str, value: f64, last_year: impl Into<Option<f64>>) -> Reading {
    Reading { last_year: last_year.into(), ..Reading::of(Id::new(id).unwrap(), Some(value)) }
}

fn indicator(id: &str) -> Subject {
    Subject::Indicator(Id::new(id).unwrap())
}

impl Duty {
    pub(super) fn from(time: &str) -> Self {
        let config = Config::parse(CONFIG, "evening", Path::new("")).unwrap_or_else(|problems| panic!("{problems}"));
        let (indicators, zone) = (config.plan.indicators.clone(), config.plan.zone.clone());
        let now = at(time);
        Self {
            room: Room::new(config.plan, now),
            indicators,
            zone,
            now,
            county: vec![
                reading("traffic.deaths", 7.0, 9.0),
                reading("traffic.helmet_rate", 91.5, None),
                reading("drowning.online", 97.5, None),
                Reading { of: Some(12), ..reading("drugs.rank", 2.0, None) },
                reading("fraud.reported", 4.0, 6.0),
            ],
            hotline: vec![reading("petitions.received", 412.0, 368.0), reading("petitions.overdue", 0.0, 0.0)],
            hotline_down: false,
            entries: Vec::new(),
            readings: Vec::new(),
        }
    }

    /// Every minute both feeds are polled.
    pub(super) fn go_to(&mut self, time: &str) {
        while self.now < at(time) {
            self.now += SignedDuration::from_mins(1);
            self.room.tick(self.now);
            self.hear(0, Outcome::Snapshot(self.snapshot(&self.county)));
            let hotline = if self.hotline_down {
                Outcome::Trouble(Trouble::Down(Down::Unavailable(503)))
            } else {
                Outcome::Snapshot(self.snapshot(&self.hotline))
            };
            self.hear(1, hotline);
        }
    }

    fn snapshot(&self, readings: &[Reading]) -> Snapshot {
        Snapshot {
            as_of: self.now,
            sequence: None,
            readings: readings.to_vec(),
            left_out: LeftOut::default(),
            remarks: zhiban::duty::Remarks::default(),
        }
    }

    fn hear(&mut self, feed: usize, outcome: Outcome) {
        self.room.receive(feed, Poll { at: self.now, status: Some(200), took: Duration::ZERO, outcome, expires: None }, self.now);
        self.record();
    }

    /// Puts what the room proposes into the journal.
    fn record(&mut self) {
        let proposal = self.room.propose();
        self.room.show(&proposal, true);
        self.entries.extend(proposal.entries);
        self.readings.extend(proposal.readings);
    }

    pub(super) fn set(&mut self, id: &str, change: impl Fn(&mut Reading)) {
        let readings = self.county.iter_mut().chain(&mut self.hotline);
        readings.filter(|reading| reading.id.as_str() == id).for_each(change);
    }

    pub(super) fn order(&mut self, order: Order) {
        self.room.order(order, self.now).unwrap_or_else(|refused| panic!("{refused:?}"));
        self.record();
    }

    fn act(&mut self, id: &str, action: Action) {
        let subject = indicator(id);
        let number = self.room.alarm(&subject).unwrap().shown().number;
        self.order(Order::Alarm { subject, number, action });
    }

    pub(super) fn note(&mut self, text: &str) {
        self.order(Order::Note(Note::new(text).unwrap()));
    }

    fn report(&mut self, step: usize) {
        let clock = self.room.clocks()[0].number();
        self.order(Order::Report { clock, step });
    }

    pub(super) fn alarms(&self) -> Vec<(Subject, Record)> {
        let records = self.room.alarms().map(|(subject, desk)| (subject, desk.shown().clone()));
        records.filter(|(_, record)| !record.is_plain()).collect()
    }

    pub(super) fn facts(&self, from: &str, to: &str, then: Vec<(Subject, Record)>, now: Vec<(Subject, Record)>) -> Facts {
        let courses = self.indicators.iter().map(|i| Course::between(i, &self.readings, at(from), at(to), &self.zone));
        Facts {
            region: self.room.region().clone(),
            indicators: self.indicators.clone(),
            entries: self.entries.clone(),
            alarms_then: then,
            alarms_now: now,
            courses: courses.collect(),
            clocks: self.room.clocks().iter().filter_map(|clock| clock.shown().cloned()).collect(),
            feeds: self.room.feeds().iter().map(|feed| feed.name.clone()).collect(),
            head: Some(Head { number: self.entries.len() as u64, hash: "6f1c8e0a44d1".into() }),
        }
    }
}

/// The night of 5 March 2026, and the zone it is told in.
pub(super) fn evening() -> (Handover, TimeZone) {
    let mut duty = Duty::from("05T17:00");
    duty.order(Order::SignOn { officer: "赵敏".into(), lead: Some("李强".into()) });
    duty.go_to("05T17:28");
    duty.order(Order::HandOver);
    duty.go_to("05T17:29");
    duty.order(Order::TakeOver { officer: "张伟".into(), lead: Some("李强".into()) });
    duty.go_to("05T17:30");
    let then = duty.alarms();
    duty.go_to("05T18:04");
    duty.set("traffic.deaths", |reading| reading.value = Some(8.0));
    duty.go_to("05T18:09");
    duty.act("traffic.deaths", Action::Acknowledge(Note::new("已电话核实，交警大队处置中")));
    duty.go_to("05T18:20");
    duty.report(0);
    duty.go_to("05T18:59");
    duty.set("petitions.overdue", |reading| reading.value = Some(3.0));
    duty.go_to("05T19:12");
    duty.act("petitions.overdue", Action::Acknowledge(Note::new("=cmd|' /C calc'!A0")));
    duty.go_to("05T19:25");
    duty.report(1);
    duty.set("petitions.received", |reading| (reading.value, reading.corrections) = (Some(414.0), -1.0));
    duty.go_to("05T20:30");
    duty.hotline_down = true;
    duty.go_to("05T20:52");
    duty.hotline_down = false;
    duty.go_to("05T21:00");
    for minute in 1..=20 {
        let value = if minute % 2 == 0 { 96.0 } else { 94.0 };
        duty.set("drowning.online", |reading| reading.value = Some(value));
        duty.go_to(&format!("05T21:{minute:02}"));
    }
    duty.go_to("05T23:00");
    duty.note("<script>alert(1)</script> | 白沙乡来电 *已答复* [详情](http://x.example)\n第二行");
    duty.note("\u{1b}[31m红字\u{1b}[0m @all #1");
    duty.note("-2+3 \\| 尾部\\");
    duty.go_to("06T01:50");
    duty.set("traffic.helmet_rate", |reading| reading.value = Some(87.0));
    duty.set("fraud.reported", |reading| (reading.value, reading.last_year) = (Some(1.0), Some(0.0)));
    duty.go_to("06T02:00");
    let reason = Note::new("夜间抽查样本 <b>不足</b>，天亮补测").unwrap();
    duty.act("traffic.helmet_rate", Action::Shelve { until: Some(at("06T09:30")), reason });
    let before = duty.now;
    duty.now = at("06T03:20");
    duty.room.interrupt(before, duty.now);
    duty.record();
    duty.go_to("06T07:50");
    duty.order(Order::NilReturn(Date::constant(2026, 3, 6)));
    duty.go_to("06T08:28");
    duty.order(Order::HandOver);
    duty.go_to("06T08:30");
    let now = duty.alarms();
    duty.go_to("06T08:33");
    duty.order(Order::TakeOver { officer: "陈晨".into(), lead: Some("周涛".into()) });
    let facts = duty.facts("05T17:30", "06T08:30", then, now);
    (Handover::of(&facts, at("05T17:30"), at("06T08:30"), &duty.zone), duty.zone)
}

/// A shift in which nothing happened.
pub(super) fn quiet() -> (Handover, TimeZone) {
    let mut duty = Duty::from("05T17:00");
    // A count of the day that is not zero would grow anew after midnight.
    duty.set("fraud.reported", |reading| reading.value = Some(0.0));
    duty.order(Order::SignOn { officer: "张伟".into(), lead: None });
    duty.go_to("06T08:30");
    let facts = duty.facts("05T17:30", "06T08:30", vec![], duty.alarms());
    (Handover::of(&facts, at("05T17:30"), at("06T08:30"), &duty.zone), duty.zone)
}

/// A usual shift: two alarms, a clock, a note, a handover. Printed, it is one page of A4.
pub(super) fn usual() -> (Handover, TimeZone) {
    let mut duty = Duty::from("05T17:00");
    duty.order(Order::SignOn { officer: "张伟".into(), lead: Some("李强".into()) });
    duty.go_to("05T18:04");
    duty.set("traffic.deaths", |reading| reading.value = Some(8.0));
    duty.go_to("05T18:09");
    duty.act("traffic.deaths", Action::Acknowledge(Note::new("交警大队处置中")));
    duty.report(0);
    duty.go_to("05T18:40");
    duty.report(1);
    duty.go_to("05T22:00");
    duty.note("白沙乡来电询问明日天气，已转气象局");
    duty.set("petitions.overdue", |reading| reading.value = Some(1.0));
    duty.go_to("06T08:30");
    let facts = duty.facts("05T17:30", "06T08:30", vec![], duty.alarms());
    (Handover::of(&facts, at("05T17:30"), at("06T08:30"), &duty.zone), duty.zone)
}
