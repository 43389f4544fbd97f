//! The configuration that reads what is served.

use std::fmt::Write;
use std::net::SocketAddr;

use serde::Deserialize;
use serde_json::{Map, Value};
use url::Url;

use crate::command::Failure;
use crate::config::Config;
use crate::demo::Recording;
use crate::duty::{Clean, Id, Span};
use crate::screen::Words;

/// The topics that an indicator's id can begin with.
const TOPICS: [&str; 7] = ["safety", "traffic", "drowning", "petitions", "drugs", "fraud", "campaign"];

/// The slowest that a recording is polled, whatever its snapshots are apart: an exercise is followed.
const SLOWEST: Span = Span::from_seconds(10);

/// What is served.
pub(super) struct Served {
    /// The feeds by name, and how often each is to be polled.
    pub(super) feeds: Vec<(String, Span)>,
    /// The townships there are figures of, in their order.
    pub(super) territories: Vec<String>,
    /// The indicators, in their order.
    pub(super) ids: Vec<Id>,
}

/// All that is read of a document here.
#[derive(Deserialize)]
struct Document {
    readings: Vec<Item>,
}

#[derive(Deserialize)]
struct Item {
    id: String,
    #[serde(default)]
    territories: Map<String, Value>,
}

impl Served {
    /// What recordings hold.
    pub(super) fn of(recordings: &[(String, Recording)], speed: f64) -> Self {
        let mut served = Self { feeds: Vec::new(), territories: Vec::new(), ids: Vec::new() };
        for (name, recording) in recordings {
            let apart = f64::from(recording.median_interval().seconds()) / speed;
            #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "between one and ten")]
            let every = apart.clamp(1.0, f64::from(SLOWEST.seconds())) as u32;
            served.feeds.push((name.clone(), Span::from_seconds(every)));
            // A line that cannot be read is part of the exercise.
            let documents = recording.lines().filter_map(|line| serde_json::from_slice::<Document>(line.text).ok());
            for item in documents.flat_map(|document| document.readings) {
                if let Some(id) = Id::new(&item.id).filter(|id| !served.ids.contains(id)) {
                    served.ids.push(id);
                }
                for (territory, _) in item.territories {
                    if !served.territories.contains(&territory) {
                        served.territories.push(territory);
                    }
                }
            }
        }
        served
    }
}

/// A `[[feed]]` for each, to be put into a configuration, and as comments what else it needs.
pub(super) fn printed(served: &Served, address: SocketAddr, built_in: &Config, words: &Words) -> Result<String, Failure> {
    let mut text = String::new();
    let mut comment = |line: &str| text = format!("{text}# {line}\n");
    comment(words.pick(
        "演练数据，不是真实情况。请放进单独的配置，并另用一个日志库，例如：",
        "An exercise: none of these figures is true. Keep it in a configuration with a journal of its own, such as:",
    ));
    comment("[journal]");
    comment("url = \"sqlite:exercise.db\"");
    if !served.territories.is_empty() {
        comment(words.pick("写在配置开头，才有分乡镇数字：", "At the top of the configuration, for the figures by township:"));
        let names: Vec<String> = served.territories.iter().map(|name| quoted(name)).collect();
        comment(&format!("territories = [{}]", names.join(", ")));
    }
    if address.ip().is_unspecified() {
        comment(words.pick("把地址换成各席位能连到的本机地址：", "Put in the address by which the seats reach this machine:"));
    }
    for (name, every) in &served.feeds {
        let url = quoted(&url(address, name)?);
        let (name, plain) =
            (quoted(&format!("演练 {name}")), if address.ip().is_loopback() { "" } else { "allow_http = true\n" });
        let _ = write!(text, "\n[[feed]]\nname = {name}\nurl = {url}\nevery = \"{every}\"\n{plain}");
    }
    let known = |id: &Id| built_in.plan.indicators.iter().any(|indicator| indicator.id == *id);
    let new: Vec<&Id> = served.ids.iter().filter(|id| !known(id)).collect();
    if !new.is_empty() {
        let why = words.pick(
            "内置目录里没有下列指标，不写进配置就不取；类型、名称请自定：",
            "Not in the built-in catalogue: left out unless they are configured; kind and name are yours to say:",
        );
        let _ = write!(text, "\n# {why}\n");
        for id in new {
            let topic = TOPICS.into_iter().find(|topic| id.as_str().starts_with(&format!("{topic}."))).unwrap_or("campaign");
            let _ =
                write!(text, "# [[indicator]]\n# id = \"{id}\"\n# topic = \"{topic}\"\n# name = \"{id}\"\n# kind = \"gauge\"\n");
        }
    }
    Ok(text)
}

/// Where a feed is served.
fn url(address: SocketAddr, name: &str) -> Result<String, Failure> {
    let mut url = Url::parse(&format!("http://{address}/")).map_err(|error| Failure::Other(error.to_string()))?;
    if let Ok(mut path) = url.path_segments_mut() {
        path.pop_if_empty().push(name);
    }
    Ok(url.into())
}

/// A text as TOML writes it.
fn quoted(text: &str) -> String {
    toml::Value::from(Clean::new(text).as_str()).to_string()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::duty::Language;
    use std::path::Path;

    #[test]
    fn what_is_printed_is_a_configuration_with_or_without_what_stands_in_its_comments() {
        let served = Served {
            feeds: vec![("城 \"a\"".to_owned(), SLOWEST), ("b/c".to_owned(), SLOWEST)],
            territories: vec!["城关镇".to_owned(), "白\"沙".to_owned()],
            ids: vec![Id::new("traffic.deaths").unwrap(), Id::new("my.figure").unwrap()],
        };
        let built_in = Config::parse("", "built-in", Path::new("")).unwrap();
        let text = printed(&served, "10.1.2.3:8787".parse().unwrap(), &built_in, Words::of(Language::En)).unwrap();
        let config = Config::parse(&text, "printed", Path::new("")).unwrap();
        let urls: Vec<&str> = config.sources.iter().map(|source| source.url.as_str()).collect();
        assert_eq!(urls, ["http://10.1.2.3:8787/%E5%9F%8E%20%22a%22", "http://10.1.2.3:8787/b%2Fc"]);
        assert_eq!(config.sources[0].name.as_str(), "演练 城 \"a\"");
        assert!(!text.contains("traffic.deaths"), "what is built in needs no words");

        let comments =
            |line: &str| line.strip_prefix("# ").filter(|line| line.starts_with('[') || line.contains(" = ")).map(str::to_owned);
        let (top, tables): (Vec<String>, Vec<String>) =
            text.lines().filter_map(comments).partition(|line| line.starts_with("territories"));
        let full = format!("{}\n{}\n{text}", top.join("\n"), tables.join("\n"));
        let config = Config::parse(&full, "full", Path::new("")).unwrap();
        assert_eq!(config.plan.territories.len(), 2);
        assert!(config.plan.indicators.iter().any(|indicator| indicator.id.as_str() == "my.figure"));
    }
}
