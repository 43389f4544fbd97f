//! Large digits: an eight-by-eight font, blown up to the room there is, in half blocks or, on plain terminals, in `#`.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::{Modifier, Style};
use ratatui::widgets::Widget;
use tui_big_text::{BigText, PixelSize};

use super::view::View;

/// The font's pixels across and down.
const PIXELS: u16 = 8;
/// The longest text that is drawn large.
const LONGEST: u16 = 16;

/// How large: the cells of one character.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Scale {
    pub(super) width: u16,
    pub(super) height: u16,
}

/// Every size, the largest first. A cell is twice as high as wide, so a character is as broad as high or half as broad.
const SCALES: [Scale; 11] = [
    Scale { width: 64, height: 32 },
    Scale { width: 48, height: 24 },
    Scale { width: 32, height: 32 },
    Scale { width: 24, height: 24 },
    Scale { width: 32, height: 16 },
    Scale { width: 24, height: 12 },
    Scale { width: 16, height: 16 },
    Scale { width: 16, height: 8 },
    Scale { width: 8, height: 8 },
    Scale { width: 8, height: 4 },
    Scale { width: 4, height: 4 },
];

impl Scale {
    /// The sizes that those symbols can draw, the largest first: without half blocks a pixel is a whole cell at least.
    pub(super) fn all(view: &View<'_>) -> impl Iterator<Item = Self> {
        let ascii = !view.glyphs.half_blocks;
        SCALES.into_iter().filter(move |scale| !ascii || (scale.height % PIXELS == 0 && scale.width % PIXELS == 0))
    }

    /// The largest at which `text` fits into so many cells and rows, if any does.
    pub(super) fn fitting(view: &View<'_>, text: &str, (width, height): (u16, u16)) -> Option<Self> {
        Self::all(view).find(|scale| scale.cells(text) <= width && scale.height <= height)
    }

    /// How many cells a text takes.
    pub(super) fn cells(self, text: &str) -> u16 {
        u16::try_from(text.chars().count()).unwrap_or(u16::MAX).saturating_mul(self.width)
    }
}

/// A figure as the font has it: what can be drawn large, and what follows it in ordinary characters, such as a Chinese unit.
pub(super) fn split(view: &View<'_>, figure: &str) -> (String, String) {
    let figure = figure.replace(view.glyphs.minus, "-");
    if figure == view.glyphs.none {
        return (view.glyphs.unknown.to_owned(), String::new());
    }
    let large: String = figure.chars().take_while(char::is_ascii_graphic).take(LONGEST.into()).collect();
    let rest = figure.chars().skip(large.chars().count()).collect();
    (large, rest)
}

impl View<'_> {
    /// Draws `text` large with its upper left corner at a place; gives how many cells it took.
    pub(super) fn put_large(&self, buffer: &mut Buffer, (x, y): (u16, u16), text: &str, scale: Scale, style: Style) -> u16 {
        // What is drawn of filled cells would be empty ones if fore- and background changed places.
        let style = style.remove_modifier(Modifier::REVERSED);
        let quadrants = scale.width < PIXELS;
        let pixels = pixels(text, if quadrants { PixelSize::Quadrant } else { PixelSize::Full });
        let cells = scale.cells(text);
        for row in 0..scale.height {
            for column in 0..cells {
                let symbol = if quadrants {
                    pixels.cell((column, row)).map_or(" ", |cell| cell.symbol())
                } else {
                    let ink = |half: u16| {
                        let pixel = (column * PIXELS / scale.width, half * PIXELS / (2 * scale.height));
                        pixels.cell(pixel).is_some_and(|cell| cell.symbol() != " ")
                    };
                    match (ink(2 * row), ink(2 * row + 1)) {
                        (false, false) => " ",
                        (true, false) => "▀",
                        (false, true) => "▄",
                        (true, true) if self.glyphs.half_blocks => "█",
                        (true, true) => "#",
                    }
                };
                let place = (x.saturating_add(column), y.saturating_add(row));
                if let Some(cell) = buffer.cell_mut(place).filter(|_| symbol != " ") {
                    cell.set_symbol(symbol).set_style(style);
                }
            }
        }
        cells
    }
}

/// A text in the font.
fn pixels(text: &str, size: PixelSize) -> Buffer {
    let area = Rect::new(0, 0, LONGEST * PIXELS, PIXELS);
    let mut pixels = Buffer::empty(area);
    BigText::builder().pixel_size(size).lines(vec![text.to_owned().into()]).build().render(area, &mut pixels);
    pixels
}
