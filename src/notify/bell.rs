//! What makes the terminal sound and show: bytes for whoever writes to it.

use super::summary;
use crate::duty::{Clean, Delivery, Language};

/// BEL.
const BEL: u8 = 0x07;
/// What begins a notification of the desktop: the operating system command 9 of iTerm2.
const OSC9: &[u8] = b"\x1b]9;";

/// The bytes that tell the terminal of these deliveries, all at once: one bell however many ring, and one notification that names
/// the first and says how many more there are. Nothing where no receiver wants either.
#[must_use]
pub fn ring(deliveries: &[Delivery], language: Language) -> Vec<u8> {
    let mut bytes = Vec::new();
    if deliveries.iter().any(|delivery| delivery.receiver.bell) {
        bytes.push(BEL);
    }
    let mut shown = deliveries.iter().filter(|delivery| delivery.receiver.osc9);
    if let Some(first) = shown.next() {
        let text = summary(&first.owed, language);
        let text = match shown.count() {
            0 => text,
            more => Clean::new(&format!("(+{more}) {text}")),
        };
        bytes.extend(osc9(&text));
    }
    bytes
}

/// A notification. Cleaned text holds nothing that could end it early; one that begins with a number is set apart, since `9;4;`
/// means a progress bar to some terminals.
fn osc9(text: &Clean) -> Vec<u8> {
    let apart = if text.as_str().starts_with(|c: char| c.is_ascii_digit()) { " " } else { "" };
    [OSC9, apart.as_bytes(), text.as_str().as_bytes(), &[BEL]].concat()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_notification_is_framed_and_holds_nothing_else_that_a_terminal_obeys() {
        assert_eq!(osc9(&Clean::new("示范县 超限")), "\x1b]9;示范县 超限\x07".as_bytes());
        assert_eq!(osc9(&Clean::new("4;1;50")), b"\x1b]9; 4;1;50\x07");
        let hostile = osc9(&Clean::new("a\x07\x1b[2J\u{9c}b"));
        let control = |bytes: &[u8]| String::from_utf8(bytes.to_vec()).unwrap().chars().filter(|c| c.is_control()).count();
        assert_eq!(control(&hostile), 2, "only the frame's own ESC and BEL");
    }
}
