//! When certificates end.

use jiff::Timestamp;
use reqwest::Response;
use reqwest::tls::TlsInfo;

use crate::duty::{Certificate, Expiry};

/// When a certificate (DER) is no longer valid; none where that cannot be read, or is said to be never.
pub(super) fn not_after(der: &[u8]) -> Option<Timestamp> {
    let (_, certificate) = x509_parser::parse_x509_certificate(der).ok()?;
    Timestamp::from_second(certificate.validity().not_after.timestamp()).ok()
}

/// When the certificate of the server that answered ends.
pub(crate) fn of_server(response: &Response) -> Option<Expiry> {
    let certificate = response.extensions().get::<TlsInfo>()?.peer_certificate()?;
    not_after(certificate).map(|at| Expiry { of: Certificate::Server, at })
}

/// The one that ends first.
pub(crate) fn first(ends: impl IntoIterator<Item = Expiry>) -> Option<Expiry> {
    ends.into_iter().min_by_key(|end| end.at)
}
