//! Any text as the condition of a rule: read or refused at a place within it; what is read is the same once it is written.

#![no_main]

use libfuzzer_sys::fuzz_target;
use zhiban::config::condition;

fuzz_target!(|text: &str| {
    match condition(text) {
        Ok(read) => assert_eq!(condition(&read.to_string()).expect("what was written"), read),
        Err(error) => assert!(text.get(error.range).is_some(), "a place that is none"),
    }
});
