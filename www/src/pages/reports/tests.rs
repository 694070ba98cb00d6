//! The page of reports: every kind in its place, with what to do about it, and nothing that
//! a browser sent breaks out.

use super::*;
use crate::{
    hostile,
    model::{issue::Issue, noise::NoiseCount, status::IssueStatus},
};
use corncrake_core::{event::EventType, noise::NoiseRule, status::Status, time::UnixMillis};

fn report(code: u64, title: &str, fields: &[(&str, &str)]) -> Report {
    let fields = fields.iter().map(|(name, text)| ((*name).to_owned(), Json::Text((*text).to_owned())));
    Report {
        issue: Issue {
            id: "00ff00ff00ff00ff".parse().unwrap(),
            title: title.to_owned(),
            kind: EventType::from_code(code).unwrap(),
            status: IssueStatus::Triaged(Status::Open),
            events: 1_234,
            sessions: 1,
            first_seen: UnixMillis(0),
            last_seen: UnixMillis(1_795_271_345_678),
            place: String::new(),
            new: None,
            only: Vec::new(),
            interest: None,
            assignee: None,
        },
        fields: Some(Json::Map(fields.collect())),
        page: Some("https://shop.example/basket".to_owned()),
        noise: None,
    }
}

fn csp(directive: &str, blocked: &str) -> Report {
    let fields = [("report", "csp-violation"), ("effectiveDirective", directive), ("blockedURL", blocked)];
    report(5, "script-src blocked cdn.example", &fields)
}

fn html(reports: Vec<Report>, is_noise: bool) -> String {
    let html = page(&ReportsView {
        now: UnixMillis(1_795_271_405_678),
        project: hostile::project(1),
        address: "https://errors.example".to_owned(),
        reports,
        is_noise,
        noise: NoiseCount { issues: 2, events: 50 },
        is_later_page: false,
        next: Some("17".to_owned()),
    })
    .into_string();
    hostile::assert_scriptless(&html);
    html
}

#[test]
fn a_violation_has_the_line_that_would_allow_it() {
    let html = html(vec![csp("script-src-elem", "https://cdn.example/a.js"), csp("img-src", "data")], false);
    hostile::assert_harmless(&html, 1..=1);
    assert!(html.contains("<code>script-src https://cdn.example</code>"), "{html}");
    assert!(html.contains("<h3>script-src</h3>") && html.contains("<h3>img-src</h3>"));
    assert!(html.contains("1,234 reports") && html.contains("1 minute ago"));
    assert!(html.contains("2 issues with 50 reports are known noise"));
    assert!(html.contains(r#"href="/projects/abc123def45/reports?after=17""#));
}

#[test]
fn every_kind_has_its_place() {
    let goes = [("report", "deprecation"), ("anticipatedRemoval", "2026-12-01T00:00:00.000Z")];
    let failed = [("report", "network-error"), ("type", "dns.name_not_resolved"), ("phase", "dns")];
    let kinds = [(6, &goes[..]), (10, &failed[..]), (8, &[("report", "crash")]), (96, &[("report", "new")])];
    let html = html(kinds.iter().map(|(code, fields)| report(*code, "title", fields)).collect(), false);
    for text in ["goes 2026-12-01", "<h3>dns</h3>", "id=\"crashes\"", "id=\"others\"", "href=\"#network\""] {
        assert!(html.contains(text), "{text}: {html}");
    }
}

#[test]
fn noise_says_why_it_is_noise_and_no_line_allows_it() {
    let noise = Report { noise: Some(NoiseRule::Extension), ..csp("script-src", "https://cdn.example") };
    let html = html(vec![noise], true);
    assert!(html.contains("Noise: browser extension.") && html.contains(NoiseRule::Extension.explanation()));
    assert!(!html.contains("<pre") && html.contains("Back to the reports"));
    assert!(html.contains(r#"href="/projects/abc123def45/reports?noise=1&amp;after=17""#));
}

#[test]
fn every_field_is_escaped() {
    let texts: Vec<String> = (0..12).map(hostile::text).collect();
    let fields = [
        ("report", "csp-violation"),
        ("effectiveDirective", texts[2].as_str()),
        ("blockedURL", &texts[3]),
        ("sourceFile", &texts[4]),
        ("disposition", &texts[5]),
        ("anticipatedRemoval", &texts[6]),
    ];
    let one = Report { page: Some(hostile::text(7)), ..report(5, &texts[8], &fields) };
    let html = html(vec![one], false);
    hostile::assert_harmless(&html, [1, 2, 4, 6, 8]);
}

#[test]
fn the_empty_state_teaches_the_header() {
    let html = html(vec![], false);
    assert!(html.contains("No reports yet") && html.contains("Reporting-Endpoints: default="), "{html}");
    assert!(html.contains("/v1/abc123def45/report"));
}
