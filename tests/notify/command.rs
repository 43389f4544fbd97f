//! Programs that are told: they read, fail, hang and leave children behind.

use std::path::Path;
use std::time::Duration;

use serde_json::Value;
use zhiban::duty::{Delivery, Outbox, Receiver, Span};
use zhiban::notify::{Couriers, message};

use crate::desk::{CRITICAL, Desk, at, only, siren};

/// A delivery to a program with these arguments and a limit of so many seconds.
fn delivery(argv: &[&str], limit: u32) -> Delivery {
    let command = Some(argv.iter().map(|&argument| argument.to_owned()).collect());
    let mut outbox = Outbox::new(vec![Receiver { command, timeout: Span::from_seconds(limit), ..siren() }]);
    Desk::new().tell(&mut outbox, CRITICAL, 0);
    only(&mut outbox, 0)
}

async fn run(argv: &[&str], limit: u32) -> Result<(), String> {
    let mut couriers = Couriers::default();
    couriers.send(delivery(argv, limit));
    couriers.next().await.1.map_err(|reason| reason.to_string())
}

/// A script that a shell is told to run, with the arguments after it.
async fn script(text: &str, arguments: &[&str], limit: u32) -> Result<(), String> {
    run(&[&["/bin/sh", "-c", text, "sh"], arguments].concat(), limit).await
}

/// Reads a file as soon as there is something in it.
async fn written(path: &Path) -> String {
    loop {
        match std::fs::read_to_string(path) {
            Ok(text) if text.ends_with('\n') => return text,
            _ => tokio::time::sleep(Duration::from_millis(5)).await,
        }
    }
}

/// Fails where a process does not go; a minute is long enough for any machine.
async fn gone(process: &str) {
    let waited = tokio::time::timeout(Duration::from_mins(1), wait_for_the_end_of(process)).await;
    assert!(waited.is_ok(), "{process} is still there");
}

/// Waits until a process is gone, or dead and only its parent's to bury.
async fn wait_for_the_end_of(process: &str) {
    let alive = || {
        let state = std::fs::read_to_string(format!("/proc/{}/stat", process.trim())).unwrap_or_default();
        state.rsplit(") ").next().is_some_and(|state| !state.is_empty() && !state.starts_with('Z'))
    };
    while alive() {
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
}

#[tokio::test]
async fn it_reads_the_alarm_to_its_end() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("told");
    script("cat > \"$1\"", &[path.to_str().unwrap()], 60).await.unwrap();
    let told = std::fs::read_to_string(&path).unwrap();
    assert_eq!(told, message(&delivery(&["x"], 1).owed));
    let told: Value = serde_json::from_str(&told).unwrap();
    assert_eq!((&told["status"], &told["region"]), (&Value::from("firing"), &Value::from("示范县")));
}

#[tokio::test]
async fn arguments_go_through_no_shell() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("arguments");
    let hostile = "$(touch never); `touch never` * | x";
    script("printf '%s\\n' \"$2\" > \"$1\"", &[path.to_str().unwrap(), hostile], 60).await.unwrap();
    assert_eq!(std::fs::read_to_string(&path).unwrap().trim_end(), hostile);
    let failed = run(&["/bin/true; echo"], 60).await.unwrap_err();
    assert_eq!(failed, "/bin/true; echo: no such program");
}

#[tokio::test]
async fn its_status_and_its_first_words_say_why_it_failed() {
    for (text, why) in [
        ("exit 3", "/bin/sh: exit status: 3"),
        ("echo; echo 'no such modem' >&2; echo more >&2; exit 1", "/bin/sh: exit status: 1: no such modem"),
        ("printf '\\033[2J\\007red' >&2; exit 1", "/bin/sh: exit status: 1: \u{fffd}[2J\u{fffd}red"),
        ("kill -TERM $$", "/bin/sh: signal: 15 (SIGTERM)"),
    ] {
        assert_eq!(script(text, &[], 60).await.unwrap_err(), why);
    }
    let unreadable = run(&["/"], 60).await.unwrap_err();
    assert_eq!(unreadable, "/: not permitted to run");
}

#[tokio::test]
async fn one_that_does_not_read_or_says_too_much_is_none_the_worse() {
    script("exec <&-", &[], 60).await.unwrap();
    script("head -c 1000000 /dev/zero >&2; head -c 1000000 /dev/zero", &[], 60).await.unwrap();
    let why = script("head -c 1000000 /dev/zero | tr '\\0' x >&2; exit 1", &[], 60).await.unwrap_err();
    assert!(why.chars().count() <= 160, "{why}");
}

#[tokio::test]
async fn what_it_leaves_running_after_its_end_runs_on_and_holds_nobody_up() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("process");
    // The child keeps standard error open, as a player in the background does.
    script("sleep 600 & echo $! > \"$1\"", &[path.to_str().unwrap()], 60).await.unwrap();
    let child = written(&path).await;
    assert!(Path::new(&format!("/proc/{}", child.trim())).exists());
    std::process::Command::new("kill").arg(child.trim()).status().unwrap();
}

#[tokio::test]
async fn the_time_limit_ends_it_with_all_its_children() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("processes");
    let text = "trap '' TERM; sleep 600 & echo $! $$ > \"$1\"; wait; sleep 600";
    let why = script(text, &[path.to_str().unwrap()], 1).await.unwrap_err();
    assert_eq!(why, "/bin/sh: not done within 1s, killed");
    for process in written(&path).await.split_whitespace() {
        gone(process).await;
    }
}

#[tokio::test]
async fn the_end_of_the_dashboard_ends_it_with_all_its_children() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("processes");
    let text = "sleep 600 & echo $! $$ > \"$1\"; wait";
    let mut couriers = Couriers::default();
    couriers.send(delivery(&["/bin/sh", "-c", text, "sh", path.to_str().unwrap()], 60));
    let processes = written(&path).await;
    assert_eq!(couriers.under_way(), 1);
    drop(couriers);
    for process in processes.split_whitespace() {
        gone(process).await;
    }
}

#[tokio::test]
async fn one_that_hangs_holds_up_no_other() {
    let mut couriers = Couriers::default();
    couriers.send(delivery(&["/bin/sh", "-c", "sleep 600"], 60));
    let quick = delivery(&["/bin/sh", "-c", "exit 7"], 60);
    couriers.send(quick.clone());
    let (id, outcome) = couriers.next().await;
    assert_eq!((id, outcome.unwrap_err().as_str()), (quick.id, "/bin/sh: exit status: 7"));
    assert_eq!(couriers.under_way(), 1);
}

#[tokio::test]
async fn one_that_fails_is_told_again_until_it_works() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("told");
    let text = "echo x >> \"$1\"; test $(wc -l < \"$1\") -ge 3";
    let argv = ["/bin/sh", "-c", text, "sh", path.to_str().unwrap()].map(str::to_owned).to_vec();
    let mut outbox = Outbox::new(vec![Receiver { command: Some(argv), ..siren() }]);
    Desk::new().tell(&mut outbox, CRITICAL, 0);
    let mut couriers = Couriers::default();
    let (mut second, mut failures) = (0, 0);
    loop {
        outbox.due(at(second)).into_iter().for_each(|delivery| couriers.send(delivery));
        match couriers.next().await {
            (id, Ok(())) => break outbox.delivered(&id, at(second)),
            (id, Err(reason)) => outbox.failed(&id, reason, at(second), 1.0),
        }
        failures += 1;
        assert!(outbox.health(at(second))[0].trouble.is_some());
        second += 10;
    }
    assert_eq!((failures, outbox.next_due()), (2, None));
    assert!(outbox.health(at(second))[0].trouble.is_none());
}
