//! Issues that an operator's rules hide and list again.

use corncrake_model::issues::{
    interest::InterestMark,
    issue::{RuleCount, RuleMarks},
    issue_list::{Filter, Sort},
};

use super::*;
use crate::{
    issues::{
        list::{issues, issues_by_id},
        merge::merge,
    },
    native::Native,
    write::fixtures::{at, bug, issue, receive, receive_with},
};

/// An event that this edition hides.
fn noise(sql: &Native, number: u8, at: i64, edition: u32) {
    receive_with(sql, bug(number, at), |processed| processed.grouping.rules.hidden_by = edition);
}

/// An event that is no noise, where rules up to this edition are known.
fn failure(sql: &Native, number: u8, at: i64, edition: u32) {
    receive_with(sql, bug(number, at), |processed| processed.grouping.rules.lists_up_to = edition);
}

fn listed(sql: &Native, noise: bool, hiding: &[u32]) -> Vec<String> {
    let filter = Filter { noise, hiding: hiding.to_vec(), ..Filter::default() };
    let page = issues(sql, &filter, Sort::FirstSeen, None, 10).unwrap();
    let ids: Vec<IssueId> = page.issues.iter().map(|issue| issue.id).collect();
    let fitting = issues_by_id(sql, &[issue(1), issue(2), issue(3), issue(4)], &filter).unwrap();
    for (found, fits) in fitting {
        assert_eq!(fits, ids.contains(&found.id), "{}", found.title);
    }
    let mut titles: Vec<_> = page.issues.into_iter().map(|issue| issue.title).collect();
    titles.sort();
    titles
}

#[test]
fn what_an_edition_hid_is_hidden_while_that_edition_is_on() {
    let sql = Native::project();
    noise(&sql, 1, 0, 7);
    receive(&sql, bug(2, 1));
    receive_with(&sql, bug(3, 2), |processed| processed.grouping.noise = Some("extension".into()));
    assert_eq!(
        (listed(&sql, false, &[7]), listed(&sql, true, &[7])),
        (vec!["bug 2".into()], vec!["bug 1".to_owned(), "bug 3".into()])
    );
    assert_eq!(listed(&sql, false, &[]), ["bug 1", "bug 2"]);
    assert_eq!(listed(&sql, true, &[8]), ["bug 3"]);
    mark_hidden(&sql, &[(issue(2), 8), (issue(3), 8), (issue(9), 8)]).unwrap();
    assert_eq!((listed(&sql, false, &[7, 8]).len(), listed(&sql, true, &[7, 8]).len()), (0, 3));
    let count = |edition, issues, events| RuleCount { edition, issues, events };
    assert_eq!(rule_counts(&sql, false).unwrap(), [count(7, 1, 1), count(8, 2, 2)]);
    let marks = rule_marks(&sql, &[issue(1), issue(9)]).unwrap();
    assert_eq!(marks, [(issue(1), RuleMarks { hidden_by: 7, ..RuleMarks::default() })]);
}

#[test]
fn an_event_that_is_no_noise_lists_its_issue_again() {
    let sql = Native::project();
    for number in 1..=3 {
        noise(&sql, number, 0, 7);
    }
    failure(&sql, 1, 1, 6);
    assert_eq!(listed(&sql, false, &[7]).len(), 0, "an isolate that does not know the rule decides nothing");
    failure(&sql, 1, 2, 7);
    noise(&sql, 1, 3, 7);
    assert_eq!(listed(&sql, false, &[7]), ["bug 1"], "and it stays listed");
    merge(&sql, issue(2), issue(3)).unwrap();
    failure(&sql, 2, 4, 9);
    assert_eq!(listed(&sql, false, &[7]), ["bug 1", "bug 3"], "the issue that shows it is listed");
    receive_with(&sql, bug(4, 5), |processed| {
        processed.grouping.rules = RuleMarks { grouped_by: 5, ..RuleMarks::default() };
    });
    assert_eq!(rule_counts(&sql, true).unwrap(), [RuleCount { edition: 5, issues: 1, events: 1 }]);
}

#[test]
fn an_issue_matters_as_much_as_the_event_that_matters_most() {
    let sql = Native::project();
    let send = |number: u8, at: i64, mark: i64| {
        receive_with(&sql, bug(number, at), |one| one.grouping.rules.interest = InterestMark(mark));
    };
    let with = |marks: &[i64]| {
        let interest = Some(marks.iter().copied().map(InterestMark).collect());
        let filter = Filter { interest, ..Filter::default() };
        let page = issues(&sql, &filter, Sort::FirstSeen, None, 10).unwrap();
        let mut titles: Vec<_> = page.issues.into_iter().map(|issue| issue.title).collect();
        titles.sort();
        titles
    };
    send(1, 0, -7);
    send(2, 1, 8);
    send(3, 2, 0);
    assert_eq!(
        (with(&[-7]), with(&[8]), with(&[7, -8])),
        (vec!["bug 1".into()], vec!["bug 2".to_owned()], vec![])
    );
    assert_eq!(with(&[]), Vec::<String>::new(), "no rule that is on says so");
    send(1, 3, 0);
    send(2, 4, 0);
    send(3, 5, -7);
    assert_eq!((with(&[-7]).len(), with(&[8])), (0, vec!["bug 2".to_owned()]));
    send(1, 6, 9);
    assert_eq!(with(&[8, 9]), ["bug 1", "bug 2"]);
    mark_interest(&sql, &[(issue(3), InterestMark(-4)), (issue(9), InterestMark(1))]).unwrap();
    let count = |edition| RuleCount { edition, issues: 1, events: if edition == 9 { 3 } else { 2 } };
    assert_eq!(rule_counts(&sql, true).unwrap(), [count(4), count(8), count(9)]);
    let marks = rule_marks(&sql, &[issue(3)]).unwrap();
    assert_eq!(marks, [(issue(3), RuleMarks { interest: InterestMark(-4), ..RuleMarks::default() })]);
    merge(&sql, issue(1), issue(3)).unwrap();
    assert_eq!(with(&[9]), ["bug 3"], "by what is merged into it");
}

#[test]
fn an_event_of_a_hidden_issue_writes_no_more_rows_than_another() {
    let rows = |edition: u32, lists_up_to: u32| {
        let sql = Native::project();
        noise(&sql, 1, 0, edition);
        let written = || sql.first("SELECT total_changes()", &[]).unwrap().unwrap().integer(0).unwrap();
        let before = written();
        receive_with(&sql, bug(1, 1), |processed| {
            processed.grouping.rules = RuleMarks { hidden_by: edition, lists_up_to, ..RuleMarks::default() };
        });
        written() - before
    };
    assert_eq!(rows(0, 0), rows(7, 0));
    assert_eq!(rows(0, 0), rows(0, 7));
    let marked = |mark: i64| {
        let sql = Native::project();
        let send =
            |at| receive_with(&sql, bug(1, at), |one| one.grouping.rules.interest = InterestMark(mark));
        send(0);
        let written = || sql.first("SELECT total_changes()", &[]).unwrap().unwrap().integer(0).unwrap();
        let before = written();
        send(1);
        written() - before
    };
    assert_eq!((marked(-7), marked(7)), (rows(0, 0), rows(0, 0)));
}

#[test]
fn candidates_are_the_issues_seen_last_with_their_newest_events() {
    let sql = Native::project();
    for (number, ms) in [(1, 0), (2, 7_200_000), (3, 7_200_001), (1, 7_200_002), (4, 1), (2, 9)] {
        receive(&sql, bug(number, ms));
    }
    for number in 0..5 {
        receive(&sql, bug(3, 7_300_000 + number));
    }
    receive_with(&sql, bug(5, 7_200_000), |processed| {
        processed.grouping.grouping = vec!["custom: pay".into()];
    });
    merge(&sql, issue(4), issue(1)).unwrap();
    let all = |after, limit| rule_candidates(&sql, Some(at(3_600_000)), after, true, limit).unwrap();
    let first = all(None, 2);
    let (three, one) = (&first[0], &first[1]);
    assert_eq!((three.id, three.events, three.newest.len()), (issue(3), 6, EVENTS_OF_A_CANDIDATE as usize));
    assert_eq!((one.id, one.events, one.newest.len()), (issue(1), 1, 3), "with its member's events");
    let rest = all(Some((one.last_seen, one.id)), 9);
    let rest: Vec<_> = rest.iter().map(|one| (one.id, one.is_custom)).collect();
    let mut expected = vec![(issue(2), false), (issue(5), true)];
    expected.sort_by_key(|(id, _)| std::cmp::Reverse(*id));
    assert_eq!(rest, expected);
}
