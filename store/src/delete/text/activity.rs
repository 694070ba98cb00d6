//! Erases by text what people wrote about issues.

use corncrake_core::ids::IssueId;
use corncrake_model::issues::erasure::TextMatches;

use crate::engine::{Arg, Sql, SqlError, text_match::TextPattern};

/// The entries of its activity that say it: a comment, or the release of a decision.
pub(super) fn activity_of(
    sql: &impl Sql,
    text: &TextPattern,
    issue: IssueId,
    is_erased: bool,
    found: &mut TextMatches,
) -> Result<(), SqlError> {
    let id = issue.to_string();
    // An issue has some hundreds, each of some kilobytes.
    for row in sql.exec("SELECT at, id, detail FROM activity WHERE issue = ?", &[Arg::Text(&id)])? {
        if !text.is_in(row.text(2)?) {
            continue;
        }
        found.values.insert(row.text(2)?.to_owned());
        if is_erased {
            sql.exec(
                "DELETE FROM activity WHERE issue = ? AND at = ? AND id = ?",
                &[Arg::Text(&id), Arg::Integer(row.integer(0)?), Arg::Text(row.text(1)?)],
            )?;
        }
    }
    Ok(())
}
