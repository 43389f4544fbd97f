//! Answers are read one after another: a slow one holds up others, and blames nobody for it.

use std::time::{Duration, Instant};

use zhiban::duty::Span;

use crate::county::{answer, polled, polled_within, taken};

/// A second, which is what a server may take.
const SECOND: Span = Span::from_seconds(1);

/// A filter that takes seconds over [`rows`].
const SLOW: &str = r#"values = { "traffic.deaths" = { path = "$[?search(@.t, '([^x]+ ?)+[a-z]+x')]", reduce = "count", empty = "zero" } }
"#;

fn rows() -> Vec<u8> {
    let rows = vec![r#"{"t": "道路交通 亡人事故 隐患 整改"}"#; 6_000].join(",");
    answer(&[], format!("[{rows}]").as_bytes())
}

#[tokio::test]
async fn whoever_waits_for_a_slow_one_to_be_read_has_not_timed_out() {
    let held = tokio::spawn(polled(SLOW, rows()));
    tokio::time::sleep(Duration::from_millis(300)).await;
    let started = Instant::now();
    let quick = polled_within(SECOND, "values = { \"traffic.deaths\" = \"$.n\" }\n", answer(&[], br#"{"n": 1}"#)).await;
    assert!(started.elapsed() > SECOND.duration(), "it did not have to wait: make the slow one slower");
    assert_eq!(taken(quick).readings[0].value, Some(1.0));
    taken(held.await.unwrap());
}
