//! The releases of a project: what each brought, beside the one before it.

use corncrake_core::time::UnixMillis;
use maud::{Markup, html};

use super::release_notes::{self, ReleaseNote};
use crate::{
    format::{
        links,
        number::{self, counted, error_free, grouped},
        time,
    },
    model::{
        filters::IssueFilters,
        project::Project,
        release::{ReleaseRow, VisitTotals},
        status::StatusFilter,
    },
    parts::wide_table::{
        ColumnHead::{Count, Text},
        wide_table,
    },
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
    /// The visits of all releases.
    pub visits: VisitTotals,
    /// The newest alerts and comments in the time of these releases.
    pub notes: Vec<ReleaseNote>,
    /// Whether there are older ones in that time.
    pub has_more_notes: bool,
}

/// The whole page.
pub fn page(view: &ReleasesView) -> Markup {
    let main = html! {
        h1 { "Releases" }
        @if view.releases.is_empty() { (empty_state()) }
        @else {
            (table(view))
            (release_notes::section(view.project.key, &view.notes, view.has_more_notes))
        }
        (deploys(view))
    };
    project_page(&view.project, Tab::Releases, "Releases", &main)
}

fn empty_state() -> Markup {
    html! {
        section.empty {
            h2 { "No releases yet" }
            p { "A release is known from its first event or visit, or from a deploy that is announced. Pass " code { "release" } " to " code { "setup()" } "." }
        }
    }
}

fn table(view: &ReleasesView) -> Markup {
    let mut heads = vec![Text("Release"), Text("Since")];
    if view.visits.all > 0 {
        heads.extend([Count("Adoption"), Count("Visits")]);
    }
    heads.extend([
        Count("Error-free"),
        Count("Before"),
        Count("Sessions"),
        Count("New issues"),
        Count("Back again"),
    ]);
    heads.push(Text("Source maps"));
    let rows = html! {
        @for (index, release) in view.releases.iter().enumerate() {
            (row(view, release, view.releases.get(index + 1)))
        }
    };
    html! {
        section.part {
            p.hint {
                @if view.visits.all > 0 {
                    "Visits, and those without an error, are counted by the release that the page named; adoption is its "
                    "part of the visits of the last 7 days. Sessions are those that began while a release was the newest, "
                    "and new issues were first seen in that time."
                } @else {
                    "Sessions are those that began while a release was the newest, and new issues were first seen in that "
                    "time. No page has sent a visit: " code { "ping()" } " counts visits by release."
                }
            }
            (wide_table("Releases", &heads, &rows))
            @if view.has_more { p.hint { "Older releases are in the API." } }
            (not_counted(view.visits))
        }
    }
}

/// The sessions that are in no share of visits, by the reason.
fn not_counted(visits: VisitTotals) -> Markup {
    let left_out = visits.privacy_control.saturating_add(visits.no_visit);
    html! {
        @if visits.all > 0 && left_out > 0 {
            p.hint #not-counted {
                "In no share of visits of the last 90 days: "
                (counted(visits.privacy_control, "session", "sessions"))
                " with an error of browsers that ask for Global Privacy Control, and "
                (counted(visits.no_visit, "session", "sessions"))
                " with an error whose page sent no visit, for example without consent. "
                "Such sessions without an error send nothing, so nobody knows their number."
            }
        }
    }
}

fn row(view: &ReleasesView, release: &ReleaseRow, before: Option<&ReleaseRow>) -> Markup {
    let has_visits = view.visits.all > 0;
    let share = |of: &ReleaseRow| match has_visits {
        true => error_free(of.visits, of.visits_errored),
        false => error_free(of.sessions, of.errored),
    };
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
            @if has_visits {
                @let adoption = number::share(release.recent_visits, view.visits.recent);
                td.count { (adoption.unwrap_or_else(|| "–".to_owned())) }
                td.count { (grouped(release.visits)) }
            }
            td.count.worse[is_worse(release, before, has_visits)] { (share(release).unwrap_or_else(|| "–".to_owned())) }
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
fn is_worse(release: &ReleaseRow, before: Option<&ReleaseRow>, has_visits: bool) -> bool {
    let counts = |of: &ReleaseRow| match has_visits {
        true => (u128::from(of.visits), u128::from(of.visits_errored)),
        false => (u128::from(of.sessions), u128::from(of.errored)),
    };
    before.is_some_and(|before| {
        let ((all, errored), (all_before, errored_before)) = (counts(release), counts(before));
        let one = errored.saturating_mul(all_before).saturating_mul(2);
        let other = errored_before.saturating_mul(all).saturating_mul(3);
        all > 0 && all_before > 0 && one > other
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
            p.hint { "A release is known from its first event or visit. Announced, it is known from its deploy; a token with the scope " code { "upload" } " may do it." }
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

    fn html(releases: Vec<ReleaseRow>, visits: VisitTotals) -> String {
        let view = ReleasesView {
            now: UnixMillis(1_795_271_405_678),
            project: hostile::project(1),
            dashboard: hostile::text(2),
            releases,
            has_more: false,
            visits,
            notes: vec![],
            has_more_notes: false,
        };
        let html = page(&view).into_string();
        hostile::assert_scriptless(&html);
        html
    }

    #[test]
    fn a_release_stands_beside_the_one_before() {
        let html = html(vec![row(3, 1_000, 149), row(4, 1_000, 54)], VisitTotals::default());
        hostile::assert_harmless(&html, 1..=4);
        for text in ["85.1%", "94.6%", "11 files", "count worse", "/releases/2.15.1/deploys"] {
            assert!(html.contains(text), "{text}: {html}");
        }
        assert_eq!(html.matches("count worse").count(), 1, "only the newer one is worse");
    }

    #[test]
    fn a_release_has_its_share_of_visits_and_the_page_counts_those_of_none() {
        let one = |number, visits, visits_errored, recent_visits| ReleaseRow {
            visits,
            visits_errored,
            recent_visits,
            ..row(number, 7, 7)
        };
        let totals = VisitTotals { all: 900, recent: 400, privacy_control: 31, no_visit: 1 };
        let html = html(vec![one(3, 500, 50, 300), one(4, 400, 4, 100)], totals);
        hostile::assert_harmless(&html, 1..=4);
        for text in ["75%", "25%", "90.0%", "99.0%", "31 sessions", "1 session ", "Adoption"] {
            assert!(html.contains(text), "{text}: {html}");
        }
        assert_eq!(html.matches("count worse").count(), 1, "only the newer one is worse");
    }

    #[test]
    fn without_releases_it_says_how_to_name_one() {
        assert!(html(vec![], VisitTotals::default()).contains("No releases yet"));
    }
}
