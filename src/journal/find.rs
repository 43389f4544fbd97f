//! Questions to the journal: they change nothing in it.

use crate::duty::{Clean, Found, Query};

use super::place::Place;
use super::store::Store;
use super::{JournalError, checks};

impl Store {
    /// Answers a question.
    ///
    /// # Errors
    /// When the store says no.
    pub async fn find(&mut self, query: &Query) -> Result<Found, JournalError> {
        let found = match query {
            Query::Course { indicator, from, to, columns, windows } => {
                self.course(indicator, (*from, *to), *columns, windows).await.map(Found::Course)
            }
            Query::Moment { at } => return Ok(Found::Moment(Box::new(self.moment(*at).await?))),
            Query::Entries { before, filter, limit } => self.search(*before, filter, *limit).await.map(Found::Entries),
        };
        found.map_err(|error| self.wrong(error))
    }
}

/// Answers a question to a journal that is not open here: somebody else writes to it, or nobody can.
pub(super) async fn find_in(place: &Place, query: &Query) -> Result<Found, JournalError> {
    let path = match place {
        Place::File(path) => path.clone(),
        Place::Memory => return Err(JournalError::Missing(":memory:".into())),
    };
    let mut store = Store::reading(checks::open(&path).await?, path);
    let found = store.find(query).await;
    // A connection that is only dropped is closed later, when the journal may be opened for writing.
    let _ = store.close().await;
    found
}

/// Why a question was not answered, for the screen.
pub(super) fn reason(error: &JournalError) -> Clean {
    Clean::new(&error.to_string())
}
