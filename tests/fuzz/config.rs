//! Any text as a configuration: every error can be shown, and what is accepted is the same once it is written out.

#![no_main]

use std::path::Path;

use libfuzzer_sys::fuzz_target;
use zhiban::config::Config;

fuzz_target!(|text: &str| {
    match Config::parse(text, "config.toml", Path::new("/etc/zhiban")) {
        Ok(config) => {
            let shown = config.show();
            let again = Config::parse(&shown, "config.toml", Path::new("/etc/zhiban"));
            assert_eq!(again.unwrap_or_else(|problems| panic!("{problems}\n{shown}")).show(), shown);
        }
        Err(problems) => assert!(!problems.to_string().is_empty()),
    }
});
