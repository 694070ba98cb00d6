//! The pages of an issue.

use corncrake_core::{
    event::{Event, EventType},
    json::Json,
    stack::Frame,
    status::Status,
    time::{DAY_MS, HOUR_MS, UnixMillis},
};
use corncrake_www::{
    facets::Facets,
    issue::{
        self, EventPosition, Fix, Grouping, IssueStatus, IssueView, MergedIssue, OriginalPosition,
        StoredEvent, SymbolicatedFrame, Triage,
    },
    projects::Project,
    range::Range,
};

use crate::sample::{self, GalleryPage, GalleryResult, NOW, SHOP, events, facets, headline, shop};

pub(crate) fn pages() -> GalleryResult<Vec<GalleryPage>> {
    let view = issue_view(shop()?)?;
    let gone = IssueView { event: None, position: EventPosition::default(), ..view.clone() };
    let pages = vec![
        ("6e1f0a52c4d9b873", issue::page(&view)),
        ("0000000000000001", issue::page(&bare_view(shop()?)?)),
        ("0000000000000002", issue::page(&gone)),
        ("0000000000000003", issue::page(&report_view(bare_view(shop()?)?)?)),
    ];
    Ok(pages.into_iter().map(|(id, page)| (format!("projects/{SHOP}/issues/{id}"), page)).collect())
}

/// A violation of a policy.
fn report_view(bare: IssueView) -> GalleryResult<IssueView> {
    let text = |name: &str, text: &str| (name.to_owned(), Json::Text(text.to_owned()));
    let mut view = bare;
    view.issue = sample::issue("3", "script-src blocked cdn.pay.example", 5, (412, 96), (DAY_MS, HOUR_MS))?;
    if let Some(stored) = &mut view.event {
        stored.event = Event {
            kind: view.issue.kind,
            name: Some("CSP violation".to_owned()),
            message: view.issue.title.clone(),
            uri: Some("https://shop.example/basket".to_owned()),
            meta: Some(Json::Map(vec![
                text("report", "csp-violation"),
                text("effectiveDirective", "script-src-elem"),
                text("blockedURL", "https://cdn.pay.example/v3/pay.js"),
                text("disposition", "enforce"),
                text("originalPolicy", "default-src 'self'; report-to default"),
            ])),
            ..Event::default()
        };
    }
    Ok(view)
}

fn member() -> GalleryResult<MergedIssue> {
    let basket =
        sample::issue("2", "TypeError: basket.lines is undefined", 1, (88, 41), (4 * DAY_MS, 3 * HOUR_MS))?;
    Ok(MergedIssue {
        id: basket.id,
        title: basket.title,
        events: basket.events,
        last_seen: basket.last_seen,
        grouping: ["v1", "TypeError", "linesOf in assets/basket.js"].map(str::to_owned).into(),
    })
}

fn written() -> OriginalPosition {
    let source = "export function sumOf(basket) {\n  let sum = 0\n  for (const item of basket.items) {\n    \
        sum += item.price.total * item.count\n  }\n  return sum\n}";
    OriginalPosition {
        function: Some("sumOf".to_owned()),
        file: "src/basket.js".to_owned(),
        line: 41,
        column: 23,
        is_own: true,
        lines: (38..).zip(source.lines().map(str::to_owned)).collect(),
    }
}

fn cause() -> Json {
    let text = |text: &str| Json::Text(text.to_owned());
    let stack = "Error: The basket’s service answered 503\n    \
        at fetchBasket (https://shop.example/assets/basket-3f9c21e0.js:17:11)";
    Json::Map(vec![
        ("name".to_owned(), text("Error")),
        ("message".to_owned(), text("The basket’s service answered 503")),
        ("stack".to_owned(), text(stack)),
    ])
}

fn issue_view(project: Project) -> GalleryResult<IssueView> {
    let text = |text: &str| Some(text.to_owned());
    let frame = |function: &str, file: &str, line: u32, column: u32, in_app: bool| Frame {
        function: Some(function.to_owned()).filter(|name| !name.is_empty()),
        file: text(file),
        line: Some(line),
        column: Some(column),
        in_app,
    };
    let app = "https://shop.example/assets/basket-3f9c21e0.js";
    let library = "https://shop.example/node_modules/react-dom/cjs/react-dom.production.js";
    let items = |names: &[&str]| Json::List(names.iter().map(|n| Json::Text((*n).to_owned())).collect());
    let event = Event {
        kind: EventType::UNHANDLED_ERROR,
        name: text("TypeError"),
        message:
            "Cannot read properties of undefined (reading 'total')\nwhile rendering the basket of [email]"
                .to_owned(),
        uri: text("https://shop.example/basket"),
        stack: text(
            "TypeError: Cannot read properties of undefined (reading 'total')\n\
             \x20   at sumOf (https://shop.example/assets/basket-3f9c21e0.js:41:13)\n\
             \x20   at Basket.render (https://shop.example/assets/basket-3f9c21e0.js:88:21)\n\
             \x20   at renderWithHooks (https://shop.example/node_modules/react-dom/cjs/react-dom.production.js:4211:18)\n\
             \x20   at updateFunctionComponent (https://shop.example/node_modules/react-dom/cjs/react-dom.production.js:6017:19)\n\
             \x20   at performWork (https://shop.example/node_modules/react-dom/cjs/react-dom.production.js:12011:9)\n\
             \x20   at onClick (https://shop.example/assets/app-77ad01b2.js:12:5)\n\
             \x20   at HTMLButtonElement.dispatch (https://shop.example/node_modules/react-dom/cjs/react-dom.production.js:991:3)",
        ),
        meta: Some(Json::Map(vec![
            ("cause".to_owned(), cause()),
            ("step".to_owned(), Json::Text("basket".to_owned())),
            ("retries".to_owned(), Json::Number("2".to_owned())),
            ("customer".to_owned(), Json::Text("[email]".to_owned())),
            (
                "flags".to_owned(),
                Json::Map(vec![
                    ("new_checkout".to_owned(), Json::Bool(true)),
                    ("experiments".to_owned(), items(&["basket-b", "prices-a"])),
                ]),
            ),
        ])),
        release: text("2026.11.3+3f9c21e"),
        environment: text("production"),
        fingerprint: None,
    };
    Ok(IssueView {
        ticket_link: "https://github.com/acme/shop/issues/new?title={title}&body={details}".to_owned(),
        now: NOW,
        project,
        issue: headline()?,
        rules: Vec::new(),
        wordings: issue::Wordings::default(),
        noise: None,
        triage: Triage {
            form_context: sample::form_context("/issues/6e1f0a52c4d9b873")?,
            id: headline()?.id,
            status: Status::Open,
            regressed: Some((UnixMillis(NOW.0 - 26 * HOUR_MS), text("2026.11.3+3f9c21e"))),
            resolved_in: text("2026.11.2+a0c41d7"),
            merged_into: None,
            decided: None,
            fix: Fix::Next,
            newest: None,
            since_resolved: vec![],
            merged_issues: vec![member()?],
            team: Default::default(),
        },
        range: Range::Month,
        sessions: 301,
        all_sessions: 1_384,
        releases: vec![],
        named: Default::default(),
        not_in: None,
        stored: 103,
        list: None,
        dashboard: "https://errors.example".to_owned(),
        trend: events(Range::Month, 60),
        facets: facets(),
        position: EventPosition {
            name: text("1284"),
            number: Some(1_284),
            earlier: text("1274"),
            later: None,
        },
        event: Some(StoredEvent {
            at: UnixMillis(NOW.0 - 41_000),
            event,
            frames: vec![
                SymbolicatedFrame { original: Some(written()), ..frame("s", app, 1, 10_413, true).into() },
                frame("Basket.render", app, 88, 21, true).into(),
                frame("renderWithHooks", library, 4211, 18, false).into(),
                frame("updateFunctionComponent", library, 6017, 19, false).into(),
                frame("performWork", library, 12011, 9, false).into(),
                SymbolicatedFrame {
                    unmapped_reason: text("no source map of this file was uploaded"),
                    ..frame("", "https://shop.example/assets/app-77ad01b2.js", 12, 5, true).into()
                },
                frame("HTMLButtonElement.dispatch", library, 991, 3, false).into(),
            ],
            browser: text("Chrome 142"),
            os: text("Windows 11"),
        }),
        grouping: Grouping {
            version: 1,
            parts: [
                "v1",
                "TypeError",
                "sumOf in assets/basket.js",
                "Basket.render in assets/basket.js",
                "(anonymous) in assets/app.js",
            ]
            .map(str::to_owned)
            .into(),
        },
    })
}

fn bare_view(project: Project) -> GalleryResult<IssueView> {
    let mut issue =
        sample::issue("1", "Unhandled rejection: {\"code\":7}", 2, (3, 2), (2 * DAY_MS, HOUR_MS))?;
    issue.status = IssueStatus::Triaged(Status::Resolved);
    let issue_id = issue.id;
    let event = Event {
        kind: EventType::UNHANDLED_REJECTION,
        message: "{\"code\":7,\"reason\":\"out of stock\"}".to_owned(),
        ..Event::default()
    };
    let stored = StoredEvent { at: issue.last_seen, event, frames: vec![], browser: None, os: None };
    let grouping = Grouping { version: 1, parts: vec!["{\"code\":#,\"reason\":#}".to_owned()] };
    Ok(IssueView {
        ticket_link: "https://github.com/acme/shop/issues/new?title={title}&body={details}".to_owned(),
        now: NOW,
        project,
        issue,
        rules: Vec::new(),
        wordings: issue::Wordings::default(),
        noise: None,
        triage: Triage {
            form_context: sample::form_context("/issues/0000000000000001")?,
            id: issue_id,
            status: Status::Resolved,
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
        range: Range::Day,
        sessions: 301,
        all_sessions: 1_384,
        releases: vec![],
        named: Default::default(),
        not_in: None,
        stored: 103,
        list: None,
        dashboard: "https://errors.example".to_owned(),
        trend: events(Range::Day, 2),
        facets: Facets::default(),
        position: EventPosition {
            name: Some("1".to_owned()),
            number: Some(1),
            earlier: None,
            later: Some("3".to_owned()),
        },
        event: Some(stored),
        grouping,
    })
}
