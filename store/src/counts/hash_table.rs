//! A table of hashes of the running day, each with a number that says what is counted of it. What the
//! number means is the table's own.

use std::{collections::HashMap, hash::Hash, str::FromStr};

use corncrake_core::time::UtcDay;
use serde::Serialize;

use crate::engine::{Arg, Sql, SqlError, json_rows::json_rows};

/// Such a table.
pub(crate) struct HashTable {
    /// Its name.
    pub(crate) name: &'static str,
    /// The column of the number.
    pub(crate) number: &'static str,
}

impl HashTable {
    /// The numbers of those that are known.
    pub(crate) fn numbers<H: Serialize + FromStr + Eq + Hash>(
        &self,
        sql: &impl Sql,
        hashes: &[H],
    ) -> Result<HashMap<H, i64>, SqlError> {
        let Self { name, number } = self;
        let mut found = HashMap::new();
        for list in json_rows(hashes)? {
            let rows = sql.exec(
                &format!(
                    "SELECT lower(hex(hash)), {number} FROM {name}
                     WHERE hash IN (SELECT unhex(value) FROM json_each(?))"
                ),
                &[Arg::Text(&list)],
            )?;
            for row in rows {
                found.insert(row.parse(0)?, row.integer(1)?);
            }
        }
        Ok(found)
    }

    /// Puts hashes of a day with the numbers that they now have.
    pub(crate) fn put<H: Serialize>(
        &self,
        sql: &impl Sql,
        day: UtcDay,
        rows: &[(H, i64)],
    ) -> Result<(), SqlError> {
        let Self { name, number } = self;
        for list in json_rows(rows)? {
            sql.exec(
                &format!(
                    "INSERT INTO {name} (hash, day, {number})
                     SELECT unhex(value->>0), ?, value->>1 FROM json_each(?) WHERE true
                     ON CONFLICT DO UPDATE SET {number} = excluded.{number}"
                ),
                &[Arg::Integer(day.0), Arg::Text(&list)],
            )?;
        }
        Ok(())
    }
}
