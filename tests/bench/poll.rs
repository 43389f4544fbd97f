//! What a poll costs: decoding, evaluation, drawing. `cargo bench`.

#![expect(clippy::unwrap_used, reason = "a bench fails by panicking")]

use std::fmt::Write;
use std::hint::black_box;
use std::path::Path;
use std::time::Duration;

use criterion::{BatchSize, BenchmarkId, Criterion, Throughput, criterion_group, criterion_main};
use jiff::{SignedDuration, Timestamp};
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use zhiban::app::App;
use zhiban::config::Config;
use zhiban::duty::{Language, Outcome, Plan, Poll, Proposal, Room, Snapshot};
use zhiban::feed::{Known, decode};
use zhiban::screen::{Depth, Theme, UNICODE, draw};
use zhiban::term::Painter;

const COUNTS: [usize; 5] = [10, 100, 1_000, 10_000, 100_000];

/// A county with so many indicators, each with two rules.
fn plan(count: usize) -> Plan {
    let mut config =
        "catalogue = \"none\"\n[[feed]]\nname = \"county\"\nurl = \"https://10.1.2.3/\"\nstale_after = \"1d\"\n".to_owned();
    for n in 0..count.min(1000) {
        let _ = write!(
            config,
            "[[indicator]]\nid = \"traffic.n{n}\"\ntopic = \"traffic\"\nname = \"n{n}\"\nkind = \"count\"\nwindow = \"year\"\n\
             rules = [{{ level = \"warning\", when = \"increase(1h) >= 3\" }}, {{ level = \"critical\", when = \"value > 90\" }}]\n"
        );
    }
    let mut plan = Config::parse(&config, "bench", Path::new("")).unwrap().plan;
    let first = plan.indicators.first().unwrap().clone();
    for n in plan.indicators.len()..count {
        let id = zhiban::duty::Id::new(&format!("traffic.n{n}")).unwrap();
        plan.indicators.push(zhiban::duty::Indicator { id, ..first.clone() });
    }
    plan
}

fn known(plan: &Plan) -> Known {
    Known::new(plan.indicators.iter().map(|i| i.id.clone()), plan.territories.iter().cloned())
}

fn now() -> Timestamp {
    "2026-03-05T08:01:00Z".parse().unwrap()
}

/// The time of a poll, one every ten minutes.
fn time(poll: i64) -> Timestamp {
    now() + SignedDuration::from_mins(10 * poll)
}

/// What a feed says at a time. With another `turn` every figure is another, and none so much that a rule holds.
fn document(count: usize, as_of: Timestamp, turn: i64) -> String {
    let mut document = format!("{{\"schema\":\"zhiban/1\",\"as_of\":\"{as_of}\",\"readings\":[");
    for n in 0..count {
        let comma = if n > 0 { "," } else { "" };
        let value = n % 80 + usize::from(turn % 2 == 1);
        let _ = write!(document, "{comma}{{\"id\":\"traffic.n{n}\",\"value\":{value},\"last_year\":9}}");
    }
    document + "]}"
}

fn poll(snapshot: Snapshot, at: Timestamp) -> Poll {
    Poll { at, status: Some(200), took: Duration::ZERO, outcome: Outcome::Snapshot(snapshot), expires: None }
}

/// Lets a room take what a poll brought; gives what the journal is to keep.
fn take(room: &mut Room, snapshot: Snapshot, at: Timestamp) -> Proposal {
    room.receive(0, poll(snapshot, at), at);
    let proposal = room.propose();
    room.show(&proposal, true);
    proposal
}

fn decoding(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("decode");
    for count in COUNTS {
        let known = known(&plan(count));
        let document = document(count, now(), 0);
        group.throughput(Throughput::Bytes(document.len() as u64));
        group.bench_function(BenchmarkId::from_parameter(count), |bencher| {
            bencher.iter_with_large_drop(|| decode(black_box(document.as_bytes()), &known, now()).unwrap());
        });
    }
}

/// A poll whose figures are those of the one before, and one in which every figure is another; with and without reading the document.
fn evaluation(criterion: &mut Criterion) {
    for (name, changing) in [("evaluate the same", false), ("evaluate", true)] {
        let mut group = criterion.benchmark_group(name);
        for count in COUNTS {
            let (mut room, known) = room(count);
            let mut n = 0;
            group.throughput(Throughput::Elements(count as u64));
            group.bench_function(BenchmarkId::from_parameter(count), |bencher| {
                let next = || {
                    n += 1;
                    (decode(document(count, time(n), if changing { n } else { 0 }).as_bytes(), &known, time(n)).unwrap(), time(n))
                };
                bencher.iter_batched(next, |(snapshot, at)| take(&mut room, snapshot, at), BatchSize::PerIteration);
            });
        }
    }
    let mut group = criterion.benchmark_group("decode and evaluate");
    for count in COUNTS {
        let (mut room, known) = room(count);
        let mut n = 0;
        group.throughput(Throughput::Elements(count as u64));
        group.bench_function(BenchmarkId::from_parameter(count), |bencher| {
            let next = || {
                n += 1;
                (document(count, time(n), n), time(n))
            };
            let poll = |(document, at): (String, Timestamp)| {
                let snapshot = decode(document.as_bytes(), &known, at).unwrap();
                (take(&mut room, snapshot, at), document)
            };
            bencher.iter_batched(next, poll, BatchSize::PerIteration);
        });
    }
}

/// A room that has heard of each of so many figures, and what its feed may deliver.
fn room(count: usize) -> (Room, Known) {
    let plan = plan(count);
    let known = known(&plan);
    let mut room = Room::new(plan, now());
    drop(take(&mut room, decode(document(count, now(), 0).as_bytes(), &known, now()).unwrap(), now()));
    (room, known)
}

/// How a room is shown.
fn shown(room: Room) -> App {
    App::new(room, Language::Zh, Theme::new(Depth::True, false), UNICODE, None)
}

/// The built-in county with a value for everything.
fn app() -> App {
    let plan = Config::parse("[[feed]]\nname = \"county\"\nurl = \"https://10.1.2.3/\"\n", "bench", Path::new("")).unwrap().plan;
    let known = known(&plan);
    let readings: Vec<String> =
        plan.indicators.iter().map(|i| format!("{{\"id\":\"{}\",\"value\":12,\"last_year\":9}}", i.id)).collect();
    let document =
        format!("{{\"schema\":\"zhiban/1\",\"as_of\":\"2026-03-05T08:00:00Z\",\"readings\":[{}]}}", readings.join(","));
    let mut room = Room::new(plan, now());
    room.receive(0, poll(decode(document.as_bytes(), &known, now()).unwrap(), now()), now());
    room.settle();
    shown(room)
}

fn drawing(criterion: &mut Criterion) {
    let app = app();
    for (name, changing) in [("draw whole", true), ("draw a second", false)] {
        let mut group = criterion.benchmark_group(name);
        for (columns, rows) in [(80, 24), (120, 40), (200, 60), (400, 120)] {
            let screen = Rect::new(0, 0, columns, rows);
            let mut painter = Painter::new(screen);
            let mut now = now();
            group.bench_function(BenchmarkId::from_parameter(format!("{columns}x{rows}")), |bencher| {
                bencher.iter(|| {
                    now += jiff::SignedDuration::from_secs(1);
                    if changing {
                        painter.repaint(screen);
                    }
                    let view = app.view(now);
                    painter.frame(|buffer: &mut Buffer| draw(&view, buffer)).map(|bytes| bytes.len())
                });
            });
        }
    }
}

/// A second in which nothing is heard: a tick and a frame, of which the screen holds a few figures however many there are.
fn resting(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("a second at rest");
    for count in COUNTS {
        let mut app = shown(room(count).0);
        let mut painter = Painter::new(Rect::new(0, 0, 120, 40));
        let mut now = now();
        group.throughput(Throughput::Elements(count as u64));
        group.bench_function(BenchmarkId::from_parameter(count), |bencher| {
            bencher.iter(|| {
                now += SignedDuration::from_secs(1);
                app.room.tick(now);
                let view = app.view(now);
                painter.frame(|buffer: &mut Buffer| draw(&view, buffer)).map(|bytes| bytes.len())
            });
        });
    }
}

criterion_group! {
    name = benches;
    config = Criterion::default().sample_size(20).measurement_time(Duration::from_secs(3)).warm_up_time(Duration::from_millis(500));
    targets = decoding, evaluation, drawing, resting
}
criterion_main!(benches);
