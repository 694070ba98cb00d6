//! Erases an event, or issues with all that belongs to them.
//!
//! Counts stay where an event goes: they say nothing of what was in it. Where an issue goes,
//! its hours go with it; the project's hours stay.

use corncrake_core::ids::IssueId;

use super::retention::{forget_issue, forget_visits};
use crate::{
    engine::{Arg, Sql, SqlError},
    events::bodies,
    issues::search,
};

/// Erases a kept event and what only it had: a stack, its words in the index. Says whether
/// there was one.
pub fn erase_event(sql: &impl Sql, issue: IssueId, number: u64) -> Result<bool, SqlError> {
    let number = Arg::Integer(i64::try_from(number).unwrap_or(i64::MAX));
    let gone = sql.first(
        "DELETE FROM event WHERE issue = ? AND number = ? RETURNING 1",
        &[Arg::Text(&issue.to_string()), number],
    )?;
    if gone.is_some() {
        bodies::forget_stacks(sql, issue)?;
        search::reindex(sql, issue)?;
    }
    Ok(gone.is_some())
}

/// Erases issues, and says how many of them there were.
pub fn erase_issues(sql: &impl Sql, ids: &[IssueId]) -> Result<u64, SqlError> {
    let mut erased = Vec::new();
    for id in ids {
        let found = sql.first("SELECT 1 FROM issue WHERE id = ?", &[Arg::Text(&id.to_string())])?;
        if found.is_some() {
            forget_issue(sql, *id)?;
            erased.push(*id);
        }
    }
    forget_visits(sql, &erased)?;
    Ok(erased.len() as u64)
}

#[cfg(test)]
mod tests {

    use super::*;
    use crate::{
        counts::issue_trends::trend,
        events::read::read_event,
        issues::merge::merge,
        native::Native,
        write::fixtures::{at, bug, bug_in, issue, listed_titles, receive, stored_issue},
    };

    #[test]
    fn an_event_goes_and_the_counts_stay() {
        let sql = Native::project();
        for ms in [0, 1, 2] {
            receive(&sql, bug(1, ms));
        }
        assert!(erase_event(&sql, issue(1), 2).unwrap());
        assert!(!erase_event(&sql, issue(1), 2).unwrap(), "once");
        assert!(!erase_event(&sql, issue(2), 1).unwrap());
        assert!(
            read_event(
                &sql,
                issue(1),
                corncrake_model::events::stored_event::WantedEvent::Number(issue(1), 2)
            )
            .unwrap()
            .is_none()
        );
        let (latest, _) =
            read_event(&sql, issue(1), corncrake_model::events::stored_event::WantedEvent::Latest)
                .unwrap()
                .unwrap();
        assert_eq!((latest.number, stored_issue(&sql, 1).events), (3, 3));
        receive(&sql, bug(1, 3));
        assert_eq!(stored_issue(&sql, 1).events, 4, "no number is given twice");
        for number in [1, 3, 4] {
            assert!(erase_event(&sql, issue(1), number).unwrap());
        }
        assert_eq!((stored_issue(&sql, 1).events, listed_titles(&sql)), (4, vec!["bug 1".to_owned()]));
    }

    #[test]
    fn issues_go_with_their_hours_and_a_head_without_its_members() {
        let sql = Native::project();
        for number in 1..=3 {
            receive(&sql, bug_in("1.0", number, i64::from(number)));
        }
        merge(&sql, issue(2), issue(1)).unwrap();
        assert_eq!(erase_issues(&sql, &[issue(1), issue(9)]).unwrap(), 1);
        assert_eq!(listed_titles(&sql), ["bug 3", "bug 2"], "who tells only the head loses only the head");
        assert_eq!(erase_issues(&sql, &[issue(2), issue(3)]).unwrap(), 2);
        for table in ["issue", "event", "stack", "issue_hour", "issue_facet", "issue_session", "fingerprint"]
        {
            let left = sql.first(&format!("SELECT count(*) FROM {table}"), &[]).unwrap().unwrap();
            assert_eq!(left.integer(0).unwrap(), 0, "{table}");
        }
        assert!(trend(&sql, issue(1), at(-1_000_000_000), 1).unwrap().is_empty());
        receive(&sql, bug(1, 9));
        assert_eq!(stored_issue(&sql, 1).events, 1, "as if it had never been");
    }
}
