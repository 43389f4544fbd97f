//! A duty room over a journal: after a restart it is where it was.

use std::path::Path;
use std::time::Duration;

use jiff::{SignedDuration, Timestamp};
use zhiban::config::Config;
use zhiban::duty::{
    Action, Annunciation, Id, LeftOut, Note, Order, Outcome, Poll, Proposal, Reading, Record, Room, Snapshot, Subject,
};
use zhiban::journal::{JournalError, Place, Store};

use crate::wait_for;

const CONFIG: &str = r#"
catalogue = "none"
timezone = "Asia/Shanghai"

[[feed]]
name = "county"
url = "https://10.1.2.3/a"
every = "10s"
stale_after = "1m"

[[clock]]
name = "decree-493"
steps = [{ name = "by telephone", within = "30m" }, { name = "in writing", within = "1h" }]

[[indicator]]
id = "traffic.deaths"
topic = "traffic"
name = "deaths"
kind = "count"
window = "year"
clock = "decree-493"
rules = [{ level = "critical", when = "value >= 10" }]

[[indicator]]
id = "traffic.helmets"
topic = "traffic"
name = "helmets"
kind = "rate"
rules = [{ level = "warning", when = "value < 90", for = "5m" }]

[[indicator]]
id = "traffic.flaps"
topic = "traffic"
name = "flaps"
kind = "gauge"
rules = [{ level = "warning", when = "value >= 1" }]
"#;

/// A room, its journal, and the time.
struct Duty {
    folder: tempfile::TempDir,
    store: Option<Store>,
    room: Room,
    now: Timestamp,
}

fn room(now: Timestamp) -> Room {
    Room::new(Config::parse(CONFIG, "restart", Path::new("")).unwrap().plan, now)
}

/// The journal, once nobody holds it any more: a process that another test begins holds what is open here until it runs its own program.
async fn reopened(place: &Place, now: Timestamp) -> Store {
    for _ in 0..50 {
        match Store::open(place, now).await {
            Ok((store, _)) => return store,
            Err(JournalError::Locked(_)) => tokio::time::sleep(Duration::from_millis(100)).await,
            Err(failure) => panic!("{failure:?}"),
        }
    }
    panic!("it stays locked");
}

impl Duty {
    fn begin() -> Self {
        let now = "2026-06-01T10:00:00+08:00".parse().unwrap();
        let folder = tempfile::tempdir().unwrap();
        let mut duty = Self { folder, store: None, room: room(now), now };
        duty.start();
        duty
    }

    /// A new process opens the journal.
    fn start(&mut self) {
        self.room = room(self.now);
        let place = Place::File(self.folder.path().join("journal.db"));
        let (readings, log) = (self.room.readings_since(self.now), self.room.log_since());
        let (store, past) = wait_for(async {
            let mut store = reopened(&place, self.now).await;
            let past = store.past(readings, log).await.unwrap();
            (store, past)
        });
        self.store = Some(store);
        self.room.restore(past, self.now);
        self.record();
    }

    /// The process is gone without a word, and another comes after a while.
    fn restart_after(&mut self, away: Duration) {
        wait_for(self.store.take().unwrap().close()).unwrap();
        self.go(away);
        self.start();
    }

    fn go(&mut self, time: Duration) {
        self.now = self.now.checked_add(SignedDuration::try_from(time).unwrap()).unwrap();
    }

    /// What is proposed is committed, then shown.
    fn record(&mut self) {
        let proposal = self.room.propose();
        wait_for(self.store.as_mut().unwrap().commit(&proposal, self.now)).unwrap();
        self.room.show(&proposal, true);
    }

    fn poll(&mut self, figures: [f64; 3]) {
        self.hear(figures);
        self.record();
    }

    fn hear(&mut self, figures: [f64; 3]) {
        let ids = ["traffic.deaths", "traffic.helmets", "traffic.flaps"];
        let readings = ids.iter().zip(figures).map(|(id, value)| Reading::of(Id::new(id).unwrap(), Some(value))).collect();
        let snapshot = Snapshot {
            as_of: self.now,
            sequence: None,
            readings,
            left_out: LeftOut::default(),
            remarks: zhiban::duty::Remarks::default(),
        };
        let poll =
            Poll { at: self.now, status: Some(200), took: Duration::ZERO, outcome: Outcome::Snapshot(snapshot), expires: None };
        self.room.receive(0, poll, self.now);
    }

    fn order(&mut self, order: Order) {
        self.room.order(order, self.now).unwrap();
        self.record();
    }

    /// Every alarm with something to see.
    fn alarms(&self) -> Vec<(Subject, Record)> {
        self.room
            .alarms()
            .map(|(subject, desk)| (subject, desk.shown().clone()))
            .filter(|(_, record)| record.number > 0)
            .collect()
    }

    fn alarm(&self, id: &str) -> Record {
        self.room.alarm(&subject(id)).unwrap().shown().clone()
    }
}

fn subject(id: &str) -> Subject {
    Subject::Indicator(Id::new(id).unwrap())
}

fn seconds(seconds: u64) -> Duration {
    Duration::from_secs(seconds)
}

fn note(text: &str) -> Note {
    Note::new(text).unwrap()
}

#[test]
fn a_restart_changes_nothing_that_is_shown() {
    let mut duty = Duty::begin();
    duty.order(Order::SignOn { officer: zhiban::duty::Clean::new("张三"), lead: None });
    duty.poll([9.0, 95.0, 0.0]);
    for n in 0..12_u8 {
        duty.go(seconds(10));
        duty.poll([12.0, 95.0, f64::from(n % 2)]);
    }
    let number = duty.alarm("traffic.deaths").number;
    let action = Action::Acknowledge(Some(note("已报市局")));
    duty.order(Order::Alarm { subject: subject("traffic.deaths"), number, action });
    duty.order(Order::Note(note("与市局核对")));
    duty.order(Order::HandOver);
    let number = duty.alarm("traffic.flaps").number;
    let until = duty.now.checked_add(SignedDuration::from_mins(60)).ok();
    duty.order(Order::Alarm {
        subject: subject("traffic.flaps"),
        number,
        action: Action::Shelve { until, reason: note("抖动") },
    });
    let (alarms, post) = (duty.alarms(), duty.room.post().clone());
    let clocks: Vec<_> = duty.room.clocks().iter().map(|clock| clock.shown().cloned()).collect();
    let log: Vec<_> = duty.room.log().lines().map(|line| line.entry.clone()).collect();
    assert!(alarms.len() >= 2 && clocks.len() == 1 && post.handover.is_some());
    assert!(duty.alarm("traffic.flaps").flapping.is_flapping());

    duty.restart_after(seconds(20));
    assert_eq!(duty.alarms(), alarms);
    assert_eq!(*duty.room.post(), post);
    assert_eq!(duty.room.clocks().iter().map(|clock| clock.shown().cloned()).collect::<Vec<_>>(), clocks);
    let again: Vec<_> = duty.room.log().lines().map(|line| line.entry.clone()).collect();
    assert_eq!(again[..log.len()], log);
    assert_eq!(again.len(), log.len() + 1, "and that it started");
    // And the numbers go on.
    duty.go(seconds(10));
    duty.poll([9.0, 95.0, 0.0]);
    let newest = duty.alarms().iter().map(|(_, record)| record.number).max();
    assert!(newest > alarms.iter().map(|(_, record)| record.number).max());
}

#[test]
fn a_delay_goes_on_after_a_short_stop_and_begins_again_after_a_long_one() {
    for (away, raised) in [(20, true), (59, true), (90, false)] {
        let mut duty = Duty::begin();
        duty.poll([1.0, 85.0, 0.0]);
        for _ in 0..20 {
            duty.go(seconds(10));
            duty.poll([1.0, 85.0, 0.0]);
        }
        assert_eq!(duty.alarm("traffic.helmets").alarm.active, None, "its five minutes are not over");
        duty.restart_after(seconds(away));
        duty.poll([1.0, 85.0, 0.0]);
        duty.go(seconds(100 - away + 10));
        duty.poll([1.0, 85.0, 0.0]);
        assert_eq!(duty.alarm("traffic.helmets").alarm.active.is_some(), raised, "away for {away} s");
        duty.go(seconds(300));
        duty.poll([1.0, 85.0, 0.0]);
        assert!(duty.alarm("traffic.helmets").alarm.active.is_some(), "away for {away} s");
    }
}

/// What was shown as not recorded is shown as recorded once it is, whatever was polled meanwhile.
#[test]
fn the_mark_of_what_is_not_recorded_goes_when_it_is() {
    let mut duty = Duty::begin();
    duty.poll([9.0, 95.0, 0.0]);
    duty.go(seconds(10));
    duty.hear([9.0, 95.0, 1.0]);
    let late: Proposal = duty.room.propose();
    duty.room.show(&late, false);
    assert!(duty.room.alarm(&subject("traffic.flaps")).unwrap().is_unrecorded());
    assert_eq!(duty.alarm("traffic.flaps").alarm.annunciation, Annunciation::Unacknowledged);
    // The same figures again: nothing is new but the judgement.
    duty.go(seconds(10));
    duty.poll([9.0, 95.0, 1.0]);
    wait_for(duty.store.as_mut().unwrap().commit(&late, duty.now)).unwrap();
    duty.room.show(&late, true);
    let desk = duty.room.alarm(&subject("traffic.flaps")).unwrap();
    assert!(!desk.is_unrecorded() && !desk.is_pending());
    assert_eq!(duty.room.unrecorded(), 0);
}

/// Those on duty are who they are, even when an older entry about them reaches the journal late.
#[test]
fn an_older_entry_that_is_recorded_late_puts_nobody_back_on_duty() {
    let mut duty = Duty::begin();
    duty.room.order(Order::SignOn { officer: zhiban::duty::Clean::new("张三"), lead: None }, duty.now).unwrap();
    let on = duty.room.propose();
    duty.room.show(&on, false);
    duty.room.order(Order::SignOff, duty.now).unwrap();
    let off = duty.room.propose();
    duty.room.show(&off, false);
    duty.room.show(&on, true);
    assert_eq!(duty.room.post().officer, None);
    duty.room.show(&off, true);
    assert_eq!(duty.room.post().officer, None);
}
