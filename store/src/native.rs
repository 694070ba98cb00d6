//! The trait over rusqlite: the same SQLite, without the edge around it.

use crate::{
    engine::{Arg, Row, Sql, SqlError, Value},
    schema::{self, Migrations},
};

pub struct Native(rusqlite::Connection);

impl Native {
    pub fn project() -> Self {
        Self::with(schema::PROJECT)
    }

    pub fn directory() -> Self {
        Self::with(schema::DIRECTORY)
    }

    pub fn salt() -> Self {
        Self::with(schema::SALT)
    }

    pub fn with(migrations: &Migrations) -> Self {
        let native = Self(rusqlite::Connection::open_in_memory().unwrap());
        schema::migrate(&native, migrations).unwrap();
        native
    }
}

impl Sql for Native {
    fn exec(&self, statement: &str, args: &[Arg<'_>]) -> Result<Vec<Row>, SqlError> {
        let run = || -> rusqlite::Result<Vec<Row>> {
            let mut prepared = self.0.prepare(statement)?;
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
