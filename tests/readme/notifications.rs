//! What is sent out is what the page says.

use serde_json::Value;
use zhiban::config::Config;
use zhiban::duty::{
    About, Alarm, AlarmChange, AlarmEvent, Body, Cause, Comparison, Entry, Id, Level, Measure, Occurrence, Op, Outbox, Owed,
    Receiver, Record, Subject, Text, Topic,
};
use zhiban::notify::{alertmanager, message};

use super::page::{PAGE, blocks, row_of, table};

/// The alarm in the page's example.
fn owed() -> Owed {
    let at = "2026-03-05T00:00:00Z".parse().unwrap();
    let comparison = Comparison { measure: Measure::Value, op: Op::Less, limit: 90.0 };
    let cause = Cause::Rule { when: "value < 90".into(), comparison };
    let occurrence = Occurrence { since: at, at, level: Level::Critical, cause, measure: Some(88.5), value: Some(88.5) };
    let (alarm, _) = Alarm::default().step(AlarmEvent::Raise(Level::Critical));
    let record = Box::new(Record { alarm, occurrence: Some(occurrence), ..Record::default() });
    let indicator = Id::new("traffic.helmet_rate").unwrap();
    let about = About {
        region: "示范县".into(),
        topic: Some(Topic::Traffic),
        indicator: Some(indicator.clone()),
        name: Text::new("戴帽率", "Helmet rate"),
        unit: Text::same("%"),
        guidance: Text::new("通报交警中队", "Tell the traffic police"),
    };
    let subject = Subject::Indicator(indicator);
    let body = Body::Alarm { subject, event: AlarmChange::Raised, record, annunciates: true, sounds: true };
    let mut outbox = Outbox::new(vec![Receiver { name: "county-office".into(), ..Receiver::default() }]);
    outbox.follow(&Entry { at, body }, |_| about);
    outbox.owed().next().unwrap().clone()
}

#[test]
fn a_command_reads_what_the_page_shows() {
    let [example] = <[String; 1]>::try_from(blocks("jsonc")).unwrap();
    let example: Value = serde_json::from_str(&example).unwrap();
    let mut told: Value = serde_json::from_str(&message(&owed())).unwrap();
    told["entry"] = serde_json::json!({});
    assert_eq!(told, example);
}

#[test]
fn every_label_and_annotation_of_a_webhook_is_on_the_page() {
    let body: Value = serde_json::from_str(&alertmanager(&owed())).unwrap();
    let alert = &body["alerts"][0];
    for part in ["labels", "annotations"] {
        for name in alert[part].as_object().unwrap().keys() {
            assert!(PAGE.contains(&format!("`{name}`")), "`{name}` of the {part} is not on the page");
        }
    }
}

#[test]
fn every_key_of_a_receiver_has_its_row() {
    let schema = Config::schema().to_value();
    let keys = schema["$defs"]["NotifyTable"]["properties"].as_object().unwrap();
    assert!(keys.len() >= 12, "{keys:?}");
    for key in keys.keys() {
        row_of(&table("配置项 key"), key);
    }
}
