//! The list of a project's issues, by search, filters and order.

mod selection;

use corncrake_core::time::UnixMillis;
use maud::{Markup, html};

use crate::{
    format::{
        links,
        number::{counted, grouped},
    },
    model::{noise::NoiseRuleRow, project::Project},
    parts::{filter_form, first_steps, issue_table, noise_rules, pager, storage},
    shell::{flash, form_context::FormContext, layout::project_page, live_parts, tabs::Tab},
};
pub use crate::{
    model::{
        filters::{FilterChoices, IssueFilters},
        noise::NoiseCount,
        status::StatusFilter,
    },
    parts::issue_table::IssueRow,
};

/// The view-model of the list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct IssuesView {
    /// The moment the page is made for.
    pub now: UnixMillis,
    /// The project.
    pub project: Project,
    /// Whether it is the project of `/demo/`.
    pub is_demo: bool,
    /// The collector's own origin as visitors reach it, such as `https://errors.example`.
    pub origin: String,
    /// Whether the project has any issue, whatever the filters.
    pub has_issues: bool,
    /// The filters and the order.
    pub filters: IssueFilters,
    /// The values that the filters offer.
    pub choices: FilterChoices,
    /// The number of the project's objects, each of which has a WebSocket of its own.
    pub objects: usize,
    /// One page of issues, in the order that the filters name.
    pub rows: Vec<IssueRow>,
    /// Whether this is a page behind the first one.
    pub is_later_page: bool,
    /// The cursor of the next page, where there is one.
    pub next: Option<String>,
    /// The noise that this list leaves out.
    pub noise: NoiseCount,
    /// The noise rules, where the list is of noise.
    pub rules: Vec<NoiseRuleRow>,
    /// The context of the page's forms.
    pub form_context: FormContext,
    /// Whether the project's storage is full: events are counted and not stored.
    pub is_full: bool,
}

/// The whole page.
pub fn page(view: &IssuesView) -> Markup {
    let list = links::issues(view.project.key);
    let main = html! {
        (flash::banner(&view.form_context))
        h1 { @if view.filters.noise { "Known noise" } @else { "Issues" } }
        @if view.is_full { (storage::full_notice()) }
        @if view.has_issues || view.filters.noise {
            @if view.filters.noise { (about_noise()) }
            (filter_form::form(&view.filters, &view.choices, &list))
            (live_parts::part("issues", &results(view, &list)))
            p.hint data-live-status role="status" {}
            (live_parts::socket_addresses(view.project.key, view.objects))
            (noise_link(view, &list))
            (noise_rules::form(&view.form_context, &view.rules))
        } @else {
            (first_steps::section(&view.project, &view.origin, view.is_demo))
        }
    };
    project_page(&view.project, Tab::Issues, "Issues", &main)
}

fn results(view: &IssuesView, list: &str) -> Markup {
    let here = view.filters.href(list);
    let newest = view.is_later_page.then_some(here.as_str());
    let older = view.next.as_ref().map(|cursor| {
        let parameters = view.filters.parameters();
        links::with(list.to_owned(), parameters.into_iter().chain([(pager::CURSOR, cursor.clone())]))
    });
    html! {
        section aria-label="Found" {
            @if view.rows.is_empty() { (empty_state(view, list)) }
            @else {
                (selection::bar(&view.form_context))
                (issue_table::table(view.project.key, view.now, &view.rows, Some(selection::checkbox)))
            }
            (pager::nav(newest, older.as_deref(), "issues"))
        }
    }
}

/// The reason of an empty list, and a link to more.
fn empty_state(view: &IssuesView, list: &str) -> Markup {
    let all =
        IssueFilters { status: StatusFilter::Any, noise: view.filters.noise, ..IssueFilters::default() };
    html! {
        section.empty {
            @if view.is_later_page {
                h2 { "There is nothing older here" }
            } @else if view.filters.narrows() {
                h2 { "Nothing matches" }
                p {
                    @match view.filters.status.status() {
                        Some(status) => { "No " (status.name()) " issue matches. Try fewer words, or all statuses." },
                        None => "No issue matches. Try fewer words, or another filter.",
                    }
                }
                p { a.button href=(list) { "Show every open issue" } }
            } @else if view.filters.noise {
                h2 { "No noise" }
                p { "No noise filter has matched anything yet." }
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
            "Errors that are no fault of the site: browser extensions, injected scripts and the like. "
            "They are counted, but hidden from Issues."
        }
    }
}

fn noise_link(view: &IssuesView, list: &str) -> Markup {
    let NoiseCount { issues, events } = view.noise;
    let other = IssueFilters { noise: !view.filters.noise, ..IssueFilters::default() };
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
