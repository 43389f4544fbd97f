//! The one key table: what each key does, and what the footer, the help and the README say of it.

use crossterm::event::{KeyCode, KeyEvent, KeyEventKind, KeyModifiers};

use crate::duty::Text;
use crate::screen::Hint;

/// What a user can ask for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Command {
    /// Switch the language.
    Language,
    /// Show or hide the help.
    Help,
    /// Poll every feed now.
    PollNow,
    /// Scroll the list of what is out of bounds down.
    Down,
    /// Scroll it up.
    Up,
    /// Draw the screen afresh.
    Redraw,
    /// Give the terminal back to the shell for a while.
    Suspend,
    /// End the dashboard.
    Quit,
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
}

const NONE: KeyModifiers = KeyModifiers::NONE;
const CONTROL: KeyModifiers = KeyModifiers::CONTROL;

/// Every key, the most important first.
pub const KEYS: [Binding; 8] = [
    Binding {
        keys: &[(KeyCode::Char('?'), NONE), (KeyCode::F(1), NONE)],
        name: "?",
        label: ("帮助", "help"),
        command: Command::Help,
    },
    Binding {
        keys: &[(KeyCode::Char('L'), NONE), (KeyCode::Char('l'), NONE)],
        name: "L",
        label: ("English", "中文"),
        command: Command::Language,
    },
    Binding { keys: &[(KeyCode::Char('r'), NONE)], name: "r", label: ("立即轮询", "poll now"), command: Command::PollNow },
    Binding {
        keys: &[(KeyCode::Char('q'), NONE), (KeyCode::Char('c'), CONTROL)],
        name: "q",
        label: ("退出", "quit"),
        command: Command::Quit,
    },
    Binding {
        keys: &[(KeyCode::Down, NONE), (KeyCode::Char('j'), NONE)],
        name: "Down",
        label: ("下翻", "scroll down"),
        command: Command::Down,
    },
    Binding {
        keys: &[(KeyCode::Up, NONE), (KeyCode::Char('k'), NONE)],
        name: "Up",
        label: ("上翻", "scroll up"),
        command: Command::Up,
    },
    Binding { keys: &[(KeyCode::Char('l'), CONTROL)], name: "Ctrl-L", label: ("重绘", "redraw"), command: Command::Redraw },
    Binding { keys: &[(KeyCode::Char('z'), CONTROL)], name: "Ctrl-Z", label: ("挂起", "suspend"), command: Command::Suspend },
];

/// What a key asks for.
pub(super) fn command(event: KeyEvent) -> Option<Command> {
    if event.kind == KeyEventKind::Release {
        return None;
    }
    // A capital letter is a key of its own: whether Shift is reported with it differs between terminals.
    let pressed = (event.code, event.modifiers.difference(KeyModifiers::SHIFT));
    KEYS.iter().find(|binding| binding.keys.contains(&pressed)).map(|binding| binding.command)
}

/// The table as the screen shows it.
#[must_use]
pub fn hints() -> Vec<Hint> {
    KEYS.iter().map(|binding| Hint { key: binding.name, label: Text::new(binding.label.0, binding.label.1) }).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_key_means_two_things() {
        let keys: Vec<_> = KEYS.iter().flat_map(|binding| binding.keys).collect();
        for (n, key) in keys.iter().enumerate() {
            assert!(!keys[n + 1..].contains(key), "{key:?}");
        }
    }

    #[test]
    fn capitals_count_with_and_without_shift() {
        for modifiers in [NONE, KeyModifiers::SHIFT] {
            assert_eq!(command(KeyEvent::new(KeyCode::Char('L'), modifiers)), Some(Command::Language));
        }
        assert_eq!(command(KeyEvent::new(KeyCode::Char('l'), CONTROL)), Some(Command::Redraw));
        assert_eq!(command(KeyEvent::new(KeyCode::Char('x'), NONE)), None);
        assert_eq!(command(KeyEvent::new_with_kind(KeyCode::Char('q'), NONE, KeyEventKind::Release)), None);
    }
}
