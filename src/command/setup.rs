//! What commands share: finding the configuration, and a dashboard made from it.

use std::io::{IsTerminal, stdin, stdout};
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::sync::Arc;

use crate::app::{App, Clock, Dashboard, Edited, Look, Showing};
use crate::cli::{LanguageName, Options};
use crate::config::{Background, Config, JournalPlace};
use crate::duty::{Language, Room};
use crate::feed::Known;
use crate::journal::{Place, default_path};
use crate::screen::{ASCII, Depth, Mark, Screen, Theme, UNICODE};
use crate::term::{Facts, locale};

use super::Failure;

/// A configuration and where it was found.
pub(super) struct Found {
    pub(super) config: Config,
    pub(super) path: PathBuf,
    /// What the file held.
    pub(super) bytes: Vec<u8>,
}

/// The configuration that was named, else the one in its usual place; none where there is none.
pub(super) fn find(options: &Options) -> Result<Option<Found>, Failure> {
    let usual = || Config::default_path().filter(|path| path.exists());
    let Some(path) = options.config.clone().or_else(usual) else { return Ok(None) };
    let bytes = Config::read(&path)?;
    let config = Config::of_bytes(bytes.clone(), &path)?;
    Ok(Some(Found { config, path, bytes }))
}

/// The configuration, or the built-in one.
pub(super) fn find_or_built_in(options: &Options) -> Result<Config, Failure> {
    match find(options)? {
        Some(found) => Ok(found.config),
        None => built_in(""),
    }
}

/// A configuration that is part of the program.
pub(super) fn built_in(text: &str) -> Result<Config, Failure> {
    Config::parse(text, "built-in", Path::new("")).map_err(|problems| Failure::Config(problems.into()))
}

/// The language: as asked for, else as configured, else by the locale.
pub(super) fn language(options: &Options, config: &Config) -> Language {
    match options.language {
        Some(LanguageName::Chinese) => Language::Zh,
        Some(LanguageName::English) => Language::En,
        None => config.language.unwrap_or_else(|| Language::of_locale(&locale())),
    }
}

/// What the feeds of a configuration may deliver.
pub(super) fn known(config: &Config) -> Arc<Known> {
    Arc::new(Known::of(&config.plan))
}

/// Shows the dashboard of a configuration until it is ended.
pub(super) async fn show(options: &Options, config: Config, clock: Clock, mark: Option<Mark>) -> Result<ExitCode, Failure> {
    dashboard(options, config, None, clock, mark).await
}

/// Shows the dashboard of a configuration file until it is ended, and follows the edits of that.
pub(super) async fn follow(options: &Options, found: Found) -> Result<ExitCode, Failure> {
    let Found { config, path, bytes } = found;
    dashboard(options, config, Some((path, bytes)), Clock::Wall, None).await
}

async fn dashboard(
    options: &Options,
    config: Config,
    file: Option<(PathBuf, Vec<u8>)>,
    clock: Clock,
    mark: Option<Mark>,
) -> Result<ExitCode, Failure> {
    let look = look(options, config.background);
    let Look { language, theme, glyphs } = look(&config);
    let known = known(&config);
    let edited = file.map(|(path, bytes)| Edited { path, bytes, look });
    let room = Room::new(config.plan, clock.now());
    let mut app = App::new(room, language, theme, glyphs, mark).telling(config.receivers);
    if options.showing.view_only {
        app = app.only_looking();
    }
    if options.showing.wall {
        app = app.starting_at(Screen::Wall, clock.now());
    }
    let drawn = Showing::Drawn { mouse: config.mouse };
    let showing = if options.showing.plain { Showing::Plain { figures: options.verbose > 0 } } else { drawn };
    let journal = if mark.is_some() { Place::Memory } else { place(&config.journal)? };
    let dashboard = Dashboard { app, clock, sources: config.sources, known, journal, kept: config.journal, edited, showing };
    crate::app::run(dashboard).await.map_err(Failure::while_doing("cannot use the terminal"))?;
    Ok(ExitCode::SUCCESS)
}

/// How the screen is to look by a configuration, here and as asked for. The terminal is asked for its background once, if it is not
/// configured at the start.
fn look(options: &Options, background: Option<Background>) -> Arc<dyn Fn(&Config) -> Look + Send + Sync> {
    let facts = Facts::learn();
    let depth = match facts.colour_bits {
        0 => Depth::None,
        1..=4 => Depth::Sixteen,
        5..=8 => Depth::Palette,
        _ => Depth::True,
    };
    // Without a screen there is nobody to ask.
    let is_light = !options.showing.plain && background.is_none() && depth != Depth::None && Facts::is_light();
    let options = options.clone();
    Arc::new(move |config| {
        let theme = match config.background {
            Some(Background::Mono) => Theme::mono(),
            Some(Background::Dark) => Theme::new(depth, false),
            Some(Background::Light) => Theme::new(depth, true),
            None if options.showing.plain => Theme::mono(),
            None => Theme::new(depth, is_light),
        };
        let ascii = options.ascii || config.ascii.unwrap_or(!facts.unicode);
        Look { language: language(&options, config), theme, glyphs: if ascii { ASCII } else { UNICODE } }
    })
}

/// Where the journal of a configuration is.
pub(super) fn place(journal: &JournalPlace) -> Result<Place, Failure> {
    let unknown = || Failure::Other("no place for the journal: set HOME, or `url` under [journal]".to_owned());
    journal.file.clone().or_else(default_path).map(Place::File).ok_or_else(unknown)
}

/// Refuses to look where there is nothing to look at.
pub(super) fn need_feeds(config: &Config, path: &Path) -> Result<(), Failure> {
    if !config.sources.is_empty() {
        return Ok(());
    }
    let path = path.display();
    Err(Failure::Other(format!(
        "{path} names no feed: add a [[feed]] with its name and url (`zhiban config init` shows how), or try `zhiban demo`"
    )))
}

/// Refuses to draw where there is nobody to see it.
pub(super) fn need_terminal(options: &Options) -> Result<(), Failure> {
    if options.showing.plain || (stdin().is_terminal() && stdout().is_terminal()) {
        return Ok(());
    }
    Err(Failure::Other(
        "the dashboard needs a terminal; `zhiban --plain` prints what changes, `zhiban check` the state once".to_owned(),
    ))
}
