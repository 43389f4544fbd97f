//! Text in cells: a Chinese character takes two, and none is ever halved.

use unicode_segmentation::UnicodeSegmentation;
use unicode_width::UnicodeWidthStr;

/// How many cells `text` takes.
#[must_use]
pub fn width(text: &str) -> usize {
    text.width()
}

/// `text` in at most `cells` cells: whole where it fits, otherwise cut between characters and ended by `ellipsis`.
///
/// ```
/// use zhiban::screen::fit;
/// assert_eq!(fit("安全生产", 8, "…"), "安全生产");
/// assert_eq!(fit("安全生产", 7, "…"), "安全生…");
/// assert_eq!(fit("安全生产", 6, "…"), "安全…");
/// assert_eq!(fit("安全生产", 0, "…"), "");
/// ```
#[must_use]
pub fn fit(text: &str, cells: usize, ellipsis: &str) -> String {
    if width(text) <= cells {
        return text.to_owned();
    }
    let Some(room) = cells.checked_sub(width(ellipsis)) else { return String::new() };
    let mut cut = String::with_capacity(text.len());
    let mut used = 0;
    for grapheme in text.graphemes(true) {
        used += width(grapheme);
        if used > room {
            break;
        }
        cut.push_str(grapheme);
    }
    cut.push_str(ellipsis);
    cut
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn never_wider_than_asked_and_never_a_silent_loss(text in "[一-龥a-z e\u{301}0-9]{0,40}", cells in 0..50_usize) {
            let fitted = fit(&text, cells, "…");
            prop_assert!(width(&fitted) <= cells);
            prop_assert!(fitted == text || cells == 0 || fitted.ends_with('…'));
            prop_assert!(text.starts_with(fitted.trim_end_matches('…')));
        }
    }
}
