//! A county at twenty to nine, much as DESIGN.md §10 pictures it.

use std::path::Path;

use jiff::{Timestamp, ToSpan};
use zhiban::app::hints;
use zhiban::config::Config;
use zhiban::demo::TERRITORIES;
use zhiban::duty::{
    Action, Certificate, Channel, Clean, Down, Expiry, Health, Id, JournalState, Language, LeftOut, Note, Order, Outcome, Part,
    Poll, Refusal, Remark, Room, Snapshot, Subject, Topic, Trouble, Unread,
};
use zhiban::feed::{Known, decode};
use zhiban::screen::{Glyphs, Grid, Hint, Mark, Overlay, Pages, Screen, Theme, View, Words};

const CONFIG: &str = r#"
region = "示范县"
timezone = "Asia/Shanghai"
territories = ["城关镇", "白沙乡", "石桥镇", "大河镇", "青龙乡"]

[[feed]]
name = "emergency"
url = "https://10.1.2.3/emergency"

[[feed]]
name = "petitions"
url = "https://10.1.2.3/petitions"

[[feed]]
name = "police"
url = "https://10.1.2.3/police"

[[indicator]]
id = "safety.hazards_overdue"

[[indicator]]
id = "traffic.fatal_crashes"
clock = "decree-493"

[[clock]]
name = "decree-493"
steps = [
  { name = { zh = "电话首报", en = "by telephone" }, within = "30m" },
  { name = { zh = "书面报告", en = "in writing" }, within = "1h" },
]
"#;

const EMERGENCY: &str = r#"{"schema": "zhiban/1", "as_of": "TIME", "readings": [
 {"id": "safety.accidents", "value": 3, "last_year": 6, "territories": {"城关镇": 1, "白沙乡": 0, "石桥镇": 2, "大河镇": 0, "青龙乡": 0}},
 {"id": "safety.deaths", "value": 1, "last_year": 2},
 {"id": "safety.hazards_open", "value": HAZARDS},
 {"id": "safety.inspection_rate", "value": 96},
 {"id": "traffic.fatal_crashes", "value": CRASHES, "last_year": 9},
 {"id": "traffic.deaths", "value": CRASHES, "last_year": 9, "corrections": -1},
 {"id": "traffic.helmet_rate", "value": HELMETS, "sample": 412, "peer": 91.2},
 {"id": "traffic.road_hazards", "value": 31},
 {"id": "drowning.incidents", "value": 0, "last_year": 0},
 {"id": "drowning.days_without", "value": 365},
 {"id": "drowning.patrol_rate", "value": 100},
 {"id": "drowning.devices_online", "value": 97.5},
 {"id": "campaign.six_steps", "value": 4},
 {"id": "campaign.tasks_done", "value": 47},
 {"id": "campaign.tasks_overdue", "value": 2},
 {"id": "campaign.issues_closed", "value": 118}]}"#;

const PETITIONS: &str = r#"{"schema": "zhiban/1", "as_of": "TIME", "readings": [
 {"id": "petitions.received", "value": RECEIVED, "last_year": 368, "territories": {"城关镇": 205, "白沙乡": 3, "石桥镇": 131, "大河镇": 58, "青龙乡": 15}},
 {"id": "petitions.overdue", "value": OVERDUE},
 {"id": "petitions.within_15_days", "value": 96.5},
 {"id": "petitions.within_60_days", "value": 94.1},
 {"id": "petitions.long_pending", "value": null}]}"#;

const POLICE: &str = r#"{"schema": "zhiban/1", "as_of": "TIME", "readings": [
 {"id": "drugs.rank", "value": 1, "of": 12},
 {"id": "drugs.cases", "value": 5, "last_year": 8},
 {"id": "fraud.reported", "value": 7, "last_year": 11},
 {"id": "fraud.losses", "value": 2676.7, "last_year": 3415.6},
 {"id": "fraud.rank", "value": 2, "of": 12}]}"#;

fn early(document: &str) -> String {
    fill(document, ["14", "6", "90.5", "406", "0"])
}

fn late(document: &str) -> String {
    fill(document, ["12", "7", "88", "412", "3"])
}

fn fill(document: &str, figures: [&str; 5]) -> String {
    let names = ["HAZARDS", "CRASHES", "HELMETS", "RECEIVED", "OVERDUE"];
    names.iter().zip(figures).fold(document.to_owned(), |text, (name, figure)| text.replace(name, figure))
}

static NO_PAGES: Pages =
    Pages { entries: Vec::new(), cursor: 0, filter: String::new(), is_reading: false, is_lost: false, is_whole: true };
static GRID: Grid = Grid { topic: Topic::Safety, column: None, is_sorted: false, cursor: 0 };

/// A duty room and the time.
pub(crate) struct Scene {
    pub(crate) room: Room,
    pub(crate) now: Timestamp,
    known: Known,
    hints: Vec<Hint>,
}

impl Scene {
    /// Before any feed has answered.
    pub(crate) fn waiting() -> Self {
        Self::of(CONFIG)
    }

    /// So many feeds that have not answered.
    pub(crate) fn with_feeds(count: usize) -> Self {
        let feeds = (0..count).map(|n| format!("[[feed]]\nname = \"feed{n}\"\nurl = \"https://10.1.2.3/{n}\"\n"));
        Self::of(feeds.collect::<String>().leak())
    }

    fn of(config: &'static str) -> Self {
        let plan = Config::parse(config, "scene", Path::new("")).unwrap().plan;
        let now = "2026-03-05T08:30:00+08:00".parse().unwrap();
        let known = Known::new(plan.indicators.iter().map(|i| i.id.clone()), plan.territories.iter().cloned());
        Self { room: Room::new(plan, now), now, known, hints: hints(Screen::Overview) }
    }

    /// All feeds answer and nothing is wrong.
    pub(crate) fn calm() -> Self {
        let (config, _) = CONFIG.split_once("[[indicator]]").unwrap();
        let mut scene = Self::of(config);
        scene.receive(0, &early(EMERGENCY));
        scene.receive(1, &early(PETITIONS).replace("null", "9"));
        scene.receive(2, POLICE);
        scene
    }

    /// The same, and a minute later one critical, which nobody has acknowledged.
    pub(crate) fn critical() -> Self {
        let mut scene = Self::calm();
        scene.go_on(2, &late(PETITIONS), true);
        scene
    }

    /// The same, until it is acknowledged and over.
    pub(crate) fn calm_again() -> Self {
        let mut scene = Self::critical();
        scene.act("petitions.overdue", Action::Acknowledge(None));
        scene.go_on(20, &early(PETITIONS), true);
        scene
    }

    /// All is well but that a feed answers no longer for a dozen minutes.
    pub(crate) fn lost() -> Self {
        let mut scene = Self::calm();
        scene.go_on(13, &early(PETITIONS), false);
        scene
    }

    /// So many minutes in which the feeds answer, that of the police only where it `is_well`.
    fn go_on(&mut self, minutes: usize, petitions: &str, is_well: bool) {
        for _ in 0..minutes {
            self.now += 1.minutes();
            self.receive(0, &early(EMERGENCY));
            self.receive(1, &petitions.replace("null", "9"));
            if is_well {
                self.receive(2, POLICE);
            } else {
                self.lose(2);
            }
        }
    }

    /// Fraud has cost so much.
    pub(crate) fn with_losses(losses: &str) -> Self {
        let mut scene = Self::waiting();
        scene.receive(2, &POLICE.replace("2676.7", losses));
        scene
    }

    /// A county of eighteen townships whose petitions, crashes and inspections are known for each.
    pub(crate) fn by_township(petitions: &str) -> Self {
        let (config, rest) = CONFIG.split_once("territories = [").unwrap();
        let (_, rest) = rest.split_once(']').unwrap();
        let names = TERRITORIES.map(|(name, _)| format!("\"{name}\"")).join(", ");
        let mut scene = Self::of(format!("{config}territories = [{names}]{rest}").leak());
        let figures = |figure: &dyn Fn(usize) -> String| {
            let figures = TERRITORIES.iter().enumerate().map(|(n, (name, _))| format!("\"{name}\": {}", figure(n)));
            figures.collect::<Vec<_>>().join(", ")
        };
        let rates = figures(&|n| format!("{}.5", 88 + n * 7 % 11));
        let crashes = figures(&|n| if n == 4 { "null".to_owned() } else { (n * 5 % 4).to_string() });
        let hazards = figures(&|n| (n * n * 13 % 97).to_string());
        let many = |id: &str, n: usize| format!(r#",{{"id": "{id}", "value": {n}, "territories": {{{hazards}}}}}"#);
        let emergency = format!(
            r#"{{"schema": "zhiban/1", "as_of": "TIME", "readings": [
            {{"id": "safety.accidents", "value": 3}},
            {{"id": "traffic.fatal_crashes", "value": 24, "territories": {{{crashes}}}}},
            {{"id": "traffic.helmet_rate", "value": 88.5, "territories": {{{rates}}}}}{}{}{}{}]}}"#,
            many("traffic.deaths", 24),
            many("traffic.road_hazards", 912),
            many("traffic.vehicle_checks", 1_234_567),
            many("traffic.illegal_modified", 31),
        );
        scene.receive(0, &emergency);
        scene.receive(1, petitions);
        scene.receive(2, POLICE);
        scene
    }

    /// A quarter of an hour into the day shift: one critical, a warning, a feed lost.
    pub(crate) fn busy() -> Self {
        let mut scene = Self::waiting();
        for minute in 30..=42 {
            scene.now = format!("2026-03-05T08:{minute}:13+08:00").parse().unwrap();
            let at_this_time = if minute > 36 { late } else { early };
            scene.receive(0, &at_this_time(EMERGENCY));
            scene.receive(1, &at_this_time(PETITIONS));
            if minute == 30 {
                scene.receive(2, POLICE);
            } else {
                scene.lose(2);
            }
        }
        scene.now = "2026-03-05T08:42:17+08:00".parse().unwrap();
        scene.room.tick(scene.now);
        scene.room.settle();
        scene
    }

    /// The same, and what those on duty did about it; the last note could not be recorded.
    pub(crate) fn attended() -> Self {
        let mut scene = Self::busy();
        let name = Clean::new;
        scene.order(Order::SignOn { officer: name("张三"), lead: Some(name("李四")) });
        let reason = || Note::new("已通知中队，等待回复").unwrap();
        scene.act("petitions.overdue", Action::Acknowledge(Note::new("已电话催办承办单位")));
        scene.act("traffic.helmet_rate", Action::Shelve { until: Some(scene.now + 2.hours()), reason: reason() });
        scene.act("traffic.deaths", Action::TakeOutOfService { reason: reason() });
        let clock = scene.room.clocks().first().unwrap().number();
        scene.order(Order::Report { clock, step: 0 });
        scene.order(Order::HandOver);
        scene.order(Order::Note(Note::new("8 时 50 分市局来电核对道路交通数字，已答复。").unwrap()));
        let unrecorded = scene.room.propose();
        scene.room.show(&unrecorded, false);
        scene
    }

    /// Feeds that answered for half an hour in many ways, and receivers that can and cannot be told.
    pub(crate) fn answering() -> (Self, Vec<Health>) {
        let mut scene = Self::busy();
        let lost = Outcome::Trouble(Trouble::Down(Down::Unreachable(Clean::new("connection refused"))));
        for n in 0..40_u64 {
            for (feed, took) in [(0, 80 + n * n % 90), (1, 900 + n * 37 % 1000), (2, 3)] {
                let outcome = if feed == 2 { lost.clone() } else { Outcome::NotModified };
                let status = (feed != 2).then_some(304);
                let poll = Poll { at: scene.now, status, took: std::time::Duration::from_millis(took), outcome, expires: None };
                scene.room.receive(feed, poll, scene.now);
            }
        }
        let mut left_out = LeftOut::default();
        left_out.id("petitions.visits");
        left_out.territory("高新区");
        let snapshot = Snapshot {
            as_of: scene.now,
            sequence: None,
            readings: Vec::new(),
            left_out,
            remarks: zhiban::duty::Remarks::default(),
        };
        scene.hear(1, Outcome::Snapshot(snapshot));
        let refused = Refusal::Invalid { pointer: Clean::new("/readings/3/value"), reason: Clean::new("not a number") };
        scene.hear(1, Outcome::Trouble(Trouble::Refused(refused)));
        scene.room.note_next_polls([Some(scene.now + 6.seconds()), None, Some(scene.now + 41.seconds())]);
        let health = |name: &str, channel, trouble, waiting| Health { receiver: Clean::new(name), channel, trouble, waiting };
        let since = scene.now - 5.minutes();
        let receivers = vec![
            health("siren", Channel::Command, None, 0),
            health("alertmanager", Channel::Webhook, Some((since, Clean::new("connection refused"))), 2),
        ];
        (scene, receivers)
    }

    /// A feed answers, but some of its figures could not be read, and its certificate ends soon.
    pub(crate) fn odd() -> Self {
        let mut scene = Self::busy();
        let mut snapshot =
            decode(late(PETITIONS).replace("TIME", &scene.now.to_string()).as_bytes(), &scene.known, scene.now).unwrap();
        let unread = |id: &str, why| Remark::Unread { id: Id::new(id).unwrap(), part: Part::Value, why };
        snapshot.remarks.add(unread("petitions.overdue", Unread::NotOne(3)));
        snapshot.remarks.add(unread("petitions.received", Unread::NotANumber(Clean::new("$['data']['rows'][2]['total']"))));
        snapshot.remarks.add(Remark::Said(Clean::new("PromQL info: metric might not be a counter")));
        for n in 0..20 {
            snapshot.remarks.add(unread(&format!("petitions.n{n}"), Unread::Nothing));
        }
        let expires = Some(Expiry { of: Certificate::Server, at: scene.now + 100.hours() });
        let outcome = Outcome::Snapshot(snapshot);
        let poll = Poll { at: scene.now, status: Some(200), took: std::time::Duration::ZERO, outcome, expires };
        scene.room.receive(1, poll, scene.now);
        scene.room.settle();
        scene
    }

    /// A city of two counties that count petitions, of which the second falls silent.
    pub(crate) fn without_a_county() -> Self {
        let mut scene = Self::of(concat!(
            "region = \"示范市\"\ntimezone = \"Asia/Shanghai\"\nterritories = [\"东县\", \"西县\"]\n",
            "[[feed]]\nname = \"east\"\nurl = \"https://10.1.2.3/east\"\nterritory = \"东县\"\n",
            "[[feed]]\nname = \"west\"\nurl = \"https://10.1.2.3/west\"\nterritory = \"西县\"\n",
        ));
        let say = |figures: [u32; 2]| {
            let [received, checks] = figures;
            format!(
                r#"{{"schema": "zhiban/1", "as_of": "TIME", "readings": [
                {{"id": "petitions.received", "value": {received}}}, {{"id": "traffic.vehicle_checks", "value": {checks}}}]}}"#
            )
        };
        scene.receive(0, &say([37, 61]));
        scene.receive(1, &say([3, 22]));
        for _ in 0..20 {
            scene.now += 1.minutes();
            scene.receive(0, &say([37, 61]));
            scene.lose(1);
        }
        scene
    }

    /// Twelve figures cross their limits at once.
    pub(crate) fn flood() -> Self {
        let indicator = |n: usize| {
            format!(
                "[[indicator]]\nid = \"safety.n{n}\"\ntopic = \"safety\"\nname = \"n{n}\"\nkind = \"gauge\"\n\
                 rules = [{{ level = \"warning\", when = \"value >= 3\" }}]\n"
            )
        };
        let config = format!("{CONFIG}{}", (0..12).map(indicator).collect::<String>());
        let mut scene = Self::of(config.leak());
        let readings: Vec<String> = (0..12).map(|n| format!(r#"{{"id": "safety.n{n}", "value": 3}}"#)).collect();
        scene.receive(0, &format!(r#"{{"schema": "zhiban/1", "as_of": "TIME", "readings": [{}]}}"#, readings.join(",")));
        scene
    }

    /// An acknowledgement is on its way to the journal.
    pub(crate) fn pending() -> Self {
        let mut scene = Self::busy();
        let subject = Subject::Indicator(Id::new("petitions.overdue").unwrap());
        let number = scene.room.alarm(&subject).unwrap().shown().number;
        scene.room.order(Order::Alarm { subject, number, action: Action::Acknowledge(None) }, scene.now).unwrap();
        scene
    }

    fn act(&mut self, id: &str, action: Action) {
        let subject = Subject::Indicator(Id::new(id).unwrap());
        let number = self.room.alarm(&subject).unwrap().shown().number;
        self.order(Order::Alarm { subject, number, action });
    }

    fn order(&mut self, order: Order) {
        let is_note = matches!(order, Order::Note(_));
        self.room.order(order, self.now).unwrap();
        if !is_note {
            self.room.settle();
        }
    }

    fn receive(&mut self, feed: usize, document: &str) {
        let document = document.replace("TIME", &self.now.to_string());
        let snapshot = decode(document.as_bytes(), &self.known, self.now).unwrap();
        self.hear(feed, Outcome::Snapshot(snapshot));
    }

    fn lose(&mut self, feed: usize) {
        self.hear(feed, Outcome::Trouble(Trouble::Down(Down::Unreachable(Clean::new("connection refused")))));
    }

    fn hear(&mut self, feed: usize, outcome: Outcome) {
        let poll = Poll { at: self.now, status: Some(200), took: std::time::Duration::ZERO, outcome, expires: None };
        self.room.receive(feed, poll, self.now);
        self.room.settle();
    }

    pub(crate) fn view<'a>(
        &'a self,
        language: Language,
        theme: &'a Theme,
        glyphs: &'a Glyphs,
        overlay: Option<Overlay>,
    ) -> View<'a> {
        View {
            room: &self.room,
            now: self.now,
            words: Words::of(language),
            theme,
            glyphs,
            mark: Some(Mark::Demo),
            overlay,
            scroll: 0,
            hints: &self.hints,
            journal: &JournalState::Recording,
            moved_aside: None,
            receivers: &[],
            help_scroll: 0,
            palette: None,
            at: Screen::Overview,
            question: None,
            refused: None,
            switched: None,
            filter: "",
            cursor: None,
            selected: None,
            chart: None,
            pages: &NO_PAGES,
            grid: &GRID,
            wall_since: self.now,
            looked_back: None,
            targets: None,
            feed: 0,
            config_notice: None,
        }
    }
}
