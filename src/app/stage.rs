//! Where what is to be seen goes: frames to a terminal, or lines to whoever reads them.

use std::io::{self, IsTerminal};
use std::time::Duration;

use crossterm::event::{Event, EventStream};
use crossterm::terminal;
use futures_util::StreamExt;
use jiff::Timestamp;
use tokio::time::timeout;

use crate::duty::Delivery;
use crate::notify::ring;
use crate::term::{Output, Painter, Session};

use super::lines::Lines;
use super::state::App;
use super::update::Message;

/// How long the end waits for a terminal to take its last frame.
const LAST_FRAME: Duration = Duration::from_millis(500);

/// How a dashboard is shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Showing {
    /// Drawn on the terminal.
    Drawn {
        /// Whether the mouse is listened to.
        mouse: bool,
    },
    /// As lines of text, each change once.
    Plain {
        /// Whether every change of a figure is one.
        figures: bool,
    },
}

impl Showing {
    /// Whether the mouse is listened to; none where there is no screen for it.
    pub(super) fn listens_to_mouse(self) -> Option<bool> {
        match self {
            Self::Drawn { mouse } => Some(mouse),
            Self::Plain { .. } => None,
        }
    }
}

/// What the stage has to say.
pub(super) enum Heard {
    /// Something was typed, or the terminal was resized.
    Typed(Event),
    /// There is room again for what is to be seen.
    Room,
    /// Nobody is there any more: the terminal has vanished, or the reader of the lines.
    Gone,
}

/// Where what is to be seen goes.
pub(super) struct Stage {
    output: Output,
    /// What is to be heard with the next frame.
    sound: Vec<u8>,
    kind: Kind,
}

enum Kind {
    Screen { painter: Box<Painter>, session: Session, keys: EventStream },
    Lines { lines: Box<Lines>, has_bell: bool },
}

impl Stage {
    /// Takes the terminal over, or standard output alone.
    pub(super) fn open(showing: Showing, app: &App) -> io::Result<Self> {
        let kind = match showing {
            Showing::Drawn { mouse } => {
                let (session, painter) = (Session::take(mouse)?, Box::new(Painter::new(app.screen)));
                Kind::Screen { session, painter, keys: EventStream::new() }
            }
            Showing::Plain { figures } => {
                Kind::Lines { lines: Box::new(Lines::new(app, figures)), has_bell: io::stdout().is_terminal() }
            }
        };
        Ok(Self { output: Output::start()?, sound: Vec::new(), kind })
    }

    /// How large the screen is; none where nothing is drawn.
    pub(super) fn size(&self) -> Option<(u16, u16)> {
        match self.kind {
            Kind::Screen { .. } => terminal::size().ok(),
            Kind::Lines { .. } => None,
        }
    }

    /// What the stage has to say next. Where nothing is drawn nothing is read.
    pub(super) async fn next(&mut self) -> Heard {
        let Self { output, kind, .. } = self;
        let typed = async {
            match kind {
                Kind::Screen { keys, .. } => keys.next().await.and_then(Result::ok),
                Kind::Lines { .. } => std::future::pending().await,
            }
        };
        tokio::select! {
            biased;
            event = typed => event.map_or(Heard::Gone, Heard::Typed),
            () = output.changed() => if output.is_broken() { Heard::Gone } else { Heard::Room },
        }
    }

    /// Gives the terminal back for a while.
    pub(super) fn pause(&self) {
        if let Kind::Screen { session, .. } = &self.kind {
            session.pause();
        }
    }

    /// Takes it over again.
    pub(super) fn resume(&self) -> io::Result<()> {
        match &self.kind {
            Kind::Screen { session, .. } => session.resume(),
            Kind::Lines { .. } => Ok(()),
        }
    }

    /// Sees a message before it changes anything: lines say what is new.
    pub(super) fn foresee(&mut self, app: &App, message: &Message, now: Timestamp) {
        if let Kind::Lines { lines, .. } = &mut self.kind {
            lines.hear(app, message, now);
        }
    }

    /// Rings for what the terminal is to be told.
    pub(super) fn ring(&mut self, deliveries: &[Delivery], app: &App) {
        match self.kind {
            Kind::Screen { .. } => self.sound.extend(ring(deliveries, app.language)),
            // A line is read as it is: no more than the bell goes with it, and not into a file.
            Kind::Lines { has_bell, .. } if has_bell && deliveries.iter().any(|delivery| delivery.receiver.bell) => {
                self.sound.push(7);
            }
            Kind::Lines { .. } => {}
        }
    }

    /// Draws everything afresh.
    pub(super) fn repaint(&mut self, app: &App, now: Timestamp) {
        if let Kind::Screen { painter, .. } = &mut self.kind {
            painter.repaint(app.screen);
        }
        self.draw(app, now);
    }

    /// Shows what there is to see, unless the last of it is still being written: then when it is done.
    pub(super) fn draw(&mut self, app: &App, now: Timestamp) {
        if let Kind::Lines { lines, .. } = &mut self.kind {
            lines.look(app, now);
        }
        if !self.output.is_free() {
            return;
        }
        let bytes = match &mut self.kind {
            Kind::Screen { painter, .. } => {
                let view = app.view(now);
                painter.frame(|buffer| crate::screen::draw(&view, buffer))
            }
            Kind::Lines { lines, .. } => lines.waiting(),
        };
        match bytes {
            Some(bytes) => {
                bytes.append(&mut self.sound);
                self.output.write(bytes);
            }
            None if !self.sound.is_empty() => self.output.write(&mut self.sound),
            None => {}
        }
    }

    /// Waits for what is being written; one that blocks for long is left as it is. Gives whether it is done.
    async fn last(&self) -> bool {
        self.output.is_free() || timeout(LAST_FRAME, self.output.changed()).await.is_ok()
    }

    /// Gives the terminal back once the last frame is out; one that is gone, or blocked for long, is left as it is.
    pub(super) async fn give_back(self) -> Option<Self> {
        let is_well = !self.output.is_broken() && self.last().await;
        match self.kind {
            Kind::Screen { session, .. } => {
                if !is_well {
                    session.abandon();
                }
                None
            }
            Kind::Lines { .. } => is_well.then_some(self),
        }
    }

    /// Says that this was the end, where that is said.
    pub(super) async fn end(mut self, app: &App, now: Timestamp) {
        if let Kind::Lines { lines, .. } = &mut self.kind {
            lines.end(app, now);
        }
        self.draw(app, now);
        self.last().await;
    }
}
