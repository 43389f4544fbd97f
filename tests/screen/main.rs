//! What is on the screen, with its styles: at five sizes in both languages, and at any size whole.

#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

mod feeds;
mod journal;
mod newcomer;
mod palette;
mod past;
mod scene;
mod schemes;
mod spoken;
mod territories;
mod trend;
mod wall;

use proptest::prelude::*;
use ratatui::buffer::{Buffer, Cell};
use ratatui::layout::Rect;
use ratatui::style::{Modifier, Style};
use unicode_width::UnicodeWidthStr;
use zhiban::app::hints;
use zhiban::duty::{ConfigNotice, Id, JournalState, Language, NotRecorded, Refused, State};
use zhiban::screen::{
    ASCII, Asking, Chart, Depth, Glyphs, LookBack, Overlay, Pages, Question, Screen, Theme, UNICODE, View, draw, furthest_help,
    listed,
};

use scene::Scene;

const SIZES: [(u16, u16); 5] = [(40, 10), (80, 24), (120, 40), (200, 60), (320, 90)];

fn render(view: &View<'_>, width: u16, height: u16) -> Buffer {
    let mut buffer = Buffer::empty(Rect::new(0, 0, width, height));
    draw(view, &mut buffer);
    buffer
}

/// The cells of a row that are drawn: the second half of a wide character is not.
fn cells(buffer: &Buffer, y: u16) -> Vec<(u16, &str, Style)> {
    let mut cells = Vec::new();
    let mut x = 0;
    while x < buffer.area.width {
        let cell = &buffer[(x, y)];
        cells.push((x, cell.symbol(), cell.style()));
        x += u16::try_from(cell.symbol().width().max(1)).unwrap();
    }
    cells
}

/// Each row as text, and under it a letter for each cell that is not plain.
fn picture(buffer: &Buffer, theme: &Theme) -> String {
    let letters = [
        (' ', theme.text),
        ('.', theme.dim),
        ('h', theme.heading),
        ('m', theme.mark),
        ('w', theme.state(State::Warning)),
        ('u', theme.state(State::Unknown)),
        ('c', theme.state(State::Critical)),
        ('C', theme.banner(State::Critical)),
        ('R', theme.text.add_modifier(Modifier::REVERSED)),
        ('W', theme.state(State::Warning).add_modifier(Modifier::REVERSED)),
        ('U', theme.state(State::Unknown).add_modifier(Modifier::REVERSED)),
    ];
    let heat = (1..5).zip('1'..).map(|(step, letter)| (letter, theme.heat(step)));
    let chosen = |(letter, style): (char, Style)| (letter.to_ascii_uppercase(), style.add_modifier(Modifier::REVERSED));
    let under_cursor = [('d', theme.dim), ('h', theme.heading), ('c', theme.state(State::Critical))].map(chosen);
    let hot_under_cursor = (1..5).zip('6'..).map(|(step, letter)| (letter, theme.heat(step).add_modifier(Modifier::REVERSED)));
    let letters = letters.into_iter().chain([('s', theme.series), ('l', theme.last_year), ('P', theme.lookback)]).chain(heat);
    let drawn_under_cursor = [('s', theme.series), ('l', theme.last_year)].map(chosen);
    let letters = letters.chain(drawn_under_cursor).chain(under_cursor).chain(hot_under_cursor);
    let letters: Vec<_> = letters.map(|(letter, style)| (letter, Cell::default().set_style(style).style())).collect();
    let letter = |style: Style| letters.iter().find(|(_, s)| *s == style).map(|(letter, _)| *letter);
    let letter = |style: Style| {
        assert!(letter(style).is_some(), "no style of the theme: {style:?}");
        letter(style).unwrap()
    };
    let mut picture = String::new();
    for y in 0..buffer.area.height {
        let row = cells(buffer, y);
        let text: String = row.iter().map(|(_, symbol, _)| *symbol).collect();
        let styles: String =
            row.iter().map(|(_, symbol, style)| letter(*style).to_string().repeat(symbol.width().max(1))).collect();
        for line in [text, styles] {
            picture += line.trim_end();
            picture += "\n";
        }
    }
    picture
}

#[test]
fn the_overview_at_five_sizes_in_both_languages() {
    let scene = Scene::busy();
    let theme = Theme::new(Depth::True, false);
    for (width, height) in [(40, 10), (80, 24), (120, 40), (200, 60), (320, 90)] {
        for (language, name) in [(Language::Zh, "zh"), (Language::En, "en")] {
            let buffer = render(&scene.view(language, &theme, &UNICODE, None), width, height);
            insta::assert_snapshot!(format!("{width}x{height}_{name}"), picture(&buffer, &theme));
        }
    }
}

#[test]
fn alarms_and_the_shift_at_five_sizes_in_both_languages() {
    let scene = Scene::attended();
    let theme = Theme::new(Depth::True, false);
    for (width, height) in [(40, 10), (80, 24), (120, 40), (200, 60), (320, 90)] {
        for (language, name) in [(Language::Zh, "zh"), (Language::En, "en")] {
            for (screen, called) in [(Screen::Alarms, "alarms"), (Screen::Shift, "shift")] {
                let hints = hints(screen);
                let plain = scene.view(language, &theme, &UNICODE, None);
                let first = listed(&plain).into_iter().next();
                let mut view = View { at: screen, hints: &hints, ..plain };
                view.cursor = first.as_ref();
                let picture = picture(&render(&view, width, height), &theme);
                insta::assert_snapshot!(format!("{called}_{width}x{height}_{name}"), picture);
            }
        }
    }
}

#[test]
fn an_edited_configuration_is_spoken_of_and_hides_no_alarm() {
    let scene = Scene::busy();
    let theme = Theme::mono();
    let refused = |at| ConfigNotice::Refused { at, problem: "unknown key `regoin`".into(), more: 2 };
    let mut lines = String::new();
    for (notice, screen) in [
        (refused(Some((12, 3))), Screen::Overview),
        (refused(None), Screen::Overview),
        (refused(Some((12, 3))), Screen::Alarms),
        (ConfigNotice::NoFeed, Screen::Overview),
        (ConfigNotice::NeedsRestart { journal: true, mouse: false }, Screen::Shift),
        (ConfigNotice::NeedsRestart { journal: true, mouse: true }, Screen::Overview),
        (ConfigNotice::NeedsRestart { journal: false, mouse: true }, Screen::Overview),
        (ConfigNotice::NotWatched("no space left on device".into()), Screen::Overview),
    ] {
        for language in [Language::Zh, Language::En] {
            let plain = View { at: screen, ..scene.view(language, &theme, &UNICODE, None) };
            let (before, after) = (render(&plain, 120, 40), render(&View { config_notice: Some(&notice), ..plain }, 120, 40));
            let row = |buffer: &Buffer, y: u16| cells(buffer, y).into_iter().map(|(_, symbol, _)| symbol).collect::<String>();
            for y in (0..40).filter(|y| row(&before, *y) != row(&after, *y)) {
                lines += row(&after, y).trim_end();
                lines += "\n";
            }
        }
    }
    insta::assert_snapshot!("config_notice", lines);
}

#[test]
fn what_is_not_recorded_and_every_question_are_said_in_words() {
    let scene = Scene::attended();
    let theme = Theme::new(Depth::True, false);
    let reasons = [NotRecorded::Full, NotRecorded::ReadOnly, NotRecorded::Locked, NotRecorded::Newer, NotRecorded::Slow];
    let day = jiff::civil::date(2026, 3, 5);
    let clock = scene.room.clocks()[0].number();
    let asked = [
        Asking::AcknowledgeNote(7),
        Asking::AcknowledgeAll(3),
        Asking::ShelveReason(7),
        Asking::ShelveEnd(7),
        Asking::OutOfService(7),
        Asking::Note,
        Asking::Officer,
        Asking::Lead,
        Asking::Filter,
        Asking::Report(clock, 1),
        Asking::HandOver,
        Asking::SignOff,
        Asking::NilReturn(day),
        Asking::Quit(4),
    ];
    let refusals = [
        Refused::Changed,
        Refused::NotNow,
        Refused::Gone,
        Refused::ShelfTooLong,
        Refused::NobodyOnDuty,
        Refused::NothingToAccept,
        Refused::NotNil,
        Refused::NotKnown,
        Refused::OnlyLooking,
    ];
    let mut lines = String::new();
    let mut row = |view: &View<'_>, y: u16| {
        let buffer = render(view, 80, 24);
        let text: String = cells(&buffer, y).into_iter().map(|(_, symbol, _)| symbol).collect();
        lines += text.trim_end();
        lines += "\n";
    };
    for language in [Language::Zh, Language::En] {
        let mut view = scene.view(language, &theme, &UNICODE, None);
        for reason in reasons.clone() {
            let state = JournalState::NotRecording { since: scene.now, reason };
            row(&View { journal: &state, ..view }, 0);
        }
        row(&View { journal: &JournalState::OnlyRead, ..view }, 0);
        row(&View { journal: &JournalState::Unreadable(NotRecorded::ReadOnly), ..view }, 0);
        for asking in asked {
            view.question = Some(Question { asking, text: "已答", cursor: 2, wrong: false });
            row(&view, 23);
        }
        view.question = None;
        for refused in refusals {
            view.refused = Some(refused);
            row(&view, 23);
        }
    }
    insta::assert_snapshot!(lines);
}

/// The foot offers what does something where one is, the help always.
#[test]
fn the_foot_begins_with_what_is_used_most_and_always_leads_to_the_help() {
    let theme = Theme::mono();
    let scene = Scene::busy();
    let foot = |view: &View<'_>, width: u16| {
        let buffer = render(view, width, 24);
        let text: String = cells(&buffer, 23).into_iter().map(|(_, symbol, _)| symbol).collect();
        text.trim().to_owned()
    };
    for language in [Language::Zh, Language::En] {
        for at in Screen::ALL.into_iter().filter(|at| *at != Screen::Wall) {
            let hints = hints(at);
            let view = View { at, hints: &hints, ..scene.view(language, &theme, &UNICODE, None) };
            for width in [20, 40, 60, 80, 120, 200] {
                let foot = foot(&view, width);
                assert!(foot.contains(if language == Language::Zh { "? 帮助" } else { "? help" }), "{at:?} {width}: {foot}");
            }
        }
    }
    let zh = scene.view(Language::Zh, &theme, &UNICODE, None);
    let on = |at: Screen| {
        let hints = hints(at);
        foot(&View { at, hints: &hints, ..zh }, 80)
    };
    assert_eq!(on(Screen::Overview), "Enter 走势  a 告警，再按 a 确认  h 交接班  : 命令  ? 帮助  f 数据源  n 记事");
    assert_eq!(on(Screen::Trend), "Left 左移  Right 右移  + 放大  - 缩小  PgUp 更早  PgDn 更晚  End 到现在  ? 帮助");
    assert!(on(Screen::Territories).starts_with("Left 左一列  Right 右一列  Tab 下一专题  o 排序"));
    assert!(on(Screen::Journal).starts_with("/ 筛选  Enter 回看此刻"));
    let selected = Id::new("traffic.deaths").unwrap();
    assert!(foot(&View { selected: Some(&selected), ..zh }, 80).contains("Esc 返回"), "it would select nothing");
    let past = LookBack { at: scene.now, live: scene.now, calling: 0, is_read: true, off_since: None };
    let text = foot(&View { looked_back: Some(past), ..zh }, 200);
    assert!(text.starts_with("Esc 回到实时  Enter") && text.matches("Esc").count() == 1, "{text}");
}

#[test]
fn the_log_of_the_shift_is_filtered_by_what_it_says() {
    let scene = Scene::attended();
    let theme = Theme::mono();
    let plain = View { at: Screen::Shift, ..scene.view(Language::Zh, &theme, &UNICODE, None) };
    let whole = all_text(&render(&plain, 120, 40));
    let filtered = all_text(&render(&View { filter: "搁置", ..plain }, 120, 40));
    assert!(whole.contains("市局来电") && !filtered.contains("市局来电"), "{filtered}");
    assert!(filtered.contains("/ 搁置 1") && filtered.contains("搁置 道路交通 戴帽率"), "{filtered}");
}

#[test]
fn a_flood_is_said_in_one_line_before_all_others() {
    let theme = Theme::mono();
    let scene = Scene::flood();
    let zh = scene.view(Language::Zh, &theme, &UNICODE, None);
    let text = all_text(&render(&zh, 80, 24));
    let list = text.lines().skip_while(|line| !line.contains("攻坚")).nth(1).unwrap();
    assert!(list.contains("✖ 08:30 告警洪峰 10分钟 12 项"), "{text}");
    assert!(text.contains("另有 ▲9"), "{text}");
    let en = scene.view(Language::En, &theme, &UNICODE, None);
    let text = all_text(&render(&View { at: Screen::Alarms, ..en }, 80, 24));
    assert!(text.contains("Alarms 12  unacknowledged 12  alarm flood: 12 in 10 minutes"), "{text}");
}

#[test]
fn what_is_on_its_way_to_the_journal_says_so() {
    let theme = Theme::mono();
    let scene = Scene::pending();
    let view = View { at: Screen::Alarms, ..scene.view(Language::Zh, &theme, &UNICODE, None) };
    let text = all_text(&render(&view, 80, 24));
    assert!(text.contains("提交中") && !text.contains("已确认"), "{text}");
}

#[test]
fn what_changed_this_shift_stands_above_the_log_and_of_the_last_one_its_sheet_is_named() {
    let scene = Scene::attended();
    let theme = Theme::mono();
    let plain = scene.view(Language::Zh, &theme, &UNICODE, None);
    let text = |now: &str| {
        let view = View { at: Screen::Shift, now: now.parse().unwrap(), ..plain };
        all_text(&render(&view, 80, 24))
    };
    let minutes_in = text("2026-03-05T08:42:17+08:00");
    assert!(minutes_in.contains("上一班 03-04 17:30 起") && minutes_in.contains("--shift last"), "{minutes_in}");
    let later = text("2026-03-05T09:10:00+08:00");
    for line in ["本班 08:30 起", "安全生产 隐患未整改 −2", "道路交通 亡人事故 +1 · 亡人数 +1 · 戴帽率 −2.5", "信访 本年来件 +6"]
    {
        assert!(later.contains(line), "{line}\n{later}");
    }
    assert!(!later.contains("--shift last"));
}

#[test]
fn the_end_of_a_long_answer_and_its_cursor_stay_on_screen() {
    let scene = Scene::busy();
    let theme = Theme::mono();
    let text = "一".repeat(200) + "二三";
    let mut view = scene.view(Language::Zh, &theme, &UNICODE, None);
    view.question = Some(Question { asking: Asking::Note, text: &text, cursor: 201, wrong: false });
    for width in [40, 80] {
        let buffer = render(&view, width, 24);
        let row: String = cells(&buffer, 23).into_iter().map(|(_, symbol, _)| symbol).collect();
        assert!(row.trim_end().ends_with("一二三"), "{row}");
        let under: Vec<&str> = cells(&buffer, 23)
            .into_iter()
            .filter(|(_, _, s)| s.add_modifier.contains(Modifier::REVERSED))
            .map(|(_, c, _)| c)
            .collect();
        assert_eq!(under, ["三"]);
    }
}

#[test]
fn the_help_and_the_first_moment() {
    let theme = Theme::new(Depth::Palette, true);
    let scene = Scene::busy();
    for (language, name) in [(Language::Zh, "zh"), (Language::En, "en")] {
        let buffer = render(&scene.view(language, &theme, &UNICODE, Some(Overlay::Help)), 80, 24);
        insta::assert_snapshot!(format!("help_{name}"), picture(&buffer, &theme));
        let waiting = Scene::waiting();
        let buffer = render(&waiting.view(language, &theme, &UNICODE, None), 80, 24);
        insta::assert_snapshot!(format!("waiting_{name}"), picture(&buffer, &theme));
    }
}

#[test]
fn the_help_of_every_screen_is_whole_or_says_how_much_is_below() {
    let scene = Scene::busy();
    let theme = Theme::mono();
    for (width, height) in [(40, 10), (80, 24), (120, 40)] {
        for at in Screen::ALL {
            let hints = hints(at);
            let mut view = View { at, hints: &hints, ..scene.view(Language::En, &theme, &UNICODE, Some(Overlay::Help)) };
            let furthest = furthest_help(&view, Rect::new(0, 0, width, height));
            let mut seen = String::new();
            for scroll in 0..=furthest {
                view.help_scroll = scroll;
                let text = all_text(&render(&view, width, height));
                let says = if furthest == 0 { "any key closes".to_owned() } else { format!("{} below: ", furthest - scroll) };
                let last = text.lines().find(|line| line.contains(&says));
                assert!(last.is_some(), "{at:?} {width}x{height}: {says}\n{text}");
                seen += &text;
            }
            for hint in &hints {
                assert!(seen.contains(&format!("{:<7} {}", hint.key, hint.label.en)), "{} at {width}x{height}\n{seen}", hint.key);
            }
            assert!(seen.contains("police down") && seen.contains("Not connected 20"));
            assert!(width < 80 || height < 40 || furthest == 0);
        }
    }
}

fn all_text(buffer: &Buffer) -> String {
    (0..buffer.area.height)
        .flat_map(|y| cells(buffer, y).into_iter().map(|(_, symbol, _)| symbol.to_owned()).chain(["\n".to_owned()]))
        .collect()
}

#[test]
fn at_80x24_all_six_topics_are_whole() {
    let scene = Scene::busy();
    let theme = Theme::mono();
    let text = all_text(&render(&scene.view(Language::Zh, &theme, &UNICODE, None), 80, 24));
    for topic in ["安全生产", "道路交通", "防溺水", "信访", "禁毒", "反电诈", "攻坚"] {
        assert!(text.contains(topic), "{topic}\n{text}");
    }
    for figure in [
        "同期2 −50%小",
        "本班+1 限1",
        "88.0%",
        "目标90 −2.0",
        "+6",
        "限20 差8",
        "中断12分 前7",
        "白班 余8时47分",
        "? 数据源 2/3  police 中断  数据 4秒前",
    ] {
        assert!(text.contains(figure), "{figure}\n{text}");
    }
}

#[test]
fn a_number_too_wide_is_shortened_and_never_cut() {
    let theme = Theme::mono();
    for (losses, zh, en) in [
        ("12345678", "1235万", "12345678"),
        ("99999.9", "10.0万", "99999.9"),
        ("123456", "123456", "123456"),
        ("123456789012", "1235亿", "123G"),
    ] {
        let scene = Scene::with_losses(losses);
        for (language, shown) in [(Language::Zh, zh), (Language::En, en)] {
            let text = all_text(&render(&scene.view(language, &theme, &UNICODE, None), 80, 24));
            assert!(text.contains(&format!(" {shown} ")), "{shown}\n{text}");
        }
    }
}

#[test]
fn what_is_wrong_has_a_symbol_a_word_and_a_colour() {
    let scene = Scene::busy();
    let theme = Theme::new(Depth::True, false);
    for language in [Language::Zh, Language::En] {
        let view = scene.view(language, &theme, &UNICODE, None);
        let buffer = render(&view, 120, 40);
        let text = all_text(&buffer);
        for state in [State::Warning, State::Unknown, State::Critical] {
            let word = view.words.state(state);
            assert!(text.contains(&format!("{} {word}", UNICODE.state(state))), "{word}\n{text}");
            let coloured = (0..40)
                .flat_map(|y| cells(&buffer, y))
                .any(|(_, symbol, style)| symbol == UNICODE.state(state) && style.fg == theme.state(state).fg);
            assert!(coloured, "{word} has no colour");
        }
    }
}

#[test]
fn when_all_is_normal_nothing_is_coloured() {
    let scene = Scene::calm();
    let theme = Theme::new(Depth::True, false);
    let buffer = render(&scene.view(Language::Zh, &theme, &UNICODE, None), 120, 40);
    // Rules that ask for growth over an hour or a day cannot be judged yet, and that is said.
    let text = all_text(&buffer);
    assert!(text.contains("一切正常 自 08:30") && text.contains("项有规则缺历史或基数，尚不能判断"), "{text}");
    let quiet = [theme.text.fg, theme.dim.fg, theme.mark.fg];
    assert!((0..40).flat_map(|y| cells(&buffer, y)).all(|(_, _, style)| quiet.contains(&style.fg)));
}

#[test]
fn ascii_has_no_symbol_that_a_plain_terminal_lacks() {
    let scene = Scene::busy();
    let theme = Theme::mono();
    for (overlay, at) in [None, Some(Overlay::Help)].into_iter().flat_map(|overlay| Screen::ALL.map(|at| (overlay, at))) {
        let mut view = scene.view(Language::En, &theme, &ASCII, overlay);
        view.at = at;
        let buffer = render(&view, 200, 60);
        let odd: Vec<char> =
            all_text(&buffer).chars().filter(|c| !c.is_ascii() && !('\u{3400}'..'\u{a000}').contains(c)).collect();
        assert!(odd.is_empty(), "{odd:?}");
    }
}

/// No row is longer or shorter than the screen, and no wide character stands half over its edge or another's.
fn check_rows(buffer: &Buffer) -> Result<(), TestCaseError> {
    for y in 0..buffer.area.height {
        let row = cells(buffer, y);
        let width: usize = row.iter().map(|(_, symbol, _)| symbol.width().max(1)).sum();
        prop_assert_eq!(width, usize::from(buffer.area.width), "row {} breaks", y);
        for (x, symbol, _) in row {
            prop_assert!(!symbol.chars().any(char::is_control));
            if symbol.width() == 2 {
                prop_assert_eq!(buffer[(x + 1, y)].symbol(), " ", "half of {} is lost", symbol);
            }
        }
    }
    Ok(())
}

/// A duty room, with courses and pages of its journal.
type Drawn = (Scene, Vec<(&'static str, Id, Chart)>, Vec<(&'static str, Pages)>);

proptest! {
    #![proptest_config(ProptestConfig::with_cases(400))]

    #[test]
    fn any_size_is_drawn_whole(width in 0..=400_u16, height in 0..=150_u16, zh: bool, help: bool, ascii: bool, at in 0..Screen::ALL.len()) {
        thread_local!(static SCENE: Drawn = {
            let scene = Scene::attended();
            let (charts, pages) = (trend::charts(&scene), journal::pages(&scene));
            (scene, charts, pages)
        });
        SCENE.with(|(scene, charts, pages)| {
            let theme = Theme::mono();
            let glyphs: Glyphs = if ascii { ASCII } else { UNICODE };
            let language = if zh { Language::Zh } else { Language::En };
            let plain = scene.view(language, &theme, &glyphs, help.then_some(Overlay::Help));
            let first = listed(&plain).into_iter().next();
            let (_, id, chart) = &charts[1];
            let plain = View { selected: Some(id), chart: Some(chart), pages: &pages[1].1, ..plain };
            let view = View { at: Screen::ALL[at], cursor: first.as_ref(), ..plain };
            check_rows(&render(&view, width, height))
        })?;
    }
}
