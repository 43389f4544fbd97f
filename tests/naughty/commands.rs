//! The commands: files that are called something naughty, with something naughty in them.

use std::ffi::OsStr;
use std::fs;
use std::path::Path;

use crate::PROGRAM;
use crate::bytes::{unclean, unknown};
use crate::pty::Pty;
use crate::strings::naughty;

/// Runs a command and looks at all that it says.
fn run(arguments: &[&OsStr]) {
    let output = assert_cmd::Command::new(PROGRAM)
        .args(arguments)
        .env("LANG", "en_US.UTF-8")
        .env("HOME", "/nonexistent")
        .output()
        .unwrap();
    for said in [&output.stdout, &output.stderr] {
        let said = String::from_utf8(said.clone()).unwrap();
        assert_eq!(unclean(&said), None, "{arguments:?}: {said:?}");
    }
    assert!(!output.stderr.is_empty() || !output.stdout.is_empty(), "{arguments:?} says nothing");
}

/// Those of which a file name can be made.
fn names() -> impl Iterator<Item = String> {
    naughty().into_iter().filter(|name| {
        let is_name = !name.contains(['/', '\0']) && name.len() < 200 && !name.is_empty() && !matches!(name.as_str(), "." | "..");
        is_name && unclean(name).is_some()
    })
}

#[test]
fn a_file_may_be_called_anything() {
    let folder = tempfile::tempdir().unwrap();
    // A process for each is slow: a handful at a time in one name.
    let names: Vec<String> = names().collect();
    for names in names.chunks(8) {
        let name = names.concat();
        let name = &name[..name.floor_char_boundary(200)];
        let (missing, present) = (folder.path().join(format!("missing{name}")), folder.path().join(format!("{name}.ndjson")));
        fs::write(&present, format!("{{\"schema\":\"zhiban/1\",{}:1}}\n", serde_json::to_string(name).unwrap())).unwrap();
        for path in [&missing, &present] {
            let path = path.as_os_str();
            run(&[OsStr::new("--config"), path, OsStr::new("check")]);
            run(&[OsStr::new("config"), OsStr::new("check"), OsStr::new("--config"), path]);
            run(&[OsStr::new("feed"), OsStr::new("check"), path]);
            run(&[OsStr::new("backtest"), path]);
            run(&[OsStr::new("replay"), path]);
            run(&[OsStr::new("journal"), OsStr::new("verify"), path]);
            run(&[OsStr::new("journal"), OsStr::new("recover"), path, present.as_os_str()]);
            run(&[OsStr::new("--log"), missing.join("x").as_os_str(), OsStr::new("check")]);
        }
        run(&[OsStr::new(name)]);
        run(&[OsStr::new("check"), OsStr::new("--format"), OsStr::new(name)]);
        run(&[OsStr::new("report"), OsStr::new("--from"), OsStr::new(name)]);
        run(&[OsStr::new("feed"), OsStr::new("check"), OsStr::new(&format!("http://127.0.0.1:1/{name}"))]);
    }
}

/// What is wrong with a configuration is shown with its lines, on a terminal in colours.
#[test]
fn a_configuration_may_hold_anything() {
    let folder = tempfile::tempdir().unwrap();
    let config = folder.path().join("config.toml");
    for names in names().collect::<Vec<_>>().chunks(8) {
        let name = names.concat();
        let quoted = toml::Value::String(name.clone()).to_string();
        let key = format!("[[feed]]\nname = {quoted}\nurl = {quoted}\nbearer_env = {quoted}\nevery = {quoted}\n{quoted} = 1\n");
        for text in [name.clone(), format!("# {name}\nregion = 1"), format!("region = '{name}'\nx = 1"), key] {
            fs::write(&config, &text).unwrap();
            run(&[OsStr::new("config"), OsStr::new("check"), OsStr::new("--config"), config.as_os_str()]);
        }
    }
    fs::write(&config, "regoin = '\u{202e}\u{9c}31m\u{200b}'\n").unwrap();
    let mut pty = Pty::run(Path::new(PROGRAM), &["config", "check", "--config", config.to_str().unwrap()], &[], (80, 24));
    pty.see("to mend");
    pty.ended();
    assert_eq!(unknown(&pty.bytes()), None);
}
