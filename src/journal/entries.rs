//! Searching the journal, from the newest entry backwards.

use std::collections::HashMap;

use sqlx::Row;

use crate::duty::{Body, ClockRecord, EntriesFound, Entry, EntryFilter, Subject};

use super::store::Store;

/// How many entries are read at a time.
const CHUNK: i64 = 1000;
/// How many are looked at for one question: a commit waits for no longer.
const MOST: usize = 20_000;
/// The most that one question finds.
const MOST_FOUND: usize = 1000;

impl Store {
    /// The newest entries before a number that a filter finds.
    pub(super) async fn search(
        &mut self,
        before: Option<i64>,
        filter: &EntryFilter,
        limit: usize,
    ) -> Result<EntriesFound, sqlx::Error> {
        let limit = limit.clamp(1, MOST_FOUND);
        let searched_to = Some(before.unwrap_or(i64::MAX));
        let mut found = EntriesFound { before, filter: filter.clone(), entries: Vec::new(), searched_to };
        let mut looked_at = 0;
        let mut clocks: HashMap<u64, Option<ClockRecord>> = HashMap::new();
        while let Some(before) = found.searched_to
            && found.entries.len() < limit
            && looked_at < MOST
        {
            let query = "SELECT number, body FROM entry WHERE number < $1 ORDER BY number DESC LIMIT $2";
            let rows = sqlx::query(query).bind(before).bind(CHUNK).fetch_all(&mut self.connection).await?;
            if rows.is_empty() {
                found.searched_to = None;
            }
            looked_at += rows.len();
            for row in &rows {
                let number = row.try_get(0)?;
                // One that this version cannot read is passed over: `verify` names it.
                let entry: Option<Entry> = serde_json::from_str(row.try_get::<&str, _>(1)?).ok();
                found.searched_to = Some(number);
                let Some(entry) = entry else { continue };
                let clock = match &entry.body {
                    Body::Alarm { subject: Subject::Step(clock, _), .. } if !filter.is_empty() => Some(*clock),
                    _ => None,
                };
                if let Some(clock) = clock
                    && !clocks.contains_key(&clock)
                {
                    clocks.insert(clock, self.clock(clock).await?);
                }
                if filter.finds(&entry, clock.and_then(|clock| clocks.get(&clock)?.as_ref())) {
                    found.entries.push((number, entry));
                }
                if found.entries.len() >= limit {
                    break;
                }
            }
        }
        if let Some(to) = found.searched_to {
            let rest = sqlx::query("SELECT number FROM entry WHERE number < $1 ORDER BY number DESC LIMIT 1").bind(to);
            if rest.fetch_optional(&mut self.connection).await?.is_none() {
                found.searched_to = None;
            }
        }
        Ok(found)
    }
    /// A clock, as its newest entry says it.
    async fn clock(&mut self, number: u64) -> Result<Option<ClockRecord>, sqlx::Error> {
        let query = "SELECT body FROM entry WHERE event = $1 AND kind = 'clock' ORDER BY number DESC LIMIT 1";
        let query = sqlx::query(query).bind(i64::try_from(number).unwrap_or(i64::MAX));
        let Some(row) = query.fetch_optional(&mut self.connection).await? else { return Ok(None) };
        let entry: Option<Entry> = serde_json::from_str(row.try_get::<&str, _>(0)?).ok();
        Ok(entry.and_then(|entry| if let Body::Clock { record, .. } = entry.body { Some(*record) } else { None }))
    }
}
