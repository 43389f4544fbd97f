//! The program in a pseudo-terminal: it starts, switches language, resizes, suspends, quits, and ends with its terminal.

#![expect(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test fails by panicking")]

mod alarms;
mod commands;
mod faults;
mod feed;
mod looking;
mod looks;
mod palette;
mod past;
mod pty;
mod reload;
mod replay;

use std::fs::Permissions;
use std::os::unix::fs::PermissionsExt;
use std::path::Path;
use std::thread;
use std::time::Duration;

use nix::sys::signal::{Signal, kill};
use nix::unistd::Pid;

use feed::Feed;
use pty::Pty;

const PROGRAM: &str = env!("CARGO_BIN_EXE_zhiban");

fn dashboard(feed: &Feed, environment: &[(&str, &str)], size: (u16, u16)) -> Pty {
    let config = feed.config();
    let mut variables = vec![("LANG", "zh_CN.UTF-8")];
    variables.extend(environment);
    Pty::run(Path::new(PROGRAM), &["--config", config.to_str().unwrap()], &variables, size)
}

fn pid(number: u32) -> Pid {
    Pid::from_raw(i32::try_from(number).unwrap())
}

#[test]
fn starts_switches_language_and_quits() {
    let feed = Feed::serve();
    let mut pty = dashboard(&feed, &[], (100, 30));
    pty.see("超期未办");
    pty.see("示范县");
    assert!(pty.shows_alternate_screen() && pty.hides_cursor());
    pty.press("L");
    pty.see("Road traffic");
    pty.press("L");
    pty.see("道路交通");
    pty.press("?");
    pty.see("按任意键关闭");
    pty.press("x");
    pty.gone("按任意键关闭");
    pty.press("q");
    assert!(pty.ended().success());
    pty.wait("the terminal was not given back", |pty| !pty.shows_alternate_screen() && !pty.hides_cursor());
}

#[test]
fn every_size_is_drawn_to_its_edges() {
    let feed = Feed::serve();
    let mut pty = dashboard(&feed, &[], (120, 40));
    pty.see("超期未办");
    for size in [(80, 24), (40, 10), (200, 60), (20, 4), (1, 1), (320, 90), (80, 24)] {
        pty.resize(size.0, size.1);
        if size.0 >= 40 {
            pty.wait("the last row is not the keys", |pty| pty.rows().last().is_some_and(|row| row.contains("帮助")));
            pty.see("信访");
        }
        thread::sleep(Duration::from_millis(50));
    }
    pty.press("q");
    assert!(pty.ended().success());
}

#[test]
fn suspends_and_comes_back() {
    let feed = Feed::serve();
    let mut shell = Pty::run(
        Path::new("/bin/bash"),
        &["--norc", "--noprofile", "-i"],
        &[("LANG", "zh_CN.UTF-8"), ("PS1", "shell> ")],
        (80, 24),
    );
    shell.see("shell>");
    shell.press(&format!("{PROGRAM} --config {}\r", feed.config().display()));
    shell.see("超期未办");
    shell.press("\x1a");
    shell.see("Stopped");
    assert!(!shell.shows_alternate_screen() && !shell.hides_cursor());
    shell.press("echo $((6*7))\r");
    shell.see("42");
    shell.press("fg\r");
    shell.see("超期未办");
    assert!(shell.shows_alternate_screen());
    shell.press("q");
    shell.see("shell>");
    shell.press("exit\r");
    shell.ended();
}

#[test]
fn where_no_shell_could_wake_it_it_does_not_stop() {
    let feed = Feed::serve();
    let mut pty = dashboard(&feed, &[], (80, 24));
    pty.see("超期未办");
    pty.press("\x1a");
    pty.press("L");
    pty.see("Road traffic");
    pty.press("q");
    assert!(pty.ended().success());
}

#[test]
fn gives_the_terminal_back_when_it_is_told_to_end() {
    for signal in [Signal::SIGTERM, Signal::SIGINT, Signal::SIGHUP] {
        let feed = Feed::serve();
        let mut pty = dashboard(&feed, &[], (80, 24));
        pty.see("超期未办");
        kill(pid(pty.process()), signal).unwrap();
        assert!(pty.ended().success());
        pty.wait("the terminal was not given back", |pty| !pty.shows_alternate_screen() && !pty.hides_cursor());
    }
}

/// The terminal is asked for a fifth of a second before anything is drawn, in raw mode: a signal then must not leave it so.
#[test]
fn gives_the_terminal_back_when_it_is_told_to_end_while_it_asks() {
    let feed = Feed::serve();
    let mut pty = dashboard(&feed, &[], (80, 24));
    assert!(pty.is_cooked());
    pty.wait("it asks nothing", |pty| pty.bytes().windows(4).any(|window| window == b"\x1b[6n"));
    assert!(!pty.is_cooked());
    kill(pid(pty.process()), Signal::SIGTERM).unwrap();
    assert!(pty.ended().success());
    pty.wait("the terminal was not given back", |pty| pty.is_cooked() && !pty.shows_alternate_screen() && !pty.hides_cursor());
}

/// Run by the next test in a terminal of its own; by itself it does nothing.
#[test]
fn takes_the_terminal_and_panics() {
    if std::env::var_os("TAKE_AND_PANIC").is_some() {
        let _session = zhiban::term::Session::take(true).unwrap();
        let _ = thread::spawn(|| panic!("on purpose")).join();
        println!("goes on");
    }
}

#[test]
fn gives_the_terminal_back_when_it_panics_and_says_why() {
    let this = std::env::current_exe().unwrap();
    let arguments = ["--exact", "takes_the_terminal_and_panics", "--nocapture"];
    let mut pty = Pty::run(&this, &arguments, &[("TAKE_AND_PANIC", "1")], (80, 24));
    pty.see("on purpose");
    assert!(!pty.ended().success());
    let text = String::from_utf8_lossy(&pty.bytes()).into_owned();
    assert!(!text.contains("goes on"));
    let (left, said) = (text.rfind("\x1b[?1049l").unwrap(), text.find("on purpose").unwrap());
    assert!(text.contains("\x1b[?1049h") && left < said, "the words came before the terminal was given back");
    assert!(!pty.shows_alternate_screen() && !pty.hides_cursor());
}

/// A terminal that takes no more bytes stops nothing: a poll that was due meanwhile is on the screen afterwards.
#[test]
fn a_blocked_terminal_does_not_stop_polling() {
    let feed = Feed::serve();
    let mut pty = dashboard(&feed, &[], (200, 60));
    pty.see("超期未办");
    pty.block();
    for _ in 0..40 {
        // Each switch is a whole new screen: soon the terminal's own buffer is full.
        pty.press("L");
        thread::sleep(Duration::from_millis(25));
    }
    let before = feed.asked();
    pty.wait("polling stopped", |_| feed.asked() >= before + 2);
    pty.unblock();
    pty.press("q");
    assert!(pty.ended().success());
}

#[test]
fn ends_when_its_terminal_closes() {
    let feed = Feed::serve();
    let mut pty = dashboard(&feed, &[], (80, 24));
    pty.see("超期未办");
    let process = pty.process();
    pty.close();
    pty.ended();
    assert!(kill(pid(process), None).is_err());
}

/// As where its end is seen before the signal that goes with it.
#[test]
fn ends_when_its_terminal_closes_and_no_signal_comes() {
    let feed = Feed::serve();
    let config = feed.config();
    let arguments = ["--config", config.to_str().unwrap()];
    let mut pty = Pty::without_control(Path::new(PROGRAM), &arguments, &[("LANG", "zh_CN.UTF-8")], (80, 24));
    pty.see("超期未办");
    pty.close();
    pty.ended();
}

#[test]
fn without_colour_no_colour_is_written() {
    let feed = Feed::serve();
    let mut pty = dashboard(&feed, &[("NO_COLOR", "1")], (80, 24));
    pty.see("超期未办");
    pty.press("q");
    pty.ended();
    let text = String::from_utf8_lossy(&pty.bytes()).into_owned();
    let coloured = ["\x1b[38;", "\x1b[48;", "\x1b[31m", "\x1b[33m"].into_iter().any(|code| text.contains(code));
    assert!(!coloured);
    let mut pty = dashboard(&feed, &[("COLORTERM", "truecolor")], (80, 24));
    pty.see("超期未办");
    assert!(String::from_utf8_lossy(&pty.bytes()).contains("\x1b[38;2;"));
    pty.press("q");
    pty.ended();
}

#[test]
fn the_log_names_troubles_and_nothing_of_the_wire() {
    let folder = tempfile::tempdir().unwrap();
    let (config, log) = (folder.path().join("config.toml"), folder.path().join("zhiban.log"));
    let token = folder.path().join("token");
    std::fs::write(&token, "very-secret").unwrap();
    std::fs::set_permissions(&token, Permissions::from_mode(0o600)).unwrap();
    let text = "theme = \"dark\"\n[[feed]]\nname = \"county\"\nurl = \"http://127.0.0.1:9/\"\nbearer_file = \"token\"\n";
    std::fs::write(&config, text).unwrap();
    let arguments = ["-vv", "--config", config.to_str().unwrap(), "--log", log.to_str().unwrap()];
    let mut pty = Pty::run(Path::new(PROGRAM), &arguments, &[("LANG", "zh_CN.UTF-8")], (80, 24));
    pty.see("中断");
    pty.press("q");
    pty.ended();
    let log = std::fs::read_to_string(log).unwrap();
    assert!(log.contains("feed=\"county\"") && log.contains("connection refused"), "{log}");
    assert!(!log.contains("very-secret") && log.lines().all(|line| line.contains(" zhiban::")), "{log}");
}

#[test]
fn a_plain_locale_is_drawn_in_ascii() {
    let feed = Feed::serve();
    let mut pty = dashboard(&feed, &[("LANG", "C")], (80, 24));
    pty.see("超期未办");
    let rows = pty.rows().join("\n");
    assert!(!rows.contains(['─', '▲', '✖', '▁', '−', '…']), "{rows}");
    assert!(rows.contains("----"));
    pty.press("q");
    pty.ended();
}

#[test]
fn without_a_terminal_it_says_what_to_do_instead() {
    let feed = Feed::serve();
    let output = assert_cmd::Command::new(PROGRAM).arg("--config").arg(feed.config()).output().unwrap();
    assert_eq!(output.status.code(), Some(1));
    assert!(String::from_utf8_lossy(&output.stderr).contains("zhiban check"));
    assert!(output.stdout.is_empty());
}
