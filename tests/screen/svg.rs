//! The picture in the README: the screen itself, as SVG.

use std::fmt::Write;
use std::path::Path;

use ratatui::buffer::Buffer;
use ratatui::style::{Color, Modifier};
use zhiban::duty::Language;
use zhiban::screen::{Depth, Theme, UNICODE};

use crate::scene::Scene;
use crate::{cells, render};

const PICTURE: &str = "tests/screen/overview.svg";
const GROUND: &str = "#101216";
const PLAIN: &str = "#d0d0d0";
/// A cell's width and height in pixels.
const CELL: (u16, u16) = (9, 19);

#[test]
fn the_picture_in_the_readme_is_the_screen() {
    let scene = Scene::busy();
    let theme = Theme::new(Depth::True, false);
    let view = scene.view(Language::Zh, &theme, &UNICODE, None);
    let svg = svg(&render(&view, 80, 24));
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(PICTURE);
    if std::env::var_os("UPDATE").is_some() {
        std::fs::write(&path, &svg).unwrap();
    }
    let stored = std::fs::read_to_string(&path).unwrap_or_default();
    assert!(stored == svg, "{PICTURE} is not what is drawn now: run `UPDATE=1 cargo test --test screen`");
}

/// A text element for each run of one style, and each wide character at its own cell: fonts differ in their widths.
fn svg(buffer: &Buffer) -> String {
    let (width, height) = (buffer.area.width * CELL.0, buffer.area.height * CELL.1);
    let mut svg = format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{width}\" height=\"{height}\" viewBox=\"0 0 {width} {height}\" \
         font-family=\"DejaVu Sans Mono, Menlo, Consolas, WenQuanYi Micro Hei, PingFang SC, Microsoft YaHei, monospace\" \
         font-size=\"15\" xml:space=\"preserve\">\n<rect width=\"100%\" height=\"100%\" fill=\"{GROUND}\"/>\n"
    );
    for y in 0..buffer.area.height {
        for (x, symbol, style) in cells(buffer, y) {
            let reversed = style.add_modifier.contains(Modifier::REVERSED);
            let colour = colour(style.fg);
            let (left, top) = (x * CELL.0, y * CELL.1);
            let wide = u16::try_from(unicode_width::UnicodeWidthStr::width(symbol).max(1)).unwrap() * CELL.0;
            if reversed {
                let _ =
                    writeln!(svg, "<rect x=\"{left}\" y=\"{top}\" width=\"{wide}\" height=\"{}\" fill=\"{colour}\"/>", CELL.1);
            }
            if symbol == " " {
                continue;
            }
            let ink = if reversed { GROUND } else { &colour };
            let weight = if style.add_modifier.contains(Modifier::BOLD) { " font-weight=\"bold\"" } else { "" };
            let base = top + 15;
            let symbol = symbol.replace('&', "&amp;").replace('<', "&lt;");
            let _ = writeln!(
                svg,
                "<text x=\"{left}\" y=\"{base}\" fill=\"{ink}\"{weight} textLength=\"{wide}\" lengthAdjust=\"spacingAndGlyphs\">{symbol}</text>"
            );
        }
    }
    svg + "</svg>\n"
}

fn colour(colour: Option<Color>) -> String {
    match colour {
        Some(Color::Rgb(r, g, b)) => format!("#{r:02x}{g:02x}{b:02x}"),
        _ => PLAIN.to_owned(),
    }
}
