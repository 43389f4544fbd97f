//! How the dashboard looks: in the symbols that the terminal has room for, and as its user chose.

use std::path::Path;

use crate::feed::Feed;
use crate::pty::{Answers, Pty};
use crate::{PROGRAM, dashboard};

/// What only Unicode has.
const SYMBOLS: [char; 7] = ['─', '▲', '✖', '▁', '−', '…', '—'];

/// Runs the dashboard in a terminal that answers so, and gives whether it draws symbols.
fn draws_symbols(answers: Answers, arguments: &[&str], locale: &str) -> bool {
    let feed = Feed::serve();
    let config = feed.config();
    let mut all = vec!["--config", config.to_str().unwrap()];
    all.extend(arguments);
    let mut pty = Pty::answering(answers, Path::new(PROGRAM), &all, &[("LANG", locale)], (80, 24));
    pty.see("超期未办");
    let rows = pty.rows().join("\n");
    let symbols = rows.contains(SYMBOLS);
    assert_ne!(symbols, rows.contains("-----"), "neither or both:\n{rows}");
    // Neither an answer nor what was asked is left anywhere.
    pty.press("q");
    assert!(pty.ended().success());
    pty.wait("the terminal was not given back", |pty| !pty.shows_alternate_screen());
    let left = pty.rows().join("");
    assert_eq!(left.trim(), "", "left on the screen");
    symbols
}

#[test]
fn where_a_symbol_takes_two_cells_or_a_byte_each_ascii_is_drawn() {
    assert!(draws_symbols(Answers::Cells(1), &[], "zh_CN.UTF-8"));
    assert!(draws_symbols(Answers::Cells(1), &[], "C"), "what it shows counts for more than what its locale says");
    assert!(!draws_symbols(Answers::Cells(2), &[], "zh_CN.UTF-8"));
    assert!(!draws_symbols(Answers::Bytes, &[], "zh_CN.UTF-8"));
}

#[test]
fn a_terminal_that_does_not_say_is_judged_by_its_locale() {
    for answers in [Answers::Nothing, Answers::Itself] {
        assert!(draws_symbols(answers, &[], "zh_CN.UTF-8"), "{answers:?}");
        assert!(!draws_symbols(answers, &[], "C"), "{answers:?}");
    }
}

#[test]
fn either_can_be_forced() {
    assert!(!draws_symbols(Answers::Cells(1), &["--ascii"], "zh_CN.UTF-8"));
    assert!(draws_symbols(Answers::Cells(2), &["--unicode"], "C"));
}

/// A terminal whose cells are bytes must not be sent what it would take for control codes.
#[test]
fn a_terminal_of_bytes_is_asked_of_one_symbol_alone() {
    let feed = Feed::serve();
    let config = feed.config();
    let arguments = ["--config", config.to_str().unwrap()];
    let mut pty = Pty::answering(Answers::Bytes, Path::new(PROGRAM), &arguments, &[("LANG", "zh_CN.UTF-8")], (80, 24));
    pty.see("超期未办");
    pty.press("q");
    pty.ended();
    let asked = pty.bytes().windows(4).filter(|window| *window == b"\x1b[6n").count();
    assert_eq!(asked, 1);
}

/// Keys pressed before there is anything to see are swallowed; answers among them are understood.
#[test]
fn keys_pressed_while_it_asks_are_no_commands() {
    assert!(draws_symbols(Answers::AfterKeys, &[], "C"));
}

/// The answers of a terminal that was no longer waited for are no keys: `c` would open a question, and take what follows.
#[test]
fn answers_that_come_late_are_no_commands() {
    let feed = Feed::serve();
    let config = feed.config();
    let arguments = ["--config", config.to_str().unwrap()];
    let mut pty = Pty::run(Path::new(PROGRAM), &arguments, &[("LANG", "zh_CN.UTF-8")], (80, 24));
    pty.see("超期未办");
    pty.press("\x1b[7;2R\x1b[7;3R\x1b[?62;22cL");
    pty.see("Road traffic");
    pty.press("q");
    assert!(pty.ended().success());
}

/// A terminal that says nothing is waited for once.
#[test]
fn a_silent_terminal_is_not_asked_for_its_colours_as_well() {
    let feed = Feed::serve();
    let config = feed.config();
    let arguments = ["--config", config.to_str().unwrap(), "--theme", "auto"];
    for (answers, is_asked) in [(Answers::Nothing, false), (Answers::Itself, true)] {
        let mut pty = Pty::answering(answers, Path::new(PROGRAM), &arguments, &[("LANG", "zh_CN.UTF-8")], (80, 24));
        pty.see("超期未办");
        pty.press("q");
        pty.ended();
        let asked = pty.bytes().windows(5).any(|window| window == b"\x1b]11;");
        assert_eq!(asked, is_asked, "{answers:?}");
    }
}

/// While it is waited for, the feeds are asked. A loaded machine may not come to that within the fifth of a second, but will sometime.
#[test]
fn a_silent_terminal_holds_no_feed_up() {
    let is_asked_first = || {
        let feed = Feed::serve();
        let config = feed.config();
        let arguments = ["--config", config.to_str().unwrap()];
        let mut pty = Pty::run(Path::new(PROGRAM), &arguments, &[("LANG", "zh_CN.UTF-8")], (80, 24));
        pty.wait("the feed was never asked", |pty| feed.asked() > 0 || pty.shows_alternate_screen());
        let is_asked = !pty.shows_alternate_screen();
        pty.see("超期未办");
        pty.press("q");
        assert!(pty.ended().success());
        is_asked
    };
    assert!((0..20).any(|_| is_asked_first()));
}

#[test]
fn what_was_chosen_is_remembered_and_the_command_line_goes_before_it() {
    let feed = Feed::serve();
    let state = tempfile::tempdir().unwrap();
    let state_home = state.path().to_str().unwrap().to_owned();
    let environment = [("LANG", "zh_CN.UTF-8"), ("XDG_STATE_HOME", state_home.as_str()), ("COLORTERM", "truecolor")];
    let choices = state.path().join("zhiban/choices.toml");
    let config = feed.config();
    let start = |arguments: &[&str]| {
        let mut all = vec!["--config", config.to_str().unwrap()];
        all.extend(arguments);
        Pty::run(Path::new(PROGRAM), &all, &environment, (100, 30))
    };
    let mut pty = start(&[]);
    pty.see("道路交通");
    assert!(!choices.exists(), "nothing was chosen yet");
    pty.press("L");
    pty.see("Road traffic");
    pty.press("TT");
    pty.see("colours: colour-blind");
    pty.press("q");
    assert!(pty.ended().success());
    let written = std::fs::read_to_string(&choices).unwrap();
    assert!(written.contains("language = \"en\"") && written.contains("theme = \"colour-blind\""), "{written}");

    let mut pty = start(&[]);
    pty.see("Road traffic");
    // The orange of what is critical, in the colours for the colour-blind on a dark background.
    pty.wait("the colours were not remembered", |pty| String::from_utf8_lossy(&pty.bytes()).contains("38;2;255;135;0"));
    pty.press("q");
    pty.ended();

    let mut pty = start(&["--language", "zh-CN", "--theme", "mono"]);
    pty.see("道路交通");
    assert!(!String::from_utf8_lossy(&pty.bytes()).contains("38;2;"));
    pty.press("q");
    pty.ended();
    assert_eq!(std::fs::read_to_string(&choices).unwrap(), written, "the command line is no choice");
}

#[test]
fn the_order_of_the_townships_is_remembered() {
    let feed =
        Feed::serving(r#"{"id": "traffic.road_hazards", "value": 21, "territories": {"城关镇": 7, "白沙乡": 5, "大河镇": 9}}"#);
    let config = std::fs::read_to_string(feed.config()).unwrap();
    std::fs::write(feed.config(), format!("territories = [\"城关镇\", \"白沙乡\", \"大河镇\"]\n{config}")).unwrap();
    let state = tempfile::tempdir().unwrap();
    let environment = [("XDG_STATE_HOME", state.path().to_str().unwrap())];
    let choices = state.path().join("zhiban/choices.toml");
    let is_sorted = |pty: &Pty| {
        let place = |name: &str| pty.rows().iter().position(|row| row.contains(name));
        pty.rows().iter().any(|row| row.contains("▼路患未整治")) && place("大河镇") < place("城关镇")
    };
    let mut pty = dashboard(&feed, &environment, (100, 30));
    pty.see("路患未整治");
    pty.press("4");
    pty.see("大河镇");
    assert!(!is_sorted(&pty) && !choices.exists());
    pty.press("\x1b[C");
    pty.wait("it is not sorted", is_sorted);
    pty.press("q");
    assert!(pty.ended().success());
    let written = std::fs::read_to_string(&choices).unwrap();
    assert!(written.contains("sort = \"traffic.road_hazards\""), "{written}");

    let mut pty = dashboard(&feed, &environment, (100, 30));
    pty.see("路患未整治");
    pty.press("4");
    pty.wait("the order was not remembered", is_sorted);
    pty.press("o");
    pty.gone("▼路患未整治");
    pty.press("q");
    assert!(pty.ended().success());
    let written = std::fs::read_to_string(&choices).unwrap();
    assert!(!written.contains("sort"), "{written}");
}

#[test]
fn a_damaged_memory_is_left_out_said_in_the_log_and_replaced() {
    let feed = Feed::serve();
    let state = tempfile::tempdir().unwrap();
    let choices = state.path().join("zhiban/choices.toml");
    std::fs::create_dir(state.path().join("zhiban")).unwrap();
    std::fs::write(&choices, "language = \"e").unwrap();
    let log = state.path().join("log");
    let environment = [("LANG", "zh_CN.UTF-8"), ("XDG_STATE_HOME", state.path().to_str().unwrap())];
    let config = feed.config();
    let arguments = ["--config", config.to_str().unwrap(), "--log", log.to_str().unwrap()];
    let mut pty = Pty::run(Path::new(PROGRAM), &arguments, &environment, (100, 30));
    pty.see("道路交通");
    assert_eq!(std::fs::read_to_string(&choices).unwrap(), "language = \"e", "only a choice replaces it");
    pty.press("L");
    pty.see("Road traffic");
    pty.wait("it was not replaced", |_| std::fs::read_to_string(&choices).is_ok_and(|text| text.contains("language = \"en\"")));
    pty.press("q");
    assert!(pty.ended().success());
    let log = std::fs::read_to_string(log).unwrap();
    assert!(log.contains("choices.toml") && log.contains("WARN"), "{log}");
}
