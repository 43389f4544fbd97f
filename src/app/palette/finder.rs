//! Finding by a few letters: the best match first, equals in their own order.

use nucleo_matcher::pattern::{Atom, AtomKind, CaseMatching, Normalization};
use nucleo_matcher::{Config, Matcher, Utf32String};

use super::spelling::spellings;

/// What a match of a whole text is worth over one within it.
const WHOLE: u32 = 100;
/// What a match in a name of its own is worth over one in what it belongs to.
const OWN: u32 = 4;

/// What one entry is found by.
#[derive(Clone, Debug, Default)]
pub(super) struct Names {
    fields: Vec<Field>,
}

#[derive(Clone, Debug)]
struct Field {
    text: Utf32String,
    /// Its characters, spaces aside.
    letters: usize,
    is_own: bool,
}

impl Names {
    /// It is called so.
    pub(super) fn called(self, name: &str) -> Self {
        self.with(name, true)
    }

    /// What it belongs to is called so.
    pub(super) fn within(self, name: &str) -> Self {
        self.with(name, false)
    }

    fn with(mut self, name: &str, is_own: bool) -> Self {
        self.fields.extend(spellings(name).into_iter().map(|text| {
            let letters = text.chars().filter(|c| !c.is_whitespace()).count();
            Field { text: text.into(), letters, is_own }
        }));
        self
    }
}

/// The search over all entries. What they are found by is worked out once, not at each key.
#[derive(Clone, Debug, Default)]
pub(super) struct Finder {
    entries: Vec<Names>,
    matcher: Matcher,
}

impl Finder {
    pub(super) fn new(entries: Vec<Names>) -> Self {
        Self { entries, matcher: Matcher::new(Config::DEFAULT) }
    }

    /// The places of the entries that hold the letters of every word in their order, the best first; all where nothing is typed.
    pub(super) fn find(&mut self, typed: &str) -> Vec<usize> {
        let atom = |word| Atom::new(word, CaseMatching::Ignore, Normalization::Smart, AtomKind::Fuzzy, false);
        let words: Vec<(Atom, usize)> = typed.split_whitespace().map(|word| (atom(word), word.chars().count())).collect();
        let Self { entries, matcher } = self;
        let mut found: Vec<(u32, usize)> = entries
            .iter()
            .enumerate()
            .filter_map(|(n, names)| {
                let scores = words.iter().map(|(word, letters)| best(names, word, *letters, matcher));
                scores.sum::<Option<u32>>().map(|score| (score, n))
            })
            .collect();
        found.sort_by(|(a, _), (b, _)| b.cmp(a));
        found.into_iter().map(|(_, n)| n).collect()
    }
}

/// How well one word matches an entry; none where no name holds its letters.
fn best(names: &Names, word: &Atom, letters: usize, matcher: &mut Matcher) -> Option<u32> {
    let score = |field: &Field| {
        let score = u32::from(word.score(field.text.slice(..), matcher)?);
        let whole = if field.letters == letters { WHOLE } else { 0 };
        Some(score + whole + if field.is_own { OWN } else { 0 })
    };
    names.fields.iter().filter_map(score).max()
}

#[cfg(test)]
impl Names {
    /// Every text it is found by.
    pub(super) fn texts(&self) -> impl Iterator<Item = String> {
        self.fields.iter().map(|field| field.text.to_string())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_whole_name_comes_first_then_a_name_of_its_own_then_what_it_belongs_to() {
        let called = |name| Names::default().called(name);
        let mut finder = Finder::new(vec![called("x").within("tea pot"), called("tea pot"), called("tea"), called("to eat")]);
        assert_eq!(finder.find("tea"), [2, 1, 0, 3]);
        assert_eq!(finder.find("TEA"), [2, 1, 0, 3]);
        assert_eq!(finder.find("pot tea"), [1, 0], "each word in any place");
        assert_eq!(finder.find("tea x"), [0], "each word in any name");
        assert_eq!(finder.find(" "), [0, 1, 2, 3]);
    }
}
