//! What one object of a project knows of another's news: an issue is new, a type of report is new, or
//! an issue came back for the whole project, or not at all.
//!
//! An object that still has the same signal itself says nothing: the outbox knows by its id that both
//! are one. So of several objects that see something new at once, at least one tells it.

use corncrake_core::time::UnixMillis;
use corncrake_model::alerts::signal::{AlertCause, AlertSignal, IssueReason};

use crate::engine::{Arg, Sql, SqlError};

/// The ids of those of another object's signals whose news is none here.
pub fn known_signals(sql: &impl Sql, signals: &[AlertSignal]) -> Result<Vec<String>, SqlError> {
    let mut known = Vec::new();
    for signal in signals {
        if is_known(sql, signal)? && !is_waiting(sql, &signal.id)? {
            known.push(signal.id.clone());
        }
    }
    Ok(known)
}

fn is_waiting(sql: &impl Sql, id: &str) -> Result<bool, SqlError> {
    Ok(sql.first("SELECT 1 FROM alert_signal WHERE id = ?", &[Arg::Text(id)])?.is_some())
}

/// Whether events told this object the same. What it only took over from another is no event's.
fn is_known(sql: &impl Sql, signal: &AlertSignal) -> Result<bool, SqlError> {
    let AlertCause::Issue(cause) = &signal.cause else { return Ok(false) };
    let (issue, kind) = (cause.issue.to_string(), cause.kind.to_string());
    let found = match cause.why {
        IssueReason::New => {
            sql.first("SELECT 1 FROM issue WHERE id = ? AND events > 0", &[Arg::Text(&issue)])?
        }
        IssueReason::NewReport => sql
            .first("SELECT 1 FROM issue_facet WHERE kind = 't' AND value = ? LIMIT 1", &[Arg::Text(&kind)])?,
        // The same decision, and it is open again.
        IssueReason::Regressed => sql.first(
            "SELECT 1 FROM issue WHERE id = ? AND status = 'open' AND decided = ?",
            &[Arg::Text(&issue), Arg::Integer(decided(&signal.id).0)],
        )?,
        IssueReason::CameBack | IssueReason::Sessions(..) | IssueReason::Spike(..) => None,
    };
    Ok(found.is_some())
}

/// When the issue was resolved that came back: the end of the signal's id.
fn decided(id: &str) -> UnixMillis {
    let end = id.rsplit('.').next().and_then(|end| end.parse().ok());
    UnixMillis(end.unwrap_or(i64::MIN))
}

#[cfg(test)]
mod tests {

    use corncrake_core::ids::ProjectKey;
    use corncrake_model::alerts::{
        rule::{AlertFilter, AlertRule, AlertTrigger},
        schedule::AlertSchedule,
        signal::AlertWatch,
    };

    use super::*;
    use crate::{
        alerts::{
            signals::{acknowledge_signals, waiting_signals},
            watch::RuleWatch,
        },
        native::Native,
        write::fixtures::{NOON, bug, receive_watched},
    };

    fn watch() -> RuleWatch {
        let rule = AlertRule {
            id: "r".into(),
            name: "r".into(),
            is_on: true,
            trigger: AlertTrigger::NewIssue {},
            filter: AlertFilter::default(),
            destinations: vec!["d".into()],
            schedule: AlertSchedule::default(),
        };
        let key = ProjectKey::mint(1, b"secret");
        let (others, siblings) = (None, vec!["other".to_owned()]);
        RuleWatch::new(Some(AlertWatch { key, objects: 2, others, siblings, rules: vec![rule], since: NOON }))
    }

    #[test]
    fn of_two_objects_that_see_an_issue_at_once_not_both_leave_it_out() {
        let (one, other, rules) = (Native::project(), Native::project(), watch());
        for sql in [&one, &other] {
            receive_watched(sql, &rules, bug(1, 0), |_| {});
        }
        let (signals, last) = waiting_signals(&one, 10).unwrap();
        assert_eq!(known_signals(&other, &signals).unwrap(), [""; 0], "it waits to tell the same");
        acknowledge_signals(&other, last).unwrap();
        assert_eq!(known_signals(&other, &signals).unwrap(), [signals[0].id.clone()], "it has told it");
        assert_eq!(known_signals(&Native::project(), &signals).unwrap(), [""; 0], "it never saw it");
    }

    #[test]
    fn what_came_back_since_the_same_decision_is_known() {
        let (sql, rules) = (Native::project(), watch());
        receive_watched(&sql, &rules, bug(1, 0), |_| {});
        let (mut signals, last) = waiting_signals(&sql, 10).unwrap();
        acknowledge_signals(&sql, last).unwrap();
        sql.exec("UPDATE issue SET decided = 70", &[]).unwrap();
        for (id, status, is_known) in [
            ("r.regression.x.70", "open", true),
            ("r.regression.x.70", "resolved", false),
            ("r.regression.x.80", "open", false),
        ] {
            sql.exec("UPDATE issue SET status = ?", &[Arg::Text(status)]).unwrap();
            let AlertCause::Issue(cause) = &mut signals[0].cause else { panic!("{signals:?}") };
            cause.why = IssueReason::Regressed;
            signals[0].id = id.to_owned();
            assert_eq!(!known_signals(&sql, &signals).unwrap().is_empty(), is_known, "{id} {status}");
        }
    }
}
