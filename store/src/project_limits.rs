//! The limits that a project has of its own: kept with its settings in the directory, and set
//! in each of its objects, which enforces them by itself.

use corncrake_model::project::limits::ProjectLimits;

use crate::engine::{Arg, Sql, SqlError};

/// Sets the limits of this object.
pub fn set_limits(sql: &impl Sql, limits: ProjectLimits) -> Result<(), SqlError> {
    let text = serde_json::to_string(&limits).map_err(|error| SqlError(error.to_string()))?;
    sql.exec("DELETE FROM own_limits", &[])?;
    sql.exec("INSERT INTO own_limits (limits) VALUES (?)", &[Arg::Text(&text)]).map(drop)
}

/// The limits that were set last in this object.
pub fn project_limits(sql: &impl Sql) -> Result<ProjectLimits, SqlError> {
    let row = sql.first("SELECT limits FROM own_limits", &[])?;
    let Some(row) = row else { return Ok(ProjectLimits::default()) };
    row.json(0)
}

#[cfg(test)]
mod tests {

    use corncrake_model::project::limits::ProjectLimits;

    use super::*;
    use crate::native::Native;

    #[test]
    fn the_last_word_counts_and_a_change_leaves_the_rest() {
        let sql = Native::project();
        assert_eq!(project_limits(&sql).unwrap(), ProjectLimits::default());
        let first = ProjectLimits { megabytes: Some(7), ..ProjectLimits::default() };
        let then = first.changed(ProjectLimits { events_per_second: Some(3), ..ProjectLimits::default() });
        for limits in [first, then] {
            set_limits(&sql, limits).unwrap();
            assert_eq!(project_limits(&sql).unwrap(), limits);
        }
        assert_eq!(
            then,
            ProjectLimits { events_per_second: Some(3), megabytes: Some(7), session_events: None }
        );
    }
}
