//! Frames into the fewest bytes.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

use super::encode::encode;

/// Two screens, the one shown and the next: what differs is what is written.
#[derive(Debug)]
pub struct Painter {
    shown: Buffer,
    next: Buffer,
    /// Whether nothing is known of what the terminal shows.
    blank: bool,
    bytes: Vec<u8>,
}

impl Painter {
    /// A painter for a terminal of that size.
    #[must_use]
    pub fn new(screen: Rect) -> Self {
        Self { shown: Buffer::empty(screen), next: Buffer::empty(screen), blank: true, bytes: Vec::new() }
    }

    /// Forgets what the terminal shows and takes its size anew: the next frame is drawn whole.
    pub fn repaint(&mut self, screen: Rect) {
        self.shown.resize(screen);
        self.next.resize(screen);
        self.blank = true;
    }

    /// Draws a frame; gives the bytes that change the screen, to be written at once, or none where nothing changed.
    ///
    /// The bytes stand inside a synchronized update (DEC mode 2026), so that no terminal shows half a frame.
    pub fn frame(&mut self, draw: impl FnOnce(&mut Buffer)) -> Option<&mut Vec<u8>> {
        self.next.reset();
        draw(&mut self.next);
        self.bytes.clear();
        self.bytes.extend_from_slice(b"\x1b[?2026h");
        if self.blank {
            self.shown.reset();
            self.bytes.extend_from_slice(b"\x1b[0m\x1b[2J");
        }
        let start = self.bytes.len();
        encode(&self.shown, &self.next, &mut self.bytes);
        if self.bytes.len() == start && !self.blank {
            return None;
        }
        self.bytes.extend_from_slice(b"\x1b[?2026l");
        self.blank = false;
        std::mem::swap(&mut self.shown, &mut self.next);
        Some(&mut self.bytes)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use ratatui::style::Style;

    #[test]
    fn writes_nothing_when_nothing_changed_and_little_when_little_did() {
        let mut painter = Painter::new(Rect::new(0, 0, 80, 24));
        let draw = |second: u32| move |buffer: &mut Buffer| buffer.set_string(3, 0, format!("08:42:{second:02}"), Style::reset());
        let first = painter.frame(draw(17)).unwrap().clone();
        assert!(first.starts_with(b"\x1b[?2026h") && first.ends_with(b"\x1b[?2026l"));
        assert!(painter.frame(draw(17)).is_none());
        let next = painter.frame(draw(18)).unwrap().clone();
        assert!(next.len() < 60, "{} bytes: {:?}", next.len(), String::from_utf8_lossy(&next));
        painter.repaint(Rect::new(0, 0, 40, 10));
        assert!(painter.frame(draw(18)).is_some());
    }
}
