//! The command line, as clap sees it.

use std::net::SocketAddr;
use std::path::PathBuf;

use clap::{Args, Parser, Subcommand, ValueEnum};
use clap_complete::Shell;

use crate::duty::Span;

/// 值班: a terminal dashboard for a county's duty room.
///
/// Without a command it shows the dashboard of the configuration; with no configuration anywhere, the demonstration
/// county.
#[derive(Debug, Parser)]
#[command(name = "zhiban", version, max_term_width = 100)]
pub struct Cli {
    /// What to do; the dashboard if nothing is said.
    #[command(subcommand)]
    pub command: Option<Command>,
    /// What holds for every command.
    #[command(flatten)]
    pub options: Options,
}

/// What holds for every command.
#[derive(Clone, Debug, Default, Args)]
pub struct Options {
    /// The configuration; default: `$XDG_CONFIG_HOME/zhiban/config.toml`
    #[arg(long, global = true, value_name = "FILE")]
    pub config: Option<PathBuf>,
    /// The language; default: on the dashboard the one chosen last, else the configuration's, else by the locale
    #[arg(long, global = true, value_name = "LANGUAGE")]
    pub language: Option<LanguageName>,
    /// The colours; default: those chosen last with the key T, else the configuration's, else by the terminal
    #[arg(long, global = true, value_name = "THEME")]
    pub theme: Option<ThemeName>,
    /// Draw the dashboard with plain ASCII instead of lines and symbols
    #[arg(long, global = true, conflicts_with = "unicode")]
    pub ascii: bool,
    /// Draw it with lines and symbols, whatever the terminal says of their width
    #[arg(long, global = true)]
    pub unicode: bool,
    /// How the dashboard is shown.
    #[command(flatten)]
    pub showing: ShowingOptions,
    /// Append a log to FILE; never to the screen
    #[arg(long, global = true, value_name = "FILE")]
    pub log: Option<PathBuf>,
    /// Log more; twice for everything
    #[arg(short, long, global = true, action = clap::ArgAction::Count)]
    pub verbose: u8,
}

/// How the dashboard is shown.
#[derive(Clone, Copy, Debug, Default, Args)]
pub struct ShowingOptions {
    /// Start the dashboard on the wall: large digits for a screen that nobody touches
    #[arg(long, global = true)]
    pub wall: bool,
    /// Let the dashboard only look on: no action, nothing written, nobody told; it follows the journal of another seat
    #[arg(long, global = true)]
    pub view_only: bool,
    /// Print what changes as lines of text instead of drawing; with -v every figure that changes
    #[arg(long, global = true, conflicts_with_all = ["wall", "view_only"])]
    pub plain: bool,
}

/// A language by name.
#[derive(Clone, Copy, Debug, ValueEnum)]
pub enum LanguageName {
    /// Chinese
    #[value(name = "zh-CN", alias = "zh")]
    Chinese,
    /// English
    #[value(name = "en")]
    English,
}

/// A theme by name.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum ThemeName {
    /// Asks the terminal
    Auto,
    /// For a dark background
    Dark,
    /// For a light background
    Light,
    /// Blue and orange, for the colour-blind
    ColourBlind,
    /// Black and white as far apart as they go
    HighContrast,
    /// No colour
    Mono,
}

/// A situation of the demonstration county by name.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
pub enum ScenarioName {
    /// Within a minute something crosses a threshold and a feed stumbles
    #[default]
    Story,
    /// Nothing is out of bounds
    Calm,
    /// One critical alarm
    Critical,
    /// One feed answers no longer
    FeedLost,
    /// A dozen alarms at once
    Flood,
    /// The end of a night shift, at five past eight
    Handover,
}

impl From<ScenarioName> for crate::demo::Scenario {
    fn from(name: ScenarioName) -> Self {
        match name {
            ScenarioName::Story => Self::Story,
            ScenarioName::Calm => Self::Calm,
            ScenarioName::Critical => Self::Critical,
            ScenarioName::FeedLost => Self::FeedLost,
            ScenarioName::Flood => Self::Flood,
            ScenarioName::Handover => Self::Handover,
        }
    }
}

/// The commands.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// Show the demonstration county: a real HTTP server on loopback, polled for real
    Demo {
        /// How many times as fast its time runs
        #[arg(long, value_name = "N", default_value_t = 1.0, value_parser = speed)]
        speed: f64,
        /// Which of the possible counties
        #[arg(long, value_name = "N", default_value_t = 1)]
        seed: u64,
        /// Which situation to see
        #[arg(long, value_enum, value_name = "NAME", default_value_t = ScenarioName::Story)]
        scenario: ScenarioName,
    },
    /// Show the dashboard over recorded feeds, in the recorded time
    Replay {
        /// Recorded feeds, one snapshot a line
        #[arg(required = true, value_name = "FILE")]
        files: Vec<PathBuf>,
        /// How many times as fast the recorded time runs; default: a snapshot every two seconds
        #[arg(long, value_name = "N", value_parser = speed)]
        speed: Option<f64>,
    },
    /// Run the rules over recorded feeds; print a JSON line for each alarm transition, then a summary
    Backtest {
        /// Recorded feeds, one snapshot a line
        #[arg(required = true, value_name = "FILE")]
        files: Vec<PathBuf>,
        /// Also print the measures of this indicator's rules, for each snapshot that delivers it
        #[arg(long, value_name = "ID")]
        explain: Option<String>,
    },
    /// Poll feeds and append each new snapshot to a file that replay and backtest take
    ///
    /// Each snapshot that is new, by its time, its sequence or its figures, becomes one document of the native format (zhiban/1) on a
    /// line of its own, whatever the format of the feed. A file that is there is continued. What the configuration does not list is left
    /// out; a figure that could not be read is recorded as not known, and that it was so is said on standard error, as are the troubles
    /// of feeds, none of which ends it. Ctrl-C or SIGTERM does. Exit 1 if a snapshot could not be written.
    Record(RecordArguments),
    /// Poll every feed once, evaluate, print; exit 0 normal, 1 warning, 2 critical, 3 unknown
    Check {
        /// How to print
        #[arg(long, value_enum, default_value_t = CheckFormat::Text)]
        format: CheckFormat,
    },
    /// The configuration: check it, print it, write a new one
    Config {
        /// What to do with it
        #[command(subcommand)]
        command: ConfigCommand,
    },
    /// Feeds: check a document, serve an exercise, print the format
    Feed {
        /// What to do with it
        #[command(subcommand)]
        command: FeedCommand,
    },
    /// Print the handover sheet of a shift or a span, from the journal
    Report(ReportArguments),
    /// The journal: check it, write it out, recover it
    Journal {
        /// What to do with it
        #[command(subcommand)]
        command: JournalCommand,
    },
    /// Print completions for a shell
    Completions {
        /// Which shell
        shell: Shell,
    },
    /// Print the manual page
    Man,
}

/// How `check` prints.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum CheckFormat {
    /// For people
    Text,
    /// One JSON object
    Json,
    /// A line for Nagios and its kin
    Nagios,
}

/// What to do with a configuration.
#[derive(Debug, Subcommand)]
pub enum ConfigCommand {
    /// Say whether it is right, and what is not
    Check,
    /// Print it as TOML with every default
    Show,
    /// Print a commented one to start from
    Init,
    /// Print its JSON Schema
    Schema,
}

/// What is recorded, and where.
#[derive(Debug, Args)]
pub struct RecordArguments {
    /// The file; for several feeds a folder (ending in / if it is to be made), with a file NAME.ndjson for each
    #[arg(value_name = "FILE")]
    pub file: PathBuf,
    /// Record this feed alone
    #[arg(long, value_name = "NAME")]
    pub feed: Option<String>,
    /// End by itself after this time, such as 8h
    #[arg(long = "for", value_name = "SPAN")]
    pub lasts: Option<Span>,
}

/// What is reported, and how.
#[derive(Debug, Args)]
pub struct ReportArguments {
    /// Which shift
    #[arg(long, value_enum, default_value_t = WhichShift::Current)]
    pub shift: WhichShift,
    /// A span instead: from this time, local to the county (2026-03-05T08:30) or RFC 3339
    #[arg(long, value_name = "TIME", conflicts_with = "shift")]
    pub from: Option<String>,
    /// Up to this time; default: now
    #[arg(long, value_name = "TIME", conflicts_with = "shift")]
    pub to: Option<String>,
    /// How to print
    #[arg(long, value_enum, default_value_t = ReportFormat::Markdown)]
    pub format: ReportFormat,
    /// A template of your own for HTML (minijinja)
    #[arg(long, value_name = "FILE")]
    pub template: Option<PathBuf>,
}

/// Which shift is reported.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum WhichShift {
    /// The one that is on
    Current,
    /// The one before
    Last,
}

/// How a report is printed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum ReportFormat {
    /// Markdown
    #[value(name = "md")]
    Markdown,
    /// A page for A4 paper
    Html,
    /// A table for spreadsheets
    Csv,
    /// For other programs
    Json,
}

impl From<ReportFormat> for crate::report::Format {
    fn from(format: ReportFormat) -> Self {
        match format {
            ReportFormat::Markdown => Self::Markdown,
            ReportFormat::Html => Self::Html,
            ReportFormat::Csv => Self::Csv,
            ReportFormat::Json => Self::Json,
        }
    }
}

/// What to do with the journal; `FILE` is that of the configuration unless it is named.
#[derive(Debug, Subcommand)]
pub enum JournalCommand {
    /// Say whether it is whole: every page, and every entry as it was written, after the one before
    Verify {
        /// The journal
        file: Option<PathBuf>,
    },
    /// Print every entry and reading, one JSON object a line
    Export {
        /// The journal
        file: Option<PathBuf>,
    },
    /// Copy what can be read of a damaged journal into a new one
    Recover {
        /// The damaged journal; it is only read
        damaged: PathBuf,
        /// The new one, which must not exist yet
        new: PathBuf,
    },
}

/// What to do with feeds.
#[derive(Debug, Subcommand)]
pub enum FeedCommand {
    /// Say whether a document is a valid feed, and where not
    Check {
        /// A file (one snapshot, or one a line in a .ndjson), or an http or https URL
        #[arg(value_name = "FILE|URL")]
        source: String,
        /// The configured feed it is of: its answer is read as the configuration says. Of a URL the one that has it
        #[arg(long, value_name = "NAME")]
        feed: Option<String>,
    },
    /// Serve recordings or the demonstration county to other seats, for an exercise
    ///
    /// What was recorded first is true now, and all else follows; after the last snapshot the figures stay as they are. Each file is
    /// served as /NAME. A `[[feed]]` to read it is printed on standard output. No feed can say that it is an exercise: name it 演练,
    /// and read it with a configuration and a journal of its own. Ctrl-C or SIGTERM ends it.
    Serve(ServeArguments),
    /// Print the JSON Schema of a feed
    Schema,
}

/// What is served for an exercise, and where.
#[derive(Debug, Args)]
pub struct ServeArguments {
    /// Recorded feeds, one snapshot a line; or `demo`, the demonstration county
    #[arg(required = true, value_name = "FILE|demo")]
    pub sources: Vec<PathBuf>,
    /// Where to listen; beyond this machine (0.0.0.0:8787) anyone who reaches it can read the figures
    #[arg(long, value_name = "ADDRESS:PORT", default_value = "127.0.0.1:8787")]
    pub listen: SocketAddr,
    /// How many times as fast its time runs
    #[arg(long, value_name = "N", default_value_t = 1.0, value_parser = speed)]
    pub speed: f64,
    /// Which of the possible counties, of `demo`; default: 1
    #[arg(long, value_name = "N")]
    pub seed: Option<u64>,
    /// Which situation, of `demo`; default: story
    #[arg(long, value_enum, value_name = "NAME")]
    pub scenario: Option<ScenarioName>,
}

fn speed(text: &str) -> Result<f64, String> {
    let max = crate::app::Clock::MAX_SPEED;
    match text.parse::<f64>() {
        Ok(speed) if speed > 0.0 && speed <= max => Ok(speed),
        _ => Err(format!("a number above 0 and up to {max}")),
    }
}
