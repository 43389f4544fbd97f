//! `zhiban feed serve`: recordings or the demonstration county for other seats, for an exercise.

mod printed;

use std::io;
use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use jiff::Timestamp;
use jiff::tz::TimeZone;
use tokio::net::TcpListener;

use crate::cli::{Options, ScenarioName, ServeArguments};
use crate::config::Config;
use crate::demo::{self, County, Exercise, FEEDS, Recording, Scenario, TERRITORIES};
use crate::duty::{Clean, Span};
use crate::screen::Words;

use super::ending::Ending;
use super::{Failure, block_on, print, setup};

use printed::{Served, printed};

/// The name of the demonstration county among recordings.
const DEMO: &str = "demo";

/// How often the county's feeds are polled.
const EVERY_OF_COUNTY: Span = Span::from_seconds(5);

pub(super) fn run(options: &Options, arguments: &ServeArguments) -> Result<ExitCode, Failure> {
    let built_in = setup::built_in("")?;
    let words = Words::of(setup::language(options, &built_in));
    match arguments.sources.as_slice() {
        [source] if source == Path::new(DEMO) => county(arguments, &built_in, words),
        files if files.iter().any(|file| file == Path::new(DEMO)) => {
            Err(Failure::Other("`demo` is served alone; a file of that name is ./demo".to_owned()))
        }
        _ if arguments.seed.is_some() || arguments.scenario.is_some() => {
            Err(Failure::Other("--seed and --scenario are of the demonstration county: zhiban feed serve demo".to_owned()))
        }
        files => recordings(files, arguments, &built_in, words),
    }
}

fn county(arguments: &ServeArguments, built_in: &Config, words: &'static Words) -> Result<ExitCode, Failure> {
    let zone = TimeZone::get("Asia/Shanghai").map_err(|error| Failure::Other(error.to_string()))?;
    let scenario: Scenario = arguments.scenario.unwrap_or(ScenarioName::Story).into();
    let origin = super::demo::begins(scenario, &zone);
    let county = County::of(scenario, arguments.seed.unwrap_or(1), origin, zone);
    let exercise = Exercise::new(origin, Timestamp::now(), arguments.speed);
    let feeds = FEEDS.map(|name| (name.to_owned(), EVERY_OF_COUNTY)).to_vec();
    let territories = TERRITORIES.map(|(name, _)| name.to_owned()).to_vec();
    let served = Served { feeds, territories, ids: Vec::new() };
    run_until_told(arguments.listen, &served, built_in, words, |listener| demo::exercise_county(county, exercise, listener))
}

fn recordings(
    files: &[PathBuf],
    arguments: &ServeArguments,
    built_in: &Config,
    words: &'static Words,
) -> Result<ExitCode, Failure> {
    let mut recordings: Vec<(String, Recording)> = Vec::new();
    for file in files {
        let name = Clean::new(&file.file_stem().unwrap_or_default().to_string_lossy()).to_string();
        if recordings.iter().any(|(other, _)| *other == name) {
            return Err(Failure::Other(format!("two recordings are named {name}: rename one, each is served under its name")));
        }
        recordings.push((name, Recording::read(file)?));
    }
    let Some(first) = recordings.iter().map(|(_, recording)| recording.first()).min() else {
        return Err(Failure::Other("there is nothing to serve".to_owned()));
    };
    let served = Served::of(&recordings, arguments.speed);
    let exercise = Exercise::new(first, Timestamp::now(), arguments.speed);
    run_until_told(arguments.listen, &served, built_in, words, |listener| {
        demo::exercise_recordings(recordings, exercise, listener)
    })
}

/// Serves, prints how it is read, and waits for a signal.
fn run_until_told(
    wanted: SocketAddr,
    served: &Served,
    built_in: &Config,
    words: &Words,
    serve: impl FnOnce(TcpListener) -> io::Result<SocketAddr>,
) -> Result<ExitCode, Failure> {
    block_on(async {
        let mut ending = Ending::listen()?;
        let listener = TcpListener::bind(wanted).await.map_err(|error| cannot_listen(wanted, error))?;
        let address = serve(listener).map_err(Failure::while_doing("cannot serve"))?;
        if !address.ip().is_loopback() {
            eprintln!(
                "{}",
                words.pick(
                    "其他机器可以访问：凡能连到这里的人都能读到这些（演练）数字",
                    "other machines may connect: anyone who reaches this address can read the (exercise) figures"
                )
            );
        }
        print(&printed(served, address, built_in, words)?)?;
        eprintln!("{}", words.pick("正在提供演练数据，Ctrl-C 结束", "serving an exercise; Ctrl-C ends it"));
        ending.asked().await;
        Ok(ExitCode::SUCCESS)
    })
}

fn cannot_listen(wanted: SocketAddr, error: io::Error) -> Failure {
    let what = match error.kind() {
        io::ErrorKind::AddrInUse => "another program listens there; take another port with --listen",
        io::ErrorKind::AddrNotAvailable => "this machine has no such address; 0.0.0.0 stands for all that it has",
        _ => return Failure::while_doing(format!("cannot listen on {wanted}"))(error),
    };
    Failure::Other(format!("cannot listen on {wanted}: {what}"))
}
