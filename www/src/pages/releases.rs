//! The releases of a project: what each brought, beside the one before it.

use corncrake_core::time::UnixMillis;
use maud::{Markup, html};

use crate::{
    format::{
        links,
        number::{counted, error_free, grouped},
        time,
    },
    model::{filters::IssueFilters, project::Project, release::ReleaseRow, status::StatusFilter},
    shell::{layout::project_page, tabs::Tab},
};

/// The view-model of the releases.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReleasesView {
    /// The moment the page is made for.
    pub now: UnixMillis,
    /// The project.
    pub project: Project,
    /// The dashboard's own address as its operator reaches it.
    pub dashboard: String,
    /// The releases, the newest first.
    pub releases: Vec<ReleaseRow>,
    /// Whether there are older ones than these.
    pub has_more: bool,
}

/// The whole page.
pub fn page(view: &ReleasesView) -> Markup {
    let main = html! {
        h1 { "Releases" }
        @if view.releases.is_empty() { (empty_state()) } @else { (table(view)) }
        (deploys(view))
    };
    project_page(&view.project, Tab::Releases, "Releases", &main)
}

fn empty_state() -> Markup {
    html! {
        section.empty {
            h2 { "No releases yet" }
            p { "A release is known from its first event, or from a deploy that is announced. Pass " code { "release" } " to " code { "setup()" } "." }
        }
    }
}

fn table(view: &ReleasesView) -> Markup {
    html! {
        section.part {
            p.hint {
                "Sessions are those that began while a release was the newest: visits do not say which release they saw. "
                "New issues were first seen in that time."
            }
            div.wide-table tabindex="0" role="region" aria-label="Releases" {
                table.plain {
                    thead {
                        tr {
                            th scope="col" { "Release" }
                            th scope="col" { "Since" }
                            th.count scope="col" { "Error-free" }
                            th.count scope="col" { "Before" }
                            th.count scope="col" { "Sessions" }
                            th.count scope="col" { "New issues" }
                            th.count scope="col" { "Back again" }
                            th scope="col" { "Source maps" }
                        }
                    }
                    tbody {
                        @for (index, release) in view.releases.iter().enumerate() {
                            (row(view, release, view.releases.get(index + 1)))
                        }
                    }
                }
            }
            @if view.has_more { p.hint { "Older releases are in the API." } }
        }
    }
}

fn row(view: &ReleasesView, release: &ReleaseRow, before: Option<&ReleaseRow>) -> Markup {
    let share = |of: &ReleaseRow| error_free(of.sessions, of.errored);
    let key = view.project.key;
    let of_release = IssueFilters {
        release: Some(release.name.clone()),
        status: StatusFilter::Any,
        ..IssueFilters::default()
    };
    let new = links::with(links::issues(key), [("status", "any"), ("since", release.name.as_str())]);
    html! {
        tr {
            th scope="row" { a href=(of_release.href(&links::issues(key))) { (release.name) } }
            td {
                (time::exact(release.at))
                @if !release.is_deployed { " " span.hint { "first event" } }
            }
            td.count.worse[is_worse(release, before)] { (share(release).unwrap_or_else(|| "–".to_owned())) }
            td.count { (before.and_then(share).unwrap_or_else(|| "–".to_owned())) }
            td.count { (grouped(release.sessions)) }
            td.count { @if release.new > 0 { a href=(new) { (grouped(release.new)) } } @else { "0" } }
            td.count { (grouped(release.back)) }
            td {
                @if release.files == 0 { span.absent { "none" } }
                @else {
                    (counted(release.files, "file", "files"))
                    @if let Some(at) = release.uploaded { ", last " (time::ago(at, view.now)) }
                }
            }
        }
    }
}

/// Whether more of its sessions met an error, by half and more.
fn is_worse(release: &ReleaseRow, before: Option<&ReleaseRow>) -> bool {
    before.is_some_and(|before| {
        let one = u128::from(release.errored).saturating_mul(before.sessions.into()).saturating_mul(2);
        let other = u128::from(before.errored).saturating_mul(release.sessions.into()).saturating_mul(3);
        before.sessions > 0 && release.sessions > 0 && one > other
    })
}

fn deploys(view: &ReleasesView) -> Markup {
    let line = format!(
        "curl -X POST -H \"Authorization: Bearer $TOKEN\" {}/api/projects/{}/releases/2.15.1/deploys",
        view.dashboard, view.project.key
    );
    html! {
        section.part {
            h2 { "Announce a deploy" }
            p.hint { "A release is known from its first event. Announced, it is known from its deploy; a token with the scope " code { "upload" } " may do it." }
            pre { code { (line) } }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::hostile;

    fn row(number: u32, sessions: u64, errored: u64) -> ReleaseRow {
        ReleaseRow {
            name: hostile::text(number),
            sessions,
            errored,
            new: 3,
            files: 11,
            ..ReleaseRow::default()
        }
    }

    fn html(releases: Vec<ReleaseRow>) -> String {
        let view = ReleasesView {
            now: UnixMillis(1_795_271_405_678),
            project: hostile::project(1),
            dashboard: hostile::text(2),
            releases,
            has_more: false,
        };
        let html = page(&view).into_string();
        hostile::assert_scriptless(&html);
        html
    }

    #[test]
    fn a_release_stands_beside_the_one_before() {
        let html = html(vec![row(3, 1_000, 149), row(4, 1_000, 54)]);
        hostile::assert_harmless(&html, 1..=4);
        for text in ["85.1%", "94.6%", "11 files", "count worse", "/releases/2.15.1/deploys"] {
            assert!(html.contains(text), "{text}: {html}");
        }
        assert_eq!(html.matches("count worse").count(), 1, "only the newer one is worse");
    }

    #[test]
    fn without_releases_it_says_how_to_name_one() {
        assert!(html(vec![]).contains("No releases yet"));
    }
}
