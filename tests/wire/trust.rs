//! Where a request may go: addresses, redirects, proxies.

use std::time::Duration;

use zhiban::duty::{Clean, Down, Outcome, Poll, Refusal, Source, Trouble};
use zhiban::feed::poll_once;

use crate::doubles::{TOKEN, answer, bearer, good, known, now, secret_file, source};
use crate::server::{Act, Server};

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
async fn a_redirect_within_the_origin_is_followed() {
    let (_folder, secret) = secret_file(TOKEN);
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
    let (_folder, secret) = secret_file(TOKEN);
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
