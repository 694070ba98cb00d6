//! Writes every page with sample data to a folder, to be looked at in a browser:
//!
//! ```sh
//! cargo run -p corncrake-www --example gallery -- gallery
//! python3 -m http.server --directory gallery
//! ```

use std::{error::Error, fs, path::Path};

use corncrake_core::{
    event::{Event, EventType},
    ids::ProjectKey,
    json::Json,
    noise::Rule,
    origin::Origins,
    stack::Frame,
    status::Status,
    time::{DAY_MS, HOUR_MS, UnixMillis},
};
use corncrake_www::{
    actions::{Decisions, Desk, Member, Notice},
    demo::{self, DemoView},
    error::{self, ErrorView},
    frames::{Original, Shown},
    issue::{self, Grouping, Issue, IssueView, StoredEvent},
    issues::{self, Hour, IssuesView},
    login::{self, LoginView},
    noise_rules::RuleRow,
    projects::{self, Project, ProjectForm, ProjectsView},
};
use maud::Markup;

type Outcome<T> = Result<T, Box<dyn Error>>;

/// 2026-11-21T14:30:05.678Z
const NOW: UnixMillis = UnixMillis(1_795_271_405_678);
const ORIGIN: &str = "https://errors.shop.example";

fn main() -> Outcome<()> {
    let to = std::env::args().nth(1).ok_or("which folder?")?;
    let to = Path::new(&to);
    let from = Path::new(env!("CARGO_MANIFEST_DIR"));
    fs::create_dir_all(to.join("assets"))?;
    for asset in ["assets/style.css", "assets/logo.svg", "demo/demo.js"] {
        let name = asset.rsplit('/').next().unwrap_or(asset);
        fs::copy(from.join(asset), to.join("assets").join(name))?;
    }
    for (path, markup) in pages()? {
        let folder = to.join(path);
        fs::create_dir_all(&folder)?;
        fs::write(folder.join("index.html"), markup.into_string())?;
        println!("/{path}");
    }
    Ok(())
}

fn pages() -> Outcome<Vec<(&'static str, Markup)>> {
    let shop = project("Shop", "k3v9q0d7m2x", &["https://shop.example", "*.shop.example"])?;
    let demo_project = project("demo", "abc123def45", &["http://127.0.0.1"])?;
    let all = vec![
        shop.clone(),
        project("Marketing site and the blog", "p8w2nn4c1ab", &["*"])?,
        demo_project.clone(),
    ];
    let refused = ProjectForm {
        name: "Shop".to_owned(),
        origins: "https://shop.example/cart".to_owned(),
        name_error: Some("There is a project of this name already.".to_owned()),
        origins_error: Some(
            "The first entry must be \"*\", an origin such as https://app.example, a host or *.app.example."
                .to_owned(),
        ),
    };
    let quiet = IssuesView {
        issues: vec![],
        sessions_today: 0,
        errored_today: 0,
        hours: hours(0),
        next: None,
        is_full: false,
        ..issues_view(shop.clone())?
    };
    Ok(vec![
        ("", projects::page(&ProjectsView { projects: all, form: ProjectForm::default() })),
        ("first", projects::page(&ProjectsView::default())),
        ("refused", projects::page(&ProjectsView { projects: vec![shop.clone()], form: refused })),
        ("login", login::page(&LoginView::default())),
        ("login/refused", login::page(&LoginView { error: Some("That is not the admin token.".to_owned()) })),
        ("projects/k3v9q0d7m2x", issues::page(&issues_view(shop.clone())?)),
        (
            "projects/k3v9q0d7m2x/last",
            issues::page(&IssuesView { is_later_page: true, issues: vec![], next: None, ..quiet.clone() }),
        ),
        ("projects/k3v9q0d7m2x/noise", issues::page(&noise_view(shop.clone())?)),
        ("projects/k3v9q0d7m2x/empty", issues::page(&quiet)),
        ("projects/abc123def45", issues::page(&IssuesView { project: demo_project, is_demo: true, ..quiet })),
        ("projects/k3v9q0d7m2x/issues/6e1f0a52c4d9b873", issue::page(&issue_view(shop.clone())?)),
        ("projects/k3v9q0d7m2x/issues/0000000000000001", issue::page(&bare_view(shop)?)),
        ("demo", demo::page(&DemoView { project: Some("abc123def45".parse()?), signed_in: true })),
        ("demo/none", demo::page(&DemoView { project: None, signed_in: false })),
        (
            "404",
            error::page(&ErrorView {
                status: 404,
                sentence: "There is no page at this address, or not any more.".to_owned(),
                signed_in: true,
            }),
        ),
    ])
}

fn project(name: &str, key: &str, origins: &[&str]) -> Outcome<Project> {
    let key: ProjectKey = key.parse()?;
    let origins: Vec<String> = origins.iter().map(|origin| (*origin).to_owned()).collect();
    Ok(Project { key, name: name.to_owned(), origins: Origins::parse(&origins)? })
}

fn hours(most: u64) -> Vec<Hour> {
    const SHAPE: [u64; 24] =
        [38, 45, 52, 61, 74, 83, 78, 66, 49, 31, 18, 11, 7, 5, 4, 6, 12, 27, 48, 72, 91, 100, 96, 57];
    let hour = |(place, share): (usize, &u64)| {
        let sessions = share * most / 100;
        let errored = if place == 19 || place == 20 { sessions / 7 } else { sessions / 90 };
        Hour { start: UnixMillis(NOW.hour().0 - (23 - place as i64) * HOUR_MS), sessions, errored }
    };
    SHAPE.iter().enumerate().map(hour).collect()
}

fn issues_view(project: Project) -> Outcome<IssuesView> {
    let minute = HOUR_MS / 60;
    Ok(IssuesView {
        now: NOW,
        desk: desk(&project),
        rules: vec![],
        project,
        is_demo: false,
        is_full: false,
        origin: ORIGIN.to_owned(),
        sessions_today: 9_482,
        errored_today: 311,
        hours: hours(1_384),
        issues: vec![
            headline()?,
            row("1", "ChunkLoadError: Loading chunk 418 failed.", 2, 18_204, 3_961, 20 * DAY_MS, 2 * minute)?,
            row("2", "Error: The payment service did not answer", 2, 42, 38, 5 * HOUR_MS, 11 * minute)?,
            row(
                "3",
                "ResourceError: img failed to load: https://cdn.shop.example/p/8841/front.webp",
                1,
                7,
                6,
                DAY_MS,
                26 * minute,
            )?,
            row(
                "4",
                "The basket is empty, although it was not a moment ago",
                3,
                1_150,
                640,
                9 * DAY_MS,
                HOUR_MS,
            )?,
            row("5", "RangeError: Maximum call stack size exceeded", 1, 3, 1, 3 * HOUR_MS, 3 * HOUR_MS)?,
            row(
                "6",
                "SyntaxError: JSON.parse: unexpected end of data at line 1 column 11 of the JSON data",
                4,
                12,
                12,
                2 * DAY_MS,
                7 * HOUR_MS,
            )?,
            row(
                "7",
                "AnErrorWhoseNameAndMessageHaveNoPlaceToBreakAtAllBecauseSomebodyPutTheWholeStateIntoIt:eyJzdGF0ZSI6InBheSIsInN0ZXAiOjMsInJldHJ5Ijp0cnVlfQ",
                2,
                1,
                1,
                30 * DAY_MS,
                45 * DAY_MS,
            )?,
        ],
        is_later_page: false,
        noise: false,
        next: Some("1795271285678-6e1f0a52c4d9b873".to_owned()),
    })
}

fn noise_view(project: Project) -> Outcome<IssuesView> {
    let rule = |rule: Rule| {
        let is_used = rule == Rule::Extension;
        let (issues, events) = if is_used { (3, 1_288) } else { (0, 0) };
        RuleRow { rule, is_on: rule != Rule::About, issues, events }
    };
    let mut view = issues_view(project)?;
    view.issues.truncate(3);
    let undo = view.issues.iter().map(|issue| format!("open~{}", issue.id)).collect();
    view.desk.notice = Some(Notice { text: "Resolved 3 issues.".to_owned(), is_refusal: false, undo });
    Ok(IssuesView { noise: true, next: None, rules: Rule::ALL.map(rule).to_vec(), ..view })
}

fn desk(project: &Project) -> Desk {
    Desk { project: project.key, back: format!("/projects/{}", project.key), notice: None }
}

fn row(
    id: &str,
    title: &str,
    kind: u64,
    events: u64,
    sessions: u64,
    first: i64,
    last: i64,
) -> Outcome<Issue> {
    Ok(Issue {
        id: format!("{id:0>16}").parse()?,
        title: title.to_owned(),
        kind: EventType::from_code(kind).unwrap_or_default(),
        status: if id == "5" { "resolved" } else { "open" }.to_owned(),
        events,
        sessions,
        first_seen: UnixMillis(NOW.0 - first.max(last)),
        last_seen: UnixMillis(NOW.0 - last),
    })
}

fn headline() -> Outcome<Issue> {
    let title = "TypeError: Cannot read properties of undefined (reading 'total')";
    let mut issue = row("0", title, 1, 1_284, 301, 26 * HOUR_MS, 41_000)?;
    issue.id = "6e1f0a52c4d9b873".parse()?;
    Ok(issue)
}

fn issue_view(project: Project) -> Outcome<IssueView> {
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
    };
    let basket = row("2", "TypeError: basket.lines is undefined", 1, 88, 41, 4 * DAY_MS, 3 * HOUR_MS)?;
    let member = Member {
        id: basket.id,
        title: basket.title,
        events: basket.events,
        last_seen: basket.last_seen,
        grouping: ["v1", "TypeError", "linesOf in assets/basket.js"].map(str::to_owned).into(),
    };
    Ok(IssueView {
        now: NOW,
        decisions: Decisions {
            desk: desk(&project),
            id: headline()?.id,
            status: Status::Open,
            regressed: Some((UnixMillis(NOW.0 - 26 * HOUR_MS), text("2026.11.3+3f9c21e"))),
            merged_into: None,
            members: vec![member],
        },
        project,
        issue: headline()?,
        latest: Some(StoredEvent {
            at: UnixMillis(NOW.0 - 41_000),
            event,
            frames: vec![
                Shown { original: Some(written()), ..frame("s", app, 1, 10_413, true).into() },
                frame("Basket.render", app, 88, 21, true).into(),
                frame("renderWithHooks", library, 4211, 18, false).into(),
                frame("updateFunctionComponent", library, 6017, 19, false).into(),
                frame("performWork", library, 12011, 9, false).into(),
                Shown {
                    why: text("no source map of this file was uploaded"),
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

fn written() -> Original {
    let source = "export function sumOf(basket) {\n  let sum = 0\n  for (const item of basket.items) {\n    \
        sum += item.price.total * item.count\n  }\n  return sum\n}";
    Original {
        function: Some("sumOf".to_owned()),
        file: "src/basket.js".to_owned(),
        line: 41,
        column: 23,
        is_own: true,
        lines: (38..).zip(source.lines().map(str::to_owned)).collect(),
    }
}

fn bare_view(project: Project) -> Outcome<IssueView> {
    let mut issue = row("1", "Unhandled rejection: {\"code\":7}", 2, 3, 2, 2 * DAY_MS, HOUR_MS)?;
    issue.status = "resolved".to_owned();
    let event = Event {
        kind: EventType::UNHANDLED_REJECTION,
        message: "{\"code\":7,\"reason\":\"out of stock\"}".to_owned(),
        ..Event::default()
    };
    let stored = StoredEvent { at: issue.last_seen, event, frames: vec![], browser: None, os: None };
    let grouping = Grouping { version: 1, parts: vec!["{\"code\":#,\"reason\":#}".to_owned()] };
    let decisions = Decisions {
        desk: desk(&project),
        id: issue.id,
        status: Status::Resolved,
        regressed: None,
        merged_into: None,
        members: vec![],
    };
    Ok(IssueView { now: NOW, decisions, project, issue, latest: Some(stored), grouping })
}
