//! Merging and splitting, by whole deliveries against SQLite itself: counted to the event.

use corncrake_core::{status::Status, time::HOUR_MS};
use corncrake_model::issues::{
    issue_list::{Cursor, Filter, Sort},
    triage::{MergeOutcome, SplitOutcome, TriageRequest},
};

use super::*;
use crate::{
    counts::sessions::forget_before,
    events::read,
    issues::{list::issues, triage::triage},
    native::Native,
    write::fixtures::{TestEvent, at, bug, bug_in, issue, listed_titles, receive, stored_issue},
};

/// Three bugs: 5, 3 and 1 events, of two, one and one sessions, at 0 to 40, 10 to 30, and 20.
fn three() -> Native {
    let sql = Native::project();
    for (number, visitor, ms, count) in
        [(1, 1, 0, 3), (2, 1, 10, 1), (3, 9, 20, 1), (2, 1, 30, 2), (1, 2, 40, 2)]
    {
        receive(&sql, TestEvent { visitor, count, ..bug(number, ms) });
    }
    sql
}

fn merge_bugs(sql: &Native, from: u8, into: u8) -> MergeOutcome {
    merge(sql, issue(from), issue(into)).unwrap()
}

fn split_bug(sql: &Native, bug: u8) -> SplitOutcome {
    split(sql, issue(bug)).unwrap()
}

fn member_titles(sql: &Native, bug: u8) -> Vec<String> {
    members(sql, issue(bug)).unwrap().into_iter().map(|member| member.title).collect()
}

/// All that is in the table of issues, but for when a status was decided.
fn table(sql: &Native) -> Vec<String> {
    let columns = "id, status, events, sessions, first_seen, last_seen, merged_into, merged_under, \
        more_events, more_sessions, more_first_seen, more_last_seen, more_open, regressed_at, regressed_in";
    let rows = sql.exec(&format!("SELECT {columns} FROM issue ORDER BY id"), &[]).unwrap();
    rows.iter().map(|row| format!("{row:?}")).collect()
}

#[test]
fn a_merged_issue_shows_the_sums_and_its_members_are_off_the_list() {
    let sql = three();
    assert_eq!(listed_titles(&sql), ["bug 1", "bug 2", "bug 3"]);
    assert_eq!(merge_bugs(&sql, 2, 3), MergeOutcome::Into(issue(3), true));
    assert_eq!(listed_titles(&sql), ["bug 1", "bug 3"]);
    let head = stored_issue(&sql, 3);
    assert_eq!((head.events, head.sessions), (4, 2));
    assert_eq!((head.first_seen, head.last_seen), (at(10), at(30)));
    assert_eq!(member_titles(&sql, 3), ["bug 2"]);
    let member = stored_issue(&sql, 2);
    assert_eq!((member.events, member.sessions, member.merged_into), (3, 1, Some(issue(3))));
    let (_, latest) =
        read::read_event(&sql, issue(3), corncrake_model::events::stored_event::WantedEvent::Latest)
            .unwrap()
            .unwrap();
    assert_eq!(latest.message, "bug 2 at 30");
    let (_, own) =
        read::read_event(&sql, issue(2), corncrake_model::events::stored_event::WantedEvent::Latest)
            .unwrap()
            .unwrap();
    assert_eq!(own.message, "bug 2 at 30");

    // A member goes on being counted by its own fingerprint, and the list is in order.
    receive(&sql, TestEvent { count: 7, visitor: 4, ..bug(2, 60) });
    let (head, member) = (stored_issue(&sql, 3), stored_issue(&sql, 2));
    assert_eq!((head.events, head.sessions, head.last_seen), (11, 3, at(60)));
    assert_eq!((member.events, member.sessions), (10, 2));
    assert_eq!(listed_titles(&sql), ["bug 3", "bug 1"]);
    // An earlier event that arrives late is counted in order too.
    receive(&sql, TestEvent { ago: 100, ..bug(2, 70) });
    assert_eq!((stored_issue(&sql, 3).first_seen, stored_issue(&sql, 3).last_seen), (at(-30), at(60)));
}

#[test]
fn a_split_finds_both_as_if_they_had_never_been_merged() {
    let (merged, never) = (three(), three());
    merge_bugs(&merged, 2, 3);
    merge_bugs(&merged, 1, 3);
    for sql in [&merged, &never] {
        for (number, visitor, ms, count) in [(2, 5, 50, 4), (3, 5, 60, 1), (1, 6, 70, 2), (2, 7, 80, 3)] {
            receive(sql, TestEvent { visitor, count, ago: 200, ..bug(number, ms) });
            receive(sql, TestEvent { visitor, count, ..bug(number, ms) });
        }
    }
    assert_eq!(stored_issue(&merged, 3).events, 9 + 2 * 10);
    assert_eq!(split_bug(&merged, 2), SplitOutcome::From(Some(issue(3))));
    assert_eq!(
        stored_issue(&merged, 3).events,
        stored_issue(&never, 3).events + stored_issue(&never, 1).events
    );
    assert_eq!(split_bug(&merged, 1), SplitOutcome::From(Some(issue(3))));
    assert_eq!(table(&merged), table(&never));
    assert_eq!(listed_titles(&merged), listed_titles(&never));

    // And once more, after which every event still has a number of its own.
    merge_bugs(&merged, 3, 2);
    for sql in [&merged, &never] {
        for ms in 90..95 {
            receive(sql, bug(3, ms));
        }
    }
    split_bug(&merged, 3);
    assert_eq!(table(&merged), table(&never));
    let events = |sql: &Native| sql.exec("SELECT issue, number, at FROM event", &[]).unwrap().len();
    assert_eq!(events(&merged), events(&never));
}

#[test]
fn both_can_be_asked_twice() {
    let sql = three();
    merge_bugs(&sql, 2, 3);
    let once = table(&sql);
    assert_eq!(merge_bugs(&sql, 2, 3), MergeOutcome::Into(issue(3), false));
    assert_eq!(merge_bugs(&sql, 3, 2), MergeOutcome::Into(issue(3), false), "they are one already");
    assert_eq!(table(&sql), once);
    split_bug(&sql, 2);
    let apart = table(&sql);
    assert_eq!(split_bug(&sql, 2), SplitOutcome::From(None));
    assert_eq!(table(&sql), apart);
    assert_eq!(table(&sql), table(&three()));
}

#[test]
fn there_are_no_chains_and_a_split_takes_its_own_branch_along() {
    let sql = three();
    receive(&sql, TestEvent { count: 100, ..bug(4, 100) });
    merge_bugs(&sql, 1, 2); // 2 has 1
    let pair = table(&sql);
    merge_bugs(&sql, 3, 4); // 4 has 3
    assert_eq!(merge_bugs(&sql, 2, 3), MergeOutcome::Into(issue(4), true), "into a member is into its head");
    assert_eq!(member_titles(&sql, 4), ["bug 1", "bug 2", "bug 3"]);
    assert_eq!(stored_issue(&sql, 4).events, 109);
    assert_eq!(listed_titles(&sql), ["bug 4"]);
    assert_eq!(stored_issue(&sql, 1).merged_into, Some(issue(4)));
    assert_eq!(stored_issue(&sql, 2).events, 3, "a member shows itself alone");

    // 3 leaves alone: 2 was merged into the issue that 3 was part of, not into 3.
    split_bug(&sql, 3);
    assert_eq!((stored_issue(&sql, 4).events, stored_issue(&sql, 3).events), (108, 1));
    // 2 takes 1 along.
    split_bug(&sql, 2);
    assert_eq!(table(&sql), pair);
    assert_eq!((stored_issue(&sql, 2).events, member_titles(&sql, 2)), (8, vec!["bug 1".to_owned()]));
    // A member may be merged elsewhere, and leaves its old head.
    merge_bugs(&sql, 1, 4);
    assert_eq!((stored_issue(&sql, 2).events, stored_issue(&sql, 4).events), (3, 105));
}

#[test]
fn nonsense_is_refused_and_nothing_changes() {
    let sql = three();
    let before = table(&sql);
    assert_eq!(merge_bugs(&sql, 1, 1), MergeOutcome::Itself);
    assert_eq!(merge_bugs(&sql, 1, 9), MergeOutcome::Unknown(issue(9)));
    assert_eq!(merge_bugs(&sql, 9, 1), MergeOutcome::Unknown(issue(9)));
    assert_eq!(split_bug(&sql, 9), SplitOutcome::Unknown);
    assert_eq!(table(&sql), before);
    for number in 10..=111 {
        receive(&sql, bug(number, 0));
    }
    let becomes = |number| merge_bugs(&sql, number, 1);
    assert!((10..=109).all(|number| becomes(number) == MergeOutcome::Into(issue(1), true)));
    assert_eq!(becomes(110), MergeOutcome::TooMany);
    assert_eq!(stored_issue(&sql, 1).events, 105);
}

#[test]
fn a_decision_is_about_all_members_and_a_regression_of_one_opens_the_whole() {
    let sql = three();
    merge_bugs(&sql, 2, 3);
    let decision = |bug, to| TriageRequest {
        issues: vec![issue(bug)],
        to,
        at: at(200),
        releases: vec!["1.0".into()],
        is_undo: false,
        fixed_in: Default::default(),
        snooze: None,
        by: None,
    };
    let changed = triage(&sql, &decision(3, Status::Resolved)).unwrap().changed;
    assert_eq!(changed.len(), 2);
    receive(&sql, bug_in("1.0", 2, 210));
    assert_eq!(stored_issue(&sql, 3).status, Status::Resolved);
    receive(&sql, bug_in("2.0", 2, 220));
    let head = stored_issue(&sql, 3);
    assert_eq!((head.status, head.regressed), (Status::Open, Some((at(220), Some("2.0".to_owned())))));
    // Its member came back; alone, the issue is resolved.
    split_bug(&sql, 2);
    assert_eq!((stored_issue(&sql, 3).status, stored_issue(&sql, 3).regressed), (Status::Resolved, None));
    assert_eq!(stored_issue(&sql, 2).regressed, Some((at(220), Some("2.0".to_owned()))));
    // An open member makes the whole open, unless the whole is ignored.
    merge_bugs(&sql, 2, 3);
    assert_eq!(stored_issue(&sql, 3).status, Status::Open);
    triage(&sql, &decision(3, Status::Ignored)).unwrap();
    merge_bugs(&sql, 1, 3);
    let head = stored_issue(&sql, 3);
    assert_eq!((head.status, head.regressed), (Status::Ignored, None));
    receive(&sql, bug_in("3.0", 1, 230));
    assert_eq!(stored_issue(&sql, 3).status, Status::Ignored);
}

#[test]
fn sessions_add_up_to_an_upper_bound_today_and_after() {
    let sql = Native::project();
    for number in [1, 2] {
        receive(&sql, bug(number, 0)); // the same visitor
    }
    merge_bugs(&sql, 1, 2);
    assert_eq!(stored_issue(&sql, 2).sessions, 2);
    forget_before(&sql, at(0).day().next()).unwrap();
    assert_eq!(stored_issue(&sql, 2).sessions, 2, "no jump at midnight");
}

#[test]
fn what_is_deleted_leaves_no_sum_and_no_orphan_behind() {
    let sql = three();
    receive(&sql, bug(4, 50));
    merge_bugs(&sql, 1, 2);
    merge_bugs(&sql, 2, 3);
    merge_bugs(&sql, 4, 3);
    let delete = |bug| sql.exec("DELETE FROM issue WHERE id = ?", &[Arg::Text(&issue(bug).to_string())]);
    delete(2).unwrap();
    assert_eq!((stored_issue(&sql, 3).events, member_titles(&sql, 3).len()), (7, 2));
    split_bug(&sql, 1);
    assert_eq!((stored_issue(&sql, 3).events, stored_issue(&sql, 1).events), (2, 5));
    delete(3).unwrap();
    assert_eq!(listed_titles(&sql), ["bug 4", "bug 1"]);
}

#[test]
fn pages_go_on_behind_a_merged_issue_and_the_list_reads_its_index_only() {
    let sql = Native::project();
    for number in 0..30 {
        receive(&sql, bug(number, i64::from(number / 3)));
    }
    for (from, into) in [(29, 0), (15, 1), (14, 13), (2, 13)] {
        merge_bugs(&sql, from, into);
    }
    let (mut seen, mut after) = (Vec::new(), None);
    loop {
        let page = issues(&sql, &Filter::default(), Sort::Newest, after, 4).unwrap();
        seen.extend(page.issues);
        after = page.next.map(|cursor| cursor.to_string().parse::<Cursor>().unwrap());
        if after.is_none() {
            break;
        }
    }
    assert_eq!(seen.len(), 26);
    assert_eq!(seen.iter().map(|issue| issue.events).sum::<u64>(), 30);
    assert!(seen.windows(2).all(|pair| (pair[0].last_seen, pair[0].id) > (pair[1].last_seen, pair[1].id)));
}

#[test]
fn a_deleted_member_leaves_its_hour_to_nobody() {
    let sql = three();
    for (number, hour) in [(4, 2), (2, 5)] {
        receive(&sql, bug(number, hour * HOUR_MS));
    }
    merge_bugs(&sql, 2, 3);
    assert_eq!(listed_titles(&sql), ["bug 3", "bug 4", "bug 1"]);
    receive(&sql, bug(2, 6 * HOUR_MS));
    sql.exec("DELETE FROM issue WHERE id = ?", &[Arg::Text(&issue(2).to_string())]).unwrap();
    assert_eq!(listed_titles(&sql), ["bug 4", "bug 1", "bug 3"]);
}
