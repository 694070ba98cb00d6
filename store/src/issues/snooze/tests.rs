//! A snoozed issue comes back by each of the three ends, once, and not before.

use corncrake_core::status::Status;
use corncrake_model::{
    access::log_entry::LogActor,
    alerts::{
        rule::{AlertRule, AlertTrigger},
        signal::{AlertCause, AlertWatch, IssueReason},
    },
    issues::{
        activity::{AssignRequest, MOST_ENTRIES},
        issue_list::{Filter, Sort},
        snooze::Snooze,
        triage::TriageRequest,
    },
};

use super::*;
use crate::{
    alerts::signals::waiting_signals,
    issues::{activity::activity, list, merge::merge_noted, releases::releases, replicate, triage::triage},
    native::Native,
    write::fixtures::{NOON, TestEvent, at, bug, bug_in, issue, receive, receive_watched, stored_issue},
};

fn snooze(sql: &Native, number: u8, ms: i64, snooze: Snooze) {
    let by = Some(LogActor::Admin);
    let request = TriageRequest {
        issues: vec![issue(number)],
        to: Status::Snoozed,
        at: at(ms),
        releases: vec![],
        is_undo: false,
        fixed_in: Default::default(),
        snooze: Some(snooze),
        by,
    };
    triage(sql, &request).unwrap();
}

fn watch() -> RuleWatch {
    let rule = AlertRule {
        id: "r1".into(),
        name: "back".into(),
        is_on: true,
        trigger: AlertTrigger::Regression {},
        filter: Default::default(),
        destinations: vec![],
        schedule: Default::default(),
    };
    let key = corncrake_core::ids::ProjectKey::mint(1, b"secret");
    RuleWatch::new(Some(AlertWatch {
        key,
        objects: 1,
        others: None,
        siblings: Vec::new(),
        since: NOON,
        rules: vec![rule],
    }))
}

fn reasons(sql: &Native) -> Vec<IssueReason> {
    let of_issue = |cause| if let AlertCause::Issue(cause) = cause { Some(cause.why) } else { None };
    waiting_signals(sql, 100).unwrap().0.into_iter().filter_map(|one| of_issue(one.cause)).collect()
}

fn kinds(sql: &Native, number: u8) -> Vec<(ActivityKind, String)> {
    let mut all = activity(sql, issue(number)).unwrap();
    all.reverse();
    all.into_iter().map(|one| (one.kind, one.detail)).collect()
}

#[test]
fn it_sleeps_until_a_moment_and_the_rules_of_regressions_tell_of_its_end() {
    let (sql, watch) = (Native::project(), watch());
    receive(&sql, bug(1, 0));
    snooze(&sql, 1, 10, Snooze::Until(at(1_000)));
    assert_eq!(stored_issue(&sql, 1).snooze, Some(Snooze::Until(at(1_000))));
    assert_eq!(next_wake(&sql).unwrap(), Some(at(1_000)));
    receive_watched(&sql, &watch, TestEvent { visitor: 2, ..bug(1, 20) }, |_| {});
    wake_due(&sql, &watch, at(999)).unwrap();
    assert_eq!((stored_issue(&sql, 1).status, reasons(&sql)), (Status::Snoozed, vec![]));
    for _ in 0..2 {
        wake_due(&sql, &watch, at(1_000)).unwrap();
    }
    let back = stored_issue(&sql, 1);
    assert_eq!((back.status, back.came_back, back.snooze), (Status::Open, Some(at(1_000)), None));
    assert_eq!((reasons(&sql), next_wake(&sql).unwrap()), (vec![IssueReason::CameBack], None));
    let filter = Filter { came_back: true, ..Filter::default() };
    assert_eq!(list::issues(&sql, &filter, Sort::Newest, None, 10).unwrap().issues.len(), 1);
    snooze(&sql, 1, 2_000, Snooze::Release);
    assert_eq!(stored_issue(&sql, 1).came_back, None, "a new decision");
    let told: Vec<ActivityKind> = kinds(&sql, 1).into_iter().map(|(kind, _)| kind).collect();
    assert_eq!(told, [ActivityKind::Snoozed, ActivityKind::CameBack, ActivityKind::Snoozed]);
}

#[test]
fn it_sleeps_through_so_many_sessions_and_not_through_one_more() {
    let sql = Native::project();
    receive(&sql, bug(1, 0));
    snooze(&sql, 1, 10, Snooze::Sessions(2));
    for ms in 20..40 {
        receive(&sql, TestEvent { visitor: 2, ..bug(1, ms) });
    }
    assert_eq!(stored_issue(&sql, 1).snooze, Some(Snooze::Sessions(1)), "many events of one session");
    receive(&sql, TestEvent { visitor: 3, ..bug(1, 50) });
    let back = stored_issue(&sql, 1);
    assert_eq!((back.status, back.came_back.is_some()), (Status::Open, true));
    assert_eq!(kinds(&sql, 1).last(), Some(&(ActivityKind::CameBack, "sessions".to_owned())));
}

#[test]
fn a_release_that_is_new_ends_it_whichever_issue_has_it() {
    let sql = Native::project();
    receive(&sql, bug_in("1.1", 1, 0));
    snooze(&sql, 1, 10, Snooze::Release);
    for (release, ms) in [("1.1", 20), ("1.0", 30)] {
        receive(&sql, TestEvent { visitor: 2, ..bug_in(release, 1, ms) });
        receive(&sql, bug(1, ms));
        assert_eq!(stored_issue(&sql, 1).status, Status::Snoozed, "{release} is known, or older");
    }
    receive(&sql, bug_in("1.2", 2, 40));
    assert_eq!(stored_issue(&sql, 1).status, Status::Open);
    assert_eq!(kinds(&sql, 1).last(), Some(&(ActivityKind::CameBack, "1.2".to_owned())));
    snooze(&sql, 2, 50, Snooze::Release);
    note_deploy(&sql, &RuleWatch::default(), "1.3", at(60)).unwrap();
    assert_eq!(stored_issue(&sql, 2).status, Status::Open, "a deploy is one, too");
}

#[test]
fn what_is_merged_sleeps_and_wakes_with_the_issue_that_shows_it() {
    let sql = Native::project();
    for number in 1..=3 {
        receive(&sql, bug(number, number.into()));
    }
    merge_noted(&sql, issue(2), issue(1), (at(5), None)).unwrap();
    snooze(&sql, 1, 10, Snooze::Sessions(2));
    // One that is merged later counts as well.
    merge_noted(&sql, issue(3), issue(1), (at(15), Some(&LogActor::Admin))).unwrap();
    assert_eq!(stored_issue(&sql, 1).status, Status::Snoozed);
    receive(&sql, TestEvent { visitor: 7, ..bug(3, 20) });
    receive(&sql, TestEvent { visitor: 8, ..bug(2, 30) });
    for number in 1..=3 {
        assert_eq!(stored_issue(&sql, number).status, Status::Open, "{number}");
    }
}

#[test]
fn an_event_of_a_project_without_a_snooze_writes_no_row_of_it() {
    let sql = Native::project();
    receive(&sql, bug_in("1.0", 1, 0));
    for ms in 1..5 {
        receive(&sql, TestEvent { visitor: 3, ..bug_in("1.0", 1, ms) });
    }
    let count = sql.first("SELECT count(*) FROM activity", &[]).unwrap().unwrap().integer(0).unwrap();
    assert_eq!(count, 0);
}

#[test]
fn a_snooze_and_an_assignment_hold_in_another_object() {
    let (there, here) = (Native::project(), Native::project());
    for number in 1..=2 {
        receive(&there, bug(number, 0));
    }
    snooze(&there, 1, 10, Snooze::Sessions(1));
    let assign = AssignRequest { issues: vec![issue(2)], to: "user".into(), at: at(11), by: None };
    activity::assign(&there, &assign).unwrap();
    let known = releases(&there).unwrap();
    replicate::replicate(&here, &replicate::replicated_issues(&there).unwrap(), &known).unwrap();
    assert_eq!(stored_issue(&here, 1).status, Status::Snoozed);
    assert_eq!(stored_issue(&here, 2).assignee, "user");
    receive(&here, TestEvent { visitor: 4, ..bug(1, 20) });
    assert_eq!(stored_issue(&here, 1).status, Status::Open);
    let mine = Filter { assignee: Some("user".into()), ..Filter::default() };
    let page = list::issues(&here, &mine, Sort::Newest, None, 10).unwrap();
    assert_eq!(page.issues.iter().map(|issue| issue.id).collect::<Vec<_>>(), [issue(2)]);
    let none = Filter { assignee: Some("other".into()), ..Filter::default() };
    assert_eq!(list::issues(&here, &none, Sort::Newest, None, 10).unwrap().issues.len(), 0);
}

#[test]
fn the_activity_of_an_issue_is_bounded_and_keeps_the_newest() {
    let sql = Native::project();
    receive(&sql, bug(1, 0));
    let most = i64::from(MOST_ENTRIES);
    for ms in 1..most + 20 {
        snooze(&sql, 1, ms, Snooze::Sessions(1_000));
    }
    let all = activity(&sql, issue(1)).unwrap();
    assert_eq!((all.len() as i64, all[0].at), (most, at(most + 19)));
}
