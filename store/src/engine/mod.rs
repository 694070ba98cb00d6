//! A small trait over SQLite, and its values: `SqlStorage::exec` of a Durable Object is
//! synchronous, and so is rusqlite.

pub(crate) mod bound_value;
pub mod json_rows;
pub mod row_counter;
pub mod text_match;

/// What no time and no count reaches, and the edge still takes as a number.
pub const FAR: i64 = (1 << 53) - 1;

/// What the database said when it failed: its own words, which hold no value of ours.
#[derive(Debug, thiserror::Error)]
#[error("the store failed: {0}")]
pub struct SqlError(pub String);

/// A value on its way in.
#[derive(Debug, Clone, Copy)]
pub enum Arg<'a> {
    /// A number of up to 2^53 - 1 either side of 0, which JavaScript represents exactly.
    Integer(i64),
    /// A text in UTF-8.
    Text(&'a str),
    /// Bytes that are no text, such as a hash.
    Blob(&'a [u8]),
}

/// A value on its way out.
#[derive(Debug, Clone, PartialEq)]
pub enum Value {
    /// SQL's NULL, such as the sum of no rows.
    Null,
    /// A number; sums beyond `FAR` come as `FAR`.
    Integer(i64),
    /// A text in UTF-8.
    Text(String),
    /// Bytes that are no text, such as a hash.
    Blob(Vec<u8>),
}

impl Value {
    /// No column of ours has fractions: a float is a sum that grew beyond what the engine hands over
    /// as an integer. It is the greatest one, so that a number too many takes no page away.
    pub fn of_float(number: f64) -> Self {
        if number.is_nan() {
            return Self::Null;
        }
        Self::Integer(if number.is_sign_negative() { -FAR } else { FAR })
    }
}

/// An engine that speaks SQLite, one statement a call. Its places are all `?`, or all numbered (`?1`).
pub trait Sql {
    /// Runs a statement to its end and returns all of its rows.
    fn exec(&self, statement: &str, args: &[Arg<'_>]) -> Result<Vec<Row>, SqlError>;

    /// The first row, where there is one.
    fn first(&self, statement: &str, args: &[Arg<'_>]) -> Result<Option<Row>, SqlError> {
        Ok(self.exec(statement, args)?.into_iter().next())
    }
}

/// One row of an answer.
#[derive(Debug)]
pub struct Row(pub Vec<Value>);

impl Row {
    /// The column's number; an error where it is absent or something else.
    pub fn integer(&self, column: usize) -> Result<i64, SqlError> {
        match self.0.get(column) {
            Some(Value::Integer(number)) => Ok(*number),
            other => Err(Self::unexpected(column, "an integer", other)),
        }
    }

    /// A count, which is never less than nothing.
    pub fn count(&self, column: usize) -> Result<u64, SqlError> {
        Ok(u64::try_from(self.integer(column)?).unwrap_or_default())
    }

    /// The column's text; an error where it is absent or something else.
    pub fn text(&self, column: usize) -> Result<&str, SqlError> {
        match self.0.get(column) {
            Some(Value::Text(text)) => Ok(text),
            other => Err(Self::unexpected(column, "text", other)),
        }
    }

    /// A text that is parsed into a type of its own.
    pub fn parse<T: std::str::FromStr>(&self, column: usize) -> Result<T, SqlError> {
        self.text(column)?.parse().map_err(|_| SqlError(format!("column {column} does not read")))
    }

    /// A text that is JSON of a type.
    pub fn json<T: serde::de::DeserializeOwned>(&self, column: usize) -> Result<T, SqlError> {
        serde_json::from_str(self.text(column)?)
            .map_err(|error| SqlError(format!("column {column}: {error}")))
    }

    fn unexpected(column: usize, wanted: &str, found: Option<&Value>) -> SqlError {
        let found = match found {
            None => "nothing",
            Some(Value::Null) => "null",
            Some(Value::Integer(_)) => "an integer",
            Some(Value::Text(_)) => "text",
            Some(Value::Blob(_)) => "a blob",
        };
        SqlError(format!("column {column} should be {wanted} and is {found}"))
    }
}
