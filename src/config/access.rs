//! What a server is told to let this machine in, and whom this machine trusts: checked, and shown.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use crate::duty::{Access, Authorization, Secret, Source};

use super::check::Check;
use super::file::{FeedTable, Located};
use super::web::{bearer, is_in_the_open, is_variable, no_variable, secret, secret_keys};

/// The headers that this program writes itself, or that steer the connection (RFC 9110 §7.6.1): none of them is a secret.
const OWN: [&str; 21] = [
    "accept",
    "accept-charset",
    "accept-encoding",
    "connection",
    "content-encoding",
    "content-length",
    "content-type",
    "expect",
    "host",
    "if-match",
    "if-modified-since",
    "if-none-match",
    "if-range",
    "if-unmodified-since",
    "keep-alive",
    "proxy-connection",
    "range",
    "te",
    "trailer",
    "transfer-encoding",
    "upgrade",
];

/// The access of a feed at an address, through a proxy or not; `folder` is what its files are relative to.
pub(super) fn access(check: &mut Check<'_>, feed: &FeedTable, (url, proxied): (Option<&str>, bool), folder: &Path) -> Access {
    let access = Access {
        authorization: authorization(check, feed, folder),
        headers: headers(check, feed, folder),
        ca: feed.ca.as_ref().map(|ca| folder.join(ca.get())),
        identity: identity(check, feed, folder),
    };
    if let Some(url) = url {
        secrets_in_the_open(check, feed, is_in_the_open(url, proxied));
        let plain = url.starts_with("http:") && !feed.proxy.as_ref().is_some_and(|proxy| proxy.get().starts_with("https:"));
        if let Some(paper) = [&feed.ca, &feed.cert, &feed.key].into_iter().flatten().next().filter(|_| plain) {
            let help = "use https, or leave this out".to_owned();
            check.problem(paper.range(), "over plain http no certificate is shown or looked at", Some(help));
        }
    }
    access
}

/// A secret over plain `http` is none any more. Who means it says so, apart from `allow_http`: to read figures is one thing.
fn secrets_in_the_open(check: &mut Check<'_>, feed: &FeedTable, in_the_open: bool) {
    let keys = [&feed.bearer_file, &feed.bearer_env, &feed.basic_password_file, &feed.basic_password_env];
    let keys = keys.into_iter().flatten().chain(feed.header_files.values()).chain(feed.header_env.values());
    let allowed = feed.allow_http_secrets.as_ref().is_some_and(|allow| *allow.get());
    if let Some(secret) = keys.into_iter().next().filter(|_| in_the_open && !allowed) {
        let help = "use https, or set `allow_http_secrets = true` for this feed".to_owned();
        check.problem(secret.range(), "a secret over plain http: anyone on the way can read it", Some(help));
    }
}

fn authorization(check: &mut Check<'_>, feed: &FeedTable, folder: &Path) -> Option<Authorization> {
    let token = bearer(check, feed.bearer_file.as_ref(), feed.bearer_env.as_ref(), folder);
    let (file, variable) = (feed.basic_password_file.as_ref(), feed.basic_password_env.as_ref());
    let twice = "a password comes from `basic_password_file` or from `basic_password_env`, not from both";
    let password = secret(check, file, variable, twice, folder);
    let key = feed.basic_user.as_ref().or(file).or(variable);
    if let Some(key) = key.filter(|_| feed.bearer_file.is_some() || feed.bearer_env.is_some()) {
        check.problem(key.range(), "a feed is asked with a token or with a password, not with both", None);
        return None;
    }
    match (&feed.basic_user, password) {
        (Some(user), password) => {
            if user.get().chars().any(|character| character == ':' || character.is_control()) {
                check.problem(
                    user.range(),
                    "a user is a line of text without a colon",
                    Some("RFC 7617 leaves no other".to_owned()),
                );
            }
            if file.or(variable).is_none() {
                let help = Some("add `basic_password_file` or `basic_password_env`".to_owned());
                check.problem(user.range(), "a user without a password", help);
            }
            Some(Authorization::Basic { user: user.get().clone(), password: password? })
        }
        (None, Some(_)) => {
            if let Some(key) = key {
                check.problem(key.range(), "a password without a user", Some("add `basic_user`".to_owned()));
            }
            None
        }
        (None, None) => token.map(Authorization::Bearer),
    }
}

fn headers(check: &mut Check<'_>, feed: &FeedTable, folder: &Path) -> Vec<(String, Secret)> {
    for variable in feed.header_env.values().filter(|variable| !is_variable(variable.get())) {
        no_variable(check, variable);
    }
    let files = feed.header_files.iter().map(|(name, file)| (name, file.range(), Secret::File(folder.join(file.get()))));
    let variables = feed.header_env.iter().map(|(name, key)| (name, key.range(), Secret::Environment(key.get().clone())));
    let mut headers: Vec<(String, Secret)> = Vec::new();
    for (name, range, secret) in files.chain(variables) {
        if let Err((message, help)) = fit(name) {
            check.problem(range, message, help.map(str::to_owned));
        } else if headers.iter().any(|(other, _)| other.eq_ignore_ascii_case(name)) {
            check.problem(range, format!("the header `{name}` is named twice (capitals do not count)"), None);
        } else {
            headers.push((name.clone(), secret));
        }
    }
    headers
}

/// Whether a header can be given a value; what is wrong with it, and what would be right.
fn fit(name: &str) -> Result<(), (String, Option<&'static str>)> {
    let is_token = |byte: u8| byte.is_ascii_alphanumeric() || b"!#$%&'*+-.^_`|~".contains(&byte);
    if name.is_empty() || !name.bytes().all(is_token) {
        return Err((format!("`{name}` is not the name of a header"), Some("such as \"X-Api-Key\"")));
    }
    match name.to_ascii_lowercase().as_str() {
        "authorization" => {
            let help = "use `bearer_file`, or `basic_user` and `basic_password_file`";
            Err((format!("`{name}` has keys of its own"), Some(help)))
        }
        "proxy-authorization" => Err((format!("`{name}` is for a proxy, and would be sent to the feed"), None)),
        lower if OWN.contains(&lower) => Err((format!("`{name}` is not for a secret: the request needs it as it is"), None)),
        _ => Ok(()),
    }
}

fn identity(check: &mut Check<'_>, feed: &FeedTable, folder: &Path) -> Option<(PathBuf, PathBuf)> {
    let (alone, missing) = match (&feed.cert, &feed.key) {
        (Some(cert), Some(key)) => return Some((folder.join(cert.get()), folder.join(key.get()))),
        (Some(cert), None) => (cert, "key"),
        (None, Some(key)) => (key, "cert"),
        (None, None) => return None,
    };
    let help = format!("add `{missing}`; if one file holds both, name it twice");
    check.problem(alone.range(), "a certificate is shown by `cert` and `key` together", Some(help));
    None
}

/// Writes it back.
pub(super) fn shown(source: &Source, feed: &mut FeedTable) {
    let access = &source.access;
    let text = |text: String| Some(Located::nowhere(text));
    match &access.authorization {
        Some(Authorization::Bearer(secret)) => (feed.bearer_file, feed.bearer_env) = secret_keys(Some(secret)),
        Some(Authorization::Basic { user, password }) => {
            feed.basic_user = text(user.clone());
            (feed.basic_password_file, feed.basic_password_env) = secret_keys(Some(password));
        }
        None => {}
    }
    for (name, secret) in &access.headers {
        let (file, variable) = secret_keys(Some(secret));
        let insert = |map: &mut BTreeMap<_, _>, value: Option<_>| map.extend(value.map(|value| (name.clone(), value)));
        insert(&mut feed.header_files, file);
        insert(&mut feed.header_env, variable);
    }
    feed.ca = access.ca.as_ref().and_then(|ca| text(ca.display().to_string()));
    if let Some((cert, key)) = &access.identity {
        (feed.cert, feed.key) = (text(cert.display().to_string()), text(key.display().to_string()));
    }
    // It is in force only where it was needed, and then it was set.
    let secrets = access.authorization.is_some() || !access.headers.is_empty();
    let told = secrets && is_in_the_open(&source.url, source.proxy.is_some());
    feed.allow_http_secrets = told.then(|| Located::nowhere(true));
}
