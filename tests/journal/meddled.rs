//! What somebody changed in a journal is found, and an export can be checked by whoever has it.

use std::path::Path;

use serde_json::{Value, json};
use sqlx::{ConnectOptions, Connection};
use zhiban::journal::{Link, verify};

use crate::facts::note;
use crate::kept::{file, journal_of};
use crate::wait_for;

/// Changes a journal behind its back.
pub(crate) async fn meddle(path: &Path, statements: &[&'static str]) {
    let mut connection = sqlx::sqlite::SqliteConnectOptions::new().filename(path).connect().await.unwrap();
    for statement in statements {
        sqlx::query(*statement).execute(&mut connection).await.unwrap();
    }
    connection.close().await.unwrap();
}

#[test]
fn whatever_is_changed_is_found() {
    let cases: [(&[&'static str], &str); 9] = [
        (&[], ""),
        (&["UPDATE entry SET body = replace(body, '00003', '00033') WHERE number = 6"], "entry 6: it is not as it was written"),
        (&["DELETE FROM entry WHERE number = 6"], "entry 7: entries before it are missing"),
        (&["DELETE FROM entry WHERE number = 1"], "entry 2: entries before it are missing"),
        (
            &[
                "UPDATE entry SET number = -4 WHERE number = 4",
                "UPDATE entry SET number = 4 WHERE number = 6",
                "UPDATE entry SET number = 6 WHERE number = -4",
            ],
            "entry 4: it does not follow the entry before it",
        ),
        (&["UPDATE entry SET subject = 'indicator:other' WHERE number = 5"], "entry 5: it is filed under another"),
        (&["UPDATE entry SET kind = 'seat' WHERE number = 6"], "entry 6: it is filed under another"),
        (&["UPDATE entry SET at = at + 1 WHERE number = 6"], "entry 6: it is filed under another"),
        (&["UPDATE entry SET event = 77 WHERE number = 5"], "entry 5: it is filed under another"),
    ];
    for (statements, wanted) in cases {
        wait_for(async {
            let folder = tempfile::tempdir().unwrap();
            journal_of(&folder, 5).await;
            meddle(&file(&folder), statements).await;
            let verified = verify(&file(&folder)).await.unwrap();
            assert!(verified.problems.iter().any(|problem| problem.contains(wanted)) || wanted.is_empty(), "{verified:?}");
            assert_eq!(verified.problems.is_empty(), wanted.is_empty(), "{statements:?}: {verified:?}");
        });
    }
}

/// What was cut off at the end leaves no trace, but for whoever wrote down how the chain ended.
#[test]
fn the_end_of_the_chain_is_told() {
    wait_for(async {
        let folder = tempfile::tempdir().unwrap();
        journal_of(&folder, 5).await;
        let whole = verify(&file(&folder)).await.unwrap().link;
        meddle(&file(&folder), &["DELETE FROM entry WHERE number = 10"]).await;
        let cut = verify(&file(&folder)).await.unwrap();
        assert_eq!((whole.number, cut.link.number, cut.problems.len()), (10, 9, 0));
        assert_ne!(whole, cut.link);
    });
}

#[test]
fn an_export_is_a_line_for_each_entry_and_reading_with_its_chain() {
    wait_for(async {
        let folder = tempfile::tempdir().unwrap();
        journal_of(&folder, 2).await;
        let mut out = Vec::new();
        zhiban::journal::export(&file(&folder), &mut out).await.unwrap();
        let text = String::from_utf8(out).unwrap();
        let lines: Vec<Value> = text.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
        assert_eq!(lines.len(), 4 + 4);
        let mut link = Link::default();
        for (line, text) in lines[..4].iter().zip(text.lines()) {
            assert_eq!(line["entry"]["before"], link.hash);
            // The entry stands in the line as it is in the journal: whoever has the export can check the chain.
            let (_, body) = text.strip_suffix("}}").unwrap().split_once(",\"entry\":").unwrap();
            link = link.next(body);
            assert_eq!((&line["entry"]["number"], &line["entry"]["hash"]), (&json!(link.number), &json!(link.hash)));
        }
        assert_eq!(link, verify(&file(&folder)).await.unwrap().link);
        assert_eq!(lines[1]["entry"]["entry"]["text"], note(1));
        let reading = json!({"indicator": "traffic.n1", "feed": "county", "as_of": "2023-11-14T22:13:20Z", "value": 0.0,
            "corrections": 0.0, "last_year": null});
        assert!(lines[4..].iter().any(|line| line["reading"] == reading), "{:?}", &lines[4..]);
    });
}
