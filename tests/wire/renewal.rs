//! Certificates that are renewed while feeds are polled: no restart is needed, and what is broken says so.

use std::os::unix::fs::PermissionsExt;
use std::path::Path;

use zhiban::duty::{Access, Clean, Down, FeedState, Outcome, Poll, Source, Trouble};
use zhiban::feed::poll_once;

use crate::authority::{Authority, VALID};
use crate::doubles::{Watched, good, known, now, source, write_private};
use crate::tls_server::{TlsServer, config};

fn not_asked(poll: &Poll) -> Option<&str> {
    match &poll.outcome {
        Outcome::Trouble(Trouble::Down(Down::NotAsked(why))) => Some(why.as_str()),
        _ => None,
    }
}

/// Polls until a feed is in a state.
async fn until(watched: &mut Watched, state: FeedState) -> Poll {
    loop {
        watched.pollers.poll_now();
        let (poll, _) = watched.next().await;
        if watched.feed.state(now()) == state {
            return poll;
        }
    }
}

#[tokio::test]
async fn renewed_files_are_taken_up_while_it_runs() {
    let (old, new) = (Authority::new("old", VALID), Authority::new("new", VALID));
    let server = TlsServer::new(config(&old.server("localhost", VALID), Some(&old)), good(7)).await;
    let folder = tempfile::tempdir().unwrap();
    let (ca, seat) = (old.file(folder.path()), old.client(VALID).files(folder.path()));
    let access = Access { ca: Some(ca.clone()), identity: Some(seat.clone()), ..Access::default() };
    let mut watched = Watched::new(Source { access, ..source(server.url()) });
    until(&mut watched, FeedState::Live).await;

    // The server changes first: until the files follow nobody trusts anybody.
    server.show(config(&new.server("localhost", VALID), Some(&new)));
    let poll = until(&mut watched, FeedState::Down).await;
    assert_eq!(poll.outcome, Outcome::Trouble(Trouble::Down(Down::Unreachable("certificate of an unknown issuer".into()))));
    new.file(folder.path());
    let poll = until(&mut watched, FeedState::Down).await;
    let stranger = "the server does not know who issued this machine's certificate";
    assert_eq!(poll.outcome, Outcome::Trouble(Trouble::Down(Down::Unreachable(stranger.into()))));
    new.client(VALID).files(folder.path());
    until(&mut watched, FeedState::Live).await;

    // Half a renewal is not used: the certificate is another's than the key. What was loaded before is used no more either.
    let asked = server.requests().len();
    let next = new.client(VALID);
    std::fs::write(&seat.0, &next.certificate).unwrap();
    let poll = until(&mut watched, FeedState::Down).await;
    let why = format!("key file {}: does not fit the certificate in {}", seat.1.display(), seat.0.display());
    assert_eq!(not_asked(&poll), Some(Clean::new(&why).as_str()));
    assert!(server.requests().len() <= asked + 1, "one may have been under way");
    next.files(folder.path());
    until(&mut watched, FeedState::Live).await;

    // A link to another file, as tools that renew certificates leave it.
    let elsewhere = folder.path().join("elsewhere.pem");
    std::fs::write(&elsewhere, "").unwrap();
    std::fs::remove_file(&ca).unwrap();
    std::os::unix::fs::symlink(&elsewhere, &ca).unwrap();
    let poll = until(&mut watched, FeedState::Down).await;
    assert_eq!(not_asked(&poll), Some(format!("ca file {}: no certificate in it (PEM is expected)", ca.display()).as_str()));
    std::fs::write(&elsewhere, &new.pem).unwrap();
    until(&mut watched, FeedState::Live).await;

    // A key that others come to read is no key any more, although not a byte of it changed.
    std::fs::set_permissions(&seat.1, std::fs::Permissions::from_mode(0o644)).unwrap();
    let poll = until(&mut watched, FeedState::Down).await;
    assert!(not_asked(&poll).is_some_and(|why| why.ends_with(&format!("chmod 600 {}", seat.1.display()))), "{poll:?}");
    std::fs::set_permissions(&seat.1, std::fs::Permissions::from_mode(0o600)).unwrap();
    until(&mut watched, FeedState::Live).await;
}

#[tokio::test]
async fn what_is_wrong_in_a_file_is_said_with_its_name() {
    let county = Authority::new("county", VALID);
    let server = TlsServer::new(config(&county.server("localhost", VALID), None), good(7)).await;
    let folder = tempfile::tempdir().unwrap();
    let (ca, (cert, key)) = (county.file(folder.path()), county.client(VALID).files(folder.path()));
    let (good_ca, good_cert) = (std::fs::read_to_string(&ca).unwrap(), std::fs::read_to_string(&cert).unwrap());
    let good_key = std::fs::read_to_string(&key).unwrap();
    let (cut, _) = good_ca.split_at(good_ca.len() / 2);
    let damaged = "-----BEGIN CERTIFICATE-----\naHVzaA==\n-----END CERTIFICATE-----\n";
    let locked = good_key.replace("BEGIN PRIVATE", "BEGIN ENCRYPTED PRIVATE").replace("END PRIVATE", "END ENCRYPTED PRIVATE");
    let no_key = "-----BEGIN PRIVATE KEY-----\naHVzaA==\n-----END PRIVATE KEY-----\n";
    let other = county.client(VALID).key;
    for (path, content, why) in [
        (&ca, "", "no certificate in it (PEM is expected)"),
        (&ca, "hush", "no certificate in it (PEM is expected)"),
        (&ca, cut, "damaged: not PEM to its end"),
        (&ca, damaged, "certificate 1 in it is damaged"),
        (&ca, &format!("{good_ca}{damaged}"), "certificate 2 in it is damaged"),
        (&cert, &good_key, "no certificate in it (PEM is expected)"),
        (&cert, damaged, "certificate 1 in it cannot be used"),
        (&key, &good_cert, "no key in it (PEM is expected)"),
        (&key, &locked, "locked with a password"),
        (&key, no_key, "damaged, or of a kind that is not supported"),
        (&key, &other, "does not fit the certificate in "),
    ] {
        let before = std::fs::read(path).unwrap();
        write_private_too(path, content);
        let access = Access { ca: Some(ca.clone()), identity: Some((cert.clone(), key.clone())), ..Access::default() };
        let poll = poll_once(Source { access, ..source(server.url()) }, known(), now()).await;
        let said = not_asked(&poll).unwrap_or_else(|| panic!("{why}: {poll:?}"));
        assert!(said.contains(why) && said.contains(&path.display().to_string()) && !said.contains("hush"), "{why}: {said}");
        write_private_too(path, before);
    }
    let missing = Access { ca: Some("/nonexistent/ca.pem".into()), ..Access::default() };
    let poll = poll_once(Source { access: missing, ..source(server.url()) }, known(), now()).await;
    assert_eq!(not_asked(&poll), Some("ca file /nonexistent/ca.pem: no such file"));
    assert!(server.requests().is_empty());
}

/// A file with a key in it is a secret, whatever it is named for.
fn write_private_too(path: &Path, content: impl AsRef<[u8]>) {
    std::fs::remove_file(path).unwrap();
    write_private(path, content);
}

#[tokio::test]
async fn a_key_in_the_certificates_file_is_a_secret_too() {
    let county = Authority::new("county", VALID);
    let folder = tempfile::tempdir().unwrap();
    let seat = county.client(VALID);
    let identity = seat.files(folder.path());
    std::fs::write(&identity.0, format!("{}{}", seat.certificate, seat.key)).unwrap();
    std::fs::set_permissions(&identity.0, std::fs::Permissions::from_mode(0o644)).unwrap();
    let access = Access { identity: Some(identity.clone()), ..Access::default() };
    let poll = poll_once(Source { access, ..source("https://localhost:1/") }, known(), now()).await;
    assert!(not_asked(&poll).is_some_and(|why| why.ends_with(&format!("chmod 600 {}", identity.0.display()))), "{poll:?}");
}
