//! What a configuration says about letting a feed's reader in: what is right, what is wrong, and what is shown of it.

#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

use std::path::{Path, PathBuf};

use zhiban::config::Config;
use zhiban::duty::{Access, Authorization, Secret};

/// A configuration of one feed at an address, with these lines more.
fn feed(url: &str, lines: &str) -> Result<Config, String> {
    let text = format!("[[feed]]\nname = \"county\"\nurl = \"{url}\"\n{lines}\n");
    Config::parse(&text, "config.toml", Path::new("/etc/zhiban")).map_err(|problems| problems.to_string())
}

fn access(lines: &str) -> Access {
    let config = feed("https://10.1.2.3/", lines).unwrap();
    let again = Config::parse(&config.show(), "shown", Path::new("/elsewhere")).map_err(|problems| problems.to_string()).unwrap();
    assert_eq!(again.sources, config.sources, "{}", config.show());
    config.sources.into_iter().next().unwrap().access
}

fn in_folder(name: &str) -> PathBuf {
    Path::new("/etc/zhiban").join(name)
}

#[test]
fn what_is_written_is_meant_and_shown_again() {
    assert_eq!(access(""), Access::default());
    let token = access("bearer_file = \"county.token\"");
    assert_eq!(token.authorization, Some(Authorization::Bearer(Secret::File(in_folder("county.token")))));
    let password = access("basic_user = \"值班\"\nbasic_password_file = \"/run/secrets/county\"");
    let want = Authorization::Basic { user: "值班".to_owned(), password: Secret::File("/run/secrets/county".into()) };
    assert_eq!(password.authorization, Some(want));
    let password = access("basic_user = \"\"\nbasic_password_env = \"COUNTY\"");
    let want = Authorization::Basic { user: String::new(), password: Secret::Environment("COUNTY".to_owned()) };
    assert_eq!(password.authorization, Some(want));
    let all = access(
        "bearer_env = \"TOKEN\"\nheader_files = { X-Api-Key = \"a.key\", \"cookie\" = \"b.key\" }\nheader_env = { \"X-Tenant\" = \"T\" }\n\
         ca = \"ca.pem\"\ncert = \"seat.pem\"\nkey = \"/etc/ssl/private/seat.key\"",
    );
    let want = Access {
        authorization: Some(Authorization::Bearer(Secret::Environment("TOKEN".to_owned()))),
        headers: vec![
            ("X-Api-Key".to_owned(), Secret::File(in_folder("a.key"))),
            ("cookie".to_owned(), Secret::File(in_folder("b.key"))),
            ("X-Tenant".to_owned(), Secret::Environment("T".to_owned())),
        ],
        ca: Some(in_folder("ca.pem")),
        identity: Some((in_folder("seat.pem"), "/etc/ssl/private/seat.key".into())),
    };
    assert_eq!(all, want);
}

#[test]
fn what_does_not_fit_is_an_error_that_says_what_would() {
    for (lines, why) in [
        ("basic_user = \"duty\"", "add `basic_password_file` or `basic_password_env`"),
        ("basic_password_file = \"p\"", "add `basic_user`"),
        ("basic_user = \"duty\"\nbasic_password_file = \"p\"\nbasic_password_env = \"P\"", "not from both"),
        (
            "basic_user = \"duty\"\nbasic_password_file = \"p\"\nbearer_file = \"t\"",
            "with a token or with a password, not with both",
        ),
        ("basic_user = \"du:ty\"\nbasic_password_file = \"p\"", "without a colon"),
        ("cert = \"seat.pem\"", "add `key`; if one file holds both, name it twice"),
        ("key = \"seat.key\"", "add `cert`; if one file holds both, name it twice"),
        ("header_files = { \"X Key\" = \"a\" }", "`X Key` is not the name of a header"),
        ("header_files = { \"X-Key\\r\\nHost\" = \"a\" }", "is not the name of a header"),
        ("header_env = { \"\" = \"A\" }", "`` is not the name of a header"),
        ("header_env = { \"authorization\" = \"A\" }", "use `bearer_file`, or `basic_user` and `basic_password_file`"),
        ("bearer_env = \"6f2a hush\"", "this is not the name of an environment variable"),
        ("header_env = { \"X-Key\" = \"hush-4711\" }", "this is not the name of an environment variable"),
        ("header_files = { Proxy-Authorization = \"a\" }", "is for a proxy"),
        ("header_files = { Host = \"a\" }", "`Host` is not for a secret"),
        ("header_files = { Content-Length = \"a\" }", "`Content-Length` is not for a secret"),
        ("header_files = { Transfer-Encoding = \"a\" }", "`Transfer-Encoding` is not for a secret"),
        ("header_files = { CONNECTION = \"a\" }", "`CONNECTION` is not for a secret"),
        ("header_files = { If-None-Match = \"a\" }", "`If-None-Match` is not for a secret"),
        ("header_files = { X-Key = \"a\", x-key = \"b\" }", "`x-key` is named twice"),
        ("header_files = { X-Key = \"a\" }\nheader_env = { X-KEY = \"B\" }", "`X-KEY` is named twice"),
        ("proxy = \"http://user:hush@10.1.2.9:3128\"", "a proxy with a password would be shown and logged"),
        ("proxy = \"http://user@10.1.2.9:3128\"", "a proxy with a password would be shown and logged"),
    ] {
        let text = feed("https://10.1.2.3/", lines).unwrap_err();
        assert!(text.contains(why), "{lines}: {text}");
        assert_eq!(text.matches("error").count(), 1, "{text}");
    }
}

#[test]
fn a_secret_over_plain_http_needs_a_word_of_its_own() {
    let secrets = [
        "bearer_env = \"T\"",
        "basic_user = \"u\"\nbasic_password_env = \"P\"",
        "header_files = { X-Key = \"a\" }",
        "header_env = { X-Key = \"A\" }",
    ];
    for lines in secrets {
        let (allowed, meant) =
            (format!("allow_http = true\n{lines}"), format!("allow_http = true\nallow_http_secrets = true\n{lines}"));
        let text = feed("http://10.1.2.3/", &allowed).unwrap_err();
        assert!(text.contains("anyone on the way can read it") && text.contains("allow_http_secrets = true"), "{text}");
        let config = feed("http://10.1.2.3/", &meant).unwrap();
        let again = Config::parse(&config.show(), "shown", Path::new("/")).unwrap();
        assert_eq!(again.sources, config.sources);
        // To this machine itself there is no way to listen in on, but through a proxy there is.
        feed("http://127.0.0.1:8080/", lines).unwrap();
        assert!(feed("http://localhost/", &format!("{allowed}\nproxy = \"http://10.1.2.9:3128\"")).is_err());
    }
    assert!(feed("http://10.1.2.3/", "allow_http = true").is_ok());
}

#[test]
fn over_plain_http_no_certificate_is_promised() {
    for lines in ["ca = \"a\"", "cert = \"a\"\nkey = \"b\""] {
        let text = feed("http://127.0.0.1/", lines).unwrap_err();
        assert!(text.contains("over plain http no certificate"), "{text}");
    }
    assert!(feed("http://10.1.2.3/", "allow_http = true\nca = \"a\"\nproxy = \"https://10.1.2.9/\"").is_ok());
}
