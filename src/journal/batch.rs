//! Statements that go to the database together.

use sqlx::sqlite::SqliteConnection;
use sqlx::{QueryBuilder, Sqlite};

/// From how many bytes on statements are carried out before there are more of them: `SQLite` copies all that are left for each, and
/// takes a million.
const MUCH: usize = 32 * 1024;
/// Up to how many bytes statements are kept prepared: those of an acknowledgement, or of some dozen readings, come again in the same
/// words. Longer ones differ with the number of their rows.
const SHORT: usize = 4 * 1024;

/// Statements that are carried out one after another, in one go: the connection has a thread of its own, and each go wakes that thread
/// and whoever waits for it. Of sqlx's drivers only that of `SQLite` can do this
/// (<https://github.com/launchbadge/sqlx/issues/3108>).
pub(super) struct Batch<'a> {
    connection: &'a mut SqliteConnection,
    statements: QueryBuilder<Sqlite>,
}

impl<'a> Batch<'a> {
    pub(super) fn new(connection: &'a mut SqliteConnection) -> Self {
        Self { connection, statements: QueryBuilder::default() }
    }

    /// A statement after those there are, to be bound and gone on with. Each of its parameters is a plain `?`.
    pub(super) fn statement(&mut self, words: &str) -> &mut QueryBuilder<Sqlite> {
        if self.len() > 0 {
            self.statements.push(";");
        }
        self.statements.push(words)
    }

    /// Carries out what there is, if that is much.
    pub(super) async fn run_much(&mut self) -> Result<(), sqlx::Error> {
        if self.len() > MUCH { self.run().await.map(drop) } else { Ok(()) }
    }

    /// Carries out what there is; gives the connection, for questions.
    pub(super) async fn run(&mut self) -> Result<&mut SqliteConnection, sqlx::Error> {
        if self.len() > 0 {
            let is_short = self.len() <= SHORT;
            self.statements.build().persistent(is_short).execute(&mut *self.connection).await?;
            self.statements.reset();
        }
        Ok(self.connection)
    }

    /// In bytes.
    fn len(&self) -> usize {
        self.statements.sql().as_str().len()
    }
}
