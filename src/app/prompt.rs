//! A question at the foot of the screen, and the order that its answer makes.

use crossterm::event::{KeyCode, KeyEvent, KeyEventKind, KeyModifiers};
use jiff::Timestamp;
use jiff::civil::Date;
use tui_input::{Input, InputRequest};

use crate::duty::{Action, Clean, Clock, Note, Order, Room, Subject, clean_lines};
use crate::screen::{Asking, Question};

use super::when::{NoTime, end_of_shift, moment, until};

/// What is asked, and what has been typed.
#[derive(Clone, Debug)]
pub struct Prompt {
    ask: Ask,
    input: Input,
    /// Whether the last answer could not be understood.
    wrong: bool,
}

/// An alarm as an officer saw it: which, and the number of its event.
pub(super) type Seen = (Subject, u64);

/// What is asked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Ask {
    /// A note to an acknowledgement; may be empty.
    Acknowledge(Seen),
    /// Whether all of these are to be acknowledged.
    AcknowledgeAll(Vec<Seen>),
    /// Why an alarm is put aside.
    ShelveReason(Seen),
    /// Until when.
    ShelveEnd(Seen, Note),
    /// Why an alarm is taken out of service.
    OutOfService(Seen),
    /// A note for the watch log.
    Note,
    /// The duty officer's name; whether a handover is accepted with it.
    Officer { takes_over: bool },
    /// The duty lead's name; may be empty.
    Lead { takes_over: bool, officer: Clean },
    /// What the list is to be filtered by.
    Filter,
    /// Which moment is to be looked back to.
    Moment,
    /// Whether the step of that clock was reported.
    Report { clock: u64, step: usize },
    /// Whether the handover is to be signed.
    HandOver,
    /// Whether the officer signs off.
    SignOff,
    /// Whether a day had nothing to report.
    NilReturn(Date),
    /// Whether to end though so many entries are not recorded.
    Quit(usize),
}

/// What came of a key.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Outcome {
    /// The question stands.
    Open,
    /// It was given up.
    GivenUp,
    /// It was answered with these orders.
    Orders(Vec<Order>),
    /// Another follows.
    Next(Ask, String),
    /// That moment is to be looked back to.
    LookBack(Timestamp),
    /// The list is to be filtered by this.
    Filter(String),
    /// The dashboard is to end.
    Quit,
}

impl Prompt {
    pub(super) fn new(ask: Ask, text: String) -> Self {
        Self { ask, input: Input::new(text), wrong: false }
    }

    /// The question as the screen shows it.
    #[must_use]
    pub fn question(&self) -> Question<'_> {
        let asking = match &self.ask {
            Ask::Acknowledge((_, number)) => Asking::AcknowledgeNote(*number),
            Ask::AcknowledgeAll(seen) => Asking::AcknowledgeAll(seen.len()),
            Ask::ShelveReason((_, number)) => Asking::ShelveReason(*number),
            Ask::ShelveEnd((_, number), _) => Asking::ShelveEnd(*number),
            Ask::OutOfService((_, number)) => Asking::OutOfService(*number),
            Ask::Note => Asking::Note,
            Ask::Officer { .. } => Asking::Officer,
            Ask::Lead { .. } => Asking::Lead,
            Ask::Filter => Asking::Filter,
            Ask::Moment => Asking::Moment,
            Ask::Report { clock, step } => Asking::Report(*clock, *step),
            Ask::HandOver => Asking::HandOver,
            Ask::SignOff => Asking::SignOff,
            Ask::NilReturn(day) => Asking::NilReturn(*day),
            Ask::Quit(count) => Asking::Quit(*count),
        };
        Question { asking, text: self.input.value(), cursor: self.input.cursor(), wrong: self.wrong }
    }

    /// Takes a key.
    pub(super) fn press(&mut self, key: KeyEvent, room: &Room, now: Timestamp) -> Outcome {
        if key.kind == KeyEventKind::Release {
            return Outcome::Open;
        }
        let is_control = key.modifiers.contains(KeyModifiers::CONTROL);
        match key.code {
            KeyCode::Esc => Outcome::GivenUp,
            KeyCode::Char('c') if is_control => Outcome::GivenUp,
            KeyCode::Char('c') if let Ask::Report { clock, step } = self.ask => {
                let next = next_step(room, Some((clock, step)));
                next.map_or(Outcome::GivenUp, |(clock, step)| Outcome::Next(Ask::Report { clock, step }, String::new()))
            }
            KeyCode::Char('y' | 'Y') if self.is_yes_or_no() => self.answer(room, now),
            KeyCode::Char(_) if self.is_yes_or_no() => Outcome::GivenUp,
            KeyCode::Enter => {
                let outcome = self.answer(room, now);
                self.wrong = outcome == Outcome::Open;
                outcome
            }
            _ => {
                if let Some(request) = request(key.code, is_control)
                    && (self.input.value().chars().count() < Note::MAX_CHARS || !matches!(request, InputRequest::InsertChar(_)))
                {
                    self.input.handle(request);
                }
                Outcome::Open
            }
        }
    }

    /// Takes text that was pasted: on one line, and only where text is asked for.
    pub(super) fn paste(&mut self, text: &str) {
        if self.is_yes_or_no() {
            return;
        }
        let room = Note::MAX_CHARS.saturating_sub(self.input.value().chars().count());
        let line: String = text.chars().map(|c| if c.is_control() { ' ' } else { c }).collect();
        for c in clean_lines(&line).chars().take(room) {
            self.input.handle(InputRequest::InsertChar(c));
        }
    }

    fn is_yes_or_no(&self) -> bool {
        matches!(
            self.ask,
            Ask::AcknowledgeAll(_) | Ask::Report { .. } | Ask::HandOver | Ask::SignOff | Ask::NilReturn(_) | Ask::Quit(_)
        )
    }

    /// What the answer means; the question stands where it cannot be understood.
    fn answer(&self, room: &Room, now: Timestamp) -> Outcome {
        let note = || Note::new(self.input.value());
        let name = || Some(Clean::new(self.input.value().trim())).filter(|name| !name.as_str().is_empty());
        let alarm = |(subject, number): &Seen, action| Order::Alarm { subject: subject.clone(), number: *number, action };
        let orders = |order: Option<Order>| order.map_or(Outcome::Open, |order| Outcome::Orders(vec![order]));
        match &self.ask {
            Ask::Acknowledge(seen) => orders(Some(alarm(seen, Action::Acknowledge(note())))),
            Ask::AcknowledgeAll(all) => Outcome::Orders(all.iter().map(|seen| alarm(seen, Action::Acknowledge(None))).collect()),
            Ask::ShelveReason(seen) => match note() {
                Some(reason) => Outcome::Next(Ask::ShelveEnd(seen.clone(), reason), end_of_shift(room, now)),
                None => Outcome::Open,
            },
            Ask::ShelveEnd(seen, reason) => match until(self.input.value(), room, now) {
                Ok(until) => orders(Some(alarm(seen, Action::Shelve { until, reason: reason.clone() }))),
                Err(NoTime) => Outcome::Open,
            },
            Ask::OutOfService(seen) => orders(note().map(|reason| alarm(seen, Action::TakeOutOfService { reason }))),
            Ask::Note => orders(note().map(Order::Note)),
            Ask::Officer { takes_over } => match name() {
                Some(officer) => Outcome::Next(Ask::Lead { takes_over: *takes_over, officer }, String::new()),
                None => Outcome::Open,
            },
            Ask::Lead { takes_over, officer } => {
                let (officer, lead) = (officer.clone(), name());
                orders(Some(if *takes_over { Order::TakeOver { officer, lead } } else { Order::SignOn { officer, lead } }))
            }
            Ask::Moment => moment(self.input.value(), room, now).map_or(Outcome::Open, Outcome::LookBack),
            Ask::Filter => Outcome::Filter(self.input.value().trim().to_owned()),
            Ask::Report { clock, step } => orders(Some(Order::Report { clock: *clock, step: *step })),
            Ask::HandOver => orders(Some(Order::HandOver)),
            Ask::SignOff => orders(Some(Order::SignOff)),
            Ask::NilReturn(day) => orders(Some(Order::NilReturn(*day))),
            Ask::Quit(_) => Outcome::Quit,
        }
    }
}

/// The steps to report of all clocks that run, what is due first in front: the first of them, or the one after another.
pub(super) fn next_step(room: &Room, after: Option<(u64, usize)>) -> Option<(u64, usize)> {
    let clocks = room.clocks().iter().filter_map(Clock::shown);
    let mut steps: Vec<_> = clocks.filter_map(|clock| clock.next().map(|(n, step)| (step.due, (clock.number, n)))).collect();
    steps.sort_unstable();
    let place = after.and_then(|after| steps.iter().position(|(_, step)| *step == after)).map_or(0, |place| place + 1);
    steps.get(place).or(steps.first()).map(|(_, step)| *step)
}

/// What a key does to the text.
pub(super) fn request(code: KeyCode, is_control: bool) -> Option<InputRequest> {
    match code {
        KeyCode::Char('a') if is_control => Some(InputRequest::GoToStart),
        KeyCode::Char('e') if is_control => Some(InputRequest::GoToEnd),
        KeyCode::Char('u') if is_control => Some(InputRequest::DeleteFromStart),
        KeyCode::Char('w') if is_control => Some(InputRequest::DeletePrevWord),
        // It is on the screen as it is typed, long before it is a note or a name.
        KeyCode::Char(c) if !is_control => clean_lines(c.encode_utf8(&mut [0; 4])).chars().next().map(InputRequest::InsertChar),
        KeyCode::Backspace => Some(InputRequest::DeletePrevChar),
        KeyCode::Delete => Some(InputRequest::DeleteNextChar),
        KeyCode::Left => Some(InputRequest::GoToPrevChar),
        KeyCode::Right => Some(InputRequest::GoToNextChar),
        KeyCode::Home => Some(InputRequest::GoToStart),
        KeyCode::End => Some(InputRequest::GoToEnd),
        _ => None,
    }
}
