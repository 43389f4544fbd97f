//! A duty room with one feed that suffers a fault, from good figures to good figures.

use std::path::Path;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use jiff::SignedDuration;
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use tokio::sync::{mpsc, watch};
use unicode_width::UnicodeWidthStr;
use zhiban::app::App;
use zhiban::config::Config;
use zhiban::duty::{FeedState, Language, Poll, Room, Source, Span, State};
use zhiban::feed::{Clock, Known, Pollers};
use zhiban::screen::{Screen, Theme, UNICODE, Words, draw};

use crate::bodies::{document, with};
use crate::doubles::now;
use crate::server::{Act, Server};

/// What happens to a feed.
#[derive(Clone)]
pub(crate) enum Happens {
    /// Its server does this.
    Act(Act),
    /// Its server is not there.
    Gone,
    /// Its server does this, and ends while it is at it.
    Ends(Act),
    /// It is looked for elsewhere.
    Elsewhere(&'static str),
}

/// What follows from it.
pub(crate) enum Then {
    /// Trouble, in Chinese and in English. `PORT` is that of the server.
    Trouble(FeedState, &'static str, &'static str),
    /// None: this value is taken.
    Taken(Option<f64>),
    /// None: what came is late and was ignored.
    Late,
    /// None: the figures held are said to be the newest.
    Confirmed,
}

/// A fault and what follows from it.
pub(crate) struct Fault {
    pub(crate) name: &'static str,
    pub(crate) happens: Happens,
    pub(crate) then: Then,
    /// How long an answer may take, in seconds.
    pub(crate) within: u32,
    /// How long it may be, in bytes.
    pub(crate) at_most: u64,
}

const CONFIG: &str = r#"
region = "示范县"
timezone = "Asia/Shanghai"
territories = ["城关镇"]
[[feed]]
name = "county"
url = "http://127.0.0.1/"
every = "1s"
stale_after = "10m"
"#;

/// How long the figures are good for.
const STALE_AFTER: SignedDuration = SignedDuration::from_mins(10);

const ID: &str = "traffic.deaths";

/// The server of a county, of which what it does can be changed, and its duty room.
struct County {
    server: Option<Server>,
    port: u16,
    does: Arc<Mutex<Act>>,
    room: Room,
    source: Source,
    known: Arc<Known>,
    clock: Clock,
    pollers: Pollers,
    pace: watch::Sender<Option<Span>>,
    polls_to: mpsc::Sender<(usize, Poll)>,
    polls: mpsc::Receiver<(usize, Poll)>,
}

/// Good figures, the fault, good figures: gives what was not as it should be.
pub(crate) async fn suffer(fault: Fault) -> Vec<String> {
    let mut wrong = Vec::new();
    let mut county = County::new(&fault).await;
    county.poll(false).await;
    county.expect(&mut wrong, "before it", county.value() == Some(1.0) && county.state() == FeedState::Live);

    county.befall(&fault.happens).await;
    let status = county.poll(true).await;
    match fault.then {
        Then::Trouble(state, zh, en) => county.is_in_trouble(&mut wrong, state, [zh, en]),
        Then::Taken(value) => county.expect(&mut wrong, "taken", county.value() == value && county.is_well()),
        Then::Late => {
            county.expect(
                &mut wrong,
                "late",
                county.value() == Some(1.0) && county.is_well() && county.room.feeds()[0].late == 1,
            );
        }
        Then::Confirmed => {
            let age = county.room.feeds()[0].age(now()).unwrap();
            county.expect(&mut wrong, "confirmed", county.value() == Some(1.0) && county.is_well() && age.is_zero());
        }
    }
    // One poll may be no chance: the same once more.
    county.poll(true).await;

    county.recover().await;
    for _ in 0..3 {
        county.poll(true).await;
        if county.value() == Some(2.0) {
            break;
        }
    }
    county.expect(&mut wrong, "after it", county.value() == Some(2.0) && county.is_well());
    wrong.into_iter().map(|what| format!("{} ({status:?}): {what}", fault.name)).collect()
}

impl County {
    async fn new(fault: &Fault) -> Self {
        let does = Arc::new(Mutex::new(with(&["ETag: \"v1\""], document(0, 1, "1"))));
        let server = serve(&does, 0).await;
        let config = Config::parse(CONFIG, "faults", Path::new("")).unwrap();
        let source = Source {
            url: server.url(),
            timeout: Span::from_seconds(fault.within),
            max_bytes: fault.at_most,
            ..config.sources[0].clone()
        };
        let (known, clock): (_, Clock) = (Arc::new(Known::of(&config.plan)), Arc::new(now));
        let (pace, (polls_to, polls)) = (watch::Sender::new(None), mpsc::channel(1));
        let pollers = Pollers::spawn(vec![source.clone()], &known, &clock, &pace.subscribe(), &polls_to);
        let room = Room::new(config.plan, now());
        Self { port: server.port, server: Some(server), does, room, source, known, clock, pollers, pace, polls_to, polls }
    }

    /// What the next poll brings, that of a key where it `is_wanted`.
    async fn poll(&mut self, is_wanted: bool) -> Option<u16> {
        if is_wanted {
            self.pollers.poll_now();
        }
        // No statement about speed: a test that hangs should say where.
        let (_, poll) = tokio::time::timeout(Duration::from_mins(3), self.polls.recv()).await.unwrap().unwrap();
        let status = poll.status;
        self.room.receive(0, poll, now());
        self.room.settle();
        status
    }

    async fn befall(&mut self, happens: &Happens) {
        match happens {
            Happens::Act(act) => *self.does.lock().unwrap() = act.clone(),
            Happens::Gone => drop(self.server.take()),
            Happens::Ends(act) => {
                *self.does.lock().unwrap() = act.clone();
                self.pollers.poll_now();
                let before = self.server.as_ref().unwrap().requests().len();
                while self.server.as_ref().unwrap().requests().len() == before {
                    tokio::time::sleep(Duration::from_millis(20)).await;
                }
                tokio::time::sleep(Duration::from_millis(100)).await;
                drop(self.server.take());
            }
            Happens::Elsewhere(url) => self.ask(Source { url: (*url).to_owned(), allow_http: true, ..self.source.clone() }).await,
        }
    }

    /// All is as it was, and there are new figures.
    async fn recover(&mut self) {
        *self.does.lock().unwrap() = with(&["ETag: \"v9\""], document(2, 9, "2"));
        if self.server.is_none() {
            self.server = Some(serve(&self.does, self.port).await);
        }
        self.ask(self.source.clone()).await;
    }

    async fn ask(&mut self, source: Source) {
        let pace = self.pace.subscribe();
        self.pollers.reconfigure(vec![source], &self.known, &self.clock, &pace, &self.polls_to).await;
    }

    fn state(&self) -> FeedState {
        self.room.feeds()[0].state(now())
    }

    fn is_well(&self) -> bool {
        self.state() == FeedState::Live && self.room.feeds()[0].trouble.is_none()
    }

    fn value(&self) -> Option<f64> {
        self.room.track(ID).and_then(zhiban::duty::Track::value)
    }

    /// The trouble, its words, and the last good figures with their age: known as long as they are fresh, unknown afterwards.
    fn is_in_trouble(&self, wrong: &mut Vec<String>, state: FeedState, words: [&str; 2]) {
        self.expect(wrong, "the state", self.state() == state);
        self.expect(wrong, "the last good value", self.value() == Some(1.0));
        let mut later = self.room.clone();
        later.tick(now() + STALE_AFTER);
        later.settle();
        let track = |room: &Room| room.track(ID).map(|track| (track.value(), track.state()));
        self.expect(
            wrong,
            "unknown in the end",
            track(&later).is_some_and(|(value, state)| value.is_none() && state == State::Unknown),
        );
        let Some((trouble, _)) = &self.room.feeds()[0].trouble else {
            wrong.push("no trouble".to_owned());
            return;
        };
        for ((language, age), want) in [(Language::Zh, "4秒前"), (Language::En, "4s ago")].into_iter().zip(words) {
            let want = want.replace("PORT", &self.port.to_string());
            let said = Words::of(language).trouble(trouble);
            if said != want {
                wrong.push(format!("it says {said:?} and not {want:?}"));
            }
            let screen = self.screen(language);
            if !screen.contains(&said) || !screen.contains(age) {
                wrong.push(format!("the screen says otherwise:\n{screen}"));
            }
        }
    }

    fn screen(&self, language: Language) -> String {
        let app = App::new(self.room.clone(), language, Theme::mono(), UNICODE, None).starting_at(Screen::Feeds, now());
        let mut buffer = Buffer::empty(Rect::new(0, 0, 200, 24));
        draw(&app.view(now()), &mut buffer);
        let rows = (0..24).map(|y| {
            let mut row = String::new();
            let mut x = 0;
            while x < 200 {
                let symbol = buffer[(x, y)].symbol();
                row += symbol;
                x += u16::try_from(symbol.width().max(1)).unwrap();
            }
            row.trim_end().to_owned() + "\n"
        });
        rows.collect()
    }

    fn expect(&self, wrong: &mut Vec<String>, what: &str, holds: bool) {
        if !holds {
            let feed = &self.room.feeds()[0];
            let track = self.room.track(ID).map(|track| (track.value(), track.state()));
            wrong.push(format!("not {what}: {:?} {:?}, late {}, {track:?}", self.state(), feed.trouble, feed.late));
        }
    }
}

async fn serve(does: &Arc<Mutex<Act>>, port: u16) -> Server {
    let does = Arc::clone(does);
    Server::on(port, move |_, _| does.lock().unwrap().clone()).await
}
