//! The room as it was: what the journal says of a moment against a copy of the room that was kept at it.

use std::path::Path;
use std::time::Duration;

use jiff::{SignedDuration, Timestamp};
use zhiban::config::Config;
use zhiban::duty::{
    Action, Annunciation, Clean, Down, FeedPlan, FeedState, Flapping, Found, Measure, Note, Order, Outcome, Past, Poll, Query,
    Record, Room, Span, Subject, Trouble,
};
use zhiban::feed::{Known, decode};
use zhiban::journal::Store;

use crate::kept::{clean, open};
use crate::wait_for;

fn data(name: &str) -> std::path::PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/data").join(name)
}

/// A watch over a recorded feed, with a journal.
struct Watch {
    room: Room,
    store: Store,
    now: Timestamp,
    kept: Vec<(Timestamp, Room)>,
}

impl Watch {
    async fn record(&mut self) {
        let proposal = self.room.propose();
        self.store.commit(&proposal, self.now).await.unwrap();
        self.room.show(&proposal, true);
    }

    async fn hear(&mut self, outcome: Outcome) {
        let poll = Poll { at: self.now, status: Some(200), took: Duration::ZERO, outcome, expires: None };
        self.room.receive(0, poll, self.now);
        self.record().await;
    }

    async fn order(&mut self, order: Order) {
        self.room.order(order, self.now).unwrap();
        self.record().await;
    }

    /// Does something about what calls: acknowledges it, and puts every third aside.
    async fn attend(&mut self, n: usize) {
        let calls = |room: &Room| {
            let calling = room.alarms().find(|(_, desk)| desk.shown().alarm.annunciation == Annunciation::Unacknowledged);
            calling.map(|(subject, desk)| (subject, desk.shown().number))
        };
        let Some((subject, number)) = calls(&self.room) else { return };
        let reason = Note::new("已通知中队").unwrap();
        let action = match n % 3 {
            0 if matches!(subject, Subject::Indicator(_)) => {
                Action::Shelve { until: Some(self.now + SignedDuration::from_hours(3)), reason }
            }
            _ => Action::Acknowledge(Some(reason)),
        };
        self.order(Order::Alarm { subject, number, action }).await;
    }

    async fn keep(&mut self) {
        self.now += SignedDuration::from_mins(7);
        self.room.tick(self.now);
        self.record().await;
        self.kept.push((self.now, self.room.clone()));
    }

    /// Plays the first lines of a recording, loses the feed now and then, and keeps the room at moments between.
    async fn play(folder: &tempfile::TempDir, name: &str, lines: usize) -> Self {
        let Config { mut plan, .. } = Config::load(&data(&format!("{name}.toml"))).unwrap();
        plan.feeds = vec![FeedPlan::new(Clean::new(name), Span::from_seconds(3 * 86_400))];
        let known = Known::new(plan.indicators.iter().map(|indicator| indicator.id.clone()), plan.territories.iter().cloned());
        let text = std::fs::read_to_string(data(&format!("{name}.ndjson"))).unwrap();
        let times: Vec<Timestamp> = text
            .lines()
            .map(|line| serde_json::from_str::<serde_json::Value>(line).unwrap()["as_of"].as_str().unwrap().parse().unwrap())
            .collect();
        let mut watch = Self { room: Room::new(plan, times[0]), store: open(folder).await, now: times[0], kept: Vec::new() };
        watch.room.restore(Past::default(), times[0]);
        watch.record().await;
        for (n, (line, at)) in text.lines().zip(times).take(lines).enumerate() {
            watch.now = at;
            if n % 17 == 16 {
                watch.hear(Outcome::Trouble(Trouble::Down(Down::Unavailable(503)))).await;
                watch.keep().await;
                continue;
            }
            // What is not known for a while, and comes again.
            let mut document: serde_json::Value = serde_json::from_str(line).unwrap();
            if n % 29 == 28 {
                document["readings"][0] = serde_json::json!({"id": document["readings"][0]["id"], "value": null});
            }
            let snapshot = decode(document.to_string().as_bytes(), &known, at).unwrap();
            watch.hear(Outcome::Snapshot(snapshot)).await;
            if n == 5 {
                watch.order(Order::SignOn { officer: clean("值班甲"), lead: None }).await;
            }
            if n % 11 == 10 {
                watch.order(Order::Note(Note::new(&format!("记事 {n}")).unwrap())).await;
            }
            if n % 5 == 4 {
                watch.attend(n).await;
            }
            if n % 7 == 6 || n % 29 == 28 {
                watch.keep().await;
            }
        }
        watch
    }

    async fn then(&mut self, at: Timestamp) -> Room {
        let Found::Moment(moment) = self.store.find(&Query::Moment { at }).await.unwrap() else { panic!("no moment") };
        self.room.as_of(*moment)
    }
}

/// An alarm, but for how often it came and went of late: that is written with the next entry.
fn record(record: &Record) -> String {
    format!("{:?}", Record { flapping: Flapping::default(), ..record.clone() })
}

/// All that is on screen of a room, a line a fact. What may differ is not among it: how old the figures of a live feed are (only changes
/// are kept, so they count as of the moment), why a feed is in trouble and since when it stopped sending a figure (no entry says so),
/// growth over more than a week, and with a live feed growth since a time between its last poll and the moment.
fn facts(room: &Room, now: Timestamp) -> Vec<String> {
    let mut facts = Vec::new();
    for track in room.tracks() {
        let id = &track.indicator.id;
        let known = track.known();
        facts.push(format!("{id} value {:?} of {:?}", track.value(), known.map(|r| (r.last_year, r.sample, r.corrections))));
        facts.push(format!("{id} by township {:?}", known.map(|reading| &reading.territories)));
        facts.push(format!("{id} state {:?} gap {:?} since {:?}", track.state(), track.gap(), track.gap_since()));
        facts.push(format!("{id} alarm {}", record(track.desk.shown())));
        let compared = track.rules().flat_map(|rule| rule.when.comparisons()).map(|comparison| comparison.measure.clone());
        for measure in compared.chain([Measure::Shift, Measure::Yoy]) {
            facts.push(format!("{id} {measure:?} {:?}", room.measure(track, &measure, now)));
        }
        facts.push(format!("{id} threshold {:?}", room.threshold(track, now)));
    }
    for feed in room.feeds() {
        facts.push(format!("feed {} {:?} alarm {}", feed.name, feed.state(now), record(feed.desk.shown())));
        if feed.state(now) != FeedState::Live {
            facts.push(format!("feed {} as of {:?}", feed.name, feed.as_of));
        }
    }
    let clocks: Vec<_> = room.clocks().iter().map(|clock| format!("{:?}", clock.shown())).collect();
    facts.push(format!("clocks {clocks:?}"));
    facts.push(format!("post {:?} shift {:?}", room.post(), room.shift()));
    facts.push(format!("undecided {}", room.undecided()));
    facts.push(format!("unacknowledged {} flood {:?}", room.unacknowledged(), room.flood()));
    facts.extend(room.log().lines().map(|line| format!("log {:?} {}", line.entry, line.recorded)));
    facts
}

#[test]
fn the_room_of_a_moment_is_the_room_that_was() {
    wait_for(async {
        let mut has_alarms = 0;
        for (name, lines) in [("traffic-nj", 160), ("casework-nyc", 100), ("rescue-london", 120)] {
            let folder = tempfile::tempdir().unwrap();
            let mut watch = Watch::play(&folder, name, lines).await;
            assert!(watch.kept.len() > 15, "{}", watch.kept.len());
            let kept = std::mem::take(&mut watch.kept);
            for (at, was) in kept {
                let then = watch.then(at).await;
                has_alarms += usize::from(was.alarms().any(|(_, desk)| desk.shown().alarm.active.is_some()));
                let (was, said) = (facts(&was, at), facts(&then, at));
                let differs: Vec<_> = was.iter().zip(&said).filter(|(was, said)| was != said).collect();
                let feeds: Vec<_> = was.iter().filter(|fact| fact.starts_with("feed")).collect();
                assert!(differs.is_empty() && was.len() == said.len(), "{name} at {at}\n{differs:#?}\n{feeds:#?}");
            }
        }
        assert!(has_alarms > 10, "{has_alarms}");
    });
}
