//! The issue page: what it shows, what it folds, and that nothing in it runs.

use super::*;
use crate::{hostile, model::range::Range, parts::facets::Facets, shell::form_context::FormContext};
use corncrake_core::{
    event::{Event, EventType},
    json::Json,
    noise::NoiseRule,
    stack::Frame,
    status::Status,
    time::{DAY_MS, UnixMillis},
};

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
            fingerprint: None,
        },
        frames: vec![own.into(), SymbolicatedFrame::default()],
        browser: Some(hostile::text(12)),
        os: Some(hostile::text(13)),
    }
}

fn view(event: Option<StoredEvent>) -> IssueView {
    IssueView {
        ticket_link: String::new(),
        now: NOW,
        project: hostile::project(1),
        issue: Issue {
            id: "00ff00ff00ff00ff".parse().unwrap(),
            title: hostile::text(2),
            kind: EventType::UNHANDLED_ERROR,
            status: IssueStatus::Regressed,
            events: 1_234,
            sessions: 99,
            first_seen: UnixMillis(NOW.0 - 2 * DAY_MS),
            last_seen: UnixMillis(NOW.0 - 61_000),
            place: hostile::text(16),
            new: Some(NewSince { release: hostile::text(17), is_named: true }),
            only: vec![hostile::text(18)],
            interest: None,
            assignee: None,
        },
        rules: Vec::new(),
        wordings: Wordings::default(),
        noise: None,
        range: Range::Month,
        sessions: 301,
        all_sessions: 1_384,
        releases: vec![],
        named: Default::default(),
        not_in: None,
        stored: 103,
        list: None,
        dashboard: "https://errors.example".to_owned(),
        trend: vec![],
        facets: Facets::default(),
        event,
        position: EventPosition::default(),
        triage: Triage {
            form_context: FormContext { back: hostile::text(15), ..hostile::form_context() },
            id: "00ff00ff00ff00ff".parse().unwrap(),
            status: Status::Open,
            regressed: None,
            resolved_in: None,
            merged_into: None,
            decided: None,
            fix: Fix::Next,
            newest: None,
            since_resolved: vec![],
            merged_issues: vec![],
            team: Default::default(),
        },
        grouping: Grouping { version: 7, parts: vec![hostile::text(14), "second part".to_owned()] },
    }
}

fn html(event: Option<StoredEvent>) -> String {
    let html = page(&view(event)).into_string();
    hostile::assert_scriptless(&html);
    html
}

fn with(change: impl FnOnce(&mut StoredEvent)) -> String {
    let mut stored = stored();
    change(&mut stored);
    html(Some(stored))
}

#[test]
fn every_field_is_shown_and_escaped_without_a_script() {
    let html = html(Some(stored()));
    hostile::assert_harmless(&html, (1..=18).filter(|number| *number != 3));
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
    assert_eq!(bare.matches(r#"<span class="absent">not set</span>"#).count(), 3);
    assert_eq!(bare.matches(r#"<span class="absent">unknown</span>"#).count(), 2);
    assert!(!bare.contains("Raw stack") && !bare.contains("Extra data"));
    assert!(html(None).contains("None of its events is stored any more"));
}

#[test]
fn a_stack_that_cannot_be_read_is_open() {
    let unread = with(|s| s.frames.clear());
    assert!(unread.contains(r#"<details class="raw" open>"#) && unread.contains("No frame could be read"));
    assert!(html(Some(stored())).contains(r#"<details class="raw">"#));
}

#[test]
fn earlier_and_later_events_are_one_click_away() {
    let position = EventPosition {
        name: Some("1041".into()),
        number: Some(1_041),
        earlier: Some("1031".into()),
        later: Some("1051".into()),
    };
    let html = page(&IssueView { position: position.clone(), ..view(Some(stored())) }).into_string();
    hostile::assert_scriptless(&html);
    let issue = "/projects/abc123def45/issues/00ff00ff00ff00ff";
    assert!(html.contains(&format!(r#"rel="prev" href="{issue}/events/1031""#)), "{html}");
    assert!(html.contains(&format!(r#"rel="next" href="{issue}/events/1051""#)));
    assert!(html.contains(&format!(r#"href="{issue}">Latest<"#)) && html.contains("Event 1,041"));
    let latest = EventPosition { later: None, ..position };
    let html = page(&IssueView { position: latest, ..view(Some(stored())) }).into_string();
    assert!(html.contains("Newest stored event") && !html.contains("rel=\"next\""));
}

#[test]
fn a_ticket_is_filled_in_and_no_text_leaves_its_place() {
    assert!(!page(&view(None)).into_string().contains("New ticket"));
    let ticket = |template: &str, title: &str| {
        let mut view = IssueView { ticket_link: template.to_owned(), ..view(Some(stored())) };
        view.issue.title = title.to_owned();
        page(&view).into_string()
    };
    let html =
        ticket("https://github.com/o/r/issues/new?title={title}&body={details}", "a&b={link} #1 \u{e9}");
    let wanted = "href=\"https://github.com/o/r/issues/new?title=a%26b%3D%7Blink%7D%20%231%20%C3%A9&amp;body=-%20%2A%2A";
    assert!(html.contains(wanted) && html.contains("New ticket in GitHub"), "{html}");
    let long = "\u{1f4a5}".repeat(5_000);
    let html = ticket("https://t.example/{title}/{other}/{details}{title}{title}{title}", &long);
    let address = html.split("href=\"https://t.example/").nth(1).and_then(|rest| rest.split('"').next());
    assert!(
        address.is_some_and(|address| address.len() < 12_000 && address.contains("/%7Bother%7D/")),
        "{html}"
    );
    for bad in ["javascript:alert(1)//{title}", "data:text/html,{title}", "//t.example/{title}"] {
        assert!(!ticket(bad, "x").contains("New ticket"), "{bad}");
    }
}

#[test]
fn the_markdown_has_it_all_and_ends_where_its_box_ends() {
    let mut stored = stored();
    stored.event.message = "</textarea> ``` [a](b)".to_owned();
    let html = html(Some(stored));
    let (_, rest) = html.split_once("readonly").unwrap();
    let (markdown, _) = rest.split_once("</textarea>").unwrap();
    for text in ["Events:** 1234", "&lt;/textarea&gt; ```", "````", "### Stack", "### Extra data (`meta`)"] {
        assert!(markdown.contains(text), "{text}: {markdown}");
    }
}

#[test]
fn a_report_says_what_to_do_about_it_and_noise_why_it_is_noise() {
    let mut stored = stored();
    let text = |name: &str, text: &str| (name.to_owned(), Json::Text(text.to_owned()));
    stored.event.meta = Some(Json::Map(vec![text("report", "crash"), text("reason", "oom")]));
    stored.event.kind = EventType::from_code(8).unwrap();
    stored.event.stack = None;
    let crash = html(Some(stored.clone()));
    assert!(crash.contains("The page had no memory left.") && crash.contains("<h3>Report</h3>"));
    assert!(!crash.contains("<h3>Stack</h3>"), "a report has no stack to miss");
    let noise = page(&IssueView { noise: Some(NoiseRule::Extension), ..view(Some(stored)) }).into_string();
    assert!(
        noise.contains(NoiseRule::Extension.explanation()) && !noise.contains("no memory left"),
        "{noise}"
    );
}
