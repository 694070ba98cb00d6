//! The issue page: what it shows, what it folds, and that nothing in it runs.

use super::*;
use crate::{actions::Desk, hostile};
use corncrake_core::{json::Json, origin::Origins, stack::Frame, status::Status, time::DAY_MS};

const NOW: UnixMillis = UnixMillis(1_795_271_405_678); // 2026-11-21T14:30:05.678Z

fn stored() -> StoredEvent {
    let own = Frame { function: Some(hostile::text(4)), in_app: true, ..Frame::default() };
    StoredEvent {
        at: UnixMillis(NOW.0 - 61_000),
        event: Event {
            kind: EventType::CONSOLE_ERROR,
            name: Some(hostile::text(5)),
            message: hostile::text(6),
            uri: Some(hostile::text(7)),
            stack: Some(hostile::text(8)),
            meta: Some(Json::Text(hostile::text(9))),
            release: Some(hostile::text(10)),
            environment: Some(hostile::text(11)),
        },
        frames: vec![own.into(), Shown::default()],
        browser: Some(hostile::text(12)),
        os: Some(hostile::text(13)),
    }
}

fn view(latest: Option<StoredEvent>) -> IssueView {
    IssueView {
        now: NOW,
        project: Project {
            key: "abc123def45".parse().unwrap(),
            name: hostile::text(1),
            origins: Origins::parse(&["*".to_owned()]).unwrap(),
        },
        issue: Issue {
            id: "00ff00ff00ff00ff".parse().unwrap(),
            title: hostile::text(2),
            kind: EventType::UNHANDLED_ERROR,
            status: hostile::text(3),
            events: 1_234,
            sessions: 99,
            first_seen: UnixMillis(NOW.0 - 2 * DAY_MS),
            last_seen: UnixMillis(NOW.0 - 61_000),
        },
        latest,
        decisions: Decisions {
            desk: Desk { project: "abc123def45".parse().unwrap(), back: hostile::text(15), notice: None },
            id: "00ff00ff00ff00ff".parse().unwrap(),
            status: Status::Open,
            regressed: None,
            merged_into: None,
            members: vec![],
        },
        grouping: Grouping { version: 7, parts: vec![hostile::text(14), "second part".to_owned()] },
    }
}

fn html(latest: Option<StoredEvent>) -> String {
    page(&view(latest)).into_string()
}

fn with(change: impl FnOnce(&mut StoredEvent)) -> String {
    let mut stored = stored();
    change(&mut stored);
    html(Some(stored))
}

#[test]
fn every_field_is_shown_and_escaped_without_a_script() {
    let html = html(Some(stored()));
    hostile::assert_harmless(&html, 1..=15);
    hostile::assert_scriptless(&html);
    for text in ["1,234", "2 days ago", "1 minute ago", "console.error", "2026-11-21 14:29:04 UTC"] {
        assert!(html.contains(text), "{text}");
    }
    assert!(html.contains("version 7") && html.contains("<code>second part</code>"));
    assert!(html.contains(r#"<a href="/projects/abc123def45">"#));
}

#[test]
fn only_a_web_address_is_linked() {
    let web = with(|s| s.event.uri = Some("https://shop.example/cart".to_owned()));
    assert!(web.contains(r#"<a href="https://shop.example/cart" rel="noreferrer noopener">"#));
    let script = with(|s| s.event.uri = Some("javascript:alert(1)".to_owned()));
    assert!(script.contains("<dd>javascript:alert(1)</dd>"), "{script}");
}

#[test]
fn what_is_absent_is_said() {
    let bare = with(|s| {
        s.event = Event::default();
        (s.browser, s.os) = (None, None);
        s.frames.clear();
    });
    assert!(bare.contains("(no message)") && bare.contains("This event came without a stack."));
    assert_eq!(bare.matches(r#"<span class="absent">not told</span>"#).count(), 3);
    assert_eq!(bare.matches(r#"<span class="absent">unknown</span>"#).count(), 2);
    assert!(!bare.contains("Raw stack") && !bare.contains("What the site added"));
    assert!(html(None).contains("None of its events is kept any more"));
}

#[test]
fn a_stack_that_cannot_be_read_is_open() {
    let unread = with(|s| s.frames.clear());
    assert!(unread.contains(r#"<details class="raw" open>"#) && unread.contains("No frame could be read"));
    assert!(html(Some(stored())).contains(r#"<details class="raw">"#));
}
