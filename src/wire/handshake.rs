//! What goes wrong between two machines that speak TLS, in plain words.

use rustls::{AlertDescription, CertificateError, Error, InvalidMessage, PeerIncompatible};

/// What this machine has against the server, or the server against this machine.
pub(super) fn plainly(error: &Error) -> String {
    let known = match error {
        Error::InvalidCertificate(certificate) => return judged(certificate),
        Error::AlertReceived(alert) => refused(*alert),
        Error::PeerIncompatible(
            PeerIncompatible::ServerDoesNotSupportTls12Or13 | PeerIncompatible::ServerTlsVersionIsDisabledByOurConfig,
        ) => Some(TOO_OLD),
        // What begins like no record of TLS is most likely HTTP.
        Error::InvalidMessage(InvalidMessage::InvalidContentType) => Some("TLS: answered in plain words (is the address http?)"),
        _ => None,
    };
    known.map_or_else(|| format!("TLS: {error}"), str::to_owned)
}

const TOO_OLD: &str = "TLS: no version in common (1.2 or 1.3 is needed)";

/// What this machine finds wrong with the server's certificate.
fn judged(error: &CertificateError) -> String {
    match error {
        CertificateError::UnknownIssuer => "certificate of an unknown issuer".to_owned(),
        // An authority of the right name with another key: it was made anew.
        CertificateError::BadSignature => {
            "certificate not signed by the authority that is trusted under its issuer's name".to_owned()
        }
        CertificateError::Expired | CertificateError::ExpiredContext { .. } => "certificate expired".to_owned(),
        CertificateError::NotValidYet | CertificateError::NotValidYetContext { .. } => "certificate not valid yet".to_owned(),
        CertificateError::NotValidForName | CertificateError::NotValidForNameContext { .. } => {
            "certificate for another name".to_owned()
        }
        CertificateError::Revoked => "certificate revoked".to_owned(),
        // webpki's own errors cannot be named here. This is what `openssl req -x509` makes.
        other if other.to_string().contains("CaUsedAsEndEntity") => "certificate signed by itself".to_owned(),
        other => format!("certificate: {other}"),
    }
}

/// What the server says when it hangs up (RFC 8446 §6.2). Whatever is said of a certificate is said of this machine's.
fn refused(alert: AlertDescription) -> Option<&'static str> {
    Some(match alert {
        AlertDescription::CertificateRequired => "the server asks for a client certificate (`cert` and `key`)",
        AlertDescription::UnknownCA => "the server does not know who issued this machine's certificate",
        AlertDescription::CertificateExpired => "the server says that this machine's certificate has expired",
        AlertDescription::CertificateRevoked => "the server says that this machine's certificate is revoked",
        AlertDescription::BadCertificate
        | AlertDescription::UnsupportedCertificate
        | AlertDescription::CertificateUnknown
        | AlertDescription::AccessDenied => "the server does not accept this machine's certificate",
        // Up to TLS 1.2 there is no word of its own for a certificate that is missing.
        AlertDescription::HandshakeFailure => "the server breaks off the TLS handshake (does it ask for a client certificate?)",
        AlertDescription::ProtocolVersion => TOO_OLD,
        AlertDescription::UnrecognisedName => "the server does not serve this name",
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn certificates_are_judged_in_plain_words() {
        for (error, want) in [
            (CertificateError::UnknownIssuer, "certificate of an unknown issuer"),
            (CertificateError::Expired, "certificate expired"),
            (CertificateError::NotValidForName, "certificate for another name"),
        ] {
            assert_eq!(plainly(&Error::InvalidCertificate(error)), want);
        }
    }

    #[test]
    fn what_a_server_says_without_words_of_ours_is_said_in_its_own() {
        let said = plainly(&Error::AlertReceived(AlertDescription::CertificateRequired));
        assert!(said.contains("client certificate"), "{said}");
        assert_eq!(plainly(&Error::AlertReceived(AlertDescription::DecodeError)), "TLS: received fatal alert: DecodeError");
    }
}
