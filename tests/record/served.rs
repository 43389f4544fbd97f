//! `zhiban feed serve`: an exercise that a live seat takes as it takes any feed.

use std::io::{Read, Write};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::path::Path;
use std::thread;
use std::time::Duration;

use nix::sys::signal::Signal;

use crate::feed::{Scene, document};
use crate::program::{Running, program, run, text};

/// A port that is free now.
fn free() -> SocketAddr {
    TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap()
}

fn serve(arguments: &[&str]) -> (Running, SocketAddr) {
    let address = free();
    let listen = address.to_string();
    let running = Running::start(program(&[&["feed", "serve", "--listen", &listen], arguments].concat()));
    running.hear("serving an exercise");
    (running, address)
}

/// What the exercise printed, as the configuration of a scene.
fn configured(scene: &Scene, running: &Running) -> String {
    std::fs::write(scene.path("config.toml"), running.printed()).unwrap();
    scene.config()
}

fn check(config: &str) -> (Option<i32>, serde_json::Value) {
    let output = run(&["check", "--format", "json", "--config", config]);
    (output.status.code(), serde_json::from_slice(&output.stdout).unwrap())
}

#[test]
fn a_recording_of_years_ago_is_live_with_the_configuration_that_is_printed() {
    let data = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/data/traffic-nj.ndjson");
    let (running, address) = serve(&[data.to_str().unwrap()]);
    let scene = Scene::new(&[]);
    let config = configured(&scene, &running);
    assert!(running.printed().contains("# territories = [\""), "{}", running.printed());
    let (_, report) = check(&config);
    assert_eq!(report["feeds"][0]["name"], "演练 traffic-nj");
    assert_eq!((&report["feeds"][0]["state"], &report["feeds"][0]["status"]), (&"live".into(), &200.into()), "{report}");
    assert!(report["feeds"][0]["age_s"].as_i64().unwrap() < 60);
    assert!(!report["indicators"].as_array().unwrap().is_empty());

    let busy = run(&["feed", "serve", data.to_str().unwrap(), "--listen", &address.to_string()]);
    assert_eq!(busy.status.code(), Some(1));
    assert!(text(&busy.stderr).contains("another program listens there"), "{}", text(&busy.stderr));
    let (status, said) = running.end(Signal::SIGTERM);
    assert_eq!(status.code(), Some(0));
    assert!(!said.contains("other machines"), "{said}");
}

#[test]
fn time_runs_faster_and_the_last_figures_stay() {
    let scene = Scene::new(&[]);
    let lines: Vec<String> = (0..3).map(|n| document(n * 600, &format!(r#"{{"id":"traffic.deaths","value":{n}}}"#))).collect();
    let file = scene.path("县 a.ndjson");
    std::fs::write(&file, lines.join("\n")).unwrap();
    let (running, _) = serve(&[file.to_str().unwrap(), "--speed", "600"]);
    let config = configured(&scene, &running);
    running.wait("the last never came", || check(&config).1["indicators"][0]["value"] == 2.0);
    let (_, report) = check(&config);
    assert_eq!((&report["feeds"][0]["state"], &report["indicators"][0]["value"]), (&"live".into(), &2.0.into()));
    assert_eq!(running.end(Signal::SIGINT).0.code(), Some(0));
}

#[test]
fn the_demonstration_county_is_served_in_a_situation() {
    let (running, _) = serve(&["demo", "--scenario", "flood", "--speed", "10"]);
    let scene = Scene::new(&[]);
    let config = configured(&scene, &running);
    assert_eq!(running.printed().matches("[[feed]]").count(), 3);
    running.wait("never critical", || check(&config).0 == Some(2));
    let (_, report) = check(&config);
    let live = report["feeds"].as_array().unwrap().iter().filter(|feed| feed["state"] == "live").count();
    assert_eq!(live, 3, "faster than time itself, and not in the future: {report}");
}

#[test]
fn what_cannot_be_served_is_said() {
    let scene = Scene::new(&[]);
    std::fs::write(scene.path("a.ndjson"), document(0, "")).unwrap();
    let file = scene.path("a.ndjson").display().to_string();
    for (arguments, words) in [
        (&["/nowhere/a.ndjson"][..], "/nowhere/a.ndjson"),
        (&[&file, &file], "two recordings are named a"),
        (&["demo", &file], "`demo` is served alone"),
        (&[&file, "--seed", "2"], "--seed and --scenario are of the demonstration county"),
        (&[&file, "--listen", "192.0.2.1:8787"], "this machine has no such address"),
    ] {
        let output = run(&[&["feed", "serve"], arguments].concat());
        assert_eq!(output.status.code(), Some(1), "{arguments:?}");
        assert!(text(&output.stderr).contains(words), "{}", text(&output.stderr));
    }
}

#[test]
fn that_other_machines_can_read_it_is_said() {
    let listen = format!("0.0.0.0:{}", free().port());
    let running = Running::start(program(&["feed", "serve", "demo", "--listen", &listen]));
    running.hear("other machines may connect");
    running.hear("serving an exercise");
    running.wait("no configuration", || running.printed().contains("allow_http = true"));
}

#[test]
fn a_crowd_of_idle_connections_takes_no_descriptor_beyond_the_bound_and_a_seat_is_served_after_it() {
    let (running, address) = serve(&["demo"]);
    // Some say nothing, some half a request, some never read.
    let crowd: Vec<TcpStream> = (0..440)
        .map(|n| {
            let mut stream = TcpStream::connect(address).unwrap();
            match n % 3 {
                0 => {}
                1 => stream.write_all(b"GET /police HTT").unwrap(),
                _ => stream.write_all(&b"GET /police HTTP/1.1\r\nhost: a\r\n\r\n".repeat(50)).unwrap(),
            }
            stream
        })
        .collect();
    let open = || std::fs::read_dir(format!("/proc/{}/fd", running.pid())).unwrap().count();
    running.wait("not all that may come in are in", || open() >= 400);
    thread::sleep(Duration::from_millis(500));
    assert!(open() < 430, "{} descriptors: others wait outside", open());
    drop(crowd);
    let mut seat = TcpStream::connect(address).unwrap();
    seat.write_all(b"GET /petitions HTTP/1.1\r\nhost: a\r\nconnection: close\r\n\r\n").unwrap();
    let mut answer = String::new();
    seat.read_to_string(&mut answer).unwrap();
    assert!(answer.starts_with("HTTP/1.1 200") && answer.to_lowercase().contains("\r\ndate: "), "{answer}");
}
