//! Many rows in one statement: as one JSON text that SQLite reads (`json_each`), so that a turn
//! costs one call of the engine for each table, however many rows it writes.
//!
//! Many short rows are read the same way (`read_as_json`), since the runtime takes longer for each value of a row
//! than for all of such a text.
//!
//! Texts without a near limit (bodies, stacks) do not go this way, but as arguments.

use serde::{Serialize, de::DeserializeOwned};

use super::{Arg, Sql, SqlError};

/// Bytes of one such text: the edge takes 2 MB, and a row is far below the difference.
const LIST_BYTES: usize = 1_000_000;
/// Arguments of one statement: the edge takes 100.
const MOST_ARGS: usize = 100;

/// The rows as JSON arrays, as few as fit.
pub fn json_rows<T: Serialize>(rows: &[T]) -> Result<Vec<String>, SqlError> {
    let mut lists: Vec<String> = Vec::new();
    for row in rows {
        let row = to_json(row)?;
        match lists.last_mut().filter(|list| list.len() < LIST_BYTES.saturating_sub(row.len())) {
            Some(list) => {
                list.push(',');
                list.push_str(&row);
            }
            None => lists.push(format!("[{row}")),
        }
    }
    lists.iter_mut().for_each(|list| list.push(']'));
    Ok(lists)
}

/// The rows of a statement, each as one expression of their columns says it: a column's own value, or
/// `json_array` of several. All of them are one text, which has at most 2 MB: some thousand rows.
pub fn read_as_json<T: DeserializeOwned>(
    sql: &impl Sql,
    expression: &str,
    statement: &str,
    args: &[Arg<'_>],
) -> Result<Vec<T>, SqlError> {
    let all = format!("SELECT json_group_array({expression}) FROM ({statement})");
    let Some(row) = sql.first(&all, args)? else { return Ok(Vec::new()) };
    row.json(0)
}

/// A value as JSON.
pub fn to_json(value: &impl Serialize) -> Result<String, SqlError> {
    serde_json::to_string(value).map_err(|error| SqlError(error.to_string()))
}

/// How many rows of so many arguments one statement takes.
pub const fn rows_per_statement(columns: usize) -> usize {
    MOST_ARGS / columns
}

/// The places of so many rows of so many arguments: `(?, ?), (?, ?)`.
pub fn placeholders(rows: usize, columns: usize) -> String {
    let row = format!("({})", vec!["?"; columns].join(", "));
    vec![row; rows].join(", ")
}

#[cfg(test)]
mod tests {

    use super::*;

    #[test]
    fn a_list_is_json_and_a_long_one_is_several() {
        assert!(json_rows::<u8>(&[]).unwrap().is_empty());
        assert_eq!(json_rows(&[(1, "a"), (2, "b")]).unwrap(), [r#"[[1,"a"],[2,"b"]]"#]);
        let long = vec!["x".repeat(400_000); 5];
        let all = json_rows(&long).unwrap();
        assert_eq!(all.len(), 3);
        let read = |list: &String| serde_json::from_str::<Vec<String>>(list).unwrap();
        assert_eq!(all.iter().flat_map(read).collect::<Vec<_>>(), long);
        assert_eq!(placeholders(2, 3), "(?, ?, ?), (?, ?, ?)");
    }
}
