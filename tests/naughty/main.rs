//! Strings that would do harm, sent through every way into the program: nothing of them comes out of it as more than text.

#![expect(clippy::string_slice, reason = "a test fails by panicking")]

#[cfg(test)]
mod bytes;
#[cfg(test)]
mod commands;
#[cfg(test)]
mod county;
#[cfg(test)]
mod dashboard;
#[cfg(test)]
#[path = "../terminal/pty.rs"]
#[expect(dead_code, reason = "the tests of the terminal use the rest")]
mod pty;
#[cfg(test)]
mod strings;

#[cfg(test)]
const PROGRAM: &str = env!("CARGO_BIN_EXE_zhiban");

#[test]
fn what_is_cleaned_holds_nothing_that_acts() {
    for string in strings::naughty() {
        let clean = zhiban::duty::Clean::new(&string);
        assert_eq!(bytes::unclean(clean.as_str()), None, "{string:?}");
        assert!(!clean.as_str().contains('\n') && clean.as_str().chars().count() <= zhiban::duty::Clean::MAX_CHARS);
        assert_eq!(bytes::unclean(&zhiban::duty::clean_lines(&string)), None, "{string:?}");
    }
}
