//! A project's issues: how its day goes, then what broke, the newest first.

use corncrake_core::time::UnixMillis;
use maud::{Markup, html};

pub use crate::chart::Hour;
use crate::{
    actions::{self, Desk},
    chart, figures, install,
    issue::{self, Issue},
    layout::{Shell, document},
    links,
    noise_rules::{self, RuleRow},
    number::{error_free, grouped},
    projects::{self, Project},
    time,
};

/// What the list of issues shows.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct IssuesView {
    /// The moment the page is made for.
    pub now: UnixMillis,
    /// Whose issues they are.
    pub project: Project,
    /// Whether it is the project of `/demo/`.
    pub is_demo: bool,
    /// The collector's own origin as visitors reach it, such as `https://errors.example`.
    pub origin: String,
    /// Sessions of this UTC day.
    pub sessions_today: u64,
    /// Those of them that met an error.
    pub errored_today: u64,
    /// The last 24 hours, the oldest first, none left out.
    pub hours: Vec<Hour>,
    /// One page of issues, the newest first.
    pub issues: Vec<Issue>,
    /// Whether this is a page behind the first one.
    pub is_later_page: bool,
    /// Whether these are the ones that a rule knows as noise, which are else left out.
    pub noise: bool,
    /// The cursor of the next page, where there is one.
    pub next: Option<String>,
    /// The rules of noise, where these are the ones that they know.
    pub rules: Vec<RuleRow>,
    /// Where the forms of this page belong to.
    pub desk: Desk,
    /// Whether the project's storage is full, so that events are counted and not kept.
    pub is_full: bool,
}

/// The whole page.
pub fn page(view: &IssuesView) -> Markup {
    let main = html! {
        (actions::notice(&view.desk))
        (head(view))
        @if view.is_full {
            p.hint role="status" {
                "This project's storage is full: events of known issues are counted, nothing more is kept. "
                "Raise PROJECT_MEGABYTES, or delete the project."
            }
        }
        @if view.issues.is_empty() && !view.is_later_page && !view.noise {
            (empty(view))
        } @else {
            (health(view))
            section {
                h2 { @if view.noise { "Known noise" } @else { "Issues" } }
                @if view.noise {
                    p.hint { "Extensions, injected scripts and the like: counted, and left out of the issues." }
                }
                @if view.issues.is_empty() { p.empty { "There is nothing older here." } }
                @else { (actions::chosen(&view.desk)) (table(view)) }
                (turn(view))
                p.hint { a href=(links::list(view.project.key, !view.noise)) {
                    @if view.noise { "Show the issues" } @else { "Show known noise" }
                } }
                (noise_rules::form(&view.desk, &view.rules))
            }
            details.card.install {
                summary { "Add Corncrake to a page" }
                (install::steps(&view.origin, view.project.key))
            }
        }
    };
    let name = view.project.name.as_str();
    document(&Shell { title: name, way: &[], here: Some(name), signed_in: true, head: html! {} }, &main)
}

fn head(view: &IssuesView) -> Markup {
    html! {
        header.head {
            h1 { (view.project.name) }
            p.about {
                span { "Key " code { (view.project.key) } }
                span { "Hears " (projects::origins(&view.project.origins)) }
                @if view.is_demo && !view.issues.is_empty() { a href="/demo/" { "Open the demo" } }
            }
        }
    }
}

fn health(view: &IssuesView) -> Markup {
    let share = error_free(view.sessions_today, view.errored_today);
    html! {
        section.health aria-label="Today" {
            (figures::row(&[
                ("Error-free today", html! { (share.as_deref().unwrap_or("–")) }),
                ("Sessions today", html! { (grouped(view.sessions_today)) }),
                ("With an error", html! { (grouped(view.errored_today)) }),
            ]))
            (chart::sessions(&view.hours))
        }
    }
}

/// The roles say what the elements are where the style sheet lays a row out as a card:
/// browsers forget a table that is displayed as anything else.
fn table(view: &IssuesView) -> Markup {
    html! {
        table.issues role="table" {
            thead role="rowgroup" {
                tr role="row" {
                    th scope="col" role="columnheader" { "Issue" }
                    th.count scope="col" role="columnheader" { "Events" }
                    th.count scope="col" role="columnheader" { "Sessions" }
                    th scope="col" role="columnheader" { "First seen" }
                    th scope="col" role="columnheader" { "Last seen" }
                }
            }
            tbody role="rowgroup" {
                @for issue in &view.issues { (row(view, issue)) }
            }
        }
    }
}

fn row(view: &IssuesView, issue: &Issue) -> Markup {
    html! {
        tr role="row" {
            td.what role="cell" {
                (actions::choose(issue.id, &issue.title))
                a href=(links::issue(view.project.key, issue.id)) { (issue.title) }
                // Most issues are open; only what is not is worth a word in a list.
                (issue::tags(issue.kind, Some(issue.status.as_str()).filter(|status| *status != "open")))
            }
            td.count role="cell" data-label="Events" { (grouped(issue.events)) }
            td.count role="cell" data-label="Sessions" { (grouped(issue.sessions)) }
            td.when role="cell" data-label="First seen" { (time::ago(issue.first_seen, view.now)) }
            td.when role="cell" data-label="Last seen" { (time::ago(issue.last_seen, view.now)) }
        }
    }
}

fn turn(view: &IssuesView) -> Markup {
    html! {
        @if view.is_later_page || view.next.is_some() {
            nav.turn aria-label="Pages" {
                @if view.is_later_page { a href=(links::list(view.project.key, view.noise)) { "Newest issues" } }
                @if let Some(cursor) = &view.next {
                    a rel="next" href=(links::list_after(view.project.key, view.noise, cursor)) { "Older issues" }
                }
            }
        }
    }
}

fn empty(view: &IssuesView) -> Markup {
    html! {
        section.empty {
            h2 { "Nothing heard yet" }
            @if view.is_demo {
                p { "This is the demo’s project. Break something there, and it is here a moment later." }
                p { a.button.main href="/demo/" { "Open the demo" } }
            } @else {
                p { "Add Corncrake to your pages. Their first error becomes the first issue here." }
            }
        }
        @if view.sessions_today > 0 { (health(view)) }
        section.install {
            h2 { "Add Corncrake to a page" }
            (install::steps(&view.origin, view.project.key))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::hostile;
    use corncrake_core::{event::EventType, origin::Origins, time::HOUR_MS};

    const NOW: UnixMillis = UnixMillis(1_795_271_405_678);

    fn view(issues: Vec<Issue>) -> IssuesView {
        let origins = Origins::parse(&["https://shop.example".to_owned()]).unwrap();
        IssuesView {
            now: NOW,
            project: Project { key: "abc123def45".parse().unwrap(), name: hostile::text(1), origins },
            is_demo: false,
            origin: hostile::text(2),
            sessions_today: 2_000,
            errored_today: 25,
            hours: vec![],
            issues,
            is_later_page: false,
            noise: false,
            next: None,
            is_full: false,
            rules: vec![],
            desk: Desk { project: "abc123def45".parse().unwrap(), back: "/".to_owned(), notice: None },
        }
    }

    fn issue() -> Issue {
        Issue {
            id: "00ff00ff00ff00ff".parse().unwrap(),
            title: hostile::text(3),
            kind: EventType::UNHANDLED_REJECTION,
            status: hostile::text(4),
            events: 12_345,
            sessions: 1_001,
            first_seen: UnixMillis(NOW.0 - 3 * HOUR_MS),
            last_seen: UnixMillis(NOW.0 - 120_000),
        }
    }

    #[test]
    fn the_empty_state_teaches() {
        let html = page(&view(vec![])).into_string();
        hostile::assert_harmless(&html, 1..=2);
        hostile::assert_scriptless(&html);
        assert!(html.contains("Nothing heard yet") && html.contains("npm install corncrake"));
        assert!(html.contains("/v1/abc123def45&quot;") && !html.contains("/demo/"));
        let demo = page(&IssuesView { is_demo: true, ..view(vec![]) }).into_string();
        assert!(demo.contains(r#"href="/demo/""#));
    }

    #[test]
    fn an_issue_is_a_row() {
        let html = page(&view(vec![issue()])).into_string();
        hostile::assert_harmless(&html, 1..=4);
        hostile::assert_scriptless(&html);
        assert!(html.contains(r#"<a href="/projects/abc123def45/issues/00ff00ff00ff00ff">"#));
        for text in
            ["12,345", "1,001", "3 hours ago", "2 minutes ago", "unhandled rejection", "98.7%", "2,000"]
        {
            assert!(html.contains(text), "{text}");
        }
        assert!(!html.contains("Nothing heard yet"));
    }

    #[test]
    fn pages_turn_both_ways() {
        let first =
            page(&IssuesView { next: Some("17&x=\"y".to_owned()), ..view(vec![issue()]) }).into_string();
        assert!(first.contains(r#"rel="next" href="/projects/abc123def45?after=17%26x%3D%22y""#));
        assert!(!first.contains("Newest issues"));
        let last = page(&IssuesView { is_later_page: true, ..view(vec![]) }).into_string();
        assert!(last.contains("There is nothing older here.") && last.contains("Newest issues"));
        assert!(!last.contains("Nothing heard yet") && !last.contains("rel=\"next\""));
        assert!(last.contains(r#"href="/projects/abc123def45?noise=1""#));
        let full = page(&IssuesView { is_full: true, ..view(vec![issue()]) }).into_string();
        assert!(full.contains("storage is full") && !last.contains("storage is full"));
        let noise = page(&IssuesView { noise: true, ..view(vec![]) }).into_string();
        assert!(noise.contains("Known noise") && noise.contains(r#"href="/projects/abc123def45""#));
    }
}
