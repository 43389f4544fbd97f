//! Many queries in few requests: several are put as one expression whose results say which query each belongs to.

use std::fmt::Write;

use url::form_urlencoded::byte_serialize;

/// The label by which a result says which query it belongs to. Labels that begin so are kept for programs: no scraped series has it.
/// `answer` reads it under the same name.
const LABEL: &str = "__zhiban__";

/// The longest batch, in bytes of the address. Proxies commonly take 8 KiB for the whole request line.
const LONGEST: usize = 6_000;

/// The most queries in a batch at first: a batch is evaluated one query after the other, batches side by side.
const MOST: usize = 50;

/// After how many polls in a row without a failure larger batches are tried again: an hour at ten seconds each.
const QUIET: u32 = 360;

/// What stands between the members of a batch.
const OR: &str = " or ";

/// How a query is put.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) enum Way {
    /// Among others.
    #[default]
    Together,
    /// Among others, as the vector of its number: an expression of several takes no scalar.
    Scalar,
    /// By itself: it failed or was no number, and would spoil it for the others.
    Alone,
}

/// Queries that are put as one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Batch {
    /// Their places.
    pub(super) members: Vec<usize>,
    /// The expression.
    pub(super) expression: String,
}

impl Batch {
    /// One query as it is.
    pub(super) fn alone(place: usize, query: &str) -> Self {
        Self { members: vec![place], expression: query.to_owned() }
    }
}

/// How queries are put, learnt from how they were answered.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Ways {
    each: Vec<Way>,
    /// How many are put together at most.
    most: usize,
    /// How many polls there were since a batch failed.
    quiet: u32,
}

impl Ways {
    /// Of so many queries, of which nothing is known yet.
    pub(super) fn of(queries: usize) -> Self {
        Self { each: vec![Way::default(); queries], most: MOST, quiet: 0 }
    }

    /// Notes how a query turned out that was put by itself; says whether that is news.
    pub(super) fn learn(&mut self, place: usize, way: Way) -> bool {
        self.each.get_mut(place).is_some_and(|held| std::mem::replace(held, way) != way)
    }

    /// Notes that a batch of so many failed each of whose members is answered by itself: they are too much at once for this engine,
    /// or were so just then.
    pub(super) fn fewer(&mut self, than: usize) {
        self.most = (than / 2).max(1);
    }

    /// Notes the end of a poll, and whether a batch failed.
    pub(super) fn polled(&mut self, spoilt: bool) {
        self.quiet = if spoilt { 0 } else { self.quiet + 1 };
        if self.quiet >= QUIET {
            (self.most, self.quiet) = ((self.most * 2).min(MOST), 0);
        }
    }

    /// All queries, in their order, in batches.
    pub(super) fn batches<'a>(&self, queries: impl IntoIterator<Item = &'a str>) -> Vec<Batch> {
        let mut batches = Vec::new();
        let mut open = Open::default();
        for ((place, query), way) in queries.into_iter().enumerate().zip(&self.each) {
            let Some(labelled) = labelled(place, query, *way) else {
                batches.push(Batch::alone(place, query));
                continue;
            };
            let length = encoded(&labelled);
            if open.members.len() >= self.most || open.length + OR.len() + length > LONGEST {
                batches.extend(std::mem::take(&mut open).close());
            }
            open.add((place, query), &labelled, length);
        }
        batches.extend(open.close());
        batches
    }
}

/// A batch that may still grow.
#[derive(Default)]
struct Open<'a> {
    members: Vec<(usize, &'a str)>,
    expression: String,
    length: usize,
}

impl<'a> Open<'a> {
    fn add(&mut self, member: (usize, &'a str), labelled: &str, length: usize) {
        let or = if self.members.is_empty() { "" } else { OR };
        let _ = write!(self.expression, "{or}{labelled}");
        self.length += or.len() + length;
        self.members.push(member);
    }

    fn close(self) -> Option<Batch> {
        match self.members.as_slice() {
            [] => None,
            // Without the label: whatever it is, it is asked as it is written.
            [(place, query)] => Some(Batch::alone(*place, query)),
            members => Some(Batch { members: members.iter().map(|(place, _)| *place).collect(), expression: self.expression }),
        }
    }
}

/// A query whose results say which it is, as a part of a batch. `or` drops what is equal in all labels, so none is. The line feed ends
/// a comment (`# …`) that the query ends with.
fn labelled(place: usize, query: &str, way: Way) -> Option<String> {
    // A string between backticks goes over lines: one that is not closed would reach into the next query.
    let is_open = query.matches('`').count() % 2 == 1;
    let vector = match way {
        _ if is_open => return None,
        Way::Together => format!("({query}\n)"),
        Way::Scalar => format!("vector(({query}\n))"),
        Way::Alone => return None,
    };
    Some(format!(r#"label_replace({vector},"{LABEL}","{place}","","")"#))
}

/// How long a text is in an address.
fn encoded(text: &str) -> usize {
    byte_serialize(text.as_bytes()).map(str::len).sum()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn several_are_one_expression_and_one_is_itself() {
        let mut ways = Ways::of(4);
        assert_eq!(ways.batches([]), []);
        assert_eq!(ways.batches(["up # all"]), [Batch::alone(0, "up # all")]);
        assert!(ways.learn(1, Way::Alone) && ways.learn(2, Way::Scalar) && !ways.learn(2, Way::Scalar));
        let many = "label_replace((up # all\n),\"__zhiban__\",\"0\",\"\",\"\") or \
                    label_replace(vector((1\n)),\"__zhiban__\",\"2\",\"\",\"\") or label_replace((down\n),\"__zhiban__\",\"3\",\"\",\"\")";
        let many = Batch { members: vec![0, 2, 3], expression: many.to_owned() };
        assert_eq!(ways.batches(["up # all", "sum(", "1", "down"]), [Batch::alone(1, "sum("), many]);
    }

    #[test]
    fn a_batch_has_so_many_members_and_fewer_after_a_failure() {
        let queries = vec!["up"; 120];
        let mut ways = Ways::of(120);
        let sizes = |ways: &Ways| ways.batches(queries.iter().copied()).iter().map(|b| b.members.len()).collect::<Vec<_>>();
        assert_eq!(sizes(&ways), [50, 50, 20]);
        ways.fewer(50);
        assert_eq!(sizes(&ways), [25, 25, 25, 25, 20]);
        ways.fewer(2);
        assert_eq!(sizes(&ways), [1; 120]);
        ways.fewer(1);
        assert_eq!(sizes(&ways), [1; 120]);
    }

    #[test]
    fn after_a_quiet_hour_larger_batches_are_tried_again() {
        let mut ways = Ways::of(0);
        ways.fewer(50);
        for poll in 0..3 * QUIET {
            ways.polled(poll == 10);
            let want = if poll < QUIET + 10 { 25 } else { 50 };
            assert_eq!(ways.most, want, "{poll}");
        }
    }

    #[test]
    fn a_string_that_is_not_closed_reaches_into_no_other_query() {
        let batches = Ways::of(3).batches(["up{a=`x", "y`}", "up{a=`#`}"]);
        assert_eq!(batches, [Batch::alone(0, "up{a=`x"), Batch::alone(1, "y`}"), Batch::alone(2, "up{a=`#`}")]);
    }

    #[test]
    fn a_batch_is_so_long_as_it_stands_in_the_address() {
        let queries: Vec<String> = (0..200).map(|n| format!("sum(rate(counted{{area=\"城关镇\", n=\"{n}\"}}[5m]))")).collect();
        let batches = Ways::of(200).batches(queries.iter().map(String::as_str));
        assert!(batches.iter().all(|batch| encoded(&batch.expression) <= LONGEST), "{}", batches.len());
        assert_eq!(batches.iter().flat_map(|batch| &batch.members).copied().collect::<Vec<_>>(), (0..200).collect::<Vec<_>>());
        let long = "1 + ".repeat(5_000) + "1";
        assert_eq!(Ways::of(2).batches([long.as_str(), "up"]), [Batch::alone(0, &long), Batch::alone(1, "up")]);
    }
}
