//! What feeds of others cost: foreign JSON with many rows, and a city that watches two hundred counties. `cargo bench`.

#![expect(clippy::unwrap_used, clippy::panic, reason = "a bench fails by panicking")]

use std::fmt::Write;
use std::hint::black_box;
use std::path::Path;
use std::time::Duration;

use criterion::{BenchmarkId, Criterion, Throughput, criterion_group, criterion_main};
use jiff::{SignedDuration, Timestamp};
use zhiban::config::Config;
use zhiban::duty::{Format, LeftOut, Mapping, Outcome, Poll, Reading, Remarks, Room, Snapshot};
use zhiban::feed::{Answer, Known, decode_mapped};

fn now() -> Timestamp {
    "2026-03-05T08:01:00Z".parse().unwrap()
}

/// A feed whose rows are added up, all of them and those of a kind.
fn mapping() -> (Mapping, Known) {
    let config = Config::parse(
        r#"
        [[feed]]
        name = "rows"
        url = "https://10.1.2.3/"
        format = "json"
        ok = { path = "$.code", is = [0] }
        [feed.values]
        "petitions.received" = { path = "$.rows[*].n", reduce = "sum" }
        "petitions.overdue" = { path = "$.rows[?@.late == true].n", reduce = "sum" }
        "#,
        "bench",
        Path::new(""),
    )
    .unwrap();
    match config.sources.first().map(|source| source.format.clone()) {
        Some(Format::Json(mapping)) => (*mapping, Known::of(&config.plan)),
        other => panic!("{other:?}"),
    }
}

fn rows(count: usize) -> String {
    let rows: Vec<String> = (0..count)
        .map(|n| {
            format!(r#"{{"id":{n},"town":"白沙乡","kind":"online","n":"{}","late":{},"at":"2026-03-05"}}"#, n % 9, n % 7 == 0)
        })
        .collect();
    format!(r#"{{"code":0,"msg":"ok","rows":[{}]}}"#, rows.join(","))
}

fn mapped(criterion: &mut Criterion) {
    let (mapping, known) = mapping();
    let mut group = criterion.benchmark_group("decode mapped rows");
    for count in [100, 10_000, 100_000] {
        let body = rows(count);
        group.throughput(Throughput::Elements(count as u64));
        group.bench_function(BenchmarkId::from_parameter(count), |bencher| {
            bencher.iter(|| {
                let answer = Answer { body: black_box(body.as_bytes()), content_type: None, date: Some(now()) };
                decode_mapped(answer, &mapping, &known, now()).unwrap()
            });
        });
    }
}

/// A city of so many counties, each with a feed of its own, and what they count.
fn city(counties: usize, figures: usize) -> Room {
    let names: Vec<String> = (0..counties).map(|n| format!("\"县{n}\"")).collect();
    let mut text = format!("catalogue = \"none\"\ntimezone = \"Asia/Shanghai\"\nterritories = [{}]\n", names.join(", "));
    for (n, name) in names.iter().enumerate() {
        let _ = write!(text, "[[feed]]\nname = \"f{n}\"\nurl = \"https://10.1.2.3/{n}\"\nterritory = {name}\n");
    }
    for n in 0..figures {
        let _ = write!(
            text,
            "[[indicator]]\nid = \"traffic.n{n}\"\ntopic = \"traffic\"\nname = \"n{n}\"\nkind = \"count\"\nwindow = \"year\"\n\
             rules = [{{ level = \"warning\", when = \"increase(1h) >= 300\" }}]\n"
        );
    }
    Room::new(Config::parse(&text, "bench", Path::new("")).unwrap().plan, now())
}

/// Another number each time.
fn count(now: Timestamp) -> f64 {
    f64::from(i32::try_from(now.as_millisecond() / 50 % 89).unwrap())
}

/// A poll of each county, fifty milliseconds apart; `changing`: each tenth county says something new.
fn round(room: &mut Room, now: &mut Timestamp, counties: usize, figures: usize, changing: bool) {
    for county in 0..counties {
        *now += SignedDuration::from_millis(50);
        let value = if changing && county % 10 == 0 { count(*now) } else { 1.0 };
        let figure = |n: usize| Reading::of(zhiban::duty::Id::new(&format!("traffic.n{n}")).unwrap(), Some(value));
        let snapshot = Snapshot {
            as_of: *now,
            sequence: None,
            readings: (0..figures).map(figure).collect(),
            left_out: LeftOut::default(),
            remarks: Remarks::default(),
        };
        let outcome = Outcome::Snapshot(snapshot);
        room.receive(county, Poll { at: *now, status: Some(200), took: Duration::ZERO, outcome, expires: None }, *now);
        room.settle();
    }
}

fn federation(criterion: &mut Criterion) {
    for (name, changing) in [("a round of counties, the same", false), ("a round of counties, each tenth new", true)] {
        let mut group = criterion.benchmark_group(name);
        for counties in [1, 10, 100, 200, 1000] {
            let (mut room, mut now) = (city(counties, 50), now());
            round(&mut room, &mut now, counties, 50, false);
            group.throughput(Throughput::Elements(counties as u64));
            group.bench_function(BenchmarkId::from_parameter(counties), |bencher| {
                bencher.iter(|| round(&mut room, &mut now, counties, 50, changing));
            });
        }
    }
}

criterion_group! {
    name = benches;
    config = Criterion::default().sample_size(10).measurement_time(Duration::from_secs(3)).warm_up_time(Duration::from_millis(500));
    targets = mapped, federation
}
criterion_main!(benches);
