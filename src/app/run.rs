//! The loop, and all that it does to the world.

use std::io;
use std::sync::Arc;
use std::time::Duration;

use crossterm::event::{Event, EventStream};
use crossterm::terminal;
use futures_util::StreamExt;
use jiff::Timestamp;
use tokio::sync::{mpsc, watch};
use tokio::time::{Instant, sleep_until, timeout};
use tracing::{debug, info, warn};

use crate::duty::{Channel, Outcome, Poll, Source, Span};
use crate::feed::{Known, Pollers};
use crate::journal::{Opening, Place};
use crate::notify::{Couriers, ring};
use crate::term::{Output, Painter, Session, stop_process, suspend};

use super::clock::Clock;
use super::recorder::Recorder;
use super::signals::{Request, Signals};
use super::state::App;
use super::update::{Effect, Message, update};
use super::vigil::Vigil;

/// How many polls may wait to be looked at: more than feeds can deliver while a frame is drawn.
const WAITING_POLLS: usize = 256;

/// How long the feeds wait for a journal that does not open.
const OPENING: Duration = Duration::from_secs(10);

/// How long the end waits for the journal to take what is left: what it does not take was never shown as recorded.
const LAST_COMMIT: Duration = Duration::from_secs(5);

/// How long the end waits for a terminal to take its last frame.
const LAST_FRAME: Duration = Duration::from_millis(500);

/// What a dashboard is made of.
#[derive(Debug)]
pub struct Dashboard {
    /// Its state at the start.
    pub app: App,
    /// Which time it is.
    pub clock: Clock,
    /// The feeds to poll, in the order of the room's.
    pub sources: Vec<Source>,
    /// What those feeds may deliver.
    pub known: Arc<Known>,
    /// The journal.
    pub journal: Place,
    /// How long it keeps readings.
    pub retain: Span,
    /// Whether the mouse is listened to.
    pub mouse: bool,
}

/// Shows a dashboard until the user, the system or the terminal ends it.
///
/// # Errors
/// When the terminal or the signals cannot be taken over.
pub async fn run(dashboard: Dashboard) -> io::Result<()> {
    let Dashboard { mut app, clock, sources, known, journal, retain, mouse } = dashboard;
    let mut signals = Signals::listen()?;
    let session = Session::take(mouse)?;
    let (columns, rows) = terminal::size()?;
    update(&mut app, Message::Resized(columns, rows), clock.now());
    let mut stage = Stage { painter: Painter::new(app.screen), output: Output::start()?, sound: Vec::new() };
    stage.draw(&app, clock.now());

    let now = clock.now();
    let (readings_since, log_since) = (app.room.readings_since(now), app.room.log_since());
    let mut recorder = Recorder::start(Opening { place: journal, retain, readings_since, log_since, now })?;
    let (pace_to, pace) = watch::channel(app.room.pace(clock.now()));
    let (polls_to, mut polls) = mpsc::channel(WAITING_POLLS);
    // Feeds are polled once the journal has been read: what follows from a poll depends on what was before.
    let mut pollers: Option<Pollers> = None;
    let mut sources = Some(sources);
    let opening = Instant::now() + OPENING;
    let mut keys = EventStream::new();
    let mut couriers = Couriers::default();
    let mut tick = Instant::now() + clock.until_next_second();
    let mut vigil = Vigil::new(clock.now(), std::time::Instant::now(), matches!(clock, Clock::Wall));

    loop {
        let message = tokio::select! {
            biased;
            request = signals.next() => match request {
                Request::End => break,
                Request::Stop => {
                    session.pause();
                    stop_process();
                    continue;
                }
                Request::Continue => {
                    // A terminal that refuses its modes ends the watch as one that has vanished: what happened is recorded first.
                    if session.resume().is_err() {
                        break;
                    }
                    // The terminal may have been resized meanwhile.
                    terminal::size().map_or(Message::Spoiled, |(columns, rows)| Message::Resized(columns, rows))
                }
            },
            event = keys.next() => match event {
                Some(Ok(Event::Key(key))) => Message::Key(key),
                Some(Ok(Event::Mouse(event))) => Message::Mouse(event),
                Some(Ok(Event::Paste(text))) => Message::Pasted(text),
                Some(Ok(Event::Resize(columns, rows))) => Message::Resized(columns, rows),
                Some(Ok(_)) => continue,
                // The terminal has vanished.
                Some(Err(_)) | None => break,
            },
            Some((feed, poll)) = polls.recv() => {
                log(&app, feed, &poll);
                Message::Polled(feed, poll)
            }
            (id, outcome) = couriers.next() => Message::Told(id, outcome),
            answer = recorder.answer() => match recorder.hear(answer) {
                Some(message) => message,
                None => Message::Journal(recorder.state(clock.now())),
            },
            () = stage.output.changed() => {
                if stage.output.is_broken() {
                    break;
                }
                stage.draw(&app, clock.now());
                continue;
            }
            () = sleep_until(opening), if pollers.is_none() => Message::Unopened,
            () = sleep_until(tick) => {
                tick = Instant::now() + clock.until_next_second();
                Message::Tick
            }
        };
        let now = clock.now();
        if let Some(before) = vigil.look(now, std::time::Instant::now()) {
            update(&mut app, Message::Interrupted(before), now);
        }
        if matches!(message, Message::Opened(..) | Message::Unopened)
            && let Some(sources) = sources.take()
        {
            pollers = Some(Pollers::spawn(sources, &known, &clock.function(), &pace, &polls_to));
        }
        let effect = update(&mut app, message, now);
        let effect = effect.or(record(&mut app, &mut recorder, now));
        if recorder.is_settled() {
            tell(&mut app, &mut couriers, &mut stage, now);
        }
        match effect {
            Effect::Nothing => {}
            Effect::Draw => stage.draw(&app, clock.now()),
            Effect::Repaint => {
                stage.painter.repaint(app.screen);
                stage.draw(&app, clock.now());
            }
            Effect::PollNow => pollers.iter().for_each(Pollers::poll_now),
            Effect::Suspend => suspend(),
            Effect::Quit => break,
        }
        set_pace(&pace_to, app.room.pace(clock.now()));
    }
    stage.finish(session).await;
    app.room.stop(clock.now());
    record(&mut app, &mut recorder, clock.now());
    let _ = timeout(LAST_COMMIT, recorder.finish(clock.now())).await;
    Ok(())
}

/// Tells receivers what they are owed now: the terminal with the next frame, all others by couriers.
fn tell(app: &mut App, couriers: &mut Couriers, stage: &mut Stage, now: Timestamp) {
    let due = app.outbox.due(now);
    if due.is_empty() {
        return;
    }
    let (terminal, others): (Vec<_>, Vec<_>) = due.into_iter().partition(|delivery| delivery.owed.channel == Channel::Terminal);
    let is_new = terminal.iter().any(|delivery| delivery.owed.untold > 0);
    app.silenced &= !is_new;
    if !app.silenced {
        stage.sound.extend(ring(&terminal, app.language));
    }
    for delivery in terminal {
        app.outbox.delivered(&delivery.id, now);
    }
    for delivery in others {
        couriers.send(delivery);
    }
    stage.draw(app, now);
}

/// Hands what is proposed to the journal, and shows what cannot be recorded.
fn record(app: &mut App, recorder: &mut Recorder, now: Timestamp) -> Effect {
    let mut effect = Effect::Nothing;
    let proposal = app.propose();
    for unrecorded in recorder.take(proposal, now) {
        effect = effect.or(update(app, Message::NotRecorded(unrecorded), now));
    }
    let state = recorder.state(now);
    if state != app.journal {
        effect = effect.or(update(app, Message::Journal(state), now));
    }
    effect
}

/// Notes in the log what a poll brought: trouble that is new, and its end; everything else only when asked for more.
fn log(app: &App, feed: usize, poll: &Poll) {
    let Some(known) = app.room.feeds().get(feed) else { return };
    let (name, took) = (known.name.as_str(), poll.took);
    match (&poll.outcome, &known.trouble) {
        (Outcome::Trouble(trouble), Some((before, _))) if trouble == before => debug!(feed = name, ?trouble, ?took),
        (Outcome::Trouble(trouble), _) => warn!(feed = name, ?trouble, ?took),
        (_, Some(_)) => info!(feed = name, ?took, "answers again"),
        (Outcome::NotModified, None) => debug!(feed = name, ?took, "not modified"),
        (Outcome::Snapshot(snapshot), None) => debug!(feed = name, ?took, as_of = %snapshot.as_of, "snapshot"),
    }
}

/// Tells the pollers of a period's pace when it begins or ends.
fn set_pace(pace: &watch::Sender<Option<Span>>, wanted: Option<Span>) {
    pace.send_if_modified(|pace| {
        let changed = *pace != wanted;
        *pace = wanted;
        changed
    });
}

/// Where frames go.
struct Stage {
    painter: Painter,
    output: Output,
    /// What is to be heard with the next frame.
    sound: Vec<u8>,
}

impl Stage {
    /// Draws what there is to see, unless the terminal still writes the last frame: then when it is done.
    fn draw(&mut self, app: &App, now: Timestamp) {
        if !self.output.is_free() {
            return;
        }
        let view = app.view(now);
        match self.painter.frame(|buffer| crate::screen::draw(&view, buffer)) {
            Ok(Some(bytes)) => {
                bytes.append(&mut self.sound);
                self.output.write(bytes);
            }
            Ok(None) if !self.sound.is_empty() => self.output.write(&mut self.sound),
            Ok(None) | Err(_) => {}
        }
    }

    /// Gives the terminal back once the last frame is out; one that is gone, or blocked for long, is left as it is.
    async fn finish(self, session: Session) {
        let last_frame = async { self.output.is_free() || timeout(LAST_FRAME, self.output.changed()).await.is_ok() };
        if self.output.is_broken() || !last_frame.await {
            session.abandon();
        }
    }
}
