//! The faults, and what follows from each.

mod documents;
mod wire;

use zhiban::duty::{FeedState, Source};

use crate::county::{Fault, Happens, Then};
use crate::server::Act;

/// Every one.
pub(crate) fn faults() -> Vec<Fault> {
    [
        wire::connection(),
        wire::framing(),
        wire::bombs(),
        wire::statuses(),
        documents::documents(),
        documents::numbers(),
        documents::times(),
        documents::caches(),
    ]
    .into_iter()
    .flatten()
    .collect()
}

fn fault(name: &'static str, happens: Happens, then: Then) -> Fault {
    Fault { name, happens, then, within: 60, at_most: Source::MAX_BYTES }
}

fn down(name: &'static str, act: Act, zh: &'static str, en: &'static str) -> Fault {
    fault(name, Happens::Act(act), Then::Trouble(FeedState::Down, zh, en))
}

fn broken(name: &'static str, act: Act, why: &str) -> Fault {
    down(name, act, joined("应答中途断开：", why), joined("the answer broke off: ", why))
}

/// No complete answer within the two seconds that are allowed.
fn silent(name: &'static str, act: Act) -> Fault {
    Fault { within: 2, ..down(name, act, "2秒内无完整应答", "no complete answer within 2s") }
}

fn refused(name: &'static str, act: Act, zh: &'static str, en: &'static str) -> Fault {
    fault(name, Happens::Act(act), Then::Trouble(FeedState::Refused, zh, en))
}

fn malformed(name: &'static str, act: Act, why: &str) -> Fault {
    refused(name, act, joined("格式错误：", why), joined("malformed: ", why))
}

fn malformed_at(name: &'static str, act: Act, place: &str, why: &str) -> Fault {
    refused(name, act, joined(place, &format!(" 格式错误：{why}")), joined("malformed at ", &format!("{place}: {why}")))
}

fn too_large(name: &'static str, act: Act) -> Fault {
    refused(name, act, "应答超过 8388608 字节", "the answer exceeds 8388608 bytes")
}

fn taken(name: &'static str, act: Act, value: Option<f64>) -> Fault {
    fault(name, Happens::Act(act), Then::Taken(value))
}

/// Words put together once for a table that lives as long as the tests.
fn joined(before: &str, after: &str) -> &'static str {
    format!("{before}{after}").leak()
}
