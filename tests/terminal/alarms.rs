//! Alarms, the shift and the journal, as their users meet them: by keys, across restarts, with two seats.

use crate::dashboard;
use crate::feed::Feed;

#[test]
fn what_was_acknowledged_noted_and_signed_is_there_after_a_restart() {
    let feed = Feed::serve();
    let mut pty = dashboard(&feed, &[], (80, 24));
    pty.see("超期未办 4 ≥ 3 待确认");
    pty.press("a");
    pty.see("待确认 1");
    pty.press("a");
    pty.see("备注（可空");
    pty.press("已电话催办\r");
    pty.see("已确认 未签到");
    pty.press("h");
    pty.see("无人签到");
    pty.press("i张三\r李四\r");
    pty.see("值班员 张三");
    pty.press("n夜间无异常\r");
    pty.see("记事 夜间无异常");
    pty.press("x");
    pty.see("签字交班");
    pty.press("y");
    pty.see("张三");
    pty.press("q");
    assert!(pty.ended().success());

    let mut pty = dashboard(&feed, &[], (80, 24));
    pty.see("超期未办 4 ≥ 3 已确认");
    pty.press("h");
    for text in
        ["值班员 张三", "带班领导 李四", "已签交班，待接班", "已确认 信访 超期未办 value >= 3 已电话催办", "记事 夜间无异常"]
    {
        pty.see(text);
    }
    pty.press("t王五\r\r");
    pty.see("值班员 王五");
    pty.press("q");
    assert!(pty.ended().success());
}

#[test]
fn what_is_put_aside_says_why_and_until_when_and_comes_back_by_a_key() {
    let feed = Feed::serve();
    let mut pty = dashboard(&feed, &[], (120, 40));
    pty.see("待确认");
    pty.press("az等待回复\r");
    pty.see("搁置 #");
    // Ctrl-U empties the proposal of the shift's end.
    pty.press("\x159h\r");
    pty.see("最长 8 小时");
    pty.press("z等待回复\r\x152h\r");
    pty.see("搁置 未签到 至");
    pty.press("z");
    pty.gone("搁置 未签到 至");
    pty.press("o传感器检修\r");
    pty.see("停用 未签到 传感器检修");
    pty.press("/没有这样的\r");
    pty.see("没有符合筛选的告警");
    pty.press("\x1b");
    pty.see("安全生产专班");
    pty.press("q");
    assert!(pty.ended().success());
}

#[test]
fn a_question_takes_keys_that_mean_something_else_elsewhere() {
    let feed = Feed::serve();
    let mut pty = dashboard(&feed, &[], (80, 24));
    pty.see("待确认");
    pty.press("nqLr?");
    pty.see("记事（500 字内，勿填个人信息）： qLr?");
    // What is pasted is text on one line, and outside of a question nothing at all.
    pty.press("\x1b[200~一\rq二\x1b[201~");
    pty.see("： qLr?一 q二");
    pty.press("\x1b");
    pty.gone("记事（500");
    pty.press("\x1b[200~q\x1b[201~L");
    pty.see("Road traffic");
    pty.press("q");
    assert!(pty.ended().success());
}

#[test]
fn the_bell_rings_for_what_is_critical_and_once() {
    let feed = Feed::serve();
    let mut pty = dashboard(&feed, &[], (80, 24));
    pty.see("待确认");
    pty.wait("it never rang", |pty| pty.bytes().contains(&7));
    let asked = feed.asked();
    pty.wait("it was not polled again", |_| feed.asked() > asked + 1);
    assert_eq!(pty.bytes().split(|byte| *byte == 7).count(), 2, "one bell");
    pty.press("q");
    assert!(pty.ended().success());
}

#[test]
fn a_second_seat_says_that_it_records_nothing_and_catches_up() {
    let feed = Feed::serve();
    let mut first = dashboard(&feed, &[], (80, 24));
    first.see("超期未办 4 ≥ 3 待确认");
    first.press("aa\r");
    first.see("已确认");
    let mut second = dashboard(&feed, &[], (80, 24));
    second.see("未落盘");
    second.see("超期未办 4 ≥ 3 已确认");
    // What the first does now the second learns when it goes on with the journal.
    first.press("u");
    first.see("待确认 1");
    second.press("n两席同看\r");
    second.press("h");
    second.see("记事 两席同看  未落盘");
    second.press("q");
    second.see("条未落盘，退出将丢失");
    second.press("n");
    second.gone("退出将丢失");
    first.press("q");
    assert!(first.ended().success());
    second.gone("未落盘");
    second.see("接续日志库");
    second.see("记事 两席同看");
    second.press("a");
    second.see("待确认 1");
    second.press("a两席同认\r");
    second.see("两席同认");
    second.press("q");
    assert!(second.ended().success());
    let verified = std::process::Command::new(env!("CARGO_BIN_EXE_zhiban"))
        .args(["journal", "verify", "--config"])
        .arg(feed.config())
        .output()
        .unwrap();
    assert!(verified.status.success(), "{}", String::from_utf8_lossy(&verified.stderr));
}
