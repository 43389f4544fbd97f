//! Virtual days of a dashboard: a feed polled for real over HTTP every ten virtual seconds, evaluated, recorded in a journal on
//! disk and drawn; and what the process holds meanwhile.

use std::io::{BufRead, BufReader, Write};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};
use std::thread;
use std::time::{Duration, Instant};

use jiff::{SignedDuration, Timestamp};
use ratatui::layout::Rect;
use tokio::sync::{mpsc, oneshot, watch};
use zhiban::app::{App, Message, update};
use zhiban::config::Config;
use zhiban::duty::{Language, Poll, Room};
use zhiban::feed::{Known, Pollers};
use zhiban::journal::{Answer, Opening, Place, Queue, Writer};
use zhiban::screen::{Depth, Theme, UNICODE, draw};
use zhiban::term::Painter;

/// How often the feed is polled, in virtual seconds.
const EVERY: i64 = 10;
/// The virtual time at the start.
const START: i64 = 1_780_272_000;
const SCREEN: Rect = Rect { x: 0, y: 0, width: 120, height: 40 };

/// What the process held at a virtual hour.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Sample {
    pub(crate) hour: f64,
    /// Resident memory in KiB.
    pub(crate) resident: f64,
    pub(crate) files: usize,
    pub(crate) threads: usize,
    pub(crate) tasks: usize,
}

/// Lives so many virtual hours; gives a sample for each. With `leaks`, what every poll brought is kept, as a
/// build with a leak would keep it.
pub(crate) fn live(hours: i64, leaks: bool) -> Vec<Sample> {
    // An idle thread would end after ten real seconds, at some virtual hour that depends on the machine.
    let kept = Duration::from_hours(24);
    let runtime =
        tokio::runtime::Builder::new_current_thread().enable_all().start_paused(true).thread_keep_alive(kept).build().unwrap();
    runtime.block_on(async {
        // Virtual time stands still but when it is moved, as long as a blocking task runs.
        let (release, held) = oneshot::channel::<()>();
        let blocked = tokio::task::spawn_blocking(move || held.blocking_recv());
        let samples = Life::begin().await.live(hours, leaks).await;
        drop(release);
        let _ = blocked.await;
        samples
    })
}

struct Life {
    time: Arc<AtomicI64>,
    app: App,
    painter: Painter,
    queue: Queue,
    writer: Writer,
    polls: mpsc::Receiver<(usize, Poll)>,
    _pollers: Pollers,
    _pace: watch::Sender<Option<zhiban::duty::Span>>,
    _folder: tempfile::TempDir,
}

impl Life {
    async fn begin() -> Self {
        let time = Arc::new(AtomicI64::new(START));
        let address = serve(Arc::clone(&time));
        let folder = tempfile::tempdir().unwrap();
        let text = format!(
            "timezone = \"Asia/Shanghai\"\n[[feed]]\nname = \"county\"\nurl = \"http://{address}/\"\nevery = \"{EVERY}s\"\n"
        );
        let config = Config::parse(&text, "steady", Path::new("")).unwrap();
        let known = config.plan.indicators.iter().map(|indicator| indicator.id.clone());
        let known = Arc::new(Known::new(known, config.plan.territories.iter().cloned()));
        let now = virtual_now(&time);
        let room = Room::new(config.plan, now);
        let (readings_since, log_since) = (room.readings_since(now), room.log_since());
        let opening = Opening {
            place: Place::File(folder.path().join("journal.db")),
            retain: config.journal.retain,
            readings_since,
            log_since,
            now,
            history: None,
        };
        let mut writer = Writer::spawn(opening).unwrap();
        let mut app = App::new(room, Language::Zh, Theme::new(Depth::True, false), UNICODE, None);
        let Answer::Opened { past, trouble: None, aside } = writer.answer().await else { panic!("the journal cannot be opened") };
        update(&mut app, Message::Opened(past, aside), now);
        let (pace_to, pace) = watch::channel(None);
        let (polls_to, polls) = mpsc::channel(1);
        let clock = Arc::clone(&time);
        let clock: zhiban::feed::Clock = Arc::new(move || virtual_now(&clock));
        let pollers = Pollers::spawn(config.sources, &known, &clock, &pace, &polls_to);
        Self {
            time,
            app,
            painter: Painter::new(SCREEN),
            queue: Queue::new(Instant::now()),
            writer,
            polls,
            _pollers: pollers,
            _pace: pace_to,
            _folder: folder,
        }
    }

    async fn live(mut self, hours: i64, leaks: bool) -> Vec<Sample> {
        let mut kept = Vec::new();
        let mut samples = Vec::new();
        for n in 0..hours * 3600 / EVERY {
            let (feed, poll) = self.polls.recv().await.unwrap();
            if leaks {
                kept.push(poll.clone());
            }
            self.step(Message::Polled(feed, poll)).await;
            // The clock on screen moves between polls.
            self.step(Message::Tick).await;
            if n % (3600 / EVERY) == 0 {
                samples.push(sample(n * EVERY));
            }
            self.time.fetch_add(EVERY, Ordering::SeqCst);
            tokio::time::advance(Duration::from_secs(u64::try_from(EVERY).unwrap())).await;
        }
        drop(kept);
        self.writer.close().await;
        samples
    }

    /// Takes a message as the loop does: updates, records, shows, draws.
    async fn step(&mut self, message: Message) {
        let now = virtual_now(&self.time);
        update(&mut self.app, message, now);
        let proposal = self.app.room.propose();
        if !proposal.is_empty() {
            self.queue.add(proposal);
        }
        while let Some(next) = self.queue.next(Instant::now()) {
            self.writer.commit(next, now);
            let answer = self.writer.answer().await;
            assert!(matches!(answer, Answer::Committed { .. }), "{answer:?}");
            let recorded = self.queue.committed(Instant::now()).unwrap();
            update(&mut self.app, Message::Recorded(recorded, None), now);
        }
        let view = self.app.view(now);
        if let Some(bytes) = self.painter.frame(|buffer| draw(&view, buffer)) {
            bytes.clear();
        }
    }
}

fn virtual_now(time: &AtomicI64) -> Timestamp {
    Timestamp::from_second(time.load(Ordering::SeqCst)).unwrap()
}

/// What the process holds.
fn sample(second: i64) -> Sample {
    let statm = std::fs::read_to_string("/proc/self/statm").unwrap();
    let pages: f64 = statm.split_whitespace().nth(1).unwrap().parse().unwrap();
    let count = |folder: &str| std::fs::read_dir(folder).unwrap().count();
    Sample {
        hour: f64::from(i32::try_from(second).unwrap()) / 3600.0,
        resident: pages * 4.0,
        files: count("/proc/self/fd"),
        threads: count("/proc/self/task"),
        tasks: tokio::runtime::Handle::current().metrics().num_alive_tasks(),
    }
}

/// The growth of resident memory in KiB an hour by least squares, of the samples after a warm-up.
pub(crate) fn slope(samples: &[Sample]) -> f64 {
    let count = f64::from(u32::try_from(samples.len()).unwrap());
    let mean = |of: &dyn Fn(&Sample) -> f64| samples.iter().map(of).sum::<f64>() / count;
    let (hours, resident) = (mean(&|s| s.hour), mean(&|s| s.resident));
    let both: f64 = samples.iter().map(|s| (s.hour - hours) * (s.resident - resident)).sum();
    both / samples.iter().map(|s| (s.hour - hours).powi(2)).sum::<f64>()
}

/// Serves a county whose counts grow and whose rates swing, so that alarms come and go; its figures change every minute.
fn serve(time: Arc<AtomicI64>) -> SocketAddr {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = listener.local_addr().unwrap();
    thread::spawn(move || {
        for stream in listener.incoming() {
            let time = Arc::clone(&time);
            thread::spawn(move || answer(&stream.unwrap(), &time));
        }
    });
    address
}

fn answer(stream: &TcpStream, time: &AtomicI64) {
    let mut lines = BufReader::new(stream).lines();
    while let Some(Ok(line)) = lines.next() {
        if line.is_empty() {
            let body = document(time.load(Ordering::SeqCst));
            let head = format!("HTTP/1.1 200 OK\r\ncontent-length: {}\r\n\r\n", body.len());
            let mut stream = stream;
            if stream.write_all((head + &body).as_bytes()).is_err() {
                return;
            }
        }
    }
}

fn document(second: i64) -> String {
    let minute = second / 60 - START / 60;
    let day = minute / 1440;
    let swing = |every: i64, depth: i64| (minute / every) % depth;
    let as_of = Timestamp::from_second(second).unwrap() - SignedDuration::from_secs(1);
    format!(
        r#"{{"schema": "zhiban/1", "as_of": "{as_of}", "readings": [
        {{"id": "safety.accidents", "value": {}, "last_year": 40}},
        {{"id": "traffic.deaths", "value": {}, "last_year": 31}},
        {{"id": "traffic.helmet_rate", "value": {}, "sample": 400}},
        {{"id": "petitions.received", "value": {}, "last_year": 3000}},
        {{"id": "petitions.overdue", "value": {}}},
        {{"id": "drugs.rank", "value": {}, "of": 12}},
        {{"id": "fraud.reported", "value": {}, "last_year": 900}}]}}"#,
        3 + day / 3,
        7 + day / 2,
        86 + swing(97, 9),
        400 + minute / 15,
        swing(211, 5),
        1 + swing(301, 3),
        29 + minute / 90,
    )
}
