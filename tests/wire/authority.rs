//! A certificate authority of the tests' own: what it signs exists for one test alone.

use std::path::{Path, PathBuf};
use std::time::Duration;

use jiff::{SignedDuration, Timestamp};
use rcgen::{BasicConstraints, CertificateParams, DnType, ExtendedKeyUsagePurpose, IsCa, Issuer, KeyPair, KeyUsagePurpose};

use crate::doubles::write_private;

/// An authority.
pub(crate) struct Authority {
    /// Its own certificate (PEM).
    pub(crate) pem: String,
    issuer: Issuer<'static, KeyPair>,
}

/// What it signed (PEM).
pub(crate) struct Signed {
    pub(crate) certificate: String,
    pub(crate) key: String,
}

/// From how many days before today a certificate is valid, and for how many after.
pub(crate) type Days = (i64, i64);

/// Valid now and for long.
pub(crate) const VALID: Days = (10, 400);

/// The day so many days from now: its first second.
pub(crate) fn day(days: i64) -> Timestamp {
    let now = Timestamp::now().as_second();
    Timestamp::from_second(now - now % 86_400).unwrap() + SignedDuration::from_hours(24 * days)
}

fn parameters(name: &str, days: Days) -> CertificateParams {
    let date = |days| rcgen::date_time_ymd(1970, 1, 1) + Duration::from_secs(day(days).as_second().unsigned_abs());
    let mut parameters = CertificateParams::new([name.to_owned()]).unwrap();
    parameters.distinguished_name.push(DnType::CommonName, name);
    (parameters.not_before, parameters.not_after) = (date(-days.0), date(days.1));
    parameters
}

impl Authority {
    pub(crate) fn new(name: &str, days: Days) -> Self {
        let mut parameters = parameters(name, days);
        parameters.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
        parameters.key_usages = vec![KeyUsagePurpose::KeyCertSign];
        let key = KeyPair::generate().unwrap();
        let pem = parameters.self_signed(&key).unwrap().pem();
        Self { pem, issuer: Issuer::new(parameters, key) }
    }

    /// A certificate for a server of this name.
    pub(crate) fn server(&self, name: &str, days: Days) -> Signed {
        self.sign(name, days, ExtendedKeyUsagePurpose::ServerAuth)
    }

    /// A certificate for a seat.
    pub(crate) fn client(&self, days: Days) -> Signed {
        self.sign("seat", days, ExtendedKeyUsagePurpose::ClientAuth)
    }

    fn sign(&self, name: &str, days: Days, usage: ExtendedKeyUsagePurpose) -> Signed {
        let mut parameters = parameters(name, days);
        parameters.extended_key_usages = vec![usage];
        let key = KeyPair::generate().unwrap();
        let certificate = parameters.signed_by(&key, &self.issuer).unwrap();
        Signed { certificate: certificate.pem(), key: key.serialize_pem() }
    }

    /// Its certificate in a file.
    pub(crate) fn file(&self, folder: &Path) -> PathBuf {
        let path = folder.join("ca.pem");
        std::fs::write(&path, &self.pem).unwrap();
        path
    }
}

impl Signed {
    /// The certificate and its key in files.
    pub(crate) fn files(&self, folder: &Path) -> (PathBuf, PathBuf) {
        let (certificate, key) = (folder.join("seat.pem"), folder.join("seat.key"));
        std::fs::write(&certificate, &self.certificate).unwrap();
        write_private(&key, &self.key);
        (certificate, key)
    }
}
