//! Each recipe of the README: its answer is served, its configuration reads it, and what comes of it is what it says.

use std::collections::HashMap;
use std::io::{Read, Write};
use std::net::TcpListener;
use std::sync::Arc;

use zhiban::config::Config;
use zhiban::duty::{Format, Outcome, Source};
use zhiban::feed::{Known, poll_once};

use super::page::PAGE;
use super::parse;

/// An answer and the configuration that reads it.
struct Recipe {
    answer: Option<String>,
    config: String,
}

/// The recipes, in order.
fn recipes() -> Vec<Recipe> {
    let (_, section) = PAGE.split_once("## 数据源实例 · Recipes").unwrap();
    let (section, _) = section.split_once("\n### 取数规则").unwrap();
    let block = |text: &str, language: &str| {
        let (_, rest) = text.split_once(&format!("```{language}\n"))?;
        Some(rest.split_once("```").unwrap().0.to_owned())
    };
    let recipes = section.split("\n### ").skip(1);
    recipes.map(|text| Recipe { answer: block(text, "json5"), config: block(text, "toml").unwrap() }).collect()
}

/// What stands behind `#` where an indicator is mapped: its value, or none.
fn said(config: &str) -> HashMap<String, Option<f64>> {
    let lines = config.lines().filter(|line| line.starts_with('"'));
    let said = lines.filter_map(|line| {
        let (id, _) = line.strip_prefix('"')?.split_once('"')?;
        let (_, value) = line.rsplit_once("# ")?;
        Some((id.to_owned(), value.trim().parse().ok()))
    });
    said.collect()
}

/// Serves an answer once, with the `Date` that an answer has.
fn serve(body: Vec<u8>) -> String {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let url = format!("http://{}/", listener.local_addr().unwrap());
    std::thread::spawn(move || {
        let (mut stream, _) = listener.accept().unwrap();
        let _ = stream.read(&mut [0; 4096]).unwrap();
        let date = "Date: Thu, 05 Mar 2026 00:00:02 GMT";
        write!(stream, "HTTP/1.1 200 OK\r\n{date}\r\nContent-Length: {}\r\n\r\n", body.len()).unwrap();
        stream.write_all(&body).unwrap();
    });
    url
}

fn mapped(config: &Config) -> &Source {
    config.sources.last().unwrap()
}

#[tokio::test]
async fn every_recipe_reads_its_answer_as_it_says() {
    let recipes = recipes();
    assert_eq!(recipes.len(), 6);
    let mut read = 0;
    for Recipe { answer, config: text } in recipes {
        let config = parse(&format!("territories = [\"城关镇\", \"白沙乡\"]\ntimezone = \"Asia/Shanghai\"\n{text}"));
        let source = mapped(&config).clone();
        let Some(answer) = answer else {
            assert!(matches!(source.format, Format::Prometheus(_)), "{}", source.name);
            continue;
        };
        let Format::Json(mapping) = &source.format else { panic!("{}", source.name) };
        let body = match mapping.charset.as_deref() {
            Some(label) => encoding_rs::Encoding::for_label(label.as_bytes()).unwrap().encode(&answer).0.into_owned(),
            None => answer.into_bytes(),
        };
        let source = Source { url: serve(body), ..source };
        let now = "2026-03-05T08:00:04+08:00".parse().unwrap();
        let poll = poll_once(source, Arc::new(Known::of(&config.plan)), now).await;
        let Outcome::Snapshot(snapshot) = poll.outcome else { panic!("{text}\n{:?}", poll.outcome) };
        let taken: HashMap<String, Option<f64>> =
            snapshot.readings.iter().map(|reading| (reading.id.to_string(), reading.value)).collect();
        assert_eq!(taken, said(&text), "{text}");
        read += taken.len();
    }
    assert!(read >= 9, "{read}");
}
