//! The issues that were first seen in a span of time: those of a flood.

use corncrake_core::{ids::IssueId, time::UnixMillis};
use corncrake_model::issues::erasure::SpanMatch;

use crate::engine::{Arg, Sql, SqlError, json_rows::to_json};

/// Issues of one answer.
const ISSUES_AT_ONCE: i64 = 1_000;

/// Those first seen from one moment on and before another, some behind one, in the order of their
/// ids.
pub fn first_seen_in(
    sql: &impl Sql,
    (from, to): (UnixMillis, UnixMillis),
    after: Option<IssueId>,
) -> Result<Vec<SpanMatch>, SqlError> {
    let after = after.map(|id| id.to_string()).unwrap_or_default();
    let rows = sql.exec(
        "SELECT id, events FROM shown WHERE merged_into = '' AND began >= ? AND began < ?
            AND first_seen >= ? AND first_seen < ? AND id > ? ORDER BY id LIMIT ?",
        &[
            Arg::Integer(from.hour().0),
            Arg::Integer(to.0),
            Arg::Integer(from.0),
            Arg::Integer(to.0),
            Arg::Text(&after),
            Arg::Integer(ISSUES_AT_ONCE),
        ],
    )?;
    let mut found = Vec::with_capacity(rows.len());
    for row in rows {
        found.push(SpanMatch { id: row.parse(0)?, events: row.count(1)?, members: Vec::new() });
    }
    let ids: Vec<IssueId> = found.iter().map(|one| one.id).collect();
    let members = sql.exec(
        "SELECT merged_into, id FROM issue WHERE merged_into <> ''
            AND merged_into IN (SELECT value FROM json_each(?))",
        &[Arg::Text(&to_json(&ids)?)],
    )?;
    for row in members {
        let head: IssueId = row.parse(0)?;
        if let Some(one) = found.iter_mut().find(|one| one.id == head) {
            one.members.push(row.parse(1)?);
        }
    }
    Ok(found)
}

#[cfg(test)]
mod tests {

    use corncrake_model::issues::erasure::SpanMatch;

    use super::*;
    use crate::{
        issues::merge::merge,
        native::Native,
        write::fixtures::{at, bug, issue, receive},
    };

    #[test]
    fn a_span_has_what_began_in_it_with_its_members() {
        let sql = Native::project();
        for number in 1..=5 {
            receive(&sql, bug(number, i64::from(number) * 1_000));
            receive(&sql, bug(number, 7_200_000));
        }
        merge(&sql, issue(4), issue(3)).unwrap();
        merge(&sql, issue(1), issue(5)).unwrap();
        let find = |from, to| first_seen_in(&sql, (at(from), at(to)), None).unwrap();
        let ids = |found: Vec<SpanMatch>| found.into_iter().map(|one| one.id).collect::<Vec<_>>();
        let found = find(2_000, 5_001);
        assert_eq!(found[1], SpanMatch { id: issue(3), events: 4, members: vec![issue(4)] });
        assert_eq!(ids(found), [issue(2), issue(3)], "what began before is not in it, whatever came to it");
        assert_eq!(ids(find(1_000, 2_000)), [issue(5)], "the end is not in it");
        assert_eq!(first_seen_in(&sql, (at(0), at(9_000)), Some(issue(3))).unwrap().len(), 1);
        assert!(find(7_000_000, 8_000_000).is_empty());
    }
}
