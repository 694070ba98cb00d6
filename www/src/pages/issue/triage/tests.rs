//! The forms about issues: where they go, what they say, and that nothing in them runs.

use super::*;
use crate::hostile;

const NOW: UnixMillis = UnixMillis(1_795_271_405_678); // 2026-11-21T14:30:05.678Z

fn form_context() -> FormContext {
    FormContext { back: hostile::text(1), ..hostile::form_context() }
}

fn view(status: Status) -> Triage {
    Triage {
        form_context: form_context(),
        id: "00ff00ff00ff00ff".parse().unwrap(),
        status,
        regressed: None,
        resolved_in: None,
        merged_into: None,
        decided: None,
        fix: Fix::Next,
        newest: None,
        since_resolved: vec![],
        merged_issues: vec![],
        team: Default::default(),
    }
}

fn merged_issue() -> MergedIssue {
    MergedIssue {
        id: "1111111111111111".parse().unwrap(),
        title: hostile::text(2),
        events: 1_234,
        last_seen: UnixMillis(NOW.0 - 61_000),
        grouping: vec![hostile::text(3)],
    }
}

#[test]
fn each_status_has_its_own_way_on() {
    let buttons = |status| {
        let html = head(&view(status), NOW, &html! {}).into_string();
        hostile::assert_harmless(&html, [1]);
        ["resolved", "ignored", "open"].map(|to| html.contains(&format!(r#"name="to" value="{to}">"#)))
    };
    assert_eq!(buttons(Status::Open), [true, true, false]);
    assert_eq!(buttons(Status::Resolved), [false, true, true]);
    assert_eq!(buttons(Status::Ignored), [false, false, true]);
}

#[test]
fn a_regression_says_since_when_and_by_which_release() {
    let regressed = |release| {
        let regressed = Some((UnixMillis(NOW.0 - 61_000), release));
        head(&Triage { regressed, ..view(Status::Open) }, NOW, &html! {}).into_string()
    };
    let html = regressed(Some(hostile::text(6)));
    hostile::assert_harmless(&html, [1, 6]);
    assert!(html.contains("Regressed in release") && html.contains("2026-11-21 14:29:04 UTC"), "{html}");
    assert!(regressed(None).contains("has no release"));
    let resolved_in = Some(hostile::text(7));
    let html = head(&Triage { resolved_in, ..view(Status::Resolved) }, NOW, &html! {}).into_string();
    hostile::assert_harmless(&html, [1, 7]);
    assert!(html.contains("after release"), "{html}");
}

#[test]
fn members_show_why_they_are_one_and_can_be_split() {
    let whole = Triage { merged_issues: vec![merged_issue()], ..view(Status::Open) };
    let html = merged_issues(&whole, NOW).into_string();
    hostile::assert_harmless(&html, 1..=3);
    hostile::assert_scriptless(&html);
    assert!(html.contains(r#"action="/projects/abc123def45/issues/1111111111111111/split""#));
    assert!(html.contains("1,234 events") && html.contains("1 minute ago"));
    assert!(head(&whole, NOW, &html! {}).into_string().contains("1 other issue"));
    assert_eq!(merged_issues(&view(Status::Open), NOW).into_string(), "");

    let id: IssueId = "2222222222222222".parse().unwrap();
    let part = Triage { merged_into: Some((id, hostile::text(7))), ..view(Status::Open) };
    let html = head(&part, NOW, &html! {}).into_string();
    hostile::assert_harmless(&html, [1, 7]);
    assert!(html.contains(r#"href="/projects/abc123def45/issues/2222222222222222""#));
    assert!(html.contains(r#"action="/projects/abc123def45/issues/00ff00ff00ff00ff/split""#));
    assert!(!html.contains("Resolve"), "what is decided is decided about the whole");
}
