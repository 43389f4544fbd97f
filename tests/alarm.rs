//! Every transition of the reference model (`tests/data/alarm-transitions.csv`).
#![expect(clippy::panic, reason = "a test fails by panicking")]

use std::collections::HashMap;

use zhiban::duty::{Alarm, AlarmEvent, Annunciation, Clearance, Effect, Level, Shelf};

/// A state as the model writes it; its debt follows from its annunciation.
fn state(cell: impl Fn(&str) -> String) -> Alarm {
    let level = |name: &str| match cell(name).as_str() {
        "0" => None,
        "1" => Some(Level::Warning),
        "2" => Some(Level::Critical),
        other => panic!("level {other}"),
    };
    let flag = |name: &str| cell(name) == "1";
    let alarm = Alarm {
        latching: flag("latch"),
        needs_acknowledgement: flag("ackreq"),
        active: level("cond"),
        annunciation: match cell("ann").as_str() {
            "NORM" => Annunciation::Normal,
            "UNACK" => Annunciation::Unacknowledged,
            "ACKED" => Annunciation::Acknowledged,
            "RTNUN" => Annunciation::Returned,
            "LACK" => Annunciation::Latched,
            other => panic!("annunciation {other}"),
        },
        shown: level("sev"),
        acknowledged: level("acksev"),
        shelf: match cell("shelf").as_str() {
            "" => None,
            "timed" => Some(Shelf::Timed),
            "once" => Some(Shelf::Once),
            other => panic!("shelf {other}"),
        },
        by_design: flag("design"),
        out_of_service: flag("oos"),
        good: flag("good"),
    };
    assert_eq!(alarm.is_unacknowledged(), flag("debt"));
    alarm
}

fn event(name: &str) -> AlarmEvent {
    match name {
        "raise1" => AlarmEvent::Raise(Level::Warning),
        "raise2" => AlarmEvent::Raise(Level::Critical),
        "clear" => AlarmEvent::Clear(Clearance::Returned),
        "revise_clear" => AlarmEvent::Clear(Clearance::Revised),
        "period_end" => AlarmEvent::Clear(Clearance::PeriodEnd),
        "rule_gone" => AlarmEvent::Clear(Clearance::RuleGone),
        "ack" => AlarmEvent::Acknowledge,
        "ack_old" => AlarmEvent::AcknowledgeOld,
        "unack" => AlarmEvent::Unacknowledge,
        "reset" => AlarmEvent::Reset,
        "ack_expire" => AlarmEvent::AcknowledgementExpires,
        "shelve_timed" => AlarmEvent::Shelve(Shelf::Timed),
        "shelve_once" => AlarmEvent::Shelve(Shelf::Once),
        "unshelve" => AlarmEvent::Unshelve,
        "shelf_end" => AlarmEvent::ShelfEnds,
        "design_on" => AlarmEvent::Suppress,
        "design_off" => AlarmEvent::Unsuppress,
        "oos_on" => AlarmEvent::TakeOutOfService,
        "oos_off" => AlarmEvent::ReturnToService,
        "stale" => AlarmEvent::Stale,
        "fresh" => AlarmEvent::Fresh,
        "restart" => AlarmEvent::Restart,
        other => panic!("event {other}"),
    }
}

fn effect(name: &str) -> Effect {
    match name {
        "-" => Effect::Nothing,
        "X" => Effect::Refused,
        "J" => Effect::Record,
        "JN" => Effect::Annunciate,
        other => panic!("effect {other}"),
    }
}

#[test]
fn takes_every_transition_of_the_model() {
    let mut lines = include_str!("data/alarm-transitions.csv").lines();
    let heads: Vec<&str> = lines.next().unwrap().split(',').collect();
    let mut taken = 0;
    for line in lines {
        let row: HashMap<&str, &str> = heads.iter().copied().zip(line.split(',')).collect();
        let cell = |prefix: &str, name: &str| (*row.get(format!("{prefix}_{name}").as_str()).unwrap()).to_owned();
        let got = state(|name| cell("from", name)).step(event(row.get("event").unwrap()));
        let want = (state(|name| cell("to", name)), effect(row.get("effects").unwrap()));
        assert_eq!(got, want, "{line}");
        taken += 1;
    }
    assert_eq!(taken, 11_616);
}
