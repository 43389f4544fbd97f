//! What is owed to whom: which receiver is to be told of which alarm, and when.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;
use std::time::Duration;

use jiff::{SignedDuration, Timestamp};

use super::{About, AlarmChange, Channel, Clean, Entry, Receiver, Record, Subject};

mod health;
mod owed;

pub use health::Health;
pub use owed::{News, Owed};

use health::Troubles;
use owed::{Turn, nameless};

/// What is owed to whom, as data. It performs nothing: [`due`](Self::due) says what to deliver now, and what came of that is told
/// to [`delivered`](Self::delivered) or [`failed`](Self::failed).
///
/// - At least once: what is owed survives a restart when the journal keeps its [`changes`](Self::changes) in the commit of the
///   entry that caused them, and [`restore`](Self::restore)s them.
/// - Bounded: by receiver, channel and alarm one thing is owed. News replace what was not delivered yet, and the replaced are
///   counted ([`Owed::missed`]); an alarm that ended before it could be told is told as one that began and ended.
/// - In order: nothing about an alarm is delivered to a receiver before what was under way has arrived or failed.
/// - Repeated every [`Receiver::repeat`] and escalated after [`Receiver::after`] until the alarm is acknowledged, over or
///   suppressed. Whoever was told that an alarm holds is told when it is over, except by a bell.
#[derive(Clone, Debug, Default)]
pub struct Outbox {
    receivers: Vec<Arc<Receiver>>,
    /// What is owed, by its name.
    items: BTreeMap<String, Item>,
    /// The newest version of anything: no two deliveries of different news have the same.
    versions: u64,
    /// What the journal has not been told.
    changed: BTreeSet<String>,
    troubles: Troubles,
}

/// What is owed, and how its delivery goes.
#[derive(Clone, Debug)]
struct Item {
    owed: Owed,
    /// Which news it is about to tell; another number means other news.
    version: u64,
    flight: Option<Flight>,
    failures: u32,
    /// Not to be tried before.
    retry: Option<Timestamp>,
}

/// A delivery that is under way.
#[derive(Clone, Copy, Debug)]
struct Flight {
    version: u64,
    untold: u32,
    resolved: bool,
}

/// Names a delivery.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct DeliveryId {
    key: String,
    version: u64,
}

/// One thing to be told to one receiver by one channel.
#[derive(Clone, Debug, PartialEq)]
pub struct Delivery {
    /// Its name, by which its outcome is told.
    pub id: DeliveryId,
    /// To whom.
    pub receiver: Arc<Receiver>,
    /// What.
    pub owed: Owed,
}

impl Outbox {
    /// How many deliveries by one channel of one receiver are under way at a time.
    pub const MOST_AT_ONCE: usize = 4;
    /// The longest pause after a failure.
    pub const LONGEST_PAUSE: SignedDuration = SignedDuration::from_mins(5);

    /// An outbox that owes nothing yet.
    #[must_use]
    pub fn new(receivers: Vec<Receiver>) -> Self {
        Self { receivers: receivers.into_iter().map(Arc::new).collect(), ..Self::default() }
    }

    /// Takes over what was owed before a restart, or before the configuration changed. What was owed to a receiver, or by a channel,
    /// that there is no more is forgotten. What was under way is tried again.
    pub fn restore(&mut self, items: impl IntoIterator<Item = Owed>) {
        for mut owed in items {
            let key = owed.key();
            match self.receiver(&owed.receiver, owed.channel) {
                Some(receiver) => {
                    if owed.configured_anew(&receiver) {
                        self.changed.insert(key.clone());
                    }
                    self.put(key, owed);
                }
                None => {
                    self.changed.insert(key);
                }
            }
        }
    }

    /// Tells other receivers from now on. What is owed to those that stay stays owed; what was owed to a receiver, or by a channel,
    /// that there is no more is forgotten, and what comes of a delivery to it that is under way is no matter.
    pub fn reconfigure(&mut self, receivers: Vec<Receiver>) {
        self.receivers = receivers.into_iter().map(Arc::new).collect();
        let targets = self.targets();
        let of = |item: &Item| targets.iter().find(|(receiver, channel)| item.is_for(&receiver.name, *channel));
        let mut changed = Vec::new();
        self.items.retain(|key, item| {
            let target = of(item).map(|(receiver, _)| Arc::clone(receiver));
            let stays = target.is_some();
            if target.is_none_or(|receiver| item.owed.configured_anew(&receiver)) {
                changed.push(key.clone());
            }
            stays
        });
        self.changed.extend(changed);
    }

    /// Everything that is owed or remembered.
    pub fn owed(&self) -> impl Iterator<Item = &Owed> {
        self.items.values().map(|item| &item.owed)
    }

    /// Takes an entry: once, as it is proposed to the journal, so that what follows from it can be kept in the same commit. What
    /// is due because of it should not be asked for before the entry is shown. `about` says what an alarm is about.
    pub fn follow(&mut self, entry: &Entry, about: impl FnOnce(&Subject) -> About) {
        let Some((subject, news)) = News::of(entry) else { return };
        let about = about(subject);
        for (receiver, channel) in self.targets() {
            let key = owed::key(&receiver.name, channel, subject);
            let Some(item) = self.items.get_mut(&key) else {
                self.begin(key, Owed::begin(&receiver, channel, subject, &about, &news));
                continue;
            };
            let is_being_called = item.flight.is_some_and(|flight| !flight.resolved);
            match item.owed.take(&receiver, &about, &news, is_being_called) {
                Turn::Nothing => continue,
                Turn::Noted => {}
                Turn::News => {
                    self.versions += 1;
                    item.version = self.versions;
                }
                Turn::Over => {
                    self.items.remove(&key);
                }
            }
            self.changed.insert(key);
        }
    }

    /// Takes an alarm that holds at the start: whoever is owed nothing about it, a receiver that is new in the configuration, is told
    /// as if it were annunciated at `now`.
    pub fn catch_up(&mut self, subject: &Subject, record: &Record, about: &About, now: Timestamp) {
        let event = AlarmChange::Raised;
        let news = News { at: now, event, record: nameless(record), annunciates: true, sounds: true };
        for (receiver, channel) in self.targets() {
            let key = owed::key(&receiver.name, channel, subject);
            if !self.items.contains_key(&key) {
                self.begin(key, Owed::begin(&receiver, channel, subject, about, &news));
            }
        }
    }

    fn begin(&mut self, key: String, owed: Option<Owed>) {
        if let Some(owed) = owed {
            self.changed.insert(key.clone());
            self.put(key, owed);
        }
    }

    fn put(&mut self, key: String, owed: Owed) {
        self.versions += 1;
        self.items.insert(key, Item { owed, version: self.versions, flight: None, failures: 0, retry: None });
    }

    /// What is to be delivered at `now`, what has waited longest first. Each is given once, until its outcome is told.
    pub fn due(&mut self, now: Timestamp) -> Vec<Delivery> {
        let mut deliveries = Vec::new();
        for (receiver, channel) in self.targets() {
            let most = Self::MOST_AT_ONCE.saturating_sub(self.under_way(&receiver.name, channel));
            let mut ready: Vec<(Timestamp, &String, &mut Item)> = self
                .items
                .iter_mut()
                .filter(|(_, item)| item.is_for(&receiver.name, channel))
                .filter_map(|(key, item)| Some((item.ready(Some((&receiver, now)))?, key, item)))
                .filter(|(ready, ..)| *ready <= now)
                .collect();
            ready.sort_by_key(|(ready, ..)| *ready);
            for (_, key, item) in ready.into_iter().take(most) {
                let id = DeliveryId { key: key.clone(), version: item.version };
                item.flight = Some(Flight { version: item.version, untold: item.owed.untold, resolved: item.owed.resolved });
                deliveries.push(Delivery { id, receiver: Arc::clone(&receiver), owed: item.owed.clone() });
            }
        }
        deliveries
    }

    /// When [`due`](Self::due) has something next, if nothing happens before. While as many deliveries are under way as may be, their
    /// outcome comes first.
    #[must_use]
    pub fn next_due(&self) -> Option<Timestamp> {
        let ready = |(receiver, channel): &(Arc<Receiver>, Channel)| {
            let items = self.items.values().filter(|item| item.is_for(&receiver.name, *channel));
            items.filter_map(|item| item.ready(None)).min()
        };
        let is_free =
            |(receiver, channel): &(Arc<Receiver>, Channel)| self.under_way(&receiver.name, *channel) < Self::MOST_AT_ONCE;
        self.targets().iter().filter(|target| is_free(target)).filter_map(ready).min()
    }

    /// Notes that a delivery arrived. Others to the same receiver that had failed are tried again at once.
    pub fn delivered(&mut self, id: &DeliveryId, now: Timestamp) {
        let Some((item, flight)) = self.land(id) else { return };
        let (name, channel) = (item.owed.receiver.clone(), item.owed.channel);
        item.failures = 0;
        item.retry = None;
        let Some(receiver) = self.receiver(&name, channel) else { return };
        let Some(item) = self.items.get_mut(&id.key) else { return };
        let is_over = if flight.version == item.version {
            item.owed.heard(&receiver, flight.untold, now)
        } else {
            item.owed.heard_older(flight.untold, flight.resolved, now)
        };
        if is_over {
            self.items.remove(&id.key);
        }
        self.changed.insert(id.key.clone());
        let mut is_failing = false;
        for other in self.items.values_mut().filter(|other| other.is_for(&name, channel) && other.failures > 0) {
            other.retry = None;
            is_failing = true;
        }
        if !is_failing {
            self.troubles.end(&name, channel);
        }
    }

    /// Notes that a delivery failed, and why. It is tried again after a pause that doubles from a second to five minutes, with full
    /// jitter: `random` is from 0 to 1.
    pub fn failed(&mut self, id: &DeliveryId, reason: Clean, now: Timestamp, random: f64) {
        let Some((item, _)) = self.land(id) else { return };
        item.failures = item.failures.saturating_add(1);
        item.retry = Some(now.checked_add(pause(item.failures, random)).unwrap_or(Timestamp::MAX));
        let (name, channel) = (item.owed.receiver.clone(), item.owed.channel);
        self.troubles.begin(name, channel, reason, now);
    }

    /// What the journal has to keep (or, where it is none, to forget) under which name: everything that changed since this was last
    /// asked. A failure changes nothing that is kept.
    pub fn changes(&mut self) -> Vec<(String, Option<Owed>)> {
        let changed = std::mem::take(&mut self.changed);
        let now = |key: String| {
            let owed = self.items.get(&key).map(|item| item.owed.clone());
            (key, owed)
        };
        changed.into_iter().map(now).collect()
    }

    /// How each receiver is told at `now`, channel by channel, in the order of the configuration.
    #[must_use]
    pub fn health(&self, now: Timestamp) -> Vec<Health> {
        let health = |(receiver, channel): (Arc<Receiver>, Channel)| Health {
            waiting: self
                .items
                .values()
                .filter(|item| item.is_for(&receiver.name, channel) && item.owed.due.is_some_and(|due| due <= now))
                .count(),
            trouble: self.troubles.of(&receiver.name, channel),
            receiver: receiver.name.clone(),
            channel,
        };
        self.targets().into_iter().map(health).collect()
    }

    /// Ends a flight. An outcome that comes twice, or of what has been forgotten, is none.
    fn land(&mut self, id: &DeliveryId) -> Option<(&mut Item, Flight)> {
        let item = self.items.get_mut(&id.key)?;
        let flight = item.flight.filter(|flight| flight.version == id.version)?;
        item.flight = None;
        Some((item, flight))
    }

    fn under_way(&self, name: &Clean, channel: Channel) -> usize {
        self.items.values().filter(|item| item.is_for(name, channel) && item.flight.is_some()).count()
    }

    fn targets(&self) -> Vec<(Arc<Receiver>, Channel)> {
        self.receivers.iter().flat_map(|r| r.channels().map(move |channel| (Arc::clone(r), channel))).collect()
    }

    fn receiver(&self, name: &Clean, channel: Channel) -> Option<Arc<Receiver>> {
        self.receivers.iter().find(|r| r.name == *name && r.channels().any(|known| known == channel)).map(Arc::clone)
    }
}

impl Item {
    fn is_for(&self, name: &Clean, channel: Channel) -> bool {
        self.owed.channel == channel && self.owed.receiver == *name
    }

    /// When it is to be delivered; none while it is under way or nothing is to be told. A clock that was set back makes nothing wait
    /// longer than it ever has to.
    fn ready(&self, at: Option<(&Receiver, Timestamp)>) -> Option<Timestamp> {
        let ready = self.owed.due.filter(|_| self.flight.is_none())?.max(self.retry.unwrap_or(Timestamp::MIN));
        let Some((receiver, now)) = at else { return Some(ready) };
        let longest = (receiver.after.signed() + receiver.repeat.unwrap_or_default().signed()).max(Outbox::LONGEST_PAUSE);
        Some(if ready.duration_since(now) > longest { now } else { ready })
    }
}

/// How long to leave a receiver in peace after so many failures in a row: between a second and a second doubled each time.
fn pause(failures: u32, random: f64) -> SignedDuration {
    let doubled = Duration::from_secs(1_u64 << failures.saturating_sub(1).min(16)).min(Outbox::LONGEST_PAUSE.unsigned_abs());
    let random = if random.is_nan() { 1.0 } else { random.clamp(0.0, 1.0) };
    let jittered = doubled.mul_f64(random).max(Duration::from_secs(1));
    SignedDuration::try_from(jittered).unwrap_or(Outbox::LONGEST_PAUSE)
}
