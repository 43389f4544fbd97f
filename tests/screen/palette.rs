//! The command palette over the screen, at five sizes in both languages.

use zhiban::duty::{Language, Text};
use zhiban::screen::{ASCII, Depth, Offer, Overlay, Palette, Theme, UNICODE, View};

use super::scene::Scene;
use super::{all_text, cells, picture, render};

fn offers() -> Vec<Offer> {
    let offer = |zh: &str, en: &str, leads: (&str, &str), key: &'static str| Offer {
        label: Text::new(zh, en),
        leads: Text::new(leads.0, leads.1),
        key,
    };
    let mut offers = vec![
        offer("禁毒", "Anti-drug", ("分乡镇", "by township"), ""),
        offer("禁毒 立案数", "Anti-drug Cases", ("走势", "trend"), ""),
        offer("退出", "quit", ("", ""), "q"),
        offer("城关镇", "城关镇", ("乡镇", "township"), ""),
        offer("一个名字长得在窄屏上放不下的指标某某某某某某某", "an indicator whose name is too long", ("走势", "trend"), ""),
    ];
    offers.extend((0..30).map(|n| offer(&format!("第{n}项"), &format!("item {n}"), ("走势", "trend"), "")));
    offers
}

#[test]
fn the_palette_at_five_sizes_in_both_languages() {
    let scene = Scene::busy();
    let theme = Theme::new(Depth::True, false);
    let (offers, found): (Vec<Offer>, Vec<usize>) = (offers(), (0..35).collect());
    let palette = Palette { text: "jd", cursor: 2, offers: &offers, found: &found, choice: 1 };
    for (width, height) in [(40, 10), (80, 24), (120, 40), (200, 60), (320, 90)] {
        for (language, name) in [(Language::Zh, "zh"), (Language::En, "en")] {
            let plain = scene.view(language, &theme, &UNICODE, Some(Overlay::Palette));
            let view = View { palette: Some(palette), ..plain };
            insta::assert_snapshot!(format!("palette_{width}x{height}_{name}"), picture(&render(&view, width, height), &theme));
        }
    }
}

#[test]
fn the_choice_is_always_on_screen_and_nothing_found_is_said() {
    let scene = Scene::busy();
    let theme = Theme::mono();
    let (offers, found): (Vec<Offer>, Vec<usize>) = (offers(), (0..35).collect());
    for (width, height) in [(40, 10), (80, 24), (1, 1), (20, 3), (7, 90)] {
        for choice in [0, 8, 34] {
            let palette = Palette { text: "项", cursor: 1, offers: &offers, found: &found, choice };
            let plain = scene.view(Language::Zh, &theme, &ASCII, Some(Overlay::Palette));
            let buffer = render(&View { palette: Some(palette), ..plain }, width, height);
            super::check_rows(&buffer).unwrap();
            let text: Vec<String> = (0..height).map(|y| cells(&buffer, y).into_iter().map(|(_, c, _)| c).collect()).collect();
            let name = offers[choice].label.zh.as_str();
            assert!(width < 40 || text.iter().any(|row| row.contains(name)), "{name}\n{}", text.join("\n"));
        }
    }
    let palette = Palette { text: "zzz", cursor: 3, offers: &offers, found: &[], choice: 0 };
    let plain = scene.view(Language::Zh, &theme, &UNICODE, Some(Overlay::Palette));
    let text = all_text(&render(&View { palette: Some(palette), ..plain }, 40, 10));
    assert!(text.contains("没有找到") && text.contains("0/35"), "{text}");
}
