//! A folder on a disk that fails, or in a machine that loses its power: `power.c` loaded before the program.

use std::fs;
use std::os::unix::fs::MetadataExt;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::OnceLock;

/// What happens at one operation on the disk.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Blow {
    /// The process is killed before it.
    Kill,
    /// It fails with this error, and so do the next, so many in all.
    Error(&'static str, u32),
}

/// A folder, and what would be left of it after a power loss.
pub(crate) struct Disk {
    folder: tempfile::TempDir,
    aside: tempfile::TempDir,
}

impl Disk {
    /// A disk that holds what `base` does, all of it synced; nothing without.
    pub(crate) fn new(base: Option<&Path>) -> Self {
        let disk = Self { folder: tempfile::tempdir().unwrap(), aside: tempfile::tempdir().unwrap() };
        if let Some(base) = base {
            copy(base, disk.folder());
        }
        disk.settle();
        disk
    }

    pub(crate) fn folder(&self) -> &Path {
        self.folder.path()
    }

    pub(crate) fn journal(&self) -> PathBuf {
        self.folder().join("journal.db")
    }

    fn shadow(&self) -> PathBuf {
        self.aside.path().join("shadow")
    }

    /// As long as this file exists every operation fails with the error that it names.
    pub(crate) fn fault(&self) -> PathBuf {
        self.aside.path().join("fault")
    }

    /// How many operations an orderly life took.
    pub(crate) fn operations(&self) -> u64 {
        fs::read_to_string(self.aside.path().join("count")).unwrap().parse().unwrap()
    }

    /// The variables of a process that writes to this disk.
    pub(crate) fn variables(&self, blow: Option<(u64, Blow)>) -> Vec<(String, String)> {
        let text = |path: &Path| path.to_str().unwrap().to_owned();
        let mut variables = vec![
            ("LD_PRELOAD".to_owned(), text(library())),
            ("POWER_FOLDER".to_owned(), text(self.folder())),
            ("POWER_SHADOW".to_owned(), text(&self.shadow())),
            ("POWER_FAULT".to_owned(), text(&self.fault())),
            ("POWER_COUNT".to_owned(), text(&self.aside.path().join("count"))),
        ];
        if let Some((at, blow)) = blow {
            let (how, times) = if let Blow::Error(name, times) = blow { (name, times) } else { ("kill", 1) };
            let settings = [("POWER_AT", at.to_string()), ("POWER_HOW", how.to_owned()), ("POWER_FOR", times.to_string())];
            variables.extend(settings.map(|(name, value)| (name.to_owned(), value)));
        }
        variables
    }

    /// The power fails: every file is as it was last synced.
    pub(crate) fn lose_power(&self) {
        let shadow = self.shadow();
        for entry in fs::read_dir(self.folder()).unwrap() {
            fs::remove_file(entry.unwrap().path()).unwrap();
        }
        for entry in fs::read_dir(&shadow).unwrap() {
            let name = entry.unwrap().file_name().into_string().unwrap();
            let Some(file) = name.strip_prefix("name-") else { continue };
            let inode = fs::read_to_string(shadow.join(&name)).unwrap();
            let data = fs::read(shadow.join(format!("data-{inode}"))).unwrap_or_default();
            fs::write(self.folder().join(file), data).unwrap();
        }
        self.settle();
    }

    /// All that is in the folder is synced.
    fn settle(&self) {
        let shadow = self.shadow();
        let _ = fs::remove_dir_all(&shadow);
        fs::create_dir(&shadow).unwrap();
        for entry in fs::read_dir(self.folder()).unwrap() {
            let entry = entry.unwrap();
            let (name, inode) = (entry.file_name().into_string().unwrap(), entry.metadata().unwrap().ino());
            if name.ends_with("-shm") || name == "journal.db.lock" {
                continue;
            }
            fs::copy(entry.path(), shadow.join(format!("data-{inode}"))).unwrap();
            fs::write(shadow.join(format!("name-{name}")), inode.to_string()).unwrap();
        }
    }
}

/// Copies the files of a folder into another.
pub(crate) fn copy(from: &Path, to: &Path) {
    for entry in fs::read_dir(from).unwrap() {
        let entry = entry.unwrap();
        fs::copy(entry.path(), to.join(entry.file_name())).unwrap();
    }
}

/// The compiled library.
fn library() -> &'static Path {
    static LIBRARY: OnceLock<PathBuf> = OnceLock::new();
    LIBRARY.get_or_init(|| {
        let made = Path::new(env!("CARGO_TARGET_TMPDIR")).join(format!("power-{}.so", std::process::id()));
        let source = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/journal/power.c");
        let mut compiler = Command::new("cc");
        compiler.args(["-shared", "-fPIC", "-O1", "-Wall", "-Wextra", "-o"]).arg(&made).arg(source).arg("-ldl");
        let output = compiler.output().unwrap();
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
        made
    })
}
