//! The page with hostile texts, and empty.

use super::*;
use crate::hostile;

fn view() -> AlertsView {
    let rule = AlertRuleRow {
        id: "0123456789ab".into(),
        name: hostile::text(1),
        sentence: hostile::text(2),
        details: vec![hostile::text(3)],
        destinations: vec![hostile::text(4)],
        is_on: true,
    };
    let destination = AlertDestination {
        id: "ab0123456789".into(),
        name: hostile::text(5),
        kind: "Slack".into(),
        host: hostile::text(6),
        is_title_only: false,
        is_without_secret: true,
    };
    let delivery = AlertDelivery {
        again: Some(7),
        at: UnixMillis(0),
        title: hostile::text(7),
        destination: hostile::text(8),
        state: "given up".into(),
        attempts: 3,
        next: None,
        error: hostile::text(9),
    };
    AlertsView {
        now: UnixMillis(1_000),
        project: Some(hostile::project(10)),
        permissions: Permissions::OWNER,
        flash: None,
        rules: vec![rule.clone()],
        defaults: Some((vec![rule], true)),
        destinations: vec![destination],
        rule_form: AlertRuleForm { title: hostile::text(11), ..AlertRuleForm::default() },
        destination_form: DestinationForm { error: Some(hostile::text(12)), ..DestinationForm::default() },
        deliveries: vec![delivery],
    }
}

#[test]
fn every_text_is_a_text() {
    let html = page(&view()).into_string();
    hostile::assert_harmless(&html, 1..=12);
    hostile::assert_scriptless(&html);
    assert!(html.contains(r#"action="/projects/abc123def45/alerts/again/7""#), "{html}");
    let all = AlertsView { project: None, defaults: None, deliveries: Vec::new(), ..view() };
    let html = page(&all).into_string();
    hostile::assert_scriptless(&html);
    assert!(html.contains(r#"action="/alerts/rules""#) && !html.contains("/test/"), "{html}");
}

#[test]
fn a_viewer_reads_alerts_and_changes_none() {
    let html = page(&AlertsView { permissions: Permissions::VIEWER, ..view() }).into_string();
    hostile::assert_harmless(&html, 1..=9);
    let main = html.split_once("<main").map_or("", |(_, main)| main);
    let main = main.split_once("</main>").map_or("", |(main, _)| main);
    assert!(!main.contains("<form") && !main.contains("href=") && main.contains("Members can"), "{html}");
}

#[test]
fn without_anything_it_says_how_to_begin() {
    let empty = AlertsView {
        rules: Vec::new(),
        defaults: Some((Vec::new(), true)),
        destinations: Vec::new(),
        deliveries: Vec::new(),
        ..view()
    };
    let html = page(&empty).into_string();
    assert!(html.contains("No rules yet") && html.contains("No destinations yet"), "{html}");
    assert!(!html.contains(r#"action="/projects/abc123def45/alerts/rules""#), "a rule needs a destination");
    let change = AlertsView {
        rule_form: AlertRuleForm { id: Some("0123456789ab".into()), ..AlertRuleForm::default() },
        ..view()
    };
    let html = page(&change).into_string();
    hostile::assert_scriptless(&html);
    assert!(html.contains(r#"action="/projects/abc123def45/alerts/rules/0123456789ab""#));
}
