//! The townships: at five sizes in both languages, and nothing of what is hidden on any of them.

use proptest::prelude::*;
use ratatui::style::Modifier;
use zhiban::app::hints;
use zhiban::demo::TERRITORIES;
use zhiban::duty::{Id, Language, Topic};
use zhiban::screen::{Depth, Grid, Screen, Theme, UNICODE, View, townships};

use super::scene::Scene;
use super::{all_text, cells, check_rows, picture, render};

const SIZES: [(u16, u16); 5] = [(40, 10), (80, 24), (120, 40), (200, 60), (320, 90)];

/// Petitions received and overdue, by township.
fn petitions(received: &[Option<f64>], overdue: &[Option<f64>]) -> String {
    let figures = |figures: &[Option<f64>]| {
        let figure = |n: &Option<f64>| n.map_or_else(|| "null".to_owned(), |n| n.to_string());
        let pairs: Vec<_> = TERRITORIES.iter().zip(figures).map(|((name, _), n)| format!("\"{name}\": {}", figure(n))).collect();
        pairs.join(", ")
    };
    format!(
        r#"{{"schema": "zhiban/1", "as_of": "TIME", "readings": [
        {{"id": "petitions.received", "value": 412, "territories": {{{}}}}},
        {{"id": "petitions.overdue", "value": 9, "territories": {{{}}}}}]}}"#,
        figures(received),
        figures(overdue)
    )
}

fn usual() -> String {
    let received: Vec<_> = (0..18_u8).map(|n| Some(f64::from(u16::from(n) * 37 % 90))).collect();
    let overdue: Vec<_> = (0..18_u8).map(|n| if n == 9 { None } else { Some(f64::from(n % 6)) }).collect();
    petitions(&received, &overdue)
}

fn grid(topic: Topic, column: Option<&str>, cursor: usize) -> Grid {
    Grid { topic, column: column.and_then(Id::new), is_sorted: column.is_some(), cursor }
}

#[test]
fn the_townships_at_five_sizes_in_both_languages() {
    let scene = Scene::by_township(&usual());
    let theme = Theme::new(Depth::True, false);
    let hints = hints(Screen::Territories);
    let petitions = grid(Topic::Petitions, None, 2);
    let traffic = grid(Topic::Traffic, Some("traffic.vehicle_checks"), 0);
    for (width, height) in SIZES {
        for (language, name) in [(Language::Zh, "zh"), (Language::En, "en")] {
            for (grid, called) in [(&petitions, "petitions"), (&traffic, "traffic")] {
                let plain = scene.view(language, &theme, &UNICODE, None);
                let view = View { at: Screen::Territories, hints: &hints, grid, ..plain };
                let picture = picture(&render(&view, width, height), &theme);
                insta::assert_snapshot!(format!("townships_{called}_{width}x{height}_{name}"), picture);
            }
        }
    }
}

#[test]
fn columns_that_do_not_fit_are_counted_on_both_sides_and_the_picked_one_is_shown() {
    let scene = Scene::by_township(&usual());
    let theme = Theme::mono();
    let head = |column: &str| {
        let grid = grid(Topic::Traffic, Some(column), 0);
        let view = View { at: Screen::Territories, grid: &grid, ..scene.view(Language::Zh, &theme, &UNICODE, None) };
        all_text(&render(&view, 40, 10)).lines().nth(2).unwrap().trim().to_owned()
    };
    assert!(head("traffic.fatal_crashes").ends_with("+4"));
    let last = head("traffic.illegal_modified");
    assert!(last.contains("+4") && last.ends_with("▼改装车清…"), "{last}");
    let middle = head("traffic.helmet_rate");
    assert!(middle.contains("▼戴帽率"), "{middle}");
}

#[test]
fn rows_scroll_with_the_cursor_and_it_stays_with_its_township() {
    let scene = Scene::by_township(&usual());
    let theme = Theme::mono();
    for (cursor, (name, _)) in TERRITORIES.into_iter().enumerate() {
        for column in [None, Some("petitions.received")] {
            let grid = grid(Topic::Petitions, column, cursor);
            let view = View { at: Screen::Territories, grid: &grid, ..scene.view(Language::Zh, &theme, &UNICODE, None) };
            let buffer = render(&view, 40, 10);
            let under: String = (0..10)
                .flat_map(|y| cells(&buffer, y))
                .filter(|(_, _, style)| style.add_modifier.contains(Modifier::REVERSED))
                .map(|(_, symbol, _)| symbol.to_owned())
                .collect();
            assert!(under.contains(name), "{cursor}: {under}");
            assert!(all_text(&buffer).contains("另有 13 项"));
        }
    }
}

#[test]
fn where_nothing_is_delivered_by_township_it_says_what_to_do() {
    let theme = Theme::mono();
    let text = |scene: &Scene, language| {
        let grid = grid(Topic::Drugs, None, 0);
        let view = View { at: Screen::Territories, grid: &grid, ..scene.view(language, &theme, &UNICODE, None) };
        all_text(&render(&view, 40, 10))
    };
    let scene = Scene::by_township(&usual());
    let zh = text(&scene, Language::Zh);
    assert!(zh.contains("本专题没有分乡镇数字") && zh.contains("territories") && zh.contains("Tab"), "{zh}");
    let en = text(&scene, Language::En);
    assert!(en.contains("Nothing of this topic by township") && !en.contains('…'), "{en}");
    assert!(text(&Scene::waiting(), Language::Zh).contains("等待首次数据"));
}

#[test]
fn figures_that_are_too_old_are_as_little_known_by_township() {
    let mut scene = Scene::by_township(&usual());
    let theme = Theme::mono();
    scene.now = "2026-03-05T12:30:00+08:00".parse().unwrap();
    scene.room.tick(scene.now);
    let grid = grid(Topic::Petitions, None, 0);
    let view = View { at: Screen::Territories, grid: &grid, ..scene.view(Language::Zh, &theme, &UNICODE, None) };
    let text = all_text(&render(&view, 80, 24));
    assert!(text.contains("本年来件") && text.contains("? ") && !text.contains("37"), "{text}");
}

#[test]
fn the_last_total_does_not_tell_what_a_silent_county_had() {
    let scene = Scene::without_a_county();
    let theme = Theme::mono();
    let view = scene.view(Language::Zh, &theme, &UNICODE, None);
    let text = all_text(&render(&view, 200, 60));
    assert!(text.matches("缺 西县").count() == 2 && text.contains("前83") && !text.contains("前40"), "{text}");
    let grid = grid(Topic::Petitions, None, 0);
    let view = View { at: Screen::Territories, grid: &grid, ..view };
    let text = all_text(&render(&view, 80, 24));
    let row = text.lines().find(|line| line.contains("东县")).unwrap();
    assert!(row.contains('*') && !row.contains("37"), "{text}");
}

/// Every screen of the petitions: in the order of the configuration and sorted by each column, at two sizes.
fn pictures(document: &str) -> Vec<String> {
    let scene = Scene::by_township(document);
    let theme = Theme::new(Depth::True, false);
    let mut pictures = Vec::new();
    for column in [None, Some("petitions.received"), Some("petitions.overdue")] {
        let grid = grid(Topic::Petitions, column, 5);
        let view = View { at: Screen::Territories, grid: &grid, ..scene.view(Language::Zh, &theme, &UNICODE, None) };
        pictures.push(format!("{:?}", townships(&view)));
        pictures.push(picture(&render(&view, 80, 24), &theme));
        // The panel of the overview has the same figures.
        let view = View { at: Screen::Overview, ..view };
        pictures.push(picture(&render(&view, 200, 60), &theme));
    }
    pictures
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(60))]

    #[test]
    fn any_size_is_drawn_whole(width in 0..=400_u16, height in 0..=100_u16, topic in 0..Topic::ALL.len(), column in 0..7_usize, cursor in 0..20_usize, zh: bool) {
        thread_local!(static SCENE: Scene = Scene::by_township(&usual()));
        SCENE.with(|scene| {
            let theme = Theme::mono();
            let language = if zh { Language::Zh } else { Language::En };
            let topic = Topic::ALL[topic];
            let column = scene.room.topic(topic).nth(column).map(|track| track.indicator.id.clone());
            let grid = Grid { topic, is_sorted: column.is_some(), column, cursor };
            let view = View { at: Screen::Territories, grid: &grid, ..scene.view(language, &theme, &UNICODE, None) };
            check_rows(&render(&view, width, height))
        })?;
    }

    /// Whatever the hidden figures are, the screen is the same.
    #[test]
    fn nothing_on_screen_depends_on_what_is_hidden(
        figures in prop::collection::vec(prop_oneof![Just(0_u8), 1..5_u8, 5..200_u8], 18),
        others in prop::collection::vec(1..5_u8, 18),
        raised in 0..200_u8,
    ) {
        let plain = |figures: &[u8]| figures.iter().map(|n| Some(f64::from(*n))).collect::<Vec<_>>();
        let small = |n: &u8| (1..5).contains(n);
        let mut changed: Vec<u8> = figures.iter().zip(&others).map(|(n, other)| if small(n) { *other } else { *n }).collect();
        // Where one small cell has a companion, that one may be any figure up to the next.
        if figures.iter().filter(|n| small(n)).count() == 1 {
            let mut shown: Vec<u8> = figures.iter().copied().filter(|n| *n >= 5).collect();
            shown.sort_unstable();
            if let [companion, next, ..] = shown[..]
                && companion < next
                && let Some(place) = figures.iter().position(|n| *n == companion)
            {
                changed[place] = 5 + raised % (next - 5);
            }
        }
        let overdue = vec![Some(0.0); 18];
        let (before, after) = (petitions(&plain(&figures), &overdue), petitions(&plain(&changed), &overdue));
        prop_assert_eq!(pictures(&before), pictures(&after));
    }
}
