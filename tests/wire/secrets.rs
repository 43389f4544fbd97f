//! What a server is told to let this machine in, where that comes from, and who never gets to see it.

use std::os::unix::fs::PermissionsExt;
use std::time::Duration;

use zhiban::duty::{Access, Authorization, Clean, Down, FeedState, Outcome, Refusal, Secret, Source, Trouble};
use zhiban::feed::poll_once;

use crate::doubles::{TOKEN, Watched, answer, bearer, good, known, now, secret_file, source, write_private};
use crate::server::{Act, Server};

#[tokio::test]
async fn the_token_comes_from_a_file_each_time() {
    let (_folder, secret) = secret_file(&format!("{TOKEN}\n"));
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

    write_private(path, TOKEN);
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

/// A user and a password, and a header of one's own.
fn everything(secret: &Secret) -> Access {
    Access {
        authorization: Some(Authorization::Basic { user: "duty".to_owned(), password: secret.clone() }),
        headers: vec![("X-Api-Key".to_owned(), secret.clone())],
        ..Access::default()
    }
}

#[tokio::test]
async fn a_password_and_headers_go_along_and_stay_on_their_origin() {
    let (_folder, secret) = secret_file(TOKEN);
    let other = Server::script(vec![Act::Send(good(7))]).await;
    let port = other.port;
    let server = Server::start(move |number, request| {
        let own = request.header("host").unwrap().to_owned();
        let locations = [
            "/moved".to_owned(),
            format!("http://127.0.0.1:{port}/"),
            format!("http://{own}@127.0.0.1:{port}/"),
            format!("http://{own}:x@localhost:{port}/"),
            format!("http:\\\\127.0.0.1:{port}\\@{own}/"),
            format!("https://{own}/"),
            format!("http://127.0.0.1:{port}#@{own}/"),
        ];
        // Every other request is the first one of a poll, and is answered within the origin.
        let location = if number % 2 == 0 { &locations[0] } else { &locations[(number / 2) % 6 + 1] };
        Act::Send(answer("308 Permanent Redirect", &[&format!("Location: {location}")], ""))
    })
    .await;
    for _ in 0..6 {
        let poll = poll_once(Source { access: everything(&secret), ..source(server.url()) }, known(), now()).await;
        assert!(matches!(poll.outcome, Outcome::Trouble(Trouble::Refused(Refusal::Redirect(_)))), "{poll:?}");
        assert!(!format!("{poll:?}").contains("hush"));
    }
    let requests = server.requests();
    assert_eq!(requests.len(), 12);
    for request in requests {
        // echo -n duty:hush-4711 | base64
        assert_eq!(request.header("authorization"), Some("Basic ZHV0eTpodXNoLTQ3MTE="));
        assert_eq!(request.header("x-api-key"), Some(TOKEN));
        assert_eq!(request.header("accept"), Some("application/json"));
    }
    tokio::time::sleep(Duration::from_millis(200)).await;
    assert!(other.requests().is_empty());
}

#[tokio::test]
async fn what_others_can_read_is_not_sent_until_they_cannot() {
    let (_folder, secret) = secret_file(TOKEN);
    let Secret::File(path) = &secret else { unreachable!() };
    let server = Server::script(vec![Act::Send(good(7))]).await;
    for (access, what) in [(bearer(secret.clone()), "token"), (everything(&secret), "x-api-key")] {
        let asked = server.requests().len();
        std::fs::set_permissions(path, std::fs::Permissions::from_mode(0o644)).unwrap();
        let mut watched = Watched::new(Source { access, ..source(server.url()) });
        let (poll, _) = watched.next().await;
        let why = format!("{what} file {0}: others can read it (mode 0644), so it is no secret: chmod 600 {0}", path.display());
        assert_eq!(poll.outcome, Outcome::Trouble(Trouble::Down(Down::NotAsked(Clean::new(&why)))));
        assert_eq!(server.requests().len(), asked);
        std::fs::set_permissions(path, std::fs::Permissions::from_mode(0o600)).unwrap();
        while watched.feed.state(now()) != FeedState::Live {
            watched.pollers.poll_now();
            watched.next().await;
        }
    }
}
