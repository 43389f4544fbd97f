//! What those on duty did in the county's past. They are called by their roles.

use jiff::{SignedDuration, Timestamp};

use crate::duty::{Action, Clean, Desk, Note, Order, PartOfDay, Proposal, Room, Shift, Subject};

use super::scenario::Scenario;

/// What an officer noted about an alarm.
const DONE: [(&str, &str); 9] = [
    ("drowning.devices_online", "已通知维护单位，离线水域改人工巡查"),
    ("petitions.overdue", "已电话催办承办单位，答复今日办结"),
    ("traffic.helmet_rate", "已通报中队，加密路口劝导"),
    ("traffic.fatal_crashes", "已与交警核实，按时限首报"),
    ("traffic.deaths", "已报带班领导，七日内续报"),
    ("safety.accidents", "已与应急局核实，按时限首报"),
    ("fraud.losses", "已催止付，反诈中心跟进"),
    ("petitions", "已联系信访局信息中心，正在重启"),
    ("police", "已联系公安局信息科，正在处理"),
];

/// Why an alarm was put aside.
const SHELVED: &str = "已列入督办，白班与责任单位约定销号时间";

/// Minutes after a reporting clock began until each of its steps was reported.
const REPORTED_AFTER: [i64; 2] = [10, 40];

/// The watch of the past.
#[derive(Debug)]
pub(super) struct Watch {
    scenario: Scenario,
    /// The beginning of the shift that is on.
    shift: Option<Timestamp>,
    /// Whether this shift has noted something.
    noted: bool,
    ordered: Vec<Proposal>,
}

impl Watch {
    pub(super) fn new(scenario: Scenario) -> Self {
        Self { scenario, shift: None, noted: false, ordered: Vec::new() }
    }

    /// Hands the watch over where the shift that is on by now is another than when this was last asked.
    pub(super) fn hand_over(&mut self, room: &mut Room, shift: Shift, now: Timestamp) {
        if self.shift == Some(shift.start) {
            return;
        }
        let is_first = self.shift.replace(shift.start).is_none();
        let minutes = |n| shift.start.checked_add(SignedDuration::from_mins(n)).unwrap_or(now);
        let officer = Clean::new(if shift.part == PartOfDay::Night { "值班甲" } else { "值班乙" });
        let lead = Some(Clean::new("带班丙"));
        if is_first {
            self.order(room, Order::SignOn { officer, lead }, now);
        } else {
            self.order(room, Order::HandOver, minutes(1));
            self.order(room, Order::TakeOver { officer, lead }, minutes(2));
        }
        self.noted = false;
    }

    /// What was proposed because of orders since this was last asked, shown already.
    pub(super) fn ordered(&mut self) -> Vec<Proposal> {
        std::mem::take(&mut self.ordered)
    }

    /// Has an order followed and shown, where it can be.
    fn order(&mut self, room: &mut Room, order: Order, at: Timestamp) {
        if room.order(order, at).is_ok() {
            let proposal = room.propose();
            room.show(&proposal, true);
            self.ordered.push(proposal);
        }
    }

    /// Does what is to be done a little after `now`, and before `end`.
    pub(super) fn act(&mut self, room: &mut Room, now: Timestamp, end: Timestamp) {
        let later = now.checked_add(SignedDuration::from_secs(94)).unwrap_or(now).min(end);
        let waiting: Vec<(Subject, u64)> =
            room.alarms_where(Desk::calls).map(|(subject, desk)| (subject, desk.shown().number)).collect();
        for (subject, number) in waiting {
            let id = match &subject {
                Subject::Indicator(id) => id.as_str(),
                Subject::Feed(name) => name.as_str(),
                Subject::Step(..) => "",
            };
            let action = if self.scenario.leaves(id) {
                continue;
            } else if let (true, Some(reason)) = (self.scenario.shelves(id), Note::new(SHELVED)) {
                Action::Shelve { until: Some(room.shift().end), reason }
            } else {
                let done = DONE.iter().find(|(of, _)| *of == id).map_or("已核实，继续盯办", |(_, done)| done);
                Action::Acknowledge(Note::new(done))
            };
            self.order(room, Order::Alarm { subject, number, action }, later);
        }
        self.report(room, now, later);
        self.note(room, now, later);
    }

    /// Reports the steps of running clocks.
    fn report(&mut self, room: &mut Room, now: Timestamp, later: Timestamp) {
        let due: Vec<(u64, usize)> = room
            .clocks()
            .iter()
            .filter_map(|clock| clock.shown())
            .filter_map(|clock| Some((clock, clock.next()?.0)))
            .filter(|(clock, step)| {
                let minutes = REPORTED_AFTER.get(*step).copied().unwrap_or(0);
                now.duration_since(clock.started) >= SignedDuration::from_mins(minutes)
            })
            .map(|(clock, step)| (clock.number, step))
            .collect();
        for (clock, step) in due {
            self.order(room, Order::Report { clock, step }, later);
        }
    }

    /// Notes something once a shift.
    fn note(&mut self, room: &mut Room, now: Timestamp, later: Timestamp) {
        if self.noted || now.duration_since(room.shift().start) < SignedDuration::from_hours(4) {
            return;
        }
        self.noted = true;
        let night = room.shift().part == PartOfDay::Night;
        let text = if night { "电话抽查六个乡镇值班，均在岗" } else { "与各专班核对当日数字，一致" };
        if let Some(text) = Note::new(text) {
            self.order(room, Order::Note(text), later);
        }
    }
}
