//! "Did you mean": the nearest of the words that would be right.

/// The word nearest to `wrong`, if one is near enough to have been meant.
pub(super) fn nearest<'a>(wrong: &str, right: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    right
        .into_iter()
        .map(|word| (strsim::damerau_levenshtein(wrong, word), word))
        .filter(|(distance, word)| *distance <= word.chars().count().div_ceil(3).max(1))
        .min_by_key(|(distance, _)| *distance)
        .map(|(_, word)| word)
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
    }
}
