//! The feeds: how each answers, and what somebody must see to.

use zhiban::app::hints;
use zhiban::duty::Language;
use zhiban::screen::{Depth, Screen, Spoken, Theme, UNICODE, View, spoken};

use super::scene::Scene;
use super::{all_text, picture, render};

#[test]
fn the_feeds_at_five_sizes_in_both_languages() {
    let (scene, receivers) = Scene::answering();
    let theme = Theme::new(Depth::True, false);
    for (width, height) in [(40, 10), (80, 24), (120, 40), (200, 60), (320, 90)] {
        for (language, name) in [(Language::Zh, "zh"), (Language::En, "en")] {
            let hints = hints(Screen::Feeds);
            let plain = scene.view(language, &theme, &UNICODE, None);
            let view = View { at: Screen::Feeds, hints: &hints, feed: 1, receivers: &receivers, ..plain };
            insta::assert_snapshot!(format!("feeds_{width}x{height}_{name}"), picture(&render(&view, width, height), &theme));
        }
    }
}

#[test]
fn the_feed_under_the_cursor_is_on_screen_however_many_there_are() {
    let scene = Scene::with_feeds(60);
    let theme = Theme::mono();
    for (height, feed) in [(24, 0), (24, 30), (24, 59), (10, 59), (4, 59), (150, 59)] {
        let view = View { at: Screen::Feeds, feed, ..scene.view(Language::Zh, &theme, &UNICODE, None) };
        let text = all_text(&render(&view, 80, height));
        assert!(text.contains(&format!("feed{feed} ")), "{height} {feed}\n{text}");
    }
    let view = View { at: Screen::Feeds, ..scene.view(Language::En, &theme, &UNICODE, None) };
    assert!(all_text(&render(&view, 80, 24)).contains("45 more"), "{}", all_text(&render(&view, 80, 24)));
}

#[test]
fn what_is_odd_in_a_feed_that_answers_is_said_where_it_is_looked_for() {
    let scene = Scene::odd();
    let theme = Theme::new(Depth::True, false);
    for (language, name) in [(Language::Zh, "zh"), (Language::En, "en")] {
        let view = View { at: Screen::Feeds, feed: 1, ..scene.view(language, &theme, &UNICODE, None) };
        insta::assert_snapshot!(format!("odd_feed_80x24_{name}"), picture(&render(&view, 80, 24), &theme));
        insta::assert_snapshot!(format!("odd_feed_200x60_{name}"), picture(&render(&view, 200, 60), &theme));
        // Whoever looks at nothing but the overview learns of the certificate.
        let view = scene.view(language, &theme, &UNICODE, None);
        let said =
            if language == Language::Zh { "petitions 服务器证书" } else { "petitions the server's certificate ends in" };
        let header = all_text(&render(&view, 200, 60)).lines().next().unwrap().to_owned();
        assert!(header.contains(said), "{header}");
        assert!(spoken(&view, &Spoken::Whole).contains(said));
    }
}
