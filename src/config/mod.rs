//! TOML into checked values.
//!
//! A file is read (`read.rs`), then checked table by table; every error is found and shown where it stands.
//! What comes out is the [`Plan`] of the duty room, the [`Source`]s to poll and the [`Receiver`]s to tell: the rest of the program never sees TOML.

mod access;
mod catalogue;
mod check;
mod choices;
mod clocks;
mod derived;
mod diagnose;
mod feeds;
mod file;
mod formula_text;
mod indicators;
mod look;
mod mapping;
mod notify;
mod periods;
mod queries;
mod read;
mod rule_text;
mod show;
mod suggest;
mod watch;
mod web;

use std::env;
use std::fs;
use std::path::{Path, PathBuf};
use std::string::FromUtf8Error;

use jiff::tz::{self, TimeZone};

use crate::duty::{Clean, FeedPlan, Language, Plan, Receiver, Roster, Source, Span};

pub use choices::{Choices, ChoicesError};
pub use diagnose::{Problem, Problems};
pub use formula_text::formula;
pub use look::Look;
pub use rule_text::{RuleTextError, condition};
pub use watch::Watch;

use check::Check;
use file::{CatalogueKey, File, JournalTable, Located, ShiftTable, ThemeKey};
pub use suggest::near;
use suggest::nearest;

/// A checked configuration.
#[derive(Clone, Debug)]
pub struct Config {
    /// What the duty room is told.
    pub plan: Plan,
    /// The feeds to poll, in the order of `plan.feeds`.
    pub sources: Vec<Source>,
    /// The language to start in; by the locale if absent.
    pub language: Option<Language>,
    /// What the colours are made for; the terminal is asked if absent.
    pub look: Option<Look>,
    /// Whether to draw in ASCII alone; by what the terminal says if absent.
    pub ascii: Option<bool>,
    /// Whether the mouse is listened to.
    pub mouse: bool,
    /// The journal.
    pub journal: JournalPlace,
    /// Who is told of alarms.
    pub receivers: Vec<Receiver>,
}

/// Where the journal is, and how long it keeps readings.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct JournalPlace {
    /// The file; its default place if none.
    pub file: Option<PathBuf>,
    /// How long readings are kept.
    pub retain: Span,
}

impl Default for JournalPlace {
    /// The default place, for three years.
    fn default() -> Self {
        Self { file: None, retain: Span::from_seconds(3 * 52 * 7 * 86_400) }
    }
}

/// Why there is no configuration.
#[derive(Debug, thiserror::Error)]
pub enum ConfigError {
    /// The file cannot be read.
    #[error("cannot read the configuration {}: {error}; `zhiban config init` prints one to start from", path.display())]
    Unreadable {
        /// Which file.
        path: PathBuf,
        /// What the system said.
        error: std::io::Error,
    },
    /// The file has errors.
    #[error(transparent)]
    Wrong(#[from] Problems),
}

impl Config {
    /// Where the configuration is looked for: `$XDG_CONFIG_HOME/zhiban/config.toml`, by default under `~/.config`.
    #[must_use]
    pub fn default_path() -> Option<PathBuf> {
        let set = |name| env::var_os(name).filter(|value| !value.is_empty()).map(PathBuf::from);
        let folder = set("XDG_CONFIG_HOME").or_else(|| set("HOME").map(|home| home.join(".config")))?;
        Some(folder.join("zhiban").join("config.toml"))
    }

    /// Reads and checks a file.
    ///
    /// # Errors
    /// When it cannot be read, or with all its errors at once.
    pub fn load(path: &Path) -> Result<Self, ConfigError> {
        Self::of_bytes(Self::read(path)?, path)
    }

    /// Reads a file and checks nothing.
    ///
    /// # Errors
    /// When it cannot be read.
    pub fn read(path: &Path) -> Result<Vec<u8>, ConfigError> {
        fs::read(path).map_err(|error| ConfigError::Unreadable { path: path.to_owned(), error })
    }

    /// Checks what a file held.
    ///
    /// # Errors
    /// With all its errors at once.
    pub fn of_bytes(bytes: Vec<u8>, path: &Path) -> Result<Self, ConfigError> {
        let text = String::from_utf8(bytes).map_err(|error| not_utf8(path, &error))?;
        let folder = path.parent().unwrap_or(Path::new(""));
        Ok(Self::parse(&text, &path.display().to_string(), folder)?)
    }

    /// Checks a text; `name` stands for it in errors, `folder` is what file names in it are relative to.
    ///
    /// # Errors
    /// With all errors of the text at once.
    pub fn parse(text: &str, name: &str, folder: &Path) -> Result<Self, Problems> {
        // Windows editors put a byte order mark in front.
        let text = text.strip_prefix('\u{feff}').unwrap_or(text);
        let (file, problems) = read::read::<File>(text);
        let mut check = Check::new(text, problems);
        let config = checked(&mut check, &file, folder);
        let mut problems = check.problems;
        if problems.is_empty() {
            return Ok(config);
        }
        problems.sort_by_key(|problem| (problem.range.start, problem.range.end));
        problems.dedup();
        Err(Problems { file: name.to_owned(), text: text.to_owned(), problems })
    }

    /// The configuration as TOML, with every default written out.
    #[must_use]
    pub fn show(&self) -> String {
        show::show(self)
    }

    /// The JSON Schema of the configuration file.
    #[must_use]
    pub fn schema() -> schemars::Schema {
        schemars::schema_for!(File)
    }

    /// A commented configuration to start from.
    #[must_use]
    pub fn starter() -> &'static str {
        include_str!("starter.toml")
    }
}

/// A file in another encoding, shown at its first byte that is not UTF-8.
fn not_utf8(path: &Path, error: &FromUtf8Error) -> Problems {
    let at = error.utf8_error().valid_up_to();
    let problem = Problem {
        range: at..at + char::REPLACEMENT_CHARACTER.len_utf8(),
        message: "the file is not UTF-8 text".to_owned(),
        help: Some("save it as UTF-8: a Chinese editor may have written GB18030".to_owned()),
    };
    let text = String::from_utf8_lossy(error.as_bytes()).into_owned();
    Problems { file: path.display().to_string(), text, problems: vec![problem] }
}

fn checked(check: &mut Check<'_>, file: &File, folder: &Path) -> Config {
    let (indicators, mut periods) = match file.catalogue.as_ref().map(Located::get) {
        Some(CatalogueKey::None) => (Vec::new(), Vec::new()),
        Some(CatalogueKey::BuiltIn) | None => catalogue::built_in(),
    };
    let zone = zone(check, file.timezone.as_ref());
    let territories = territories(check, file.territories.as_deref().unwrap_or_default());
    let sources = feeds::sources(check, &file.feed, folder, (&territories, &zone));
    check.feeds = sources.iter().map(|source| source.name.clone()).collect();
    check.clocks = clocks::clocks(check, &file.clock);
    let indicators = indicators::indicators(check, &file.indicator, indicators, true);
    // The administrator's rules go before those of a built-in period.
    for table in file.indicator.iter().map(Located::get).filter(|table| table.rules.is_some()) {
        let id = table.id.as_ref().map_or("", |id| id.get());
        for period in &mut periods {
            period.rules.remove(id);
        }
    }
    let periods = periods::periods(check, &file.period, periods, &indicators);
    check.indicators_named(&indicators);
    derived::check(check, &file.feed);
    let plan = Plan {
        region: file.region.as_ref().map_or_else(|| Clean::new("值班"), |region| Clean::new(region.get())),
        zone,
        roster: roster(check, file.shift.as_ref()),
        territories,
        indicators,
        periods,
        feeds: sources.iter().map(FeedPlan::of).collect(),
        clocks: std::mem::take(&mut check.clocks),
        acknowledgement: file
            .alarm
            .as_ref()
            .and_then(|alarm| alarm.get().acknowledged_for.as_ref())
            .and_then(|span| check.span(span)),
    };
    let journal = journal(check, file.journal.as_ref(), folder);
    let receivers = notify::receivers(check, &file.notify, folder);
    let language = file.language.as_ref().map(|language| language.get().language());
    let look = file.theme.as_ref().and_then(|theme| match theme.get() {
        ThemeKey::Auto => None,
        ThemeKey::Dark => Some(Look::Dark),
        ThemeKey::Light => Some(Look::Light),
        ThemeKey::ColourBlind => Some(Look::ColourBlind),
        ThemeKey::HighContrast => Some(Look::HighContrast),
        ThemeKey::Mono => Some(Look::Mono),
    });
    let written = |value: &Option<Located<bool>>| value.as_ref().map(|value| *value.get());
    let (ascii, mouse) = (written(&file.ascii), written(&file.mouse).unwrap_or(true));
    Config { plan, sources, language, look, ascii, mouse, journal, receivers }
}

fn zone(check: &mut Check<'_>, written: Option<&Located<String>>) -> TimeZone {
    let Some(written) = written else { return TimeZone::system() };
    TimeZone::get(written.get()).unwrap_or_else(|_| {
        let names: Vec<String> = tz::db().available().map(|name| name.to_string()).collect();
        let help = match nearest(written.get(), names.iter().map(String::as_str)) {
            Some(near) => format!("did you mean `{near}`?"),
            None => "an IANA name such as \"Asia/Shanghai\"".to_owned(),
        };
        check.problem(written.range(), format!("there is no time zone `{}`", written.get()), Some(help));
        TimeZone::UTC
    })
}

fn journal(check: &mut Check<'_>, table: Option<&Located<JournalTable>>, folder: &Path) -> JournalPlace {
    let mut place = JournalPlace::default();
    let Some(table) = table else { return place };
    if let Some(url) = &table.get().url {
        match url.get().strip_prefix("sqlite:").filter(|file| !file.is_empty()) {
            Some(file) => place.file = Some(folder.join(file.strip_prefix("//").unwrap_or(file))),
            None => check.problem(url.range(), "this is not a journal's place", Some("such as \"sqlite:journal.db\"".to_owned())),
        }
    }
    place.retain = check.interval(table.get().retain.as_ref(), place.retain);
    place
}

fn roster(check: &mut Check<'_>, shift: Option<&Located<ShiftTable>>) -> Roster {
    let Some(starts) = shift.and_then(|shift| shift.get().starts.as_ref()) else { return Roster::default() };
    let times = starts.get().iter().filter_map(|time| check.time_of_day(time)).collect();
    Roster::new(times).unwrap_or_else(|| {
        if starts.get().is_empty() {
            check.problem(
                starts.range(),
                "a day has at least one handover time",
                Some("such as [\"08:30\", \"17:30\"]".to_owned()),
            );
        }
        Roster::default()
    })
}

fn territories(check: &mut Check<'_>, written: &[Located<String>]) -> Vec<Clean> {
    let mut territories: Vec<Clean> = Vec::with_capacity(written.len());
    for name in written {
        let clean = Clean::new(name.get());
        if territories.contains(&clean) {
            check.problem(name.range(), format!("`{clean}` is named twice"), None);
        } else {
            territories.push(clean);
        }
    }
    territories
}
