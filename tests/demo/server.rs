//! The feeds over a real socket.

use std::net::SocketAddr;
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};
use std::time::Duration;

use jiff::{Timestamp, ToSpan};
use reqwest::header::{CONTENT_TYPE, ETAG, IF_NONE_MATCH};
use reqwest::{Client, Response, StatusCode};
use zhiban::demo::{Clock, County, Recording, serve, serve_recordings};
use zhiban::feed::decode;

use crate::county::{FEEDS, known, local, zone};

/// A story's clock that stands where it is put.
struct Second {
    start: Timestamp,
    elapsed: Arc<AtomicI64>,
}

impl Second {
    fn zero() -> Self {
        Self { start: local("2026-03-05T08:00:00"), elapsed: Arc::default() }
    }

    fn put(&self, second: i64) {
        self.elapsed.store(second, Ordering::SeqCst);
    }

    fn clock(&self) -> Clock {
        let (start, elapsed) = (self.start, Arc::clone(&self.elapsed));
        Arc::new(move || start.checked_add(elapsed.load(Ordering::SeqCst).seconds()).unwrap())
    }
}

/// The demonstration served, and the clock of its story.
async fn demonstration() -> (Second, SocketAddr) {
    let second = Second::zero();
    let county = County::new(1, second.start, zone());
    let address = serve(county, second.clock()).await.unwrap();
    (second, address)
}

fn client() -> Client {
    // Whichever test comes first installs it.
    let _ = rustls::crypto::ring::default_provider().install_default();
    Client::builder().no_proxy().build().unwrap()
}

async fn get(address: SocketAddr, path: &str) -> Response {
    client().get(format!("http://{address}/{path}")).send().await.unwrap()
}

#[tokio::test]
async fn serves_documents_with_their_tags() {
    let (second, address) = demonstration().await;
    for feed in FEEDS {
        second.put(0);
        let response = get(address, feed).await;
        assert_eq!(
            (response.status(), &response.headers()[CONTENT_TYPE]),
            (StatusCode::OK, &"application/json".parse().unwrap())
        );
        let tag = response.headers()[ETAG].clone();
        let snapshot = decode(&response.bytes().await.unwrap(), &known(), second.start).unwrap();
        assert_eq!((snapshot.as_of, snapshot.left_out.ids), (second.start, 0));

        let again = |tag| client().get(format!("http://{address}/{feed}")).header(IF_NONE_MATCH, tag).send();
        second.put(4);
        let unchanged = again(tag.clone()).await.unwrap();
        assert_eq!((unchanged.status(), unchanged.headers()[ETAG].clone()), (StatusCode::NOT_MODIFIED, tag.clone()));
        assert!(unchanged.bytes().await.unwrap().is_empty());
        second.put(5);
        let changed = again(tag.clone()).await.unwrap();
        assert_eq!(changed.status(), StatusCode::OK);
        assert_ne!(changed.headers()[ETAG], tag);
    }
}

#[tokio::test]
async fn knows_no_other_feeds() {
    let (_, address) = demonstration().await;
    for path in ["", "county", "police/more", "Police"] {
        assert_eq!(get(address, path).await.status(), StatusCode::NOT_FOUND, "/{path}");
    }
}

#[tokio::test]
async fn the_police_feed_is_away_for_a_while_in_the_first_minutes() {
    let (second, address) = demonstration().await;
    for at in 0..=100 {
        second.put(at);
        let want = if (45..70).contains(&at) { StatusCode::SERVICE_UNAVAILABLE } else { StatusCode::OK };
        assert_eq!(get(address, "police").await.status(), want, "second {at}");
        if at % 10 == 5 {
            assert_eq!(get(address, "emergency").await.status(), StatusCode::OK, "second {at}");
            assert_eq!(get(address, "petitions").await.status(), StatusCode::OK, "second {at}");
        }
    }
}

#[tokio::test]
async fn the_police_feed_goes_on_to_stumble_in_three_ways() {
    let (second, address) = demonstration().await;
    second.put(420);
    let late = tokio::time::timeout(Duration::from_millis(500), get(address, "police")).await;
    assert!(late.is_err(), "it was not late");
    second.put(840);
    let half = get(address, "police").await.bytes().await.unwrap();
    assert!(!half.is_empty() && decode(&half, &known(), local("2027-01-01T00:00:00")).is_err());
    second.put(1260);
    assert_eq!(get(address, "police").await.status(), StatusCode::SERVICE_UNAVAILABLE);
    for at in [400, 440, 860, 1280] {
        second.put(at);
        assert_eq!(get(address, "police").await.status(), StatusCode::OK, "second {at}");
    }
}

#[tokio::test]
async fn a_recording_is_unavailable_until_its_first_snapshot_is_due() {
    let data = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/data");
    let recording = |name: &str| Recording::read(&data.join(name)).unwrap();
    let (casework, rescues) = (recording("casework-nyc.ndjson"), recording("rescue-london.ndjson"));
    let second = Second { start: casework.first(), elapsed: Arc::default() };
    let last = std::fs::read_to_string(data.join("casework-nyc.ndjson")).unwrap().lines().last().unwrap().to_owned();
    let ends = casework.last().duration_since(casework.first()).as_secs();
    let address = serve_recordings(vec![casework, rescues], second.clock()).await.unwrap();
    second.put(-1);
    assert_eq!(get(address, "0").await.status(), StatusCode::SERVICE_UNAVAILABLE);
    second.put(ends);
    assert_eq!(get(address, "0").await.text().await.unwrap(), last);
    assert_eq!(get(address, "1").await.status(), StatusCode::SERVICE_UNAVAILABLE, "the rescues begin two months later");
    assert_eq!(get(address, "2").await.status(), StatusCode::NOT_FOUND);
}
