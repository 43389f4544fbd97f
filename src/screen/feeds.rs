//! Every feed: how it is, how it answers, and what of it was left out.
//!
//! ```text
//!  示范县  03-05 周四 08:42:17 …                                                        header
//!    数据源     状态    数据     应答          耗时    走势          下次   读数 …      the columns that have room
//!    county     实时    4秒前    08:42:13 200  83毫秒  ▁▂▁▃▁▁▂▁▁▁▂▁  6秒后    16 …      a line each, the cursor's reversed
//!  ? police     中断    12分前   08:42:15 —    3毫秒   ▁▁▁▁▁▁▁▁▁▁▁▁  41秒后    5 …
//!
//!  police 中断 08:31 起                                                                 what is known of the one under it
//!  连接不上：connection refused
//!
//!  通知 siren command 正常                                                              receivers of alarms
//!  未接入指标 3: …                                                                      where there is room
//! ```

use std::time::Duration;

use jiff::Timestamp;
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::Style;

use crate::duty::{Feed, FeedState, Health, Language, State};

use super::target::Target;
use super::text::width;
use super::view::View;
use super::{footer, header, help};

/// Where everything goes.
struct Places {
    heads: Rect,
    list: Rect,
    details: Rect,
    below: Rect,
}

impl Places {
    /// For so many feeds, and so many lines on the one under the cursor.
    fn for_area(area: Rect, feeds: usize, details: usize) -> Self {
        let body = area.height.saturating_sub(2);
        let wanted = u16::try_from(details).unwrap_or(u16::MAX).saturating_add(1);
        let details: u16 = match body {
            0..5 => 0,
            5..12 => 3,
            _ => wanted.clamp(6, (body / 3).max(6)),
        };
        let feeds = u16::try_from(feeds).unwrap_or(u16::MAX).max(1);
        let list = feeds.min(body.saturating_sub(details + 1));
        let end = 1 + body;
        let at = |y: u16, height: u16| Rect { y: area.y + y.min(area.height), height: height.min(end.saturating_sub(y)), ..area };
        let gap = u16::from(details > 3);
        let below = 2 + list + details + gap;
        Self {
            heads: at(1, 1),
            list: at(2, list),
            details: at(2 + list + gap, details.saturating_sub(gap)),
            below: at(below, body),
        }
    }
}

/// A column: its heading, its cells, from how many columns of the terminal on it is shown, and what stands in it.
struct Column {
    head: &'static str,
    cells: usize,
    from: u16,
    text: fn(&View<'_>, &Feed) -> String,
}

fn columns(view: &View<'_>) -> Vec<Column> {
    let words = view.words;
    let feeds = view.room.feeds();
    let pick = |zh, en| words.pick(zh, en);
    let column = |head, cells, from, text| Column { head, cells, from, text };
    // As wide as what is in it, within bounds.
    let name = feeds.iter().map(|feed| width(feed.name.as_str())).max().unwrap_or(0).clamp(8, 24);
    vec![
        column(words.feeds, name, 0, |_, feed| feed.name.to_string()),
        column(pick("状态", "state"), 10, 0, |view, feed| view.words.feed_state(feed.state(view.now)).to_owned()),
        column(pick("数据", "age"), 10, 32, |view, feed| match feed.age(view.now) {
            Some(age) => view.words.ago(age),
            None => view.glyphs.none.to_owned(),
        }),
        column(pick("应答", "answer"), 12, 62, answer),
        column(pick("耗时", "took"), 8, 62, |view, feed| took(view, feed.latencies().next_back())),
        column(pick("下次", "next"), 9, 72, next),
        column(pick("走势", "latency"), Feed::LATENCIES, 108, trend),
        column(pick("读数", "figures"), 7, 120, |_, feed| feed.readings.to_string()),
        column(pick("未取指标", "ids left out"), 12, 138, |_, feed| feed.left_out.ids.to_string()),
        column(pick("未取乡镇", "places left out"), 15, 152, |_, feed| feed.left_out.territories.to_string()),
        column(pick("迟到", "late"), 6, 152, |_, feed| feed.late.to_string()),
        column(pick("说明", "what is wrong"), 400, 170, |view, feed| match &feed.trouble {
            Some((trouble, since)) => format!("{} {}", view.words.since(&view.moment(*since)), view.words.trouble(trouble)),
            None => odd(view, feed).into_iter().next().unwrap_or_default(),
        }),
    ]
}

/// Draws the screen.
pub(super) fn draw(view: &View<'_>, area: Rect, buffer: &mut Buffer) {
    let feeds = view.room.feeds();
    let details = feeds.get(view.feed).map(|feed| details(view, feed, area.height)).unwrap_or_default();
    let places = Places::for_area(area, feeds.len(), details.len());
    header::draw(view, Rect { height: 1, ..area }, buffer);
    let columns: Vec<Column> = columns(view).into_iter().filter(|column| area.width >= column.from).collect();
    let heads: Vec<String> = columns.iter().map(|column| column.head.to_owned()).collect();
    if feeds.is_empty() {
        view.put(buffer, (area.x + 1, places.list.y), view.words.no_feeds, area.width.saturating_sub(1), view.theme.dim);
    } else if places.heads.height > 0 {
        line(view, &columns, &heads, view.theme.dim, places.heads, buffer);
    }
    let first = (view.feed + 1).saturating_sub(places.list.height.into());
    for (y, (n, feed)) in (places.list.top()..places.list.bottom()).zip(feeds.iter().enumerate().skip(first)) {
        let row = Rect { y, height: 1, ..area };
        view.target(row, || Target::Row(n));
        let (symbol, style) = how(view, feed);
        view.put(buffer, (row.x + 1, y), symbol, row.width.saturating_sub(1), style);
        let texts: Vec<String> = columns.iter().map(|column| (column.text)(view, feed)).collect();
        line(view, &columns, &texts, style, row, buffer);
        if n == view.feed {
            // What is wrong keeps its colour under the cursor too.
            buffer.set_style(row, style.patch(view.theme.selection));
        }
    }
    let hidden = feeds.len().saturating_sub(first + usize::from(places.list.height));
    if hidden > 0 && places.heads.height > 0 {
        let right = (area.right().saturating_sub(1), places.heads.y);
        view.put_right(buffer, right, &view.words.more(hidden), area.width, view.theme.dim);
    }
    lines(view, details, places.details, buffer);
    lines(view, below(view), places.below, buffer);
    footer::draw(view, Rect { y: area.bottom().saturating_sub(1), height: 1, ..area }, buffer);
}

/// Texts in their columns, from the fourth cell on.
fn line(view: &View<'_>, columns: &[Column], texts: &[String], style: Style, area: Rect, buffer: &mut Buffer) {
    let mut x = area.x + 3;
    for (column, text) in columns.iter().zip(texts) {
        let cells = u16::try_from(column.cells).unwrap_or(u16::MAX).min(area.right().saturating_sub(x));
        view.put(buffer, (x, area.y), text, cells, style);
        x = x.saturating_add(cells).saturating_add(2);
    }
}

fn lines(view: &View<'_>, lines: Vec<(String, Style)>, area: Rect, buffer: &mut Buffer) {
    for (y, (text, style)) in (area.top()..area.bottom()).zip(lines) {
        view.put(buffer, (area.x + 1, y), &text, area.width.saturating_sub(1), style);
    }
}

/// A feed's symbol and style: what is not live is unknown, and somebody must see to what is odd in one that is.
fn how(view: &View<'_>, feed: &Feed) -> (&'static str, Style) {
    match feed.state(view.now) {
        FeedState::Live if feed.expiring(view.now).is_some() || !feed.remarks.is_empty() => {
            (view.glyphs.unknown, view.theme.text)
        }
        FeedState::Live | FeedState::Waiting => (" ", view.theme.text),
        FeedState::Stale | FeedState::Down | FeedState::Refused => (view.glyphs.unknown, view.theme.state(State::Unknown)),
    }
}

/// When it was last asked, and the status of the answer.
fn answer(view: &View<'_>, feed: &Feed) -> String {
    let Some(asked) = feed.asked else { return view.glyphs.none.to_owned() };
    let status = feed.status.map_or_else(|| view.glyphs.none.to_owned(), |status| status.to_string());
    format!("{} {status}", seconds(view, asked, "%H:%M:%S"))
}

fn seconds(view: &View<'_>, at: Timestamp, format: &str) -> String {
    at.to_zoned_datetime(view.room.zone().clone()).strftime(format).to_string()
}

/// How long an answer took.
fn took(view: &View<'_>, took: Option<Duration>) -> String {
    match took {
        None => view.glyphs.none.to_owned(),
        Some(took) if took.as_secs() >= 10 => format!("{}{}", took.as_secs(), view.words.pick("秒", " s")),
        Some(took) => format!("{}{}", took.as_millis(), view.words.pick("毫秒", " ms")),
    }
}

/// When it is polled next.
fn next(view: &View<'_>, feed: &Feed) -> String {
    match feed.next.map(|next| next.duration_since(view.now)) {
        None if view.looked_back.is_some() => view.glyphs.none.to_owned(),
        Some(left) if left.is_positive() => {
            let left = view.words.span(left);
            if view.words.language == Language::Zh { format!("{left}后") } else { format!("in {left}") }
        }
        // It is due, or being asked.
        _ => view.words.pick("轮询中", "now").to_owned(),
    }
}

/// A feed that answers faster than this answers at once: its bars stay low.
const AT_ONCE: Duration = Duration::from_millis(200);

/// How long its last polls took, the newest at the right, by the longest of them.
fn trend(view: &View<'_>, feed: &Feed) -> String {
    let longest = feed.latencies().max().unwrap_or_default().max(AT_ONCE).as_micros();
    let bars = view.glyphs.bars;
    let top = bars.len() - 1;
    let bar = |took: Duration| {
        let height = usize::try_from(took.as_micros() * (bars.len() as u128) / longest).unwrap_or(top).min(top);
        bars.get(height).copied().unwrap_or_default()
    };
    feed.latencies().map(bar).collect()
}

/// What somebody must see to though the feed answers: a certificate that ends, figures that could not be read.
fn odd(view: &View<'_>, feed: &Feed) -> Vec<String> {
    let words = view.words;
    let expiry = feed.expiring(view.now).map(|expiry| words.expiry(expiry, view.now, view.room.zone()));
    let remarks = feed.remarks.first.iter().map(|remark| words.remark(remark, view.room));
    expiry.into_iter().chain(remarks).collect()
}

/// What is known of one feed, the most important first.
fn details(view: &View<'_>, feed: &Feed, rows: u16) -> Vec<(String, Style)> {
    let (words, theme) = (view.words, view.theme);
    let (_, style) = how(view, feed);
    let title = format!("{} {}", feed.name, words.feed_state(feed.state(view.now)));
    let mut lines = match &feed.trouble {
        Some((trouble, since)) => {
            let since = words.since(&view.moment(*since));
            vec![(format!("{title} {since}"), style), (words.trouble(trouble), style)]
        }
        None => vec![(title, theme.heading)],
    };
    let mut odd = odd(view, feed);
    let unsaid = odd.len().saturating_sub(if rows < 40 { 3 } else { 12 });
    if unsaid > 0 {
        odd.truncate(odd.len() - unsaid - 1);
        let all = feed.remarks.all + usize::from(feed.expiring(view.now).is_some());
        odd.push(words.more(all - odd.len()));
    }
    lines.extend(odd.into_iter().map(|text| (format!("{} {text}", view.glyphs.unknown), theme.state(State::Unknown))));
    if let Some((trouble, since, until)) = feed.overcome.as_ref().filter(|_| feed.trouble.is_none()) {
        let (since, until) = (view.moment(*since), words.until(&view.moment(*until)));
        lines.push((format!("{} {since} {until} {}", words.pick("上次故障", "last trouble"), words.trouble(trouble)), theme.dim));
    }
    let newest = took(view, feed.latencies().next_back());
    let answered = format!("{} {} {newest}", words.pick("应答", "answer"), answer(view, feed));
    let dot = view.glyphs.dot;
    lines.push((format!("{answered} {dot} {} {}", words.pick("下次", "next"), next(view, feed)), theme.text));
    let as_of = feed.as_of.map_or_else(|| view.glyphs.none.to_owned(), |at| seconds(view, at, "%m-%d %H:%M:%S"));
    let limit = words.span(feed.stale_after.signed());
    let lasts = format!("{} {limit}", words.pick("过期限", "stale after"));
    lines.push((format!("{} {as_of} {dot} {lasts}", words.pick("数据时间", "as of")), theme.text));
    let [ids, territories] = [feed.left_out.ids, feed.left_out.territories];
    let late = feed.late;
    let counts = match words.language {
        Language::Zh => format!("读数 {} {dot} 未取指标 {ids} 乡镇 {territories} {dot} 迟到 {late}", feed.readings),
        Language::En => format!("{} figures {dot} {ids} ids, {territories} places left out {dot} {late} late", feed.readings),
    };
    // Counted here and named by `feed check` alone: names that nobody listed do not come onto the screen of a duty room.
    lines.push((counts, theme.text));
    lines
}

/// What stands below the feeds: how alarms get out, and what no feed delivers.
fn below(view: &View<'_>) -> Vec<(String, Style)> {
    let mut receivers: Vec<&Health> = view.receivers.iter().collect();
    // Where there is not room for all, those that cannot be told are there.
    receivers.sort_by_key(|health| health.trouble.is_none());
    receivers.into_iter().map(|health| receiver(view, health)).chain(help::not_connected(view)).collect()
}

fn receiver(view: &View<'_>, health: &Health) -> (String, Style) {
    let words = view.words;
    let name = format!("{} {} {}", words.notification, health.receiver, health.channel.key());
    match &health.trouble {
        None if health.waiting == 0 => (format!("{name} {}", words.normal), view.theme.text),
        None => (format!("{name} {}", words.undelivered(health.waiting)), view.theme.text),
        Some((since, reason)) => {
            let since = words.since(&view.moment(*since));
            let text = format!("{} {name} {since} {} {reason}", view.glyphs.unknown, words.undelivered(health.waiting));
            (text, view.theme.state(State::Unknown))
        }
    }
}
