//! The list of a project's issues, by search, filters and order.

mod selection;

use corncrake_core::time::UnixMillis;
use maud::{Markup, html};

use crate::{
    format::{
        links,
        number::{counted, grouped},
        time,
    },
    model::{
        noise::{NoiseRuleRow, UnusualNoise},
        project::Project,
        release::ReleaseMark,
    },
    parts::{
        filter_form, first_steps, issues::table::IssueTable, noise_rules, pager, range_links, refusals,
        storage,
    },
    shell::{flash, form_context::FormContext, layout::project_page, live_parts, tabs::Tab},
};
pub use crate::{
    model::{
        filters::{FilterChoices, IssueFilters, ListView},
        noise::NoiseCount,
        status::StatusFilter,
    },
    parts::issues::table::IssueRow,
};

/// A tab of the list: an address and how many issues it has.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ListTab {
    /// Its label, such as `New since 2.15.0`.
    pub label: String,
    /// How many it has; none where they are not counted.
    pub count: Option<u64>,
    /// The list that it leads to.
    pub filters: IssueFilters,
}

/// The view-model of the list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct IssuesView {
    /// The moment the page is made for.
    pub now: UnixMillis,
    /// The project.
    pub project: Project,
    /// What was refused, where nothing arrived.
    pub refused: refusals::Refused,
    /// Whether it is the project of `/demo/`.
    pub is_demo: bool,
    /// The collector's address as visitors reach it, such as `https://errors.example`.
    pub address: String,
    /// Whether the project has any issue, whatever the filters.
    pub has_issues: bool,
    /// The filters and the order.
    pub filters: IssueFilters,
    /// The values that the filters offer.
    pub choices: FilterChoices,
    /// The number of the project's objects, each of which has a WebSocket of its own.
    pub objects: usize,
    /// The tabs of the list, in their order.
    pub tabs: Vec<ListTab>,
    /// The release since which issues are new, and its time.
    pub since: Option<ReleaseMark>,
    /// All sessions of the range.
    pub sessions: u64,
    /// Issues of noise that is new, or is more than it was: a sentence, and where it leads.
    pub unusual_noise: Option<UnusualNoise>,
    /// How many issues, those seen last, are searched for a value of extra data, where one is searched for.
    pub meta_issues: Option<u32>,
    /// Issues of any status that match, where none of this status does.
    pub elsewhere: u64,
    /// One page of issues, in the order that the filters name: new ones, and then all others.
    pub rows: Vec<IssueRow>,
    /// The users to whom issues can be assigned, each an id and a name; none for who may not do that.
    pub team: Vec<(String, String)>,
    /// How many rows at the front are new.
    pub new_rows: usize,
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
        h1.said { @if view.filters.noise { "Known noise" } @else { "Issues" } }
        @if view.is_full { (storage::full_notice()) }
        @if view.has_issues || view.filters.noise {
            div.title {
                (tabs_nav(view, &list))
                (range_links::nav_to(view.filters.range, |range| {
                    IssueFilters { range, ..view.filters.clone() }.href(&list)
                }))
            }
            @if view.filters.noise { (about_noise()) }
            (filter_form::form(&view.filters, &view.choices, &list))
            @if let Some(most) = view.meta_issues {
                p.hint {
                    code { "meta:" } " searches the stored events of the " (grouped(most.into()))
                    " issues that were seen last, and no older ones."
                }
            }
            (live_parts::part("issues", &results(view, &list)))
            p.hint data-live-status role="status" {}
            (live_parts::socket_addresses(view.project.key, view.objects))
            (noise_link(view, &list))
            (noise_rules::form(&view.form_context, &view.rules))
        } @else {
            (first_steps::section(&view.project, &view.address, view.is_demo, &view.refused, view.now))
        }
    };
    project_page(&view.project, Tab::Issues, "Issues", &main)
}

/// The tabs of the list, of which one may be the page.
fn tabs_nav(view: &IssuesView, list: &str) -> Markup {
    let of_tab = |filters: &IssueFilters| (filters.status, filters.view, filters.noise);
    html! {
        nav.ranges.lists aria-label="Lists" {
            ul {
                @for tab in &view.tabs {
                    li {
                        a href=(IssueFilters { range: view.filters.range, ..tab.filters.clone() }.href(list))
                            aria-current=[(of_tab(&tab.filters) == of_tab(&view.filters)).then_some("true")] {
                            (tab.label)
                            @if let Some(count) = tab.count {
                                " " (grouped(count)) @if count >= MOST_COUNTED { "+" }
                            }
                        }
                    }
                }
            }
        }
    }
}

/// Issues that a tab counts at most.
pub const MOST_COUNTED: u64 = 1_000;

fn results(view: &IssuesView, list: &str) -> Markup {
    let here = view.filters.href(list);
    let newest = view.is_later_page.then_some(here.as_str());
    let older = view.next.as_ref().map(|cursor| {
        let parameters = view.filters.parameters();
        links::with(list.to_owned(), parameters.into_iter().chain([(pager::CURSOR, cursor.clone())]))
    });
    let query = here.split_once('?').map_or("", |(_, query)| query);
    let href = |sort| IssueFilters { sort, ..view.filters.clone() }.href(list);
    let table = IssueTable {
        key: view.project.key,
        now: view.now,
        range: view.filters.range,
        sessions: view.sessions,
        mark: view.since.as_ref().map(|release| release.at),
        checkbox: view.project.permissions.may_change().then_some(selection::checkbox),
        sort: Some((view.filters.sort, &href)),
        list: if query.is_empty() { "open" } else { query },
    };
    html! {
        section aria-label="Found" {
            @if view.rows.is_empty() { (empty_state(view, list)) }
            @else {
                (selection::bar(&view.form_context, &view.team))
                p.hint.summary {
                    "Sessions and events are of the last " (view.filters.range.label()) "."
                    @if let Some((from, to)) = view.filters.hours {
                        " Issues with events from " (time::short(from, view.now)) " to " (time::short(to, view.now)) " "
                        a href=(IssueFilters { hours: None, ..view.filters.clone() }.href(list)) { "any time" } "."
                    }
                }
                (table.render(&groups(view)))
            }
            (pager::nav(newest, older.as_deref(), "issues"))
        }
    }
}

/// The rows: new ones have a heading of their own, where others follow them.
fn groups(view: &IssuesView) -> Vec<(String, &[IssueRow])> {
    let (new, others) = view.rows.split_at(view.new_rows.min(view.rows.len()));
    match &view.since {
        Some(release) if !new.is_empty() && !others.is_empty() => {
            vec![
                (format!("New since {}", release.name), new),
                (format!("Open before {}", release.name), others),
            ]
        }
        _ => vec![(String::new(), view.rows.as_slice())],
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
                @if view.elsewhere > 0 {
                    p {
                        a href=(IssueFilters { status: StatusFilter::Any, view: ListView::All, ..view.filters.clone() }.href(list)) {
                            (counted(view.elsewhere, "issue of another status matches", "issues of other statuses match"))
                        }
                    }
                }
                p { a.button href=(list) { "Show every open issue" } }
            } @else if view.filters.noise {
                h2 { "No noise" }
                p { "No noise filter has matched anything yet." }
            } @else if view.filters.view == ListView::New {
                h2 { "Nothing new" }
                p { "No open issue is new since the last release." }
            } @else if view.filters.view == ListView::Mine {
                h2 { "Nothing is assigned to you" }
                p { "The page of an issue assigns it." }
            } @else if view.filters.view == ListView::Back {
                h2 { "Nothing came back" }
                p { "No issue came back after it was resolved." }
            } @else if view.noise.issues > 0 && view.elsewhere == 0 {
                h2 { "Only known noise" }
                p {
                    "No issue is open or was ever triaged. "
                    (counted(view.noise.issues, "issue", "issues")) " of known noise are hidden."
                }
                p { a.button href=(IssueFilters { noise: true, ..IssueFilters::default() }.href(list)) { "Show known noise" } }
            } @else {
                h2 { "All quiet" }
                p { "Every issue is resolved, ignored or snoozed. One that comes back in a later release is here again." }
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
        @if let Some(noise) = &view.unusual_noise {
            p.notice { (noise_rules::unusual(noise, view.now)) " " a href=(other.href(list)) { "Show known noise" } }
        }
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
