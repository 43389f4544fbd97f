//! Where a request may go.

use std::net::IpAddr;

use reqwest::Url;

use crate::duty::Clean;

/// An address to ask, if that is allowed. The configuration refuses the same; this is the second lock.
///
/// # Errors
/// With why nothing may be sent there: no URL, a password in it, plain `http` to another machine.
pub(crate) fn address(text: &str, allow_http: bool, proxied: bool) -> Result<Url, Clean> {
    let refused = |why: &str| Clean::new(why);
    let url = Url::parse(text).map_err(|_| refused("the address is not a URL"))?;
    if !url.username().is_empty() || url.password().is_some() {
        return Err(refused("the address carries a user or a password"));
    }
    match url.scheme() {
        "https" => Ok(url),
        // Through a proxy even the name of this machine leads to another.
        "http" if allow_http || (is_loopback(&url) && !proxied) => Ok(url),
        "http" => Err(refused("plain http to another machine is not allowed")),
        _ => Err(refused("the address is neither https nor http")),
    }
}

/// Whether an address is plain `http`, so that no certificate is needed to ask there.
pub(crate) fn is_plain(text: &str) -> bool {
    Url::parse(text).is_ok_and(|url| url.scheme() == "http")
}

fn is_loopback(url: &Url) -> bool {
    let host = url.host_str().unwrap_or_default();
    let address = host.trim_start_matches('[').trim_end_matches(']').parse::<IpAddr>();
    host == "localhost" || address.is_ok_and(|address| address.to_canonical().is_loopback())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn knows_its_own_machine() {
        for (url, loopback) in [
            ("http://127.0.0.1/", true),
            ("http://127.9.9.9:81/", true),
            ("http://[::1]/", true),
            ("http://[::ffff:127.0.0.1]/", true),
            ("http://localhost:8080/", true),
            ("http://LOCALHOST/", true),
            ("http://2130706433/", true),
            ("http://localhost.example/", false),
            ("http://127.0.0.1.example/", false),
            ("http://10.1.2.3/", false),
            ("http://[::]/", false),
        ] {
            assert_eq!(is_loopback(&Url::parse(url).unwrap()), loopback, "{url}");
        }
    }
}
