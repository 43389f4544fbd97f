use jiff::SignedDuration;

use super::*;
use crate::duty::{Body, Entry, Note};

const LINES: usize = 24;

fn at(second: i64) -> Timestamp {
    Timestamp::from_second(1_772_668_937 + second).unwrap()
}

/// A journal of notes with the numbers 1 to `last`; every tenth says so.
struct Journal {
    last: i64,
}

impl Journal {
    fn find(&self, query: &Query) -> EntriesFound {
        let Query::Entries { before, filter, limit } = query else { panic!("asked for something else") };
        let note = |number: i64| {
            let text = if number % 10 == 0 { format!("{number} 十") } else { number.to_string() };
            Entry { at: at(number), body: Body::Note { by: None, text: Note::new(&text).unwrap() } }
        };
        let all = (1..before.unwrap_or(self.last + 1)).rev().map(|number| (number, note(number)));
        let entries: Vec<_> = all.filter(|(_, entry)| filter.finds(entry, None)).take(*limit).collect();
        let searched_to = entries.last().map(|(number, _)| *number).filter(|number| *number > 1 && entries.len() == *limit);
        EntriesFound { before: *before, filter: filter.clone(), entries, searched_to }
    }
}

fn ask(reader: &mut Reader) -> Option<Query> {
    reader.look(LINES, Vec::new, at(0))
}

/// Answers all that is asked; gives how often that was.
fn answer(reader: &mut Reader, journal: &Journal) -> usize {
    let mut asked = 0;
    while let Some(query) = ask(reader) {
        asked += 1;
        assert!(asked < 1000, "it asks without end");
        assert_eq!(ask(reader), None, "it waits for the answer");
        reader.take(journal.find(&query));
    }
    asked
}

fn numbers(reader: &Reader) -> Vec<i64> {
    reader.pages.entries.iter().map(|(number, _)| *number).collect()
}

fn opened(filter: &str) -> Reader {
    let mut reader = Reader::default();
    reader.begin(filter.to_owned());
    reader
}

#[test]
fn a_page_at_a_time_is_read_as_far_as_somebody_goes_and_the_end_is_known() {
    let journal = Journal { last: 450 };
    let mut reader = opened("");
    assert!(reader.pages.is_reading);
    assert_eq!(answer(&mut reader, &journal), 1);
    assert_eq!((reader.pages.entries.len(), reader.pages.is_whole, reader.pages.is_reading), (PAGE, false, false));
    reader.step(100);
    assert_eq!(answer(&mut reader, &journal), 0, "enough is there");
    reader.step(80);
    assert_eq!(answer(&mut reader, &journal), 1);
    for _ in 0..3 {
        reader.step(isize::from(i16::MAX));
        answer(&mut reader, &journal);
    }
    assert_eq!(numbers(&reader), (1..=450).rev().collect::<Vec<_>>());
    assert!(reader.pages.is_whole);
    assert_eq!((reader.pages.cursor, reader.under_cursor()), (449, Some(at(1))));
    reader.step(-1000);
    assert_eq!(reader.pages.cursor, 0);
    assert_eq!(answer(&mut Reader { pages: Pages { is_whole: true, ..Pages::default() }, ..Reader::default() }, &journal), 0);
}

#[test]
fn an_answer_to_an_older_filter_is_not_taken() {
    let journal = Journal { last: 450 };
    let mut reader = opened("");
    let older = ask(&mut reader).unwrap();
    reader.begin("十".to_owned());
    let newer = ask(&mut reader).unwrap();
    reader.take(journal.find(&older));
    assert_eq!((numbers(&reader).len(), reader.pages.is_reading), (0, true), "those do not say it");
    let Query::Entries { before, filter, .. } = &older else { panic!() };
    reader.give_up(*before, filter, at(0));
    assert!(!reader.pages.is_lost);
    reader.take(journal.find(&newer));
    assert_eq!(numbers(&reader), (1..=45).rev().map(|n| n * 10).collect::<Vec<_>>());
    assert!(reader.pages.is_whole);
    // And nothing twice.
    reader.take(journal.find(&newer));
    assert_eq!(numbers(&reader).len(), 45);
}

#[test]
fn what_is_recorded_meanwhile_appears_at_the_top_without_a_word() {
    let mut journal = Journal { last: 450 };
    let mut reader = opened("");
    answer(&mut reader, &journal);
    reader.renew();
    journal.last = 453;
    let query = ask(&mut reader).unwrap();
    assert!(!reader.pages.is_reading && reader.pages.entries.len() == PAGE, "nothing flickers");
    reader.take(journal.find(&query));
    assert_eq!(numbers(&reader), (251..=453).rev().collect::<Vec<_>>());
    assert_eq!((reader.pages.cursor, answer(&mut reader, &journal)), (0, 0));
    // Whoever reads further down is left alone until he comes back.
    reader.step(5);
    reader.renew();
    journal.last = 460;
    assert_eq!(answer(&mut reader, &journal), 0);
    assert_eq!(reader.under_cursor(), Some(at(448)));
    reader.step(-5);
    let query = ask(&mut reader).unwrap();
    reader.step(2);
    reader.take(journal.find(&query));
    assert_eq!(reader.under_cursor(), Some(at(451)), "the cursor stays with its entry");
    assert_eq!(numbers(&reader)[..3], [460, 459, 458]);
    // After a night of it the pages begin anew, for nothing may be missing between.
    reader.step(-100);
    reader.renew();
    journal.last = 2000;
    answer(&mut reader, &journal);
    reader.step(190);
    answer(&mut reader, &journal);
    assert_eq!(numbers(&reader), (1601..=2000).rev().collect::<Vec<_>>());
}

#[test]
fn what_is_recorded_while_a_filter_finds_nothing_does_not_begin_the_search_anew() {
    let mut journal = Journal { last: 9 };
    let mut reader = opened("十");
    assert_eq!((answer(&mut reader, &journal), reader.pages.is_whole), (1, true));
    reader.renew();
    journal.last = 21;
    assert_eq!((answer(&mut reader, &journal), numbers(&reader)), (1, vec![20, 10]));
    assert!(reader.pages.is_whole);
}

#[test]
fn what_cannot_be_read_is_said_and_asked_for_again_a_little_later() {
    let journal = Journal { last: 3 };
    let mut reader = opened("");
    let asked: Vec<i64> = (0..40)
        .filter(|second| {
            let now = at(0) + SignedDuration::from_secs(*second);
            let query = reader.look(LINES, Vec::new, now);
            if let Some(Query::Entries { before, filter, .. }) = &query {
                reader.give_up(*before, filter, now);
            }
            query.is_some()
        })
        .collect();
    assert_eq!(asked, [0, 10, 20, 30]);
    assert!(reader.pages.is_lost && !reader.pages.is_whole, "and nobody says that there is nothing");
    let query = reader.look(LINES, Vec::new, at(50)).unwrap();
    reader.take(journal.find(&query));
    assert_eq!((numbers(&reader), reader.pages.is_lost), (vec![3, 2, 1], false));
}

#[test]
fn no_more_is_kept_than_anybody_reads() {
    let mut journal = Journal { last: 60_000 };
    let mut reader = opened("");
    for _ in 0..120 {
        reader.step(isize::from(i16::MAX));
        answer(&mut reader, &journal);
    }
    assert_eq!(reader.pages.entries.len(), MOST);
    reader.step(isize::MIN);
    reader.renew();
    journal.last += 7;
    answer(&mut reader, &journal);
    assert_eq!((reader.pages.entries.len(), numbers(&reader)[0]), (MOST, 60_007));
}
