//! Which configured feed a document or an address is checked as.

use url::Url;

use crate::command::Failure;
use crate::config::{Config, near};
use crate::duty::{Clean, Source};

/// The feed of that name.
pub(super) fn named<'a>(config: &'a Config, name: &str) -> Result<&'a Source, Failure> {
    config.sources.iter().find(|source| source.name.as_str() == name).ok_or_else(|| {
        let names = config.sources.iter().map(|source| source.name.as_str());
        let help = match near(name, names).first() {
            Some(near) => format!("did you mean `{near}`?"),
            None => "name the configuration with --config FILE".to_owned(),
        };
        Failure::Other(format!("there is no feed `{}`: {help}", Clean::new(name)))
    })
}

/// The feed at an address: a configured one is asked as it is configured, with its token; any other plainly.
pub(super) fn at(config: &Config, url: &str, name: Option<&str>) -> Result<Source, Failure> {
    if let Some(name) = name {
        let source = named(config, name)?;
        // What lets this machine in at one address is not sent to another.
        return if is_same(&source.url, url) {
            Ok(source.clone())
        } else {
            Err(Failure::Other(format!("the feed `{}` is at another address: save its answer, and check the file", source.name)))
        };
    }
    let sources: Vec<&Source> = config.sources.iter().filter(|source| is_same(&source.url, url)).collect();
    match sources.as_slice() {
        [] => Ok(Source { allow_http: true, ..Source::new(Clean::new(url), url.to_owned()) }),
        [source] => Ok((*source).clone()),
        several => {
            let names: Vec<&str> = several.iter().map(|source| source.name.as_str()).collect();
            Err(Failure::Other(format!("several feeds have that address: choose one by --feed NAME ({})", names.join(", "))))
        }
    }
}

/// Whether two addresses are one: `http://h` is `http://h/`.
fn is_same(one: &str, other: &str) -> bool {
    one == other || Url::parse(one).is_ok_and(|one| Url::parse(other).is_ok_and(|other| one == other))
}
