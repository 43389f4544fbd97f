//! The configuration read again when its file is edited, off the loop.

use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use tokio::sync::mpsc;
use tokio::task::{JoinHandle, spawn_blocking};
use tokio::time::{Instant, sleep, sleep_until};
use tracing::{info, warn};

use crate::config::{Config, ConfigError, Watch};
use crate::duty::{Clean, ConfigNotice};

use super::looks::Appearance;
use super::update::Message;

/// How long a file must have been left alone before it is read: an editor writes in several steps.
const QUIET: Duration = Duration::from_millis(300);
/// How long it is waited at most: something may write without end.
const LONGEST: Duration = Duration::from_secs(3);

/// How long it is at first until a watch that the system did not give is tried for again, and in the end.
const FIRST_PAUSE: Duration = Duration::from_secs(5);
const LONGEST_PAUSE: Duration = Duration::from_mins(5);

/// The configuration's file, to be read again when it is edited.
#[derive(Clone)]
pub struct Edited {
    /// Where it is.
    pub path: PathBuf,
    /// What it held when it was last read.
    pub bytes: Vec<u8>,
    /// How the screen is to look by a configuration.
    pub look: Arc<dyn Fn(&Config) -> Appearance + Send + Sync>,
}

impl std::fmt::Debug for Edited {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Edited").field("path", &self.path).finish_non_exhaustive()
    }
}

/// What an edit comes to.
#[derive(Debug)]
pub(super) enum Reloaded {
    /// Another configuration.
    Good(Box<Config>, Box<Appearance>),
    /// The one that is in force already.
    Same,
    /// None that can be used, or none that is watched.
    Bad(ConfigNotice),
    /// It is watched again.
    Watched,
}

impl From<Reloaded> for Message {
    fn from(reloaded: Reloaded) -> Self {
        match reloaded {
            Reloaded::Good(config, look) => Self::Reconfigured(config, look),
            Reloaded::Same => Self::Mended,
            Reloaded::Bad(notice) => Self::Misconfigured(notice),
            Reloaded::Watched => Self::Watched,
        }
    }
}

/// Edits under way to the loop. Nothing is watched any more when this is dropped.
pub(super) struct Reloads {
    news: mpsc::Receiver<Reloaded>,
    task: Option<JoinHandle<()>>,
}

impl Reloads {
    /// No file is watched.
    pub(super) fn none() -> Self {
        Self { news: mpsc::channel(1).1, task: None }
    }

    /// Begins to watch. Must be called within a tokio runtime.
    pub(super) fn watch(edited: Edited) -> Self {
        let (to, news) = mpsc::channel(1);
        Self { news, task: Some(tokio::spawn(watch(edited, to))) }
    }

    /// The next that comes of an edit; never where nothing can be watched. Giving up waiting loses nothing.
    pub(super) async fn next(&mut self) -> Reloaded {
        match self.news.recv().await {
            Some(news) => news,
            None => std::future::pending().await,
        }
    }
}

impl Drop for Reloads {
    fn drop(&mut self) {
        self.task.iter().for_each(JoinHandle::abort);
    }
}

async fn watch(mut edited: Edited, to: mpsc::Sender<Reloaded>) {
    let (changed_to, mut changed) = mpsc::channel(1);
    let mut watch: Option<Watch> = None;
    // How long it is until a watch is tried for again; none while there is one.
    let mut pause: Option<Duration> = None;
    let mut in_force = edited.bytes.clone();
    loop {
        // The first time around, what was edited while nobody watched is read.
        let (path, changed_to) = (edited.path.clone(), changed_to.clone());
        let follow = move || {
            let followed = match watch {
                Some(mut watch) => watch.follow().map(|()| watch),
                None => Watch::start(&path, move || {
                    // One that is already waiting speaks for this one too.
                    let _ = changed_to.try_send(());
                }),
            };
            (followed, Config::read(&path))
        };
        let Ok((followed, read)) = spawn_blocking(follow).await else { return };
        let before = pause;
        let trouble = followed.as_ref().err().cloned();
        watch = followed.ok();
        pause = trouble.is_some().then(|| next_pause(before));
        if before.is_some() && trouble.is_none() {
            note(&Reloaded::Watched);
            // What was refused meanwhile is said again, in place of that it is not watched.
            if edited.bytes != in_force {
                edited.bytes.clear();
            }
            if to.send(Reloaded::Watched).await.is_err() {
                return;
            }
        }
        let (path, look) = (edited.path.clone(), Arc::clone(&edited.look));
        let news = match read {
            // Touched, and not changed.
            Ok(bytes) if bytes == edited.bytes => None,
            Ok(bytes) => {
                edited.bytes.clone_from(&bytes);
                if bytes == in_force {
                    Some(Reloaded::Same)
                } else {
                    let text = bytes.clone();
                    let Ok(news) = spawn_blocking(move || judge(Config::of_bytes(bytes, &path), &look)).await else { return };
                    if matches!(news, Reloaded::Good(..)) {
                        in_force = text;
                    }
                    Some(news)
                }
            }
            // That it is not watched says this too.
            Err(_) if trouble.is_some() => {
                edited.bytes.clear();
                None
            }
            Err(error) => {
                edited.bytes.clear();
                Some(judge(Err(error), &look))
            }
        };
        let is_news = news.is_some();
        if let Some(news) = news {
            note(&news);
            if to.send(news).await.is_err() {
                return;
            }
        }
        if let Some(trouble) = trouble
            && (before.is_none() || is_news)
        {
            warn!(trouble, "the configuration cannot be watched: it is looked at now and then");
            if to.send(Reloaded::Bad(ConfigNotice::NotWatched(Clean::new(&trouble)))).await.is_err() {
                return;
            }
        }
        if let Some(pause) = pause {
            sleep(pause).await;
            continue;
        }
        if changed.recv().await.is_none() {
            return;
        }
        let mut quiet = Quiet::since(Instant::now());
        loop {
            tokio::select! {
                () = sleep_until(quiet.due()) => break,
                change = changed.recv() => match change {
                    Some(()) => quiet.broken(Instant::now()),
                    None => return,
                },
            }
        }
    }
}

/// How long it is until a watch is tried for again, after a pause so long.
fn next_pause(before: Option<Duration>) -> Duration {
    before.map_or(FIRST_PAUSE, |pause| (pause * 2).min(LONGEST_PAUSE))
}

/// What a configuration that was read again comes to.
fn judge(read: Result<Config, ConfigError>, look: &Arc<dyn Fn(&Config) -> Appearance + Send + Sync>) -> Reloaded {
    let refused = |at, problem: &str, more| Reloaded::Bad(ConfigNotice::Refused { at, problem: Clean::new(problem), more });
    match read {
        // An editor empties a file before it writes it; and with nothing to ask every alarm would lose its place.
        Ok(config) if config.sources.is_empty() => Reloaded::Bad(ConfigNotice::NoFeed),
        Ok(config) => {
            let look = look(&config);
            Reloaded::Good(Box::new(config), Box::new(look))
        }
        Err(ConfigError::Unreadable { error, .. }) => refused(None, &error.to_string(), 0),
        Err(ConfigError::Wrong(problems)) => match problems.problems.split_first() {
            Some((first, others)) => refused(Some(first.place(&problems.text)), &first.message, others.len()),
            None => refused(None, "it has errors", 0),
        },
    }
}

/// Notes in the log what came of an edit.
fn note(news: &Reloaded) {
    match news {
        Reloaded::Good(..) => info!("the configuration was read again"),
        Reloaded::Same => info!("the configuration is as it was"),
        Reloaded::Bad(notice) => warn!(?notice, "the edited configuration is refused"),
        Reloaded::Watched => info!("the configuration is watched again"),
    }
}

/// When a file that is being written has been left alone for long enough.
#[derive(Clone, Copy, Debug)]
struct Quiet {
    first: Instant,
    last: Instant,
}

impl Quiet {
    /// It began to change.
    fn since(now: Instant) -> Self {
        Self { first: now, last: now }
    }

    /// It changed again.
    fn broken(&mut self, now: Instant) {
        self.last = now;
    }

    /// When it is read, if it does not change before.
    fn due(self) -> Instant {
        (self.last + QUIET).min(self.first + LONGEST)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::path::Path;

    #[test]
    fn a_file_is_read_once_it_is_left_alone_and_never_later_than_the_longest() {
        let zero = Instant::now();
        let ms = Duration::from_millis;
        let mut quiet = Quiet::since(zero);
        assert_eq!(quiet.due(), zero + ms(300));
        quiet.broken(zero + ms(200));
        assert_eq!(quiet.due(), zero + ms(500), "each change begins the quiet anew");
        for n in 0..100 {
            quiet.broken(zero + ms(200 + n * 100));
        }
        assert_eq!(quiet.due(), zero + ms(3000), "it is read though it never rests");
    }

    #[tokio::test(start_paused = true)]
    async fn a_watch_that_is_not_given_is_said_and_tried_for_again() {
        let above = tempfile::tempdir().unwrap();
        let folder = above.path().join("folder");
        let path = folder.join("config.toml");
        let look = Arc::new(|_: &Config| Appearance {
            language: crate::duty::Language::Zh,
            glyphs: crate::screen::UNICODE,
            looks: crate::app::Looks::default(),
        });
        let text = |name: &str| format!("[[feed]]\nname = \"{name}\"\nurl = \"https://a/\"\n");
        let mut reloads = Reloads::watch(Edited { path: path.clone(), bytes: text("a").into(), look });
        let news = reloads.next().await;
        assert!(matches!(news, Reloaded::Bad(ConfigNotice::NotWatched(_))), "{news:?}");
        std::fs::create_dir(&folder).unwrap();
        std::fs::write(&path, text("b")).unwrap();
        let news = [reloads.next().await, reloads.next().await];
        assert!(matches!(news, [Reloaded::Watched, Reloaded::Good(..)]), "{news:?}");
        std::fs::rename(&folder, above.path().join("old")).unwrap();
        let news = reloads.next().await;
        assert!(matches!(news, Reloaded::Bad(ConfigNotice::NotWatched(_))), "{news:?}");
        std::fs::rename(above.path().join("old"), &folder).unwrap();
        let news = [reloads.next().await, reloads.next().await];
        assert!(matches!(news, [Reloaded::Watched, Reloaded::Same]), "{news:?}");
    }

    #[test]
    fn a_watch_is_tried_for_less_and_less_often() {
        let mut pauses = vec![next_pause(None).as_secs()];
        for _ in 0..8 {
            pauses.push(next_pause(pauses.last().copied().map(Duration::from_secs)).as_secs());
        }
        assert_eq!(pauses, [5, 10, 20, 40, 80, 160, 300, 300, 300]);
    }

    #[test]
    fn an_edit_is_good_or_refused_with_its_first_problem() {
        let look: Arc<dyn Fn(&Config) -> Appearance + Send + Sync> = Arc::new(|_| Appearance {
            language: crate::duty::Language::Zh,
            glyphs: crate::screen::UNICODE,
            looks: crate::app::Looks::default(),
        });
        let refused = |text: &str| match judge(Config::of_bytes(text.as_bytes().to_vec(), Path::new("c.toml")), &look) {
            Reloaded::Bad(ConfigNotice::Refused { at, problem, more }) => (at, problem.to_string(), more),
            other => panic!("{other:?}"),
        };
        let emptied = judge(Config::of_bytes(Vec::new(), Path::new("c.toml")), &look);
        assert!(matches!(emptied, Reloaded::Bad(ConfigNotice::NoFeed)), "as an editor empties it");
        let text = "region = \"县\"\n县 = 1\ntimezone = \"x\"\n[[feed]]\nname = \"a\"\nurl = \"https://a/\"\n";
        assert_eq!(refused(&text.replace("县 = 1\n", "  regoin = 1\n")), (Some((2, 3)), "unknown key `regoin`".to_owned(), 1));
        let good = "[[feed]]\nname = \"a\"\nurl = \"https://a/\"\n";
        let good = judge(Config::of_bytes(good.as_bytes().to_vec(), Path::new("c.toml")), &look);
        assert!(matches!(good, Reloaded::Good(..)));
    }
}
