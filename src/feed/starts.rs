//! When the first poll of each of many feeds comes.

use std::time::Duration;

use crate::duty::Span;

/// So many feeds are polled at once: a county with a handful sees its first figures without waiting.
const AT_ONCE: usize = 8;

/// The least time between the starts of any two others: at most twenty begin in a second, however short their intervals are.
const APART: Duration = Duration::from_millis(50);

/// Nobody waits longer than this to see the first figures of a feed, however seldom it is polled.
const LONGEST: Duration = Duration::from_mins(1);

/// How long each of these feeds waits for its first poll, by how often it is polled: the first few not at all, the others by
/// their place in the list, evenly over their interval or a minute, whichever is shorter. Two hundred feeds are no burst, neither here nor at a server that
/// answers for all of them.
pub(super) fn starts(every: impl IntoIterator<Item = Span>) -> Vec<Duration> {
    let every: Vec<Duration> = every.into_iter().map(|every| every.duration().min(LONGEST)).collect();
    let others = u32::try_from(every.len().saturating_sub(AT_ONCE)).unwrap_or(u32::MAX);
    let places = std::iter::repeat_n(0, AT_ONCE).chain(1..=others);
    // The last begins just before the first comes round again.
    let even = every.iter().zip(places).map(|(every, place)| (*every / others.saturating_add(1)) * place);
    let mut waits: Vec<Duration> = even.collect();
    let mut in_time: Vec<&mut Duration> = waits.iter_mut().skip(AT_ONCE).collect();
    in_time.sort_by_key(|wait| **wait);
    let mut last = Duration::ZERO;
    for wait in in_time {
        *wait = (*wait).max(last + APART);
        last = *wait;
    }
    waits
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn of(count: usize, seconds: u32) -> Vec<Duration> {
        starts(std::iter::repeat_n(Span::from_seconds(seconds), count))
    }

    #[test]
    fn a_handful_starts_at_once() {
        assert!(of(0, 10).is_empty());
        assert_eq!(of(8, 10), [Duration::ZERO; 8]);
        assert_eq!(of(9, 10)[7..], [Duration::ZERO, Duration::from_secs(5)]);
    }

    #[test]
    fn two_hundred_are_spread_over_their_interval() {
        let waits = of(200, 10);
        for second in 0..10 {
            let begin = |wait: &&Duration| wait.as_secs() == second;
            let count = waits.iter().filter(begin).count();
            let first = if second == 0 { AT_ONCE } else { 0 };
            assert!((first + 18..=first + 20).contains(&count), "second {second}: {count}");
        }
        assert!(waits.is_sorted() && waits.last().is_some_and(|last| *last < Duration::from_secs(10)));
    }

    #[test]
    fn one_that_is_polled_once_a_day_does_not_wait_for_half_of_it() {
        assert_eq!(of(9, 86_400)[8], Duration::from_secs(30));
    }

    #[test]
    fn a_short_interval_is_no_burst_either() {
        assert_eq!(of(1008, 1).last(), Some(&(APART * 1000)));
    }

    proptest! {
        #[test]
        fn no_second_begins_more_than_its_share(every in prop::collection::vec(1_u32..4000, 0..300)) {
            let waits = starts(every.iter().copied().map(Span::from_seconds));
            prop_assert_eq!(waits.len(), every.len());
            let mut others: Vec<Duration> = waits.into_iter().skip(AT_ONCE).collect();
            others.sort();
            prop_assert!(others.iter().all(|wait| *wait >= APART));
            prop_assert!(others.windows(2).all(|pair| pair[1] >= pair[0] + APART));
        }
    }
}
