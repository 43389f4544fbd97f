//! What leaves this machine, and to whom: addresses, redirects, tokens.

use std::io::{Read, Write};
use std::net::{TcpListener, TcpStream};
use std::sync::Arc;
use std::time::Duration;

use rustls::pki_types::pem::PemObject;
use rustls::pki_types::{CertificateDer, PrivateKeyDer};
use rustls::{ServerConfig, ServerConnection};
use zhiban::duty::{Access, Authorization, Clean, Down, FeedState, Outcome, Poll, Refusal, Secret, Source, Trouble};
use zhiban::feed::poll_once;

use crate::doubles::{Watched, answer, good, known, now, source};
use crate::server::{Act, Server};

const TOKEN: &str = "hush-4711";

fn token_file(content: &str) -> (tempfile::TempDir, Secret) {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("county.token");
    std::fs::write(&path, content).unwrap();
    (folder, Secret::File(path))
}

fn bearer(secret: Secret) -> Access {
    Access { authorization: Some(Authorization::Bearer(secret)), ..Access::default() }
}

fn found(location: &str) -> Act {
    Act::Send(answer("302 Found", &[&format!("Location: {location}")], ""))
}

fn redirect(poll: &Poll) -> &Clean {
    match &poll.outcome {
        Outcome::Trouble(Trouble::Refused(Refusal::Redirect(to))) => to,
        other => panic!("{other:?}"),
    }
}

#[tokio::test]
async fn the_token_comes_from_a_file_each_time() {
    let (_folder, secret) = token_file(&format!("{TOKEN}\n"));
    let Secret::File(path) = &secret else { unreachable!() };
    let server = Server::script(vec![Act::Send(good(7))]).await;
    let mut watched = Watched::new(Source { access: bearer(secret.clone()), ..source(server.url()) });
    watched.next().await;
    assert_eq!(server.requests()[0].header("authorization"), Some("Bearer hush-4711"));

    std::fs::write(path, "renewed").unwrap();
    while server.requests().last().unwrap().header("authorization") != Some("Bearer renewed") {
        watched.next().await;
    }
    let asked = server.requests().len();
    std::fs::remove_file(path).unwrap();
    let poll = loop {
        let (poll, _) = watched.next().await;
        if poll.status.is_none() {
            break poll;
        }
    };
    let why = format!("token file {}: no such file", path.display());
    assert_eq!(poll.outcome, Outcome::Trouble(Trouble::Down(Down::NotAsked(Clean::new(&why)))));
    assert_eq!(watched.feed.state(now()), FeedState::Down);
    assert!(server.requests().len() <= asked + 1, "nothing is asked without the token");

    std::fs::write(path, TOKEN).unwrap();
    while watched.feed.state(now()) != FeedState::Live {
        watched.next().await;
    }
}

#[tokio::test]
async fn the_token_comes_from_the_environment() {
    // A test may not set variables of a process with threads; cargo sets this one.
    let secret = Secret::Environment("CARGO_PKG_NAME".to_owned());
    let server = Server::script(vec![Act::Send(good(7))]).await;
    poll_once(Source { access: bearer(secret), ..source(server.url()) }, known(), now()).await;
    assert_eq!(server.requests()[0].header("authorization"), Some("Bearer zhiban"));
}

#[tokio::test]
async fn a_redirect_within_the_origin_is_followed() {
    let (_folder, secret) = token_file(TOKEN);
    let server = Server::start(|_, request| match request.path() {
        "/counts" => found("/moved?x=1"),
        "/moved?x=1" => Act::Send(good(7)),
        other => panic!("{other}"),
    })
    .await;
    let poll = poll_once(Source { access: bearer(secret), ..source(server.url()) }, known(), now()).await;
    assert!(matches!(poll.outcome, Outcome::Snapshot(_)), "{poll:?}");
    assert_eq!(server.requests()[1].header("authorization"), Some("Bearer hush-4711"));
    assert_eq!(server.requests()[1].header("referer"), None);
}

#[tokio::test]
async fn a_redirect_to_another_origin_is_refused_and_nothing_arrives_there() {
    let (_folder, secret) = token_file(TOKEN);
    let other = Server::script(vec![Act::Send(good(7))]).await;
    let port = other.port;
    for (location, shown) in [
        (format!("http://127.0.0.1:{port}/x?key=hush"), format!("http://127.0.0.1:{port}/x")),
        (format!("http://user:hush@localhost:{port}/x"), format!("http://localhost:{port}/x")),
        (format!("//127.0.0.1:{port}/x#hush"), format!("http://127.0.0.1:{port}/x")),
        (format!("https://127.0.0.1:{port}/x"), format!("https://127.0.0.1:{port}/x")),
    ] {
        let server = Server::start(move |_, _| found(&location)).await;
        let poll = poll_once(Source { access: bearer(secret.clone()), ..source(server.url()) }, known(), now()).await;
        assert_eq!((redirect(&poll).as_str(), poll.status), (shown.as_str(), Some(302)));
        assert!(!format!("{poll:?}").contains("hush"));
        assert_eq!(server.requests().len(), 1);
    }
    tokio::time::sleep(Duration::from_millis(200)).await;
    assert!(other.requests().is_empty());
}

#[tokio::test]
async fn even_the_same_machine_by_another_name_is_another_origin() {
    let server = Server::start(|_, request| {
        let port = request.header("host").unwrap().rsplit(':').next().unwrap().to_owned();
        found(&format!("http://localhost:{port}/counts"))
    })
    .await;
    let poll = poll_once(source(server.url()), known(), now()).await;
    assert_eq!(redirect(&poll).as_str(), format!("http://localhost:{}/counts", server.port));
    assert_eq!(server.requests().len(), 1);
}

#[tokio::test]
async fn redirects_in_a_circle_end() {
    let server = Server::start(|_, _| found("/counts")).await;
    let poll = poll_once(source(server.url()), known(), now()).await;
    assert_eq!(redirect(&poll).as_str(), server.url());
    assert_eq!(server.requests().len(), 6, "the request and five redirects");
}

#[tokio::test]
async fn what_is_not_allowed_is_not_asked() {
    for (url, why) in [
        ("http://192.0.2.1/counts", "plain http to another machine is not allowed"),
        ("http://user:hush@127.0.0.1/", "the address carries a user or a password"),
        ("http://127.0.0.1.example/", "plain http to another machine is not allowed"),
        ("ftp://127.0.0.1/", "the address is neither https nor http"),
        ("counts", "the address is not a URL"),
    ] {
        let poll = poll_once(source(url), known(), now()).await;
        assert_eq!(poll.outcome, Outcome::Trouble(Trouble::Down(Down::NotAsked(why.into()))), "{url}");
    }
}

#[tokio::test]
async fn through_a_proxy_no_plain_http_is_to_this_machine() {
    let proxy = Server::script(vec![Act::Send(good(7))]).await;
    let through = Some(format!("http://127.0.0.1:{}", proxy.port));
    let poll = poll_once(Source { proxy: through, ..source("http://localhost/") }, known(), now()).await;
    let why = "plain http to another machine is not allowed";
    assert_eq!(poll.outcome, Outcome::Trouble(Trouble::Down(Down::NotAsked(why.into()))));
}

/// One connection that is handled off the tests' thread.
fn listen(handle: impl FnOnce(TcpStream) + Send + 'static) -> String {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let url = format!("https://{}/counts", listener.local_addr().unwrap());
    std::thread::spawn(move || handle(listener.accept().unwrap().0));
    url
}

async fn unreachable(url: String) -> String {
    let poll = poll_once(source(url), known(), now()).await;
    match poll.outcome {
        Outcome::Trouble(Trouble::Down(Down::Unreachable(why))) => why.to_string(),
        other => panic!("{other:?}"),
    }
}

#[tokio::test]
async fn a_certificate_that_nobody_vouches_for_is_not_trusted() {
    let pem = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/data/self-signed.pem");
    let certificate = CertificateDer::from_pem_file(pem).unwrap();
    let key = PrivateKeyDer::from_pem_file(pem).unwrap();
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let config = ServerConfig::builder_with_provider(provider).with_safe_default_protocol_versions().unwrap();
    let config = Arc::new(config.with_no_client_auth().with_single_cert(vec![certificate], key).unwrap());
    let url = listen(move |mut stream| {
        let mut connection = ServerConnection::new(config).unwrap();
        while connection.complete_io(&mut stream).is_ok_and(|(read, written)| read + written > 0) {}
    });
    assert_eq!(unreachable(url).await, "certificate signed by itself");
}

#[tokio::test]
async fn plain_words_to_a_tls_greeting_are_told_apart() {
    let url = listen(|mut stream| {
        let _ = stream.read(&mut [0; 100]);
        stream.write_all(b"HTTP/1.1 400 The plain HTTP request was sent to HTTPS port\r\n\r\n").unwrap();
    });
    let why = unreachable(url).await;
    assert!(why.starts_with("TLS: received corrupt message"), "{why}");
}

#[tokio::test]
async fn a_proxy_is_used_only_when_configured() {
    let proxy = Server::start(|_, request| {
        assert!(request.head.starts_with("GET http://192.0.2.1/counts "), "{}", request.head);
        Act::Send(good(7))
    })
    .await;
    let through = Some(format!("http://127.0.0.1:{}", proxy.port));
    let source = Source { proxy: through, allow_http: true, ..source("http://192.0.2.1/counts") };
    let poll = poll_once(source, known(), now()).await;
    assert!(matches!(poll.outcome, Outcome::Snapshot(_)), "{poll:?}");
    assert_eq!(proxy.requests().len(), 1);
}
