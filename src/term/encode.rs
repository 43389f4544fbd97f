//! Cells that changed into the fewest bytes that show them.

use std::io::Write;

use ratatui::buffer::{Buffer, Cell};
use ratatui::style::{Color, Modifier};
use unicode_width::UnicodeWidthStr;

/// What makes a modifier, and what ends it (ECMA-48 §8.3.117).
const MODIFIERS: [(Modifier, u8, u8); 9] = [
    (Modifier::BOLD, 1, 22),
    (Modifier::DIM, 2, 22),
    (Modifier::ITALIC, 3, 23),
    (Modifier::UNDERLINED, 4, 24),
    (Modifier::SLOW_BLINK, 5, 25),
    (Modifier::RAPID_BLINK, 6, 25),
    (Modifier::REVERSED, 7, 27),
    (Modifier::HIDDEN, 8, 28),
    (Modifier::CROSSED_OUT, 9, 29),
];

/// How the terminal writes what comes next.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
struct Pen {
    ink: Color,
    ground: Color,
    modifiers: Modifier,
}

impl Pen {
    fn of(cell: &Cell) -> Self {
        Self { ink: cell.fg, ground: cell.bg, modifiers: cell.modifier }
    }

    /// The parameters of a change from another to this, each with `;` in front.
    fn parameters(self, from: Self) -> Vec<u8> {
        let mut parameters = Vec::new();
        let mut kept = from.modifiers;
        for (modifier, _, off) in MODIFIERS {
            let is_ended = from.modifiers.contains(modifier) && !self.modifiers.contains(modifier);
            if is_ended && kept.contains(modifier) {
                let _ = write!(parameters, ";{off}");
            }
            if from.modifiers.contains(modifier) != self.modifiers.contains(modifier) {
                // Those that share what ends them share one place in some terminals: then the last counts.
                MODIFIERS.iter().filter(|(_, _, also)| *also == off).for_each(|(shared, ..)| kept.remove(*shared));
            }
        }
        for (modifier, on, _) in MODIFIERS {
            if self.modifiers.contains(modifier) && !kept.contains(modifier) {
                let _ = write!(parameters, ";{on}");
            }
        }
        if self.ink != from.ink {
            colour(&mut parameters, self.ink, 30);
        }
        if self.ground != from.ground {
            colour(&mut parameters, self.ground, 40);
        }
        parameters
    }
}

/// The parameter of a colour, with `;` in front: from 30 on of the ink, from 40 on of the ground. Those that every terminal has are
/// called by their own numbers: to one that knows no others, `38;5;1` would be blinking and bold.
fn colour(parameters: &mut Vec<u8>, colour: Color, from: u8) {
    let number = match colour {
        Color::Black => 0,
        Color::Red => 1,
        Color::Green => 2,
        Color::Yellow => 3,
        Color::Blue => 4,
        Color::Magenta => 5,
        Color::Cyan => 6,
        Color::Gray => 7,
        Color::Indexed(_) | Color::Rgb(..) => 8,
        Color::Reset => 9,
        Color::DarkGray => 60,
        Color::LightRed => 61,
        Color::LightGreen => 62,
        Color::LightYellow => 63,
        Color::LightBlue => 64,
        Color::LightMagenta => 65,
        Color::LightCyan => 66,
        Color::White => 67,
    };
    let _ = write!(parameters, ";{}", from + number);
    let _ = match colour {
        Color::Indexed(index) => write!(parameters, ";5;{index}"),
        Color::Rgb(r, g, b) => write!(parameters, ";2;{r};{g};{b}"),
        _ => Ok(()),
    };
}

/// A cell and where it stands.
type Placed<'a> = (u16, u16, &'a Cell);

/// Writes what makes one screen of another. The pen is as it was before, in the end.
///
/// Figures of a row take turns with remarks in another pen: all that one pen writes is written before the next is dipped, unless it is
/// shorter to go from cell to cell.
pub(super) fn encode(before: &Buffer, after: &Buffer, bytes: &mut Vec<u8>) {
    let mut cells = changes(before, after);
    if cells.is_empty() {
        return;
    }
    let start = bytes.len();
    write_cells(&cells, after, bytes);
    let by_place = bytes.len();
    let mut pens = vec![Pen::default()];
    cells.sort_by_cached_key(|(_, _, cell)| {
        let pen = Pen::of(cell);
        pens.iter().position(|known| *known == pen).unwrap_or_else(|| {
            pens.push(pen);
            pens.len() - 1
        })
    });
    write_cells(&cells, after, bytes);
    if bytes.len() - by_place < by_place - start {
        bytes.drain(start..by_place);
    } else {
        bytes.truncate(by_place);
    }
}

/// The cells to be written, from above and from the left. Their order is free: what one destroys of a wide character is written as well.
fn changes<'a>(before: &Buffer, after: &'a Buffer) -> Vec<Placed<'a>> {
    let mut cells = Vec::new();
    let mut changes = before.diff_iter(after).peekable();
    while let Some((x, y, cell)) = changes.next() {
        cells.push((x, y, cell));
        // Of a wide character that is half written over the other half is blank, with any terminal's own idea of the pen.
        let beside = x.saturating_add(width(cell));
        let is_half = before.cell((beside - 1, y)).is_some_and(|covered| width(covered) > 1);
        let is_next = changes.peek().is_some_and(|(x, row, _)| (*x, *row) == (beside, y));
        if let Some(half) = after.cell((beside, y)).filter(|_| is_half && !is_next) {
            cells.push((beside, y, half));
        }
    }
    cells
}

/// Writes cells in their order.
fn write_cells(cells: &[Placed<'_>], screen: &Buffer, bytes: &mut Vec<u8>) {
    let mut writer = Writer { screen, at: None, pen: Pen::default(), bytes };
    for (x, y, cell) in cells {
        writer.put(*x, *y, cell);
    }
    writer.dip(Pen::default());
}

/// How many columns a cell's character takes.
fn width(cell: &Cell) -> u16 {
    u16::try_from(cell.symbol().width()).unwrap_or(1).max(1)
}

/// What is known of the terminal, and the bytes for it.
struct Writer<'a> {
    /// What it will show.
    screen: &'a Buffer,
    /// Where its cursor stands.
    at: Option<(u16, u16)>,
    pen: Pen,
    bytes: &'a mut Vec<u8>,
}

impl Writer<'_> {
    fn put(&mut self, x: u16, y: u16, cell: &Cell) {
        self.step(x, y);
        self.dip(Pen::of(cell));
        self.bytes.extend_from_slice(cell.symbol().as_bytes());
        let end = x.saturating_add(width(cell));
        // Behind the last column a cursor stands differently in every terminal.
        self.at = (end < self.screen.area.right()).then_some((end, y));
    }

    /// Moves the cursor: over what stands between, where that is short and needs no other pen, else to the column or to the place.
    fn step(&mut self, x: u16, y: u16) {
        let (column, row) = (x - self.screen.area.x + 1, y - self.screen.area.y + 1);
        let start = self.bytes.len();
        let _ = match self.at {
            Some((before, line)) if line == y && before == x => return,
            Some((_, line)) if line == y => write!(self.bytes, "\x1b[{column}G"),
            _ if column == 1 => write!(self.bytes, "\x1b[{row}H"),
            _ => write!(self.bytes, "\x1b[{row};{column}H"),
        };
        let Some((before, _)) = self.at.filter(|(before, line)| *line == y && *before < x) else { return };
        let between = || (before..x).filter_map(|x| self.screen.cell((x, y)));
        let is_plain = |cell: &Cell| Pen::of(cell) == self.pen && cell.symbol().len() == 1;
        if usize::from(x - before) <= self.bytes.len() - start && between().all(is_plain) {
            self.bytes.truncate(start);
            between().for_each(|cell| self.bytes.extend_from_slice(cell.symbol().as_bytes()));
        }
    }

    /// Changes the pen: by what differs, or from the beginning, whichever is shorter.
    fn dip(&mut self, to: Pen) {
        if to == self.pen {
            return;
        }
        let (changed, anew) = (to.parameters(self.pen), to.parameters(Pen::default()));
        // A parameter left out is 0, which ends everything.
        let shorter = if anew.len() + 1 < changed.len() { &anew[..] } else { changed.get(1..).unwrap_or_default() };
        self.bytes.extend_from_slice(b"\x1b[");
        self.bytes.extend_from_slice(shorter);
        self.bytes.push(b'm');
        self.pen = to;
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use ratatui::layout::Rect;
    use ratatui::style::Style;

    use super::*;

    const SCREEN: Rect = Rect { x: 0, y: 0, width: 12, height: 3 };

    /// The bytes from one screen to another.
    fn between(before: &Buffer, after: &Buffer) -> String {
        let mut bytes = Vec::new();
        encode(before, after, &mut bytes);
        String::from_utf8(bytes).unwrap()
    }

    fn screen(lines: &[(u16, u16, &str, Style)]) -> Buffer {
        let mut buffer = Buffer::empty(SCREEN);
        for (x, y, text, style) in lines {
            buffer.set_string(*x, *y, text, *style);
        }
        buffer
    }

    #[test]
    fn moves_by_the_shortest_way() {
        let plain = Style::new();
        let clock = |text| screen(&[(3, 1, text, plain)]);
        assert_eq!(between(&clock("08:42:17"), &clock("08:42:18")), "\x1b[2;11H8");
        assert_eq!(between(&clock("08:41:17"), &clock("08:42:18")), "\x1b[2;8H2:18", "over what stands between");
        assert_eq!(between(&clock("18:42:17"), &clock("08:42:18")), "\x1b[2;4H0\x1b[11G8", "to the column");
        assert_eq!(
            between(&screen(&[]), &screen(&[(0, 2, "值班 zhiban", plain)])),
            "\x1b[3H值班 zhiban",
            "what is wide has two cells"
        );
        let ends = screen(&[(11, 0, "x", plain), (0, 1, "y", plain)]);
        assert_eq!(between(&screen(&[]), &ends), "\x1b[1;12Hx\x1b[2Hy", "behind the last column nobody knows");
    }

    #[test]
    fn changes_the_pen_by_what_differs_or_anew() {
        let (bold, dim) = (Style::new().add_modifier(Modifier::BOLD), Style::new().add_modifier(Modifier::DIM));
        let red = bold.fg(Color::Red);
        for (first, second, want) in [
            (Style::new(), bold, "a\x1b[1mb\x1b[m"),
            (bold, bold, "\x1b[1mab\x1b[m"),
            (bold, red, "\x1b[1ma\x1b[31mb\x1b[m"),
            (red, bold, "\x1b[1;31ma\x1b[39mb\x1b[m"),
            (bold, Style::new(), "\x1b[1ma\x1b[mb"),
            (red, dim, "\x1b[1;31ma\x1b[;2mb\x1b[m"),
            (red, dim.fg(Color::Red), "\x1b[1;31ma\x1b[22;2mb\x1b[m"),
            (Style::new().fg(Color::LightRed), Style::new().bg(Color::Indexed(7)), "\x1b[91ma\x1b[;48;5;7mb\x1b[m"),
            (Style::new(), Style::new().fg(Color::Rgb(1, 2, 3)), "a\x1b[38;2;1;2;3mb\x1b[m"),
        ] {
            let bytes = between(&screen(&[]), &screen(&[(0, 0, "a", first), (1, 0, "b", second)]));
            assert_eq!(bytes.strip_prefix("\x1b[1H"), Some(want));
        }
    }

    #[test]
    fn one_pen_after_another_where_that_is_shorter() {
        let (plain, grey) = (Style::new(), Style::new().fg(Color::Indexed(247)));
        let row = |of: [&'static str; 2]| {
            screen(&[(0, 0, of[0], plain), (3, 0, of[1], grey), (6, 0, of[0], plain), (9, 0, of[1], grey)])
        };
        let want = "\x1b[1H2\x1b[7G2\x1b[4G\x1b[38;5;247m9\x1b[10G9\x1b[m";
        assert_eq!(between(&row(["1", "8"]), &row(["2", "9"])), want);
        let pair = |of: [&'static str; 2]| screen(&[(0, 0, of[0], plain), (3, 0, of[1], grey), (0, 2, of[0], plain)]);
        let want = "\x1b[1H2  \x1b[38;5;247m9\x1b[3H\x1b[m2";
        assert_eq!(between(&pair(["1", "8"]), &pair(["2", "9"])), want);
    }

    fn style() -> impl Strategy<Value = Style> {
        let colour = || {
            prop_oneof![
                3 => Just(Color::Reset),
                1 => Just(Color::LightRed),
                1 => (0..16_u8).prop_map(Color::Indexed),
                1 => any::<(u8, u8, u8)>().prop_map(|(r, g, b)| Color::Rgb(r, g, b)),
            ]
        };
        let modifier = prop::sample::subsequence(
            vec![Modifier::BOLD, Modifier::DIM, Modifier::ITALIC, Modifier::UNDERLINED, Modifier::REVERSED],
            0..=3,
        );
        (colour(), colour(), modifier).prop_map(|(fg, bg, modifiers)| {
            Style::new().fg(fg).bg(bg).add_modifier(modifiers.into_iter().fold(Modifier::empty(), |all, one| all | one))
        })
    }

    fn screens() -> impl Strategy<Value = Buffer> {
        let text = prop::sample::select(vec!["a", "1234567", "值班", "县 b", "▲", "            ", "x y"]);
        prop::collection::vec((0..12_u16, 0..3_u16, text, style()), 0..9)
            .prop_map(|lines| screen(&lines.iter().map(|(x, y, text, style)| (*x, *y, *text, *style)).collect::<Vec<_>>()))
    }

    fn terminal() -> vt100::Parser {
        let cells = |count: u16| std::num::NonZero::new(count).unwrap();
        vt100::Parser::new(cells(SCREEN.height), cells(SCREEN.width), 0)
    }

    /// What a terminal shows, cell by cell.
    fn shown(terminal: &vt100::Screen) -> Vec<String> {
        let cells = (0..SCREEN.height).flat_map(|y| (0..SCREEN.width).map(move |x| (y, x)));
        cells
            .map(|(y, x)| {
                let cell = terminal.cell(y, x).unwrap();
                let text = if cell.contents().is_empty() { " " } else { cell.contents() };
                let looks =
                    (cell.fgcolor(), cell.bgcolor(), cell.bold(), cell.dim(), cell.italic(), cell.underline(), cell.inverse());
                if cell.is_wide_continuation() { String::new() } else { format!("{text} {looks:?}") }
            })
            .collect()
    }

    /// A screen, each cell at its own place with its own pen.
    fn whole(screen: &Buffer) -> Vec<u8> {
        let mut bytes = Vec::new();
        for y in 0..SCREEN.height {
            let mut x = 0;
            while x < SCREEN.width {
                let cell = &screen[(x, y)];
                let pen = String::from_utf8(Pen::of(cell).parameters(Pen::default())).unwrap();
                write!(bytes, "\x1b[{};{}H\x1b[0{pen}m{}", y + 1, x + 1, cell.symbol()).unwrap();
                x += width(cell);
            }
        }
        bytes
    }

    proptest! {
        /// A terminal that showed one screen shows the next one, as if that had been drawn on an empty one.
        #[test]
        fn a_terminal_shows_what_was_meant(frames in prop::collection::vec(screens(), 1..5)) {
            let mut shown_on = terminal();
            let mut before = Buffer::empty(SCREEN);
            for after in frames {
                shown_on.process(between(&before, &after).as_bytes());
                let mut fresh = terminal();
                fresh.process(&whole(&after));
                prop_assert_eq!(shown(shown_on.screen()), shown(fresh.screen()));
                before = after;
            }
        }
    }
}
