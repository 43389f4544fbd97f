use std::path::Path;

use super::*;
use crate::config::Config;
use crate::duty::Room;

const COLUMNS: usize = 140;

fn t(text: &str) -> Timestamp {
    format!("2026-03-{text}+08:00").parse().unwrap()
}

fn now() -> Timestamp {
    t("05T08:42:17")
}

fn room() -> Room {
    let plan = Config::parse("timezone = \"Asia/Shanghai\"", "test", Path::new("")).unwrap().plan;
    Room::new(plan, now())
}

fn look(lens: &mut Lens, room: &Room, id: &str, columns: usize, now: Timestamp) -> Option<(Id, Timestamp, Timestamp)> {
    match lens.look(room.track(id).unwrap(), room.zone(), columns, now)? {
        Query::Course { indicator, from, to, .. } => Some((indicator, from, to)),
        _ => None,
    }
}

fn deaths(lens: &mut Lens, room: &Room, now: Timestamp) -> Option<(Id, Timestamp, Timestamp)> {
    look(lens, room, "traffic.deaths", COLUMNS, now)
}

fn empty((indicator, from, to): (Id, Timestamp, Timestamp)) -> Course {
    Course { indicator, from, to, buckets: Vec::new(), gaps: Vec::new(), marks: Vec::new() }
}

/// A lens on the deaths of a week that has been answered.
fn read(room: &Room) -> Lens {
    let mut lens = Lens::default();
    let asked = deaths(&mut lens, room, now()).unwrap();
    assert!(lens.take(empty(asked)));
    lens
}

fn hours(lens: &Lens) -> i64 {
    lens.chart.to.duration_since(lens.chart.from).as_hours()
}

#[test]
fn it_asks_once_and_again_with_each_column_and_no_more() {
    let room = room();
    let mut lens = Lens::default();
    assert!(deaths(&mut lens, &room, now()).is_some());
    assert_eq!(deaths(&mut lens, &room, now()), None, "it waits for the answer");
    let mut lens = read(&room);
    for zoom in [0, -3] {
        lens.zoom(zoom);
        // Every second of an hour, with an answer that is empty each time.
        let mut asked = 0;
        for second in 0..3600 {
            let now = now() + SignedDuration::from_secs(second);
            if let Some(query) = deaths(&mut lens, &room, now) {
                asked += 1;
                assert!(lens.take(empty(query)));
            }
        }
        let most = 3600 / (lens.span().as_secs() / 140) + 2;
        assert!((1..=most).contains(&asked), "{zoom}: {asked} of {most}");
    }
}

#[test]
fn what_cannot_be_read_is_said_and_asked_for_again_a_little_later() {
    let room = room();
    let mut lens = Lens::default();
    let (id, from, to) = deaths(&mut lens, &room, now()).unwrap();
    lens.give_up((&id, from, to), now());
    assert!(lens.chart.is_lost);
    let asked: Vec<i64> = (0..60)
        .filter(|second| {
            let now = now() + SignedDuration::from_secs(*second);
            let query = deaths(&mut lens, &room, now);
            if let Some((id, from, to)) = &query {
                lens.give_up((id, *from, *to), now);
            }
            query.is_some()
        })
        .collect();
    assert_eq!(asked, [10, 20, 30, 40, 50]);
    let query = deaths(&mut lens, &room, now() + SignedDuration::from_secs(60)).unwrap();
    assert!(lens.take(empty(query)) && !lens.chart.is_lost);
    assert_eq!(deaths(&mut lens, &room, now() + SignedDuration::from_secs(61)), None);
}

#[test]
fn an_answer_or_a_failure_of_something_older_is_not_taken() {
    let room = room();
    let mut lens = Lens::default();
    let older = deaths(&mut lens, &room, now()).unwrap();
    lens.zoom(-1);
    let newer = deaths(&mut lens, &room, now()).unwrap();
    assert!(!lens.take(empty(older.clone())) && lens.chart.course.is_none());
    lens.give_up((&older.0, older.1, older.2), now());
    assert!(!lens.chart.is_lost, "what is waited for is still to come");
    assert!(lens.take(empty(newer)) && lens.chart.course.is_some());
}

#[test]
fn another_indicator_or_another_width_is_read_anew_and_never_drawn_as_the_one_before() {
    let room = room();
    let mut lens = read(&room);
    let asked = look(&mut lens, &room, "petitions.overdue", COLUMNS, now()).unwrap();
    assert_eq!((asked.0.as_str(), &lens.chart.course), ("petitions.overdue", &None));
    assert!(lens.take(empty(asked)));
    assert!(look(&mut lens, &room, "petitions.overdue", 2 * COLUMNS, now()).is_some(), "a wider screen");
    assert!(lens.chart.course.is_some(), "what is there is drawn meanwhile");
    lens.forget();
    assert!(lens.chart.course.is_none());
}

#[test]
fn it_follows_the_time_by_whole_columns() {
    let room = room();
    let mut lens = read(&room);
    let column = lens.span().as_secs() / 140;
    let mut ends = Vec::new();
    for second in 0..3 * column {
        let now = now() + SignedDuration::from_secs(second);
        deaths(&mut lens, &room, now);
        assert!(lens.chart.to > now && lens.chart.to.duration_since(now).as_secs() <= column);
        ends.push(lens.chart.to);
    }
    ends.dedup();
    assert_eq!(ends.len(), 4);
}

#[test]
fn zooming_keeps_what_is_under_the_cursor_in_the_middle_and_never_looks_ahead() {
    let room = room();
    let mut lens = read(&room);
    lens.chart.cursor = Some(t("02T12:00:00"));
    lens.zoom(-1);
    deaths(&mut lens, &room, now());
    assert_eq!(hours(&lens), 24);
    let middle = lens.chart.from + lens.chart.to.duration_since(lens.chart.from) / 2;
    assert!(middle.duration_since(t("02T12:00:00")).abs() <= lens.span() / 140, "{middle}");
    // Near the present the picture ends there, and goes on with it.
    lens.chart.cursor = Some(t("05T08:40:00"));
    lens.zoom(-1);
    deaths(&mut lens, &room, now());
    assert!(lens.chart.to.duration_since(now()) <= lens.span() / 140);
    let later = t("05T20:00:00");
    deaths(&mut lens, &room, later);
    assert!(lens.chart.to > later, "it follows the time again");
    for _ in 0..20 {
        lens.zoom(1);
    }
    deaths(&mut lens, &room, later);
    assert_eq!(hours(&lens), 3 * 365 * 24);
    (0..20).for_each(|_| lens.zoom(-1));
    deaths(&mut lens, &room, later);
    assert_eq!(hours(&lens), 1);
}

#[test]
fn panning_moves_by_half_shows_what_was_read_around_it_and_follows_at_the_end() {
    let room = room();
    let mut lens = read(&room);
    let to = lens.chart.to;
    lens.pan(-1, now());
    assert_eq!(deaths(&mut lens, &room, now()), None, "it was read with the rest");
    let moved = to.duration_since(lens.chart.to) - lens.span() / 2;
    assert!(moved.abs() <= lens.span() / 140, "{moved}");
    lens.pan(-1, now());
    lens.pan(-1, now());
    let (_, from, to) = deaths(&mut lens, &room, now()).unwrap();
    assert!(from < lens.chart.from && to > lens.chart.to);
    let before = lens.chart.to;
    deaths(&mut lens, &room, now() + SignedDuration::from_hours(30));
    assert_eq!(lens.chart.to, before, "the past stands still");
    (0..4).for_each(|_| lens.pan(1, now()));
    deaths(&mut lens, &room, now());
    assert!(lens.chart.to > now() && lens.end.is_none());
}

#[test]
fn the_cursor_begins_within_the_picture_moves_by_columns_and_takes_it_along() {
    let room = room();
    let mut lens = read(&room);
    for panned in [0, -3] {
        lens.follow();
        lens.pan(panned, now());
        deaths(&mut lens, &room, now());
        lens.move_cursor(-1, 70, now());
        let first = lens.chart.cursor.unwrap();
        assert!(first >= lens.chart.from && first < lens.chart.to && first <= now(), "{panned}: {first} {}", lens.chart.to);
    }
    let before = lens.chart.cursor.unwrap();
    lens.move_cursor(-1, 70, now());
    assert_eq!(before.duration_since(lens.chart.cursor.unwrap()), lens.span() / 70);
    for (by, times) in [(-1, 200), (1, 400)] {
        for _ in 0..times {
            lens.move_cursor(by, 70, now());
            deaths(&mut lens, &room, now());
            let cursor = lens.chart.cursor.unwrap();
            assert!(lens.chart.from <= cursor && cursor < lens.chart.to && cursor <= now(), "{cursor}");
        }
    }
    assert_eq!(lens.chart.cursor, Some(now()), "and no further");
    lens.follow();
    assert_eq!(lens.chart.cursor, None);
}

#[test]
fn looking_back_nothing_after_the_moment_is_asked_for() {
    let room = room();
    let mut lens = read(&room);
    lens.pan(-1, now());
    let then = t("01T00:00:00");
    lens.forget();
    let (_, _, to) = deaths(&mut lens, &room, then).unwrap();
    assert_eq!(to, then);
    assert!(lens.chart.to.duration_since(then) <= lens.span() / 140);
}
