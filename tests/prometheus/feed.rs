//! Feeds that are queried, and what their polls brought.

use std::sync::Arc;

use jiff::Timestamp;
use zhiban::duty::{Format, Id, Outcome, Poll, Remark, Snapshot, Source, Span};
use zhiban::feed::{Inquiry, Known, inquire_once, poll_once};

/// A feed with these queries, that is given plenty of time.
pub(crate) fn feed(url: &str, queries: &[(&str, &str)]) -> Source {
    let queries = queries.iter().map(|(id, query)| (Id::new(id).unwrap(), (*query).to_owned())).collect();
    Source {
        format: Format::Prometheus(queries),
        every: Span::from_seconds(1),
        timeout: Span::from_seconds(30),
        ..Source::new("metrics".into(), url.to_owned())
    }
}

pub(crate) async fn poll(source: Source) -> Poll {
    poll_once(source, Arc::new(Known::default()), Timestamp::now()).await
}

/// The same, with what became of each query.
pub(crate) async fn inquire(source: Source) -> (Poll, Option<Inquiry>) {
    inquire_once(source, Arc::new(Known::default()), Timestamp::now()).await
}

/// The snapshot that a poll brought.
pub(crate) fn snapshot(poll: &Poll) -> &Snapshot {
    match &poll.outcome {
        Outcome::Snapshot(snapshot) => snapshot,
        other => panic!("{other:?}"),
    }
}

/// The values that a poll brought, in the order of the queries, if it brought any.
pub(crate) fn values(poll: &Poll) -> Option<Vec<Option<f64>>> {
    match &poll.outcome {
        Outcome::Snapshot(snapshot) => Some(snapshot.readings.iter().map(|reading| reading.value).collect()),
        _ => None,
    }
}

/// The remarks on what a poll brought.
pub(crate) fn remarks(poll: &Poll) -> &[Remark] {
    &snapshot(poll).remarks.first
}
