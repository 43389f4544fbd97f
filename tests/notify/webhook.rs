//! A server that is told, on loopback: what arrives there, and what becomes of its answers.

use std::fs::Permissions;
use std::os::unix::fs::PermissionsExt;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use axum::Router;
use axum::body::Bytes;
use axum::extract::State;
use axum::http::{HeaderMap, Method, StatusCode, Uri};
use axum::response::{IntoResponse, Redirect, Response};
use serde_json::{Value, json};
use tokio::net::TcpListener;
use tokio::task::JoinSet;
use zhiban::duty::{Delivery, Outbox, Receiver, Secret, Span};
use zhiban::notify::{Couriers, alertmanager};

use crate::desk::{CLEAR, CRITICAL, Desk, at, only, siren, told};

/// One request that came in.
#[derive(Clone, Debug)]
struct Request {
    line: String,
    headers: HeaderMap,
    body: Bytes,
}

type Answer = Arc<dyn Fn(usize) -> Response + Send + Sync>;

/// A server; it ends when dropped.
struct Server {
    url: String,
    requests: Arc<Mutex<Vec<Request>>>,
    _task: JoinSet<()>,
}

impl Server {
    /// A server that says what it answers to the so-manieth request (from 0).
    async fn new(answer: impl Fn(usize) -> Response + Send + Sync + 'static) -> Self {
        type Shared = (Answer, Arc<Mutex<Vec<Request>>>);
        async fn take(
            State((answer, requests)): State<Shared>,
            method: Method,
            uri: Uri,
            headers: HeaderMap,
            body: Bytes,
        ) -> Response {
            let number = {
                let mut requests = requests.lock().unwrap();
                requests.push(Request { line: format!("{method} {uri}"), headers, body });
                requests.len() - 1
            };
            answer(number)
        }
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = format!("http://{}/hook", listener.local_addr().unwrap());
        let requests = Arc::default();
        let shared: Shared = (Arc::new(answer), Arc::clone(&requests));
        let mut task = JoinSet::new();
        task.spawn(async move { axum::serve(listener, Router::new().fallback(take).with_state(shared)).await.unwrap() });
        Self { url, requests, _task: task }
    }

    fn requests(&self) -> Vec<Request> {
        self.requests.lock().unwrap().clone()
    }
}

fn hook(url: &str) -> Receiver {
    Receiver { name: "hook".into(), command: None, webhook: Some(url.to_owned()), timeout: Span::from_seconds(60), ..siren() }
}

fn delivery(receiver: Receiver) -> Delivery {
    let mut outbox = Outbox::new(vec![receiver]);
    Desk::new().tell(&mut outbox, CRITICAL, 0);
    only(&mut outbox, 0)
}

async fn post(receiver: Receiver) -> Result<(), String> {
    let mut couriers = Couriers::default();
    couriers.send(delivery(receiver));
    couriers.next().await.1.map_err(|reason| reason.to_string())
}

fn answers(status: StatusCode) -> impl Fn(usize) -> Response + Send + Sync + 'static {
    move |_| (status, "what it says is not read").into_response()
}

/// The body that Alertmanager documents for webhooks (<https://prometheus.io/docs/alerting/latest/configuration/#webhook_config>), field by
/// field, for an alarm and for its end.
#[tokio::test]
async fn what_arrives_is_what_alertmanager_sends() {
    let server = Server::new(answers(StatusCode::OK)).await;
    let mut outbox = Outbox::new(vec![hook(&server.url)]);
    let (mut desk, mut couriers) = (Desk::new(), Couriers::default());
    for (event, second) in [(CRITICAL, 0), (CLEAR, 90)] {
        desk.tell(&mut outbox, event, second);
        couriers.send(only(&mut outbox, second));
        let (id, outcome) = couriers.next().await;
        assert_eq!(outcome, Ok(()));
        outbox.delivered(&id, at(second));
    }
    let requests = server.requests();
    assert_eq!(requests.len(), 2);
    let mut bodies = Vec::new();
    for request in &requests {
        assert_eq!(request.line, "POST /hook");
        assert_eq!(request.headers["content-type"], "application/json");
        assert!(request.headers["user-agent"].to_str().unwrap().starts_with("zhiban/"));
        assert!(!request.headers.contains_key("authorization"));
        bodies.push(serde_json::from_slice::<Value>(&request.body).unwrap());
    }
    let identity = json!({
        "alertname": "traffic.helmet_rate", "indicator": "traffic.helmet_rate", "region": "示范县", "topic": "traffic"
    });
    let mut labels = identity.clone();
    labels["severity"] = json!("critical");
    for (body, status, state_zh, state_en, ends) in [
        (&bodies[0], "firing", "超限", "critical", "0001-01-01T00:00:00Z"),
        (&bodies[1], "resolved", "已恢复", "returned to normal", "2026-03-05T00:01:30Z"),
    ] {
        let annotations = json!({
            "summary": format!("示范县 道路交通 戴帽率 {state_zh} 88.5% (value < 90)"),
            "summary_en": format!("示范县 Road traffic Helmet rate {state_en} 88.5% (value < 90)"),
            "guidance": "通报交警中队",
            "guidance_en": "Tell the traffic police",
            "value": "88.5",
            "rule": "value < 90",
        });
        let fingerprint = body["alerts"][0]["fingerprint"].as_str().unwrap();
        assert!(fingerprint.len() == 16 && fingerprint.bytes().all(|b| b.is_ascii_hexdigit()), "{fingerprint}");
        let expected = json!({
            "version": "4",
            "groupKey": "{}:{alertname=\"traffic.helmet_rate\", indicator=\"traffic.helmet_rate\", region=\"示范县\", topic=\"traffic\"}",
            "truncatedAlerts": 0,
            "status": status,
            "receiver": "hook",
            "groupLabels": identity,
            "commonLabels": labels,
            "commonAnnotations": annotations,
            "externalURL": "",
            "alerts": [{
                "status": status,
                "labels": labels,
                "annotations": annotations,
                "startsAt": "2026-03-05T00:00:00Z",
                "endsAt": ends,
                "generatorURL": "",
                "fingerprint": fingerprint,
            }],
        });
        assert_eq!(*body, expected);
    }
    assert_eq!(bodies[0]["alerts"][0]["fingerprint"], bodies[1]["alerts"][0]["fingerprint"]);
    assert_eq!(outbox.owed().count(), 0);
}

#[tokio::test]
async fn any_answer_of_success_is_one_and_no_other() {
    for (status, outcome) in [
        (StatusCode::OK, Ok(())),
        (StatusCode::ACCEPTED, Ok(())),
        (StatusCode::NO_CONTENT, Ok(())),
        (StatusCode::NOT_MODIFIED, Err("answered 304 Not Modified".to_owned())),
        (StatusCode::BAD_REQUEST, Err("answered 400 Bad Request".to_owned())),
        (StatusCode::UNAUTHORIZED, Err("answered 401 Unauthorized".to_owned())),
        (StatusCode::SERVICE_UNAVAILABLE, Err("answered 503 Service Unavailable".to_owned())),
    ] {
        let server = Server::new(answers(status)).await;
        assert_eq!(post(hook(&server.url)).await, outcome);
    }
}

#[tokio::test]
async fn a_redirect_is_not_followed() {
    let other = Server::new(answers(StatusCode::OK)).await;
    let to = other.url.clone();
    let server = Server::new(move |_| Redirect::temporary(&to).into_response()).await;
    assert_eq!(post(hook(&server.url)).await, Err("answered 307 Temporary Redirect".to_owned()));
    assert_eq!((server.requests().len(), other.requests().len()), (1, 0));
}

#[tokio::test]
async fn the_token_goes_along_and_is_never_repeated() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("hook.token");
    std::fs::write(&path, "hush-4711\n").unwrap();
    let server = Server::new(answers(StatusCode::FORBIDDEN)).await;
    let receiver = Receiver { bearer: Some(Secret::File(path.clone())), ..hook(&server.url) };
    std::fs::set_permissions(&path, Permissions::from_mode(0o604)).unwrap();
    let why = post(receiver.clone()).await.unwrap_err();
    assert!(why.contains("(mode 0604)") && why.ends_with(&format!("chmod 600 {}", path.display())), "{why}");
    assert!(server.requests().is_empty(), "what others can read is no secret, and is not sent");
    std::fs::set_permissions(&path, Permissions::from_mode(0o600)).unwrap();
    let why = post(receiver.clone()).await.unwrap_err();
    assert_eq!(server.requests()[0].headers["authorization"], "Bearer hush-4711");
    assert!(!why.contains("hush"), "{why}");
    std::fs::remove_file(&path).unwrap();
    let why = post(receiver).await.unwrap_err();
    assert_eq!(why, format!("token file {}: no such file", path.display()));
    assert_eq!(server.requests().len(), 1, "nothing is sent without the token");
}

#[tokio::test]
async fn what_is_not_allowed_is_not_called() {
    for (url, why) in [
        ("http://192.0.2.1/hook", "plain http to another machine is not allowed"),
        ("https://user:hush@127.0.0.1/", "the address carries a user or a password"),
        ("ftp://127.0.0.1/", "the address is neither https nor http"),
    ] {
        assert_eq!(post(hook(url)).await, Err(why.to_owned()));
    }
}

#[tokio::test]
async fn an_address_is_not_repeated_in_what_went_wrong() {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://{}/hook?key=hush", listener.local_addr().unwrap());
    drop(listener);
    assert_eq!(post(hook(&url)).await, Err("connection refused".to_owned()));
}

#[tokio::test]
async fn one_that_never_answers_is_given_up_and_holds_up_no_other() {
    // The system accepts the connection; nobody ever reads from it.
    let silent = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://{}/hook", silent.local_addr().unwrap());
    let server = Server::new(answers(StatusCode::OK)).await;
    let mut couriers = Couriers::default();
    let slow = delivery(Receiver { timeout: Span::from_seconds(1), ..hook(&url) });
    couriers.send(slow.clone());
    couriers.send(delivery(hook(&server.url)));
    assert_eq!(couriers.next().await.1, Ok(()));
    let (id, outcome) = couriers.next().await;
    assert_eq!((id, outcome), (slow.id, Err("no answer within 1s".into())));
}

#[tokio::test]
async fn one_that_fails_and_recovers_is_told_everything() {
    let server = Server::new(|number| {
        let status = if number < 2 { StatusCode::BAD_GATEWAY } else { StatusCode::OK };
        status.into_response()
    })
    .await;
    let mut outbox = Outbox::new(vec![hook(&server.url)]);
    let (mut desk, mut couriers) = (Desk::new(), Couriers::default());
    for second in [0, 10, 20] {
        // It ends while its receiver is down: then that is told as well.
        desk.tell(&mut outbox, if second == 10 { CLEAR } else { CRITICAL }, second);
        couriers.send(only(&mut outbox, second));
        match couriers.next().await {
            (id, Ok(())) => outbox.delivered(&id, at(second)),
            (id, Err(reason)) => outbox.failed(&id, reason, at(second), 1.0),
        }
    }
    let bodies: Vec<Value> = server.requests().iter().map(|r| serde_json::from_slice(&r.body).unwrap()).collect();
    let statuses: Vec<&Value> = bodies.iter().map(|body| &body["status"]).collect();
    assert_eq!(statuses, ["firing", "resolved", "firing"]);
    assert_eq!(bodies[2]["commonAnnotations"]["missed"], "1");
    assert!(told(&mut outbox, 30).is_empty());
}

#[tokio::test]
async fn nothing_waits_for_ever_that_is_given_up_by_its_caller() {
    let mut couriers = Couriers::default();
    assert!(tokio::time::timeout(Duration::from_millis(1), couriers.next()).await.is_err(), "nothing is under way");
    let server = Server::new(answers(StatusCode::OK)).await;
    let sent = delivery(hook(&server.url));
    assert!(alertmanager(&sent.owed).starts_with("{\"version\":\"4\""));
    couriers.send(sent.clone());
    assert_eq!(couriers.next().await, (sent.id, Ok(())));
}
