//! The demo: a page that loads the client as any site would, and buttons that break it.
//!
//! It holds no code: `www/demo/demo.js` finds each button by its id. It is the one page
//! that needs JavaScript, since it is about errors of JavaScript, and a notice says so.

use corncrake_core::ids::ProjectKey;
use maud::{Markup, html};

use crate::{
    format::links,
    shell::layout::{Breadcrumb, PageShell, document},
};

/// The view-model of the demo.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DemoView {
    /// The project that its errors go to, where there is one.
    pub project: Option<ProjectKey>,
    /// The path of the host below which the collector is; empty for none.
    pub base: String,
    /// Whether an operator is logged in.
    pub signed_in: bool,
    /// Whether the reader may see the project, or may turn out to after a login.
    pub may_see: bool,
}

/// The id of a button in `demo.js`, its label, and its description.
const BUTTONS: [(&str, &str, &str); 10] = [
    ("throw", "Throw", "Throws an Error in the button’s own handler, and nothing catches it."),
    ("nested", "Throw three calls deep", "Throws a RangeError below checkout, priceOf and discountFor."),
    ("type-error", "Read a property of undefined", "The best-known error of the web, a TypeError."),
    ("timer", "Throw in a timer", "Throws a moment later, with nobody waiting for it."),
    ("reject", "Reject a promise", "An async function fails with an Error that nobody awaits."),
    ("reject-value", "Reject with a plain object", "No Error, no stack, only { code: 7 } and a reason."),
    ("console-error", "console.error", "Logs what the app itself found to be wrong."),
    ("image", "Load a missing image", "Asks for an image that is not there."),
    ("send-event", "Catch and send", "Catches an error and sends it on with data of its own."),
    (
        "personal",
        "Leak personal data",
        "Throws “Cannot bill jane.doe@example.com, card 4111 1111 1111 1111”. See what leaves the page.",
    ),
];

/// The whole page.
pub fn page(view: &DemoView) -> Markup {
    match view.project {
        Some(key) => demo(key, view),
        None => without_project(view.signed_in),
    }
}

fn demo(key: ProjectKey, view: &DemoView) -> Markup {
    let DemoView { base, signed_in, may_see, .. } = view;
    let head = html! {
        script src="/client/script.js" data-endpoint={ "/v1/" (key) } data-release="demo" data-environment="demo" data-ping {}
        script src="/assets/demo.js" defer {}
    };
    let issues = links::issues(key);
    let main = html! {
        header.head {
            h1 { "A page with bugs" }
            p.lead {
                "Each button makes a real error. Corncrake catches it, removes personal data before it "
                "leaves this page, and shows it as an issue."
            }
            div.doing {
                @if *may_see { a.button.main href=(issues) { "See them arrive" } }
                p #said role="status" { "Nothing is broken yet." }
            }
        }
        noscript {
            p.notice {
                "These buttons need JavaScript: they are about its errors. The issues do not."
            }
        }
        ul.bugs {
            @for (id, label, description) in BUTTONS {
                li.card {
                    button id=(id) type="button" aria-describedby={ (id) "-does" } { (label) }
                    p id={ (id) "-does" } { (description) }
                }
            }
        }
        section.listens {
            h2 { "How this page reports" }
            p { "With one line in its head, the same as on any site:" }
            pre {
                code {
                    "<script src=\"" (base) "/client/script.js\" data-endpoint=\"" (base) "/v1/" (key) "\" "
                    "data-release=\"demo\" data-environment=\"demo\" data-ping></script>"
                }
            }
        }
    };
    let breadcrumbs = may_see.then(|| Breadcrumb { label: "demo", href: issues });
    document(
        &PageShell {
            breadcrumbs: breadcrumbs.as_slice(),
            current: Some("A page with bugs"),
            signed_in: *signed_in,
            head,
            ..PageShell::plain("Demo")
        },
        &main,
    )
}

fn without_project(signed_in: bool) -> Markup {
    let main = html! {
        section.empty {
            h1 { "There is no demo project here" }
            p {
                code { "npm start" } " makes one when it first starts on a machine. This collector has none, "
                "so the demo’s errors would have nowhere to go."
            }
            p { a.button.main href="/" { "Go to the projects" } }
        }
    };
    document(&PageShell { current: Some("Demo"), signed_in, ..PageShell::plain("Demo") }, &main)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::hostile;

    const SCRIPT: &str = include_str!("../../demo/demo.js");

    fn html() -> String {
        page(&DemoView {
            project: "abc123def45".parse().ok(),
            base: String::new(),
            signed_in: false,
            may_see: true,
        })
        .into_string()
    }

    #[test]
    fn it_loads_the_client_as_any_site_would() {
        let tag = "<script src=\"/client/script.js\" data-endpoint=\"/v1/abc123def45\" data-release=\"demo\" \
                   data-environment=\"demo\" data-ping></script>";
        let html = html();
        assert!(html.contains(tag), "{html}");
        assert_eq!(html.matches("<script").count(), 2);
        assert!(html.find("/client/script.js") < html.find("/assets/demo.js"));
        assert!(html.contains("<noscript>") && html.contains(r#"href="/projects/abc123def45/issues""#));
        hostile::assert_harmless(&html, []);
    }

    #[test]
    fn every_button_has_its_handler_and_every_handler_its_button() {
        let html = html();
        for (id, ..) in BUTTONS {
            assert!(html.contains(&format!("<button id=\"{id}\"")), "{id}");
            assert!(SCRIPT.contains(&format!("on('{id}', ")), "{id}");
        }
        assert_eq!(SCRIPT.matches("\non('").count(), BUTTONS.len());
    }

    #[test]
    fn without_a_project_nothing_is_loaded() {
        let html = page(&DemoView { project: None, base: String::new(), signed_in: true, may_see: true })
            .into_string();
        hostile::assert_scriptless(&html);
        assert!(html.contains("There is no demo project here") && html.contains("npm start"));
    }
}
