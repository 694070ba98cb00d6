//! The table of issues: title, place and chips in two lines; then the range of the page: its course,
//! sessions with their share, events, trend, and the last event.

use corncrake_core::{
    ids::{IssueId, ProjectKey},
    time::UnixMillis,
};
use maud::{Markup, html};

use crate::{
    chart::sparkline,
    format::{
        links,
        number::{grouped, share},
        time,
    },
    model::{course, issue::Issue, range::Range, sort::Sort},
    parts::issues::tags,
};

/// Events of a session from which on a chip says that a page repeats itself.
const LOOP_EVENTS: u64 = 1_000;

/// An issue in a list, with its counts of the page's range.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct IssueRow {
    /// The issue.
    pub issue: Issue,
    /// Its events by the steps of the range, the oldest first; empty where not counted.
    pub trend: Vec<u64>,
    /// Its events in the range.
    pub events: u64,
    /// Its sessions in the range.
    pub sessions: u64,
}

/// Draws the checkbox of an issue, from its id and title.
pub(crate) type RowCheckbox = fn(IssueId, &str) -> Markup;

/// A heading that sorts: where it leads, for an order.
pub(crate) type SortHref<'a> = &'a dyn Fn(Sort) -> String;

/// What a table of issues shows besides its rows.
#[derive(Clone, Copy)]
pub(crate) struct IssueTable<'a> {
    /// The project of the issues.
    pub(crate) key: ProjectKey,
    /// The moment the page is made for.
    pub(crate) now: UnixMillis,
    /// The range of all counts.
    pub(crate) range: Range,
    /// All sessions of the range, for shares.
    pub(crate) sessions: u64,
    /// The time of the release that is marked in each course.
    pub(crate) mark: Option<UnixMillis>,
    /// Puts a checkbox before each row.
    pub(crate) checkbox: Option<RowCheckbox>,
    /// The order of the list, and where its headings lead.
    pub(crate) sort: Option<(Sort, SortHref<'a>)>,
    /// The query of the list, by which an issue's page knows the next one.
    pub(crate) list: &'a str,
}

impl IssueTable<'_> {
    /// The table, and its rows in groups: each with a heading, where there is more than one.
    ///
    /// The roles are explicit since the style sheet lays rows out as cards, and browsers drop the
    /// semantics of a table that is displayed as anything else.
    pub(crate) fn render(&self, groups: &[(String, &[IssueRow])]) -> Markup {
        let has_headings = groups.iter().any(|(title, _)| !title.is_empty());
        html! {
            table.issues role="table" {
                thead role="rowgroup" {
                    tr role="row" {
                        @if self.checkbox.is_some() { th.choose scope="col" role="columnheader" { span.said { "Select" } } }
                        th.what scope="col" role="columnheader" { "Issue" }
                        th.trend scope="col" role="columnheader" { (self.range.label()) }
                        (self.heading("count", "Sessions", Sort::MostSessions))
                        (self.heading("count", "Events", Sort::MostEvents))
                        th.course scope="col" role="columnheader" { "Trend" }
                        (self.heading("when", "Last", Sort::Newest))
                    }
                }
                @for (title, rows) in groups {
                    tbody role="rowgroup" {
                        @if has_headings {
                            tr.group role="row" {
                                th colspan=(if self.checkbox.is_some() { 7 } else { 6 }) scope="rowgroup" role="rowheader" { (title) }
                            }
                        }
                        @for row in *rows { (self.row(row)) }
                    }
                }
            }
        }
    }

    fn heading(&self, class: &str, label: &str, of: Sort) -> Markup {
        let is_current = self.sort.is_some_and(|(current, _)| current == of);
        html! {
            th class=(class) scope="col" role="columnheader" aria-sort=[is_current.then_some("descending")] {
                @match self.sort {
                    Some((_, href)) if !is_current => a href=(href(of)) { (label) },
                    _ => (label),
                }
            }
        }
    }

    fn row(&self, row: &IssueRow) -> Markup {
        let issue = &row.issue;
        let mark = self.mark.and_then(|at| self.range.step_of(self.now, at));
        let over = format!("the last {}", self.range.label());
        let course = course::of(&row.trend, self.range, self.now);
        html! {
            tr role="row" {
                @if let Some(checkbox) = self.checkbox {
                    td.choose role="cell" { (checkbox(issue.id, &issue.title)) }
                }
                td.what role="cell" {
                    a href=(links::with(links::issue(self.key, issue.id), [("list", self.list)])) data-row=(issue.id) { (issue.title) }
                    p.tags {
                        (tags::list(issue))
                        @if let Some(each) = repeats(row) { " " span.tag.only { "a loop: " (grouped(each)) " events a session" } }
                        @if !issue.place.is_empty() { " " code { (issue.place) } }
                    }
                }
                td.trend role="cell" data-label=(self.range.label()) {
                    @if !row.trend.is_empty() { (sparkline::events(&row.trend, &over, mark)) }
                }
                td.count role="cell" data-label="Sessions" {
                    strong { (grouped(row.sessions)) }
                    @if let Some(share) = share(row.sessions, self.sessions).filter(|_| row.sessions > 0) {
                        " " small { (share) }
                    }
                }
                td.count role="cell" data-label="Events" { (grouped(row.events)) }
                td.course role="cell" data-label="Trend" {
                    span.worse[course.is_worse()].better[course.is_better()] { (course) }
                }
                td.when role="cell" data-label="Last" { (time::brief_ago(issue.last_seen, self.now)) }
            }
        }
    }
}

/// The events of a session, where they are so many that a page must repeat itself.
fn repeats(row: &IssueRow) -> Option<u64> {
    row.events.checked_div(row.sessions).filter(|each| *each >= LOOP_EVENTS)
}
