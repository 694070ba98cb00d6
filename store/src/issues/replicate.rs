//! Replicates issues and their triage from another shard of the project. A shard that never saw an
//! issue takes it over without events, so that every triage request finds it everywhere.

use corncrake_core::{ids::IssueId, time::UnixMillis};
use corncrake_model::issues::{interest::InterestMark, issue::Release, triage::ReplicatedIssue};

use super::{
    merge,
    releases::{newest_number, number_of},
    rows::{COLUMNS, columns_of, columns_of_snooze, read},
};
use crate::engine::{Arg, Sql, SqlError, json_rows::to_json};

/// The issues that people decided about, and those that are merged or have members.
pub fn replicated_issues(sql: &impl Sql) -> Result<Vec<ReplicatedIssue>, SqlError> {
    let rows = sql.exec(
        &format!(
            "SELECT {COLUMNS}, decided, merged_under, hidden_by, grouped_by, interest FROM issue WHERE decided > 0 OR assignee <> '' OR merged_into <> ''
             OR id IN (SELECT merged_into FROM issue WHERE merged_into <> '') ORDER BY id"
        ),
        &[],
    )?;
    let last = COLUMNS.split(',').count();
    rows.iter()
        .map(|row| {
            let is_merged = !row.text(last + 1)?.is_empty();
            let merged_under = is_merged.then(|| row.parse(last + 1)).transpose()?;
            let mark = |column| Ok::<_, SqlError>(u32::try_from(row.integer(column)?).unwrap_or_default());
            let (hidden_by, grouped_by) = (mark(last + 2)?, mark(last + 3)?);
            let decided = UnixMillis(row.integer(last)?);
            let interest = InterestMark(row.integer(last + 4)?);
            Ok(ReplicatedIssue { issue: read(row)?, merged_under, decided, hidden_by, grouped_by, interest })
        })
        .collect()
}

/// Takes over issues that are not here yet. `releases` are all that the project knows, the
/// oldest first: what is resolved comes back in a release that was seen later only.
pub fn replicate(sql: &impl Sql, all: &[ReplicatedIssue], releases: &[Release]) -> Result<(), SqlError> {
    let mut numbers = Vec::with_capacity(releases.len());
    for release in releases {
        numbers.push((release.first_seen, number_of(sql, &release.name, release.first_seen)?));
    }
    let newest = newest_number(sql)?;
    for ReplicatedIssue { issue, merged_under, decided, hidden_by, grouped_by, interest } in all {
        let text = |id: &Option<IssueId>| id.map(|id| id.to_string()).unwrap_or_default();
        let (merged_into, merged_under) = (text(&issue.merged_into), text(merged_under));
        let by_then = numbers.iter().filter(|(first_seen, _)| first_seen <= decided);
        // A decision without a time is made anew, with all releases.
        let known = if decided.0 == 0 { newest } else { by_then.map(|(_, n)| *n).max().unwrap_or(0) };
        let (fixed_in, fixed_now) = columns_of(&issue.fixed_in);
        // No session has met it here yet.
        let (until, sessions, by_release) = columns_of_snooze(issue.snooze);
        sql.exec(
            "INSERT INTO issue (id, type, title, noise, status, decided, known_releases, merged_into, merged_under,
                first_seen, last_seen, hour, grouping, grouping_version, browsers, place, fixed_in, fixed_now,
                hidden_by, grouped_by, interest, snooze_until, snooze_sessions, snooze_release, woke_at, assignee)
             VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING",
            &[
                Arg::Text(&issue.id.to_string()),
                Arg::Integer(issue.kind.into()),
                Arg::Text(&issue.title),
                Arg::Text(issue.noise.as_deref().unwrap_or_default()),
                Arg::Text(issue.status.name()),
                Arg::Integer(decided.0),
                Arg::Integer(known),
                Arg::Text(&merged_into),
                Arg::Text(&merged_under),
                Arg::Integer(issue.first_seen.0),
                Arg::Integer(issue.last_seen.0),
                Arg::Integer(issue.last_seen.hour().0),
                Arg::Text(&to_json(&issue.grouping)?),
                Arg::Integer(issue.grouping_version.into()),
                Arg::Text(&issue.browsers.join(",")),
                Arg::Text(&issue.place),
                Arg::Text(fixed_in),
                Arg::Integer(fixed_now.into()),
                Arg::Integer((*hidden_by).into()),
                Arg::Integer((*grouped_by).into()),
                Arg::Integer(interest.0),
                Arg::Integer(until),
                Arg::Integer(sessions),
                Arg::Integer(by_release.into()),
                Arg::Integer(issue.came_back.map_or(0, |at| at.0)),
                Arg::Text(&issue.assignee),
            ],
        )?;
    }
    let heads: std::collections::BTreeSet<IssueId> =
        all.iter().filter_map(|one| one.issue.merged_into).collect();
    heads.into_iter().try_for_each(|head| merge::add_up(sql, head))
}

#[cfg(test)]
mod tests {

    use corncrake_core::status::Status;
    use corncrake_model::issues::triage::TriageRequest;

    use super::*;
    use crate::{
        counts::issue_trends::trend,
        issues::{
            merge::{merge, split},
            releases::releases,
            triage::triage,
        },
        native::Native,
        write::fixtures::{NOON, at, bug, bug_in, issue, listed_titles, receive, stored_issue},
    };

    fn resolve(sql: &Native, bug: u8, ms: i64, known: &[&str]) {
        let (issues, to) = (vec![issue(bug)], Status::Resolved);
        let releases = known.iter().map(|name| (*name).to_owned()).collect();
        triage(
            sql,
            &TriageRequest {
                issues,
                to,
                at: at(ms),
                releases,
                is_undo: false,
                fixed_in: Default::default(),
                snooze: None,
                by: None,
            },
        )
        .unwrap();
    }

    /// What the one tells the other.
    fn bring_up(there: &Native, here: &Native) {
        let mut known = releases(there).unwrap();
        known.reverse();
        replicate(here, &replicated_issues(there).unwrap(), &known).unwrap();
    }

    #[test]
    fn what_was_decided_elsewhere_holds_here() {
        let (there, here) = (Native::project(), Native::project());
        for number in 1..=4 {
            receive(&there, bug_in("1.0", number, i64::from(number)));
        }
        resolve(&there, 1, 10, &[]);
        merge(&there, issue(3), issue(2)).unwrap();
        receive(&there, bug_in("1.1", 4, 15));
        assert_eq!(
            replicated_issues(&there).unwrap().len(),
            3,
            "one resolved, one merged, and what it is merged into"
        );
        for _ in 0..2 {
            bring_up(&there, &here);
        }
        assert_eq!((stored_issue(&here, 1).status, stored_issue(&here, 1).events), (Status::Resolved, 0));
        receive(&here, bug_in("1.0", 1, 20));
        assert_eq!(
            (stored_issue(&here, 1).status, stored_issue(&here, 1).events),
            (Status::Resolved, 1),
            "a known release"
        );
        assert_eq!(
            trend(&here, issue(1), UnixMillis(0), 1).unwrap(),
            [(NOON, 1)],
            "its hour is counted, too"
        );
        receive(&here, bug(3, 30));
        assert_eq!(stored_issue(&here, 2).events, 1, "what is merged there is merged here");
        receive(&here, bug_in("1.1", 1, 40));
        let back = Some((at(40), Some("1.1".to_owned())));
        assert_eq!(stored_issue(&here, 1).regressed, back, "known by now, but not when it was resolved");
        assert_eq!(listed_titles(&here), ["bug 1", "bug 2"]);
    }

    #[test]
    fn a_branch_stays_a_branch() {
        let (there, here) = (Native::project(), Native::project());
        for number in 1..=3 {
            receive(&there, bug(number, 0));
        }
        merge(&there, issue(1), issue(2)).unwrap();
        merge(&there, issue(2), issue(3)).unwrap();
        bring_up(&there, &here);
        for sql in [&there, &here] {
            split(sql, issue(2)).unwrap();
            assert_eq!(stored_issue(sql, 1).merged_into, Some(issue(2)));
        }
    }

    #[test]
    fn who_resolves_again_knows_what_is_known_by_now() {
        let (there, here) = (Native::project(), Native::project());
        for sql in [&there, &here] {
            receive(sql, bug_in("1.0", 1, 0));
            resolve(sql, 1, 10, &[]);
        }
        // The issue regresses in one shard; resolving it again resolves it in every shard.
        receive(&there, bug_in("2.0", 1, 20));
        for sql in [&there, &here] {
            resolve(sql, 1, 30, &["1.0", "2.0"]);
            receive(sql, bug_in("2.0", 1, 40));
            assert_eq!(stored_issue(sql, 1).status, Status::Resolved);
            receive(sql, bug_in("3.0", 1, 50));
            assert_eq!(stored_issue(sql, 1).status, Status::Open);
        }
    }
}
