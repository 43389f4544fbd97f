//! What somebody sees who looks for ten seconds and has read no manual.

use jiff::ToSpan;
use ratatui::style::Style;
use zhiban::duty::{Body, Clean, Entry, JournalState, Language, SeatChange, State};
use zhiban::screen::{Depth, Pages, Screen, Theme, UNICODE, View};

use super::scene::Scene;
use super::{all_text, cells, render};

/// The rows of a screen of 80x24 as they are read.
fn rows(view: &View<'_>) -> Vec<String> {
    all_text(&render(view, 80, 24)).lines().map(|line| line.trim_end().to_owned()).collect()
}

/// The style of the first cell of `text`, wherever it stands.
fn style_of(view: &View<'_>, text: &str) -> Style {
    let buffer = render(view, 80, 24);
    let found = (0..24).find_map(|y| {
        let row = cells(&buffer, y);
        let starts = |n: usize| row.iter().skip(n).map(|(_, symbol, _)| *symbol).collect::<String>().starts_with(text);
        (0..row.len()).find(|n| starts(*n)).and_then(|n| row.get(n)).map(|cell| cell.2)
    });
    assert!(found.is_some(), "{text}\n{}", all_text(&buffer));
    found.unwrap()
}

/// The list of what is out of bounds.
fn list(rows: &[String]) -> &[String] {
    let at = rows.iter().position(|row| row.contains("攻坚 ") || row.contains("Campaign ")).unwrap();
    rows.get(at + 1..).unwrap_or_default()
}

#[test]
fn advice_that_would_be_cut_has_a_free_line_and_the_key_is_said_only_to_whom_can_press_it() {
    let theme = Theme::mono();
    let scene = Scene::critical();
    for (language, what, advice, key) in [
        (Language::Zh, "✖ 08:31 信访 超期未办 3 ≥ 3 待确认", "先核对受理日期，再催办承办单位", "a 告警，再按 a 确认"),
        (
            Language::En,
            "✖ 08:31 Petitions Overdue 3 ≥ 3 unacknowledged 1m",
            "Check the date of acceptance, then chase the office in charge",
            "a alarms, then a: acknowledge",
        ),
    ] {
        let view = scene.view(language, &theme, &UNICODE, None);
        let shown = rows(&view);
        let [first, second, ..] = list(&shown) else { panic!("{shown:#?}") };
        assert!(first.contains(what), "{shown:#?}");
        assert!(first.ends_with(advice) || second.trim_start() == advice, "{shown:#?}");
        assert!(shown[23].contains(key), "{shown:#?}");
        let only_looks = View { journal: &JournalState::OnlyRead, ..view };
        assert!(!rows(&only_looks)[23].contains(key));
    }
}

#[test]
fn a_feed_that_is_lost_is_named_with_its_age_and_what_to_do() {
    let theme = Theme::mono();
    let scene = Scene::lost();
    let shown = rows(&scene.view(Language::Zh, &theme, &UNICODE, None));
    assert!(shown[0].contains("? 数据源 2/3  police 中断"), "{shown:#?}");
    let [first, second, ..] = list(&shown) else { panic!("{shown:#?}") };
    assert!(first.contains("? 08:31 数据源 police 中断 待确认 12分"), "{shown:#?}");
    assert_eq!(second.trim_start(), "先看数据源屏（f），再联系该数据提供方 · 连接不上：connection refused");
}

#[test]
fn what_is_acknowledged_or_put_aside_keeps_its_symbol_and_recedes() {
    let theme = Theme::new(Depth::True, false);
    let (busy, attended) = (Scene::busy(), Scene::attended());
    let what = "信访 超期未办 3 ≥ 3";
    let before = busy.view(Language::Zh, &theme, &UNICODE, None);
    let after = attended.view(Language::Zh, &theme, &UNICODE, None);
    let plain = |style: Style| (style.fg, style.add_modifier);
    let loud = theme.state(State::Critical);
    assert_eq!(plain(style_of(&before, what)), plain(loud));
    assert_eq!(plain(style_of(&after, what)), plain(theme.text));
    assert_eq!(style_of(&after, "✖ 08:37").fg, loud.fg);
    let view = View { scroll: 4, ..after };
    assert!(rows(&view).iter().any(|row| row.contains("搁置   至 10:42 已通知中队")), "{:#?}", rows(&view));
}

#[test]
fn calm_says_since_when() {
    let theme = Theme::new(Depth::True, false);
    let calm = |scene: &Scene, text: &str| {
        let view = scene.view(Language::Zh, &theme, &UNICODE, None);
        assert!(list(&rows(&view))[0].starts_with(text), "{:#?}", rows(&view));
        assert_eq!(style_of(&view, text.trim_start()).fg, theme.text.fg);
    };
    calm(&Scene::calm(), " 一切正常 自 08:30   ");
    calm(&Scene::calm_again(), " 一切正常 自 08:33");
    let waiting = Scene::waiting();
    assert!(rows(&waiting.view(Language::Zh, &theme, &UNICODE, None)).iter().any(|row| row.contains("等待首次数据")));
}

#[test]
fn the_shift_speaks_in_words_and_says_which_day() {
    let theme = Theme::mono();
    let scene = Scene::attended();
    let view = View { at: Screen::Shift, ..scene.view(Language::Zh, &theme, &UNICODE, None) };
    let shown = rows(&view).join("\n");
    assert!(!shown.contains("value") && !shown.contains("shift >="), "{shown}");
    assert!(shown.contains("#5 搁置 道路交通 戴帽率 88.0 < 90 至 10:42 已通知中队，等待回复"), "{shown}");
    let tomorrow = View { now: view.now + 24.hours(), ..view };
    assert!(rows(&tomorrow).iter().any(|row| row.starts_with(" 03-05 08:37 ▲ #3")), "{:#?}", rows(&tomorrow));
}

#[test]
fn a_seat_that_only_looks_is_told_no_key_to_act() {
    let theme = Theme::mono();
    let (busy, attended) = (Scene::busy(), Scene::attended());
    for (scene, at, acts, looks) in [
        (&busy, Screen::Shift, "无人签到：i 签到", "未签到"),
        (&attended, Screen::Shift, "待接班：t 接班", "待接班"),
        (&busy, Screen::Overview, "前上报，报后按 c", "前上报"),
    ] {
        // The last lines of the list are on screen.
        let view =
            View { at, scroll: if at == Screen::Overview { 9 } else { 0 }, ..scene.view(Language::Zh, &theme, &UNICODE, None) };
        assert!(rows(&view).iter().any(|row| row.contains(acts)), "{:#?}", rows(&view));
        let view = View { journal: &JournalState::OnlyRead, ..view };
        let shown = rows(&view);
        assert!(shown.iter().any(|row| row.contains(looks)) && !shown.iter().any(|row| row.contains(acts)), "{shown:#?}");
    }
}

#[test]
fn how_long_nothing_ran_is_said_with_day_and_time() {
    let theme = Theme::mono();
    let scene = Scene::calm();
    let started = SeatChange::Started { version: Clean::new("0.1.0"), off_since: Some(scene.now - 14.hours()) };
    let pages =
        Pages { entries: vec![(1, Entry { at: scene.now, body: Body::Seat(started) })], is_whole: true, ..Pages::default() };
    let view = View { at: Screen::Journal, pages: &pages, ..scene.view(Language::Zh, &theme, &UNICODE, None) };
    assert!(rows(&view).join("\n").contains("（03-04 18:30 后未运行）"), "{:#?}", rows(&view));
}
