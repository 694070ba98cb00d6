//! The alerts of all projects, which a project may be without.

use corncrake_model::alerts::settings::AlertSettings;

use crate::engine::{Arg, Sql, SqlError, json_rows::to_json};

/// The alerts of all projects.
pub fn alert_defaults(sql: &impl Sql) -> Result<AlertSettings, SqlError> {
    let row = sql.first("SELECT settings FROM alert_defaults", &[])?;
    row.map_or_else(|| Ok(AlertSettings::default()), |row| row.json(0))
}

/// Replaces them.
pub fn set_alert_defaults(sql: &impl Sql, settings: &AlertSettings) -> Result<(), SqlError> {
    sql.exec("DELETE FROM alert_defaults", &[])?;
    sql.exec("INSERT INTO alert_defaults VALUES (?)", &[Arg::Text(&to_json(settings)?)]).map(drop)
}
