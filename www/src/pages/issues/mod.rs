//! A project's issues: what broke, found by words and filters, in the order one asked for.

mod selection;

use corncrake_core::time::UnixMillis;
use maud::{Markup, html};

use crate::{
    format::{
        links,
        number::{counted, grouped},
    },
    model::{noise::RuleRow, project::Project},
    parts::{filter_form, first_steps, issue_table, noise_rules, pager, storage},
    shell::{flash, form_context::Desk, layout::project_page, live_parts, tabs::Tab},
};
pub use crate::{
    model::{
        filters::{Choices, Filters, Status},
        noise::Noise,
    },
    parts::issue_table::Row,
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
    /// Whether the project has any issue at all, whatever is filtered.
    pub has_issues: bool,
    /// What is looked for.
    pub filters: Filters,
    /// What there is to choose from.
    pub choices: Choices,
    /// How many objects the project has, each of which tells of its own events.
    pub objects: usize,
    /// One page of issues, in the order that the filters name.
    pub rows: Vec<Row>,
    /// Whether this is a page behind the first one.
    pub is_later_page: bool,
    /// The cursor of the next page, where there is one.
    pub next: Option<String>,
    /// What rules know as noise, and this list leaves out.
    pub noise: Noise,
    /// The rules of noise, where these are the ones that they know.
    pub rules: Vec<RuleRow>,
    /// Where the forms of this page belong to.
    pub desk: Desk,
    /// Whether the project's storage is full, so that events are counted and not kept.
    pub is_full: bool,
}

/// The whole page.
pub fn page(view: &IssuesView) -> Markup {
    let list = links::issues(view.project.key);
    let main = html! {
        (flash::banner(&view.desk))
        h1 { @if view.filters.noise { "Known noise" } @else { "Issues" } }
        @if view.is_full { (storage::full()) }
        @if view.has_issues || view.filters.noise {
            @if view.filters.noise { (about_noise()) }
            (filter_form::form(&view.filters, &view.choices, &list))
            (live_parts::part("issues", &found(view, &list)))
            p.hint data-live-status role="status" {}
            (live_parts::addresses(view.project.key, view.objects))
            (noise(view, &list))
            (noise_rules::form(&view.desk, &view.rules))
        } @else {
            (first_steps::teach(&view.project, &view.origin, view.is_demo))
        }
    };
    project_page(&view.project, Tab::Issues, "Issues", &main)
}

fn found(view: &IssuesView, list: &str) -> Markup {
    let here = view.filters.href(list);
    let newest = view.is_later_page.then_some(here.as_str());
    let older = view.next.as_ref().map(|cursor| {
        let parameters = view.filters.parameters();
        links::with(list.to_owned(), parameters.into_iter().chain([(pager::CURSOR, cursor.clone())]))
    });
    html! {
        section aria-label="Found" {
            @if view.rows.is_empty() { (nothing_found(view, list)) }
            @else {
                (selection::bar(&view.desk))
                (issue_table::table(view.project.key, view.now, &view.rows, Some(selection::checkbox)))
            }
            (pager::turn(newest, older.as_deref(), "issues"))
        }
    }
}

/// Why the list is empty, and where there is more.
fn nothing_found(view: &IssuesView, list: &str) -> Markup {
    let all = Filters { status: Status::Any, noise: view.filters.noise, ..Filters::default() };
    html! {
        section.empty {
            @if view.is_later_page {
                h2 { "There is nothing older here" }
            } @else if view.filters.narrows() {
                h2 { "Nothing matches" }
                p { "No issue has all of what you look for. Fewer words, or another filter, find more." }
                p { a.button href=(list) { "Show every open issue" } }
            } @else if view.filters.noise {
                h2 { "No noise" }
                p { "No rule has recognised anything yet." }
            } @else {
                h2 { "All quiet" }
                p { "Every issue is resolved or ignored. One that comes back in a later release is here again." }
                p { a.button href=(all.href(list)) { "Show all issues" } }
            }
        }
    }
}

fn about_noise() -> Markup {
    html! {
        p.lead {
            "What no site can help: browser extensions, injected scripts and the like. Rules recognise it; "
            "it is counted, and kept off the list of issues."
        }
    }
}

fn noise(view: &IssuesView, list: &str) -> Markup {
    let Noise { issues, events } = view.noise;
    let other = Filters { noise: !view.filters.noise, ..Filters::default() };
    html! {
        p.hint {
            @if view.filters.noise {
                a href=(list) { "Back to the issues" }
            } @else if issues > 0 {
                (counted(issues, "issue", "issues")) " with " (grouped(events))
                @if events == 1 { " event is" } @else { " events are" }
                " known noise and left out. " a href=(other.href(list)) { "Show known noise" }
            } @else {
                a href=(other.href(list)) { "Show known noise" }
            }
        }
    }
}

#[cfg(test)]
mod tests;
