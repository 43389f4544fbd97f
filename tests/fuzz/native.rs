//! Any bytes as a feed document: taken whole or refused with a short reason; what is taken can be written and read again.

#![no_main]

use libfuzzer_sys::fuzz_target;
use zhiban::duty::{Clean, Id, LeftOut, Snapshot};
use zhiban::feed::{Known, decode, encode};

fuzz_target!(|body: &[u8]| {
    let ids = ["traffic.deaths", "petitions.overdue"].into_iter().filter_map(Id::new);
    let known = Known::new(ids, ["城关镇", "a"].map(Clean::new));
    let now = jiff::Timestamp::from_second(1_772_668_804).expect("a time");
    if let Ok(snapshot) = decode(body, &known, now) {
        let taken = Snapshot { left_out: LeftOut::default(), ..snapshot };
        assert_eq!(decode(encode(&taken).as_bytes(), &known, now), Ok(taken));
    }
});
