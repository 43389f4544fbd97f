//! The HTTP clients that all feeds share.

use reqwest::redirect::{Action, Attempt, Policy};
use reqwest::{Client, Url};
use tokio::sync::OnceCell;

use crate::duty::{Clean, Down, Source};
use crate::wire::{build, is_plain};

/// One client for the feeds without a proxy, and one for each proxy.
///
/// Each is built at its first use on a thread of its own: reading the machine's certificates takes several milliseconds,
/// and nothing may hold up the first picture. Where every feed of a client is plain `http`, no certificate is read at all:
/// redirects stay on the origin, so it never comes to need one.
#[derive(Debug)]
pub(super) struct Transport {
    ways: Vec<Way>,
}

#[derive(Debug)]
struct Way {
    proxy: Option<String>,
    certificates: bool,
    client: OnceCell<Client>,
}

impl Transport {
    /// For these feeds; builds nothing yet.
    pub(super) fn new<'a>(sources: impl IntoIterator<Item = &'a Source>) -> Self {
        let mut ways: Vec<Way> = Vec::new();
        for source in sources {
            let certificates = !is_plain(&source.url) || source.proxy.as_deref().is_some_and(|proxy| !is_plain(proxy));
            match ways.iter_mut().find(|way| way.proxy == source.proxy) {
                Some(way) => way.certificates |= certificates,
                None => ways.push(Way { proxy: source.proxy.clone(), certificates, client: OnceCell::new() }),
            }
        }
        Self { ways }
    }

    /// The client for a feed with this proxy.
    ///
    /// # Errors
    ///
    /// [`Down::NotAsked`] when it cannot be built: a proxy's address that is none, a machine without certificates. It is
    /// tried again at the next poll.
    pub(super) async fn client(&self, proxy: Option<&str>) -> Result<Client, Down> {
        let not_asked = |why: &str| Down::NotAsked(Clean::new(why));
        let way = self.ways.iter().find(|way| way.proxy.as_deref() == proxy).ok_or_else(|| not_asked("no such proxy"))?;
        let client = way.client.get_or_try_init(async || {
            let (proxy, certificates) = (way.proxy.clone(), way.certificates);
            let built =
                tokio::task::spawn_blocking(move || build(proxy.as_deref(), certificates, Policy::custom(within_origin))).await;
            built.unwrap_or_else(|_| Err(Clean::new("the HTTP client was not built"))).map_err(Down::NotAsked)
        });
        client.await.cloned()
    }
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
        let error = Transport::new([&source]).client(source.proxy.as_deref()).await.unwrap_err();
        assert!(matches!(&error, Down::NotAsked(why) if why.as_str().starts_with("proxy") && !why.as_str().contains("hush")));
    }
}
