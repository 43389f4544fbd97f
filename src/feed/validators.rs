//! What makes the next request a conditional one.

use std::time::Duration;

use jiff::Timestamp;
use reqwest::header::{ETAG, HeaderMap, HeaderName, HeaderValue, IF_MODIFIED_SINCE, IF_NONE_MATCH, LAST_MODIFIED};
use tokio::time::Instant;

use crate::duty::Snapshot;

/// How long a server is believed that nothing has changed before it is asked for everything again. Caches that answer 304 for ever
/// exist; a whole answer every ten minutes is a burden to nobody.
const BELIEVED: Duration = Duration::from_mins(10);

/// The validators of the newest snapshot that was accepted.
///
/// Only of that: were a refused body's `ETag` sent back, its 304 would confirm figures that nobody holds. The same goes
/// for a late snapshot, which one of several servers may still send.
#[derive(Clone, Debug, Default)]
pub(super) struct Validators {
    etag: Option<HeaderValue>,
    last_modified: Option<HeaderValue>,
    newest: Option<(Timestamp, Option<u64>)>,
    /// When the answer came that they were in.
    since: Option<Instant>,
}

impl Validators {
    /// Makes the next request an unconditional one.
    pub(super) fn forget(&mut self) {
        (self.etag, self.last_modified) = (None, None);
    }

    /// Makes it an unconditional one if the server has been believed for long enough.
    pub(super) fn doubt(&mut self, now: Instant) {
        if self.since.is_some_and(|since| now.duration_since(since) >= BELIEVED) {
            self.forget();
        }
    }

    /// Notes a snapshot that was accepted and the headers it came with.
    pub(super) fn accept(&mut self, snapshot: &Snapshot, headers: &HeaderMap, now: Instant) {
        let late = self.newest.is_some_and(|(as_of, sequence)| {
            snapshot.as_of < as_of || sequence.zip(snapshot.sequence).is_some_and(|(held, new)| new < held)
        });
        if late {
            self.etag = None;
            self.last_modified = None;
            return;
        }
        let sequence = snapshot.sequence.or(self.newest.and_then(|(_, sequence)| sequence));
        self.newest = Some((snapshot.as_of, sequence));
        self.since = Some(now);
        self.etag = headers.get(ETAG).cloned();
        self.last_modified = headers.get(LAST_MODIFIED).cloned();
    }

    /// The headers that make a request conditional.
    pub(super) fn headers(&self) -> impl Iterator<Item = (HeaderName, HeaderValue)> {
        let etag = self.etag.iter().map(|etag| (IF_NONE_MATCH, etag.clone()));
        etag.chain(self.last_modified.iter().map(|date| (IF_MODIFIED_SINCE, date.clone())))
    }

    /// Whether there are any: a 304 to an unconditional request is nonsense.
    pub(super) fn any(&self) -> bool {
        self.etag.is_some() || self.last_modified.is_some()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::duty::LeftOut;

    fn snapshot(second: i64, sequence: Option<u64>) -> Snapshot {
        let as_of = Timestamp::from_second(second).unwrap();
        Snapshot { as_of, sequence, readings: vec![], left_out: LeftOut::default(), remarks: crate::duty::Remarks::default() }
    }

    fn tagged(tag: &'static str) -> HeaderMap {
        HeaderMap::from_iter([(ETAG, HeaderValue::from_static(tag))])
    }

    #[test]
    fn the_newest_accepted_snapshot_speaks_and_a_late_one_silences() {
        let (mut validators, now) = (Validators::default(), Instant::now());
        assert!(!validators.any());
        validators.accept(&snapshot(100, Some(5)), &tagged("a"), now);
        assert_eq!(validators.headers().collect::<Vec<_>>(), [(IF_NONE_MATCH, HeaderValue::from_static("a"))]);
        validators.accept(&snapshot(99, Some(6)), &tagged("b"), now);
        assert!(!validators.any(), "an older time");
        validators.accept(&snapshot(100, Some(5)), &tagged("c"), now);
        assert!(validators.any());
        validators.accept(&snapshot(101, Some(4)), &tagged("d"), now);
        assert!(!validators.any(), "an older sequence");
        validators.accept(&snapshot(102, None), &HeaderMap::new(), now);
        assert!(!validators.any(), "an answer without validators");
    }

    #[test]
    fn nobody_is_believed_for_ever() {
        let (mut validators, zero) = (Validators::default(), Instant::now());
        validators.accept(&snapshot(100, None), &tagged("a"), zero);
        validators.doubt(zero + BELIEVED - Duration::from_secs(1));
        assert!(validators.any());
        validators.doubt(zero + BELIEVED);
        assert!(!validators.any(), "the next answer is a whole one, whatever the server says of its tag");
        validators.accept(&snapshot(100, None), &tagged("a"), zero + BELIEVED);
        validators.doubt(zero + BELIEVED + Duration::from_secs(1));
        assert!(validators.any());
    }
}
