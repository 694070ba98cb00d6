//! The settings: every form without a script, what was entered and what is wrong with it,
//! and that nothing is destroyed without being asked twice.

use super::*;
use crate::{hostile, shell::form_context::FlashMessage};
use corncrake_core::{time::UtcDay, words::scope::Scope};

fn view() -> SettingsView {
    SettingsView {
        now: UnixMillis(1_795_271_405_678),
        project: hostile::project(1),
        form: SettingsForm { retention_days: Some(FormField::of(90)), ..SettingsForm::default() },
        storage: StorageUsage { bytes: 1, limit: 10, is_full: false },
        rules: vec![],
        form_context: FormContext { back: "/".to_owned(), ..hostile::form_context() },
        refused: vec![],
        tokens: vec![],
        token_form: TokenForm::default(),
        new_token: None,
        import_form: Some(ImportForm::default()),
        text_erasure: Some(TextErasure::default()),
        span_erasure: Some(SpanErasure::default()),
        delete_error: None,
    }
}

fn html(view: &SettingsView) -> String {
    let html = page(view).into_string();
    hostile::assert_scriptless(&html);
    html
}

#[test]
fn every_form_posts_to_its_own_place() {
    let html = html(&view());
    for path in ["settings", "tokens", "import", "erase", "erase/span", "delete"] {
        let form = format!(r#"method="post" action="/projects/abc123def45/{path}""#);
        assert!(html.contains(&form), "{path}: {html}");
    }
    assert!(html.contains(r#"href="/projects/abc123def45/export""#));
    assert!(
        html.contains(r#"name="retention_days" value="90" required type="number" min="1" max="730""#),
        "{html}"
    );
    assert!(!html.contains("role=\"alert\"") && !html.contains("aria-invalid"));
}

#[test]
fn what_was_entered_and_what_is_wrong_stand_at_the_field() {
    let wrong = |number| FormField { value: hostile::text(number), error: Some(hostile::text(number + 1)) };
    let form = SettingsForm {
        kept_tags: None,
        ticket_link: Some(FormField::of("")),
        name: wrong(2),
        origins: wrong(4),
        added_origin: Some(hostile::text(3)),
        retention_days: Some(wrong(6)),
        count_retention_days: Some(wrong(24)),
        events_per_second: Some(wrong(8)),
        megabytes: Some(wrong(10)),
        session_events: Some(wrong(22)),
        usage: Some(UsageFields {
            is_on: true,
            installations: true,
            vitals: true,
            vitals_list: wrong(30),
            list: wrong(26),
            retention_days: wrong(28),
        }),
        has_public_privacy: true,
        operator_limits: OperatorLimits { events_per_second: 500, ..OperatorLimits::default() },
        objects: wrong(12),
    };
    let token_form = TokenForm {
        name: wrong(14),
        scopes: vec![Scope::Upload],
        is_of_all: true,
        scopes_error: Some(hostile::text(16)),
    };
    let erasure = TextErasure { query: hostile::text(17), error: Some(hostile::text(18)), matches: None };
    let message = FlashMessage { text: hostile::text(19), is_refusal: false, undo: vec![] };
    let html = html(&SettingsView {
        form_context: FormContext { flash: Some(message), ..view().form_context },
        import_form: Some(ImportForm { import_error: Some(hostile::text(20)) }),
        delete_error: Some(hostile::text(21)),
        form,
        token_form,
        text_erasure: Some(erasure),
        ..view()
    });
    hostile::assert_harmless(&html, 1..=31);
    assert_eq!(html.matches("aria-invalid=\"true\"").count(), 15, "{html}");
    assert!(html.contains("<details open>"), "a folded field that is wrong is seen: {html}");
    assert!(html.contains(r#"name="scope" value="upload" checked"#));
    assert!(html.contains(r#"name="projects" value="all" checked"#));
}

#[test]
fn a_token_is_shown_once_and_can_be_revoked() {
    let token = Token {
        id: "a/b".to_owned(),
        name: hostile::text(2),
        scopes: vec![Scope::Read, Scope::Upload],
        is_of_all: false,
        created: UnixMillis(1_795_271_345_678),
        used: Some(UtcDay(20_000)),
    };
    let html = html(&SettingsView { tokens: vec![token], new_token: Some(hostile::text(3)), ..view() });
    hostile::assert_harmless(&html, 1..=3);
    assert!(html.contains(r#"action="/projects/abc123def45/tokens/a%2Fb/revoke""#), "{html}");
    for text in ["read, upload", "this project", "2026-11-21", "2024-10-04", "It is not shown again"] {
        assert!(html.contains(text), "{text}");
    }
    assert!(html.contains(r#"name="projects" value="one" checked"#), "one project, unless more is wanted");
}

#[test]
fn what_is_erased_is_counted_and_confirmed() {
    let matches = TextMatches { events: 1_412, issues: 3, traces: 2 };
    let erasure = TextErasure { query: hostile::text(2), matches: Some(matches), ..TextErasure::default() };
    let html_of = |erasure| html(&SettingsView { text_erasure: Some(erasure), ..view() });
    let asks = html_of(erasure.clone());
    hostile::assert_harmless(&asks, 1..=2);
    assert!(asks.contains("1,412 events") && asks.contains(r#"name="confirm" value="1417""#), "{asks}");
    assert!(!html_of(TextErasure::default()).contains(r#"name="confirm" value="#));
    let none =
        html_of(TextErasure { matches: Some(TextMatches { events: 0, issues: 0, traces: 0 }), ..erasure });
    assert!(none.contains("Nothing contains") && !none.contains(r#"name="confirm" value="#));
}

#[test]
fn a_jurisdiction_stands_where_the_objects_are() {
    let mut in_europe = view();
    assert!(!html(&in_europe).contains("the European Union"));
    in_europe.project.key = "euabc123def45".parse().unwrap();
    assert!(html(&in_europe).contains("They are in the European Union, for good."));
}

#[test]
fn what_a_collector_cannot_do_is_not_offered() {
    let form = SettingsForm::default();
    let html =
        html(&SettingsView { form, import_form: None, text_erasure: None, span_erasure: None, ..view() });
    for absent in ["retention_days", "events_per_second", "megabytes", "/export", "/import", "/erase"] {
        assert!(!html.contains(absent), "{absent}: {html}");
    }
    assert!(html.contains("name=\"objects\"") && html.contains("/delete"));
}

#[test]
fn a_flood_is_counted_first_and_its_times_stay() {
    let html_of = |span| html(&SettingsView { span_erasure: Some(span), ..view() });
    let (from, to) = (hostile::text(2), hostile::text(3));
    let matches = SpanMatches { issues: 1_234, events: 5 };
    let span = SpanErasure { from, to, error: Some(hostile::text(4)), matches: Some(matches) };
    let confirm = html_of(span.clone());
    hostile::assert_harmless(&confirm, 1..=4);
    assert!(confirm.contains(r#"name="confirm" value="1234""#) && confirm.contains("cannot be undone"));
    let nothing = SpanErasure { matches: Some(SpanMatches { issues: 0, events: 0 }), ..span };
    let search = html_of(nothing);
    hostile::assert_harmless(&search, 1..=4);
    assert!(search.contains("No issue was first seen") && !search.contains(r#"name="confirm" value="#));
    assert!(search.contains(r#"type="datetime-local""#));
}
