//! What the palette offers, in this order: topics, screens, commands, indicators, townships. Equal matches stay in it: by `xf`
//! 信访 comes before 下翻, which has a key at hand.

use crate::duty::{Language, Text, Topic};
use crate::screen::{Offer, Screen};

use super::super::keys::{Binding, Command, KEYS, bindings};
use super::super::state::App;
use super::Target;
use super::finder::Names;

type Entry = (Names, Offer, Target);

/// Everything that can be chosen where the user is.
pub(super) fn offers(app: &App) -> Vec<Entry> {
    let mut entries: Vec<Entry> = Topic::ALL.into_iter().map(topic).collect();
    entries.extend(screens());
    entries.extend(bindings(app.at).filter(|binding| is_possible(app, binding.command)).map(command));
    let room = app.room_on_screen();
    entries.extend(room.tracks().iter().map(|track| {
        let (topic, indicator) = (track.indicator.topic, &track.indicator);
        let (zh, en) = (topic.name(Language::Zh), topic.name(Language::En));
        let names = both(&indicator.name)
            .within(&format!("{zh}{}", indicator.name.zh))
            .within(&format!("{en} {}", indicator.name.en))
            .within(indicator.id.as_str());
        let label = Text::new(&format!("{zh} {}", indicator.name.zh), &format!("{en} {}", indicator.name.en));
        (names, Offer { label, leads: Text::new("走势", "trend"), key: "" }, Target::Indicator(indicator.id.clone()))
    }));
    entries.extend(room.territories().iter().enumerate().map(|(place, name)| {
        let label = Text { zh: name.clone(), en: name.clone() };
        (both(&label), Offer { label, leads: Text::new("乡镇", "township"), key: "" }, Target::Township(place))
    }));
    entries
}

/// Whether a command of the key table is offered: screens have entries of their own, whoever only looks on or back takes no action, and
/// some ask for an alarm under the cursor.
fn is_possible(app: &App, command: Command) -> bool {
    match command {
        _ if (app.view_only || app.past.is_some()) && command.acts() => false,
        Command::Palette | Command::Go(_) => false,
        Command::Acknowledge | Command::Unacknowledge | Command::Shelve | Command::Service => app.cursor.is_some(),
        _ => true,
    }
}

fn command(binding: &Binding) -> Entry {
    let label = Text::new(binding.label.0, binding.label.1);
    let offer = Offer { label: label.clone(), leads: Text::default(), key: binding.name };
    (both(&label), offer, Target::Command(binding.command))
}

/// Every screen that a key leads to from anywhere, each once.
fn screens() -> impl Iterator<Item = Entry> {
    Screen::ALL.into_iter().filter_map(|screen| KEYS.iter().find(|binding| binding.command == Command::Go(screen))).map(command)
}

fn topic(topic: Topic) -> Entry {
    let label = Text::new(topic.name(Language::Zh), topic.name(Language::En));
    let names = both(&label).called(topic.key());
    (names, Offer { label, leads: Text::new("分乡镇", "by township"), key: "" }, Target::Topic(topic))
}

fn both(text: &Text) -> Names {
    let names = Names::default().called(text.zh.as_str());
    if text.en == text.zh { names } else { names.called(text.en.as_str()) }
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use super::*;
    use crate::app::{Appearance, Looks, Message, update};
    use crate::config::Config;
    use crate::duty::Room;
    use crate::screen::{Theme, UNICODE};

    fn config() -> Config {
        let text = "[[feed]]\nname = \"a\"\nurl = \"https://a/\"\n[[notify]]\nname = \"desk\"\nbell = true\n";
        Config::parse(text, "test", Path::new("")).unwrap()
    }

    /// Neither the palette nor another configuration gives back what such a seat does not do.
    #[test]
    fn whoever_only_looks_on_is_offered_no_action_and_tells_nobody_under_another_configuration() {
        let now = jiff::Timestamp::UNIX_EPOCH;
        let config = config();
        let receivers = config.receivers.len();
        assert!(receivers > 0);
        let mut app = App::new(Room::new(config.plan, now), Language::Zh, Theme::mono(), UNICODE, None).telling(config.receivers);
        let acts = |app: &App| offers(app).iter().any(|(_, _, target)| matches!(target, Target::Command(c) if c.acts()));
        assert!(acts(&app));
        app = app.only_looking();
        assert!(!acts(&app));
        let look = Appearance { language: Language::Zh, glyphs: UNICODE, looks: Looks::default() };
        update(&mut app, Message::Reconfigured(Box::new(self::config()), Box::new(look)), now);
        assert!(app.view_only && app.receivers.is_empty());
    }
}
