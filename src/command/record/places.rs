//! Which file each feed is recorded in.

use std::collections::HashMap;
use std::fs::create_dir_all;
use std::path::{Path, PathBuf};

use crate::command::Failure;
use crate::duty::{Clean, Source};

/// A file's name is at most so many characters of the feed's: four bytes each and the ending are within the 255 that systems take.
const LONGEST: usize = 60;

/// The feeds that are recorded, each with its file: the one feed, or the one that is `wanted`, in `path`; in a folder, each in a file
/// named like it.
pub(super) fn places(sources: &[Source], wanted: Option<&str>, path: &Path) -> Result<Vec<(Source, PathBuf)>, Failure> {
    let chosen: Vec<&Source> = match wanted {
        None => sources.iter().collect(),
        Some(name) => vec![named(sources, name)?],
    };
    let meant = path.as_os_str().as_encoded_bytes().ends_with(b"/");
    if !meant && !path.is_dir() {
        return match chosen.as_slice() {
            [source] => Ok(vec![((*source).clone(), path.to_owned())]),
            several => Err(Failure::Other(format!(
                "{} feeds do not go into one file: name one with --feed NAME, or give a folder, such as {}/, for a file each",
                several.len(),
                Clean::new(&path.display().to_string())
            ))),
        };
    }
    create_dir_all(path).map_err(Failure::while_doing(format!("cannot make {}", path.display())))?;
    let mut taken: HashMap<String, &Clean> = HashMap::new();
    let mut places = Vec::with_capacity(chosen.len());
    for source in chosen {
        let name = file_name(source.name.as_str());
        if let Some(other) = taken.insert(name.clone(), &source.name) {
            return Err(Failure::Other(format!(
                "the feeds `{other}` and `{}` would both be recorded in {name}: record them one by one with --feed NAME",
                source.name
            )));
        }
        places.push((source.clone(), path.join(name)));
    }
    Ok(places)
}

fn named<'a>(sources: &'a [Source], name: &str) -> Result<&'a Source, Failure> {
    sources.iter().find(|source| source.name.as_str() == name).ok_or_else(|| {
        let names: Vec<&str> = sources.iter().map(|source| source.name.as_str()).collect();
        Failure::Other(format!("--feed: there is no feed `{}`; there are {}", Clean::new(name), names.join(", ")))
    })
}

/// A feed's name as that of a file: nothing in it leads elsewhere, hides it, or is refused by another system that it is copied to.
fn file_name(feed: &str) -> String {
    let safe = |c: char| if c.is_control() || r#"/\:*?"<>|"#.contains(c) { '_' } else { c };
    let name: String = feed.chars().map(safe).take(LONGEST).collect();
    let name = name.strip_prefix('.').map_or_else(|| name.clone(), |rest| format!("_{rest}"));
    format!("{name}.ndjson")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sources(names: &[&str]) -> Vec<Source> {
        names.iter().map(|name| Source::new(Clean::new(name), String::new())).collect()
    }

    fn error(names: &[&str], wanted: Option<&str>, path: &Path) -> String {
        places(&sources(names), wanted, path).unwrap_err().to_string()
    }

    #[test]
    fn one_feed_goes_into_the_file_and_several_into_a_folder() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("a.ndjson");
        let files = |names: &[&str], wanted, path: &Path| {
            let places = places(&sources(names), wanted, path).unwrap();
            places.into_iter().map(|(source, file)| (source.name.to_string(), file)).collect::<Vec<_>>()
        };
        assert_eq!(files(&["县"], None, &file), [("县".to_owned(), file.clone())]);
        assert_eq!(files(&["a", "b"], Some("b"), &file), [("b".to_owned(), file.clone())]);
        let new = folder.path().join("new/");
        let want = [("a".to_owned(), new.join("a.ndjson")), ("县".to_owned(), new.join("县.ndjson"))];
        assert_eq!(files(&["a", "县"], None, &new), want, "a folder that is not there yet is made");
        assert_eq!(files(&["a", "县"], None, &folder.path().join("new")), want, "one that is there is known as one");
        assert_eq!(files(&["a"], None, &new), want[..1]);
    }

    #[test]
    fn what_does_not_fit_is_said_with_the_ways_out() {
        let folder = tempfile::tempdir().unwrap();
        let said = error(&["a", "b"], None, &folder.path().join("x"));
        assert!(said.contains("2 feeds") && said.contains("--feed NAME") && said.contains("x/, for a file each"), "{said}");
        let said = error(&["a", "b"], Some("c"), &folder.path().join("x"));
        assert!(said.contains("no feed `c`; there are a, b"), "{said}");
        let said = error(&["a/b", "a:b"], None, folder.path());
        assert!(said.contains("`a/b` and `a:b`") && said.contains("a_b.ndjson"), "{said}");
    }

    #[test]
    fn no_name_leads_out_of_the_folder() {
        for (name, want) in [("../../etc", "_._.._etc.ndjson"), (".hidden", "_hidden.ndjson"), ("a\\b\nc", "a_b_c.ndjson")] {
            assert_eq!(file_name(name), want);
        }
        assert!(file_name(&"县".repeat(160)).len() <= 255);
    }
}
