//! The loop, and all that it does to the world.

use std::io;
use std::sync::Arc;
use std::time::Duration;

use crossterm::event::Event;
use jiff::Timestamp;
use tokio::sync::{mpsc, watch};
use tokio::time::{Instant, sleep_until, timeout};
use tracing::{debug, info, warn};

use crate::duty::{Body, Channel, Outcome, Poll, Source, Span};
use crate::feed::{Known, Pollers};
use crate::journal::{Opening, Place};
use crate::notify::Couriers;
use crate::term::{stop_process, suspend};

use super::clock::Clock;
use super::recorder::Recorder;
use super::signals::{Request, Signals};
use super::stage::{Heard, Showing, Stage};
use super::state::App;
use super::update::{Effect, Message, update};
use super::vigil::Vigil;

/// How many polls may wait to be looked at: more than feeds can deliver while a frame is drawn.
const WAITING_POLLS: usize = 256;

/// How long the feeds wait for a journal that does not open.
const OPENING: Duration = Duration::from_secs(10);

/// How long the end waits for the journal to take what is left: what it does not take was never shown as recorded.
const LAST_COMMIT: Duration = Duration::from_secs(5);

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
    /// How it is shown.
    pub showing: Showing,
}

/// Shows a dashboard until the user, the system or the terminal ends it, or nobody reads its lines any more.
///
/// # Errors
/// When the terminal or the signals cannot be taken over.
pub async fn run(dashboard: Dashboard) -> io::Result<()> {
    let Dashboard { mut app, clock, sources, known, journal, retain, showing } = dashboard;
    let mut signals = Signals::listen()?;
    let mut stage = Stage::open(showing, &app)?;
    if let Some((columns, rows)) = stage.size() {
        update(&mut app, Message::Resized(columns, rows), clock.now());
        stage.repaint(&app, clock.now());
    }

    let now = clock.now();
    let (readings_since, log_since) = (app.room.readings_since(now), app.room.log_since());
    let journal = Opening { place: journal, retain, readings_since, log_since, now };
    let mut recorder = if app.view_only { Recorder::only_reading(journal)? } else { Recorder::start(journal)? };
    let (pace_to, pace) = watch::channel(app.room.pace(clock.now()));
    let (polls_to, mut polls) = mpsc::channel(WAITING_POLLS);
    // Feeds are polled once the journal has been read: what follows from a poll depends on what was before.
    let mut pollers: Option<Pollers> = None;
    let mut sources = Some(sources);
    let opening = Instant::now() + OPENING;
    let mut couriers = Couriers::default();
    let mut tick = Instant::now() + clock.until_next_second();
    let mut vigil = Vigil::new(clock.now(), std::time::Instant::now(), matches!(clock, Clock::Wall));

    loop {
        let message = tokio::select! {
            biased;
            request = signals.next() => match request {
                Request::End => break,
                Request::Stop => {
                    stage.pause();
                    stop_process();
                    continue;
                }
                Request::Continue => {
                    // A terminal that refuses its modes ends the watch as one that has vanished: what happened is recorded first.
                    if stage.resume().is_err() {
                        break;
                    }
                    // The terminal may have been resized meanwhile.
                    stage.size().map_or(Message::Spoiled, |(columns, rows)| Message::Resized(columns, rows))
                }
            },
            heard = stage.next() => match heard {
                Heard::Typed(Event::Key(key)) => Message::Key(key),
                Heard::Typed(Event::Mouse(event)) => Message::Mouse(event),
                Heard::Typed(Event::Paste(text)) => Message::Pasted(text),
                Heard::Typed(Event::Resize(columns, rows)) => Message::Resized(columns, rows),
                Heard::Typed(_) => continue,
                Heard::Room => {
                    stage.draw(&app, clock.now());
                    continue;
                }
                Heard::Gone => break,
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
        stage.foresee(&app, &message, now);
        let effect = update(&mut app, message, now);
        let effect = effect.or(record(&mut app, &mut recorder, Some(&mut stage), now));
        if recorder.is_settled() {
            tell(&mut app, &mut couriers, &mut stage, now);
        }
        match effect {
            Effect::Nothing => {}
            Effect::Draw => stage.draw(&app, clock.now()),
            Effect::Repaint => stage.repaint(&app, clock.now()),
            Effect::PollNow => pollers.iter().for_each(Pollers::poll_now),
            Effect::Suspend => suspend(),
            Effect::Quit => break,
        }
        set_pace(&pace_to, app.room.pace(clock.now()));
    }
    let mut stage = stage.give_back().await;
    app.room.stop(clock.now());
    record(&mut app, &mut recorder, stage.as_mut(), clock.now());
    let _ = timeout(LAST_COMMIT, recorder.finish(clock.now())).await;
    if let Some(stage) = stage {
        stage.end(&app, clock.now()).await;
    }
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
        stage.ring(&terminal, app);
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
fn record(app: &mut App, recorder: &mut Recorder, mut stage: Option<&mut Stage>, now: Timestamp) -> Effect {
    let mut effect = Effect::Nothing;
    let mut proposal = app.propose();
    if recorder.only_reads() {
        // What it sees itself is shown until the journal says otherwise; of this seat there is nothing to say.
        proposal.entries.retain(|entry| !matches!(entry.body, Body::Seat(_)));
        return update(app, Message::Recorded(Arc::new(proposal), None), now);
    }
    for unrecorded in recorder.take(proposal, now) {
        let message = Message::NotRecorded(unrecorded);
        if let Some(stage) = &mut stage {
            stage.foresee(app, &message, now);
        }
        effect = effect.or(update(app, message, now));
    }
    let journal = recorder.state(now);
    if journal != app.journal {
        effect = effect.or(update(app, Message::Journal(journal), now));
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
