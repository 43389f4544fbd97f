//! What a program may write: to a terminal its own sequences, and nowhere anything of somebody else's.

/// The sequences that the program sends by itself: modes that are set and reset, and final bytes.
const MODES: [&str; 6] = ["25", "7", "1049", "2004", "2026", "1000"];
const MOUSE: &str = "1006";

/// What is wrong with text that is no terminal's: a log, a report, an error. Lines may end.
pub(crate) fn unclean(text: &str) -> Option<String> {
    let found = text.char_indices().find(|(_, c)| *c != '\n' && acts(*c));
    found.map(|(at, c)| format!("U+{:04X} after {:?}", u32::from(c), tail(&text[..at])))
}

/// What is wrong with what was written to a terminal: everything that is neither text nor one of the program's own sequences.
pub(crate) fn unknown(written: &[u8]) -> Option<String> {
    let Ok(text) = std::str::from_utf8(written) else { return Some("not UTF-8".to_owned()) };
    let mut rest = text;
    while let Some(c) = rest.chars().next() {
        let known = match c {
            '\r' | '\n' | '\x07' => Some(1),
            '\x1b' => sequence(&rest[1..]).map(|length| 1 + length),
            c if acts(c) => None,
            c => Some(c.len_utf8()),
        };
        let Some(length) = known else {
            let at = text.len() - rest.len();
            let next: String = rest.chars().take(30).collect();
            return Some(format!("{next:?} after {:?}", tail(&text[..at])));
        };
        rest = &rest[length..];
    }
    None
}

/// How long the sequence after an ESC is, if it is one of the program's own.
fn sequence(rest: &str) -> Option<usize> {
    if let Some(text) = rest.strip_prefix("]9;") {
        // A notification of the desktop; its text is text.
        let end = text.find('\x07')?;
        return text[..end].chars().all(|c| !acts(c)).then_some(3 + end + 1);
    }
    let parameters = rest.strip_prefix('[')?;
    let length = parameters.find(|c: char| ('@'..='~').contains(&c))?;
    let (parameters, after) = parameters.split_at(length);
    let known = match (after.chars().next()?, parameters.strip_prefix('?')) {
        ('h' | 'l', Some(mode)) => MODES.contains(&mode) || mode == MOUSE,
        ('m' | 'H' | 'G' | 'J' | 'K', None) => parameters.chars().all(|c| c.is_ascii_digit() || matches!(c, ';' | ':')),
        // Asked once at the start: where the cursor is, and what the terminal is.
        ('n', None) => parameters == "6",
        ('c', None) => parameters.is_empty(),
        _ => false,
    };
    known.then_some(1 + length + 1)
}

/// Whether a character does more than stand where it is put.
fn acts(c: char) -> bool {
    c.is_control()
        || matches!(c,
            '\u{ad}' | '\u{34f}' | '\u{61c}' | '\u{115f}'..='\u{1160}' | '\u{17b4}'..='\u{17b5}' | '\u{180b}'..='\u{180f}'
            | '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{3164}' | '\u{e000}'..='\u{f8ff}'
            | '\u{fdd0}'..='\u{fdef}' | '\u{fe00}'..='\u{fe0f}' | '\u{feff}' | '\u{ffa0}' | '\u{fff9}'..='\u{fffb}'
            | '\u{13430}'..='\u{1345f}' | '\u{1bca0}'..='\u{1bca3}' | '\u{1d173}'..='\u{1d17a}' | '\u{e0000}'..='\u{10ffff}')
        || u32::from(c) & 0xfffe == 0xfffe
}

fn tail(text: &str) -> String {
    let characters: Vec<char> = text.chars().collect();
    characters[characters.len().saturating_sub(40)..].iter().collect()
}

#[test]
fn what_is_not_the_programs_own_is_found() {
    for own in [
        "正常\r\n",
        "\x1b[?2026h\x1b[12;40H\x1b[38;2;1;2;3m▲ 关注\x1b[60G\x1b[;1m7\x1b[m\x1b[?2026l",
        "\x1b]9;示范县\x07",
        "\x1b[6n\x1b[c",
    ] {
        assert_eq!(unknown(own.as_bytes()), None, "{own:?}");
    }
    for other in crate::strings::naughty().iter().filter(|string| string.starts_with(['\u{1b}', '\u{9b}', '\u{9d}', '\u{202e}']))
    {
        let ours = ["\x1b[2J", "\x1b[H", "\x1b[31;1m", "\x1b[8m", "\x1b[?", "\x1b[6n", "\x1b[c", "\x1b]9;", "\x1b[3J"];
        if !ours.iter().any(|ours| other.starts_with(ours)) {
            assert!(unknown(other.as_bytes()).is_some(), "{other:?}");
            assert!(unclean(other).is_some(), "{other:?}");
        }
    }
}
