//! A loopback server that does what a script says, down to the bytes.

use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio::task::JoinSet;
use tokio::time::Instant;

/// What the server does on one request.
#[derive(Clone, Debug)]
pub(crate) enum Act {
    /// Sends these bytes and waits for the next request.
    Send(Vec<u8>),
    /// Sends these bytes after a while.
    Late(Duration, Vec<u8>),
    /// Sends these bytes and closes the connection.
    Close(Vec<u8>),
    /// Sends these bytes and resets the connection.
    Reset(Vec<u8>),
    /// Sends the first bytes, then the second one by one, a tenth of a second between them.
    Drip(Vec<u8>, Vec<u8>),
    /// Sends these bytes and nothing more.
    Hang(Vec<u8>),
    /// Sends the first bytes, then the second so many times over, as long as somebody reads.
    Repeat(Vec<u8>, Vec<u8>, usize),
}

/// One request that came in.
#[derive(Clone, Debug)]
pub(crate) struct Request {
    /// Request line and headers.
    pub(crate) head: String,
    /// When it was complete.
    pub(crate) at: Instant,
}

impl Request {
    /// The value of a header.
    pub(crate) fn header(&self, name: &str) -> Option<&str> {
        let lines = self.head.lines().filter_map(|line| line.split_once(':'));
        lines.filter(|(key, _)| key.eq_ignore_ascii_case(name)).map(|(_, value)| value.trim()).next()
    }

    /// The path asked for.
    pub(crate) fn path(&self) -> &str {
        self.head.split(' ').nth(1).unwrap()
    }
}

/// The server; it ends when dropped.
pub(crate) struct Server {
    pub(crate) port: u16,
    requests: Arc<Mutex<Vec<Request>>>,
    most_at_once: Arc<AtomicUsize>,
    connections: Arc<AtomicUsize>,
    _task: JoinSet<()>,
}

impl Server {
    /// A server that does the acts of a list in turn, and the last for ever.
    pub(crate) async fn script(acts: Vec<Act>) -> Self {
        Self::start(move |number, _| acts[number.min(acts.len() - 1)].clone()).await
    }

    /// A server that asks what to do on the so-manieth request (from 0).
    pub(crate) async fn start(act: impl Fn(usize, &Request) -> Act + Send + Sync + 'static) -> Self {
        Self::on(0, act).await
    }

    /// The same on a port, where one was before; any if 0.
    pub(crate) async fn on(port: u16, act: impl Fn(usize, &Request) -> Act + Send + Sync + 'static) -> Self {
        let listener = TcpListener::bind(("127.0.0.1", port)).await.unwrap();
        let port = listener.local_addr().unwrap().port();
        let requests = Arc::new(Mutex::new(Vec::new()));
        let most_at_once = Arc::new(AtomicUsize::new(0));
        let connections = Connections {
            act: Arc::new(act),
            requests: Arc::clone(&requests),
            at_once: Arc::default(),
            most_at_once: Arc::clone(&most_at_once),
        };
        let accepted = Arc::new(AtomicUsize::new(0));
        let count = Arc::clone(&accepted);
        let mut task = JoinSet::new();
        task.spawn(async move {
            let mut open = JoinSet::new();
            loop {
                let (stream, _) = listener.accept().await.unwrap();
                count.fetch_add(1, Ordering::SeqCst);
                open.spawn(connections.clone().serve(stream));
            }
        });
        Self { port, requests, most_at_once, connections: accepted, _task: task }
    }

    pub(crate) fn url(&self) -> String {
        format!("http://127.0.0.1:{}/counts", self.port)
    }

    pub(crate) fn requests(&self) -> Vec<Request> {
        self.requests.lock().unwrap().clone()
    }

    /// How many connections were made.
    pub(crate) fn connections(&self) -> usize {
        self.connections.load(Ordering::SeqCst)
    }

    /// How many requests were in work at the same time, at most.
    pub(crate) fn most_at_once(&self) -> usize {
        self.most_at_once.load(Ordering::SeqCst)
    }
}

type Script = Arc<dyn Fn(usize, &Request) -> Act + Send + Sync>;

#[derive(Clone)]
struct Connections {
    act: Script,
    requests: Arc<Mutex<Vec<Request>>>,
    at_once: Arc<AtomicUsize>,
    most_at_once: Arc<AtomicUsize>,
}

impl Connections {
    async fn serve(self, mut stream: TcpStream) {
        while let Some(head) = read_head(&mut stream).await {
            let request = Request { head, at: Instant::now() };
            let number = {
                let mut requests = self.requests.lock().unwrap();
                requests.push(request.clone());
                requests.len() - 1
            };
            let now = self.at_once.fetch_add(1, Ordering::SeqCst) + 1;
            self.most_at_once.fetch_max(now, Ordering::SeqCst);
            let goes_on = perform((self.act)(number, &request), &mut stream).await;
            self.at_once.fetch_sub(1, Ordering::SeqCst);
            if !goes_on {
                return;
            }
        }
    }
}

/// Does an act; says whether the connection stays open. Clients may hang up at any time: errors end it.
async fn perform(act: Act, stream: &mut TcpStream) -> bool {
    match act {
        Act::Send(bytes) => stream.write_all(&bytes).await.is_ok(),
        Act::Late(wait, bytes) => {
            tokio::time::sleep(wait).await;
            stream.write_all(&bytes).await.is_ok()
        }
        Act::Close(bytes) => {
            let _ = stream.write_all(&bytes).await;
            let _ = stream.shutdown().await;
            false
        }
        Act::Reset(bytes) => {
            let _ = stream.write_all(&bytes).await;
            // What was sent should arrive first.
            tokio::time::sleep(Duration::from_millis(100)).await;
            stream.set_zero_linger().unwrap();
            false
        }
        Act::Drip(head, bytes) => {
            let _ = stream.write_all(&head).await;
            for byte in bytes {
                if stream.write_u8(byte).await.is_err() {
                    return false;
                }
                tokio::time::sleep(Duration::from_millis(100)).await;
            }
            true
        }
        Act::Hang(bytes) => {
            let _ = stream.write_all(&bytes).await;
            // Until the client gives up.
            let _ = stream.read(&mut [0; 1]).await;
            false
        }
        Act::Repeat(head, part, times) => {
            let _ = stream.write_all(&head).await;
            for _ in 0..times {
                if stream.write_all(&part).await.is_err() {
                    break;
                }
            }
            let _ = stream.shutdown().await;
            false
        }
    }
}

async fn read_head(stream: &mut TcpStream) -> Option<String> {
    let mut head = Vec::new();
    while !head.ends_with(b"\r\n\r\n") {
        head.push(stream.read_u8().await.ok()?);
    }
    String::from_utf8(head).ok()
}
