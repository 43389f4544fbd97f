//! Every alarm that is not normal, and what is known of the one under the cursor.
//!
//! ```text
//!  示范县  03-05 周四 08:42:17 …                                          header
//!  告警 3  待确认 1                                                       counts
//!  ✖ 08:41 #17 待确认     信访 超期未办 4 ≥ 3                             a line each, the one under the cursor reversed
//!  ▲ 08:05 #12 已确认     道路交通 戴帽率 88.0 < 90
//!
//!  #17 信访 超期未办 …                                                    what is known of it
//! ```

use jiff::Timestamp;
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::Style;

use crate::duty::{Desk, Feed, Record, Subject};

use super::described::{Described, describe};
use super::target::Target;
use super::text::width;
use super::view::View;
use super::{footer, header};

/// The rows of what is known of one alarm.
const DETAILS: u16 = 5;

/// The alarms that are listed: those that somebody is to look at first, then by level and age, what is put aside last.
#[must_use]
pub fn listed(view: &View<'_>) -> Vec<(Subject, u64)> {
    rows(view).into_iter().map(|(subject, desk, _)| (subject, desk.shown().number)).collect()
}

/// Those that are on a screen of that size now.
#[must_use]
pub fn visible(view: &View<'_>, screen: Rect) -> Vec<(Subject, u64)> {
    let listed = listed(view);
    let lines = usize::from(Places::for_area(screen).list.height);
    let first = first(view, &listed, lines);
    listed.into_iter().skip(first).take(lines).collect()
}

/// Where everything goes.
struct Places {
    counts: Rect,
    list: Rect,
    details: Rect,
}

impl Places {
    fn for_area(area: Rect) -> Self {
        let body = area.height.saturating_sub(3);
        let details = if body >= 10 { DETAILS + 1 } else { 0 };
        let at = |y: u16, height: u16| Rect { y: area.y + y, height: height.min(area.height.saturating_sub(y)), ..area };
        let list = body - details;
        Self { counts: at(1, 1), list: at(2, list), details: at(3 + list, details.saturating_sub(1)) }
    }
}

type Row<'a> = (Subject, &'a Desk, Described);

/// The rows, as they are filtered: first what somebody is to look at, then by level and age, what is put aside last.
pub(super) fn rows<'a>(view: &View<'a>) -> Vec<Row<'a>> {
    let filter = view.filter.to_lowercase();
    let is_wanted = |row: &Row<'_>| {
        let (subject, _, described) = row;
        let text = format!("{subject} {} {} {}", described.what, described.word, described.guidance);
        text.to_lowercase().contains(&filter)
    };
    let mut rows: Vec<Row<'a>> = view
        .room
        .alarms_where(|desk| !desk.shown().is_plain() || desk.is_pending())
        .map(|(subject, desk)| (subject.clone(), desk, describe(view, &subject, desk)))
        .filter(is_wanted)
        .collect();
    let suppressed = |desk: &Desk| desk.shown().alarm.is_suppressed();
    rows.sort_by(|(_, a, a_words), (_, b, b_words)| {
        let rank = |desk: &Desk, words: &Described| (words.calls, !suppressed(desk), words.state, words.minute());
        rank(b, b_words).cmp(&rank(a, a_words))
    });
    rows
}

/// The first row on screen: the cursor's is always among them.
fn first(view: &View<'_>, listed: &[(Subject, u64)], lines: usize) -> usize {
    let cursor = view.cursor.and_then(|(subject, _)| listed.iter().position(|(other, _)| other == subject)).unwrap_or(0);
    (cursor + 1).saturating_sub(lines)
}

/// Draws the screen.
pub(super) fn draw(view: &View<'_>, area: Rect, buffer: &mut Buffer) {
    let places = Places::for_area(area);
    header::draw(view, Rect { height: 1, ..area }, buffer);
    let all = View { filter: "", ..*view };
    let all = rows(&all);
    let rows = rows(view);
    // What is filtered away still counts.
    let calls = all.iter().filter(|(_, _, described)| described.calls).count();
    let counts = view.words.alarm_counts(all.len(), calls, view.room.flood());
    let filter = if view.filter.is_empty() { String::new() } else { format!("   / {} {}", view.filter, rows.len()) };
    view.put(
        buffer,
        (area.x + 1, places.counts.y),
        &format!("{counts}{filter}"),
        area.width.saturating_sub(1),
        view.theme.heading,
    );
    if rows.is_empty() {
        let (text, style) =
            if view.filter.is_empty() { calm(view) } else { (view.words.nothing_found.to_owned(), view.theme.dim) };
        view.put(buffer, (area.x + 1, places.list.y), &text, area.width.saturating_sub(1), style);
    }
    let listed: Vec<(Subject, u64)> = rows.iter().map(|(subject, desk, _)| (subject.clone(), desk.shown().number)).collect();
    let first = first(view, &listed, places.list.height.into());
    let words = rows.iter().map(|(_, _, described)| width(&described.word)).max().unwrap_or(0);
    for (y, row) in (places.list.top()..places.list.bottom()).zip(rows.iter().skip(first)) {
        let place = Rect { y, height: 1, ..area };
        line(view, row, words, place, buffer);
        view.target(place, || Target::Alarm(row.0.clone(), row.1.shown().number));
    }
    let below = rows.len().saturating_sub(first + usize::from(places.list.height));
    if below > 0 {
        let text = view.words.more(below);
        view.put_right(buffer, (area.right().saturating_sub(1), places.counts.y), &text, area.width, view.theme.dim);
    }
    if let Some(row) = rows.iter().find(|(subject, _, _)| view.cursor.is_some_and(|(cursor, _)| cursor == subject)) {
        details(view, row, places.details, buffer);
    }
    footer::draw(view, Rect { y: area.bottom().saturating_sub(1), height: 1, ..area }, buffer);
}

/// Where no alarm is listed: that all is normal, or how much is not known.
fn calm(view: &View<'_>) -> (String, Style) {
    let unknown = view.room.gaps().count();
    if unknown == 0 || !view.room.feeds().iter().all(Feed::was_heard) {
        return view.calm();
    }
    (format!("{}   {}", view.words.no_alarm(), view.words.not_known(unknown)), view.theme.text)
}

fn line(view: &View<'_>, (subject, desk, described): &Row<'_>, words: usize, area: Rect, buffer: &mut Buffer) {
    let at = |x: u16| (area.x + x, area.y);
    let room = |x: u16| area.width.saturating_sub(x);
    let style = if described.calls { view.theme.state(described.state) } else { view.theme.text };
    view.put(buffer, at(1), view.glyphs.state(described.state), room(1), view.theme.state(described.state));
    let since = described.since.map(|since| view.clock(since)).unwrap_or_default();
    view.put(buffer, at(3), &since, room(3), view.theme.dim);
    let mut x = 9;
    if area.width >= 60 {
        view.put(buffer, at(x), &format!("#{}", desk.shown().number), 7, view.theme.dim);
        x += 8;
    }
    view.put(buffer, at(x), &described.word, room(x), style);
    x += u16::try_from(words).unwrap_or(u16::MAX).saturating_add(2);
    x += view.put(buffer, at(x), &described.what, room(x), style) + 3;
    if room(x) >= 12 {
        view.put(buffer, at(x), &done(view, desk.shown()), room(x), view.theme.dim);
    }
    if view.cursor.is_some_and(|(cursor, _)| cursor == subject) {
        // What calls keeps its colour under the cursor too.
        buffer.set_style(area, style.patch(view.theme.selection));
    }
}

/// What was done about an alarm, in few words.
fn done(view: &View<'_>, record: &Record) -> String {
    let words = view.words;
    let who = |by: &Option<crate::duty::Clean>| by.as_ref().map_or_else(|| words.nobody.to_owned(), ToString::to_string);
    if let Some(suppression) = record.suppression.as_ref().filter(|_| record.alarm.is_suppressed()) {
        return format!("{} {}", who(&suppression.by), view.put_aside(suppression));
    }
    if let Some(acknowledged) = &record.acknowledgement {
        let note = acknowledged.note.as_ref().map(|note| format!(" {note}")).unwrap_or_default();
        return format!("{} {}{note}", who(&acknowledged.by), view.moment(acknowledged.at));
    }
    match record.occurrence.as_ref().filter(|_| record.alarm.active.is_some()) {
        Some(occurrence) => words.span(view.now.duration_since(occurrence.since)),
        None => String::new(),
    }
}

fn details(view: &View<'_>, (_, desk, described): &Row<'_>, area: Rect, buffer: &mut Buffer) {
    let record = desk.shown();
    let (words, theme) = (view.words, view.theme);
    let time = |at: Timestamp| at.to_zoned_datetime(view.room.zone().clone()).strftime("%m-%d %H:%M:%S").to_string();
    let mut lines = vec![(format!("#{} {}  {}", record.number, described.what, described.word), theme.heading)];
    if let Some(occurrence) = &record.occurrence {
        let rule = occurrence.cause.rule().map(|(when, _)| when.to_string()).unwrap_or_default();
        let then = occurrence.measure.map(|measure| view.plain(measure));
        lines.push((words.raised_at(&time(occurrence.at), &rule, then.as_deref()), theme.text));
    }
    if let Some(ended) = record.ended {
        lines.push((format!("{} {}", time(ended.at), words.clearance(ended.clearance)), theme.text));
    }
    let done = done(view, record);
    if record.acknowledgement.is_some() || record.alarm.is_suppressed() {
        lines.push((format!("{} {done}", described.word), theme.text));
    }
    if !described.guidance.is_empty() {
        lines.push((described.guidance.clone(), theme.text));
    }
    for (y, (text, style)) in (area.top()..area.bottom()).zip(lines) {
        view.put(buffer, (area.x + 1, y), &text, area.width.saturating_sub(1), style);
    }
}
