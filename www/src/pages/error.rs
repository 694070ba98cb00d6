//! The error page: the status, a sentence, a link home.

use corncrake_core::ids::ProjectKey;
use maud::{Markup, html};

use crate::{
    format::links,
    shell::layout::{PageShell, document},
};

/// The view-model of an error page.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ErrorView {
    /// The HTTP status that the page is sent with.
    pub status: u16,
    /// The error and its remedy, in our own words.
    pub sentence: String,
    /// Whether an operator is logged in.
    pub signed_in: bool,
    /// The project below which nothing was found.
    pub project: Option<ProjectKey>,
}

/// The whole page.
pub fn page(view: &ErrorView) -> Markup {
    let title = title(view.status);
    let main = html! {
        section.empty.lost {
            p.code { (view.status) }
            h1 { (title) }
            p { (view.sentence) }
            @if let Some(key) = view.project {
                p { "It may have been merged or erased." }
                p {
                    a.button.main href=(links::issues(key)) { "Issues" } " "
                    a.button href=(links::project(key)) { "Overview" }
                }
            } @else {
                p { a.button.main href="/" { "Go to the projects" } }
            }
        }
    };
    let signed_in = view.signed_in;
    document(&PageShell { current: Some(title), signed_in, ..PageShell::plain(title) }, &main)
}

fn title(status: u16) -> &'static str {
    match status {
        400 => "That did not make sense",
        401 => "Not logged in",
        403 => "Not allowed",
        404 => "Not found",
        405 => "Not like this",
        410 => "Gone",
        413 => "Too large",
        429 => "Too many, too fast",
        500..=599 => "Something broke on our side",
        _ => "That did not work",
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::hostile;

    #[test]
    fn it_says_the_status_a_sentence_and_the_way_home() {
        let html =
            page(&ErrorView { status: 404, sentence: hostile::text(1), signed_in: false, project: None })
                .into_string();
        hostile::assert_harmless(&html, 1..=1);
        hostile::assert_scriptless(&html);
        assert!(html.contains("404") && html.contains("Not found") && html.contains(r#"href="/""#));
        assert!(!html.contains("/logout"));
        let project = "abc123def45".parse().ok();
        let html =
            page(&ErrorView { status: 404, sentence: String::new(), signed_in: true, project }).into_string();
        assert!(html.contains(r#"href="/projects/abc123def45/issues""#) && html.contains("merged or erased"));
    }

    #[test]
    fn every_status_has_a_title() {
        for status in [0, 400, 418, 429, 500, 503, u16::MAX] {
            let html = page(&ErrorView { status, sentence: String::new(), signed_in: true, project: None })
                .into_string();
            assert!(html.contains(&format!("<p class=\"code\">{status}</p>")));
            assert!(!html.contains("<h1></h1>"));
        }
    }
}
