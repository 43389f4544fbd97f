//! Whom this machine trusts, who it says it is, and what it says when either fails.

use std::io::{Read, Write};
use std::net::{TcpListener, TcpStream};

use zhiban::duty::{Access, Certificate, Clean, Down, Expiry, Outcome, Poll, Refusal, Source, Trouble};
use zhiban::feed::poll_once;

use crate::authority::{Authority, Days, Signed, VALID, day};
use crate::doubles::{TOKEN, answer, bearer, good, known, now, secret_file, source};
use crate::server::{Act, Server};
use crate::tls_server::{TlsServer, config, config_of};

async fn ask(url: String, access: Access) -> Poll {
    poll_once(Source { access, ..source(url) }, known(), now()).await
}

fn is_good(poll: &Poll) -> bool {
    matches!(poll.outcome, Outcome::Snapshot(_))
}

fn unreachable(poll: &Poll) -> &str {
    match &poll.outcome {
        Outcome::Trouble(Trouble::Down(Down::Unreachable(why))) => why.as_str(),
        other => panic!("{other:?}"),
    }
}

fn trusting(authority: &Authority, folder: &tempfile::TempDir) -> Access {
    Access { ca: Some(authority.file(folder.path())), ..Access::default() }
}

#[tokio::test]
async fn the_authority_that_is_named_is_trusted_and_no_other() {
    let (county, other, again) =
        (Authority::new("county", VALID), Authority::new("other", VALID), Authority::new("county", VALID));
    let server = TlsServer::new(config(&county.server("localhost", VALID), None), good(7)).await;
    let folder = tempfile::tempdir().unwrap();
    assert!(is_good(&ask(server.url(), trusting(&county, &folder)).await));
    assert_eq!(unreachable(&ask(server.url(), trusting(&other, &folder)).await), "certificate of an unknown issuer");
    let why = "certificate not signed by the authority that is trusted under its issuer's name";
    assert_eq!(unreachable(&ask(server.url(), trusting(&again, &folder)).await), why);
    assert_eq!(unreachable(&ask(server.url(), Access::default()).await), "certificate of an unknown issuer");
    // A file may hold several.
    let both = folder.path().join("both.pem");
    std::fs::write(&both, format!("# the old and the new\n{}\n{}", other.pem, county.pem)).unwrap();
    assert!(is_good(&ask(server.url(), Access { ca: Some(both), ..Access::default() }).await));
}

#[tokio::test]
async fn a_server_is_not_who_it_says_in_plain_words() {
    let county = Authority::new("county", VALID);
    let folder = tempfile::tempdir().unwrap();
    for (name, days, why) in [
        ("localhost", (20, -2), "certificate expired"),
        ("localhost", (-2, 20), "certificate not valid yet"),
        ("county.example", VALID, "certificate for another name"),
        ("127.0.0.1", VALID, "certificate for another name"),
    ] {
        let server = TlsServer::new(config(&county.server(name, days), None), good(7)).await;
        let poll = ask(server.url(), trusting(&county, &folder)).await;
        assert_eq!(unreachable(&poll), why);
        assert!(server.requests().is_empty());
    }
}

#[tokio::test]
async fn a_certificate_that_nobody_vouches_for_is_not_trusted() {
    let pem = std::fs::read_to_string(concat!(env!("CARGO_MANIFEST_DIR"), "/tests/data/self-signed.pem")).unwrap();
    let server = TlsServer::new(config(&Signed { certificate: pem.clone(), key: pem }, None), good(7)).await;
    assert_eq!(unreachable(&ask(server.url(), Access::default()).await), "certificate signed by itself");
}

#[tokio::test]
async fn a_server_that_asks_who_is_there_is_told() {
    let (county, seats) = (Authority::new("county", VALID), Authority::new("seats", VALID));
    let folder = tempfile::tempdir().unwrap();
    for version in [&rustls::version::TLS12, &rustls::version::TLS13] {
        let asking = config_of(&[version], &county.server("localhost", VALID), Some(&seats));
        let server = TlsServer::new(asking, good(7)).await;
        let trusting = trusting(&county, &folder);
        let with = |signed: &Signed| Access { identity: Some(signed.files(folder.path())), ..trusting.clone() };
        assert!(is_good(&ask(server.url(), with(&seats.client(VALID))).await), "{version:?}");
        assert_eq!(server.requests().len(), 1);

        let nobody = "the server asks for a client certificate (`cert` and `key`)";
        let strange = "the server does not know who issued this machine's certificate";
        let late = "the server says that this machine's certificate has expired";
        assert_eq!(unreachable(&ask(server.url(), trusting.clone()).await), nobody, "{version:?}");
        assert_eq!(unreachable(&ask(server.url(), with(&county.client(VALID))).await), strange, "{version:?}");
        let poll = ask(server.url(), with(&seats.client((20, -2)))).await;
        assert_eq!(unreachable(&poll), late, "{version:?}");
        assert_eq!(poll.expires, Some(Expiry { of: Certificate::Client, at: day(-2) }), "known without an answer");
        assert_eq!(server.requests().len(), 1);
    }
}

#[tokio::test]
async fn one_file_may_hold_the_certificate_and_the_key() {
    let county = Authority::new("county", VALID);
    let server = TlsServer::new(config(&county.server("localhost", VALID), Some(&county)), good(7)).await;
    let folder = tempfile::tempdir().unwrap();
    let seat = county.client(VALID);
    let (_, both) = Signed { key: format!("{}{}", seat.certificate, seat.key), ..seat }.files(folder.path());
    let access = Access { identity: Some((both.clone(), both)), ..trusting(&county, &folder) };
    assert!(is_good(&ask(server.url(), access).await));
}

#[tokio::test]
async fn the_certificate_that_ends_first_is_told() {
    let folder = tempfile::tempdir().unwrap();
    let long: Days = (10, 90);
    for (authority, server, client, of, at) in [
        (long, (10, 5), long, Certificate::Server, 5),
        (long, long, (10, 6), Certificate::Client, 6),
        ((10, 7), long, long, Certificate::Authority, 7),
        (long, (10, 80), (10, 81), Certificate::Server, 80),
    ] {
        let county = Authority::new("county", authority);
        let shown = county.server("localhost", server);
        let server = TlsServer::new(config(&shown, Some(&county)), good(7)).await;
        let identity = Some(county.client(client).files(folder.path()));
        let poll = ask(server.url(), Access { identity, ..trusting(&county, &folder) }).await;
        assert!(is_good(&poll), "{poll:?}");
        assert_eq!(poll.expires, Some(Expiry { of, at: day(at) }));
    }
    let plain = Server::script(vec![Act::Send(good(7))]).await;
    assert_eq!(ask(plain.url(), Access::default()).await.expires, None);
}

#[tokio::test]
async fn a_redirect_to_plain_http_is_not_followed() {
    let county = Authority::new("county", VALID);
    let (folder, secret) = secret_file(TOKEN);
    let plain = Server::script(vec![Act::Send(good(7))]).await;
    let to = format!("http://localhost:{}/counts", plain.port);
    let found = answer("302 Found", &[&format!("Location: {to}")], "");
    let server = TlsServer::new(config(&county.server("localhost", VALID), Some(&county)), found).await;
    let identity = Some(county.client(VALID).files(folder.path()));
    let access = Access { identity, ca: Some(county.file(folder.path())), ..bearer(secret) };
    let poll = ask(server.url(), access).await;
    assert_eq!(poll.outcome, Outcome::Trouble(Trouble::Refused(Refusal::Redirect(Clean::new(&to)))));
    assert_eq!((server.requests().len(), plain.requests().len()), (1, 0));
}

#[tokio::test]
async fn the_certificate_is_shown_on_one_origin_alone() {
    let county = Authority::new("county", VALID);
    let (folder, secret) = secret_file(TOKEN);
    let shown = county.server("localhost", VALID);
    let other = TlsServer::new(config(&shown, Some(&county)), good(7)).await;
    let to = other.url();
    let server = TlsServer::start(config(&shown, Some(&county)), move |request| match request.path() {
        "/counts" => answer("307 Temporary Redirect", &["Location: /moved"], ""),
        _ => answer("307 Temporary Redirect", &[&format!("Location: {to}")], ""),
    })
    .await;
    let identity = Some(county.client(VALID).files(folder.path()));
    let access = Access { identity, ca: Some(county.file(folder.path())), ..bearer(secret) };
    let poll = ask(server.url(), access).await;
    assert!(matches!(poll.outcome, Outcome::Trouble(Trouble::Refused(Refusal::Redirect(_)))), "{poll:?}");
    let requests = server.requests();
    assert_eq!(requests.iter().map(|request| request.path().to_owned()).collect::<Vec<_>>(), ["/counts", "/moved"]);
    assert_eq!(requests[1].header("authorization"), Some("Bearer hush-4711"), "it is the same origin");
    assert!(other.requests().is_empty());
}

/// One connection that is handled off the tests' thread.
fn listen(handle: impl FnOnce(TcpStream) + Send + 'static) -> String {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let url = format!("https://{}/counts", listener.local_addr().unwrap());
    std::thread::spawn(move || handle(listener.accept().unwrap().0));
    url
}

#[tokio::test]
async fn plain_words_to_a_tls_greeting_are_told_apart() {
    let url = listen(|mut stream| {
        let _ = stream.read(&mut [0; 100]);
        stream.write_all(b"HTTP/1.1 400 The plain HTTP request was sent to HTTPS port\r\n\r\n").unwrap();
    });
    let poll = ask(url, Access::default()).await;
    assert_eq!(unreachable(&poll), "TLS: answered in plain words (is the address http?)");
}

#[tokio::test]
async fn a_server_that_hangs_up_on_the_handshake_is_told_why() {
    for (alert, why) in [
        (40, "the server breaks off the TLS handshake (does it ask for a client certificate?)"),
        (70, "TLS: no version in common (1.2 or 1.3 is needed)"),
        (112, "the server does not serve this name"),
    ] {
        let url = listen(move |mut stream| {
            let _ = stream.read(&mut [0; 4096]);
            // A fatal alert (RFC 8446 §6) in a record of its own.
            stream.write_all(&[21, 3, 3, 0, 2, 2, alert]).unwrap();
        });
        assert_eq!(unreachable(&ask(url, Access::default()).await), why);
    }
}

#[tokio::test]
async fn tls_where_plain_http_is_expected_is_told_apart() {
    let county = Authority::new("county", VALID);
    let server = TlsServer::new(config(&county.server("localhost", VALID), None), good(7)).await;
    let poll = ask(format!("http://localhost:{}/counts", server.port), Access::default()).await;
    let why = "the answer is not HTTP (is the address https?)";
    assert_eq!(poll.outcome, Outcome::Trouble(Trouble::Down(Down::BrokenOff(why.into()))));
}
