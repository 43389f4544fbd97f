//! The command palette and the townships, by keys.

use crate::dashboard;
use crate::feed::Feed;

fn feed() -> Feed {
    let feed = Feed::serving(
        r#"{"id": "traffic.road_hazards", "value": 21, "territories": {"城关镇": 7, "白沙乡": 5, "大河镇": 9}},
        {"id": "drugs.cases", "value": 17, "territories": {"城关镇": 3, "白沙乡": 6, "大河镇": 8}}"#,
    );
    let config = std::fs::read_to_string(feed.config()).unwrap();
    std::fs::write(feed.config(), format!("territories = [\"城关镇\", \"白沙乡\", \"大河镇\"]\n{config}")).unwrap();
    feed
}

#[test]
fn a_few_letters_of_pinyin_open_the_townships_of_a_topic() {
    let feed = feed();
    let mut pty = dashboard(&feed, &[], (80, 24));
    pty.see("路患未整治");
    pty.press(":jd");
    pty.see(": jd");
    pty.see("禁毒  Anti-drug");
    pty.press("\r");
    pty.see("立案数");
    pty.gone("Anti-drug");
    let row = |pty: &crate::pty::Pty, name: &str| pty.rows().into_iter().find(|row| row.contains(name)).unwrap();
    // 3 is small, and 6 is hidden with it.
    for (name, cell) in [("城关镇", "<5"), ("白沙乡", "*"), ("大河镇", "8 "), ("全县", "17 ")] {
        assert!(row(&pty, name).contains(cell), "{}", row(&pty, name));
    }
    pty.press("\x1b[Z\x1b[Z\x1b[Z");
    pty.see("路患未整治");
    pty.press("\x1b[C");
    pty.see("▼路患未整治");
    pty.wait("it is not sorted", |pty| {
        let place = |name: &str| pty.rows().iter().position(|row| row.contains(name));
        place("大河镇") < place("城关镇") && place("城关镇") < place("白沙乡")
    });
    pty.press("q");
    assert!(pty.ended().success());
}

#[test]
fn while_it_is_open_every_key_is_its_own() {
    let feed = feed();
    let mut pty = dashboard(&feed, &[], (80, 24));
    pty.see("路患未整治");
    pty.press(":q?L");
    pty.see(": q?L");
    pty.see("没有找到");
    pty.press("\x15\x1b[200~tui\nchu\x1b[201~");
    pty.see(": tuichu");
    pty.see("退出  quit");
    pty.press("\x1b");
    pty.gone(": tuichu");
    pty.press(":tc\r");
    assert!(pty.ended().success());
}
