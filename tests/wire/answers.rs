//! Answers, whole and broken: what one poll makes of them.

use std::io::Write;
use std::time::Duration;

use tokio::net::TcpSocket;
use zhiban::duty::{Clean, Down, Feed, FeedState, Outcome, Poll, Refusal, Source, Span, Trouble};
use zhiban::feed::poll_once;

use crate::doubles::{answer, document, good, known, now, source};
use crate::server::{Act, Server};

async fn poll(source: Source) -> (Poll, FeedState) {
    let mut feed = Feed::new(source.name.clone(), source.stale_after);
    let poll = poll_once(source, known(), now()).await;
    feed.hear(poll.clone());
    (poll, feed.state(now()))
}

async fn answered(act: Act) -> (Poll, FeedState) {
    let server = Server::script(vec![act]).await;
    poll(source(server.url())).await
}

fn value(poll: &Poll) -> Option<f64> {
    match &poll.outcome {
        Outcome::Snapshot(snapshot) => snapshot.readings[0].value,
        other => panic!("{other:?}"),
    }
}

fn down(poll: &Poll) -> &Down {
    match &poll.outcome {
        Outcome::Trouble(Trouble::Down(down)) => down,
        other => panic!("{other:?}"),
    }
}

fn refusal(poll: &Poll) -> &Refusal {
    match &poll.outcome {
        Outcome::Trouble(Trouble::Refused(refusal)) => refusal,
        other => panic!("{other:?}"),
    }
}

fn reason(poll: &Poll) -> &str {
    match refusal(poll) {
        Refusal::Invalid { reason, .. } => reason.as_str(),
        other => panic!("{other:?}"),
    }
}

#[tokio::test]
async fn a_good_answer_is_a_snapshot() {
    let server = Server::script(vec![Act::Send(good(7))]).await;
    let (poll, state) = poll(source(server.url())).await;
    assert_eq!((value(&poll), poll.status, state), (Some(7.0), Some(200), FeedState::Live));
    let requests = server.requests();
    assert_eq!(requests[0].path(), "/counts");
    assert_eq!(requests[0].header("accept"), Some("application/json"));
    assert_eq!(requests[0].header("user-agent"), Some(concat!("zhiban/", env!("CARGO_PKG_VERSION"))));
    for absent in ["authorization", "if-none-match", "if-modified-since", "referer", "cookie"] {
        assert_eq!(requests[0].header(absent), None);
    }
}

#[tokio::test]
async fn a_byte_order_mark_is_skipped() {
    let (poll, _) = answered(Act::Send(answer("200 OK", &[], format!("\u{feff}{}", document(7))))).await;
    assert_eq!(value(&poll), Some(7.0));
}

#[tokio::test]
async fn chunks_and_a_length_told_by_the_end_are_read() {
    let chunked =
        format!("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n{:x}\r\n{1}\r\n0\r\n\r\n", document(7).len(), document(7));
    assert_eq!(value(&answered(Act::Send(chunked.into_bytes())).await.0), Some(7.0));
    let until_close = format!("HTTP/1.1 200 OK\r\nConnection: close\r\n\r\n{}", document(7));
    assert_eq!(value(&answered(Act::Close(until_close.into_bytes())).await.0), Some(7.0));
}

#[tokio::test]
async fn a_large_answer_is_read_on_a_thread_of_its_own() {
    let padded = format!("{}{}", document(7), " ".repeat(200_000));
    assert_eq!(value(&answered(Act::Send(answer("200 OK", &[], padded))).await.0), Some(7.0));
    let (poll, _) = answered(Act::Send(answer("200 OK", &[], "[".repeat(200_000)))).await;
    assert_eq!(reason(&poll), "invalid type: sequence, expected an object at line 1 column 0");
}

#[tokio::test]
async fn silence_is_down() {
    for act in [
        Act::Hang(vec![]),
        Act::Drip(b"HTTP/1.1 200 OK\r\nX-Slow: ".to_vec(), vec![b'x'; 1000]),
        Act::Hang(b"HTTP/1.1 200 OK\r\nX-Slow: ".to_vec()),
    ] {
        let server = Server::script(vec![act]).await;
        let (poll, state) = poll(Source { timeout: Span::from_seconds(1), ..source(server.url()) }).await;
        assert_eq!((down(&poll), poll.status), (&Down::TimedOut(Span::from_seconds(1)), None));
        assert_eq!(state, FeedState::Down);
        assert!(poll.took >= Duration::from_secs(1) && poll.at >= now() + Duration::from_secs(1));
    }
}

#[tokio::test]
async fn a_body_that_stops_is_down_too() {
    let half = answer("200 OK", &[], document(7).repeat(10))[..90].to_vec();
    let dripping = Act::Drip(half.clone(), document(7).repeat(9).into_bytes());
    for act in [Act::Hang(half), dripping] {
        let server = Server::script(vec![act.clone()]).await;
        let (poll, _) = poll(Source { timeout: Span::from_seconds(3), ..source(server.url()) }).await;
        assert_eq!((down(&poll), poll.status), (&Down::TimedOut(Span::from_seconds(3)), Some(200)), "{act:?}");
    }
}

#[tokio::test]
async fn half_an_answer_is_broken_off() {
    let body = good(7);
    let half = body[..body.len() - 9].to_vec();
    let longer = String::from_utf8(good(7)).unwrap().replace("Content-Length: ", "Content-Length: 1");
    for (act, status, why) in [
        (Act::Close(half.clone()), Some(200), "end of file before message length reached"),
        (Act::Close(longer.into_bytes()), Some(200), "end of file before message length reached"),
        (Act::Close(b"HTTP/1.1 200 OK\r\nContent-".to_vec()), None, "connection closed before message completed"),
        (Act::Close(vec![]), None, "connection closed before message completed"),
        (Act::Reset(half), Some(200), "connection reset"),
        (Act::Reset(vec![]), None, "connection reset"),
    ] {
        let server = Server::script(vec![act.clone()]).await;
        let (poll, state) = poll(source(server.url())).await;
        assert_eq!((down(&poll), poll.status), (&Down::BrokenOff(Clean::new(why)), status), "{act:?}");
        assert_eq!((state, server.requests().len()), (FeedState::Down, 1), "a new connection is not tried twice");
    }
}

#[tokio::test]
async fn a_length_that_is_too_short_cuts_the_document() {
    let short = String::from_utf8(good(7)).unwrap().replace(&format!("Length: {}", document(7).len()), "Length: 50");
    let (poll, state) = answered(Act::Send(short.into_bytes())).await;
    assert!(reason(&poll).starts_with("EOF while parsing"), "{poll:?}");
    assert_eq!(state, FeedState::Refused);
}

#[tokio::test]
async fn what_is_not_http_is_down() {
    let (poll, _) = answered(Act::Close(b"SSH-2.0-OpenSSH_9.6\r\n\r\n".to_vec())).await;
    assert!(matches!(down(&poll), Down::BrokenOff(_)), "{poll:?}");
}

#[tokio::test]
async fn nobody_there_is_unreachable() {
    // A port that is taken and never listened at.
    let taken = TcpSocket::new_v4().unwrap();
    taken.bind("127.0.0.1:0".parse().unwrap()).unwrap();
    let (poll, state) = poll(source(format!("http://{}/", taken.local_addr().unwrap()))).await;
    assert_eq!((down(&poll), poll.status), (&Down::Unreachable("connection refused".into()), None));
    assert_eq!(state, FeedState::Down);
}

fn gzip(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::best());
    encoder.write_all(bytes).unwrap();
    encoder.finish().unwrap()
}

#[tokio::test]
async fn gzip_is_read() {
    let server =
        Server::script(vec![Act::Send(answer("200 OK", &["Content-Encoding: gzip"], gzip(document(7).as_bytes())))]).await;
    let (poll, _) = poll(source(server.url())).await;
    assert_eq!(value(&poll), Some(7.0));
    let accepted = server.requests()[0].header("accept-encoding").unwrap().to_owned();
    assert!(accepted.contains("gzip") && accepted.contains("zstd"), "{accepted}");
}

#[tokio::test]
async fn zstd_is_read() {
    // One frame with one raw block: there is nothing to compress with here.
    let length = u8::try_from(document(7).len()).unwrap();
    let block = ((u32::from(length) << 3) | 1).to_le_bytes();
    let frame = [&[0x28, 0xb5, 0x2f, 0xfd, 0x20, length], &block[..3], document(7).as_bytes()].concat();
    let (poll, _) = answered(Act::Send(answer("200 OK", &["Content-Encoding: zstd"], frame))).await;
    assert_eq!(value(&poll), Some(7.0));
}

#[tokio::test]
async fn damaged_compression_is_refused() {
    let mut damaged = gzip(document(7).as_bytes());
    damaged[20] ^= 0x55;
    let cut = gzip(document(7).as_bytes())[..40].to_vec();
    for (encoding, body) in [("gzip", damaged), ("gzip", cut), ("gzip", b"{}".to_vec()), ("zstd", b"{\"schema\"}".to_vec())] {
        let (poll, state) = answered(Act::Send(answer("200 OK", &[&format!("Content-Encoding: {encoding}")], body))).await;
        assert_eq!((reason(&poll), state), ("the compressed body is damaged", FeedState::Refused));
    }
    let half = answer("200 OK", &["Content-Encoding: gzip"], gzip(document(7).as_bytes()));
    let (poll, _) = answered(Act::Close(half[..half.len() - 30].to_vec())).await;
    assert!(matches!(down(&poll), Down::BrokenOff(_)), "a connection that ends is another thing: {poll:?}");
}

#[tokio::test]
async fn a_bomb_is_refused_without_being_unpacked() {
    // 2 GiB of spaces. gzip: a block of 4 MiB, four kilobytes long, over and over; zstd: a block of 128 KiB, four bytes
    // long, in a frame that asks for a window of 128 MiB.
    let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::best());
    encoder.write_all(&vec![b' '; 4 << 20]).unwrap();
    encoder.flush().unwrap();
    let (start, block) = encoder.get_ref().split_at(10);
    let frame = [0x28, 0xb5, 0x2f, 0xfd, 0x00, 0x88];
    let run = [&((0x2_0000_u32 << 3) | 0b010).to_le_bytes()[..3], b" "].concat().repeat(32);
    for (encoding, start, block) in [("gzip", start, block), ("zstd", &frame, &run)] {
        let head = format!("HTTP/1.1 200 OK\r\nContent-Encoding: {encoding}\r\nConnection: close\r\n\r\n");
        let server = Server::script(vec![Act::Repeat([head.as_bytes(), start].concat(), block.to_vec(), 512)]).await;
        let before = memory();
        let (poll, state) = poll(source(server.url())).await;
        assert_eq!((refusal(&poll), state), (&Refusal::TooLarge(8 << 20), FeedState::Refused), "{encoding}");
        assert!(memory() - before < 256 << 20, "{before} bytes grew to {}", memory());
    }
}

/// The most memory this process has held, in bytes.
fn memory() -> u64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap();
    let line = status.lines().find(|line| line.starts_with("VmHWM:")).unwrap();
    line.split_whitespace().nth(1).unwrap().parse::<u64>().unwrap() << 10
}

#[tokio::test]
async fn a_body_over_the_limit_is_refused_by_its_length_or_as_it_comes() {
    let length = u64::try_from(document(7).len()).unwrap();
    let unsaid = format!("HTTP/1.1 200 OK\r\nConnection: close\r\n\r\n{}", document(7)).into_bytes();
    for act in [Act::Send(good(7)), Act::Close(unsaid), Act::Hang(good(7)[..90].to_vec())] {
        let server = Server::script(vec![act.clone()]).await;
        let (poll, _) = poll(Source { max_bytes: length - 1, ..source(server.url()) }).await;
        assert_eq!(refusal(&poll), &Refusal::TooLarge(length - 1), "{act:?}");
    }
    let server = Server::script(vec![Act::Send(good(7))]).await;
    let (poll, _) = poll(Source { max_bytes: length, ..source(server.url()) }).await;
    assert_eq!(value(&poll), Some(7.0), "exactly the limit");
}

#[tokio::test]
async fn a_login_page_is_refused_as_one() {
    let page = answer("200 OK", &["Content-Type: text/html"], "<!DOCTYPE html>\n<html><title>统一登录</title></html>");
    let (poll, state) = answered(Act::Send(page)).await;
    assert_eq!((reason(&poll), state), ("not JSON: looks like an HTML page (a login page?)", FeedState::Refused));
}

#[tokio::test]
async fn a_clock_that_is_hours_off_is_refused() {
    let body = document(7).replace("T08:", "T11:");
    let (poll, state) = answered(Act::Send(answer("200 OK", &[], body))).await;
    let Refusal::Future { ahead, .. } = refusal(&poll) else { panic!("{poll:?}") };
    assert!((10_700..=10_800).contains(&ahead.seconds()), "{ahead}");
    assert_eq!(state, FeedState::Refused);
}

#[tokio::test]
async fn only_200_is_an_answer() {
    for status in [201, 204, 206, 300, 304, 400, 401, 403, 404, 410] {
        let (poll, state) = answered(Act::Send(format!("HTTP/1.1 {status} X\r\nContent-Length: 0\r\n\r\n").into_bytes())).await;
        assert_eq!((refusal(&poll), poll.status), (&Refusal::Status(status), Some(status)));
        assert_eq!(state, FeedState::Refused);
    }
    for status in [429, 500, 502, 503, 504, 599] {
        let (poll, state) = answered(Act::Send(format!("HTTP/1.1 {status} X\r\nContent-Length: 0\r\n\r\n").into_bytes())).await;
        assert_eq!((down(&poll), poll.status), (&Down::Unavailable(status), Some(status)));
        assert_eq!(state, FeedState::Down);
    }
}
