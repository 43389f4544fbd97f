//! Seats that only look on, the wall, and the dashboard without a screen.

use std::io::{BufRead, BufReader, Read};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::sync::mpsc;
use std::time::{Duration, Instant};

use nix::sys::signal::{Signal, kill};

use crate::feed::Feed;
use crate::pty::Pty;
use crate::{PROGRAM, dashboard, pid};

fn seat(feed: &Feed, options: &[&str]) -> Pty {
    let config = feed.config();
    let arguments = [&["--config", config.to_str().unwrap()], options].concat();
    Pty::run(Path::new(PROGRAM), &arguments, &[("LANG", "zh_CN.UTF-8")], (100, 30))
}

#[test]
fn the_wall_is_there_at_once_and_shows_what_calls() {
    let feed = Feed::serve();
    let mut pty = seat(&feed, &["--wall"]);
    pty.see("█");
    pty.see("✖ 超限  待确认");
    pty.see("信访 超期未办");
    pty.press("1");
    pty.see("安全生产专班");
    pty.press("8");
    pty.see("✖ 超限  待确认");
    pty.press("q");
    assert!(pty.ended().success());
}

#[test]
fn whoever_only_looks_on_takes_no_action_and_sees_what_others_did() {
    let feed = Feed::serve();
    let mut looker = seat(&feed, &["--view-only"]);
    looker.see("只看");
    looker.see("超期未办 4 ≥ 3 待确认");
    assert!(!feed.config().with_file_name("journal.db").exists(), "nothing is written");
    let mut recorder = dashboard(&feed, &[], (80, 24));
    recorder.see("超期未办 4 ≥ 3 待确认");
    assert!(!recorder.rows()[0].contains("未落盘"));
    looker.press("a");
    looker.see("待确认 1");
    for key in ["a", "z", "A", "o", "u", "n", "c", "s"] {
        looker.press(key);
        looker.see("本席只看，不能操作");
        looker.press("j");
        looker.gone("本席只看，不能操作");
    }
    let help_and_foot = |pty: &Pty| pty.rows().join("\n");
    looker.press("?");
    looker.see("按任意键关闭");
    for word in ["搁置", "全部确认", "记事", "静音"] {
        assert!(!help_and_foot(&looker).contains(&format!(" {word}")), "{word}\n{}", help_and_foot(&looker));
    }
    looker.press("x");
    looker.gone("按任意键关闭");
    recorder.press("a");
    recorder.see("待确认 1");
    recorder.press("a已电话催办\r");
    recorder.see("已确认");
    looker.see("已电话催办");
    looker.press("h");
    looker.see("已确认 信访 超期未办");
    let rows = looker.rows().join("\n");
    assert!(rows.contains("只看") && !rows.contains("未落盘") && !rows.contains("接续"), "{rows}");
    assert!(!looker.bytes().contains(&7), "it rings for nobody");
    looker.press("q");
    assert!(looker.ended().success());
    recorder.press("q");
    assert!(recorder.ended().success());
    let log = Command::new(PROGRAM).args(["journal", "export", "--config"]).arg(feed.config()).output().unwrap();
    let log = String::from_utf8(log.stdout).unwrap();
    assert_eq!(log.matches("\"started\"").count(), 1, "the looker has no entry in the journal\n{log}");
}

#[test]
fn whoever_only_looks_on_and_cannot_read_the_journal_says_so() {
    let feed = Feed::serve();
    std::fs::write(feed.config().with_file_name("journal.db"), "no journal at all ".repeat(500)).unwrap();
    let mut looker = seat(&feed, &["--view-only"]);
    looker.see("只看");
    looker.see("日志库读不到");
    looker.press("q");
    assert!(looker.ended().success());
}

/// A demonstration has a past, and whoever only looks at it sees that too.
#[test]
fn a_demonstration_that_is_only_looked_at_has_its_past() {
    let mut pty = Pty::run(Path::new(PROGRAM), &["demo", "--view-only"], &[("LANG", "zh_CN.UTF-8")], (100, 30));
    pty.see("只看");
    pty.press("h");
    pty.see("触发");
    pty.gone("正在读取日志库");
    let rows = pty.rows().join("\n");
    assert!(rows.contains("只看") && !rows.contains("未落盘"), "{rows}");
    pty.press("q");
    assert!(pty.ended().success());
}

/// The dashboard without a screen, and the lines it prints.
struct Plain {
    child: Child,
    lines: mpsc::Receiver<String>,
    seen: Vec<String>,
}

impl Plain {
    fn run(feed: &Feed, options: &[&str]) -> Self {
        let mut child = Self::command(feed, options).spawn().unwrap();
        let out = BufReader::new(child.stdout.take().unwrap());
        let (to, lines) = mpsc::channel();
        std::thread::spawn(move || out.lines().map_while(Result::ok).try_for_each(|line| to.send(line)));
        Self { child, lines, seen: Vec::new() }
    }

    fn command(feed: &Feed, options: &[&str]) -> Command {
        let mut command = Command::new(PROGRAM);
        command.arg("--plain").arg("--config").arg(feed.config()).args(options);
        command.env_remove("LC_ALL").env("LANG", "zh_CN.UTF-8").env("HOME", feed.config().parent().unwrap());
        command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
        command
    }

    /// Waits for a line with these words.
    fn see(&mut self, words: &[&str]) {
        let end = Instant::now() + Duration::from_secs(20);
        while !self.seen.iter().any(|line| words.iter().all(|word| line.contains(word))) {
            let left = end.saturating_duration_since(Instant::now());
            let line = self.lines.recv_timeout(left);
            assert!(line.is_ok(), "never printed: {words:?}\n{}", self.seen.join("\n"));
            self.seen.extend(line);
        }
    }
}

#[test]
fn without_a_screen_each_change_is_a_line_and_nothing_moves_a_cursor() {
    let feed = Feed::serve();
    let mut plain = Plain::run(&feed, &[]);
    plain.see(&["示范县 程序启动", "数据源 county"]);
    plain.see(&["超限 信访 超期未办 4 ≥ 3 触发 #", "先核对受理日期"]);
    plain.see(&["数据源 county 实时"]);
    plain.see(&["汇总", "信访 超限", "待确认 1", "数据 1/1"]);
    let asked = feed.asked();
    while feed.asked() < asked + 2 {
        std::thread::sleep(Duration::from_millis(50));
    }
    kill(pid(plain.child.id()), Signal::SIGTERM).unwrap();
    plain.see(&["示范县 程序退出"]);
    assert!(plain.child.wait().unwrap().success());
    plain.seen.extend(plain.lines.iter());
    let all = plain.seen.join("\n");
    assert!(!all.chars().any(|c| c.is_control() && c != '\n'), "{all:?}");
    assert_eq!(plain.seen.len(), 5, "an event a line, and no line twice\n{all}");
    // It is a whole seat: what it said is in the journal.
    let log = Command::new(PROGRAM).args(["journal", "export", "--config"]).arg(feed.config()).output().unwrap();
    let log = String::from_utf8(log.stdout).unwrap();
    assert!(log.contains("raised") && log.contains("stopped"), "{log}");
}

#[test]
fn with_v_every_figure_that_changes_is_a_line() {
    let feed = Feed::serve();
    let mut plain = Plain::run(&feed, &["-v"]);
    plain.see(&["道路交通 亡人数 7"]);
    plain.see(&["道路交通 戴帽率 95.5%"]);
    kill(pid(plain.child.id()), Signal::SIGINT).unwrap();
    assert!(plain.child.wait().unwrap().success());
}

#[test]
fn a_reader_who_goes_away_ends_it() {
    let feed = Feed::serve();
    let mut child = Plain::command(&feed, &[]).spawn().unwrap();
    drop(child.stdout.take());
    let end = Instant::now() + Duration::from_secs(20);
    let status = loop {
        if let Some(status) = child.try_wait().unwrap() {
            break status;
        }
        assert!(Instant::now() < end, "it goes on without a reader");
        std::thread::sleep(Duration::from_millis(20));
    };
    let mut said = String::new();
    child.stderr.take().unwrap().read_to_string(&mut said).unwrap();
    assert!(status.success() && said.is_empty(), "{status} {said}");
}
