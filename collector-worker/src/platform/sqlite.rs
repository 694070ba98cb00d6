//! The SQLite of a Durable Object, as `store` speaks to it. A statement is one call of `sql.mjs`: the
//! crate `worker` has several for each value, which cost more than the statement.

use corncrake_store::{
    SqlWithRowCounts,
    engine::{Arg, FAR, Row, Sql, SqlError, Value},
};
use serde::{Deserialize, Deserializer, de::Visitor};
use wasm_bindgen::{JsCast, JsValue, prelude::wasm_bindgen};
use worker::{
    SqlStorage, Storage,
    js_sys::{Array, Uint8Array},
};

#[wasm_bindgen(raw_module = "./sql.mjs")]
extern "C" {
    #[wasm_bindgen(js_name = run, catch)]
    fn run_statement(sql: &JsValue, statement: &str, args: Vec<JsValue>) -> Result<JsValue, JsValue>;
}

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
        let args = args.iter().map(|arg| match arg {
            Arg::Integer(number) => JsValue::from_f64(*number as f64),
            Arg::Text(text) => JsValue::from_str(text),
            Arg::Blob(bytes) => Uint8Array::from(*bytes).into(),
        });
        let answer = run_statement(self.0.as_ref(), statement, args.collect())
            .map_err(|error| SqlError(worker::Error::from(error).to_string()))?;
        match answer.as_string() {
            Some(text) => read_json(&text),
            None => read_values(&answer.unchecked_into()),
        }
    }
}

impl Sql for Sqlite {
    fn exec(&self, statement: &str, args: &[Arg<'_>]) -> Result<Vec<Row>, SqlError> {
        self.exec_counted(statement, args).map(|(rows, _)| rows)
    }
}

/// The rows that were written and those that were found, as JSON.
fn read_json(text: &str) -> Result<(Vec<Row>, u64), SqlError> {
    let (written, rows): (u64, Vec<Vec<Column>>) =
        serde_json::from_str(text).map_err(|error| SqlError(format!("an answer does not read: {error}")))?;
    Ok((rows.into_iter().map(|row| Row(row.into_iter().map(|column| column.0).collect())).collect(), written))
}

/// The same as values of JavaScript.
fn read_values(answer: &Array) -> Result<(Vec<Row>, u64), SqlError> {
    let rows = Array::from(&answer.get(1))
        .into_iter()
        .map(|row| Array::from(&row).into_iter().map(value).collect::<Result<_, _>>().map(Row));
    let written = answer.get(0).as_f64().unwrap_or_default();
    Ok((rows.collect::<Result<_, _>>()?, written as u64))
}

fn value(value: JsValue) -> Result<Value, SqlError> {
    if value.is_null() {
        return Ok(Value::Null);
    }
    if let Some(text) = value.as_string() {
        return Ok(Value::Text(text));
    }
    if let Some(number) = value.as_f64() {
        return Ok(of_number(number));
    }
    if !value.is_instance_of::<worker::js_sys::ArrayBuffer>() {
        return Err(SqlError("a value has a type that SQLite does not have".to_owned()));
    }
    Ok(Value::Blob(Uint8Array::new(&value).to_vec()))
}

/// A number of JavaScript: an integer where it represents that exactly.
fn of_number(number: f64) -> Value {
    let is_exact = number.trunc() == number && number.abs() <= FAR as f64;
    if is_exact { Value::Integer(number as i64) } else { Value::of_float(number) }
}

/// A value that stands in JSON.
struct Column(Value);

impl<'de> Deserialize<'de> for Column {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(ColumnVisitor).map(Self)
    }
}

struct ColumnVisitor;

impl Visitor<'_> for ColumnVisitor {
    type Value = Value;

    fn expecting(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.write_str("a number, a text or null")
    }

    fn visit_unit<E>(self) -> Result<Value, E> {
        Ok(Value::Null)
    }

    fn visit_i64<E>(self, number: i64) -> Result<Value, E> {
        Ok(of_number(number as f64))
    }

    fn visit_u64<E>(self, number: u64) -> Result<Value, E> {
        Ok(of_number(number as f64))
    }

    fn visit_f64<E>(self, number: f64) -> Result<Value, E> {
        Ok(of_number(number))
    }

    fn visit_str<E>(self, text: &str) -> Result<Value, E> {
        Ok(Value::Text(text.to_owned()))
    }

    fn visit_string<E>(self, text: String) -> Result<Value, E> {
        Ok(Value::Text(text))
    }
}

#[cfg(test)]
mod tests {

    use super::*;

    #[test]
    fn rows_are_read_as_the_engine_has_them() {
        let text = r#"[3,[[1,-2,"a\n\u00e9\ud83d\ude00",null],[9007199254740991,9007199254740992,1e+21,0.5],[-0,"",-9007199254740993,18446744073709551615]]]"#;
        let (rows, written) = read_json(text).unwrap();
        let far = || Value::Integer(FAR);
        assert_eq!(written, 3);
        assert_eq!(
            rows.into_iter().map(|row| row.0).collect::<Vec<_>>(),
            [
                vec![
                    Value::Integer(1),
                    Value::Integer(-2),
                    Value::Text("a\n\u{e9}\u{1f600}".into()),
                    Value::Null
                ],
                vec![far(), far(), far(), far()],
                vec![Value::Integer(0), Value::Text(String::new()), Value::Integer(-FAR), far()],
            ]
        );
        assert_eq!(read_json("[0,[]]").unwrap().1, 0);
        assert!(read_json("").is_err() && read_json("[0]").is_err() && read_json("[0,[[true]]]").is_err());
    }
}
