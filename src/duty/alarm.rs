//! The alarm state machine of ISA-18.2 / IEC 62682, in the three layers of OPC UA Part 9, so that none hides another.

use serde::{Deserialize, Serialize};

use super::Level;

/// The annunciation layer: whether somebody has yet to look.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Annunciation {
    /// NORM: nothing to see.
    #[default]
    Normal,
    /// UNACK: active, and nobody has acknowledged it.
    Unacknowledged,
    /// ACKED: active, and somebody has.
    Acknowledged,
    /// RTNUN: over before anybody acknowledged it; somebody must still see it.
    Returned,
    /// LACK: over and acknowledged, but latched until it is reset.
    Latched,
}

/// How an operator put an alarm aside.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Shelf {
    /// Until a time.
    Timed,
    /// Until it returns to normal.
    Once,
}

/// What happened to an alarm.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum AlarmEvent {
    /// Its condition holds at a level, delays included.
    Raise(Level),
    /// Its condition holds no longer.
    Clear(Clearance),
    /// An operator acknowledges it.
    Acknowledge,
    /// An operator acknowledges an event that is not its newest.
    AcknowledgeOld,
    /// An operator takes the acknowledgement back.
    Unacknowledge,
    /// An operator resets a latched alarm.
    Reset,
    /// The acknowledgement has lasted as long as one may.
    AcknowledgementExpires,
    /// An operator puts it aside.
    Shelve(Shelf),
    /// An operator takes it off the shelf.
    Unshelve,
    /// The time on the shelf is over.
    ShelfEnds,
    /// A rule begins to suppress it: out of season.
    Suppress,
    /// That rule ends.
    Unsuppress,
    /// It is taken out of service.
    TakeOutOfService,
    /// It is returned to service.
    ReturnToService,
    /// Its data are no longer known.
    Stale,
    /// They are known again.
    Fresh,
    /// The program started again, and the journal was read.
    Restart,
}

/// Why a condition holds no longer; only the first means that things got better.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Clearance {
    /// The figure returned within its bounds.
    Returned,
    /// A correction of earlier dates took it there.
    Revised,
    /// The window it accumulates over ended.
    PeriodEnd,
    /// The rule is no longer in force.
    RuleGone,
}

/// What an event does besides changing the state.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Effect {
    /// Nothing happened.
    Nothing,
    /// The event makes no sense now; nothing changed.
    Refused,
    /// To be recorded before it is shown.
    Record,
    /// To be recorded, then annunciated: it sounds and flashes.
    Annunciate,
}

/// The state of one alarm.
#[expect(clippy::struct_excessive_bools, reason = "the published model's own dimensions, each independent of the others")]
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Alarm {
    /// Whether it stays after its end until it is reset.
    pub latching: bool,
    /// Whether one that is over before anybody acknowledged it must still be seen.
    pub needs_acknowledgement: bool,
    /// Condition: the level that holds now.
    pub active: Option<Level>,
    /// Annunciation.
    pub annunciation: Annunciation,
    /// The worst level since it was annunciated: what is displayed.
    pub shown: Option<Level>,
    /// The level that was acknowledged.
    pub acknowledged: Option<Level>,
    /// Suppression: put aside by an operator.
    pub shelf: Option<Shelf>,
    /// Suppression: by design, by a rule of the configuration.
    pub by_design: bool,
    /// Suppression: out of service.
    pub out_of_service: bool,
    /// Quality: whether its data are known.
    pub good: bool,
}

impl Default for Alarm {
    fn default() -> Self {
        Self::NORMAL
    }
}

impl Alarm {
    /// Normal and known; it must be acknowledged and does not latch.
    pub const NORMAL: Self = Self {
        latching: false,
        needs_acknowledgement: true,
        active: None,
        annunciation: Annunciation::Normal,
        shown: None,
        acknowledged: None,
        shelf: None,
        by_design: false,
        out_of_service: false,
        good: true,
    };

    /// Whether anything keeps it from annunciating.
    #[must_use]
    pub fn is_suppressed(&self) -> bool {
        self.shelf.is_some() || self.by_design || self.out_of_service
    }

    /// Whether somebody has yet to acknowledge it.
    #[must_use]
    pub fn is_unacknowledged(&self) -> bool {
        matches!(self.annunciation, Annunciation::Unacknowledged | Annunciation::Returned)
    }

    /// The state that follows an event, and what else the event does. Pure: the model of DESIGN.md §8, every transition.
    ///
    /// ```
    /// use zhiban::duty::{Alarm, AlarmEvent, Annunciation, Effect, Level};
    ///
    /// let (raised, effect) = Alarm::default().step(AlarmEvent::Raise(Level::Warning));
    /// assert_eq!((raised.annunciation, effect), (Annunciation::Unacknowledged, Effect::Annunciate));
    /// ```
    #[must_use]
    pub fn step(self, event: AlarmEvent) -> (Self, Effect) {
        match event {
            AlarmEvent::Raise(level) => self.raise(level),
            AlarmEvent::Clear(clearance) => self.clear(clearance),
            AlarmEvent::Acknowledge => self.acknowledge(),
            AlarmEvent::Unacknowledge if self.annunciation == Annunciation::Acknowledged => {
                (Self { annunciation: Annunciation::Unacknowledged, acknowledged: None, ..self }, Effect::Record)
            }
            AlarmEvent::AcknowledgementExpires if self.annunciation == Annunciation::Acknowledged => {
                Self { annunciation: Annunciation::Unacknowledged, acknowledged: None, ..self }.annunciated()
            }
            AlarmEvent::Reset if self.annunciation == Annunciation::Latched => {
                (Self { annunciation: Annunciation::Normal, shown: None, ..self }, Effect::Record)
            }
            AlarmEvent::Shelve(how) => self.shelve(how),
            AlarmEvent::Unshelve if self.shelf.is_some() => Self { shelf: None, ..self }.released(),
            AlarmEvent::ShelfEnds if self.shelf == Some(Shelf::Timed) => Self { shelf: None, ..self }.released(),
            AlarmEvent::Suppress => Self { by_design: true, ..self }.recorded_if_unlike(self),
            AlarmEvent::Unsuppress if self.by_design => Self { by_design: false, ..self }.released(),
            AlarmEvent::TakeOutOfService if !self.out_of_service => {
                (Self { out_of_service: true, shelf: None, ..self }, Effect::Record)
            }
            AlarmEvent::ReturnToService if self.out_of_service => Self { out_of_service: false, ..self }.released(),
            AlarmEvent::Stale => Self { good: false, ..self }.recorded_if_unlike(self),
            AlarmEvent::Fresh => Self { good: true, ..self }.recorded_if_unlike(self),
            // What an operator asks for in vain is refused; what time or a rule brings in vain is nothing.
            AlarmEvent::AcknowledgeOld
            | AlarmEvent::Unacknowledge
            | AlarmEvent::Reset
            | AlarmEvent::Unshelve
            | AlarmEvent::TakeOutOfService
            | AlarmEvent::ReturnToService => (self, Effect::Refused),
            AlarmEvent::AcknowledgementExpires | AlarmEvent::ShelfEnds | AlarmEvent::Unsuppress | AlarmEvent::Restart => {
                (self, Effect::Nothing)
            }
        }
    }

    fn raise(self, level: Level) -> (Self, Effect) {
        let active = Some(level);
        if !self.good {
            // What is not known is not evaluated.
            return (self, Effect::Nothing);
        }
        match self.annunciation {
            Annunciation::Normal | Annunciation::Latched | Annunciation::Returned => {
                let before = self.shown.filter(|_| self.annunciation == Annunciation::Returned);
                Self { active, annunciation: Annunciation::Unacknowledged, shown: active.max(before), acknowledged: None, ..self }
                    .annunciated()
            }
            Annunciation::Unacknowledged if active > self.shown => Self { active, shown: active, ..self }.annunciated(),
            Annunciation::Acknowledged if active > self.acknowledged => {
                Self { active, annunciation: Annunciation::Unacknowledged, shown: active, acknowledged: None, ..self }
                    .annunciated()
            }
            Annunciation::Unacknowledged | Annunciation::Acknowledged => Self { active, ..self }.recorded_if_unlike(self),
        }
    }

    fn clear(self, clearance: Clearance) -> (Self, Effect) {
        let needs_data = matches!(clearance, Clearance::Returned | Clearance::Revised);
        if self.active.is_none() || (needs_data && !self.good) {
            return (self, Effect::Nothing);
        }
        let over = Self { active: None, shelf: self.shelf.filter(|how| *how != Shelf::Once), ..self };
        let after = if self.annunciation == Annunciation::Unacknowledged && self.needs_acknowledgement {
            Self { annunciation: Annunciation::Returned, ..over }
        } else {
            Self { acknowledged: None, ..over.settled() }
        };
        (after, Effect::Record)
    }

    fn acknowledge(self) -> (Self, Effect) {
        match self.annunciation {
            Annunciation::Unacknowledged => {
                let acknowledged = self.active;
                let annunciation = Annunciation::Acknowledged;
                (Self { annunciation, shown: acknowledged, acknowledged, ..self }, Effect::Record)
            }
            Annunciation::Returned => (self.settled(), Effect::Record),
            Annunciation::Normal | Annunciation::Acknowledged | Annunciation::Latched => (self, Effect::Refused),
        }
    }

    fn shelve(self, how: Shelf) -> (Self, Effect) {
        let nothing_to_outlast = how == Shelf::Once && self.active.is_none();
        if nothing_to_outlast || self.out_of_service || self.shelf == Some(how) {
            return (self, Effect::Refused);
        }
        (Self { shelf: Some(how), ..self }, Effect::Record)
    }

    /// Over and seen: normal, or latched.
    fn settled(self) -> Self {
        if self.latching {
            Self { annunciation: Annunciation::Latched, ..self }
        } else {
            Self { annunciation: Annunciation::Normal, shown: None, ..self }
        }
    }

    /// Leaves a suppression: when it was the last, what is active must be seen again.
    fn released(self) -> (Self, Effect) {
        match self.active {
            None => (self, Effect::Record),
            Some(_) if self.is_suppressed() => (self, Effect::Record),
            Some(_) if self.annunciation == Annunciation::Acknowledged => {
                let annunciation = Annunciation::Unacknowledged;
                (Self { annunciation, shown: self.active, acknowledged: None, ..self }, Effect::Annunciate)
            }
            Some(_) => (self, Effect::Annunciate),
        }
    }

    /// Annunciates, unless suppressed.
    fn annunciated(self) -> (Self, Effect) {
        (self, if self.is_suppressed() { Effect::Record } else { Effect::Annunciate })
    }

    fn recorded_if_unlike(self, before: Self) -> (Self, Effect) {
        (self, if self == before { Effect::Nothing } else { Effect::Record })
    }
}
