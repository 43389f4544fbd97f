//! The configuration read again when its file is edited, off the loop.

use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use tokio::sync::mpsc;
use tokio::task::{JoinHandle, spawn_blocking};
use tokio::time::{Instant, sleep_until};
use tracing::{info, warn};

use crate::config::{Config, ConfigError, Watch};
use crate::duty::{Clean, ConfigNotice};

use super::looks::Appearance;
use super::update::Message;

/// How long a file must have been left alone before it is read: an editor writes in several steps.
const QUIET: Duration = Duration::from_millis(300);
/// How long it is waited at most: something may write without end.
const LONGEST: Duration = Duration::from_secs(3);

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
    /// None that can be used.
    Bad(ConfigNotice),
}

impl From<Reloaded> for Message {
    fn from(reloaded: Reloaded) -> Self {
        match reloaded {
            Reloaded::Good(config, look) => Self::Reconfigured(config, look),
            Reloaded::Same => Self::Mended,
            Reloaded::Bad(notice) => Self::Misconfigured(notice),
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
    let path = edited.path.clone();
    let watch = spawn_blocking(move || {
        Watch::start(&path, move || {
            // One that is already waiting speaks for this one too.
            let _ = changed_to.try_send(());
        })
    });
    let mut watch = match watch.await {
        Ok(Ok(watch)) => watch,
        Ok(Err(error)) => return warn!(error, "the configuration cannot be watched: an edit takes effect at the next start"),
        Err(_) => return,
    };
    let mut in_force = edited.bytes.clone();
    loop {
        // The first time around, what was edited while nobody watched is read.
        let path = edited.path.clone();
        let Ok((again, read)) = spawn_blocking(move || (watch.follow().map(|()| watch), Config::read(&path))).await else {
            return;
        };
        watch = match again {
            Ok(watch) => watch,
            Err(error) => return warn!(error, "the configuration is watched no more: an edit takes effect at the next start"),
        };
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
            Err(error) => {
                edited.bytes.clear();
                Some(judge(Err(error), &look))
            }
        };
        if let Some(news) = news {
            note(&news);
            if to.send(news).await.is_err() {
                return;
            }
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

/// What a configuration that was read again comes to.
fn judge(read: Result<Config, ConfigError>, look: &Arc<dyn Fn(&Config) -> Appearance + Send + Sync>) -> Reloaded {
    let refused = |at, problem: &str, more| Reloaded::Bad(ConfigNotice::Refused { at, problem: Clean::new(problem), more });
    match read {
        // An editor empties a file before it writes it; and with nothing to ask every alarm would lose its place.
        Ok(config) if config.sources.is_empty() => refused(None, "it names no feed", 0),
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
        assert_eq!(refused(""), (None, "it names no feed".to_owned(), 0), "as an editor empties it");
        let text = "region = \"县\"\n县 = 1\ntimezone = \"x\"\n[[feed]]\nname = \"a\"\nurl = \"https://a/\"\n";
        assert_eq!(refused(&text.replace("县 = 1\n", "  regoin = 1\n")), (Some((2, 3)), "unknown key `regoin`".to_owned(), 1));
        let good = "[[feed]]\nname = \"a\"\nurl = \"https://a/\"\n";
        let good = judge(Config::of_bytes(good.as_bytes().to_vec(), Path::new("c.toml")), &look);
        assert!(matches!(good, Reloaded::Good(..)));
    }
}
