//! What the collector knows of itself: version, warnings, and each database with its size, its alarm
//! and whether SQLite finds it whole.

use corncrake_core::{ids::ProjectKey, time::UnixMillis};
use maud::{Markup, html};

use crate::{
    format::{links, time},
    parts::{
        storage,
        wide_table::{
            ColumnHead::{Count, Text},
            wide_table,
        },
    },
    shell::layout::collector_page,
};

/// The view-model of the page.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CheckView {
    /// The moment the page is made for.
    pub now: UnixMillis,
    /// Whether nothing is wrong with what was looked at.
    pub is_ok: bool,
    /// Warnings of the collector itself, each a sentence.
    pub warnings: Vec<&'static str>,
    /// The databases of this look.
    pub databases: Vec<DatabaseRow>,
    /// The project behind which this look began.
    pub after: Option<ProjectKey>,
    /// The project behind which the next look begins; none behind the last.
    pub next: Option<ProjectKey>,
}

/// A database.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DatabaseRow {
    /// The project's key and name; none of the directory.
    pub project: Option<(ProjectKey, String)>,
    /// What it is for.
    pub kind: &'static str,
    /// Its place among the shards of the project.
    pub shard: usize,
    /// Its size; none where it could not be read.
    pub bytes: Option<u64>,
    /// Whether SQLite finds it whole; none where that was not asked.
    pub is_whole: Option<bool>,
    /// When its alarm rings next.
    pub alarm: Option<UnixMillis>,
    /// Whether that was due and has not rung.
    pub is_late: bool,
    /// When something last arrived.
    pub last_arrival: Option<UnixMillis>,
}

/// The whole page.
pub fn page(view: &CheckView) -> Markup {
    let action = address(view.after);
    let main = html! {
        header.head {
            h1 { "Check" }
            p.about {
                span { "Corncrake " (env!("CARGO_PKG_VERSION")) }
                span { "The collector’s clock says " (time::exact(view.now)) }
            }
        }
        @if view.is_ok {
            p.notice.good role="status" { "Nothing is wrong with what was looked at." }
        } @else {
            p.notice.bad role="alert" { "Something is wrong, and marked below." }
        }
        @for warning in &view.warnings { p.notice.bad { (warning) } }
        section {
            h2 { "Databases" }
            (table(view))
            @if let Some(next) = view.next {
                p { a.button href=(address(Some(next))) { "The next projects" } }
            }
            form.actions method="post" action=(action) {
                button { "Check that each is whole" }
                p.hint { "SQLite reads all of each database. At the edge, rows that are read are billed." }
            }
        }
        section {
            h2 { "The machine and the proxy" }
            p {
                "The command " code { "npx corncrake-collector check --url https://errors.example.com" }
                " looks at what cannot be seen from here: the data folder and its rights, the disk, open files, and what "
                "a proxy passes on."
            }
        }
    };
    collector_page("Check", &[], &main)
}

fn address(after: Option<ProjectKey>) -> String {
    match after {
        Some(key) => links::with("/check".to_owned(), [("after", &key.to_string())]),
        None => "/check".to_owned(),
    }
}

fn table(view: &CheckView) -> Markup {
    let heads = [Text("Database"), Text("State"), Count("Size"), Text("Next alarm"), Text("Last event")];
    let rows = html! {
        @for row in &view.databases { (line(row, view.now)) }
    };
    wide_table("Databases", &heads, &rows)
}

fn line(row: &DatabaseRow, now: UnixMillis) -> Markup {
    let state = match (row.bytes, row.is_whole) {
        (None, _) => "cannot be read; the log says why",
        (_, Some(false)) => "damaged; restore it from a backup",
        (_, Some(true)) => "whole",
        (_, None) => "can be read",
    };
    let is_wrong = row.bytes.is_none() || row.is_whole == Some(false);
    html! {
        tr {
            th scope="row" {
                @if let Some((key, name)) = &row.project { a href=(links::project(*key)) { (name) } ", " }
                (row.kind)
                @if row.shard > 0 { " " (row.shard) }
            }
            td { @if is_wrong { strong.error { (state) } } @else { (state) } }
            td.count { @if let Some(bytes) = row.bytes { (storage::size(bytes)) } }
            td {
                @match row.alarm {
                    Some(at) if row.is_late => strong.error { "due since " (time::exact(at)) "; restart the collector" },
                    Some(at) => (time::exact(at)),
                    None => "none",
                }
            }
            td { @if let Some(at) = row.last_arrival { (time::ago(at, now)) } }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::hostile;

    const NOW: UnixMillis = UnixMillis(1_795_271_405_678);

    fn row(is_whole: Option<bool>, bytes: Option<u64>, is_late: bool) -> DatabaseRow {
        DatabaseRow {
            project: Some(("abc123def45".parse().unwrap(), hostile::text(1))),
            kind: "events",
            shard: 2,
            bytes,
            is_whole,
            alarm: Some(UnixMillis(NOW.0 - 3_600_000)),
            is_late,
            last_arrival: Some(UnixMillis(NOW.0 - 60_000)),
        }
    }

    fn view(databases: Vec<DatabaseRow>, next: Option<ProjectKey>) -> CheckView {
        let is_ok =
            databases.iter().all(|row| !row.is_late && row.is_whole != Some(false) && row.bytes.is_some());
        CheckView { now: NOW, is_ok, warnings: vec![], databases, after: None, next }
    }

    #[test]
    fn each_problem_is_shown_with_its_remedy() {
        for (row, said) in [
            (row(Some(false), Some(1), false), "restore it from a backup"),
            (row(None, None, false), "the log says why"),
            (row(None, Some(1), true), "restart the collector"),
        ] {
            let html = page(&view(vec![row], None)).into_string();
            hostile::assert_harmless(&html, [1]);
            assert!(html.contains(said) && html.contains("Something is wrong"), "{html}");
        }
        let html = page(&view(vec![row(Some(true), Some(9_300_000), false)], None)).into_string();
        assert!(
            html.contains("Nothing is wrong") && html.contains("9.3 MB") && html.contains("1 minute ago"),
            "{html}"
        );
    }

    #[test]
    fn more_projects_are_one_click_away() {
        let html = page(&view(vec![], "abc123def45".parse().ok())).into_string();
        assert!(
            html.contains(r#"href="/check?after=abc123def45""#) && html.contains(r#"action="/check""#),
            "{html}"
        );
    }
}
