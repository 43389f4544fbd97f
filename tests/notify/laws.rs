//! What holds of the outbox whatever happens, in whatever order.

use std::collections::{BTreeMap, HashMap};

use proptest::prelude::*;
use zhiban::duty::{AlarmEvent, Annunciation, Channel, Clearance, Delivery, Level, Outbox, Owed, Receiver, Subject};

use crate::desk::{CLEAR, CRITICAL, Desk, SHELVE, WARNING, about, at, helmets, minutes, siren};

/// One thing that happens.
#[derive(Clone, Copy, Debug)]
enum Step {
    Event(usize, AlarmEvent),
    Wait(i64),
    /// Couriers take what is due.
    Send,
    /// One that is under way arrives, or fails.
    Land(usize, bool),
    /// The program is killed and started again.
    Restart,
}

fn steps(restarts: bool) -> impl Strategy<Value = Vec<Step>> {
    let event = prop_oneof![
        Just(CRITICAL),
        Just(WARNING),
        Just(CLEAR),
        Just(AlarmEvent::Clear(Clearance::PeriodEnd)),
        Just(AlarmEvent::Acknowledge),
        Just(AlarmEvent::Unacknowledge),
        Just(AlarmEvent::AcknowledgementExpires),
        Just(SHELVE),
        Just(AlarmEvent::Unshelve),
    ];
    let step = prop_oneof![
        6 => (0..3_usize, event).prop_map(|(desk, event)| Step::Event(desk, event)),
        3 => prop_oneof![Just(1), Just(60), Just(299), Just(301), Just(700)].prop_map(Step::Wait),
        4 => Just(Step::Send),
        5 => (any::<usize>(), any::<bool>()).prop_map(|(which, arrives)| Step::Land(which, arrives)),
        u32::from(restarts) => Just(Step::Restart),
    ];
    prop::collection::vec(step, 0..120)
}

fn receivers() -> Vec<Receiver> {
    let base = Receiver { level: Level::Warning, ..siren() };
    vec![
        Receiver { name: "once".into(), ..base.clone() },
        Receiver { name: "critical".into(), level: Level::Critical, repeat: Some(minutes(5)), bell: true, ..base.clone() },
        Receiver { name: "chief".into(), after: minutes(10), repeat: Some(minutes(1)), ..base },
    ]
}

/// The outbox with the journal, the couriers and the duty room around it.
struct World {
    outbox: Outbox,
    journal: BTreeMap<String, String>,
    desks: Vec<Desk>,
    now: i64,
    flying: Vec<Delivery>,
    /// By desk, since when it has waited for somebody.
    waiting: Vec<Option<i64>>,
    /// By desk, whether it did for ten minutes before the chief was told.
    overdue: Vec<bool>,
    /// By receiver and desk: how many annunciations concern it, and how many were told.
    wanted: HashMap<(String, Subject), u32>,
    told: HashMap<(String, Subject), u32>,
    /// By receiver, channel and desk: whether it was told last that the alarm is over.
    last: HashMap<(String, Channel, Subject), bool>,
}

impl World {
    fn new() -> Self {
        let desks = vec![Desk::new(), Desk::of(Subject::Feed("county".into())), Desk::of(Subject::Step(1, 0))];
        Self {
            outbox: Outbox::new(receivers()),
            journal: BTreeMap::new(),
            waiting: vec![None; desks.len()],
            overdue: vec![false; desks.len()],
            desks,
            now: 0,
            flying: Vec::new(),
            wanted: HashMap::new(),
            told: HashMap::new(),
            last: HashMap::new(),
        }
    }

    fn take(&mut self, step: Step) {
        match step {
            Step::Wait(seconds) => self.now += seconds,
            Step::Event(desk, event) => self.event(desk, event),
            Step::Send => self.send(),
            Step::Land(which, arrives) if !self.flying.is_empty() => {
                let delivery = self.flying.swap_remove(which % self.flying.len());
                self.land(&delivery, arrives);
            }
            Step::Land(..) => {}
            Step::Restart => {
                self.flying.clear();
                self.outbox = Outbox::new(receivers());
                self.outbox.restore(self.journal.values().map(|json| serde_json::from_str::<Owed>(json).unwrap()));
            }
        }
        self.write();
    }

    fn event(&mut self, n: usize, event: AlarmEvent) {
        // Two entries of one second would be one to a journal that counts in seconds; the real one does not.
        self.now += 1;
        self.watch();
        let desk = &mut self.desks[n];
        let Some(entry) = desk.happen(event, self.now) else { return };
        let zhiban::duty::Body::Alarm { annunciates, record, subject, .. } = &entry.body else { panic!("an alarm") };
        for receiver in receivers().iter().filter(|receiver| *annunciates && receiver.wants(record)) {
            *self.wanted.entry((receiver.name.to_string(), subject.clone())).or_default() += 1;
        }
        self.outbox.follow(&entry, about);
        self.watch();
    }

    fn send(&mut self) {
        self.watch();
        for delivery in self.outbox.due(at(self.now)) {
            let Delivery { owed, receiver, .. } = &delivery;
            let n = self.desks.iter().position(|desk| desk.subject == owed.subject).unwrap();
            let alarm = &self.desks[n].record.alarm;
            let is_open = alarm.active.is_some() && alarm.annunciation == Annunciation::Unacknowledged && !alarm.is_suppressed();
            if owed.untold == 0 && !owed.resolved {
                assert!(is_open, "repeated, and nobody is waited for: {alarm:?}");
                assert!(receiver.repeat.is_some());
            }
            if receiver.name.as_str() == "chief" && owed.told.is_none() && !owed.resolved {
                assert!(self.overdue[n], "escalated before anybody had ten minutes");
            }
            // A bell that was for what has ended since may still ring; all else is told in order.
            let others = self.flying.iter().filter(|other| other.owed.channel == Channel::Command);
            let mut same = others.filter(|other| other.receiver == *receiver && other.owed.subject == owed.subject);
            assert!(owed.channel != Channel::Command || same.next().is_none(), "two of the same are under way");
            self.flying.push(delivery);
        }
        for health in self.outbox.health(at(self.now)) {
            let flying = self.flying.iter().filter(|d| d.receiver.name == health.receiver && d.owed.channel == health.channel);
            assert!(health.channel == Channel::Terminal || flying.count() <= Outbox::MOST_AT_ONCE);
        }
    }

    /// Notes which alarms wait for somebody, and which have for ten minutes since the chief was last told.
    fn watch(&mut self) {
        for (n, desk) in self.desks.iter().enumerate() {
            let alarm = &desk.record.alarm;
            let is_open = alarm.active.is_some() && alarm.annunciation == Annunciation::Unacknowledged && !alarm.is_suppressed();
            self.waiting[n] = if is_open { self.waiting[n].or(Some(self.now)) } else { None };
            self.overdue[n] |= self.waiting[n].is_some_and(|since| self.now - since >= 600);
        }
    }

    fn land(&mut self, delivery: &Delivery, arrives: bool) {
        let Delivery { id, receiver, owed } = delivery;
        if !arrives {
            return self.outbox.failed(id, "no".into(), at(self.now), 1.0);
        }
        if owed.channel == Channel::Command {
            *self.told.entry((receiver.name.to_string(), owed.subject.clone())).or_default() += owed.untold;
        }
        self.last.insert((receiver.name.to_string(), owed.channel, owed.subject.clone()), owed.resolved);
        self.outbox.delivered(id, at(self.now));
        let is_same = |other: &&Owed| other.receiver == receiver.name && other.subject == owed.subject;
        if receiver.name.as_str() == "chief" && self.outbox.owed().find(is_same).is_none_or(|rest| rest.untold == 0) {
            let n = self.desks.iter().position(|desk| desk.subject == owed.subject).unwrap();
            self.overdue[n] = false;
        }
    }

    /// What the journal keeps is always what the outbox holds.
    fn write(&mut self) {
        for (key, owed) in self.outbox.changes() {
            match owed {
                Some(owed) => self.journal.insert(key, serde_json::to_string(&owed).unwrap()),
                None => self.journal.remove(&key),
            };
        }
        let held: Vec<String> = self.outbox.owed().map(|owed| serde_json::to_string(owed).unwrap()).collect();
        assert_eq!(self.journal.values().cloned().collect::<Vec<_>>(), held);
        assert!(held.len() <= 4 * self.desks.len(), "bounded by channel and alarm");
    }

    /// Everything ends, and everything arrives.
    fn calm_down(&mut self) {
        for n in 0..self.desks.len() {
            self.event(n, CLEAR);
        }
        for _ in 0..40 {
            self.now += 301;
            self.send();
            for delivery in std::mem::take(&mut self.flying) {
                self.land(&delivery, true);
            }
        }
        self.write();
        assert_eq!((self.outbox.owed().count(), self.outbox.next_due()), (0, None), "all is told");
        for ((name, channel, subject), is_over) in &self.last {
            assert!(*is_over || *channel == Channel::Terminal, "{name} still believes that {subject:?} holds");
        }
    }
}

fn play(steps: Vec<Step>) -> World {
    let mut world = World::new();
    for step in steps {
        world.take(step);
    }
    world.calm_down();
    world
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(100))]

    #[test]
    fn every_annunciation_is_told_once(steps in steps(false)) {
        let world = play(steps);
        for (target, wanted) in world.wanted.iter().filter(|((name, _), _)| name != "chief") {
            prop_assert_eq!(world.told.get(target), Some(wanted), "{:?}", target);
        }
    }

    #[test]
    fn across_restarts_at_least_once(steps in steps(true)) {
        let world = play(steps);
        for (target, wanted) in world.wanted.iter().filter(|((name, _), _)| name != "chief") {
            prop_assert!(world.told.get(target) >= Some(wanted), "{:?}", target);
        }
    }

    #[test]
    fn asked_when_it_says_it_has_something(steps in steps(false)) {
        let mut world = World::new();
        for step in steps {
            world.take(step);
            let mut outbox = world.outbox.clone();
            if let Some(next) = outbox.next_due() {
                prop_assert!(!outbox.due(next.max(at(world.now))).is_empty());
            }
        }
    }

    #[test]
    fn no_outcome_and_no_time_makes_it_panic(second in any::<i32>(), random in any::<f64>()) {
        let mut outbox = Outbox::new(receivers());
        let mut desk = Desk::of(helmets());
        desk.tell(&mut outbox, CRITICAL, i64::from(second));
        for _ in 0..3 {
            for delivery in outbox.due(at(i64::from(second))) {
                outbox.failed(&delivery.id, "no".into(), at(i64::from(second)), random);
            }
        }
    }
}
