//! The configuration's file watched for edits.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};

use notify::{Event, EventKind, RecommendedWatcher, RecursiveMode, Watcher};

/// How many links in a row are followed: as many as the system follows.
const LINKS: usize = 40;

/// A watch over a file. What it watches is the folder, since editors put another file in the place of the old one; where the file is
/// a link, also what it points to. It costs nothing while nothing happens there.
#[derive(Debug)]
pub struct Watch {
    file: PathBuf,
    watcher: RecommendedWatcher,
    folders: BTreeSet<PathBuf>,
    places: Arc<Mutex<BTreeSet<PathBuf>>>,
}

impl Watch {
    /// Begins to watch a file, which need not exist yet; its folder must. `changed` is called, on a thread of its own, when it may have
    /// changed.
    ///
    /// # Errors
    /// When the system gives no watch, in its words.
    pub fn start(file: &Path, changed: impl Fn() + Send + 'static) -> Result<Self, String> {
        let places: Arc<Mutex<BTreeSet<PathBuf>>> = Arc::default();
        let heard = Arc::clone(&places);
        let hear = move |event: Result<Event, notify::Error>| {
            // What goes wrong with a watch may have cost an event.
            let Ok(event) = event else { return changed() };
            let heard = heard.lock().unwrap_or_else(PoisonError::into_inner);
            if concerns(&event, &heard) {
                changed();
            }
        };
        let watcher = notify::recommended_watcher(hear).map_err(|error| error.to_string())?;
        let mut watch = Self { file: file.to_owned(), watcher, folders: BTreeSet::new(), places };
        watch.follow()?;
        Ok(watch)
    }

    /// Follows the file to where it lies by now: a link may point elsewhere since.
    ///
    /// # Errors
    /// When the system gives no watch over its folder, in its words.
    pub fn follow(&mut self) -> Result<(), String> {
        let places = places(&self.file);
        let folders: BTreeSet<PathBuf> = places.iter().filter_map(|place| place.parent()).map(Path::to_owned).collect();
        *self.places.lock().unwrap_or_else(PoisonError::into_inner) = places;
        for folder in self.folders.difference(&folders) {
            // One that is gone is not watched any more either.
            let _ = self.watcher.unwatch(folder);
        }
        let mut followed = BTreeSet::new();
        for folder in folders {
            if !self.folders.contains(&folder) {
                self.watcher.watch(&folder, RecursiveMode::NonRecursive).map_err(|error| error.to_string())?;
            }
            followed.insert(folder);
        }
        self.folders = followed;
        Ok(())
    }
}

/// Whether a place may have changed: that it was read, as the dashboard itself does, changes nothing.
fn concerns(event: &Event, places: &BTreeSet<PathBuf>) -> bool {
    let is_read = matches!(event.kind, EventKind::Access(_));
    event.need_rescan() || (!is_read && event.paths.iter().any(|path| places.contains(path)))
}

/// The file, every link on the way to it, and what they point to: each by the real path of its folder.
fn places(file: &Path) -> BTreeSet<PathBuf> {
    let mut places = BTreeSet::new();
    let mut next = vec![file.to_owned()];
    for _ in 0..LINKS {
        let Some(file) = next.pop() else { break };
        let folder = file.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
        let (Ok(folder), Some(name)) = (folder.canonicalize(), file.file_name()) else { continue };
        places.insert(folder.join(name));
        let Ok(target) = fs::read_link(&file) else { continue };
        // Any part of where it points may be a link itself: `config.toml` to `..data/config.toml`, and `..data` to this week's folder.
        let mut part = folder;
        for component in target.components() {
            part.push(component);
            if part.is_symlink() {
                next.push(part.clone());
            }
        }
        if !part.is_symlink() {
            next.push(part);
        }
    }
    places
}

#[cfg(test)]
mod tests {
    use super::*;
    use notify::event::{AccessKind, CreateKind, Flag, ModifyKind};
    use std::os::unix::fs::symlink;
    use std::sync::mpsc;
    use std::time::Duration;

    #[test]
    fn links_are_followed_to_the_file_through_links_of_folders() {
        let folder = tempfile::tempdir().unwrap();
        let at = |name: &str| folder.path().canonicalize().unwrap().join(name);
        fs::create_dir(at("monday")).unwrap();
        fs::write(at("monday/config.toml"), "").unwrap();
        symlink("monday", at("..data")).unwrap();
        symlink("..data/config.toml", at("config.toml")).unwrap();
        let found = places(&folder.path().join("config.toml"));
        assert_eq!(found, BTreeSet::from([at("config.toml"), at("..data"), at("monday"), at("monday/config.toml")]));
        symlink("b", at("a")).unwrap();
        symlink("a", at("b")).unwrap();
        assert_eq!(places(&at("a")), BTreeSet::from([at("a"), at("b")]), "links in a circle end");
        assert_eq!(places(&at("none.toml")), BTreeSet::from([at("none.toml")]));
    }

    /// However a file is changed, that is heard.
    #[test]
    fn every_way_to_change_a_file_is_heard() {
        let folder = tempfile::tempdir().unwrap();
        let at = |name: &str| folder.path().join(name);
        let (to, heard) = mpsc::channel();
        let mut watch = Watch::start(&at("config.toml"), move || to.send(()).unwrap()).unwrap();
        let mut changes = |what: &str, change: &dyn Fn()| {
            while heard.try_recv().is_ok() {}
            change();
            heard.recv_timeout(Duration::from_secs(20)).unwrap_or_else(|_| panic!("not heard: {what}"));
            watch.follow().unwrap();
        };
        changes("it is made", &|| fs::write(at("config.toml"), "a").unwrap());
        changes("it is written", &|| fs::write(at("config.toml"), "b").unwrap());
        changes("another takes its place", &|| {
            fs::write(at("new"), "c").unwrap();
            fs::rename(at("new"), at("config.toml")).unwrap();
        });
        changes("it is taken away", &|| fs::rename(at("config.toml"), at("old")).unwrap());
        changes("a link takes its place", &|| symlink("old", at("config.toml")).unwrap());
        changes("what the link points to is written", &|| fs::write(at("old"), "d").unwrap());
        changes("the link points elsewhere", &|| {
            fs::create_dir(at("sub")).unwrap();
            fs::write(at("sub/file"), "e").unwrap();
            symlink("sub/file", at("link")).unwrap();
            fs::rename(at("link"), at("config.toml")).unwrap();
        });
        changes("and that is written", &|| fs::write(at("sub/file"), "f").unwrap());
    }

    #[test]
    fn what_happens_beside_it_and_that_it_is_read_wakes_nobody() {
        let places = BTreeSet::from([PathBuf::from("/etc/config.toml")]);
        let event = |kind: EventKind, path: &str| Event::new(kind).add_path(path.into());
        let written = EventKind::Modify(ModifyKind::Any);
        for (event, expected) in [
            (event(written, "/etc/config.toml"), true),
            (event(written, "/etc/journal.db-wal"), false),
            (event(EventKind::Create(CreateKind::File), "/etc/config.toml"), true),
            (event(EventKind::Access(AccessKind::Any), "/etc/config.toml"), false),
            (event(written, "/etc/.new").add_path("/etc/config.toml".into()), true),
            (Event::new(EventKind::Other).set_flag(Flag::Rescan), true),
        ] {
            assert_eq!(concerns(&event, &places), expected, "{event:?}");
        }
    }
}
