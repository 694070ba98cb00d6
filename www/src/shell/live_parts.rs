//! The parts of a page that `www/live` renews, and the addresses of its WebSockets. Without the
//! module, or without a connection, the page works by reload.

use corncrake_core::ids::ProjectKey;
use maud::{Markup, html};

use crate::format::links;

/// A part of a page that the module replaces.
pub(crate) fn part(name: &str, inner: &Markup) -> Markup {
    html! { div data-live-part=(name) { (inner) } }
}

/// The addresses of the WebSockets, and the bar of changes that wait: one address for each object of the project.
pub(crate) fn socket_addresses(project: ProjectKey, objects: usize) -> Markup {
    let addresses: Vec<String> =
        (0..objects).map(|index| links::below(project, &format!("live/{index}"))).collect();
    html! {
        div hidden data-live=(addresses.join(" ")) {}
        // What waits stands over the page and moves nothing; the status says it to screen readers.
        p.said role="status" data-live-waiting-text {}
        div.waiting hidden data-live-waiting {
            span aria-hidden="true" data-live-waiting-text {}
            button type="button" data-live-show data-key="r" { "Show" }
        }
    }
}
