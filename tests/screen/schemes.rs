//! Every screen in every scheme.

use ratatui::buffer::Cell;
use zhiban::app::hints;
use zhiban::duty::Language;
use zhiban::screen::{Depth, Overlay, Scheme, Screen, Theme, UNICODE, View};

use crate::scene::Scene;
use crate::{all_text, cells, picture, render};
use crate::{journal, trend};

/// `picture` knows the styles of the theme, whose contrast is computed beside them: no other may be on the screen.
#[test]
fn every_screen_is_drawn_in_the_styles_of_every_scheme_and_on_its_ground() {
    let scene = Scene::attended();
    let charts = trend::charts(&scene);
    let pages = journal::pages(&scene);
    let schemes = Scheme::ALL.into_iter().flat_map(|scheme| {
        [(false, Depth::True), (true, Depth::Palette), (false, Depth::Sixteen), (true, Depth::None)]
            .map(|(light, depth)| (scheme, light, depth))
    });
    for (scheme, light, depth) in schemes {
        let theme = Theme::of(scheme, light, depth);
        let ground = Cell::default().set_style(theme.text).bg;
        for (width, height) in [(40, 10), (80, 24), (120, 40), (200, 60), (320, 90)] {
            for screen in Screen::ALL {
                let hints = hints(screen);
                for (language, overlay) in [(Language::Zh, None), (Language::En, None), (Language::Zh, Some(Overlay::Help))] {
                    let plain = scene.view(language, &theme, &UNICODE, overlay);
                    let (_, id, chart) = &charts[1];
                    let view =
                        View { at: screen, hints: &hints, selected: Some(id), chart: Some(chart), pages: &pages[1].1, ..plain };
                    let buffer = render(&view, width, height);
                    let all = std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| picture(&buffer, &theme)));
                    assert!(all.is_ok(), "{scheme:?} {light} {depth:?} {width}x{height} {screen:?}\n{}", all_text(&buffer));
                    let mut drawn = (0..height).flat_map(|y| cells(&buffer, y));
                    let off = drawn
                        .find(|(_, _, style)| style.bg != Some(ground) && !(0..5).any(|step| theme.heat(step).bg == style.bg));
                    assert_eq!(off, None, "{scheme:?} {depth:?} {width}x{height} {screen:?}");
                }
            }
        }
    }
}

#[test]
fn the_colours_that_were_switched_to_are_said_at_the_foot() {
    let scene = Scene::busy();
    let theme = Theme::mono();
    for scheme in Scheme::ALL {
        for (language, label) in [(Language::Zh, "配色："), (Language::En, "colours: ")] {
            let view = View { switched: Some(scheme), ..scene.view(language, &theme, &UNICODE, None) };
            let text = all_text(&render(&view, 40, 10));
            assert!(text.lines().last().unwrap().trim_start().starts_with(label), "{text}");
        }
    }
}
