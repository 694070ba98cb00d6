//! The page of browsers' reports, by kind, each with advice.

mod groups;
mod view;

use corncrake_core::json::Json;
use maud::{Markup, html};

use self::groups::by_group;
pub use self::view::{Report, ReportsView};
use crate::{
    format::{
        links,
        number::{counted, grouped},
        time,
    },
    model::report_kind::ReportKind,
    parts::{
        pager,
        reports::{advice, headers},
    },
    shell::{layout::project_page, tabs::Tab},
};

/// The whole page.
pub fn page(view: &ReportsView) -> Markup {
    let here = links::below(view.project.key, "reports");
    let list = if view.is_noise { links::with(here.clone(), [("noise", "1")]) } else { here.clone() };
    let older = view.next.as_ref().map(|cursor| {
        let noise = if view.is_noise { "1" } else { "" };
        links::with(here.clone(), [("noise", noise), (pager::CURSOR, cursor.as_str())])
    });
    let kinds = ReportKind::ALL.map(|kind| {
        (
            kind,
            view.reports
                .iter()
                .filter(|report| ReportKind::of(report.issue.kind) == Some(kind))
                .collect::<Vec<_>>(),
        )
    });
    let main = html! {
        header.head {
            h1 { @if view.is_noise { "Reports that are noise" } @else { "Reports" } }
            p.lead { "Sent by browsers themselves: policy violations, network errors, deprecations." }
            (contents(&kinds))
        }
        @if view.reports.is_empty() { (empty(view)) }
        @for (kind, reports) in &kinds {
            @if !reports.is_empty() { (section(view, *kind, reports)) }
        }
        (pager::nav(view.is_later_page.then_some(list.as_str()), older.as_deref(), "reports"))
        (noise_link(view, &here))
    };
    project_page(&view.project, Tab::Reports, "Reports", &main)
}

fn contents(kinds: &[(ReportKind, Vec<&Report>)]) -> Markup {
    let present = || kinds.iter().filter(|(_, reports)| !reports.is_empty());
    html! {
        @if present().count() > 1 {
            nav.contents aria-label="Kinds" {
                ul {
                    @for (kind, reports) in present() {
                        li { a href={ "#" (kind.id()) } { (kind.title()) } " " span.hint { (reports.len()) } }
                    }
                }
            }
        }
    }
}

fn section(view: &ReportsView, kind: ReportKind, reports: &[&Report]) -> Markup {
    html! {
        section.part id=(kind.id()) {
            h2 { (kind.title()) }
            p.hint { (kind.about()) }
            @for (group, reports) in by_group(kind, reports) {
                @if let Some(group) = group { h3 { (group) } }
                ul.reports { @for report in reports { (item(view, report)) } }
            }
        }
    }
}

fn item(view: &ReportsView, report: &Report) -> Markup {
    let issue = &report.issue;
    html! {
        li.card {
            div {
            div.what {
                a href=(links::issue(view.project.key, issue.id)) data-row=(issue.id) { (issue.title) }
                p.tags {
                    @if !issue.status.is_open() { span.tag.status { (issue.status) } }
                    @if report.field("disposition") == Some("report") { span.tag { "on trial" } }
                    @if let Some(removal) = report.field("anticipatedRemoval") { span.tag.bad { "goes " (day(removal)) } }
                    span { (counted(issue.events, "report", "reports")) }
                    span { (counted(issue.sessions, "session", "sessions")) }
                    span { "first seen " (time::ago(issue.first_seen, view.now)) }
                    span { "last seen " (time::ago(issue.last_seen, view.now)) }
                }
            }
            (location(report))
            }
            (advice::block(report.fields.as_ref(), report.page.as_deref(), report.noise))
        }
    }
}

/// The day of a moment, as browsers write it: `2026-12-01T00:00:00.000Z`.
fn day(removal: &str) -> &str {
    removal.split('T').next().unwrap_or(removal)
}

/// The source file or the page, where the report has one.
fn location(report: &Report) -> Markup {
    let file = report.field("sourceFile");
    let line = report.fields.as_ref().and_then(|fields| fields.get("lineNumber"));
    html! {
        @if file.is_some() || report.page.is_some() {
            p.where {
                @if let Some(file) = file {
                    code { (file) @if let Some(Json::Number(line)) = line { ":" (line) } }
                } @else if let Some(page) = &report.page {
                    "on " code { (page) }
                }
            }
        }
    }
}

fn empty(view: &ReportsView) -> Markup {
    html! {
        section.empty {
            @if view.is_noise || view.is_later_page {
                h2 { "There is nothing here" }
            } @else {
                h2 { "No reports yet" }
                p { "Browsers report much that no script can see, once your pages send this header:" }
                @for header in headers::all(&view.address, view.project.key).iter().take(1) {
                    pre tabindex="0" { code { (header.line) } }
                }
                p { a.button href=(links::below(view.project.key, "install")) { "All the headers" } }
            }
        }
    }
}

fn noise_link(view: &ReportsView, here: &str) -> Markup {
    html! {
        p.hint {
            @if view.is_noise {
                a href=(here) { "Back to the reports" }
            } @else {
                @if view.noise.issues > 0 {
                    (counted(view.noise.issues, "issue", "issues")) " with " (grouped(view.noise.events))
                    " reports are known noise and left out. "
                }
                a href=(links::with(here.to_owned(), [("noise", "1")])) { "Show known noise" }
            }
        }
    }
}

#[cfg(test)]
mod tests;
