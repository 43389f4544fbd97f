//! One figure in words: its value, what changed this shift, year on year, the next threshold, its course.

use jiff::SignedDuration;

use crate::duty::{Comparison, FeedState, Gap, Kind, Measure, Op, Threshold, Track};

use super::glyph::Glyphs;
use super::text::width;
use super::view::View;

/// The largest percentage written out.
const MAX_PERCENT: f64 = 999.0;
/// A base under this is marked as small.
const SMALL_BASE: f64 = 10.0;

impl View<'_> {
    /// The value with its unit, `—` where it is not known; a rank with how many are ranked. A number too wide for so many
    /// cells is shortened as a whole (`1235万`, `12.3M`): one with digits cut off would be another number.
    pub(super) fn value(&self, track: &Track, cells: u16) -> String {
        let Some(value) = track.value() else { return self.glyphs.none.to_owned() };
        let number = self.number(value, track.indicator.kind);
        let unit = track.indicator.unit.in_language(self.words.language);
        let text = match track.reading.as_ref().and_then(|reading| reading.of) {
            Some(of) => format!("{number}/{of}"),
            // Longer units stand with the name.
            None if unit.chars().count() <= 1 => format!("{number}{unit}"),
            None => number.clone(),
        };
        match usize::from(cells) {
            cells if width(&text) <= cells => text,
            cells if width(&number) <= cells && track.indicator.kind == Kind::Rate => number,
            _ => self.short(value),
        }
    }

    fn short(&self, value: f64) -> String {
        let units = self.words.large_units();
        let (factor, unit) = units.into_iter().find(|(factor, _)| value.abs() >= *factor).unwrap_or((1.0, ""));
        let scaled = value / factor;
        let decimals = usize::from(scaled.abs() < 100.0);
        format!("{}{unit}", signed(scaled, decimals, false, self.glyphs))
    }

    /// A number in at most `cells` cells, shortened as a whole where it is wider.
    pub(super) fn number_in(&self, number: f64, kind: Kind, cells: usize) -> String {
        let text = self.number(number, kind);
        if width(&text) <= cells { text } else { self.short(number) }
    }

    /// A number as its kind is written: counts whole, rates with the decimals they need, at least one.
    pub(super) fn number(&self, number: f64, kind: Kind) -> String {
        let decimals = match kind {
            Kind::Rate if number.abs() >= 100.0 => decimals(number),
            Kind::Rate => decimals(number).max(1),
            Kind::Count(_) | Kind::Gauge | Kind::Rank => decimals(number),
        };
        signed(number, decimals, false, self.glyphs)
    }

    /// What changed this shift: `+1`; nothing where nothing did.
    pub(super) fn change(&self, track: &Track) -> String {
        let change = self.room.measure(track, &Measure::Shift, self.now).filter(|change| *change != 0.0);
        change.map_or_else(String::new, |change| signed(change, decimals(change), true, self.glyphs))
    }

    /// Year on year with both counts, of which the value stands before it: `同期9 −22% 小`. Where that is too wide for so
    /// many cells, spaces go first and then the word.
    pub(super) fn year_on_year(&self, track: &Track, cells: u16) -> Option<String> {
        let (base, percent) = track.year_on_year()?;
        let words = self.words;
        // A large base needs no decimals beside its percentage.
        let decimals = if base.abs() < 1000.0 { decimals(base) } else { 0 };
        let number = signed(base, decimals, false, self.glyphs);
        let (change, mark) = match percent {
            None => (words.zero_base.to_owned(), ""),
            Some(percent) if base.abs() < SMALL_BASE => (percentage(percent, None, true, self.glyphs), words.small_base),
            Some(percent) => (percentage(percent, None, true, self.glyphs), ""),
        };
        let (word, space) = (words.last_year, words.space());
        let gap = if mark.is_empty() { "" } else { " " };
        let forms = [
            format!("{word}{space}{number} {change}{gap}{mark}"),
            format!("{word}{space}{number} {change}{mark}"),
            format!("{number} {change}{mark}"),
        ];
        let [widest, ..] = &forms;
        Some(forms.iter().find(|form| width(form) <= usize::from(cells)).unwrap_or(widest).clone())
    }

    /// The distance to the next threshold, or to the target: `限40 差9`, `目标90 −2.0`.
    pub(super) fn next_threshold(&self, track: &Track, cells: u16) -> Option<String> {
        let words = self.words;
        let kind = track.indicator.kind;
        if let (Some(target), Some(value)) = (track.indicator.target, track.value()) {
            let gap = value - target;
            let gap = signed(gap, decimals(gap).max(usize::from(kind == Kind::Rate)), true, self.glyphs);
            return Some(format!("{}{}{} {gap}", words.target, words.space(), plain(target, self.glyphs)));
        }
        self.limit(track, cells)
    }

    /// The next threshold, or the one that was crossed.
    fn limit(&self, track: &Track, cells: u16) -> Option<String> {
        let words = self.words;
        let Threshold { comparison, now, crossed } = self.room.threshold(track, self.now)?;
        let limit = plain(comparison.limit, self.glyphs);
        match &comparison.measure {
            Measure::Value if crossed => Some(format!("{}{}{limit}", words.limit, words.space())),
            Measure::Value => {
                let left = (comparison.limit - now).abs();
                let left = plain(left, self.glyphs);
                Some(words.left_to(&limit, &left, cells.into()))
            }
            measure @ (Measure::Yoy | Measure::Share(_)) => {
                let now = percentage(now, Some(comparison.limit), *measure == Measure::Yoy, self.glyphs);
                Some(format!("{} {now}/{limit}%", words.measure(measure)))
            }
            measure @ (Measure::Increase(_) | Measure::Shift) => {
                Some(words.grown(measure, &signed(now, decimals(now), true, self.glyphs), &limit))
            }
            measure => Some(format!("{} {}/{limit}", words.measure(measure), plain(now, self.glyphs))),
        }
    }

    /// What else is known of a figure: sample, the city's average, corrections, the threshold beside a target.
    pub(super) fn remarks(&self, track: &Track) -> String {
        let Some(reading) = track.known() else { return String::new() };
        let words = self.words;
        let mut remarks = Vec::new();
        if track.indicator.target.is_some() {
            remarks.extend(self.limit(track, u16::MAX));
        }
        if let Some(sample) = reading.sample {
            #[expect(clippy::cast_precision_loss, reason = "whether it is under ten")]
            let mark = if (sample as f64) < SMALL_BASE { format!(" {}", words.small_base) } else { String::new() };
            remarks.push(format!("{} {sample}{mark}", words.sample));
        }
        if let Some(peer) = reading.peer {
            remarks.push(format!("{} {}", words.peer, self.number(peer, track.indicator.kind)));
        }
        if reading.corrections != 0.0 {
            let corrections = signed(reading.corrections, decimals(reading.corrections), true, self.glyphs);
            remarks.push(format!("{} {corrections}", words.corrections));
        }
        remarks.join(&format!(" {} ", self.glyphs.dot))
    }

    /// Why a figure is not known, and what it was: `中断12分 前7`.
    pub(super) fn gap(&self, track: &Track, gap: &Gap) -> String {
        let space = self.words.space();
        let reason = match (gap, track.feed.and_then(|n| self.room.feeds().get(n))) {
            (Gap::Stale, Some(feed)) => {
                let state = match feed.state(self.now) {
                    FeedState::Live | FeedState::Waiting => FeedState::Stale,
                    other => other,
                };
                let age = feed.age(self.now).unwrap_or(SignedDuration::ZERO);
                format!("{}{space}{}", self.words.feed_state(state), self.words.span(age))
            }
            (Gap::Input(id), _) => {
                let name = self.room.track(id.as_str()).map(|track| track.indicator.name.in_language(self.words.language));
                format!("{} {}", self.words.gap(gap), name.unwrap_or(id.as_str()))
            }
            (Gap::Territory(name), _) => format!("{} {name}", self.words.gap(gap)),
            _ => self.words.gap(gap).to_owned(),
        };
        // Beside what other territories still say, the last total would tell the figure of the one that is missing (DESIGN.md §2).
        let tells = matches!(gap, Gap::Territory(_)) && track.indicator.topic.concerns_people();
        match track.last_known.filter(|_| !tells) {
            Some(last) => {
                format!("{reason} {}{space}{}", self.words.before, self.number(last, track.indicator.kind))
            }
            None => reason,
        }
    }

    /// The newest `columns` of a figure's course, right-aligned; a gap is a gap.
    pub(super) fn trend(&self, track: &Track, columns: u16) -> String {
        let columns = usize::from(columns);
        let counted = matches!(track.indicator.kind, Kind::Count(_));
        let course: Vec<Option<f64>> = if counted { track.trend.growth(columns) } else { track.trend.levels(columns) };
        let known = || course.iter().flatten().copied();
        let highest = known().fold(f64::NEG_INFINITY, f64::max);
        let lowest = if counted { 0.0 } else { known().fold(f64::INFINITY, f64::min) };
        let bar = |level: f64| {
            let reach = highest - lowest;
            let height = if reach > 0.0 { ((level - lowest) / reach).clamp(0.0, 1.0) } else { flat(counted) };
            #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "between 0 and 7")]
            let nth = (height * 7.0).round() as usize;
            self.glyphs.bars.get(nth).copied().unwrap_or(" ")
        };
        let pad = columns.saturating_sub(course.len());
        std::iter::repeat_n(" ", pad).chain(course.iter().map(|level| level.map_or(" ", bar))).collect()
    }

    /// A number as it is written in a rule.
    pub(super) fn plain(&self, number: f64) -> String {
        plain(number, self.glyphs)
    }

    /// A comparison with the measure's number: `3 ≥ 1`, `同比 +25% > 20%`.
    pub(super) fn comparison(&self, comparison: &Comparison, now: Option<f64>, kind: Kind) -> String {
        let Compared { measure, now, sign, limit } = self.compared(comparison, now, kind);
        let space = if measure.is_empty() { "" } else { " " };
        format!("{measure}{space}{now} {sign} {limit}")
    }

    /// The same in its parts.
    pub(super) fn compared(&self, comparison: &Comparison, now: Option<f64>, kind: Kind) -> Compared {
        let number = |n: f64| match comparison.measure {
            Measure::Value => self.number(n, kind),
            Measure::Yoy => percentage(n, Some(comparison.limit), true, self.glyphs),
            Measure::Share(_) => percentage(n, Some(comparison.limit), false, self.glyphs),
            Measure::Target | Measure::Peer => signed(n, decimals(n), true, self.glyphs),
            #[expect(clippy::cast_possible_truncation, reason = "an age in seconds")]
            Measure::Age => self.words.span(SignedDuration::from_secs(n as i64)),
            Measure::Increase(_) | Measure::Shift => plain(n, self.glyphs),
        };
        let sign = match comparison.op {
            Op::Less => "<",
            Op::LessOrEqual => self.glyphs.at_most,
            Op::Greater => ">",
            Op::GreaterOrEqual => self.glyphs.at_least,
            Op::Equal => "=",
            Op::NotEqual => self.glyphs.unlike,
        };
        let limit = match comparison.measure {
            Measure::Yoy | Measure::Share(_) => format!("{}%", plain(comparison.limit, self.glyphs)),
            Measure::Age => number(comparison.limit),
            _ => plain(comparison.limit, self.glyphs),
        };
        let now = now.map_or_else(|| self.glyphs.none.to_owned(), number);
        Compared { measure: self.words.measure(&comparison.measure), now, sign, limit }
    }
}

/// A comparison in its parts.
pub(super) struct Compared {
    /// The measure, empty where it is the value itself.
    pub(super) measure: String,
    /// Its number.
    pub(super) now: String,
    /// How it compares.
    pub(super) sign: &'static str,
    /// With what.
    pub(super) limit: String,
}

/// The height of a course that never changed: on the ground for growth, low and quiet for a level.
fn flat(counted: bool) -> f64 {
    if counted { 0.0 } else { 0.2 }
}

/// How many decimals a number needs, at most two.
fn decimals(number: f64) -> usize {
    let whole = |n: f64| (n - n.round()).abs() < 1e-6;
    if whole(number) {
        0
    } else if whole(number * 10.0) {
        1
    } else {
        2
    }
}

/// A percentage: `+12%`, cut off where it says nothing more. Beside a limit it is not rounded onto it: that would
/// contradict what is said of it.
fn percentage(percent: f64, limit: Option<f64>, plus: bool, glyphs: &Glyphs) -> String {
    if percent.abs() > MAX_PERCENT {
        return format!(">{MAX_PERCENT}%");
    }
    let close = limit.is_some_and(|limit| (percent - limit).abs() < 1.0);
    format!("{}%", signed(percent, if close { decimals(percent) } else { 0 }, plus, glyphs))
}

/// A number as it was written in a rule.
fn plain(number: f64, glyphs: &Glyphs) -> String {
    signed(number, decimals(number), false, glyphs)
}

/// A number with so many decimals, the minus of the screen, and a plus if asked.
fn signed(number: f64, decimals: usize, plus: bool, glyphs: &Glyphs) -> String {
    let digits = format!("{:.decimals$}", number.abs());
    let zero = digits.bytes().all(|b| matches!(b, b'0' | b'.'));
    match number {
        _ if zero => digits,
        n if n < 0.0 => format!("{}{digits}", glyphs.minus),
        _ if plus => format!("+{digits}"),
        _ => digits,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::screen::glyph::UNICODE;

    #[test]
    fn numbers_have_the_decimals_they_need() {
        for (number, plus, want) in [
            (0.0, true, "0"),
            (-0.0, true, "0"),
            (412.0, false, "412"),
            (88.5, false, "88.5"),
            (55.28, false, "55.28"),
            (-2.0, true, "−2"),
            (6.0, true, "+6"),
            (0.1 + 0.2, false, "0.3"),
            (1e15, false, "1000000000000000"),
        ] {
            assert_eq!(signed(number, decimals(number), plus, &UNICODE), want);
        }
    }

    #[test]
    fn percentages_are_whole_and_bounded() {
        for (percent, want) in [(-50.0, "−50%"), (11.96, "+12%"), (0.2, "0%"), (5000.0, ">999%")] {
            assert_eq!(percentage(percent, None, true, &UNICODE), want);
        }
        for (percent, limit, want) in [(4.27, 4.0, "4.27%"), (99.96, 100.0, "99.96%"), (4.0, 4.0, "4%"), (7.3, 4.0, "7%")] {
            assert_eq!(percentage(percent, Some(limit), false, &UNICODE), want);
        }
    }
}
