//! What is drawn: a shared look at the duty room, which drawing cannot change.

use jiff::Timestamp;
use jiff::civil::Date;
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::Style;

use crate::duty::{Clean, ConfigNotice, FeedState, Health, Id, JournalState, Refused, Room, Subject, Text, Topic};

use super::chart::Chart;
use super::glyph::{Glyphs, UNICODE};
use super::pages::Pages;
use super::palette::Palette;
use super::target::{Target, Targets};
use super::text::{fit, width};
use super::theme::{Scheme, Theme};
use super::words::Words;

/// All that one frame depends on.
#[derive(Clone, Copy, Debug)]
pub struct View<'a> {
    /// The duty room.
    pub room: &'a Room,
    /// The time it is.
    pub now: Timestamp,
    /// The words to use.
    pub words: &'static Words,
    /// The styles to use.
    pub theme: &'a Theme,
    /// The symbols to use.
    pub glyphs: &'a Glyphs,
    /// Whether the figures are not today's real ones.
    pub mark: Option<Mark>,
    /// What lies over the screen.
    pub overlay: Option<Overlay>,
    /// How many lines the list of what is out of bounds is scrolled down.
    pub scroll: usize,
    /// How the journal is.
    pub journal: &'a JournalState,
    /// How each receiver of alarms can be told.
    pub receivers: &'a [Health],
    /// Where a damaged journal was moved, if one was found.
    pub moved_aside: Option<&'a Clean>,
    /// The keys of where the user is, the most important first.
    pub hints: &'a [Hint],
    /// How many lines the help is scrolled down.
    pub help_scroll: usize,
    /// What the command palette holds, while it is open.
    pub palette: Option<Palette<'a>>,
    /// Which screen is shown.
    pub at: Screen,
    /// The question that stands at its foot.
    pub question: Option<Question<'a>>,
    /// Why the last order was refused.
    pub refused: Option<Refused>,
    /// The colours that were just switched to.
    pub switched: Option<Scheme>,
    /// What the list of alarms must hold to be shown.
    pub filter: &'a str,
    /// The alarm under the cursor, as it was when the cursor came to it.
    pub cursor: Option<&'a (Subject, u64)>,
    /// The indicator that is selected: marked on the overview, drawn by the trend.
    pub selected: Option<&'a Id>,
    /// What of its course is looked at.
    pub chart: Option<&'a Chart>,
    /// What has been read of the journal.
    pub pages: &'a Pages,
    /// How the townships are looked at.
    pub grid: &'a Grid,
    /// Since when the wall has been turning through its topics.
    pub wall_since: Timestamp,
    /// The moment that is looked back to; none while the screen is live.
    pub looked_back: Option<LookBack>,
    /// The number of the feed under the cursor.
    pub feed: usize,
    /// What is to be said of an edited configuration.
    pub config_notice: Option<&'a ConfigNotice>,
    /// Where what can be clicked is noted, when somebody has clicked.
    pub targets: Option<&'a Targets>,
}

/// A moment that is looked back to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct LookBack {
    /// When: everything on screen is as it was then.
    pub at: Timestamp,
    /// The real time, which goes on.
    pub live: Timestamp,
    /// How many alarms call now, in the real time.
    pub calling: usize,
    /// Whether the journal has been read: until then only the moment is known.
    pub is_read: bool,
    /// Since when no seat ran then, if none did: nobody watched.
    pub off_since: Option<Timestamp>,
}

/// How the townships are looked at.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Grid {
    /// Whose indicators are the columns.
    pub topic: Topic,
    /// The column that is picked.
    pub column: Option<Id>,
    /// Whether rows are sorted by that column, the highest first, rather than in the order of the configuration.
    pub is_sorted: bool,
    /// The township under the cursor, as its place in the configuration.
    pub cursor: usize,
}

impl Default for Grid {
    fn default() -> Self {
        Self { topic: Topic::Safety, column: None, is_sorted: false, cursor: 0 }
    }
}

/// Why the figures are not today's real ones.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Mark {
    /// The demonstration county.
    Demo,
    /// A replay of recorded feeds.
    Replay,
}

/// A screen.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Screen {
    /// The whole in one picture.
    Overview,
    /// Every alarm.
    Alarms,
    /// The course of one indicator.
    Trend,
    /// Townships by indicators.
    Territories,
    /// What happened, as far back as the journal goes.
    Journal,
    /// Those on duty, the watch log, and the handover.
    Shift,
    /// Every feed: how it answers, and what of it was left out.
    Feeds,
    /// Large digits for a screen that nobody touches.
    Wall,
}

impl Screen {
    /// Every screen.
    pub const ALL: [Self; 8] =
        [Self::Overview, Self::Alarms, Self::Trend, Self::Territories, Self::Journal, Self::Feeds, Self::Shift, Self::Wall];
}

/// A question at the foot of the screen.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Question<'a> {
    /// What is asked.
    pub asking: Asking,
    /// What has been typed.
    pub text: &'a str,
    /// How many characters of it stand before the cursor.
    pub cursor: usize,
    /// Whether the last answer could not be understood.
    pub wrong: bool,
}

/// What is asked; numbers are those of events.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Asking {
    /// A note to an acknowledgement.
    AcknowledgeNote(u64),
    /// Whether so many are to be acknowledged.
    AcknowledgeAll(usize),
    /// Why an alarm is put aside.
    ShelveReason(u64),
    /// Until when.
    ShelveEnd(u64),
    /// Why an alarm is taken out of service.
    OutOfService(u64),
    /// A note for the watch log.
    Note,
    /// The duty officer's name.
    Officer,
    /// The duty lead's name.
    Lead,
    /// What the list is to be filtered by.
    Filter,
    /// Which moment is to be looked back to.
    Moment,
    /// Whether the step of that clock was reported.
    Report(u64, usize),
    /// Whether the handover is to be signed.
    HandOver,
    /// Whether the officer signs off.
    SignOff,
    /// Whether a day had nothing to report.
    NilReturn(Date),
    /// Whether to end though so many entries are not recorded.
    Quit(usize),
}

impl Asking {
    /// Whether the answer is typed, rather than yes or no.
    pub(super) fn is_typed(self) -> bool {
        !matches!(
            self,
            Self::AcknowledgeAll(_) | Self::Report(..) | Self::HandOver | Self::SignOff | Self::NilReturn(_) | Self::Quit(_)
        )
    }
}

/// What lies over the screen.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Overlay {
    /// The keys and the symbols.
    Help,
    /// The command palette.
    Palette,
}

/// A key and what it does.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Hint {
    /// The key as it is called: `q`, `Ctrl-Z`.
    pub key: &'static str,
    /// What it does, in a word or two.
    pub label: Text,
}

impl View<'_> {
    /// Notes what a click on an area means.
    pub(super) fn target(&self, area: Rect, target: impl FnOnce() -> Target) {
        if let Some(targets) = self.targets {
            targets.note(area, target());
        }
    }

    /// Writes `text` at a place in at most `cells` cells; gives how many it took.
    pub(super) fn put(&self, buffer: &mut Buffer, (x, y): (u16, u16), text: &str, cells: u16, style: Style) -> u16 {
        let area = buffer.area;
        if y < area.top() || y >= area.bottom() || x >= area.right() {
            return 0;
        }
        let cells = cells.min(area.right() - x);
        // A wide character that would lose its second half loses the first as well.
        if let Some(before) = x.checked_sub(1).and_then(|x| buffer.cell_mut((x, y)))
            && cells > 0
            && width(before.symbol()) > 1
        {
            before.set_symbol(" ");
        }
        let fitted = fit(&self.glyphs.drawn(text), cells.into(), self.glyphs.ellipsis);
        let taken = u16::try_from(width(&fitted)).unwrap_or(cells);
        let end = x.saturating_add(taken);
        let halved = taken > 0 && buffer.cell((end - 1, y)).is_some_and(|last| width(last.symbol()) > 1);
        buffer.set_stringn(x, y, &fitted, cells.into(), style);
        // So does one that loses its first: what is left of it becomes ground.
        if halved && let Some(after) = buffer.cell_mut((end, y)) {
            after.set_style(self.theme.text);
        }
        taken
    }

    /// Whether somebody can act at this seat: it does more than look on, and shows the present.
    pub(super) fn acts(&self) -> bool {
        !matches!(self.journal, JournalState::OnlyRead | JournalState::Unreadable(_)) && self.looked_back.is_none()
    }

    /// A time of day, or the date where it is another day.
    pub(super) fn clock(&self, at: Timestamp) -> String {
        self.local(at, "%m-%d")
    }

    /// A time of day, with the date where it is another day.
    pub(super) fn moment(&self, at: Timestamp) -> String {
        self.local(at, "%m-%d %H:%M")
    }

    fn local(&self, at: Timestamp, on_another_day: &str) -> String {
        let local = |at: Timestamp| at.to_zoned_datetime(self.room.zone().clone());
        let format = if local(at).date() == local(self.now).date() { "%H:%M" } else { on_another_day };
        local(at).strftime(format).to_string()
    }

    /// An indicator as it is called, with its topic.
    pub(super) fn indicator_name(&self, id: &Id) -> String {
        let Some(track) = self.room.track(id.as_str()) else { return id.to_string() };
        let name = track.indicator.name.in_language(self.words.language);
        format!("{} {name}", self.words.topic(track.indicator.topic))
    }

    /// What is said of a topic without figures: that feeds are being asked for the first time, or that none delivers it.
    pub(super) fn absence(&self) -> &'static str {
        let asking = self.room.feeds().iter().any(|feed| !feed.was_heard());
        if asking { self.words.feed_state(FeedState::Waiting) } else { self.words.not_connected }
    }

    /// Text with the symbols of the screen in place of those it is written with.
    pub(super) fn symbols(&self, text: &str) -> String {
        let bars = UNICODE.bars.iter().zip(self.glyphs.bars);
        let signs = [(&UNICODE.minus, self.glyphs.minus), (&UNICODE.none, self.glyphs.none)];
        bars.chain(signs).fold(text.to_owned(), |text, (unicode, ours)| text.replace(unicode, ours))
    }

    /// Writes `text` so that it ends before `right`, in at most `cells` cells.
    pub(super) fn put_right(&self, buffer: &mut Buffer, (right, y): (u16, u16), text: &str, cells: u16, style: Style) {
        let fitted = fit(text, cells.into(), self.glyphs.ellipsis);
        let taken = u16::try_from(width(&fitted)).unwrap_or(cells);
        self.put(buffer, (right.saturating_sub(taken), y), &fitted, taken, style);
    }
}
