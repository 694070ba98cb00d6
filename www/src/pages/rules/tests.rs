//! What the page of rules shows.

use super::*;
use crate::{hostile, parts::form_field::FormField};

fn view() -> RulesView {
    let pattern = |name, label| RulePattern { name, label, field: FormField::of(hostile::text(1)) };
    RulesView {
        project: hostile::project(2),
        form_context: FormContext { back: "/projects/abc123def45/rules".into(), ..hostile::form_context() },
        rules: vec![
            RuleRow {
                id: 7,
                name: hostile::text(4),
                is_on: true,
                patterns: vec![("title", hostile::text(5))],
                effect: RuleEffect::Noise,
                issues: 2,
                events: 1_234,
            },
            RuleRow {
                id: 8,
                name: "Pay".into(),
                is_on: false,
                patterns: vec![("release", "1.*".into()), ("file", "*/pay.js".into())],
                effect: RuleEffect::Fingerprint(vec!["{default}".into(), hostile::text(6)]),
                issues: 0,
                events: 0,
            },
            RuleRow {
                id: 9,
                name: "Checkout".into(),
                is_on: true,
                patterns: vec![("file", "*/checkout/*".into())],
                effect: RuleEffect::Interest(Interest::High),
                issues: 1,
                events: 5,
            },
        ],
        most: 50,
        form: RuleForm {
            editing: Some(7),
            name: FormField { value: hostile::text(7), error: Some("The name must be shorter.".into()) },
            patterns: vec![pattern("title", "Title is"), pattern("file", "File is")],
            action: ActionChoice::Noise,
            fingerprint: FormField::of(hostile::text(8)),
        },
        preview: Some(RulePreview {
            issues: 3,
            events: 5_000,
            looked_at: 1_000,
            is_whole: false,
            examples: vec![("00ff00ff00ff00ff".parse().unwrap(), hostile::text(9), 1)],
        }),
    }
}

#[test]
fn a_rule_has_its_counts_its_forms_and_nothing_that_runs() {
    let html = page(&view()).into_string();
    hostile::assert_harmless(&html, [1, 2, 4, 5, 6, 7, 8, 9]);
    hostile::assert_scriptless(&html);
    for expected in [
        "1,234 events in 2 issues.",
        "No matches yet.",
        "3 issues with 5,000 events",
        "the 1,000 issues that were seen last",
        r#"action="/projects/abc123def45/rules/7""#,
        r#"formaction="/projects/abc123def45/rules/preview#preview""#,
        r#"<input type="hidden" name="id" value="7">"#,
        r#"name="action" value="noise" checked"#,
        r#"aria-invalid="true" aria-describedby="name-error""#,
        r#"href="/projects/abc123def45/rules?edit=8#rule""#,
        "Switch on",
        r#"name="action" value="high""#,
        "</code>: important. 5 events in 1 issue.",
    ] {
        assert!(html.contains(expected), "{expected}: {html}");
    }
    assert_eq!((html.matches("value=\"up\"").count(), html.matches("value=\"down\"").count()), (2, 2));
}

#[test]
fn without_rules_it_says_where_they_come_from() {
    let html = page(&RulesView { rules: vec![], preview: None, ..view() }).into_string();
    assert!(html.contains("No rules yet") && !html.contains("would have matched"));
}
