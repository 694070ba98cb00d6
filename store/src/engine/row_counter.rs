//! An engine that counts the rows that are written through it, which the edge charges for: every
//! touched index is one.

use std::cell::Cell;

use super::{Arg, Row, Sql, SqlError};

/// An engine that can say how many rows a statement wrote.
pub trait SqlWithRowCounts: Sql {
    fn exec_counted(&self, statement: &str, args: &[Arg<'_>]) -> Result<(Vec<Row>, u64), SqlError>;
}

/// Counts what is written through it.
pub struct RowCounter<'a, S> {
    sql: &'a S,
    written: Cell<u64>,
}

impl<'a, S> RowCounter<'a, S> {
    pub fn new(sql: &'a S) -> Self {
        Self { sql, written: Cell::new(0) }
    }

    pub fn rows_written(&self) -> u64 {
        self.written.get()
    }
}

impl<S: SqlWithRowCounts> Sql for RowCounter<'_, S> {
    fn exec(&self, statement: &str, args: &[Arg<'_>]) -> Result<Vec<Row>, SqlError> {
        let (rows, written) = self.sql.exec_counted(statement, args)?;
        self.written.set(self.written.get().saturating_add(written));
        Ok(rows)
    }
}
