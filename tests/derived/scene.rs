//! A duty room over its journal, fed by hand.

use std::path::Path;
use std::time::Duration;

use jiff::{SignedDuration, Timestamp};
use zhiban::config::Config;
use zhiban::duty::{
    AlarmChange, Body, Clean, Course, Down, Found, Id, LeftOut, Outcome, Poll, Query, Reading, Remarks, Room, Snapshot,
    StoredReading, Subject, Track, Trouble,
};
use zhiban::journal::{Place, Store};

/// What is not known.
pub(crate) const NULL: f64 = f64::NAN;

pub(crate) struct Scene {
    pub(crate) room: Room,
    pub(crate) now: Timestamp,
    /// What the alarms of indicators did since this was last asked.
    happened: Vec<String>,
    /// What was kept since this was last asked.
    kept: Vec<StoredReading>,
    store: Option<Store>,
    folder: tempfile::TempDir,
    runtime: tokio::runtime::Runtime,
}

/// A configuration of feeds, each a name with further keys, and indicators, each an id with further keys.
pub(crate) fn config(feeds: &[(&str, &str)], indicators: &[(&str, &str)]) -> Config {
    let feeds = feeds.iter().map(|(name, keys)| {
        format!("[[feed]]\nname = \"{name}\"\nurl = \"https://10.1.2.3/{name}\"\nstale_after = \"1m\"\n{keys}\n")
    });
    let indicators = indicators.iter().map(|(id, keys)| {
        let topic =
            if keys.contains("topic =") { String::new() } else { format!("topic = \"{}\"\n", id.split('.').next().unwrap()) };
        let kind = if keys.contains("kind =") { "" } else { "kind = \"count\"\nwindow = \"year\"\n" };
        format!("[[indicator]]\nid = \"{id}\"\n{topic}name = \"{id}\"\n{kind}{keys}\n")
    });
    let top = "catalogue = \"none\"\ntimezone = \"Asia/Shanghai\"\nterritories = [\"东县\", \"西县\", \"北县\"]\n".to_owned();
    let clock = "[[clock]]\nname = \"upward\"\nsteps = [{ name = \"by telephone\", within = \"30m\" }]\n".to_owned();
    let text: String = [top].into_iter().chain(feeds).chain(indicators).chain([clock]).collect();
    Config::parse(&text, "scene", Path::new("")).unwrap_or_else(|problems| panic!("{problems}"))
}

pub(crate) fn reading(id: &str, value: f64) -> Reading {
    Reading::of(Id::new(id).unwrap(), Some(value).filter(|value| !value.is_nan()))
}

impl Scene {
    pub(crate) fn new(config: Config) -> Self {
        let now = "2026-03-05T09:00:00+08:00".parse().unwrap();
        let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
        let folder = tempfile::tempdir().unwrap();
        let room = Room::new(config.plan.clone(), now);
        let mut scene = Self { room, now, happened: Vec::new(), kept: Vec::new(), store: None, folder, runtime };
        scene.start(config);
        scene
    }

    fn start(&mut self, config: Config) {
        self.room = Room::new(config.plan, self.now);
        let place = Place::File(self.folder.path().join("journal.db"));
        let (mut store, _) = self.runtime.block_on(Store::open(&place, self.now)).unwrap();
        let past = self.runtime.block_on(store.past(self.room.readings_since(self.now), self.room.log_since())).unwrap();
        self.store = Some(store);
        self.room.restore(past, self.now);
        self.settle();
    }

    /// Ends, and starts again from the journal after so many seconds.
    pub(crate) fn restart(&mut self, config: Config, seconds: i64) -> &mut Self {
        let store = self.store.take().unwrap();
        self.runtime.block_on(store.close()).unwrap();
        self.now += SignedDuration::from_secs(seconds);
        self.start(config);
        self
    }

    pub(crate) fn edit(&mut self, config: Config) -> &mut Self {
        self.room.reconfigure(config.plan, self.now);
        self.settle()
    }

    pub(crate) fn pass(&mut self, seconds: i64) -> &mut Self {
        self.now += SignedDuration::from_secs(seconds);
        self.room.tick(self.now);
        self.settle()
    }

    /// A feed says these figures, as of now.
    pub(crate) fn hear(&mut self, feed: &str, figures: &[(&str, f64)]) -> &mut Self {
        self.says(feed, 0, figures.iter().map(|(id, value)| reading(id, *value)).collect())
    }

    /// A feed says this, as of so many seconds ago.
    pub(crate) fn says(&mut self, feed: &str, ago: i64, readings: Vec<Reading>) -> &mut Self {
        let as_of = self.now - SignedDuration::from_secs(ago);
        let (left_out, remarks) = (LeftOut::default(), Remarks::default());
        self.poll(feed, Outcome::Snapshot(Snapshot { as_of, sequence: None, readings, left_out, remarks }))
    }

    pub(crate) fn fails(&mut self, feed: &str) -> &mut Self {
        self.poll(feed, Outcome::Trouble(Trouble::Down(Down::Unavailable(503))))
    }

    pub(crate) fn poll(&mut self, feed: &str, outcome: Outcome) -> &mut Self {
        let n = self.room.feeds().iter().position(|known| known.name.as_str() == feed).unwrap();
        let poll = Poll { at: self.now, status: Some(200), took: Duration::ZERO, outcome, expires: None };
        self.room.receive(n, poll, self.now);
        self.settle()
    }

    fn settle(&mut self) -> &mut Self {
        let proposal = self.room.propose();
        self.runtime.block_on(self.store.as_mut().unwrap().commit(&proposal, self.now)).unwrap();
        self.room.show(&proposal, true);
        self.kept.extend(proposal.readings);
        let happened = proposal.entries.iter().filter_map(|entry| match &entry.body {
            Body::Alarm { subject: Subject::Indicator(id), event, .. } => Some(match event {
                AlarmChange::Raised => format!("{id} raised"),
                AlarmChange::Cleared(why) => format!("{id} cleared {why:?}"),
                other => format!("{id} {other:?}"),
            }),
            Body::Clock { record, .. } => Some(format!("{} clock", record.indicator)),
            _ => None,
        });
        self.happened.extend(happened);
        self
    }

    pub(crate) fn happened(&mut self) -> Vec<String> {
        std::mem::take(&mut self.happened)
    }

    /// What was kept of an indicator: from where, and what.
    pub(crate) fn kept(&mut self, id: &str) -> Vec<(String, Option<f64>)> {
        let kept = std::mem::take(&mut self.kept);
        let kept = kept.into_iter().filter(|stored| stored.reading.id.as_str() == id);
        kept.map(|stored| (stored.feed.to_string(), stored.reading.value)).collect()
    }

    pub(crate) fn track(&self, id: &str) -> &Track {
        self.room.track(id).unwrap()
    }

    pub(crate) fn value(&self, id: &str) -> Option<f64> {
        self.track(id).value()
    }

    /// The figures of territories, as text.
    pub(crate) fn territories(&self, id: &str) -> String {
        let reading = self.track(id).reading.as_ref();
        let cell = |(name, value): &(Clean, Option<f64>)| format!("{name} {}", value.map_or("?".to_owned(), |v| v.to_string()));
        reading.iter().flat_map(|reading| &reading.territories).map(cell).collect::<Vec<_>>().join(", ")
    }

    fn find(&mut self, query: &Query) -> Found {
        self.runtime.block_on(self.store.as_mut().unwrap().find(query)).unwrap()
    }

    /// The room as it was so many seconds ago.
    pub(crate) fn look_back(&mut self, seconds: i64) -> Room {
        let at = self.now - SignedDuration::from_secs(seconds);
        let Found::Moment(moment) = self.find(&Query::Moment { at }) else { panic!("no moment") };
        self.room.as_of(*moment)
    }

    /// The course of an indicator over the last seconds, a bucket every ten.
    pub(crate) fn course(&mut self, id: &str, seconds: i64) -> Course {
        let (from, to) = (self.now - SignedDuration::from_secs(seconds), self.now);
        let columns = usize::try_from(seconds / 10).unwrap();
        let query = Query::Course { indicator: Id::new(id).unwrap(), from, to, columns, windows: None };
        let Found::Course(course) = self.find(&query) else { panic!("no course") };
        course
    }
}
