//! The duty room over time: who delivered what, what is unknown, which rules hold, and which stand while a period lasts.

#![expect(clippy::unwrap_used, clippy::panic, reason = "a test fails by panicking")]

use std::fmt::Write;
use std::path::Path;
use std::time::Duration;

use jiff::Timestamp;
use zhiban::config::Config;
use zhiban::duty::{
    Body, Down, Entry, Gap, Id, LeftOut, Measure, Order, Outcome, Past, Poll, Reading, Refused, Room, Snapshot, Span, State,
    StoredReading, Topic, Track, Trouble,
};

const CONFIG: &str = r#"
catalogue = "none"
timezone = "Asia/Shanghai"

[[feed]]
name = "a"
url = "https://10.1.2.3/a"
stale_after = "1m"

[[feed]]
name = "b"
url = "https://10.1.2.3/b"
stale_after = "1m"

[[indicator]]
id = "traffic.deaths"
topic = "traffic"
name = "deaths"
kind = "count"
window = "year"
rules = [
  { level = "warning", when = "increase(1h) >= 2" },
  { level = "critical", when = "yoy > 20 and value >= 10" },
]

[[indicator]]
id = "traffic.crashes"
topic = "traffic"
name = "crashes"
kind = "count"
window = "day"
rules = [{ level = "warning", when = "share(traffic.deaths) > 150" }]

[[indicator]]
id = "traffic.helmets"
topic = "traffic"
name = "helmets"
kind = "rate"
target = 90
rules = [
  { level = "warning", when = "target < 0" },
  { level = "critical", when = "peer < -5", for = "2m", clear = "peer >= -4", keep = "5m" },
  { level = "critical", when = "age > 600" },
]

[[period]]
name = "congress"
from = "03-04"
to = "03-11"
every = "2s"
rules = { "traffic.deaths" = [{ level = "critical", when = "increase(1h) >= 1" }] }
"#;

struct Duty {
    room: Room,
    now: Timestamp,
}

impl Duty {
    fn at(time: &str) -> Self {
        let config = Config::parse(CONFIG, "room", Path::new("")).unwrap_or_else(|problems| panic!("{problems}"));
        let now = time.parse().unwrap();
        Self { room: Room::new(config.plan, now), now }
    }

    fn go_to(&mut self, time: &str) {
        self.now = time.parse().unwrap();
        self.room.tick(self.now);
        self.room.settle();
    }

    fn poll(&mut self, feed: usize, as_of: &str, readings: Vec<Reading>) {
        let snapshot = Snapshot {
            as_of: as_of.parse().unwrap(),
            sequence: None,
            readings,
            left_out: LeftOut::default(),
            remarks: zhiban::duty::Remarks::default(),
        };
        self.hear(feed, Outcome::Snapshot(snapshot));
    }

    fn hear(&mut self, feed: usize, outcome: Outcome) {
        let poll = Poll { at: self.now, status: Some(200), took: Duration::ZERO, outcome, expires: None };
        self.room.receive(feed, poll, self.now);
        self.room.settle();
    }

    fn track(&self, id: &str) -> &Track {
        self.room.track(id).unwrap()
    }

    fn state(&self, id: &str) -> State {
        self.track(id).state()
    }

    fn measure(&self, id: &str, measure: &Measure) -> Option<f64> {
        self.room.measure(self.track(id), measure, self.now)
    }
}

fn reading(id: &str, value: impl Into<Option<f64>>) -> Reading {
    Reading::of(Id::new(id).unwrap(), value.into())
}

#[test]
fn what_was_never_delivered_sent_no_more_not_known_or_too_old_is_unknown_and_never_normal() {
    let mut duty = Duty::at("2026-06-01T10:00:00+08:00");
    assert_eq!(duty.track("traffic.deaths").gap(), Some(Gap::NeverDelivered));
    assert_eq!(duty.room.worst(), State::Unknown);
    duty.poll(0, "2026-06-01T10:00:00+08:00", vec![reading("traffic.deaths", 7.0), reading("traffic.crashes", 2.0)]);
    assert_eq!(duty.state("traffic.deaths"), State::Normal);
    duty.go_to("2026-06-01T10:00:10+08:00");
    duty.poll(0, "2026-06-01T10:00:10+08:00", vec![reading("traffic.deaths", None)]);
    assert_eq!(duty.track("traffic.deaths").gap(), Some(Gap::NotKnown));
    assert_eq!(duty.track("traffic.crashes").gap(), Some(Gap::NotSent), "silence is not zero");
    assert_eq!(duty.track("traffic.crashes").value(), None);
    assert_eq!(duty.track("traffic.crashes").last_known, Some(2.0));
    assert_eq!(duty.track("traffic.crashes").gap_since(), Some(duty.now));
    assert_eq!(duty.room.state(Topic::Traffic), Some(State::Unknown));
    assert_eq!(duty.room.state(Topic::Fraud), None);
    duty.go_to("2026-06-01T10:00:20+08:00");
    duty.poll(0, "2026-06-01T10:00:20+08:00", vec![reading("traffic.deaths", 0.0)]);
    assert_eq!(duty.state("traffic.deaths"), State::Normal, "zero is a statement");
    duty.go_to("2026-06-01T10:01:20+08:00");
    assert_eq!(duty.state("traffic.deaths"), State::Normal);
    duty.go_to("2026-06-01T10:01:21+08:00");
    assert_eq!(duty.track("traffic.deaths").gap(), Some(Gap::Stale));
    duty.hear(0, Outcome::NotModified);
    assert_eq!(duty.state("traffic.deaths"), State::Normal, "a 304 renews the age");
}

#[test]
fn a_feed_that_never_delivered_leaves_no_topic_looking_calm() {
    let mut duty = Duty::at("2026-06-01T10:00:00+08:00");
    assert_eq!(duty.room.state(Topic::Fraud), None, "nobody has been asked yet");
    duty.hear(0, Outcome::Trouble(Trouble::Down(Down::Unavailable(503))));
    assert_eq!(duty.room.state(Topic::Fraud), Some(State::Unknown));
    duty.poll(0, "2026-06-01T10:00:00+08:00", vec![reading("traffic.deaths", 7.0)]);
    assert_eq!(duty.room.state(Topic::Fraud), None, "it has spoken, and not of fraud");
}

#[test]
fn a_feed_in_trouble_keeps_its_last_figures_until_they_are_stale() {
    let mut duty = Duty::at("2026-06-01T10:00:00+08:00");
    duty.poll(0, "2026-06-01T10:00:00+08:00", vec![reading("traffic.deaths", 7.0)]);
    duty.go_to("2026-06-01T10:00:30+08:00");
    duty.hear(0, Outcome::Trouble(Trouble::Down(Down::Unavailable(503))));
    assert_eq!(duty.track("traffic.deaths").value(), Some(7.0));
    duty.go_to("2026-06-01T10:01:01+08:00");
    assert_eq!(duty.track("traffic.deaths").value(), None);
    assert_eq!(duty.track("traffic.deaths").last_known, Some(7.0));
}

#[test]
fn what_comes_late_changes_nothing() {
    let mut duty = Duty::at("2026-06-01T10:00:00+08:00");
    duty.poll(0, "2026-06-01T10:00:00+08:00", vec![reading("traffic.deaths", 7.0)]);
    duty.poll(0, "2026-06-01T09:59:59+08:00", vec![reading("traffic.deaths", 99.0)]);
    assert_eq!(duty.track("traffic.deaths").value(), Some(7.0));
    // Another feed with the same figure: whose it is stays so while it is delivered, or two that differ would count events.
    for (feed, time, value) in [(1, "10:00:05", 8.0), (0, "10:00:06", 7.0), (1, "10:00:07", 8.0)] {
        duty.poll(feed, &format!("2026-06-01T{time}+08:00"), vec![reading("traffic.deaths", value)]);
        assert_eq!(duty.track("traffic.deaths").value(), Some(7.0));
    }
    duty.poll(0, "2026-06-01T10:00:08+08:00", vec![]);
    duty.poll(1, "2026-06-01T10:00:09+08:00", vec![reading("traffic.deaths", 8.0)]);
    assert_eq!(duty.track("traffic.deaths").value(), Some(8.0));
    duty.poll(0, "2026-06-01T10:00:10+08:00", vec![]);
    assert_eq!(duty.track("traffic.deaths").value(), Some(8.0), "the silence of a feed says nothing of another's figures");
}

#[test]
fn growth_counts_from_the_newest_reading_that_is_old_enough_and_without_corrections() {
    let mut duty = Duty::at("2026-06-01T10:00:00+08:00");
    for (time, value, corrections) in
        [("10:00:00", 7.0, 0.0), ("10:30:00", 8.0, 0.0), ("11:00:00", 8.0, -1.0), ("11:30:00", 9.0, -1.0)]
    {
        let time = format!("2026-06-01T{time}+08:00");
        duty.go_to(&time);
        duty.poll(0, &time, vec![Reading { corrections, ..reading("traffic.deaths", value) }]);
    }
    let hour = Measure::Increase(Span::from_seconds(3600));
    assert_eq!(duty.measure("traffic.deaths", &hour), Some(2.0), "9 + 1 corrected away, less 8");
    assert_eq!(duty.state("traffic.deaths"), State::Warning);
    assert_eq!(duty.measure("traffic.deaths", &Measure::Shift), Some(3.0));
    duty.go_to("2026-06-01T17:30:00+08:00");
    assert_eq!(duty.measure("traffic.deaths", &Measure::Shift), None, "a new shift has no reading yet");
}

#[test]
fn a_rule_that_lacks_its_history_is_counted_as_undecided() {
    let mut duty = Duty::at("2026-06-01T10:00:00+08:00");
    assert_eq!(duty.room.undecided(), 0, "what is unknown altogether is said elsewhere");
    duty.poll(0, "2026-06-01T10:00:00+08:00", vec![reading("traffic.deaths", 7.0)]);
    assert_eq!(duty.room.undecided(), 1);
    assert_eq!(duty.state("traffic.deaths"), State::Normal);
    duty.go_to("2026-06-01T11:00:00+08:00");
    duty.poll(0, "2026-06-01T11:00:00+08:00", vec![reading("traffic.deaths", 7.0)]);
    assert_eq!(duty.room.undecided(), 0);
}

#[test]
fn a_year_that_ends_is_no_fall() {
    let mut duty = Duty::at("2025-12-31T23:30:00+08:00");
    duty.poll(0, "2025-12-31T23:30:00+08:00", vec![reading("traffic.deaths", 40.0)]);
    duty.go_to("2026-01-01T00:30:00+08:00");
    duty.poll(0, "2026-01-01T00:30:00+08:00", vec![reading("traffic.deaths", 1.0)]);
    assert_eq!(duty.measure("traffic.deaths", &Measure::Increase(Span::from_seconds(3600))), Some(1.0));
}

#[test]
fn year_on_year_share_target_peer_and_age() {
    let mut duty = Duty::at("2026-06-01T10:00:00+08:00");
    let deaths = Reading { last_year: Some(8.0), ..reading("traffic.deaths", 10.0) };
    let helmets = Reading { peer: Some(91.0), ..reading("traffic.helmets", 88.0) };
    duty.poll(0, "2026-06-01T09:59:30+08:00", vec![deaths, reading("traffic.crashes", 20.0), helmets]);
    assert_eq!(duty.measure("traffic.deaths", &Measure::Yoy), Some(25.0));
    assert_eq!(duty.state("traffic.deaths"), State::Critical);
    assert_eq!(duty.measure("traffic.crashes", &Measure::Share(Id::new("traffic.deaths").unwrap())), Some(200.0));
    assert_eq!(duty.state("traffic.crashes"), State::Warning);
    assert_eq!(duty.measure("traffic.helmets", &Measure::Target), Some(-2.0));
    assert_eq!(duty.measure("traffic.helmets", &Measure::Peer), Some(-3.0));
    assert_eq!(duty.measure("traffic.helmets", &Measure::Age), Some(30.0));
    duty.poll(0, "2026-06-01T09:59:40+08:00", vec![Reading { last_year: Some(0.0), ..reading("traffic.deaths", 0.0) }]);
    assert_eq!(duty.measure("traffic.deaths", &Measure::Yoy), None, "no percentage on a zero base");
    assert_eq!(duty.measure("traffic.crashes", &Measure::Share(Id::new("traffic.deaths").unwrap())), None);
}

#[test]
fn late_data_clears_nothing_stops_delays_and_can_itself_be_critical() {
    let mut duty = Duty::at("2026-06-01T10:00:00+08:00");
    let low = || vec![Reading { peer: Some(95.0), ..reading("traffic.helmets", 88.0) }];
    duty.poll(0, "2026-06-01T10:00:00+08:00", low());
    assert_eq!(duty.state("traffic.helmets"), State::Warning, "under target at once; critical after two minutes");
    duty.go_to("2026-06-01T10:01:01+08:00");
    assert_eq!(duty.state("traffic.helmets"), State::Unknown, "unknown is worse than a warning");
    duty.go_to("2026-06-01T10:03:00+08:00");
    assert_eq!(duty.state("traffic.helmets"), State::Unknown, "the delay stopped with the data");
    duty.go_to("2026-06-01T10:10:01+08:00");
    assert_eq!(duty.state("traffic.helmets"), State::Critical, "its age itself");
    duty.poll(0, "2026-06-01T10:10:01+08:00", low());
    assert_eq!(duty.state("traffic.helmets"), State::Warning);
    for minute in 10..=12 {
        let time = format!("2026-06-01T10:{minute}:02+08:00");
        duty.go_to(&time);
        duty.poll(0, &time, low());
    }
    assert_eq!(duty.state("traffic.helmets"), State::Critical, "two minutes without a break");
    assert_eq!(duty.track("traffic.helmets").breach().unwrap().at, "2026-06-01T10:12:01+08:00".parse().unwrap());
}

#[test]
fn a_period_brings_its_own_rules_and_takes_them_away() {
    let mut duty = Duty::at("2026-03-03T22:30:00+08:00");
    duty.poll(0, "2026-03-03T22:30:00+08:00", vec![reading("traffic.deaths", 7.0)]);
    duty.go_to("2026-03-03T23:59:00+08:00");
    duty.poll(0, "2026-03-03T23:59:00+08:00", vec![reading("traffic.deaths", 8.0)]);
    assert_eq!(duty.state("traffic.deaths"), State::Normal);
    assert_eq!(duty.room.pace(duty.now), None);
    duty.go_to("2026-03-04T00:00:00+08:00");
    assert_eq!(duty.state("traffic.deaths"), State::Critical, "one is enough while it lasts");
    assert_eq!(duty.room.pace(duty.now), Some(Span::from_seconds(2)));
    let (period, day) = duty.room.periods(duty.now).first().map(|(p, d)| (p.name.zh.to_string(), (d.day, d.of))).unwrap();
    assert_eq!((period.as_str(), day), ("congress", (1, 8)));
    duty.go_to("2026-03-12T00:00:00+08:00");
    duty.poll(0, "2026-03-12T00:00:00+08:00", vec![reading("traffic.deaths", 9.0)]);
    assert_eq!(duty.state("traffic.deaths"), State::Normal);
}

#[test]
fn a_clock_that_jumps_neither_panics_nor_fires_delays() {
    let mut duty = Duty::at("2026-06-01T10:00:00+08:00");
    let low = || vec![Reading { peer: Some(95.0), ..reading("traffic.helmets", 88.0) }];
    duty.poll(0, "2026-06-01T10:00:00+08:00", low());
    for time in ["1970-01-01T00:00:00Z", "2100-01-01T00:00:00Z", "2026-06-01T10:00:01+08:00"] {
        duty.go_to(time);
        let critical = duty.track("traffic.helmets").breach().is_some_and(|b| b.cause.rule().unwrap().0.as_str() == "peer < -5");
        assert!(!critical, "{time}");
    }
}

/// Rules that ask for twelve figures of one feed, each of which is out of bounds at three; the first starts a clock.
fn twelve() -> Room {
    let mut config =
        "catalogue = \"none\"\ntimezone = \"Asia/Shanghai\"\n[[feed]]\nname = \"a\"\nurl = \"https://10.1.2.3/\"\n".to_owned();
    for n in 0..12 {
        let clock = if n == 0 { "clock = \"upward\"\n" } else { "" };
        let _ = write!(
            config,
            "[[indicator]]\nid = \"safety.n{n}\"\ntopic = \"safety\"\nname = \"n{n}\"\nkind = \"count\"\nwindow = \"year\"\n{clock}\
             rules = [{{ level = \"warning\", when = \"value >= 3\" }}]\n"
        );
    }
    config += "[[clock]]\nname = \"upward\"\nsteps = [{ name = \"by telephone\", within = \"30m\" }]\n";
    let plan = Config::parse(&config, "twelve", Path::new("")).unwrap_or_else(|problems| panic!("{problems}")).plan;
    Room::new(plan, at(0))
}

fn at(minute: i64) -> Timestamp {
    "2026-06-01T10:00:00+08:00".parse::<Timestamp>().unwrap() + jiff::SignedDuration::from_mins(minute)
}

fn deliver(room: &mut Room, minute: i64, values: impl Fn(usize) -> f64) -> Vec<Entry> {
    let readings = (0..12).map(|n| reading(&format!("safety.n{n}"), values(n))).collect();
    let snapshot = Snapshot {
        as_of: at(minute),
        sequence: None,
        readings,
        left_out: LeftOut::default(),
        remarks: zhiban::duty::Remarks::default(),
    };
    let poll =
        Poll { at: at(minute), status: Some(200), took: Duration::ZERO, outcome: Outcome::Snapshot(snapshot), expires: None };
    room.receive(0, poll, at(minute));
    let proposal = room.propose();
    room.show(&proposal, true);
    proposal.entries
}

#[test]
fn a_flood_is_listed_whole_and_sounds_no_more_than_eleven_times() {
    let mut room = twelve();
    deliver(&mut room, 0, |_| 0.0);
    let entries = deliver(&mut room, 1, |_| 3.0);
    let told = |sound: bool| {
        let alarm = |entry: &&Entry| matches!(entry.body, Body::Alarm { annunciates: true, sounds, .. } if sounds == sound);
        entries.iter().filter(alarm).count()
    };
    assert_eq!((told(true), told(false)), (11, 1), "the eleventh makes it a flood; nothing is dropped");
    assert_eq!((room.flood(), room.unacknowledged()), (Some(12), 12));
    room.tick(at(12));
    assert_eq!(room.flood(), None);
}

#[test]
fn a_nil_return_is_for_a_day_of_which_all_is_known_and_nothing_happened() {
    let officer = || Order::SignOn { officer: zhiban::duty::Clean::new("张三"), lead: None };
    let nil = Order::NilReturn(jiff::civil::date(2026, 6, 1));
    let mut room = twelve();
    deliver(&mut room, 0, |_| 0.0);
    assert_eq!(room.order(nil.clone(), at(1)), Err(Refused::NobodyOnDuty));
    room.order(officer(), at(1)).unwrap();
    room.settle();
    assert_eq!(room.order(nil.clone(), at(1)), Ok(()));
    room.tick(at(9));
    assert_eq!(room.order(nil.clone(), at(9)), Err(Refused::NotKnown), "its feed has fallen silent");
    deliver(&mut room, 10, |n| if n == 0 { 1.0 } else { 0.0 });
    assert_eq!(room.clocks().len(), 1);
    assert_eq!(room.order(nil.clone(), at(11)), Err(Refused::NotNil));
    let clock = room.clocks()[0].number();
    room.order(Order::Report { clock, step: 0 }, at(12)).unwrap();
    room.settle();
    assert_eq!(room.order(nil, at(13)), Err(Refused::NotNil), "reported is not undone");
}

#[test]
fn a_clock_that_goes_back_leaves_no_flood_that_silences_the_day() {
    let mut room = twelve();
    deliver(&mut room, 0, |_| 0.0);
    deliver(&mut room, 1, |_| 3.0);
    assert!(room.flood().is_some());
    room.interrupt(at(2), at(-1440));
    assert_eq!(room.flood(), None);
}

#[test]
fn figures_of_a_feed_that_is_configured_no_longer_are_stale_and_judged_by_nothing() {
    let mut room = twelve();
    let feed = zhiban::duty::Clean::new("renamed since");
    let kept = |n: usize| StoredReading { feed: feed.clone(), as_of: at(-1), reading: reading(&format!("safety.n{n}"), 3.0) };
    room.restore(Past { readings: (0..12).map(kept).collect(), ..Past::default() }, at(0));
    room.tick(at(1));
    room.settle();
    for track in room.tracks() {
        assert_eq!((track.gap(), track.state()), (Some(Gap::Stale), State::Unknown), "{}", track.indicator.id);
    }
    assert_eq!(room.unacknowledged(), 0);
}

#[test]
fn readings_are_kept_when_they_change_and_when_their_window_or_shift_does() {
    let mut room = twelve();
    let mut kept = |minute: i64, values: &[f64]| {
        let readings = values.iter().enumerate().map(|(n, value)| reading(&format!("safety.n{n}"), *value)).collect();
        let snapshot = Snapshot {
            as_of: at(minute),
            sequence: None,
            readings,
            left_out: LeftOut::default(),
            remarks: zhiban::duty::Remarks::default(),
        };
        let poll =
            Poll { at: at(minute), status: Some(200), took: Duration::ZERO, outcome: Outcome::Snapshot(snapshot), expires: None };
        room.receive(0, poll, at(minute));
        room.propose().readings.iter().map(|kept| (kept.reading.id.to_string(), kept.reading.value)).collect::<Vec<_>>()
    };
    let n = |n: usize, value: Option<f64>| (format!("safety.n{n}"), value);
    assert_eq!(kept(0, &[1.0, 2.0]), [n(0, Some(1.0)), n(1, Some(2.0))]);
    assert_eq!(kept(1, &[1.0, 2.0]), [], "the same figures, at another time");
    assert_eq!(kept(2, &[1.0, 3.0]), [n(1, Some(3.0))]);
    assert_eq!(kept(3, &[1.0]), [n(1, None)], "silence is kept as what it is, once");
    assert_eq!(kept(4, &[1.0]), []);
    assert_eq!(kept(5, &[1.0, 3.0]), [n(1, Some(3.0))]);
    assert_eq!(kept(450, &[1.0, 3.0]).len(), 2, "the first of the next shift");
    assert_eq!(kept(451, &[1.0, 3.0]), []);
}

#[test]
fn a_trend_is_there_at_once_after_a_restart_and_what_did_not_change_is_no_gap() {
    let mut room = twelve();
    let kept = |minute: i64, value: f64| StoredReading {
        feed: zhiban::duty::Clean::new("a"),
        as_of: at(minute),
        reading: reading("safety.n0", value),
    };
    room.restore(Past { readings: vec![kept(-9, 1.0), kept(-5, 2.0)], off_since: Some(at(-2)), ..Past::default() }, at(0));
    let levels = room.track("safety.n0").unwrap().trend.levels(20);
    assert_eq!(levels, [1.0, 1.0, 1.0, 1.0, 2.0, 2.0, 2.0, 2.0].map(Some));
}

#[test]
fn whoever_looks_on_forgets_what_the_log_does_not_reach() {
    let mut room = twelve();
    room.restore(Past::default(), at(0));
    let entry = |at: Timestamp| Entry { at, body: Body::Note { by: None, text: zhiban::duty::Note::new("a").unwrap() } };
    let since = room.log_since();
    let log = vec![entry(since - jiff::SignedDuration::from_secs(1)), entry(since)];
    room.look_on(Past { log, ..Past::default() }, at(1));
    let lines: Vec<Timestamp> = room.log().lines().map(|line| line.entry.at).collect();
    assert_eq!(lines, [since]);
}
