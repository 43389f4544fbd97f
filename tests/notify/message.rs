//! What is said, word for word.

use serde_json::{Value, json};
use zhiban::duty::{AlarmEvent, Clearance, Delivery, Language, Level, Outbox, Owed, Receiver, Subject};
use zhiban::notify::{alertmanager, message, ring, summary};

use crate::desk::{CLEAR, CRITICAL, Desk, helmets, only, siren};

/// What is owed of an alarm to which these events happened, a minute apart.
pub(crate) fn owed(subject: Subject, events: &[AlarmEvent]) -> Owed {
    let mut outbox = Outbox::new(vec![Receiver { level: Level::Warning, ..siren() }]);
    let mut desk = Desk::of(subject);
    for (minute, event) in (0..).zip(events) {
        desk.tell(&mut outbox, *event, 60 * minute);
    }
    outbox.owed().next().unwrap().clone()
}

fn read(text: &str) -> Value {
    serde_json::from_str(text).unwrap()
}

#[test]
fn a_line_says_where_what_and_how_bad_or_how_it_ended() {
    let feed = Subject::Feed("county".into());
    let ended = |clearance| vec![CRITICAL, AlarmEvent::Clear(clearance)];
    for (subject, events, zh, en) in [
        (
            helmets(),
            vec![CRITICAL],
            "示范县 道路交通 戴帽率 超限 88.5% (value < 90)",
            "示范县 Road traffic Helmet rate critical 88.5% (value < 90)",
        ),
        (
            helmets(),
            vec![AlarmEvent::Raise(Level::Warning)],
            "示范县 道路交通 戴帽率 关注 88.5% (value < 90)",
            "示范县 Road traffic Helmet rate warning 88.5% (value < 90)",
        ),
        (feed.clone(), vec![CRITICAL], "示范县 数据源 county 没有可信数据", "示范县 feed county has no data to trust"),
        (feed, ended(Clearance::Returned), "示范县 数据源 county 已恢复", "示范县 feed county returned to normal"),
        (
            Subject::Step(7, 0),
            vec![CRITICAL],
            "示范县 亡人数 电话首报 逾期未报",
            "示范县 Deaths by telephone not reported in time",
        ),
    ] {
        let owed = owed(subject, &events);
        assert_eq!(summary(&owed, Language::Zh).as_str(), zh);
        assert_eq!(summary(&owed, Language::En).as_str(), en);
    }
    for (clearance, word) in [
        (Clearance::Returned, "returned to normal"),
        (Clearance::Revised, "ended by a correction"),
        (Clearance::PeriodEnd, "ended with its period"),
        (Clearance::RuleGone, "its rule is gone"),
    ] {
        assert!(summary(&owed(helmets(), &ended(clearance)), Language::En).as_str().contains(word));
    }
}

#[test]
fn a_command_reads_all_that_is_known() {
    let told = message(&owed(helmets(), &[CRITICAL, CLEAR]));
    assert!(told.ends_with("}\n") && told.lines().count() == 1, "one line");
    let mut told = read(&told);
    let entry = told.as_object_mut().unwrap().remove("entry").unwrap();
    assert_eq!(
        told,
        json!({
            "version": 1,
            "status": "resolved",
            "receiver": "siren",
            "region": "示范县",
            "topic": {"key": "traffic", "zh": "道路交通", "en": "Road traffic"},
            "indicator": "traffic.helmet_rate",
            "name": {"zh": "戴帽率", "en": "Helmet rate"},
            "summary": {
                "zh": "示范县 道路交通 戴帽率 已恢复 88.5% (value < 90)",
                "en": "示范县 Road traffic Helmet rate returned to normal 88.5% (value < 90)"
            },
            "guidance": {"zh": "通报交警中队", "en": "Tell the traffic police"},
            "level": "critical",
            "value": 88.5,
            "unit": {"zh": "%", "en": "%"},
            "rule": "value < 90",
            "starts_at": "2026-03-05T00:00:00Z",
            "ends_at": "2026-03-05T00:01:00Z",
            "sounds": false,
            "missed": 0
        })
    );
    assert_eq!(entry["kind"], "alarm");
    assert_eq!(entry["subject"], json!({"indicator": "traffic.helmet_rate"}));
    assert_eq!(entry["event"], json!({"cleared": "returned"}));
    let feed = read(&message(&owed(Subject::Feed("county".into()), &[CRITICAL])));
    assert!(["topic", "indicator", "value", "rule", "ends_at"].iter().all(|key| feed[key].is_null()), "{feed}");
    let replaced = read(&message(&owed(helmets(), &[CRITICAL, CLEAR, CRITICAL])));
    assert_eq!((&replaced["missed"], &replaced["status"]), (&json!(1), &json!("firing")));
}

#[test]
fn an_alarm_is_known_by_what_it_is_and_not_by_how_bad_it_is() {
    let body = |subject: Subject, events: &[AlarmEvent]| read(&alertmanager(&owed(subject, events)));
    let print = |body: &Value| (body["groupKey"].clone(), body["alerts"][0]["fingerprint"].clone());
    let mild = body(helmets(), &[AlarmEvent::Raise(Level::Warning)]);
    let worse = body(helmets(), &[AlarmEvent::Raise(Level::Warning), CRITICAL, CLEAR]);
    assert_eq!(print(&mild), print(&worse));
    assert_ne!(mild["commonLabels"]["severity"], worse["commonLabels"]["severity"]);
    let others = [body(Subject::Step(7, 0), &[CRITICAL]), body(Subject::Step(7, 1), &[CRITICAL])];
    let feed = body(Subject::Feed("county".into()), &[CRITICAL]);
    assert!(print(&others[0]) != print(&others[1]) && print(&others[0]) != print(&mild) && print(&feed) != print(&mild));
    assert_eq!(
        feed["commonLabels"],
        json!({"alertname": "FeedLost", "feed": "county", "region": "示范县", "severity": "critical"})
    );
    assert_eq!(others[1]["commonLabels"]["alertname"], "ReportLate");
    assert_eq!((&others[1]["commonLabels"]["clock"], &others[1]["commonLabels"]["step"]), (&json!("7"), &json!("2")));
}

/// A delivery to a terminal that rings, shows, or both.
fn terminal(bell: bool, osc9: bool) -> Delivery {
    let mut outbox = Outbox::new(vec![Receiver { bell, osc9, ..Receiver::default() }]);
    Desk::new().tell(&mut outbox, CRITICAL, 0);
    only(&mut outbox, 0)
}

#[test]
fn the_terminal_rings_once_and_shows_one_line_however_many_there_are() {
    let bytes = |deliveries: &[Delivery]| String::from_utf8(ring(deliveries, Language::En)).unwrap();
    let line = "示范县 Road traffic Helmet rate critical 88.5% (value < 90)";
    assert_eq!(bytes(&[]), "");
    assert_eq!(bytes(&[terminal(true, false)]), "\x07");
    assert_eq!(bytes(&[terminal(false, true)]), format!("\x1b]9;{line}\x07"));
    let three = [terminal(true, true), terminal(true, true), terminal(true, false)];
    assert_eq!(bytes(&three), format!("\x07\x1b]9;(+1) {line}\x07"));
}
