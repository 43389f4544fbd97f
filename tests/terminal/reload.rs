//! The configuration edited while the dashboard runs.

use std::fs;

use crate::dashboard;
use crate::feed::Feed;

const READINGS: &str = r#"{"id": "traffic.deaths", "value": 7}, {"id": "petitions.overdue", "value": 0}"#;

/// A rule in the words of the file.
fn rule(when: &str) -> String {
    format!("\n[[indicator]]\nid = \"traffic.deaths\"\nrules = [{{ level = \"critical\", when = \"{when}\" }}]\n")
}

#[test]
fn an_edit_takes_effect_a_bad_one_is_refused_and_a_mended_one_silences_the_banner() {
    let feed = Feed::serving(READINGS);
    let original = fs::read_to_string(feed.config()).unwrap();
    let write = |text: &str| fs::write(feed.config(), text).unwrap();
    write(&(original.clone() + &rule("value >= 9")));
    let mut pty = dashboard(&feed, &[], (120, 40));
    pty.see("亡人数");
    pty.see("一切正常");

    write(&(original.clone() + &rule("value >= 6")));
    pty.see("亡人数 7 ≥ 6 待确认");

    // A mistake, and one more: the old rules stay, and the alarm with them.
    write(&(original.clone() + &rule("valeu >= 9") + "colour = 1\n"));
    pty.see("配置有误，仍用旧配置：第");
    pty.see("另有 1 项");
    pty.see("亡人数 7 ≥ 6 待确认");
    pty.press("y");
    pty.gone("配置有误");

    // As an editor does it that empties the file first: nothing is lost with it.
    write("");
    pty.see("仍用旧配置：没有数据源");
    pty.see("亡人数 7 ≥ 6 待确认");

    // By another file in its place.
    let new = feed.config().with_extension("new");
    fs::write(&new, original.clone() + &rule("value >= 8")).unwrap();
    fs::rename(&new, feed.config()).unwrap();
    pty.gone("配置有误");
    pty.see("恢复待确认");
    pty.press("a");
    pty.see("规则已停用或更改");
    pty.press("h");
    pty.see("配置已重新载入");
    pty.press("q");
    assert!(pty.ended().success());
}

#[test]
fn feeds_come_and_go_with_an_edit_and_the_language_follows_until_it_is_chosen() {
    let (feed, other) = (Feed::serving(READINGS), Feed::serving(r#"{"id": "fraud.reported", "value": 21}"#));
    let original = fs::read_to_string(feed.config()).unwrap();
    let mut pty = dashboard(&feed, &[], (120, 40));
    pty.see("数据 0秒前 1/1");
    pty.press("f");
    pty.see("county");
    let second = format!("\n[[feed]]\nname = \"police\"\nurl = \"{}\"\nevery = \"1s\"\nstale_after = \"1m\"\n", other.url());
    fs::write(feed.config(), format!("{original}{second}")).unwrap();
    pty.see("police");
    pty.see("2/2");
    let asked = other.asked();
    pty.wait("it is polled on", |_| other.asked() > asked);
    fs::write(feed.config(), original.replace("zh-CN", "en").replace("region", "retain_nothing = 1\nregion")).unwrap();
    pty.see("配置第1行第1列有误");
    fs::write(feed.config(), original.replace("zh-CN", "en") + "retain = \"7d\"\n").unwrap();
    pty.see("restart needed");
    pty.see("1/1");
    pty.press("\x1b");
    pty.see("a change of [journal] needs a restart (y: seen)");
    pty.press("L");
    pty.see("道路交通");
    fs::write(feed.config(), original.replace("示范县", "样板县").replace("zh-CN", "en")).unwrap();
    pty.see("样板县");
    pty.see("道路交通");
    pty.press("q");
    assert!(pty.ended().success());
}

#[test]
fn the_feed_under_the_cursor_is_polled_by_a_key() {
    let feed = Feed::serving(READINGS);
    let config =
        fs::read_to_string(feed.config()).unwrap().replace("every = \"1s\"", "every = \"10h\"").replace("\"1m\"", "\"20h\"");
    fs::write(feed.config(), config).unwrap();
    let mut pty = dashboard(&feed, &[], (120, 40));
    // Keys that are pressed while the terminal is asked are no commands.
    pty.see("亡人数");
    pty.press("f");
    pty.see("200");
    // When it is polled next; the first time that is a random part of the ten hours.
    pty.see("后");
    let asked = feed.asked();
    pty.press("p");
    pty.wait("it was not polled", |_| feed.asked() == asked + 1);
    pty.press("q");
    assert!(pty.ended().success());
}
