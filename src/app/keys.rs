//! The one key table: what each key does where, and what the footer, the help and the README say of it.

use crossterm::event::{KeyCode, KeyEvent, KeyEventKind, KeyModifiers};

use crate::duty::Text;
use crate::screen::{Hint, Screen};

use super::moves::Direction;

/// What a user can ask for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Command {
    /// Switch the language.
    Language,
    /// Switch the colours.
    Theme,
    /// Show or hide the help.
    Help,
    /// Open the command palette.
    Palette,
    /// Go to the next topic.
    NextTopic,
    /// Go to the topic before.
    PreviousTopic,
    /// Sort by the column that is picked, or in the order of the configuration.
    Sort,
    /// Poll every feed now.
    PollNow,
    /// Move the cursor, the selection, the list or the picture.
    Move(Direction),
    /// Show more time, or less where it is negative.
    Zoom(isize),
    /// Open what is selected.
    Open,
    /// Look back to a moment.
    LookBack,
    /// Look back so many minutes earlier, or later where it is negative.
    Earlier(i32),
    /// Poll the feed under the cursor now.
    PollOne,
    /// What is said of an edited configuration has been seen.
    Seen,
    /// Draw the screen afresh.
    Redraw,
    /// Give the terminal back to the shell for a while.
    Suspend,
    /// End the dashboard.
    Quit,
    /// Leave what was opened: a selection, a screen.
    Back,
    /// Go to a screen.
    Go(Screen),
    /// Acknowledge the alarm under the cursor.
    Acknowledge,
    /// Acknowledge all alarms that are visible.
    AcknowledgeAll,
    /// Take back the acknowledgement of the alarm under the cursor.
    Unacknowledge,
    /// Put the alarm under the cursor aside, or take it off the shelf.
    Shelve,
    /// Take the alarm under the cursor out of service, or return it.
    Service,
    /// Show only what holds a text.
    Filter,
    /// Silence the bell.
    Silence,
    /// Note something in the watch log.
    Note,
    /// Mark the next step of a reporting clock as reported.
    Report,
    /// Sign on.
    SignOn,
    /// Sign off.
    SignOff,
    /// Sign the handover.
    HandOver,
    /// Accept the handover.
    TakeOver,
    /// Confirm that today had nothing to report.
    NilReturn,
}

impl Command {
    /// Whether it acts on the duty room, or silences what calls: what a seat that only looks on may not do. All else only changes
    /// what is on its own screen.
    #[must_use]
    pub fn acts(self) -> bool {
        match self {
            Self::Acknowledge
            | Self::AcknowledgeAll
            | Self::Unacknowledge
            | Self::Shelve
            | Self::Service
            | Self::Silence
            | Self::Note
            | Self::Report
            | Self::SignOn
            | Self::SignOff
            | Self::HandOver
            | Self::TakeOver
            | Self::NilReturn => true,
            Self::Language
            | Self::Theme
            | Self::Palette
            | Self::NextTopic
            | Self::PreviousTopic
            | Self::Sort
            | Self::Help
            | Self::PollNow
            | Self::PollOne
            | Self::Seen
            | Self::Move(_)
            | Self::Zoom(_)
            | Self::Open
            | Self::Redraw
            | Self::Suspend
            | Self::Quit
            | Self::Back
            | Self::Go(_)
            | Self::Filter
            | Self::LookBack
            | Self::Earlier(_) => false,
        }
    }
}

/// A key and what it does.
#[derive(Clone, Copy, Debug)]
pub struct Binding {
    /// The keys, the one that is shown first.
    pub keys: &'static [(KeyCode, KeyModifiers)],
    /// How the first is called.
    pub name: &'static str,
    /// What it does, in Chinese and English.
    pub label: (&'static str, &'static str),
    /// What it asks for.
    pub command: Command,
    /// Where; nowhere in particular means everywhere.
    pub on: &'static [Screen],
}

const NONE: KeyModifiers = KeyModifiers::NONE;
const CONTROL: KeyModifiers = KeyModifiers::CONTROL;
const EVERYWHERE: &[Screen] = &[];
/// Where up and down go through a list, or scroll.
const LISTS: &[Screen] = &[Screen::Alarms, Screen::Territories, Screen::Journal, Screen::Feeds, Screen::Shift];
/// The same, and the overview, whose list of what is out of bounds scrolls by pages.
const PAGED: &[Screen] = &[Screen::Overview, Screen::Alarms, Screen::Territories, Screen::Journal, Screen::Feeds, Screen::Shift];

macro_rules! key {
    ($keys:expr, $name:literal, $zh:literal, $en:literal, $command:expr) => {
        key!($keys, $name, $zh, $en, $command, EVERYWHERE)
    };
    ($keys:expr, $name:literal, $zh:literal, $en:literal, $command:expr, $on:expr) => {
        Binding { keys: &$keys, name: $name, label: ($zh, $en), command: $command, on: $on }
    };
}

const fn char(c: char) -> (KeyCode, KeyModifiers) {
    (KeyCode::Char(c), NONE)
}

/// Every key, the most important of each screen first: as many as fit stand at the foot.
pub const KEYS: &[Binding] = &[
    // What is done on one screen alone, by how often it is.
    key!([(KeyCode::Left, NONE)], "Left", "左移", "cursor left", Command::Move(Direction::Sideways(-1)), &[Screen::Trend]),
    key!([(KeyCode::Right, NONE)], "Right", "右移", "cursor right", Command::Move(Direction::Sideways(1)), &[Screen::Trend]),
    key!([char('+'), char('=')], "+", "放大", "zoom in", Command::Zoom(-1), &[Screen::Trend]),
    key!([char('-')], "-", "缩小", "zoom out", Command::Zoom(1), &[Screen::Trend]),
    key!([(KeyCode::PageUp, NONE)], "PgUp", "更早", "earlier", Command::Move(Direction::Pages(-1)), &[Screen::Trend]),
    key!([(KeyCode::PageDown, NONE)], "PgDn", "更晚", "later", Command::Move(Direction::Pages(1)), &[Screen::Trend]),
    key!([(KeyCode::End, NONE)], "End", "到现在", "to now", Command::Move(Direction::Last), &[Screen::Trend]),
    key!(
        [(KeyCode::Up, NONE), char('k')],
        "Up",
        "上一指标",
        "indicator before",
        Command::Move(Direction::Lines(-1)),
        &[Screen::Trend]
    ),
    key!(
        [(KeyCode::Down, NONE), char('j')],
        "Down",
        "下一指标",
        "next indicator",
        Command::Move(Direction::Lines(1)),
        &[Screen::Trend]
    ),
    key!([char('/')], "/", "筛选", "filter", Command::Filter, &[Screen::Journal]),
    key!([(KeyCode::Enter, NONE)], "Enter", "回看此刻", "look back there", Command::Open, &[Screen::Trend, Screen::Journal]),
    key!(
        [(KeyCode::Left, NONE)],
        "Left",
        "左一列",
        "column left",
        Command::Move(Direction::Sideways(-1)),
        &[Screen::Territories]
    ),
    key!(
        [(KeyCode::Right, NONE)],
        "Right",
        "右一列",
        "column right",
        Command::Move(Direction::Sideways(1)),
        &[Screen::Territories]
    ),
    key!([(KeyCode::Tab, NONE)], "Tab", "下一专题", "next topic", Command::NextTopic, &[Screen::Territories]),
    key!([char('o')], "o", "排序", "sort", Command::Sort, &[Screen::Territories]),
    key!([(KeyCode::BackTab, NONE)], "S-Tab", "上一专题", "previous topic", Command::PreviousTopic, &[Screen::Territories]),
    key!([char('a')], "a", "确认", "acknowledge", Command::Acknowledge, &[Screen::Alarms]),
    key!([char('z')], "z", "搁置", "shelve", Command::Shelve, &[Screen::Alarms]),
    key!([char('u')], "u", "撤销确认", "unacknowledge", Command::Unacknowledge, &[Screen::Alarms]),
    key!([char('A')], "A", "全部确认", "acknowledge all", Command::AcknowledgeAll, &[Screen::Alarms]),
    key!([char('o')], "o", "停用", "out of service", Command::Service, &[Screen::Alarms]),
    key!([char('/')], "/", "筛选", "filter", Command::Filter, &[Screen::Alarms]),
    key!([char('x')], "x", "交班", "hand over", Command::HandOver, &[Screen::Shift]),
    key!([char('t')], "t", "接班", "take over", Command::TakeOver, &[Screen::Shift]),
    key!([char('i')], "i", "签到", "sign on", Command::SignOn, &[Screen::Shift]),
    key!([char('o')], "o", "签退", "sign off", Command::SignOff, &[Screen::Shift]),
    key!([char('0')], "0", "零报告", "nil return", Command::NilReturn, &[Screen::Shift]),
    key!([char('/')], "/", "筛选", "filter", Command::Filter, &[Screen::Territories, Screen::Shift]),
    key!([char('p'), (KeyCode::Enter, NONE)], "p", "轮询此源", "poll this one", Command::PollOne, &[Screen::Feeds]),
    key!(
        [(KeyCode::Enter, NONE)],
        "Enter",
        "走势",
        "trend",
        Command::Open,
        &[Screen::Overview, Screen::Alarms, Screen::Territories]
    ),
    // What is done from anywhere.
    key!([char('a'), char('2')], "a", "告警", "alarms", Command::Go(Screen::Alarms)),
    key!([char('h'), char('7')], "h", "交接班", "shift", Command::Go(Screen::Shift)),
    key!([char(':')], ":", "命令", "commands", Command::Palette),
    key!([char('?'), (KeyCode::F(1), NONE)], "?", "帮助", "help", Command::Help),
    key!([(KeyCode::Esc, NONE), (KeyCode::Backspace, NONE)], "Esc", "返回", "back", Command::Back),
    key!([char('f'), char('6')], "f", "数据源", "feeds", Command::Go(Screen::Feeds)),
    key!([char('n')], "n", "记事", "note", Command::Note),
    key!([char('c')], "c", "已上报", "reported", Command::Report),
    key!([char('1')], "1", "总览", "overview", Command::Go(Screen::Overview)),
    key!([char('3')], "3", "走势", "trend", Command::Go(Screen::Trend)),
    key!([char('4')], "4", "乡镇", "townships", Command::Go(Screen::Territories)),
    key!([char('5')], "5", "日志", "journal", Command::Go(Screen::Journal)),
    key!([char('8')], "8", "大屏", "wall", Command::Go(Screen::Wall)),
    key!([char('b')], "b", "回看", "look back", Command::LookBack),
    key!([char('[')], "[", "早十分", "10 min back", Command::Earlier(10)),
    key!([char(']')], "]", "晚十分", "10 min on", Command::Earlier(-10)),
    key!([char('{')], "{", "早一天", "a day back", Command::Earlier(1440)),
    key!([char('}')], "}", "晚一天", "a day on", Command::Earlier(-1440)),
    key!([char('L'), char('l')], "L", "English", "中文", Command::Language),
    key!([char('s')], "s", "静音", "silence", Command::Silence),
    key!([char('r')], "r", "立即轮询", "poll now", Command::PollNow),
    key!([char('y')], "y", "配置提示知道了", "notice seen", Command::Seen),
    key!([char('q'), (KeyCode::Char('c'), CONTROL)], "q", "退出", "quit", Command::Quit),
    // How to move about where nothing above says it better.
    key!(
        [(KeyCode::Down, NONE), char('j')],
        "Down",
        "下一指标",
        "next indicator",
        Command::Move(Direction::Lines(1)),
        &[Screen::Overview]
    ),
    key!(
        [(KeyCode::Up, NONE), char('k')],
        "Up",
        "上一指标",
        "indicator before",
        Command::Move(Direction::Lines(-1)),
        &[Screen::Overview]
    ),
    key!(
        [(KeyCode::Left, NONE)],
        "Left",
        "上一专题",
        "topic before",
        Command::Move(Direction::Sideways(-1)),
        &[Screen::Overview]
    ),
    key!([(KeyCode::Right, NONE)], "Right", "下一专题", "next topic", Command::Move(Direction::Sideways(1)), &[Screen::Overview]),
    key!([(KeyCode::Down, NONE), char('j')], "Down", "下翻", "down", Command::Move(Direction::Lines(1)), LISTS),
    key!([(KeyCode::Up, NONE), char('k')], "Up", "上翻", "up", Command::Move(Direction::Lines(-1)), LISTS),
    key!([(KeyCode::PageDown, NONE)], "PgDn", "下一页", "page down", Command::Move(Direction::Pages(1)), PAGED),
    key!([(KeyCode::Home, NONE)], "Home", "最前", "first", Command::Move(Direction::First), PAGED),
    key!([(KeyCode::End, NONE)], "End", "最后", "last", Command::Move(Direction::Last), PAGED),
    key!([(KeyCode::PageUp, NONE)], "PgUp", "上一页", "page up", Command::Move(Direction::Pages(-1)), PAGED),
    key!([(KeyCode::Char('l'), CONTROL)], "Ctrl-L", "重绘", "redraw", Command::Redraw),
    key!([char('T')], "T", "配色", "colours", Command::Theme),
    key!([(KeyCode::Char('z'), CONTROL)], "Ctrl-Z", "挂起", "suspend", Command::Suspend),
];

/// What a key asks for on a screen.
pub(super) fn command(event: KeyEvent, screen: Screen) -> Option<Command> {
    if event.kind == KeyEventKind::Release {
        return None;
    }
    // A capital letter is a key of its own: whether Shift is reported with it differs between terminals.
    let pressed = (event.code, event.modifiers.difference(KeyModifiers::SHIFT));
    bindings(screen).find(|binding| binding.keys.contains(&pressed)).map(|binding| binding.command)
}

/// What the key of that name asks for on a screen.
pub(super) fn named(name: &str, screen: Screen) -> Option<Command> {
    bindings(screen).find(|binding| binding.name == name).map(|binding| binding.command)
}

/// What the keys do on a screen. None goes to where one is already.
pub(super) fn bindings(screen: Screen) -> impl Iterator<Item = &'static Binding> {
    let is_there = move |binding: &&Binding| binding.on.is_empty() || binding.on.contains(&screen);
    KEYS.iter().filter(is_there).filter(move |binding| binding.command != Command::Go(screen))
}

/// The table as a screen shows it.
#[must_use]
pub fn hints(screen: Screen) -> Vec<Hint> {
    bindings(screen).map(hint).collect()
}

/// The same for a seat that only looks on.
#[must_use]
pub fn hints_to_look(screen: Screen) -> Vec<Hint> {
    bindings(screen).filter(|binding| !binding.command.acts()).map(hint).collect()
}

fn hint(binding: &Binding) -> Hint {
    Hint { key: binding.name, label: Text::new(binding.label.0, binding.label.1) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_key_means_two_things_on_a_screen() {
        for screen in Screen::ALL {
            let keys: Vec<_> = bindings(screen).flat_map(|binding| binding.keys).collect();
            for (n, key) in keys.iter().enumerate() {
                assert!(!keys[n + 1..].contains(key), "{key:?} on {screen:?}");
            }
        }
    }

    #[test]
    fn no_key_goes_where_one_is() {
        for screen in Screen::ALL {
            assert!(!bindings(screen).any(|binding| binding.command == Command::Go(screen)), "{screen:?}");
            let ways = Screen::ALL.into_iter().filter(|to| bindings(screen).any(|binding| binding.command == Command::Go(*to)));
            assert!(ways.count() + 2 >= Screen::ALL.len(), "from {screen:?}");
        }
    }

    #[test]
    fn capitals_count_with_and_without_shift() {
        let command = |event| command(event, Screen::Overview);
        for modifiers in [NONE, KeyModifiers::SHIFT] {
            assert_eq!(command(KeyEvent::new(KeyCode::Char('L'), modifiers)), Some(Command::Language));
        }
        assert_eq!(command(KeyEvent::new(KeyCode::Char('l'), CONTROL)), Some(Command::Redraw));
        assert_eq!(command(KeyEvent::new(KeyCode::Char('#'), NONE)), None);
        assert_eq!(command(KeyEvent::new_with_kind(KeyCode::Char('q'), NONE, KeyEventKind::Release)), None);
    }

    #[test]
    fn a_key_means_what_its_screen_says() {
        let press = |screen| command(KeyEvent::new(KeyCode::Char('a'), NONE), screen);
        assert_eq!(press(Screen::Overview), Some(Command::Go(Screen::Alarms)));
        assert_eq!(press(Screen::Alarms), Some(Command::Acknowledge));
    }
}
