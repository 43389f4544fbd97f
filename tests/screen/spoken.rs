//! Lines of text in place of a screen: what each kind of event says, in both languages.

use zhiban::duty::{Channel, Clean, Health, JournalState, Language, NotRecorded};
use zhiban::screen::{Spoken, Theme, UNICODE, spoken};

use crate::scene::Scene;

#[test]
fn every_event_is_one_clean_line_in_both_languages() {
    let scene = Scene::attended();
    let theme = Theme::mono();
    let not_recording = JournalState::NotRecording { since: scene.now, reason: NotRecorded::Full };
    let trouble = Some((scene.now, Clean::new("exit status 1")));
    let broken = Health { receiver: Clean::new("county-office"), channel: Channel::Command, trouble, waiting: 2 };
    let track = scene.room.track("petitions.overdue").unwrap();
    let lost = scene.room.track("fraud.reported").unwrap();
    let mut lines = String::new();
    for language in [Language::Zh, Language::En] {
        let view = scene.view(language, &theme, &UNICODE, None);
        let entries = scene.room.log().lines().map(|line| Spoken::Entry { entry: &line.entry, recorded: line.recorded });
        let others = [
            Spoken::Journal(&not_recording),
            Spoken::Journal(&JournalState::Recording),
            Spoken::Receiver(&broken),
            Spoken::Figure { track, before: Some(0.0) },
            Spoken::Figure { track, before: None },
            Spoken::Figure { track: lost, before: Some(7.0) },
            Spoken::Whole,
            Spoken::LeftOut(12),
            Spoken::End,
        ];
        for what in entries.chain(others) {
            let line = spoken(&view, &what);
            assert!(!line.chars().any(char::is_control), "{line:?}");
            lines += &line;
            lines += "\n";
        }
    }
    insta::assert_snapshot!(lines);
}
