//! The README as the checks read it: its blocks of code, its tables, its links.

/// The page itself.
pub(crate) const PAGE: &str = include_str!("../../README.md");

/// The blocks of code in a language, in order.
pub(crate) fn blocks(language: &str) -> Vec<String> {
    let mut blocks = Vec::new();
    let mut open: Option<(&str, Vec<&str>)> = None;
    for line in PAGE.lines() {
        match (line.strip_prefix("```"), &mut open) {
            (Some(language), None) => open = Some((language, Vec::new())),
            (Some(_), Some(_)) => blocks.extend(open.take()),
            (None, Some((_, block))) => block.push(line),
            (None, None) => {}
        }
    }
    assert!(open.is_none(), "a block of code has no end");
    blocks.into_iter().filter(|(of, _)| *of == language).map(|(_, block)| block.join("\n") + "\n").collect()
}

/// The rows of the table whose heading begins with `heading`, as cells.
pub(crate) fn table(heading: &str) -> Vec<Vec<&'static str>> {
    let rows = PAGE.lines().skip_while(|line| !line.starts_with(&format!("| {heading} |")));
    let rows: Vec<_> = rows.skip(2).map_while(|line| line.strip_prefix("| ")?.strip_suffix('|')).collect();
    assert!(!rows.is_empty(), "no table begins with {heading}");
    rows.into_iter().map(|row| row.split(" | ").map(str::trim).collect()).collect()
}

/// The row of `table` whose first cell has `code` in it as code.
pub(crate) fn row_of(table: &[Vec<&'static str>], code: &str) -> Vec<&'static str> {
    let row = table.iter().find(|cells| cells[0].contains(&format!("`{code}`")));
    row.unwrap_or_else(|| panic!("the table has no row for `{code}`: {table:?}")).clone()
}

/// The commands in its shell blocks that begin with `program`, without comments and redirections.
pub(crate) fn commands(program: &str) -> Vec<Vec<String>> {
    let blocks = blocks("sh").join("");
    let commands = blocks.lines().filter_map(|line| line.split(['#', '>']).next());
    let words = commands.map(|command| command.split_whitespace().map(str::to_owned).collect::<Vec<_>>());
    words.filter(|words| words.first().is_some_and(|word| word == program)).collect()
}

/// Where its links and pictures lead.
pub(crate) fn links() -> Vec<&'static str> {
    PAGE.split("](").skip(1).filter_map(|rest| rest.split_once(')')).map(|(target, _)| target).collect()
}

/// The anchors that its headings have on GitHub: small letters, punctuation dropped, spaces to hyphens.
pub(crate) fn anchors() -> Vec<String> {
    let headings = PAGE.lines().filter_map(|line| line.strip_prefix("## "));
    let kept = |c: &char| c.is_alphanumeric() || matches!(c, ' ' | '-' | '_');
    headings.map(|heading| heading.to_lowercase().chars().filter(kept).collect::<String>().replace(' ', "-")).collect()
}
