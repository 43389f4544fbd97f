//! A county where everything is called something naughty, and the server of its feeds.

use std::fmt::Write as _;
use std::io::{BufRead, BufReader, Write};
use std::net::TcpListener;
use std::path::PathBuf;
use std::sync::{Arc, Mutex};
use std::thread;

use crate::strings::naughty;

/// A folder with a configuration, and what was sent to its webhook.
pub(crate) struct County {
    pub(crate) folder: tempfile::TempDir,
    told: Arc<Mutex<Vec<String>>>,
}

/// Those that can be the name of something: a configuration with an empty one is refused.
fn names() -> Vec<String> {
    naughty().into_iter().filter(|string| !string.trim().is_empty()).collect()
}

/// A string as TOML writes it.
fn quoted(text: &str) -> String {
    toml::Value::String(text.to_owned()).to_string()
}

impl County {
    pub(crate) fn new() -> Self {
        let told = Arc::new(Mutex::new(Vec::new()));
        let address = serve(Arc::clone(&told));
        let folder = tempfile::tempdir().unwrap();
        std::fs::write(folder.path().join("config.toml"), config(&address, &folder.path().join("told").display().to_string()))
            .unwrap();
        Self { folder, told }
    }

    pub(crate) fn config(&self) -> PathBuf {
        self.folder.path().join("config.toml")
    }

    pub(crate) fn journal(&self) -> PathBuf {
        self.folder.path().join("journal.db")
    }

    /// What the webhook was sent, and what the command read.
    pub(crate) fn told(&self) -> (Vec<String>, String) {
        (self.told.lock().unwrap().clone(), std::fs::read_to_string(self.folder.path().join("told")).unwrap_or_default())
    }
}

fn config(address: &str, told: &str) -> String {
    let strings = names();
    let mut territories: Vec<&String> = Vec::new();
    for string in &strings {
        let clean = zhiban::duty::Clean::new(string);
        if !territories.iter().any(|other| zhiban::duty::Clean::new(other) == clean) {
            territories.push(string);
        }
    }
    let territories: Vec<String> = territories.into_iter().map(|name| quoted(name)).collect();
    let mut text = format!(
        "region = {}\ntimezone = \"Asia/Shanghai\"\nlanguage = \"zh-CN\"\ntheme = \"dark\"\nterritories = [{}]\n[journal]\nurl = \"sqlite:journal.db\"\n",
        quoted("示范\u{1b}[2J!县\u{202e}\u{9b}31m"),
        territories.join(", ")
    );
    let topics = ["safety", "traffic", "drowning", "petitions", "drugs", "fraud"];
    for (n, string) in strings.iter().enumerate() {
        let (topic, name) = (topics[n % 6], quoted(string));
        let other = quoted(&strings[(n + 7) % strings.len()]);
        let _ = write!(
            text,
            "[[indicator]]\nid = \"{topic}.n{n}\"\ntopic = \"{topic}\"\nname = {{ zh = {name}, en = {other} }}\nkind = \"count\"\nwindow = \"year\"\n\
             unit = {name}\nguidance = {{ zh = {other}, en = {name} }}\nrules = [{{ level = \"critical\", when = \"value >= 1\" }}]\n"
        );
        if n % 9 == 0 {
            let _ = writeln!(text, "clock = \"clock{n}\"");
            let _ = write!(
                text,
                "[[clock]]\nname = \"clock{n}\"\nsteps = [{{ name = {{ zh = {name}, en = {other} }}, within = \"30m\" }}]\n"
            );
        }
        if n % 11 == 0 {
            let _ = write!(text, "[[period]]\nname = {{ zh = {name}, en = {other} }}\nfrom = \"01-01\"\nto = \"12-31\"\n");
        }
    }
    for n in 0..FEEDS {
        let name = quoted(&format!("{n}{}", strings[n * 5]));
        let _ = write!(text, "[[feed]]\nname = {name}\nurl = \"http://{address}/{n}\"\nevery = \"30s\"\n");
    }
    let name = quoted("hook\u{1b}]0;x\u{7}\u{202e}");
    let _ = write!(
        text,
        "[[notify]]\nname = {name}\nlevel = \"critical\"\nosc9 = true\nbell = true\nwebhook = \"http://{address}/hook\"\ncommand = [\"/bin/sh\", \"-c\", \"cat >> {told}\"]\n"
    );
    text
}

/// How many feeds there are.
const FEEDS: usize = 40;

/// A server on loopback: the first feed is good, each other answers in its own way.
fn serve(told: Arc<Mutex<Vec<String>>>) -> String {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = listener.local_addr().unwrap().to_string();
    thread::spawn(move || {
        for stream in listener.incoming() {
            let Ok(mut stream) = stream else { return };
            let told = Arc::clone(&told);
            thread::spawn(move || {
                let mut reader = BufReader::new(stream.try_clone().unwrap());
                while let Some((path, body)) = request(&mut reader) {
                    let feed = path.strip_prefix('/').and_then(|path| path.parse().ok());
                    let answer = feed.map_or_else(
                        || {
                            told.lock().unwrap().push(body);
                            b"HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n".to_vec()
                        },
                        answer,
                    );
                    if stream.write_all(&answer).is_err() {
                        return;
                    }
                }
            });
        }
    });
    address
}

fn request(reader: &mut impl BufRead) -> Option<(String, String)> {
    let mut first = String::new();
    reader.read_line(&mut first).ok().filter(|count| *count > 0)?;
    let mut length = 0;
    loop {
        let mut line = String::new();
        reader.read_line(&mut line).ok()?;
        if let Some(value) = line.to_ascii_lowercase().strip_prefix("content-length:") {
            length = value.trim().parse().unwrap();
        }
        if line.trim().is_empty() {
            break;
        }
    }
    let mut body = vec![0; length];
    reader.read_exact(&mut body).ok()?;
    Some((first.split(' ').nth(1)?.to_owned(), String::from_utf8(body).unwrap()))
}

fn answer(feed: usize) -> Vec<u8> {
    let strings = names();
    let string = &strings[(feed * 7) % strings.len()];
    let json = serde_json::to_string(string).unwrap();
    let ok = |body: String| [format!("HTTP/1.1 200 OK\r\nContent-Length: {}\r\n\r\n", body.len()), body].concat().into_bytes();
    // What a header may not hold would only be an answer that breaks off.
    let header: Vec<u8> = string.bytes().map(|byte| if byte < 0x20 || byte == 0x7f { b'?' } else { byte }).take(1000).collect();
    let document =
        |readings: &str| format!(r#"{{"schema":"zhiban/1","as_of":"{}","readings":[{readings}]}}"#, jiff::Timestamp::now());
    match feed % 8 {
        _ if feed == 0 => {
            let topics = ["safety", "traffic", "drowning", "petitions", "drugs", "fraud"];
            let territories: Vec<String> = strings.iter().map(|name| serde_json::to_string(name).unwrap()).collect();
            let mut seen = std::collections::HashSet::new();
            let territories: Vec<String> =
                territories.into_iter().filter(|name| seen.insert(name.clone())).map(|name| format!("{name}:2")).collect();
            let readings = (0..strings.len()).map(|n| {
                format!(
                    r#"{{"id":"{}.n{n}","value":{},"territories":{{{}}}}}"#,
                    topics[n % 6],
                    1 + n % 3,
                    if n < 12 { territories.join(",") } else { String::new() }
                )
            });
            ok(document(&readings.collect::<Vec<_>>().join(",")))
        }
        1 => ok(document(&format!(r#"{{"id":"traffic.deaths","value":1,{json}:2}}"#))),
        2 => ok(document(&format!(r#"{{"id":{json},"value":1}},{{"id":{json},"value":2}}"#))),
        3 => ok(document(&format!(r#"{{"id":"traffic.deaths","value":1,"territories":{{{json}:1,{json}:2}}}}"#))),
        4 => [b"HTTP/1.1 404 ", &header[..], b"\r\nContent-Length: 0\r\n\r\n"].concat(),
        5 => [b"HTTP/1.1 302 Found\r\nLocation: https://example.org/", &header[..], b"\r\nContent-Length: 0\r\n\r\n"].concat(),
        6 => [b"HTTP/1.1 200 OK\r\nContent-Encoding: ", &header[..], b"\r\nContent-Length: 0\r\n\r\n"].concat(),
        _ => ok(document(&format!(r#"{{"id":"traffic.deaths","value":{json}}}"#))),
    }
}
