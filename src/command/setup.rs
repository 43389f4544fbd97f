//! What commands share: finding the configuration, and a dashboard made from it.

use std::io::{self, IsTerminal, stdin, stdout};
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::sync::Arc;

use tokio::task::spawn_blocking;

use crate::app::{App, Appearance, Clock, Dashboard, Edited, Polling, Recorder, Showing, Signals};
use crate::cli::{LanguageName, Options};
use crate::config::{Choices, Config, JournalPlace};
use crate::duty::{History, Language, Room};
use crate::feed::Known;
use crate::journal::{Place, default_path};
use crate::screen::{Mark, Screen};
use crate::term::locale;

use super::Failure;
use super::looks;

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
    let said = options.language.map(LanguageName::language).or(config.language);
    said.unwrap_or_else(|| Language::of_locale(&locale()))
}

/// What the feeds of a configuration may deliver.
pub(super) fn known(config: &Config) -> Arc<Known> {
    Arc::new(Known::of(&config.plan))
}

/// Shows the dashboard of a configuration until it is ended.
pub(super) async fn show(
    options: &Options,
    config: Config,
    clock: Clock,
    mark: Option<Mark>,
    history: Option<Arc<dyn History>>,
) -> Result<ExitCode, Failure> {
    dashboard(options, config, None, (clock, mark), history).await
}

/// Shows the dashboard of a configuration file until it is ended, and follows the edits of that.
pub(super) async fn follow(options: &Options, found: Found) -> Result<ExitCode, Failure> {
    let Found { config, path, bytes } = found;
    dashboard(options, config, Some((path, bytes)), (Clock::Wall, None), None).await
}

async fn dashboard(
    options: &Options,
    config: Config,
    file: Option<(PathBuf, Vec<u8>)>,
    (clock, mark): (Clock, Option<Mark>),
    history: Option<Arc<dyn History>>,
) -> Result<ExitCode, Failure> {
    let signals = Signals::listen().map_err(Failure::while_doing("cannot listen to signals"))?;
    // The journal is opened and the feeds are asked while the terminal says what it can do, which over a slow line takes longest.
    let room = Room::new(config.plan.clone(), clock.now());
    let (kept, only_looks) = (config.journal.clone(), options.showing.view_only);
    let journal = if mark.is_some() { Place::Memory } else { place(&kept)? };
    let recorder = Recorder::open(&room, journal, kept.retain, history, only_looks, clock.now());
    let recorder = recorder.map_err(Failure::while_doing("cannot open the journal"))?;
    let polling = Polling::start(config.sources.clone(), known(&config), clock, room.pace(clock.now()));
    let (receivers, drawn) = (config.receivers.clone(), Showing::Drawn { mouse: config.mouse });
    let asking = options.clone();
    let asked = spawn_blocking(move || looks::ask(asking, &config)).await.map_err(io::Error::from).flatten();
    // In raw mode until the dashboard has taken the terminal over: an answer that comes late is not echoed.
    let (shown, look, _terminal) = asked.map_err(Failure::while_doing("cannot use the terminal"))?;
    let Appearance { language, glyphs, looks } = shown;
    let edited = file.map(|(path, bytes)| Edited { path, bytes, look: Arc::new(look) });
    let mut app = App::new(room, language, looks.theme(), glyphs, mark).looking(looks).telling(receivers);
    if only_looks {
        app = app.only_looking();
    }
    if options.showing.wall {
        app = app.starting_at(Screen::Wall, clock.now());
    }
    let showing = if options.showing.plain { Showing::Plain { figures: options.verbose > 0 } } else { drawn };
    let choices = Choices::default_path();
    let dashboard = Dashboard { app, clock, polling, recorder, kept, edited, showing, choices, signals };
    Box::pin(crate::app::run(dashboard)).await.map_err(Failure::while_doing("cannot use the terminal"))?;
    Ok(ExitCode::SUCCESS)
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
