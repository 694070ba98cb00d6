//! The table of issues: title, trend of a day, events, sessions, first and last seen.

use corncrake_core::{
    ids::{IssueId, ProjectKey},
    time::UnixMillis,
};
use maud::{Markup, html};

use crate::{
    chart::sparkline,
    format::{links, number::grouped, time},
    model::issue::Issue,
    parts::issue_tags,
};

/// An issue in a list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct IssueRow {
    /// The issue.
    pub issue: Issue,
    /// Its events in each of the last 24 hours, the oldest first; empty where not counted.
    pub trend: Vec<u64>,
}

/// Draws the checkbox of an issue, from its id and title.
pub(crate) type RowCheckbox = fn(IssueId, &str) -> Markup;

/// The table. `checkbox` puts one before each row.
///
/// The roles are explicit since the style sheet lays rows out as cards, and browsers drop the
/// semantics of a table that is displayed as anything else.
pub(crate) fn table(
    key: ProjectKey,
    now: UnixMillis,
    rows: &[IssueRow],
    checkbox: Option<RowCheckbox>,
) -> Markup {
    html! {
        table.issues role="table" {
            thead role="rowgroup" {
                tr role="row" {
                    @if checkbox.is_some() { th.choose scope="col" role="columnheader" { span.said { "Select" } } }
                    th.what scope="col" role="columnheader" { "Issue" }
                    th.trend scope="col" role="columnheader" { "24 hours" }
                    th.count scope="col" role="columnheader" { "Events" }
                    th.count scope="col" role="columnheader" { "Sessions" }
                    th.when scope="col" role="columnheader" { "Last seen" }
                }
            }
            tbody role="rowgroup" {
                @for entry in rows { (row(key, now, entry, checkbox)) }
            }
        }
    }
}

fn row(key: ProjectKey, now: UnixMillis, row: &IssueRow, checkbox: Option<RowCheckbox>) -> Markup {
    let issue = &row.issue;
    html! {
        tr role="row" {
            @if let Some(checkbox) = checkbox {
                td.choose role="cell" { (checkbox(issue.id, &issue.title)) }
            }
            td.what role="cell" {
                a href=(links::issue(key, issue.id)) data-row=(issue.id) { (issue.title) }
                p.tags {
                    (issue_tags::list(issue))
                    " " span { "first seen " (time::ago(issue.first_seen, now)) }
                }
            }
            td.trend role="cell" data-label="24 hours" {
                @if !row.trend.is_empty() { (sparkline::events(&row.trend, "the last 24 hours")) }
            }
            td.count role="cell" data-label="Events" { (grouped(issue.events)) }
            td.count role="cell" data-label="Sessions" { (grouped(issue.sessions)) }
            td.when role="cell" data-label="Last seen" { (time::ago(issue.last_seen, now)) }
        }
    }
}
