//! Decoding beside its limit: `serde_json` alone, into structures that hold the same and know nothing.
//! `cargo bench --bench limits`. The limit of a frame is a test's (tests/demo/frames.rs), that of a commit beside it in
//! tests/bench/acknowledge.rs.

#![expect(clippy::unwrap_used, reason = "a bench fails by panicking")]

use std::collections::HashMap;
use std::fmt::Write;
use std::hint::black_box;
use std::time::Duration;

use criterion::{BenchmarkId, Criterion, Throughput, criterion_group, criterion_main};
use jiff::Timestamp;
use serde::Deserialize;
use zhiban::duty::{Clean, Id};
use zhiban::feed::{Known, decode};

const TOWNSHIPS: [&str; 3] = ["城关镇", "白沙乡", "石桥镇"];

/// A snapshot as it stands in the document.
#[derive(Deserialize)]
#[expect(dead_code, reason = "only read into")]
struct Bare<'a> {
    schema: &'a str,
    as_of: &'a str,
    sequence: Option<u64>,
    #[serde(borrow)]
    readings: Vec<BareReading<'a>>,
}

#[derive(Deserialize)]
#[expect(dead_code, reason = "only read into")]
struct BareReading<'a> {
    id: &'a str,
    value: Option<f64>,
    last_year: Option<f64>,
    #[serde(default)]
    corrections: f64,
    sample: Option<u64>,
    peer: Option<f64>,
    of: Option<u32>,
    #[serde(borrow, default)]
    territories: HashMap<&'a str, Option<f64>>,
}

/// A document of so many readings, with or without their parts.
fn document(count: usize, has_parts: bool) -> String {
    let mut document = String::from("{\"schema\":\"zhiban/1\",\"as_of\":\"2026-03-05T08:00:00Z\",\"readings\":[");
    for n in 0..count {
        let comma = if n > 0 { "," } else { "" };
        let _ = write!(document, "{comma}{{\"id\":\"traffic.n{n}\",\"value\":{},\"last_year\":9", n % 80);
        if has_parts {
            let parts: Vec<String> = TOWNSHIPS.iter().map(|name| format!("\"{name}\":{}", n % 9)).collect();
            let _ = write!(document, ",\"territories\":{{{}}}", parts.join(","));
        }
        document.push('}');
    }
    document + "]}"
}

fn decoding(criterion: &mut Criterion) {
    let now: Timestamp = "2026-03-05T08:01:00Z".parse().unwrap();
    for (name, has_parts) in [("decode", false), ("decode with townships", true)] {
        let mut group = criterion.benchmark_group(name);
        for count in [100, 10_000, 100_000] {
            let ids = (0..count).map(|n| Id::new(&format!("traffic.n{n}")).unwrap());
            let known = Known::new(ids, TOWNSHIPS.map(Clean::new));
            let document = document(count, has_parts);
            group.throughput(Throughput::Bytes(document.len() as u64));
            group.bench_function(BenchmarkId::new("zhiban", count), |bencher| {
                bencher.iter_with_large_drop(|| decode(black_box(document.as_bytes()), &known, now).unwrap());
            });
            group.bench_function(BenchmarkId::new("bare serde_json", count), |bencher| {
                bencher.iter_with_large_drop(|| serde_json::from_slice::<Bare<'_>>(black_box(document.as_bytes())).unwrap());
            });
        }
    }
}

criterion_group! {
    name = benches;
    config = Criterion::default().sample_size(20).measurement_time(Duration::from_secs(3)).warm_up_time(Duration::from_millis(500));
    targets = decoding
}
criterion_main!(benches);
