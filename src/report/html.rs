//! HTML: one page that needs nothing else, for printing on A4 and signing.

use minijinja::syntax::SyntaxConfig;
use minijinja::value::Serde;
use minijinja::{AutoEscape, Environment, Error, ErrorKind, UndefinedBehavior, context};

use super::ReportError;
use super::json::Report;
use super::sheet::Sheet;

/// The built-in template.
pub(super) const TEMPLATE: &str = include_str!("sheet.html");

/// What a template may do before it is stopped: far more than any report needs, and far less than would hold a seat up.
const FUEL: u64 = 20_000_000;

/// The page as HTML. Templates find the page in words as `sheet`, and the figures as the JSON report has them as `report`;
/// whatever they print is escaped. They can read nothing else, no file and no address.
pub(super) fn write(sheet: &Sheet, report: &Report, template: Option<&str>) -> Result<String, ReportError> {
    let mut environment = Environment::new();
    environment.set_auto_escape_callback(|_| AutoEscape::Html);
    // A misspelt field is an error and no blank.
    environment.set_undefined_behavior(UndefinedBehavior::Strict);
    environment.set_fuel(Some(FUEL));
    // Lines that hold only tags of the template leave no empty lines behind.
    let syntax = SyntaxConfig::builder().trim_blocks(true).lstrip_blocks(true).build().map_err(|error| refusal(&error))?;
    environment.set_syntax(syntax);
    let page = environment.render_str(template.unwrap_or(TEMPLATE), context! { sheet => Serde(sheet), report => Serde(report) });
    page.map_err(|error| refusal(&error))
}

fn refusal(error: &Error) -> ReportError {
    let reason = match (error.kind(), error.detail()) {
        (ErrorKind::OutOfFuel, _) => "it does not come to an end".to_owned(),
        (kind, Some(detail)) => format!("{kind}: {detail}"),
        (kind, None) => kind.to_string(),
    };
    ReportError::Template { line: error.line().unwrap_or(0), reason: crate::duty::Clean::new(&reason).to_string() }
}
