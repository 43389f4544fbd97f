//! The course of an indicator: what is drawn of it, at five sizes in both languages.

use jiff::{SignedDuration, Timestamp};
use proptest::prelude::*;
use zhiban::app::hints;
use zhiban::duty::{
    AlarmChange, Body, Clean, Clearance, Course, CourseFacts, Entry, FeedState, Id, Language, Level, Record, Sample, SeatChange,
    Subject, Window,
};
use zhiban::screen::{ASCII, BLOCKS, Chart, Depth, Glyphs, SPANS, Screen, Theme, UNICODE, View};

use super::scene::Scene;
use super::{SIZES, all_text, cells, check_rows, picture, render};

fn ago(now: Timestamp, minutes: i64) -> Timestamp {
    now - SignedDuration::from_mins(minutes)
}

fn alarm(at: Timestamp, id: &Id, event: AlarmChange, level: Level, scene: &Scene) -> Entry {
    let subject = Subject::Indicator(id.clone());
    let record = scene.room.alarm(&subject).unwrap().shown();
    let mut record = Record { ..record.clone() };
    if let Some(occurrence) = &mut record.occurrence {
        occurrence.level = level;
    }
    record.alarm.active = Some(level);
    Entry { at, body: Body::Alarm { subject, event, record: Box::new(record), annunciates: true, sounds: true } }
}

/// What a journal knows of an indicator over four weeks before now: a figure an hour, with corrections, alarms of both levels, an
/// outage, a night without a seat, and two hours for which nobody knew it.
fn facts(scene: &Scene, id: &Id, level: impl Fn(i64) -> f64) -> CourseFacts {
    let (now, feed) = (scene.now, Clean::new("emergency"));
    let hours = 28 * 24;
    let sample = |hour: i64| {
        let at = ago(now, (hours - hour) * 60);
        let value = (!(630..632).contains(&hour)).then(|| level(hour));
        Sample::at(at, value, Some(level(hour - 40) + 1.5), if hour > 560 { -1.0 } else { 0.0 })
    };
    let feed_is = |minutes: i64, state| {
        let at = ago(now, minutes);
        Entry { at, body: Body::Feed { feed: feed.clone(), state, as_of: Some(at) } }
    };
    let started = |minutes: i64, off: Option<i64>| {
        let body = Body::Seat(SeatChange::Started { version: Clean::new("1"), off_since: off.map(|m| ago(now, m)) });
        Entry { at: ago(now, minutes), body }
    };
    let mut entries = vec![
        started(hours * 60 + 5, None),
        feed_is(hours * 60 + 4, FeedState::Live),
        feed_is(6 * 1440, FeedState::Down),
        feed_is(6 * 1440 - 700, FeedState::Live),
        started(4 * 1440, Some(4 * 1440 + 540)),
        feed_is(4 * 1440 - 1, FeedState::Live),
        alarm(ago(now, 3 * 1440), id, AlarmChange::Raised, Level::Warning, scene),
        alarm(ago(now, 2 * 1440), id, AlarmChange::Cleared(Clearance::Returned), Level::Warning, scene),
        alarm(ago(now, 1440), id, AlarmChange::Raised, Level::Critical, scene),
        feed_is(95, FeedState::Down),
        feed_is(85, FeedState::Live),
    ];
    entries.sort_by_key(|entry| entry.at);
    CourseFacts { series: vec![(feed, (0..hours).map(sample).collect())], entries, known_until: None }
}

/// What of it is looked at.
fn chart(scene: &Scene, id: &Id, facts: &CourseFacts, span: SignedDuration, cursor: Option<i64>) -> Chart {
    let column = span / 140;
    let to = Timestamp::from_second((scene.now.as_second() / column.as_secs() + 1) * column.as_secs()).unwrap();
    let kind = scene.room.track(id.as_str()).unwrap().indicator.kind;
    let windows = match kind {
        zhiban::duty::Kind::Count(window) => Some((window, scene.room.zone().clone())),
        _ => None,
    };
    let course = Course::of(id.clone(), facts, (to - span * 2, scene.now), 280, &windows);
    Chart { from: to - span, to, cursor: cursor.map(|m| ago(scene.now, m)), course: Some(course), is_lost: false }
}

/// A rate that goes up and down.
fn wave(hour: i64) -> f64 {
    let n = u32::try_from((hour + 100) * 7 % 61).unwrap();
    86.0 + f64::from(n) / 10.0
}

/// Every way in which a course is looked at.
pub(crate) fn charts(scene: &Scene) -> Vec<(&'static str, Id, Chart)> {
    let (rate, count) = (Id::new("traffic.helmet_rate").unwrap(), Id::new("traffic.deaths").unwrap());
    let of_rate = facts(scene, &rate, wave);
    // It begins anew with each month.
    let monthly = |hour: i64| f64::from(u32::try_from((hour + 40) % 400 / 30).unwrap());
    let of_count = facts(scene, &count, monthly);
    let nothing = CourseFacts::default();
    let week = SPANS[3];
    vec![
        ("week", rate.clone(), chart(scene, &rate, &of_rate, week, None)),
        ("cursor", rate.clone(), chart(scene, &rate, &of_rate, week, Some(2 * 1440))),
        ("in_a_gap", rate.clone(), chart(scene, &rate, &of_rate, week, Some(6 * 1440 - 300))),
        ("now", rate.clone(), chart(scene, &rate, &of_rate, SPANS[2], Some(0))),
        ("count", count.clone(), chart(scene, &count, &of_count, SPANS[4], Some(20 * 1440))),
        ("constant", rate.clone(), chart(scene, &rate, &facts(scene, &rate, |_| 88.0), week, None)),
        (
            "nothing",
            Id::new("petitions.long_pending").unwrap(),
            chart(scene, &Id::new("petitions.long_pending").unwrap(), &nothing, week, Some(60)),
        ),
        ("unread", rate.clone(), Chart { course: None, ..chart(scene, &rate, &of_rate, week, None) }),
        ("lost", rate.clone(), Chart { course: None, is_lost: true, ..chart(scene, &rate, &of_rate, week, None) }),
        ("years", rate.clone(), chart(scene, &rate, &of_rate, SPANS[7], None)),
    ]
}

fn view<'a>(
    scene: &'a Scene,
    theme: &'a Theme,
    glyphs: &'a Glyphs,
    language: Language,
    id: &'a Id,
    chart: &'a Chart,
) -> View<'a> {
    View { at: Screen::Trend, selected: Some(id), chart: Some(chart), ..scene.view(language, theme, glyphs, None) }
}

#[test]
fn a_course_at_five_sizes_in_both_languages() {
    let scene = Scene::attended();
    let theme = Theme::new(Depth::True, false);
    let hints = hints(Screen::Trend);
    for (name, id, chart) in charts(&scene).iter().filter(|(name, ..)| ["cursor", "count"].contains(name)) {
        for (width, height) in SIZES {
            for (language, tongue) in [(Language::Zh, "zh"), (Language::En, "en")] {
                let view = View { hints: &hints, ..view(&scene, &theme, &UNICODE, language, id, chart) };
                insta::assert_snapshot!(
                    format!("{name}_{width}x{height}_{tongue}"),
                    picture(&render(&view, width, height), &theme)
                );
            }
        }
    }
}

#[test]
fn every_course_in_every_set_of_symbols() {
    let scene = Scene::attended();
    let theme = Theme::mono();
    let hints = hints(Screen::Trend);
    for (name, id, chart) in &charts(&scene) {
        for (glyphs, symbols) in [(UNICODE, "unicode"), (BLOCKS, "blocks"), (ASCII, "ascii")] {
            if symbols != "unicode" && *name != "cursor" {
                continue;
            }
            let view = View { hints: &hints, ..view(&scene, &theme, &glyphs, Language::Zh, id, chart) };
            let text = all_text(&render(&view, 80, 24));
            insta::assert_snapshot!(format!("{name}_{symbols}"), text.lines().map(str::trim_end).collect::<Vec<_>>().join("\n"));
        }
    }
    let dots = |glyphs: &Glyphs| {
        let (_, id, chart) = &charts(&scene)[0];
        all_text(&render(&view(&scene, &theme, glyphs, Language::En, id, chart), 80, 24))
    };
    assert!(
        dots(&ASCII).contains('*') && dots(&ASCII).chars().all(|c| c.is_ascii() || ('\u{3400}'..'\u{a000}').contains(&c)),
        "{}",
        dots(&ASCII)
    );
    assert!(dots(&BLOCKS).contains('▀') && !dots(&BLOCKS).chars().any(|c| ('\u{2800}'..'\u{2900}').contains(&c)));
}

/// The figures of the axis: each in a row of its own, further up the higher, and no two alike.
fn check_numbers(text: &str) -> Result<(), TestCaseError> {
    let numbers: Vec<&str> = text
        .lines()
        .skip(3)
        .filter_map(|line| {
            line.get(..9).map(str::trim).filter(|number| number.starts_with(|c: char| c.is_ascii_digit() || c == '-'))
        })
        .collect();
    let figures: Vec<f64> = numbers.iter().filter_map(|n| n.trim_end_matches('%').parse().ok()).collect();
    prop_assert_eq!(figures.len(), numbers.len(), "{:?}", numbers);
    prop_assert!(figures.is_sorted_by(|upper, lower| upper > lower), "{:?}\n{}", numbers, text);
    Ok(())
}

/// Every label of the time axis stands at its time: with its tick in the column of a moment that is called so.
fn check_times(
    buffer: &ratatui::buffer::Buffer,
    chart: &Chart,
    scene: &Scene,
    left: u16,
    cells_wide: u16,
) -> Result<(), TestCaseError> {
    let height = buffer.area.height;
    let row: Vec<char> = (0..buffer.area.width).map(|x| buffer[(x, height - 2)].symbol().chars().next().unwrap_or(' ')).collect();
    let tick = UNICODE.tick.chars().next().unwrap();
    let width = chart.to.duration_since(chart.from);
    for (x, _) in row.iter().enumerate().filter(|(_, c)| **c == tick) {
        let label: String = row.iter().skip(x + 1).take_while(|c| !c.is_whitespace() && **c != tick).collect();
        prop_assert!(!label.is_empty() && !label.contains('…'), "{:?}", label);
        let cell = i32::try_from(x).unwrap() - i32::from(left);
        let (begin, end) =
            (chart.from + width * cell / i32::from(cells_wide), chart.from + width * (cell + 1) / i32::from(cells_wide));
        // A label names its moment to the minute at the most: some moment near its column is called so.
        let mut at = begin - SignedDuration::from_secs(1);
        let mut is_so = false;
        let step = ((end.duration_since(begin)) / 2000).max(SignedDuration::from_secs(1)).min(SignedDuration::from_mins(30));
        while at <= end + step && !is_so {
            let local = at.to_zoned_datetime(scene.room.zone().clone());
            is_so = ["%H:%M", "%m-%d", "%Y-%m", "%Y"].iter().any(|format| local.strftime(format).to_string() == label);
            at += step;
        }
        prop_assert!(is_so, "{} at {}: {} to {}", label, x, begin, end);
    }
    Ok(())
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(150))]

    #[test]
    fn any_size_is_drawn_whole(width in 0..=400_u16, height in 0..=120_u16, which in 0..10_usize, zh: bool, symbols in 0..3_usize) {
        thread_local!(static SCENE: (Scene, Vec<(&'static str, Id, Chart)>) = {
            let scene = Scene::attended();
            let charts = charts(&scene);
            (scene, charts)
        });
        SCENE.with(|(scene, charts)| {
            let (_, id, chart) = &charts[which];
            let theme = Theme::mono();
            let glyphs = [UNICODE, BLOCKS, ASCII][symbols];
            let language = if zh { Language::Zh } else { Language::En };
            let buffer = render(&view(scene, &theme, &glyphs, language, id, chart), width, height);
            check_rows(&buffer)?;
            if width >= 30 && height > 6 && symbols == 0 {
                check_numbers(&all_text(&buffer))?;
            }
            Ok::<(), TestCaseError>(())
        })?;
    }

    #[test]
    fn no_label_of_time_lies_or_lies_over_another(width in 20..=330_u16, zoom in 0..SPANS.len(), back in 0..4_000_000_i64) {
        thread_local!(static SCENE: Scene = Scene::attended());
        SCENE.with(|scene| {
            let id = Id::new("traffic.helmet_rate").unwrap();
            let to = scene.now - SignedDuration::from_secs(back);
            let course = Course::of(id.clone(), &CourseFacts::default(), (to - SPANS[zoom], to), 10, &None);
            let chart = Chart { from: to - SPANS[zoom], to, cursor: None, course: Some(course), is_lost: false };
            let theme = Theme::mono();
            let buffer = render(&view(scene, &theme, &UNICODE, Language::Zh, &id, &chart), width, 24);
            let left = 9.min(width / 3);
            check_times(&buffer, &chart, scene, left, width - left - 1)
        })?;
    }
}

#[test]
fn a_short_outage_is_marked_and_what_is_so_now_stands_in_the_column_of_now() {
    let scene = Scene::attended();
    let theme = Theme::mono();
    let charts = charts(&scene);
    let (_, id, chart) = charts.iter().find(|(name, ..)| *name == "week").unwrap();
    let buffer = render(&view(&scene, &theme, &UNICODE, Language::Zh, id, chart), 80, 24);
    let marks: Vec<_> =
        cells(&buffer, 21).into_iter().filter(|(_, symbol, _)| *symbol != " ").map(|(x, s, _)| (x, s.to_owned())).collect();
    let near_end = marks.iter().any(|(x, symbol)| *x >= 77 && symbol == UNICODE.unknown);
    assert!(near_end, "ten minutes an hour ago: {marks:?}");
    let (_, id, chart) = charts.iter().find(|(name, ..)| *name == "now").unwrap();
    let text = all_text(&render(&view(&scene, &theme, &UNICODE, Language::Zh, id, chart), 80, 24));
    let reading = text.lines().nth(2).unwrap();
    assert!(reading.contains("03-05 08:42") && reading.contains("88.0"), "{reading}");
}

#[test]
fn nothing_that_was_read_falls_between_two_columns() {
    let scene = Scene::attended();
    let theme = Theme::mono();
    let id = Id::new("traffic.helmet_rate").unwrap();
    // One reading in four weeks is far away from all others.
    for spike in (600..670).filter(|hour| !(625..635).contains(hour)) {
        let facts = facts(&scene, &id, |hour| if hour == spike { 60.0 } else { 88.0 });
        let chart = chart(&scene, &id, &facts, SPANS[4], None);
        for width in [40, 57, 80, 133] {
            let text = all_text(&render(&view(&scene, &theme, &UNICODE, Language::Zh, &id, &chart), width, 24));
            let low = text
                .lines()
                .skip(3)
                .filter_map(|line| line.get(..9)?.trim().trim_end_matches('%').parse::<f64>().ok())
                .fold(100.0, f64::min);
            assert!(low <= 60.0, "hour {spike} at {width}\n{text}");
        }
    }
}

#[test]
fn a_window_that_begins_anew_is_no_correction() {
    let scene = Scene::attended();
    let id = Id::new("traffic.deaths").unwrap();
    let zone = scene.room.zone().clone();
    let at = |text: &str| text.parse::<Timestamp>().unwrap();
    let samples = vec![
        Sample::at(at("2025-12-31T20:00:00+08:00"), Some(40.0), None, -2.0),
        Sample::at(at("2026-01-01T02:00:00+08:00"), Some(0.0), None, 0.0),
    ];
    let facts = CourseFacts { series: vec![(Clean::new("emergency"), samples)], entries: Vec::new(), known_until: None };
    let span = (at("2025-12-31T00:00:00+08:00"), at("2026-01-02T00:00:00+08:00"));
    let course = Course::of(id.clone(), &facts, span, 96, &Some((Window::Year, zone)));
    let chart = Chart { from: span.0, to: span.1, cursor: None, course: Some(course), is_lost: false };
    let theme = Theme::mono();
    let buffer = render(&view(&scene, &theme, &UNICODE, Language::Zh, &id, &chart), 80, 24);
    let marks: String = cells(&buffer, 21).into_iter().map(|(_, symbol, _)| symbol).collect();
    assert!(!marks.contains(UNICODE.corrected), "{marks}");
}
