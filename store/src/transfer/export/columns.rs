//! Values of a row as lines have them.

use corncrake_core::time::UnixMillis;
use corncrake_model::transfer::export_time::ExportTime;

use crate::engine::{Row, SqlError};

pub(super) fn at(row: &Row, column: usize) -> Result<ExportTime, SqlError> {
    Ok(ExportTime(UnixMillis(row.integer(column)?)))
}

pub(super) fn version(row: &Row, column: usize) -> Result<u32, SqlError> {
    Ok(u32::try_from(row.integer(column)?).unwrap_or_default())
}

/// A column's text, where it has one.
pub(super) fn text(row: &Row, column: usize) -> Result<Option<String>, SqlError> {
    Ok(Some(row.text(column)?).filter(|text| !text.is_empty()).map(str::to_owned))
}

pub(super) fn parsed<T: std::str::FromStr>(row: &Row, column: usize) -> Result<Option<T>, SqlError> {
    text(row, column)?.map(|_| row.parse(column)).transpose()
}
