//! The trait over rusqlite: the same SQLite, without the edge around it. Tests and the counted pieces of an
//! event run on it; no collector does.

use crate::{
    engine::{Arg, Row, Sql, SqlError, Value},
    schema::{self, Migrations},
};

/// Statements that are remembered: more than a delivery has, as an object of the runtime does.
const STATEMENTS: usize = 200;

/// A database in memory.
pub struct Native(rusqlite::Connection);

impl Native {
    /// With the tables of these migrations.
    pub fn open(migrations: &Migrations) -> Result<Self, SqlError> {
        let connection =
            rusqlite::Connection::open_in_memory().map_err(|error| SqlError(error.to_string()))?;
        connection.set_prepared_statement_cache_capacity(STATEMENTS);
        let native = Self(connection);
        schema::migrate(&native, migrations)?;
        Ok(native)
    }
}

#[cfg(test)]
impl Native {
    pub(crate) fn project() -> Self {
        Self::with(schema::PROJECT)
    }

    pub(crate) fn directory() -> Self {
        Self::with(schema::DIRECTORY)
    }

    pub(crate) fn salt() -> Self {
        Self::with(schema::SALT)
    }

    pub(crate) fn with(migrations: &Migrations) -> Self {
        Self::open(migrations).unwrap()
    }
}

impl Sql for Native {
    fn exec(&self, statement: &str, args: &[Arg<'_>]) -> Result<Vec<Row>, SqlError> {
        let run = || -> rusqlite::Result<Vec<Row>> {
            let mut prepared = self.0.prepare_cached(statement)?;
            let columns = prepared.column_count();
            let args = args.iter().map(|arg| match arg {
                Arg::Integer(n) => rusqlite::types::Value::Integer(*n),
                Arg::Text(t) => rusqlite::types::Value::Text((*t).to_owned()),
                Arg::Blob(b) => rusqlite::types::Value::Blob(b.to_vec()),
            });
            let mut rows = prepared.query(rusqlite::params_from_iter(args))?;
            let mut out = Vec::new();
            while let Some(row) = rows.next()? {
                let values = (0..columns).map(|column| {
                    Ok(match row.get(column)? {
                        rusqlite::types::Value::Null => Value::Null,
                        rusqlite::types::Value::Integer(n) => Value::Integer(n),
                        rusqlite::types::Value::Real(number) => Value::of_float(number),
                        rusqlite::types::Value::Text(t) => Value::Text(t),
                        rusqlite::types::Value::Blob(b) => Value::Blob(b),
                    })
                });
                out.push(Row(values.collect::<rusqlite::Result<_>>()?));
            }
            Ok(out)
        };
        run().map_err(|error| SqlError(error.to_string()))
    }
}
