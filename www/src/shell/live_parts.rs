//! The parts of a page that `www/live` renews, and the addresses of its WebSockets. Without the
//! module, or without a connection, the page works by reload.

use corncrake_core::ids::ProjectKey;
use maud::{Markup, html};

use crate::format::links;

/// A part of a page that the module replaces.
pub(crate) fn part(name: &str, inner: &Markup) -> Markup {
    html! { div data-live-part=(name) { (inner) } }
}

/// The addresses of the WebSockets: one for each object of the project.
pub(crate) fn socket_addresses(project: ProjectKey, objects: usize) -> Markup {
    let addresses: Vec<String> =
        (0..objects).map(|index| links::below(project, &format!("live/{index}"))).collect();
    html! {
        div hidden data-live=(addresses.join(" ")) {}
    }
}
