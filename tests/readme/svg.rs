//! A screen as an SVG picture: every character in its own cell, as a terminal would place it.

use std::fmt::Write;

use ratatui::buffer::{Buffer, Cell};
use ratatui::style::{Color, Modifier};
use zhiban::screen::width;

/// A cell, in pixels: what a character of `FONT_SIZE` takes in most monospace fonts.
const CELL: (u16, u16) = (9, 19);
const FONT_SIZE: u16 = 15;
/// What a Chinese character fills two cells with.
const WIDE_FONT_SIZE: u16 = 17;
/// From the top of a cell to the line its characters stand on.
const BASELINE: u16 = 14;
/// Around the screen.
const MARGIN: u16 = 8;
const GROUND: &str = "#101216";
const TEXT: &str = "#d0d0d0";
/// Those for Latin first: Chinese ones have narrower letters and wider symbols.
const FONTS: &str = "ui-monospace,Menlo,Consolas,'DejaVu Sans Mono','Liberation Mono','Sarasa Mono SC','Noto Sans Mono CJK SC',\
                     'PingFang SC','Microsoft YaHei','WenQuanYi Micro Hei',monospace";

/// How a cell looks.
#[derive(Clone, PartialEq)]
struct Look {
    ink: String,
    ground: String,
    bold: bool,
    /// How many cells it takes.
    cells: u16,
}

/// Draws `screen`, which `title` names for those who cannot see it.
pub(crate) fn svg(screen: &Buffer, title: &str) -> String {
    let (columns, rows) = (screen.area.width, screen.area.height);
    let (right, bottom) = (columns * CELL.0 + 2 * MARGIN, rows * CELL.1 + 2 * MARGIN);
    let mut svg = format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {right} {bottom}\" width=\"{right}\" height=\"{bottom}\" \
         font-family=\"{FONTS}\" font-size=\"{FONT_SIZE}\">\n<title>{}</title>\n\
         <rect width=\"{right}\" height=\"{bottom}\" rx=\"6\" fill=\"{GROUND}\"/>\n",
        escaped(title),
    );
    for row in 0..rows {
        line(&mut svg, screen, row);
    }
    svg + "</svg>\n"
}

/// Draws one row: first what lies behind characters, then the characters. Neighbours that look alike share an element;
/// a gap or another width begins a new one, since not every reader of SVG places each character of an element.
fn line(svg: &mut String, screen: &Buffer, row: u16) {
    let top = MARGIN + row * CELL.1;
    let mut run: Option<(Look, Vec<u16>, String)> = None;
    let mut texts = String::new();
    let mut column = 0;
    while column < screen.area.width {
        let cell = &screen[(column, row)];
        let left = MARGIN + column * CELL.0;
        let cells = u16::try_from(width(cell.symbol())).unwrap().max(1);
        let look = look(cell, cells);
        if look.ground != GROUND {
            rectangle(svg, (left, top), (cells * CELL.0, CELL.1), &look.ground);
        }
        let block = block(cell.symbol());
        if let Some((from, height)) = block {
            rectangle(&mut texts, (left, top + from), (CELL.0, height), &look.ink);
        }
        if block.is_some() || cell.symbol() == " " {
            text(&mut texts, run.take(), top);
        } else {
            if run.as_ref().is_some_and(|(of, ..)| *of != look) {
                text(&mut texts, run.take(), top);
            }
            let (_, places, symbols) = run.get_or_insert_with(|| (look, Vec::new(), String::new()));
            places.push(left);
            symbols.push_str(cell.symbol());
        }
        column += cells;
    }
    text(&mut texts, run, top);
    svg.push_str(&texts);
}

fn look(cell: &Cell, cells: u16) -> Look {
    let (ink, ground) = (colour(cell.fg, TEXT), colour(cell.bg, GROUND));
    let (ink, ground) = if cell.modifier.contains(Modifier::REVERSED) { (ground, ink) } else { (ink, ground) };
    Look { ink, ground, bold: cell.modifier.contains(Modifier::BOLD), cells }
}

fn colour(colour: Color, otherwise: &str) -> String {
    match colour {
        Color::Reset => otherwise.to_owned(),
        Color::Rgb(r, g, b) => format!("#{r:02x}{g:02x}{b:02x}"),
        other => panic!("{other:?} looks different on every terminal"),
    }
}

/// What a line or a bar fills of its cell, from the top: fonts differ too much in how they draw them.
fn block(symbol: &str) -> Option<(u16, u16)> {
    match symbol.chars().next()? {
        '─' => Some((CELL.1 / 2, 1)),
        bar @ '▁'..='█' => {
            let eighths = u16::try_from(u32::from(bar) - u32::from('▁') + 1).unwrap();
            let height = (BASELINE * eighths / 8).max(1);
            Some((BASELINE + 1 - height, height))
        }
        _ => None,
    }
}

fn rectangle(svg: &mut String, (x, y): (u16, u16), (width, height): (u16, u16), fill: &str) {
    writeln!(svg, "<rect x=\"{x}\" y=\"{y}\" width=\"{width}\" height=\"{height}\" fill=\"{fill}\"/>").unwrap();
}

fn text(svg: &mut String, run: Option<(Look, Vec<u16>, String)>, top: u16) {
    let Some((look, places, symbols)) = run else { return };
    let places: Vec<String> = places.iter().map(u16::to_string).collect();
    let size = if look.cells > 1 { format!(" font-size=\"{WIDE_FONT_SIZE}\"") } else { String::new() };
    let bold = if look.bold { " font-weight=\"bold\"" } else { "" };
    writeln!(
        svg,
        "<text x=\"{}\" y=\"{}\" fill=\"{}\"{size}{bold}>{}</text>",
        places.join(" "),
        top + BASELINE,
        look.ink,
        escaped(&symbols),
    )
    .unwrap();
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;")
}
