//! The HTTP clients that all feeds share.

use std::sync::Arc;

use reqwest::redirect::{Action, Attempt, Policy};
use reqwest::{Client, Url};
use tokio::sync::Mutex;

use crate::duty::{Clean, Down, Expiry, Source};
use crate::wire::{Marks, Papers, Trusted, build, is_plain};

/// One client for all feeds that go the same way: through the same proxy, with the same certificates.
///
/// Each is built at its first use on a thread of its own: reading the machine's certificates takes several milliseconds,
/// and nothing may hold up the first picture. Where every feed of a client is plain `http`, no certificate is read at all:
/// redirects stay on the origin, so it never comes to need one. Certificates in files are looked at before each poll, and one that
/// was renewed is taken up at once.
#[derive(Debug)]
pub(super) struct Transport {
    ways: Vec<Way>,
}

#[derive(Debug)]
struct Way {
    proxy: Option<String>,
    papers: Papers,
    certificates: bool,
    line: Mutex<Option<Arc<Line>>>,
}

/// A client, and what it was made of.
#[derive(Debug)]
pub(super) struct Line {
    pub(super) client: Client,
    /// When the certificates in its files end.
    pub(super) ends: Vec<Expiry>,
    /// What those files looked like.
    marks: Marks,
}

impl Transport {
    /// For these feeds; builds nothing yet.
    pub(super) fn new<'a>(sources: impl IntoIterator<Item = &'a Source>) -> Self {
        let mut ways: Vec<Way> = Vec::new();
        for source in sources {
            let certificates = !is_plain(&source.url) || source.proxy.as_deref().is_some_and(|proxy| !is_plain(proxy));
            match ways.iter_mut().find(|way| way.serves(source)) {
                Some(way) => way.certificates |= certificates,
                None => ways.push(Way {
                    proxy: source.proxy.clone(),
                    papers: Papers::of(&source.access),
                    certificates,
                    line: Mutex::default(),
                }),
            }
        }
        Self { ways }
    }

    /// The client for a feed, built anew if a file that it names has changed.
    ///
    /// # Errors
    ///
    /// [`Down::NotAsked`] when it cannot be built: a proxy's address that is none, a machine without certificates, a file
    /// without what it should hold. It is tried again at the next poll.
    pub(super) async fn line(&self, source: &Source) -> Result<Arc<Line>, Down> {
        let not_asked = |why: &str| Down::NotAsked(Clean::new(why));
        let way = self.ways.iter().find(|way| way.serves(source)).ok_or_else(|| not_asked("no such way"))?;
        let mut held = way.line.lock().await;
        if let Some(line) = held.as_ref().filter(|_| way.papers.is_empty()) {
            return Ok(Arc::clone(line));
        }
        let (before, proxy, papers, certificates) = (held.clone(), way.proxy.clone(), way.papers.clone(), way.certificates);
        let made = tokio::task::spawn_blocking(move || renewed(before, proxy.as_deref(), &papers, certificates)).await;
        let line = made.unwrap_or_else(|_| Err(Clean::new("the HTTP client was not built"))).map_err(Down::NotAsked)?;
        Ok(Arc::clone(held.insert(line)))
    }
}

impl Way {
    fn serves(&self, source: &Source) -> bool {
        self.proxy == source.proxy && self.papers == Papers::of(&source.access)
    }
}

/// The line there is, if its files are as they were; else another.
fn renewed(before: Option<Arc<Line>>, proxy: Option<&str>, papers: &Papers, certificates: bool) -> Result<Arc<Line>, Clean> {
    // Before they are read: what changes meanwhile is seen the next time.
    let marks = papers.marks();
    if let Some(before) = before.filter(|before| before.marks == marks) {
        return Ok(before);
    }
    let found = papers.read()?;
    let trusted = match found.authorities {
        Some(authorities) => Trusted::These(authorities),
        None if certificates => Trusted::Machine,
        None => Trusted::Nobody,
    };
    let client = build(proxy, trusted, found.identity, Policy::custom(within_origin))?;
    Ok(Arc::new(Line { client, ends: found.ends, marks }))
}

/// How many redirects in a row are followed.
const MOST_REDIRECTS: usize = 5;

/// Follows a redirect within the origin (scheme, host and port) of the request; what leaves it is handed back as it is.
fn within_origin(attempt: Attempt<'_>) -> Action {
    let stays = attempt.previous().first().is_some_and(|first| first.origin() == attempt.url().origin());
    if stays && attempt.previous().len() <= MOST_REDIRECTS { attempt.follow() } else { attempt.stop() }
}

/// Where a URL leads, without what could be a secret in it: user, password, query and fragment.
pub(super) fn without_secrets(mut url: Url) -> Clean {
    url.set_query(None);
    url.set_fragment(None);
    if url.set_username("").and_then(|()| url.set_password(None)).is_err() {
        return Clean::new(url.scheme());
    }
    Clean::new(url.as_str())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn source(url: &str, proxy: Option<&str>) -> Source {
        Source { proxy: proxy.map(str::to_owned), ..Source::new("county".into(), url.to_owned()) }
    }

    #[test]
    fn feeds_share_a_client_by_proxy_and_plain_ones_read_no_certificates() {
        let ways = |sources: &[Source]| {
            let ways = Transport::new(sources).ways;
            ways.into_iter().map(|way| (way.proxy, way.certificates)).collect::<Vec<_>>()
        };
        let (plain, tls) = (source("http://127.0.0.1/", None), source("https://10.1.2.3/", None));
        let (through, secure) = (source("http://x/", Some("http://p:3128")), source("http://x/", Some("https://p:3128")));
        assert_eq!(ways(&[plain.clone(), plain.clone()]), [(None, false)]);
        assert_eq!(ways(&[plain.clone(), tls]), [(None, true)]);
        let proxied = [(None, false), (Some("http://p:3128".to_owned()), false), (Some("https://p:3128".to_owned()), true)];
        assert_eq!(ways(&[plain, through, secure]), proxied);
    }

    #[test]
    fn nothing_secret_is_shown_of_a_url() {
        for (url, want) in [
            ("https://user:hush@h:8443/a/b?token=hush#hush", "https://h:8443/a/b"),
            ("http://h/", "http://h/"),
            ("data:text/plain,hush", "data"),
        ] {
            assert_eq!(without_secrets(Url::parse(url).unwrap()).as_str(), want);
        }
    }

    #[tokio::test]
    async fn a_proxy_that_is_none_is_not_asked_and_not_repeated() {
        let source = source("http://127.0.0.1/", Some("http://user:hush@:bad"));
        let error = Transport::new([&source]).line(&source).await.unwrap_err();
        assert!(matches!(&error, Down::NotAsked(why) if why.as_str().starts_with("proxy") && !why.as_str().contains("hush")));
    }
}
