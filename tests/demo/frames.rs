//! How many bytes a frame takes, beside the least that shows the same.

use jiff::ToSpan;
use ratatui::buffer::{Buffer, Cell};
use ratatui::layout::Rect;
use ratatui::style::{Color, Modifier};
use unicode_width::UnicodeWidthStr;
use zhiban::app::App;
use zhiban::demo::County;
use zhiban::duty::{Language, Room};
use zhiban::screen::{Depth, Theme, UNICODE, draw};
use zhiban::term::Painter;

use crate::county::{config, known, local, zone};
use crate::minute::poll;

/// The update in one (DEC mode 2026), which every frame stands in.
const UPDATE: usize = "\x1b[?2026h\x1b[?2026l".len();

type Pen = (Color, Color, Modifier);

/// The bytes of the minimal difference between two screens: what changed, row by row or pen by pen, reached by the cheapest of all moves
/// that there are.
fn least(before: &Buffer, after: &Buffer) -> usize {
    let by_row = before.diff(after);
    let mut by_pen = by_row.clone();
    by_pen.sort_by_key(|(_, _, cell)| format!("{:?}", pen_of(cell)));
    UPDATE + cost(&by_row, after).min(cost(&by_pen, after))
}

/// The bytes of these cells in this order.
fn cost(cells: &[(u16, u16, &Cell)], after: &Buffer) -> usize {
    let (mut at, mut pen, mut bytes) = (None, (Color::Reset, Color::Reset, Modifier::empty()), 0);
    for (x, y, cell) in cells.iter().copied() {
        bytes += step(at, (x, y), pen, after);
        let next = pen_of(cell);
        bytes += dip(pen, next);
        pen = next;
        bytes += cell.symbol().len();
        at = Some((x + u16::try_from(cell.symbol().width()).unwrap(), y));
    }
    bytes + dip(pen, (Color::Reset, Color::Reset, Modifier::empty()))
}

fn pen_of(cell: &Cell) -> Pen {
    (cell.fg, cell.bg, cell.modifier)
}

/// The bytes of the cheapest way to a cell.
fn step(from: Option<(u16, u16)>, (x, y): (u16, u16), pen: Pen, screen: &Buffer) -> usize {
    let control = |number: u16| if number == 1 { 3 } else { 3 + number.to_string().len() };
    let place = if x == 0 { control(y + 1) } else { 4 + (y + 1).to_string().len() + (x + 1).to_string().len() };
    let Some((column, row)) = from else { return place };
    let along = |from: u16| {
        if from == x {
            return 0;
        }
        let over = |cell: &Cell| (pen == pen_of(cell)).then(|| cell.symbol().len());
        let over: Option<usize> = (from..x).map(|x| over(&screen[(x, y)])).sum();
        let least = control(x + 1).min(control(x.abs_diff(from)));
        if from < x { least.min(over.unwrap_or(usize::MAX)) } else { least }
    };
    if y < row {
        return place.min(along(column) + control(row - y));
    }
    let down = usize::from(y - row);
    let by_line = along(column) + if down > 0 { control(y - row) } else { 0 };
    place.min(by_line).min(if down > 0 { 1 + down + along(0) } else { usize::MAX })
}

/// The bytes of the cheapest change of the pen.
fn dip(from: Pen, to: Pen) -> usize {
    if from == to {
        return 0;
    }
    let colour = |colour: Color| match colour {
        Color::Indexed(index) => 6 + index.to_string().len(),
        Color::Rgb(r, g, b) => 8 + [r, g, b].map(|n| n.to_string().len()).iter().sum::<usize>(),
        _ => 3,
    };
    let colours = |from: (Color, Color)| {
        let ink = if from.0 == to.0 { 0 } else { colour(to.0) };
        ink + if from.1 == to.1 { 0 } else { colour(to.1) }
    };
    let modifiers = |from: Modifier| 2 * (to.2 - from).iter().count() + 3 * (from - to.2).iter().count();
    let changed = colours((from.0, from.1)) + modifiers(from.2);
    let anew = 1 + colours((Color::Reset, Color::Reset)) + modifiers(Modifier::empty());
    // The first parameter has no `;` in front.
    2 + changed.min(anew)
}

#[test]
fn a_frame_takes_little_more_than_the_least() {
    let known = known();
    let begin = local("2026-03-05T08:00:00");
    let county = County::new(7, begin, zone());
    for (columns, rows, language) in [(80, 24, Language::Zh), (200, 60, Language::En)] {
        let screen = Rect::new(0, 0, columns, rows);
        let mut room = Room::new(config().plan, begin);
        let (mut painter, mut before) = (Painter::new(screen), Buffer::empty(screen));
        let (mut taken, mut at_least) = (0, 0);
        for second in 0..90 {
            let now = begin.checked_add(second.seconds()).unwrap();
            if second % 5 == 0 {
                poll(&mut room, &county, now, &known);
            }
            room.tick(now);
            room.settle();
            let app = App::new(room.clone(), language, Theme::new(Depth::True, false), UNICODE, None);
            let view = app.view(now);
            let bytes = painter.frame(|buffer| draw(&view, buffer)).map_or(0, |bytes| bytes.len());
            let mut after = Buffer::empty(screen);
            draw(&view, &mut after);
            if second > 0 && bytes > 0 {
                taken += bytes;
                at_least += least(&before, &after);
            }
            before = after;
        }
        assert!(at_least > 4000, "little is seen of {at_least} bytes");
        assert!(taken * 100 <= at_least * 110, "{columns}x{rows} {language:?}: {taken} bytes, {at_least} at the least");
    }
}
