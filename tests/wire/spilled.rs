//! The program itself, with secrets of every kind and a server that errs in every way: nothing secret comes out anywhere.

use std::fmt::Write;
use std::path::Path;
use std::process::{Command, Output, Stdio};
use std::time::{Duration, Instant};

use crate::doubles::{answer, good, write_private};
use crate::server::{Act, Request, Server};

const PROGRAM: &str = env!("CARGO_BIN_EXE_zhiban");

/// The secrets, and what they look like on the wire.
const SECRETS: [&str; 4] = ["tkn-7f3a91", "pwd-c04d17", "hdr-5be220", "ZHV0eTpwd2QtYzA0ZDE3"];

/// The ways to err. A server that repeats what it was told is the worst of them.
const CASES: [&str; 13] =
    ["good", "401", "403", "404", "429", "500", "redirect", "login", "schema", "values", "reset", "cut", "header"];

fn err(request: &Request) -> Act {
    let echo = ["authorization", "x-api-key"].map(|name| request.header(name).unwrap_or_default()).join(" ");
    let case = request.path().trim_start_matches('/').to_owned();
    let told = format!("X-Echo: {echo}");
    let headers = ["Content-Type: application/json", "ETag: \"hush\"", told.as_str()];
    match case.as_str() {
        "good" => Act::Send(good(7)),
        "401" | "403" | "404" | "429" | "500" => Act::Send(answer(&format!("{case} {echo}"), &headers, &echo)),
        "redirect" => {
            let echo = echo.replace(' ', "+");
            let to = format!("Location: https://u:{echo}@elsewhere.example/?k={echo}#{echo}");
            Act::Send(answer("302 Found", &[&to], ""))
        }
        "login" => Act::Send(answer("200 OK", &headers, format!("<html>{echo}"))),
        "schema" => Act::Send(answer("200 OK", &headers, format!(r#"{{"schema":"{echo}","readings":[]}}"#))),
        "values" => {
            let body = format!(r#"{{"schema":"zhiban/1","as_of":"{echo}","readings":[{{"id":"{echo}","value":"{echo}"}}]}}"#);
            Act::Send(answer("200 OK", &headers, body))
        }
        "reset" => Act::Reset(echo.into_bytes()),
        "cut" => Act::Close(format!("HTTP/1.1 200 OK\r\nContent-Length: 999\r\n\r\n{echo}").into_bytes()),
        "header" => Act::Close(format!("HTTP/1.1 200 OK\r\nbad {echo}\r\n\r\n").into_bytes()),
        other => panic!("{other}"),
    }
}

fn write_config(folder: &Path, server: &Server) {
    write_private(&folder.join("token"), SECRETS[0]);
    write_private(&folder.join("password"), SECRETS[1]);
    write_private(&folder.join("key"), SECRETS[2]);
    write_private(&folder.join("broken"), format!("{}\n{}", SECRETS[0], SECRETS[1]));
    let mut text = String::new();
    let mut feed = |name: &str, url: &str, keys: &str| {
        writeln!(text, "[[feed]]\nname = \"{name}\"\nurl = \"{url}\"\nevery = \"1s\"\n{keys}").unwrap();
    };
    for case in CASES {
        let url = format!("http://127.0.0.1:{}/{case}", server.port);
        let key = "header_files = { X-Api-Key = \"key\" }";
        feed(&format!("{case}-token"), &url, &format!("bearer_file = \"token\"\n{key}"));
        feed(&format!("{case}-basic"), &url, &format!("basic_user = \"duty\"\nbasic_password_file = \"password\"\n{key}"));
        feed(&format!("{case}-env"), &url, "bearer_env = \"ZHIBAN_TEST_TOKEN\"");
    }
    // What never gets as far as a request.
    let url = format!("http://127.0.0.1:{}/good", server.port);
    feed("broken-token", &url, "bearer_file = \"broken\"");
    feed("broken-header", &url, "header_files = { X-Api-Key = \"broken\" }");
    feed("broken-password", &url, "basic_user = \"duty\"\nbasic_password_file = \"broken\"");
    feed("not-tls", &url.replace("http:", "https:"), "timeout = \"1s\"\nbearer_file = \"token\"");
    feed("not-a-ca", &url.replace("http:", "https:"), "bearer_file = \"token\"\nca = \"broken\"");
    std::fs::write(folder.join("config.toml"), text).unwrap();
}

fn zhiban(folder: &Path, arguments: &[&str]) -> Command {
    let mut command = Command::new(PROGRAM);
    let log = folder.join("zhiban.log");
    command.args(arguments).args(["-vv", "--log"]).arg(log).arg("--config").arg(folder.join("config.toml"));
    command.env("ZHIBAN_TEST_TOKEN", SECRETS[0]).env("RUST_LOG", "trace").env("RUST_BACKTRACE", "1");
    command.env("XDG_STATE_HOME", folder.join("state")).env("XDG_CONFIG_HOME", folder);
    command
}

fn keeps_quiet(what: &str, text: &[u8]) {
    let text = String::from_utf8_lossy(text);
    for secret in SECRETS {
        assert!(!text.contains(secret), "{what} spills {secret}: {text}");
    }
}

#[tokio::test]
async fn nothing_secret_comes_out_anywhere() {
    let server = Server::start(|_, request| err(request)).await;
    let folder = tempfile::tempdir().unwrap();
    write_config(folder.path(), &server);
    let path = folder.path().to_owned();
    let outputs: Vec<(String, Output)> = tokio::task::spawn_blocking(move || {
        let commands: [&[&str]; 5] = [
            &["check"],
            &["check", "--format", "json"],
            &["check", "--format", "nagios", "--language", "en"],
            &["config", "show"],
            &["config", "check"],
        ];
        commands.map(|arguments| (arguments.join(" "), zhiban(&path, arguments).output().unwrap())).into()
    })
    .await
    .unwrap();
    let carried = |part: &str| server.requests().iter().any(|request| request.head.contains(part));
    // The password goes along in base64 alone.
    for secret in [SECRETS[0], SECRETS[2], SECRETS[3]] {
        assert!(carried(secret), "{secret} did not even reach the server");
    }
    for (what, output) in &outputs {
        keeps_quiet(what, &output.stdout);
        keeps_quiet(what, &output.stderr);
    }
    let text = String::from_utf8_lossy(&outputs[0].1.stdout);
    for case in CASES.into_iter().chain(["broken", "not"]) {
        assert!(text.contains(&format!(" {case}-")), "check says nothing of {case}: {text}");
    }
    assert!(text.contains("token file ") && text.contains("ca file ") && text.contains("https://elsewhere.example/\n"), "{text}");

    // The dashboard itself, for as long as it takes to log every trouble.
    let mut command = zhiban(folder.path(), &["--plain"]);
    let mut running = command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    let log = folder.path().join("zhiban.log");
    let started = Instant::now();
    let all = |log: &str| CASES.iter().all(|case| *case == "good" || log.contains(&format!("{case}-basic")));
    while !std::fs::read_to_string(&log).is_ok_and(|log| all(&log)) {
        assert!(started.elapsed() < Duration::from_mins(1), "{}", std::fs::read_to_string(&log).unwrap_or_default());
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    keeps_quiet("the process list", &std::fs::read(format!("/proc/{}/cmdline", running.id())).unwrap());
    running.kill().unwrap();
    let output = running.wait_with_output().unwrap();
    keeps_quiet("--plain", &output.stdout);
    keeps_quiet("--plain", &output.stderr);
    keeps_quiet("the log", &std::fs::read(&log).unwrap());
    for file in std::fs::read_dir(folder.path().join("state/zhiban")).unwrap() {
        keeps_quiet("the journal", &std::fs::read(file.unwrap().path()).unwrap());
    }
}
