//! The duty room told otherwise while it is on duty: indicators, feeds, territories, zone and shifts, and what is owed to receivers.

#![expect(clippy::unwrap_used, clippy::panic, reason = "a test fails by panicking")]

use std::path::Path;
use std::time::Duration;

use jiff::Timestamp;
use zhiban::config::Config;
use zhiban::duty::{
    Action, Annunciation, Body, Clean, ClockChange, Down, Entry, FeedState, Gap, Id, LeftOut, Measure, Order, Outbox, Outcome,
    Poll, Reading, Room, SeatChange, Snapshot, State, Subject, Trouble,
};

/// A county of feeds and indicators, each of the latter with its rules.
fn config(top: &str, feeds: &[&str], indicators: &[(&str, &str)]) -> Config {
    let feeds = feeds.iter().map(|name| format!("[[feed]]\nname = \"{name}\"\nurl = \"https://10.1.2.3/{name}\"\n"));
    let indicators = indicators.iter().map(|(id, rest)| {
        format!(
            "[[indicator]]\nid = \"{id}\"\ntopic = \"traffic\"\nname = \"{id}\"\nkind = \"count\"\nwindow = \"year\"\n{rest}\n"
        )
    });
    let tables: String = feeds.chain(indicators).collect();
    let text = format!("catalogue = \"none\"\n{top}\n{tables}");
    Config::parse(&text, "edited", Path::new("")).unwrap_or_else(|problems| panic!("{problems}"))
}

const SHANGHAI: &str = "timezone = \"Asia/Shanghai\"\nterritories = [\"城关镇\", \"白沙乡\"]";
const THREE: &str = r#"rules = [{ level = "critical", when = "value >= 3" }]"#;
const GROWTH: &str = r#"rules = [{ level = "critical", when = "increase(1h) >= 2" }]"#;

struct Duty {
    room: Room,
    now: Timestamp,
    entries: Vec<Entry>,
}

impl Duty {
    fn of(config: Config) -> Self {
        let now = "2026-03-05T09:00:00+08:00".parse().unwrap();
        Self { room: Room::new(config.plan, now), now, entries: Vec::new() }
    }

    fn pass(&mut self, seconds: i64) -> &mut Self {
        self.now += jiff::SignedDuration::from_secs(seconds);
        self.room.tick(self.now);
        self.settle()
    }

    fn edit(&mut self, config: Config) -> &mut Self {
        self.room.reconfigure(config.plan, self.now);
        self.settle()
    }

    fn settle(&mut self) -> &mut Self {
        let proposal = self.room.propose();
        self.room.show(&proposal, true);
        self.entries.extend(proposal.entries);
        self
    }

    fn hear(&mut self, feed: usize, sequence: Option<u64>, readings: &[(&str, f64)]) -> &mut Self {
        let reading = |(id, value): &(&str, f64)| Reading {
            territories: vec![(Clean::new("城关镇"), Some(1.0)), (Clean::new("白沙乡"), Some(*value))],
            ..Reading::of(Id::new(id).unwrap(), Some(*value))
        };
        let readings = readings.iter().map(reading).collect();
        self.poll(
            feed,
            Outcome::Snapshot(Snapshot {
                as_of: self.now,
                sequence,
                readings,
                left_out: LeftOut::default(),
                remarks: zhiban::duty::Remarks::default(),
            }),
        )
    }

    fn poll(&mut self, feed: usize, outcome: Outcome) -> &mut Self {
        let poll = Poll { at: self.now, status: Some(200), took: Duration::ZERO, outcome, expires: None };
        self.room.receive(feed, poll, self.now);
        self.settle()
    }

    fn alarm(&self, id: &str) -> (Option<Annunciation>, u64) {
        let subject = Subject::Indicator(Id::new(id).unwrap());
        let desk = self.room.alarm(&subject);
        (desk.map(|desk| desk.shown().alarm.annunciation), desk.map_or(0, |desk| desk.shown().number))
    }
}

#[test]
fn what_keeps_its_id_keeps_its_figure_and_its_alarm_wherever_it_stands() {
    let mut duty = Duty::of(config(SHANGHAI, &["a", "b"], &[("x.one", THREE), ("x.two", THREE), ("x.three", THREE)]));
    duty.hear(0, None, &[("x.one", 5.0)]).hear(1, None, &[("x.two", 1.0), ("x.three", 4.0)]);
    let number = duty.alarm("x.one").1;
    duty.edit(config(SHANGHAI, &["new", "b", "a"], &[("x.three", THREE), ("x.new", THREE), ("x.one", THREE), ("x.two", THREE)]));
    let first = duty.entries.iter().position(|entry| entry.body == Body::Seat(SeatChange::Reconfigured)).unwrap();
    assert_eq!(duty.entries.len(), first + 1, "nothing else happened: {:?}", &duty.entries.get(first..));
    assert_eq!(duty.alarm("x.one"), (Some(Annunciation::Unacknowledged), number));
    assert_eq!(duty.room.track("x.one").unwrap().value(), Some(5.0), "its feed is the same in another place");
    assert_eq!(duty.room.track("x.two").unwrap().value(), Some(1.0));
    let states: Vec<FeedState> = duty.room.feeds().iter().map(|feed| feed.state(duty.now)).collect();
    assert_eq!(states, [FeedState::Waiting, FeedState::Live, FeedState::Live]);
    // Its feed has another place now, and still speaks for it.
    duty.hear(2, None, &[("x.one", 2.0)]);
    assert_eq!(duty.alarm("x.one").0, Some(Annunciation::Returned));
    duty.hear(1, None, &[("x.two", 1.0)]);
    assert_eq!(duty.room.track("x.three").unwrap().gap(), Some(Gap::NotSent));
}

#[test]
fn an_alarm_whose_indicator_is_gone_stays_until_it_is_seen_and_comes_back_with_it() {
    let mut duty = Duty::of(config(SHANGHAI, &["a"], &[("x.one", THREE), ("x.two", THREE), ("x.calm", THREE)]));
    duty.hear(0, None, &[("x.one", 5.0), ("x.two", 5.0), ("x.calm", 0.0)]);
    duty.edit(config(SHANGHAI, &["a"], &[("x.two", THREE)]));
    assert_eq!(duty.alarm("x.one").0, Some(Annunciation::Returned));
    assert_eq!(duty.alarm("x.calm"), (None, 0));
    assert_eq!(duty.alarm("x.two").0, Some(Annunciation::Unacknowledged));
    assert_eq!(duty.room.tracks().len(), 1);
    duty.edit(config(SHANGHAI, &["a"], &[("x.two", THREE), ("x.one", THREE)]));
    assert_eq!(duty.room.alarms().filter(|(subject, _)| subject.to_string().contains("one")).count(), 1, "not twice");
    duty.hear(0, None, &[("x.one", 5.0), ("x.two", 5.0)]);
    let (state, number) = duty.alarm("x.one");
    assert_eq!(state, Some(Annunciation::Unacknowledged));
    let subject = Subject::Indicator(Id::new("x.one").unwrap());
    duty.room.order(Order::Alarm { subject, number, action: Action::Acknowledge(None) }, duty.now).unwrap();
    assert_eq!(duty.settle().alarm("x.one").0, Some(Annunciation::Acknowledged));
}

#[test]
fn a_feed_that_is_gone_leaves_unknown_figures_and_its_alarm_to_be_seen() {
    let mut duty = Duty::of(config(SHANGHAI, &["a", "b"], &[("x.one", THREE), ("x.two", THREE)]));
    duty.hear(0, None, &[("x.one", 5.0)]).hear(1, None, &[("x.two", 5.0)]);
    for _ in 0..3 {
        duty.pass(30).hear(0, None, &[("x.one", 5.0)]);
        duty.poll(1, Outcome::Trouble(Trouble::Down(Down::Unavailable(503))));
    }
    let lost = Subject::Feed(Clean::new("b"));
    assert!(duty.room.alarm(&lost).unwrap().shown().alarm.active.is_some());
    duty.edit(config(SHANGHAI, &["a"], &[("x.one", THREE), ("x.two", THREE)]));
    assert_eq!(duty.room.alarm(&lost).unwrap().shown().alarm.annunciation, Annunciation::Returned);
    assert_eq!(duty.room.track("x.two").unwrap().gap(), Some(Gap::Stale));
    assert_eq!(duty.alarm("x.two").0, Some(Annunciation::Unacknowledged), "nobody knows that it is over");
    assert_eq!(duty.room.track("x.one").unwrap().state(), State::Critical);
    // Its rule is taken away: of the feed nothing more is heard, and the alarm must not hold for ever.
    duty.edit(config(SHANGHAI, &["a"], &[("x.one", THREE), ("x.two", "")]));
    assert_eq!(duty.alarm("x.two").0, Some(Annunciation::Returned));
    // Another feed takes it over.
    duty.hear(0, None, &[("x.one", 5.0), ("x.two", 6.0)]);
    assert_eq!(duty.room.track("x.two").unwrap().value(), Some(6.0));
}

#[test]
fn another_server_under_the_same_name_counts_as_it_likes() {
    let county = || config(SHANGHAI, &["a"], &[("x.one", THREE)]);
    let mut duty = Duty::of(county());
    duty.hear(0, Some(900), &[("x.one", 1.0)]).pass(1).edit(county());
    duty.hear(0, Some(1), &[("x.one", 2.0)]);
    assert_eq!(duty.room.track("x.one").unwrap().value(), Some(2.0));
}

#[test]
fn another_zone_or_kind_is_no_new_window_and_no_growth() {
    let clock = "clock = \"up\"\n";
    let profile = |zone: &str| {
        format!("timezone = \"{zone}\"\nclock = [{{ name = \"up\", steps = [{{ name = \"s\", within = \"30m\" }}] }}]")
    };
    let county = |zone: &str| config(&profile(zone), &["a"], &[("x.one", &format!("{clock}{GROWTH}"))]);
    let mut duty = Duty::of(county("Asia/Shanghai"));
    duty.hear(0, None, &[("x.one", 7.0)]);
    for _ in 0..70 {
        duty.pass(60).hear(0, None, &[("x.one", 7.0)]);
    }
    duty.edit(county("Europe/Berlin"));
    duty.hear(0, None, &[("x.one", 7.0)]);
    let track = duty.room.track("x.one").unwrap();
    let hour = Measure::Increase("1h".parse().unwrap());
    assert_eq!(duty.room.measure(track, &hour, duty.now), Some(0.0));
    assert_eq!(duty.alarm("x.one").0, Some(Annunciation::Normal));
    assert!(!duty.entries.iter().any(|entry| matches!(entry.body, Body::Clock { event: ClockChange::Started, .. })));
    duty.hear(0, None, &[("x.one", 9.0)]);
    assert_eq!(duty.alarm("x.one").0, Some(Annunciation::Unacknowledged), "and what grows then is seen");
}

#[test]
fn a_township_that_is_gone_is_shown_no_more() {
    let mut duty = Duty::of(config(SHANGHAI, &["a"], &[("x.one", THREE)]));
    duty.hear(0, None, &[("x.one", 1.0)]);
    duty.edit(config("timezone = \"Asia/Shanghai\"\nterritories = [\"白沙乡\"]", &["a"], &[("x.one", THREE)]));
    let reading = duty.room.track("x.one").unwrap().reading.clone().unwrap();
    assert_eq!(reading.territories, [(Clean::new("白沙乡"), Some(1.0))]);
}

#[test]
fn a_period_that_is_edited_is_in_force_at_once() {
    let period = |suppress: &str| {
        format!("{SHANGHAI}\nperiod = [{{ name = \"p\", from = \"03-01\", to = \"03-09\", every = \"2s\", {suppress} }}]")
    };
    let mut duty = Duty::of(config(SHANGHAI, &["a"], &[("x.one", THREE)]));
    duty.hear(0, None, &[("x.one", 5.0)]);
    duty.edit(config(
        &period("rules = { \"x.one\" = [{ level = \"warning\", when = \"value >= 1\" }] }"),
        &["a"],
        &[("x.one", THREE)],
    ));
    assert_eq!(duty.room.track("x.one").unwrap().state(), State::Warning);
    assert_eq!(duty.room.pace(duty.now), Some("2s".parse().unwrap()));
    // Another one in the same place of the list.
    duty.edit(config(&period("suppress = [\"x.one\"]"), &["a"], &[("x.one", THREE)]));
    assert_eq!(duty.room.track("x.one").unwrap().state(), State::Critical);
    let subject = Subject::Indicator(Id::new("x.one").unwrap());
    assert!(duty.room.alarm(&subject).unwrap().shown().alarm.by_design);
}

#[test]
fn what_is_owed_to_a_receiver_that_stays_stays_owed_and_a_new_one_is_told() {
    let receivers = |names: &[&str]| {
        let table = |name: &&str| format!("{{ name = \"{name}\", command = [\"/bin/true\"] }}");
        let tables: Vec<String> = names.iter().map(table).collect();
        config(&format!("{SHANGHAI}\nnotify = [{}]", tables.join(", ")), &["a"], &[("x.one", THREE)])
    };
    let mut duty = Duty::of(receivers(&["stays", "goes"]));
    let mut outbox = Outbox::new(receivers(&["stays", "goes"]).receivers);
    duty.hear(0, None, &[("x.one", 5.0)]);
    let alarm = duty.entries.iter().find(|entry| matches!(entry.body, Body::Alarm { .. })).unwrap().clone();
    outbox.follow(&alarm, |subject| duty.room.about(subject));
    outbox.changes();
    let under_way = outbox.due(duty.now);
    assert_eq!(under_way.len(), 2);
    outbox.reconfigure(receivers(&["new", "stays"]).receivers);
    let forgotten: Vec<bool> = outbox.changes().iter().map(|(key, owed)| key.starts_with("goes") && owed.is_none()).collect();
    assert_eq!(forgotten, [true]);
    let subject = Subject::Indicator(Id::new("x.one").unwrap());
    let record = duty.room.alarm(&subject).unwrap().shown();
    outbox.catch_up(&subject, record, &duty.room.about(&subject), duty.now);
    let names: Vec<String> = outbox.due(duty.now).iter().map(|delivery| delivery.receiver.name.to_string()).collect();
    assert_eq!(names, ["new"], "what is under way is not sent twice");
    for delivery in under_way {
        outbox.delivered(&delivery.id, duty.now);
    }
    let owed: Vec<String> = outbox.owed().map(|owed| owed.receiver.to_string()).collect();
    assert_eq!(owed, ["new", "stays"], "the one that is gone is not owed again");
}
