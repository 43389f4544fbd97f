//! What went wrong on the way, in the few words an administrator needs.

use std::error::Error;
use std::io;

use super::handshake;
use crate::duty::Clean;

/// What hyper says of a server that speaks something else, most often TLS. Its errors cannot be named without depending on it; a test of
/// the wire holds on to its words.
const NOT_HTTP: &str = "invalid HTTP version parsed";

/// The cause of a failed exchange: `connection refused`, `name does not resolve`, `certificate expired` … Never an
/// address, which may carry a password or a key.
pub(crate) fn cause(error: reqwest::Error) -> Clean {
    let error = error.without_url();
    if error.is_dns() {
        return Clean::new("name does not resolve");
    }
    if chain(&error).any(|link| link.to_string() == NOT_HTTP) {
        return Clean::new("the answer is not HTTP (is the address https?)");
    }
    let known = chain(&error).find_map(|link| {
        let io = link.downcast_ref::<io::Error>().and_then(|error| plainly(error.kind())).map(str::to_owned);
        io.or_else(|| link.downcast_ref::<rustls::Error>().map(handshake::plainly))
    });
    let text = known.or_else(|| chain(&error).last().map(ToString::to_string)).unwrap_or_else(|| error.to_string());
    Clean::new(&text)
}

/// Whether a body that broke off did so because its compression is damaged, and not because the connection ended.
pub(crate) fn is_damage(error: &reqwest::Error) -> bool {
    // hyper's own errors cannot be named without depending on hyper; a test of the wire holds on to its words.
    !chain(error).any(|link| link.to_string().starts_with("error reading a body from connection"))
}

/// Whether the server has refused this machine. Under TLS 1.3 it says so only after the first words were sent, so that it looks like
/// an answer that broke off.
pub(crate) fn is_refusal(error: &reqwest::Error) -> bool {
    chain(error).any(|link| matches!(link.downcast_ref(), Some(rustls::Error::AlertReceived(_))))
}

/// An error, what caused it, and so on. What an `io::Error` wraps counts: its own `source` leaves that out.
fn chain<'a>(error: &'a (dyn Error + 'static)) -> impl Iterator<Item = &'a (dyn Error + 'static)> {
    std::iter::successors(Some(error), |&link| {
        let wrapped = link.downcast_ref::<io::Error>().and_then(|error| error.get_ref());
        wrapped.map(|wrapped| wrapped as &(dyn Error + 'static)).or_else(|| link.source())
    })
}

fn plainly(kind: io::ErrorKind) -> Option<&'static str> {
    Some(match kind {
        io::ErrorKind::ConnectionRefused => "connection refused",
        io::ErrorKind::ConnectionReset => "connection reset",
        io::ErrorKind::ConnectionAborted | io::ErrorKind::BrokenPipe => "connection closed",
        io::ErrorKind::HostUnreachable => "host unreachable",
        io::ErrorKind::NetworkUnreachable | io::ErrorKind::NetworkDown => "network unreachable",
        io::ErrorKind::TimedOut => "connection timed out",
        io::ErrorKind::PermissionDenied => "not permitted to connect",
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use rustls::CertificateError;

    use super::*;

    #[test]
    fn the_chain_goes_through_wrapped_errors() {
        let tls = rustls::Error::InvalidCertificate(CertificateError::UnknownIssuer);
        let error = io::Error::other(io::Error::other(tls));
        assert!(chain(&error).any(<dyn Error>::is::<rustls::Error>));
    }
}
