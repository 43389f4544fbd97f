use jiff::Timestamp;

use super::*;
use crate::duty::{
    Acknowledgement, Alarm, Cause, ClockRecord, Comparison, Measure, Note, Occurrence, Op, Step, Suppression, Text,
};

fn id() -> Id {
    Id::new("traffic.deaths").unwrap()
}

fn names() -> Vec<(Id, String)> {
    vec![
        (id(), "亡人数 Deaths 道路交通 Road traffic wrs".to_owned()),
        (Id::new("drugs.rank").unwrap(), "全市排名 Rank 禁毒 Anti-drug".to_owned()),
    ]
}

fn alarm(subject: Subject, event: AlarmChange) -> Body {
    let comparison = Comparison { measure: Measure::Value, op: Op::GreaterOrEqual, limit: 3.0 };
    let cause = Cause::Rule { when: "value >= 3".into(), comparison };
    let at = Timestamp::UNIX_EPOCH;
    let occurrence = Occurrence { since: at, at, level: Level::Critical, cause, measure: None, value: None };
    let acknowledgement = Acknowledgement { at, by: Some("张三".into()), measure: None, note: Note::new("已电话催办") };
    let suppression = Suppression { at, by: Some("李四".into()), until: None, reason: Note::new("设备检修").unwrap() };
    let record = Box::new(Record {
        alarm: Alarm::default(),
        number: 17,
        occurrence: Some(occurrence),
        acknowledgement: Some(acknowledgement),
        suppression: Some(suppression),
        ..Record::default()
    });
    Body::Alarm { subject, event, record, annunciates: true, sounds: true }
}

fn clock() -> Body {
    let at = Timestamp::UNIX_EPOCH;
    let step = Step { name: Text::new("电话首报", "by telephone"), due: at, reported: None };
    let record = ClockRecord {
        number: 9,
        profile: "decree-493".into(),
        indicator: id(),
        started: at,
        as_of: at,
        events: 1.0,
        steps: vec![step],
    };
    Body::Clock { event: ClockChange::Reported(0), record: Box::new(record), by: Some("李四".into()) }
}

#[test]
fn an_entry_is_found_by_what_it_says_in_either_language() {
    let indicator = || Subject::Indicator(id());
    let raised = alarm(indicator(), AlarmChange::Raised);
    let acknowledged = alarm(indicator(), AlarmChange::Acknowledged);
    let shelved = alarm(indicator(), AlarmChange::Shelved);
    let step = alarm(Subject::Step(9, 0), AlarmChange::Raised);
    let lost = alarm(Subject::Feed("县平台".into()), AlarmChange::Raised);
    let feed = Body::Feed { feed: "County".into(), state: FeedState::Down, as_of: None };
    let note = Body::Note { by: Some("Wang Wu".into()), text: Note::new("桥头 bridge #17").unwrap() };
    let duty = Body::Duty(DutyChange::SignedOn { officer: "张三".into(), lead: Some("王五".into()) });
    let seat = Body::Seat(SeatChange::Interrupted { before: Timestamp::UNIX_EPOCH });
    let cases: [(&Body, &[&str], &[&str]); 9] = [
        (
            &raised,
            &[
                "",
                "告警",
                "ALARM",
                "触发 raised",
                "超限",
                "critical",
                "亡人",
                "deaths",
                "道路交通",
                "road",
                "wrs",
                "traffic.d",
                "#17",
                "告警 亡人 #17",
                ">=",
            ],
            &["#1", "#170", "数据源", "关注", "禁毒", "张三", "检修", "告警 禁毒", "acknowledged"],
        ),
        (&acknowledged, &["已确认", "acknowledged", "张三", "催办", "张三 亡人数"], &["李四", "检修", "raised"]),
        (&shelved, &["搁置", "shelved", "李四", "检修"], &["张三", "催办"]),
        (&step, &["#17", "#9", "报送", "clock"], &["#8", "亡人"]),
        (&lost, &["县平台", "数据源", "feed", "告警"], &["中断"]),
        (&feed, &["数据源", "feed", "county", "中断", "down"], &["告警", "alarm", "拒收", "#17"]),
        (
            &clock(),
            &["时限", "clock", "电话首报", "telephone", "李四", "decree-493", "#9", "亡人数", "reported"],
            &["#17", "张三"],
        ),
        (&note, &["记事", "note", "wang", "桥头", "BRIDGE 桥头"], &["#17", "李四", "桥头 tunnel"]),
        (&duty, &["值班", "duty", "签到", "signed", "张三", "王五"], &["李四", "签退"]),
    ];
    for (body, found, not_found) in cases {
        let entry = Entry { at: Timestamp::UNIX_EPOCH, body: body.clone() };
        for text in found {
            assert!(EntryFilter::new(text, &names()).finds(&entry, None), "{text:?} finds {body:?}");
        }
        for text in not_found {
            assert!(!EntryFilter::new(text, &names()).finds(&entry, None), "{text:?} does not find {body:?}");
        }
    }
    // With its clock, the alarm of a late step is found by what that is called.
    let late = Entry { at: Timestamp::UNIX_EPOCH, body: step };
    let Body::Clock { record, .. } = clock() else { panic!("no clock") };
    for text in ["亡人", "road", "traffic.deaths", "电话首报 #17", "telephone 超限", "decree-493"] {
        assert!(EntryFilter::new(text, &names()).finds(&late, Some(&record)), "{text:?}");
        assert!(!EntryFilter::new(text, &names()).finds(&late, None), "{text:?}");
    }
    let other = ClockRecord { number: 8, ..*record.clone() };
    for (text, clock) in [("禁毒", &*record), ("亡人", &other)] {
        assert!(!EntryFilter::new(text, &names()).finds(&late, Some(clock)), "{text:?}");
    }
    let entry = Entry { at: Timestamp::UNIX_EPOCH, body: seat };
    assert!(EntryFilter::new("程序 interrupted", &names()).finds(&entry, None));
    assert!(EntryFilter::default().is_empty() && !EntryFilter::new("a", &[]).is_empty());
}
