//! A chart's lines: the course in dots, last year's, and thresholds, with numbers beside them.

use std::collections::BTreeMap;

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::{Color, Style};
use ratatui::widgets::Widget;
use ratatui::widgets::canvas::{Canvas, Context, Line, Points};

use crate::duty::Kind;

use super::stroke::Stroke;
use super::text::width;
use super::view::View;

/// How many columns of dots a cell has.
pub(super) const ACROSS: usize = 2;

/// Last year's line has a dot in every so many columns: it is told from this year's without colour.
const SPARSE: usize = 4;

/// What is drawn.
pub(super) struct Plot<'a> {
    /// The course, a stroke a column of dots.
    pub(super) strokes: &'a [Option<Stroke>],
    /// The marks of the axis: its first and last bound the picture.
    pub(super) numbers: &'a [f64],
    /// Thresholds, with their names.
    pub(super) lines: &'a [(f64, String)],
    /// How numbers are written.
    pub(super) kind: Kind,
}

impl Plot<'_> {
    /// Draws the chart, and the numbers of its axis left of it.
    pub(super) fn draw(&self, view: &View<'_>, numbers: Rect, area: Rect, buffer: &mut Buffer) {
        let (Some(low), Some(high)) = (self.numbers.first(), self.numbers.last()) else { return };
        if area.is_empty() {
            return;
        }
        let row = |value: f64| row(value, (*low, *high), area);
        let colour = |style: Style| style.fg.unwrap_or(Color::Reset);
        let (course, before) = (colour(view.theme.series), colour(view.theme.last_year));
        #[expect(clippy::cast_precision_loss, reason = "as many as a screen has")]
        let right = self.strokes.len().saturating_sub(1).max(1) as f64;
        let canvas = Canvas::default().marker(view.glyphs.marker).x_bounds([0.0, right]).y_bounds([*low, *high]);
        canvas
            .paint(|context| {
                self.last_year(context, before);
                context.layer();
                self.course(context, course);
            })
            .render(area, buffer);
        // The canvas knows colours alone: what else belongs to a style is put on afterwards.
        for (x, y) in area.positions().map(Into::into) {
            let Some(cell) = buffer.cell_mut((x, y)).filter(|cell| cell.fg != Color::Reset) else { continue };
            let fg = cell.fg;
            [(before, view.theme.last_year), (course, view.theme.series)]
                .into_iter()
                .filter(|(colour, _)| *colour == fg)
                .for_each(|(_, style)| {
                    cell.set_style(style);
                });
        }
        let mut last = None;
        for value in self.numbers {
            // Where there are fewer rows than numbers, none is written over another.
            if last.replace(row(*value)) == Some(row(*value)) {
                continue;
            }
            let text = view.number(*value, self.kind);
            view.put_right(buffer, (numbers.right().saturating_sub(1), row(*value)), &text, numbers.width, view.theme.dim);
        }
        let mut names: BTreeMap<u16, String> = BTreeMap::new();
        for (limit, name) in self.lines.iter().filter(|(limit, _)| (*low..=*high).contains(limit)) {
            names.entry(row(*limit)).and_modify(|names| *names = format!("{names} {name}")).or_insert_with(|| name.clone());
        }
        for (y, names) in names {
            threshold(view, &names, Rect { y, height: 1, ..area }, buffer);
        }
    }

    fn course(&self, context: &mut Context<'_>, color: Color) {
        let mut before: Option<Stroke> = None;
        for (x, stroke) in (0_u32..).zip(self.strokes) {
            if let Some(stroke) = stroke {
                // A step is drawn where it is: from the level before to the new one.
                let low = before.map_or(stroke.low, |before| stroke.low.min(before.last));
                let high = before.map_or(stroke.high, |before| stroke.high.max(before.last));
                context.draw(&Line { x1: x.into(), y1: low, x2: x.into(), y2: high, color });
            }
            before = *stroke;
        }
    }

    fn last_year(&self, context: &mut Context<'_>, color: Color) {
        let dots = (0_u32..).zip(self.strokes).step_by(SPARSE);
        let coords: Vec<(f64, f64)> = dots.filter_map(|(x, stroke)| Some((x.into(), stroke.as_ref()?.last_year?))).collect();
        context.draw(&Points { coords: &coords, color });
    }
}

/// A broken line where nothing else is drawn, and its name at its beginning: what is newest stays in sight.
fn threshold(view: &View<'_>, name: &str, area: Rect, buffer: &mut Buffer) {
    for x in (area.left()..area.right()).step_by(2) {
        let is_free = buffer.cell((x, area.y)).is_some_and(|cell| cell.symbol() == " " || cell.symbol() == "\u{2800}");
        if is_free {
            view.put(buffer, (x, area.y), view.glyphs.rule, 1, view.theme.dim);
        }
    }
    let cells = u16::try_from(width(name)).unwrap_or(u16::MAX).min(area.width / 2);
    view.put(buffer, (area.x, area.y), name, cells, view.theme.text);
}

/// The row that a value stands in.
fn row(value: f64, (low, high): (f64, f64), area: Rect) -> u16 {
    let share = if high > low { ((high - value) / (high - low)).clamp(0.0, 1.0) } else { 0.5 };
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a row of the area")]
    let down = (share * f64::from(area.height.saturating_sub(1))).round() as u16;
    area.y + down
}
