//! Connections, framing, bombs and statuses: what happens before there is a document.

use zhiban::duty::FeedState;

use super::{broken, down, fault, joined, malformed, malformed_at, refused, silent, taken, too_large};
use crate::bodies::{
    between, endless_chunks, fifty_megabytes, fifty_megabytes_unannounced, gzip, gzip_bomb, gzip_of_nothing, head,
    hundred_thousand, ok, raw, status, with, zstd_bomb,
};
use crate::county::{Fault, Happens, Then};
use crate::server::Act;

fn half() -> Vec<u8> {
    let whole = [head(&format!("Content-Length: {}\r\n", between("3").len())), between("3").into_bytes()].concat();
    whole[..whole.len() - 20].to_vec()
}

pub(super) fn connection() -> Vec<Fault> {
    let refused = Then::Trouble(FeedState::Down, "连接不上：connection refused", "cannot connect: connection refused");
    let unresolved = Then::Trouble(FeedState::Down, "连接不上：name does not resolve", "cannot connect: name does not resolve");
    let cut = "end of file before message length reached";
    let ended = Then::Trouble(FeedState::Down, joined("应答中途断开：", cut), joined("the answer broke off: ", cut));
    vec![
        fault("a connection that is refused", Happens::Gone, refused),
        fault("a name that does not resolve", Happens::Elsewhere("http://nonexistent.invalid/counts"), unresolved),
        fault("a server that restarts while it answers", Happens::Ends(Act::Hang(half())), ended),
        silent("silence", Act::Hang(vec![])),
        silent("headers that come slowly", Act::Drip(b"HTTP/1.1 200 OK\r\nX-Slow: ".to_vec(), vec![b'x'; 1000])),
        silent("a body that comes byte by byte", Act::Drip(half(), vec![b' '; 1000])),
        silent("a body that stops", Act::Hang(half())),
        silent(
            "informational answers without an end",
            Act::Repeat(vec![], b"HTTP/1.1 100 Continue\r\n\r\n".repeat(1000), usize::MAX),
        ),
        silent("deflated nothing without an end", gzip_of_nothing()),
        down(
            "a reset before the answer",
            Act::Reset(vec![]),
            "应答中途断开：connection reset",
            "the answer broke off: connection reset",
        ),
        down(
            "a reset in the body",
            Act::Reset(half()),
            "应答中途断开：connection reset",
            "the answer broke off: connection reset",
        ),
    ]
}

pub(super) fn framing() -> Vec<Fault> {
    let body = between("3");
    let length = |length: &str| raw([head(&format!("Content-Length: {length}\r\n")), body.clone().into_bytes()].concat());
    let chunked = format!("{:x}\r\n{body}\r\n0\r\n\r\n", body.len());
    let chunks = |headers: &str, chunks: &str| raw([head(headers), chunks.as_bytes().to_vec()].concat());
    let many = "X-Flood: x\r\n".repeat(10_000);
    let long = format!("X-Flood: {}\r\n", "x".repeat(1 << 20));
    vec![
        broken("a length beyond the body", length("9999"), "end of file before message length reached"),
        malformed_at("a length short of the body", length("50"), "/as_of", "EOF while parsing a string at line 1 column 50"),
        broken("a negative length", length("-5"), "invalid content-length parsed"),
        broken("two lengths", length("20\r\nContent-Length: 30"), "invalid content-length parsed"),
        too_large("a length of exabytes", length("9223372036854775807")),
        taken("both a length and chunks", chunks("Content-Length: 5\r\nTransfer-Encoding: chunked\r\n", &chunked), Some(3.0)),
        broken(
            "a chunk that is no chunk",
            chunks("Transfer-Encoding: chunked\r\n", "zzz\r\n"),
            "Invalid chunk size line: missing size digit",
        ),
        broken(
            "a chunk of sextillions",
            chunks("Transfer-Encoding: chunked\r\n", "fffffffffffffffffff\r\n"),
            "invalid chunk size: overflow",
        ),
        broken("ten thousand headers", raw([head(&many), body.clone().into_bytes()].concat()), "message head is too large"),
        broken("a header of a megabyte", raw([head(&long), body.clone().into_bytes()].concat()), "message head is too large"),
        broken("a document without a head, as of HTTP/0.9", raw(&body), "the answer is not HTTP (is the address https?)"),
        broken("another protocol", raw("SSH-2.0-OpenSSH_9.6\r\n\r\n"), "the answer is not HTTP (is the address https?)"),
        broken("a TLS alert", raw(b"\x15\x03\x01\x00\x02\x02\x46"), "the answer is not HTTP (is the address https?)"),
        taken(
            "header values that are not UTF-8",
            Act::Send(
                [
                    b"HTTP/1.1 200 \xff\xfe\r\nX-Name: \xff\xc0\x80\r\nETag: \"\xff\"\r\nContent-Type: \xff\r\nDate: \xff\r\n"
                        .to_vec(),
                    format!("Content-Length: {}\r\n\r\n{body}", body.len()).into_bytes(),
                ]
                .concat(),
            ),
            Some(3.0),
        ),
        broken(
            "control characters in a header",
            raw(b"HTTP/1.1 200 OK\r\nX-Name: a\x1b[2Jb\r\nContent-Length: 0\r\n\r\n"),
            "invalid HTTP header parsed",
        ),
        malformed("brotli", with(&["Content-Encoding: br"], "xxxx"), "Content-Encoding br, which was not asked for"),
        malformed(
            "an encoding that is none",
            with(&["Content-Encoding: utf\u{202e}-8"], &body),
            "Content-Encoding utf\u{fffd}-8, which was not asked for",
        ),
        taken("an encoding that changes nothing", with(&["Content-Encoding: Identity"], &body), Some(3.0)),
    ]
}

pub(super) fn bombs() -> Vec<Fault> {
    let body = between("3");
    let twice = gzip(&gzip(body.as_bytes()));
    let compressed = "compressed (gzip), which no header says, or twice";
    let bomb = gzip(&gzip(&vec![b' '; 64 << 20]));
    vec![
        too_large("chunks without an end", endless_chunks(&" ".repeat(1024))),
        too_large("small chunks without an end", endless_chunks("[[[[")),
        too_large("a bomb of gzip", gzip_bomb()),
        too_large("a bomb of zstd", zstd_bomb()),
        malformed("gzip in gzip", with(&["Content-Encoding: gzip"], &twice), compressed),
        malformed(
            "gzip in gzip, as it says",
            with(&["Content-Encoding: gzip, gzip"], &twice),
            "Content-Encoding gzip, gzip, which was not asked for",
        ),
        malformed(
            "gzip in gzip, as it says twice",
            with(&["Content-Encoding: gzip", "Content-Encoding: gzip"], &twice),
            compressed,
        ),
        malformed("a bomb in gzip in gzip", with(&["Content-Encoding: gzip"], &bomb), compressed),
        malformed("gzip without saying so", ok(gzip(body.as_bytes())), compressed),
        malformed("gzip that is none", with(&["Content-Encoding: gzip"], &body), "the compressed body is damaged"),
        malformed("zstd that is none", with(&["Content-Encoding: zstd"], &body), "the compressed body is damaged"),
        too_large("fifty megabytes", fifty_megabytes()),
        too_large("fifty megabytes that say nothing of it", fifty_megabytes_unannounced()),
        Fault { at_most: 64 << 20, ..taken("fifty megabytes where they are allowed", fifty_megabytes(), Some(3.0)) },
        taken("a hundred thousand readings", ok(hundred_thousand()), Some(3.0)),
    ]
}

pub(super) fn statuses() -> Vec<Fault> {
    let not_an_answer = |name: &'static str, line: &str, code: u16| {
        refused(
            name,
            status(line, &[]),
            joined("应答不可用（HTTP ", &format!("{code}）")),
            joined("not an answer (HTTP ", &format!("{code})")),
        )
    };
    let not_now = |name: &'static str, line: &str, headers: &[&str], code: u16| {
        let zh = joined("服务器暂不可用（HTTP ", &format!("{code}）"));
        down(name, status(line, headers), zh, joined("the server cannot answer now (HTTP ", &format!("{code})")))
    };
    let moved = |name: &'static str, to: &str, shown: &str| {
        let act = status("302 Found", &[&format!("Location: {to}")]);
        refused(name, act, joined("被转往别处：", shown), joined("redirected elsewhere: ", shown))
    };
    vec![
        moved("redirects in a circle", "/counts", "http://127.0.0.1:PORT/counts"),
        moved("a redirect to another origin", "https://user:hush@10.1.2.3/login?key=hush", "https://10.1.2.3/login"),
        moved("a redirect to a file", "file:///etc/passwd", "file"),
        moved("a redirect to nowhere", "http://[", "an address that is not a URL"),
        refused(
            "a redirect in another alphabet",
            Act::Send(b"HTTP/1.1 302 Found\r\nLocation: /\xff\r\nContent-Length: 0\r\n\r\n".to_vec()),
            "应答不可用（HTTP 302）",
            "not an answer (HTTP 302)",
        ),
        not_an_answer("101", "101 Switching Protocols", 101),
        not_an_answer("204", "204 No Content", 204),
        not_an_answer("206", "206 Partial Content", 206),
        not_an_answer("301", "301 Moved Permanently", 301),
        not_an_answer("401", "401 Unauthorized", 401),
        not_an_answer("403", "403 Forbidden", 403),
        not_an_answer("404", "404 Not Found", 404),
        not_now("429", "429 Too Many Requests", &["Retry-After: 3600"], 429),
        not_now("500", "500 Internal Server Error", &[], 500),
        not_now("503", "503 Service Unavailable", &["Retry-After: soon"], 503),
        not_an_answer("999", "999 Who Knows", 999),
    ]
}
