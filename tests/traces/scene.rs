//! One indicator, one feed, and what somebody at the screen sees of it, line by line.
//!
//! A line is `TIME what happens | what is shown, what else`. Commits are at once; a restart goes through the journal.

use std::path::Path;
use std::time::Duration;

use jiff::{SignedDuration, Timestamp, ZonedDateTime};
use zhiban::config::Config;
use zhiban::duty::{
    Action, AlarmChange, Annunciation, Body, Clearance, ClockChange, Flapping, Gap, Id, LeftOut, Level, Note, Order, Outcome,
    Past, Plan, Poll, Proposal, Reading, Record, Refused, Room, Snapshot, Span, Subject,
};
use zhiban::journal::{Place, Store};

const ID: &str = "safety.accidents";

/// Plays a story under rules and checks every line of it.
///
/// Rules are separated by `;`: a critical one unless it begins with `warning`, `acknowledged for SPAN`, `aim TARGET`, or `clock`.
pub(crate) fn trace(rules: &str, story: &str) {
    let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
    runtime.block_on(async {
        let mut duty = Duty::new(rules).await;
        for line in story.lines().map(str::trim).filter(|line| !line.is_empty()) {
            let (happens, want) = line.split_once('|').unwrap();
            let (time, what) = happens.trim().split_once(' ').unwrap();
            let got = duty.live(time, what.trim()).await;
            let want: Vec<&str> = want.split_whitespace().collect();
            assert_eq!(got, want.join(" "), "{line}");
        }
    });
}

struct Duty {
    plan: Plan,
    room: Room,
    store: Store,
    _folder: tempfile::TempDir,
    now: Timestamp,
    has_delays: bool,
    is_full: bool,
    /// What is not recorded.
    backlog: Vec<Proposal>,
    /// What was heard and said since the last line.
    heard: Vec<String>,
}

impl Duty {
    async fn new(rules: &str) -> Self {
        let now = at("08:00");
        let folder = tempfile::tempdir().unwrap();
        let (store, _) = Store::open(&Place::File(folder.path().join("journal.db")), now).await.unwrap();
        let plan = plan(rules);
        Self {
            room: Room::new(plan.clone(), now),
            plan,
            store,
            _folder: folder,
            now,
            has_delays: rules.replace("acknowledged for", "").contains(" for "),
            is_full: false,
            backlog: Vec::new(),
            heard: Vec::new(),
        }
    }

    /// Lives through a line; gives what is then shown, and what was heard.
    async fn live(&mut self, time: &str, what: &str) -> String {
        let before = std::mem::replace(&mut self.now, at(time));
        let words: Vec<&str> = what.split_whitespace().collect();
        match words.as_slice() {
            ["value", value] => self.poll(value, 0.0),
            ["value", value, "corrected", corrections] => self.poll(value, corrections.parse().unwrap()),
            ["nothing"] => self.room.tick(self.now),
            ["slept"] => {
                self.room.interrupt(before, self.now);
                assert!(self.room.tracks().iter().all(|track| track.gap() == Some(Gap::Stale)));
                self.heard.push("all stale".to_owned());
            }
            ["configure", rules @ ..] => {
                self.plan = plan(&rules.join(" "));
                self.room.reconfigure(self.plan.clone(), self.now);
            }
            ["restart"] => self.restart().await,
            ["sign", "on", officer] => {
                self.order(Order::SignOn { officer: zhiban::duty::Clean::new(officer), lead: None });
            }
            ["report"] => {
                let clock = self.room.clocks()[0].number();
                self.order(Order::Report { clock, step: 0 });
            }
            ["acknowledge"] => self.act(None, Action::Acknowledge(None)),
            ["acknowledge", number] => self.act(Some(number.parse().unwrap()), Action::Acknowledge(None)),
            ["unacknowledge"] => self.act(None, Action::Unacknowledge),
            ["shelve", "-"] => self.act(None, Action::Shelve { until: None, reason: Note::new("x").unwrap() }),
            ["shelve", number, span] => {
                let until = Some(self.now + span.parse::<Span>().unwrap().signed());
                self.act(Some(number.parse().unwrap()), Action::Shelve { until, reason: Note::new("x").unwrap() });
            }
            ["disk", state] => self.is_full = *state == "full",
            ["shelve", span] => {
                let until = Some(self.now + span.parse::<Span>().unwrap().signed());
                self.act(None, Action::Shelve { until, reason: Note::new("x").unwrap() });
            }
            ["unshelve"] => self.act(None, Action::Unshelve),
            ["out", "of", "service"] => self.act(None, Action::TakeOutOfService { reason: Note::new("x").unwrap() }),
            ["in", "service"] => self.act(None, Action::ReturnToService),
            other => panic!("nobody can {other:?}"),
        }
        self.settle().await;
        let desk = &self.room.track(ID).unwrap().desk;
        let unrecorded = if desk.is_unrecorded() { " not recorded" } else { "" };
        let mut told = vec![shown(desk.shown(), self.has_delays) + unrecorded];
        told.append(&mut self.heard);
        told.join(", ")
    }

    fn poll(&mut self, value: &str, corrections: f64) {
        let reading = Reading { corrections, ..Reading::of(Id::new(ID).unwrap(), value.parse().ok()) };
        let snapshot = Snapshot {
            as_of: self.now,
            sequence: None,
            readings: vec![reading],
            left_out: LeftOut::default(),
            remarks: zhiban::duty::Remarks::default(),
        };
        let poll =
            Poll { at: self.now, status: Some(200), took: Duration::ZERO, outcome: Outcome::Snapshot(snapshot), expires: None };
        self.room.receive(0, poll, self.now);
        // What follows from time alone does so within a second.
        self.room.tick(self.now);
    }

    fn act(&mut self, number: Option<u64>, action: Action) {
        let subject = Subject::Indicator(Id::new(ID).unwrap());
        let number = number.unwrap_or_else(|| self.room.alarm(&subject).unwrap().shown().number);
        self.order(Order::Alarm { subject, number, action });
    }

    fn order(&mut self, order: Order) {
        if let Err(refused) = self.room.order(order, self.now) {
            let why = match refused {
                Refused::Changed => "it changed",
                Refused::NotNow => "not now",
                Refused::ShelfTooLong => "too long",
                other => panic!("{other:?}"),
            };
            self.heard.push(format!("refused: {why}"));
        }
    }

    /// Commits what is proposed, then shows it, and listens.
    async fn settle(&mut self) {
        let proposal = self.room.propose();
        self.heard.extend(heard(&proposal));
        self.backlog.push(proposal.clone());
        if self.is_full {
            self.room.show(&proposal, false);
            return;
        }
        for proposal in self.backlog.drain(..) {
            self.store.commit(&proposal, self.now).await.unwrap();
            self.room.show(&proposal, true);
        }
    }

    /// Ends, and starts again from the journal.
    async fn restart(&mut self) {
        let before: Vec<(Subject, Record)> = self.records();
        self.room = Room::new(self.plan.clone(), self.now);
        let past: Past = self.store.past(self.room.readings_since(self.now), self.room.log_since()).await.unwrap();
        self.room.restore(past, self.now);
        assert_eq!(self.records(), before);
    }

    /// What every alarm is, but for the judgements behind `flapping`: they are written with the next change.
    fn records(&self) -> Vec<(Subject, Record)> {
        let shown = self.room.alarms().map(|(subject, desk)| (subject, desk.shown().clone()));
        let told = shown.filter(|(_, record)| !record.is_plain()).map(|(subject, record)| {
            assert!(!record.flapping.is_flapping());
            (subject, Record { flapping: Flapping::default(), ..record })
        });
        told.collect()
    }
}

fn plan(rules: &str) -> Plan {
    Config::parse(&config(rules), "rules", Path::new("")).unwrap_or_else(|problems| panic!("{problems}")).plan
}

fn config(rules: &str) -> String {
    let mut written = Vec::new();
    let (mut clock, mut tables) = ("", String::new());
    let mut target = String::new();
    for rule in rules.split(';').map(str::trim) {
        if let Some(span) = rule.strip_prefix("acknowledged for ") {
            tables.extend(["[alarm]\nacknowledged_for = \"", span, "\"\n"]);
        } else if let Some(day) = rule.strip_prefix("suppressed ") {
            tables.extend([
                "[[period]]\nname = \"quiet\"\nfrom = \"",
                day,
                "\"\nto = \"",
                day,
                "\"\nsuppress = [\"",
                ID,
                "\"]\n",
            ]);
        } else if let Some(number) = rule.strip_prefix("aim ") {
            target = format!("target = {number}\n");
        } else if rule == "clock" {
            clock = "clock = \"upward\"\n";
            tables += "[[clock]]\nname = \"upward\"\nsteps = [{ name = \"by telephone\", within = \"30m\" }]\n";
        } else {
            let (level, rule) = rule.strip_prefix("warning ").map_or(("critical", rule), |rule| ("warning", rule));
            let (rule, keep) = rule.split_once(" keep ").unwrap_or((rule, "0s"));
            let (rule, clear) =
                rule.split_once(" clear ").map_or((rule, String::new()), |(a, b)| (a, format!(", clear = \"{b}\"")));
            let (rule, hold) = rule.split_once(" for ").unwrap_or((rule, "0s"));
            written.push(format!("{{ level = \"{level}\", when = \"{rule}\", for = \"{hold}\", keep = \"{keep}\"{clear} }}"));
        }
    }
    format!(
        "catalogue = \"none\"\ntimezone = \"Asia/Shanghai\"\n\
         [[feed]]\nname = \"county\"\nurl = \"https://10.1.2.3/\"\nstale_after = \"4m\"\n\
         [[indicator]]\nid = \"{ID}\"\ntopic = \"safety\"\nname = \"accidents\"\nkind = \"count\"\nwindow = \"day\"\n{clock}{target}rules = [{}]\n{tables}",
        written.join(", ")
    )
}

fn at(time: &str) -> Timestamp {
    let midnight: ZonedDateTime = "2026-06-02T00:00:00+08:00[Asia/Shanghai]".parse().unwrap();
    let (hour, minute) = time.split_once(':').unwrap();
    midnight.timestamp() + SignedDuration::from_mins(hour.parse::<i64>().unwrap() * 60 + minute.parse::<i64>().unwrap())
}

/// An alarm as it is shown.
fn shown(record: &Record, has_delays: bool) -> String {
    let alarm = &record.alarm;
    let is_open = alarm.annunciation == Annunciation::Unacknowledged;
    assert!(!is_open || record.acknowledgement.is_none(), "somebody's name beside what nobody has taken on");
    assert!(alarm.shelf.is_some() || alarm.out_of_service || record.suppression.is_none(), "a reason for nothing");
    let level = match alarm.active {
        Some(Level::Critical) => "critical",
        Some(Level::Warning) => "warning",
        None => "",
    };
    let state = match alarm.annunciation {
        Annunciation::Normal if alarm.good && !alarm.is_suppressed() => "normal",
        Annunciation::Normal => "",
        Annunciation::Unacknowledged => "unacknowledged",
        Annunciation::Acknowledged => "acknowledged",
        Annunciation::Returned => "returned unacknowledged",
        Annunciation::Latched => "latched",
    };
    let number = if alarm.annunciation == Annunciation::Normal { String::new() } else { format!("#{}", record.number) };
    let by = record.acknowledgement.as_ref().and_then(|acknowledged| acknowledged.by.as_ref());
    let by = by.filter(|_| alarm.acknowledged.is_some()).map(|by| format!("by {by}")).unwrap_or_default();
    let local = |at: Timestamp| at.in_tz("Asia/Shanghai").unwrap().strftime("%H:%M").to_string();
    // Only a delay makes it interesting since when.
    let since = record.occurrence.as_ref().filter(|o| has_delays && o.level == Level::Critical && alarm.active.is_some());
    let since = since.map(|o| format!("since {}", local(o.at)));
    let marks = [
        (!alarm.good, "unknown"),
        (alarm.shelf.is_some(), "shelved"),
        (alarm.out_of_service, "out of service"),
        (alarm.by_design, "suppressed"),
        (record.flapping.is_flapping(), "flapping"),
    ];
    let marks = marks.iter().filter(|(is_so, _)| *is_so).map(|(_, mark)| (*mark).to_owned());
    let parts = [number, level.to_owned(), state.to_owned(), by, since.unwrap_or_default()].into_iter().chain(marks);
    parts.filter(|part| !part.is_empty()).collect::<Vec<_>>().join(" ")
}

/// What a proposal makes to be heard, and how what ended did.
fn heard(proposal: &Proposal) -> Vec<String> {
    let mut heard = Vec::new();
    for entry in &proposal.entries {
        match &entry.body {
            Body::Alarm { subject, event, sounds, .. } => {
                let who = match subject {
                    Subject::Indicator(_) => "",
                    Subject::Feed(_) => "feed ",
                    Subject::Step(..) => "step ",
                };
                if *sounds {
                    heard.push(format!("{who}sounds"));
                }
                if let AlarmChange::Cleared(clearance) = event
                    && !matches!(subject, Subject::Feed(_))
                {
                    let why = match clearance {
                        Clearance::Returned => "returned",
                        Clearance::Revised => "revised",
                        Clearance::PeriodEnd => "period_end",
                        Clearance::RuleGone => "rule gone",
                    };
                    heard.push(format!("{who}{why}"));
                }
            }
            Body::Clock { event: ClockChange::Started, .. } => heard.push("clock started".to_owned()),
            _ => {}
        }
    }
    heard
}
