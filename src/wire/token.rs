//! Bearer tokens, read at each use and kept nowhere.

use std::fs::File;
use std::io::{self, Read};
use std::path::Path;

use reqwest::header::HeaderValue;
use secrecy::{ExposeSecret, SecretString};

use crate::duty::{Clean, Secret};

/// The longest token read, in bytes. Servers accept no header that long; a wrong path may lead to a log or a device.
const MAX_BYTES: u64 = 64 << 10;

/// The `Authorization` header for a secret. Blocks on the file.
///
/// # Errors
///
/// With the file or the variable, and never anything of what is in it.
pub(crate) fn authorization(secret: &Secret) -> Result<HeaderValue, Clean> {
    let (place, token) = match secret {
        Secret::File(path) => {
            let place = format!("token file {}", path.display());
            (place, read(path).map_err(|error| plainly(&error)))
        }
        Secret::Environment(name) => {
            let token = std::env::var(name).map(SecretString::from).map_err(|error| match error {
                std::env::VarError::NotPresent => "not set".to_owned(),
                std::env::VarError::NotUnicode(_) => "not text".to_owned(),
            });
            (format!("environment variable {name}"), token)
        }
    };
    let header = token.and_then(|token| header(&token));
    header.map_err(|why| Clean::new(&format!("{place}: {why}")))
}

fn header(token: &SecretString) -> Result<HeaderValue, String> {
    let token = token.expose_secret().trim();
    if token.is_empty() {
        return Err("empty".to_owned());
    }
    if !token.bytes().all(|byte| byte.is_ascii_graphic()) {
        return Err("not a token (one word of ASCII characters)".to_owned());
    }
    let bearer = SecretString::from(format!("Bearer {token}"));
    let mut header = HeaderValue::from_str(bearer.expose_secret()).map_err(|_| "not a token".to_owned())?;
    header.set_sensitive(true);
    Ok(header)
}

fn read(path: &Path) -> io::Result<SecretString> {
    let mut text = String::new();
    let file = File::open(path)?;
    let length = file.take(MAX_BYTES + 1).read_to_string(&mut text)?;
    let token = SecretString::from(text);
    if u64::try_from(length).is_ok_and(|length| length > MAX_BYTES) {
        return Err(io::Error::other("too long for a token"));
    }
    Ok(token)
}

/// What the system said, in words that stay the same everywhere.
fn plainly(error: &io::Error) -> String {
    match error.kind() {
        io::ErrorKind::NotFound => "no such file".to_owned(),
        io::ErrorKind::PermissionDenied => "permission denied".to_owned(),
        io::ErrorKind::IsADirectory => "a directory".to_owned(),
        io::ErrorKind::InvalidData => "not text".to_owned(),
        _ => error.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn from_file(content: &[u8]) -> Result<HeaderValue, Clean> {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("county.token");
        std::fs::write(&path, content).unwrap();
        authorization(&Secret::File(path))
    }

    #[test]
    fn a_token_is_one_word_without_the_space_around_it() {
        let header = from_file(b" abc.DEF-123==\r\n").unwrap();
        assert_eq!(header, "Bearer abc.DEF-123==");
        assert!(header.is_sensitive());
        assert!(!format!("{header:?}").contains("abc"));
    }

    #[test]
    fn what_cannot_be_read_names_the_place_and_not_the_content() {
        for (content, why) in [
            (b"".as_slice(), "empty"),
            (b" \n", "empty"),
            (b"hush two words", "not a token"),
            (b"hush\nhush", "not a token"),
            ("令牌hush".as_bytes(), "not a token"),
            (b"hush\xff", "not text"),
            (&b"h".repeat(70_000), "too long"),
        ] {
            let text = from_file(content).unwrap_err();
            assert!(text.as_str().contains("county.token: ") && text.as_str().contains(why), "{text}");
            assert!(!text.as_str().contains("hush"), "{text}");
        }
    }

    #[test]
    fn a_missing_place_is_named() {
        for (secret, want) in [
            (Secret::File("/nonexistent/t".into()), "token file /nonexistent/t: no such file"),
            (Secret::File("/".into()), "token file /: a directory"),
            (Secret::Environment("ZHIBAN_NO_SUCH".to_owned()), "environment variable ZHIBAN_NO_SUCH: not set"),
        ] {
            assert_eq!(authorization(&secret), Err(want.into()));
        }
    }
}
