//! Figures by territory, a row each.

use std::collections::HashMap;

use serde_json::Value;

use super::look::{Eye, Seen, Subject};
use super::number::number;
use super::search::search;
use super::take::unread;
use crate::duty::{Clean, Id, LeftOut, Part, Path, Remark, Remarks, Rows, Unread};
use crate::feed::known::Known;

/// Reads them, in the order of the rows. A territory that the configuration does not list is left out and counted, as is a row
/// without a name. One that is named twice is not known: whether the two are parts or one of them is a mistake, nobody can tell.
pub(super) fn territories(
    rows: &Rows,
    root: &Value,
    known: &Known,
    id: &Id,
    (left_out, remarks): (&mut LeftOut, &mut Remarks),
    eye: &mut Eye<'_>,
) -> Vec<(Clean, Option<f64>)> {
    let found = search(&rows.rows, root);
    let mut figures: Vec<(Clean, Option<f64>)> = Vec::new();
    let mut places: HashMap<&str, (usize, usize)> = HashMap::new();
    let mut unread = |why| remarks.add(Remark::Unread { id: id.clone(), part: Part::Territories, why });
    let all = found.rows();
    // A list that is there and empty is no news; one that is not there is.
    if found.nodes.is_empty() && found.is_singular() {
        unread(Unread::Nothing);
    } else if found.count().is_err() {
        unread(Unread::NotANumber(Clean::new(&found.place(0))));
    }
    for (row, node) in all.iter().enumerate() {
        let Some(name) = name(&rows.name, node) else {
            left_out.territories += 1;
            continue;
        };
        let Some(territory) = known.territories.get(name) else {
            left_out.territory(name);
            continue;
        };
        if let Some((place, times)) = places.get_mut(territory.as_str()) {
            *times += 1;
            if let Some((_, figure)) = figures.get_mut(*place) {
                *figure = None;
            }
            continue;
        }
        let figure = figure(&rows.value, node, || found.place_of_row(row)).unwrap_or_else(|why| {
            unread(why);
            None
        });
        places.insert(territory.as_str(), (figures.len(), 1));
        figures.push((territory.clone(), figure));
    }
    for (territory, _) in &figures {
        if let Some((_, times)) = places.get(territory.as_str()).filter(|(_, times)| *times > 1) {
            unread(Unread::NotOne(*times));
        }
    }
    eye.see(Subject::Territories(id.clone()), &found, || Seen::Territories { taken: figures.len(), rows: all.len() });
    figures
}

/// The name in a row.
fn name<'a>(path: &Path, row: &'a Value) -> Option<&'a str> {
    match path.query().query(row).all().as_slice() {
        [Value::String(name)] => Some(name.trim()),
        _ => None,
    }
}

/// The figure in a row.
fn figure(path: &Path, row: &Value, place_of_row: impl Fn() -> String) -> Result<Option<f64>, Unread> {
    match path.query().query(row).all().as_slice() {
        [] => Err(Unread::Nothing),
        [node] => number(node).map_err(|fault| {
            let located = path.query().query_located(row);
            let within =
                located.first().map(|node| super::search::normalized(node.location(), path.as_str())).unwrap_or_default();
            unread(fault, &format!("{}{}", place_of_row(), within.strip_prefix('$').unwrap_or_default()))
        }),
        several => Err(Unread::NotOne(several.len())),
    }
}
