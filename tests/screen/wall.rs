//! The wall: a topic after the other, and what calls before all.

use jiff::ToSpan;
use zhiban::app::hints;
use zhiban::duty::{Action, Id, Language, Order, Subject};
use zhiban::screen::{ASCII, Depth, Glyphs, Scheme, Screen, Theme, UNICODE, View};

use super::{all_text, picture, render};
use crate::scene::Scene;

const SIZES: [(u16, u16); 5] = [(40, 10), (80, 24), (120, 40), (200, 60), (320, 90)];

#[test]
fn the_wall_at_five_sizes_in_both_languages() {
    let theme = Theme::new(Depth::True, false);
    let hints = hints(Screen::Wall);
    for (scene, called) in [(Scene::calm(), "calm"), (Scene::busy(), "alarm")] {
        for (width, height) in SIZES {
            for (language, name) in [(Language::Zh, "zh"), (Language::En, "en")] {
                let view = View { at: Screen::Wall, hints: &hints, ..scene.view(language, &theme, &UNICODE, None) };
                let picture = picture(&render(&view, width, height), &theme);
                insta::assert_snapshot!(format!("wall_{called}_{width}x{height}_{name}"), picture);
            }
        }
    }
}

/// The text of a wall so long after it began.
fn text(scene: &Scene, glyphs: &Glyphs, seconds: i64, (width, height): (u16, u16)) -> String {
    let theme = Theme::mono();
    let plain = scene.view(Language::Zh, &theme, glyphs, None);
    let view = View { at: Screen::Wall, now: scene.now + seconds.seconds(), wall_since: scene.now, ..plain };
    all_text(&render(&view, width, height))
}

#[test]
fn every_topic_has_the_wall_for_fifteen_seconds() {
    let scene = Scene::calm();
    let topics = ["安全生产", "道路交通", "防溺水", "信访", "禁毒", "反电诈", "攻坚"];
    let shown = |seconds| {
        let text = text(&scene, &UNICODE, seconds, (200, 60));
        let heading = text.lines().nth(2).unwrap();
        topics.into_iter().find(|topic| heading.trim_start().starts_with(topic)).unwrap()
    };
    let mut course: Vec<&str> = (0..15 * 20).step_by(5).map(shown).collect();
    for three in course.chunks(3) {
        assert!(three[0] == three[1] && three[1] == three[2], "{course:?}");
    }
    course.dedup();
    assert_eq!(course[..7], topics, "in the order of the task forces, and the campaign last");
    assert_eq!(course[7], topics[0], "and from the beginning");
    assert_eq!(shown(14), topics[0]);
    assert_eq!(shown(15), topics[1]);
    assert_eq!(shown(-100), topics[0], "a clock that was set back");
}

#[test]
fn an_alarm_that_calls_has_the_wall_until_it_is_acknowledged() {
    let mut scene = Scene::busy();
    let at = |scene: &Scene, seconds| text(scene, &UNICODE, seconds, (120, 40));
    // Whatever the time is, what is worst or what calls beside it, and never a quiet topic.
    for seconds in 0..120 {
        let text = at(&scene, seconds);
        assert!(text.contains("待确认") && text.contains("起  ") && !text.contains("防溺水"), "{text}");
    }
    let calling = scene.room.unacknowledged();
    assert!(calling >= 3, "{calling}");
    let mut seen: Vec<String> = (0..calling)
        .map(|n| {
            let text = at(&scene, i64::try_from(n).unwrap() * 15);
            text.lines().nth(4).unwrap().chars().take(30).collect::<String>().trim().to_owned()
        })
        .collect();
    seen.sort();
    seen.dedup();
    assert_eq!(seen.len(), calling, "each has its turn: {seen:?}");
    for (subject, desk) in scene.room.clone().alarms() {
        if desk.shown().alarm.is_unacknowledged() {
            let number = desk.shown().number;
            scene.room.order(Order::Alarm { subject, number, action: Action::Acknowledge(None) }, scene.now).unwrap();
        }
    }
    scene.room.settle();
    let text = at(&scene, 0);
    assert!(text.contains("安全生产") && text.contains("待确认 0"), "{text}");
}

#[test]
fn what_is_new_and_worst_has_the_wall_first() {
    let scene = Scene::busy();
    let subject = Subject::Indicator(Id::new("petitions.overdue").unwrap());
    let raised = scene.room.alarm(&subject).unwrap().shown().occurrence.as_ref().unwrap().at;
    let theme = Theme::mono();
    let plain = scene.view(Language::Zh, &theme, &UNICODE, None);
    let view = View { at: Screen::Wall, now: raised, ..plain };
    let text = all_text(&render(&view, 80, 24));
    for part in ["✖ 超限", "信访 超期未办", "起  0秒"] {
        assert!(text.contains(part), "{part}\n{text}");
    }
}

#[test]
fn its_foot_says_which_colours_were_switched_to() {
    let scene = Scene::calm();
    let theme = Theme::mono();
    let view = View { at: Screen::Wall, switched: Some(Scheme::ColourBlind), ..scene.view(Language::En, &theme, &UNICODE, None) };
    let text = all_text(&render(&view, 80, 24));
    assert!(text.lines().last().unwrap().contains("colour-blind"), "{text}");
}

#[test]
fn digits_grow_with_the_screen_and_plain_terminals_get_plain_ones() {
    let scene = Scene::calm();
    let filled = |size| text(&scene, &UNICODE, 0, size).matches('█').count();
    assert!(!text(&scene, &UNICODE, 0, SIZES[0]).contains(['▀', '▄', '▟']), "ordinary digits where there is no room");
    let counts: Vec<usize> = SIZES[1..].iter().copied().map(filled).collect();
    assert!(counts.windows(2).all(|pair| pair[0] < pair[1]), "{counts:?}");
    let text = text(&scene, &ASCII, 0, (200, 60));
    assert!(text.contains("####"), "{text}");
}
