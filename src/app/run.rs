//! The loop, and all that it does to the world.

use std::io;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use crossterm::event::Event;
use jiff::Timestamp;
use tokio::time::{Instant, sleep_until, timeout};
use tracing::{debug, info, warn};

use crate::config::{Config, JournalPlace};
use crate::duty::{Body, Channel, ConfigNotice, Outcome, Poll};
use crate::notify::Couriers;
use crate::term::{stop_process, suspend};

use super::clock::Clock;
use super::keeper::Keeper;
use super::polling::Polling;
use super::recorder::Recorder;
use super::reload::{Edited, Reloads};
use super::signals::{Request, Signals};
use super::stage::{Heard, Showing, Stage};
use super::state::App;
use super::update::{Effect, Message, update};
use super::vigil::Vigil;

/// How long what feeds say waits for a journal that does not open.
const OPENING: Duration = Duration::from_secs(10);

/// How long the end waits for the journal to take what is left: what it does not take was never shown as recorded.
const LAST_COMMIT: Duration = Duration::from_secs(5);

/// How long the end waits for the last choice to be kept.
const LAST_CHOICE: Duration = Duration::from_millis(500);

/// What a dashboard is made of.
#[derive(Debug)]
pub struct Dashboard {
    /// Its state at the start.
    pub app: App,
    /// Which time it is.
    pub clock: Clock,
    /// Its feeds, in the order of the room's. They are asked at once, and heard when the journal has been read.
    pub polling: Polling,
    /// The journal.
    pub recorder: Recorder,
    /// How that is configured.
    pub kept: JournalPlace,
    /// The file of its configuration, whose edits are followed; none where there is none.
    pub edited: Option<Edited>,
    /// How it is shown.
    pub showing: Showing,
    /// Where choices of the user are kept; nowhere if absent.
    pub choices: Option<PathBuf>,
    /// What the system asks.
    pub signals: Signals,
}

/// Shows a dashboard until the user, the system or the terminal ends it, or nobody reads its lines any more.
///
/// # Errors
/// When the terminal cannot be taken over.
pub async fn run(dashboard: Dashboard) -> io::Result<()> {
    let Dashboard { mut app, clock, mut polling, mut recorder, kept, mut edited, showing, choices, mut signals } = dashboard;
    let mut keeper = Keeper::new(choices);
    // What only a restart changes.
    let mouse = showing.listens_to_mouse();
    let mut stage = Stage::open(showing, &app)?;
    if let Some((columns, rows)) = stage.size() {
        update(&mut app, Message::Resized(columns, rows), clock.now());
        stage.repaint(&app, clock.now());
    }

    let mut reloads = Reloads::none();
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
            // What follows from a poll depends on what was before.
            (feed, poll) = polling.next(), if app.lives => {
                log(&app, feed, &poll);
                Message::Polled(feed, poll)
            }
            reloaded = reloads.next() => reloaded.into(),
            (id, outcome) = couriers.next() => Message::Told(id, outcome),
            answer = recorder.answer() => match recorder.hear(answer) {
                Some(message) => message,
                None => Message::Journal(recorder.state(clock.now())),
            },
            () = sleep_until(opening), if !app.lives => Message::Unopened,
            () = sleep_until(tick) => {
                tick = Instant::now() + clock.until_next_second();
                Message::Tick
            }
        };
        let now = clock.now();
        if let Some(before) = vigil.look(now, std::time::Instant::now()) {
            update(&mut app, Message::Interrupted(before), now);
        }
        if matches!(message, Message::Opened(..) | Message::Unopened) && !app.lives {
            reloads = edited.take().map_or_else(Reloads::none, Reloads::watch);
        }
        stage.foresee(&app, &message, now);
        let effect = take(&mut app, message, &mut polling, (&kept, mouse), now).await;
        let effect = effect.or(record(&mut app, &mut recorder, Some(&mut stage), now));
        for query in app.queries(now) {
            recorder.ask(query, now);
        }
        if recorder.is_settled() {
            tell(&mut app, &mut couriers, &mut stage, now);
        }
        match effect {
            Effect::Nothing => {}
            Effect::Draw => stage.draw(&app, clock.now()),
            Effect::Remember => {
                keeper.keep(app.looks.choices.clone());
                stage.draw(&app, clock.now());
            }
            Effect::Repaint => stage.repaint(&app, clock.now()),
            Effect::PollNow => polling.now(None),
            Effect::PollOne(feed) => polling.now(Some(feed)),
            Effect::Suspend => suspend(),
            Effect::Quit => break,
        }
        polling.set_pace(app.room.pace(clock.now()));
    }
    let stage = stage.give_back().await;
    close(app, recorder, stage, clock).await;
    let _ = timeout(LAST_CHOICE, keeper.finish()).await;
    Ok(())
}

/// Records that the watch ended, and what is left to be written.
async fn close(mut app: App, mut recorder: Recorder, mut stage: Option<Stage>, clock: Clock) {
    app.room.stop(clock.now());
    record(&mut app, &mut recorder, stage.as_mut(), clock.now());
    let _ = timeout(LAST_COMMIT, recorder.finish(clock.now())).await;
    if let Some(stage) = stage {
        stage.end(&app, clock.now()).await;
    }
}

/// Updates the state, and what depends on the configuration and the pollers with it.
async fn take(
    app: &mut App,
    message: Message,
    polling: &mut Polling,
    fixed: (&JournalPlace, Option<bool>),
    now: Timestamp,
) -> Effect {
    let mut needs_restart = None;
    if let Message::Reconfigured(config, _) = &message {
        needs_restart = restart_for(config, fixed);
        polling.reconfigure(config).await;
    }
    let moves_polls = matches!(message, Message::Polled(..) | Message::Tick);
    let effect = update(app, message, now);
    if moves_polls {
        // Only now: a poll that is heard takes the moment of the next one away.
        app.room.note_next_polls(polling.schedule());
    }
    match needs_restart {
        Some(notice) => effect.or(update(app, Message::Misconfigured(notice), now)),
        None => effect,
    }
}

/// What of another configuration needs a restart, by the journal's place and whether the mouse is listened to where there is a screen.
fn restart_for(config: &Config, (kept, listens): (&JournalPlace, Option<bool>)) -> Option<ConfigNotice> {
    let (journal, mouse) = (config.journal != *kept, listens.is_some_and(|listens| listens != config.mouse));
    (journal || mouse).then_some(ConfigNotice::NeedsRestart { journal, mouse })
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::duty::{Feed, Language, Room};
    use crate::feed::Known;
    use crate::screen::{Theme, UNICODE};

    fn config(more: &str) -> Config {
        let text = format!("{more}[[feed]]\nname = \"a\"\nurl = \"http://127.0.0.1:9/\"\nevery = \"1m\"\n");
        Config::parse(&text, "test", std::path::Path::new("")).unwrap()
    }

    #[test]
    fn what_an_edit_cannot_change_is_said() {
        let (before, silent) = (config(""), config("mouse = false\n"));
        let fixed = (&before.journal, Some(true));
        assert_eq!(restart_for(&before, fixed), None);
        assert_eq!(restart_for(&silent, fixed), Some(ConfigNotice::NeedsRestart { journal: false, mouse: true }));
        assert_eq!(restart_for(&silent, (&before.journal, None)), None, "lines have no mouse");
    }

    #[tokio::test]
    async fn when_a_feed_is_polled_next_is_known_as_soon_as_it_has_answered() {
        let config = config("");
        let known = Arc::new(Known::of(&config.plan));
        let mut app = App::new(Room::new(config.plan, Clock::Wall.now()), Language::Zh, Theme::mono(), UNICODE, None);
        let mut polling = Polling::start(config.sources, known, Clock::Wall, None);
        let (feed, poll) = polling.next().await;
        take(&mut app, Message::Polled(feed, poll), &mut polling, (&config.journal, None), Clock::Wall.now()).await;
        assert!(app.room.feeds().first().and_then(|feed: &Feed| feed.next).is_some());
    }
}
