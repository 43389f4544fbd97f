//! How long to leave a feed in peace that is in trouble.

use std::time::Duration;

use jiff::fmt::rfc2822::DateTimeParser;
use jiff::{SignedDuration, Timestamp};

use crate::duty::Span;

/// How many times `every` the longest pause is.
const CAP: u32 = 10;

/// A pause that the server asks for is honoured up to an hour at least, however often the feed is polled: a server that
/// asks for twenty minutes knows something. What it asks beyond that is a mistake, and a feed must come back by itself.
const PATIENCE: Span = Span::from_seconds(3600);

/// Even full jitter leaves a server this long.
const SHORTEST: Duration = Duration::from_secs(1);

/// How long to wait after the `failures`-th poll in a row that brought trouble (1 is the first).
///
/// Exponential with full jitter: anywhere between nothing and `every × 2^failures`, at most `10 × every`, so that the
/// seats of a county do not return to a server that comes back all at once; on average the first pause is `every`. At
/// least a second, and what the server asked for (`Retry-After`) if that is longer: never less than that, and up to `every`
/// more, since it asked all seats for the same. `random` is from 0 to 1.
pub(super) fn pause(every: Span, failures: u32, retry_after: Option<Span>, random: f64) -> Duration {
    let factor = 2_u32.saturating_pow(failures).min(CAP);
    let random = random.clamp(0.0, 1.0);
    let jittered = (every.duration() * factor).mul_f64(random);
    let longest = PATIENCE.duration().max(every.duration() * CAP);
    let asked = retry_after.map_or(Duration::ZERO, |asked| asked.duration().min(longest) + every.duration().mul_f64(random));
    jittered.max(asked).max(SHORTEST)
}

/// What a `Retry-After` asks for: seconds, or an HTTP date. The date is measured against the answer's own `Date` where
/// there is one, since neither the server's clock nor a replay's need agree with ours.
pub(super) fn retry_after(value: &str, date: Option<&str>, now: Timestamp) -> Option<Span> {
    let value = value.trim();
    if !value.is_empty() && value.bytes().all(|byte| byte.is_ascii_digit()) {
        return Some(Span::from_seconds(value.parse().unwrap_or(u32::MAX)));
    }
    let until = http_date(value)?;
    let from = date.and_then(http_date).unwrap_or(now);
    let wait = until.duration_since(from).max(SignedDuration::ZERO).as_secs();
    Some(Span::from_seconds(u32::try_from(wait).unwrap_or(u32::MAX)))
}

/// The time that an HTTP date says (RFC 9110 §5.6.7).
pub(super) fn http_date(text: &str) -> Option<Timestamp> {
    static PARSER: DateTimeParser = DateTimeParser::new();
    PARSER.parse_timestamp(text.trim()).ok()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    const EVERY: Span = Span::from_seconds(10);

    #[test]
    fn doubles_up_to_ten_times() {
        for (failures, seconds) in [(1, 20), (2, 40), (3, 80), (4, 100), (5, 100), (40, 100), (u32::MAX, 100)] {
            assert_eq!(pause(EVERY, failures, None, 1.0), Duration::from_secs(seconds), "{failures}");
            assert_eq!(pause(EVERY, failures, None, 0.5), Duration::from_secs(seconds) / 2, "{failures}");
            assert_eq!(pause(EVERY, failures, None, 0.0), SHORTEST, "{failures}");
        }
    }

    #[test]
    fn honours_what_the_server_asks_within_reason() {
        let asked = |seconds| pause(EVERY, 1, Some(Span::from_seconds(seconds)), 0.5).as_secs();
        assert_eq!(asked(0), 10);
        assert_eq!(asked(120), 125, "longer than ten times every");
        assert_eq!(asked(3600), 3605);
        assert_eq!(asked(u32::MAX), 3605);
        let slow = pause(Span::from_seconds(3600), 1, Some(Span::MAX), 0.0);
        assert_eq!(slow, Duration::from_hours(10), "a slow feed may be asked to wait longer");
    }

    #[test]
    fn reads_seconds_and_dates() {
        let now = "2026-03-05T00:00:00Z".parse().unwrap();
        for (value, date, want) in [
            ("120", None, Some(120)),
            (" 0 ", None, Some(0)),
            ("99999999999999999999", None, Some(Span::MAX.seconds())),
            ("Thu, 05 Mar 2026 00:01:30 GMT", None, Some(90)),
            ("Wed, 04 Mar 2026 23:00:00 GMT", None, Some(0)),
            ("Tue, 31 Dec 2999 23:59:59 GMT", None, Some(Span::MAX.seconds())),
            ("Thu, 05 Mar 2026 10:01:30 GMT", Some("Thu, 05 Mar 2026 10:00:00 GMT"), Some(90)),
            ("-5", None, None),
            ("1.5", None, None),
            ("soon", None, None),
            ("", None, None),
        ] {
            assert_eq!(retry_after(value, date, now), want.map(Span::from_seconds), "{value:?}");
        }
    }

    proptest! {
        #[test]
        fn is_never_nothing_and_never_for_ever(
            every in 0..=Span::MAX.seconds(), failures in any::<u32>(), asked in any::<Option<u32>>(), random in any::<f64>(),
        ) {
            let every = Span::from_seconds(every);
            let pause = pause(every, failures, asked.map(Span::from_seconds), random);
            prop_assert!(pause >= SHORTEST);
            prop_assert!(pause <= PATIENCE.duration().max(every.duration() * CAP) + every.duration());
        }

        #[test]
        fn any_header_is_read_or_left(value in "\\PC*", date in "\\PC*") {
            let _ = retry_after(&value, Some(&date), Timestamp::UNIX_EPOCH);
        }
    }
}
