//! Addresses and tokens, checked alike for feeds and for webhooks.

use std::net::IpAddr;
use std::path::Path;

use url::{Host, Url};

use crate::duty::Secret;

use super::check::Check;
use super::file::Located;

/// What an address is for, in the words of its errors.
pub(super) struct Purpose {
    /// What is wrong with another scheme.
    pub(super) scheme: &'static str,
    /// What is wrong with plain `http` to another machine.
    pub(super) plain: &'static str,
    /// What would be right instead.
    pub(super) allow: &'static str,
    /// An address that is right.
    pub(super) example: &'static str,
    /// Where a user and a password belong.
    pub(super) secret: &'static str,
}

/// An address that may be asked; through a proxy even the name of this machine leads to another.
pub(super) fn address(
    check: &mut Check<'_>,
    written: &Located<String>,
    (allow_http, proxied): (bool, bool),
    purpose: &Purpose,
) -> Option<String> {
    let mut wrong = |message: &str, help: &str| {
        check.problem(written.range(), message, Some(help.to_owned()));
        None
    };
    let url = match Url::parse(written.get()) {
        Ok(url) => url,
        Err(error) => return wrong(&format!("this is not a URL: {error}"), purpose.example),
    };
    if !url.username().is_empty() || url.password().is_some() {
        return wrong("a URL with a password would be shown and logged", purpose.secret);
    }
    match url.scheme() {
        "https" => {}
        "http" if allow_http || (is_loopback(&url) && !proxied) => {}
        "http" => return wrong(purpose.plain, purpose.allow),
        _ => return wrong(purpose.scheme, purpose.example),
    }
    Some(url.into())
}

/// Where a secret is found; `folder` is what its file is relative to. `twice` says what is wrong with both.
pub(super) fn secret(
    check: &mut Check<'_>,
    file: Option<&Located<String>>,
    variable: Option<&Located<String>>,
    twice: &str,
    folder: &Path,
) -> Option<Secret> {
    match (file, variable) {
        (Some(_), Some(variable)) => {
            check.problem(variable.range(), twice, None);
            None
        }
        (None, Some(variable)) if !is_variable(variable.get()) => {
            no_variable(check, variable);
            None
        }
        (Some(file), None) => Some(Secret::File(folder.join(file.get()))),
        (None, Some(variable)) => Some(Secret::Environment(variable.get().clone())),
        (None, None) => None,
    }
}

/// Where a bearer token is found.
pub(super) fn bearer(
    check: &mut Check<'_>,
    file: Option<&Located<String>>,
    variable: Option<&Located<String>>,
    folder: &Path,
) -> Option<Secret> {
    secret(check, file, variable, "a token comes from `bearer_file` or from `bearer_env`, not from both", folder)
}

/// The file and the environment variable of a secret, as they are written.
pub(super) fn secret_keys(secret: Option<&Secret>) -> (Option<Located<String>>, Option<Located<String>>) {
    match secret {
        Some(Secret::File(path)) => (Some(Located::nowhere(path.display().to_string())), None),
        Some(Secret::Environment(variable)) => (None, Some(Located::nowhere(variable.clone()))),
        None => (None, None),
    }
}

/// Whether an address, which was checked, is plain `http` to another machine; through a proxy every one is.
pub(super) fn is_in_the_open(address: &str, proxied: bool) -> bool {
    Url::parse(address).is_ok_and(|url| url.scheme() == "http" && (proxied || !is_loopback(&url)))
}

/// Whether it is the name of an environment variable, as POSIX has them, and not what should be in one.
pub(super) fn is_variable(name: &str) -> bool {
    let word = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'_';
    name.len() <= 64 && name.bytes().all(word) && !name.starts_with(|first: char| first.is_ascii_digit()) && !name.is_empty()
}

/// Says that it is none, and not what it is: it may be the secret itself.
pub(super) fn no_variable(check: &mut Check<'_>, written: &Located<String>) {
    let help =
        "letters, digits and _, such as COUNTY_TOKEN; the secret itself belongs into the variable or into a file".to_owned();
    check.problem(written.range(), "this is not the name of an environment variable", Some(help));
}

fn is_loopback(url: &Url) -> bool {
    match url.host() {
        Some(Host::Domain(name)) => name == "localhost",
        Some(Host::Ipv4(ip)) => IpAddr::from(ip).is_loopback(),
        Some(Host::Ipv6(ip)) => IpAddr::from(ip).is_loopback(),
        None => false,
    }
}
