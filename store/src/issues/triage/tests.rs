//! Decisions and regressions, by whole deliveries against SQLite itself.

use Status::{Ignored, Open, Resolved};
use corncrake_model::issues::triage::{StatusChange, TriageRequest};

use super::*;
use crate::{
    issues::releases::releases,
    native::Native,
    write::fixtures::{TestEvent, at, bug, bug_in, issue, receive, stored_issue},
};

fn decision(bugs: &[u8], to: Status, ms: i64) -> TriageRequest {
    let issues = bugs.iter().map(|bug| issue(*bug)).collect();
    TriageRequest {
        issues,
        to,
        at: at(ms),
        releases: vec![],
        is_undo: false,
        fixed_in: Default::default(),
        snooze: None,
        by: None,
    }
}

fn decide_on(sql: &Native, bugs: &[u8], to: Status, ms: i64) -> Vec<StatusChange> {
    let decided = triage(sql, &decision(bugs, to, ms)).unwrap();
    assert_eq!(decided.unknown, []);
    decided.changed
}

/// Puts each of these back to what it was.
fn undo(sql: &Native, changes: &[StatusChange]) {
    for StatusChange { id, from, .. } in changes {
        let back = TriageRequest { issues: vec![*id], is_undo: true, ..decision(&[], *from, 9_000) };
        triage(sql, &back).unwrap();
    }
}

#[test]
fn many_are_decided_at_once_and_the_answer_says_what_changed() {
    let sql = Native::project();
    for number in 1..=3 {
        receive(&sql, bug(number, 0));
    }
    assert_eq!(stored_issue(&sql, 1).status, Open);
    decide_on(&sql, &[2], Ignored, 10);
    let changes = decide_on(&sql, &[1, 2], Resolved, 20);
    assert_eq!(
        changes,
        [
            StatusChange { id: issue(1), from: Open, to: Resolved },
            StatusChange { id: issue(2), from: Ignored, to: Resolved }
        ]
    );
    assert_eq!(decide_on(&sql, &[1, 2], Resolved, 30), [], "again is nothing new");
    assert_eq!([1, 2, 3].map(|number| stored_issue(&sql, number).status), [Resolved, Resolved, Open]);

    undo(&sql, &changes);
    assert_eq!([1, 2, 3].map(|number| stored_issue(&sql, number).status), [Open, Ignored, Open]);
    assert_eq!(decide_on(&sql, &[2], Open, 40).len(), 1);
    assert_eq!(stored_issue(&sql, 2).status, Open);
}

#[test]
fn what_is_not_there_is_named() {
    let sql = Native::project();
    receive(&sql, bug(1, 0));
    let decided = triage(&sql, &decision(&[9, 1], Ignored, 10)).unwrap();
    assert_eq!(decided.unknown, [issue(9)]);
    assert_eq!(decided.changed.len(), 1);
}

#[test]
fn a_later_release_is_a_regression_and_a_known_one_is_not() {
    let sql = Native::project();
    receive(&sql, bug_in("1.0", 1, 0));
    // An event of another bug has 1.1: the release is known, though not from this issue.
    receive(&sql, bug_in("1.1", 2, 1));
    decide_on(&sql, &[1], Resolved, 10);
    for (release, ms) in [("1.0", 20), ("1.1", 21)] {
        receive(&sql, bug_in(release, 1, ms));
        assert_eq!(
            (stored_issue(&sql, 1).status, stored_issue(&sql, 1).regressed),
            (Resolved, None),
            "{release}"
        );
    }
    assert_eq!(stored_issue(&sql, 1).events, 3, "they count all the same");

    receive(&sql, bug_in("2.0", 1, 30));
    let back = stored_issue(&sql, 1);
    assert_eq!((back.status, back.events), (Open, 4));
    assert_eq!(back.regressed, Some((at(30), Some("2.0".to_owned()))));
    // The next events change nothing: the issue regressed at that time and in that release.
    receive(&sql, bug_in("3.0", 1, 40));
    assert_eq!(stored_issue(&sql, 1).regressed, Some((at(30), Some("2.0".to_owned()))));

    decide_on(&sql, &[1], Resolved, 50);
    assert_eq!(stored_issue(&sql, 1).regressed, None, "a fact about open ones");
    for release in ["2.0", "3.0"] {
        receive(&sql, bug_in(release, 1, 60));
        assert_eq!(stored_issue(&sql, 1).status, Resolved);
    }
    receive(&sql, bug_in("4.0", 1, 70));
    assert_eq!(stored_issue(&sql, 1).regressed, Some((at(70), Some("4.0".to_owned()))));
}

#[test]
fn an_event_without_a_release_is_later_if_it_happened_later() {
    let sql = Native::project();
    receive(&sql, bug_in("1.0", 1, 0));
    decide_on(&sql, &[1], Resolved, 10);
    // A page that was offline sends it late.
    receive(&sql, TestEvent { ago: 100, ..bug(1, 20) });
    assert_eq!(stored_issue(&sql, 1).status, Resolved);
    receive(&sql, TestEvent { release: Some(""), ..bug(1, 30) });
    assert_eq!(stored_issue(&sql, 1).status, Open);
    assert_eq!(stored_issue(&sql, 1).regressed, Some((at(30), None)));
}

#[test]
fn releases_that_others_know_are_known() {
    let sql = Native::project();
    receive(&sql, bug_in("1.0", 1, 0));
    let processed =
        TriageRequest { releases: vec!["1.1".into(), "1.0".into()], ..decision(&[1], Resolved, 10) };
    triage(&sql, &processed).unwrap();
    receive(&sql, bug_in("1.1", 1, 20));
    assert_eq!(stored_issue(&sql, 1).status, Resolved);
    receive(&sql, bug_in("1.2", 1, 30));
    assert_eq!(stored_issue(&sql, 1).status, Open);
    let names: Vec<String> = releases(&sql).unwrap().into_iter().map(|release| release.name).collect();
    assert_eq!(names, ["1.2", "1.1", "1.0"]);
}

#[test]
fn an_older_version_is_no_regression_and_a_wild_one_blinds_nothing() {
    for (known, release, is_back) in [
        (&["9.66.3"][..], "9.66.2", false),
        (&["9.66.3"], "9.66.4", true),
        (&["shop@2.0.0+100"], "shop@1.9.9+99", false),
        (&["3.25.47.21"], "3.25.47.22", true),
        (&["999.0.0", "9.66.3"], "9.66.4", true),
        (&["2024-11-28"], "2024-11-27", false),
        // Names that are no versions, or are of another package, are ordered by their arrival.
        (&["nightly"], "3f2a9c1b", true),
        (&["shop@2.0.0"], "admin@1.0.0", true),
    ] {
        let sql = Native::project();
        for release in known {
            receive(&sql, bug_in(release, 1, 0));
        }
        decide_on(&sql, &[1], Resolved, 10);
        assert_eq!(stored_issue(&sql, 1).decided_in.as_deref(), known.last().copied());
        receive(&sql, bug_in(release, 1, 20));
        let expected = if is_back { Open } else { Resolved };
        assert_eq!(
            (stored_issue(&sql, 1).status, stored_issue(&sql, 1).events),
            (expected, known.len() as u64 + 1),
            "{release}"
        );
    }
}

#[test]
fn what_is_ignored_stays_ignored_whatever_comes() {
    let sql = Native::project();
    receive(&sql, bug_in("1.0", 1, 0));
    decide_on(&sql, &[1], Ignored, 10);
    receive(&sql, bug_in("2.0", 1, 20));
    receive(&sql, bug(1, 30));
    assert_eq!((stored_issue(&sql, 1).status, stored_issue(&sql, 1).events), (Ignored, 3));
    // An open issue that nobody resolved does not regress.
    decide_on(&sql, &[1], Open, 40);
    receive(&sql, bug_in("3.0", 1, 50));
    assert_eq!((stored_issue(&sql, 1).status, stored_issue(&sql, 1).regressed), (Open, None));
}

#[test]
fn an_undo_puts_back_what_was_known_too() {
    let sql = Native::project();
    receive(&sql, bug_in("1.0", 1, 0));
    decide_on(&sql, &[1], Resolved, 10);
    // Reopened by mistake; 2.0 comes meanwhile; the mistake is undone.
    let mistake = decide_on(&sql, &[1], Ignored, 20);
    receive(&sql, bug_in("2.0", 2, 30));
    undo(&sql, &mistake);
    assert_eq!(stored_issue(&sql, 1).status, Resolved);
    receive(&sql, bug_in("1.0", 1, 40));
    assert_eq!(stored_issue(&sql, 1).status, Resolved);

    // A regression that was resolved by mistake is a regression again after the undo.
    receive(&sql, bug_in("2.0", 1, 50));
    let regressed = stored_issue(&sql, 1).regressed;
    let resolved = decide_on(&sql, &[1], Resolved, 60);
    undo(&sql, &resolved);
    assert_eq!((stored_issue(&sql, 1).status, stored_issue(&sql, 1).regressed), (Open, regressed));
}

#[test]
fn an_undo_that_comes_too_late_changes_nothing() {
    let sql = Native::project();
    receive(&sql, bug_in("1.0", 1, 0));
    let resolved = decide_on(&sql, &[1], Resolved, 10);
    receive(&sql, bug_in("2.0", 1, 20));
    undo(&sql, &resolved);
    assert_eq!(stored_issue(&sql, 1).regressed, Some((at(20), Some("2.0".to_owned()))));
}

#[test]
fn what_fixed_an_issue_decides_what_reopens_it() {
    for (fixed_in, quiet, reopens) in [
        (FixedIn::Release("2.15.1".into()), &["2.15.0", "2.14.0"][..], "2.15.1"),
        (FixedIn::Release("2.15.1".into()), &["2.14.9"], "2.16.0"),
        (FixedIn::Release("9.0.0".into()), &["2.15.1", "2.15.0"], "9.0.0"),
        (FixedIn::Next, &["2.15.1", "2.15.0", "2.14.9"], "2.15.2"),
        (FixedIn::Now, &[], "2.14.0"),
    ] {
        let sql = Native::project();
        for (ms, release) in [(0, "2.14.0"), (1, "2.15.0"), (2, "2.15.1")] {
            receive(&sql, bug_in(release, 1, ms));
        }
        let decision = TriageRequest { fixed_in: fixed_in.clone(), ..decision(&[1], Status::Resolved, 10) };
        triage(&sql, &decision).unwrap();
        for (ms, release) in (20..).zip(quiet) {
            receive(&sql, bug_in(release, 1, ms));
            assert_eq!(stored_issue(&sql, 1).status, Status::Resolved, "{fixed_in:?} {release}");
        }
        assert_eq!(stored_issue(&sql, 1).fixed_in, fixed_in);
        receive(&sql, bug_in(reopens, 1, 90));
        let issue = stored_issue(&sql, 1);
        assert_eq!(issue.status, Status::Open, "{fixed_in:?} {reopens}");
        assert_eq!(issue.regressed.unwrap().1.as_deref(), Some(reopens));
    }
}

#[test]
fn a_fix_by_name_goes_by_when_releases_were_seen_where_they_are_no_versions() {
    let sql = Native::project();
    for (ms, release) in [(0, "3f2a9c1b"), (1, "77aa01ff"), (2, "0c0c0c0c")] {
        receive(&sql, bug_in(release, 1, ms));
    }
    let fixed_in = FixedIn::Release("77aa01ff".into());
    triage(&sql, &TriageRequest { fixed_in, ..decision(&[1], Status::Resolved, 10) }).unwrap();
    receive(&sql, bug_in("3f2a9c1b", 1, 20));
    assert_eq!(stored_issue(&sql, 1).status, Status::Resolved);
    receive(&sql, bug_in("0c0c0c0c", 1, 30));
    assert_eq!(stored_issue(&sql, 1).status, Status::Open);
}

#[test]
fn an_event_of_the_fixed_release_that_happened_before_the_decision_reopens_nothing() {
    let sql = Native::project();
    receive(&sql, bug_in("2.15.1", 1, 0));
    let fixed_in = FixedIn::Release("2.15.1".into());
    triage(&sql, &TriageRequest { fixed_in, ..decision(&[1], Status::Resolved, 100) }).unwrap();
    receive(&sql, TestEvent { ago: 60, ..bug_in("2.15.1", 1, 120) });
    assert_eq!(stored_issue(&sql, 1).status, Status::Resolved);
    receive(&sql, bug_in("2.15.1", 1, 130));
    assert_eq!(stored_issue(&sql, 1).status, Status::Open);
}
