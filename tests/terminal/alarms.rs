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
    for text in ["值班员 张三", "带班领导 李四", "已签交班，待接班", "已确认 信访 超期未办 4 ≥ 3 已电话催办", "记事 夜间无异常"]
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

#[test]
fn all_that_is_on_screen_is_acknowledged_after_a_question_with_its_number() {
    let feed = Feed::serving(r#"{"id": "traffic.helmet_rate", "value": 88.5}, {"id": "petitions.overdue", "value": 4}"#);
    let mut pty = dashboard(&feed, &[], (80, 24));
    pty.see("待确认");
    pty.press("a");
    pty.see("待确认 2");
    pty.press("A");
    pty.see("确认屏上全部 2 项告警");
    pty.press("n");
    pty.see("待确认 2");
    pty.press("A");
    pty.see("确认屏上全部 2 项告警");
    pty.press("y");
    pty.see("告警 2  待确认 0");
    pty.press("u");
    pty.see("告警 2  待确认 1");
    pty.press("A");
    pty.see("确认屏上全部 1 项告警");
    pty.press("nq");
    assert!(pty.ended().success());
}

#[test]
fn a_receiver_is_told_once_it_is_shown_and_one_that_cannot_be_told_is_on_screen() {
    let feed = Feed::serve();
    let heard = feed.config().with_file_name("heard");
    let config = std::fs::read_to_string(feed.config()).unwrap();
    let receivers = format!(
        "\n[[notify]]\nname = \"siren\"\ncommand = [\"/bin/sh\", \"-c\", \"cat >> {}\"]\n\
         \n[[notify]]\nname = \"office\"\nwebhook = \"http://127.0.0.1:9/hook\"\n",
        heard.display()
    );
    std::fs::write(feed.config(), config + &receivers).unwrap();
    let mut pty = dashboard(&feed, &[], (80, 24));
    pty.see("通知 office 未送达");
    let told = || std::fs::read_to_string(&heard).unwrap_or_default();
    pty.wait("the siren was never told", |_| told().contains("\"status\":\"firing\""));
    assert!(told().contains("\"indicator\":\"petitions.overdue\""), "{}", told());
    pty.press("aa\r");
    pty.see("已确认");
    pty.press("q");
    assert!(pty.ended().success());
    // What could not be told is still owed after a restart.
    let mut pty = dashboard(&feed, &[], (80, 24));
    pty.see("已确认");
    pty.press("q");
    assert!(pty.ended().success());
}

#[test]
fn the_journal_is_checked_written_out_recovered_and_reported_from_the_command_line() {
    let feed = Feed::serve();
    let mut pty = dashboard(&feed, &[], (80, 24));
    pty.see("待确认");
    pty.press("n巡查完毕\r");
    pty.press("h");
    pty.see("记事 巡查完毕");
    pty.press("q");
    assert!(pty.ended().success());
    let journal = feed.config().with_file_name("journal.db");
    let run = |arguments: &[&str]| {
        let command =
            std::process::Command::new(env!("CARGO_BIN_EXE_zhiban")).args(arguments).arg("--config").arg(feed.config()).output();
        let output = command.unwrap();
        (output.status.success(), String::from_utf8(output.stdout).unwrap(), String::from_utf8(output.stderr).unwrap())
    };
    let (whole, said, _) = run(&["journal", "verify"]);
    assert!(whole && said.contains("entries, the last is"), "{said}");
    let (_, lines, _) = run(&["journal", "export"]);
    assert!(lines.lines().any(|line| line.contains("巡查完毕")) && lines.lines().last().unwrap().starts_with("{\"reading\""));
    let new = feed.config().with_file_name("new.db");
    let (recovered, said, _) = run(&["journal", "recover", journal.to_str().unwrap(), new.to_str().unwrap()]);
    assert!(recovered && said.contains("0 entries lost"), "{said}");
    let (again, _, why) = run(&["journal", "recover", journal.to_str().unwrap(), new.to_str().unwrap()]);
    assert!(!again && why.contains("exists already"), "{why}");
    for (format, holds) in [("md", "巡查完毕"), ("html", "@page"), ("csv", "巡查完毕"), ("json", "zhiban-report/1")] {
        let (done, report, why) = run(&["report", "--format", format]);
        assert!(done && report.contains(holds), "{format}: {why}\n{report}");
    }
    let (done, _, why) = run(&["report", "--from", "tomorrow"]);
    assert!(!done && why.contains("2026-03-05T08:30"), "{why}");
}
