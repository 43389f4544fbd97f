//! What servers send, made by hand: documents, answers, and bombs.

use std::fmt::Write as _;
use std::io::Write;

use crate::doubles::answer;
use crate::server::Act;

/// A document with this in place of its value, as of some seconds past eight.
pub(crate) fn document(second: u32, sequence: u32, value: &str) -> String {
    format!(
        r#"{{"schema":"zhiban/1","as_of":"2026-03-05T08:00:{second:02}+08:00","sequence":{sequence},"readings":[{{"id":"traffic.deaths","value":{value}}}]}}"#
    )
}

/// A document between the first and the last.
pub(crate) fn between(value: &str) -> String {
    document(1, 2, value)
}

/// An answer of 200 with this body.
pub(crate) fn ok(body: impl AsRef<[u8]>) -> Act {
    with(&[], body)
}

/// The same with more headers.
pub(crate) fn with(headers: &[&str], body: impl AsRef<[u8]>) -> Act {
    Act::Send(answer("200 OK", headers, body))
}

/// An answer of another status, with nothing in it.
pub(crate) fn status(line: &str, headers: &[&str]) -> Act {
    Act::Send(answer(line, headers, ""))
}

/// These bytes, and the end of the connection.
pub(crate) fn raw(bytes: impl AsRef<[u8]>) -> Act {
    Act::Close(bytes.as_ref().to_vec())
}

/// A head of an answer whose body ends with the connection, or has its own framing.
pub(crate) fn head(headers: &str) -> Vec<u8> {
    format!("HTTP/1.1 200 OK\r\n{headers}\r\n").into_bytes()
}

pub(crate) fn gzip(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::best());
    encoder.write_all(bytes).unwrap();
    encoder.finish().unwrap()
}

/// Two gigabytes of spaces: a block of 4 MiB, four kilobytes long, over and over.
pub(crate) fn gzip_bomb() -> Act {
    let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::best());
    encoder.write_all(&vec![b' '; 4 << 20]).unwrap();
    encoder.flush().unwrap();
    let (start, block) = encoder.get_ref().split_at(10);
    Act::Repeat([&head("Content-Encoding: gzip\r\nConnection: close\r\n"), start].concat(), block.to_vec(), 512)
}

/// The same of zstd: a block of 128 KiB, four bytes long, in a frame that asks for a window of 128 MiB.
pub(crate) fn zstd_bomb() -> Act {
    let frame: &[u8] = &[0x28, 0xb5, 0x2f, 0xfd, 0x00, 0x88];
    let run = [&((0x2_0000_u32 << 3) | 0b010).to_le_bytes()[..3], b" "].concat().repeat(32);
    Act::Repeat([&head("Content-Encoding: zstd\r\nConnection: close\r\n"), frame].concat(), run, 512)
}

/// Deflated blocks with nothing in them, without an end: much is read and nothing ever comes out.
pub(crate) fn gzip_of_nothing() -> Act {
    let start = &gzip(b"")[..10];
    Act::Repeat(
        [&head("Content-Encoding: gzip\r\nConnection: close\r\n"), start].concat(),
        [0, 0, 0, 0xff, 0xff].repeat(4096),
        usize::MAX,
    )
}

/// Chunks without an end.
pub(crate) fn endless_chunks(chunk: &str) -> Act {
    let chunk = format!("{:x}\r\n{chunk}\r\n", chunk.len()).repeat((64 << 10) / chunk.len());
    Act::Repeat(head("Transfer-Encoding: chunked\r\n"), chunk.into_bytes(), usize::MAX)
}

/// Fifty megabytes: a good document, and space.
pub(crate) fn fifty_megabytes() -> Act {
    let document = between("3");
    let length = format!("Content-Length: {}\r\nConnection: close\r\n", document.len() + (50 << 20));
    Act::Repeat([&head(&length), document.as_bytes()].concat(), vec![b' '; 1 << 20], 50)
}

/// The same without its length in front.
pub(crate) fn fifty_megabytes_unannounced() -> Act {
    Act::Repeat([&head("Connection: close\r\n"), &b"{"[..]].concat(), vec![b' '; 1 << 20], 50)
}

/// A hundred thousand readings, of which one is known.
pub(crate) fn hundred_thousand() -> String {
    let mut others = String::new();
    for n in 1..100_000 {
        let _ = write!(others, r#",{{"id":"other.n{n}","value":{n},"last_year":{n}}}"#);
    }
    between("3").replace("]}", &format!("{others}]}}"))
}
