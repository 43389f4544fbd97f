//! A checked configuration back into TOML, with every default written out.

use crate::duty::{Better, Day, Format, Indicator, Kind, Level, Period, Profile, Receiver, Rule, Source, Text, Topic, Window};

use super::file::{
    AlarmTable, BetterKey, CatalogueKey, ClockTable, FeedTable, File, IndicatorTable, JournalTable, KindKey, LanguageKey,
    LevelKey, Located, NotifyTable, PeriodTable, RuleTable, ShiftTable, StepTable, ThemeKey, TopicKey, WindowKey, Wording,
};
use super::web::secret_keys;
use super::{Config, Look, access, mapping, queries};

const HEAD: &str = "\
# Everything in force, defaults included. To change something, name it alone in your own file: an indicator that a file
# names counts as wanted and is unknown until a feed delivers it.
";

pub(super) fn show(config: &Config) -> String {
    let plan = &config.plan;
    let file = File {
        region: text(plan.region.as_str()),
        language: config.language.map(|language| Located::nowhere(LanguageKey::of(language))),
        timezone: plan.zone.iana_name().and_then(text),
        theme: Some(Located::nowhere(match config.look {
            None => ThemeKey::Auto,
            Some(Look::Dark) => ThemeKey::Dark,
            Some(Look::Light) => ThemeKey::Light,
            Some(Look::ColourBlind) => ThemeKey::ColourBlind,
            Some(Look::HighContrast) => ThemeKey::HighContrast,
            Some(Look::Mono) => ThemeKey::Mono,
        })),
        ascii: config.ascii.map(Located::nowhere),
        mouse: Some(Located::nowhere(config.mouse)),
        catalogue: Some(Located::nowhere(CatalogueKey::None)),
        territories: Some(plan.territories.iter().filter_map(|name| text(name.as_str())).collect()),
        feed: config.sources.iter().map(feed).collect(),
        indicator: plan.indicators.iter().map(indicator).collect(),
        period: plan.periods.iter().map(period).collect(),
        shift: Some(Located::nowhere(ShiftTable {
            starts: Some(Located::nowhere(
                plan.roster.starts().iter().filter_map(|time| text(&time.strftime("%H:%M").to_string())).collect(),
            )),
        })),
        clock: plan.clocks.iter().map(clock).collect(),
        alarm: plan.acknowledgement.map(|span| Located::nowhere(AlarmTable { acknowledged_for: text(&span.to_string()) })),
        journal: Some(Located::nowhere(JournalTable {
            url: config.journal.file.as_ref().and_then(|file| text(&format!("sqlite:{}", file.display()))),
            retain: text(&config.journal.retain.to_string()),
        })),
        notify: notify(&config.receivers),
    };
    match toml::to_string(&file) {
        Ok(text) => format!("{HEAD}{text}"),
        Err(error) => format!("# cannot be written as TOML: {error}\n"),
    }
}

#[expect(clippy::unnecessary_wraps, reason = "every field of the file is optional")]
fn text(text: &str) -> Option<Located<String>> {
    Some(Located::nowhere(text.to_owned()))
}

fn wording(text: &Text) -> Option<Located<Wording>> {
    let (zh, en) = (text.zh.as_str().to_owned(), text.en.as_str().to_owned());
    if zh.is_empty() && en.is_empty() {
        return None;
    }
    Some(Located::nowhere(if zh == en { Wording::Same(zh) } else { Wording::Each { zh, en } }))
}

fn feed(source: &Source) -> Located<FeedTable> {
    let mut table = FeedTable {
        name: text(source.name.as_str()),
        url: text(&source.url),
        territory: source.territory.as_ref().and_then(|name| text(name.as_str())),
        every: text(&source.every.to_string()),
        timeout: text(&source.timeout.to_string()),
        stale_after: text(&source.stale_after.to_string()),
        max_bytes: Some(Located::nowhere(source.max_bytes)),
        allow_http: Some(Located::nowhere(source.allow_http)),
        proxy: source.proxy.as_deref().and_then(text),
        ..FeedTable::default()
    };
    access::shown(source, &mut table);
    match &source.format {
        Format::Native => {}
        Format::Json(mapping) => mapping::shown(mapping, &mut table),
        Format::Prometheus(queries) => queries::shown(queries, &mut table),
    }
    Located::nowhere(table)
}

/// The receivers; where there are none, the table that says so.
fn notify(receivers: &[Receiver]) -> Vec<Located<NotifyTable>> {
    if receivers.is_empty() {
        return vec![Located::nowhere(NotifyTable { bell: Some(Located::nowhere(false)), ..NotifyTable::default() })];
    }
    receivers.iter().map(receiver).collect()
}

fn receiver(receiver: &Receiver) -> Located<NotifyTable> {
    let (bearer_file, bearer_env) = secret_keys(receiver.bearer.as_ref());
    let argv = |argv: &Vec<String>| Located::nowhere(argv.iter().filter_map(|argument| text(argument)).collect());
    Located::nowhere(NotifyTable {
        name: text(receiver.name.as_str()),
        level: Some(level(receiver.level)),
        bell: Some(Located::nowhere(receiver.bell)),
        osc9: Some(Located::nowhere(receiver.osc9)),
        command: receiver.command.as_ref().map(argv),
        webhook: receiver.webhook.as_deref().and_then(text),
        bearer_file,
        bearer_env,
        allow_http: Some(Located::nowhere(receiver.allow_http)),
        timeout: text(&receiver.timeout.to_string()),
        repeat: receiver.repeat.and_then(|repeat| text(&repeat.to_string())),
        after: text(&receiver.after.to_string()),
    })
}

fn level(level: Level) -> Located<LevelKey> {
    Located::nowhere(match level {
        Level::Warning => LevelKey::Warning,
        Level::Critical => LevelKey::Critical,
    })
}

fn indicator(indicator: &Indicator) -> Located<IndicatorTable> {
    let (kind, window) = match indicator.kind {
        Kind::Count(Window::Day) => (KindKey::Count, Some(WindowKey::Day)),
        Kind::Count(Window::Month) => (KindKey::Count, Some(WindowKey::Month)),
        Kind::Count(Window::Year) => (KindKey::Count, Some(WindowKey::Year)),
        Kind::Gauge => (KindKey::Gauge, None),
        Kind::Rate => (KindKey::Rate, None),
        Kind::Rank => (KindKey::Rank, None),
    };
    Located::nowhere(IndicatorTable {
        id: text(indicator.id.as_str()),
        topic: Some(Located::nowhere(match indicator.topic {
            Topic::Safety => TopicKey::Safety,
            Topic::Traffic => TopicKey::Traffic,
            Topic::Drowning => TopicKey::Drowning,
            Topic::Petitions => TopicKey::Petitions,
            Topic::Drugs => TopicKey::Drugs,
            Topic::Fraud => TopicKey::Fraud,
            Topic::Campaign => TopicKey::Campaign,
        })),
        name: wording(&indicator.name),
        kind: Some(Located::nowhere(kind)),
        unit: wording(&indicator.unit),
        window: window.map(Located::nowhere),
        value: indicator.formula.as_ref().and_then(|formula| text(&formula.to_string())),
        feeds: (!indicator.feeds.is_empty())
            .then(|| Located::nowhere(indicator.feeds.iter().filter_map(|name| text(name.as_str())).collect())),
        better: Some(Located::nowhere(match indicator.better {
            Better::Lower => BetterKey::Lower,
            Better::Higher => BetterKey::Higher,
            Better::Neutral => BetterKey::Neutral,
        })),
        target: indicator.target.map(Located::nowhere),
        rules: Some(indicator.rules.iter().map(rule).collect()),
        guidance: wording(&indicator.guidance),
        clock: indicator.clock.as_ref().and_then(|clock| text(clock.as_str())),
    })
}

fn rule(rule: &Rule) -> Located<RuleTable> {
    Located::nowhere(RuleTable {
        level: Some(level(rule.level)),
        when: text(&rule.when.to_string()),
        hold: text(&rule.hold.to_string()),
        clear: rule.clear.as_ref().and_then(|clear| text(&clear.to_string())),
        keep: text(&rule.keep.to_string()),
    })
}

fn clock(clock: &Profile) -> Located<ClockTable> {
    let step = |(name, within): &(Text, crate::duty::Span)| {
        Located::nowhere(StepTable { name: wording(name), within: text(&within.to_string()) })
    };
    let steps = Some(Located::nowhere(clock.steps.iter().map(step).collect()));
    Located::nowhere(ClockTable { name: text(clock.name.as_str()), steps })
}

fn period(period: &Period) -> Located<PeriodTable> {
    let day = |day| match day {
        Day::Yearly { month, day } => format!("{month:02}-{day:02}"),
        Day::Once(date) => date.to_string(),
    };
    let rules = period.rules.iter().map(|(id, rules)| (id.to_string(), Located::nowhere(rules.iter().map(rule).collect())));
    Located::nowhere(PeriodTable {
        name: wording(&period.name),
        from: text(&day(period.from)),
        to: text(&day(period.to)),
        every: period.every.and_then(|every| text(&every.to_string())),
        rules: rules.collect(),
        suppress: (!period.suppress.is_empty()).then(|| period.suppress.iter().filter_map(|id| text(id.as_str())).collect()),
    })
}
