//! The pages of the journal, at five sizes in both languages.

use proptest::prelude::*;
use zhiban::app::hints;
use zhiban::duty::{Body, Clean, DutyChange, Entry, FeedState, Language, Note, SeatChange};
use zhiban::screen::{Depth, Pages, Screen, Theme, UNICODE, View};

use super::scene::Scene;
use super::{SIZES, all_text, check_rows, picture, render};

/// Entries of every kind, the newest first.
fn entries(scene: &Scene) -> Vec<(i64, Entry)> {
    let mut entries: Vec<Entry> = scene.room.log().lines().map(|line| line.entry.clone()).collect();
    let (now, name) = (scene.now, Clean::new);
    let year_before = "2025-12-31T23:59:59+08:00".parse().unwrap();
    let more = [
        (year_before, Body::Seat(SeatChange::Started { version: name("0.1.0"), off_since: None })),
        (year_before, Body::Seat(SeatChange::Stopped)),
        (now, Body::Seat(SeatChange::Rejoined)),
        (now, Body::Seat(SeatChange::Reconfigured)),
        (now, Body::Seat(SeatChange::Interrupted { before: now - jiff::SignedDuration::from_hours(9) })),
        (now, Body::Feed { feed: name("police"), state: FeedState::Refused, as_of: Some(now) }),
        (now, Body::Note { by: None, text: Note::new(&"值".repeat(400)).unwrap() }),
        (now, Body::Duty(DutyChange::SignedOff { officer: name("张三") })),
        (now, Body::Duty(DutyChange::TookOver { officer: name("王五"), lead: None })),
        (now, Body::Duty(DutyChange::NilReturn { day: jiff::civil::date(2026, 3, 4), officer: name("王五") })),
    ];
    entries.extend(more.into_iter().map(|(at, body)| Entry { at, body }));
    entries.sort_by_key(|entry| entry.at);
    let mut numbered: Vec<_> = (1..).zip(entries).collect();
    numbered.reverse();
    numbered
}

/// The pages as they are read: at the top, in the middle under a filter, at the end, found nothing, being read, not readable.
pub(crate) fn pages(scene: &Scene) -> Vec<(&'static str, Pages)> {
    let entries = entries(scene);
    let last = entries.len() - 1;
    let of = |cursor, filter: &str, is_whole| Pages {
        entries: entries.clone(),
        cursor,
        filter: filter.to_owned(),
        is_whole,
        ..Pages::default()
    };
    vec![
        ("top", of(0, "", false)),
        ("filtered", of(last / 2, "张三 道路", false)),
        ("end", of(last, "", true)),
        ("nothing", Pages { filter: "没有这样的".to_owned(), is_whole: true, ..Pages::default() }),
        ("reading", Pages { is_reading: true, ..Pages::default() }),
        ("lost", Pages { is_lost: true, is_reading: true, ..Pages::default() }),
        ("more", Pages { is_reading: true, ..of(last, "", false) }),
    ]
}

#[test]
fn the_journal_at_five_sizes_in_both_languages() {
    let scene = Scene::attended();
    let theme = Theme::new(Depth::True, false);
    let hints = hints(Screen::Journal);
    for (name, pages) in &pages(&scene) {
        for (width, height) in SIZES {
            if !["top", "filtered", "end"].contains(name) && (width, height) != (40, 10) {
                continue;
            }
            for (language, tongue) in [(Language::Zh, "zh"), (Language::En, "en")] {
                let view = View { at: Screen::Journal, hints: &hints, pages, ..scene.view(language, &theme, &UNICODE, None) };
                insta::assert_snapshot!(
                    format!("{name}_{width}x{height}_{tongue}"),
                    picture(&render(&view, width, height), &theme)
                );
            }
        }
    }
}

#[test]
fn the_entry_under_the_cursor_is_on_screen_and_what_is_cut_ends_in_an_ellipsis() {
    let scene = Scene::attended();
    let theme = Theme::mono();
    let entries = entries(&scene);
    for cursor in 0..entries.len() {
        let pages = Pages { entries: entries.clone(), cursor, is_whole: true, ..Pages::default() };
        for (width, height) in [(40, 10), (80, 24), (80, 4)] {
            let view = View { at: Screen::Journal, pages: &pages, ..scene.view(Language::Zh, &theme, &UNICODE, None) };
            let buffer = render(&view, width, height);
            let under =
                (0..height).filter(|y| buffer[(2, *y)].style().add_modifier.contains(ratatui::style::Modifier::REVERSED)).count();
            assert_eq!(under, 1, "{cursor} at {width}x{height}");
            for line in all_text(&buffer).lines().filter(|line| line.contains("值值值")) {
                assert!(line.trim_end().ends_with('…'), "{line}");
            }
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(150))]

    #[test]
    fn any_size_is_drawn_whole(width in 0..=400_u16, height in 0..=100_u16, which in 0..7_usize, zh: bool) {
        thread_local!(static SCENE: (Scene, Vec<(&'static str, Pages)>) = {
            let scene = Scene::attended();
            let pages = pages(&scene);
            (scene, pages)
        });
        SCENE.with(|(scene, pages)| {
            let theme = Theme::mono();
            let language = if zh { Language::Zh } else { Language::En };
            let view = View { at: Screen::Journal, pages: &pages[which].1, ..scene.view(language, &theme, &UNICODE, None) };
            check_rows(&render(&view, width, height))
        })?;
    }
}
