//! Issues as rows: what broke, its last day at a glance, how often, for how many, since when.

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
    /// Its events of each of the last 24 hours, the oldest first; empty where nobody counted.
    pub trend: Vec<u64>,
}

/// Makes the box by which an issue is chosen, of its id and title.
pub(crate) type RowCheckbox = fn(IssueId, &str) -> Markup;

/// The table. `choose` puts a box before each row.
///
/// The roles say what the elements are where the style sheet lays a row out as a card:
/// browsers forget a table that is displayed as anything else.
pub(crate) fn table(
    key: ProjectKey,
    now: UnixMillis,
    rows: &[IssueRow],
    choose: Option<RowCheckbox>,
) -> Markup {
    html! {
        table.issues role="table" {
            thead role="rowgroup" {
                tr role="row" {
                    @if choose.is_some() { th.choose scope="col" role="columnheader" { span.said { "Select" } } }
                    th.what scope="col" role="columnheader" { "Issue" }
                    th.trend scope="col" role="columnheader" { "24 hours" }
                    th.count scope="col" role="columnheader" { "Events" }
                    th.count scope="col" role="columnheader" { "Sessions" }
                    th.when scope="col" role="columnheader" { "Last seen" }
                }
            }
            tbody role="rowgroup" {
                @for entry in rows { (row(key, now, entry, choose)) }
            }
        }
    }
}

fn row(key: ProjectKey, now: UnixMillis, row: &IssueRow, choose: Option<RowCheckbox>) -> Markup {
    let issue = &row.issue;
    html! {
        tr role="row" {
            @if let Some(choose) = choose {
                td.choose role="cell" { (choose(issue.id, &issue.title)) }
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
