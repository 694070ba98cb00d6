//! The line of an issue by itself.

use corncrake_core::status::Status;
use corncrake_model::{
    issues::interest::InterestMark,
    transfer::export_line::{ExportLine, IssueLine, RegressedLine},
};

use super::columns::{at, parsed, text, version};
use crate::engine::{Row, SqlError};

/// The columns of it.
pub(super) const COLUMNS: &str = "id, title, type, status, decided, known_releases, regressed_at, regressed_in, merged_into, \
    merged_under, noise, events, sessions, first_seen, last_seen, grouping, grouping_version, first_release, \
    last_release, browsers, place, fixed_in, fixed_now, hidden_by, grouped_by, interest, snooze_until, snooze_sessions, \
    snooze_release, woke_at, assignee";

/// Reads a row of these columns.
pub(super) fn read(row: &Row) -> Result<ExportLine, SqlError> {
    let when = |column| Ok::<_, SqlError>(Some(at(row, column)?).filter(|at| at.0.0 > 0));
    let release = text(row, 7)?;
    Ok(ExportLine::Issue(Box::new(IssueLine {
        id: row.parse(0)?,
        title: row.text(1)?.to_owned(),
        kind: u8::try_from(row.integer(2)?).unwrap_or_default(),
        status: row.parse::<Status>(3)?,
        decided_at: when(4)?,
        known_releases: row.integer(5)?,
        regressed: when(6)?.map(|at| RegressedLine { at, release }),
        merged_into: parsed(row, 8)?,
        merged_under: parsed(row, 9)?,
        noise: text(row, 10)?,
        events: row.count(11)?,
        sessions: row.count(12)?,
        first_seen: at(row, 13)?,
        last_seen: at(row, 14)?,
        grouping: row.json(15)?,
        grouping_version: version(row, 16)?,
        first_release: row.integer(17)?,
        last_release: row.integer(18)?,
        browsers: row.text(19)?.to_owned(),
        place: row.text(20)?.to_owned(),
        fixed_in: text(row, 21)?,
        fixed_now: row.integer(22)? > 0,
        hidden_by: version(row, 23)?,
        grouped_by: version(row, 24)?,
        interest: InterestMark(row.integer(25)?),
        snooze_until: when(26)?,
        snooze_sessions: row.count(27)?,
        snooze_release: row.integer(28)? > 0,
        came_back: when(29)?,
        assignee: text(row, 30)?,
    })))
}
