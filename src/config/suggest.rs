//! "Did you mean": the nearest of the words that would be right.

/// The words that may have been meant by `wrong`, the nearest first and equals in their order.
#[must_use]
pub fn near<'a>(wrong: &str, right: impl IntoIterator<Item = &'a str>) -> Vec<&'a str> {
    let mut near: Vec<(usize, &str)> = right
        .into_iter()
        .map(|word| (strsim::damerau_levenshtein(wrong, word), word))
        .filter(|(distance, word)| *distance <= word.chars().count().div_ceil(3).max(1))
        .collect();
    near.sort_by_key(|(distance, _)| *distance);
    near.into_iter().map(|(_, word)| word).collect()
}

/// The word nearest to `wrong`, if one is near enough to have been meant.
pub(super) fn nearest<'a>(wrong: &str, right: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    near(wrong, right).first().copied()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn suggests_what_is_near_and_nothing_else() {
        let keys = ["every", "timeout", "url"];
        assert_eq!(nearest("evrey", keys), Some("every"));
        assert_eq!(nearest("time_out", keys), Some("timeout"));
        assert_eq!(nearest("bearer", keys), None);
        assert_eq!(nearest("", keys), None);
        assert_eq!(near("deathes", ["deeds", "births", "deaths"]), ["deaths"]);
        assert_eq!(near("ab", ["b", "abc", "ab"]), ["ab", "b", "abc"]);
    }
}
