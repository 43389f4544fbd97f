//! The `[[notify]]` tables, checked.

use std::path::Path;

use crate::duty::{Clean, Level, Receiver};

use super::check::Check;
use super::file::{LevelKey, Located, NotifyTable};
use super::web::{Purpose, address, bearer};

/// What the addresses here are for.
const WEBHOOK: Purpose = Purpose {
    scheme: "a webhook is called over https or http",
    plain: "plain http to another machine: anyone on the way can read and change what is sent",
    allow: "use https, or set `allow_http = true` for this receiver",
    example: "such as \"https://10.1.2.5/hook\"",
    secret: "use `bearer_file` or `bearer_env`",
};

/// The receivers of a file; `folder` is what programs and secret files are relative to. With no table at all the bell rings for what is
/// critical.
pub(super) fn receivers(check: &mut Check<'_>, tables: &[Located<NotifyTable>], folder: &Path) -> Vec<Receiver> {
    if tables.is_empty() {
        return vec![Receiver::default()];
    }
    let mut receivers: Vec<Receiver> = Vec::with_capacity(tables.len());
    for (number, table) in tables.iter().enumerate() {
        let Some(receiver) = receiver(check, table, number + 1, folder) else { continue };
        if receivers.iter().any(|other| other.name == receiver.name) {
            let range = table.get().name.as_ref().map_or_else(|| table.range(), Located::range);
            check.problem(range, format!("there are two receivers named `{}`", receiver.name), None);
        }
        receivers.push(receiver);
    }
    receivers
}

fn receiver(check: &mut Check<'_>, table: &Located<NotifyTable>, number: usize, folder: &Path) -> Option<Receiver> {
    let fields = table.get();
    let is_set = |flag: &Option<Located<bool>>| flag.as_ref().is_some_and(|flag| *flag.get());
    let allow_http = is_set(&fields.allow_http);
    let receiver = Receiver {
        name: name(check, fields.name.as_ref(), number),
        level: fields.level.as_ref().map_or(Level::Critical, |level| match level.get() {
            LevelKey::Warning => Level::Warning,
            LevelKey::Critical => Level::Critical,
        }),
        bell: is_set(&fields.bell),
        osc9: is_set(&fields.osc9),
        command: fields.command.as_ref().and_then(|argv| command(check, argv, folder)),
        webhook: fields.webhook.as_ref().and_then(|url| address(check, url, (allow_http, false), &WEBHOOK)),
        bearer: bearer(check, fields.bearer_file.as_ref(), fields.bearer_env.as_ref(), folder),
        allow_http,
        timeout: check.interval(fields.timeout.as_ref(), Receiver::TIMEOUT),
        repeat: fields.repeat.as_ref().map(|repeat| check.interval(Some(repeat), Receiver::TIMEOUT)),
        after: fields.after.as_ref().and_then(|after| check.span(after)).unwrap_or_default(),
    };
    if let Some(token) = fields.bearer_file.as_ref().or(fields.bearer_env.as_ref()).filter(|_| fields.webhook.is_none()) {
        check.problem(token.range(), "a token is for a `webhook`, and this receiver has none", None);
    }
    let is_told = receiver.channels().next().is_some();
    let is_silenced = fields.bell.is_some() && fields.osc9.is_none();
    if !is_told && fields.command.is_none() && fields.webhook.is_none() && !is_silenced && !check.explains(&table.range()) {
        let help = "set `bell = true`, `osc9 = true`, a `command` or a `webhook`; `bell = false` alone keeps the bell silent";
        check.problem(table.range(), "this receiver is told in no way", Some(help.to_owned()));
    }
    is_told.then_some(receiver)
}

fn name(check: &mut Check<'_>, written: Option<&Located<String>>, number: usize) -> Clean {
    let Some(written) = written else { return Clean::new(&format!("notify {number}")) };
    let name = Clean::new(written.get().trim());
    if name.as_str().is_empty() {
        check.problem(written.range(), "this name is empty", None);
    }
    name
}

/// A program and its arguments. One that is named by a path is found from the configuration, like all files named in it.
fn command(check: &mut Check<'_>, written: &Located<Vec<Located<String>>>, folder: &Path) -> Option<Vec<String>> {
    let help = || Some("a program and its arguments: [\"/usr/local/bin/duty-siren\", \"--loud\"]".to_owned());
    let Some((program, arguments)) = written.get().split_first() else {
        check.problem(written.range(), "this command is empty", help());
        return None;
    };
    if program.get().trim().is_empty() {
        check.problem(program.range(), "this program has no name", help());
        return None;
    }
    let argv = std::iter::once(program).chain(arguments);
    if let Some(broken) = argv.clone().find(|argument| argument.get().contains('\0')) {
        check.problem(broken.range(), "an argument cannot hold the character 0", None);
        return None;
    }
    let mut argv: Vec<String> = argv.map(|argument| argument.get().clone()).collect();
    if let Some(program) = argv.first_mut().filter(|program| program.contains('/')) {
        *program = folder.join(&*program).display().to_string();
    }
    Some(argv)
}
