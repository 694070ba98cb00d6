//! One half of each day's salt, which alone says nothing. See `salt::halves`.

use corncrake_core::{session::SALT_BYTES, time::UtcDay};

use crate::engine::{Arg, Row, Sql, SqlError, Value};

/// The half of a day.
pub fn salt_half(sql: &impl Sql, day: UtcDay) -> Result<Option<[u8; SALT_BYTES]>, SqlError> {
    let row = sql.first("SELECT half FROM salt_half WHERE day = ?", &[Arg::Integer(day.0)])?;
    let read = |Row(values)| match values.into_iter().next() {
        Some(Value::Blob(half)) => half.try_into().map_err(|_| SqlError("a half has another length".into())),
        _ => Err(SqlError("a half is no blob".into())),
    };
    row.map(read).transpose()
}

/// Keeps the half of a day.
pub fn put_salt_half(sql: &impl Sql, day: UtcDay, half: &[u8; SALT_BYTES]) -> Result<(), SqlError> {
    sql.exec(
        "INSERT INTO salt_half (day, half) VALUES (?, ?) ON CONFLICT DO UPDATE SET half = excluded.half",
        &[Arg::Integer(day.0), Arg::Blob(half)],
    )?;
    Ok(())
}

/// The days but this one that have a half.
pub fn salt_days_but(sql: &impl Sql, day: UtcDay) -> Result<Vec<UtcDay>, SqlError> {
    let rows = sql.exec("SELECT day FROM salt_half WHERE day <> ? ORDER BY day", &[Arg::Integer(day.0)])?;
    rows.iter().map(|row| row.integer(0).map(UtcDay)).collect()
}

/// Deletes the half of a day.
pub fn delete_salt_half(sql: &impl Sql, day: UtcDay) -> Result<(), SqlError> {
    sql.exec("DELETE FROM salt_half WHERE day = ?", &[Arg::Integer(day.0)]).map(drop)
}

#[cfg(test)]
mod tests {

    use super::*;
    use crate::native::Native;

    #[test]
    fn a_half_is_kept_for_its_day() {
        let sql = Native::salt();
        let half = |byte| [byte; SALT_BYTES];
        for (day, byte) in [(1, 1), (2, 2), (2, 3), (9, 4)] {
            put_salt_half(&sql, UtcDay(day), &half(byte)).unwrap();
        }
        assert_eq!(salt_half(&sql, UtcDay(2)).unwrap(), Some(half(3)));
        assert_eq!(salt_days_but(&sql, UtcDay(2)).unwrap(), [UtcDay(1), UtcDay(9)]);
        delete_salt_half(&sql, UtcDay(1)).unwrap();
        assert_eq!(salt_half(&sql, UtcDay(1)).unwrap(), None);
    }
}
