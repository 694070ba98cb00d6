//! The limits that a project has of its own: kept with its settings in the directory, and told
//! to each of its objects, which heeds them without asking.

use serde::{Deserialize, Serialize};

use super::{Arg, Sql, SqlError};

/// What somebody said of a project's limits; what is absent is as for every project.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub(crate) struct OwnLimits {
    pub(crate) events_per_second: Option<u32>,
    pub(crate) megabytes: Option<u32>,
    pub(crate) session_events: Option<u32>,
}

impl OwnLimits {
    /// These, where a change says nothing else.
    #[must_use]
    pub(crate) fn changed(self, by: Self) -> Self {
        Self {
            events_per_second: by.events_per_second.or(self.events_per_second),
            megabytes: by.megabytes.or(self.megabytes),
            session_events: by.session_events.or(self.session_events),
        }
    }
}

/// From now on this object heeds these.
pub(crate) fn keep_to(sql: &impl Sql, limits: OwnLimits) -> Result<(), SqlError> {
    let text = serde_json::to_string(&limits).map_err(|error| SqlError(error.to_string()))?;
    sql.exec("DELETE FROM own_limits", &[])?;
    sql.exec("INSERT INTO own_limits (limits) VALUES (?)", &[Arg::Text(&text)]).map(drop)
}

/// The limits that this object was told last.
pub(crate) fn own_limits(sql: &impl Sql) -> Result<OwnLimits, SqlError> {
    let row = sql.first("SELECT limits FROM own_limits", &[])?;
    let Some(row) = row else { return Ok(OwnLimits::default()) };
    serde_json::from_str(row.text(0)?).map_err(|error| SqlError(error.to_string()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::store::native::Native;

    #[test]
    fn the_last_word_counts_and_a_change_leaves_the_rest() {
        let sql = Native::project();
        assert_eq!(own_limits(&sql).unwrap(), OwnLimits::default());
        let first = OwnLimits { megabytes: Some(7), ..OwnLimits::default() };
        let then = first.changed(OwnLimits { events_per_second: Some(3), ..OwnLimits::default() });
        for limits in [first, then] {
            keep_to(&sql, limits).unwrap();
            assert_eq!(own_limits(&sql).unwrap(), limits);
        }
        assert_eq!(then, OwnLimits { events_per_second: Some(3), megabytes: Some(7), session_events: None });
    }
}
