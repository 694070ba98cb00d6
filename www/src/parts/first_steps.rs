//! The empty state of a project: the shortest way to its first event.

use maud::{Markup, html};

use corncrake_core::time::UnixMillis;

use super::refusals::{self, Refused};
use crate::{format::links, model::project::Project, parts::snippets};

/// The empty state. `address` is the collector's own.
pub(crate) fn section(
    project: &Project,
    address: &str,
    is_demo: bool,
    refused: &Refused,
    now: UnixMillis,
) -> Markup {
    html! {
        (refusals::notice(project, refused, now))
        section.empty {
            h2 { "No events yet" }
            @if is_demo {
                p { "This is the demo’s project. Break something there, and it shows up here a moment later." }
                p { a.button.main href="/demo/" { "Open the demo" } }
            } @else {
                p { "Add Corncrake to your pages. Visits and errors show up here a moment after they happened." }
            }
        }
        section.install {
            h2 { "Add Corncrake to a page" }
            (snippets::first(address, project.key))
            p {
                a href=(links::below(project.key, "install")) {
                    "Workers, Node, frameworks, and the headers for browsers’ reports"
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::hostile;

    #[test]
    fn the_shortest_way_is_shown_and_the_others_are_near() {
        let html =
            section(&hostile::project(1), &hostile::text(2), false, &Refused::default(), UnixMillis(0))
                .into_string();
        hostile::assert_harmless(&html, 2..=2);
        assert!(html.contains("npm install corncrake") && html.contains("/v1/abc123def45&quot;"), "{html}");
        assert!(html.contains(r#"href="/projects/abc123def45/install""#) && !html.contains("/demo/"));
        assert!(
            section(&hostile::project(1), "", true, &Refused::default(), UnixMillis(0))
                .into_string()
                .contains(r#"href="/demo/""#)
        );
    }
}
