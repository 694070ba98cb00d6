//! What makes a page follow what happens: the parts that are renewed, and the module that
//! renews them (`www/live`). Without it, or without a connection, the page works by reload.

use corncrake_core::ids::ProjectKey;
use maud::{Markup, html};

use crate::format::links;

/// A part of a page that is put in the place of the old one.
pub(crate) fn part(name: &str, inner: &Markup) -> Markup {
    html! { div data-live-part=(name) { (inner) } }
}

/// The addresses where the module is told that something happened: one of each object of the
/// project.
pub(crate) fn socket_addresses(project: ProjectKey, objects: usize) -> Markup {
    let addresses: Vec<String> =
        (0..objects).map(|place| links::below(project, &format!("live/{place}"))).collect();
    html! {
        div hidden data-live=(addresses.join(" ")) {}
    }
}
