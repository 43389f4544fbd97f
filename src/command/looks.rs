//! How the dashboard looks at the start: what the command line says, else what was chosen on the screen before, else the
//! configuration, else the terminal and its locale.

use std::io;
use std::sync::{Mutex, PoisonError};

use tracing::warn;

use crate::app::{Appearance, Looks};
use crate::cli::{LanguageName, Options, ThemeName};
use crate::config::{Choices, Config, Look};
use crate::duty::Language;
use crate::screen::{ASCII, BLOCKS, Depth, Glyphs, SAMPLES, Scheme, UNICODE};
use crate::term::{Facts, Inquiry, locale};

/// What the terminal is asked; a trait so that a test can answer.
trait Terminal {
    /// Whether each symbol takes one cell, where it says.
    fn takes_one_cell(&mut self) -> Option<bool>;
    /// Whether its background is light.
    fn is_light(&mut self) -> bool;
}

/// The terminal's answers, each asked for once: the configuration may need them again when it is edited, and then nobody is asked.
struct Told<'a> {
    terminal: Option<&'a mut Inquiry>,
    answers: Answers,
}

/// What a terminal has said.
#[derive(Clone, Copy, Debug, Default)]
struct Answers {
    was_asked_cells: bool,
    one_cell: Option<bool>,
    light: Option<bool>,
}

impl<'a> Told<'a> {
    /// What a terminal says, or nothing where there is none.
    fn by(terminal: Option<&'a mut Inquiry>) -> Self {
        Self { terminal, answers: Answers::default() }
    }

    /// What it has said.
    fn kept(self) -> Answers {
        self.answers
    }
}

impl Terminal for Told<'_> {
    fn takes_one_cell(&mut self) -> Option<bool> {
        self.answers.was_asked_cells = true;
        self.answers.one_cell = self.terminal.as_mut().and_then(|terminal| terminal.takes_one_cell(&SAMPLES));
        self.answers.one_cell
    }

    fn is_light(&mut self) -> bool {
        let light = self.terminal.as_mut().is_some_and(|terminal| terminal.is_light());
        self.answers.light = Some(light);
        light
    }
}

impl Terminal for Answers {
    fn takes_one_cell(&mut self) -> Option<bool> {
        self.one_cell
    }

    fn is_light(&mut self) -> bool {
        self.light.unwrap_or_default()
    }
}

impl Answers {
    /// With what is on screen in place of what was never asked, since a configuration said it that now may not any more.
    fn or_as(self, shown: &Appearance) -> Self {
        let one_cell = if self.was_asked_cells { self.one_cell } else { Some(shown.glyphs != ASCII) };
        Self { one_cell, light: self.light.or(Some(shown.looks.light)), ..self }
    }
}

/// How the dashboard looks by a configuration that is read again, where it looked as `shown` before. The terminal is not asked.
fn again(options: Options, facts: Facts, told: Answers, shown: Appearance) -> impl Fn(&Config) -> Appearance {
    let shown = Mutex::new(shown);
    move |config| {
        let mut shown = shown.lock().unwrap_or_else(PoisonError::into_inner);
        *shown = start(&options, config, Choices::default(), facts, &mut told.or_as(&shown));
        shown.clone()
    }
}

/// What was chosen on the screen before. What cannot be read is as if nothing had been chosen.
fn remembered() -> Choices {
    let Some(path) = Choices::default_path() else { return Choices::default() };
    Choices::read(&path).unwrap_or_else(|error| {
        warn!(%error, "remembered choices are left out");
        Choices::default()
    })
}

/// Asks the terminal what nobody has said; where nothing is drawn there is none to ask. Gives how the dashboard looks at the start and
/// by a configuration that is read again, and the terminal, which is in raw mode until that is dropped.
pub(super) fn ask(
    options: Options,
    config: &Config,
) -> io::Result<(Appearance, impl Fn(&Config) -> Appearance + use<>, Option<Inquiry>)> {
    let mut terminal = if options.showing.plain { None } else { Some(Inquiry::begin()?) };
    let (choices, facts, mut told) = (remembered(), Facts::learn(), Told::by(terminal.as_mut()));
    let shown = start(&options, config, choices, facts, &mut told);
    let again = again(options, facts, told.kept(), shown.clone());
    Ok((shown, again, terminal))
}

/// Decides how the dashboard looks; the terminal is asked only what nobody has said.
fn start(options: &Options, config: &Config, choices: Choices, facts: Facts, terminal: &mut impl Terminal) -> Appearance {
    let language = options.language.map(LanguageName::language).or(choices.language).or(config.language);
    let glyphs = glyphs(options, config, facts, terminal);
    let depth = depth(facts);
    let look = match options.theme {
        Some(asked) => asked.look(),
        None => choices.look.or(config.look),
    };
    // Any of the three may say what the background is, even where another says which colours.
    let said = [options.theme.and_then(ThemeName::look), choices.look, config.look];
    let said = said.into_iter().flatten().find_map(Look::is_light).filter(|_| look.is_some());
    let light = said.unwrap_or_else(|| depth != Depth::None && terminal.is_light());
    let scheme = look.map_or(if light { Scheme::Light } else { Scheme::Dark }, Scheme::from);
    let language = language.unwrap_or_else(|| Language::of_locale(&locale()));
    Appearance { language, glyphs, looks: Looks { scheme, light, depth, choices } }
}

fn glyphs(options: &Options, config: &Config, facts: Facts, terminal: &mut impl Terminal) -> Glyphs {
    let said = match (options.ascii, options.unicode) {
        (true, _) => Some(true),
        (false, true) => Some(false),
        (false, false) => config.ascii,
    };
    let ascii = said.unwrap_or_else(|| !terminal.takes_one_cell().unwrap_or(facts.unicode));
    match (ascii, facts.braille) {
        (true, _) => ASCII,
        (false, true) => UNICODE,
        (false, false) => BLOCKS,
    }
}

fn depth(facts: Facts) -> Depth {
    match facts.colour_bits {
        0 => Depth::None,
        1..=4 => Depth::Sixteen,
        5..=8 => Depth::Palette,
        _ => Depth::True,
    }
}

impl LanguageName {
    /// The language of that name.
    pub(super) fn language(self) -> Language {
        match self {
            Self::Chinese => Language::Zh,
            Self::English => Language::En,
        }
    }
}

impl ThemeName {
    /// What the colours are made for; nothing where the terminal is to say it.
    fn look(self) -> Option<Look> {
        match self {
            Self::Auto => None,
            Self::Dark => Some(Look::Dark),
            Self::Light => Some(Look::Light),
            Self::ColourBlind => Some(Look::ColourBlind),
            Self::HighContrast => Some(Look::HighContrast),
            Self::Mono => Some(Look::Mono),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A terminal that counts how often it is asked.
    #[derive(Default)]
    struct Asked {
        one_cell: Option<bool>,
        light: bool,
        widths: u32,
        grounds: u32,
    }

    impl Terminal for Asked {
        fn takes_one_cell(&mut self) -> Option<bool> {
            self.widths += 1;
            self.one_cell
        }

        fn is_light(&mut self) -> bool {
            self.grounds += 1;
            self.light
        }
    }

    const FACTS: Facts = Facts { colour_bits: 24, unicode: true, braille: true };

    fn from(options: &Options, config: &str, choices: Choices, facts: Facts, terminal: &mut Asked) -> Appearance {
        start(options, &crate::command::setup::built_in(config).unwrap(), choices, facts, terminal)
    }

    fn scheme(theme: Option<ThemeName>, look: Option<Look>, config: &str, terminal: &mut Asked) -> (Scheme, bool) {
        let options = Options { theme, ..Options::default() };
        let looks = from(&options, config, Choices { look, ..Choices::default() }, FACTS, terminal).looks;
        (looks.scheme, looks.light)
    }

    #[test]
    fn the_language_is_the_command_lines_then_the_remembered_then_the_configurations() {
        let english = Choices { language: Some(Language::En), ..Choices::default() };
        let zh = "language = \"zh-CN\"\n";
        let language = |asked: Option<LanguageName>, choices: Choices, config: &str| {
            let options = Options { language: asked, ..Options::default() };
            from(&options, config, choices, FACTS, &mut Asked::default()).language
        };
        assert_eq!(language(Some(LanguageName::Chinese), english.clone(), "language = \"en\"\n"), Language::Zh);
        assert_eq!(language(None, english, zh), Language::En);
        assert_eq!(language(None, Choices::default(), zh), Language::Zh);
    }

    #[test]
    fn the_theme_is_the_command_lines_then_the_remembered_then_the_configurations_then_the_terminals() {
        let mut silent = Asked::default();
        assert_eq!(
            scheme(Some(ThemeName::Mono), Some(Look::Light), "theme = \"dark\"", &mut silent),
            (Scheme::Mono, true),
            "that the background is light is still known"
        );
        assert_eq!(scheme(None, Some(Look::ColourBlind), "theme = \"light\"", &mut silent), (Scheme::ColourBlind, true));
        assert_eq!(scheme(None, None, "theme = \"dark\"", &mut silent), (Scheme::Dark, false));
        assert_eq!(silent.grounds, 0, "nobody asks what is said");
        let mut light = Asked { light: true, ..Asked::default() };
        assert_eq!(scheme(None, None, "", &mut light), (Scheme::Light, true));
        assert_eq!(scheme(None, None, "theme = \"high-contrast\"", &mut light), (Scheme::HighContrast, true));
        assert_eq!(scheme(Some(ThemeName::Auto), Some(Look::Dark), "theme = \"dark\"", &mut light), (Scheme::Light, true));
        assert_eq!(light.grounds, 3);
        let none = Facts { colour_bits: 0, ..FACTS };
        from(&Options::default(), "", Choices::default(), none, &mut light);
        assert_eq!(light.grounds, 3, "without colours it does not matter");
    }

    /// How it looks at the start and after each of these edits, on a terminal that would answer so.
    fn edited(one_cell: bool, light: bool, configs: &[&str]) -> Vec<(bool, Scheme)> {
        let mut told = Told::by(None);
        let mut asked = Asked { one_cell: Some(one_cell), light, ..Asked::default() };
        let first = from(&Options::default(), configs[0], Choices::default(), FACTS, &mut asked);
        if asked.widths > 0 {
            (told.answers.was_asked_cells, told.answers.one_cell) = (true, Some(one_cell));
        }
        told.answers.light = (asked.grounds > 0).then_some(light);
        let again = again(Options::default(), FACTS, told.kept(), first.clone());
        let edits = configs[1..].iter().map(|config| again(&crate::command::setup::built_in(config).unwrap()));
        std::iter::once(first).chain(edits).map(|look| (look.glyphs == ASCII, look.looks.scheme)).collect()
    }

    #[test]
    fn what_a_configuration_says_no_more_stays_as_it_is_where_the_terminal_was_never_asked() {
        assert_eq!(
            edited(false, true, &["ascii = true\ntheme = \"light\"", ""]),
            [(true, Scheme::Light), (true, Scheme::Light)],
            "not Unicode where it is two cells wide, nor dark on light"
        );
        assert_eq!(
            edited(false, false, &["ascii = true\ntheme = \"dark\"", "ascii = false\ntheme = \"light\"", ""]),
            [(true, Scheme::Dark), (false, Scheme::Light), (false, Scheme::Light)]
        );
        assert_eq!(
            edited(false, true, &["", "ascii = false\ntheme = \"dark\"", ""]),
            [(true, Scheme::Light), (false, Scheme::Dark), (true, Scheme::Light)],
            "what it has answered counts again"
        );
    }

    #[test]
    fn symbols_are_ascii_where_somebody_says_so_or_the_terminal_or_in_its_silence_the_locale() {
        let glyphs = |ascii, unicode, config: &str, one_cell, locale| {
            let options = Options { ascii, unicode, ..Options::default() };
            let mut terminal = Asked { one_cell, ..Asked::default() };
            let start = from(&options, config, Choices::default(), Facts { unicode: locale, ..FACTS }, &mut terminal);
            (start.glyphs == ASCII, terminal.widths)
        };
        assert_eq!(glyphs(true, false, "ascii = false", Some(true), true), (true, 0));
        assert_eq!(glyphs(false, true, "ascii = true", Some(false), false), (false, 0));
        assert_eq!(glyphs(false, false, "ascii = true", Some(true), true), (true, 0));
        assert_eq!(glyphs(false, false, "ascii = false", Some(false), false), (false, 0));
        assert_eq!(glyphs(false, false, "", Some(false), true), (true, 1));
        assert_eq!(glyphs(false, false, "", Some(true), false), (false, 1));
        assert_eq!(glyphs(false, false, "", None, true), (false, 1));
        assert_eq!(glyphs(false, false, "", None, false), (true, 1));
    }
}
