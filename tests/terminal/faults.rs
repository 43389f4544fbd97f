//! A feed that fails in many ways in a row: each is on the screen, each is overcome, and the program holds no more afterwards.

use std::fs;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::{TcpListener, TcpStream};
use std::path::Path;
use std::sync::{Arc, Mutex};
use std::thread;

use crate::PROGRAM;
use crate::pty::Pty;

/// What the server does.
#[derive(Clone)]
enum Does {
    /// Answers with good figures.
    Well,
    /// Sends these bytes and closes the connection.
    Sends(Vec<u8>),
    /// Sends the first, and the second so many times.
    Repeats(Vec<u8>, Vec<u8>, usize),
    /// Nothing, as long as the other waits.
    Waits,
}

fn ok(headers: &str, body: &str) -> Does {
    Does::Sends(format!("HTTP/1.1 200 OK\r\nConnection: close\r\n{headers}\r\n{body}").into_bytes())
}

/// Faults and what the screen says of them.
fn faults() -> Vec<(Does, &'static str)> {
    let spaces = vec![b' '; 1 << 20];
    let mut bomb = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::best());
    bomb.write_all(&spaces.repeat(4)).unwrap();
    bomb.flush().unwrap();
    let (start, block) = bomb.get_ref().split_at(10);
    let head = |headers: &str| format!("HTTP/1.1 200 OK\r\nConnection: close\r\n{headers}\r\n").into_bytes();
    let mut many = String::from(r#"{"schema":"zhiban/1","as_of":"2020-01-01T00:00:00Z","readings":["#);
    many += &r#"{"id":"x.y","value":1},"#.repeat(100_000);
    vec![
        (Does::Waits, "2秒内无完整应答"),
        (Does::Sends(vec![]), "应答中途断开：connection closed before message completed"),
        (Does::Sends(b"HTTP/1.1 503 Service Unavailable\r\nContent-Length: 0\r\n\r\n".to_vec()), "服务器暂不可用（HTTP 503）"),
        (Does::Sends(b"HTTP/1.1 401 Unauthorized\r\nContent-Length: 0\r\n\r\n".to_vec()), "应答不可用（HTTP 401）"),
        (
            Does::Sends(b"HTTP/1.1 302 Found\r\nLocation: https://10.1.2.3/login?key=hush\r\n\r\n".to_vec()),
            "被转往别处：https://10.1.2.3/login",
        ),
        (ok("", "<!DOCTYPE html><html>"), "not JSON: looks like an HTML page (a login page?)"),
        (ok("Content-Encoding: br\r\n", "x"), "Content-Encoding br, which was not asked for"),
        (Does::Repeats([&head("Content-Encoding: gzip\r\n"), start].concat(), block.to_vec(), 512), "应答超过 8388608 字节"),
        (Does::Repeats(head(""), spaces, 50), "应答超过 8388608 字节"),
        (ok("", &many), "格式错误"),
        (ok("", &"[".repeat(1_000_000)), "invalid type: sequence, expected an object"),
        (ok("", "<<<<<<< HEAD\n{}"), "a conflict of git stands in it"),
        (Does::Repeats(head(""), b"X: x\r\n".repeat(1000), 1000), "格式错误"),
    ]
}

#[test]
fn every_fault_is_on_the_screen_and_nothing_is_left_of_it() {
    let does = Arc::new(Mutex::new(Does::Well));
    let folder = tempfile::tempdir().unwrap();
    let config = folder.path().join("config.toml");
    let text = format!(
        "region = \"示范县\"\nlanguage = \"zh-CN\"\ntheme = \"dark\"\n[[feed]]\nname = \"county\"\nurl = \"{}\"\nevery = \"1s\"\ntimeout = \"2s\"\n\
         stale_after = \"10m\"\n[journal]\nurl = \"sqlite:journal.db\"\n",
        serve(Arc::clone(&does))
    );
    fs::write(&config, text).unwrap();
    let mut pty = Pty::run(Path::new(PROGRAM), &["--config", config.to_str().unwrap()], &[("LANG", "zh_CN.UTF-8")], (160, 40));
    pty.see("亡人数");
    pty.press("f");
    pty.see("county 实时");

    let before = descriptors(pty.process());
    let mut held = Vec::new();
    for _ in 0..3 {
        for (fault, words) in faults() {
            *does.lock().unwrap() = fault;
            pty.press("r");
            pty.see(words);
            pty.see("读数 1");
            *does.lock().unwrap() = Does::Well;
            pty.press("r");
            pty.see("county 实时");
        }
        held.push(memory(pty.process()));
    }

    assert!(held[2] < held[0] + (32 << 20), "memory: {held:?}");
    pty.wait("descriptors are left", |pty| descriptors(pty.process()) <= before);
    pty.press("1");
    pty.see("亡人数");
    pty.press("q");
    assert!(pty.ended().success());
}

/// Resident memory, in bytes.
fn memory(process: u32) -> u64 {
    let status = fs::read_to_string(format!("/proc/{process}/status")).unwrap();
    let line = status.lines().find(|line| line.starts_with("VmRSS:")).unwrap();
    line.split_whitespace().nth(1).unwrap().parse::<u64>().unwrap() << 10
}

/// How many descriptors are open.
fn descriptors(process: u32) -> usize {
    fs::read_dir(format!("/proc/{process}/fd")).unwrap().count()
}

fn serve(does: Arc<Mutex<Does>>) -> String {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let url = format!("http://{}/counts", listener.local_addr().unwrap());
    thread::spawn(move || {
        for stream in listener.incoming() {
            let does = Arc::clone(&does);
            thread::spawn(move || answer(stream.unwrap(), &does));
        }
    });
    url
}

/// Answers one request after another; whoever asks may hang up at any time.
fn answer(mut stream: TcpStream, does: &Mutex<Does>) {
    let mut lines = BufReader::new(stream.try_clone().unwrap()).lines();
    while let Some(Ok(line)) = lines.next() {
        if !line.is_empty() {
            continue;
        }
        let does = does.lock().unwrap().clone();
        match does {
            Does::Well => {
                let body = format!(
                    r#"{{"schema": "zhiban/1", "as_of": "{}", "readings": [{{"id": "traffic.deaths", "value": 7}}]}}"#,
                    jiff::Timestamp::now()
                );
                let _ = stream.write_all(format!("HTTP/1.1 200 OK\r\nContent-Length: {}\r\n\r\n{body}", body.len()).as_bytes());
                continue;
            }
            Does::Sends(bytes) => _ = stream.write_all(&bytes),
            Does::Repeats(first, part, times) => {
                let _ = stream.write_all(&first);
                for _ in 0..times {
                    if stream.write_all(&part).is_err() {
                        break;
                    }
                }
            }
            Does::Waits => _ = stream.read(&mut [0]),
        }
        let _ = stream.shutdown(std::net::Shutdown::Both);
        return;
    }
}
