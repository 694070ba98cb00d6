//! The list of issues: what it shows, what it says when it is empty, and where it leads.

use super::*;
use crate::{
    hostile,
    model::{issue::Issue, status::IssueStatus},
};
use corncrake_core::{event::EventType, time::HOUR_MS};

const NOW: UnixMillis = UnixMillis(1_795_271_405_678);

fn view(rows: Vec<IssueRow>) -> IssuesView {
    IssuesView {
        team: vec![],
        objects: 1,
        now: NOW,
        project: hostile::project(1),
        is_demo: false,
        refused: Default::default(),
        address: "https://errors.example".to_owned(),
        has_issues: true,
        filters: IssueFilters::default(),
        choices: FilterChoices::default(),
        rows,
        tabs: vec![],
        since: None,
        sessions: 0,
        unusual_noise: None,
        meta_issues: None,
        elsewhere: 0,
        new_rows: 0,
        is_later_page: false,
        next: None,
        noise: NoiseCount::default(),
        is_full: false,
        rules: vec![],
        form_context: FormContext { back: "/".to_owned(), ..hostile::form_context() },
    }
}

fn row() -> IssueRow {
    let issue = Issue {
        id: "00ff00ff00ff00ff".parse().unwrap(),
        title: hostile::text(3),
        kind: EventType::UNHANDLED_REJECTION,
        status: IssueStatus::Regressed,
        events: 12_345,
        sessions: 1_001,
        first_seen: UnixMillis(NOW.0 - 3 * HOUR_MS),
        last_seen: UnixMillis(NOW.0 - 120_000),
        place: hostile::text(4),
        new: None,
        only: Vec::new(),
        interest: None,
        assignee: None,
    };
    IssueRow { issue, trend: vec![0, 1, 2], events: 12_345, sessions: 1_001 }
}

fn html(view: &IssuesView) -> String {
    let html = page(view).into_string();
    hostile::assert_scriptless(&html);
    html
}

#[test]
fn an_issue_is_a_row() {
    let html = html(&view(vec![row()]));
    hostile::assert_harmless(&html, [1, 3]);
    assert!(html.contains(r#"<a href="/projects/abc123def45/issues/00ff00ff00ff00ff?list=open" data-row="#));
    for text in ["12,345", "1,001", "2 min", "unhandled rejection", "regressed", "3 events in the last"] {
        assert!(html.contains(text), "{text}");
    }
    assert!(!html.contains("No events yet"));
}

#[test]
fn each_empty_list_says_why_and_where_to_go() {
    let new = IssuesView { has_issues: false, address: hostile::text(2), ..view(vec![]) };
    let teaches = html(&new);
    hostile::assert_harmless(&teaches, 1..=2);
    assert!(teaches.contains("No events yet") && teaches.contains("npm install corncrake"));
    assert!(teaches.contains("/v1/abc123def45&quot;") && !teaches.contains("/demo/"));
    assert!(html(&IssuesView { is_demo: true, ..new }).contains(r#"href="/demo/""#));

    let quiet = html(&view(vec![]));
    assert!(quiet.contains("All quiet") && quiet.contains("issues?status=any"), "{quiet}");
    let filters = IssueFilters { query: hostile::text(5), ..IssueFilters::default() };
    let narrow = html(&IssuesView { filters, ..view(vec![]) });
    hostile::assert_harmless(&narrow, [5]);
    assert!(narrow.contains("Nothing matches"));
}

#[test]
fn pages_turn_both_ways_and_keep_what_is_looked_for() {
    let filters = IssueFilters { query: "a b".to_owned(), ..IssueFilters::default() };
    let next = Some("17&x=\"y".to_owned());
    let first = html(&IssuesView { next, filters: filters.clone(), ..view(vec![row()]) });
    assert!(
        first.contains(
            r#"rel="next" href="/projects/abc123def45/issues?query=a%20b&amp;after=17%26x%3D%22y""#
        ),
        "{first}"
    );
    assert!(!first.contains("Back to the first"));
    let last = html(&IssuesView { is_later_page: true, filters, ..view(vec![]) });
    assert!(last.contains("There is nothing older here") && last.contains("Back to the first issues"));
    assert!(last.contains(r#"href="/projects/abc123def45/issues?query=a%20b""#));
    assert!(!last.contains("rel=\"next\""));
}

#[test]
fn noise_is_left_out_counted_and_one_click_away() {
    let some = html(&IssuesView { noise: NoiseCount { issues: 3, events: 1_200 }, ..view(vec![row()]) });
    assert!(some.contains("3 issues with 1,200 events are known noise"), "{some}");
    assert!(some.contains(r#"href="/projects/abc123def45/issues?noise=1""#));
    let filters = IssueFilters { noise: true, ..IssueFilters::default() };
    let noise = html(&IssuesView { filters, ..view(vec![]) });
    assert!(noise.contains("Known noise") && noise.contains("Back to the issues"));
    assert!(noise.contains(r#"<input type="hidden" name="noise" value="1">"#));
}

#[test]
fn a_full_storage_is_said() {
    assert!(html(&IssuesView { is_full: true, ..view(vec![row()]) }).contains("storage is full"));
    assert!(!html(&view(vec![row()])).contains("storage is full"));
}
