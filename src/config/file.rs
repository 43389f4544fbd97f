//! The configuration file as it is written: every key, with its meaning. The JSON Schema comes from here too.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::ops::Range;

use schemars::{JsonSchema, Schema, SchemaGenerator};
use serde::{Deserialize, Serialize};

use crate::duty::Language;

mod feed;
mod notify;
mod wording;

pub(super) use feed::{
    AsOfTable, EmptyKey, FeedTable, FormatKey, OkTable, PathsKey, ReduceKey, RowsTable, TakeKey, TakeTable, ValueKey, ValueTable,
};
pub(super) use notify::NotifyTable;
pub(super) use wording::Wording;

/// A value with its place in the file.
#[derive(Clone, Debug, Deserialize, Serialize)]
#[serde(transparent)]
pub(super) struct Located<T>(toml::Spanned<T>);

impl<T> Located<T> {
    /// A value that stands in no file.
    pub(super) fn nowhere(value: T) -> Self {
        Self(toml::Spanned::new(0..0, value))
    }

    pub(super) fn get(&self) -> &T {
        self.0.get_ref()
    }

    pub(super) fn range(&self) -> Range<usize> {
        self.0.span()
    }
}

impl<T: JsonSchema> JsonSchema for Located<T> {
    fn inline_schema() -> bool {
        T::inline_schema()
    }

    fn schema_name() -> Cow<'static, str> {
        T::schema_name()
    }

    fn schema_id() -> Cow<'static, str> {
        T::schema_id()
    }

    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        T::json_schema(generator)
    }
}

/// zhiban's configuration.
#[derive(Clone, Debug, Default, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
#[schemars(title = "zhiban configuration")]
pub(super) struct File {
    /// What the county is called on screen.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) region: Option<Located<String>>,
    /// The language to start in; the key `L` switches. Default: from `LANG`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) language: Option<Located<LanguageKey>>,
    /// The county's time zone (IANA name): windows, shifts and periods follow it. Default: the machine's.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) timezone: Option<Located<String>>,
    /// What the colours are made for; the key `T` switches. Default: the terminal is asked.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) theme: Option<Located<ThemeKey>>,
    /// Draws with plain ASCII instead of lines and symbols. Default: by what the terminal says, else by the locale.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) ascii: Option<Located<bool>>,
    /// Whether the mouse selects, opens and scrolls; without it the terminal marks text as it is used to. Default: true.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) mouse: Option<Located<bool>>,
    /// The built-in catalogue of indicators and periods, or none.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) catalogue: Option<Located<CatalogueKey>>,
    /// The townships. A feed's figures for others are left out.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) territories: Option<Vec<Located<String>>>,
    /// The feeds to poll.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(super) feed: Vec<Located<FeedTable>>,
    /// New indicators, or the named fields of built-in ones.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(super) indicator: Vec<Located<IndicatorTable>>,
    /// Periods of higher risk. One with the name of a built-in period replaces it; the rules of an indicator above go before
    /// those of a built-in period.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(super) period: Vec<Located<PeriodTable>>,
    /// Profiles of reporting clocks.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(super) clock: Vec<Located<ClockTable>>,
    /// The shifts.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) shift: Option<Located<ShiftTable>>,
    /// Alarms.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) alarm: Option<Located<AlarmTable>>,
    /// The journal.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) journal: Option<Located<JournalTable>>,
    /// Who is told of alarms. Default: the terminal's bell rings for what is critical.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(super) notify: Vec<Located<NotifyTable>>,
}

/// A language.
#[derive(Clone, Copy, Debug, Deserialize, Serialize, JsonSchema)]
pub(super) enum LanguageKey {
    #[serde(rename = "zh-CN")]
    Chinese,
    #[serde(rename = "en")]
    English,
}

impl LanguageKey {
    pub(super) fn language(self) -> Language {
        match self {
            Self::Chinese => Language::Zh,
            Self::English => Language::En,
        }
    }

    pub(super) fn of(language: Language) -> Self {
        match language {
            Language::Zh => Self::Chinese,
            Language::En => Self::English,
        }
    }
}

/// What the colours are made for.
#[derive(Clone, Copy, Debug, Deserialize, Serialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub(super) enum ThemeKey {
    /// Asks the terminal.
    Auto,
    /// A dark background.
    Dark,
    /// A light background.
    Light,
    /// Blue and orange: for the colour-blind.
    ColourBlind,
    /// Black and white as far apart as they go.
    HighContrast,
    /// No colour at all.
    Mono,
}

/// Which catalogue to start from.
#[derive(Clone, Copy, Debug, Deserialize, Serialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub(super) enum CatalogueKey {
    /// The six topics and the campaign.
    BuiltIn,
    /// Nothing.
    None,
}

/// An indicator: a new one, or the named fields of a built-in one.
#[derive(Clone, Debug, Default, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
#[schemars(extend("required" = ["id"]))]
pub(super) struct IndicatorTable {
    /// Its name in the feeds, such as `traffic.deaths`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) id: Option<Located<String>>,
    /// The area of work it belongs to.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) topic: Option<Located<TopicKey>>,
    /// What it is called on screen.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) name: Option<Located<Wording>>,
    /// What sort of figure it is.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) kind: Option<Located<KindKey>>,
    /// Its unit.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) unit: Option<Located<Wording>>,
    /// What a count accumulates over.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) window: Option<Located<WindowKey>>,
    /// What it is computed from, in place of a feed: `petitions.closed / petitions.received * 100`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) value: Option<Located<String>>,
    /// The feeds that alone may deliver it: the first that knows it. Default: any.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) feeds: Option<Located<Vec<Located<String>>>>,
    /// Which direction is good. Default: neutral.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) better: Option<Located<BetterKey>>,
    /// What it should reach, in its own unit.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) target: Option<Located<f64>>,
    /// Its rules; they replace all rules of a built-in indicator.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) rules: Option<Vec<Located<RuleTable>>>,
    /// One sentence on what to do when a rule holds.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) guidance: Option<Located<Wording>>,
    /// The reporting clock that a new event of this count starts, by the name of its profile.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) clock: Option<Located<String>>,
}

/// A condition at a level.
#[derive(Clone, Debug, Default, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
#[schemars(extend("required" = ["level", "when"]))]
pub(super) struct RuleTable {
    /// How bad it is when it holds.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) level: Option<Located<LevelKey>>,
    /// `<measure> <op> <number>`, joined by `and`: `value >= 3 and increase(1h) > 0`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) when: Option<Located<String>>,
    /// How long it must hold before it raises. Default: at once.
    #[serde(rename = "for", skip_serializing_if = "Option::is_none")]
    pub(super) hold: Option<Located<String>>,
    /// What ends it. Default: that `when` no longer holds.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) clear: Option<Located<String>>,
    /// How long it must have ended before it clears. Default: at once.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) keep: Option<Located<String>>,
}

/// A period of higher risk.
#[derive(Clone, Debug, Default, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
#[schemars(extend("required" = ["name", "from", "to"]))]
pub(super) struct PeriodTable {
    /// What it is called on screen.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) name: Option<Located<Wording>>,
    /// Its first day: `06-15` for every year, or a full date.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) from: Option<Located<String>>,
    /// Its last day.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) to: Option<Located<String>>,
    /// How often feeds are polled while it lasts, where that is faster than their own.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) every: Option<Located<String>>,
    /// By indicator, the rules that stand in place of its own.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub(super) rules: BTreeMap<String, Located<Vec<Located<RuleTable>>>>,
    /// The indicators whose alarms are suppressed while it lasts, by design: schools are closed.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) suppress: Option<Vec<Located<String>>>,
}

/// A profile of reporting clocks: the steps of a report upward, and how long each may take.
#[derive(Clone, Debug, Default, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
#[schemars(extend("required" = ["name", "steps"]))]
pub(super) struct ClockTable {
    /// Its name, which indicators give.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) name: Option<Located<String>>,
    /// Its steps.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) steps: Option<Located<Vec<Located<StepTable>>>>,
}

/// A step of a report upward.
#[derive(Clone, Debug, Default, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
#[schemars(extend("required" = ["name", "within"]))]
pub(super) struct StepTable {
    /// What is to be reported.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) name: Option<Located<Wording>>,
    /// How long after the event became known here it is late.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) within: Option<Located<String>>,
}

/// Alarms.
#[derive(Clone, Debug, Default, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub(super) struct AlarmTable {
    /// How long an acknowledgement lasts before the alarm must be acknowledged again. Default: as long as the alarm.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) acknowledged_for: Option<Located<String>>,
}

/// The journal.
#[derive(Clone, Debug, Default, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub(super) struct JournalTable {
    /// Where it is: `sqlite:FILE`, relative to the configuration file. Default: `zhiban/journal.db` under `$XDG_STATE_HOME`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) url: Option<Located<String>>,
    /// How long readings are kept; entries are kept for good. Default: 156w.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) retain: Option<Located<String>>,
}

/// The shifts.
#[derive(Clone, Debug, Default, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub(super) struct ShiftTable {
    /// The daily handover times. Default: 08:30 and 17:30.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) starts: Option<Located<Vec<Located<String>>>>,
}

/// An area of work.
#[derive(Clone, Copy, Debug, Deserialize, Serialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub(super) enum TopicKey {
    Safety,
    Traffic,
    Drowning,
    Petitions,
    Drugs,
    Fraud,
    Campaign,
}

/// A sort of figure.
#[derive(Clone, Copy, Debug, Deserialize, Serialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub(super) enum KindKey {
    /// What has accumulated in its window so far.
    Count,
    /// A level at a moment.
    Gauge,
    /// A share or ratio.
    Rate,
    /// A place among others.
    Rank,
}

/// What a count accumulates over.
#[derive(Clone, Copy, Debug, Deserialize, Serialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub(super) enum WindowKey {
    Day,
    Month,
    Year,
}

/// Which direction is good.
#[derive(Clone, Copy, Debug, Deserialize, Serialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub(super) enum BetterKey {
    Lower,
    Higher,
    Neutral,
}

/// How bad it is when a rule holds.
#[derive(Clone, Copy, Debug, Deserialize, Serialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub(super) enum LevelKey {
    Warning,
    Critical,
}
