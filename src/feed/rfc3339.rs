//! Times as RFC 3339 writes them, and nothing else.

use jiff::Timestamp;

/// The time that `text` says, if it is a full RFC 3339 date-time: date, `T`, `t` or a space, time with seconds, and an
/// offset. jiff alone would also read week dates, zone annotations and offsets with seconds.
pub(super) fn parse(text: &str) -> Option<Timestamp> {
    has_shape(text.as_bytes()).then(|| text.parse().ok()).flatten()
}

fn has_shape(text: &[u8]) -> bool {
    let Some((start, rest)) = text.split_at_checked(19) else {
        return false;
    };
    let start_fits = start.iter().zip(b"0000-00-00T00:00:00").all(|(byte, pattern)| match pattern {
        b'0' => byte.is_ascii_digit(),
        b'T' => matches!(byte, b'T' | b't' | b' '),
        _ => byte == pattern,
    });
    let offset = match rest.strip_prefix(b".") {
        None => rest,
        Some(fraction) => {
            let digits = fraction.iter().take_while(|byte| byte.is_ascii_digit()).count();
            if digits == 0 { &[] } else { fraction.get(digits..).unwrap_or_default() }
        }
    };
    start_fits
        && match offset {
            [b'Z' | b'z'] => true,
            [b'+' | b'-', h1 @ b'0'..=b'2', h2 @ b'0'..=b'9', b':', b'0'..=b'5', b'0'..=b'9'] => *h1 < b'2' || *h2 < b'4',
            _ => false,
        }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_what_rfc_3339_allows() {
        let want: Timestamp = "2026-03-05T00:00:00Z".parse().unwrap();
        for text in [
            "2026-03-05T08:00:00+08:00",
            "2026-03-05t08:00:00+08:00",
            "2026-03-05 08:00:00+08:00",
            "2026-03-05T00:00:00Z",
            "2026-03-05T00:00:00z",
            "2026-03-05T00:00:00.000000000Z",
            "2026-03-05T00:00:00-00:00",
            "2026-03-04T19:00:00-05:00",
            "2026-03-05T23:59:00+23:59",
        ] {
            assert_eq!(parse(text), Some(want), "{text}");
        }
        assert!(parse("2024-02-29T12:00:00.1234567+08:00").is_some());
        assert!(parse("2016-12-31T23:59:60Z").is_some(), "a leap second");
    }

    #[test]
    fn reads_nothing_else() {
        for text in [
            "",
            "2026-03-05",
            "2026-03-05T08:00:00",
            "2026-03-05T08:00+08:00",
            "2026-03-05T08+08:00",
            "20260305T080000Z",
            "2026-W10-4T08:00:00Z",
            "2026-03-05T08:00:00+08:00[Asia/Shanghai]",
            "2026-03-05T08:00:00+0800",
            "2026-03-05T08:00:00+08",
            "2026-03-05T08:00:00+08:00:00",
            "2026-03-05T08:00:00+24:00",
            "2026-03-05T08:00:00+08:60",
            "2026-03-05T08:00:00,5Z",
            "2026-03-05T08:00:00.Z",
            "2026-03-05T08:00:00 Z",
            "2026-02-30T08:00:00Z",
            "2026-13-01T08:00:00Z",
            "2026-03-05T24:00:00Z",
            "+002026-03-05T08:00:00Z",
            "2026-03-05_08:00:00Z",
            "2026-03-05T08:00:00Z ",
            " 2026-03-05T08:00:00Z",
            "２０２６-03-05T08:00:00Z",
            "1772668800",
        ] {
            assert_eq!(parse(text), None, "{text}");
        }
    }
}
