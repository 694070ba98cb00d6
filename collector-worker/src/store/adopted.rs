//! What another object of the same project knows of issues: what they are, and what people
//! decided about them. An object that never met an issue takes it over with no events, so
//! that every decision finds it everywhere.

use corncrake_core::{ids::IssueId, time::UnixMillis};
use serde::{Deserialize, Serialize};

use super::{
    Arg, Issue, Sql, SqlError,
    issues::{COLUMNS, read},
    lists::json,
    releases::{newest_number, number_of},
};

/// An issue, and when it was last decided about.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(crate) struct Adopted {
    pub(crate) issue: Issue,
    pub(crate) decided: UnixMillis,
}

/// The issues that people decided about, and those that are merged or have members.
pub(crate) fn decided(sql: &impl Sql) -> Result<Vec<Adopted>, SqlError> {
    let rows = sql.exec(
        &format!(
            "SELECT {COLUMNS}, decided FROM issue WHERE decided > 0 OR merged_into <> ''
             OR id IN (SELECT merged_into FROM issue WHERE merged_into <> '') ORDER BY id"
        ),
        &[],
    )?;
    let last = COLUMNS.split(',').count();
    rows.iter()
        .map(|row| Ok(Adopted { issue: read(row)?, decided: UnixMillis(row.integer(last)?) }))
        .collect()
}

/// Takes over issues that are not here yet. `releases` are all that the project knows: what
/// is resolved comes back in a later one only.
pub(crate) fn adopt(
    sql: &impl Sql,
    all: &[Adopted],
    releases: &[String],
    now: UnixMillis,
) -> Result<(), SqlError> {
    for name in releases {
        number_of(sql, name, now)?;
    }
    let known = newest_number(sql)?;
    for Adopted { issue, decided } in all {
        let merged_into = issue.merged_into.map(|head| head.to_string()).unwrap_or_default();
        sql.exec(
            "INSERT INTO issue (id, type, title, noise, status, decided, known_releases, merged_into, merged_under,
                first_seen, last_seen, hour, grouping, grouping_version)
             VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING",
            &[
                Arg::Text(&issue.id.to_string()),
                Arg::Integer(issue.kind.into()),
                Arg::Text(&issue.title),
                Arg::Text(issue.noise.as_deref().unwrap_or_default()),
                Arg::Text(issue.status.name()),
                Arg::Integer(decided.0),
                Arg::Integer(known),
                Arg::Text(&merged_into),
                Arg::Text(&merged_into),
                Arg::Integer(issue.first_seen.0),
                Arg::Integer(issue.last_seen.0),
                Arg::Integer(issue.last_seen.hour().0),
                Arg::Text(&json(&issue.grouping)?),
                Arg::Integer(issue.grouping_version.into()),
            ],
        )?;
    }
    let heads: std::collections::BTreeSet<IssueId> =
        all.iter().filter_map(|one| one.issue.merged_into).collect();
    heads.into_iter().try_for_each(|head| super::merges::add_up(sql, head))
}

#[cfg(test)]
mod tests {
    use corncrake_core::status::Status;

    use super::*;
    use crate::{
        project::heard::{bug, bug_in, hear, issue, listed, shown},
        store::{Decision, Merged, decide, merge, native::Native},
    };

    #[test]
    fn what_was_decided_elsewhere_holds_here() {
        let (there, here) = (Native::project(), Native::project());
        for number in 1..=4 {
            hear(&there, bug_in("1.0", number, i64::from(number)));
        }
        let resolve = Decision {
            issues: vec![issue(1)],
            to: Status::Resolved,
            at: UnixMillis(crate::project::heard::NOON.0 + 10),
            releases: vec![],
            is_undo: false,
        };
        decide(&there, &resolve).unwrap();
        assert!(
            matches!(merge(&there, issue(3), issue(2)).unwrap(), Merged::Into(head, true) if head == issue(2))
        );

        let taken = decided(&there).unwrap();
        assert_eq!(taken.len(), 3, "one resolved, one merged, and what it is merged into");
        for _ in 0..2 {
            adopt(&here, &taken, &["1.0".to_owned()], resolve.at).unwrap();
        }
        assert_eq!((shown(&here, 1).status, shown(&here, 1).events), (Status::Resolved, 0));
        hear(&here, bug_in("1.0", 1, 20));
        assert_eq!(
            (shown(&here, 1).status, shown(&here, 1).events),
            (Status::Resolved, 1),
            "a known release"
        );
        hear(&here, bug(3, 30));
        assert_eq!(shown(&here, 2).events, 1, "what is merged there is merged here");
        hear(&here, bug_in("2.0", 1, 40));
        assert_eq!(shown(&here, 1).status, Status::Open, "a later release");
        assert_eq!(listed(&here), ["bug 1", "bug 2"]);
    }
}
