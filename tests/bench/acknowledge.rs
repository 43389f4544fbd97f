//! What an acknowledgement costs, from the key's order to the frame that shows it: recorded on disk in between. Beside it, in the
//! same run, a bare `fdatasync` of a page, which is the least that any record on this disk costs.

#![expect(clippy::unwrap_used, clippy::panic, reason = "a bench fails by panicking")]

use std::fs::File;
use std::io::{Seek, Write};
use std::path::Path;
use std::time::{Duration, Instant};

use criterion::{Criterion, criterion_group, criterion_main};
use jiff::Timestamp;
use ratatui::layout::Rect;
use tokio::runtime::Runtime;
use zhiban::app::{App, Message, update};
use zhiban::config::Config;
use zhiban::duty::{Action, Id, Language, LeftOut, Order, Outcome, Poll, Reading, Room, Snapshot, Span, Subject};
use zhiban::journal::{Answer, Opening, Place, Queue, Writer};
use zhiban::screen::{Depth, Theme, UNICODE, draw};
use zhiban::term::Painter;

const CONFIG: &str = "[[feed]]\nname = \"county\"\nurl = \"https://10.1.2.3/\"\n";
const SCREEN: Rect = Rect { x: 0, y: 0, width: 200, height: 60 };

/// A dashboard with one alarm, and its journal on disk.
struct Desk {
    app: App,
    queue: Queue,
    writer: Writer,
    painter: Painter,
    subject: Subject,
    acknowledged: bool,
}

impl Desk {
    fn new(runtime: &Runtime, folder: &Path, now: Timestamp) -> Self {
        let plan = Config::parse(CONFIG, "bench", Path::new("")).unwrap().plan;
        let mut room = Room::new(plan, now);
        let place = Place::File(folder.join("journal.db"));
        let opening = Opening { place, retain: Span::MAX, readings_since: now, log_since: now, now, history: None };
        let mut writer = Writer::spawn(opening).unwrap();
        let Answer::Opened { past, .. } = runtime.block_on(writer.answer()) else { panic!("the journal was not opened") };
        let id = Id::new("petitions.overdue").unwrap();
        let readings = vec![Reading::of(id.clone(), Some(4.0))];
        let snapshot = Snapshot {
            as_of: now,
            sequence: None,
            readings,
            left_out: LeftOut::default(),
            remarks: zhiban::duty::Remarks::default(),
        };
        room.restore(*past, now);
        room.receive(
            0,
            Poll { at: now, status: Some(200), took: Duration::ZERO, outcome: Outcome::Snapshot(snapshot), expires: None },
            now,
        );
        let app = App::new(room, Language::Zh, Theme::new(Depth::True, false), UNICODE, None);
        let (queue, painter) = (Queue::new(Instant::now()), Painter::new(SCREEN));
        let mut desk = Self { app, queue, writer, painter, subject: Subject::Indicator(id), acknowledged: false };
        desk.record(runtime, now);
        desk
    }

    /// Acknowledges, or takes it back, until that is on disk.
    fn acknowledge(&mut self, runtime: &Runtime, now: Timestamp) {
        let number = self.app.room.alarm(&self.subject).unwrap().shown().number;
        let action = if self.acknowledged { Action::Unacknowledge } else { Action::Acknowledge(None) };
        self.acknowledged = !self.acknowledged;
        self.app.room.order(Order::Alarm { subject: self.subject.clone(), number, action }, now).unwrap();
        self.record(runtime, now);
    }

    /// The frame that shows it.
    fn draw(&mut self, now: Timestamp) -> usize {
        let view = self.app.view(now);
        self.painter.frame(|buffer| draw(&view, buffer)).map_or(0, |bytes| bytes.len())
    }

    fn record(&mut self, runtime: &Runtime, now: Timestamp) {
        let proposal = self.app.propose();
        self.queue.add(proposal);
        let next = self.queue.next(Instant::now()).unwrap();
        self.writer.commit(next, now);
        let answer = runtime.block_on(self.writer.answer());
        assert!(matches!(answer, Answer::Committed { .. }), "{answer:?}");
        let recorded = self.queue.committed(Instant::now()).unwrap();
        update(&mut self.app, Message::Recorded(recorded, None), now);
    }
}

fn acknowledging(criterion: &mut Criterion) {
    let folder = tempfile::tempdir().unwrap();
    let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
    let now: Timestamp = "2026-03-05T08:00:00Z".parse().unwrap();
    let mut desk = Desk::new(&runtime, folder.path(), now);
    criterion.bench_function("acknowledge, on disk", |bencher| bencher.iter(|| desk.acknowledge(&runtime, now)));
    criterion.bench_function("acknowledge, on disk and drawn", |bencher| {
        bencher.iter(|| {
            desk.acknowledge(&runtime, now);
            desk.draw(now)
        });
    });
    let mut file = File::create(folder.path().join("bare")).unwrap();
    criterion.bench_function("bare fdatasync of a page", |bencher| {
        bencher.iter(|| {
            file.rewind().unwrap();
            file.write_all(&[7; 4096]).unwrap();
            file.sync_data().unwrap();
        });
    });
}

criterion_group! {
    name = benches;
    config = Criterion::default().sample_size(30).measurement_time(Duration::from_secs(4)).warm_up_time(Duration::from_millis(500));
    targets = acknowledging
}
criterion_main!(benches);
