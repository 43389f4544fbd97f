//! The configuration's file watched for edits.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::os::unix::fs::MetadataExt;
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
    folders: BTreeMap<PathBuf, Identity>,
    heard: Arc<Mutex<Heard>>,
}

/// Which folder it is, whatever its name: its device and number there.
type Identity = (u64, u64);

/// What is listened for.
#[derive(Debug, Default)]
struct Heard {
    places: BTreeSet<PathBuf>,
    /// The folders, which may be moved or removed themselves.
    folders: BTreeSet<PathBuf>,
    /// Those that were: another may stand there, even one of the same number.
    gone: BTreeSet<PathBuf>,
}

impl Watch {
    /// Begins to watch a file, which need not exist yet; its folder must. `changed` is called, on a thread of its own, when it may have
    /// changed.
    ///
    /// # Errors
    /// When the system gives no watch, in its words.
    pub fn start(file: &Path, changed: impl Fn() + Send + 'static) -> Result<Self, String> {
        let heard: Arc<Mutex<Heard>> = Arc::default();
        let shared = Arc::clone(&heard);
        let hear = move |event: Result<Event, notify::Error>| {
            // What goes wrong with a watch may have cost an event.
            let Ok(event) = event else { return changed() };
            let concerned = shared.lock().unwrap_or_else(PoisonError::into_inner).concerns(&event);
            if concerned {
                changed();
            }
        };
        let watcher = notify::recommended_watcher(hear).map_err(|error| error.to_string())?;
        let mut watch = Self { file: file.to_owned(), watcher, folders: BTreeMap::new(), heard };
        watch.follow()?;
        Ok(watch)
    }

    /// Follows the file to where it lies by now: a link may point elsewhere since, and another folder stand in the place of one.
    ///
    /// # Errors
    /// When its folder is gone, or the system gives no watch over it, in its words. Not everything is watched then.
    pub fn follow(&mut self) -> Result<(), String> {
        folder(&self.file).canonicalize().map_err(|error| error.to_string())?;
        let places = places(&self.file);
        let folders: BTreeSet<PathBuf> = places.iter().filter_map(|place| place.parent()).map(Path::to_owned).collect();
        let gone = {
            let mut heard = self.heard.lock().unwrap_or_else(PoisonError::into_inner);
            (heard.places, heard.folders) = (places, folders.clone());
            std::mem::take(&mut heard.gone)
        };
        let is_still_there = |folder: &PathBuf, identity: &Identity| {
            folders.contains(folder) && !gone.contains(folder) && self::identity(folder).is_ok_and(|now| now == *identity)
        };
        let left: Vec<PathBuf> = self
            .folders
            .iter()
            .filter(|(folder, identity)| !is_still_there(folder, identity))
            .map(|(folder, _)| folder.clone())
            .collect();
        for folder in left {
            // One that is gone is not watched any more either.
            let _ = self.watcher.unwatch(&folder);
            self.folders.remove(&folder);
        }
        for folder in folders {
            if !self.folders.contains_key(&folder) {
                // Asked for before: what takes its place in between is then another.
                let identity = identity(&folder)?;
                self.watcher.watch(&folder, RecursiveMode::NonRecursive).map_err(|error| error.to_string())?;
                self.folders.insert(folder, identity);
            }
        }
        Ok(())
    }
}

impl Heard {
    /// Whether a place may have changed: that it was read, as the dashboard itself does, changes nothing.
    fn concerns(&mut self, event: &Event) -> bool {
        if matches!(event.kind, EventKind::Access(_)) && !event.need_rescan() {
            return false;
        }
        let gone: Vec<PathBuf> = event.paths.iter().filter(|path| self.folders.contains(*path)).cloned().collect();
        let concerned = event.need_rescan() || !gone.is_empty() || event.paths.iter().any(|path| self.places.contains(path));
        self.gone.extend(gone);
        concerned
    }
}

fn identity(folder: &Path) -> Result<Identity, String> {
    let found = fs::metadata(folder).map_err(|error| error.to_string())?;
    Ok((found.dev(), found.ino()))
}

/// The folder a file is in.
fn folder(file: &Path) -> &Path {
    file.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."))
}

/// The file, every link on the way to it, and what they point to: each by the real path of its folder.
fn places(file: &Path) -> BTreeSet<PathBuf> {
    let mut places = BTreeSet::new();
    let mut next = vec![file.to_owned()];
    for _ in 0..LINKS {
        let Some(file) = next.pop() else { break };
        let (Ok(folder), Some(name)) = (folder(&file).canonicalize(), file.file_name()) else { continue };
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
    use notify::event::{AccessKind, CreateKind, Flag, ModifyKind, RemoveKind};
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
        let (places, folders) = ([PathBuf::from("/etc/config.toml")].into(), [PathBuf::from("/etc")].into());
        let mut heard = Heard { places, folders, gone: BTreeSet::new() };
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
            assert_eq!(heard.concerns(&event), expected, "{event:?}");
            assert!(heard.gone.is_empty());
        }
        assert!(heard.concerns(&event(EventKind::Remove(RemoveKind::Folder), "/etc")));
        assert_eq!(heard.gone.len(), 1);
    }

    #[test]
    fn a_folder_that_is_replaced_is_watched_anew_and_one_that_is_gone_is_an_error_until_it_is_there_again() {
        let above = tempfile::tempdir().unwrap();
        let folder = above.path().join("folder");
        let file = folder.join("config.toml");
        fs::create_dir(&folder).unwrap();
        fs::write(&file, "a").unwrap();
        let (to, heard) = mpsc::channel();
        let mut watch = Watch::start(&file, move || to.send(()).unwrap()).unwrap();
        let notices = |what: &str, change: &dyn Fn()| {
            while heard.try_recv().is_ok() {}
            change();
            heard.recv_timeout(Duration::from_secs(20)).unwrap_or_else(|_| panic!("not heard: {what}"));
        };
        notices("it is moved away", &|| {
            fs::rename(&folder, above.path().join("old")).unwrap();
            fs::create_dir(&folder).unwrap();
        });
        watch.follow().unwrap();
        notices("a file in the new one", &|| fs::write(&file, "b").unwrap());
        notices("it is removed", &|| fs::remove_dir_all(&folder).unwrap());
        // Of what was in it may be heard before it is gone itself.
        assert!(watch.follow().is_err(), "it is gone");
        fs::create_dir(&folder).unwrap();
        watch.follow().unwrap();
        notices("a file in the third", &|| fs::write(&file, "c").unwrap());
    }
}
