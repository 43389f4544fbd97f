//! What an engine does when it is ill, and what only a proxy before it does: from a script.

use std::sync::Arc;

use tokio::sync::{mpsc, watch};
use zhiban::duty::{Clean, Down, Outcome, Poll, Refusal, Remark, Source, Span, Trouble, Unread};
use zhiban::feed::{Clock, Known, Pollers};

use crate::feed::{feed, inquire, poll, remarks, snapshot, values};
use crate::server::{Act, Request, Server};

const TWO: [(&str, &str); 2] = [("x.a", "sum(a)"), ("x.b", "sum(b)")];

fn answer(status: &str, headers: &str, body: &str) -> Act {
    Act::Send(format!("HTTP/1.1 {status}\r\nContent-Length: {}\r\n{headers}\r\n{body}", body.len()).into_bytes())
}

fn failure(kind: &str, message: &str) -> String {
    format!(r#"{{"status":"error","errorType":"{kind}","error":"{message}"}}"#)
}

fn vector(series: &str) -> String {
    format!(r#"{{"status":"success","data":{{"resultType":"vector","result":[{series}]}}}}"#)
}

fn series(of: usize, value: &str) -> String {
    format!(r#"{{"metric":{{"__zhiban__":"{of}"}},"value":[1772668800.5,"{value}"]}}"#)
}

fn is_batch(request: &Request) -> bool {
    request.path().contains("label_replace")
}

/// What a server makes of the batch and what of each query by itself.
async fn serve(batch: impl Fn() -> Act + Send + Sync + 'static, single: impl Fn(usize) -> Act + Send + Sync + 'static) -> Server {
    Server::start(move |number, request| if is_batch(request) { batch() } else { single(number) }).await
}

async fn answered(act: Act) -> (Poll, usize) {
    let server = Server::script(vec![act]).await;
    let poll = poll(feed(&server.url(), &TWO)).await;
    (poll, server.requests().len())
}

fn trouble(poll: &Poll) -> &Trouble {
    match &poll.outcome {
        Outcome::Trouble(trouble) => trouble,
        other => panic!("{other:?}"),
    }
}

#[tokio::test]
async fn a_batch_is_one_get_that_says_which_is_which() {
    let body = vector(&format!("{},{}", series(1, "2"), series(0, "1")));
    let server = Server::script(vec![answer("200 OK", "", &body)]).await;
    let poll = poll(feed(&server.url(), &TWO)).await;
    assert_eq!(values(&poll).unwrap(), [Some(1.0), Some(2.0)]);
    assert_eq!(snapshot(&poll).as_of.to_string(), "2026-03-05T00:00:00.5Z");
    let requests = server.requests();
    assert_eq!(requests.len(), 1);
    let expression = "/counts/api/v1/query?query=label_replace%28%28sum%28a%29%0A%29%2C%22__zhiban__%22%2C%220%22%2C%22%22%2C%22%22%29+or+\
                      label_replace%28%28sum%28b%29%0A%29%2C%22__zhiban__%22%2C%221%22%2C%22%22%2C%22%22%29";
    assert_eq!(requests[0].path(), expression);
    assert!(requests[0].head.starts_with("GET ") && requests[0].header("accept") == Some("application/json"));
}

#[tokio::test]
async fn what_is_not_of_a_query_is_the_engines() {
    let unavailable = |status| Trouble::Down(Down::Unavailable(status));
    let refused = |status| Trouble::Refused(Refusal::Status(status));
    for (status, body, want) in [
        ("500 X", String::new(), unavailable(500)),
        ("502 Bad Gateway", "<html>".to_owned(), unavailable(502)),
        ("503 X", failure("unavailable", "starting"), unavailable(503)),
        ("429 X", failure("too_many_requests", "slow down"), unavailable(429)),
        ("401 X", "who are you".to_owned(), refused(401)),
        ("400 X", vector(""), refused(400)),
        ("400 X", "plain".to_owned(), refused(400)),
        ("404 X", "404 page not found".to_owned(), refused(404)),
        ("204 X", String::new(), refused(204)),
        (
            "401 X",
            failure("unauthorized", "no tenant"),
            Trouble::Refused(Refusal::Failed { code: "unauthorized".into(), message: "no tenant".into() }),
        ),
    ] {
        let (poll, requests) = answered(answer(status, "", &body)).await;
        assert_eq!((trouble(&poll), requests), (&want, 1), "{status}");
        assert_eq!(poll.status, status.split(' ').next().unwrap().parse().ok());
    }
}

#[tokio::test]
async fn a_page_or_half_an_answer_is_refused_with_its_place() {
    for (body, pointer, reason) in [
        ("<!doctype html><html>", "", "not JSON: looks like an HTML page (a login page?)"),
        (
            r#"{"status":"success","data":{"resultType":"vector","result":{}}}"#,
            "/data/result",
            "invalid type: map, expected a sequence",
        ),
        (r#"{"status":"success"}"#, "/data", "missing"),
    ] {
        let (poll, _) = answered(answer("200 OK", "", body)).await;
        let want = Refusal::Invalid { pointer: pointer.into(), reason: reason.into() };
        assert_eq!(trouble(&poll), &Trouble::Refused(want), "{body}");
    }
}

#[tokio::test]
async fn one_query_that_takes_too_long_is_not_the_engine() {
    let late = || answer("503 X", "", &failure("timeout", "query timed out in expression evaluation"));
    let server = serve(late, move |number| {
        if number == 1 { late() } else { answer("200 OK", "", &vector(r#"{"metric":{},"value":[1772668800,"2"]}"#)) }
    })
    .await;
    let poll = poll(feed(&server.url(), &TWO)).await;
    assert_eq!(values(&poll).unwrap().iter().flatten().count(), 1, "{poll:?}");
    let [Remark::Unread { why: Unread::Said(words), .. }] = remarks(&poll) else { panic!("{poll:?}") };
    assert_eq!(words.as_str(), "timeout: query timed out in expression evaluation");

    let (poll, requests) = answered(late()).await;
    let want = Refusal::Failed { code: "timeout".into(), message: "query timed out in expression evaluation".into() };
    assert_eq!((trouble(&poll), requests), (&Trouble::Refused(want), 3));
}

#[tokio::test]
async fn an_engine_that_does_not_say_which_is_which_is_asked_one_by_one() {
    let nameless = r#"{"metric":{},"value":[1772668800,"5"]}"#;
    for strange in [
        vector(nameless),
        vector(&series(7, "1")),
        r#"{"status":"success","data":{"resultType":"scalar","result":[1,"2"]}}"#.to_owned(),
    ] {
        let server = serve(move || answer("200 OK", "", &strange), move |_| answer("200 OK", "", &vector(nameless))).await;
        let (poll, inquiry) = inquire(feed(&server.url(), &TWO)).await;
        assert_eq!(values(&poll).unwrap(), [Some(5.0), Some(5.0)]);
        assert_eq!(inquiry.unwrap().requests, 3);
    }
}

#[tokio::test]
async fn warnings_are_said_once_and_hints_are_not() {
    let body = vector(&series(0, "1"))
        .replace("{\"status\"", "{\"warnings\":[\"w\\u001b[2J\",\"w\\u001b[2J\"],\"infos\":[\"i\"],\"status\"");
    let (poll, _) = answered(answer("200 OK", "", &body)).await;
    let nothing =
        Remark::Unread { id: zhiban::duty::Id::new("x.b").unwrap(), part: zhiban::duty::Part::Value, why: Unread::Nothing };
    assert_eq!(remarks(&poll), [nothing, Remark::Said(Clean::new("w\u{1b}[2J"))]);
}

#[tokio::test]
async fn without_results_the_date_says_how_old_it_is() {
    let (poll, _) = answered(answer("200 OK", "Date: Thu, 05 Mar 2026 00:00:00 GMT\r\n", &vector(""))).await;
    assert_eq!(snapshot(&poll).as_of.to_string(), "2026-03-05T00:00:00Z");
}

#[tokio::test]
async fn a_clock_that_is_hours_ahead_is_refused() {
    let late = vector(&series(0, "1")).replace("1772668800.5", "4102444800");
    let (poll, _) = answered(answer("200 OK", "", &late)).await;
    assert!(matches!(trouble(&poll), Trouble::Refused(Refusal::Future { .. })), "{poll:?}");
}

#[tokio::test]
async fn redirects_within_the_origin_keep_the_query_and_others_are_refused() {
    let body = vector(&format!("{},{}", series(1, "2"), series(0, "1")));
    let server = Server::start(move |_, request| match request.path().strip_prefix("/counts/") {
        Some(rest) => answer("307 X", &format!("Location: /moved/{rest}\r\n"), ""),
        None => answer("200 OK", "", &body),
    })
    .await;
    assert_eq!(values(&poll(feed(&server.url(), &TWO)).await).unwrap(), [Some(1.0), Some(2.0)]);
    let (poll, _) = answered(answer("302 X", "Location: http://localhost/login?x=1\r\n", "")).await;
    assert_eq!(trouble(&poll), &Trouble::Refused(Refusal::Redirect("http://localhost/login".into())));
}

#[tokio::test]
async fn the_limits_are_those_of_the_whole_poll() {
    // Each by itself: long queries, and answers that are too long together only.
    let long: Vec<(String, String)> = (0..6).map(|n| (format!("x.n{n}"), "1 + ".repeat(1_500) + "1")).collect();
    let long: Vec<(&str, &str)> = long.iter().map(|(id, query)| (id.as_str(), query.as_str())).collect();
    let padded = vector(r#"{"metric":{},"value":[1772668800,"2"]}"#) + &" ".repeat(100_000);
    let server = Server::start(move |_, _| answer("200 OK", "", &padded)).await;
    let limited = |max_bytes| Source { max_bytes, ..feed(&server.url(), &long) };
    assert_eq!(values(&poll(limited(700_000)).await).unwrap(), [Some(2.0); 6]);
    assert_eq!(trouble(&poll(limited(300_000)).await), &Trouble::Refused(Refusal::TooLarge(300_000)));

    let server = Server::script(vec![Act::Hang(b"HTTP/1.1 200 OK\r\n\r\n{".to_vec())]).await;
    let poll = poll(Source { timeout: Span::from_seconds(1), ..feed(&server.url(), &TWO) }).await;
    assert_eq!(trouble(&poll), &Trouble::Down(Down::TimedOut(Span::from_seconds(1))));
}

#[tokio::test]
async fn at_most_four_requests_are_in_flight() {
    let long: Vec<(String, String)> = (0..12).map(|n| (format!("x.n{n}"), "1 + ".repeat(1_500) + "1")).collect();
    let long: Vec<(&str, &str)> = long.iter().map(|(id, query)| (id.as_str(), query.as_str())).collect();
    let body = vector(r#"{"metric":{},"value":[1772668800,"2"]}"#);
    let late = format!("HTTP/1.1 200 OK\r\nContent-Length: {}\r\n\r\n{body}", body.len()).into_bytes();
    let server = Server::start(move |_, _| Act::Late(std::time::Duration::from_millis(100), late.clone())).await;
    assert_eq!(values(&poll(feed(&server.url(), &long)).await).unwrap(), [Some(2.0); 12]);
    assert_eq!((server.requests().len(), server.most_at_once()), (12, 4));
}

#[tokio::test]
async fn what_is_too_much_at_once_is_halved() {
    let queries = ["x.a", "x.b", "x.c", "x.d"].map(|id| (id, "sum(a)"));
    let server = Server::start(|_, request| {
        let of = |place: usize| request.path().contains(&format!("__zhiban__%22%2C%22{place}%22"));
        let places: Vec<usize> = (0..4).filter(|place| of(*place)).collect();
        match places.len() {
            0 => answer("200 OK", "", &vector(r#"{"metric":{},"value":[1772668800,"2"]}"#)),
            1..3 => answer("200 OK", "", &vector(&places.iter().map(|place| series(*place, "2")).collect::<Vec<_>>().join(","))),
            _ => answer("422 X", "", &failure("execution", "query processing would load too many samples")),
        }
    })
    .await;
    let (_pollers, mut polls) = polling(feed(&server.url(), &queries));
    for requests in [5, 7, 9] {
        assert_eq!(values(&polls.recv().await.unwrap().1).unwrap(), [Some(2.0); 4]);
        assert!((requests..=requests + 2).contains(&server.requests().len()), "{requests} and a poll that has begun");
    }
}

/// A feed that is polled again and again.
fn polling(source: Source) -> (Pollers, mpsc::Receiver<(usize, Poll)>) {
    let clock: Clock = Arc::new(jiff::Timestamp::now);
    let (tx, polls) = mpsc::channel(1);
    let pace = watch::Sender::new(None).subscribe();
    (Pollers::spawn(vec![source], &Arc::new(Known::default()), &clock, &pace, &tx), polls)
}

#[tokio::test]
async fn after_a_busy_engine_it_waits_as_long_as_it_is_asked_to() {
    let body = vector(&format!("{},{}", series(1, "2"), series(0, "1")));
    let acts = vec![answer("429 X", "Retry-After: 3\r\n", &failure("too_many_requests", "x")), answer("200 OK", "", &body)];
    let server = Server::script(acts).await;
    let (_pollers, mut polls) = polling(feed(&server.url(), &TWO));
    polls.recv().await.unwrap();
    assert!(values(&polls.recv().await.unwrap().1).is_some());
    let requests = server.requests();
    assert!(requests[1].at - requests[0].at >= std::time::Duration::from_secs(3));
}
