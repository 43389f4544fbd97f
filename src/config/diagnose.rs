//! What is wrong with a configuration, shown where it stands.

use std::fmt;
use std::ops::Range;

use annotate_snippets::{AnnotationKind, Group, Level, Renderer, Snippet};

use crate::duty::clean_lines;

/// One thing that is wrong.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Problem {
    /// Which bytes of the file.
    pub range: Range<usize>,
    /// What is wrong.
    pub message: String,
    /// What would be right.
    pub help: Option<String>,
}

/// All that is wrong with one configuration.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Problems {
    /// The file's name as the user gave it.
    pub file: String,
    /// The file's text.
    pub text: String,
    /// What is wrong, in the order of the file; at least one.
    pub problems: Vec<Problem>,
}

impl Problems {
    /// The report: for each problem the file, line and column, the line itself, and what would be right. It may be printed on a
    /// terminal whatever stands in the file.
    #[must_use]
    pub fn report(&self, colour: bool) -> String {
        let plain = self.rendered(&Renderer::plain());
        let clean = clean_lines(&plain);
        // Colours are made of what must not stand in a text: one that hides something is shown without them.
        if colour && clean == plain { self.rendered(&Renderer::styled()) } else { clean }
    }

    fn rendered(&self, renderer: &Renderer) -> String {
        let groups: Vec<String> = self
            .problems
            .iter()
            .map(|problem| {
                let snippet = Snippet::source(&*self.text)
                    .path(&*self.file)
                    .annotation(AnnotationKind::Primary.span(clamp(&problem.range, &self.text)));
                let title = Level::ERROR.primary_title(&*problem.message);
                let mut group: Group<'_> = title.element(snippet);
                if let Some(help) = &problem.help {
                    group = group.element(Level::HELP.message(&**help));
                }
                renderer.render(&[group])
            })
            .collect();
        groups.join("\n\n")
    }
}

impl Problem {
    /// Its line and column in the text, counted from 1; columns are characters.
    #[must_use]
    pub fn place(&self, text: &str) -> (usize, usize) {
        let before = text.get(..clamp(&self.range, text).start).unwrap_or_default();
        let line = before.rsplit('\n').next().unwrap_or_default();
        (before.matches('\n').count() + 1, line.chars().count() + 1)
    }
}

/// The range within the text, on character boundaries: a report must not fail on what it reports.
fn clamp(range: &Range<usize>, text: &str) -> Range<usize> {
    let floor = |at: usize| {
        let at = at.min(text.len());
        (0..=at).rev().find(|at| text.is_char_boundary(*at)).unwrap_or(0)
    };
    floor(range.start)..floor(range.end).max(floor(range.start))
}

impl fmt::Display for Problems {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.report(false))
    }
}

impl std::error::Error for Problems {}
