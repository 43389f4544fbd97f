//! How a text can be typed: as it is, by the initials of its pinyin, and by its full pinyin without tones.

use pinyin::ToPinyinMulti;

/// How many spellings of one sort a text may have: where many of its characters have several readings, the later ones keep
/// their first.
const MOST: usize = 32;

/// Every way to type a text. Syllables of full pinyin are parted by spaces, so that a search sees where each begins.
///
/// A character with several readings counts with each: 重 in 重点 is found by `zd` and by `cd`.
pub(super) fn spellings(text: &str) -> Vec<String> {
    let (mut initials, mut full) = (vec![String::new()], vec![String::new()]);
    let mut has_han = false;
    for c in text.chars() {
        let readings: Vec<String> =
            c.to_pinyin_multi().into_iter().flatten().flat_map(|reading| typed(reading.plain())).collect();
        if readings.is_empty() {
            append(&mut initials, &[c.to_string()], false);
            append(&mut full, &[c.to_string()], false);
        } else {
            has_han = true;
            let firsts: Vec<String> = readings.iter().filter_map(|reading| reading.chars().next()).map(String::from).collect();
            append(&mut initials, &firsts, false);
            append(&mut full, &readings, true);
        }
    }
    let mut spellings = vec![text.to_owned()];
    if has_han {
        spellings.extend(initials);
        spellings.extend(full.into_iter().map(|full| full.trim().to_owned()));
    }
    spellings
}

/// A syllable as keyboards have it: `lü` is typed `lv`, and by some `lu`.
fn typed(syllable: &str) -> Vec<String> {
    let syllable = syllable.replace('ê', "e");
    if syllable.contains('ü') { vec![syllable.replace('ü', "v"), syllable.replace('ü', "u")] } else { vec![syllable] }
}

/// Writes each of the readings behind each of the spellings so far.
fn append(spellings: &mut Vec<String>, readings: &[String], parted: bool) {
    let mut different: Vec<&String> = Vec::new();
    for reading in readings {
        if !different.contains(&reading) {
            different.push(reading);
        }
    }
    if spellings.len() * different.len() > MOST {
        different.truncate(1);
    }
    let space = if parted { " " } else { "" };
    *spellings = spellings
        .iter()
        .flat_map(|before| different.iter().map(move |reading| format!("{before}{space}{reading}{space}")))
        .map(|spelling| spelling.replace("  ", " "))
        .collect();
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_reading_counts() {
        for (text, wanted) in [
            ("禁毒", vec!["禁毒", "jd", "jin du"]),
            ("重点", vec!["zd", "cd", "zhong dian", "chong dian"]),
            ("银行", vec!["yh", "yin hang", "yin xing"]),
            ("队长", vec!["dc", "dz", "dui chang", "dui zhang"]),
            ("戴帽率", vec!["dml", "dai mao lv", "dai mao lu", "dai mao shuai"]),
            ("诶", vec!["e"]),
            ("15日登记", vec!["15rdj", "15 ri deng ji"]),
            ("Road traffic", vec!["Road traffic"]),
        ] {
            let spellings = spellings(text);
            for spelling in wanted {
                assert!(spellings.iter().any(|other| other == spelling), "{text} by {spelling}: {spellings:?}");
            }
        }
        let all = ('一'..='龥').flat_map(|c| spellings(&c.to_string()).into_iter().skip(1));
        assert!(all.clone().count() > 20_000 * 2 && all.clone().all(|spelling| spelling.chars().all(|c| c.is_ascii_lowercase())));
        assert_eq!(spellings("Road traffic").len(), 1);
    }

    #[test]
    fn their_number_is_bounded() {
        assert!(spellings(&"重行长".repeat(40)).len() <= 1 + 2 * MOST);
    }
}
