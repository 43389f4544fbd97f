//! Readings in buckets: they follow from the readings, whenever they were made.

use jiff::SignedDuration;
use sqlx::{ConnectOptions, Connection};
use zhiban::duty::{Proposal, Span, StoredReading};
use zhiban::journal::{Place, Store, verify};

use crate::history::{course, reading, t};
use crate::kept::{clean, file, open};
use crate::meddled::meddle;
use crate::wait_for;

/// Readings of forty days, some of them not known, with corrections now and then.
pub(crate) fn forty_days() -> Vec<StoredReading> {
    let first = t("00:07:00") - SignedDuration::from_hours(40 * 24);
    let reading = |n: i32| {
        let value = (n % 50 != 7).then(|| f64::from(n * 7919 % 1000));
        reading(first + SignedDuration::from_mins(i64::from(n) * 7), value, f64::from(n / 1500))
    };
    (0..8200).map(reading).collect()
}

/// What makes a journal one of an earlier version.
pub(crate) const WITHOUT_BUCKETS: [&str; 3] =
    ["DROP TABLE rollup", "DROP TABLE unfilled", "DELETE FROM _sqlx_migrations WHERE version = 2"];

async fn buckets_of(folder: &tempfile::TempDir) -> Vec<String> {
    use sqlx::Row;
    let mut connection = sqlx::sqlite::SqliteConnectOptions::new().filename(file(folder)).connect().await.unwrap();
    let query = "SELECT series || ' ' || step || ' ' || start || ' ' || first_at || ' ' || last_at || ' ' || COALESCE(opened, '-') || ' ' \
                 || COALESCE(closed, '-') || ' ' || COALESCE(low, '-') || ' ' || COALESCE(high, '-') || ' ' || COALESCE(last_year, '-') \
                 || ' ' || COALESCE(first_corrections, '-') || ' ' || COALESCE(last_corrections, '-') || ' ' || corrected || ' ' \
                 || has_gap FROM rollup ORDER BY series, step, start";
    let rows = sqlx::query(query).fetch_all(&mut connection).await.unwrap();
    connection.close().await.unwrap();
    rows.iter().map(|row| row.get(0)).collect()
}

/// However readings came, late ones and some twice, the buckets are those of the readings there are, and of a recovered journal.
#[test]
fn buckets_follow_from_the_readings() {
    wait_for(async {
        let folder = tempfile::tempdir().unwrap();
        let mut store = open(&folder).await;
        let readings = forty_days();
        // In order, several at a time.
        for chunk in readings[..8000].chunks(611) {
            store.commit(&Proposal { readings: chunk.to_vec(), ..Proposal::default() }, t("00:00:00")).await.unwrap();
        }
        // One that is late, one that takes the place of another, and one of another feed.
        let mut late = readings[4000].clone();
        late.as_of += SignedDuration::from_secs(1);
        late.reading.value = Some(-5.0);
        let mut replaced = readings[3000].clone();
        replaced.reading.value = Some(5000.0);
        let mut other = readings[10].clone();
        other.feed = clean("city");
        let rest = [vec![late, replaced, other], readings[8000..].to_vec()].concat();
        store.commit(&Proposal { readings: rest, ..Proposal::default() }, t("00:00:00")).await.unwrap();
        store.close().await.unwrap();
        let kept = buckets_of(&folder).await;
        assert!(kept.len() > 3000, "{}", kept.len());
        // As an earlier version left it.
        meddle(&file(&folder), &WITHOUT_BUCKETS).await;
        let mut store = open(&folder).await;
        while store.fill().await.unwrap() {}
        store.close().await.unwrap();
        assert_eq!(buckets_of(&folder).await, kept);
        assert_eq!(verify(&file(&folder)).await.unwrap().problems, Vec::<String>::new());
        // Recovered page by page.
        let other = tempfile::tempdir().unwrap();
        let mut store = open(&other).await;
        let recovered = zhiban::journal::recover(&file(&folder), &mut store).await.unwrap();
        assert_eq!(recovered.readings, 8202);
        while store.fill().await.unwrap() {}
        store.close().await.unwrap();
        assert_eq!(buckets_of(&other).await, kept);
    });
}

/// Readings that came before their buckets are put into them part by part: what is asked and committed meanwhile is as it would have
/// been with all of them there, and whoever is killed on the way goes on.
#[test]
fn buckets_of_older_readings_are_made_part_by_part() {
    wait_for(async {
        let (folder, whole) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
        let all = forty_days();
        // One of them late, where there are no buckets yet, and another where there are.
        let mut late: Vec<StoredReading> = [100, 7000].iter().map(|n: &usize| all[*n].clone()).collect();
        for late in &mut late {
            late.as_of += SignedDuration::from_secs(1);
            late.reading.value = Some(-5.0);
        }
        let proposals: Vec<Proposal> = [all[..8000].to_vec(), late, all[8000..].to_vec()]
            .map(|readings| Proposal { readings, ..Proposal::default() })
            .into();
        let mut wanted = open(&whole).await;
        for proposal in &proposals {
            wanted.commit(proposal, t("00:00:00")).await.unwrap();
        }
        let mut store = open(&folder).await;
        store.commit(&proposals[0], t("00:00:00")).await.unwrap();
        store.close().await.unwrap();
        meddle(&file(&folder), &WITHOUT_BUCKETS).await;
        let mut store = open(&folder).await;
        assert_eq!(buckets_of(&folder).await, Vec::<String>::new(), "it opens first");
        let (from, to) = (t("00:00:00") - SignedDuration::from_hours(39 * 24), t("00:00:00"));
        assert!(store.fill().await.unwrap());
        assert!(store.fill().await.is_ok_and(|filled| filled), "there is more than one part");
        store.close().await.unwrap();
        meddle(&file(&folder), &WITHOUT_BUCKETS).await;
        let mut store = open(&folder).await;
        // The first of them belongs into a bucket that is not made yet.
        store.commit(&proposals[2], t("00:00:00")).await.unwrap();
        assert!(store.fill().await.unwrap());
        store.commit(&proposals[1], t("00:00:00")).await.unwrap();
        store.close().await.unwrap();
        let part = buckets_of(&folder).await.len();
        let mut store = open(&folder).await;
        assert_eq!(buckets_of(&folder).await.len(), part, "what was made stays");
        assert_eq!(course(&mut store, from, to, 90).await, course(&mut wanted, from, to, 90).await);
        while store.fill().await.unwrap() {}
        assert_eq!(course(&mut store, from, to, 90).await, course(&mut wanted, from, to, 90).await);
        store.close().await.unwrap();
        wanted.close().await.unwrap();
        let kept = buckets_of(&folder).await;
        assert!(part > 0 && part < kept.len(), "{part} of {}", kept.len());
        assert_eq!(kept, buckets_of(&whole).await);
    });
}

/// However long the span and fast the feed, each column is drawn of what was in it.
#[test]
fn no_step_is_wider_than_a_column() {
    wait_for(async {
        let (mut store, _) = Store::open(&Place::Memory, t("00:00:00")).await.unwrap();
        let end = t("00:00:00") + SignedDuration::from_hours(73);
        // Every two minutes a figure that the others are not.
        let readings: Vec<StoredReading> = (0..52_000_i32)
            .map(|n| reading(t("00:00:00") + SignedDuration::from_secs(5 * i64::from(n)), Some(f64::from(n / 24)), 0.0))
            .collect();
        for chunk in readings.chunks(10_000) {
            store.commit(&Proposal { readings: chunk.to_vec(), ..Proposal::default() }, end).await.unwrap();
        }
        // Every reading; then steps of a minute, of a quarter of an hour, and of four hours.
        for (hours, columns) in [(40, 600), (72, 1080), (72, 288), (72, 18)] {
            let course = course(&mut store, t("00:00:00"), t("00:00:00") + SignedDuration::from_hours(hours), columns).await;
            for bucket in &course.buckets[1..] {
                let within = readings.iter().filter(|stored| stored.as_of >= bucket.from && stored.as_of < bucket.to);
                let highest = within.filter_map(|stored| stored.reading.value).reduce(f64::max);
                assert_eq!(bucket.figures.map(|figures| figures.high), highest, "{hours} {columns} {}", bucket.from);
            }
        }
    });
}

/// A course that is read in buckets has the bounds of the readings themselves.
#[test]
fn a_long_course_says_what_the_readings_do() {
    wait_for(async {
        let folder = tempfile::tempdir().unwrap();
        let mut store = open(&folder).await;
        let readings = forty_days();
        store.commit(&Proposal { readings: readings.clone(), ..Proposal::default() }, t("00:00:00")).await.unwrap();
        // Neither end is between two buckets.
        let to = t("00:00:00") - SignedDuration::from_mins(5 * 60 + 21);
        for (days, columns) in [(3, 40), (30, 40), (39, 200), (39, 7)] {
            let from = to - SignedDuration::from_hours(days * 24);
            let course = course(&mut store, from, to, columns).await;
            assert_eq!(course.buckets.len(), columns);
            let within = readings.iter().filter(|stored| stored.as_of >= from && stored.as_of < to);
            let known: Vec<f64> = within.filter_map(|stored| stored.reading.value).collect();
            let figures: Vec<_> = course.buckets.iter().filter_map(|bucket| bucket.figures).collect();
            let low = figures.iter().map(|figures| figures.low).reduce(f64::min);
            let high = figures.iter().map(|figures| figures.high).reduce(f64::max);
            assert_eq!((low, high), (known.iter().copied().reduce(f64::min), known.iter().copied().reduce(f64::max)), "{days}");
            assert_eq!(figures.last().map(|figures| figures.last), known.last().copied(), "the newest");
        }
    });
}

#[test]
fn buckets_are_forgotten_with_their_readings() {
    wait_for(async {
        let folder = tempfile::tempdir().unwrap();
        let mut store = open(&folder).await;
        store.commit(&Proposal { readings: forty_days(), ..Proposal::default() }, t("00:00:00")).await.unwrap();
        let before = buckets_of(&folder).await.len();
        store.forget(Span::from_seconds(10 * 86_400), t("00:00:00")).await.unwrap();
        let left = buckets_of(&folder).await.len();
        assert!(left > 0 && left < before / 3, "{left} of {before}");
        store.forget(Span::from_seconds(1), t("23:00:00")).await.unwrap();
        assert_eq!(buckets_of(&folder).await.len(), 2, "the newest of each step, as its reading");
    });
}
