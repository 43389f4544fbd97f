//! The last line: the keys of where the user is, the question that stands, or why the last order was refused.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::{Modifier, Style};

use crate::duty::State;

use super::target::Target;
use super::text::width;
use super::view::{Hint, Question, Screen, View};

/// The key that leaves.
const BACK: &str = "Esc";
/// The key that shows all others.
const HELP: &str = "?";
/// The cells between two keys.
const GAP: u16 = 2;

/// Draws the line.
pub(super) fn draw(view: &View<'_>, area: Rect, buffer: &mut Buffer) {
    match (view.question, view.refused) {
        (None, None) if let Some(scheme) = view.switched => {
            let text = view.words.scheme(scheme);
            view.put(buffer, (area.x + 1, area.y), text, area.width.saturating_sub(1), view.theme.heading);
        }
        (Some(question), _) => ask(view, question, area, buffer),
        (None, Some(refused)) => {
            let style = view.theme.state(State::Unknown);
            let text = format!("{} {}", view.glyphs.unknown, view.words.refused(refused));
            view.put(buffer, (area.x + 1, area.y), &text, area.width.saturating_sub(1), style);
        }
        (None, None) => keys(view, area, buffer),
    }
}

/// A key, what it does, the cells of both, and the style of what it does.
type Offered<'a> = (&'static str, &'a str, u16, Style);

/// As many keys as fit whole, the most important first.
fn keys(view: &View<'_>, area: Rect, buffer: &mut Buffer) {
    let mut x = area.x + 1;
    for (key, label, cells, style) in fitting(offered(view, area.width / 2), area.width.saturating_sub(1)) {
        view.target(Rect { x, width: cells, height: 1, ..area }, || Target::Key(key));
        x += view.put(buffer, (x, area.y), key, cells, view.theme.heading) + 1;
        x += view.put(buffer, (x, area.y), label, cells, style) + GAP;
    }
}

/// The keys that do something now: while somebody looks back, first how to come back. None takes more than `most` cells for the
/// sake of saying more.
fn offered<'a>(view: &View<'a>, most: u16) -> Vec<Offered<'a>> {
    let offer = |key: &'static str, label: &'a str, style: Style| {
        let cells = u16::try_from(width(key) + 1 + width(label)).unwrap_or(u16::MAX);
        (key, label, cells, style)
    };
    let looks_back = view.looked_back.is_some();
    let live = looks_back.then(|| offer(BACK, view.words.to_live(), view.theme.dim));
    let goes_back = !looks_back && (view.at != Screen::Overview || view.selected.is_some());
    let hints = view.hints.iter().filter(|hint| hint.key != BACK || goes_back);
    let worded = hints.map(|hint| {
        let plain = offer(hint.key, hint.label.in_language(view.words.language), view.theme.dim);
        let advice = what_to_press(view, hint).map(|(label, style)| offer(hint.key, label, style));
        advice.filter(|(_, _, cells, _)| *cells <= most).unwrap_or(plain)
    });
    live.into_iter().chain(worded).collect()
}

/// Those that fit into so many cells; the key that shows all others is always among them.
fn fitting(offered: Vec<Offered<'_>>, cells: u16) -> Vec<Offered<'_>> {
    let help = offered.iter().find(|(key, ..)| *key == HELP).copied();
    let needed = help.map_or(0, |(_, _, cells, _)| cells + GAP);
    let (mut fitting, mut left, mut has_help) = (Vec::new(), cells.saturating_add(GAP), help.is_none());
    for offer in offered {
        has_help |= offer.0 == HELP;
        let kept = if has_help { 0 } else { needed };
        if offer.2 + GAP + kept > left {
            break;
        }
        left -= offer.2 + GAP;
        fitting.push(offer);
    }
    if !fitting.iter().any(|(key, ..)| *key == HELP) {
        fitting.extend(help.filter(|(_, _, cells, _)| cells + GAP <= left));
    }
    fitting
}

/// While something calls, the overview's key to the alarms says how to acknowledge it, to whom can.
fn what_to_press(view: &View<'_>, hint: &Hint) -> Option<(&'static str, Style)> {
    let leads_there = hint.key == "a" && view.at == Screen::Overview;
    (leads_there && view.acts() && view.room.unacknowledged() > 0).then(|| (view.words.how_to_acknowledge(), view.theme.text))
}

/// The question, and what has been typed: its end and the cursor are always on screen.
fn ask(view: &View<'_>, question: Question<'_>, area: Rect, buffer: &mut Buffer) {
    let label = view.question(question);
    let style = if question.wrong { view.theme.state(State::Unknown) } else { view.theme.heading };
    let is_typed = question.asking.is_typed();
    // What is typed needs room, and the question must be understood.
    let most = if is_typed { area.width.saturating_sub(24).max(area.width / 2) } else { area.width };
    let x = area.x + 1 + view.put(buffer, (area.x + 1, area.y), &label, most.saturating_sub(1), style) + 1;
    if !is_typed {
        return;
    }
    typed(view, question.text, question.cursor, Rect { x, width: area.right().saturating_sub(x), ..area }, buffer);
}

/// What has been typed, with the character under the cursor reversed; both are always on screen.
pub(super) fn typed(view: &View<'_>, text: &str, cursor: usize, area: Rect, buffer: &mut Buffer) {
    let x = area.x;
    let before: String = text.chars().take(cursor).collect();
    let under: String = text.chars().skip(cursor).take(1).collect();
    let after: String = text.chars().skip(cursor + 1).collect();
    let under = if under.is_empty() { " ".to_owned() } else { under };
    let left = |x: u16| area.right().saturating_sub(x);
    let shown = tail(&before, usize::from(left(x)).saturating_sub(width(&under)));
    let at = x + view.put(buffer, (x, area.y), &shown, left(x), view.theme.text);
    let end = at + view.put(buffer, (at, area.y), &under, left(at), view.theme.text.add_modifier(Modifier::REVERSED));
    view.put(buffer, (end, area.y), &after, left(end), view.theme.text);
}

/// The end of a text in at most `cells` cells.
fn tail(text: &str, cells: usize) -> String {
    let mut taken = 0;
    let fits = |c: &char| {
        taken += width(c.encode_utf8(&mut [0; 4]));
        taken <= cells
    };
    let backwards: Vec<char> = text.chars().rev().take_while(fits).collect();
    backwards.into_iter().rev().collect()
}
