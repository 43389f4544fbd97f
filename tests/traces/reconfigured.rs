//! Alarms whose rules are edited while they are watched.

use crate::scene::trace;

#[test]
fn a_rule_that_is_gone_ends_its_alarm_and_that_is_no_recovery() {
    trace(
        "value >= 3",
        "
        08:00 value 3                | #1 critical unacknowledged, sounds
        08:01 acknowledge            | #1 critical acknowledged
        08:02 configure value >= 4   | normal, rule gone
        08:03 value 4                | #3 critical unacknowledged, sounds
        08:04 configure value >= 9   | #4 returned unacknowledged, rule gone
        08:05 restart                | #4 returned unacknowledged
        08:06 acknowledge            | normal
        ",
    );
}

#[test]
fn what_another_rule_holds_too_keeps_its_acknowledgement_and_sounds_no_more() {
    trace(
        "value >= 3",
        "
        08:00 value 5                | #1 critical unacknowledged, sounds
        08:01 sign on 张三           | #1 critical unacknowledged
        08:02 acknowledge            | #1 critical acknowledged by 张三
        08:03 configure value >= 4   | #2 critical acknowledged by 张三
        08:04 configure value >= 4   | #2 critical acknowledged by 张三
        08:04 value 5                | #2 critical acknowledged by 张三
        08:05 configure value >= 4; warning value >= 1 | #2 critical acknowledged by 张三
        08:06 configure warning value >= 4 | #3 warning acknowledged by 张三
        08:07 configure value >= 4   | #4 critical acknowledged by 张三
        08:08 value 1                | normal, returned
        ",
    );
}

#[test]
fn a_new_threshold_that_is_crossed_already_calls_at_once_and_a_delay_runs_on() {
    trace(
        "value >= 9; warning value >= 4 for 3m",
        "
        08:00 value 5                | normal
        08:01 configure value >= 9; warning value >= 4 for 3m | normal
        08:03 value 5                | #1 warning unacknowledged, sounds
        08:04 configure value >= 5; warning value >= 4 for 3m | #2 critical unacknowledged since 08:04, sounds
        ",
    );
}

#[test]
fn another_target_is_no_recovery_either() {
    trace(
        "target > 0; aim 2",
        "
        08:00 value 3                     | #1 critical unacknowledged, sounds
        08:01 configure target > 0; aim 3 | #2 returned unacknowledged, rule gone
        08:02 configure target > 0; aim 1 | #3 critical unacknowledged, sounds
        08:03 configure target > 0; aim 2 | #3 critical unacknowledged
        08:04 value 2                     | #4 returned unacknowledged, returned
        ",
    );
}

#[test]
fn growth_is_counted_on_across_an_edit() {
    trace(
        "increase(10m) >= 3",
        "
        08:00 value 5                       | normal
        08:10 value 6                       | normal
        08:11 configure increase(10m) >= 2  | normal
        08:12 value 7                       | #1 critical unacknowledged, sounds
        ",
    );
}

#[test]
fn data_that_are_lost_and_rules_that_are_gone_do_not_hide_each_other() {
    trace(
        "value >= 3",
        "
        08:00 value 3                | #1 critical unacknowledged, sounds
        08:06 nothing                | #1 critical unacknowledged unknown, feed sounds
        08:07 configure value >= 3   | #1 critical unacknowledged unknown
        08:08 configure value >= 5   | #3 returned unacknowledged unknown, rule gone
        08:09 value 3                | #3 returned unacknowledged
        ",
    );
}

#[test]
fn a_shelf_a_stop_and_a_suppression_outlive_an_edit() {
    trace(
        "value >= 3",
        "
        08:00 value 3                | #1 critical unacknowledged, sounds
        08:01 shelve 2h              | #1 critical unacknowledged shelved
        08:02 configure value >= 3; suppressed 2026-06-02 | #1 critical unacknowledged shelved suppressed
        08:03 configure value >= 3   | #1 critical unacknowledged shelved
        08:04 unshelve               | #1 critical unacknowledged, sounds
        ",
    );
}

#[test]
fn a_reporting_clock_runs_on_when_its_profile_is_gone() {
    trace(
        "value >= 9; clock",
        "
        08:00 value 1               | normal
        08:01 value 2               | normal, clock started
        08:02 configure value >= 9  | normal
        08:03 value 3               | normal
        08:32 nothing               | unknown, feed sounds, step sounds
        ",
    );
}
