//! The `[[indicator]]` tables, checked: new indicators, or the named fields of built-in ones.

use std::collections::{HashMap, HashSet};
use std::ops::Range;
use std::sync::Arc;

use crate::duty::{Better, Id, Indicator, Kind, Measure, Rule, Text, Topic, Window};

use super::check::Check;
use super::file::{BetterKey, IndicatorTable, KindKey, Located, RuleTable, TopicKey, WindowKey};
use super::suggest::nearest;

/// Adds a file's indicators to those known before; `configured` says that an administrator asked for them.
pub(super) fn indicators(
    check: &mut Check<'_>,
    tables: &[Located<IndicatorTable>],
    known: Vec<Indicator>,
    configured: bool,
) -> Vec<Indicator> {
    let built_in = known.len();
    let mut places: HashMap<Id, usize> = known.iter().map(|indicator| indicator.id.clone()).zip(0..).collect();
    let mut all = known;
    let mut named: HashSet<Id> = HashSet::new();
    for table in tables {
        let Some(written) = check.required(table.get().id.as_ref(), "id", &table.range()) else { continue };
        let Some(id) = Id::new(written.get()) else {
            let help = "words of a-z, 0-9 and _ joined by dots, such as \"traffic.deaths\"".to_owned();
            check.problem(written.range(), format!("`{}` is not an indicator's id", written.get()), Some(help));
            continue;
        };
        if !named.insert(id.clone()) {
            check.problem(written.range(), format!("`{id}` is described twice"), None);
            continue;
        }
        let at = places.get(&id).copied();
        let base = at.and_then(|at| all.get(at));
        let near = |id: &Id| nearest(id.as_str(), all.iter().take(built_in).map(|i| i.id.as_str())).map(str::to_owned);
        let Some(indicator) = indicator(check, table, id, base, near, configured) else { continue };
        if let Some(place) = at.and_then(|at| all.get_mut(at)) {
            *place = indicator;
        } else {
            places.insert(indicator.id.clone(), all.len());
            all.push(indicator);
        }
    }
    share_rules(&mut all);
    all
}

/// Holds once what is watched alike: of a feed of many figures that are most.
fn share_rules(indicators: &mut [Indicator]) {
    let mut before: Option<Arc<[Rule]>> = None;
    for indicator in indicators {
        match &before {
            Some(rules) if *rules == indicator.rules => indicator.rules = Arc::clone(rules),
            _ => before = Some(Arc::clone(&indicator.rules)),
        }
    }
}

fn indicator(
    check: &mut Check<'_>,
    table: &Located<IndicatorTable>,
    id: Id,
    base: Option<&Indicator>,
    near: impl Fn(&Id) -> Option<String>,
    configured: bool,
) -> Option<Indicator> {
    let fields = table.get();
    let range = fields.id.as_ref().map_or_else(|| table.range(), Located::range);
    let topic = fields.topic.as_ref().map(|topic| topic_of(*topic.get())).or(base.map(|b| b.topic));
    let name = fields.name.as_ref().map(|name| check.wording(name)).or(base.map(|b| b.name.clone()));
    let kind = kind(check, fields, base, &range);
    let target = fields.target.as_ref().map(|target| *target.get()).or(base.and_then(|b| b.target));
    if let Some(written) = fields.target.as_ref().filter(|target| !target.get().is_finite()) {
        check.problem(written.range(), "a target is a number", None);
    }
    let rules = match (&fields.rules, base) {
        (Some(written), _) => rules(check, written, &id, target.is_some()),
        (None, base) => base.map(|b| b.rules.clone()).unwrap_or_default(),
    };
    let missing = [("topic", topic.is_none()), ("name", name.is_none()), ("kind", fields.kind.is_none() && base.is_none())];
    let missing: Vec<&str> = missing.into_iter().filter_map(|(key, missing)| missing.then_some(key)).collect();
    if !missing.is_empty() {
        let help = near(&id).map(|near| format!("did you mean the built-in `{near}`?"));
        check.problem(range, format!("`{id}` is new and needs {}", missing.join(", ")), help);
    }
    let clock = fields.clock.as_ref().map(|clock| check.clock(clock)).or(base.map(|b| b.clock.clone())).flatten();
    if let (Some(written), Some(Kind::Gauge | Kind::Rate | Kind::Rank)) = (&fields.clock, kind) {
        check.problem(written.range(), "only a count has new events that start a clock", None);
    }
    let formula = fields.value.as_ref().map(|value| check.formula(&id, value)).or(base.map(|b| b.formula.clone())).flatten();
    let feeds = fields.feeds.as_ref().map(|feeds| check.feeds_of(feeds)).or(base.map(|b| b.feeds.clone())).unwrap_or_default();
    if let (Some(_), Some(written)) = (&formula, &fields.feeds) {
        check.problem(written.range(), format!("`{id}` is computed by its `value`; no feed delivers it"), None);
    }
    if let (Some(Kind::Rank), Some(written)) = (kind, &fields.value) {
        let help = Some("a rank is what somebody else gives; of figures a count, a gauge or a rate is computed".to_owned());
        check.problem(written.range(), "a rank is not computed", help);
    }
    let better = fields.better.as_ref().map(|b| better_of(*b.get())).or(base.map(|b| b.better));
    Some(Indicator {
        id,
        topic: topic?,
        name: name?,
        kind: kind?,
        unit: text(check, fields.unit.as_ref(), base.map(|b| &b.unit)),
        better: better.unwrap_or(Better::Neutral),
        target,
        rules,
        guidance: text(check, fields.guidance.as_ref(), base.map(|b| &b.guidance)),
        formula,
        feeds,
        clock,
        configured,
    })
}

fn rules(check: &mut Check<'_>, written: &[Located<RuleTable>], id: &Id, has_target: bool) -> Arc<[Rule]> {
    let mut rules = Vec::with_capacity(written.len());
    for table in written {
        let Some(rule) = check.rule(table) else { continue };
        if !has_target && uses(&rule, &Measure::Target) {
            let help = Some("set `target`".to_owned());
            check.problem(table.range(), format!("`{id}` has no target to measure against"), help);
        }
        rules.push(rule);
    }
    rules.into()
}

fn text(check: &mut Check<'_>, written: Option<&Located<super::file::Wording>>, base: Option<&Text>) -> Text {
    written.map(|written| check.wording(written)).or_else(|| base.cloned()).unwrap_or_default()
}

fn kind(check: &mut Check<'_>, fields: &IndicatorTable, base: Option<&Indicator>, range: &Range<usize>) -> Option<Kind> {
    let before = base.map(|b| b.kind);
    let kind = match (fields.kind.as_ref().map(|kind| *kind.get()), before) {
        (Some(KindKey::Count), _) | (None, Some(Kind::Count(_))) => {
            let inherited = if let Some(Kind::Count(window)) = before { Some(window) } else { None };
            let window = fields.window.as_ref().map(|window| window_of(*window.get())).or(inherited);
            if window.is_none() {
                let help = Some("window = \"day\", \"month\" or \"year\"".to_owned());
                check.problem(range.clone(), "a count needs the `window` it accumulates over", help);
            }
            return window.map(Kind::Count);
        }
        (Some(KindKey::Gauge), _) => Kind::Gauge,
        (Some(KindKey::Rate), _) => Kind::Rate,
        (Some(KindKey::Rank), _) => Kind::Rank,
        (None, before) => before?,
    };
    if let Some(window) = &fields.window {
        check.problem(window.range(), "only a count has a window", None);
    }
    Some(kind)
}

fn uses(rule: &Rule, measure: &Measure) -> bool {
    rule.comparisons().any(|comparison| comparison.measure == *measure)
}

fn topic_of(key: TopicKey) -> Topic {
    match key {
        TopicKey::Safety => Topic::Safety,
        TopicKey::Traffic => Topic::Traffic,
        TopicKey::Drowning => Topic::Drowning,
        TopicKey::Petitions => Topic::Petitions,
        TopicKey::Drugs => Topic::Drugs,
        TopicKey::Fraud => Topic::Fraud,
        TopicKey::Campaign => Topic::Campaign,
    }
}

fn window_of(key: WindowKey) -> Window {
    match key {
        WindowKey::Day => Window::Day,
        WindowKey::Month => Window::Month,
        WindowKey::Year => Window::Year,
    }
}

fn better_of(key: BetterKey) -> Better {
    match key {
        BetterKey::Lower => Better::Lower,
        BetterKey::Higher => Better::Higher,
        BetterKey::Neutral => Better::Neutral,
    }
}
