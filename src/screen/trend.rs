//! The course of one indicator over time.
//!
//! ```text
//!  示范县  03-05 周四 08:42:17 …                                     header
//!  道路交通 戴帽率 88.0%  ✖ 超限                              近 7 天  what, how it is now, how much time
//!  03-05 08:30  88.0  去年 91.2                                      what is under the cursor, or what the lines are
//!    94 ┊  ⣀⣀⡠⠤⠒⠉⠉⠑⠢⣀                                                 the course; last year's in dots
//!    92 ┊---------------------------------------------- 关注 92      thresholds and the target
//!    90 ┊              ⠈⠑⠤⣀⣀   ⡠⠒
//!             ▲      ??     ✖                                        alarms, gaps, corrections
//!       02-27  02-28  03-01  03-02  03-03  03-04                     local time
//! ```

use jiff::Timestamp;
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

use crate::duty::{Course, Kind, Level, Measure, State, Track};

use super::chart::Chart;
use super::plot::{self, Plot};
use super::stroke::{Stroke, beginning, column, strokes};
use super::text::width;
use super::view::View;
use super::{axis, footer, header};

impl Chart {
    /// How many columns of dots a chart on a screen so wide has.
    #[must_use]
    pub fn columns(screen: Rect) -> usize {
        usize::from(Places::for_area(screen).chart.width) * plot::ACROSS
    }
}

/// The cells for the numbers of the axis.
const NUMBERS: u16 = 9;

/// Where everything goes.
struct Places {
    title: Rect,
    reading: Rect,
    numbers: Rect,
    chart: Rect,
    marks: Rect,
    times: Rect,
}

impl Places {
    fn for_area(area: Rect) -> Self {
        let line = |y: u16| Rect { y: area.y + y, height: u16::from(y < area.height), ..area };
        let numbers = NUMBERS.min(area.width / 3);
        let height = area.height.saturating_sub(6);
        let chart = Rect { x: area.x + numbers, y: area.y + 3, width: area.width.saturating_sub(numbers + 1), height };
        Self {
            title: line(1),
            reading: line(2),
            numbers: Rect { width: numbers, x: area.x, ..chart },
            chart,
            marks: Rect { y: chart.bottom(), height: 1, ..chart },
            times: Rect { y: chart.bottom() + 1, height: 1, ..chart },
        }
    }
}

/// Draws the screen.
pub(super) fn draw(view: &View<'_>, area: Rect, buffer: &mut Buffer) {
    header::draw(view, Rect { height: 1, ..area }, buffer);
    let places = Places::for_area(area);
    let track = view.selected.and_then(|id| view.room.track(id.as_str()));
    match (track, view.chart) {
        (Some(track), Some(chart)) => {
            title(view, track, chart, places.title, buffer);
            course(view, track, chart, &places, buffer);
        }
        _ => {
            view.put(
                buffer,
                (area.x + 1, places.title.y),
                view.words.nothing_selected,
                area.width.saturating_sub(1),
                view.theme.dim,
            );
        }
    }
    footer::draw(view, Rect { y: area.bottom().saturating_sub(1), height: 1, ..area }, buffer);
}

/// What it is, how it is now, and how much time is on screen.
fn title(view: &View<'_>, track: &Track, chart: &Chart, area: Rect, buffer: &mut Buffer) {
    let span = view.words.stretch(chart.to.duration_since(chart.from));
    let cells = u16::try_from(width(&span)).unwrap_or(u16::MAX);
    view.put_right(buffer, (area.right().saturating_sub(1), area.y), &span, cells, view.theme.heading);
    let room = |x: u16| area.right().saturating_sub(x + cells + 3);
    let mut x = area.x + 1;
    let name = view.indicator_name(&track.indicator.id);
    x += view.put(buffer, (x, area.y), &name, room(x), view.theme.heading) + 1;
    let state = track.state();
    let value = view.value(track, u16::MAX);
    x += view.put(buffer, (x, area.y), &value, room(x), view.theme.state(state)) + 2;
    let sign = view.glyphs.state(state);
    let word = if state == State::Normal { view.words.normal.to_owned() } else { format!("{sign} {}", view.words.state(state)) };
    let style = if state == State::Normal { view.theme.dim } else { view.theme.state(state) };
    x += view.put(buffer, (x, area.y), &word, room(x), style) + 2;
    let next = match track.gap() {
        Some(gap) => Some(view.gap(track, &gap)),
        None => view.year_on_year(track, 30).into_iter().chain(view.next_threshold(track, 30)).reduce(|a, b| format!("{a}  {b}")),
    };
    view.put(buffer, (x, area.y), &next.unwrap_or_default(), room(x), view.theme.dim);
}

fn course(view: &View<'_>, track: &Track, chart: &Chart, places: &Places, buffer: &mut Buffer) {
    let Some(course) = &chart.course else {
        let word = if chart.is_lost { view.words.unreadable } else { view.words.reading_journal };
        view.put(buffer, (places.chart.x, places.chart.y), word, places.chart.width, view.theme.dim);
        return;
    };
    let span = (chart.from, chart.to);
    let count = usize::from(places.chart.width) * plot::ACROSS;
    let mut strokes = strokes(course, span, count, view.now);
    present(view, track, span, &mut strokes);
    let lines = thresholds(view, track);
    let under_cursor = chart.cursor.and_then(|at| column(span, at, count));
    reading(view, track, chart, under_cursor.and_then(|n| strokes.get(n).copied().flatten()), places.reading, buffer);
    if strokes.iter().all(Option::is_none) {
        view.put(buffer, (places.chart.x, places.chart.y), view.words.no_readings, places.chart.width, view.theme.dim);
    } else {
        let bounds = bounds(track, &strokes, &lines);
        // Where there are whole numbers alone, as of events, there is no half of one.
        let is_whole = |n: f64| n.fract() == 0.0;
        let is_counted = strokes.iter().flatten().all(|stroke| is_whole(stroke.low) && is_whole(stroke.high));
        let least = if is_counted { 1.0 } else { 0.0 };
        let most = usize::from(places.chart.height / 3).clamp(2, 9);
        let numbers = axis::numbers(bounds.0, bounds.1, most, least);
        let plot = Plot { strokes: &strokes, numbers: &numbers, lines: &lines, kind: track.indicator.kind };
        plot.draw(view, places.numbers, places.chart, buffer);
    }
    marks(view, course, span, &strokes, places.marks, buffer);
    times(view, span, places.times, buffer);
    if let Some(x) = under_cursor.and_then(|n| u16::try_from(n / plot::ACROSS).ok()) {
        let line = Rect { x: places.chart.x + x, width: 1, height: places.chart.height + 1, ..places.chart };
        buffer.set_style(line, view.theme.selection);
    }
}

/// What is so now stands in the column of now: the journal is asked once a column.
fn present(view: &View<'_>, track: &Track, span: (Timestamp, Timestamp), strokes: &mut [Option<Stroke>]) {
    let (Some(n), Some(reading)) = (column(span, view.now, strokes.len()), track.known()) else { return };
    let (Some(value), Some(stroke)) = (reading.value, strokes.get_mut(n)) else { return };
    let now = Stroke::level(value, reading.last_year);
    *stroke = match *stroke {
        // What the journal has of the column is what went before.
        Some(before) => {
            let (low, high) = (before.low.min(value), before.high.max(value));
            Some(Stroke { low, high, corrected: before.corrected, ..now })
        }
        None => Some(now),
    };
}

/// What the chart is marked with: the target and the limits of rules that judge the value alone.
fn thresholds(view: &View<'_>, track: &Track) -> Vec<(f64, String)> {
    let target = track.indicator.target.map(|target| (target, format!("{} {}", view.words.target_line, view.plain(target))));
    let limit = |rule: &crate::duty::Rule| {
        let comparison = rule.when.single().filter(|comparison| comparison.measure == Measure::Value)?;
        let word = view.words.state(rule.level.into());
        Some((comparison.limit, format!("{word} {}", view.plain(comparison.limit))))
    };
    target.into_iter().chain(track.rules().filter_map(limit)).collect()
}

/// The lowest and the highest that there is to show. A threshold that is far from everything stays away, and does not flatten the course.
fn bounds(track: &Track, strokes: &[Option<Stroke>], lines: &[(f64, String)]) -> (f64, f64) {
    let values = strokes.iter().flatten().flat_map(|stroke| [Some(stroke.low), Some(stroke.high), stroke.last_year]).flatten();
    let (low, high) = values.fold((f64::INFINITY, f64::NEG_INFINITY), |(low, high), n| (low.min(n), high.max(n)));
    let low = if matches!(track.indicator.kind, Kind::Count(_)) { low.min(0.0) } else { low };
    let reach = (high - low).max(high.abs() * 0.02);
    let near = lines.iter().map(|(limit, _)| *limit).filter(|limit| (low - reach..=high + reach).contains(limit));
    near.fold((low, high), |(low, high), limit| (low.min(limit), high.max(limit)))
}

/// What is under the cursor; without one, what the lines and marks are.
fn reading(view: &View<'_>, track: &Track, chart: &Chart, stroke: Option<Stroke>, area: Rect, buffer: &mut Buffer) {
    let (words, glyphs) = (view.words, view.glyphs);
    let number = |n: f64| view.number(n, track.indicator.kind);
    let text = match (chart.cursor, stroke) {
        (None, _) => words.chart_legend(glyphs),
        (Some(at), None) => format!("{}  {}", view.minute(at), words.unknown),
        (Some(at), Some(stroke)) => {
            let mut text = format!("{}  {}", view.minute(at), number(stroke.last));
            #[expect(clippy::float_cmp, reason = "a change is any change")]
            if stroke.low != stroke.high {
                text = format!("{text} ({}{}{})", number(stroke.low), words.to, number(stroke.high));
            }
            if let Some(before) = stroke.last_year {
                text = format!("{text}  {} {}", words.last_year_line, number(before));
            }
            if stroke.corrected {
                text = format!("{text}  {}", words.corrections);
            }
            text
        }
    };
    view.put(buffer, (area.x + 1, area.y), &text, area.width.saturating_sub(1), view.theme.dim);
}

/// Alarms, gaps and corrections on the axis of time; where two fall into one place, the alarm is seen.
fn marks(
    view: &View<'_>,
    course: &Course,
    span: (Timestamp, Timestamp),
    strokes: &[Option<Stroke>],
    area: Rect,
    buffer: &mut Buffer,
) {
    let cells = usize::from(area.width);
    for (x, (strokes, n)) in (area.x..area.right()).zip(strokes.chunks(plot::ACROSS).zip(0..)) {
        let (begin, end) = (beginning(span, n, cells), beginning(span, n + 1, cells).min(view.now));
        // A gap that is shorter than a cell is one all the same.
        let is_gap = course.gaps.iter().any(|gap| gap.from < end && begin < gap.to);
        if strokes.iter().flatten().any(|stroke| stroke.corrected) {
            view.put(buffer, (x, area.y), view.glyphs.corrected, 1, view.theme.text);
        } else if is_gap {
            view.put(buffer, (x, area.y), view.glyphs.unknown, 1, view.theme.dim);
        }
    }
    let mut alarms: Vec<_> = course.marks.iter().filter(|mark| mark.raised).collect();
    alarms.sort_by_key(|mark| mark.level == Level::Critical);
    for mark in alarms {
        let Some(x) = column(span, mark.at, cells).and_then(|n| u16::try_from(n).ok()) else { continue };
        let state = State::from(mark.level);
        view.put(buffer, (area.x + x, area.y), view.glyphs.state(state), 1, view.theme.state(state));
    }
}

/// Local times under the chart: each label where its moment is, none over another.
fn times(view: &View<'_>, span: (Timestamp, Timestamp), area: Rect, buffer: &mut Buffer) {
    let cells = usize::from(area.width);
    let mut free = area.x;
    for (at, label) in axis::times(span.0, span.1, view.room.zone(), (cells / 10).max(1)) {
        let Some(x) = column(span, at, cells).and_then(|n| u16::try_from(n).ok()) else { continue };
        let label_cells = u16::try_from(width(&label) + 1).unwrap_or(u16::MAX);
        let x = area.x + x;
        if x < free || x.saturating_add(label_cells) > area.right() {
            continue;
        }
        view.put(buffer, (x, area.y), view.glyphs.tick, 1, view.theme.dim);
        free = x + 1 + view.put(buffer, (x + 1, area.y), &label, label_cells, view.theme.dim) + 1;
    }
}

impl View<'_> {
    /// A moment to the minute, with its date, and its year where it is another.
    pub(super) fn minute(&self, at: Timestamp) -> String {
        let local = |at: Timestamp| at.to_zoned_datetime(self.room.zone().clone());
        let format = if local(at).year() == local(self.now).year() { "%m-%d %H:%M" } else { "%Y-%m-%d %H:%M" };
        local(at).strftime(format).to_string()
    }
}
