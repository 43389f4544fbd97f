//! What is owed, by example.

use zhiban::duty::{AlarmEvent, Channel, Clean, Feed, Level, Outbox, Owed, Receiver, Room, Subject};

use crate::desk::{CLEAR, CRITICAL, Desk, SHELVE, WARNING, about, at, helmets, minutes, only, siren, told};

const NOTHING: [&str; 0] = [];

fn repeated() -> Receiver {
    Receiver { repeat: Some(minutes(5)), ..siren() }
}

fn chief() -> Receiver {
    Receiver { name: "chief".into(), after: minutes(10), ..siren() }
}

#[test]
fn is_told_when_it_begins_and_when_it_ends_and_no_more() {
    let (mut outbox, mut desk) = (Outbox::new(vec![siren()]), Desk::new());
    assert_eq!(outbox.next_due(), None);
    desk.tell(&mut outbox, CRITICAL, 0);
    assert_eq!(outbox.next_due(), Some(at(0)));
    assert_eq!(told(&mut outbox, 0), ["siren firing"]);
    assert_eq!((told(&mut outbox, 100_000).len(), outbox.next_due()), (0, None), "once, without `repeat`");
    desk.tell(&mut outbox, CLEAR, 100_001);
    let over = only(&mut outbox, 100_001);
    assert!(over.owed.resolved);
    assert_eq!(over.owed.news.record.occurrence.as_ref().unwrap().since, at(0));
    outbox.delivered(&over.id, at(100_002));
    assert_eq!(outbox.owed().count(), 0);
}

#[test]
fn each_receiver_hears_of_its_level_and_worse() {
    let everything = Receiver { name: "log".into(), level: Level::Warning, ..siren() };
    for (subject, event, expected) in [
        (helmets(), WARNING, &["log firing"][..]),
        (helmets(), CRITICAL, &["log firing", "siren firing"]),
        (Subject::Feed("county".into()), WARNING, &["log firing"]),
        // A lost feed ranks as a warning and a late report as critical, whatever the entry says.
        (Subject::Feed("county".into()), CRITICAL, &["log firing"]),
        (Subject::Step(7, 0), CRITICAL, &["log firing", "siren firing"]),
        (Subject::Step(7, 0), WARNING, &["log firing", "siren firing"]),
    ] {
        let mut outbox = Outbox::new(vec![everything.clone(), siren()]);
        let mut desk = Desk::of(subject);
        desk.tell(&mut outbox, event, 0);
        assert_eq!(told(&mut outbox, 0), expected, "{desk:?}");
    }
}

#[test]
fn what_grows_worse_is_told_again_and_what_grows_milder_is_not() {
    let (mut outbox, mut desk) = (Outbox::new(vec![Receiver { level: Level::Warning, ..siren() }]), Desk::new());
    desk.tell(&mut outbox, WARNING, 0);
    assert_eq!(told(&mut outbox, 0), ["siren firing"]);
    desk.tell(&mut outbox, CRITICAL, 10);
    assert_eq!(told(&mut outbox, 10), ["siren firing"]);
    desk.tell(&mut outbox, WARNING, 20);
    assert_eq!(told(&mut outbox, 20), NOTHING);
}

#[test]
fn repeats_until_it_is_acknowledged_cleared_or_suppressed() {
    for stop in [AlarmEvent::Acknowledge, CLEAR, SHELVE] {
        let (mut outbox, mut desk) = (Outbox::new(vec![repeated()]), Desk::new());
        desk.tell(&mut outbox, CRITICAL, 0);
        assert_eq!(told(&mut outbox, 1), ["siren firing"]);
        assert_eq!(outbox.next_due(), Some(at(301)), "counted from when it arrived");
        assert_eq!(told(&mut outbox, 300), NOTHING);
        assert_eq!(told(&mut outbox, 301), ["siren firing"]);
        assert_eq!(told(&mut outbox, 601), ["siren firing"]);
        desk.tell(&mut outbox, stop, 700);
        let rest: &[&str] = if stop == CLEAR { &["siren resolved"] } else { &[] };
        assert_eq!(told(&mut outbox, 2000), rest, "{stop:?}");
        assert_eq!(outbox.next_due(), None, "{stop:?}");
    }
}

#[test]
fn repeats_go_on_when_an_acknowledgement_is_taken_back_or_expires() {
    for (event, first) in [(AlarmEvent::Unacknowledge, 900), (AlarmEvent::AcknowledgementExpires, 600)] {
        let (mut outbox, mut desk) = (Outbox::new(vec![repeated()]), Desk::new());
        desk.tell(&mut outbox, CRITICAL, 0);
        told(&mut outbox, 0);
        desk.tell(&mut outbox, AlarmEvent::Acknowledge, 10);
        assert_eq!(outbox.next_due(), None);
        desk.tell(&mut outbox, event, 600);
        assert_eq!(outbox.next_due(), Some(at(first)), "{event:?}");
    }
}

#[test]
fn escalates_only_what_is_still_unacknowledged() {
    for (stop, second, expected) in [
        (AlarmEvent::Acknowledge, 599, &[][..]),
        (CLEAR, 599, &["siren resolved"]),
        (SHELVE, 599, &[]),
        (AlarmEvent::Acknowledge, 601, &["chief firing"]),
        (CLEAR, 601, &["siren resolved", "chief firing", "chief resolved"]),
    ] {
        let (mut outbox, mut desk) = (Outbox::new(vec![siren(), chief()]), Desk::new());
        desk.tell(&mut outbox, CRITICAL, 0);
        assert_eq!(told(&mut outbox, 0), ["siren firing"]);
        assert_eq!(outbox.next_due(), Some(at(600)));
        let mut all = told(&mut outbox, 599);
        if second > 600 {
            all.extend(told(&mut outbox, 600));
        }
        desk.tell(&mut outbox, stop, second);
        all.extend(told(&mut outbox, 5000));
        all.sort();
        let mut expected = expected.to_vec();
        expected.sort_unstable();
        assert_eq!(all, expected, "{stop:?} after {second} s");
        let kept = outbox.owed().filter(|owed| owed.receiver.as_str() == "chief").count();
        assert_eq!(kept, usize::from(stop == AlarmEvent::Acknowledge && second > 600), "who was told is told of the end");
    }
}

#[test]
fn an_alarm_that_grows_worse_does_not_put_off_its_escalation() {
    let (mut outbox, mut desk) = (Outbox::new(vec![Receiver { level: Level::Warning, ..chief() }]), Desk::new());
    desk.tell(&mut outbox, WARNING, 0);
    desk.tell(&mut outbox, CRITICAL, 500);
    assert_eq!(outbox.next_due(), Some(at(600)));
}

#[test]
fn what_could_not_be_told_before_its_end_is_told_as_begun_and_ended() {
    let (mut outbox, mut desk) = (Outbox::new(vec![siren()]), Desk::new());
    desk.tell(&mut outbox, CRITICAL, 0);
    let first = only(&mut outbox, 0);
    outbox.failed(&first.id, "no answer".into(), at(1), 1.0);
    desk.tell(&mut outbox, CLEAR, 2);
    let over = only(&mut outbox, 3);
    let record = &over.owed.news.record;
    assert!(over.owed.resolved);
    assert_eq!((record.occurrence.as_ref().unwrap().since, record.ended.unwrap().at), (at(0), at(2)));
    assert_eq!(over.owed.missed(), 0, "one alarm, wholly told");
    outbox.delivered(&over.id, at(4));
    assert_eq!(outbox.owed().count(), 0);
}

#[test]
fn what_is_replaced_before_it_was_told_is_counted() {
    let (mut outbox, mut desk) = (Outbox::new(vec![siren()]), Desk::new());
    for second in [0, 10, 20] {
        desk.tell(&mut outbox, CRITICAL, second);
        desk.tell(&mut outbox, CLEAR, second + 5);
    }
    desk.tell(&mut outbox, CRITICAL, 30);
    assert_eq!(outbox.owed().count(), 1, "one thing by receiver and alarm");
    let newest = only(&mut outbox, 30);
    assert_eq!((newest.owed.resolved, newest.owed.missed()), (false, 3));
    assert_eq!(newest.owed.news.record.occurrence.as_ref().unwrap().since, at(30));
}

#[test]
fn an_acknowledgement_does_not_swallow_what_was_never_told() {
    let (mut outbox, mut desk) = (Outbox::new(vec![siren(), Receiver::default()]), Desk::new());
    desk.tell(&mut outbox, CRITICAL, 0);
    desk.tell(&mut outbox, AlarmEvent::Acknowledge, 1);
    assert_eq!(told(&mut outbox, 2), ["siren firing"], "a bell after the acknowledgement would call nobody");
}

#[test]
fn nothing_overtakes_what_is_under_way() {
    let (mut outbox, mut desk) = (Outbox::new(vec![siren()]), Desk::new());
    desk.tell(&mut outbox, CRITICAL, 0);
    let begun = only(&mut outbox, 0);
    desk.tell(&mut outbox, CLEAR, 1);
    assert_eq!((told(&mut outbox, 1).len(), outbox.next_due()), (0, None), "the beginning is still under way");
    outbox.delivered(&begun.id, at(2));
    assert_eq!(told(&mut outbox, 2), ["siren resolved"]);
    outbox.delivered(&begun.id, at(3));
    assert_eq!(outbox.owed().count(), 0, "an outcome that comes twice is none");
}

#[test]
fn an_outcome_of_what_has_been_forgotten_is_not_that_of_what_came_after() {
    let bell = Receiver { repeat: Some(minutes(5)), ..Receiver::default() };
    let (mut outbox, mut desk) = (Outbox::new(vec![bell]), Desk::new());
    desk.tell(&mut outbox, CRITICAL, 0);
    let first = only(&mut outbox, 0);
    desk.tell(&mut outbox, CLEAR, 1);
    assert_eq!(outbox.owed().count(), 0);
    desk.tell(&mut outbox, CRITICAL, 2);
    let second = only(&mut outbox, 2);
    outbox.delivered(&first.id, at(3));
    assert_eq!(outbox.next_due(), None, "the second bell is still to ring");
    outbox.delivered(&second.id, at(4));
    assert_eq!(outbox.next_due(), Some(at(304)));
}

#[test]
fn what_begins_anew_while_its_end_is_under_way_is_told_as_new() {
    let (mut outbox, mut desk) = (Outbox::new(vec![siren()]), Desk::new());
    desk.tell(&mut outbox, CRITICAL, 0);
    told(&mut outbox, 0);
    desk.tell(&mut outbox, CLEAR, 1);
    let over = only(&mut outbox, 1);
    desk.tell(&mut outbox, CRITICAL, 2);
    outbox.delivered(&over.id, at(3));
    assert_eq!(told(&mut outbox, 3), ["siren firing"]);
    desk.tell(&mut outbox, CLEAR, 4);
    assert_eq!(told(&mut outbox, 4), ["siren resolved"]);
}

#[test]
fn a_milder_return_does_not_hide_the_end_of_what_was_worse() {
    let (mut outbox, mut desk) = (Outbox::new(vec![siren()]), Desk::new());
    desk.tell(&mut outbox, CRITICAL, 0);
    told(&mut outbox, 0);
    desk.tell(&mut outbox, CLEAR, 1);
    desk.tell(&mut outbox, AlarmEvent::Acknowledge, 2);
    desk.tell(&mut outbox, WARNING, 3);
    let over = only(&mut outbox, 4);
    assert!(over.owed.resolved);
    assert_eq!(over.owed.news.record.ended.unwrap().at, at(1));
}

#[test]
fn pauses_double_from_a_second_to_five_minutes() {
    let (mut outbox, mut desk) = (Outbox::new(vec![siren()]), Desk::new());
    desk.tell(&mut outbox, CRITICAL, 0);
    let mut now = 0;
    for pause in [1, 2, 4, 8, 16, 32, 64, 128, 256, 300, 300] {
        let delivery = only(&mut outbox, now);
        outbox.failed(&delivery.id, "no".into(), at(now), 1.0);
        assert_eq!(outbox.next_due(), Some(at(now + pause)));
        now += pause;
    }
    for (random, pause) in [(0.5, 150), (0.0, 1), (f64::NAN, 300), (7.0, 300)] {
        let delivery = only(&mut outbox, now);
        outbox.failed(&delivery.id, "no".into(), at(now), random);
        assert_eq!(outbox.next_due(), Some(at(now + pause)), "full jitter, never below a second");
        now += pause;
    }
}

#[test]
fn a_failing_receiver_says_since_when_and_why_and_the_others_go_on() {
    let other = Receiver { name: "log".into(), ..siren() };
    let (mut outbox, mut desk) = (Outbox::new(vec![siren(), other]), Desk::new());
    desk.tell(&mut outbox, CRITICAL, 0);
    let trouble = |outbox: &Outbox, n: usize| outbox.health(at(1000))[n].clone();
    for (second, why) in [(0, "connection refused"), (1, "answered 500")] {
        for delivery in outbox.due(at(second)) {
            match delivery.receiver.name.as_str() {
                "siren" => outbox.failed(&delivery.id, why.into(), at(second), 1.0),
                _ => outbox.delivered(&delivery.id, at(second)),
            }
        }
    }
    assert_eq!(trouble(&outbox, 0).trouble, Some((at(0), Clean::new("answered 500"))));
    assert_eq!((trouble(&outbox, 0).waiting, trouble(&outbox, 0).channel), (1, Channel::Command));
    assert_eq!((trouble(&outbox, 1).trouble, trouble(&outbox, 1).waiting), (None, 0));
    assert_eq!(told(&mut outbox, 3), ["siren firing"]);
    assert_eq!((trouble(&outbox, 0).trouble, trouble(&outbox, 0).waiting), (None, 0));
}

#[test]
fn one_that_arrives_brings_forward_what_had_failed_before() {
    let mut outbox = Outbox::new(vec![siren()]);
    let (mut feed, mut helmets) = (Desk::of(Subject::Step(1, 0)), Desk::new());
    helmets.tell(&mut outbox, CRITICAL, 0);
    let first = only(&mut outbox, 0);
    for _ in 0..9 {
        outbox.failed(&first.id, "no".into(), at(0), 1.0);
    }
    feed.tell(&mut outbox, CRITICAL, 0);
    let second = only(&mut outbox, 0);
    outbox.delivered(&second.id, at(0));
    assert!(outbox.health(at(0))[0].trouble.is_some(), "one still fails");
    assert_eq!(told(&mut outbox, 0), ["siren firing"]);
    assert!(outbox.health(at(0))[0].trouble.is_none());
}

#[test]
fn a_receiver_that_hangs_holds_a_few_deliveries_and_nothing_spins() {
    let mut outbox = Outbox::new(vec![siren()]);
    for clock in 0..20 {
        Desk::of(Subject::Step(clock, 0)).tell(&mut outbox, CRITICAL, 0);
    }
    let held = outbox.due(at(0));
    assert_eq!(held.len(), Outbox::MOST_AT_ONCE);
    assert!(outbox.due(at(9)).is_empty());
    assert_eq!(outbox.next_due(), None, "an outcome comes first, and waiting for the clock would not end");
    outbox.failed(&held[0].id, "no answer".into(), at(10), 1.0);
    assert_eq!((outbox.next_due(), outbox.due(at(10)).len()), (Some(at(0)), 1));
}

#[test]
fn a_flood_is_heard_once_and_told_in_full() {
    let bell = Receiver { repeat: Some(minutes(5)), ..Receiver::default() };
    let mut outbox = Outbox::new(vec![bell, siren()]);
    let (mut first, mut second) = (Desk::of(Subject::Step(1, 0)), Desk::of(Subject::Step(2, 0)));
    second.sounds = false;
    first.tell(&mut outbox, CRITICAL, 0);
    second.tell(&mut outbox, CRITICAL, 0);
    assert_eq!(told(&mut outbox, 0), ["notify 1 firing", "siren firing", "siren firing"]);
    assert_eq!(told(&mut outbox, 300).len(), 2, "what nobody acknowledged after the flood sounds with the repeats");
}

#[test]
fn each_channel_of_a_receiver_is_told_on_its_own() {
    let both = Receiver { webhook: Some("https://h/".to_owned()), bell: true, ..siren() };
    let (mut outbox, mut desk) = (Outbox::new(vec![both]), Desk::new());
    desk.tell(&mut outbox, CRITICAL, 0);
    for delivery in outbox.due(at(0)) {
        match delivery.owed.channel {
            Channel::Webhook => outbox.failed(&delivery.id, "no".into(), at(0), 1.0),
            Channel::Terminal | Channel::Command => outbox.delivered(&delivery.id, at(0)),
        }
    }
    assert_eq!(only(&mut outbox, 1).owed.channel, Channel::Webhook, "the siren does not sound for the webhook's sake");
    desk.tell(&mut outbox, CLEAR, 2);
    let channels: Vec<Channel> = outbox.owed().filter(|owed| owed.resolved).map(|owed| owed.channel).collect();
    assert_eq!(channels, [Channel::Command, Channel::Webhook], "a bell does not ring for an end");
}

#[test]
fn what_is_owed_survives_a_restart() {
    let (mut outbox, mut desk) = (Outbox::new(vec![repeated(), chief()]), Desk::new());
    desk.tell(&mut outbox, CRITICAL, 0);
    told(&mut outbox, 0);
    let journal: Vec<String> = outbox.changes().into_iter().map(|(_, owed)| serde_json::to_string(&owed).unwrap()).collect();
    assert!(outbox.changes().is_empty(), "asked and answered");
    let items: Vec<Option<Owed>> = journal.iter().map(|json| serde_json::from_str(json).unwrap()).collect();
    let mut again = Outbox::new(vec![repeated(), chief()]);
    again.restore(items.clone().into_iter().flatten());
    assert!(again.changes().is_empty());
    assert_eq!(again.next_due(), Some(at(300)));
    assert_eq!(told(&mut again, 600), ["siren firing", "chief firing"]);

    let mut gone = Outbox::new(vec![Receiver { repeat: None, ..siren() }]);
    gone.restore(items.into_iter().flatten());
    let changes = gone.changes();
    assert_eq!(changes[0], ("chief\tcommand\tindicator:traffic.helmet_rate".to_owned(), None));
    assert_eq!(changes[1].1.as_ref().unwrap().due, None);
    assert_eq!((changes.len(), gone.next_due()), (2, None), "it repeats no more");
}

#[test]
fn a_failure_is_nothing_to_keep_and_an_end_is_forgotten() {
    let (mut outbox, mut desk) = (Outbox::new(vec![siren()]), Desk::new());
    desk.tell(&mut outbox, CRITICAL, 0);
    let key = "siren\tcommand\tindicator:traffic.helmet_rate";
    assert_eq!(outbox.changes()[0].0, key);
    let delivery = only(&mut outbox, 0);
    outbox.failed(&delivery.id, "no".into(), at(0), 1.0);
    assert!(outbox.changes().is_empty());
    told(&mut outbox, 1);
    desk.tell(&mut outbox, CLEAR, 2);
    told(&mut outbox, 2);
    assert_eq!(outbox.changes(), [(key.to_owned(), None)]);
}

#[test]
fn a_new_receiver_hears_of_what_holds_already() {
    let (mut outbox, mut desk) = (Outbox::new(vec![siren(), chief()]), Desk::new());
    desk.happen(CRITICAL, 0).unwrap();
    outbox.catch_up(&desk.subject, &desk.record, &about(&desk.subject), at(100));
    outbox.catch_up(&desk.subject, &desk.record, &about(&desk.subject), at(200));
    assert_eq!(told(&mut outbox, 200), ["siren firing"]);
    assert_eq!(outbox.next_due(), Some(at(700)));
    let mut calm = Outbox::new(vec![siren()]);
    desk.happen(AlarmEvent::Acknowledge, 300).unwrap();
    calm.catch_up(&desk.subject, &desk.record, &about(&desk.subject), at(300));
    assert_eq!(calm.owed().count(), 0, "somebody has seen it");
}

#[test]
fn a_clock_that_is_set_back_makes_nobody_wait() {
    let (mut outbox, mut desk) = (Outbox::new(vec![repeated()]), Desk::new());
    desk.tell(&mut outbox, CRITICAL, 100_000);
    told(&mut outbox, 100_000);
    assert_eq!(told(&mut outbox, 0), ["siren firing"]);
}

#[test]
fn no_name_and_no_note_of_an_officer_leaves_the_room() {
    let (mut outbox, mut desk) = (Outbox::new(vec![siren()]), Desk::new());
    desk.tell(&mut outbox, CRITICAL, 0);
    desk.tell(&mut outbox, AlarmEvent::Acknowledge, 1);
    desk.tell(&mut outbox, SHELVE, 2);
    assert!(desk.record.acknowledgement.is_some() && desk.record.suppression.is_some());
    let kept = format!("{:?}", outbox.owed().collect::<Vec<_>>());
    assert!(!kept.contains("officer") && kept.contains("acknowledgement: Some"), "{kept}");
}

#[test]
fn the_room_says_what_an_alarm_is_about() {
    let config = zhiban::config::Config::parse("region = \"示范县\"\n", "x", std::path::Path::new("")).unwrap();
    let room = Room::new(config.plan, at(0));
    let known = room.about(&helmets());
    assert_eq!((known.region.as_str(), known.topic.unwrap().key()), ("示范县", "traffic"));
    assert!(!known.name.zh.as_str().is_empty() && !known.guidance.en.as_str().is_empty());
    let gone = room.about(&Subject::Indicator(zhiban::duty::Id::new("traffic.gone").unwrap()));
    assert_eq!((gone.name.en.as_str(), gone.topic), ("traffic.gone", None));
    let feed = Feed::new("county".into(), minutes(1));
    assert_eq!(room.about(&Subject::Feed(feed.name)).name.zh.as_str(), "county");
    assert_eq!(room.about(&Subject::Step(7, 0)).name.zh.as_str(), "7/1");
}
