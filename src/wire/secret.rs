//! Secrets, read at each use and kept nowhere.

use std::path::Path;

use reqwest::RequestBuilder;
use reqwest::header::{AUTHORIZATION, HeaderMap, HeaderName, HeaderValue};
use secrecy::{ExposeSecret, SecretString};

use super::guarded::Guarded;
use crate::duty::{Access, Authorization, Clean, Secret};

/// The longest secret read, in bytes. Servers accept no header that long; a wrong path may lead to a log.
const MAX_BYTES: u64 = 64 << 10;

/// What a server is told to let this machine in, read and ready to be sent.
#[derive(Default)]
pub(crate) struct Credentials {
    headers: HeaderMap,
    basic: Option<(String, SecretString)>,
}

impl Credentials {
    /// Reads them, off the loop: a file may lie on another machine that is as slow as any.
    ///
    /// # Errors
    /// With the file or the variable, and never anything of what is in it.
    pub(crate) async fn read(access: &Access) -> Result<Self, Clean> {
        if access.authorization.is_none() && access.headers.is_empty() {
            return Ok(Self::default());
        }
        let access = access.clone();
        let read = tokio::task::spawn_blocking(move || Self::read_now(&access)).await;
        read.unwrap_or_else(|_| Err(Clean::new("secrets not read")))
    }

    fn read_now(access: &Access) -> Result<Self, Clean> {
        let mut credentials = Self::default();
        for (name, secret) in &access.headers {
            let name = HeaderName::from_bytes(name.as_bytes()).map_err(|_| Clean::new("not a header's name"))?;
            let value = Place { what: name.as_str(), secret }.read(header)?;
            credentials.headers.insert(name, value);
        }
        match &access.authorization {
            Some(Authorization::Bearer(secret)) => _ = credentials.headers.insert(AUTHORIZATION, bearer(secret)?),
            Some(Authorization::Basic { user, password: secret }) => {
                let password = Place { what: "password", secret }.read(password)?;
                credentials.basic = Some((user.clone(), password));
            }
            None => {}
        }
        Ok(credentials)
    }

    /// A request that carries them.
    pub(crate) fn carry(&self, request: RequestBuilder) -> RequestBuilder {
        let request = request.headers(self.headers.clone());
        match &self.basic {
            Some((user, password)) => request.basic_auth(user, Some(password.expose_secret())),
            None => request,
        }
    }
}

/// The `Authorization` header for a bearer token. Blocks on the file.
///
/// # Errors
/// With the file or the variable, and never anything of what is in it.
pub(crate) fn bearer(secret: &Secret) -> Result<HeaderValue, Clean> {
    Place { what: "token", secret }.read(token)
}

/// A secret, and what it is called in errors.
struct Place<'a> {
    what: &'a str,
    secret: &'a Secret,
}

impl Place<'_> {
    /// Reads it and makes something of it.
    fn read<T>(&self, form: impl FnOnce(&SecretString) -> Result<T, &'static str>) -> Result<T, Clean> {
        let (place, text) = match self.secret {
            Secret::File(path) => (format!("{} file {}", self.what, path.display()), file(path)),
            Secret::Environment(name) => {
                let text = std::env::var(name).map(SecretString::from).map_err(|error| match error {
                    std::env::VarError::NotPresent => "not set".to_owned(),
                    std::env::VarError::NotUnicode(_) => "not text".to_owned(),
                });
                (format!("environment variable {name}"), text)
            }
        };
        let read = text.and_then(|text| form(&text).map_err(str::to_owned));
        read.map_err(|why| Clean::new(&format!("{place}: {why}")))
    }
}

fn file(path: &Path) -> Result<SecretString, String> {
    let file = Guarded::open(path)?;
    file.judge(path)?;
    let bytes = file.read(MAX_BYTES)?;
    let text = std::str::from_utf8(bytes.expose_secret()).map_err(|_| "not text")?;
    // Editors on Windows put a byte order mark in front, which is no part of a secret.
    Ok(SecretString::from(text.strip_prefix('\u{feff}').unwrap_or(text)))
}

/// A bearer token: one word (RFC 6750).
fn token(text: &SecretString) -> Result<HeaderValue, &'static str> {
    let token = text.expose_secret().trim();
    if token.is_empty() {
        return Err("empty");
    }
    if !token.bytes().all(|byte| byte.is_ascii_graphic()) {
        return Err("not a token (one word of ASCII characters)");
    }
    sensitive(&SecretString::from(format!("Bearer {token}")))
}

/// A password: one line, of which the end alone is no part.
fn password(text: &SecretString) -> Result<SecretString, &'static str> {
    let line = text.expose_secret();
    let line = line.strip_suffix('\n').unwrap_or(line);
    let line = line.strip_suffix('\r').unwrap_or(line);
    match line {
        "" => Err("empty"),
        line if line.chars().any(char::is_control) => Err("not a password (one line of text)"),
        line => Ok(SecretString::from(line)),
    }
}

/// A header's value: visible ASCII, with spaces within (RFC 9110 §5.5).
fn header(text: &SecretString) -> Result<HeaderValue, &'static str> {
    let value = text.expose_secret().trim();
    if value.is_empty() {
        return Err("empty");
    }
    if !value.bytes().all(|byte| byte == b' ' || byte.is_ascii_graphic()) {
        return Err("not a header's value (one line of ASCII characters)");
    }
    sensitive(&SecretString::from(value))
}

/// A value that is never printed, and that HTTP/2 keeps in no table.
fn sensitive(text: &SecretString) -> Result<HeaderValue, &'static str> {
    let mut value = HeaderValue::from_str(text.expose_secret()).map_err(|_| "not a header's value")?;
    value.set_sensitive(true);
    Ok(value)
}

#[cfg(test)]
mod tests {
    use std::io::Write;
    use std::os::unix::fs::OpenOptionsExt;

    use reqwest::Client;

    use super::*;

    /// A secret in a file that its owner alone can read.
    fn kept(content: &[u8]) -> (tempfile::TempDir, Secret) {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("county.secret");
        let mut file = std::fs::OpenOptions::new().write(true).create_new(true).mode(0o600).open(&path).unwrap();
        file.write_all(content).unwrap();
        (folder, Secret::File(path))
    }

    fn sent(access: &Access) -> Result<reqwest::Request, Clean> {
        rustls::crypto::ring::default_provider().install_default().ok();
        let credentials = Credentials::read_now(access)?;
        Ok(credentials.carry(Client::new().get("http://127.0.0.1/")).build().unwrap())
    }

    fn basic(content: &[u8]) -> Result<reqwest::Request, Clean> {
        let (_folder, password) = kept(content);
        let authorization = Some(Authorization::Basic { user: "duty".to_owned(), password });
        sent(&Access { authorization, ..Access::default() })
    }

    fn with_header(content: &[u8]) -> Result<reqwest::Request, Clean> {
        let (_folder, secret) = kept(content);
        sent(&Access { headers: vec![("X-Api-Key".to_owned(), secret)], ..Access::default() })
    }

    #[test]
    fn a_token_is_one_word_without_the_space_around_it() {
        for content in [b" abc.DEF-123==\r\n".as_slice(), b"\xef\xbb\xbfabc.DEF-123=="] {
            let (_folder, secret) = kept(content);
            let header = bearer(&secret).unwrap();
            assert_eq!(header, "Bearer abc.DEF-123==");
            assert!(header.is_sensitive());
            assert!(!format!("{header:?}").contains("abc"));
        }
    }

    #[test]
    fn a_password_is_a_line_of_any_text_and_its_spaces_count() {
        // echo -n 'duty: 口令 x ' | base64
        for content in [" 口令 x ", " 口令 x \n", " 口令 x \r\n"] {
            let request = basic(content.as_bytes()).unwrap();
            assert_eq!(request.headers()[AUTHORIZATION], "Basic ZHV0eTog5Y+j5LukIHgg");
            assert!(request.headers()[AUTHORIZATION].is_sensitive());
        }
    }

    #[test]
    fn a_header_is_visible_and_may_have_spaces_within() {
        let request = with_header(b" APPCODE 4711\n").unwrap();
        assert_eq!(request.headers()["x-api-key"], "APPCODE 4711");
        assert!(request.headers()["x-api-key"].is_sensitive());
    }

    #[test]
    fn what_cannot_be_sent_names_the_place_and_not_the_content() {
        let long = b"hush".repeat(20_000);
        let tokens = [b"".as_slice(), b" \n", b"hush two words", b"hush\nhush", "令牌hush".as_bytes(), b"hush\xff", &long];
        let tokens = tokens.map(|content| {
            let (_folder, secret) = kept(content);
            bearer(&secret).err()
        });
        let passwords =
            [b"".as_slice(), b"\n", b"hush\nhush\n", b"hush\0", b"hush\xff", &long].map(|content| basic(content).err());
        let headers = [b"".as_slice(), b"\n", b"hush\nX-Evil: hush", "hush令".as_bytes(), b"hush\0", &long]
            .map(|content| with_header(content).err());
        for (number, why) in tokens.into_iter().chain(passwords).chain(headers).enumerate() {
            let why = why.unwrap_or_else(|| panic!("{number} was accepted"));
            assert!(why.as_str().contains("county.secret: ") && !why.as_str().contains("hush"), "{why}");
        }
    }

    #[test]
    fn a_missing_place_is_named() {
        for (secret, want) in [
            (Secret::File("/nonexistent/t".into()), "token file /nonexistent/t: no such file"),
            (Secret::File("/".into()), "token file /: a directory"),
            (Secret::Environment("ZHIBAN_NO_SUCH".to_owned()), "environment variable ZHIBAN_NO_SUCH: not set"),
        ] {
            assert_eq!(bearer(&secret), Err(want.into()));
        }
    }
}
