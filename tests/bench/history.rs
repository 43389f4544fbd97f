//! What the screens ask of a journal with three years of ten-second readings of one indicator, and what keeping its buckets costs a
//! commit: beside it, in the same run, the same readings without them.

#![expect(clippy::unwrap_used, reason = "a bench fails by panicking")]

use std::path::Path;
use std::time::Duration;

use criterion::{BenchmarkId, Criterion, criterion_group, criterion_main};
use jiff::{SignedDuration, Timestamp};
use sqlx::{ConnectOptions, Connection, SqliteConnection};
use tokio::runtime::Runtime;
use zhiban::duty::{Clean, EntryFilter, Found, Id, Proposal, Query, Reading, StoredReading};
use zhiban::journal::{Place, Store};

/// Three years of ten-second readings, without leap days.
const READINGS: i64 = 3 * 365 * 8640;
/// The readings of a poll.
const POLL: usize = 55;

fn now() -> Timestamp {
    "2026-03-05T08:00:00Z".parse().unwrap()
}

fn id(n: usize) -> Id {
    Id::new(&format!("traffic.n{n}")).unwrap()
}

async fn open(path: &Path) -> Store {
    Store::open(&Place::File(path.to_owned()), now()).await.unwrap().0
}

async fn behind(path: &Path) -> SqliteConnection {
    sqlx::sqlite::SqliteConnectOptions::new().filename(path).connect().await.unwrap()
}

/// Fills a journal as an earlier version would have: without buckets, which are made once it is open.
async fn fill(path: &Path) -> Store {
    open(path).await.close().await.unwrap();
    let mut connection = behind(path).await;
    for statement in ["DROP TABLE rollup", "DROP TABLE unfilled", "DELETE FROM _sqlx_migrations WHERE version = 2"] {
        sqlx::query(statement).execute(&mut connection).await.unwrap();
    }
    let first = now().as_millisecond() - READINGS * 10_000;
    sqlx::query("INSERT INTO series (id, indicator, feed) VALUES (1, 'traffic.n0', 'county')")
        .execute(&mut connection)
        .await
        .unwrap();
    let fill = "INSERT INTO reading (series, as_of, value, last_year, corrections) \
                WITH RECURSIVE n (i) AS (SELECT 0 UNION ALL SELECT i + 1 FROM n WHERE i < $1) \
                SELECT 1, $2 + i * 10000, (i * 7919) % 1000, i % 500, (i / 100000) % 3 FROM n";
    sqlx::query(fill).bind(READINGS - 1).bind(first).execute(&mut connection).await.unwrap();
    sqlx::query("INSERT INTO seat (name, alive) VALUES ('seat', $1)")
        .bind(now().as_millisecond())
        .execute(&mut connection)
        .await
        .unwrap();
    connection.close().await.unwrap();
    let started = std::time::Instant::now();
    let mut store = open(path).await;
    println!("opened in {:?}", started.elapsed());
    while store.fill().await.unwrap() {}
    println!("buckets of {READINGS} readings made in {:?}", started.elapsed());
    store
}

fn course(span: SignedDuration, columns: usize) -> Query {
    let windows = Some((zhiban::duty::Window::Year, jiff::tz::TimeZone::get("Asia/Shanghai").unwrap()));
    Query::Course { indicator: id(0), from: now() - span, to: now(), columns, windows }
}

fn opening(criterion: &mut Criterion) {
    let folder = tempfile::tempdir().unwrap();
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    let mut store = runtime.block_on(fill(&folder.path().join("journal.db")));
    let mut group = criterion.benchmark_group("the course of days");
    for days in [1, 2, 7, 60, 365, 3 * 365] {
        let query = course(SignedDuration::from_hours(days * 24), 320);
        let Found::Course(found) = runtime.block_on(store.find(&query)).unwrap() else { unreachable!() };
        assert!(found.buckets.iter().all(|bucket| bucket.figures.is_some()), "{days}");
        group.bench_function(BenchmarkId::from_parameter(days), |bencher| {
            bencher.iter(|| runtime.block_on(store.find(&query)).unwrap());
        });
    }
    group.finish();
    let query = Query::Moment { at: now() - SignedDuration::from_hours(10_000) };
    criterion.bench_function("a moment", |bencher| bencher.iter(|| runtime.block_on(store.find(&query)).unwrap()));
}

/// A poll of which every reading changed.
fn poll(nth: i64) -> Proposal {
    let as_of = now() + SignedDuration::from_secs(nth * 10);
    #[expect(clippy::cast_precision_loss, reason = "small numbers")]
    let reading = |n| StoredReading { feed: Clean::new("county"), as_of, reading: Reading::of(id(n), Some(nth as f64)) };
    Proposal { readings: (0..POLL).map(reading).collect(), ..Proposal::default() }
}

/// A commit of a poll, with its buckets or, where every one of them is thrown away as it comes, the least that it can cost.
fn committing(criterion: &mut Criterion) {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    let folder = tempfile::tempdir().unwrap();
    let mut store = runtime.block_on(open(&folder.path().join("journal.db")));
    let mut nth = 0;
    let mut commit = |runtime: &Runtime| {
        nth += 1;
        runtime.block_on(store.commit(&poll(nth), now())).unwrap();
    };
    criterion.bench_function("a commit of a poll of 55 readings", |bencher| bencher.iter(|| commit(&runtime)));
    let mut connection = runtime.block_on(async {
        let other = folder.path().join("bare.db");
        open(&other).await.close().await.unwrap();
        let mut connection = behind(&other).await;
        sqlx::query("PRAGMA journal_mode = WAL").execute(&mut connection).await.unwrap();
        sqlx::query("PRAGMA synchronous = FULL").execute(&mut connection).await.unwrap();
        for n in 0..POLL {
            let series = sqlx::query("INSERT INTO series (id, indicator, feed) VALUES ($1, $2, 'county')");
            series.bind(i64::try_from(n).unwrap()).bind(id(n).as_str()).execute(&mut connection).await.unwrap();
        }
        connection
    });
    let mut nth = 0;
    criterion.bench_function("the same without buckets", |bencher| {
        bencher.iter(|| {
            nth += 1;
            runtime.block_on(bare(&mut connection, &poll(nth)));
        });
    });
}

/// Writes what a commit did before there were buckets.
async fn bare(connection: &mut SqliteConnection, proposal: &Proposal) {
    let mut transaction = connection.begin_with("BEGIN IMMEDIATE").await.unwrap();
    let mut insert: sqlx::QueryBuilder<sqlx::Sqlite> = sqlx::QueryBuilder::new(
        "INSERT INTO reading (series, as_of, value, last_year, corrections, sample, peer, ranked, territories) ",
    );
    insert.push_values(proposal.readings.iter().zip(0_i64..), |mut row, (stored, series)| {
        row.push_bind(series).push_bind(stored.as_of.as_millisecond()).push_bind(stored.reading.value).push_bind(None::<f64>);
        row.push_bind(0.0).push_bind(None::<i64>).push_bind(None::<f64>).push_bind(None::<i64>).push_bind(None::<String>);
    });
    insert.push(" ON CONFLICT (series, as_of) DO UPDATE SET value = excluded.value");
    insert.build().execute(&mut *transaction).await.unwrap();
    let alive = "INSERT INTO seat (name, alive) VALUES ($1, $2) ON CONFLICT (name) DO UPDATE SET alive = excluded.alive";
    sqlx::query(alive).bind("seat").bind(now().as_millisecond()).execute(&mut *transaction).await.unwrap();
    transaction.commit().await.unwrap();
}

/// A search that finds nothing looks at as much as one question may.
fn searching(criterion: &mut Criterion) {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    let folder = tempfile::tempdir().unwrap();
    let mut store = runtime.block_on(open(&folder.path().join("journal.db")));
    let note = |_| zhiban::duty::Entry {
        at: now(),
        body: zhiban::duty::Body::Note {
            by: None, text: zhiban::duty::Note::new("已电话催办城关镇，次日复核").unwrap()
        },
    };
    let entries = (0..30_000).map(note).collect();
    runtime.block_on(store.commit(&Proposal { entries, ..Proposal::default() }, now())).unwrap();
    let query = Query::Entries { before: None, filter: EntryFilter::new("没有 nothing", &[]), limit: 50 };
    criterion
        .bench_function("a search of 20,000 entries", |bencher| bencher.iter(|| runtime.block_on(store.find(&query)).unwrap()));
}

criterion_group! {
    name = benches;
    config = Criterion::default().sample_size(20).measurement_time(Duration::from_secs(4)).warm_up_time(Duration::from_millis(500));
    targets = opening, committing, searching
}
criterion_main!(benches);
