//! Keys in process: the demonstration's feeds, a journal in memory, every screen.

use std::path::Path;
use std::sync::Arc;
use std::time::{Duration, Instant};

use crossterm::event::{KeyCode, KeyEvent, KeyModifiers};
use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp};
use ratatui::layout::Rect;
use tokio::runtime::Runtime;
use zhiban::app::{App, Effect, Message, update};
use zhiban::config::Config;
use zhiban::demo::{self, Chronicle, County, Scenario};
use zhiban::duty::{Language, Outcome, Plan, Poll, Room, Span};
use zhiban::feed::{Known, decode};
use zhiban::journal::{Answer, Opening, Place, Writer};
use zhiban::screen::{Depth, Mark, Theme, UNICODE, draw};
use zhiban::term::Painter;

use crate::{SIZE, Waited};

const SCREEN: Rect = Rect { x: 0, y: 0, width: SIZE.0, height: SIZE.1 };
/// How many keys each screen takes.
const KEYS: usize = 300;
/// Every so many keys the feeds arrive just before one.
const FEEDS_EVERY: usize = 5;

const fn char(c: char) -> KeyCode {
    KeyCode::Char(c)
}

/// A screen: what it is called, how it is come to, what is pressed on it over and over.
type Scene = (&'static str, &'static [KeyCode], &'static [KeyCode]);

const SCENES: [Scene; 11] = [
    (
        "overview",
        &[char('1')],
        &[KeyCode::Down, KeyCode::Right, KeyCode::PageDown, KeyCode::Up, KeyCode::Home, char('L'), char('T')],
    ),
    ("alarms", &[char('2')], &[KeyCode::Down, KeyCode::End, KeyCode::Up, KeyCode::Home, char('L'), char('T')]),
    (
        "trend",
        &[char('3')],
        &[
            KeyCode::Left,
            char('+'),
            KeyCode::PageUp,
            KeyCode::Down,
            char('-'),
            char('-'),
            KeyCode::Right,
            KeyCode::End,
            char('L'),
        ],
    ),
    (
        "townships",
        &[char('4')],
        &[KeyCode::Right, KeyCode::Down, KeyCode::Tab, KeyCode::Right, char('o'), KeyCode::End, char('L')],
    ),
    ("journal", &[char('5')], &[KeyCode::Down, KeyCode::PageDown, KeyCode::End, KeyCode::Up, KeyCode::Home, char('L')]),
    ("feeds", &[char('6')], &[KeyCode::Down, KeyCode::Up, char('L')]),
    ("shift", &[char('7')], &[KeyCode::Down, KeyCode::PageDown, KeyCode::Up, KeyCode::Home, char('L')]),
    ("wall", &[char('8')], &[char('L'), char('T')]),
    ("from screen to screen", &[], &[char('1'), char('3'), char('5'), char('8'), char('2'), char('4'), char('7'), char('6')]),
    (
        "palette",
        &[char('1'), char(':')],
        &[char('d'), char('l'), KeyCode::Down, KeyCode::Backspace, KeyCode::Backspace, char('z'), KeyCode::Backspace],
    ),
    ("help", &[KeyCode::Esc, char('?')], &[KeyCode::Down, char('L'), char('T'), KeyCode::Up]),
];

/// A dashboard of the demonstration county.
struct Desk {
    runtime: Runtime,
    app: App,
    writer: Writer,
    painter: Painter,
    county: County,
    known: Known,
    now: Timestamp,
}

impl Desk {
    fn new() -> Self {
        let zone = TimeZone::get("Asia/Shanghai").unwrap();
        let now: Timestamp = "2026-03-05T08:42:17+08:00".parse().unwrap();
        let county = || County::new(1, now, zone.clone());
        let plan = plan();
        let known = Known::of(&plan);
        let history = Arc::new(Chronicle::new(county(), plan.clone()));
        let app = App::new(Room::new(plan, now), Language::Zh, Theme::new(Depth::True, false), UNICODE, Some(Mark::Demo));
        let (readings_since, log_since) = (app.room.readings_since(now), app.room.log_since());
        let opening = Opening { place: Place::Memory, retain: Span::MAX, readings_since, log_since, now, history: Some(history) };
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
        let mut desk = Self {
            runtime,
            app,
            writer: Writer::spawn(opening).unwrap(),
            painter: Painter::new(SCREEN),
            county: county(),
            known,
            now,
        };
        let Answer::Opened { past, .. } = desk.runtime.block_on(desk.writer.answer()) else { panic!("no journal") };
        desk.take(Message::Opened(past, None));
        desk.take(Message::Resized(SIZE.0, SIZE.1));
        desk.frame();
        desk
    }

    fn take(&mut self, message: Message) -> Effect {
        update(&mut self.app, message, self.now)
    }

    /// Draws; gives the bytes of the frame, none where nothing changed.
    fn frame(&mut self) -> usize {
        let view = self.app.view(self.now);
        self.painter.frame(|buffer| draw(&view, buffer)).map_or(0, |bytes| bytes.len())
    }

    /// What the feeds hold now.
    fn documents(&self) -> [String; 3] {
        ["emergency", "petitions", "police"].map(|feed| self.county.document(feed, self.now))
    }

    /// Decodes and receives them, as the loop does between two keys.
    fn receive(&mut self, documents: &[String; 3]) {
        for (feed, document) in documents.iter().enumerate() {
            let outcome = Outcome::Snapshot(decode(document.as_bytes(), &self.known, self.now).unwrap());
            self.take(Message::Polled(
                feed,
                Poll { at: self.now, status: Some(200), took: Duration::ZERO, outcome, expires: None },
            ));
        }
        self.take(Message::Tick);
    }

    /// Lets the journal do what is due: it has a thread of its own, and no key waits for it.
    fn settle(&mut self) {
        let proposal = self.app.propose();
        if !proposal.entries.is_empty() || !proposal.readings.is_empty() {
            let proposal = Arc::new(proposal);
            self.writer.commit(Arc::clone(&proposal), self.now);
            while let answer = self.runtime.block_on(self.writer.answer())
                && !matches!(answer, Answer::Committed { .. })
            {
                self.hear(answer);
            }
            self.take(Message::Recorded(proposal, None));
        }
        for query in self.app.queries(self.now) {
            self.writer.ask(query);
            let answer = self.runtime.block_on(self.writer.answer());
            self.hear(answer);
        }
    }

    fn hear(&mut self, answer: Answer) {
        match answer {
            Answer::Found(found) => drop(self.take(Message::Found(found))),
            Answer::NotFound { query, reason } => drop(self.take(Message::NotFound(query, reason))),
            other => panic!("{other:?}"),
        }
    }

    /// Presses a key, with the feeds before it if they arrive; gives the bytes of its frame.
    fn press(&mut self, key: KeyCode, arriving: Option<&[String; 3]>) -> usize {
        if let Some(documents) = arriving {
            self.receive(documents);
        }
        match self.take(Message::Key(KeyEvent::new(key, KeyModifiers::NONE))) {
            Effect::Nothing => 0,
            Effect::Draw | Effect::Remember => self.frame(),
            other => panic!("{key:?} asks for {other:?}"),
        }
    }
}

/// Presses keys on every screen.
pub(crate) fn press() -> Vec<Waited> {
    let mut desk = Desk::new();
    for _ in 0..20 {
        let documents = desk.documents();
        desk.receive(&documents);
        desk.settle();
        desk.now += SignedDuration::from_secs(5);
    }
    SCENES.map(|scene| on(&mut desk, scene)).into()
}

fn on(desk: &mut Desk, (name, way, keys): Scene) -> Waited {
    let mut waited = Waited { name, ..Waited::default() };
    for key in way {
        desk.press(*key, None);
        desk.settle();
    }
    for (n, key) in keys.iter().cycle().take(KEYS).enumerate() {
        desk.now += SignedDuration::from_secs(1);
        let documents = n.is_multiple_of(FEEDS_EVERY).then(|| desk.documents());
        let begin = Instant::now();
        let bytes = desk.press(*key, documents.as_ref());
        waited.times.push(begin.elapsed());
        waited.bytes += bytes;
        waited.frames += usize::from(bytes > 0);
        desk.settle();
        desk.frame();
        desk.take(Message::Tick);
        assert_eq!(desk.frame(), 0, "a tick without change draws something on {name}");
    }
    waited
}

/// The configuration of the demonstration.
fn plan() -> Plan {
    let text = demo::config("127.0.0.1:4000".parse().unwrap(), Scenario::Story);
    Config::parse(&text, "demo", Path::new("")).unwrap_or_else(|problems| panic!("{problems}")).plan
}
