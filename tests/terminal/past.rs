//! Looking at what was: the trend, the journal, and earlier moments, by keys and by the mouse.

use std::time::Duration;

use crate::dashboard;
use crate::feed::Feed;

/// Where a text stands on screen: its column in cells and its row, both from 1 as a mouse says them.
fn place(pty: &crate::pty::Pty, text: &str) -> (usize, usize) {
    let rows = pty.rows();
    let (y, row) = rows.iter().enumerate().find(|(_, row)| row.contains(text)).unwrap();
    let before = row.split(text).next().unwrap();
    (unicode_width::UnicodeWidthStr::width(before) + 1, y + 1)
}

fn click(pty: &mut crate::pty::Pty, text: &str) {
    let (x, y) = place(pty, text);
    pty.press(&format!("\x1b[<0;{x};{y}M\x1b[<0;{x};{y}m"));
}

#[test]
fn the_trend_of_what_is_selected_opens_and_is_zoomed() {
    let feed = Feed::serve();
    let mut pty = dashboard(&feed, &[], (80, 24));
    pty.see("超期未办 4 ≥ 3 待确认");
    pty.press("j");
    pty.wait("nothing is selected", |pty| String::from_utf8_lossy(&pty.bytes()).contains("\x1b[7m"));
    pty.press("\r");
    pty.see("7天");
    pty.see("道路交通 亡人数");
    pty.press("+");
    pty.see("24小时");
    pty.press("--");
    pty.see("30天");
    pty.press("j");
    pty.see("道路交通 戴帽率");
    // A cell to the left of now.
    pty.press("\x1b[D");
    pty.gone("疏点为去年同期");
    pty.press("\x1b");
    pty.see("安全生产专班");
    pty.press("q");
    assert!(pty.ended().success());
}

#[test]
fn from_the_journal_one_looks_back_and_returns() {
    let feed = Feed::serve();
    let mut pty = dashboard(&feed, &[], (100, 30));
    pty.see("超期未办 4 ≥ 3 待确认");
    pty.press("aa已电话催办\r");
    pty.see("已确认 未签到");
    pty.press("5");
    pty.see("触发 信访 超期未办");
    pty.press("/催办\r");
    pty.see("/ 催办");
    pty.gone("触发 信访 超期未办");
    pty.see("已电话催办");
    pty.press("/\x15触发\r");
    pty.see("触发 信访 超期未办");
    pty.press("\r");
    pty.see("回看 2");
    pty.press("a");
    // As it was when it was raised: nobody had acknowledged it.
    pty.see("待确认 1");
    pty.press("a");
    pty.see("回看");
    assert!(!pty.rows().join("\n").contains("备注（可空"), "no order while looking back");
    pty.press("\x1b");
    pty.gone("回看 2");
    pty.see("待确认 0");
    pty.press("q");
    assert!(pty.ended().success());
}

#[test]
fn what_lies_before_the_journal_is_said() {
    let feed = Feed::serve();
    let mut pty = dashboard(&feed, &[], (80, 24));
    pty.see("待确认");
    pty.press("b");
    pty.press("2h\r");
    pty.see("日志库中没有那一刻");
    assert!(!pty.rows()[0].contains("回看"));
    pty.press("q");
    assert!(pty.ended().success());
}

#[test]
fn a_click_on_a_key_does_what_the_key_does_and_on_a_figure_opens_it() {
    let feed = Feed::serve();
    let mut pty = dashboard(&feed, &[], (80, 24));
    pty.see("超期未办 4 ≥ 3 待确认");
    click(&mut pty, "a 告警");
    pty.see("告警 1  待确认 1");
    pty.press("\x1b");
    pty.see("安全生产专班");
    click(&mut pty, "戴帽率");
    click(&mut pty, "戴帽率");
    pty.see("道路交通 戴帽率");
    pty.see("7天");
    pty.press("q");
    assert!(pty.ended().success());
}

/// The trend at its shortest span asks the journal with each column; what has not changed is not written again.
#[test]
fn at_rest_the_trend_writes_its_clock_and_hardly_more() {
    let feed = Feed::serving(r#"{"id": "traffic.helmet_rate", "value": 95.5, "sample": 412}"#);
    let mut pty = dashboard(&feed, &[], (80, 24));
    pty.see("95.5%");
    pty.press("j\r");
    pty.see("7天");
    pty.see("95.5");
    let asked = feed.asked();
    pty.wait("it was not polled", |_| feed.asked() > asked + 1);
    let (before, asked) = (pty.bytes().len(), feed.asked());
    pty.wait("it was not polled again", |_| feed.asked() >= asked + 4);
    std::thread::sleep(Duration::from_millis(50));
    let written = pty.bytes().len() - before;
    // A tick and a poll a second: the clock, and the age of the figures.
    assert!(written < 5 * 2 * 120, "{written} bytes in four seconds");
    pty.press("q");
    assert!(pty.ended().success());
}
