//! Markdown: for the county's own systems, and for reading as it is.

use std::borrow::Cow;

use super::sheet::{Section, Sheet, Signature};

/// The page as Markdown.
pub(super) fn write(sheet: &Sheet) -> String {
    let mut out = Vec::new();
    out.push(format!("# {} {}", text(&sheet.region), sheet.title));
    out.push(format!("{}  \n{}", text(&sheet.span), text(&sheet.on_duty)));
    out.push(sheet.summary.iter().map(|line| format!("- {}", text(line))).collect::<Vec<_>>().join("\n"));
    out.extend(sheet.sections.iter().map(section));
    out.extend(sheet.nothing.as_ref().map(|nothing| text(nothing).into_owned()));
    out.push(text(&sheet.basis).into_owned());
    let sign = |signature: &Signature| {
        let signed = signature.signed.as_ref().map(|signed| format!(" ({})", text(signed))).unwrap_or_default();
        format!("- {}{signed}: \\_\\_\\_\\_\\_\\_\\_\\_\\_\\_\\_\\_", signature.role)
    };
    out.push(sheet.signatures.iter().map(sign).collect::<Vec<_>>().join("\n"));
    out.join("\n\n") + "\n"
}

fn section(section: &Section) -> String {
    let row = |cells: Vec<Cow<'_, str>>| format!("| {} |", cells.join(" | "));
    let mut lines = vec![format!("## {}", section.title), String::new()];
    lines.push(row(section.heads.iter().map(|head| text(head)).collect()));
    lines.push(row(section.heads.iter().map(|_| Cow::Borrowed("---")).collect()));
    lines.extend(section.rows.iter().map(|line| row(line.cells.iter().map(|cell| text(cell)).collect())));
    lines.extend(section.remark.iter().flat_map(|remark| [String::new(), text(remark).into_owned()]));
    lines.join("\n")
}

/// Text that stands for itself: no markup, no HTML, no end of a cell or of a line. What begins a tag, a reference or a cell
/// becomes a character reference, which every dialect reads; the rest is escaped with a backslash.
fn text(raw: &str) -> Cow<'_, str> {
    if !raw.contains(|c: char| c.is_ascii_punctuation() || c.is_control()) {
        return Cow::Borrowed(raw);
    }
    let mut out = String::with_capacity(raw.len() + 16);
    for c in raw.chars() {
        match c {
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '&' => out.push_str("&amp;"),
            '|' => out.push_str("&#124;"),
            '\\' | '`' | '*' | '_' | '[' | ']' | '~' | '#' | '!' | '$' => out.extend(['\\', c]),
            c if c.is_control() => out.push(' '),
            c => out.push(c),
        }
    }
    Cow::Owned(out)
}
