use std::path::Path;

use proptest::prelude::*;

use super::*;
use crate::config::Config;
use crate::duty::{Language, Room};
use crate::screen::{Theme, UNICODE};

fn app() -> App {
    let now = now();
    let config = "territories = [\"城关镇\", \"白沙乡\", \"大河镇\"]\n[[feed]]\nname = \"a\"\nurl = \"https://a/\"\n";
    let plan = Config::parse(config, "test", Path::new("")).unwrap().plan;
    let mut app = App::new(Room::new(plan, now), Language::Zh, Theme::mono(), UNICODE, None);
    open(&mut app);
    app
}

fn now() -> Timestamp {
    "2026-03-05T08:42:17+08:00".parse().unwrap()
}

/// What is found, in English.
fn found(app: &mut App, typed: &str) -> Vec<String> {
    app.palette.input = Input::new(typed.to_owned());
    app.palette.search();
    let palette = app.palette.shown();
    palette.found.iter().map(|n| palette.offers[*n].label.en.to_string()).collect()
}

#[test]
fn a_few_letters_find_what_is_meant() {
    let mut app = app();
    for (typed, first) in [
        ("jd", "Anti-drug"),
        ("jindu", "Anti-drug"),
        ("JinDu", "Anti-drug"),
        ("禁毒", "Anti-drug"),
        ("drugs", "Anti-drug"),
        ("xf", "Petitions"),
        ("xfj", "Petitions Long-pending"),
        ("xfcqwb", "Petitions Overdue"),
        ("traf", "Road traffic"),
        ("戴帽", "Road traffic Helmet rate"),
        ("dml", "Road traffic Helmet rate"),
        ("daimaolv", "Road traffic Helmet rate"),
        ("traffic.helmet", "Road traffic Helmet rate"),
        ("helmet 道路", "Road traffic Helmet rate"),
        ("quit", "quit"),
        ("tuichu", "quit"),
        ("tc", "quit"),
        ("退出", "quit"),
        ("jjb", "shift"),
        ("rz", "journal"),
        ("cgz", "城关镇"),
        ("dahe", "大河镇"),
        ("bsx", "白沙乡"),
    ] {
        assert_eq!(found(&mut app, typed).first().map(String::as_str), Some(first), "{typed}: {:?}", found(&mut app, typed));
    }
    for typed in ["dkmdq", "禁酒", "zzzz"] {
        assert_eq!(found(&mut app, typed), [""; 0], "{typed}");
    }
}

#[test]
fn nothing_typed_lists_all_in_its_order_and_equals_stay_in_it() {
    let mut app = app();
    let all = found(&mut app, "  ");
    assert_eq!(all.len(), app.palette.offers.len());
    assert_eq!(all.first().map(String::as_str), Some("Work safety"));
    // 亡人数 is counted on the roads before it is among the drowned.
    let deaths = found(&mut app, "亡人数");
    assert_eq!(deaths, ["Work safety Deaths", "Road traffic Deaths", "Drowning Deaths"]);
}

#[test]
fn what_asks_for_an_alarm_is_offered_where_one_is_under_the_cursor() {
    let mut app = app();
    assert!(!found(&mut app, "确认").contains(&"acknowledge".to_owned()));
    app.at = Screen::Alarms;
    open(&mut app);
    assert!(!found(&mut app, "确认").contains(&"acknowledge".to_owned()), "no alarm is listed");
    app.cursor = Some((crate::duty::Subject::Indicator(Id::new("traffic.deaths").unwrap()), 1));
    open(&mut app);
    assert!(found(&mut app, "确认").contains(&"acknowledge".to_owned()));
}

#[test]
fn what_is_chosen_is_done_and_the_palette_closes() {
    let mut app = app();
    let run = |app: &mut App, typed: &str| {
        open(app);
        for c in typed.chars() {
            press(app, KeyEvent::new(KeyCode::Char(c), KeyModifiers::NONE), now());
        }
        let effect = press(app, KeyEvent::new(KeyCode::Enter, KeyModifiers::NONE), now());
        (app.overlay, app.at, effect)
    };
    assert_eq!(run(&mut app, "jd"), (None, Screen::Territories, Effect::Draw));
    assert_eq!(app.grid.topic, Topic::Drugs);
    assert_eq!(run(&mut app, "dml"), (None, Screen::Trend, Effect::Draw));
    assert_eq!(app.selected, Id::new("traffic.helmet_rate"));
    assert_eq!(run(&mut app, "dahe"), (None, Screen::Territories, Effect::Draw));
    assert_eq!((app.grid.cursor, app.grid.topic), (2, Topic::Traffic), "of the topic that is selected");
    assert_eq!(run(&mut app, "总览"), (None, Screen::Overview, Effect::Draw));
    assert_eq!(run(&mut app, "tc"), (None, Screen::Overview, Effect::Quit));
    assert_eq!(run(&mut app, "zzzz"), (Some(Overlay::Palette), Screen::Overview, Effect::Draw), "nothing to run");
    press(&mut app, KeyEvent::new(KeyCode::Esc, KeyModifiers::NONE), now());
    assert_eq!(app.overlay, None);
}

/// The palette stays open over an edited configuration, and leads to nothing that is gone.
#[test]
fn under_another_configuration_it_offers_what_there_is_now() {
    use crate::app::{Appearance, Looks, Message, update};
    let mut app = app();
    let before = app.palette.offers.len();
    app.palette.input = Input::new("zhen".to_owned());
    app.palette.search();
    let chosen = |app: &App| app.palette.offers[app.palette.found[app.palette.choice]].label.zh.to_string();
    while chosen(&app) != "大河镇" {
        app.palette.step(1);
    }
    let edited = "territories = [\"大河镇\", \"石桥镇\"]\n[[feed]]\nname = \"a\"\nurl = \"https://a/\"\n";
    let config = Config::parse(edited, "test", Path::new("")).unwrap();
    let look = Appearance { language: Language::Zh, glyphs: UNICODE, looks: Looks::default() };
    update(&mut app, Message::Reconfigured(Box::new(config), Box::new(look)), now());
    assert_eq!((app.overlay, app.palette.input.value()), (Some(Overlay::Palette), "zhen"));
    assert_eq!(chosen(&app), "大河镇");
    assert_eq!(app.palette.offers.len(), before - 1);
    press(&mut app, KeyEvent::new(KeyCode::Enter, KeyModifiers::NONE), now());
    assert_eq!((app.at, app.grid.cursor), (Screen::Territories, 0));
}

#[test]
fn the_choice_stays_within_what_was_found() {
    let mut app = app();
    let control = |c| KeyEvent::new(KeyCode::Char(c), KeyModifiers::CONTROL);
    paste(&mut app, "亡人\n数");
    assert_eq!(app.palette.input.value(), "亡人数");
    for _ in 0..9 {
        press(&mut app, control('n'), now());
    }
    assert_eq!(app.palette.choice, 2);
    press(&mut app, control('p'), now());
    press(&mut app, KeyEvent::new(KeyCode::Up, KeyModifiers::NONE), now());
    press(&mut app, KeyEvent::new(KeyCode::Up, KeyModifiers::NONE), now());
    assert_eq!(app.palette.choice, 0);
    paste(&mut app, &"数".repeat(1000));
    assert_eq!(app.palette.input.value().chars().count(), MOST);
}

proptest! {
    #[test]
    fn whatever_is_typed_is_found_in_its_order(typed in "[a-z0-9一-龥 ]{0,6}|[a-z]{1,3}|\\PC{0,80}") {
        thread_local!(static APP: std::cell::RefCell<App> = std::cell::RefCell::new(app()));
        APP.with_borrow_mut(|app| {
            let all: Vec<_> = offers::offers(app).into_iter().map(|(names, _, _)| names).collect();
            app.palette.input = Input::new(typed.clone());
            app.palette.search();
            let plain = typed.chars().all(|c| c.is_ascii() || ('一'..='龥').contains(&c));
            for n in app.palette.found.iter().filter(|_| plain) {
                for word in typed.to_lowercase().split_whitespace() {
                    prop_assert!(all[*n].texts().any(|text| holds(&text.to_lowercase(), word)), "{word} in {:?}", app.palette.offers[*n]);
                }
            }
            Ok(())
        })?;
    }
}

/// Whether a text holds the letters of a word in their order.
fn holds(text: &str, word: &str) -> bool {
    let mut text = text.chars();
    word.chars().all(|wanted| text.any(|c| c == wanted))
}
