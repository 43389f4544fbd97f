//! The wall while nothing calls: a topic after the other.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

use crate::duty::{Feed, FeedState, State, TaskForce, Topic, Track};
use crate::screen::large::{Scale, split};
use crate::screen::panel;
use crate::screen::text::width;
use crate::screen::view::View;

/// The longest figure; a larger one is shortened as a whole.
const LONGEST: u16 = 6;
/// How many figures a page has at the least before digits grow.
const FEWEST: usize = 4;
/// The rows of a figure besides its digits: its name, what is said of it, and a gap.
const BESIDE: u16 = 3;

/// How a topic's figures are laid out.
struct Grid {
    scale: Scale,
    /// How many are on a page.
    each: usize,
    columns: usize,
}

/// Draws the page whose turn it is.
pub(super) fn draw(view: &View<'_>, area: Rect, buffer: &mut Buffer) {
    let beside = super::clock(view, area, buffer);
    let below = area.y + beside.height;
    let grid_area = Rect { y: below, height: area.bottom().saturating_sub(below), ..area };
    let pages: Vec<(Topic, usize, usize)> = topics(view)
        .flat_map(|topic| {
            let parts = Grid::of(view, &tracks(view, topic), grid_area).map_or(1, |grid| parts(view, topic, &grid));
            (0..parts).map(move |part| (topic, part, parts))
        })
        .collect();
    let nth = super::turn(view, view.wall_since, pages.len());
    let Some((topic, part, parts)) = pages.get(nth).copied() else {
        view.put(buffer, (area.x, area.y), view.absence(), area.width, view.theme.heading);
        return;
    };
    let tracks = tracks(view, topic);
    let Some(grid) = Grid::of(view, &tracks, grid_area) else {
        // A panel has a heading of its own.
        panel::draw(view, topic, area, buffer);
        return;
    };
    heading(view, topic, (part, parts), (nth, pages.len()), beside, buffer);
    let shown = tracks.iter().skip(part * grid.each).take(grid.each);
    let rows = grid.each.div_ceil(grid.columns);
    let share = |whole: u16, of: usize| whole / u16::try_from(of).unwrap_or(1).max(1);
    let (cells, lines) = (share(grid_area.width, grid.columns), share(grid_area.height, rows));
    for (n, track) in shown.enumerate() {
        let at = |n: usize, each: u16| u16::try_from(n).unwrap_or(0).saturating_mul(each);
        let place = Rect {
            x: grid_area.x + at(n % grid.columns, cells),
            y: grid_area.y + 1 + at(n / grid.columns, lines),
            width: cells.saturating_sub(1),
            height: lines.saturating_sub(1),
        };
        figure(view, track, grid.scale, place, buffer);
    }
}

/// The topics that are known of, in the order of their task forces, and the campaign.
fn topics(view: &View<'_>) -> impl Iterator<Item = Topic> {
    let all = TaskForce::ALL.into_iter().flat_map(TaskForce::topics).chain([Topic::Campaign]);
    all.filter(|topic| view.room.topic(*topic).next().is_some())
}

/// A topic's figures, what is wrong first.
fn tracks<'a>(view: &View<'a>, topic: Topic) -> Vec<&'a Track> {
    let mut tracks: Vec<&Track> = view.room.topic(topic).collect();
    tracks.sort_by_key(|track| std::cmp::Reverse(track.state()));
    tracks
}

fn parts(view: &View<'_>, topic: Topic, grid: &Grid) -> usize {
    view.room.topic(topic).count().div_ceil(grid.each)
}

impl Grid {
    /// The largest digits at which enough figures fit; none where digits have no room at all.
    fn of(view: &View<'_>, tracks: &[&Track], area: Rect) -> Option<Self> {
        let figures = || tracks.iter().map(|track| split(view, &view.value(track, LONGEST)));
        let longest = figures().map(|(large, _)| large).max_by_key(String::len)?;
        let unit = figures().map(|(_, unit)| width(&unit)).max().unwrap_or(0);
        let beside = u16::try_from(unit + 3).unwrap_or(u16::MAX);
        let wanted = tracks.len().min(FEWEST);
        Scale::all(view).find_map(|scale| {
            let columns = usize::from(area.width / scale.cells(&longest).saturating_add(beside));
            let rows = usize::from(area.height / (scale.height + BESIDE));
            let room = columns * rows;
            if room < wanted || room == 0 {
                return None;
            }
            // Pages alike, and columns alike on them.
            let each = tracks.len().div_ceil(tracks.len().div_ceil(room));
            let columns = each.div_ceil(each.div_ceil(columns));
            Some(Self { scale, each, columns })
        })
    }
}

/// The topic, its state, its task force, and which page this is.
fn heading(view: &View<'_>, topic: Topic, (part, parts): (usize, usize), page: (usize, usize), area: Rect, buffer: &mut Buffer) {
    let (theme, words) = (view.theme, view.words);
    let room = |x: u16| area.right().saturating_sub(x);
    let mut x = area.x;
    let name = if parts > 1 { format!("{} {}/{parts}", words.topic(topic), part + 1) } else { words.topic(topic).to_owned() };
    x += view.put(buffer, (x, area.y), &name, room(x), theme.heading) + 2;
    let state = view.room.state(topic).unwrap_or(State::Unknown);
    let text = match state {
        State::Normal => words.normal.to_owned(),
        State::Critical => format!(" {} {} ", view.glyphs.critical, words.critical),
        state => format!("{} {}", view.glyphs.state(state), words.state(state)),
    };
    view.put(buffer, (x, area.y), &text, room(x), theme.banner(state));
    let force = TaskForce::ALL.into_iter().find(|force| force.topics().contains(&topic));
    let force = force.map_or(String::new(), |force| format!("{}  ", words.task_force(force)));
    let text = format!("{force}{}/{}", page.0 + 1, page.1);
    if area.height > 1 {
        view.put(buffer, (area.x, area.y + 1), &text, area.width, theme.dim);
    }
    if area.height > 2 {
        elsewhere(view, Rect { y: area.y + 2, height: 1, ..area }, buffer);
    }
}

/// Where something is wrong though nothing calls; calm only where nothing is, and all that is seen can be trusted.
fn elsewhere(view: &View<'_>, area: Rect, buffer: &mut Buffer) {
    let mut x = area.x;
    for topic in topics(view) {
        let state = view.room.state(topic).unwrap_or(State::Unknown);
        if state != State::Normal {
            let text = format!("{} {}", view.glyphs.state(state), view.words.topic(topic));
            x += view.put(buffer, (x, area.y), &text, area.right().saturating_sub(x), view.theme.state(state)) + 2;
        }
    }
    let feeds = view.room.feeds();
    let is_settled = |feed: &Feed| matches!(feed.state(view.now), FeedState::Live | FeedState::Waiting);
    if x == area.x && feeds.iter().all(is_settled) {
        let (text, style) = view.calm();
        view.put(buffer, (x, area.y), &text, area.width, style);
    }
}

/// A figure: its name, its digits, and why it is not known, how far it is from its limit, or what it was a year ago.
fn figure(view: &View<'_>, track: &Track, scale: Scale, area: Rect, buffer: &mut Buffer) {
    let (theme, state) = (view.theme, track.state());
    let style = theme.state(state);
    let language = view.words.language;
    let (name, unit) = (track.indicator.name.in_language(language), track.indicator.unit.in_language(language));
    let unit = if unit.chars().count() > 1 { format!(" {unit}") } else { String::new() };
    let symbol = if state == State::Normal { String::new() } else { format!("{} ", view.glyphs.state(state)) };
    let heading = if state == State::Normal { theme.heading } else { style };
    view.put(buffer, (area.x, area.y), &format!("{symbol}{name}{unit}"), area.width, heading);
    let (large, rest) = split(view, &view.value(track, LONGEST));
    let x = area.x + view.put_large(buffer, (area.x, area.y + 1), &large, scale, style) + 1;
    let foot = area.y + scale.height;
    view.put(buffer, (x, foot), &rest, area.right().saturating_sub(x), heading);
    let said = match track.gap() {
        Some(gap) => Some(view.gap(track, &gap)),
        None if state > State::Normal => view.next_threshold(track, area.width).or(view.year_on_year(track, area.width)),
        None => view.year_on_year(track, area.width).or(view.next_threshold(track, area.width)),
    };
    view.put(buffer, (area.x, foot + 1), &said.unwrap_or_default(), area.width, theme.dim);
}
