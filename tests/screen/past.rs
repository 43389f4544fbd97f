//! Looking back: the banner over every screen, and what goes on behind it.

use jiff::ToSpan;
use proptest::prelude::*;
use zhiban::app::hints;
use zhiban::duty::Language;
use zhiban::screen::{Depth, LookBack, Screen, Theme, UNICODE, View, listed};

use super::scene::Scene;
use super::{SIZES, all_text, check_rows, picture, render};

fn looking_back<'a>(scene: &'a Scene, plain: &View<'a>, calling: usize, is_read: bool) -> View<'a> {
    let looked_back = Some(LookBack { at: scene.now, live: scene.now + 26.hours(), calling, is_read, off_since: None });
    View { looked_back, ..*plain }
}

#[test]
fn looking_back_at_five_sizes_in_both_languages() {
    let scene = Scene::attended();
    let theme = Theme::new(Depth::True, false);
    let screens = [
        (Screen::Overview, true, "overview"),
        (Screen::Alarms, true, "alarms"),
        (Screen::Shift, true, "shift"),
        (Screen::Trend, true, "trend"),
        (Screen::Overview, false, "unread"),
    ];
    for (width, height) in SIZES {
        for (language, tongue) in [(Language::Zh, "zh"), (Language::En, "en")] {
            for (screen, is_read, name) in screens {
                let hints = hints(screen);
                let plain = scene.view(language, &theme, &UNICODE, None);
                let first = listed(&plain).into_iter().next();
                let view = View { at: screen, hints: &hints, cursor: first.as_ref(), ..plain };
                let view = looking_back(&scene, &view, 2, is_read);
                insta::assert_snapshot!(
                    format!("{name}_{width}x{height}_{tongue}"),
                    picture(&render(&view, width, height), &theme)
                );
            }
        }
    }
}

#[test]
fn the_moment_and_what_calls_now_are_on_every_screen_of_every_size() {
    let scene = Scene::attended();
    let theme = Theme::mono();
    for screen in Screen::ALL {
        for (width, height) in [(40, 4), (40, 10), (80, 24), (320, 90)] {
            for (language, word) in [(Language::Zh, "回看"), (Language::En, "looking back")] {
                let plain = View { at: screen, ..scene.view(language, &theme, &UNICODE, None) };
                let text = all_text(&render(&looking_back(&scene, &plain, 12, true), width, height));
                let header = text.lines().next().unwrap().to_lowercase();
                assert!(header.contains(word) && header.contains("03-05 08:42"), "{screen:?} {width}x{height}: {header}");
                assert!(header.contains("12"), "{screen:?} {width}x{height}: {header}");
            }
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(150))]

    #[test]
    fn any_size_is_drawn_whole(width in 0..=400_u16, height in 0..=100_u16, at in 0..Screen::ALL.len(), zh: bool, is_read: bool, calling in 0..200_usize) {
        thread_local!(static SCENE: Scene = Scene::attended());
        SCENE.with(|scene| {
            let theme = Theme::mono();
            let language = if zh { Language::Zh } else { Language::En };
            let plain = View { at: Screen::ALL[at], ..scene.view(language, &theme, &UNICODE, None) };
            check_rows(&render(&looking_back(scene, &plain, calling, is_read), width, height))
        })?;
    }
}
