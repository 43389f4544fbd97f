//! Certificates in files: whom a machine trusts, and who it says it is.

use std::fs;
use std::os::unix::fs::MetadataExt;
use std::path::{Path, PathBuf};

use reqwest::{Certificate, Identity};
use rustls::RootCertStore;
use rustls::pki_types::pem::PemObject;
use rustls::pki_types::{CertificateDer, PrivateKeyDer};
use rustls::sign::CertifiedKey;
use secrecy::{ExposeSecret, SecretSlice};

use super::expiry::not_after;
use super::guarded::Guarded;
use crate::duty::{Access, Certificate as Whose, Clean, Expiry};

/// The longest file read, in bytes: every authority that there is fits in it.
const MAX_BYTES: u64 = 4 << 20;

/// The files with certificates that a feed names.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Papers {
    authorities: Option<PathBuf>,
    identity: Option<(PathBuf, PathBuf)>,
}

/// What is in them.
pub(crate) struct Certificates {
    /// The authorities that alone are trusted; those of the machine if none are named.
    pub(crate) authorities: Option<Vec<Certificate>>,
    /// What this machine shows.
    pub(crate) identity: Option<Identity>,
    /// When they end.
    pub(crate) ends: Vec<Expiry>,
}

/// What a file looks like from outside: another one means that it may have changed.
pub(crate) type Marks = Vec<Option<(u64, u64, u64, [i64; 4])>>;

impl Papers {
    /// Those of a feed.
    pub(crate) fn of(access: &Access) -> Self {
        Self { authorities: access.ca.clone(), identity: access.identity.clone() }
    }

    /// Whether none are named.
    pub(crate) fn is_empty(&self) -> bool {
        *self == Self::default()
    }

    /// What the files look like now. Blocks.
    pub(crate) fn marks(&self) -> Marks {
        let identity = self.identity.iter().flat_map(|(certificate, key)| [certificate, key]);
        self.authorities.iter().chain(identity).map(|path| mark(path)).collect()
    }

    /// Reads them. Blocks.
    ///
    /// # Errors
    /// With the file, and what is wrong in it.
    pub(crate) fn read(&self) -> Result<Certificates, Clean> {
        let mut ends = Vec::new();
        let mut authorities = None;
        if let Some(path) = &self.authorities {
            let place = format!("ca file {}", path.display());
            let found = read(path, false).and_then(|bytes| trusted(&bytes)).map_err(|why| at(&place, &why))?;
            // Of several one may end while the next takes over.
            let end = found.iter().filter_map(|der| not_after(der)).max();
            ends.extend(end.map(|at| Expiry { of: Whose::Authority, at }));
            let found: Result<_, _> = found.iter().map(|der| Certificate::from_der(der)).collect();
            authorities = Some(found.map_err(|_| at(&place, "not certificates"))?);
        }
        let mut identity = None;
        if let Some((certificate, key)) = &self.identity {
            let (shown, end) = shown(certificate, key)?;
            ends.extend(end);
            identity = Some(shown);
        }
        Ok(Certificates { authorities, identity, ends })
    }
}

fn at(place: &str, why: &str) -> Clean {
    Clean::new(&format!("{place}: {why}"))
}

fn mark(path: &Path) -> Option<(u64, u64, u64, [i64; 4])> {
    let file = fs::metadata(path).ok()?;
    // The time of its last change of any kind as well: a copy may bring its own time of writing along, and a mode has none.
    Some((file.dev(), file.ino(), file.len(), [file.mtime(), file.mtime_nsec(), file.ctime(), file.ctime_nsec()]))
}

/// A file; one with a key in it is a secret, whatever it is named for.
fn read(path: &Path, is_key: bool) -> Result<SecretSlice<u8>, String> {
    let file = Guarded::open(path)?;
    let judged = file.judge(path);
    if is_key {
        judged.clone()?;
    }
    let bytes = file.read(MAX_BYTES)?;
    if holds(&bytes, "PRIVATE KEY-----") {
        judged?;
    }
    Ok(bytes)
}

fn holds(bytes: &SecretSlice<u8>, words: &str) -> bool {
    bytes.expose_secret().windows(words.len()).any(|window| window == words.as_bytes())
}

/// All certificates of a file.
fn certificates(bytes: &SecretSlice<u8>) -> Result<Vec<CertificateDer<'static>>, String> {
    let found: Result<Vec<_>, _> = CertificateDer::pem_slice_iter(bytes.expose_secret()).collect();
    let found = found.map_err(|_| "damaged: not PEM to its end")?;
    if found.is_empty() { Err("no certificate in it (PEM is expected)".to_owned()) } else { Ok(found) }
}

/// The same, each one fit to vouch for a server.
fn trusted(bytes: &SecretSlice<u8>) -> Result<Vec<CertificateDer<'static>>, String> {
    let found = certificates(bytes)?;
    let mut store = RootCertStore::empty();
    for (number, der) in found.iter().enumerate() {
        store.add(der.clone()).map_err(|_| format!("certificate {} in it is damaged", number + 1))?;
    }
    Ok(found)
}

/// What this machine shows, and when that ends.
fn shown(certificate: &Path, key: &Path) -> Result<(Identity, Option<Expiry>), Clean> {
    let (place, key_place) = (format!("cert file {}", certificate.display()), format!("key file {}", key.display()));
    let public = read(certificate, false).map_err(|why| at(&place, &why))?;
    let chain = certificates(&public).map_err(|why| at(&place, &why))?;
    // Every one of them must be valid.
    let end = chain.iter().filter_map(|der| not_after(der)).min().map(|at| Expiry { of: Whose::Client, at });
    let private = read(key, true).map_err(|why| at(&key_place, &why))?;
    let locked = holds(&private, "BEGIN ENCRYPTED PRIVATE KEY") || holds(&private, "Proc-Type: 4,ENCRYPTED");
    if locked {
        return Err(at(&key_place, "locked with a password, which nobody is there to type: store it without one"));
    }
    let der =
        PrivateKeyDer::from_pem_slice(private.expose_secret()).map_err(|_| at(&key_place, "no key in it (PEM is expected)"))?;
    CertifiedKey::from_der(chain, der, &rustls::crypto::ring::default_provider()).map_err(|error| match error {
        rustls::Error::InconsistentKeys(_) => {
            at(&key_place, &format!("does not fit the certificate in {}", certificate.display()))
        }
        rustls::Error::InvalidCertificate(_) => at(&place, "certificate 1 in it cannot be used (damaged, or of X.509 version 1)"),
        _ => at(&key_place, "damaged, or of a kind that is not supported"),
    })?;
    // One file may hold both.
    let both = if certificate == key { private } else { joined(&public, &private) };
    let identity = Identity::from_pem(both.expose_secret()).map_err(|_| at(&place, "other things than certificates in it"))?;
    Ok((identity, end))
}

fn joined(first: &SecretSlice<u8>, second: &SecretSlice<u8>) -> SecretSlice<u8> {
    SecretSlice::from([first.expose_secret(), b"\n", second.expose_secret()].concat())
}
