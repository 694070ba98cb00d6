//! The start page: every project with its last day at a glance, and a form that makes one.

mod form;

use corncrake_core::{ids::Jurisdiction, time::UnixMillis};
use maud::{Markup, html};

pub use self::form::ProjectForm;
pub use crate::model::project::Project;
use crate::{
    chart::sparkline,
    format::{
        links,
        number::{error_free, grouped},
    },
    model::series::SeriesPoint,
    parts::{
        figures, origins,
        refusals::{self, DeletedKeyRow},
    },
    shell::layout::{PageShell, document},
};

/// A project and its last 24 hours.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ProjectHealth {
    /// Which project it is.
    pub project: Project,
    /// Its sessions by the hour, the oldest first; empty where nothing ever arrived.
    pub hours: Vec<SeriesPoint>,
    /// Its events.
    pub events: u64,
    /// Its open issues that were first seen in these hours; at most 100 are counted.
    pub new: u64,
    /// Whether reading its numbers failed.
    pub is_unreadable: bool,
}

/// Sessions below which a share says nothing of a project's trouble.
const FEWEST_SESSIONS: u64 = 20;

impl ProjectHealth {
    /// Its place in the list: what cannot be read, then those with new issues, then by the share of sessions
    /// with an error, then by sessions; those without data last.
    pub fn order(&self) -> impl Ord + use<> {
        let sum = |of: fn(&SeriesPoint) -> u64| self.hours.iter().map(of).fold(0, u64::saturating_add);
        let (all, errored) = (sum(|point| point.count), sum(|point| point.errored));
        let per_mille = errored.saturating_mul(1_000).checked_div(all).unwrap_or(0);
        let share = if all < FEWEST_SESSIONS { 0 } else { per_mille };
        std::cmp::Reverse((self.is_unreadable, self.new, share, all, self.events, !self.hours.is_empty()))
    }
}

/// The view-model of the start page.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct ProjectsView {
    /// The moment the page is made for.
    pub now: UnixMillis,
    /// Keys of deleted projects that are still used.
    pub deleted_keys: Vec<DeletedKeyRow>,
    /// Warnings about the collector's machine, each a sentence.
    pub warnings: Vec<&'static str>,
    /// The projects with a matching name, in the order of the list.
    pub projects: Vec<ProjectHealth>,
    /// The number of all projects.
    pub all: u64,
    /// The search for a part of a name; empty for all.
    pub query: String,
    /// The form; empty at first.
    pub form: ProjectForm,
    /// The jurisdictions that the platform offers.
    pub jurisdictions: Vec<Jurisdiction>,
    /// Whether whoever reads it may make no project.
    pub is_read_only: bool,
}

/// The search field is shown above this number of projects.
const SEARCHED_FROM: u64 = 10;

/// The whole page.
pub fn page(view: &ProjectsView) -> Markup {
    let is_refused = view.form.is_refused();
    let main = html! {
        div.title {
            h1 { "Projects" }
            @if !view.projects.is_empty() && !view.is_read_only { a.button href="#new" { "New project" } }
        }
        @for warning in &view.warnings { p.notice.bad role="status" { (warning) } }
        // What is wrong with a form stands where the page opens.
        @if is_refused { (form::form(&view.form, &view.jurisdictions)) }
        @if view.all > SEARCHED_FROM || !view.query.is_empty() { (search(&view.query)) }
        @if !view.projects.is_empty() {
            p.hint { "The last 24 hours; projects with new issues first, then by the share of sessions with an error." }
            (list(&view.projects))
        }
        @else if !view.query.is_empty() { (nothing_found()) }
        @else if view.is_read_only { (nothing_visible()) }
        @else { (empty()) }
        (refusals::deleted_keys(&view.deleted_keys, view.now))
        @if !is_refused && !view.is_read_only { (form::form(&view.form, &view.jurisdictions)) }
        @if !view.is_read_only {
            p.hint { a href="/check" { "Check this collector" } ": its databases, alarms and clock." }
        }
    };
    let shell = PageShell { signed_in: true, has_tools: true, ..PageShell::plain("Projects") };
    document(&shell, &main)
}

fn search(query: &str) -> Markup {
    html! {
        form.filters role="search" method="get" action="/" {
            div.field.wide {
                label for="query" { "Search by name" }
                input #query type="search" name="query" data-key="/" value=(query) autocomplete="off" spellcheck="false";
            }
            button { "Search" }
        }
    }
}

fn nothing_found() -> Markup {
    html! {
        section.empty {
            h2 { "No project has this name" }
            p { a.button href="/" { "Show all projects" } }
        }
    }
}

fn nothing_visible() -> Markup {
    html! {
        section.empty {
            h2 { "No project for you yet" }
            p { "You have no role in any project. Ask an owner for one." }
        }
    }
}

fn empty() -> Markup {
    html! {
        section.empty {
            h2 { "No project yet" }
            p {
                "A project is one site or app whose errors belong together. Create it below and you get "
                "a key and one line for your pages; their errors appear here as issues."
            }
        }
    }
}

fn list(projects: &[ProjectHealth]) -> Markup {
    html! {
        ul.projects {
            @for health in projects {
                li.card {
                    h2 { a href=(links::project(health.project.key)) data-row=(health.project.key) { (health.project.name) } }
                    p.hint { (origins::list(&health.project.origins)) }
                    @if health.is_unreadable {
                        p.error { "The numbers of this project cannot be read now. The log says why." }
                    } @else if health.hours.is_empty() {
                        p.waiting {
                            "No events yet. "
                            a href=(links::below(health.project.key, "install")) { "Install" }
                        }
                    } @else {
                        (last_day(health))
                    }
                }
            }
        }
    }
}

/// The last 24 hours: a sparkline and three figures.
fn last_day(health: &ProjectHealth) -> Markup {
    let sum = |of: fn(&SeriesPoint) -> u64| health.hours.iter().map(of).fold(0, u64::saturating_add);
    let (all, errored) = (sum(|point| point.count), sum(|point| point.errored));
    html! {
        (sparkline::sessions(&health.hours, "the last 24 hours"))
        (figures::row(&[
            ("New issues", html! {
                @if health.new > 0 {
                    a href={ (links::issues(health.project.key)) "?sort=first_seen" } { (grouped(health.new)) }
                } @else { "0" }
            }),
            ("Error-free", html! { (error_free(all, errored).as_deref().unwrap_or("–")) }),
            ("Sessions", html! { (grouped(all)) }),
            ("Events", html! { (grouped(health.events)) }),
        ]))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::hostile;

    #[test]
    fn projects_in_trouble_come_first() {
        let health = |name: &str, new, (count, errored), is_unreadable| ProjectHealth {
            project: Project { name: name.to_owned(), ..hostile::project(1) },
            hours: match count {
                0 => Vec::new(),
                _ => vec![SeriesPoint { count, errored, ..SeriesPoint::default() }],
            },
            events: 0,
            new,
            is_unreadable,
        };
        let in_order = [
            health("unreadable", 0, (0, 0), true),
            health("two new", 2, (40, 0), false),
            health("one new", 1, (40, 40), false),
            health("half of twenty", 0, (20, 10), false),
            health("all of nineteen", 0, (19, 19), false),
            health("nothing yet", 0, (0, 0), false),
        ];
        let mut mixed: Vec<_> = [3, 5, 0, 4, 2, 1].map(|at: usize| in_order[at].clone()).to_vec();
        mixed.sort_by_key(ProjectHealth::order);
        assert_eq!(mixed, in_order);
    }

    #[test]
    fn the_empty_state_teaches_and_the_form_needs_no_script() {
        let html = page(&ProjectsView::default()).into_string();
        hostile::assert_scriptless(&html);
        assert!(html.contains("No project yet") && html.contains("one line for your pages"));
        assert!(html.contains(r#"method="post" action="/projects""#));
        assert!(html.contains(r#"name="name""#) && html.contains(r#"name="origins""#));
        assert!(!html.contains("role=\"alert\"") && !html.contains("aria-invalid"));
    }

    #[test]
    fn who_may_make_no_project_has_no_form_for_it() {
        let view = ProjectsView { is_read_only: true, ..ProjectsView::default() };
        let html = page(&view).into_string();
        assert!(html.contains("No project for you yet") && !html.contains(r#"action="/projects""#), "{html}");
    }

    #[test]
    fn what_is_wrong_with_the_machine_stands_above_all() {
        let view = ProjectsView { warnings: vec!["The disk is full."], ..ProjectsView::default() };
        let html = page(&view).into_string();
        let (warning, list) = (html.find("The disk is full."), html.find("No project yet"));
        assert!(warning.is_some() && warning < list, "{html}");
        assert!(!page(&ProjectsView::default()).into_string().contains("notice bad"));
    }

    fn health(hours: Vec<SeriesPoint>) -> ProjectHealth {
        ProjectHealth { project: hostile::project(1), hours, events: 1_234, new: 2, is_unreadable: false }
    }

    #[test]
    fn a_project_that_cannot_be_read_is_one_line_beside_the_others() {
        let bad = ProjectHealth { is_unreadable: true, ..health(vec![]) };
        let good = health(vec![SeriesPoint { count: u64::MAX, errored: u64::MAX, ..SeriesPoint::default() }]);
        let html = page(&ProjectsView { projects: vec![bad, good], all: 2, ..ProjectsView::default() });
        let html = html.into_string();
        assert!(html.contains("cannot be read now") && !html.contains("No events yet"));
        assert!(html.contains("1,234"), "{html}");
    }

    #[test]
    fn a_project_is_listed_with_its_day() {
        let hours = vec![SeriesPoint { count: 1_000, errored: 13, ..SeriesPoint::default() }];
        let html = page(&ProjectsView { projects: vec![health(hours)], all: 1, ..ProjectsView::default() });
        let html = html.into_string();
        hostile::assert_harmless(&html, 1..=1);
        hostile::assert_scriptless(&html);
        assert!(html.contains(r#"<a href="/projects/abc123def45" data-row="#));
        for text in
            ["<code>https://shop.example</code>", "98.7%", "1,234", "1,000 sessions in the last 24 hours"]
        {
            assert!(html.contains(text), "{text}: {html}");
        }
        assert!(!html.contains("No project yet") && !html.contains("No events yet"));
        assert!(!html.contains("Search by name"));
    }

    #[test]
    fn a_project_that_heard_nothing_leads_to_the_install() {
        let html = page(&ProjectsView { projects: vec![health(vec![])], all: 11, ..ProjectsView::default() });
        let html = html.into_string();
        assert!(html.contains("No events yet") && html.contains("/projects/abc123def45/install"));
        assert!(html.contains("Search by name"), "{html}");
        let view = ProjectsView { query: hostile::text(2), all: 11, ..ProjectsView::default() };
        let none = page(&view).into_string();
        hostile::assert_harmless(&none, 2..=2);
        assert!(none.contains("No project has this name") && !none.contains("No project yet"));
    }

    #[test]
    fn what_was_entered_and_what_is_wrong_stand_at_the_field() {
        let form = ProjectForm {
            name: hostile::text(1),
            origins: hostile::text(2),
            name_error: Some(hostile::text(3)),
            origins_error: Some(hostile::text(4)),
            ..ProjectForm::default()
        };
        let html = page(&ProjectsView { form, ..ProjectsView::default() }).into_string();
        hostile::assert_harmless(&html, 1..=4);
        assert!(html.contains(r#"aria-describedby="name-error""#));
        assert!(html.contains(r#"aria-describedby="origins-error origins-hint""#));
    }
}
