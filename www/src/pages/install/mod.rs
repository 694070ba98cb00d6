//! The installation of a project: snippets for pages, programs and servers, and the state of the
//! first event.

mod check_snippet;
mod more_snippets;
mod sentry_snippets;

use corncrake_core::{ids::IssueId, time::UnixMillis};
use maud::{Markup, html};

use crate::{
    format::{links, time},
    model::project::Project,
    parts::{
        copy_button::copy_button,
        origins,
        refusals::{self, Refused},
        reports::headers::{self, ReportHeader},
        snippets,
    },
    shell::{layout::project_page, tabs::Tab},
};

/// The view-model of the page.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct InstallView {
    /// The moment the page is made for.
    pub now: UnixMillis,
    /// The project.
    pub project: Project,
    /// The collector's address as visitors reach it.
    pub address: String,
    /// The dashboard's own address, to which source maps are uploaded.
    pub dashboard: String,
    /// The digest of `script.js`, `sha384-...`, where available.
    pub digest: Option<String>,
    /// What was refused, where nothing arrived.
    pub refused: Refused,
    /// The first event or ping; none before it arrived.
    pub first: Option<FirstEvent>,
}

/// The first event of a project.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FirstEvent {
    /// When it arrived.
    pub at: UnixMillis,
    /// Its issue and its title; none of a ping, or if the issue was erased.
    pub issue: Option<(IssueId, String)>,
}

/// The whole page.
pub fn page(view: &InstallView) -> Markup {
    let (address, key) = (view.address.as_str(), view.project.key);
    let main = html! {
        header.head {
            h1 { "Install" }
            p.about {
                span { "Key " code { (key) } }
                span { "Accepts events from " (origins::list(&view.project.origins)) }
            }
        }
        (first_event_notice(view))
        (refusals::notice(&view.project, &view.refused, view.now))
        section.install {
            h2 { "On your pages" }
            (snippets::first(address, key))
            @if let Some(digest) = &view.digest {
                details {
                    summary { "With Subresource Integrity" }
                    div.steps { (snippets::section(&more_snippets::pinned_tag(address, key, digest))) }
                }
            }
        }
        section.install #check {
            h2 { "Check a page" }
            div.steps { (snippets::section(&check_snippet::check(address, key))) }
        }
        section.install #source-maps {
            h2 { "Source maps" }
            div.steps { (snippets::section(&more_snippets::source_maps(&view.dashboard, &view.project))) }
        }
        section.install {
            h2 { "Workers, Node and frameworks" }
            div.steps { @for snippet in more_snippets::others(address, key) { (snippets::section(&snippet)) } }
        }
        section.install #sentry {
            h2 { "Sentry’s SDKs, with another DSN" }
            p.lead {
                "Change the DSN and nothing else: " code { (sentry_snippets::dsn(address, key)) }
                ". Errors and messages are stored, by a list of fields; users, cookies, addresses, bodies and variables "
                "never are. For servers, add " code { "server" } " to the allowed origins."
            }
            div.steps { @for snippet in sentry_snippets::all(address, key) { (snippets::section(&snippet)) } }
        }
        section.install {
            h2 { "Consent" }
            div.steps { @for snippet in more_snippets::consent(address, key) { (snippets::section(&snippet)) } }
        }
        section.install {
            h2 { "Browsers’ own reports" }
            p.lead { "Send these headers with your pages, and browsers report what no script can see." }
            @for header in headers::all(address, key) { (header_section(&header)) }
        }
    };
    project_page(&view.project, Tab::Install, "Install", &main)
}

fn header_section(header: &ReportHeader) -> Markup {
    html! {
        section.header {
            h3 { (header.title) }
            p { (header.about) }
            pre tabindex="0" { code { (header.line) } }
            (copy_button("Copy"))
        }
    }
}

fn first_event_notice(view: &InstallView) -> Markup {
    html! {
        @match &view.first {
            Some(first) => {
                p.notice.good #heard role="status" {
                    b { "First event received" } ", " (time::ago(first.at, view.now)) ". "
                    @match &first.issue {
                        Some((id, title)) => a href=(links::issue(view.project.key, *id)) { (title) },
                        None => a href=(links::issues(view.project.key)) { "To the issues" },
                    }
                }
            },
            None => {
                p.notice #heard role="status" {
                    b { "Waiting for the first event." } " Add a snippet, then run "
                    code { "setTimeout(() => { throw new Error('Hello, Corncrake') })" }
                    " in the console of your page, and "
                    a href=(links::below(view.project.key, "install")) { "refresh" } "."
                }
            },
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::hostile;

    fn view(first: Option<FirstEvent>) -> InstallView {
        InstallView {
            now: UnixMillis(1_795_271_405_678),
            project: hostile::project(1),
            address: hostile::text(2),
            dashboard: hostile::text(2),
            digest: Some(hostile::text(3)),
            refused: Refused::default(),
            first,
        }
    }

    #[test]
    fn every_way_in_is_there_and_names_this_project() {
        let html = page(&view(None)).into_string();
        hostile::assert_harmless(&html, 1..=3);
        hostile::assert_scriptless(&html);
        assert!(html.contains("Waiting for the first event.") && html.contains("Hello, Corncrake"));
        for text in [
            "/client/script.js",
            "corncrake/worker",
            "corncrake/node",
            "corncrake/react",
            "corncrake/vue",
            "corncrake/svelte",
            "corncrake.consent(",
            "Reporting-Endpoints: default=",
            "report-uri ",
            "Report-To: {",
            "NEL: {",
            "sentry_sdk.init(dsn=",
            "SentrySdk.Init(",
        ] {
            assert!(html.contains(text), "{text}");
        }
        assert!(html.matches("/v1/abc123def45").count() >= 8);
    }

    #[test]
    fn the_first_event_is_one_click_away() {
        let issue = Some(("00ff00ff00ff00ff".parse().unwrap(), hostile::text(4)));
        let first = FirstEvent { at: UnixMillis(1_795_271_345_678), issue };
        let html = page(&view(Some(first.clone()))).into_string();
        hostile::assert_harmless(&html, 1..=4);
        assert!(html.contains("First event received") && html.contains("1 minute ago"), "{html}");
        assert!(html.contains(r#"href="/projects/abc123def45/issues/00ff00ff00ff00ff""#));
        let ping = page(&view(Some(FirstEvent { issue: None, ..first }))).into_string();
        assert!(ping.contains("To the issues"));
    }
}
