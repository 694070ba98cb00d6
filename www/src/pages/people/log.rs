//! The access log: who did what, and when.

use corncrake_core::time::UnixMillis;
use maud::{Markup, html};

use crate::{
    format::{links, time},
    parts::wide_table::{ColumnHead::Text, wide_table},
    shell::layout::{Breadcrumb, collector_page},
};

/// A line of the log.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AccessLogLine {
    /// When.
    pub at: UnixMillis,
    /// Who: a name, “the admin token”, “the token CI”, “a former user”.
    pub actor: String,
    /// What was done: our own words.
    pub action: String,
    /// The project's name, where it was about one.
    pub project: Option<String>,
}

/// The view-model of the page.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AccessLogView {
    /// The lines, the newest first.
    pub lines: Vec<AccessLogLine>,
    /// The number from which on older ones are read.
    pub older: Option<i64>,
}

/// The whole page.
pub fn page(view: &AccessLogView) -> Markup {
    let main = html! {
        h1 { "Access log" }
        p.hint {
            "Who logged in, changed, exported or erased something, for twelve months. It has no addresses, and nothing "
            "of what was changed."
        }
        @if view.lines.is_empty() { p { "Nothing was done yet." } }
        @else { (table(&view.lines)) }
        @if let Some(number) = view.older {
            p { a.button rel="next" href=(links::with("/people/log".to_owned(), [("before", number.to_string())])) { "Older" } }
        }
    };
    let above = [Breadcrumb { label: "People", href: "/people".to_owned() }];
    collector_page("Access log", &above, &main)
}

fn table(lines: &[AccessLogLine]) -> Markup {
    let heads = [Text("Time"), Text("Who"), Text("What"), Text("Project")];
    let rows = html! {
        @for line in lines {
            tr {
                td { (time::exact(line.at)) }
                th scope="row" { (line.actor) }
                td { (line.action) }
                td { @if let Some(project) = &line.project { (project) } }
            }
        }
    };
    wide_table("Access log", &heads, &rows)
}
