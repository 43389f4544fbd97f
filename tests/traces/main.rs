//! Alarms over time, as somebody at the screen would tell it: what happened, and what is then shown, heard and by whom.

#![expect(clippy::unwrap_used, clippy::indexing_slicing, clippy::panic, reason = "a test fails by panicking")]

mod reconfigured;
mod scene;

use scene::trace;

#[test]
fn the_life_of_an_alarm() {
    trace(
        "value >= 3",
        "
        08:00 value 2       | normal
        08:01 value 3       | #1 critical unacknowledged, sounds
        08:02 value 4       | #1 critical unacknowledged
        08:03 sign on 张三  | #1 critical unacknowledged
        08:04 acknowledge   | #1 critical acknowledged by 张三
        08:05 value 5       | #1 critical acknowledged by 张三
        08:06 value 2       | normal, returned
        ",
    );
}

#[test]
fn one_that_is_over_before_anybody_looked_must_still_be_seen() {
    trace(
        "value >= 3",
        "
        08:00 value 3       | #1 critical unacknowledged, sounds
        08:01 value 0       | #2 returned unacknowledged, returned
        08:02 value 3       | #3 critical unacknowledged, sounds
        08:03 value 0       | #4 returned unacknowledged, returned
        08:04 acknowledge   | normal
        ",
    );
}

#[test]
fn what_grows_worse_calls_again_and_what_grows_milder_does_not() {
    trace(
        "value >= 3; warning value >= 1",
        "
        08:00 value 1       | #1 warning unacknowledged, sounds
        08:01 acknowledge   | #1 warning acknowledged
        08:02 value 3       | #2 critical unacknowledged, sounds
        08:03 acknowledge   | #2 critical acknowledged
        08:04 value 1       | #3 warning acknowledged
        08:05 value 3       | #4 critical acknowledged
        08:06 unacknowledge | #4 critical unacknowledged
        08:07 value 0       | #5 returned unacknowledged, returned
        ",
    );
}

#[test]
fn an_acknowledgement_is_for_the_event_that_was_seen() {
    trace(
        "value >= 3; warning value >= 1",
        "
        08:00 value 1       | #1 warning unacknowledged, sounds
        08:01 value 3       | #2 critical unacknowledged, sounds
        08:02 acknowledge 1 | #2 critical unacknowledged, refused: it changed
        08:03 acknowledge 2 | #2 critical acknowledged
        08:04 acknowledge   | #2 critical acknowledged, refused: not now
        ",
    );
}

#[test]
fn a_correction_and_the_end_of_a_window_are_no_recovery() {
    trace(
        "value >= 3",
        "
        08:00 value 3              | #1 critical unacknowledged, sounds
        08:01 value 2 corrected -1 | #2 returned unacknowledged, revised
        08:02 acknowledge          | normal
        08:03 value 4 corrected -1 | #3 critical unacknowledged, sounds
        08:04 acknowledge          | #3 critical acknowledged
        24:00 value 0              | normal, period_end
        ",
    );
}

#[test]
fn late_data_changes_no_alarm() {
    trace(
        "value >= 3",
        "
        08:00 value 3       | #1 critical unacknowledged, sounds
        08:05 nothing       | #1 critical unacknowledged unknown, feed sounds
        08:06 acknowledge   | #1 critical acknowledged unknown
        08:07 value 3       | #1 critical acknowledged
        08:12 nothing       | #1 critical acknowledged unknown, feed sounds
        08:13 value 0       | normal, returned
        ",
    );
}

#[test]
fn what_is_put_aside_comes_back_by_itself() {
    trace(
        "value >= 3",
        "
        08:00 value 3       | #1 critical unacknowledged, sounds
        08:01 acknowledge   | #1 critical acknowledged
        08:02 shelve 30m    | #1 critical acknowledged shelved
        08:03 value 0       | shelved, returned
        08:04 value 3       | #3 critical unacknowledged shelved
        08:05 acknowledge   | #3 critical acknowledged shelved
        08:32 value 3       | #3 critical unacknowledged, sounds
        08:33 shelve -      | #3 critical unacknowledged shelved
        08:34 value 0       | #4 returned unacknowledged, returned
        08:35 shelve 9h     | #4 returned unacknowledged, refused: too long
        08:36 shelve 2h     | #4 returned unacknowledged shelved
        08:37 unshelve      | #4 returned unacknowledged
        ",
    );
}

#[test]
fn what_is_out_of_service_is_silent_until_it_is_returned() {
    trace(
        "value >= 3",
        "
        08:00 value 0        | normal
        08:01 out of service | out of service
        08:02 value 3        | #1 critical unacknowledged out of service
        08:03 out of service | #1 critical unacknowledged out of service, refused: not now
        08:04 in service     | #1 critical unacknowledged, sounds
        ",
    );
}

#[test]
fn delays_go_before_it_and_fire_at_their_own_time() {
    trace(
        "value >= 3 for 2m clear value < 1 keep 5m",
        "
        08:00 value 3       | normal
        08:01 value 3       | normal
        08:03 value 3       | #1 critical unacknowledged since 08:02, sounds
        08:04 value 2       | #1 critical unacknowledged since 08:02
        08:05 value 0       | #1 critical unacknowledged since 08:02
        08:09 value 0       | #1 critical unacknowledged since 08:02
        08:10 value 0       | #2 returned unacknowledged, returned
        ",
    );
}

#[test]
fn one_that_flaps_is_heard_once_more_and_then_no_longer() {
    let mut lines = vec!["08:00 value 3 | #1 critical unacknowledged, sounds".to_owned()];
    for minute in 1..=12 {
        let (value, rest) = if minute % 2 == 1 { (0, "returned unacknowledged") } else { (3, "critical unacknowledged") };
        // Six changes of twenty are over 30 %. What comes and goes keeps its number, so that it can be acknowledged.
        let marks = match (minute % 2, minute) {
            (1, 1..=4) => ", returned",
            (1, _) => " flapping, returned",
            (_, 1..=5) => ", sounds",
            _ => " flapping",
        };
        lines.push(format!("08:{minute:02} value {value} | #{} {rest}{marks}", (minute + 1).min(6)));
    }
    trace("value >= 3", &lines.join("\n"));
}

#[test]
fn one_that_flaps_and_grows_worse_or_stays_is_heard() {
    let mut lines = Vec::new();
    for minute in 0..=7 {
        let value = (minute + 1) % 2;
        let number = (minute + 1).min(6);
        let (state, marks) = match (minute % 2, minute) {
            (0, 0..=4) => ("warning unacknowledged", ", sounds"),
            (0, _) => ("warning unacknowledged flapping", ""),
            (_, 0..=4) => ("returned unacknowledged", ", returned"),
            _ => ("returned unacknowledged flapping", ", returned"),
        };
        lines.push(format!("08:{minute:02} value {value} | #{number} {state}{marks}"));
    }
    lines.push("08:08 value 1 | #6 warning unacknowledged flapping".to_owned());
    lines.push("08:09 value 3 | #7 critical unacknowledged flapping, sounds".to_owned());
    for minute in 10..=22 {
        lines.push(format!("08:{minute:02} value 3 | #7 critical unacknowledged flapping"));
    }
    lines.push("08:23 value 3 | #7 critical unacknowledged, sounds".to_owned());
    trace("value >= 3; warning value >= 1", &lines.join("\n"));
}

#[test]
fn what_grew_worse_meanwhile_is_not_put_aside_unseen() {
    trace(
        "value >= 3; warning value >= 1",
        "
        08:00 value 1       | #1 warning unacknowledged, sounds
        08:01 value 3       | #2 critical unacknowledged, sounds
        08:02 shelve 1 2h   | #2 critical unacknowledged, refused: it changed
        08:03 shelve -      | #2 critical unacknowledged shelved
        16:03 value 3       | #2 critical unacknowledged, sounds
        ",
    );
}

#[test]
fn silence_over_midnight_is_still_the_end_of_the_window() {
    trace(
        "value >= 3",
        "
        23:58 value 4       | #1 critical unacknowledged, sounds
        23:59 acknowledge   | #1 critical acknowledged
        24:00 value null    | #1 critical acknowledged unknown
        24:01 value 0       | normal, period_end
        ",
    );
}

#[test]
fn growth_in_a_shift_is_over_with_the_shift() {
    trace(
        "shift >= 1",
        "
        08:31 value 3       | normal
        08:32 value 4       | #1 critical unacknowledged, sounds
        17:31 value 4       | #2 returned unacknowledged, period_end
        ",
    );
}

#[test]
fn what_a_period_suppresses_is_silent_while_it_lasts_across_restarts() {
    trace(
        "value >= 3; suppressed 06-03",
        "
        08:00 value 3       | #1 critical unacknowledged, sounds
        08:01 acknowledge   | #1 critical acknowledged
        24:00 value 3       | #1 critical acknowledged suppressed
        24:01 restart       | #1 critical acknowledged suppressed
        48:00 restart       | #1 critical unacknowledged, sounds
        ",
    );
}

#[test]
fn a_journal_that_fails_for_a_while_freezes_nothing() {
    trace(
        "value >= 3",
        "
        08:00 disk full     | normal
        08:01 value 3       | #1 critical unacknowledged not recorded, sounds
        08:02 value 4       | #1 critical unacknowledged not recorded
        08:03 value 3       | #1 critical unacknowledged not recorded
        08:04 disk free     | #1 critical unacknowledged
        08:05 acknowledge   | #1 critical acknowledged
        08:06 value 0       | normal, returned
        ",
    );
}

#[test]
fn an_acknowledgement_can_expire() {
    trace(
        "value >= 3; acknowledged for 30m",
        "
        08:00 value 3       | #1 critical unacknowledged, sounds
        08:01 acknowledge   | #1 critical acknowledged
        08:30 value 3       | #1 critical acknowledged
        08:31 value 3       | #2 critical unacknowledged, sounds
        ",
    );
}

#[test]
fn nobody_watched_so_no_delay_fires() {
    trace(
        "value >= 3 for 2m",
        "
        08:00 value 3       | normal
        11:00 slept         | normal, all stale
        11:00 value 3       | normal
        11:01 value 3       | normal
        11:02 value 3       | #1 critical unacknowledged since 11:02, sounds
        ",
    );
}

#[test]
fn a_new_event_starts_its_clock_and_a_late_step_calls() {
    trace(
        "value >= 99; clock",
        "
        08:00 value 3              | normal
        08:01 value 3              | normal
        08:02 value 4              | normal, clock started
        08:03 value 5 corrected 1  | normal
        08:31 value 5 corrected 1  | normal
        08:33 value 5 corrected 1  | normal, step sounds
        08:34 report               | normal, step returned
        ",
    );
}

#[test]
fn a_restart_changes_nothing() {
    trace(
        "value >= 3 for 2m; warning value >= 1",
        "
        08:00 sign on 张三  | normal
        08:00 value 1       | #1 warning unacknowledged, sounds
        08:01 acknowledge   | #1 warning acknowledged by 张三
        08:02 value 3       | #1 warning acknowledged by 张三
        08:03 restart       | #1 warning acknowledged by 张三
        08:03 value 3       | #1 warning acknowledged by 张三
        08:04 value 3       | #2 critical unacknowledged since 08:04, sounds
        08:05 shelve 2h     | #2 critical unacknowledged since 08:04 shelved
        08:06 restart       | #2 critical unacknowledged since 08:04 shelved
        10:06 value 3       | #2 critical unacknowledged since 08:04, sounds
        10:07 restart       | #2 critical unacknowledged since 08:04
        ",
    );
}
