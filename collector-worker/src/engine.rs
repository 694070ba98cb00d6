//! The SQLite of a Durable Object, as `store` speaks to it.

use worker::{SqlStorage, SqlStorageValue};

use crate::store::{Arg, CountsRows, Row, Sql, SqlError, Value};

impl CountsRows for SqlStorage {
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
        let cursor = SqlStorage::exec(self, statement, args).map_err(failed)?;
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

impl Sql for SqlStorage {
    fn exec(&self, statement: &str, args: &[Arg<'_>]) -> Result<Vec<Row>, SqlError> {
        self.exec_counted(statement, args).map(|(rows, _)| rows)
    }
}
