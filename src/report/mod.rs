//! The handover report: a handover sheet as Markdown, HTML, CSV or JSON, in Chinese or English.
//!
//! Times are those of the county's zone. Whatever officers wrote is data in every format: it cannot break a table, inject
//! HTML or become a formula.

mod csv;
mod html;
mod json;
mod local;
mod markdown;
mod number;
mod phrases;
mod sheet;
mod words;

use jiff::tz::TimeZone;

use crate::duty::Language;
use crate::duty::handover::Handover;

use sheet::Sheet;

/// The name of the JSON report's shape, version 1.
pub const SCHEMA: &str = json::SCHEMA;

/// The template that HTML is printed with unless a county brings its own: one to start from.
pub const TEMPLATE: &str = html::TEMPLATE;

/// What a report is written as.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Format {
    /// Markdown with tables (GitHub's dialect).
    Markdown,
    /// One HTML page that needs nothing else, laid out for A4 paper.
    Html,
    /// One long table for spreadsheets (RFC 4180, with a byte order mark so that Excel reads it as UTF-8).
    Csv,
    /// For other programs; the shape is told in `src/report/json.rs`.
    Json,
}

impl Format {
    /// Every format.
    pub const ALL: [Self; 4] = [Self::Markdown, Self::Html, Self::Csv, Self::Json];

    /// Its name on the command line, which is also the usual end of a file's name.
    #[must_use]
    pub fn key(self) -> &'static str {
        match self {
            Self::Markdown => "md",
            Self::Html => "html",
            Self::Csv => "csv",
            Self::Json => "json",
        }
    }
}

/// Why a report could not be written.
#[derive(Debug, thiserror::Error)]
pub enum ReportError {
    /// The county's template cannot be used.
    #[error("line {line} of the report's template: {reason}; the built-in template shows every field that there is")]
    Template {
        /// The line, counted from 1; 0 where the whole template is at fault.
        line: usize,
        /// What is wrong.
        reason: String,
    },
    /// The report cannot be put together, which is this program's fault.
    #[error("the {format} report cannot be written: {reason}; please report this")]
    Write {
        /// As what it was to be written.
        format: &'static str,
        /// What is wrong.
        reason: String,
    },
}

/// Writes a handover sheet in a format and a language, with times in the county's zone. `template` is a county's own for HTML
/// (minijinja, the syntax of Jinja2); the other formats have no use for one.
///
/// # Errors
/// Where the template is wrong, with its line.
pub fn render(
    format: Format,
    handover: &Handover,
    language: Language,
    zone: &TimeZone,
    template: Option<&str>,
) -> Result<String, ReportError> {
    match format {
        Format::Markdown => Ok(markdown::write(&Sheet::of(handover, language, zone))),
        Format::Html => {
            let data = json::report(handover, language, zone);
            html::write(&Sheet::of(handover, language, zone), &data, template)
        }
        Format::Csv => csv::write(handover, language, zone),
        Format::Json => json::write(handover, language, zone),
    }
}
