//! The rows of a database file, page by page, for when the file cannot be opened any more.
//!
//! Whatever leads to a page may be damaged: the header, the pages above it, an index. So nothing is followed: every page that is a
//! leaf of a table gives its rows (<https://sqlite.org/fileformat2.html>, §1.6, §2.1 and §4.1). What the write-ahead log holds of a
//! page goes before what the file does.

use std::collections::HashMap;
use std::fs::File;
use std::io;
use std::os::unix::fs::FileExt;
use std::path::Path;

use super::place::beside;

/// The size of a page where the header does not tell.
const USUAL_SIZE: usize = 4096;
/// The bytes of the header of a file, before its first page's own.
const FILE_HEADER: usize = 100;
/// The bytes of the header of a log, and of a frame in it.
const LOG_HEADER: u64 = 32;
const FRAME_HEADER: u64 = 24;
/// The type of a page that is a leaf of a table.
const TABLE_LEAF: u8 = 0x0d;
/// The longest row that is believed.
const LONGEST_ROW: usize = 1 << 24;

/// A field of a row.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Field {
    Null,
    Integer(i64),
    Real(f64),
    Text(String),
    Bytes,
}

/// Where a row is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Spot {
    page: u32,
    cell: usize,
}

/// A database file and its log.
#[derive(Debug)]
pub(super) struct Pages {
    file: File,
    log: Option<File>,
    /// Where in the log the newest of a page is.
    in_log: HashMap<u32, u64>,
    size: usize,
    count: u32,
}

impl Pages {
    /// Opens a file and the log beside it.
    pub(super) fn open(path: &Path) -> io::Result<Self> {
        let file = File::open(path)?;
        let size = size_of_page(&file);
        let length = file.metadata()?.len();
        let log = File::open(beside(path, "-wal")).ok();
        let in_log = log.as_ref().map(|log| frames(log, size)).unwrap_or_default();
        let last = in_log.keys().max().copied().unwrap_or(0);
        let count = u32::try_from(length.div_ceil(size as u64)).unwrap_or(u32::MAX).max(last);
        Ok(Self { file, log, in_log, size, count })
    }

    /// Every row that can be read, and where it is.
    pub(super) fn rows(&self) -> impl Iterator<Item = (Spot, Vec<Field>)> {
        (1..=self.count).flat_map(move |number| {
            let page = self.page(number).unwrap_or_default();
            let cells = cells(&page, number);
            (0..cells).filter_map(move |cell| Some((Spot { page: number, cell }, self.row_on(&page, number, cell)?)))
        })
    }

    /// A row again.
    pub(super) fn row(&self, spot: Spot) -> Option<Vec<Field>> {
        self.row_on(&self.page(spot.page)?, spot.page, spot.cell)
    }

    /// A page; shorter where the file ends within it.
    fn page(&self, number: u32) -> Option<Vec<u8>> {
        let mut page = vec![0; self.size];
        if let (Some(log), Some(offset)) = (&self.log, self.in_log.get(&number)) {
            log.read_exact_at(&mut page, *offset).ok()?;
            return Some(page);
        }
        let offset = u64::from(number.checked_sub(1)?) * self.size as u64;
        self.file.read_exact_at(&mut page, offset).ok()?;
        Some(page)
    }

    fn row_on(&self, page: &[u8], number: u32, cell: usize) -> Option<Vec<Field>> {
        let pointer = header_at(number) + 8 + 2 * cell;
        let at = big_endian(page.get(pointer..pointer + 2)?)?;
        let mut rest = page.get(usize::try_from(at).ok()?..)?;
        let length = usize::try_from(varint(&mut rest)?).ok().filter(|length| *length <= LONGEST_ROW)?;
        let _number_of_row = varint(&mut rest)?;
        record(&self.payload(rest, length)?)
    }

    /// What a cell holds, gathered from the pages that it flows over to.
    fn payload(&self, cell: &[u8], length: usize) -> Option<Vec<u8>> {
        let (most, least) = (self.size - 35, (self.size - 12) * 32 / 255 - 23);
        let part = if length <= most { length } else { least + (length - least) % (self.size - 4) };
        let local = if part <= most { part } else { least };
        let mut payload = cell.get(..local)?.to_vec();
        let mut next = if local < length { big_endian(cell.get(local..local + 4)?)? } else { 0 };
        while payload.len() < length {
            let page = self.page(u32::try_from(next).ok()?)?;
            next = big_endian(page.get(..4)?)?;
            let wanted = (length - payload.len()).min(self.size - 4);
            payload.extend_from_slice(page.get(4..4 + wanted)?);
        }
        Some(payload)
    }
}

fn header_at(number: u32) -> usize {
    if number == 1 { FILE_HEADER } else { 0 }
}

/// How many rows a page has; none where it is no leaf of a table.
fn cells(page: &[u8], number: u32) -> usize {
    let header = page.get(header_at(number)..).unwrap_or_default();
    let count = header.get(3..5).and_then(big_endian).filter(|_| header.first() == Some(&TABLE_LEAF));
    count.and_then(|count| usize::try_from(count).ok()).unwrap_or(0)
}

fn size_of_page(file: &File) -> usize {
    let mut bytes = [0; 2];
    let read = file.read_exact_at(&mut bytes, 16).ok().and_then(|()| usize::try_from(big_endian(&bytes)?).ok());
    read.filter(|size| size.is_power_of_two() && (512..=32_768).contains(size)).unwrap_or(USUAL_SIZE)
}

/// Where in a log the newest of each page is, as far as it was committed.
fn frames(log: &File, size: usize) -> HashMap<u32, u64> {
    let (mut committed, mut waiting) = (HashMap::new(), Vec::new());
    let mut salts = [0; 8];
    if log.read_exact_at(&mut salts, 16).is_err() {
        return committed;
    }
    let mut at = LOG_HEADER;
    let mut header = [0; 16];
    while log.read_exact_at(&mut header, at).is_ok() && header.ends_with(&salts) {
        let field =
            |from: usize| header.get(from..from + 4).and_then(big_endian).and_then(|n| u32::try_from(n).ok()).unwrap_or(0);
        waiting.push((field(0), at + FRAME_HEADER));
        // A frame that ends a commit says how large the database is then.
        if field(4) > 0 {
            committed.extend(waiting.drain(..));
        }
        at += FRAME_HEADER + size as u64;
    }
    committed
}

/// The fields of a row.
fn record(payload: &[u8]) -> Option<Vec<Field>> {
    let mut rest = payload;
    let header = usize::try_from(varint(&mut rest)?).ok()?;
    let mut types = payload.get(payload.len() - rest.len()..header)?;
    let mut body = payload.get(header..)?;
    let mut fields = Vec::new();
    while !types.is_empty() {
        let kind = varint(&mut types)?;
        fields.push(field(kind, &mut body)?);
    }
    Some(fields)
}

fn field(kind: u64, body: &mut &[u8]) -> Option<Field> {
    let length = match kind {
        0 | 8 | 9 => 0,
        1..=4 => usize::try_from(kind).ok()?,
        5 => 6,
        6 | 7 => 8,
        10 | 11 => return None,
        _ => usize::try_from((kind - 12) / 2).ok()?,
    };
    let (bytes, rest) = body.split_at_checked(length)?;
    *body = rest;
    Some(match kind {
        0 => Field::Null,
        8 => Field::Integer(0),
        9 => Field::Integer(1),
        1..=6 => {
            let unused = 64 - 8 * u32::try_from(length).ok()?;
            Field::Integer((big_endian(bytes)? << unused).cast_signed() >> unused)
        }
        7 => Field::Real(f64::from_bits(big_endian(bytes)?)),
        _ if kind % 2 == 1 => Field::Text(String::from_utf8(bytes.to_vec()).ok()?),
        _ => Field::Bytes,
    })
}

fn big_endian(bytes: &[u8]) -> Option<u64> {
    (bytes.len() <= 8).then(|| bytes.iter().fold(0, |number, byte| number << 8 | u64::from(*byte)))
}

/// A number of one to nine bytes, taken from the front.
fn varint(bytes: &mut &[u8]) -> Option<u64> {
    let mut number = 0;
    for n in 0..9 {
        let (first, rest) = bytes.split_first()?;
        *bytes = rest;
        if n == 8 {
            return Some(number << 8 | u64::from(*first));
        }
        number = number << 7 | u64::from(first & 0x7f);
        if first & 0x80 == 0 {
            return Some(number);
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_of_one_to_nine_bytes_are_read() {
        for (bytes, wanted) in
            [(&[0x7f_u8][..], Some(127)), (&[0x81, 0x00], Some(128)), (&[0xff; 9], Some(u64::MAX)), (&[0x81], None), (&[], None)]
        {
            assert_eq!(varint(&mut &*bytes), wanted, "{bytes:?}");
        }
    }

    #[test]
    fn fields_are_read_with_their_sign() {
        let mut body: &[u8] = &[0xff, 0x80, 0x00, b'a', b'b'];
        assert_eq!(field(1, &mut body), Some(Field::Integer(-1)));
        assert_eq!(field(2, &mut body), Some(Field::Integer(-32_768)));
        assert_eq!(field(17, &mut body), Some(Field::Text("ab".to_owned())));
        assert_eq!((field(9, &mut body), field(1, &mut body), field(10, &mut body)), (Some(Field::Integer(1)), None, None));
    }
}
