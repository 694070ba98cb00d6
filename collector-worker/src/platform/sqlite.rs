//! The SQLite of a Durable Object, as `store` speaks to it.

use corncrake_store::{
    SqlWithRowCounts,
    engine::{Arg, Row, Sql, SqlError, Value},
};
use worker::{SqlStorage, SqlStorageValue, Storage};

/// The database of an object.
pub(crate) struct Sqlite(SqlStorage);

impl Sqlite {
    pub(crate) fn of(storage: &Storage) -> Self {
        Self(storage.sql())
    }

    /// Its size, in bytes.
    pub(crate) fn bytes(&self) -> u64 {
        self.0.database_size() as u64
    }
}

impl SqlWithRowCounts for Sqlite {
    fn exec_counted(&self, statement: &str, args: &[Arg<'_>]) -> Result<(Vec<Row>, u64), SqlError> {
        let args: Vec<SqlStorageValue> = args
            .iter()
            .map(|arg| match arg {
                Arg::Integer(number) => SqlStorageValue::Integer(*number),
                Arg::Text(text) => SqlStorageValue::String((*text).to_owned()),
                Arg::Blob(bytes) => SqlStorageValue::Blob(bytes.to_vec()),
            })
            .collect();
        let failed = |error: worker::Error| SqlError(error.to_string());
        let cursor = self.0.exec(statement, args).map_err(failed)?;
        let rows = cursor.raw().map(|row| {
            let values = row.map_err(failed)?.into_iter().map(|value| match value {
                SqlStorageValue::Null => Value::Null,
                SqlStorageValue::Float(number) => Value::of_float(number),
                SqlStorageValue::Boolean(b) => Value::Integer(b.into()),
                SqlStorageValue::Integer(number) => Value::Integer(number),
                SqlStorageValue::String(text) => Value::Text(text),
                SqlStorageValue::Blob(bytes) => Value::Blob(bytes),
            });
            Ok(Row(values.collect()))
        });
        let rows = rows.collect::<Result<_, SqlError>>()?;
        Ok((rows, cursor.rows_written() as u64))
    }
}

impl Sql for Sqlite {
    fn exec(&self, statement: &str, args: &[Arg<'_>]) -> Result<Vec<Row>, SqlError> {
        self.exec_counted(statement, args).map(|(rows, _)| rows)
    }
}
